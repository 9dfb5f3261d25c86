//! Finds rows that are equivalent in some columns.

use std::hash::{BuildHasher as _, Hasher as _};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::batch::{Batch, Column};
use crate::model::Value;
use crate::query::bound::Slot;
use crate::query::compare::{equivalent, hash_value};

/// Groups of rows, numbered in the order in which they are first met.
#[derive(Default)]
pub(super) struct Groups {
    hasher: DefaultHashBuilder,
    /// Numbers of groups, by the hash of their keys.
    table: HashTable<u32>,
    hashes: Vec<u64>,
    /// The keys of each group, column by column.
    keys: Vec<Column>,
}

impl Groups {
    pub(super) fn new(n_columns: usize) -> Self {
        Groups { keys: vec![Column::Absent; n_columns], ..Groups::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Returns the keys of all groups, in order.
    pub(super) fn into_keys(self) -> Vec<Column> {
        self.keys
    }

    /// Returns the group of each row, making new ones.
    pub(super) fn of_rows(&mut self, columns: &[&Column], n_rows: usize) -> Vec<u32> {
        (0..n_rows).map(|row| self.of_row(columns, row)).collect()
    }

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
        #[expect(clippy::cast_possible_truncation, reason = "so many groups do not fit in memory")]
        let group = self.hashes.len() as u32;
        self.hashes.push(hash);
        for (keys, column) in self.keys.iter_mut().zip(columns) {
            push(keys, group as usize, column, row);
        }
        let hashes = &self.hashes;
        self.table.insert_unique(hash, group, |group| hashes[*group as usize]);
        group
    }

    fn hash(&self, columns: &[&Column], row: usize) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        for column in columns {
            match column {
                Column::Absent => hash_value(&Value::Null, &mut hasher),
                Column::Values(values) => hash_value(&values[row], &mut hasher),
                Column::Nodes(_) | Column::Edges(_) => hash_value(&column.value(row), &mut hasher),
            }
        }
        hasher.finish()
    }
}

fn is_equivalent(keys: &Column, group: usize, column: &Column, row: usize) -> bool {
    match (keys, column) {
        (Column::Nodes(keys), Column::Nodes(nodes)) => keys[group] == nodes[row],
        (Column::Edges(keys), Column::Edges(edges)) => keys[group] == edges[row],
        (Column::Values(keys), Column::Values(values)) => equivalent(&keys[group], &values[row]),
        (Column::Absent, Column::Absent) => true,
        (keys, column) => equivalent(&keys.value(group), &column.value(row)),
    }
}

fn push(keys: &mut Column, n_keys: usize, column: &Column, row: usize) {
    match (&mut *keys, column) {
        (Column::Nodes(keys), Column::Nodes(nodes)) => keys.push(nodes[row]),
        (Column::Edges(keys), Column::Edges(edges)) => keys.push(edges[row]),
        (Column::Values(keys), column) => keys.push(column.value(row)),
        (Column::Absent, Column::Absent) => {}
        (Column::Absent, Column::Nodes(nodes)) if n_keys == 0 => *keys = Column::Nodes(vec![nodes[row]]),
        (Column::Absent, Column::Edges(edges)) if n_keys == 0 => *keys = Column::Edges(vec![edges[row]]),
        (own, column) => {
            let mut values: Vec<Value> = (0..n_keys).map(|key| own.value(key)).collect();
            values.push(column.value(row));
            *keys = Column::Values(values);
        }
    }
}

/// Returns the columns of some slots.
pub(super) fn columns<'b>(batch: &'b Batch, slots: &[Slot]) -> Vec<&'b Column> {
    slots.iter().map(|slot| batch.column(*slot)).collect()
}
