//! Lengths of the lightest paths from one node to all others.

use std::hint::black_box;
use std::mem;

use super::breadth_first::{self, hops};
use super::catalog::{AnalysisError, Answer, Settings};
use super::{Budget, LimitReached};
use crate::graph::{Projection, Topology, Weights};

/// Runs [`distances`] from each start, for the catalogue: the least counts.
pub(super) fn run(projection: &Projection, settings: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    let mut nearest = vec![f64::INFINITY; projection.n_nodes()];
    for start in settings.starts() {
        let lengths = distances(projection, *start, budget)?.lengths();
        nearest.iter_mut().zip(lengths).for_each(|(own, length)| *own = own.min(length));
    }
    let length = |length: f64| if length.is_finite() { length } else { f64::NAN };
    Ok(Answer::NodeScores(nearest.into_iter().map(length).collect()))
}

/// Distances from one node, by dense index.
#[derive(Debug, Clone, PartialEq)]
pub enum Distances {
    /// Sums of whole weights; [`u64::MAX`] without a path.
    Whole(Vec<u64>),
    /// Sums of other weights; infinite without a path.
    Real(Vec<f64>),
}

impl Distances {
    /// Returns the distances as numbers; infinite without a path.
    fn lengths(self) -> Vec<f64> {
        let long = |length: u64| if length == UNREACHED { f64::INFINITY } else { length as f64 };
        match self {
            Distances::Whole(lengths) => lengths.into_iter().map(long).collect(),
            Distances::Real(lengths) => lengths,
        }
    }
}

/// Returns the least sum of weights on a path from a node to each node.
///
/// Paths follow the projection's direction; the source itself is at distance 0. Without weights each arc counts 1. Of
/// parallel edges the lightest counts, loops change nothing; weights may be 0. Sums of real weights are made along the
/// path, from its start. Whole weights up to 1,023 cost `O(n + m + d)`, with `d` the greatest distance; others
/// `O(m + n log w)`, with `w` the ratio of the weights. Memory 12 bytes a node and up to 16 an arc. Works on one thread.
///
/// # Errors
/// [`AnalysisError::Weight`] for a weight below 0 or one that is not a number; [`LimitReached::Time`].
///
/// # Panics
/// If the source is not below the number of nodes.
///
/// # Source
/// Dial 1969, "Algorithm 360: shortest-path forest with topological ordering", Communications of the ACM 12(11); for
/// other weights Ahuja, Mehlhorn, Orlin, Tarjan 1990, "Faster algorithms for the shortest path problem", Journal of the
/// ACM 37(2), section 2 (radix heap).
pub fn distances(projection: &Projection, source: u32, budget: &Budget) -> Result<Distances, AnalysisError> {
    let topology = projection.outgoing();
    match projection.weights() {
        Weights::Unit => {
            let hops = hops(projection, source, budget)?;
            let long = |hops: &u32| if *hops == breadth_first::UNREACHED { UNREACHED } else { u64::from(*hops) };
            Ok(Distances::Whole(hops.iter().map(long).collect()))
        }
        Weights::Whole(weights) => {
            let heaviest = weights.iter().fold(0, |most, weight| *weight.max(&most));
            let is_short = u64::from(heaviest) * (topology.n_nodes() as u64) < u64::from(u32::MAX);
            if heaviest < MOST_BUCKETS && is_short {
                return Ok(Distances::Whole(by_buckets(topology, weights, heaviest, source, budget)?));
            }
            let further = |length: u64, arc: usize| length + u64::from(weights[arc]);
            Ok(Distances::Whole(by_radix_heap(topology, source, further, budget)?))
        }
        Weights::Real(weights) => {
            if let Some(weight) = weights.iter().find(|weight| weight.is_nan() || **weight < 0.0) {
                return Err(AnalysisError::Weight(*weight));
            }
            // Numbers that are not negative are in the order of their bits.
            let further = |length: u64, arc: usize| (f64::from_bits(length) + weights[arc].abs()).to_bits();
            let lengths = by_radix_heap(topology, source, further, budget)?;
            let real = |length: u64| if length == UNREACHED { f64::INFINITY } else { f64::from_bits(length) };
            Ok(Distances::Real(lengths.into_iter().map(real).collect()))
        }
    }
}

/// The length of no path.
const UNREACHED: u64 = u64::MAX;

/// Weights below this have a bucket each.
const MOST_BUCKETS: u32 = 1024;

/// Nodes whose arcs are fetched from memory at the same time.
const BLOCK: usize = 64;

/// Fewer arcs are at hand anyway.
const ENOUGH_TO_FETCH: usize = 1 << 18;

/// Settles nodes in the order of their distance; those at one distance wait in a bucket of their own.
fn by_buckets(
    topology: Topology<'_>,
    weights: &[u32],
    heaviest: u32,
    source: u32,
    budget: &Budget,
) -> Result<Vec<u64>, LimitReached> {
    let mut lengths = vec![u32::MAX; topology.n_nodes()];
    let n_buckets = (heaviest as usize + 1).next_power_of_two();
    let n_usual = (2 * topology.n_nodes() / n_buckets).clamp(4, 256);
    let mut buckets: Vec<Vec<u32>> = (0..n_buckets).map(|_| Vec::with_capacity(n_usual)).collect();
    let mask = n_buckets - 1;
    lengths[source as usize] = 0;
    buckets[0].push(source);
    let (mut length, mut n_open, mut n_settled) = (0_u32, 1, 0);
    while n_open > 0 {
        let at = length as usize & mask;
        if buckets[at].is_empty() {
            length += 1;
            continue;
        }
        let mut bucket = mem::take(&mut buckets[at]);
        for block in bucket.chunks(BLOCK) {
            n_settled += 1;
            budget.step(n_settled)?;
            if topology.n_arcs() > ENOUGH_TO_FETCH {
                fetch(topology, weights, block);
            }
            for &node in block {
                if lengths[node as usize] == length {
                    n_open += relax(topology, weights, node, &mut lengths, &mut buckets);
                }
            }
        }
        n_open -= bucket.len();
        bucket.clear();
        if buckets[at].is_empty() {
            buckets[at] = bucket;
        }
    }
    Ok(lengths.iter().map(|own| if *own == u32::MAX { UNREACHED } else { u64::from(*own) }).collect())
}

/// Shortens the ways to the neighbours of a node where they lead past it, and says how many.
#[inline]
fn relax(topology: Topology<'_>, weights: &[u32], node: u32, lengths: &mut [u32], buckets: &mut [Vec<u32>]) -> usize {
    let (length, mask) = (lengths[node as usize], buckets.len() - 1);
    let arcs = topology.range(node);
    let mut n_shorter = 0;
    for (target, weight) in topology.targets[arcs.clone()].iter().zip(&weights[arcs]) {
        let through = length + weight;
        if through < lengths[*target as usize] {
            lengths[*target as usize] = through;
            buckets[through as usize & mask].push(*target);
            n_shorter += 1;
        }
    }
    n_shorter
}

/// Reads the first arc of some nodes, so that memory looks for them all at the same time.
fn fetch(topology: Topology<'_>, weights: &[u32], nodes: &[u32]) {
    let mut all = 0;
    for node in nodes {
        let first = topology.offsets[*node as usize] as usize;
        if let (Some(target), Some(weight)) = (topology.targets.get(first), weights.get(first)) {
            all ^= target ^ weight;
        }
    }
    black_box(all);
}

/// Settles nodes in the order of their distance, kept in a heap that only ever gives up greater ones.
///
/// `further` is the length of a path with one more arc.
fn by_radix_heap(
    topology: Topology<'_>,
    source: u32,
    further: impl Fn(u64, usize) -> u64,
    budget: &Budget,
) -> Result<Vec<u64>, LimitReached> {
    let mut lengths = vec![UNREACHED; topology.n_nodes()];
    let mut heap = RadixHeap { last: 0, buckets: vec![Vec::new(); 65] };
    lengths[source as usize] = 0;
    heap.push(0, source);
    let mut n_settled = 0;
    while let Some((length, node)) = heap.pop(&lengths) {
        n_settled += 1;
        budget.step(n_settled)?;
        for arc in topology.range(node) {
            let target = topology.targets[arc];
            let through = further(length, arc);
            if through < lengths[target as usize] {
                lengths[target as usize] = through;
                heap.push(through, target);
            }
        }
    }
    Ok(lengths)
}

/// Nodes by length; bucket `b` has those whose length differs from the last one given up first in bit `b - 1`.
struct RadixHeap {
    last: u64,
    buckets: Vec<Vec<(u64, u32)>>,
}

impl RadixHeap {
    fn push(&mut self, length: u64, node: u32) {
        let place = 64 - (length ^ self.last).leading_zeros();
        self.buckets[place as usize].push((length, node));
    }

    /// Gives up a node of the least length, if that still is its length.
    fn pop(&mut self, lengths: &[u64]) -> Option<(u64, u32)> {
        loop {
            while let Some((length, node)) = self.buckets[0].pop() {
                if lengths[node as usize] == length {
                    return Some((length, node));
                }
            }
            let place = self.buckets.iter().position(|bucket| !bucket.is_empty())?;
            let mut bucket = mem::take(&mut self.buckets[place]);
            bucket.retain(|(length, node)| lengths[*node as usize] == *length);
            if let Some(least) = bucket.iter().map(|(length, _)| *length).min() {
                self.last = least;
            }
            for (length, node) in bucket.drain(..) {
                self.push(length, node);
            }
            self.buckets[place] = bucket;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{budget, grid, path, small};
    use crate::graph::Direction;

    /// Distances by relaxing every arc until nothing changes.
    fn plain(projection: &Projection, source: u32) -> Vec<f64> {
        let mut lengths = vec![f64::INFINITY; projection.n_nodes()];
        lengths[source as usize] = 0.0;
        for _ in 0..projection.n_nodes() {
            for node in (0..).take(projection.n_nodes()) {
                for arc in projection.arcs(node) {
                    let through = lengths[node as usize] + arc.weight;
                    lengths[arc.target as usize] = lengths[arc.target as usize].min(through);
                }
            }
        }
        lengths
    }

    fn real(distances: Distances) -> Vec<f64> {
        match distances {
            Distances::Real(own) => own,
            Distances::Whole(own) => {
                own.iter().map(|own| if *own == UNREACHED { f64::INFINITY } else { *own as f64 }).collect()
            }
        }
    }

    #[test]
    fn closed_forms() {
        let found = distances(&path(4).undirected(), 1, &budget()).expect("there is time");
        assert_eq!(found, Distances::Whole(vec![1, 0, 1, 2]));
        let found = distances(&path(3).directed_weighted(), 1, &budget()).expect("there is time");
        assert_eq!(found, Distances::Real(vec![f64::INFINITY, 0.0, 1.0]));
        let found = distances(&grid(3, 4).undirected_weighted(), 0, &budget()).expect("there is time");
        assert_eq!(real(found)[11].to_bits(), 5_f64.to_bits());
    }

    #[test]
    fn weights_below_zero_and_of_no_number_are_refused() {
        for weight in [-1.0, f64::NAN] {
            let projection = Projection::of_edges(2, &[(0, 1)], Some(&[weight]), Direction::Both);
            assert!(matches!(distances(&projection, 0, &budget()), Err(AnalysisError::Weight(_))));
        }
    }

    proptest! {
        #[test]
        fn equals_the_definition(sample in small(30)) {
            for projection in sample.projections() {
                let found = distances(&projection, 0, &budget());
                prop_assert_eq!(found.map(real), Ok(plain(&projection, 0)));
            }
        }

        #[test]
        fn both_ways_to_keep_nodes_in_order_agree(sample in small(30), scale in 0..200_u32) {
            let projection = sample.directed();
            let topology = projection.outgoing();
            let whole = |arc: usize| u32::try_from(arc * 7 % 4).expect("below 4") * scale;
            let weights: Vec<u32> = (0..topology.n_arcs()).map(whole).collect();
            let buckets = by_buckets(topology, &weights, 3 * scale, 0, &budget());
            let further = |length: u64, arc: usize| length + u64::from(weights[arc]);
            prop_assert_eq!(buckets, by_radix_heap(topology, 0, further, &budget()));
        }
    }
}
