//! The edges of a projection, each once.

use crate::graph::{Direction, Projection};
use crate::model::EdgeId;

/// An edge and its ends, as one of its arcs has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ends {
    pub(super) edge: EdgeId,
    pub(super) source: u32,
    pub(super) target: u32,
    /// Where the arc stands in the rows.
    pub(super) place: u32,
}

/// Edge ids are put into a table where there are no more of them than so many an edge.
const SPARSE: usize = 4;

/// Returns the edges with their ends in edge id order; an undirected one leaves its lower end.
///
/// Cost `O(n + m)`; `O(n + m log m)` where most edges were left out of the projection. Memory 16 bytes an edge, while
/// they are put in order up to 48.
pub(super) fn edge_ends(projection: &Projection) -> Vec<Ends> {
    let rows = projection.outgoing();
    let is_directed = projection.direction() != Direction::Both;
    let mut ends: Vec<Ends> = Vec::with_capacity(projection.n_edges());
    for source in (0_u32..).take(projection.n_nodes()) {
        for (place, arc) in (rows.offsets[source as usize]..).zip(projection.arcs(source)) {
            if is_directed || arc.target >= source {
                ends.push(Ends { edge: arc.edge, source, target: arc.target, place });
            }
        }
    }
    if ends.is_sorted_by_key(|own| own.edge) {
        return ends;
    }
    let highest = ends.iter().map(|own| own.edge.index()).max().unwrap_or(0);
    if highest >= SPARSE * ends.len() {
        ends.sort_unstable_by_key(|own| own.edge);
        return ends;
    }
    let mut table = vec![u32::MAX; highest + 1];
    for (at, own) in (0..).zip(&ends) {
        table[own.edge.index()] = at;
    }
    table.into_iter().filter_map(|at| ends.get(at as usize).copied()).collect()
}
