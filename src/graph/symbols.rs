//! Interned names of labels, edge types and property keys.

use std::sync::Arc;

use hashbrown::HashMap;

/// An interned node label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(pub u32);

/// An interned edge type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// An interned property key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u32);

/// The names behind the interned ids of one graph.
///
/// Ids count up from 0 in order of first use and are never given back, so the symbols of an older state
/// are a prefix of those of a newer one. Clones share their names until one of them gets a new name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Symbols {
    labels: Arc<Names>,
    types: Arc<Names>,
    keys: Arc<Names>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Names {
    by_id: Vec<Arc<str>>,
    by_name: HashMap<Arc<str>, u32>,
}

impl Names {
    fn intern(self: &mut Arc<Self>, name: &str) -> u32 {
        if let Some(&id) = self.by_name.get(name) {
            return id;
        }
        Arc::make_mut(self).add(name)
    }

    fn add(&mut self, name: &str) -> u32 {
        let id = u32::try_from(self.by_id.len()).expect("fewer than 2^32 distinct names fit in memory");
        let name: Arc<str> = name.into();
        self.by_id.push(Arc::clone(&name));
        self.by_name.insert(name, id);
        id
    }

    fn name(&self, id: u32) -> &str {
        &self.by_id[id as usize]
    }
}

impl Symbols {
    /// Returns the id of a label, giving it one if it is new.
    pub fn intern_label(&mut self, name: &str) -> LabelId {
        LabelId(self.labels.intern(name))
    }

    /// Returns the id of an edge type, giving it one if it is new.
    pub fn intern_type(&mut self, name: &str) -> TypeId {
        TypeId(self.types.intern(name))
    }

    /// Returns the id of a property key, giving it one if it is new.
    pub fn intern_key(&mut self, name: &str) -> KeyId {
        KeyId(self.keys.intern(name))
    }

    /// Returns the id of a label if any node ever had it.
    pub fn label(&self, name: &str) -> Option<LabelId> {
        self.labels.by_name.get(name).copied().map(LabelId)
    }

    /// Returns the id of an edge type if any edge ever had it.
    pub fn edge_type(&self, name: &str) -> Option<TypeId> {
        self.types.by_name.get(name).copied().map(TypeId)
    }

    /// Returns the id of a property key if it was ever used.
    pub fn key(&self, name: &str) -> Option<KeyId> {
        self.keys.by_name.get(name).copied().map(KeyId)
    }

    /// Returns the name of a label.
    ///
    /// # Panics
    /// If the id was not given out by these symbols.
    pub fn label_name(&self, id: LabelId) -> &str {
        self.labels.name(id.0)
    }

    /// Returns the name of an edge type.
    ///
    /// # Panics
    /// If the id was not given out by these symbols.
    pub fn type_name(&self, id: TypeId) -> &str {
        self.types.name(id.0)
    }

    /// Returns the name of a property key.
    ///
    /// # Panics
    /// If the id was not given out by these symbols.
    pub fn key_name(&self, id: KeyId) -> &str {
        self.keys.name(id.0)
    }

    /// Returns how many labels, edge types and keys there are; every id is below its count.
    pub fn counts(&self) -> (usize, usize, usize) {
        (self.labels.by_id.len(), self.types.by_id.len(), self.keys.by_id.len())
    }

    /// Says whether `self` begins with the same names under the same ids as `older`.
    pub fn extends(&self, older: &Symbols) -> bool {
        self.labels.by_id.starts_with(&older.labels.by_id)
            && self.types.by_id.starts_with(&older.types.by_id)
            && self.keys.by_id.starts_with(&older.keys.by_id)
    }
}
