//! Biconnected components: what stays whole when one node is lost.

use super::catalog::{AnalysisError, Answer, Settings};
use super::edge_ends::{Ends, edge_ends};
use super::groups::numbered;
use super::low_links::LowLinks;
use super::{Budget, LimitReached};
use crate::graph::Projection;
use crate::model::EdgeId;

/// Runs [`biconnected_components`] for the catalogue.
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::EdgeGroups(biconnected_components(projection, budget)?))
}

/// Returns the biconnected component of each edge, in edge id order; the largest is 0, of equals the one with the lowest
/// edge.
///
/// Two edges are in one component if a cycle that meets no node twice has both; a bridge is alone in its own. Edges
/// count either way, also in a directed projection. Parallel edges are together, a loop is alone; weights count nothing.
/// Cost `O(n + m)`, and `O(m log m)` where there are many components or most edges were left out; no recursion.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Hopcroft, Tarjan 1973, "Algorithm 447: efficient algorithms for graph manipulation", Communications of the ACM 16(6).
pub fn biconnected_components(projection: &Projection, budget: &Budget) -> Result<Vec<(EdgeId, u32)>, LimitReached> {
    let links = LowLinks::of(projection, budget)?;
    let mut place = vec![0_u32; links.node.len()];
    for (at, node) in (0..).zip(&links.node) {
        place[*node as usize] = at;
    }
    // The component of the edge above each node; a subtree that only the node above it holds begins a new one.
    let mut component: Vec<u32> = (0..).take(links.node.len()).collect();
    for (at, above) in links.steps() {
        if !links.is_held(at, above) {
            component[at as usize] = component[above as usize];
        }
    }
    budget.check_time()?;
    let ends = edge_ends(projection);
    let mut known = vec![None; links.node.len()];
    let mut n_labels = 0;
    let mut next = || {
        n_labels += 1;
        n_labels - 1
    };
    let label = |own: &Ends| {
        if own.source == own.target {
            return next();
        }
        let lower = place[own.source as usize].max(place[own.target as usize]);
        *known[component[lower as usize] as usize].get_or_insert_with(&mut next)
    };
    let labels: Vec<u32> = ends.iter().map(label).collect();
    Ok(ends.iter().map(|own| own.edge).zip(numbered(&labels)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::components::weak_roots;
    use crate::analysis::samples::{Sample, barbell, budget, cycle, path, small};

    fn groups(sample: &Sample) -> Vec<u32> {
        let found = biconnected_components(&sample.undirected(), &budget()).expect("there is time");
        found.into_iter().map(|(_, group)| group).collect()
    }

    #[test]
    fn closed_forms() {
        assert_eq!(groups(&path(4)), [0, 1, 2]);
        assert_eq!(groups(&cycle(4)), [0; 4]);
        assert_eq!(groups(&barbell(3)), [0, 0, 0, 1, 1, 1, 2]);
        let sample = Sample { n_nodes: 2, edges: vec![(0, 0, 1), (0, 1, 1), (1, 0, 1)] };
        assert_eq!(groups(&sample), [1, 0, 0]);
    }

    /// Says whether two edges stay connected whichever node is lost: each of them is split at it.
    fn are_together(sample: &Sample, a: usize, b: usize) -> bool {
        let (first, second) = (sample.edges[a], sample.edges[b]);
        (0..sample.n_nodes).all(|lost| {
            let rest = sample.edges.iter().filter(|edge| edge.0 != lost && edge.1 != lost).copied();
            let rest = Sample { n_nodes: sample.n_nodes, edges: rest.collect() };
            let roots = weak_roots(&rest.undirected(), &budget()).expect("there is time");
            let ends = |edge: (u32, u32, u8)| [edge.0, edge.1].into_iter().filter(move |end| *end != lost);
            ends(first).all(|one| ends(second).all(|other| roots[one as usize] == roots[other as usize]))
        })
    }

    proptest! {
        #[test]
        fn losing_a_node_parts_no_component(sample in small(8)) {
            let is_loop = |at: usize| sample.edges[at].0 == sample.edges[at].1;
            let n_edges = sample.edges.len();
            let pairs: Vec<(usize, usize)> = (0..n_edges).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
            let is_expected = |(a, b): &(usize, usize)| !is_loop(*a) && !is_loop(*b) && are_together(&sample, *a, *b);
            let expected: Vec<bool> = pairs.iter().map(is_expected).collect();
            for projection in sample.projections() {
                let found = biconnected_components(&projection, &budget()).expect("there is time");
                for ((a, b), expected) in pairs.iter().zip(&expected) {
                    prop_assert_eq!(found[*a].1 == found[*b].1, *expected, "{} {}", a, b);
                }
            }
        }
    }
}
