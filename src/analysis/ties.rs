//! Neighbours without repeats, for measures that ask only whether two nodes are tied.

use crate::graph::Projection;

/// The neighbours of every node in dense order: sorted, each once, the node itself left out.
#[derive(Debug, Clone)]
pub(super) struct Neighbors {
    offsets: Vec<usize>,
    targets: Vec<u32>,
}

impl Neighbors {
    /// Collects the nodes that arcs lead to. Cost `O(n + m log d)` time, `O(n + m)` memory.
    pub(super) fn of(graph: &Projection) -> Self {
        let mut neighbors = Neighbors { offsets: vec![0], targets: Vec::new() };
        let mut row: Vec<u32> = Vec::new();
        for node in (0_u32..).take(graph.n_nodes()) {
            row.clear();
            row.extend(graph.targets(node).iter().copied().filter(|target| *target != node));
            row.sort_unstable();
            row.dedup();
            neighbors.targets.extend_from_slice(&row);
            neighbors.offsets.push(neighbors.targets.len());
        }
        neighbors
    }

    /// Returns how many nodes there are.
    pub(super) fn n_nodes(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Returns the neighbours of a node.
    pub(super) fn row(&self, node: u32) -> &[u32] {
        &self.targets[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }
}
