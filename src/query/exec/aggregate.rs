//! Groups with their aggregates.

use std::borrow::Cow;

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::groups::Groups;
use super::{Execute, Run, Store, compute};
use crate::model::Value;
use crate::query::aggregate::Accumulator;
use crate::query::bound::{BoundAggregate, BoundExpr, Slot};
use crate::query::error::QueryError;

/// Groups of rows; without keys there is one, of no rows too.
pub(super) struct Aggregate<'p, S> {
    input: Source<'p, S>,
    keys: &'p [(Slot, BoundExpr)],
    aggregates: &'p [(Slot, BoundAggregate)],
    /// The groups, and how many of them went on.
    done: Option<(Batch, usize)>,
}

impl<'p, S: Store> Aggregate<'p, S> {
    pub(super) fn new(
        input: Source<'p, S>,
        keys: &'p [(Slot, BoundExpr)],
        aggregates: &'p [(Slot, BoundAggregate)],
    ) -> Self {
        Aggregate { input, keys, aggregates, done: None }
    }

    fn aggregate(&mut self, run: &Run<'_, S>) -> Result<Batch, QueryError> {
        let mut groups = Groups::new(self.keys.len());
        let mut states: Vec<Vec<Accumulator>> = self.aggregates.iter().map(|_| Vec::new()).collect();
        if self.keys.is_empty() {
            groups.of_rows(&[], 1);
        }
        self.grow(run, &mut states, groups.len())?;
        while let Some(batch) = self.input.next(run)? {
            let keys = self.keys.iter().map(|(_, expr)| compute::column_of(run, expr, &batch));
            let keys: Vec<Cow<'_, Column>> = keys.collect::<Result<_, _>>()?;
            let keys: Vec<&Column> = keys.iter().map(|column| &**column).collect();
            let of_rows = groups.of_rows(&keys, batch.n_rows());
            self.grow(run, &mut states, groups.len())?;
            for ((_, aggregate), states) in self.aggregates.iter().zip(&mut states) {
                add(run, aggregate, &batch, &of_rows, states)?;
            }
        }
        let n_groups = groups.len();
        let mut result = Batch::new(n_groups, run.plan.slots.len());
        for ((slot, _), column) in self.keys.iter().zip(groups.into_keys()) {
            result.set(*slot, column);
        }
        for ((slot, aggregate), states) in self.aggregates.iter().zip(states) {
            let values =
                states.into_iter().map(|state| state.finish().map_err(|error| error.at(aggregate.span)));
            result.set(*slot, Column::from(values.collect::<Result<Vec<_>, _>>()?));
        }
        Ok(result)
    }

    fn grow(
        &self,
        run: &Run<'_, S>,
        states: &mut [Vec<Accumulator>],
        n_groups: usize,
    ) -> Result<(), QueryError> {
        let mut n_new = 0;
        for ((_, aggregate), states) in self.aggregates.iter().zip(states) {
            n_new = n_groups - states.len();
            states.resize_with(n_groups, || Accumulator::new(aggregate));
        }
        let n_bytes = self.keys.len() * size_of::<Value>() + self.aggregates.len() * size_of::<Accumulator>();
        run.limits.hold(n_new * n_bytes)
    }
}

/// Adds the rows of a batch to their groups.
fn add<S: Store>(
    run: &Run<'_, S>,
    aggregate: &BoundAggregate,
    batch: &Batch,
    of_rows: &[u32],
    states: &mut [Accumulator],
) -> Result<(), QueryError> {
    let columns = aggregate.arguments.iter().map(|expr| compute::column_of(run, expr, batch));
    let columns: Vec<Cow<'_, Column>> = columns.collect::<Result<_, _>>()?;
    let mut n_bytes = 0;
    match (columns.as_slice(), &mut *states) {
        ([], [only]) => only.add_rows(of_rows.len()),
        ([], states) => {
            for group in of_rows {
                states[*group as usize].add_rows(1);
            }
        }
        ([column], states) => {
            let added = Accumulator::add_column(states, of_rows, column);
            n_bytes += added.map_err(|error| error.at(aggregate.span))?;
        }
        (columns, states) => {
            for (row, group) in of_rows.iter().enumerate() {
                let arguments: Vec<Value> = columns.iter().map(|column| column.value(row)).collect();
                let added = states[*group as usize].add(&arguments);
                n_bytes += added.map_err(|error| error.at(aggregate.span))?;
            }
        }
    }
    run.limits.hold(n_bytes)
}

impl<S: Store> Execute<S> for Aggregate<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let (groups, n_passed) = match self.done.take() {
            Some(done) => done,
            None => (self.aggregate(run)?, 0),
        };
        let end = groups.n_rows().min(n_passed + BATCH_ROWS);
        #[expect(clippy::cast_possible_truncation, reason = "so many groups do not fit in memory")]
        let rows: Vec<u32> = (n_passed as u32..end as u32).collect();
        let batch = groups.gather(&rows);
        self.done = Some((groups, end));
        Ok(Some(batch).filter(|batch| batch.n_rows() > 0))
    }
}
