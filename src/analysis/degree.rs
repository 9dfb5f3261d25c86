//! Degree and strength: how many edges touch a node, and how much they weigh.

use crate::graph::{Direction, Projection};

use super::simple::nodes;

/// Returns the degree of each node, by dense index: how many edges touch it.
///
/// Parallel edges count each, a loop counts twice. In a projection that follows edges one way only those count that lead
/// away from the node (or, if it follows them backwards, come in), and a loop counts once. Cost `O(n + m)`.
///
/// # Source
/// Freeman 1978, "Centrality in social networks: conceptual clarification", Social Networks 1(3); not normalised.
pub fn degrees(projection: &Projection) -> Vec<f64> {
    let loop_again = usize::from(projection.direction() == Direction::Both);
    nodes(projection)
        .map(|node| {
            let targets = projection.targets(node);
            let n_loops = targets.iter().filter(|target| **target == node).count();
            (targets.len() + loop_again * n_loops) as f64
        })
        .collect()
}

/// Returns the strength of each node, by dense index: the sum of the weights of the edges that touch it.
///
/// Edges and loops count as in [`degrees`], which it equals without weights. Cost `O(n + m)`.
///
/// # Source
/// Barrat, Barthélemy, Pastor-Satorras, Vespignani 2004, "The architecture of complex weighted networks", PNAS 101(11).
pub fn strengths(projection: &Projection) -> Vec<f64> {
    let loop_again = if projection.direction() == Direction::Both { 1.0 } else { 0.0 };
    nodes(projection)
        .map(|node| {
            let arcs = projection.arcs(node);
            arcs.map(|arc| if arc.target == node { arc.weight * (1.0 + loop_again) } else { arc.weight }).sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{assert_close, path, small};

    #[test]
    fn loops_count_twice_and_parallel_edges_each() {
        let mut sample = path(3);
        sample.edges.extend([(0, 1, 5), (1, 1, 2)]);
        assert_close(&degrees(&sample.undirected()), &[2.0, 5.0, 1.0]);
        assert_close(&degrees(&sample.directed()), &[2.0, 2.0, 0.0]);
        assert_close(&degrees(&sample.reversed()), &[0.0, 3.0, 1.0]);
        assert_close(&strengths(&sample.undirected_weighted()), &[6.0, 11.0, 1.0]);
        assert_close(&strengths(&sample.directed_weighted()), &[6.0, 3.0, 0.0]);
    }

    proptest! {
        #[test]
        fn every_edge_has_two_ends(sample in small(12)) {
            let ends = 2.0 * sample.edges.len() as f64;
            let sum = |scores: Vec<f64>| scores.iter().sum::<f64>();
            assert_close(&[sum(degrees(&sample.undirected()))], &[ends]);
            assert_close(&[sum(degrees(&sample.directed())) * 2.0], &[ends]);
            let both = degrees(&sample.directed()).into_iter().zip(degrees(&sample.reversed())).map(|(a, b)| a + b);
            prop_assert_eq!(both.collect::<Vec<_>>(), strengths(&sample.undirected()));
        }
    }
}
