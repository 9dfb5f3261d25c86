//! Properties as columns: all values of one key side by side, by id, without their records.
//!
//! A record costs several reads from far places in memory; a column costs one, and neighbours lie together. Columns are made
//! from the records when a key has been read often enough, kept right or dropped when records change, and hold only
//! what has one type: whole numbers, floats or texts. For everything else the records are asked.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Dictionary, KeyId, Properties};
use crate::model::Value;

/// Stands for null in a column of whole numbers; a property of this very value keeps its key from being a column.
pub const NO_INTEGER: i64 = i64::MIN;

/// Stands for null in a column of floats: one of many bit patterns that are NaN, and not the usual one.
pub const NO_FLOAT: f64 = f64::from_bits(0x7ff8_6e6f_6e65_0001);

/// Stands for null in a column of texts.
pub const NO_TEXT: u32 = u32::MAX;

/// Says whether a float is [`NO_FLOAT`].
pub fn is_no_float(number: f64) -> bool {
    number.to_bits() == NO_FLOAT.to_bits()
}

/// So many reads never make a column.
const FREE_READS: usize = 1024;

/// One in so many ids of a column has a value at least, and one in so many texts of a dictionary is in use.
const LEAST_SHARE: usize = 16;

/// How long texts are at most, on average.
const LONGEST_TEXTS: usize = 1024;

/// The values of one property, by id of node or edge.
#[derive(Debug, Clone)]
pub enum PropertyColumn {
    /// Whole numbers; [`NO_INTEGER`] is null.
    Integers(Dense<i64>),
    /// Floats; [`NO_FLOAT`] is null.
    Floats(Dense<f64>),
    /// Codes of texts; [`NO_TEXT`] is null.
    Texts(Dense<u32>, Arc<Dictionary>),
}

/// Values by id, from the first id that has one to the last.
#[derive(Debug, Clone)]
pub struct Dense<T> {
    first: usize,
    values: Vec<T>,
    null: T,
}

impl<T: Copy> Dense<T> {
    fn new(first: usize, null: T) -> Self {
        Dense { first, values: Vec::new(), null }
    }

    /// Returns the value under an id, or what stands for null.
    #[inline]
    pub fn get(&self, id: usize) -> T {
        self.values.get(id.wrapping_sub(self.first)).copied().unwrap_or(self.null)
    }

    /// Returns the values under so many ids from one on, where none of them lies outside.
    pub fn run(&self, first: usize, n_ids: usize) -> Option<&[T]> {
        let at = first.checked_sub(self.first)?;
        self.values.get(at..at.checked_add(n_ids)?)
    }

    /// Says whether a value under an id would lie close enough to the others.
    fn is_near(&self, id: usize) -> bool {
        id.checked_sub(self.first).is_some_and(|at| at <= self.values.len() * LEAST_SHARE + FREE_READS)
    }

    /// Sets a value; says whether its id is not below the first.
    fn set(&mut self, id: usize, value: T) -> bool {
        let Some(at) = id.checked_sub(self.first) else { return false };
        if let Some(place) = self.values.get_mut(at) {
            *place = value;
            return true;
        }
        self.values.resize(at, self.null);
        self.values.push(value);
        true
    }

    /// Forgets the value under an id.
    fn clear(&mut self, id: usize) {
        if let Some(place) = self.values.get_mut(id.wrapping_sub(self.first)) {
            *place = self.null;
        }
    }
}

impl PropertyColumn {
    /// Makes a column of all values, given by ascending id; none where they are of several types, few and far between, or
    /// take too much room.
    fn build<'v>(values: impl Iterator<Item = (usize, &'v Value)>) -> Option<Self> {
        let mut column: Option<PropertyColumn> = None;
        let mut n_values = 0;
        for (id, value) in values {
            if column.is_none() {
                column = Some(PropertyColumn::starting(id, value)?);
            }
            if !column.as_mut().is_some_and(|column| column.set(id, value)) {
                return None;
            }
            n_values += 1;
        }
        let is_dense = column.as_ref()?.n_ids() <= n_values * LEAST_SHARE + FREE_READS;
        let mut column = column.filter(|_| is_dense)?;
        column.shrink();
        Some(column)
    }

    fn starting(id: usize, value: &Value) -> Option<Self> {
        match value {
            Value::Integer(_) => Some(PropertyColumn::Integers(Dense::new(id, NO_INTEGER))),
            Value::Float(_) => Some(PropertyColumn::Floats(Dense::new(id, NO_FLOAT))),
            Value::String(_) => Some(PropertyColumn::Texts(Dense::new(id, NO_TEXT), Arc::default())),
            _ => None,
        }
    }

    fn is_near(&self, id: usize) -> bool {
        match self {
            PropertyColumn::Integers(dense) => dense.is_near(id),
            PropertyColumn::Floats(dense) => dense.is_near(id),
            PropertyColumn::Texts(dense, _) => dense.is_near(id),
        }
    }

    fn n_ids(&self) -> usize {
        match self {
            PropertyColumn::Integers(dense) => dense.values.len(),
            PropertyColumn::Floats(dense) => dense.values.len(),
            PropertyColumn::Texts(dense, _) => dense.values.len(),
        }
    }

    fn shrink(&mut self) {
        match self {
            PropertyColumn::Integers(dense) => dense.values.shrink_to_fit(),
            PropertyColumn::Floats(dense) => dense.values.shrink_to_fit(),
            PropertyColumn::Texts(dense, _) => dense.values.shrink_to_fit(),
        }
    }

    /// Sets a value; says whether the column can hold it.
    fn set(&mut self, id: usize, value: &Value) -> bool {
        match (self, value) {
            (PropertyColumn::Integers(dense), Value::Integer(number)) => {
                *number != NO_INTEGER && dense.set(id, *number)
            }
            (PropertyColumn::Floats(dense), Value::Float(number)) => {
                !is_no_float(*number) && dense.set(id, *number)
            }
            (PropertyColumn::Texts(dense, dictionary), Value::String(text)) => {
                let Some(code) = Arc::make_mut(dictionary).insert(text) else { return false };
                let (n_ids, n_texts) = (dense.values.len(), dictionary.len());
                n_texts <= n_ids * LEAST_SHARE + FREE_READS
                    && dictionary.n_bytes() <= n_ids * LONGEST_TEXTS + FREE_READS * LONGEST_TEXTS
                    && dense.set(id, code)
            }
            _ => false,
        }
    }

    /// Sets a value, or forgets it where the new one is null; says whether the column can hold it.
    fn enter(&mut self, id: usize, value: &Value) -> bool {
        match value {
            Value::Null => {
                self.clear(id);
                true
            }
            value => self.is_near(id) && self.set(id, value),
        }
    }

    fn clear(&mut self, id: usize) {
        match self {
            PropertyColumn::Integers(dense) => dense.clear(id),
            PropertyColumn::Floats(dense) => dense.clear(id),
            PropertyColumn::Texts(dense, _) => dense.clear(id),
        }
    }

    /// Returns how many bytes it takes, about.
    pub fn n_bytes(&self) -> usize {
        match self {
            PropertyColumn::Integers(dense) => dense.values.capacity() * 8,
            PropertyColumn::Floats(dense) => dense.values.capacity() * 8,
            PropertyColumn::Texts(dense, dictionary) => dense.values.capacity() * 4 + dictionary.n_bytes(),
        }
    }
}

/// The columns of a graph's nodes or of its edges, made when they are wanted.
#[derive(Debug, Default)]
pub(super) struct Columns {
    by_key: RwLock<BTreeMap<KeyId, Entry>>,
}

/// What is known of a key.
#[derive(Debug, Clone, Default)]
struct Entry {
    /// How many values were read without a column.
    n_reads: usize,
    column: Option<Arc<PropertyColumn>>,
    /// Whether its values make no column.
    is_refused: bool,
}

impl Clone for Columns {
    fn clone(&self) -> Self {
        let by_key = self.by_key.read().unwrap_or_else(PoisonError::into_inner);
        Columns { by_key: RwLock::new(by_key.clone()) }
    }
}

impl Columns {
    /// Returns the column of a key of which `n_reads` values are about to be read; `values` are all there are by
    /// ascending id, `n_ids` is how many ids there are.
    ///
    /// The column is made once as many values were read one by one as an eighth of all ids, so that single reads never
    /// pay for it and its making costs but a few times what was read already.
    pub(super) fn get<'v, I: Iterator<Item = (usize, &'v Value)>>(
        &self,
        key: KeyId,
        n_reads: usize,
        n_ids: usize,
        values: impl FnOnce() -> I,
    ) -> Option<Arc<PropertyColumn>> {
        {
            let by_key = self.by_key.read().unwrap_or_else(PoisonError::into_inner);
            match by_key.get(&key) {
                Some(entry) if entry.column.is_some() => return entry.column.clone(),
                Some(entry) if entry.is_refused => return None,
                _ => {}
            }
        }
        let mut by_key = self.by_key.write().unwrap_or_else(PoisonError::into_inner);
        let entry = by_key.entry(key).or_default();
        entry.n_reads = entry.n_reads.saturating_add(n_reads);
        if entry.column.is_none() && !entry.is_refused && entry.n_reads >= FREE_READS.max(n_ids / 8) {
            entry.column = PropertyColumn::build(values()).map(Arc::new);
            entry.is_refused = entry.column.is_none();
        }
        entry.column.clone()
    }

    /// Enters one value in place of another.
    pub(super) fn enter(&mut self, id: usize, key: KeyId, value: &Value) {
        let by_key = self.by_key.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = by_key.get_mut(&key) else { return };
        let is_held = entry.column.as_mut().is_some_and(|column| Arc::make_mut(column).enter(id, value));
        if !is_held {
            // Reads are counted anew, so that a key whose type changes back may have a column again.
            *entry = Entry::default();
        }
    }

    /// Enters what a node or edge has now in place of what it had.
    pub(super) fn replace(&mut self, id: usize, old: &Properties, new: &Properties) {
        let by_key = self.by_key.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (key, entry) in by_key.iter_mut() {
            let (old, new) = (old.get(*key), new.get(*key));
            if old == new {
                continue;
            }
            let new = new.unwrap_or(&Value::Null);
            let is_held = entry.column.as_mut().is_some_and(|column| Arc::make_mut(column).enter(id, new));
            if !is_held {
                *entry = Entry::default();
            }
        }
    }

    /// Drops all columns, as so much is about to change that they are better made anew.
    pub(super) fn drop_all(&mut self) {
        self.by_key.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
