//! Rows for which something is true.

use super::batch::{Batch, Column, NO_EDGE, NO_NODE};
use super::build::Source;
use super::follow::Following;
use super::{Execute, Run, Store, compute, subquery};
use crate::query::bound::{BoundExpr, LabelTest, Slot};
use crate::query::error::QueryError;
use crate::query::plan::{Hop, Op, Operator};

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
            let rows = match subquery::selection(run, self.condition, &batch)? {
                Some(rows) => rows,
                None => compute::selection(run, self.condition, &batch)?,
            };
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
    /// The hops that the node was arrived at by, where these are known.
    arrived: Vec<&'p Hop>,
    n_tested: usize,
}

impl<'p, S> FilterLabels<'p, S> {
    pub(super) fn new(input: Source<'p, S>, slot: Slot, test: &'p LabelTest, below: &'p Operator) -> Self {
        FilterLabels { input, slot, test, arrived: arrived(below, slot), n_tested: 0 }
    }
}

/// Returns the hops by which the operators below, each of which passes on some of its rows, arrive at a node.
fn arrived(below: &Operator, slot: Slot) -> Vec<&Hop> {
    match &*below.op {
        Op::Expand { hop, .. } if hop.to == slot => vec![hop],
        Op::Intersect { hops, .. } => hops.iter().filter(|hop| hop.to == slot).collect(),
        Op::Filter { input, .. } | Op::FilterLabels { input, .. } | Op::Combine { input, .. } => {
            arrived(input, slot)
        }
        _ => Vec::new(),
    }
}

impl<S: Store> FilterLabels<'_, S> {
    /// Says whether all nodes at that end of the relationships have the label anyway.
    fn is_certain(&self, graph: &S) -> bool {
        let LabelTest::Name(name) = self.test else { return false };
        let Some(label) = graph.symbols().label(name) else { return false };
        self.arrived.iter().any(|hop| {
            let following = Following::new(graph, hop.direction, &hop.types);
            following.all_ends_have(graph, label, self.n_tested)
        })
    }

    /// Returns the rows that fit; none where all do.
    fn selection(&mut self, run: &Run<'_, S>, batch: &Batch) -> Option<Vec<u32>> {
        let graph = run.graph.borrow();
        if self.is_certain(&graph) {
            return None;
        }
        self.n_tested = batch.n_rows();
        let labels = compute::label_test(self.test, graph.symbols());
        if let Column::Nodes(nodes) = batch.column(self.slot)
            && let Some(sets) = graph.label_sets(nodes.len()).filter(|sets| sets.sets().len() <= nodes.len())
        {
            let holds: Vec<bool> = sets.sets().iter().map(|set| labels.holds(set)).collect();
            let rows = (0_u32..).zip(nodes).filter(|(_, node)| **node != NO_NODE && holds[sets.of(**node)]);
            return Some(rows.map(|(row, _)| row).collect());
        }
        let types = compute::type_test(self.test, graph.symbols());
        let holds = |row: usize| {
            if let Some(node) = batch.node(self.slot, row).filter(|node| *node != NO_NODE) {
                return labels.holds(graph.labels(node));
            }
            let edge = batch.edge(self.slot, row).filter(|edge| *edge != NO_EDGE);
            edge.and_then(|edge| graph.edge(edge)).is_some_and(|ends| types.holds(&[ends.edge_type]))
        };
        Some((0..batch.n_rows()).zip(0..).filter(|(row, _)| holds(*row)).map(|(_, number)| number).collect())
    }
}

impl<S: Store> Execute<S> for FilterLabels<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some(batch) = self.input.next(run)? {
            let Some(rows) = self.selection(run, &batch) else { return Ok(Some(batch)) };
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
