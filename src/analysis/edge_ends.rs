//! The edges of a projection, each once.

use crate::graph::{Arc, Direction, Projection};

/// Returns the arc of each edge with the node it leaves, in edge id order; an undirected one at its lower end.
///
/// Cost `O(n + m log m)`, and `O(n + m)` where they are nearly in order.
pub(super) fn edge_ends(projection: &Projection) -> Vec<(u32, Arc)> {
    let is_directed = projection.direction() != Direction::Both;
    let mut ends = Vec::with_capacity(projection.n_edges());
    for node in (0_u32..).take(projection.n_nodes()) {
        let own = projection.arcs(node).filter(|arc| is_directed || arc.target >= node);
        ends.extend(own.map(|arc| (node, arc)));
    }
    ends.sort_by_key(|(_, arc)| arc.edge);
    ends
}
