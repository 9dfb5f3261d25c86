//! Where rows begin: one row without columns, or the rows around the query.

use std::rc::Rc;

use super::batch::Batch;
use super::{Execute, Run};
use crate::query::error::QueryError;

/// Passes on given rows.
pub(super) struct Argument {
    rows: Option<Rc<Batch>>,
    is_done: bool,
}

impl Argument {
    pub(super) fn unit() -> Self {
        Argument { rows: None, is_done: false }
    }

    pub(super) fn new(rows: Rc<Batch>) -> Self {
        Argument { rows: Some(rows), is_done: false }
    }
}

impl<S> Execute<S> for Argument {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        if std::mem::replace(&mut self.is_done, true) {
            return Ok(None);
        }
        let batch = match self.rows.take() {
            None => Batch::new(1, run.plan.slots.len()),
            Some(rows) => Rc::unwrap_or_clone(rows),
        };
        Ok(Some(batch).filter(|batch| batch.n_rows() > 0))
    }
}
