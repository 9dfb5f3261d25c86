//! PageRank: where a random walk is found.

use super::Budget;
use super::catalog::{AnalysisError, Answer, Settings};
use super::flow::{change, fill, inflow};
use super::iteration::Iteration;
use crate::graph::Projection;

/// Runs [`pagerank`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let damping = settings.number("damping");
    pagerank(projection, damping, Iteration::of(settings), budget).map(Answer::NodeScores)
}

/// Returns the PageRank of each node, by dense index; the sum is 1.
///
/// With the probability `damping`, 0 to 1, the walk goes on along an arc, chosen in proportion to its weight, else it
/// jumps to any node. Parallel edges add up, a loop of an undirected projection is one arc. From a node without arcs,
/// or with none of positive weight, the walk always jumps. Nothing for an empty projection. Cost `O(n + m)` a step,
/// divided over the threads of the budget.
///
/// # Errors
/// [`AnalysisError::NoConvergence`] after the last step, [`AnalysisError::Limit`] past the deadline.
///
/// # Source
/// Page, Brin, Motwani, Winograd 1999, "The PageRank citation ranking"; dangling nodes as in Langville, Meyer 2006.
pub fn pagerank(
    projection: &Projection,
    damping: f64,
    iteration: Iteration,
    budget: &Budget,
) -> Result<Vec<f64>, AnalysisError> {
    let n_nodes = projection.n_nodes();
    if n_nodes == 0 {
        return Ok(Vec::new());
    }
    let even = 1.0 / n_nodes as f64;
    let mut strength = vec![0.0; n_nodes];
    fill(projection, &mut strength, budget, &|node| projection.arcs(node).map(|arc| arc.weight).sum())?;
    let mut rank = vec![even; n_nodes];
    let (mut next, mut handed_on) = (vec![0.0; n_nodes], vec![0.0; n_nodes]);
    iteration.settle(n_nodes, || {
        let mut stuck = 0.0;
        for ((slot, rank), strength) in handed_on.iter_mut().zip(&rank).zip(&strength) {
            *slot = if *strength > 0.0 { rank / strength } else { 0.0 };
            stuck += if *strength > 0.0 { 0.0 } else { *rank };
        }
        let jump = (1.0 - damping + damping * stuck) * even;
        let value = |node| jump + damping * inflow(projection, node, &handed_on);
        fill(projection, &mut next, budget, &value)?;
        std::mem::swap(&mut rank, &mut next);
        Ok(change(&rank, &next))
    })?;
    Ok(rank)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{assert_close, budget, clique, cycle, on_threads, path, small, star};

    const TIGHT: Iteration = Iteration { iterations: 10_000, tolerance: 1e-14 };

    fn rank(projection: &Projection) -> Vec<f64> {
        pagerank(projection, 0.85, TIGHT, &budget()).expect("it settles")
    }

    #[test]
    fn closed_forms() {
        assert_close(&rank(&clique(4).undirected()), &[0.25; 4]);
        assert_close(&rank(&cycle(5).directed()), &[0.2; 5]);
        // The hub of a star has all that its n - 1 leaves hand on: r = j + d (1 - r), j = (1 - d) / n.
        let hub = (0.15 / 5.0 + 0.85) / 1.85;
        assert_close(&rank(&star(5).undirected())[..1], &[hub]);
        // 0 → 1, and 1 is stuck: r0 = j + d r1 / 2, r1 = r0 + d r0.
        let first = 1.0 / 2.85;
        assert_close(&rank(&path(2).directed()), &[first, 1.85 * first]);
    }

    #[test]
    fn too_few_steps_are_an_error() {
        let few = Iteration { iterations: 2, tolerance: 1e-14 };
        let outcome = pagerank(&star(5).undirected(), 0.85, few, &budget());
        assert!(matches!(outcome, Err(AnalysisError::NoConvergence { iterations: 2, .. })));
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes_on_a_large_graph() {
        let mut random = crate::analysis::random::SplitMix64::new(5);
        let mut sample = path(40_000);
        for _ in 0..100_000 {
            let mut end = || u32::try_from(random.below(40_000)).unwrap_or(0);
            sample.edges.push((end(), end(), 1));
        }
        let projection = sample.directed();
        let loose = Iteration { iterations: 100, tolerance: 1e-8 };
        let on = |n_threads| pagerank(&projection, 0.85, loose, &on_threads(n_threads)).expect("it settles");
        let bits = |ranks: Vec<f64>| ranks.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(on(1)), bits(on(2)));
        assert_eq!(bits(on(1)), bits(on(8)));
    }

    proptest! {
        #[test]
        fn the_sum_is_1_and_nobody_has_nothing(sample in small(12)) {
            for projection in sample.projections() {
                let ranks = rank(&projection);
                prop_assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                prop_assert!(ranks.iter().all(|rank| *rank >= 0.15 / f64::from(sample.n_nodes) - 1e-12));
            }
        }

        #[test]
        fn names_do_not_matter(sample in small(12), seed in 0_u64..99) {
            let (other, place) = sample.relabelled(seed);
            for (own, other) in sample.projections().iter().zip(other.projections()) {
                let (own, other) = (rank(own), rank(&other));
                for (node, score) in own.iter().enumerate() {
                    prop_assert!((score - other[place[node]]).abs() < 1e-9);
                }
            }
        }
    }
}
