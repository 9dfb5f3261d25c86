//! Each row with each node whose property equals a value.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::model::{NodeId, Value};
use crate::query::bound::{BoundExpr, Slot};
use crate::query::error::QueryError;

/// What is sought.
#[derive(Clone, Copy)]
pub(super) struct Sought<'p> {
    pub(super) slot: Slot,
    pub(super) label: Option<&'p str>,
    pub(super) key: &'p str,
    pub(super) value: &'p BoundExpr,
}

/// Each row with each node found by an index; without one, nodes of the label are passed on for the filter behind.
pub(super) struct Seek<'p, S> {
    input: Source<'p, S>,
    of: Sought<'p>,
    rows: Option<Rows>,
}

/// Rows at work, what is sought for each, and which of them comes next.
struct Rows {
    batch: Batch,
    values: Column,
    at: usize,
}

impl<'p, S: Store> Seek<'p, S> {
    pub(super) fn new(input: Source<'p, S>, of: Sought<'p>) -> Self {
        Seek { input, of, rows: None }
    }

    fn nodes(&self, graph: &S, value: &Value) -> Vec<NodeId> {
        let symbols = graph.symbols();
        let Some(key) = symbols.key(self.of.key).filter(|_| *value != Value::Null) else { return Vec::new() };
        let label = self.of.label.map(|label| symbols.label(label));
        match label {
            Some(None) => Vec::new(),
            Some(Some(label)) if graph.is_indexed(key) => {
                let mut nodes = graph.nodes_with_property(key, value);
                nodes.retain(|node| graph.labels(*node).contains(&label));
                nodes
            }
            None if graph.is_indexed(key) => graph.nodes_with_property(key, value),
            Some(Some(label)) => {
                let nodes = graph.nodes_with_label(label);
                nodes.filter(|node| graph.properties(*node).get(key).is_some()).collect()
            }
            None => graph.nodes().filter(|node| graph.properties(*node).get(key).is_some()).collect(),
        }
    }
}

impl<S: Store> Execute<S> for Seek<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let mut of = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(batch) => {
                        Rows { values: compute::column(run, self.of.value, &batch)?, batch, at: 0 }
                    }
                    None => return Ok(None),
                },
            };
            let batch = &of.batch;
            let (mut rows, mut nodes) = (Vec::new(), Vec::new());
            while of.at < batch.n_rows() && nodes.len() < BATCH_ROWS {
                let found = self.nodes(&run.graph.borrow(), &of.values.value(of.at));
                #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
                rows.extend(std::iter::repeat_n(of.at as u32, found.len()));
                nodes.extend(found);
                of.at += 1;
            }
            let found = (!rows.is_empty()).then(|| {
                let mut found = batch.gather(&rows);
                found.set(self.of.slot, Column::Nodes(nodes));
                found
            });
            if of.at < of.batch.n_rows() {
                self.rows = Some(of);
            }
            if found.is_some() {
                return Ok(found);
            }
        }
    }
}
