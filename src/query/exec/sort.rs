//! Rows in order, all of them or the first so many; equal rows keep the order they came in.

use std::cmp::Ordering;
use std::sync::Arc;

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::{Execute, Run, Store, compute};
use crate::graph::{NO_INTEGER, NO_TEXT};
use crate::model::Value;
use crate::query::bound::BoundExpr;
use crate::query::compare::order;
use crate::query::error::QueryError;

/// How many rows are held at least before those past the limit are dropped once more.
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
    /// The last row of those wanted, once there are enough: what is not less comes too late.
    last: Option<usize>,
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
        let keys = vec![Column::Absent; self.keys.len()];
        let mut held = Held { rows: Batch::new(0, run.plan.slots.len()), keys, n_bytes: 0, last: None };
        while let Some(batch) = self.input.next(run)? {
            self.take(run, &mut held, batch)?;
            let n_rows = held.rows.n_rows();
            let is_first = held.last.is_none() && n_rows >= wanted;
            if is_first || n_rows > LEAST_HELD.max(wanted.saturating_mul(4)) {
                held = self.arranged(run, &held, wanted)?;
            }
        }
        self.arranged(run, &held, wanted)
    }

    /// Takes those rows of a batch that may be among those wanted.
    fn take(&self, run: &Run<'_, S>, held: &mut Held, mut batch: Batch) -> Result<(), QueryError> {
        let keys = self.keys.iter().map(|(expr, _)| compute::column(run, expr, &batch));
        let mut keys = keys.collect::<Result<Vec<Column>, _>>()?;
        if let Some(last) = held.last {
            #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
            let rows = (0..batch.n_rows() as u32)
                .filter(|row| self.compare((&keys, *row as usize), (&held.keys, last)).is_lt());
            let rows: Vec<u32> = rows.collect();
            if rows.is_empty() {
                return Ok(());
            }
            if rows.len() < batch.n_rows() {
                keys = keys.iter().map(|column| column.gather(&rows)).collect();
                batch = batch.gather(&rows);
            }
        }
        let n_bytes = batch.n_bytes() + self.keys.len() * batch.n_rows() * size_of::<Value>();
        let (own, more) = (held.rows.n_rows(), batch.n_rows());
        for (own_keys, keys) in held.keys.iter_mut().zip(keys) {
            own_keys.append(own, keys, more);
        }
        held.rows.append(batch);
        held.n_bytes += n_bytes;
        run.limits.hold(n_bytes)
    }

    /// Puts rows in order and drops those past the limit.
    fn arranged(&self, run: &Run<'_, S>, held: &Held, wanted: usize) -> Result<Held, QueryError> {
        run.limits.check_time()?;
        #[expect(clippy::cast_possible_truncation, reason = "so many rows do not fit in memory")]
        let mut rows: Vec<u32> = (0..held.rows.n_rows() as u32).collect();
        let by_keys = |a: &u32, b: &u32| {
            let by_keys = self.compare((&held.keys, *a as usize), (&held.keys, *b as usize));
            // Equal rows keep their order.
            by_keys.then_with(|| a.cmp(b))
        };
        if wanted < rows.len() {
            rows.select_nth_unstable_by(wanted, by_keys);
            rows.truncate(wanted);
        }
        rows.sort_unstable_by(by_keys);
        let keys = held.keys.iter().map(|column| column.gather(&rows)).collect();
        let rows = held.rows.gather(&rows);
        run.limits.release(held.n_bytes);
        let n_bytes = rows.n_bytes();
        run.limits.hold(n_bytes)?;
        let last = wanted.checked_sub(1).filter(|last| *last < rows.n_rows());
        Ok(Held { rows, keys, n_bytes, last })
    }

    fn compare(&self, (a_keys, a): (&[Column], usize), (b_keys, b): (&[Column], usize)) -> Ordering {
        for ((a_keys, b_keys), (_, is_descending)) in a_keys.iter().zip(b_keys).zip(self.keys) {
            let by_key = ordered((a_keys, a), (b_keys, b));
            if by_key.is_ne() {
                return if *is_descending { by_key.reverse() } else { by_key };
            }
        }
        Ordering::Equal
    }
}

/// Says which of two values comes first.
fn ordered((a_column, a): (&Column, usize), (b_column, b): (&Column, usize)) -> Ordering {
    match (a_column, b_column) {
        (Column::Integers(a_numbers), Column::Integers(b_numbers)) => {
            let (a, b) = (a_numbers[a], b_numbers[b]);
            (a == NO_INTEGER).cmp(&(b == NO_INTEGER)).then_with(|| a.cmp(&b))
        }
        (Column::Texts(a_codes, a_texts), Column::Texts(b_codes, b_texts)) => {
            let (a, b) = (a_codes[a], b_codes[b]);
            if a == b && Arc::ptr_eq(a_texts, b_texts) {
                return Ordering::Equal;
            }
            let by_null = (a == NO_TEXT).cmp(&(b == NO_TEXT));
            by_null.then_with(|| a_texts.text(a).cmp(b_texts.text(b)))
        }
        (Column::Values(a_values), Column::Values(b_values)) => order(&a_values[a], &b_values[b]),
        _ => order(&a_column.value(a), &b_column.value(b)),
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
