//! Each row for which hops arrive somewhere, with how often they do; no row for each end.

use super::batch::{Batch, Column};
use super::build::Source;
use super::combine::{weight_of, weights};
use super::compute::{self, Test};
use super::end_tests::EndNumbers;
use super::follow::{Following, Used};
use super::intersect::{Common, Ways, choose};
use super::{Execute, Run, Store};
use crate::graph::{Direction, Hop as Step, LabelId};
use crate::model::{NodeId, Value};
use crate::query::bound::{LabelTest, Slot};
use crate::query::error::QueryError;
use crate::query::plan::{EndTest, Hop};

/// How many rows are counted between two looks at the clock.
const ROWS_A_LOOK: usize = 1024;

/// What is counted.
#[derive(Clone, Copy)]
pub(super) struct Counting<'p> {
    pub(super) hops: &'p [Hop],
    pub(super) distinct: &'p [(usize, usize)],
    pub(super) labels: &'p [LabelTest],
    pub(super) tests: &'p [EndTest],
    pub(super) weight: Option<Slot>,
}

/// Each row for which hops arrive somewhere; what it stands for is multiplied by the number of ways.
pub(super) struct CountHops<'p, S> {
    input: Source<'p, S>,
    of: Counting<'p>,
    common: Common<'p>,
    numbers: Vec<EndNumbers<'p>>,
    /// How many labels were tested, as nothing is known of all ends.
    n_tested: usize,
}

impl<'p, S: Store> CountHops<'p, S> {
    pub(super) fn new(input: Source<'p, S>, of: Counting<'p>) -> Self {
        let numbers = of.tests.iter().map(EndNumbers::new).collect();
        CountHops { input, of, common: Common::new(of.hops, of.distinct), numbers, n_tested: 0 }
    }

    /// Returns the conditions on labels that are not true of all ends anyway.
    fn tests(&self, graph: &S) -> Vec<Test<LabelId>> {
        let is_certain = |test: &LabelTest| {
            let LabelTest::Name(name) = test else { return false };
            let Some(label) = graph.symbols().label(name) else { return false };
            self.of.hops.iter().any(|hop| {
                let following = Following::new(graph, hop.direction, &hop.types);
                following.all_ends_have(graph, label, self.n_tested)
            })
        };
        let open = self.of.labels.iter().filter(|test| !is_certain(test));
        open.map(|test| compute::label_test(test, graph.symbols())).collect()
    }

    fn count(&mut self, run: &Run<'_, S>, batch: &Batch) -> Result<Vec<u64>, QueryError> {
        let values = self.of.tests.iter().map(|test| compute::column(run, &test.value, batch));
        let values: Vec<Column> = values.collect::<Result<_, _>>()?;
        let graph = run.graph.borrow();
        for numbers in &mut self.numbers {
            numbers.prepare(run, &*graph, batch.n_rows())?;
        }
        let mut fits = Fits {
            graph: &*graph,
            tests: self.tests(&graph),
            numbers: std::mem::take(&mut self.numbers),
            values: Vec::new(),
            n_tested: 0,
        };
        let ways = (self.of.hops.len() > 1).then(|| self.common.ways(&*graph));
        let following = Following::new(&*graph, self.of.hops[0].direction, &self.of.hops[0].types);
        following.want(&*graph, batch.n_rows());
        let mut counts = Vec::with_capacity(batch.n_rows());
        for row in 0..batch.n_rows() {
            if row.is_multiple_of(ROWS_A_LOOK) {
                run.limits.check_time()?;
            }
            fits.values.clear();
            fits.values.extend(values.iter().map(|column| column.value(row)));
            counts.push(match &ways {
                None => self.steps(&following, (batch, row), &mut fits),
                Some(ways) => self.meetings(ways, (batch, row), &mut fits),
            });
        }
        self.n_tested = fits.n_tested;
        self.numbers = fits.numbers;
        Ok(counts)
    }

    /// Counts the steps of the only hop of a row.
    fn steps(&self, following: &Following, (batch, row): (&Batch, usize), fits: &mut Fits<'_, 'p, S>) -> u64 {
        let hop = &self.of.hops[0];
        let Some(from) = batch.node(hop.from, row) else { return 0 };
        if fits.is_free()
            && hop.unlike.is_empty()
            && let Some([first, second]) = following.lists(fits.graph, from)
        {
            let is_both = following.direction() == Direction::Both;
            let is_loop = |step: &&Step| step.neighbor == from;
            let n_loops = if is_both { second.iter().filter(is_loop).count() } else { 0 };
            return (first.len() + second.len() - n_loops) as u64;
        }
        let used = Used::new(batch, &hop.unlike, row);
        if fits.tests.is_empty()
            && let ([numbers], [Value::Integer(value)]) =
                (fits.numbers.as_mut_slice(), fits.values.as_slice())
        {
            return numbers.count(fits.graph, (following, from), *value, &used);
        }
        let mut count = 0;
        following.each(fits.graph, from, |node, edge| {
            count += u64::from(!used.has(edge) && fits.holds(node));
        });
        count
    }

    /// Counts in how many ways the hops of a row meet.
    fn meetings(&mut self, ways: &Ways<'_>, row: (&Batch, usize), fits: &mut Fits<'_, 'p, S>) -> u64 {
        let mut n_ways: u64 = 0;
        let n_hops = self.of.hops.len();
        let Counting { hops, distinct, .. } = self.of;
        let is_free = self.common.is_free();
        let graph = fits.graph;
        self.common.each(graph, ways, row, |node, lists| {
            if !fits.holds(node) {
                return;
            }
            n_ways += if is_free {
                lists[..n_hops].iter().map(|links| links.len() as u64).product()
            } else {
                choose(hops, distinct, lists, row, |_| {})
            };
        });
        n_ways
    }
}

/// What must be true of the end of a hop.
struct Fits<'g, 'p, S> {
    graph: &'g S,
    tests: Vec<Test<LabelId>>,
    numbers: Vec<EndNumbers<'p>>,
    /// What the row has to compare with each.
    values: Vec<Value>,
    n_tested: usize,
}

impl<S: Store> Fits<'_, '_, S> {
    fn is_free(&self) -> bool {
        self.tests.is_empty() && self.numbers.is_empty()
    }

    fn holds(&mut self, node: NodeId) -> bool {
        let graph = self.graph;
        let mut numbers = self.numbers.iter_mut().zip(&self.values);
        if !numbers.all(|(numbers, value)| numbers.holds(graph, node, value)) {
            return false;
        }
        if self.tests.is_empty() {
            return true;
        }
        self.n_tested += 1;
        let labels = graph.labels(node);
        self.tests.iter().all(|test| test.holds(labels))
    }
}

impl<S: Store> Execute<S> for CountHops<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some(batch) = self.input.next(run)? {
            let counts = self.count(run, &batch)?;
            let rows: Vec<u32> =
                (0_u32..).zip(&counts).filter(|(_, count)| **count > 0).map(|(row, _)| row).collect();
            if rows.is_empty() {
                continue;
            }
            let mut found = if rows.len() == batch.n_rows() { batch } else { batch.gather(&rows) };
            if let Some(slot) = self.of.weight {
                let column = found.take(slot);
                let counts = rows.iter().map(|row| i64::try_from(counts[*row as usize]).unwrap_or(i64::MAX));
                let products =
                    counts.enumerate().map(|(row, count)| weight_of(&column, row).saturating_mul(count));
                found.set(slot, weights(products.collect()));
            }
            return Ok(Some(found));
        }
        Ok(None)
    }
}
