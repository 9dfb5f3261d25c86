//! Rows in batches, column by column.

use std::sync::Arc;

use super::super::bound::Slot;
use crate::graph::{Dictionary, NO_FLOAT, NO_INTEGER, NO_TEXT, is_no_float};
use crate::model::{EdgeId, NodeId, Value};

/// How many rows an operator aims to pass on at once.
pub const BATCH_ROWS: usize = 1024;

/// Stands for null in a column of nodes.
pub const NO_NODE: NodeId = NodeId(u32::MAX);

/// Stands for null in a column of edges.
pub const NO_EDGE: EdgeId = EdgeId(u32::MAX);

/// Some rows: a column for each slot that is filled.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    n_rows: usize,
    /// For each row, which row of the rows around the query it belongs to; in inner plans that are given many rows.
    origins: Option<Vec<u32>>,
    /// By slot.
    columns: Vec<Column>,
}

/// The values of one slot, one a row.
#[derive(Debug, Clone, Default)]
pub enum Column {
    /// The slot is not filled; it reads as null.
    #[default]
    Absent,
    /// Nodes; [`NO_NODE`] is null.
    Nodes(Vec<NodeId>),
    /// Relationships; [`NO_EDGE`] is null.
    Edges(Vec<EdgeId>),
    /// Whole numbers; [`NO_INTEGER`] is null.
    Integers(Vec<i64>),
    /// Floats; [`NO_FLOAT`] is null.
    Floats(Vec<f64>),
    /// Codes of texts in a dictionary; [`NO_TEXT`] is null.
    Texts(Vec<u32>, Arc<Dictionary>),
    /// Any values.
    Values(Vec<Value>),
}

impl Batch {
    /// Returns so many rows without columns, with room for so many slots.
    pub fn new(n_rows: usize, n_slots: usize) -> Self {
        Batch { n_rows, origins: None, columns: vec![Column::Absent; n_slots] }
    }

    /// Returns how many rows there are.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Returns how many slots there is room for.
    pub fn n_slots(&self) -> usize {
        self.columns.len()
    }

    /// Says whether the rows have nothing: no slot is filled, and they belong to no others.
    pub fn is_bare(&self) -> bool {
        self.origins.is_none() && self.columns.iter().all(|column| matches!(column, Column::Absent))
    }

    /// Returns the column of a slot.
    pub fn column(&self, slot: Slot) -> &Column {
        self.columns.get(slot.0 as usize).unwrap_or(&Column::Absent)
    }

    /// Fills a slot; the column has one value a row.
    pub fn set(&mut self, slot: Slot, column: Column) {
        debug_assert!(
            column.n_values().is_none_or(|n_values| n_values == self.n_rows),
            "a column has one value a row"
        );
        if let Some(place) = self.columns.get_mut(slot.0 as usize) {
            *place = column;
        }
    }

    /// Empties a slot and returns what was in it.
    pub fn take(&mut self, slot: Slot) -> Column {
        self.columns.get_mut(slot.0 as usize).map(std::mem::take).unwrap_or_default()
    }

    /// Returns the value of a slot in a row; null where it is not filled.
    pub fn value(&self, slot: Slot, row: usize) -> Value {
        self.column(slot).value(row)
    }

    /// Returns the node of a slot in a row, if it holds one.
    pub fn node(&self, slot: Slot, row: usize) -> Option<NodeId> {
        match self.column(slot) {
            Column::Nodes(nodes) => Some(nodes[row]).filter(|node| *node != NO_NODE),
            Column::Values(values) => match values[row] {
                Value::Node(node) => Some(node),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the relationship of a slot in a row, if it holds one.
    pub fn edge(&self, slot: Slot, row: usize) -> Option<EdgeId> {
        match self.column(slot) {
            Column::Edges(edges) => Some(edges[row]).filter(|edge| *edge != NO_EDGE),
            Column::Values(values) => match values[row] {
                Value::Edge(edge) => Some(edge),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns, for each row, which row of the rows around the query it belongs to.
    pub fn origins(&self) -> Option<&[u32]> {
        self.origins.as_deref()
    }

    /// Says which rows of the rows around the query the rows belong to; returns what was said before.
    pub fn set_origins(&mut self, origins: Option<Vec<u32>>) -> Option<Vec<u32>> {
        std::mem::replace(&mut self.origins, origins)
    }

    /// Empties all slots but these.
    pub fn keep(&mut self, slots: &[Slot]) {
        let mut kept = vec![Column::Absent; self.columns.len()];
        for slot in slots {
            kept[slot.0 as usize] = self.take(*slot);
        }
        self.columns = kept;
    }

    /// Returns how many bytes the rows take, about; what values share counts for each of them. Cost `O(rows · columns)`.
    pub fn n_bytes(&self) -> usize {
        let of = |column: &Column| match column {
            Column::Absent => 0,
            Column::Nodes(nodes) => nodes.len() * 4,
            Column::Edges(edges) => edges.len() * 4,
            Column::Integers(numbers) => numbers.len() * 8,
            Column::Floats(numbers) => numbers.len() * 8,
            Column::Texts(codes, _) => codes.len() * 4,
            Column::Values(values) => values.iter().map(value_bytes).sum(),
        };
        self.columns.iter().map(of).sum::<usize>() + self.columns.len() * size_of::<Column>()
    }

    /// Returns some of the rows, in the order given; a row may come more than once. Cost `O(rows · columns)`.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Batch {
        let columns = self.columns.iter().map(|column| column.gather(rows)).collect();
        let origins = self.origins.as_ref();
        let origins = origins.map(|origins| rows.iter().map(|row| origins[*row as usize]).collect());
        Batch { n_rows: rows.len(), origins, columns }
    }

    /// Adds the rows of another batch of as many slots; a slot that is filled in one only becomes null in the other.
    pub fn append(&mut self, other: Batch) {
        let (own, more) = (self.n_rows, other.n_rows);
        for (column, added) in self.columns.iter_mut().zip(other.columns) {
            column.append(own, added, more);
        }
        match (&mut self.origins, other.origins) {
            (Some(origins), Some(added)) => origins.extend(added),
            (origins, _) => *origins = None,
        }
        self.n_rows += more;
    }
}

impl Column {
    /// Returns how many values there are; none where the slot is not filled.
    pub fn n_values(&self) -> Option<usize> {
        match self {
            Column::Absent => None,
            Column::Nodes(nodes) => Some(nodes.len()),
            Column::Edges(edges) => Some(edges.len()),
            Column::Integers(numbers) => Some(numbers.len()),
            Column::Floats(numbers) => Some(numbers.len()),
            Column::Texts(codes, _) => Some(codes.len()),
            Column::Values(values) => Some(values.len()),
        }
    }

    /// Returns the value in a row; null where the slot is not filled.
    pub fn value(&self, row: usize) -> Value {
        match self {
            Column::Absent => Value::Null,
            Column::Nodes(nodes) => node_value(nodes[row]),
            Column::Edges(edges) => edge_value(edges[row]),
            Column::Integers(numbers) => integer_value(numbers[row]),
            Column::Floats(numbers) => float_value(numbers[row]),
            Column::Texts(codes, dictionary) => text_value(codes[row], dictionary),
            Column::Values(values) => values[row].clone(),
        }
    }

    /// Returns the values in some rows, in the order given; a row may come more than once.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Column {
        match self {
            Column::Absent => Column::Absent,
            Column::Nodes(nodes) => Column::Nodes(picked(nodes, rows)),
            Column::Edges(edges) => Column::Edges(picked(edges, rows)),
            Column::Integers(numbers) => Column::Integers(picked(numbers, rows)),
            Column::Floats(numbers) => Column::Floats(picked(numbers, rows)),
            Column::Texts(codes, dictionary) => Column::Texts(picked(codes, rows), Arc::clone(dictionary)),
            Column::Values(values) => Column::Values(picked(values, rows)),
        }
    }

    /// Returns a column of as many nulls, of the same type where the values of another are typed.
    fn nulls_like(&self, n_rows: usize) -> Column {
        match self {
            Column::Absent => Column::Absent,
            Column::Nodes(_) => Column::Nodes(vec![NO_NODE; n_rows]),
            Column::Edges(_) => Column::Edges(vec![NO_EDGE; n_rows]),
            Column::Integers(_) => Column::Integers(vec![NO_INTEGER; n_rows]),
            Column::Floats(_) => Column::Floats(vec![NO_FLOAT; n_rows]),
            Column::Texts(_, dictionary) => Column::Texts(vec![NO_TEXT; n_rows], Arc::clone(dictionary)),
            Column::Values(_) => Column::Values(vec![Value::Null; n_rows]),
        }
    }

    /// Adds `more` values to the `own` that are there; columns of different types become one of any values.
    pub(super) fn append(&mut self, own: usize, added: Column, more: usize) {
        if own == 0 {
            *self = added;
            return;
        }
        match (&mut *self, added) {
            (Column::Absent, Column::Absent) => {}
            (Column::Nodes(nodes), Column::Nodes(added)) => nodes.extend(added),
            (Column::Edges(edges), Column::Edges(added)) => edges.extend(added),
            (Column::Integers(numbers), Column::Integers(added)) => numbers.extend(added),
            (Column::Floats(numbers), Column::Floats(added)) => numbers.extend(added),
            (Column::Texts(codes, dictionary), Column::Texts(added, other))
                if Arc::ptr_eq(dictionary, &other) =>
            {
                codes.extend(added);
            }
            (column, Column::Absent) => {
                let nulls = column.nulls_like(more);
                column.append(own, nulls, more);
            }
            (column @ Column::Absent, added) => {
                *column = added.nulls_like(own);
                column.append(own, added, more);
            }
            (column, added) => {
                let mut values = std::mem::take(column).into_values(own);
                values.extend(added.into_values(more));
                *self = Column::Values(values);
            }
        }
    }

    /// Returns the values one by one, nulls for a slot that is not filled.
    pub fn into_values(self, n_rows: usize) -> Vec<Value> {
        match self {
            Column::Absent => vec![Value::Null; n_rows],
            Column::Nodes(nodes) => nodes.into_iter().map(node_value).collect(),
            Column::Edges(edges) => edges.into_iter().map(edge_value).collect(),
            Column::Integers(numbers) => numbers.into_iter().map(integer_value).collect(),
            Column::Floats(numbers) => numbers.into_iter().map(float_value).collect(),
            Column::Texts(codes, dictionary) => {
                codes.into_iter().map(|code| text_value(code, &dictionary)).collect()
            }
            Column::Values(values) => values,
        }
    }
}

impl From<Vec<Value>> for Column {
    /// Makes a typed column where all values are whole numbers.
    fn from(values: Vec<Value>) -> Self {
        let number = |value: &Value| match value {
            Value::Integer(number) if *number != NO_INTEGER => Some(*number),
            _ => None,
        };
        match values.iter().map(number).collect::<Option<Vec<i64>>>() {
            Some(numbers) if !numbers.is_empty() => Column::Integers(numbers),
            _ => Column::Values(values),
        }
    }
}

/// Returns how many bytes a value takes, about; items of lists count as values without items of their own.
pub fn value_bytes(value: &Value) -> usize {
    let inside = match value {
        Value::List(items) => size_of_val(&**items),
        Value::Path(path) => path.len() * (size_of::<NodeId>() + size_of::<EdgeId>()) + 64,
        Value::Map(entries) => entries.len() * 2 * size_of::<Value>(),
        _ => 0,
    };
    size_of::<Value>() + inside
}

fn node_value(node: NodeId) -> Value {
    if node == NO_NODE { Value::Null } else { Value::Node(node) }
}

fn edge_value(edge: EdgeId) -> Value {
    if edge == NO_EDGE { Value::Null } else { Value::Edge(edge) }
}

fn integer_value(number: i64) -> Value {
    if number == NO_INTEGER { Value::Null } else { Value::Integer(number) }
}

fn float_value(number: f64) -> Value {
    if is_no_float(number) { Value::Null } else { Value::Float(number) }
}

fn text_value(code: u32, dictionary: &Dictionary) -> Value {
    if code == NO_TEXT { Value::Null } else { Value::from(dictionary.text(code)) }
}

fn picked<T: Clone>(values: &[T], rows: &[u32]) -> Vec<T> {
    rows.iter().map(|row| values[*row as usize].clone()).collect()
}
