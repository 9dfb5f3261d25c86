//! Degree: how many edges touch a node.

use crate::graph::{Direction, Projection};

/// Returns the degree of each node, by dense index.
///
/// Parallel edges count each, a loop counts twice (once in a projection that follows edges one way, where only
/// edges that lead away, or come in, count). Cost `O(n + m)`.
///
/// # Source
/// Freeman 1978, "Centrality in social networks: conceptual clarification", Social Networks 1(3); not normalised.
pub fn degrees(projection: &Projection) -> Vec<f64> {
    (0_u32..)
        .take(projection.n_nodes())
        .map(|node| {
            let targets = projection.targets(node);
            let loops = targets.iter().filter(|target| **target == node).count();
            let twice = if projection.direction() == Direction::Both { loops } else { 0 };
            (targets.len() + twice) as f64
        })
        .collect()
}
