//! Closeness and harmonic centrality: how near all other nodes are.

use super::catalog::{AnalysisError, Answer, Settings};
use super::parallel::Chunked;
use super::simple::{Parallel, SimpleGraph};
use super::tree::{Metric, Tree};
use super::{Budget, LimitReached};
use crate::graph::Projection;

/// Runs [`closeness`].
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::NodeScores(closeness(projection, budget)?))
}

/// Runs [`harmonic`].
pub(super) fn run_harmonic(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::NodeScores(harmonic(projection, budget)?))
}

/// Returns the closeness of each node, by dense index, 0 to 1 without weights: the inverse of its mean distance from the
/// nodes that reach it, times the share of the other nodes that do; 0 where none does.
///
/// Distances lead to the node, over edges followed as the projection says. Of parallel edges the shortest counts, loops
/// do not. Weights of the projection are lengths and must be positive. Cost `O(n m)`, or `O(n m log n)` with
/// lengths, divided over the threads of the budget. Memory `O(n)` a thread.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Freeman 1978, Social Networks 1(3); Wasserman, Faust 1994, "Social Network Analysis", equation 5.22, for graphs that
/// are not connected.
pub fn closeness(projection: &Projection, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    let n_others = projection.n_nodes().saturating_sub(1) as f64;
    of_distances(projection, budget, |tree| {
        let n_reaching = tree.order().len().saturating_sub(1) as f64;
        let total: f64 = tree.order().iter().map(|node| tree.distance(*node)).sum();
        if total > 0.0 { n_reaching / total * (n_reaching / n_others) } else { 0.0 }
    })
}

/// Returns the harmonic centrality of each node, by dense index, 0 to `n - 1` without weights: the sum of the inverse
/// distances from all other nodes, 0 for those that do not reach it.
///
/// Distances and cost are those of [`closeness`].
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Boldi, Vigna 2014, "Axioms for centrality", Internet Mathematics 10(3–4), section 3.
pub fn harmonic(projection: &Projection, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    of_distances(projection, budget, |tree| {
        let distances = tree.order().iter().map(|node| tree.distance(*node));
        distances.filter(|distance| *distance > 0.0).map(|distance| 1.0 / distance).sum()
    })
}

/// Scores each node by the tree of all that reach it.
fn of_distances(
    projection: &Projection,
    budget: &Budget,
    score: impl Fn(&Tree) -> f64 + Sync,
) -> Result<Vec<f64>, LimitReached> {
    let graph = SimpleGraph::incoming(projection, Parallel::Least);
    let metric = if projection.is_weighted() { Metric::Lengths } else { Metric::Hops };
    let chunked = Chunked {
        scratch: &|| Tree::new(graph.n_nodes(), metric),
        job: &|tree: &mut Tree, chunk| {
            let mut scores = Vec::with_capacity(chunk.len());
            for node in chunk {
                tree.grow(&graph, u32::try_from(node).unwrap_or(u32::MAX), budget)?;
                scores.push(score(tree));
            }
            Ok(scores)
        },
    };
    let mut scores = Vec::with_capacity(projection.n_nodes());
    chunked.run(projection.n_nodes(), budget, &mut |part: Vec<f64>| scores.extend(part))?;
    Ok(scores)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::degrees;
    use crate::analysis::samples::{
        assert_close, budget, clique, cycle, on_threads, path, small, star,
    };

    fn close(projection: &Projection) -> Vec<f64> {
        closeness(projection, &budget()).expect("in time")
    }

    fn near(projection: &Projection) -> Vec<f64> {
        harmonic(projection, &budget()).expect("in time")
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

    proptest! {
        #[test]
        fn any_number_of_threads_gives_the_same_bytes(sample in small(30)) {
            let bits = |scores: Vec<f64>| scores.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            for projection in sample.projections() {
                for run in [closeness, harmonic] {
                    let on = |n_threads| bits(run(&projection, &on_threads(n_threads)).expect("in time"));
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
