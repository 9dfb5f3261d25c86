//! What a statement answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use smol_str::SmolStr;

use super::statement::Prepared;
use crate::graph::{GraphView as _, MemoryGraph};
use crate::model::Value;
use crate::query::bound::Slot;
use crate::query::exec::Effects;
use crate::query::exec::batch::Batch;
use crate::query::explain::{PlanLine, lines};
use crate::query::plan::{Plan, UnknownName};

/// The plan of a statement, as data.
#[derive(Debug, Clone)]
pub struct PlanShown {
    pub(super) prepared: Arc<Prepared>,
    pub(super) text: String,
    pub(super) rows: Option<Vec<u64>>,
}

impl PlanShown {
    /// Returns the plan.
    pub fn plan(&self) -> &Plan {
        &self.prepared.plan
    }

    /// Returns how many rows each operator has passed on, by its number; only for `PROFILE`.
    pub fn rows(&self) -> Option<&[u64]> {
        self.rows.as_deref()
    }

    /// Returns the plan in words, a line an operator, the last first.
    pub fn lines(&self) -> Vec<PlanLine> {
        lines(&self.prepared.plan, &self.text, self.rows.as_deref())
    }
}

/// Rows with what they refer to.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) columns: Vec<SmolStr>,
    pub(super) slots: Vec<Slot>,
    pub(super) prepared: Arc<Prepared>,
    pub(super) batches: Vec<Batch>,
    pub(super) effects: Effects,
    pub(super) plan: Option<PlanShown>,
    pub(super) graph: Arc<MemoryGraph>,
}

impl Answer {
    /// Returns the names of the columns, as they are written in the statement; none where it returns nothing.
    pub fn columns(&self) -> &[SmolStr] {
        &self.columns
    }

    /// Returns how many rows there are.
    pub fn n_rows(&self) -> usize {
        if self.columns.is_empty() { 0 } else { self.batches.iter().map(Batch::n_rows).sum() }
    }

    /// Returns the rows, in the order of the statement; values in that of the columns.
    pub fn rows(&self) -> Rows<'_> {
        Rows { answer: self, batch: 0, row: 0 }
    }

    /// Returns what was written.
    pub fn effects(&self) -> Effects {
        self.effects
    }

    /// Returns labels and types that the statement looks for and the graph has never had: why an answer may be empty.
    pub fn unknown_names(&self) -> BTreeSet<UnknownName> {
        self.prepared.plan.unknown_names(self.graph.symbols())
    }

    /// Returns the answer as it looks in another graph that its nodes and relationships belong to.
    #[must_use]
    pub fn seen_in(self, graph: Arc<MemoryGraph>) -> Self {
        Answer { graph, ..self }
    }

    /// Returns the plan, if it was asked for by `EXPLAIN` or `PROFILE`.
    pub fn plan(&self) -> Option<&PlanShown> {
        self.plan.as_ref()
    }

    /// Returns the graph as the statement left it, which its nodes, relationships and paths belong to. A node that the
    /// statement deleted has no labels and properties any more.
    ///
    /// It is a snapshot: it stays as it is while others write. As long as it is kept, the next write copies the graph.
    pub fn graph(&self) -> &MemoryGraph {
        &self.graph
    }
}

/// The rows of an [`Answer`].
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    answer: &'a Answer,
    batch: usize,
    row: usize,
}

impl Iterator for Rows<'_> {
    type Item = Vec<Value>;

    fn next(&mut self) -> Option<Vec<Value>> {
        if self.answer.columns.is_empty() {
            return None;
        }
        let mut batch = self.answer.batches.get(self.batch)?;
        while self.row >= batch.n_rows() {
            self.batch += 1;
            self.row = 0;
            batch = self.answer.batches.get(self.batch)?;
        }
        let row = self.row;
        self.row += 1;
        Some(self.answer.slots.iter().map(|slot| batch.value(*slot, row)).collect())
    }
}
