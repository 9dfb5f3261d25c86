//! Local clustering: how many of a node's neighbours are tied to each other.

use super::catalog::{AnalysisError, Answer, Settings};
use super::local_clustering::{local_clustering, local_triangles};
use super::simple::{Parallel, SimpleGraph, nodes};
use super::triangles::for_each_triangle;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// Runs [`clustering`].
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::NodeScores(clustering(projection, budget)?))
}

/// Runs [`local_triangles`].
pub(super) fn run_triangles(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let triangles = local_triangles(projection, budget)?;
    Ok(Answer::NodeScores(triangles.into_iter().map(|own| own as f64).collect()))
}

/// Returns the mean of [`clustering`]; nothing without nodes.
pub(super) fn run_average(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    let shares = clustering(projection, budget)?;
    Ok(Answer::Number((!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)))
}

/// Returns the local clustering coefficient of each node, by dense index, 0 to 1: the share of the pairs of its
/// neighbours that are tied; 0 where there is no pair.
///
/// On the simple graph underneath: loops do not count, parallel edges count as one. With weights those of
/// parallel edges add up, and a triangle counts by the geometric mean of its weights, each divided by the greatest of
/// the graph. In a directed projection triangles count whichever way their edges point, as Fagiolo defines. Cost
/// `O(m^1.5)`, memory `O(n + m)`.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Watts, Strogatz 1998, "Collective dynamics of small-world networks", Nature 393; weighted: Onnela et al. 2005,
/// Phys. Rev. E 71, 065103; directed: Fagiolo 2007, Phys. Rev. E 76, 026107.
pub fn clustering(projection: &Projection, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    if projection.direction() == Direction::Both && !projection.is_weighted() {
        return local_clustering(projection, budget);
    }
    let outgoing = SimpleGraph::outgoing(projection, Parallel::Sum);
    let greatest = outgoing.values().iter().copied().fold(0.0, f64::max);
    let is_weighted = projection.is_weighted();
    // The value of a side: the cube root of its weight, added up over both directions; 1 an arc without weights.
    let sides = outgoing.map(|weight| if is_weighted { (weight / greatest).cbrt() } else { 1.0 });
    let (ties, pairs) = if projection.direction() == Direction::Both {
        let pairs = nodes(projection).map(|node| choices(sides.degree(node))).collect();
        (sides, pairs)
    } else {
        let pairs: Vec<f64> = directed_pairs(projection, &sides);
        (sides.mutual(), pairs)
    };
    let mut sums = vec![0.0; projection.n_nodes()];
    for_each_triangle(&ties, budget, |triangle| {
        let product: f64 = triangle.arcs.iter().map(|arc| ties.values()[*arc]).product();
        for node in triangle.nodes {
            sums[node as usize] += 2.0 * product;
        }
    })?;
    let share = |(sum, pairs): (f64, f64)| if sum > 0.0 { sum / pairs } else { 0.0 };
    Ok(sums.into_iter().zip(pairs).map(share).collect())
}

/// Returns how many ordered pairs so many neighbours make.
fn choices(n_neighbors: usize) -> f64 {
    n_neighbors as f64 * (n_neighbors as f64 - 1.0)
}

/// Returns how many directed triangles could be at each node, twice over.
fn directed_pairs(projection: &Projection, outgoing: &SimpleGraph) -> Vec<f64> {
    let incoming = SimpleGraph::incoming(projection, Parallel::Sum);
    let both_ways = |node: u32| {
        let is_back = |target: &&u32| incoming.position(node, **target).is_some();
        outgoing.targets(node).iter().filter(is_back).count() as f64
    };
    let pairs = |node| 2.0 * (choices(outgoing.degree(node) + incoming.degree(node)) - 2.0 * both_ways(node));
    nodes(projection).map(pairs).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{assert_close, barbell, budget, clique, cycle, grid, small, star};

    fn of(projection: &Projection) -> Vec<f64> {
        clustering(projection, &budget()).expect("in time")
    }

    #[test]
    fn closed_forms() {
        assert_close(&of(&clique(5).undirected()), &[1.0; 5]);
        assert_close(&of(&star(5).undirected()), &[0.0; 5]);
        assert_close(&of(&grid(3, 3).undirected()), &[0.0; 9]);
        let ends = 3.0 / 6.0;
        assert_close(&of(&barbell(3).undirected()), &[1.0, 1.0, 1.0 / 3.0, 1.0 / 3.0, 1.0, 1.0]);
        assert_close(&of(&barbell(4).undirected())[3..5], &[ends, ends]);
        // A directed ring of three is one of the two triangles that each node could have.
        assert_close(&of(&cycle(3).directed()), &[0.5; 3]);
    }

    #[test]
    fn weights_count_by_their_geometric_mean() {
        let mut sample = cycle(3);
        sample.edges[1].2 = 4;
        let expected = (1.0_f64 / 4.0 / 4.0).cbrt();
        assert_close(&of(&sample.undirected_weighted()), &[expected; 3]);
        // Parallel edges change nothing without weights, and add up with them.
        sample.edges.extend([(0, 1, 3), (2, 2, 4)]);
        assert_close(&of(&sample.undirected()), &[1.0; 3]);
        assert_close(&of(&sample.undirected_weighted()), &[(1.0_f64 / 4.0).cbrt(); 3]);
    }

    proptest! {
        #[test]
        fn shares_are_shares_and_direction_does_not_turn(sample in small(12)) {
            for projection in sample.projections() {
                prop_assert!(of(&projection).iter().all(|share| (0.0..=1.0 + 1e-9).contains(share)));
            }
            assert_close(&of(&sample.directed()), &of(&sample.reversed()));
        }
    }
}
