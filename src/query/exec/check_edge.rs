//! Rows whose relationship, found before, fits between two nodes.

use super::batch::{Batch, Column};
use super::build::Source;
use super::follow::{Following, is_used};
use super::{Execute, Run, Store};
use crate::graph::EdgeEnds;
use crate::model::{EdgeId, NodeId, Value};
use crate::query::ast::Arrow;
use crate::query::bound::Slot;
use crate::query::error::QueryError;
use crate::query::plan::Hop;

/// Rows for which a bound relationship, or list of them, leads from one node to another.
pub(super) struct CheckEdge<'p, S> {
    input: Source<'p, S>,
    hop: &'p Hop,
    bound: (bool, bool),
    length: Option<(u64, Option<u64>)>,
}

impl<'p, S: Store> CheckEdge<'p, S> {
    pub(super) fn new(
        input: Source<'p, S>,
        hop: &'p Hop,
        bound: (bool, bool),
        length: Option<(u64, Option<u64>)>,
    ) -> Self {
        CheckEdge { input, hop, bound, length }
    }

    /// Returns the relationships of a row; none where there are none to follow.
    fn edges(&self, batch: &Batch, row: usize) -> Option<Vec<EdgeId>> {
        let slot = self.hop.edge?;
        let Some((least, greatest)) = self.length else { return Some(vec![batch.edge(slot, row)?]) };
        let Value::List(items) = batch.value(slot, row) else { return None };
        let edges: Vec<EdgeId> = items
            .iter()
            .map(|item| match item {
                Value::Edge(edge) => Some(*edge),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let n_edges = edges.len() as u64;
        let fits = least <= n_edges && greatest.is_none_or(|greatest| n_edges <= greatest);
        let repeats = edges.iter().enumerate().any(|(at, edge)| edges[..at].contains(edge));
        (fits && !repeats).then_some(edges)
    }

    /// Returns the pairs of nodes between which the relationships of a row lead.
    fn ends(&self, graph: &S, following: &Following, batch: &Batch, row: usize) -> Vec<(NodeId, NodeId)> {
        let Some(edges) = self.edges(batch, row) else { return Vec::new() };
        if edges.iter().any(|edge| is_used(batch, &self.hop.unlike, row, *edge)) {
            return Vec::new();
        }
        let steps: Option<Vec<EdgeEnds>> = edges.iter().map(|edge| graph.edge(*edge)).collect();
        let Some(steps) = steps.filter(|steps| steps.iter().all(|step| following.fits(step.edge_type)))
        else {
            return Vec::new();
        };
        let bound = |slot: Slot, is_bound: bool| if is_bound { batch.node(slot, row) } else { None };
        let mut starts: Vec<NodeId> = match (self.bound.0, steps.first()) {
            (true, _) => batch.node(self.hop.from, row).into_iter().collect(),
            (false, Some(first)) => vec![first.source, first.target],
            (false, None) => bound(self.hop.to, self.bound.1).into_iter().collect(),
        };
        starts.dedup();
        let pairs = starts.into_iter().filter_map(|start| Some((start, self.walk(start, &steps)?)));
        let fits = |(start, end): &(NodeId, NodeId)| {
            let is_there = !self.bound.1 || batch.node(self.hop.to, row) == Some(*end);
            is_there && (self.hop.from != self.hop.to || start == end)
        };
        pairs.filter(fits).collect()
    }

    fn walk(&self, start: NodeId, steps: &[EdgeEnds]) -> Option<NodeId> {
        steps.iter().try_fold(start, |at, step| {
            let fits = match self.hop.direction {
                Arrow::Right => step.source == at,
                Arrow::Left => step.target == at,
                Arrow::Either => step.source == at || step.target == at,
            };
            fits.then(|| step.other(at))
        })
    }
}

impl<S: Store> Execute<S> for CheckEdge<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some(batch) = self.input.next(run)? {
            let graph = run.graph.borrow();
            let following = Following::new(&*graph, self.hop.direction, &self.hop.types);
            let (mut rows, mut from, mut to) = (Vec::new(), Vec::new(), Vec::new());
            for (row, number) in (0..batch.n_rows()).zip(0..) {
                for (start, end) in self.ends(&graph, &following, &batch, row) {
                    rows.push(number);
                    from.push(start);
                    to.push(end);
                }
            }
            if rows.is_empty() {
                continue;
            }
            let mut found = batch.gather(&rows);
            found.set(self.hop.from, Column::Nodes(from));
            found.set(self.hop.to, Column::Nodes(to));
            return Ok(Some(found));
        }
        Ok(None)
    }
}
