//! The number of triangles.

#![expect(clippy::inline_always, reason = "compiled for wide vectors only where it is inlined")]

use std::num::NonZero;
use std::ops::Range;

use super::forward::{Block, Forward, bit, clear, n_common, set};
use super::neighbors::{Ties, is_ascending};
use super::parallel::Chunked;
use super::vectors::{Work, vectorized_work};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Topology};

/// Below so many arcs starting threads costs more than it saves.
const MIN_ARCS: usize = 1 << 17;
/// If the arcs of the nodes that arcs lead to are so many on average, or fewer, rows are compared as they are.
pub(super) const FEW: u64 = 8;

/// Returns how many triangles there are: sets of three nodes that are all tied to each other.
///
/// On the simple graph underneath: loops do not count, parallel edges count as one, direction and weights do not matter.
/// Cost `O(m^1.5)`, in practice far less, divided over the threads of the budget; memory see `Forward`, none where
/// all nodes have few neighbours.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Schank, Wagner 2005, "Finding, counting and listing all triangles in large graphs", algorithm *forward*.
pub fn triangle_count(projection: &Projection, budget: &Budget) -> Result<u64, LimitReached> {
    let own = projection.outgoing();
    if projection.direction() == Direction::Both && is_ascending(own) {
        return counted(own, budget);
    }
    let ties = Ties::of(projection, budget)?;
    counted(ties.neighbors.topology(), budget)
}

fn counted(rows: Topology<'_>, budget: &Budget) -> Result<u64, LimitReached> {
    let budget = &if rows.n_arcs() < MIN_ARCS { budget.on_threads(NonZero::<usize>::MIN) } else { *budget };
    let mut sum = 0;
    if is_sparse(rows) {
        let job = |(): &mut (), nodes: Range<usize>| {
            let mut sum = 0;
            among(rows, nodes, budget, |_| sum += 1).map(|()| sum)
        };
        Chunked { scratch: &|| (), job: &job }.run(rows.n_nodes(), budget, &mut |own: u64| sum += own)?;
        return Ok(sum);
    }
    let forward = &Forward::new(rows, &[], budget)?;
    let job = |marked: &mut Vec<Block>, ranks| vectorized_work(Closing { forward, ranks, marked, budget });
    let scratch = || vec![Block::default(); forward.n_blocks()];
    Chunked { scratch: &scratch, job: &job }.run(rows.n_nodes(), budget, &mut |own: u64| sum += own)?;
    Ok(sum)
}

/// Says whether rows are short enough to be compared as they are.
pub(super) fn is_sparse(rows: Topology<'_>) -> bool {
    let square = |ends: &[u32]| u64::from(ends[1] - ends[0]).pow(2);
    rows.offsets.windows(2).map(square).sum::<u64>() <= FEW * rows.n_arcs() as u64
}

/// Visits the triangles whose lowest nodes are some, in rows that ascend; nodes of a triangle ascend.
#[inline]
pub(super) fn among(
    rows: Topology<'_>,
    nodes: Range<usize>,
    budget: &Budget,
    mut visit: impl FnMut([u32; 3]),
) -> Result<(), LimitReached> {
    for node in nodes {
        budget.step(node)?;
        let node = u32::try_from(node).unwrap_or(u32::MAX);
        let row = rows.of(node);
        let mut above = &row[row.iter().map(|other| usize::from(*other <= node)).sum::<usize>()..];
        while let [second, rest @ ..] = above {
            if rest.is_empty() {
                break;
            }
            shared(rest, rows.of(*second), *second, |third| visit([node, *second, third]));
            above = rest;
        }
    }
    Ok(())
}

/// Visits the nodes above one that are in both of two ascending rows, the highest first.
#[inline]
fn shared(mut one: &[u32], mut other: &[u32], above: u32, mut visit: impl FnMut(u32)) {
    while let (Some((last, before)), Some((other_last, other_before))) =
        (one.split_last(), other.split_last())
    {
        if *other_last <= above {
            break;
        }
        if last == other_last {
            visit(*last);
        }
        if last >= other_last {
            one = before;
        }
        if other_last >= last {
            other = other_before;
        }
    }
}

/// The triangles whose highest ranks are some.
struct Closing<'c> {
    forward: &'c Forward,
    ranks: Range<usize>,
    marked: &'c mut Vec<Block>,
    budget: &'c Budget,
}

impl Work for Closing<'_> {
    type Output = Result<u64, LimitReached>;

    #[inline(always)]
    fn done(self) -> Self::Output {
        let mut sum = 0;
        for rank in self.ranks {
            self.budget.step(rank)?;
            let row = self.forward.row(rank);
            if row.len() < 2 {
                continue;
            }
            set(self.marked, row);
            // The lowest rank has no tie to another of the row.
            let least = row.iter().min().copied();
            for other in row.iter().filter(|other| Some(**other) != least) {
                let bits = self.forward.bits(*other as usize);
                sum += if bits.is_empty() {
                    self.forward.row(*other as usize).iter().map(|third| bit(self.marked, *third)).sum()
                } else {
                    n_common(bits, self.marked)
                };
            }
            clear(self.marked, row);
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{barbell, budget, clique, cycle, grid, on_threads, small, star};

    fn of(projection: &Projection) -> u64 {
        triangle_count(projection, &budget()).expect("in time")
    }

    #[test]
    fn closed_forms() {
        assert_eq!(of(&clique(6).undirected()), 20);
        assert_eq!(of(&clique(700).undirected()), 700 * 699 * 698 / 6);
        assert_eq!(of(&barbell(4).undirected()), 8);
        assert_eq!(of(&grid(9, 9).undirected()), 0);
        assert_eq!(of(&star(50).undirected()), 0);
        assert_eq!(of(&cycle(3).directed()), 1);
    }

    #[test]
    fn any_number_of_threads_counts_the_same() {
        let mut sample = grid(300, 300);
        sample.edges.extend(clique(300).edges);
        let projection = sample.undirected();
        let on = |n_threads| triangle_count(&projection, &on_threads(n_threads)).expect("in time");
        assert_eq!((on(1), on(2)), (on(8), on(8)));
    }

    proptest! {
        #[test]
        fn all_are_counted_once(sample in small(12)) {
            for projection in sample.projections() {
                let tied = |one: u32, other: u32| {
                    let leads = |from, to| projection.outgoing().of(from).contains(&to);
                    leads(one, other) || leads(other, one)
                };
                let mut expected = 0;
                for a in 0..sample.n_nodes {
                    for b in (a + 1..sample.n_nodes).filter(|b| tied(a, *b)) {
                        expected += (b + 1..sample.n_nodes).filter(|c| tied(a, *c) && tied(b, *c)).count() as u64;
                    }
                }
                prop_assert_eq!(of(&projection), expected);
                // Either way of counting.
                let ties = Ties::of(&projection, &budget()).expect("in time");
                let rows = ties.neighbors.topology();
                let mut n_found = 0;
                among(rows, 0..rows.n_nodes(), &budget(), |_| n_found += 1).expect("in time");
                prop_assert_eq!(n_found, expected);
                let forward = &Forward::new(rows, &[], &budget()).expect("in time");
                let marked = &mut vec![Block::default(); forward.n_blocks()];
                let closing = Closing { forward, ranks: 0..rows.n_nodes(), marked, budget: &budget() };
                prop_assert_eq!(vectorized_work(closing), Ok(expected));
            }
        }
    }
}
