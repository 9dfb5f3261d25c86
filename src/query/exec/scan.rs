//! Each row with each node, of all or of one label.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::{Execute, Run, Store};
use crate::model::NodeId;
use crate::query::bound::Slot;
use crate::query::error::QueryError;

/// Each row with each node; the nodes are looked up anew for each batch of rows, as a write may lie between.
pub(super) struct Scan<'p, S> {
    input: Source<'p, S>,
    slot: Slot,
    label: Option<&'p str>,
    rows: Option<Batch>,
    nodes: Vec<NodeId>,
    /// The row and the node that come next.
    at: (usize, usize),
}

impl<'p, S: Store> Scan<'p, S> {
    pub(super) fn all(input: Source<'p, S>, slot: Slot) -> Self {
        Scan { input, slot, label: None, rows: None, nodes: Vec::new(), at: (0, 0) }
    }

    pub(super) fn labelled(input: Source<'p, S>, slot: Slot, label: &'p str) -> Self {
        Scan { input, slot, label: Some(label), rows: None, nodes: Vec::new(), at: (0, 0) }
    }

    fn look_up(&mut self, run: &Run<'_, S>) {
        let graph = run.graph.borrow();
        self.nodes.clear();
        match self.label {
            None => self.nodes.extend(graph.nodes()),
            Some(label) => {
                let label = graph.symbols().label(label);
                self.nodes.extend(label.into_iter().flat_map(|label| graph.nodes_with_label(label)));
            }
        }
    }

    /// Puts nodes beside rows until the batch is full.
    fn product(&mut self, rows: &Batch) -> Batch {
        let mut repeated = Vec::with_capacity(BATCH_ROWS);
        let mut nodes = Vec::with_capacity(BATCH_ROWS);
        while nodes.len() < BATCH_ROWS && self.at.0 < rows.n_rows() {
            let room = BATCH_ROWS - nodes.len();
            let some = &self.nodes[self.at.1..self.nodes.len().min(self.at.1 + room)];
            #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
            repeated.resize(repeated.len() + some.len(), self.at.0 as u32);
            nodes.extend_from_slice(some);
            self.at.1 += some.len();
            if self.at.1 == self.nodes.len() {
                self.at = (self.at.0 + 1, 0);
            }
        }
        let is_bare = rows.is_bare();
        let mut batch =
            if is_bare { Batch::new(nodes.len(), rows.n_slots()) } else { rows.gather(&repeated) };
        batch.set(self.slot, Column::Nodes(nodes));
        batch
    }
}

impl<S: Store> Execute<S> for Scan<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let rows = if let Some(rows) = self.rows.take() {
                rows
            } else {
                let Some(rows) = self.input.next(run)? else { return Ok(None) };
                self.look_up(run);
                self.at = (0, 0);
                rows
            };
            if self.nodes.is_empty() || self.at.0 == rows.n_rows() {
                continue;
            }
            let batch = self.product(&rows);
            self.rows = Some(rows);
            return Ok(Some(batch));
        }
    }
}
