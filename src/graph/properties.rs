//! The properties of one node or edge.

use super::KeyId;
use crate::model::Value;

/// Properties of one node or edge, sorted by key id; absent and null are the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Properties(Box<[(KeyId, Value)]>);

impl Properties {
    /// Returns the value under `key`. Cost `O(log n)`.
    pub fn get(&self, key: KeyId) -> Option<&Value> {
        let at = self.0.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        Some(&self.0[at].1)
    }

    /// Sets `key` to `value`, or removes it where the value is null. Cost `O(n)`.
    pub fn set(&mut self, key: KeyId, value: Value) {
        match (self.0.binary_search_by_key(&key, |(key, _)| *key), value) {
            (Err(_), Value::Null) => {}
            (Ok(at), Value::Null) => {
                let mut entries = std::mem::take(&mut self.0).into_vec();
                entries.remove(at);
                self.0 = entries.into_boxed_slice();
            }
            (Ok(at), value) => self.0[at].1 = value,
            (Err(at), value) => {
                let mut entries = std::mem::take(&mut self.0).into_vec();
                entries.reserve_exact(1);
                entries.insert(at, (key, value));
                self.0 = entries.into_boxed_slice();
            }
        }
    }

    /// Returns the entries in key id order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (KeyId, &Value)> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    /// Packs entries in key id order, each key once; nulls are left out.
    pub fn from_sorted(entries: impl ExactSizeIterator<Item = (KeyId, Value)>) -> Self {
        let mut own = Vec::with_capacity(entries.len());
        own.extend(entries.filter(|(_, value)| *value != Value::Null));
        debug_assert!(own.is_sorted_by(|a, b| a.0 < b.0), "keys come in order, each once");
        Properties(own.into_boxed_slice())
    }

    /// Packs entries in any order and leaves `entries` empty; of two values for one key the last stays, and
    /// nulls are left out.
    pub fn drain_from(entries: &mut Vec<(KeyId, Value)>) -> Self {
        entries.sort_by_key(|(key, _)| *key);
        // `dedup_by` keeps the first of equal neighbours, so the later value moves there.
        entries.dedup_by(|later, kept| {
            let is_repeat = later.0 == kept.0;
            if is_repeat {
                kept.1 = std::mem::take(&mut later.1);
            }
            is_repeat
        });
        entries.retain(|(_, value)| *value != Value::Null);
        Properties(entries.drain(..).collect())
    }

    /// Returns how many properties there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(KeyId, Value)> for Properties {
    /// Collects entries in any order; of two values for one key the last stays, and nulls are left out.
    fn from_iter<I: IntoIterator<Item = (KeyId, Value)>>(entries: I) -> Self {
        Properties::drain_from(&mut entries.into_iter().collect())
    }
}
