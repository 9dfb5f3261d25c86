//! Rows that a procedure yields.

use super::batch::{Batch, Column};
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::model::Value;
use crate::query::bound::BoundCall;
use crate::query::error::QueryError;

/// Each row with each row that a procedure yields for it; each row once where nothing is yielded.
pub(super) struct Call<'p, S> {
    input: Source<'p, S>,
    of: &'p BoundCall,
    rows: Option<(Batch, usize)>,
}

impl<'p, S: Store> Call<'p, S> {
    pub(super) fn new(input: Source<'p, S>, call: &'p BoundCall) -> Self {
        Call { input, of: call, rows: None }
    }

    /// Returns one row with what the procedure yields for it.
    fn one(&self, run: &Run<'_, S>, batch: &Batch, row: u32) -> Result<Batch, QueryError> {
        let arguments = self.of.arguments.iter().map(|own| compute::value(run, own, batch, row as usize));
        let arguments = arguments.collect::<Result<Vec<Value>, _>>()?;
        let name = &self.of.procedure;
        let yielded = run.procedures.call(name, &arguments, &run.graph.borrow(), &run.limits);
        let yielded = yielded.map_err(|error| error.at(self.of.span))?;
        if self.of.yields.is_empty() {
            return Ok(batch.gather(&[row]));
        }
        let mut found = batch.gather(&vec![row; yielded.len()]);
        for (position, slot) in &self.of.yields {
            let value = |own: &Vec<Value>| own.get(*position).cloned().unwrap_or_default();
            found.set(*slot, Column::Values(yielded.iter().map(value).collect()));
        }
        if let Some(condition) = &self.of.condition {
            let rows = compute::selection(run, condition, &found)?;
            found = found.gather(&rows);
        }
        if found.n_rows() == 0 && self.of.optional {
            return Ok(batch.gather(&[row]));
        }
        Ok(found)
    }
}

impl<S: Store> Execute<S> for Call<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (batch, row) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(batch) => (batch, 0),
                    None => return Ok(None),
                },
            };
            #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
            let found = self.one(run, &batch, row as u32)?;
            if row + 1 < batch.n_rows() {
                self.rows = Some((batch, row + 1));
            }
            if found.n_rows() > 0 {
                return Ok(Some(found));
            }
        }
    }
}
