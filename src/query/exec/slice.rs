//! `SKIP` and `LIMIT`.

use super::batch::Batch;
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::query::bound::BoundExpr;
use crate::query::error::QueryError;

/// Rows after the first so many.
pub(super) struct Skip<'p, S> {
    input: Source<'p, S>,
    count: &'p BoundExpr,
    left: Option<usize>,
}

impl<'p, S> Skip<'p, S> {
    pub(super) fn new(input: Source<'p, S>, count: &'p BoundExpr) -> Self {
        Skip { input, count, left: None }
    }
}

impl<S: Store> Execute<S> for Skip<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let mut left = match self.left {
            Some(left) => left,
            None => compute::count(run, self.count)?,
        };
        while let Some(batch) = self.input.next(run)? {
            let passed = left.min(batch.n_rows());
            left -= passed;
            self.left = Some(left);
            if passed < batch.n_rows() {
                return Ok(Some(part(batch, passed, usize::MAX)));
            }
        }
        Ok(None)
    }
}

/// The first so many rows.
pub(super) struct Limit<'p, S> {
    input: Source<'p, S>,
    count: &'p BoundExpr,
    exhausts: bool,
    left: Option<usize>,
}

impl<'p, S> Limit<'p, S> {
    pub(super) fn new(input: Source<'p, S>, count: &'p BoundExpr, exhausts: bool) -> Self {
        Limit { input, count, exhausts, left: None }
    }
}

impl<S: Store> Execute<S> for Limit<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let left = match self.left {
            Some(left) => left,
            None => compute::count(run, self.count)?,
        };
        self.left = Some(left);
        if left == 0 {
            while self.exhausts && self.input.next(run)?.is_some() {}
            self.exhausts = false;
            return Ok(None);
        }
        let Some(batch) = self.input.next(run)? else { return Ok(None) };
        self.left = Some(left.saturating_sub(batch.n_rows()));
        Ok(Some(part(batch, 0, left)))
    }
}

/// Returns the rows from one number to another.
fn part(batch: Batch, from: usize, to: usize) -> Batch {
    let to = to.min(batch.n_rows());
    if from == 0 && to == batch.n_rows() {
        return batch;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
    let rows: Vec<u32> = (from as u32..to as u32).collect();
    batch.gather(&rows)
}
