//! Numbers that say something about a graph as a whole.

use super::catalog::{AnalysisError, Answer, Settings};
use super::hop_sums::sums_to;
use super::local_clustering::local_triangles;
use super::neighbors::Ties;
use super::simple::{Parallel, SimpleGraph};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// Runs [`transitivity`] for the catalogue.
pub(super) fn run_transitivity(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::Number(transitivity(projection, budget)?))
}

/// Runs [`average_distance`] for the catalogue.
pub(super) fn run_average_distance(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::Number(average_distance(projection, budget)?))
}

/// Returns the share of the pairs of nodes that are tied, 0 to 1; nothing with fewer than two nodes.
///
/// With a direction of the ordered pairs. On the simple graph underneath: loops do not count, parallel edges count as
/// one, weights do not matter. Cost `O(n + m log d)`, memory 12 bytes an arc.
pub fn density(projection: &Projection) -> Option<f64> {
    let n_nodes = projection.n_nodes() as f64;
    let n_arcs = SimpleGraph::outgoing(projection, Parallel::Least).n_arcs() as f64;
    // An undirected projection has an arc each way, so pairs are ordered either way.
    (n_nodes > 1.0).then(|| n_arcs / (n_nodes * (n_nodes - 1.0)))
}

/// Returns the share of ties that are returned, 0 to 1: of the ordered pairs of nodes where an arc leads from the one to
/// the other, those where one leads back. Nothing without arcs, or where arcs have no direction.
///
/// On the simple graph underneath, as [`density`]; cost and memory as well.
pub fn reciprocity(projection: &Projection) -> Option<f64> {
    if projection.direction() == Direction::Both {
        return None;
    }
    let out = SimpleGraph::outgoing(projection, Parallel::Least);
    let returned = |node: u32| out.targets(node).iter().filter(|target| out.position(**target, node).is_some()).count();
    let n_returned: usize = (0_u32..).take(projection.n_nodes()).map(returned).sum();
    (out.n_arcs() > 0).then(|| n_returned as f64 / out.n_arcs() as f64)
}

/// Returns the share of paths of two steps whose ends are tied, 0 to 1; nothing where there is no such path.
///
/// On the simple graph underneath: loops do not count, parallel edges count as one, direction and weights do not matter.
/// Cost and memory as for the number of triangles.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Newman, Watts, Strogatz 2002, "Random graph models of social networks", PNAS 99, 2566–2572.
pub fn transitivity(projection: &Projection, budget: &Budget) -> Result<Option<f64>, LimitReached> {
    let ties = Ties::of(projection, budget)?;
    let rows = ties.neighbors.topology();
    let pairs = |ends: &[u32]| u64::from(ends[1] - ends[0]) * u64::from(ends[1] - ends[0]).saturating_sub(1);
    let n_paths: u64 = rows.offsets.windows(2).map(pairs).sum();
    if n_paths == 0 {
        return Ok(None);
    }
    // A triangle at each of its three nodes, each from either end.
    let n_closed = 2 * local_triangles(projection, budget)?.iter().sum::<u64>();
    Ok(Some(n_closed as f64 / n_paths as f64))
}

/// Returns the mean number of steps of the shortest paths between two different nodes, over the ordered pairs that a path
/// connects; nothing where there is none.
///
/// Paths follow the projection's direction. Loops, parallel edges and weights change nothing. Cost and memory as for
/// closeness; sums are exact below 2^53.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
pub fn average_distance(projection: &Projection, budget: &Budget) -> Result<Option<f64>, LimitReached> {
    let sources: Vec<u32> = (0..).take(projection.n_nodes()).collect();
    let found = sums_to(projection, &sources, &|steps| steps, budget)?;
    let n_pairs: u64 = found.n_reaching.iter().map(|n| u64::from(*n)).sum();
    Ok((n_pairs > 0).then(|| found.sums.iter().sum::<f64>() / n_pairs as f64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{budget, clique, cycle, grid, on_threads, path, small, star};
    use crate::analysis::{UNREACHED, clustering, hops, triangle_count};

    fn assert_near(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?} is not {expected}");
    }

    #[test]
    fn closed_forms() {
        assert_near(density(&clique(5).undirected()), 1.0);
        assert_near(density(&clique(5).directed()), 0.5);
        assert_near(density(&path(4).undirected()), 0.5);
        assert_eq!(density(&path(1).undirected()), None);
        assert_eq!(reciprocity(&cycle(4).undirected()), None);
        assert_near(reciprocity(&cycle(4).directed()), 0.0);
        assert_near(reciprocity(&cycle(2).directed()), 1.0);
        let transitivity = |of: &Projection| transitivity(of, &budget()).expect("in time");
        assert_near(transitivity(&clique(5).directed()), 1.0);
        assert_near(transitivity(&star(5).undirected()), 0.0);
        assert_eq!(transitivity(&path(2).undirected()), None);
        let average = |of: &Projection| average_distance(of, &budget()).expect("in time");
        assert_near(average(&path(3).undirected()), 4.0 / 3.0);
        assert_near(average(&star(5).undirected()), 1.6);
        assert_near(average(&path(3).directed()), 4.0 / 3.0);
        assert_near(average(&grid(2, 2).undirected()), 4.0 / 3.0);
        assert_eq!(average(&path(1).undirected()), None);
    }

    proptest! {
        #[test]
        fn numbers_are_as_defined(sample in small(12)) {
            for projection in sample.projections() {
                let n_nodes = sample.n_nodes;
                let is_arc = |one: u32, other: u32| one != other && projection.arcs(one).any(|arc| arc.target == other);
                let pairs = || (0..n_nodes).flat_map(|one| (0..n_nodes).map(move |other| (one, other)));
                let n_arcs = pairs().filter(|(one, other)| is_arc(*one, *other)).count();
                if n_nodes > 1 {
                    assert_near(density(&projection), n_arcs as f64 / f64::from(n_nodes * (n_nodes - 1)));
                }
                if projection.direction() != Direction::Both && n_arcs > 0 {
                    let n_returned = pairs().filter(|(one, other)| is_arc(*one, *other) && is_arc(*other, *one)).count();
                    assert_near(reciprocity(&projection), n_returned as f64 / n_arcs as f64);
                }
                let steps: Vec<u32> = (0..n_nodes)
                    .flat_map(|node| hops(&projection, node, &budget()).expect("in time"))
                    .filter(|steps| *steps > 0 && *steps != UNREACHED)
                    .collect();
                let average = average_distance(&projection, &budget()).expect("in time");
                match steps.len() {
                    0 => prop_assert_eq!(average, None),
                    n_pairs => assert_near(average, f64::from(steps.iter().sum::<u32>()) / n_pairs as f64),
                }
            }
        }

        #[test]
        fn triangles_of_nodes_are_those_of_the_graph(sample in small(12)) {
            for projection in sample.projections() {
                let own = local_triangles(&projection, &budget()).expect("in time");
                prop_assert_eq!(own.iter().sum::<u64>(), 3 * triangle_count(&projection, &budget()).expect("in time"));
                prop_assert_eq!(&own, &local_triangles(&projection, &on_threads(8)).expect("in time"));
                if projection.direction() == Direction::Both && !projection.is_weighted() {
                    let clustering = clustering(&projection, &budget()).expect("in time");
                    for (own, share) in own.iter().zip(clustering) {
                        prop_assert_eq!(*own > 0, share > 0.0);
                    }
                }
            }
        }
    }
}
