//! Finds rows that are equivalent in some columns.

use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::batch::{Batch, Column};
use super::packed::Packing;
use crate::query::bound::Slot;
use crate::query::compare::{equivalent, hash_value};

/// Groups of rows, numbered in the order in which they are first met.
///
/// Keys of nodes, relationships, whole numbers and texts of one dictionary are packed into one number, which is what is looked
/// up as long as no keys of another kind come.
#[derive(Default)]
pub(super) struct Groups {
    hasher: DefaultHashBuilder,
    n_made: usize,
    /// Numbers of groups, by the hash of their keys; those that came packed may be missing.
    table: HashTable<u32>,
    /// The hashes of the groups in the table.
    hashes: Vec<u64>,
    /// The keys of each group, column by column.
    keys: Vec<Column>,
    packed: Packed,
}

/// Groups by their packed keys.
#[derive(Default)]
struct Packed {
    packing: Packing,
    groups: HashMap<u128, u32, DefaultHashBuilder>,
    /// By the code of a text, where that is the only key.
    by_code: Vec<u32>,
    /// Whether some group is not here.
    is_partial: bool,
}

/// Stands for a group that is not known yet.
const NO_GROUP: u32 = u32::MAX;

impl Groups {
    pub(super) fn new(n_columns: usize) -> Self {
        Groups { keys: vec![Column::Absent; n_columns], ..Groups::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.n_made
    }

    /// Returns the keys of all groups, in order.
    pub(super) fn into_keys(self) -> Vec<Column> {
        self.keys
    }

    /// Returns the group of each row, making new ones.
    pub(super) fn of_rows(&mut self, columns: &[&Column], n_rows: usize) -> Vec<u32> {
        if columns.is_empty() {
            // All rows are alike.
            self.n_made = self.n_made.max(n_rows.min(1));
            return vec![0; n_rows];
        }
        let Some(packing) = Packing::of(columns) else {
            self.enter_all();
            self.packed = Packed { is_partial: true, ..Packed::default() };
            return (0..n_rows).map(|row| self.of_row(columns, row)).collect();
        };
        if self.packed.packing != packing {
            let is_partial = self.n_made > 0;
            self.packed = Packed { packing, is_partial, ..Packed::default() };
        }
        if let [Column::Texts(codes, dictionary)] = columns
            && u16::try_from(dictionary.len()).is_ok()
        {
            return self.of_codes(codes, dictionary.len(), columns);
        }
        let packed = Packing::packed(columns, n_rows);
        packed.into_iter().enumerate().map(|(row, key)| self.of_packed(key, columns, row)).collect()
    }

    /// Returns the groups of rows whose only key is a text.
    fn of_codes(&mut self, codes: &[u32], n_codes: usize, columns: &[&Column]) -> Vec<u32> {
        self.packed.by_code.resize(n_codes + 1, NO_GROUP);
        let mut groups = Vec::with_capacity(codes.len());
        for (row, code) in codes.iter().enumerate() {
            let place = (*code as usize).min(n_codes);
            let mut group = self.packed.by_code[place];
            if group == NO_GROUP {
                group = self.made(columns, row);
                self.packed.by_code[place] = group;
            }
            groups.push(group);
        }
        groups
    }

    fn of_packed(&mut self, key: u128, columns: &[&Column], row: usize) -> u32 {
        if let Some(group) = self.packed.groups.get(&key) {
            return *group;
        }
        let group = self.made(columns, row);
        self.packed.groups.insert(key, group);
        group
    }

    /// Returns the group of a row whose packed key is not known.
    fn made(&mut self, columns: &[&Column], row: usize) -> u32 {
        if self.packed.is_partial {
            self.enter_all();
            return self.of_row(columns, row);
        }
        self.push(columns, row)
    }

    /// Adds a group with the keys of a row.
    fn push(&mut self, columns: &[&Column], row: usize) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "so many groups do not fit in memory")]
        let group = self.n_made as u32;
        for (keys, column) in self.keys.iter_mut().zip(columns) {
            push(keys, self.n_made, column, row);
        }
        self.n_made += 1;
        group
    }

    /// Enters the groups that came packed into the table.
    fn enter_all(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        let columns: Vec<&Column> = keys.iter().collect();
        for group in self.hashes.len()..self.n_made {
            let hash = self.hash(&columns, group);
            self.enter(hash);
        }
        self.keys = keys;
    }

    /// Enters the next group into the table.
    fn enter(&mut self, hash: u64) {
        #[expect(clippy::cast_possible_truncation, reason = "so many groups do not fit in memory")]
        let group = self.hashes.len() as u32;
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.table.insert_unique(hash, group, |group| hashes[*group as usize]);
    }

    /// Returns the group of a row by the values of its keys; all groups are in the table.
    fn of_row(&mut self, columns: &[&Column], row: usize) -> u32 {
        let hash = self.hash(columns, row);
        let is_same = |group: &u32| {
            let group = *group as usize;
            self.hashes[group] == hash
                && self.keys.iter().zip(columns).all(|(keys, column)| is_equivalent(keys, group, column, row))
        };
        if let Some(group) = self.table.find(hash, is_same) {
            return *group;
        }
        self.enter(hash);
        self.push(columns, row)
    }

    fn hash(&self, columns: &[&Column], row: usize) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        for column in columns {
            match column {
                Column::Values(values) => hash_value(&values[row], &mut hasher),
                column => hash_value(&column.value(row), &mut hasher),
            }
        }
        hasher.finish()
    }
}

fn is_equivalent(keys: &Column, group: usize, column: &Column, row: usize) -> bool {
    match (keys, column) {
        (Column::Nodes(keys), Column::Nodes(nodes)) => keys[group] == nodes[row],
        (Column::Edges(keys), Column::Edges(edges)) => keys[group] == edges[row],
        (Column::Integers(keys), Column::Integers(numbers)) => keys[group] == numbers[row],
        (Column::Texts(keys, own), Column::Texts(codes, other)) if Arc::ptr_eq(own, other) => {
            keys[group] == codes[row]
        }
        (Column::Values(keys), Column::Values(values)) => equivalent(&keys[group], &values[row]),
        (Column::Absent, Column::Absent) => true,
        (keys, column) => equivalent(&keys.value(group), &column.value(row)),
    }
}

fn push(keys: &mut Column, n_keys: usize, column: &Column, row: usize) {
    match (&mut *keys, column) {
        (Column::Nodes(keys), Column::Nodes(nodes)) => keys.push(nodes[row]),
        (Column::Edges(keys), Column::Edges(edges)) => keys.push(edges[row]),
        (Column::Integers(keys), Column::Integers(numbers)) => keys.push(numbers[row]),
        (Column::Texts(keys, own), Column::Texts(codes, other)) if Arc::ptr_eq(own, other) => {
            keys.push(codes[row]);
        }
        (Column::Values(keys), column) => keys.push(column.value(row)),
        (keys, column) => {
            let one = column.gather(&[u32::try_from(row).unwrap_or(u32::MAX)]);
            keys.append(n_keys, one, 1);
        }
    }
}

/// Returns the columns of some slots.
pub(super) fn columns<'b>(batch: &'b Batch, slots: &[Slot]) -> Vec<&'b Column> {
    slots.iter().map(|slot| batch.column(*slot)).collect()
}
