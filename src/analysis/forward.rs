//! Which ties close triangles: each node's ties to nodes of more neighbours, and as bits where they are many.

#![expect(clippy::inline_always, reason = "compiled for wide vectors only where it is inlined")]

use std::ops::Range;

use super::{Budget, LimitReached};
use crate::graph::{Topology, ranks};

/// Bits of a row are taken so many words at a time.
pub(super) const WORDS: usize = 8;
/// So many words.
pub(super) type Block = [u64; WORDS];
/// A row is kept as bits as well where it has so many neighbours for each block of them.
const MIN_PER_BLOCK: usize = 4;
const BITS: usize = WORDS * 64;

/// The ties of a graph, each once, at the end of the higher rank; ranks are by falling number of neighbours.
///
/// So no row has more than `O(√m)` ties. Rows whose bits are few for their ties, those of the best connected nodes, are
/// kept as bits too: two of them are laid over each other 512 nodes at a time.
///
/// Cost to make it `O(n + m)`; memory 4 bytes a tie and 12 a node, and at most 16 bytes a tie for bits.
///
/// # Source
/// Schank, Wagner 2005, "Finding, counting and listing all triangles in large graphs", algorithm *forward*.
pub(super) struct Forward {
    /// Nodes by rank.
    pub(super) order: Vec<u32>,
    offsets: Vec<u32>,
    /// Ranks, lower than the row's.
    targets: Vec<u32>,
    /// Whether arcs lead both ways, for each place in `targets`; empty where nobody asks.
    is_mutual: Vec<bool>,
    /// Where the blocks of each row begin, up to the last that is kept as bits; a row without any is not.
    block_offsets: Vec<usize>,
    blocks: Vec<Block>,
    /// The same bits, but only of those with arcs both ways.
    mutual_blocks: Vec<Block>,
}

impl Forward {
    /// Ranks the nodes of rows of distinct neighbours; loops do not matter.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn new(rows: Topology<'_>, is_mutual: &[bool], budget: &Budget) -> Result<Self, LimitReached> {
        budget.check_time()?;
        let order = rows.by_degree();
        let rank = ranks(&order);
        let mut forward = Forward {
            offsets: Vec::with_capacity(order.len() + 1),
            targets: vec![0; rows.n_arcs() / 2 + 1],
            is_mutual: if is_mutual.is_empty() { Vec::new() } else { vec![false; rows.n_arcs() / 2 + 1] },
            order,
            block_offsets: vec![0],
            blocks: Vec::new(),
            mutual_blocks: Vec::new(),
        };
        forward.offsets.push(0);
        let mut end = 0;
        for (own, node) in (0..).zip(&forward.order) {
            budget.step(own as usize)?;
            // Each is written; what is not to stay is written over by the next.
            for at in rows.range(*node) {
                let other = rank[rows.targets[at] as usize];
                forward.targets[end] = other;
                if let Some(slot) = forward.is_mutual.get_mut(end) {
                    *slot = is_mutual[at];
                }
                end += usize::from(other < own);
            }
            forward.offsets.push(u32::try_from(end).unwrap_or(u32::MAX));
        }
        forward.targets.truncate(end);
        forward.is_mutual.truncate(end);
        forward.draw();
        Ok(forward)
    }

    /// Keeps rows as bits, as long as one in a while is worth it.
    fn draw(&mut self) {
        for own in 0..self.order.len() {
            let (n_ties, n_blocks) = (self.range(own).len(), own.div_ceil(BITS));
            let begin = self.blocks.len();
            if n_ties >= n_blocks * MIN_PER_BLOCK {
                self.blocks.resize(begin + n_blocks, Block::default());
                set(
                    &mut self.blocks[begin..],
                    &self.targets[self.offsets[own] as usize..self.offsets[own + 1] as usize],
                );
                if !self.is_mutual.is_empty() {
                    self.mutual_blocks.resize(begin + n_blocks, Block::default());
                    let range = self.range(own);
                    let mutual = self.targets[range.clone()].iter().zip(&self.is_mutual[range]);
                    let mutual: Vec<u32> =
                        mutual.filter(|(_, is_mutual)| **is_mutual).map(|(target, _)| *target).collect();
                    set(&mut self.mutual_blocks[begin..], &mutual);
                }
            }
            self.block_offsets.push(self.blocks.len());
        }
        let all = self.blocks.len();
        let last = self.block_offsets.partition_point(|end| *end < all);
        self.block_offsets.truncate(last + 1);
    }

    /// Returns how many blocks hold a bit for each node.
    pub(super) fn n_blocks(&self) -> usize {
        self.order.len().div_ceil(BITS)
    }

    fn range(&self, own: usize) -> Range<usize> {
        self.offsets[own] as usize..self.offsets[own + 1] as usize
    }

    /// Returns the ties of a rank to lower ones.
    #[inline(always)]
    pub(super) fn row(&self, own: usize) -> &[u32] {
        &self.targets[self.range(own)]
    }

    /// Returns for each tie of a rank whether it is mutual.
    #[inline(always)]
    pub(super) fn mutual_row(&self, own: usize) -> &[bool] {
        &self.is_mutual[self.range(own)]
    }

    /// Returns the ties of a rank as bits; nothing where they are not kept so, or where there are none.
    #[inline(always)]
    pub(super) fn bits(&self, own: usize) -> &[Block] {
        match self.block_offsets.get(own..own + 2) {
            Some(ends) => &self.blocks[ends[0]..ends[1]],
            None => &[],
        }
    }

    /// Returns the mutual ones of them.
    #[inline(always)]
    pub(super) fn mutual_bits(&self, own: usize) -> &[Block] {
        &self.mutual_blocks[self.block_offsets[own]..self.block_offsets[own + 1]]
    }
}

/// Sets the bits of some nodes.
#[inline(always)]
pub(super) fn set(blocks: &mut [Block], nodes: &[u32]) {
    for node in nodes {
        let word = *node as usize / 64;
        blocks[word / WORDS][word % WORDS] |= 1 << (node % 64);
    }
}

/// Takes the words of some nodes back to nothing.
#[inline(always)]
pub(super) fn clear(blocks: &mut [Block], nodes: &[u32]) {
    for node in nodes {
        let word = *node as usize / 64;
        blocks[word / WORDS][word % WORDS] = 0;
    }
}

/// Returns 1 for a node whose bit is set.
#[inline(always)]
pub(super) fn bit(blocks: &[Block], node: u32) -> u64 {
    let word = node as usize / 64;
    blocks[word / WORDS][word % WORDS] >> (node % 64) & 1
}

/// Returns how many bits are set in both.
#[inline(always)]
pub(super) fn n_common(one: &[Block], other: &[Block]) -> u64 {
    let words = one.as_flattened().iter().zip(other.as_flattened());
    words.map(|(one, other)| u64::from((one & other).count_ones())).sum()
}
