//! Rows that differ in some columns; of equivalent ones the first goes on.

use super::batch::Batch;
use super::build::Source;
use super::groups::{Groups, columns};
use super::{Execute, Run, Store};
use crate::query::bound::Slot;
use crate::query::error::QueryError;

/// Rows that differ.
pub(super) struct Distinct<'p, S> {
    input: Source<'p, S>,
    slots: &'p [Slot],
    seen: Groups,
}

impl<'p, S> Distinct<'p, S> {
    pub(super) fn new(input: Source<'p, S>, slots: &'p [Slot]) -> Self {
        Distinct { input, slots, seen: Groups::new(slots.len()) }
    }
}

impl<S: Store> Execute<S> for Distinct<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some(batch) = self.input.next(run)? {
            let mut n_seen = self.seen.len();
            let groups = self.seen.of_rows(&columns(&batch, self.slots), batch.n_rows());
            let mut rows = Vec::new();
            for (group, row) in groups.into_iter().zip(0_u32..) {
                if group as usize == n_seen {
                    n_seen += 1;
                    rows.push(row);
                }
            }
            if rows.is_empty() {
                continue;
            }
            let batch = batch.gather(&rows);
            run.limits.hold(batch.n_bytes())?;
            return Ok(Some(batch));
        }
        Ok(None)
    }
}
