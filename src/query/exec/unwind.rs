//! A row for each item of a list.

use super::batch::{Batch, Column};
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::model::Value;
use crate::query::bound::{BoundExpr, Slot};
use crate::query::error::QueryError;

/// How many rows are taken apart at once: few, as lists may be long.
const ROWS: usize = 64;

/// A row for each item; none for null, one for what is no list.
pub(super) struct Unwind<'p, S> {
    input: Source<'p, S>,
    list: &'p BoundExpr,
    slot: Slot,
    rows: Option<(Batch, usize)>,
}

impl<'p, S> Unwind<'p, S> {
    pub(super) fn new(input: Source<'p, S>, list: &'p BoundExpr, slot: Slot) -> Self {
        Unwind { input, list, slot, rows: None }
    }
}

impl<S: Store> Execute<S> for Unwind<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (batch, at) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(batch) => (batch, 0),
                    None => return Ok(None),
                },
            };
            let end = batch.n_rows().min(at + ROWS);
            let (mut rows, mut items) = (Vec::new(), Vec::new());
            for row in at..end {
                #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
                match compute::value(run, self.list, &batch, row)? {
                    Value::Null => {}
                    Value::List(list) => {
                        rows.resize(rows.len() + list.len(), row as u32);
                        items.extend(list.iter().cloned());
                    }
                    value => {
                        rows.push(row as u32);
                        items.push(value);
                    }
                }
            }
            let found = (!rows.is_empty()).then(|| {
                let mut found = batch.gather(&rows);
                found.set(self.slot, Column::from(items));
                found
            });
            if end < batch.n_rows() {
                self.rows = Some((batch, end));
            }
            if found.is_some() {
                return Ok(found);
            }
        }
    }
}
