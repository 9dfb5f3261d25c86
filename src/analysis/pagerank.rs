//! PageRank: where a random walk is found.

use super::catalog::{AnalysisError, Answer, Settings};
use super::Budget;
use crate::graph::Projection;

/// Runs [`pagerank`] with the settings of the catalogue.
pub(super) fn run(projection: &Projection, settings: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    let walk = Walk {
        damping: settings.number("damping"),
        iterations: settings.count("iterations"),
        tolerance: settings.number("tolerance"),
    };
    pagerank(projection, walk, budget).map(Answer::NodeScores)
}

/// How a random walk goes, and when its distribution counts as settled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Walk {
    /// How likely the walk is to go on along an edge, instead of jumping to any node; 0 to 1.
    pub damping: f64,
    /// The most steps.
    pub iterations: usize,
    /// The largest mean change of a node in one step that counts as settled.
    pub tolerance: f64,
}

/// Returns the PageRank of each node, by dense index; the sum is 1.
///
/// The walk takes an arc in proportion to its weight; parallel edges add up, a loop of an undirected projection is
/// one arc. From a node without arcs, or with none of positive weight, it jumps to any node. Nothing for an empty
/// projection. Cost `O(n + m)` a step.
///
/// # Errors
/// [`AnalysisError::NoConvergence`] after the last step, [`AnalysisError::Limit`] past the deadline.
///
/// # Source
/// Page, Brin, Motwani, Winograd 1999, "The PageRank citation ranking"; dangling nodes as in Langville, Meyer 2006.
pub fn pagerank(projection: &Projection, walk: Walk, budget: &Budget) -> Result<Vec<f64>, AnalysisError> {
    let n_nodes = projection.n_nodes();
    if n_nodes == 0 {
        return Ok(Vec::new());
    }
    let even = 1.0 / n_nodes as f64;
    let nodes = || (0_u32..).take(n_nodes);
    let strength: Vec<f64> =
        nodes().map(|node| projection.arcs(node).map(|arc| arc.weight).sum::<f64>()).collect();
    let mut rank = vec![even; n_nodes];
    let mut next = vec![0.0; n_nodes];
    for _ in 0..walk.iterations {
        budget.check_time()?;
        let stuck: f64 = rank.iter().zip(&strength).filter(|(_, s)| **s <= 0.0).map(|(r, _)| r).sum();
        let jump = (1.0 - walk.damping) * even + walk.damping * stuck * even;
        for (node, slot) in nodes().zip(&mut next) {
            let flow: f64 = projection
                .arcs_into(node)
                .map(|arc| {
                    let from = arc.target as usize;
                    if strength[from] > 0.0 { rank[from] * arc.weight / strength[from] } else { 0.0 }
                })
                .sum();
            *slot = jump + walk.damping * flow;
        }
        let change: f64 = rank.iter().zip(&next).map(|(old, new)| (old - new).abs()).sum();
        std::mem::swap(&mut rank, &mut next);
        if change <= walk.tolerance * n_nodes as f64 {
            return Ok(rank);
        }
    }
    Err(AnalysisError::NoConvergence { iterations: walk.iterations, tolerance: walk.tolerance })
}
