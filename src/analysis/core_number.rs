//! Core number: how deep in the dense part of the graph a node lies.

use super::catalog::{AnalysisError, Answer, Settings};
use super::neighbors::Neighbors;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Topology};

/// Runs [`core_numbers`].
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    let numbers = core_numbers(projection, budget)?;
    Ok(Answer::NodeScores(numbers.into_iter().map(f64::from).collect()))
}

/// Returns the core number of each node, by dense index: the greatest `k` so that the node is in a part of the graph in
/// which every node has `k` neighbours.
///
/// On the simple graph underneath: loops, parallel edges and weights do not count. In a directed projection a
/// neighbour counts twice if edges lead both ways. Cost `O(n + m)` on one thread, memory 12 bytes a node.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Batagelj, Zaveršnik 2003, "An O(m) algorithm for cores decomposition of networks", arXiv:cs/0310049.
pub fn core_numbers(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let out = Neighbors::of(projection.outgoing(), budget)?;
    let into = match projection.direction() {
        Direction::Both => None,
        _ => Some(Neighbors::of(projection.incoming(), budget)?),
    };
    let degrees =
        |rows: Topology<'_>| rows.offsets.windows(2).map(|ends| ends[1] - ends[0]).collect::<Vec<_>>();
    let Some(into) = into else {
        let rows = out.topology();
        return peeled(degrees(rows), |node| rows.of(node).iter(), budget);
    };
    let (out, into) = (out.topology(), into.topology());
    let both = degrees(out).into_iter().zip(degrees(into)).map(|(out, into)| out + into).collect();
    peeled(both, |node| out.of(node).iter().chain(into.of(node)), budget)
}

/// Takes nodes of too few neighbours away, again and again; `left` has how many neighbours each has left, and in the
/// end its core number.
fn peeled<'r, I: Iterator<Item = &'r u32>>(
    mut left: Vec<u32>,
    neighbors: impl Fn(u32) -> I,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut kept: Vec<u32> = (0..).take(left.len()).collect();
    // Nodes to take away, and room for one that is not.
    let mut due = vec![0; left.len() + 1];
    let mut core = 0;
    while !kept.is_empty() {
        let (mut n_due, mut least) = (0, u32::MAX);
        kept.retain(|node| {
            let own = left[*node as usize];
            due[n_due] = *node;
            n_due += usize::from(own == core);
            least = if own > core { least.min(own) } else { least };
            own > core
        });
        if n_due == 0 {
            core = least;
            continue;
        }
        let mut at = 0;
        while at < n_due {
            budget.step(at)?;
            for neighbor in neighbors(due[at]) {
                let slot = &mut left[*neighbor as usize];
                due[n_due] = *neighbor;
                n_due += usize::from(*slot == core + 1);
                *slot -= u32::from(*slot > core);
            }
            at += 1;
        }
        core += 1;
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{barbell, budget, clique, cycle, grid, path, small, star};
    use crate::analysis::simple::{Parallel, SimpleGraph};

    fn cores(projection: &Projection) -> Vec<u32> {
        core_numbers(projection, &budget()).expect("in time")
    }

    #[test]
    fn closed_forms() {
        assert_eq!(cores(&clique(5).undirected()), [4; 5]);
        assert_eq!(cores(&cycle(5).undirected()), [2; 5]);
        assert_eq!(cores(&path(3).undirected()), [1; 3]);
        assert_eq!(cores(&star(4).undirected()), [1; 4]);
        assert_eq!(cores(&grid(3, 3).undirected()), [2; 9]);
        assert_eq!(cores(&barbell(4).undirected()), [3; 8]);
        assert_eq!(cores(&path(1).undirected()), [0]);
    }

    #[test]
    fn loops_and_parallel_edges_do_not_count_and_both_ways_count_twice() {
        let mut sample = path(2);
        sample.edges.extend([(0, 1, 1), (0, 0, 1)]);
        assert_eq!(cores(&sample.undirected()), [1; 2]);
        sample.edges.push((1, 0, 1));
        assert_eq!(cores(&sample.undirected()), [1; 2]);
        assert_eq!(cores(&sample.directed()), [2; 2]);
    }

    proptest! {
        /// By the definition: strip nodes of too few neighbours until none is left to strip.
        #[test]
        fn cores_are_what_stripping_leaves(sample in small(12)) {
            let projection = sample.undirected();
            let graph = SimpleGraph::outgoing(&projection, Parallel::Least);
            let found = cores(&projection);
            for core in 1..=12 {
                let mut kept: Vec<bool> = vec![true; found.len()];
                while let Some(node) = (0_u32..).take(found.len()).find(|node| {
                    let neighbors = graph.targets(*node).iter().filter(|target| kept[**target as usize]);
                    kept[*node as usize] && neighbors.count() < core
                }) {
                    kept[node as usize] = false;
                }
                let expected: Vec<bool> = found.iter().map(|found| *found as usize >= core).collect();
                prop_assert_eq!(kept, expected);
            }
        }
    }
}
