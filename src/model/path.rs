//! A walk through a graph.

use super::{EdgeId, NodeId};

/// A walk: nodes, and between each two of them the edge that was taken, in either direction.
///
/// Holds edge ids, so that walks over parallel edges differ. A walk of no step has one node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    /// The edges, in walking order.
    pub edges: Vec<EdgeId>,
    /// The nodes, in walking order; one more than edges.
    pub nodes: Vec<NodeId>,
}

impl Path {
    /// Returns the number of steps.
    pub fn len(&self) -> usize {
        self.edges.len()
    }

    /// Says whether it stays where it starts.
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Returns this walk continued by one that starts where this one ends.
    #[must_use]
    pub fn joined(&self, rest: &Path) -> Path {
        let nodes = self.nodes.iter().chain(rest.nodes.iter().skip(1)).copied().collect();
        Path { edges: [&self.edges[..], &rest.edges].concat(), nodes }
    }

    /// Returns the steps as (from, edge, to).
    pub fn steps(&self) -> impl Iterator<Item = (NodeId, EdgeId, NodeId)> {
        self.nodes.windows(2).zip(&self.edges).map(|(ends, edge)| (ends[0], *edge, ends[1]))
    }
}
