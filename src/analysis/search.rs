//! What all path searches share: the question, and breadth-first distances.

use super::{Budget, LimitReached};
use crate::graph::Projection;
use crate::model::{NodeId, Path};

/// A question for paths between two nodes of a projection.
#[derive(Clone, Copy)]
pub struct PathQuery<'a> {
    /// Dense index of the node to start from.
    pub source: u32,
    /// Dense index of the node to reach.
    pub target: u32,
    /// The most steps a path may have.
    pub max_hops: usize,
    /// Says whether a path may pass through the node at a dense index; asked of inner nodes only.
    pub may_pass: &'a dyn Fn(u32) -> bool,
    /// Time and number of results.
    pub budget: &'a Budget,
}

impl PathQuery<'_> {
    /// Says whether a path may go on from a node that it has reached.
    pub(super) fn may_leave(&self, node: u32) -> bool {
        node == self.source || (self.may_pass)(node)
    }
}

/// How far a search that found nothing has looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// Nodes reached, the start included.
    pub n_nodes: usize,
    /// Steps to the farthest of them.
    pub hops: usize,
}

/// Distances of no path.
pub(super) const UNREACHED: u32 = u32::MAX;

/// Breadth-first distances from the source, as far as the target or the most steps allowed.
///
/// All nodes of the last level that is begun have their distance. `barred` edges and nodes are passed over.
/// Cost `O(n + m)`.
pub(super) fn distances(
    graph: &Projection,
    query: &PathQuery<'_>,
    barred: &Barred<'_>,
) -> Result<(Vec<u32>, Reach), LimitReached> {
    let mut distance = vec![UNREACHED; graph.n_nodes()];
    distance[query.source as usize] = 0;
    let mut level = vec![query.source];
    let mut reach = Reach { n_nodes: 1, hops: 0 };
    let mut n_steps = 0;
    while !level.is_empty() && reach.hops < query.max_hops && distance[query.target as usize] == UNREACHED {
        let depth = u32::try_from(reach.hops + 1).unwrap_or(UNREACHED - 1);
        let mut next = Vec::new();
        for &node in level.iter().filter(|node| query.may_leave(**node)) {
            for arc in graph.arcs(node) {
                n_steps += 1;
                query.budget.step(n_steps)?;
                if distance[arc.target as usize] == UNREACHED && !barred.bars(arc) {
                    distance[arc.target as usize] = depth;
                    next.push(arc.target);
                }
            }
        }
        if next.is_empty() {
            break;
        }
        reach = Reach { n_nodes: reach.n_nodes + next.len(), hops: reach.hops + 1 };
        level = next;
    }
    Ok((distance, reach))
}

/// Nodes and edges that a search must not use.
#[derive(Default)]
pub(super) struct Barred<'a> {
    pub(super) nodes: &'a [u32],
    pub(super) edges: &'a [crate::model::EdgeId],
}

impl Barred<'_> {
    pub(super) fn bars(&self, arc: crate::graph::Arc) -> bool {
        self.nodes.contains(&arc.target) || self.edges.contains(&arc.edge)
    }
}

/// Builds a path from dense nodes and the arcs between them.
pub(super) fn path(graph: &Projection, nodes: &[u32], edges: &[crate::model::EdgeId]) -> Path {
    let nodes: Vec<NodeId> = nodes.iter().map(|node| graph.node(*node)).collect();
    Path { edges: edges.to_vec(), nodes }
}
