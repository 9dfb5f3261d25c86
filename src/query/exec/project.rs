//! New columns, and fewer of them.

use super::batch::Batch;
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::query::bound::{BoundExpr, Slot};
use crate::query::error::QueryError;

/// Rows with new columns.
pub(super) struct Extend<'p, S> {
    input: Source<'p, S>,
    items: &'p [(Slot, BoundExpr)],
}

impl<'p, S> Extend<'p, S> {
    pub(super) fn new(input: Source<'p, S>, items: &'p [(Slot, BoundExpr)]) -> Self {
        Extend { input, items }
    }
}

impl<S: Store> Execute<S> for Extend<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let Some(mut batch) = self.input.next(run)? else { return Ok(None) };
        let columns = self.items.iter().map(|(slot, expr)| Ok((*slot, compute::column(run, expr, &batch)?)));
        for (slot, column) in columns.collect::<Result<Vec<_>, QueryError>>()? {
            batch.set(slot, column);
        }
        Ok(Some(batch))
    }
}

/// Rows with only some columns.
pub(super) struct Keep<'p, S> {
    input: Source<'p, S>,
    slots: &'p [Slot],
}

impl<'p, S> Keep<'p, S> {
    pub(super) fn new(input: Source<'p, S>, slots: &'p [Slot]) -> Self {
        Keep { input, slots }
    }
}

impl<S: Store> Execute<S> for Keep<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let batch = self.input.next(run)?;
        Ok(batch.map(|mut batch| {
            batch.keep(self.slots);
            batch
        }))
    }
}
