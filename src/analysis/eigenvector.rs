//! Eigenvector centrality: central is who is tied to central ones.

mod lanczos;

use super::catalog::{AnalysisError, Answer, Settings};
use super::flow::{Inflow, change, is_positive, lanes};
use super::iteration::Iteration;
use super::parallel::{self, cut};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

use lanczos::Cycle;

/// Runs [`eigenvector`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    eigenvector(projection, Iteration::of(settings), budget).map(Answer::NodeScores)
}

/// Returns the eigenvector centrality of each node, by dense index; the squares add up to 1.
///
/// The scores are those to which repeated adding of all neighbours' scores tends, from equal ones: an eigenvector of
/// the greatest eigenvalue, and where the graph has parts that do not meet, 0 in all but those with the greatest. Edges
/// are followed as the projection says; a node takes from those that lead to it. Parallel edges and their weights add
/// up; a loop of an undirected projection counts once. The scores are those that a further step changes by no more than
/// the tolerance, on average. In an undirected graph cycles of up to 32 steps, from which the best sum of all they came
/// by is taken, need far fewer steps than going on from the last; a directed one, or one with a weight below 0, is
/// gone on with. Cost `O(n + m)` a step, divided over the threads of the budget; memory some 350 bytes a node in an
/// undirected graph, else 50, and 4 an arc.
///
/// # Errors
/// [`AnalysisError::NoConvergence`] after the last step: always so in a directed graph without cycles, where the
/// greatest eigenvalue is 0. [`AnalysisError::Limit`] past the deadline.
///
/// # Source
/// Bonacich 1987, "Power and centrality", American J. of Sociology 92(5); by power iteration with the identity added,
/// which keeps bipartite graphs from swinging, and Lanczos 1950, "An iteration method for the solution of the eigenvalue
/// problem", J. Research of the National Bureau of Standards 45(4).
pub fn eigenvector(
    projection: &Projection,
    iteration: Iteration,
    budget: &Budget,
) -> Result<Vec<f64>, AnalysisError> {
    let n_nodes = projection.n_nodes();
    let inflow = Inflow::new(projection, budget)?;
    let is_symmetric = projection.direction() == Direction::Both && is_positive(projection.weights());
    let mut scores = start(n_nodes);
    let mut next = vec![0.0; n_nodes];
    let mut cycle = is_symmetric.then(|| Cycle::new(&inflow, budget));
    let mut n_left = iteration.iterations;
    let enough = iteration.tolerance * n_nodes as f64;
    while n_left > 0 {
        if let Some(cycle) = cycle.as_mut().filter(|_| n_left > 1) {
            n_left -= cycle.run(&mut scores, enough / (2.0 * (n_nodes as f64).sqrt()), n_left - 1)?;
        }
        n_left -= 1;
        let change = step(&inflow, &mut scores, &mut next, budget)?;
        let is_settled = change <= enough;
        if is_settled && scores.iter().all(|score| *score >= -LEAST_SCORE || !is_symmetric) {
            let mut found = inflow.by_node(&scores);
            found.iter_mut().filter(|_| is_symmetric).for_each(|score| *score = score.max(0.0));
            return Ok(found);
        }
        if is_settled {
            // The eigenvector sought has no score below 0: rounding has led astray.
            (cycle, scores) = (None, start(n_nodes));
        } else if change <= ROUNDING * (n_nodes as f64).sqrt() {
            cycle = None;
        }
    }
    Err(AnalysisError::NoConvergence { iterations: iteration.iterations, tolerance: iteration.tolerance })
}

/// Returns equal scores of length 1.
fn start(n_nodes: usize) -> Vec<f64> {
    vec![1.0 / (n_nodes as f64).sqrt(); n_nodes]
}

/// What is below 0 by less is rounding.
const LEAST_SCORE: f64 = 1e-10;
/// Cycles bring the mean score no nearer than this to its place.
const ROUNDING: f64 = 1e-14;

/// Takes a step and makes its length 1; returns by how much all scores changed.
fn step(
    inflow: &Inflow,
    scores: &mut Vec<f64>,
    next: &mut Vec<f64>,
    budget: &Budget,
) -> Result<f64, LimitReached> {
    let squares = inflow.pull(scores, next, budget, |ranks, sums| {
        for (sum, score) in sums.iter_mut().zip(&scores[ranks]) {
            *sum += score;
        }
        lanes(sums.iter().map(|sum| sum * sum))
    })?;
    let length = squares.iter().sum::<f64>().sqrt();
    let changes = parallel::pieces(cut(next), budget, |begin, next| {
        if length > 0.0 {
            next.iter_mut().for_each(|own| *own /= length);
        }
        change(&scores[begin..begin + next.len()], next)
    });
    std::mem::swap(scores, next);
    Ok(changes.iter().sum())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::random::SplitMix64;
    use crate::analysis::samples::{
        Sample, assert_close, budget, clique, cycle, grid, on_threads, path, small, star,
    };

    const TIGHT: Iteration = Iteration { iterations: 20_000, tolerance: 1e-15 };

    #[test]
    fn closed_forms() {
        let of = |projection| eigenvector(&projection, TIGHT, &budget()).expect("it settles");
        assert_close(&of(clique(4).undirected()), &[0.5; 4]);
        assert_close(&of(cycle(4).directed()), &[0.5; 4]);
        // The leaves of a star have 1 / √(n - 1) of what the hub has.
        let (hub, leaf) = (0.5_f64.sqrt(), (0.5_f64 / 4.0).sqrt());
        assert_close(&of(star(5).undirected()), &[hub, leaf, leaf, leaf, leaf]);
        assert_close(&of(path(3).undirected()), &[0.5, hub, 0.5]);
    }

    #[test]
    fn without_cycles_there_is_no_answer_one_way() {
        let steps = Iteration { iterations: 500, ..TIGHT };
        let outcome = eigenvector(&path(3).directed(), steps, &budget());
        assert!(matches!(outcome, Err(AnalysisError::NoConvergence { .. })), "{outcome:?}");
    }

    #[test]
    fn narrow_gaps_take_few_steps() {
        // On a grid the greatest eigenvalues are close together: gone on with, it took some 30,000 steps.
        let (n_rows, n_columns) = (40_u32, 60_u32);
        let steps = Iteration { iterations: 1000, tolerance: 1e-14 };
        let found = eigenvector(&grid(n_rows, n_columns).undirected(), steps, &budget()).expect("it settles");
        let wave = |at: u32, n: u32| (f64::from(at + 1) * std::f64::consts::PI / f64::from(n + 1)).sin();
        let scale = 2.0 / f64::from((n_rows + 1) * (n_columns + 1)).sqrt();
        for (node, score) in (0..).zip(&found) {
            let expected = scale * wave(node / n_columns, n_rows) * wave(node % n_columns, n_columns);
            assert!((score - expected).abs() < 1e-9, "{score} is not {expected}");
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        let mut random = SplitMix64::new(5);
        let mut sample = star(70_000);
        for _ in 0..70_000 {
            let mut end = || u32::try_from(random.below(70_000)).unwrap_or(0);
            sample.edges.push((end(), end(), 1));
        }
        let projection = sample.undirected();
        let steps = Iteration { iterations: 500, tolerance: 1e-12 };
        let on = |n_threads| {
            let scores = eigenvector(&projection, steps, &on_threads(n_threads)).expect("it settles");
            scores.into_iter().map(f64::to_bits).collect::<Vec<u64>>()
        };
        let one = on(1);
        assert_eq!(on(2), one);
        assert_eq!(on(8), one);
    }

    #[test]
    fn parts_that_do_not_meet_share_a_place_only_if_they_are_as_good() {
        let of = |sample: Sample| eigenvector(&sample.undirected(), TIGHT, &budget()).expect("it settles");
        let mut twice = path(3);
        twice.n_nodes = 7;
        twice.edges.extend([(3, 4, 1), (4, 5, 1)]);
        let (end, middle) = (0.5 / 2.0_f64.sqrt(), 0.5);
        assert_close(&of(twice.clone()), &[end, middle, end, end, middle, end, 0.0]);
        twice.edges.push((3, 5, 1));
        let third = 1.0 / 3.0_f64.sqrt();
        assert_close(&of(twice), &[0.0, 0.0, 0.0, third, third, third, 0.0]);
        assert!(of(path(0)).is_empty());
    }

    proptest! {
        /// A score times the eigenvalue is the sum of the neighbours' scores.
        #[test]
        fn the_answer_is_an_eigenvector(sample in small(9)) {
            for projection in [sample.undirected(), sample.undirected_weighted()] {
                let Ok(scores) = eigenvector(&projection, TIGHT, &budget()) else { continue };
                let sum = |node| projection.arcs_into(node).map(|arc| arc.weight * scores[arc.target as usize]).sum();
                let sums: Vec<f64> = (0..sample.n_nodes).map(sum).collect();
                let eigenvalue: f64 = sums.iter().zip(&scores).map(|(sum, score)| sum * score).sum();
                for (sum, score) in sums.iter().zip(&scores) {
                    prop_assert!((sum - eigenvalue * score).abs() < 1e-6, "{:?}", scores);
                }
                prop_assert!((scores.iter().map(|score| score * score).sum::<f64>() - 1.0).abs() < 1e-9);
            }
        }
    }
}
