//! Which nodes have a label, or a value of a property.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashMap;
use smol_str::SmolStr;

use super::memory::NodeRecord;
use super::{KeyId, LabelId, Properties};
use crate::model::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};
use crate::model::{NodeId, Value};

/// Indexes of nodes; ids within an entry are in ascending order.
#[derive(Debug, Clone, Default)]
pub(super) struct Indexes {
    by_label: Vec<Vec<NodeId>>,
    by_property: BTreeMap<KeyId, PropertyIndex>,
}

type PropertyIndex = HashMap<IndexKey, Vec<NodeId>>;

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
        self.by_property.contains_key(&key)
    }

    /// Returns the nodes with a value, where the index can tell.
    pub(super) fn with_property(&self, key: KeyId, value: &Value) -> Option<&[NodeId]> {
        let index = self.by_property.get(&key)?;
        let value = IndexKey::of(value)?;
        Some(index.get(&value).map_or(&[], Vec::as_slice))
    }

    /// Keeps an index of a key from now on; nodes come in ascending order.
    pub(super) fn add_key<'r>(&mut self, key: KeyId, nodes: impl Iterator<Item = &'r NodeRecord>) {
        let mut index = PropertyIndex::with_capacity(nodes.size_hint().0);
        for record in nodes {
            if let Some(value) = record.properties.get(key).and_then(IndexKey::of) {
                index.entry(value).or_default().push(record.id);
            }
        }
        self.by_property.insert(key, index);
    }

    /// Keeps indexes of the same keys as another, without nodes.
    pub(super) fn same_keys(other: &Indexes) -> Self {
        let keys = other.by_property.keys().map(|key| (*key, PropertyIndex::new()));
        Indexes { by_label: Vec::new(), by_property: keys.collect() }
    }

    /// Keeps no index of a key any more.
    pub(super) fn drop_key(&mut self, key: KeyId) {
        self.by_property.remove(&key);
    }

    /// Enters a node that is new.
    pub(super) fn enter(&mut self, node: &NodeRecord) {
        self.enter_labels(node.id, &node.labels);
        self.enter_properties(node.id, &Properties::default(), &node.properties);
    }

    /// Enters what a node has now in place of what it had.
    pub(super) fn replace(&mut self, old: &NodeRecord, new: &NodeRecord) {
        if old.labels != new.labels {
            // Only what differs: taking an id out of a long entry moves all ids behind it.
            let lost = old.labels.iter().filter(|label| !new.labels.contains(label));
            self.leave_labels(old.id, lost);
            let gained = new.labels.iter().filter(|label| !old.labels.contains(label));
            self.enter_labels(new.id, gained);
        }
        self.enter_properties(new.id, &old.properties, &new.properties);
    }

    /// Takes nodes out; cost `O(nodes · log n)`, or of the size of their labels where they are many.
    pub(super) fn leave<'r>(&mut self, nodes: impl Iterator<Item = &'r NodeRecord> + Clone) {
        let gone: BTreeSet<NodeId> = nodes.clone().map(|node| node.id).collect();
        let labels: BTreeSet<LabelId> = nodes.clone().flat_map(|node| node.labels.iter().copied()).collect();
        for label in labels {
            let Some(entry) = self.by_label.get_mut(label.0 as usize) else { continue };
            match gone.len() {
                1 => gone.iter().for_each(|node| remove_sorted(entry, *node)),
                _ => entry.retain(|node| !gone.contains(node)),
            }
        }
        for node in nodes {
            self.enter_properties(node.id, &node.properties, &Properties::default());
        }
    }

    fn enter_labels<'l>(&mut self, node: NodeId, labels: impl IntoIterator<Item = &'l LabelId>) {
        for label in labels {
            let at = label.0 as usize;
            if self.by_label.len() <= at {
                self.by_label.resize(at + 1, Vec::new());
            }
            insert_sorted(&mut self.by_label[at], node);
        }
    }

    fn leave_labels<'l>(&mut self, node: NodeId, labels: impl IntoIterator<Item = &'l LabelId>) {
        for label in labels {
            if let Some(entry) = self.by_label.get_mut(label.0 as usize) {
                remove_sorted(entry, node);
            }
        }
    }

    /// Enters new values of a node in place of old ones; those that stay cost nothing but the comparison.
    pub(super) fn enter_properties(&mut self, node: NodeId, old: &Properties, new: &Properties) {
        for (key, index) in &mut self.by_property {
            let (old, new) = (old.get(*key), new.get(*key));
            if old == new {
                continue;
            }
            if let Some(value) = old.and_then(IndexKey::of)
                && let Some(nodes) = index.get_mut(&value)
            {
                remove_sorted(nodes, node);
                if nodes.is_empty() {
                    index.remove(&value);
                }
            }
            if let Some(value) = new.and_then(IndexKey::of) {
                insert_sorted(index.entry(value).or_default(), node);
            }
        }
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
