//! Core number: how deep in the dense part of the graph a node lies.

use super::catalog::{AnalysisError, Answer, Settings};
use super::simple::{Parallel, SimpleGraph};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// Runs [`core_numbers`].
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    let numbers = core_numbers(projection, budget)?;
    Ok(Answer::NodeScores(numbers.into_iter().map(f64::from).collect()))
}

/// Returns the core number of each node, by dense index: the greatest `k` so that the node is in a part of the graph in
/// which every node has `k` neighbours.
///
/// On the simple graph underneath: loops, parallel edges and weights do not count. In a directed projection a
/// neighbour counts twice if edges lead both ways. Cost `O(n + m)`.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Batagelj, Zaveršnik 2003, "An O(m) algorithm for cores decomposition of networks", arXiv:cs/0310049.
pub fn core_numbers(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let outgoing = SimpleGraph::outgoing(projection, Parallel::Least);
    let incoming = match projection.direction() {
        Direction::Both => None,
        _ => Some(SimpleGraph::incoming(projection, Parallel::Least)),
    };
    let neighbors = |node: u32| {
        let back = incoming.as_ref().map_or(&[][..], |incoming| incoming.targets(node));
        outgoing.targets(node).iter().chain(back).copied()
    };
    let mut buckets = Buckets::new((0_u32..).take(projection.n_nodes()).map(|node| neighbors(node).count()));
    for at in 0..projection.n_nodes() {
        budget.step(at)?;
        let node = buckets.sorted[at];
        let degree = buckets.degree[node as usize];
        for neighbor in neighbors(node) {
            if buckets.degree[neighbor as usize] > degree {
                buckets.lower(neighbor);
            }
        }
    }
    Ok(buckets.degree)
}

/// Nodes sorted by a degree that falls by ones.
struct Buckets {
    /// Degrees by node.
    degree: Vec<u32>,
    /// Nodes by degree.
    sorted: Vec<u32>,
    /// Where each node stands in `sorted`.
    place: Vec<usize>,
    /// Where the nodes of each degree begin in `sorted`.
    begin: Vec<usize>,
}

impl Buckets {
    fn new(degrees: impl Iterator<Item = usize>) -> Self {
        let degree: Vec<u32> = degrees.map(|degree| u32::try_from(degree).unwrap_or(u32::MAX)).collect();
        let mut sorted: Vec<u32> = (0_u32..).take(degree.len()).collect();
        sorted.sort_by_key(|node| degree[*node as usize]);
        let mut place = vec![0; degree.len()];
        let most = degree.iter().max().map_or(0, |most| *most as usize);
        let mut begin = vec![0; most + 2];
        for (at, node) in sorted.iter().enumerate() {
            place[*node as usize] = at;
            begin[degree[*node as usize] as usize + 1] = at + 1;
        }
        for at in 1..begin.len() {
            begin[at] = begin[at].max(begin[at - 1]);
        }
        Buckets { degree, sorted, place, begin }
    }

    /// Swaps a node with the first of its degree, which is where the bucket below ends.
    fn lower(&mut self, node: u32) {
        let degree = self.degree[node as usize] as usize;
        let (first, own) = (self.begin[degree], self.place[node as usize]);
        let other = self.sorted[first];
        self.sorted.swap(first, own);
        self.place[node as usize] = first;
        self.place[other as usize] = own;
        self.begin[degree] += 1;
        self.degree[node as usize] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{barbell, budget, clique, cycle, grid, path, small, star};

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
