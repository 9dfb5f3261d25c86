//! How rows of arcs lie in memory to be added up.

use std::ops::Range;

use super::LANES;
use crate::graph::{Topology, Weights};

/// The least arcs of a part; sums over parts are added up in order.
const PART: usize = 1 << 15;
/// The most parts.
const MAX_PARTS: usize = 64;
/// Rows of more arcs are added up on their own.
const LONG: usize = 256;
/// Stands for no arc; it is no node.
const NONE: u32 = u32::MAX;

/// Some rows, which one thread adds up.
pub(super) struct Part {
    /// Their ranks.
    pub(super) rows: Range<usize>,
    /// How many rows come first that are added up on their own.
    n_long: usize,
    /// Where in `sources` the long rows and then the blocks of eight rows begin; one more than there are.
    starts: Vec<usize>,
    /// Ranks; [`NONE`] where a row of a block has no more.
    sources: Vec<u32>,
    /// Of each place in `sources`; none where all weigh 1.
    weights: Vec<f64>,
}

/// Rows to be laid out in an order by falling length.
pub(super) struct Layout<'l> {
    pub(super) topology: Topology<'l>,
    pub(super) weights: &'l Weights,
    pub(super) order: &'l [u32],
    /// By which a node is asked for.
    pub(super) rank: &'l [u32],
}

impl Layout<'_> {
    /// Divides rows into parts of about as many arcs; blocks are not divided.
    pub(super) fn divided(&self) -> Vec<Range<usize>> {
        let size = (self.topology.n_arcs() + self.order.len()).div_ceil(MAX_PARTS).max(PART);
        let n_long = self.n_long(self.order);
        let (mut parts, mut begin, mut cost) = (Vec::new(), 0, 0);
        for (at, node) in self.order.iter().enumerate() {
            let is_whole = at <= n_long || (at - n_long).is_multiple_of(LANES);
            if cost >= size && is_whole {
                parts.push(begin..at);
                (begin, cost) = (at, 0);
            }
            cost += self.topology.degree(*node) as usize + 1;
        }
        if begin < self.order.len() {
            parts.push(begin..self.order.len());
        }
        parts
    }

    /// Returns how many of some nodes come first that have long rows.
    fn n_long(&self, nodes: &[u32]) -> usize {
        nodes.partition_point(|node| self.topology.degree(*node) as usize > LONG)
    }

    /// Lays out some rows.
    pub(super) fn part(&self, rows: Range<usize>) -> Part {
        let nodes = &self.order[rows.clone()];
        let (long, short) = nodes.split_at(self.n_long(nodes));
        let degree = |node: &u32| self.topology.degree(*node) as usize;
        let mut starts = vec![0];
        let mut end = 0;
        let widths = long.iter().map(degree);
        let blocks = short.chunks(LANES).map(|nodes| nodes.first().map_or(0, degree) * LANES);
        for width in widths.chain(blocks) {
            end += width;
            starts.push(end);
        }
        let mut part = Part { rows, n_long: long.len(), starts, sources: vec![NONE; end], weights: Vec::new() };
        self.fill(nodes, &mut part);
        part
    }

    /// Writes sources and weights to their places: those of a long row one after another, of the rows of a block the
    /// first of each, then the second of each, and so on.
    fn fill(&self, nodes: &[u32], part: &mut Part) {
        if *self.weights != Weights::Unit {
            part.weights = vec![0.0; part.sources.len()];
        }
        let end = part.sources.len();
        for (row, node) in nodes.iter().enumerate() {
            let (begin, step) = part.place(row);
            let slots = part.sources[begin.min(end)..].iter_mut().step_by(step);
            for (slot, source) in slots.zip(self.topology.of(*node)) {
                *slot = self.rank[*source as usize];
            }
            if part.weights.is_empty() {
                continue;
            }
            let slots = part.weights[begin.min(end)..].iter_mut().step_by(step);
            for (slot, at) in slots.zip(self.topology.range(*node)) {
                *slot = self.weights.at(at);
            }
        }
    }
}

impl Part {
    /// Returns where a row begins, and how far its arcs lie apart.
    fn place(&self, row: usize) -> (usize, usize) {
        match row.checked_sub(self.n_long) {
            None => (self.starts[row], 1),
            Some(short) => (self.starts[self.n_long + short / LANES] + short % LANES, LANES),
        }
    }

    /// Sets each place of `sums` to the sum of a row.
    #[inline]
    pub(super) fn add_up(&self, values: &[f64], sums: &mut [f64]) {
        if self.weights.is_empty() {
            self.add_up_by(sums, |range| added(&self.sources[range], values));
        } else {
            self.add_up_by(sums, |range| weighted(&self.sources[range.clone()], &self.weights[range], values));
        }
    }

    #[inline]
    fn add_up_by(&self, sums: &mut [f64], lanes: impl Fn(Range<usize>) -> [f64; LANES]) {
        let (long, short) = sums.split_at_mut(self.n_long);
        for (ends, slot) in self.starts.windows(2).zip(long) {
            let lanes = lanes(ends[0]..ends[1]);
            *slot = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
                + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        }
        for (ends, slots) in self.starts[self.n_long..].windows(2).zip(short.chunks_mut(LANES)) {
            let lanes = lanes(ends[0]..ends[1]);
            slots.copy_from_slice(&lanes[..slots.len()]);
        }
    }
}

/// Returns the value of a node, 0 for none.
#[inline]
fn value(values: &[f64], source: u32) -> f64 {
    values.get(source as usize).copied().unwrap_or(0.0)
}

/// Adds values up, each eighth in the same lane.
#[inline]
fn added(sources: &[u32], values: &[f64]) -> [f64; LANES] {
    let (chunks, rest) = sources.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, source) in lanes.iter_mut().zip(chunk) {
            *lane += value(values, *source);
        }
    }
    for (lane, source) in lanes.iter_mut().zip(rest) {
        *lane += value(values, *source);
    }
    lanes
}

/// The same, each value times its weight.
#[inline]
fn weighted(sources: &[u32], weights: &[f64], values: &[f64]) -> [f64; LANES] {
    let mut lanes = [0.0; LANES];
    for (chunk, weights) in sources.chunks(LANES).zip(weights.chunks(LANES)) {
        for ((lane, source), weight) in lanes.iter_mut().zip(chunk).zip(weights) {
            *lane += weight * value(values, *source);
        }
    }
    lanes
}
