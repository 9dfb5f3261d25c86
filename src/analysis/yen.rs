//! The k shortest loopless paths.

use std::collections::BTreeSet;

use super::search::Barred;
use super::weighted_paths::lightest_path_without;
use super::{LimitReached, PathQuery};
use crate::graph::Projection;
use crate::model::{EdgeId, Path};

/// Finds the `k` lightest paths that visit no node twice, lightest first, with their weights.
///
/// Paths are sequences of edges, so parallel edges give different paths. Of equally light paths those with
/// fewer steps come first; the order of the rest is always the same, but not that of edge ids, and a larger
/// `k` gives the same paths with more behind them. Without weights in the projection a path's weight is its
/// number of steps. Cost `O(k l)` searches of [`lightest_path`](super::lightest_path), with `l` the
/// length of the paths.
///
/// # Errors
/// [`LimitReached`] when the time runs out or `k` is above the budget's number of results.
///
/// # Source
/// Yen, "Finding the k shortest loopless paths in a network" (1971), on edges instead of nodes.
pub fn k_shortest_paths(
    graph: &Projection,
    query: &PathQuery<'_>,
    k: usize,
) -> Result<Vec<(Path, f64)>, LimitReached> {
    query.budget.check_results(k)?;
    let mut found: Vec<(Path, f64)> = Vec::new();
    let mut candidates: BTreeSet<Candidate> = BTreeSet::new();
    if let Some((path, weight)) = lightest_path_without(graph, query, &Barred::default())? {
        candidates.insert(Candidate { weight, path });
    }
    while found.len() < k {
        let Some(best) = candidates.pop_first() else { break };
        for spur in 0..best.path.len() {
            candidates.extend(deviation(graph, query, &found, &best.path, spur)?);
        }
        found.push((best.path, best.weight));
    }
    Ok(found)
}

#[derive(Debug, Clone, PartialEq)]
struct Candidate {
    weight: f64,
    path: Path,
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_weight = self.weight.total_cmp(&other.weight);
        by_weight.then(self.path.len().cmp(&other.path.len())).then_with(|| self.path.cmp(&other.path))
    }
}

/// Finds the lightest path that begins with the first `spur` steps of `path` and then leaves it, and all
/// paths found before.
fn deviation(
    graph: &Projection,
    query: &PathQuery<'_>,
    found: &[(Path, f64)],
    path: &Path,
    spur: usize,
) -> Result<Option<Candidate>, LimitReached> {
    let root = &path.edges[..spur];
    let dense = |at: usize| graph.index_of(path.nodes[at]);
    let Some(source) = dense(spur) else { return Ok(None) };
    let root_nodes: Vec<u32> = (0..spur).filter_map(dense).collect();
    let taken = found.iter().map(|(path, _)| path).chain([path]);
    let taken: Vec<EdgeId> = taken
        .filter(|other| other.edges.starts_with(root))
        .filter_map(|other| other.edges.get(spur).copied())
        .collect();
    let barred = Barred { nodes: &root_nodes, edges: &taken };
    let inner = PathQuery { source, max_hops: query.max_hops - spur, ..*query };
    let Some((rest, rest_weight)) = lightest_path_without(graph, &inner, &barred)? else { return Ok(None) };
    let edges = [root, &rest.edges].concat();
    let nodes = [&path.nodes[..spur], &rest.nodes].concat();
    Ok(Some(Candidate {
        weight: root_weight(graph, &root_nodes, root) + rest_weight,
        path: Path { edges, nodes },
    }))
}

fn root_weight(graph: &Projection, nodes: &[u32], edges: &[EdgeId]) -> f64 {
    let weight = |(node, edge): (&u32, &EdgeId)| {
        graph.arcs(*node).find(|arc| arc.edge == *edge).map_or(0.0, |arc| arc.weight)
    };
    nodes.iter().zip(edges).map(weight).sum()
}
