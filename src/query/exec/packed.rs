//! Keys of several columns as one number.

use std::sync::Arc;

use super::batch::Column;
use crate::graph::Dictionary;

/// How the keys of some columns are packed into a number: equal numbers, equal keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Packing(Vec<Kind>);

#[derive(Debug, Clone)]
enum Kind {
    Nodes,
    Edges,
    Integers,
    Texts(Arc<Dictionary>),
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Kind::Texts(own), Kind::Texts(other)) => Arc::ptr_eq(own, other),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl PartialEq for Packing {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Packing {
    /// Returns how columns can be packed; none where one of them is of any values, or all are too wide together.
    pub(super) fn of(columns: &[&Column]) -> Option<Self> {
        let mut n_bits = 0;
        let mut kinds = Vec::with_capacity(columns.len());
        for column in columns {
            let (kind, width) = match column {
                Column::Nodes(_) => (Kind::Nodes, 32),
                Column::Edges(_) => (Kind::Edges, 32),
                Column::Integers(_) => (Kind::Integers, 64),
                Column::Texts(_, dictionary) => (Kind::Texts(Arc::clone(dictionary)), 32),
                _ => return None,
            };
            n_bits += width;
            kinds.push(kind);
        }
        (!columns.is_empty() && n_bits <= u128::BITS).then_some(Packing(kinds))
    }

    /// Returns the packed keys of all rows.
    pub(super) fn packed(columns: &[&Column], n_rows: usize) -> Vec<u128> {
        let mut keys = vec![0_u128; n_rows];
        for column in columns {
            match column {
                Column::Nodes(nodes) => add(&mut keys, nodes.iter().map(|node| u128::from(node.0)), 32),
                Column::Edges(edges) => add(&mut keys, edges.iter().map(|edge| u128::from(edge.0)), 32),
                Column::Texts(codes, _) => add(&mut keys, codes.iter().map(|code| u128::from(*code)), 32),
                Column::Integers(numbers) => {
                    add(&mut keys, numbers.iter().map(|number| u128::from(number.cast_unsigned())), 64);
                }
                _ => {}
            }
        }
        keys
    }
}

fn add(keys: &mut [u128], parts: impl Iterator<Item = u128>, width: u32) {
    for (key, part) in keys.iter_mut().zip(parts) {
        *key = (*key << width) | part;
    }
}
