//! Each row with each relationship at a node, or between two nodes.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::between::Between;
use super::build::Source;
use super::follow::{Following, Used, is_used};
use super::{Execute, Run, Store};
use crate::model::{EdgeId, NodeId};
use crate::query::error::QueryError;
use crate::query::plan::Hop;

/// Where an expand arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrives {
    /// At a node that is new.
    Anywhere,
    /// At a node that is bound.
    There,
}

/// Each row with each relationship that fits; rows keep their order, and those of one row come in one batch.
pub(super) struct Expand<'p, S> {
    input: Source<'p, S>,
    hop: &'p Hop,
    arrives: Arrives,
    /// Rows at work, and which of them comes next.
    rows: Option<(Batch, usize)>,
    found: Found,
    /// How many relationships were looked at to find those between two nodes.
    n_looked_at: usize,
}

#[derive(Default)]
struct Found {
    rows: Vec<u32>,
    edges: Vec<EdgeId>,
    nodes: Vec<NodeId>,
}

impl<'p, S: Store> Expand<'p, S> {
    pub(super) fn new(input: Source<'p, S>, hop: &'p Hop, arrives: Arrives) -> Self {
        Expand { input, hop, arrives, rows: None, found: Found::default(), n_looked_at: 0 }
    }

    /// Works through rows until a batch is full; returns the row that comes next.
    fn find(&mut self, run: &Run<'_, S>, batch: &Batch, start: usize) -> usize {
        let graph = run.graph.borrow();
        let following = Following::new(&*graph, self.hop.direction, &self.hop.types);
        following.want(&*graph, batch.n_rows() - start);
        match self.arrives {
            Arrives::Anywhere => self.find_all(&*graph, &following, batch, start),
            Arrives::There => self.find_between(&*graph, &following, batch, start),
        }
    }

    fn find_all(&mut self, graph: &S, following: &Following, batch: &Batch, start: usize) -> usize {
        let unlike = self.hop.unlike.as_slice();
        let wants_edges = self.hop.edge.is_some();
        let found = &mut self.found;
        for (row, number) in (0..batch.n_rows()).zip(0_u32..).skip(start) {
            if found.rows.len() >= BATCH_ROWS {
                return row;
            }
            let Some(from) = batch.node(self.hop.from, row) else { continue };
            let used = Used::new(batch, unlike, row);
            following.each(graph, from, |node, edge| {
                if !used.has(edge) {
                    found.rows.push(number);
                    found.nodes.push(node);
                    if wants_edges {
                        found.edges.push(edge);
                    }
                }
            });
        }
        batch.n_rows()
    }

    fn find_between(&mut self, graph: &S, following: &Following, batch: &Batch, start: usize) -> usize {
        let unlike = self.hop.unlike.as_slice();
        let between = Between::new(graph, following, self.n_looked_at);
        let found = &mut self.found;
        for (row, number) in (0..batch.n_rows()).zip(0_u32..).skip(start) {
            if found.rows.len() >= BATCH_ROWS {
                return row;
            }
            let ends = (batch.node(self.hop.from, row), batch.node(self.hop.to, row));
            let (Some(from), Some(to)) = ends else { continue };
            self.n_looked_at += between.each(from, to, |edge| {
                if unlike.is_empty() || !is_used(batch, unlike, row, edge) {
                    found.rows.push(number);
                    found.edges.push(edge);
                }
            });
        }
        batch.n_rows()
    }
}

impl<S: Store> Execute<S> for Expand<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (rows, at) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(rows) => (rows, 0),
                    None => return Ok(None),
                },
            };
            let next = self.find(run, &rows, at);
            let found = std::mem::take(&mut self.found);
            let batch = (!found.rows.is_empty()).then(|| {
                let mut batch = rows.gather(&found.rows);
                if let Some(slot) = self.hop.edge {
                    batch.set(slot, Column::Edges(found.edges));
                }
                if self.arrives == Arrives::Anywhere {
                    batch.set(self.hop.to, Column::Nodes(found.nodes));
                }
                batch
            });
            if next < rows.n_rows() {
                self.rows = Some((rows, next));
            }
            if batch.is_some() {
                return Ok(batch);
            }
            run.limits.check_time()?;
        }
    }
}
