//! Betweenness: how often a node, or an edge, lies on the shortest paths between others.

use super::catalog::{AnalysisError, Answer, Settings};
use super::dependencies::{Flows, dependencies, length_dependencies};
use super::random::SplitMix64;
use super::simple::nodes;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};
use crate::model::EdgeId;

/// Runs [`betweenness`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::NodeScores(betweenness(projection, options(settings), budget)?))
}

/// Runs [`edge_betweenness`] with the settings of the catalogue.
pub(super) fn run_on_edges(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::EdgeScores(edge_betweenness(projection, options(settings), budget)?))
}

fn options(settings: &Settings) -> BetweennessOptions {
    let sample = settings.count("sample");
    BetweennessOptions {
        sample: (sample > 0).then_some(sample),
        seed: settings.count("seed") as u64,
        scale: if settings.count("normalized") == 1 { Scale::Share } else { Scale::Pairs },
    }
}

/// From where shortest paths are counted, and in which unit the result is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BetweennessOptions {
    /// Count only paths from so many nodes chosen at random, and estimate the rest; all nodes without.
    pub sample: Option<usize>,
    /// Chooses the nodes.
    pub seed: u64,
    /// The unit.
    pub scale: Scale,
}

/// The unit of a betweenness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Pairs of nodes; unordered pairs in an undirected projection.
    Pairs,
    /// The share of all pairs of nodes that could be meant, 0 to 1.
    Share,
}

/// Returns the betweenness of each node, by dense index: the pairs of other nodes whose shortest paths lead through it,
/// each pair counted by the share of its paths that do.
///
/// A path is a sequence of nodes: parallel edges count as one, the shortest of them, and loops not at all. With
/// weights in the projection these are lengths and must be positive; two paths are equally long if their sums,
/// taken from the start, are the same float. Edges are followed as the projection says. Fewer than three nodes
/// have betweenness 0.
///
/// With a sample, shortest paths from the sampled nodes stand for all; a sampled node is estimated from the paths
/// that start at the others, and NaN if there are none. Exact cost `O(n m)`, or `O(n m log n)` with lengths, and
/// with a sample of `k` that times `k / n`; divided over the threads of the budget. Memory `O(n)` a thread.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline, [`LimitReached::Paths`].
///
/// # Source
/// Brandes 2001, "A faster algorithm for betweenness centrality", J. Math. Sociology 25(2), algorithm 1; Brandes,
/// Pich 2007, "Centrality estimation in large networks", Int. J. Bifurcation and Chaos 17(7).
pub fn betweenness(
    projection: &Projection,
    options: BetweennessOptions,
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    let sources = options.sources(projection);
    let mut scores = if projection.is_weighted() {
        length_dependencies(projection, &sources, budget)?
    } else {
        dependencies(projection, &sources, budget)?
    };
    let mut is_source = vec![false; projection.n_nodes()];
    for source in &sources {
        is_source[*source as usize] = true;
    }
    let factors = Factors::of_nodes(projection, sources.len(), options.scale);
    for (score, is_source) in scores.iter_mut().zip(is_source) {
        *score *= if is_source { factors.of_a_source } else { factors.of_others };
    }
    Ok(scores)
}

/// Returns the betweenness of each node in pairs, exactly; weights count for nothing.
///
/// # Errors
/// As [`betweenness`].
pub(super) fn of_pairs(projection: &Projection, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    let sources: Vec<u32> = nodes(projection).collect();
    let mut scores = dependencies(projection, &sources, budget)?;
    let ends = ends_a_pair(projection);
    scores.iter_mut().for_each(|score| *score /= ends);
    Ok(scores)
}

/// Returns the betweenness of each edge, in edge id order: the pairs of nodes whose shortest paths lead over it, each
/// pair counted by the share of its paths that do.
///
/// Shortest paths are those of [`betweenness`]. Parallel edges of the same length share their betweenness evenly,
/// longer ones beside them have 0, and so have loops. Cost as there; memory `O(n + m)` a thread.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline, [`LimitReached::Paths`].
///
/// # Source
/// Brandes 2008, "On variants of shortest-path betweenness centrality and their generic computation", Social
/// Networks 30(2), algorithm 7.
pub fn edge_betweenness(
    projection: &Projection,
    options: BetweennessOptions,
    budget: &Budget,
) -> Result<Vec<(EdgeId, f64)>, LimitReached> {
    let sources = options.sources(projection);
    let flows = Flows::of(projection, &sources, budget)?;
    Ok(by_edge(projection, &flows, edge_factor(projection, sources.len(), options.scale)))
}

impl BetweennessOptions {
    /// Returns the nodes that paths start from, in ascending order.
    fn sources(self, projection: &Projection) -> Vec<u32> {
        let n_nodes = u32::try_from(projection.n_nodes()).unwrap_or(u32::MAX);
        match self.sample {
            Some(n_wanted) if n_wanted < projection.n_nodes() => {
                SplitMix64::new(self.seed).sample(n_nodes, n_wanted)
            }
            _ => (0..n_nodes).collect(),
        }
    }
}

/// What a sum over sources is multiplied with.
#[derive(Debug, Clone, Copy)]
struct Factors {
    of_a_source: f64,
    of_others: f64,
}

impl Factors {
    /// A node is no end of its pairs, so a sampled node has one source less than the others.
    fn of_nodes(projection: &Projection, n_sources: usize, scale: Scale) -> Factors {
        let n_nodes = projection.n_nodes();
        if n_nodes < 3 {
            return Factors { of_a_source: 0.0, of_others: 0.0 };
        }
        let others = (n_nodes - 1) as f64;
        let whole = match scale {
            Scale::Share => 1.0 / (others - 1.0),
            Scale::Pairs => others / ends_a_pair(projection),
        };
        let for_sources = |n_sources: usize| if n_sources == 0 { f64::NAN } else { whole / n_sources as f64 };
        if n_sources == n_nodes {
            return Factors { of_a_source: whole / others, of_others: whole / others };
        }
        Factors { of_a_source: for_sources(n_sources - 1), of_others: for_sources(n_sources) }
    }
}

fn edge_factor(projection: &Projection, n_sources: usize, scale: Scale) -> f64 {
    let n_nodes = projection.n_nodes() as f64;
    if n_nodes < 2.0 {
        return 0.0;
    }
    match scale {
        Scale::Share => 1.0 / (n_sources as f64 * (n_nodes - 1.0)),
        Scale::Pairs => n_nodes / (n_sources as f64 * ends_a_pair(projection)),
    }
}

/// An undirected pair is met from both of its ends.
fn ends_a_pair(projection: &Projection) -> f64 {
    if projection.direction() == Direction::Both { 2.0 } else { 1.0 }
}

/// Divides the scores of arcs over the edges that they stand for.
fn by_edge(projection: &Projection, flows: &Flows, factor: f64) -> Vec<(EdgeId, f64)> {
    let is_undirected = projection.direction() == Direction::Both;
    let mut sharers = vec![0_u32; flows.n_arcs()];
    let placed = || {
        nodes(projection).flat_map(|node| {
            let arcs = projection.arcs(node).filter(move |arc| !is_undirected || node <= arc.target);
            arcs.map(move |arc| {
                let position = flows.position(node, arc.target);
                (arc, node, position.filter(|at| flows.is_least(*at, arc.weight)))
            })
        })
    };
    for (_, _, position) in placed() {
        if let Some(at) = position {
            sharers[at] += 1;
        }
    }
    let mut edges: Vec<(EdgeId, f64)> = placed()
        .map(|(arc, node, position)| {
            let Some(at) = position else { return (arc.edge, 0.0) };
            let back = if is_undirected { flows.position(arc.target, node) } else { None };
            let score = flows.sum(at) + back.map_or(0.0, |back| flows.sum(back));
            (arc.edge, score * factor / f64::from(sharers[at].max(1)))
        })
        .collect();
    edges.sort_unstable_by_key(|(edge, _)| *edge);
    edges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::simple::{Parallel, SimpleGraph};
    use crate::analysis::tree::{Metric, Tree};
    use crate::analysis::samples::{
        assert_close, barbell, budget, clique, cycle, grid, on_threads, path, small, star,
    };

    const PAIRS: BetweennessOptions = BetweennessOptions { sample: None, seed: 0, scale: Scale::Pairs };
    const SHARE: BetweennessOptions = BetweennessOptions { scale: Scale::Share, ..PAIRS };

    /// Weights that are not whole, so that they go into a heap.
    fn halved(sample: &crate::analysis::samples::Sample, direction: Direction) -> Projection {
        let ends: Vec<(u32, u32)> = sample.edges.iter().map(|edge| (edge.0, edge.1)).collect();
        let weights: Vec<f64> = sample.edges.iter().map(|edge| f64::from(edge.2) / 2.0).collect();
        Projection::of_edges(sample.n_nodes, &ends, Some(&weights), direction)
    }

    fn pairs(projection: &Projection) -> Vec<f64> {
        betweenness(projection, PAIRS, &budget()).expect("in time")
    }

    fn over_edges(projection: &Projection) -> Vec<f64> {
        let scores = edge_betweenness(projection, PAIRS, &budget()).expect("in time");
        scores.into_iter().map(|(_, score)| score).collect()
    }

    #[test]
    fn closed_forms() {
        assert_close(&pairs(&path(5).undirected()), &[0.0, 3.0, 4.0, 3.0, 0.0]);
        assert_close(&pairs(&path(5).directed()), &[0.0, 3.0, 4.0, 3.0, 0.0]);
        assert_close(&pairs(&star(6).undirected()), &[10.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_close(&pairs(&clique(5).undirected()), &[0.0; 5]);
        // An odd cycle of n: (n - 1)(n - 3) / 8 each; an even one: (n - 2)² / 8.
        assert_close(&pairs(&cycle(7).undirected()), &[3.0; 7]);
        assert_close(&pairs(&cycle(8).undirected()), &[4.5; 8]);
        // Two paths of equal length between opposite corners.
        assert_close(&pairs(&grid(2, 2).undirected()), &[0.5; 4]);
        // The bridge of a barbell carries all pairs across it.
        let bridge = over_edges(&barbell(4).undirected());
        assert_close(&bridge[bridge.len() - 1..], &[16.0]);
        assert_close(&over_edges(&path(4).undirected()), &[3.0, 4.0, 3.0]);
        let share = betweenness(&star(6).undirected(), SHARE, &budget()).expect("in time");
        assert_close(&share, &[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn parallel_edges_share_and_loops_count_for_nothing() {
        let mut sample = path(3);
        sample.edges.extend([(0, 1, 1), (1, 1, 1)]);
        assert_close(&pairs(&sample.undirected()), &[0.0, 1.0, 0.0]);
        assert_close(&over_edges(&sample.undirected()), &[1.0, 2.0, 1.0, 0.0]);
        sample.edges.push((0, 1, 5));
        assert_close(&over_edges(&sample.undirected_weighted()), &[1.0, 2.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn lengths_choose_the_way() {
        let mut sample = cycle(4);
        sample.edges[0].2 = 9;
        // 0 - 1 is now 9 long: 0 and 1 meet by way of 3 and 2.
        assert_close(&pairs(&sample.undirected_weighted()), &[0.0, 0.0, 2.0, 2.0]);
    }

    #[test]
    fn too_many_paths_to_count_are_an_error() {
        // 1,100 diamonds in a row: 2^1100 shortest paths.
        let mut sample = path(1);
        for _ in 0..1100 {
            let at = sample.n_nodes - 1;
            sample.edges.extend([(at, at + 1, 1), (at, at + 2, 1), (at + 1, at + 3, 1), (at + 2, at + 3, 1)]);
            sample.n_nodes += 3;
        }
        let options = BetweennessOptions { sample: Some(8), ..PAIRS };
        assert_eq!(betweenness(&sample.undirected(), options, &budget()), Err(LimitReached::Paths));
    }

    #[test]
    fn a_sample_of_all_is_exact_and_one_of_some_near() {
        let projection = grid(9, 9).undirected();
        let all = BetweennessOptions { sample: Some(81), ..SHARE };
        let exact = betweenness(&projection, SHARE, &budget()).expect("in time");
        assert_eq!(betweenness(&projection, all, &budget()).expect("in time"), exact);
        let half = BetweennessOptions { sample: Some(40), seed: 3, ..SHARE };
        let estimate = betweenness(&projection, half, &budget()).expect("in time");
        let error: f64 = estimate.iter().zip(&exact).map(|(a, b)| (a - b).abs()).sum::<f64>() / 81.0;
        assert!(error > 0.0 && error < 0.02, "{error}");
    }

    proptest! {
        #[test]
        fn any_number_of_threads_gives_the_same_bytes(sample in small(30)) {
            let bits = |n_threads: usize, projection: &Projection| {
                let budget = on_threads(n_threads);
                let nodes = betweenness(projection, SHARE, &budget).expect("in time");
                let edges = edge_betweenness(projection, SHARE, &budget).expect("in time");
                nodes.into_iter().chain(edges.into_iter().map(|(_, score)| score)).map(f64::to_bits).collect::<Vec<_>>()
            };
            for projection in sample.projections() {
                let one = bits(1, &projection);
                prop_assert_eq!(&bits(2, &projection), &one);
                prop_assert_eq!(&bits(8, &projection), &one);
            }
        }

        /// Each pair at distance d has d - 1 nodes between its ends and d edges.
        #[test]
        fn sums_are_those_of_distances(sample in small(12)) {
            for projection in [sample.undirected(), sample.directed()] {
                let graph = SimpleGraph::outgoing(&projection, Parallel::Least);
                let mut tree = Tree::new(projection.n_nodes(), Metric::Hops);
                let (mut inner, mut steps) = (0.0, 0.0);
                for node in nodes(&projection) {
                    tree.grow(&graph, node, &budget()).expect("in time");
                    for target in tree.order().iter().skip(1) {
                        inner += tree.distance(*target) - 1.0;
                        steps += tree.distance(*target);
                    }
                }
                let ends = ends_a_pair(&projection);
                prop_assert!((pairs(&projection).iter().sum::<f64>() - inner / ends).abs() < 1e-9);
                prop_assert!((over_edges(&projection).iter().sum::<f64>() - steps / ends).abs() < 1e-9);
            }
        }

        /// What depends on nodes and edges over each tree, added up as it is defined by Brandes.
        #[test]
        fn lengths_give_what_trees_do(sample in small(12), is_whole in any::<bool>()) {
            for own in [sample.undirected_weighted(), sample.directed_weighted(), sample.undirected()] {
                let projection = if is_whole { own } else { halved(&sample, own.direction()) };
                let metric = if projection.is_weighted() { Metric::Lengths } else { Metric::Hops };
                let graph = SimpleGraph::outgoing(&projection, Parallel::Least);
                let mut tree = Tree::new(projection.n_nodes(), metric);
                let (mut through, mut over) = (vec![0.0; projection.n_nodes()], vec![0.0; graph.n_arcs()]);
                for source in nodes(&projection) {
                    tree.grow(&graph, source, &budget()).expect("in time");
                    let mut shares = vec![0.0; projection.n_nodes()];
                    for (at, &node) in tree.order().iter().enumerate().rev() {
                        let (n_paths, mut sum) = (tree.n_paths(node), 0.0);
                        tree.for_each_step(&graph, at, |arc, target| {
                            over[arc] += n_paths * shares[target as usize];
                            sum += shares[target as usize];
                        });
                        shares[node as usize] = sum + 1.0 / n_paths;
                        through[node as usize] += if at > 0 { n_paths * sum } else { 0.0 };
                    }
                }
                let all: Vec<u32> = nodes(&projection).collect();
                let flows = Flows::of(&projection, &all, &budget()).expect("in time");
                for source in nodes(&projection) {
                    for (arc, (target, _)) in graph.range(source).zip(graph.arcs(source)) {
                        let found = flows.sum(flows.position(source, target).expect("it is there"));
                        prop_assert!((found - over[arc]).abs() < 1e-9);
                    }
                }
                if projection.is_weighted() {
                    assert_close(&length_dependencies(&projection, &all, &budget()).expect("in time"), &through);
                } else {
                    assert_close(&dependencies(&projection, &all, &budget()).expect("in time"), &through);
                }
            }
        }

        #[test]
        fn names_do_not_matter(sample in small(12), seed in 0_u64..99) {
            let (other, place) = sample.relabelled(seed);
            for (own, other) in sample.projections().iter().zip(other.projections()) {
                let (own, other) = (pairs(own), pairs(&other));
                for (node, score) in own.iter().enumerate() {
                    prop_assert!((score - other[place[node]]).abs() < 1e-9);
                }
            }
        }
    }
}
