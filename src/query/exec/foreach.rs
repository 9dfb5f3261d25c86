//! `FOREACH`.

use std::rc::Rc;

use super::batch::{Batch, Column};
use super::build::{Source, build};
use super::write::{self, Whole};
use super::{Execute, Run, Store, compute};
use crate::model::Value;
use crate::query::bound::{BoundExpr, Slot};
use crate::query::error::QueryError;
use crate::query::plan::{Op, Operator};

/// How many items a single clause is given at once.
const ITEMS_AT_ONCE: usize = 4096;

/// The inner plan run for each item of a list; each row goes on once, as it was.
pub(super) struct Foreach<'p, S> {
    input: Whole<'p, S>,
    of: Each<'p>,
}

#[derive(Clone, Copy)]
struct Each<'p> {
    list: &'p BoundExpr,
    slot: Slot,
    inner: &'p Operator,
}

impl<'p, S: Store + 'p> Foreach<'p, S> {
    pub(super) fn new(input: Source<'p, S>, list: &'p BoundExpr, slot: Slot, inner: &'p Operator) -> Self {
        Foreach { input: Whole::new(input), of: Each { list, slot, inner } }
    }
}

impl<S: Store> Execute<S> for Foreach<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let of = self.of;
        self.input.next(run, |batches| {
            for batch in &batches {
                (0..batch.n_rows()).try_for_each(|row| of.row(run, batch, row))?;
            }
            Ok(batches)
        })
    }
}

impl Each<'_> {
    fn row<S: Store>(self, run: &Run<'_, S>, batch: &Batch, row: usize) -> Result<(), QueryError> {
        let items = match compute::value(run, self.list, batch, row)? {
            Value::Null => return Ok(()),
            Value::List(items) => items,
            value => return Err(write::wrong_type(&value, "a list", self.list)),
        };
        // A single clause works row by row, so many items may go in at once.
        let step = if is_one_clause(self.inner) { ITEMS_AT_ONCE } else { 1 };
        #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
        let row = row as u32;
        for some in items.chunks(step) {
            let mut argument = batch.gather(&vec![row; some.len()]);
            argument.set_origins(None);
            argument.set(self.slot, Column::Values(some.to_vec()));
            let mut inner = build(self.inner, &Rc::new(argument));
            while inner.next(run)?.is_some() {}
        }
        Ok(())
    }
}

fn is_one_clause(inner: &Operator) -> bool {
    inner.children().first().is_some_and(|input| matches!(*input.op, Op::Argument))
}
