//! Betweenness between two sets of nodes.

use super::ties::Neighbors;
use super::{Budget, LimitReached};
use crate::graph::Projection;

/// How much of what connects two sets of nodes passes through each node.
#[derive(Debug, Clone, PartialEq)]
pub struct SubsetBetweenness {
    /// The score of each node, by dense index: a number of pairs, fractions included.
    pub scores: Vec<f64>,
    /// How many ordered pairs of a source and another node as target are connected: no score is above it.
    pub n_pairs: u64,
}

/// Computes the betweenness of every node between some sources and some targets.
///
/// The score of `v` is the sum, over all sources `s` and targets `t` other than `s` and `v` (and `v` other than
/// `s`), of the share of the shortest paths from `s` to `t` that pass through `v`. Each pair `(s, t)` counts once,
/// in undirected projections too, so that with two sets apart a score says for how many pairs the node lies
/// between. (`NetworkX` halves the sum for undirected graphs.)
///
/// Paths are counted by the nodes they visit: parallel edges are one tie, loops are none, weights count for nothing.
/// A directed projection is walked along its arcs. Repeated sources and targets count once. Sums are taken in a fixed
/// order, so that the same input gives the same bits.
/// Cost `O(k (n + m))` time for `k` sources, `O(n + m)` memory.
///
/// # Errors
/// [`LimitReached::Time`] when the time runs out.
///
/// # Panics
/// If a source or target is not below the projection's number of nodes.
///
/// # Source
/// Brandes, "On variants of shortest-path betweenness centrality and their generic computation" (2008), section 3.1
/// (endpoints in subsets), on the accumulation of Brandes, "A faster algorithm for betweenness centrality" (2001).
pub fn betweenness_subset(
    graph: &Projection,
    sources: &[u32],
    targets: &[u32],
    budget: &Budget,
) -> Result<SubsetBetweenness, LimitReached> {
    let neighbors = Neighbors::of(graph);
    let mut is_target = vec![false; neighbors.n_nodes()];
    for &target in targets {
        is_target[target as usize] = true;
    }
    let mut sources = sources.to_vec();
    sources.sort_unstable();
    sources.dedup();
    let mut found = SubsetBetweenness { scores: vec![0.0; neighbors.n_nodes()], n_pairs: 0 };
    let mut walk = Walk::new(neighbors.n_nodes());
    for source in sources {
        walk.search(&neighbors, source, budget)?;
        walk.accumulate(&neighbors, &is_target, &mut found);
    }
    Ok(found)
}

const UNREACHED: u32 = u32::MAX;
/// Above this many paths, the counts of a level are taken down by as much.
const MANY_PATHS: f64 = 1e150;
/// What a count is not taken down below.
const FEWEST_PATHS: f64 = 1e-150;

/// One breadth-first search; its memory serves for the next.
struct Walk {
    /// Nodes in the order in which they were reached, the source first.
    order: Vec<u32>,
    level: Vec<u32>,
    /// How many shortest paths lead to a node, times the factors of the levels up to its own.
    n_paths: Vec<f64>,
    /// By how much the counts of each level were taken down, so that they stay finite.
    factors: Vec<f64>,
    /// What depends on a node or on what lies below it, by path to it.
    shares: Vec<f64>,
}

impl Walk {
    fn new(n_nodes: usize) -> Self {
        Walk {
            order: Vec::with_capacity(n_nodes),
            level: vec![UNREACHED; n_nodes],
            n_paths: vec![0.0; n_nodes],
            factors: Vec::new(),
            shares: vec![0.0; n_nodes],
        }
    }

    fn reset(&mut self) {
        for &node in &self.order {
            self.level[node as usize] = UNREACHED;
            self.n_paths[node as usize] = 0.0;
        }
        self.order.clear();
        self.factors.clear();
    }

    /// Counts the shortest paths from a source to every node.
    fn search(&mut self, neighbors: &Neighbors, source: u32, budget: &Budget) -> Result<(), LimitReached> {
        self.reset();
        self.order.push(source);
        self.level[source as usize] = 0;
        self.n_paths[source as usize] = 1.0;
        self.factors.push(1.0);
        let (mut start, mut n_steps) = (0, 0);
        budget.check_time()?;
        while start < self.order.len() {
            let end = self.order.len();
            for at in start..end {
                let node = self.order[at];
                let next = self.level[node as usize] + 1;
                for &neighbor in neighbors.row(node) {
                    n_steps += 1;
                    budget.step(n_steps)?;
                    if self.level[neighbor as usize] == UNREACHED {
                        self.level[neighbor as usize] = next;
                        self.order.push(neighbor);
                    }
                    if self.level[neighbor as usize] == next {
                        self.n_paths[neighbor as usize] += self.n_paths[node as usize];
                    }
                }
            }
            self.take_down(end);
            start = end;
        }
        Ok(())
    }

    /// Makes the counts of the level that begins at `start` smaller where they grow out of all bounds.
    fn take_down(&mut self, start: usize) {
        let reached = &self.order[start..];
        let most = reached.iter().map(|node| self.n_paths[*node as usize]).fold(0.0, f64::max);
        let factor = if most > MANY_PATHS { 1.0 / most } else { 1.0 };
        if most > MANY_PATHS {
            for &node in reached {
                let n_paths = &mut self.n_paths[node as usize];
                *n_paths = (*n_paths * factor).max(FEWEST_PATHS);
            }
        }
        self.factors.push(factor);
    }

    /// Adds what the targets reached depend on, the farthest first.
    fn accumulate(&mut self, neighbors: &Neighbors, is_target: &[bool], found: &mut SubsetBetweenness) {
        for at in (0..self.order.len()).rev() {
            let node = self.order[at];
            let level = self.level[node as usize];
            let below = neighbors.row(node).iter().filter(|next| self.level[**next as usize] == level + 1);
            let sum: f64 = below.map(|next| self.shares[*next as usize]).sum();
            let dependency = self.n_paths[node as usize] * sum;
            let is_reached_target = at > 0 && is_target[node as usize];
            if at > 0 {
                found.scores[node as usize] += dependency;
                found.n_pairs += u64::from(is_reached_target);
            }
            let own = if is_reached_target { 1.0 } else { 0.0 };
            self.shares[node as usize] =
                (own + dependency) * self.factors[level as usize] / self.n_paths[node as usize];
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::subset_samples::undirected;

    fn budget() -> Budget {
        Budget::new(Duration::from_mins(1), 1)
    }

    fn scores(n: usize, ties: &[(usize, usize)], sources: &[u32], targets: &[u32]) -> (Vec<f64>, u64) {
        let found = betweenness_subset(&undirected(n, ties), sources, targets, &budget()).unwrap();
        (found.scores, found.n_pairs)
    }

    fn near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
    }

    #[test]
    fn inner_nodes_of_a_chain_lie_between_its_ends() {
        let (found, n_pairs) = scores(4, &[(0, 1), (1, 2), (2, 3)], &[0], &[3]);
        near(&found, &[0.0, 1.0, 1.0, 0.0]);
        assert_eq!(n_pairs, 1);
    }

    #[test]
    fn the_middle_of_a_star_has_every_pair_and_parallel_ties_change_nothing() {
        let ties = [(0, 1), (0, 2), (0, 3), (0, 4), (0, 4), (2, 2)];
        let (found, n_pairs) = scores(5, &ties, &[1, 2], &[3, 4]);
        near(&found, &[4.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(n_pairs, 4);
    }

    #[test]
    fn two_ways_share_a_pair() {
        let (found, _) = scores(4, &[(0, 1), (1, 3), (0, 2), (2, 3)], &[0], &[3]);
        near(&found, &[0.0, 0.5, 0.5, 0.0]);
    }

    #[test]
    fn what_is_not_connected_counts_for_nothing() {
        assert_eq!(scores(4, &[(0, 1), (2, 3)], &[0], &[3]), (vec![0.0; 4], 0));
        assert_eq!(scores(2, &[(0, 1)], &[], &[1]), (vec![0.0; 2], 0));
        assert_eq!(scores(0, &[], &[], &[]), (vec![], 0));
    }

    /// The values are those of `NetworkX` for the graph with every tie as two arcs, which it does not halve.
    #[test]
    fn equal_to_networkx() {
        for (n, ties, sources, targets, expected) in crate::analysis::subset_samples::subset_betweenness() {
            near(&scores(n, &ties, &sources, &targets).0, &expected);
        }
    }

    #[test]
    fn counts_of_paths_beyond_all_numbers_stay_numbers() {
        // A chain of 1,200 squares has 2^1200 shortest paths.
        let squares = 1200;
        let ties = (0..squares).flat_map(|square| {
            let at = 3 * square;
            [(at, at + 1), (at, at + 2), (at + 1, at + 3), (at + 2, at + 3)]
        });
        let last = 3 * squares;
        let (found, _) = scores(last + 1, &ties.collect::<Vec<_>>(), &[0], &[u32::try_from(last).unwrap()]);
        let expected = (0..=last).map(|node| match node {
            0 => 0.0,
            node if node == last => 0.0,
            node if node % 3 == 0 => 1.0,
            _ => 0.5,
        });
        near(&found, &expected.collect::<Vec<f64>>());
    }

    proptest! {
        #[test]
        fn the_sets_may_change_places(
            ties in prop::collection::vec((0..12_usize, 0..12_usize), 0..30),
            sources in prop::collection::vec(0..12_u32, 0..5),
            targets in prop::collection::vec(0..12_u32, 0..5),
        ) {
            let (there, back) = (scores(12, &ties, &sources, &targets), scores(12, &ties, &targets, &sources));
            near(&there.0, &back.0);
            prop_assert!(there.0.iter().all(|score| (0.0..=there.1 as f64 + 1e-9).contains(score)));
        }
    }
}
