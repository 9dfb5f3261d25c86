//! Rows in order, all of them or the first so many; equal rows keep the order they came in.

use std::cmp::Ordering;

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::model::Value;
use crate::query::bound::{BoundExpr, BoundKind};
use crate::query::compare::order;
use crate::query::error::QueryError;

/// How many rows are held at least before those past the limit are dropped.
const LEAST_HELD: usize = 4096;

/// Rows in order.
pub(super) struct Sort<'p, S> {
    input: Source<'p, S>,
    keys: &'p [(BoundExpr, bool)],
    limit: Option<&'p BoundExpr>,
    sorted: Option<Held>,
    n_passed: usize,
}

/// Rows with their keys.
struct Held {
    rows: Batch,
    keys: Vec<Column>,
    n_bytes: usize,
}

impl<'p, S: Store> Sort<'p, S> {
    pub(super) fn new(
        input: Source<'p, S>,
        keys: &'p [(BoundExpr, bool)],
        limit: Option<&'p BoundExpr>,
    ) -> Self {
        Sort { input, keys, limit, sorted: None, n_passed: 0 }
    }

    /// Returns how many rows are wanted; all where that cannot be said, and then the limit itself complains.
    fn wanted(&self, run: &Run<'_, S>) -> usize {
        let count = self.limit.map(|limit| compute::count(run, limit));
        count.and_then(Result::ok).unwrap_or(usize::MAX)
    }

    fn sort(&mut self, run: &Run<'_, S>) -> Result<Held, QueryError> {
        let wanted = self.wanted(run);
        let n_slots = run.plan.slots.len();
        let mut held = Held {
            rows: Batch::new(0, n_slots),
            keys: vec![Column::Values(Vec::new()); self.keys.len()],
            n_bytes: 0,
        };
        while let Some(batch) = self.input.next(run)? {
            for ((expr, _), keys) in self.keys.iter().zip(&mut held.keys) {
                add_key(run, expr, &batch, keys)?;
            }
            let n_bytes = batch.n_bytes() + self.keys.len() * batch.n_rows() * size_of::<Value>();
            held.rows.append(batch);
            held.n_bytes += n_bytes;
            run.limits.hold(n_bytes)?;
            if held.rows.n_rows() > LEAST_HELD.max(wanted.saturating_mul(4)) {
                held = self.arranged(run, &held, wanted)?;
            }
        }
        self.arranged(run, &held, wanted)
    }

    /// Puts rows in order and drops those past the limit.
    fn arranged(&self, run: &Run<'_, S>, held: &Held, wanted: usize) -> Result<Held, QueryError> {
        run.limits.check_time()?;
        #[expect(clippy::cast_possible_truncation, reason = "so many rows do not fit in memory")]
        let mut rows: Vec<u32> = (0..held.rows.n_rows() as u32).collect();
        rows.sort_by(|a, b| self.compare(&held.keys, *a as usize, *b as usize));
        rows.truncate(wanted);
        let keys = held.keys.iter().map(|column| gathered(column, &rows)).collect();
        let rows = held.rows.gather(&rows);
        run.limits.release(held.n_bytes);
        let n_bytes = rows.n_bytes();
        run.limits.hold(n_bytes)?;
        Ok(Held { rows, keys, n_bytes })
    }

    fn compare(&self, keys: &[Column], a: usize, b: usize) -> Ordering {
        for (column, (_, is_descending)) in keys.iter().zip(self.keys) {
            let Column::Values(values) = column else { continue };
            let by_key = order(&values[a], &values[b]);
            if by_key.is_ne() {
                return if *is_descending { by_key.reverse() } else { by_key };
            }
        }
        Ordering::Equal
    }
}

fn add_key<S: Store>(
    run: &Run<'_, S>,
    expr: &BoundExpr,
    batch: &Batch,
    keys: &mut Column,
) -> Result<(), QueryError> {
    let Column::Values(keys) = keys else { return Ok(()) };
    if let BoundKind::Slot(slot) = &expr.kind {
        keys.extend((0..batch.n_rows()).map(|row| batch.value(*slot, row)));
    } else if let Column::Values(values) = compute::column(run, expr, batch)? {
        keys.extend(values);
    }
    Ok(())
}

fn gathered(column: &Column, rows: &[u32]) -> Column {
    match column {
        Column::Values(values) => {
            Column::Values(rows.iter().map(|row| values[*row as usize].clone()).collect())
        }
        _ => Column::Absent,
    }
}

impl<S: Store> Execute<S> for Sort<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let held = match self.sorted.take() {
            Some(held) => held,
            None => self.sort(run)?,
        };
        let end = held.rows.n_rows().min(self.n_passed + BATCH_ROWS);
        if self.n_passed == end {
            run.limits.release(held.n_bytes);
            self.sorted = Some(Held { n_bytes: 0, ..held });
            return Ok(None);
        }
        #[expect(clippy::cast_possible_truncation, reason = "so many rows do not fit in memory")]
        let rows: Vec<u32> = (self.n_passed as u32..end as u32).collect();
        let batch = held.rows.gather(&rows);
        self.n_passed = end;
        self.sorted = Some(held);
        Ok(Some(batch))
    }
}
