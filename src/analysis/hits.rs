//! Hubs and authorities: who points to much that is pointed to, and who is pointed to by those who do.

use super::Budget;
use super::catalog::{AnalysisError, Answer, Settings};
use super::flow::{Inflow, change, lanes, share_out};
use super::iteration::Iteration;
use super::parallel::{self, cut};
use crate::graph::Projection;

/// Runs [`hits`] and keeps the hubs.
pub(super) fn run_hubs(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    hits(projection, Iteration::of(settings), budget).map(|scores| Answer::NodeScores(scores.hubs))
}

/// Runs [`hits`] and keeps the authorities.
pub(super) fn run_authorities(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    hits(projection, Iteration::of(settings), budget).map(|scores| Answer::NodeScores(scores.authorities))
}

/// The two scores of each node, by dense index; the sum of each list is 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// How good the nodes are that a node leads to.
    pub hubs: Vec<f64>,
    /// How good the nodes are that lead to a node.
    pub authorities: Vec<f64>,
}

/// Returns hubs and authorities; in an undirected projection both are the same.
///
/// A hub's score is the sum of the authorities it leads to, an authority's the sum of the hubs that lead to it, as
/// far as repeating this tends to from equal hubs. Parallel edges and their weights add up; a loop of an undirected
/// projection counts once. NaN for all without edges. Cost `O(n + m)` a step, divided over the threads of the
/// budget.
///
/// # Errors
/// [`AnalysisError::NoConvergence`] after the last step, [`AnalysisError::Limit`] past the deadline.
///
/// # Source
/// Kleinberg 1999, "Authoritative sources in a hyperlinked environment", J. ACM 46(5).
pub fn hits(projection: &Projection, iteration: Iteration, budget: &Budget) -> Result<Hits, AnalysisError> {
    let n_nodes = projection.n_nodes();
    if projection.n_edges() == 0 {
        return Ok(Hits { hubs: vec![f64::NAN; n_nodes], authorities: vec![f64::NAN; n_nodes] });
    }
    let (into, out) = Inflow::both_ways(projection, budget)?;
    let mut hubs = vec![1.0 / n_nodes as f64; n_nodes];
    let (mut authorities, mut next) = (vec![0.0; n_nodes], vec![0.0; n_nodes]);
    let sum_of = |parts: Vec<f64>| parts.iter().sum::<f64>();
    iteration.settle(n_nodes, || {
        let sum = sum_of(into.pull(&hubs, &mut authorities, budget, |_, own| lanes(own.iter().copied()))?);
        let scale = if sum > 0.0 { 1.0 / sum } else { 1.0 };
        let sum = sum_of(out.pull(&authorities, &mut next, budget, |_, own| {
            own.iter_mut().for_each(|own| *own *= scale);
            lanes(own.iter().copied())
        })?);
        let scale = if sum > 0.0 { 1.0 / sum } else { 1.0 };
        let changes = parallel::pieces(cut(&mut next), budget, |begin, next| {
            next.iter_mut().for_each(|own| *own *= scale);
            change(&hubs[begin..begin + next.len()], next)
        });
        std::mem::swap(&mut hubs, &mut next);
        Ok(sum_of(changes))
    })?;
    // The authorities are those of the last hubs but one; take those of the last.
    into.pull(&hubs, &mut authorities, budget, |_, _| ())?;
    share_out(&mut authorities);
    Ok(Hits { hubs: out.by_node(&hubs), authorities: into.by_node(&authorities) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{assert_close, budget, clique, path, small, star};

    const TIGHT: Iteration = Iteration { iterations: 20_000, tolerance: 1e-15 };

    #[test]
    fn closed_forms() {
        let of = |projection| hits(&projection, TIGHT, &budget()).expect("it settles");
        let directed = of(star(5).directed());
        assert_close(&directed.hubs, &[1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_close(&directed.authorities, &[0.0, 0.25, 0.25, 0.25, 0.25]);
        assert_close(&of(clique(4).undirected()).hubs, &[0.25; 4]);
        assert_close(&of(path(3).directed()).hubs, &[0.5, 0.5, 0.0]);
        assert!(of(path(1).directed()).hubs[0].is_nan());
    }

    proptest! {
        #[test]
        fn sums_are_1_and_turning_edges_round_swaps_the_two(sample in small(9)) {
            let (Ok(one), Ok(other)) = (
                hits(&sample.directed(), TIGHT, &budget()),
                hits(&sample.reversed(), TIGHT, &budget()),
            ) else { return Ok(()) };
            if !sample.edges.is_empty() {
                for list in [&one.hubs, &one.authorities, &other.hubs, &other.authorities] {
                    prop_assert!((list.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                }
                // Only where the greatest singular value is single do the two starts tend to the same scores.
                let spread: Vec<bool> = one.hubs.iter().map(|score| *score > 1e-9).collect();
                let turned: Vec<bool> = other.authorities.iter().map(|score| *score > 1e-9).collect();
                prop_assert_eq!(spread, turned);
            }
        }
    }
}
