//! Each row for which hops arrive somewhere, with how often they do; no row for each end.

use super::batch::Batch;
use super::build::Source;
use super::combine::{weight_of, weights};
use super::compute::{self, Test};
use super::follow::{Following, is_used};
use super::intersect::{Common, Ways};
use super::{Execute, Run, Store};
use crate::graph::{Direction, LabelId};
use crate::model::NodeId;
use crate::query::bound::{LabelTest, Slot};
use crate::query::error::QueryError;
use crate::query::plan::Hop;

/// How many rows are counted between two looks at the clock.
const ROWS_A_LOOK: usize = 1024;

/// What is counted.
#[derive(Clone, Copy)]
pub(super) struct Counting<'p> {
    pub(super) hops: &'p [Hop],
    pub(super) distinct: &'p [(usize, usize)],
    pub(super) labels: &'p [LabelTest],
    pub(super) weight: Option<Slot>,
}

/// Each row for which hops arrive somewhere; what it stands for is multiplied by the number of ways.
pub(super) struct CountHops<'p, S> {
    input: Source<'p, S>,
    of: Counting<'p>,
    common: Common<'p>,
    /// How many labels were tested, as nothing is known of all ends.
    n_tested: usize,
}

impl<'p, S: Store> CountHops<'p, S> {
    pub(super) fn new(input: Source<'p, S>, of: Counting<'p>) -> Self {
        CountHops { input, of, common: Common::new(of.hops, of.distinct), n_tested: 0 }
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
        let graph = run.graph.borrow();
        let tests = self.tests(&graph);
        let mut n_tested = 0;
        let mut fits = |node: NodeId| {
            n_tested += 1;
            let labels = graph.labels(node);
            tests.iter().all(|test| test.holds(labels))
        };
        let mut counts = Vec::with_capacity(batch.n_rows());
        if let [hop] = self.of.hops {
            let following = Following::new(&*graph, hop.direction, &hop.types);
            for row in 0..batch.n_rows() {
                if row.is_multiple_of(ROWS_A_LOOK) {
                    run.limits.check_time()?;
                }
                let Some(from) = batch.node(hop.from, row) else {
                    counts.push(0);
                    continue;
                };
                let count = match following.lists(&*graph, from) {
                    Some([first, second]) if tests.is_empty() && hop.unlike.is_empty() => {
                        let is_both = following.direction() == Direction::Both;
                        let is_loop = |step: &&crate::graph::Hop| step.neighbor == from;
                        let n_loops = if is_both { second.iter().filter(is_loop).count() } else { 0 };
                        first.len() + second.len() - n_loops
                    }
                    _ => {
                        let mut count = 0;
                        following.each(&*graph, from, |node, edge| {
                            let is_free = hop.unlike.is_empty() || !is_used(batch, &hop.unlike, row, edge);
                            count += usize::from(is_free && (tests.is_empty() || fits(node)));
                        });
                        count
                    }
                };
                counts.push(count as u64);
            }
        } else {
            let ways = self.common.ways(&*graph);
            for row in 0..batch.n_rows() {
                if row.is_multiple_of(ROWS_A_LOOK) {
                    run.limits.check_time()?;
                }
                counts.push(self.meetings(&graph, &ways, (batch, row), &mut |node| tests.is_empty() || fits(node)));
            }
        }
        self.n_tested = n_tested;
        Ok(counts)
    }

    /// Counts in how many ways the hops of a row meet.
    fn meetings(
        &mut self,
        graph: &S,
        ways: &Ways<'_>,
        row: (&Batch, usize),
        fits: &mut dyn FnMut(NodeId) -> bool,
    ) -> u64 {
        let mut n_ways: u64 = 0;
        let n_hops = self.of.hops.len();
        let chooser = Common::new(self.of.hops, self.of.distinct);
        let is_free = chooser.is_free();
        self.common.each(graph, ways, row, |node, lists| {
            if !fits(node) {
                return;
            }
            n_ways += if is_free {
                lists[..n_hops].iter().map(|links| links.len() as u64).product()
            } else {
                chooser.choose(lists, row, |_| {})
            };
        });
        n_ways
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
