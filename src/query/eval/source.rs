//! Where operators find the values of an expression, row by row or as a typed column.

use std::borrow::Cow;
use std::sync::Arc;

use super::{NULL, access};
use crate::graph::{Dictionary, GraphView, KeyId, NO_INTEGER, NO_TEXT, PropertyColumn, is_no_float};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::error::QueryError;
use crate::query::exec::batch::{Column, NO_EDGE, NO_NODE};

/// Where an operator finds its values.
pub(super) enum Source<'w> {
    Constant(Cow<'w, Value>),
    Nodes(&'w [NodeId]),
    Edges(&'w [EdgeId]),
    Values(&'w [Value]),
    /// A typed column of the batch.
    Typed(&'w Column),
    NodeProperty(&'w [NodeId], Option<KeyId>),
    EdgeProperty(&'w [EdgeId], Option<KeyId>),
    /// Values of the chosen rows only, so found by their position among them.
    Computed(Cow<'w, Column>),
}

impl Source<'_> {
    pub(super) fn read<'r, G: GraphView>(
        &'r self,
        position: usize,
        row: u32,
        graph: &'r G,
    ) -> Result<Cow<'r, Value>, QueryError> {
        let row = row as usize;
        Ok(match self {
            Source::Constant(value) => Cow::Borrowed(&**value),
            Source::Values(values) => Cow::Borrowed(&values[row]),
            Source::Typed(column) => Cow::Owned(column.value(row)),
            Source::Computed(column) => match &**column {
                Column::Values(values) => Cow::Borrowed(&values[position]),
                column => Cow::Owned(column.value(position)),
            },
            Source::Nodes(nodes) if nodes[row] == NO_NODE => Cow::Borrowed(&NULL),
            Source::Nodes(nodes) => Cow::Owned(Value::Node(nodes[row])),
            Source::Edges(edges) if edges[row] == NO_EDGE => Cow::Borrowed(&NULL),
            Source::Edges(edges) => Cow::Owned(Value::Edge(edges[row])),
            Source::NodeProperty(nodes, _) if nodes[row] == NO_NODE => Cow::Borrowed(&NULL),
            Source::EdgeProperty(edges, _) if edges[row] == NO_EDGE => Cow::Borrowed(&NULL),
            Source::NodeProperty(nodes, key) => {
                let properties = access::node_properties(nodes[row], graph)?;
                Cow::Borrowed(key.and_then(|key| properties.get(key)).unwrap_or(&NULL))
            }
            Source::EdgeProperty(edges, key) => {
                let properties = access::edge_properties(edges[row], graph)?;
                Cow::Borrowed(key.and_then(|key| properties.get(key)).unwrap_or(&NULL))
            }
        })
    }

    /// Says whether a value is null.
    pub(super) fn is_null<G: GraphView>(
        &self,
        position: usize,
        row: u32,
        graph: &G,
    ) -> Result<bool, QueryError> {
        Ok(match self.side() {
            Side::Integers(numbers) => numbers[position] == NO_INTEGER,
            Side::Floats(numbers) => is_no_float(numbers[position]),
            Side::Texts(codes, _) => codes[position] == NO_TEXT,
            _ => *self.read(position, row, graph)? == Value::Null,
        })
    }

    /// Returns its values for typed loops, which go by position.
    pub(super) fn side(&self) -> Side<'_> {
        match self {
            Source::Constant(value) => match &**value {
                // What stands for null in a column is a value of its own elsewhere.
                Value::Integer(number) if *number != NO_INTEGER => Side::Integer(*number),
                Value::Float(number) if !is_no_float(*number) => Side::Float(*number),
                Value::String(text) => Side::Text(text),
                _ => Side::Other,
            },
            Source::Computed(column) => match &**column {
                Column::Integers(numbers) => Side::Integers(numbers),
                Column::Floats(numbers) => Side::Floats(numbers),
                Column::Texts(codes, dictionary) => Side::Texts(codes, dictionary),
                _ => Side::Other,
            },
            _ => Side::Other,
        }
    }
}

/// One side of an operator in a typed loop.
#[derive(Clone, Copy)]
pub(super) enum Side<'s> {
    Integer(i64),
    Integers(&'s [i64]),
    Float(f64),
    Floats(&'s [f64]),
    Text(&'s str),
    Texts(&'s [u32], &'s Arc<Dictionary>),
    Other,
}

/// Returns what a column of properties holds for some rows of a batch, each with an id that says where; ids without a
/// value give null.
pub(super) fn gathered<I: Copy>(
    column: &PropertyColumn,
    ids: &[I],
    rows: &[u32],
    index: impl Fn(I) -> usize,
) -> Column {
    // Rows are chosen from all, in order, so as many are all of them.
    let is_all = rows.len() == ids.len();
    let first = ids.first().map_or(0, |id| index(*id));
    // As from a scan of nodes that came together.
    let is_run = is_all && ids.iter().zip(first..).all(|(id, wanted)| index(*id) == wanted);
    macro_rules! values {
        ($dense:expr) => {
            if let Some(run) = $dense.run(first, ids.len()).filter(|_| is_run) {
                run.to_vec()
            } else if is_all {
                ids.iter().map(|id| $dense.get(index(*id))).collect()
            } else {
                rows.iter().map(|row| $dense.get(index(ids[*row as usize]))).collect()
            }
        };
    }
    match column {
        PropertyColumn::Integers(dense) => Column::Integers(values!(dense)),
        PropertyColumn::Floats(dense) => Column::Floats(values!(dense)),
        PropertyColumn::Texts(dense, dictionary) => Column::Texts(values!(dense), Arc::clone(dictionary)),
    }
}
