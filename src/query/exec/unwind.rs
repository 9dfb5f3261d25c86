//! A row for each item of a list.

use std::sync::Arc;

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::model::Value;
use crate::query::bound::{BoundExpr, BoundKind, Slot};
use crate::query::error::QueryError;
use crate::query::functions::Range;

/// A row for each item; none for null, one for what is no list.
///
/// A `range` is counted through, however long it is, and never made as a list.
pub(super) struct Unwind<'p, S> {
    input: Source<'p, S>,
    list: &'p BoundExpr,
    slot: Slot,
    /// The rows that are taken apart, and which of them is next.
    rows: Option<(Batch, usize)>,
    /// What is left of the list of the row before that.
    items: Items,
}

/// What is left of a list.
enum Items {
    One(Value),
    List(Arc<[Value]>, usize),
    Range(Range),
}

impl Items {
    fn none() -> Self {
        Items::List([].into(), 0)
    }

    /// Moves some items.
    fn move_to(&mut self, items: &mut Vec<Value>, most: usize) {
        match self {
            Items::One(value) => {
                items.push(std::mem::take(value));
                *self = Items::none();
            }
            Items::List(list, at) => {
                let end = list.len().min(*at + most);
                items.extend(list.get(*at..end).unwrap_or_default().iter().cloned());
                *at = end;
            }
            Items::Range(range) => items.extend(range.take(most).map(Value::Integer)),
        }
    }
}

impl<'p, S: Store> Unwind<'p, S> {
    pub(super) fn new(input: Source<'p, S>, list: &'p BoundExpr, slot: Slot) -> Self {
        Unwind { input, list, slot, rows: None, items: Items::none() }
    }

    /// Returns the items of a row.
    fn items(&self, run: &Run<'_, S>, batch: &Batch, row: usize) -> Result<Items, QueryError> {
        if let BoundKind::Call(function, arguments) = &self.list.kind
            && function.name == "range"
        {
            let values = arguments.iter().map(|argument| compute::value(run, argument, batch, row));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            return Range::new(&values).map(Items::Range).map_err(|error| error.at(self.list.span));
        }
        Ok(match compute::value(run, self.list, batch, row)? {
            Value::Null => Items::none(),
            Value::List(list) => Items::List(list, 0),
            value => Items::One(value),
        })
    }
}

impl<S: Store> Execute<S> for Unwind<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (batch, mut at) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(batch) => (batch, 0),
                    None => return Ok(None),
                },
            };
            let (mut rows, mut items) = (Vec::new(), Vec::new());
            loop {
                #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
                let row = at.saturating_sub(1) as u32;
                let n_free = BATCH_ROWS - items.len();
                self.items.move_to(&mut items, n_free);
                rows.resize(items.len(), row);
                if items.len() == BATCH_ROWS || at == batch.n_rows() {
                    break;
                }
                self.items = self.items(run, &batch, at)?;
                at += 1;
            }
            if items.is_empty() {
                continue;
            }
            let mut found = batch.gather(&rows);
            found.set(self.slot, Column::from(items));
            // A full batch may have left some of the last list.
            if found.n_rows() == BATCH_ROWS {
                self.rows = Some((batch, at));
            }
            return Ok(Some(found));
        }
    }
}
