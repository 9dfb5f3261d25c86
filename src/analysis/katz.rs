//! Katz centrality: all walks that lead to a node, long ones counting less.

use super::Budget;
use super::catalog::{AnalysisError, Answer, Settings};
use super::flow::{Inflow, change, normalize};
use super::iteration::Iteration;
use crate::graph::Projection;

/// Runs [`katz`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let attenuation = match settings.number("alpha") {
        alpha if alpha > 0.0 => alpha,
        _ => safe_attenuation(projection, budget)?,
    };
    katz(projection, attenuation, Iteration::of(settings), budget).map(Answer::NodeScores)
}

/// Returns the Katz centrality of each node, by dense index; the squares add up to 1.
///
/// A node's score is 1 plus the attenuation times the scores of those that lead to it, then all are scaled. Parallel
/// edges and their weights add up; a loop of an undirected projection counts once. Edges are followed as the projection
/// says. Cost `O(n + m)` a step, divided over the threads of the budget.
///
/// # Errors
/// [`AnalysisError::NoConvergence`] after the last step: always so if the attenuation is not below the inverse of the
/// greatest eigenvalue, see [`safe_attenuation`]. [`AnalysisError::Limit`] past the deadline.
///
/// # Source
/// Katz 1953, "A new status index derived from sociometric analysis", Psychometrika 18(1); with the constant 1 of
/// Newman 2010, "Networks", section 7.3.
pub fn katz(
    projection: &Projection,
    attenuation: f64,
    iteration: Iteration,
    budget: &Budget,
) -> Result<Vec<f64>, AnalysisError> {
    let n_nodes = projection.n_nodes();
    let inflow = Inflow::new(projection, budget)?;
    let (mut scores, mut next) = (vec![0.0; n_nodes], vec![0.0; n_nodes]);
    iteration.settle(n_nodes, || {
        let changes = inflow.pull(&scores, &mut next, budget, |ranks, sums| {
            sums.iter_mut().for_each(|sum| *sum = 1.0 + attenuation * *sum);
            change(&scores[ranks], sums)
        })?;
        std::mem::swap(&mut scores, &mut next);
        Ok(changes.iter().sum())
    })?;
    normalize(&mut scores);
    Ok(inflow.by_node(&scores))
}

/// How many steps narrow the greatest eigenvalue down.
const STEPS: usize = 50;

/// Returns an attenuation with which Katz centrality settles: 0.85 divided by a bound of the greatest eigenvalue.
///
/// The bound is never below the eigenvalue and comes near it in most graphs. 0.1 where there are no edges. Cost
/// `O(n + m)`, fifty times.
///
/// # Errors
/// [`AnalysisError::Limit`] past the deadline.
///
/// # Source
/// Collatz 1942: for any positive vector `x` the greatest of `(A x)ᵢ / xᵢ` bounds the eigenvalues of `A`.
pub fn safe_attenuation(projection: &Projection, budget: &Budget) -> Result<f64, AnalysisError> {
    let n_nodes = projection.n_nodes();
    let inflow = Inflow::new(projection, budget)?;
    let (mut values, mut next) = (vec![1.0; n_nodes], vec![0.0; n_nodes]);
    let (mut bound, mut scale) = (f64::INFINITY, 1.0);
    for _ in 0..STEPS {
        let found = inflow.pull(&values, &mut next, budget, |ranks, sums| {
            let (mut ratio, mut square) = (0.0_f64, 0.0);
            for (sum, value) in sums.iter_mut().zip(&values[ranks]) {
                *sum += value;
                // The identity was added, which keeps all values positive and adds 1 to the eigenvalue.
                ratio = ratio.max(*sum / value - 1.0);
                *sum *= scale;
                square += *sum * *sum;
            }
            (ratio, square)
        })?;
        bound = found.iter().fold(0.0, |most: f64, part| most.max(part.0)).min(bound);
        scale = 1.0 / found.iter().map(|part| part.1).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        std::mem::swap(&mut values, &mut next);
    }
    Ok(if bound > 1e-9 { 0.85 / bound } else { 0.1 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{assert_close, budget, clique, path, small, star};

    const TIGHT: Iteration = Iteration { iterations: 10_000, tolerance: 1e-14 };

    #[test]
    fn closed_forms() {
        let of = |projection, alpha| katz(&projection, alpha, TIGHT, &budget()).expect("it settles");
        assert_close(&of(clique(4).undirected(), 0.2), &[0.5; 4]);
        // 1, 1 + a, 1 + a + a² along a directed path.
        let sizes = [1.0, 1.5, 1.75];
        let length = sizes.iter().map(|size| size * size).sum::<f64>().sqrt();
        assert_close(&of(path(3).directed(), 0.5), &sizes.map(|size| size / length));
    }

    #[test]
    fn too_little_attenuation_is_an_error_and_the_safe_one_is_near_the_limit() {
        // The greatest eigenvalue of a star is √(n - 1).
        let projection = star(10).undirected();
        let outcome = katz(&projection, 0.34, Iteration { iterations: 500, tolerance: 1e-12 }, &budget());
        assert!(matches!(outcome, Err(AnalysisError::NoConvergence { .. })));
        let safe = safe_attenuation(&projection, &budget()).expect("in time");
        assert!((safe - 0.85 / 3.0).abs() < 1e-3, "{safe}");
    }

    proptest! {
        #[test]
        fn the_safe_attenuation_always_settles(sample in small(12)) {
            for projection in sample.projections() {
                let safe = safe_attenuation(&projection, &budget()).expect("in time");
                prop_assert!(katz(&projection, safe, TIGHT, &budget()).is_ok(), "{}", safe);
            }
        }
    }
}
