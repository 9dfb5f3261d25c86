//! All rows of the input, before any goes on.

use std::collections::VecDeque;

use super::batch::Batch;
use super::build::Source;
use super::{Execute, Run};
use crate::query::error::QueryError;

/// Rows that wait for each other.
pub(super) struct Eager<'p, S> {
    input: Source<'p, S>,
    held: Option<VecDeque<Batch>>,
}

impl<'p, S> Eager<'p, S> {
    pub(super) fn new(input: Source<'p, S>) -> Self {
        Eager { input, held: None }
    }
}

impl<S> Execute<S> for Eager<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        if self.held.is_none() {
            let mut held = VecDeque::new();
            while let Some(batch) = self.input.next(run)? {
                run.limits.hold(batch.n_bytes())?;
                held.push_back(batch);
            }
            self.held = Some(held);
        }
        let batch = self.held.as_mut().and_then(VecDeque::pop_front);
        if let Some(batch) = &batch {
            run.limits.release(batch.n_bytes());
        }
        Ok(batch)
    }
}
