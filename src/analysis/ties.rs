//! Neighbours without repeats, for measures that ask only whether two nodes are tied.

use crate::graph::{Direction, Projection};

/// The neighbours of every node in dense order: sorted, each once, the node itself left out.
#[derive(Debug, Clone)]
pub(super) struct Neighbors {
    offsets: Vec<usize>,
    targets: Vec<u32>,
}

impl Neighbors {
    /// Collects the nodes that arcs lead to. Cost `O(n + m log d)` time, `O(n + m)` memory.
    pub(super) fn of(graph: &Projection) -> Self {
        Neighbors::collected(graph.n_nodes(), |node| graph.targets(node).iter())
    }

    /// Collects the nodes that arcs lead to or come from. Cost as for [`of`](Self::of).
    pub(super) fn either_way(graph: &Projection) -> Self {
        if graph.direction() == Direction::Both {
            return Neighbors::of(graph);
        }
        Neighbors::collected(graph.n_nodes(), |node| graph.targets(node).iter().chain(graph.sources(node)))
    }

    fn collected<'g, I: Iterator<Item = &'g u32>>(n_nodes: usize, arcs: impl Fn(u32) -> I) -> Self {
        let mut neighbors = Neighbors { offsets: vec![0], targets: Vec::new() };
        let mut row: Vec<u32> = Vec::new();
        for node in (0_u32..).take(n_nodes) {
            row.clear();
            row.extend(arcs(node).copied().filter(|target| *target != node));
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
