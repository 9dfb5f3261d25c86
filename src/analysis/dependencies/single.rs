//! The search of Brandes from one source, over flat rows.

use crate::analysis::hop_rows::HopRows;
use crate::analysis::{Budget, LimitReached};

/// One search; its memory serves for the next.
pub(super) struct Single {
    nodes: Vec<Node>,
    /// Nodes in the order in which they were reached.
    order: Vec<u32>,
}

/// What a search knows of a node.
#[derive(Debug, Clone, Copy)]
struct Node {
    level: u32,
    n_paths: f64,
    /// What the node hands back for each path that leads to it.
    share: f64,
}

const UNREACHED: Node = Node { level: u32::MAX, n_paths: 0.0, share: 0.0 };
const NODES_A_CHECK: usize = 4096;

impl Single {
    pub(super) fn new(n_nodes: usize) -> Single {
        Single { nodes: vec![UNREACHED; n_nodes], order: Vec::with_capacity(n_nodes) }
    }

    /// Adds what depends on each node when paths start at a source.
    pub(super) fn run(
        &mut self,
        rows: &HopRows,
        source: u32,
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<(), LimitReached> {
        self.search(rows, source, budget)?;
        self.accumulate(rows, budget, sums)?;
        for node in self.order.drain(..) {
            self.nodes[node as usize] = UNREACHED;
        }
        Ok(())
    }

    fn search(&mut self, rows: &HopRows, source: u32, budget: &Budget) -> Result<(), LimitReached> {
        let outgoing = rows.outgoing();
        self.nodes[source as usize] = Node { level: 0, n_paths: 1.0, share: 0.0 };
        self.order.push(source);
        let (mut at, mut is_finite) = (0, true);
        while let Some(&node) = self.order.get(at) {
            if at.is_multiple_of(NODES_A_CHECK) {
                budget.check_time()?;
            }
            at += 1;
            let Node { level, n_paths, .. } = self.nodes[node as usize];
            is_finite &= n_paths.is_finite();
            for &target in outgoing.of(node) {
                let next = &mut self.nodes[target as usize];
                if next.level == u32::MAX {
                    *next = Node { level: level + 1, n_paths, share: 0.0 };
                    self.order.push(target);
                } else if next.level == level + 1 {
                    next.n_paths += n_paths;
                }
            }
        }
        if is_finite { Ok(()) } else { Err(LimitReached::Paths) }
    }

    fn accumulate(&mut self, rows: &HopRows, budget: &Budget, sums: &mut [f64]) -> Result<(), LimitReached> {
        let outgoing = rows.outgoing();
        for (at, &node) in self.order.iter().enumerate().skip(1).rev() {
            if at.is_multiple_of(NODES_A_CHECK) {
                budget.check_time()?;
            }
            let Node { level, n_paths, .. } = self.nodes[node as usize];
            let mut share = 0.0;
            for &target in outgoing.of(node) {
                let next = &self.nodes[target as usize];
                share += if next.level == level + 1 { next.share } else { 0.0 };
            }
            sums[node as usize] += n_paths * share;
            self.nodes[node as usize].share = share + 1.0 / n_paths;
        }
        Ok(())
    }
}
