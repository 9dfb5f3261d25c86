//! Rows for which something is true.

use super::batch::{Batch, Column, NO_EDGE, NO_NODE};
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::query::bound::{BoundExpr, LabelTest, Slot};
use crate::query::error::QueryError;

/// Rows for which a condition is true.
pub(super) struct Filter<'p, S> {
    input: Source<'p, S>,
    condition: &'p BoundExpr,
}

impl<'p, S> Filter<'p, S> {
    pub(super) fn new(input: Source<'p, S>, condition: &'p BoundExpr) -> Self {
        Filter { input, condition }
    }
}

impl<S: Store> Execute<S> for Filter<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some(batch) = self.input.next(run)? {
            let rows = compute::selection(run, self.condition, &batch)?;
            if rows.len() == batch.n_rows() {
                return Ok(Some(batch));
            }
            if !rows.is_empty() {
                return Ok(Some(batch.gather(&rows)));
            }
        }
        Ok(None)
    }
}

/// Rows whose node has labels, or whose relationship has a type.
pub(super) struct FilterLabels<'p, S> {
    input: Source<'p, S>,
    slot: Slot,
    test: &'p LabelTest,
}

impl<'p, S> FilterLabels<'p, S> {
    pub(super) fn new(input: Source<'p, S>, slot: Slot, test: &'p LabelTest) -> Self {
        FilterLabels { input, slot, test }
    }
}

impl<S: Store> FilterLabels<'_, S> {
    fn selection(&self, run: &Run<'_, S>, batch: &Batch) -> Vec<u32> {
        let graph = run.graph.borrow();
        let labels = compute::label_test(self.test, graph.symbols());
        if let Column::Nodes(nodes) = batch.column(self.slot)
            && let Some(sets) = graph.label_sets(nodes.len()).filter(|sets| sets.sets().len() <= nodes.len())
        {
            let holds: Vec<bool> = sets.sets().iter().map(|set| labels.holds(set)).collect();
            let rows = (0_u32..).zip(nodes).filter(|(_, node)| **node != NO_NODE && holds[sets.of(**node)]);
            return rows.map(|(row, _)| row).collect();
        }
        let types = compute::type_test(self.test, graph.symbols());
        let holds = |row: usize| {
            if let Some(node) = batch.node(self.slot, row).filter(|node| *node != NO_NODE) {
                return labels.holds(graph.labels(node));
            }
            let edge = batch.edge(self.slot, row).filter(|edge| *edge != NO_EDGE);
            edge.and_then(|edge| graph.edge(edge)).is_some_and(|ends| types.holds(&[ends.edge_type]))
        };
        (0..batch.n_rows()).zip(0..).filter(|(row, _)| holds(*row)).map(|(_, number)| number).collect()
    }
}

impl<S: Store> Execute<S> for FilterLabels<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some(batch) = self.input.next(run)? {
            let rows = self.selection(run, &batch);
            if rows.len() == batch.n_rows() {
                return Ok(Some(batch));
            }
            if !rows.is_empty() {
                return Ok(Some(batch.gather(&rows)));
            }
        }
        Ok(None)
    }
}
