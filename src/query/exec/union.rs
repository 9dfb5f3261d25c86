//! The rows of one plan, then those of others.

use super::batch::{Batch, Column};
use super::build::Source;
use super::groups::{Groups, columns};
use super::{Execute, Run, Store};
use crate::query::ast::UnionKind;
use crate::query::bound::Slot;
use crate::query::error::QueryError;

/// The rows of all parts, in common columns.
pub(super) struct Union<'p, S> {
    parts: Vec<(Source<'p, S>, &'p [Slot])>,
    slots: &'p [Slot],
    /// Rows seen already, where equal ones come once.
    seen: Option<Groups>,
    at: usize,
}

impl<'p, S: Store> Union<'p, S> {
    pub(super) fn new(parts: Vec<(Source<'p, S>, &'p [Slot])>, slots: &'p [Slot], kind: UnionKind) -> Self {
        let seen = (kind == UnionKind::Distinct).then(|| Groups::new(slots.len()));
        Union { parts, slots, seen, at: 0 }
    }

    fn in_common(&self, run: &Run<'_, S>, batch: &Batch, own: &[Slot]) -> Batch {
        let mut common = Batch::new(batch.n_rows(), run.plan.slots.len());
        for (own, slot) in own.iter().zip(self.slots) {
            let column: Column = batch.column(*own).clone();
            common.set(*slot, column);
        }
        common
    }

    fn new_rows(&mut self, batch: Batch) -> Batch {
        let Some(seen) = &mut self.seen else { return batch };
        let mut n_seen = seen.len();
        let groups = seen.of_rows(&columns(&batch, self.slots), batch.n_rows());
        let mut rows = Vec::new();
        for (group, row) in groups.into_iter().zip(0_u32..) {
            if group as usize == n_seen {
                n_seen += 1;
                rows.push(row);
            }
        }
        batch.gather(&rows)
    }
}

impl<S: Store> Execute<S> for Union<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some((part, own)) = self.parts.get_mut(self.at) {
            let own = *own;
            let Some(batch) = part.next(run)? else {
                self.at += 1;
                continue;
            };
            let common = self.in_common(run, &batch, own);
            let batch = self.new_rows(common);
            if batch.n_rows() > 0 {
                if self.seen.is_some() {
                    run.limits.hold(batch.n_bytes())?;
                }
                return Ok(Some(batch));
            }
        }
        Ok(None)
    }
}
