//! How far the shortest paths from some nodes depend on each other node, or on each arc.

mod flows;
mod lanes;
mod lengths;
mod single;

use super::hop_rows::{HopRows, Numbering, has_long_paths};
use super::parallel::Chunked;
use super::{Budget, LimitReached};
use crate::graph::Projection;

pub(super) use flows::{Flows, length_dependencies};
use lanes::{LANES, Lanes};
use lengths::Of;
use single::Single;

/// Returns for each node, by dense index, the sum over some sources other than it of how many nodes depend on it: each
/// node counts by the share of its shortest paths from the source that lead through the node. An end is not counted,
/// and a source that is given twice counts twice.
///
/// Paths are counted by the nodes they visit: parallel arcs are one, loops none, weights count for nothing. Arcs are
/// followed as the projection says. Searches go on together, 16 by 16, where paths are short, and one by one where they
/// are long. Cost `O(k m)` for `k` sources, of which the batches save a part; divided over the threads of the budget.
/// Memory about 280 bytes a node and thread, 8 more for each different step in which searches of a batch reach it, and
/// 4 bytes a node and arc for a copy of the graph. Sums are taken in a fixed order on any number of threads.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline, [`LimitReached::Paths`].
///
/// # Panics
/// If a source is not below the projection's number of nodes.
///
/// # Source
/// Brandes 2001, "A faster algorithm for betweenness centrality", J. Math. Sociology 25(2), algorithm 1; for the
/// batches, Then et al. 2014, "The more the merrier: efficient multi-source graph traversal", PVLDB 8(4).
pub(super) fn dependencies(
    projection: &Projection,
    sources: &[u32],
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    let way = if has_long_paths(projection, budget)? { Way::Single } else { Way::Together };
    let are_most = sources.len() * 2 >= projection.n_nodes();
    let numbering = match way {
        Way::Single => Numbering::ByRegion(64),
        // Neighbours of the same node are as far from most others, so their searches have much in common.
        Way::Together if are_most => Numbering::BreadthFirst,
        Way::Together => Numbering::ByDegree,
    };
    summed(&HopRows::of(projection, numbering), sources, way, budget)
}

/// How searches go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Together,
    Single,
}

/// Sums up dependencies; sources and sums are by dense index.
fn summed(rows: &HopRows, sources: &[u32], way: Way, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    let ranks = rows.ranks();
    let mut sources: Vec<u32> = sources.iter().map(|source| ranks[*source as usize]).collect();
    sources.sort_unstable();
    let batches: Vec<&[u32]> = sources.chunks(LANES).collect();
    let chunked = Chunked {
        scratch: &|| Search::new(way, rows.n_nodes()),
        job: &|search: &mut Search, chunk| {
            let mut sums = vec![0.0; rows.n_nodes()];
            for batch in &batches[chunk] {
                search.run(rows, batch, budget, &mut sums)?;
            }
            Ok(sums)
        },
    };
    let mut sums = vec![0.0; rows.n_nodes()];
    chunked.run(batches.len(), budget, &mut |part: Vec<f64>| {
        for (sum, part) in sums.iter_mut().zip(part) {
            *sum += part;
        }
    })?;
    Ok(rows.by_index(&sums))
}

/// What a thread searches with.
enum Search {
    Together(Lanes),
    Single(Single),
}

impl Search {
    fn new(way: Way, n_nodes: usize) -> Search {
        match way {
            Way::Together => Search::Together(Lanes::new(n_nodes)),
            Way::Single => Search::Single(Single::new(n_nodes)),
        }
    }

    /// Adds the dependencies of a batch of sources.
    fn run(
        &mut self,
        rows: &HopRows,
        batch: &[u32],
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<(), LimitReached> {
        match self {
            Search::Together(lanes) => lanes.run(rows, batch, budget, sums),
            Search::Single(single) => batch.iter().try_for_each(|source| single.run(rows, *source, Of::Nodes, budget, sums)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{assert_close, budget, grid, on_threads, path, small, star};
    use crate::analysis::simple::{Parallel, SimpleGraph};

    const NUMBERINGS: [Numbering; 3] = [Numbering::ByDegree, Numbering::BreadthFirst, Numbering::ByRegion(4)];

    fn both_ways(projection: &Projection, sources: &[u32], numbering: Numbering) -> [Vec<f64>; 2] {
        let rows = HopRows::of(projection, numbering);
        [Way::Together, Way::Single].map(|way| summed(&rows, sources, way, &budget()).expect("in time"))
    }

    /// Hop distances and numbers of shortest paths from each node to each, by powers of the adjacency.
    fn paths(projection: &Projection) -> Vec<Vec<Option<(usize, f64)>>> {
        let graph = SimpleGraph::outgoing(projection, Parallel::Least);
        let n_nodes = graph.n_nodes();
        let mut all = Vec::new();
        for source in 0..n_nodes {
            let mut found = vec![None; n_nodes];
            let mut walks = vec![0.0; n_nodes];
            walks[source] = 1.0;
            for hops in 0..n_nodes {
                let mut longer = vec![0.0; n_nodes];
                for (node, count) in (0..).zip(&walks).filter(|(_, count)| **count > 0.0) {
                    found[node as usize].get_or_insert((hops, *count));
                    for target in graph.targets(node) {
                        longer[*target as usize] += count;
                    }
                }
                walks = longer;
            }
            all.push(found);
        }
        all
    }

    /// The sum over pairs, as it is defined.
    fn defined(projection: &Projection, sources: &[u32]) -> Vec<f64> {
        let paths = paths(projection);
        let share = |source: usize, node: usize, target: usize| {
            let (there, first) = (paths[source][target]?, paths[source][node]?);
            let second = paths[node][target]?;
            (first.0 + second.0 == there.0).then(|| first.1 * second.1 / there.1)
        };
        let of = |node: usize| {
            let sources = sources.iter().map(|source| *source as usize).filter(|source| *source != node);
            let pairs = sources.flat_map(|source| (0..paths.len()).map(move |target| (source, target)));
            let pairs = pairs.filter(|(source, target)| target != source && *target != node);
            pairs.filter_map(|(source, target)| share(source, node, target)).sum()
        };
        (0..paths.len()).map(of).collect()
    }

    #[test]
    fn rows_longer_than_a_block_are_read_to_their_end() {
        let n_leaves = 699_u32;
        let leaves: Vec<u32> = (1..=n_leaves).collect();
        let mut expected = vec![0.0; n_leaves as usize + 1];
        expected[0] = f64::from(n_leaves * (n_leaves - 1));
        for found in both_ways(&star(n_leaves + 1).undirected(), &leaves, Numbering::ByDegree) {
            assert_close(&found, &expected);
        }
        // Two hubs over the same leaves: each has half of the paths between leaves, and each leaf its part of the other.
        let mut sample = star(301);
        sample.n_nodes = 302;
        sample.edges.extend((1..301).map(|leaf| (301, leaf, 1)));
        let all: Vec<u32> = (0..302).collect();
        for found in both_ways(&sample.undirected(), &all, Numbering::BreadthFirst) {
            assert!((found[0] - 300.0 * 299.0 / 2.0).abs() < 1e-6, "{}", found[0]);
            assert!((found[301] - found[0]).abs() < 1e-6);
            assert!((found[7] - 2.0 / 300.0).abs() < 1e-9, "{}", found[7]);
        }
    }

    #[test]
    fn long_and_short_ways_agree() {
        for projection in [path(150).undirected(), grid(12, 45).undirected(), grid(12, 45).directed()] {
            let sources: Vec<u32> = (0..100).collect();
            for numbering in NUMBERINGS {
                let [together, single] = both_ways(&projection, &sources, numbering);
                let greatest = single.iter().copied().fold(1.0, f64::max);
                let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12 * greatest;
                assert!(together.iter().zip(&single).all(near));
            }
        }
        // One source sees every node behind one on a path.
        let projection = path(150).undirected();
        let found = dependencies(&projection, &[0, 0], &budget()).expect("in time");
        assert_close(&found[..3], &[0.0, 2.0 * 148.0, 2.0 * 147.0]);
    }

    #[test]
    fn too_many_paths_to_count_are_an_error_both_ways() {
        let mut sample = path(1);
        for _ in 0..1100 {
            let at = sample.n_nodes - 1;
            sample.edges.extend([(at, at + 1, 1), (at, at + 2, 1), (at + 1, at + 3, 1), (at + 2, at + 3, 1)]);
            sample.n_nodes += 3;
        }
        let rows = HopRows::of(&sample.undirected(), Numbering::ByDegree);
        for way in [Way::Together, Way::Single] {
            assert_eq!(summed(&rows, &[0], way, &budget()), Err(LimitReached::Paths));
        }
    }

    #[test]
    fn without_nodes_or_sources_there_is_nothing() {
        assert_eq!(dependencies(&path(0).undirected(), &[], &budget()), Ok(Vec::new()));
        assert_eq!(dependencies(&path(3).undirected(), &[], &budget()), Ok(vec![0.0; 3]));
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_definition(sample in small(24), drawn in prop::collection::vec(0..24_u32, 0..50)) {
            let sources: Vec<u32> = drawn.into_iter().filter(|source| *source < sample.n_nodes).collect();
            for projection in sample.projections() {
                let expected = defined(&projection, &sources);
                for numbering in NUMBERINGS {
                    for found in both_ways(&projection, &sources, numbering) {
                        assert_close(&found, &expected);
                    }
                }
                assert_close(&dependencies(&projection, &sources, &budget()).expect("in time"), &expected);
            }
        }

        #[test]
        fn any_number_of_threads_gives_the_same_bytes(sample in small(60)) {
            let sources: Vec<u32> = (0..sample.n_nodes).collect();
            for projection in [sample.undirected(), sample.directed()] {
                let rows = HopRows::of(&projection, Numbering::BreadthFirst);
                for way in [Way::Together, Way::Single] {
                    let on = |n_threads| summed(&rows, &sources, way, &on_threads(n_threads)).expect("in time");
                    let one: Vec<u64> = on(1).into_iter().map(f64::to_bits).collect();
                    for n_threads in [2, 8] {
                        let other: Vec<u64> = on(n_threads).into_iter().map(f64::to_bits).collect();
                        prop_assert_eq!(&other, &one);
                    }
                }
            }
        }
    }
}
