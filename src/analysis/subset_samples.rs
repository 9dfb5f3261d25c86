//! Small graphs, and values that `NetworkX` gives for them, for the tests of this room.
#![expect(clippy::unwrap_used, clippy::unreadable_literal, reason = "tests")]

use crate::graph::{MemoryGraph, Projection, ProjectionSpec, Properties};
use crate::model::NodeId;

/// Returns an undirected projection of so many nodes with these ties.
pub(crate) fn undirected(n_nodes: usize, ties: &[(usize, usize)]) -> Projection {
    let mut graph = MemoryGraph::new();
    let tie = graph.symbols_mut().intern_type("TIE");
    let nodes: Vec<NodeId> =
        (0..n_nodes).map(|_| graph.add_node([], Properties::default()).unwrap()).collect();
    for &(from, to) in ties {
        graph.add_edge(tie, nodes[from], nodes[to], Properties::default()).unwrap();
    }
    ProjectionSpec::default().build(&graph)
}

/// Number of nodes, ties, sources, targets, and the score of each node.
type SubsetCase = (usize, Vec<(usize, usize)>, Vec<u32>, Vec<u32>, Vec<f64>);

/// What `networkx.betweenness_centrality_subset(graph.to_directed(), sources, targets)` returns (`NetworkX` 3.6.1) for
/// Zachary's karate club and for a grid of 4 by 4.
#[rustfmt::skip]
pub(crate) fn subset_betweenness() -> [SubsetCase; 2] {
    [
        (
            34,
            vec![
                (0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (0, 7), (0, 8), (0, 10), (0, 11), (0, 12), (0, 13),
                (0, 17), (0, 19), (0, 21), (0, 31), (1, 2), (1, 3), (1, 7), (1, 13), (1, 17), (1, 19), (1, 21),
                (1, 30), (2, 3), (2, 7), (2, 8), (2, 9), (2, 13), (2, 27), (2, 28), (2, 32), (3, 7), (3, 12),
                (3, 13), (4, 6), (4, 10), (5, 6), (5, 10), (5, 16), (6, 16), (8, 30), (8, 32), (8, 33), (9, 33),
                (13, 33), (14, 32), (14, 33), (15, 32), (15, 33), (18, 32), (18, 33), (19, 33), (20, 32), (20, 33),
                (22, 32), (22, 33), (23, 25), (23, 27), (23, 29), (23, 32), (23, 33), (24, 25), (24, 27), (24, 31),
                (25, 31), (26, 29), (26, 33), (27, 33), (28, 31), (28, 33), (29, 32), (29, 33), (30, 32), (30, 33),
                (31, 32), (31, 33), (32, 33),
            ],
            vec![4, 9, 12, 16],
            vec![18, 7, 24, 26, 9],
            vec![
                13.577777777778, 0.0, 4.84126984127, 1.422222222222, 0.0, 2.5, 2.5, 0.0, 1.493650793651, 0.0, 0.0,
                0.0, 0.0, 1.407936507937, 0.0, 0.0, 0.0, 0.0, 0.0, 1.096825396825, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                0.0, 0.666666666667, 0.0, 0.0, 0.0, 4.826984126984, 1.301587301587, 7.365079365079,
            ],
        ),
        (
            16,
            vec![
                (0, 1), (0, 4), (1, 2), (1, 5), (2, 3), (2, 6), (3, 7), (4, 5), (4, 8), (5, 6), (5, 9), (6, 7),
                (6, 10), (7, 11), (8, 9), (8, 12), (9, 10), (9, 13), (10, 11), (10, 14), (11, 15), (12, 13),
                (13, 14), (14, 15),
            ],
            vec![0, 3, 5],
            vec![12, 15, 10],
            vec![
                0.05, 1.2, 1.2, 0.05, 2.533333333333, 1.716666666667, 3.216666666667, 2.533333333333,
                2.533333333333, 3.216666666667, 1.716666666667, 2.533333333333, 0.05, 1.2, 1.2, 0.05,
            ],
        ),
    ]
}
