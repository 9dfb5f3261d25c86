//! Which nodes have a label, or a value of a property.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use itertools::Itertools as _;
use smol_str::SmolStr;

use super::memory::NodeRecord;
use super::{KeyId, LabelId, Properties};
use crate::model::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};
use crate::model::{NodeId, Value};

/// Indexes of nodes; ids within an entry are in ascending order.
#[derive(Debug, Clone, Default)]
pub(super) struct Indexes {
    by_label: Vec<Vec<NodeId>>,
    /// By key; few.
    by_property: Vec<(KeyId, PropertyIndex)>,
}

type PropertyIndex = HashMap<IndexKey, Ids>;

/// Nodes of one value, in ascending order; a single one, as a value has that tells nodes apart, is held in place.
#[derive(Debug, Clone)]
enum Ids {
    One(NodeId),
    Many(Vec<NodeId>),
}

impl Ids {
    fn as_slice(&self) -> &[NodeId] {
        match self {
            Ids::One(node) => std::slice::from_ref(node),
            Ids::Many(nodes) => nodes,
        }
    }

    fn as_many(&mut self) -> &mut Vec<NodeId> {
        if let Ids::One(node) = self {
            *self = Ids::Many(vec![*node]);
        }
        match self {
            Ids::Many(nodes) => nodes,
            Ids::One(_) => unreachable!("it was just made many"),
        }
    }
}

/// What indexes lose and gain by some writes, so that long entries are gone through once and not for each node.
#[derive(Debug, Default)]
pub(super) struct Turnover {
    lost_labels: Vec<(LabelId, NodeId)>,
    gained_labels: Vec<(LabelId, NodeId)>,
    lost_values: Vec<(KeyId, IndexKey, NodeId)>,
    gained_values: Vec<(KeyId, IndexKey, NodeId)>,
}

/// Entries up to this length are changed node by node.
const SHORT: usize = 64;

/// A scalar as a hash key; other values are not indexed and found by scanning.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum IndexKey {
    Boolean(bool),
    /// A float that is whole is its integer, as both are equal.
    Integer(i64),
    Float(u64),
    String(SmolStr),
    Date(Date),
    LocalTime(LocalTime),
    Time(Time),
    LocalDateTime(LocalDateTime),
    DateTime(Arc<DateTime>),
    Duration(Arc<Duration>),
}

/// Says whether a property has a value; whole numbers and floats are compared by value.
pub(super) fn is_equal(property: &Value, value: &Value) -> bool {
    match (property, value) {
        (Value::Integer(_), Value::Float(_)) | (Value::Float(_), Value::Integer(_)) => {
            IndexKey::of(property) == IndexKey::of(value)
        }
        _ => property == value,
    }
}

impl IndexKey {
    fn of(value: &Value) -> Option<IndexKey> {
        match value {
            Value::Boolean(flag) => Some(IndexKey::Boolean(*flag)),
            Value::Integer(number) => Some(IndexKey::Integer(*number)),
            Value::Float(number) if number.is_nan() => None,
            Value::Float(number) => Some(IndexKey::of_float(*number)),
            Value::String(text) => Some(IndexKey::String(text.clone())),
            Value::Date(date) => Some(IndexKey::Date(*date)),
            Value::LocalTime(time) => Some(IndexKey::LocalTime(*time)),
            Value::Time(time) => Some(IndexKey::Time(*time)),
            Value::LocalDateTime(time) => Some(IndexKey::LocalDateTime(*time)),
            Value::DateTime(time) => Some(IndexKey::DateTime(Arc::clone(time))),
            Value::Duration(duration) => Some(IndexKey::Duration(Arc::clone(duration))),
            _ => None,
        }
    }

    fn of_float(number: f64) -> IndexKey {
        // 2^63: below it, and not below -2^63, a float without fraction is a whole number of 64 bits.
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        if number.fract() == 0.0 && (-LIMIT..LIMIT).contains(&number) {
            #[expect(clippy::cast_possible_truncation, reason = "checked to fit")]
            return IndexKey::Integer(number as i64);
        }
        IndexKey::Float(number.to_bits())
    }
}

impl Indexes {
    /// Returns the nodes that have a label.
    pub(super) fn with_label(&self, label: LabelId) -> &[NodeId] {
        self.by_label.get(label.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Returns the labels with their nodes, by label id.
    pub(super) fn labels(&self) -> impl Iterator<Item = (LabelId, &[NodeId])> {
        (0..).map(LabelId).zip(self.by_label.iter().map(Vec::as_slice))
    }

    /// Says whether a key is indexed.
    pub(super) fn has_key(&self, key: KeyId) -> bool {
        self.of_key(key).is_some()
    }

    fn of_key(&self, key: KeyId) -> Option<&PropertyIndex> {
        self.by_property.iter().find(|(own, _)| *own == key).map(|(_, index)| index)
    }

    fn of_key_mut(&mut self, key: KeyId) -> Option<&mut PropertyIndex> {
        self.by_property.iter_mut().find(|(own, _)| *own == key).map(|(_, index)| index)
    }

    /// Returns the nodes with a value, where the index can tell.
    pub(super) fn with_property(&self, key: KeyId, value: &Value) -> Option<&[NodeId]> {
        let index = self.of_key(key)?;
        let value = IndexKey::of(value)?;
        Some(index.get(&value).map_or(&[], Ids::as_slice))
    }

    /// Keeps an index of a key from now on; nodes come in ascending order.
    pub(super) fn add_key<'r>(&mut self, key: KeyId, nodes: impl Iterator<Item = &'r NodeRecord>) {
        let mut index = PropertyIndex::with_capacity(nodes.size_hint().0);
        for record in nodes {
            if let Some(value) = record.properties.get(key).and_then(IndexKey::of) {
                insert(&mut index, value, record.id);
            }
        }
        self.drop_key(key);
        self.by_property.push((key, index));
        self.by_property.sort_unstable_by_key(|(key, _)| *key);
    }

    /// Keeps indexes of the same keys as another, without nodes.
    pub(super) fn same_keys(other: &Indexes) -> Self {
        let keys = other.by_property.iter().map(|(key, _)| (*key, PropertyIndex::new()));
        Indexes { by_label: Vec::new(), by_property: keys.collect() }
    }

    /// Keeps no index of a key any more.
    pub(super) fn drop_key(&mut self, key: KeyId) {
        self.by_property.retain(|(own, _)| *own != key);
    }

    /// Makes room for so many new nodes.
    pub(super) fn reserve(&mut self, n_nodes: usize) {
        // Beyond what is there already, growing by itself costs no more than half of it again.
        let small = self.by_property.iter_mut().filter(|(_, index)| index.len() < n_nodes);
        small.for_each(|(_, index)| index.reserve(n_nodes));
    }

    /// Enters a node that is new.
    pub(super) fn enter(&mut self, node: &NodeRecord) {
        for label in node.labels.iter() {
            let at = label.0 as usize;
            if self.by_label.len() <= at {
                self.by_label.resize(at + 1, Vec::new());
            }
            insert_sorted(&mut self.by_label[at], node.id);
        }
        self.enter_values(node.id, |key| node.properties.get(key));
    }

    /// Enters the values of a node that are not entered yet.
    pub(super) fn enter_values<'v>(&mut self, node: NodeId, value: impl Fn(KeyId) -> Option<&'v Value>) {
        for (key, index) in &mut self.by_property {
            if let Some(value) = value(*key).and_then(IndexKey::of) {
                insert(index, value, node);
            }
        }
    }

    /// Notes that a node is gone.
    pub(super) fn note_gone(&self, node: &NodeRecord, turnover: &mut Turnover) {
        turnover.lost_labels.extend(node.labels.iter().map(|label| (*label, node.id)));
        self.note_properties(node.id, &node.properties, &Properties::default(), turnover);
    }

    /// Notes what a node has now in place of what it had.
    pub(super) fn note_replaced(&self, old: &NodeRecord, new: &NodeRecord, turnover: &mut Turnover) {
        if old.labels != new.labels {
            let lost = old.labels.iter().filter(|label| !new.labels.contains(label));
            turnover.lost_labels.extend(lost.map(|label| (*label, old.id)));
            let gained = new.labels.iter().filter(|label| !old.labels.contains(label));
            turnover.gained_labels.extend(gained.map(|label| (*label, old.id)));
        }
        self.note_properties(new.id, &old.properties, &new.properties, turnover);
    }

    /// Notes new values of a node in place of old ones; those that stay cost nothing but the comparison.
    fn note_properties(&self, node: NodeId, old: &Properties, new: &Properties, turnover: &mut Turnover) {
        for (key, _) in &self.by_property {
            note_change((*key, node), old.get(*key), new.get(*key), turnover);
        }
    }

    /// Notes a new value of a node in place of an old one, where the key is indexed.
    pub(super) fn note_value(
        &self,
        (key, node): (KeyId, NodeId),
        old: Option<&Value>,
        new: Option<&Value>,
        turnover: &mut Turnover,
    ) {
        if self.has_key(key) {
            note_change((key, node), old, new, turnover);
        }
    }

    /// Enters what was noted. Cost `O(n log n)` of what was noted, and the length of each entry that changes much.
    pub(super) fn turn_over(&mut self, turnover: Turnover) {
        let Turnover { mut lost_labels, mut gained_labels, lost_values, gained_values } = turnover;
        lost_labels.sort_unstable();
        for same in lost_labels.chunk_by(|a, b| a.0 == b.0) {
            if let Some(entry) = self.by_label.get_mut(same[0].0.0 as usize) {
                remove_all(entry, same.iter().map(|(_, node)| *node));
            }
        }
        gained_labels.sort_unstable();
        for same in gained_labels.chunk_by(|a, b| a.0 == b.0) {
            let at = same[0].0.0 as usize;
            if self.by_label.len() <= at {
                self.by_label.resize(at + 1, Vec::new());
            }
            insert_all(&mut self.by_label[at], same.iter().map(|(_, node)| *node));
        }
        self.lose_values(lost_values);
        self.gain_values(gained_values);
    }

    fn lose_values(&mut self, lost: Vec<(KeyId, IndexKey, NodeId)>) {
        let mut many: HashMap<(KeyId, IndexKey), Vec<NodeId>> = HashMap::new();
        for (key, value, node) in lost {
            let Some(index) = self.of_key_mut(key) else { continue };
            match index.get_mut(&value) {
                Some(Ids::Many(nodes)) if nodes.len() > SHORT => many.entry((key, value)).or_default().push(node),
                Some(Ids::Many(nodes)) if nodes.len() > 1 => remove_sorted(nodes, node),
                Some(ids) if ids.as_slice() == [node] => drop(index.remove(&value)),
                _ => {}
            }
        }
        // In whatever order: each changes an entry of its own.
        many.into_iter().for_each(|((key, value), mut gone)| {
            let Some(index) = self.of_key_mut(key) else { return };
            let Some(ids) = index.get_mut(&value) else { return };
            gone.sort_unstable();
            remove_all(ids.as_many(), gone.into_iter());
            if ids.as_slice().is_empty() {
                index.remove(&value);
            }
        });
    }

    fn gain_values(&mut self, gained: Vec<(KeyId, IndexKey, NodeId)>) {
        let mut many: HashMap<(KeyId, IndexKey), Vec<NodeId>> = HashMap::new();
        for (key, value, node) in gained {
            let Some(index) = self.of_key_mut(key) else { continue };
            match index.get(&value) {
                Some(Ids::Many(nodes)) if nodes.len() > SHORT => many.entry((key, value)).or_default().push(node),
                _ => insert(index, value, node),
            }
        }
        // In whatever order: each changes an entry of its own.
        many.into_iter().for_each(|((key, value), mut new)| {
            let index = self.of_key_mut(key);
            if let Some(ids) = index.and_then(|index| index.get_mut(&value)) {
                new.sort_unstable();
                insert_all(ids.as_many(), new.into_iter());
            }
        });
    }
}

fn note_change(
    (key, node): (KeyId, NodeId),
    old: Option<&Value>,
    new: Option<&Value>,
    turnover: &mut Turnover,
) {
    if old == new {
        return;
    }
    turnover.lost_values.extend(old.and_then(IndexKey::of).map(|value| (key, value, node)));
    turnover.gained_values.extend(new.and_then(IndexKey::of).map(|value| (key, value, node)));
}

fn insert(index: &mut PropertyIndex, value: IndexKey, node: NodeId) {
    match index.entry(value) {
        Entry::Vacant(place) => drop(place.insert(Ids::One(node))),
        Entry::Occupied(ids) if *ids.get().as_slice() == [node] => {}
        Entry::Occupied(ids) => insert_sorted(ids.into_mut().as_many(), node),
    }
}

fn insert_sorted(ids: &mut Vec<NodeId>, id: NodeId) {
    match ids.last() {
        Some(last) if *last >= id => {
            if let Err(at) = ids.binary_search(&id) {
                ids.insert(at, id);
            }
        }
        _ => ids.push(id),
    }
}

fn remove_sorted(ids: &mut Vec<NodeId>, id: NodeId) {
    if let Ok(at) = ids.binary_search(&id) {
        ids.remove(at);
    }
}

/// Takes ids out that come in ascending order.
fn remove_all(ids: &mut Vec<NodeId>, gone: impl ExactSizeIterator<Item = NodeId>) {
    if gone.len() == 1 {
        return gone.for_each(|id| remove_sorted(ids, id));
    }
    let mut gone = gone.peekable();
    ids.retain(|id| {
        while gone.next_if(|gone| gone < id).is_some() {}
        gone.next_if_eq(id).is_none()
    });
}

/// Puts ids in that come in ascending order.
fn insert_all(ids: &mut Vec<NodeId>, new: impl ExactSizeIterator<Item = NodeId>) {
    if new.len() == 1 {
        return new.for_each(|id| insert_sorted(ids, id));
    }
    let mut new = new.peekable();
    match (ids.last(), new.peek()) {
        (Some(last), Some(first)) if last >= first => {
            let old = std::mem::take(ids);
            *ids = old.into_iter().merge(new).dedup().collect();
        }
        _ => ids.extend(new),
    }
}
