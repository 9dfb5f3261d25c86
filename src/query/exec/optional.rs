//! Rows with their matches, or with nulls where there are none.

use std::rc::Rc;

use super::batch::{Batch, Column, NO_EDGE, NO_NODE};
use super::build::{Source, build};
use super::{Execute, Run, Store};
use crate::query::bound::{Slot, SlotKind};
use crate::query::error::QueryError;
use crate::query::plan::Operator;

/// The rows of the inner plan for each row; the row itself where there are none. The order of rows is kept.
pub(super) struct Optional<'p, S> {
    input: Source<'p, S>,
    inner: &'p Operator,
    introduced: &'p [Slot],
    current: Option<Current<'p, S>>,
}

/// Rows that are being matched.
struct Current<'p, S> {
    rows: Rc<Batch>,
    inner: Source<'p, S>,
    /// What the rows belong to themselves.
    origins: Option<Vec<u32>>,
    /// The first row for which nothing is known yet.
    next: u32,
}

impl<'p, S: Store + 'p> Optional<'p, S> {
    pub(super) fn new(input: Source<'p, S>, inner: &'p Operator, introduced: &'p [Slot]) -> Self {
        Optional { input, inner, introduced, current: None }
    }

    fn begin(&self, mut rows: Batch) -> Current<'p, S> {
        let origins = rows.set_origins(Some(numbers(&rows)));
        let rows = Rc::new(rows);
        let inner = build(self.inner, &rows);
        Current { rows, inner, origins, next: 0 }
    }

    /// Returns rows without a match, with nulls.
    fn unmatched(&self, run: &Run<'_, S>, current: &Current<'p, S>, rows: &[u32]) -> Batch {
        let mut batch = current.rows.gather(rows);
        for slot in self.introduced {
            let kind = run.plan.slots.get(slot.0 as usize).map(|info| info.kind);
            batch.set(
                *slot,
                match kind {
                    Some(SlotKind::Node) => Column::Nodes(vec![NO_NODE; rows.len()]),
                    Some(SlotKind::Edge) => Column::Edges(vec![NO_EDGE; rows.len()]),
                    _ => Column::Absent,
                },
            );
        }
        batch
    }

    /// Puts rows without a match among the matches, where they belong.
    fn completed(&self, run: &Run<'_, S>, current: &mut Current<'p, S>, mut found: Batch) -> Batch {
        let origins: Vec<u32> = found.origins().unwrap_or_default().to_vec();
        let (mut unmatched, mut order) = (Vec::new(), Vec::with_capacity(origins.len()));
        #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
        let n_found = origins.len() as u32;
        let mut next_unmatched = n_found;
        for (origin, row) in origins.iter().zip(0_u32..) {
            while current.next < *origin {
                order.push(next_unmatched);
                next_unmatched += 1;
                unmatched.push(current.next);
                current.next += 1;
            }
            current.next = current.next.max(origin + 1);
            order.push(row);
        }
        if !unmatched.is_empty() {
            found.append(self.unmatched(run, current, &unmatched));
            found = found.gather(&order);
        }
        found
    }
}

/// Returns the numbers of the rows.
pub(super) fn numbers(rows: &Batch) -> Vec<u32> {
    #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
    (0..rows.n_rows() as u32).collect()
}

/// Says what rows belong to, now that they leave an inner plan.
pub(super) fn restore(found: &mut Batch, outer: Option<&Vec<u32>>) {
    let own = found.set_origins(None);
    if let (Some(own), Some(outer)) = (own, outer) {
        found.set_origins(Some(own.into_iter().map(|row| outer[row as usize]).collect()));
    }
}

impl<'p, S: Store + 'p> Execute<S> for Optional<'p, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let mut current = match self.current.take() {
                Some(current) => current,
                None => match self.input.next(run)? {
                    Some(rows) => self.begin(rows),
                    None => return Ok(None),
                },
            };
            if let Some(found) = current.inner.next(run)? {
                let mut found = self.completed(run, &mut current, found);
                restore(&mut found, current.origins.as_ref());
                self.current = Some(current);
                return Ok(Some(found));
            }
            let rest: Vec<u32> = numbers(&current.rows).split_off(current.next as usize);
            if !rest.is_empty() {
                let mut found = self.unmatched(run, &current, &rest);
                restore(&mut found, current.origins.as_ref());
                return Ok(Some(found));
            }
        }
    }
}
