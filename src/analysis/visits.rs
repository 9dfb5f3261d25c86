//! Which nodes are to be visited, and in which order.

use std::ops::Range;

use super::random::SplitMix64;

/// Nodes that wait to be visited, round after round, in an order that draws blocks of neighbouring indexes.
///
/// Inside a block nodes are visited by index, so that their rows are read one after another; a node that has to wait
/// again is visited in the same round if its turn is still to come.
pub(super) struct Visits {
    pub(super) is_waiting: Vec<bool>,
    blocks: Vec<u32>,
    /// How many nodes are visited by index before the next draw.
    block_size: usize,
}

/// The most nodes in a block: their rows fill some pages of memory.
const MOST_IN_BLOCK: usize = 64;

/// Blocks are smaller where there would be fewer, so that in small graphs each node is drawn.
const FEWEST_BLOCKS: usize = 64;

impl Visits {
    /// Has all of so many nodes wait, to be visited by index.
    pub(super) fn new(n_nodes: usize) -> Self {
        let block_size = (n_nodes / FEWEST_BLOCKS).clamp(1, MOST_IN_BLOCK);
        let blocks = (0_u32..).take(n_nodes.div_ceil(block_size)).collect();
        Visits { is_waiting: vec![true; n_nodes], blocks, block_size }
    }

    /// Draws another order of the blocks.
    pub(super) fn shuffle(&mut self, random: &mut SplitMix64) {
        random.shuffle(&mut self.blocks);
    }

    pub(super) fn n_blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Returns the nodes of the block whose turn is at a position.
    pub(super) fn block(&self, position: usize) -> Range<u32> {
        let first = self.blocks[position] as usize * self.block_size;
        let end = (first + self.block_size).min(self.is_waiting.len());
        let node = |at: usize| u32::try_from(at).expect("nodes are numbered in 32 bits");
        node(first)..node(end)
    }

    /// Says whether a node is to be visited, which it then is.
    #[inline]
    pub(super) fn take(&mut self, node: u32) -> bool {
        std::mem::take(&mut self.is_waiting[node as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_has_one_turn_a_round() {
        for n_nodes in [0, 1, 63, 64, 65, 1000] {
            let mut visits = Visits::new(n_nodes);
            visits.shuffle(&mut SplitMix64::new(1));
            let turns = |visits: &Visits| (0..visits.n_blocks()).flat_map(|at| visits.block(at)).collect::<Vec<_>>();
            let mut nodes = turns(&visits);
            assert!(n_nodes < 1000 || !nodes.is_sorted());
            nodes.sort_unstable();
            assert_eq!(nodes, (0_u32..).take(n_nodes).collect::<Vec<_>>());
            assert!(nodes.iter().all(|node| visits.take(*node)));
            assert!(!nodes.iter().any(|node| visits.take(*node)));
        }
    }
}
