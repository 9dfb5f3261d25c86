//! `CALL { … }`: the rows of an inner plan for each row.

use std::rc::Rc;

use super::batch::{Batch, Column};
use super::build::{Source, build};
use super::optional::{numbers, restore};
use super::{Execute, Run, Store};
use crate::query::bound::Slot;
use crate::query::error::QueryError;
use crate::query::plan::Operator;

/// The rows of the inner plan for each row, one row at a time or many.
pub(super) struct Apply<'p, S> {
    input: Source<'p, S>,
    inner: &'p Operator,
    outputs: &'p [(Slot, Slot)],
    optional: bool,
    batched: bool,
    current: Option<Current<'p, S>>,
}

struct Current<'p, S> {
    rows: Rc<Batch>,
    origins: Option<Vec<u32>>,
    /// The first row that is not given to the inner plan yet.
    next: usize,
    /// The rows the inner plan was given, and the plan.
    at_work: Option<(Vec<u32>, Source<'p, S>)>,
    /// Whether anything was found for the row at work; one row at a time only.
    is_found: bool,
}

impl<'p, S: Store + 'p> Apply<'p, S> {
    pub(super) fn new(
        input: Source<'p, S>,
        inner: &'p Operator,
        outputs: &'p [(Slot, Slot)],
        optional: bool,
        batched: bool,
    ) -> Self {
        Apply { input, inner, outputs, optional, batched: batched && !optional, current: None }
    }

    /// Gives the inner plan its next row or rows; says whether there were any.
    fn start(&self, current: &mut Current<'p, S>) -> bool {
        if current.next >= current.rows.n_rows() {
            return false;
        }
        let end = if self.batched { current.rows.n_rows() } else { current.next + 1 };
        let rows = numbers(&current.rows)[current.next..end].to_vec();
        let mut argument = current.rows.gather(&rows);
        argument.set_origins(Some(numbers(&argument)));
        current.at_work = Some((rows, build(self.inner, &Rc::new(argument))));
        current.next = end;
        current.is_found = false;
        true
    }

    fn joined(&self, current: &Current<'p, S>, rows: &[u32], found: &Batch) -> Batch {
        let origins: Vec<u32> = match found.origins().filter(|_| self.batched) {
            Some(origins) => origins.iter().map(|row| rows[*row as usize]).collect(),
            None => vec![rows[0]; found.n_rows()],
        };
        let mut batch = current.rows.gather(&origins);
        for (inner, outer) in self.outputs {
            // A column may go to several places.
            let column = found.column(*inner).clone();
            batch.set(*outer, column);
        }
        batch.set_origins(Some(origins));
        batch
    }

    fn unmatched(&self, current: &Current<'p, S>, row: u32) -> Batch {
        let mut batch = current.rows.gather(&[row]);
        for (_, outer) in self.outputs {
            batch.set(*outer, Column::Absent);
        }
        batch.set_origins(Some(vec![row]));
        batch
    }

    /// Returns the next rows for what the inner plan is at.
    fn found(&self, run: &Run<'_, S>, current: &mut Current<'p, S>) -> Result<Option<Batch>, QueryError> {
        let Some((rows, mut inner)) = current.at_work.take() else { return Ok(None) };
        if self.outputs.is_empty() {
            while inner.next(run)?.is_some() {}
            let mut batch = current.rows.gather(&rows);
            batch.set_origins(Some(rows));
            return Ok(Some(batch));
        }
        if let Some(found) = inner.next(run)? {
            let batch = self.joined(current, &rows, &found);
            current.is_found = true;
            current.at_work = Some((rows, inner));
            return Ok(Some(batch));
        }
        let is_alone = self.optional && !current.is_found;
        Ok(is_alone.then(|| self.unmatched(current, rows[0])))
    }
}

impl<'p, S: Store + 'p> Execute<S> for Apply<'p, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let mut current = match self.current.take() {
                Some(current) => current,
                None => match self.input.next(run)? {
                    Some(mut rows) => {
                        let origins = rows.set_origins(None);
                        let rows = Rc::new(rows);
                        Current { rows, origins, next: 0, at_work: None, is_found: false }
                    }
                    None => return Ok(None),
                },
            };
            if current.at_work.is_none() && !self.start(&mut current) {
                continue;
            }
            let found = self.found(run, &mut current)?;
            let origins = current.origins.clone();
            self.current = Some(current);
            if let Some(mut batch) = found {
                restore(&mut batch, origins.as_ref());
                return Ok(Some(batch));
            }
        }
    }
}
