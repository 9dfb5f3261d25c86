//! Closeness and harmonic centrality: how near all other nodes are.

use super::all_pairs::length_sums;
use super::catalog::{AnalysisError, Answer, Settings};
use super::hop_sums::sums_to;
use super::random::SplitMix64;
use super::{Budget, LimitReached};
use crate::graph::Projection;

/// Runs [`closeness`].
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::NodeScores(closeness(projection, sample(settings), budget)?))
}

/// Runs [`harmonic`].
pub(super) fn run_harmonic(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::NodeScores(harmonic(projection, sample(settings), budget)?))
}

fn sample(settings: &Settings) -> DistanceSample {
    let size = settings.count("sample");
    DistanceSample { size: (size > 0).then_some(size), seed: settings.count("seed") as u64 }
}

/// From which nodes distances are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DistanceSample {
    /// Take only those from so many nodes chosen at random, and estimate the rest; from all nodes without.
    pub size: Option<usize>,
    /// Chooses the nodes.
    pub seed: u64,
}

/// Returns the closeness of each node, by dense index, 0 to 1 without weights: the inverse of its mean distance from the
/// nodes that reach it, times the share of the other nodes that do; 0 where none does.
///
/// Distances lead to the node, over edges followed as the projection says. Of parallel edges the shortest counts, loops
/// do not. Weights of the projection are lengths and must be positive.
///
/// With a sample, mean and share are those over the sampled nodes other than the node itself, and NaN if there are none.
/// With `k = ln n / e²` of them, an undirected connected graph's inverse closeness is wrong by at most `e` times the
/// greatest distance, with high probability.
///
/// Cost `O(n m)`, of which searches that go on together save most, 512 at a time, without lengths; with them
/// `O(n m log n)`, without the logarithm where all are whole and at most 65,535. With a sample of `k` that times
/// `k / n`. Divided over the threads of the budget; the same bytes on any number. Memory 220 bytes a node and thread,
/// and 4 bytes a node and arc for a copy of the graph (with lengths, 24 and 12).
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Freeman 1978, Social Networks 1(3); Wasserman, Faust 1994, "Social Network Analysis", equation 5.22, for graphs that
/// are not connected; Eppstein, Wang 2004, "Fast approximation of centrality", J. Graph Algorithms and Applications
/// 8(1), for samples.
pub fn closeness(
    projection: &Projection,
    sample: DistanceSample,
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    of_distances(projection, sample, &|distance| distance, budget, |sums| {
        let n_reaching = f64::from(sums.n_reaching);
        if sums.sum > 0.0 { n_reaching / sums.sum * (n_reaching / f64::from(sums.n_others)) } else { 0.0 }
    })
}

/// Returns the harmonic centrality of each node, by dense index, 0 to `n - 1` without weights: the sum of the inverse
/// distances from all other nodes, 0 for those that do not reach it.
///
/// Distances, samples and cost are those of [`closeness`]; with a sample the sum is scaled up to all other nodes.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Boldi, Vigna 2014, "Axioms for centrality", Internet Mathematics 10(3–4), section 3.
pub fn harmonic(
    projection: &Projection,
    sample: DistanceSample,
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    let n_others = index(projection.n_nodes().saturating_sub(1));
    of_distances(projection, sample, &|distance| 1.0 / distance, budget, |sums| {
        let scale = if sums.n_others == n_others { 1.0 } else { f64::from(n_others) / f64::from(sums.n_others) };
        sums.sum * scale
    })
}

/// What is known of the distances to a node.
struct Sums {
    /// From how many nodes they were taken, the node itself left out.
    n_others: u32,
    /// How many of those reach it.
    n_reaching: u32,
    /// What those distances are worth together.
    sum: f64,
}

/// Scores each node by what the distances from the nodes that reach it are worth.
fn of_distances(
    projection: &Projection,
    sample: DistanceSample,
    worth: &(dyn Fn(f64) -> f64 + Sync),
    budget: &Budget,
    score: impl Fn(Sums) -> f64,
) -> Result<Vec<f64>, LimitReached> {
    let sources = sample.sources(projection.n_nodes());
    let found = if projection.is_weighted() {
        length_sums(projection, &sources, worth, budget)?
    } else {
        sums_to(projection, &sources, worth, budget)?
    };
    let mut n_others = vec![index(sources.len()); projection.n_nodes()];
    for source in &sources {
        n_others[*source as usize] -= 1;
    }
    let is_sample = sources.len() < projection.n_nodes();
    let sums = found.n_reaching.into_iter().zip(found.sums).zip(n_others);
    let scores = sums.map(|((n_reaching, sum), n_others)| {
        if is_sample && n_others == 0 { f64::NAN } else { score(Sums { n_others, n_reaching, sum }) }
    });
    Ok(scores.collect())
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl DistanceSample {
    /// Returns the nodes that were chosen, in ascending order.
    fn sources(self, n_nodes: usize) -> Vec<u32> {
        let bound = index(n_nodes);
        match self.size {
            Some(size) if size < n_nodes => SplitMix64::new(self.seed).sample(bound, size),
            _ => (0..bound).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::degrees;
    use crate::analysis::simple::{Parallel, SimpleGraph};
    use crate::analysis::samples::{
        assert_close, budget, clique, cycle, grid, on_threads, path, small, star,
    };

    fn close(projection: &Projection) -> Vec<f64> {
        closeness(projection, DistanceSample::default(), &budget()).expect("in time")
    }

    fn near(projection: &Projection) -> Vec<f64> {
        harmonic(projection, DistanceSample::default(), &budget()).expect("in time")
    }

    #[test]
    fn closed_forms() {
        assert_close(&close(&clique(4).undirected()), &[1.0; 4]);
        assert_close(&close(&star(5).undirected()), &[1.0, 4.0 / 7.0, 4.0 / 7.0, 4.0 / 7.0, 4.0 / 7.0]);
        assert_close(&close(&path(3).undirected()), &[2.0 / 3.0, 1.0, 2.0 / 3.0]);
        assert_close(&near(&path(4).undirected()), &[11.0 / 6.0, 2.5, 2.5, 11.0 / 6.0]);
        assert_close(&near(&cycle(5).directed()), &[1.0 + 0.5 + 1.0 / 3.0 + 0.25; 5]);
    }

    #[test]
    fn distances_lead_to_the_node() {
        assert_close(&near(&path(3).directed()), &[0.0, 1.0, 1.5]);
        assert_close(&near(&path(3).reversed()), &[1.5, 1.0, 0.0]);
        // One of two others reaches node 1: (1 / 1) · (1 / 2).
        assert_close(&close(&path(3).directed()), &[0.0, 0.5, 2.0 / 3.0]);
    }

    #[test]
    fn parts_that_do_not_meet_are_scaled_by_their_size() {
        let mut sample = clique(3);
        sample.n_nodes = 5;
        assert_close(&close(&sample.undirected()), &[0.5, 0.5, 0.5, 0.0, 0.0]);
        assert_close(&near(&sample.undirected()), &[2.0, 2.0, 2.0, 0.0, 0.0]);
    }

    #[test]
    fn a_sample_of_all_is_exact_and_one_of_some_near() {
        for projection in [grid(9, 9).undirected(), grid(9, 9).directed(), grid(9, 9).undirected_weighted()] {
            for run in [closeness, harmonic] {
                let exact = run(&projection, DistanceSample::default(), &budget()).expect("in time");
                let of = |size, seed| {
                    run(&projection, DistanceSample { size: Some(size), seed }, &budget()).expect("in time")
                };
                assert_eq!(of(81, 3), exact);
                let share = |estimate: &[f64]| {
                    let error: f64 = estimate.iter().zip(&exact).map(|(a, b)| (a - b).abs()).sum();
                    error / exact.iter().sum::<f64>()
                };
                let (error, other) = (share(&of(60, 3)), share(&of(60, 4)));
                assert!(error > 0.0 && error < 0.2, "{error}");
                assert!((error - other).abs() > 0.0);
            }
        }
    }

    #[test]
    fn a_node_is_no_sample_of_its_own_distances() {
        let sample = DistanceSample { size: Some(1), seed: 0 };
        let source = SplitMix64::new(0).sample(3, 1)[0];
        for run in [closeness, harmonic] {
            let scores = run(&clique(3).undirected(), sample, &budget()).expect("in time");
            for (node, score) in (0..).zip(scores) {
                assert_eq!(score.is_nan(), node == source);
                assert!(node == source || score > 0.99);
            }
        }
    }

    proptest! {
        #[test]
        fn any_number_of_threads_gives_the_same_bytes(sample in small(30)) {
            let bits = |scores: Vec<f64>| scores.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            for projection in sample.projections() {
                for run in [closeness, harmonic] {
                    let on = |n_threads| bits(run(&projection, DistanceSample::default(), &on_threads(n_threads)).expect("in time"));
                    prop_assert_eq!(on(2), on(1));
                    prop_assert_eq!(on(8), on(1));
                }
            }
        }

        /// Every neighbour is at distance 1 and all others are farther; closeness is the harmonic mean's lower bound.
        #[test]
        fn harmonic_is_at_least_the_number_of_neighbours_and_closeness(sample in small(12)) {
            let projection = sample.undirected();
            let n_others = f64::from(sample.n_nodes) - 1.0;
            let distinct = SimpleGraph::incoming(&projection, Parallel::Least);
            for ((node, harmonic), close) in (0..).zip(near(&projection)).zip(close(&projection)) {
                prop_assert!(harmonic >= distinct.degree(node) as f64 - 1e-9);
                prop_assert!(harmonic <= n_others + 1e-9);
                prop_assert!(harmonic >= close * n_others - 1e-9);
            }
            prop_assert_eq!(degrees(&projection).len(), sample.n_nodes as usize);
        }
    }
}
