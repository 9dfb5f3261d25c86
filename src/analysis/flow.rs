//! What flows into nodes from their neighbours: the sums that iterations over a graph repeat.

use std::ops::Range;
use std::sync::Mutex;
use std::thread;

use super::{Budget, LimitReached};
use crate::graph::{Projection, Topology, Weights};

/// Below so many arcs starting threads costs more than it saves.
const MIN_ARCS: usize = 1 << 17;
/// The least arcs of a part; sums over parts are added up in order.
const PART: usize = 1 << 15;
/// The most parts.
const MAX_PARTS: usize = 64;
/// How many rows are added up side by side.
const LANES: usize = 8;
/// Rows of more arcs are added up on their own.
const LONG: usize = 256;
/// Stands for no arc; it is no node.
const NONE: u32 = u32::MAX;

/// Rows of arcs laid out to be added up again and again.
///
/// Nodes are renumbered by falling number of arcs, their *ranks*, so that values which are often asked for lie side by
/// side. Rows of about as many arcs are interleaved, eight at a time: each is added up in the order of its arcs, in a
/// lane of its own. A row of more than 256 arcs is added up in eight lanes, and those in pairs. So sums depend neither
/// on vectors nor on threads. Parallel edges count each, a loop of an undirected projection once.
///
/// Cost to make it `O(n + m)`, about that of two additions of all rows; memory 4 bytes an arc and 12 a node, 8 bytes
/// an arc more with weights.
pub(super) struct Inflow {
    /// Nodes by rank.
    order: Vec<u32>,
    /// How many rows come first that are added up on their own.
    n_long: usize,
    /// Where in `sources` the long rows and then the blocks of eight rows begin; one more than there are.
    starts: Vec<usize>,
    /// Ranks; [`NONE`] where a row of a block has no more.
    sources: Vec<u32>,
    /// Of each place in `sources`; none where all weigh 1.
    weights: Vec<f64>,
    /// Rows and blocks that are added up by one thread.
    parts: Vec<Range<usize>>,
    n_arcs: usize,
}

impl Inflow {
    /// Lays out the arcs that lead to each node.
    pub(super) fn new(projection: &Projection) -> Self {
        let order = by_degree(projection.incoming());
        let columns = ranks(&order);
        Self::of(projection.incoming(), projection.weights_into(), order, &columns)
    }

    /// Lays out the arcs that lead to each node, and those that lead away from each: what comes out of either is by the
    /// ranks that the other asks for.
    pub(super) fn both_ways(projection: &Projection) -> (Self, Self) {
        let (into, out) = (by_degree(projection.incoming()), by_degree(projection.outgoing()));
        let columns = (ranks(&into), ranks(&out));
        let into = Self::of(projection.incoming(), projection.weights_into(), into, &columns.1);
        let out = Self::of(projection.outgoing(), projection.weights(), out, &columns.0);
        (into, out)
    }

    /// Lays out rows in an order that is by falling length; a node is asked for by its rank.
    fn of(topology: Topology<'_>, weights: &Weights, order: Vec<u32>, rank: &[u32]) -> Self {
        let n_long = order.partition_point(|node| topology.degree(*node) as usize > LONG);
        let mut inflow = Inflow {
            n_long,
            starts: vec![0],
            sources: Vec::with_capacity(topology.n_arcs() + topology.n_arcs() / 16 + LANES * LONG),
            weights: Vec::new(),
            parts: Vec::new(),
            n_arcs: topology.n_arcs(),
            order: Vec::new(),
        };
        for node in &order[..n_long] {
            inflow.sources.extend(topology.of(*node).iter().map(|source| rank[*source as usize]));
            inflow.starts.push(inflow.sources.len());
        }
        for nodes in order[n_long..].chunks(LANES) {
            inflow.interleave(topology, nodes, rank);
        }
        if *weights != Weights::Unit {
            inflow.weigh(topology, weights, &order);
        }
        inflow.order = order;
        inflow.divide();
        inflow
    }

    /// Adds a block of rows: the first arc of each, then the second of each, and so on.
    fn interleave(&mut self, topology: Topology<'_>, nodes: &[u32], rank: &[u32]) {
        let begin = self.sources.len();
        let width = nodes.iter().map(|node| topology.degree(*node) as usize).max().unwrap_or(0);
        self.sources.resize(begin + width * LANES, NONE);
        let block = &mut self.sources[begin..];
        for (lane, node) in nodes.iter().enumerate() {
            let slots = block[lane.min(width * LANES)..].iter_mut().step_by(LANES);
            for (slot, source) in slots.zip(topology.of(*node)) {
                *slot = rank[*source as usize];
            }
        }
        self.starts.push(self.sources.len());
    }

    /// Lays out the weights like the sources.
    fn weigh(&mut self, topology: Topology<'_>, weights: &Weights, order: &[u32]) {
        self.weights = vec![0.0; self.sources.len()];
        for (unit, node) in order[..self.n_long].iter().enumerate() {
            for (slot, at) in self.weights[self.starts[unit]..].iter_mut().zip(topology.range(*node)) {
                *slot = weights.at(at);
            }
        }
        for (unit, nodes) in (self.n_long..).zip(order[self.n_long..].chunks(LANES)) {
            let block = &mut self.weights[self.starts[unit]..self.starts[unit + 1]];
            for (lane, node) in nodes.iter().enumerate() {
                for (row, at) in topology.range(*node).enumerate() {
                    block[row * LANES + lane] = weights.at(at);
                }
            }
        }
    }

    /// Divides rows and blocks into parts of about as many arcs.
    fn divide(&mut self) {
        let size = (self.sources.len() + self.order.len()).div_ceil(MAX_PARTS).max(PART);
        let n_units = self.starts.len() - 1;
        let mut begin = 0;
        for unit in 0..n_units {
            let cost = self.starts[unit + 1] - self.starts[begin] + self.rows(begin..unit + 1).len();
            if cost >= size || unit + 1 == n_units {
                self.parts.push(begin..unit + 1);
                begin = unit + 1;
            }
        }
    }

    /// Returns the ranks of the rows in some units.
    fn rows(&self, units: Range<usize>) -> Range<usize> {
        let first = |unit: usize| unit.min(self.n_long) + unit.saturating_sub(self.n_long) * LANES;
        first(units.start)..first(units.end).min(self.order.len())
    }

    /// Returns the nodes by rank.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Returns values by dense index that are given by rank.
    pub(super) fn by_node(&self, values: &[f64]) -> Vec<f64> {
        let mut own = vec![0.0; values.len()];
        for (node, value) in self.order.iter().zip(values) {
            own[*node as usize] = *value;
        }
        own
    }

    /// Returns values by rank that are given by dense index.
    pub(super) fn by_rank(&self, values: &[f64]) -> Vec<f64> {
        self.order.iter().map(|node| values[*node as usize]).collect()
    }

    /// Sets each place of `sums` to the sum of the values of those that lead there, each times the weight of its arc;
    /// values and sums are by rank. `finish` is then given each part of them: its ranks and sums, to be changed in
    /// place; what it returns comes in the order of the parts.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn pull<R: Send>(
        &self,
        values: &[f64],
        sums: &mut [f64],
        budget: &Budget,
        finish: impl Fn(Range<usize>, &mut [f64]) -> R + Sync,
    ) -> Result<Vec<R>, LimitReached> {
        let n_threads = if self.n_arcs < MIN_ARCS { 1 } else { budget.n_threads().min(self.parts.len()) };
        let mut rest = sums;
        let parts = self.parts.iter().map(|units| {
            let rows = self.rows(units.clone());
            let (own, after) = std::mem::take(&mut rest).split_at_mut(rows.len());
            rest = after;
            (units.clone(), rows, own)
        });
        let work = |(units, rows, own): (Range<usize>, Range<usize>, &mut [f64])| {
            budget.check_time()?;
            self.add_up(units, values, own);
            Ok(finish(rows, own))
        };
        if n_threads < 2 {
            return parts.map(work).collect();
        }
        share(parts.enumerate(), n_threads, &work)
    }

    #[inline]
    fn add_up(&self, units: Range<usize>, values: &[f64], sums: &mut [f64]) {
        let n_long = self.n_long.clamp(units.start, units.end) - units.start;
        let (long, short) = sums.split_at_mut(n_long);
        for (unit, slot) in units.clone().zip(long) {
            let range = self.starts[unit]..self.starts[unit + 1];
            let lanes = if self.weights.is_empty() {
                added(&self.sources[range], values)
            } else {
                weighted(&self.sources[range.clone()], &self.weights[range], values)
            };
            *slot = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
                + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        }
        for (unit, slots) in (units.start + n_long..).zip(short.chunks_mut(LANES)) {
            let range = self.starts[unit]..self.starts[unit + 1];
            let lanes = if self.weights.is_empty() {
                added(&self.sources[range], values)
            } else {
                weighted(&self.sources[range.clone()], &self.weights[range], values)
            };
            slots.copy_from_slice(&lanes[..slots.len()]);
        }
    }
}

/// Returns the nodes by falling number of arcs, of equals the lower first.
pub(super) fn by_degree(topology: Topology<'_>) -> Vec<u32> {
    let degrees = || topology.offsets.windows(2).map(|ends| (ends[1] - ends[0]) as usize);
    let most = degrees().max().unwrap_or(0);
    let mut next = vec![0_u32; most + 2];
    for degree in degrees() {
        next[most - degree + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut order = vec![0; topology.n_nodes()];
    for (node, degree) in (0..).zip(degrees()) {
        let place = &mut next[most - degree];
        order[*place as usize] = node;
        *place += 1;
    }
    order
}

/// Returns where each node stands in an order.
pub(super) fn ranks(order: &[u32]) -> Vec<u32> {
    let mut rank = vec![0; order.len()];
    for (at, node) in (0..).zip(order) {
        rank[*node as usize] = at;
    }
    rank
}

/// Lets threads take parts one after another; results come in the order of the parts.
fn share<T: Send, R: Send>(
    parts: impl Iterator<Item = (usize, T)> + Send,
    n_threads: usize,
    work: &(impl Fn(T) -> Result<R, LimitReached> + Sync),
) -> Result<Vec<R>, LimitReached> {
    let parts = Mutex::new(parts);
    let take = || parts.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let run = || {
        let mut done = Vec::new();
        while let Some((at, part)) = take() {
            done.push((at, work(part)));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..n_threads).map(|_| scope.spawn(run)).collect();
        let mut done = run();
        for other in others {
            done.extend(other.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
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

/// Returns the sum of numbers, added up in eight lanes and those in order: fast, and always the same.
#[inline]
pub(super) fn lanes(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let mut lanes = [0.0; LANES];
    let mut numbers = numbers;
    for _ in 0..numbers.len() / LANES {
        for lane in &mut lanes {
            *lane += numbers.next().unwrap_or(0.0);
        }
    }
    for (lane, number) in lanes.iter_mut().zip(numbers) {
        *lane += number;
    }
    lanes.iter().sum()
}

/// Returns the sum of the differences between two lists.
pub(super) fn change(old: &[f64], new: &[f64]) -> f64 {
    lanes(old.iter().zip(new).map(|(old, new)| (old - new).abs()))
}

/// Divides by the Euclidean length, if there is any.
pub(super) fn normalize(values: &mut [f64]) {
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
    if length > 0.0 {
        for value in values {
            *value /= length;
        }
    }
}

/// Divides by the sum, if there is any.
pub(super) fn share_out(values: &mut [f64]) {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        for value in values {
            *value /= sum;
        }
    }
}
