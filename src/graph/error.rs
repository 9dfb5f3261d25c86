//! What can go wrong when a graph is changed.

use thiserror::Error;

use crate::model::{EdgeId, NodeId};

/// A change that a graph refuses; the graph stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GraphError {
    /// No such node, or it was removed.
    #[error("no node {0}")]
    UnknownNode(NodeId),
    /// No such edge, or it was removed.
    #[error("no edge {0}")]
    UnknownEdge(EdgeId),
    /// The node still has edges.
    #[error("node {node} still has {n_edges} edges")]
    NodeHasEdges {
        /// The node.
        node: NodeId,
        /// How many edges it has, loops counted once.
        n_edges: usize,
    },
    /// All 2^32 - 1 ids of nodes or edges were given out.
    #[error("all ids were given out")]
    OutOfIds,
    /// The changes were made on another state of the graph.
    #[error("the changes were made on state {made_on} of the graph, which is now at {now}")]
    Stale {
        /// The state the changes were made on.
        made_on: u64,
        /// The state of the graph.
        now: u64,
    },
}
