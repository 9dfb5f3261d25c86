//! The lightest edges that connect all that is connected.

use super::catalog::{AnalysisError, Answer, Settings};
use super::edge_ends::edge_ends;
use super::{Budget, LimitReached};
use crate::graph::Projection;
use crate::model::EdgeId;

/// Runs [`minimum_spanning_forest`] for the catalogue.
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::Edges(minimum_spanning_forest(projection, budget)?))
}

/// Returns the edges of the spanning forest with the least sum of weights, by edge id.
///
/// Edges count either way, also in a directed projection; of equally heavy ones those with lower ids are taken, so the
/// forest is one. It has no loop, and of parallel edges the lightest at most; weights may be negative. Cost
/// `O(n + m log m)` time, 24 bytes an edge.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Kruskal 1956, "On the shortest spanning subtree of a graph and the traveling salesman problem", Proceedings of the
/// American Mathematical Society 7(1).
pub fn minimum_spanning_forest(projection: &Projection, budget: &Budget) -> Result<Vec<EdgeId>, LimitReached> {
    let mut ends = edge_ends(projection);
    budget.check_time()?;
    if projection.is_weighted() {
        ends.sort_by(|(_, a), (_, b)| a.weight.total_cmp(&b.weight));
    }
    let mut above: Vec<u32> = (0..).take(projection.n_nodes()).collect();
    let mut forest = Vec::new();
    for (step, (source, arc)) in ends.iter().enumerate() {
        budget.step(step)?;
        let (a, b) = (root(&mut above, *source), root(&mut above, arc.target));
        if a != b {
            above[a.max(b) as usize] = a.min(b);
            forest.push(arc.edge);
        }
    }
    forest.sort_unstable();
    Ok(forest)
}

/// Returns the lowest node joined with this one so far, and halves the way to it.
fn root(above: &mut [u32], mut node: u32) -> u32 {
    while above[node as usize] != node {
        above[node as usize] = above[above[node as usize] as usize];
        node = above[node as usize];
    }
    node
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::components::weak_roots;
    use crate::analysis::samples::{Sample, budget, cycle, path, small};

    fn found(sample: &Sample) -> Vec<usize> {
        let forest = minimum_spanning_forest(&sample.undirected_weighted(), &budget()).expect("there is time");
        forest.into_iter().map(EdgeId::index).collect()
    }

    #[test]
    fn closed_forms() {
        assert_eq!(found(&path(4)), [0, 1, 2]);
        assert_eq!(found(&cycle(4)), [0, 1, 2]);
        let sample = Sample { n_nodes: 3, edges: vec![(0, 1, 4), (0, 1, 2), (1, 2, 3), (2, 0, 2), (2, 2, 1)] };
        assert_eq!(found(&sample), [1, 3]);
    }

    proptest! {
        /// An edge is in the forest exactly if lighter and earlier ones do not connect its ends.
        #[test]
        fn each_edge_is_the_lightest_over_some_cut(sample in small(12)) {
            let is_before = |a: usize, b: usize| (sample.edges[a].2, a) < (sample.edges[b].2, b);
            let is_needed = |at: &usize| {
                let before = (0..sample.edges.len()).filter(|other| is_before(*other, *at));
                let before = Sample { n_nodes: sample.n_nodes, edges: before.map(|other| sample.edges[other]).collect() };
                let roots = weak_roots(&before.undirected(), &budget()).expect("there is time");
                roots[sample.edges[*at].0 as usize] != roots[sample.edges[*at].1 as usize]
            };
            let expected: Vec<usize> = (0..sample.edges.len()).filter(is_needed).collect();
            prop_assert_eq!(&found(&sample), &expected);
            let directed = minimum_spanning_forest(&sample.directed_weighted(), &budget()).expect("there is time");
            prop_assert_eq!(directed.into_iter().map(EdgeId::index).collect::<Vec<_>>(), expected);
        }
    }
}
