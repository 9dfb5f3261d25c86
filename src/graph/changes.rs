//! The net effect of some writes.

use std::cell::OnceCell;

use hashbrown::HashMap;

use super::id_set::IdSet;
use super::memory::{EdgeRecord, NodeRecord};
use super::{EdgeEnds, KeyId, LabelId, Properties, Rule, Symbols};
use crate::model::{EdgeId, NodeId, Value};

/// The net effect of the writes on an [`Overlay`](super::Overlay): what is new or changed, and what is gone.
///
/// Made on one state of a graph and fit for that state only. Nodes and edges that were both added and
/// removed leave nothing but their used-up ids.
#[derive(Debug, Clone)]
pub struct ChangeSet {
    pub(super) made_on: u64,
    pub(super) symbols: Symbols,
    pub(super) added_nodes: Added<NodeRecord>,
    pub(super) added_edges: Added<WholeEdge>,
    /// Nodes that were there before.
    pub(super) nodes: Changed<NodeRecord>,
    /// Edges that were there before.
    pub(super) edges: Changed<WholeEdge>,
    pub(super) removed_nodes: IdSet,
    pub(super) removed_edges: IdSet,
    pub(super) rules: Option<Vec<Rule>>,
}

/// An edge with its ends.
#[derive(Debug, Clone)]
pub(super) struct WholeEdge {
    pub(super) record: EdgeRecord,
    pub(super) ends: EdgeEnds,
}

/// What has properties.
pub(super) trait Record: Clone {
    fn properties_mut(&mut self) -> &mut Properties;
}

impl Record for NodeRecord {
    fn properties_mut(&mut self) -> &mut Properties {
        &mut self.properties
    }
}

impl Record for WholeEdge {
    fn properties_mut(&mut self) -> &mut Properties {
        &mut self.record.properties
    }
}

/// Elements that are new, by id; the ids follow each other.
#[derive(Debug, Clone)]
pub(super) struct Added<R> {
    /// How many ids were given out before.
    pub(super) first: usize,
    /// Nothing stands for what was removed again.
    pub(super) records: Vec<Option<R>>,
    pub(super) n_there: usize,
}

impl<R> Added<R> {
    pub(super) fn after(first: usize) -> Self {
        Added { first, records: Vec::new(), n_there: 0 }
    }

    /// Returns the next id to be given out.
    pub(super) fn next(&self) -> usize {
        self.first + self.records.len()
    }

    pub(super) fn push(&mut self, record: R) {
        self.records.push(Some(record));
        self.n_there += 1;
    }

    pub(super) fn get(&self, index: usize) -> Option<&R> {
        self.records.get(index.checked_sub(self.first)?)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut R> {
        self.records.get_mut(index.checked_sub(self.first)?)?.as_mut()
    }

    pub(super) fn take(&mut self, index: usize) -> Option<R> {
        let record = self.records.get_mut(index.checked_sub(self.first)?)?.take();
        self.n_there -= usize::from(record.is_some());
        record
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &R> {
        self.records.iter().flatten()
    }
}

/// Elements that were there before and are changed, in the order in which they were first.
#[derive(Debug, Clone)]
pub(super) struct Changed<R> {
    entries: Vec<(u32, Change<R>)>,
    /// Where each is, once they do not come by id any more.
    places: Option<HashMap<u32, u32>>,
}

impl<R> Default for Changed<R> {
    fn default() -> Self {
        Changed { entries: Vec::new(), places: None }
    }
}

impl<R: Record> Changed<R> {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn get(&self, id: u32) -> Option<&Change<R>> {
        self.place(id).map(|place| &self.entries[place].1)
    }

    fn place(&self, id: u32) -> Option<usize> {
        if let Some(places) = &self.places {
            return places.get(&id).map(|place| *place as usize);
        }
        let (first, last) = (self.entries.first()?.0, self.entries.last()?.0);
        if id < first || id > last {
            return None;
        }
        // Where all ids between are changed too, it is right here; else it is before.
        let furthest = ((id - first) as usize).min(self.entries.len() - 1);
        if self.entries[furthest].0 == id {
            return Some(furthest);
        }
        self.entries[..furthest].binary_search_by_key(&id, |(id, _)| *id).ok()
    }

    /// Returns the change of an element, and whether it had none before.
    pub(super) fn touch(&mut self, id: u32) -> (&mut Change<R>, bool) {
        let known = self.place(id);
        let place = known.unwrap_or(self.entries.len());
        if known.is_none() {
            self.push(id);
        }
        (&mut self.entries[place].1, known.is_none())
    }

    fn push(&mut self, id: u32) {
        let place = |at: usize| u32::try_from(at).expect("there are fewer elements than ids");
        if self.places.is_none() && self.entries.last().is_some_and(|(last, _)| *last > id) {
            let places = self.entries.iter().enumerate().map(|(at, (id, _))| (*id, place(at)));
            self.places = Some(places.collect());
        }
        if let Some(places) = &mut self.places {
            places.insert(id, place(self.entries.len()));
        }
        self.entries.push((id, Change::default()));
    }

    /// Returns all, by id.
    pub(super) fn sorted(&self) -> impl Iterator<Item = (u32, &Change<R>)> {
        let mut entries: Vec<(u32, &Change<R>)> = self.unsorted().collect();
        entries.sort_unstable_by_key(|(id, _)| *id);
        entries.into_iter()
    }

    pub(super) fn unsorted(&self) -> impl Iterator<Item = (u32, &Change<R>)> {
        self.entries.iter().map(|(id, change)| (*id, change))
    }

    pub(super) fn into_entries(self) -> Vec<(u32, Change<R>)> {
        self.entries
    }
}

/// What changes of an element.
#[derive(Debug, Clone)]
pub(super) enum Change<R> {
    /// Properties are set; the element as it is then, once somebody has asked.
    Sets(Sets, OnceCell<Box<R>>),
    /// The element is replaced.
    Whole(R),
}

impl<R> Default for Change<R> {
    fn default() -> Self {
        Change::Sets(Sets::None, OnceCell::new())
    }
}

impl<R: Record> Change<R> {
    /// Sets a property; null removes it.
    pub(super) fn set(&mut self, key: KeyId, value: Value) {
        match self {
            Change::Whole(record) => record.properties_mut().set(key, value),
            Change::Sets(sets, after) => {
                if let Some(record) = after.get_mut() {
                    record.properties_mut().set(key, value.clone());
                }
                sets.set(key, value);
            }
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Change::Whole(_))
    }

    /// Returns the element as it is after the change.
    pub(super) fn after(&self, before: impl FnOnce() -> R) -> &R {
        match self {
            Change::Whole(record) => record,
            Change::Sets(sets, after) => after.get_or_init(|| Box::new(sets.applied_to(before()))),
        }
    }

    /// Returns the whole element, to be changed.
    pub(super) fn whole(&mut self, before: impl FnOnce() -> R) -> &mut R {
        if let Change::Sets(sets, after) = self {
            let record = after.take().map_or_else(|| sets.applied_to(before()), |record| *record);
            *self = Change::Whole(record);
        }
        match self {
            Change::Whole(record) => record,
            Change::Sets(..) => unreachable!("it was just made whole"),
        }
    }
}

/// Properties that are set, by key; null removes one.
#[derive(Debug, Clone, Default)]
pub(super) enum Sets {
    #[default]
    None,
    One((KeyId, Value)),
    Many(Vec<(KeyId, Value)>),
}

impl Sets {
    pub(super) fn as_slice(&self) -> &[(KeyId, Value)] {
        match self {
            Sets::None => &[],
            Sets::One(set) => std::slice::from_ref(set),
            Sets::Many(sets) => sets,
        }
    }

    pub(super) fn get(&self, key: KeyId) -> Option<&Value> {
        let sets = self.as_slice();
        sets.binary_search_by_key(&key, |(key, _)| *key).ok().map(|at| &sets[at].1)
    }

    fn set(&mut self, key: KeyId, value: Value) {
        match self {
            Sets::None => *self = Sets::One((key, value)),
            Sets::One(set) if set.0 == key => set.1 = value,
            Sets::One(set) => {
                let mut sets = vec![std::mem::replace(set, (key, Value::Null)), (key, value)];
                sets.sort_unstable_by_key(|(key, _)| *key);
                *self = Sets::Many(sets);
            }
            Sets::Many(sets) => match sets.binary_search_by_key(&key, |(key, _)| *key) {
                Ok(at) => sets[at].1 = value,
                Err(at) => sets.insert(at, (key, value)),
            },
        }
    }

    fn applied_to<R: Record>(&self, mut record: R) -> R {
        for (key, value) in self.as_slice() {
            record.properties_mut().set(*key, value.clone());
        }
        record
    }

    pub(super) fn into_iter(self) -> impl Iterator<Item = (KeyId, Value)> {
        let (one, many) = match self {
            Sets::None => (None, Vec::new()),
            Sets::One(set) => (Some(set), Vec::new()),
            Sets::Many(sets) => (None, sets),
        };
        one.into_iter().chain(many)
    }
}

/// What becomes of a node or edge that was there before.
#[derive(Debug, Clone, Copy)]
pub enum Written<'c, W> {
    /// All of it is written anew.
    Whole(W),
    /// Only these properties are set, in the order of their keys; null stands for one that is removed.
    Properties(&'c [(KeyId, Value)]),
}

impl ChangeSet {
    /// Says whether applying it would change nothing a reader can see.
    pub fn is_empty(&self) -> bool {
        self.added_nodes.n_there == 0
            && self.added_edges.n_there == 0
            && self.written_nodes().next().is_none()
            && self.written_edges().next().is_none()
            && self.removed_nodes.is_empty()
            && self.removed_edges.is_empty()
            && self.rules.is_none()
    }

    /// Returns the declared indexes and constraints, where they change.
    pub fn rules(&self) -> Option<&[Rule]> {
        self.rules.as_deref()
    }

    /// Returns the interned names as they are after the changes.
    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// Returns the nodes added, with their labels and properties, by id.
    pub fn added_nodes(&self) -> impl Iterator<Item = (NodeId, &[LabelId], &Properties)> {
        self.added_nodes.iter().map(|record| (record.id, &*record.labels, &record.properties))
    }

    /// Returns the edges added, with their ends and properties, by id.
    pub fn added_edges(&self) -> impl Iterator<Item = (EdgeId, EdgeEnds, &Properties)> {
        self.added_edges.iter().map(|edge| (edge.record.id, edge.ends, &edge.record.properties))
    }

    /// Returns the nodes changed, by id; of those written anew, labels and properties.
    pub fn changed_nodes(&self) -> impl Iterator<Item = (NodeId, Written<'_, (&[LabelId], &Properties)>)> {
        let kept = self.nodes.sorted().filter(|(id, _)| !self.removed_nodes.contains(*id));
        kept.map(|(id, change)| {
            let written = match change {
                Change::Whole(record) => Written::Whole((&*record.labels, &record.properties)),
                Change::Sets(sets, _) => Written::Properties(sets.as_slice()),
            };
            (NodeId(id), written)
        })
    }

    /// Returns the edges changed, by id; of those written anew, ends and properties.
    pub fn changed_edges(&self) -> impl Iterator<Item = (EdgeId, Written<'_, (EdgeEnds, &Properties)>)> {
        let kept = self.edges.sorted().filter(|(id, _)| !self.removed_edges.contains(*id));
        kept.map(|(id, change)| {
            let written = match change {
                Change::Whole(edge) => Written::Whole((edge.ends, &edge.record.properties)),
                Change::Sets(sets, _) => Written::Properties(sets.as_slice()),
            };
            (EdgeId(id), written)
        })
    }

    /// Returns the next ids of nodes and edges to be given out after the changes.
    pub fn next_ids(&self) -> (usize, usize) {
        (self.added_nodes.next(), self.added_edges.next())
    }

    /// Returns how many nodes and edges were added.
    pub fn n_added(&self) -> (usize, usize) {
        (self.added_nodes.n_there, self.added_edges.n_there)
    }

    /// Returns the nodes added or changed, in the same order for the same writes.
    pub fn written_nodes(&self) -> impl Iterator<Item = NodeId> {
        let changed = self.nodes.unsorted().map(|(id, _)| id).filter(|id| !self.removed_nodes.contains(*id));
        changed.map(NodeId).chain(self.added_nodes.iter().map(|record| record.id))
    }

    /// Returns the edges added or changed, in the same order for the same writes.
    pub fn written_edges(&self) -> impl Iterator<Item = EdgeId> {
        let changed = self.edges.unsorted().map(|(id, _)| id).filter(|id| !self.removed_edges.contains(*id));
        changed.map(EdgeId).chain(self.added_edges.iter().map(|edge| edge.record.id))
    }

    /// Returns the nodes removed, by id.
    pub fn removed_nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> {
        self.removed_nodes.iter().map(NodeId)
    }

    /// Returns the edges removed, by id.
    pub fn removed_edges(&self) -> impl DoubleEndedIterator<Item = EdgeId> {
        self.removed_edges.iter().map(EdgeId)
    }

    /// Returns how many nodes and edges were removed.
    pub fn n_removed(&self) -> (usize, usize) {
        (self.removed_nodes.len(), self.removed_edges.len())
    }
}
