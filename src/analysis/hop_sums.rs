//! Breadth-first searches from many nodes at once, as sets of bits.
#![expect(clippy::inline_always, reason = "what is not inlined is compiled for narrow vectors")]

use super::hop_rows::{HopRows, Numbering, has_long_paths};
use super::parallel::Chunked;
use super::vectors::{Work, vectorized_work};
use super::{Budget, LimitReached};
use crate::graph::{Projection, Topology};

/// What searches found out about each node: how many other nodes reach it, and the sum of what their distances are worth.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct DistanceSums {
    /// How many of the sources reach each node, itself left out.
    pub(super) n_reaching: Vec<u32>,
    /// What their distances are worth together.
    pub(super) sums: Vec<f64>,
}

/// The way that searches take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Along {
    /// From a node to where its arcs lead; sums are over those that reach a node.
    Arcs,
    /// Against the arcs; sums are over those that a node reaches.
    Reverse,
}

/// Adds up what the hop distances from some nodes along arcs are worth at each other node that they reach; all by dense
/// index.
///
/// Cost and memory are those of [`hop_sums`], and of a copy of the graph.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
pub(super) fn sums_to(
    projection: &Projection,
    sources: &[u32],
    worth: &(dyn Fn(f64) -> f64 + Sync),
    budget: &Budget,
) -> Result<DistanceSums, LimitReached> {
    let rows = HopRows::of(projection, numbering(has_long_paths(projection, budget)?));
    let ranks = rows.ranks();
    let mut sources: Vec<u32> = sources.iter().map(|source| ranks[*source as usize]).collect();
    sources.sort_unstable();
    Ok(hop_sums(&rows, &sources, Along::Arcs, worth, budget)?.by_index(&rows))
}

/// Returns how nodes are best numbered for [`hop_sums`].
pub(super) fn numbering(is_long: bool) -> Numbering {
    if is_long { Numbering::ByRegion(N_BITS) } else { Numbering::ByDegree }
}

/// Adds up what the hop distances from some nodes are worth at each other node that they reach; numbers are those of
/// the rows, and sources are taken 512 at a time in the order given.
///
/// All searches of a batch go on together: a node has a bit for each, and in a step it takes the bits of its
/// neighbours. A step looks at the arcs of nodes that have bits to gain, or at those of nodes that have just gained
/// some, whichever are fewer. Cost `O(k m d / 512)` for `k` sources whose searches reach a node in `d` different steps
/// of a batch; so sources near each other are best put side by side. Memory 208 bytes a node and thread. Sums are taken
/// in a fixed order on any number of threads; whole ones are exact below 2^53.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Then et al. 2014, "The more the merrier: efficient multi-source graph traversal", PVLDB 8(4).
pub(super) fn hop_sums(
    rows: &HopRows,
    sources: &[u32],
    along: Along,
    worth: &(dyn Fn(f64) -> f64 + Sync),
    budget: &Budget,
) -> Result<DistanceSums, LimitReached> {
    let (push, pull) = match along {
        Along::Arcs => (rows.outgoing(), rows.incoming()),
        Along::Reverse => (rows.incoming(), rows.outgoing()),
    };
    let n_nodes = push.n_nodes();
    let batches: Vec<&[u32]> = sources.chunks(N_BITS).collect();
    let chunked = Chunked {
        scratch: &|| Sweep::new(n_nodes),
        job: &|sweep: &mut Sweep, chunk| {
            let mut found = DistanceSums::new(n_nodes);
            for batch in &batches[chunk] {
                vectorized_work(Batch { sweep, push, pull, sources: batch, worth, budget, found: &mut found })?;
            }
            Ok(found)
        },
    };
    let mut found = DistanceSums::new(n_nodes);
    chunked.run(batches.len(), budget, &mut |part: DistanceSums| found.add(&part))?;
    Ok(found)
}

impl DistanceSums {
    pub(super) fn new(n_nodes: usize) -> DistanceSums {
        DistanceSums { n_reaching: vec![0; n_nodes], sums: vec![0.0; n_nodes] }
    }

    pub(super) fn by_index(&self, rows: &HopRows) -> DistanceSums {
        DistanceSums { n_reaching: rows.by_index(&self.n_reaching), sums: rows.by_index(&self.sums) }
    }

    pub(super) fn add(&mut self, part: &DistanceSums) {
        for (own, part) in self.n_reaching.iter_mut().zip(&part.n_reaching) {
            *own += part;
        }
        for (own, part) in self.sums.iter_mut().zip(&part.sums) {
            *own += part;
        }
    }
}

/// How many searches go on together.
const N_BITS: usize = 512;

/// A set of the searches of a batch; one cache line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
struct Bits([u64; 8]);

impl Bits {
    const NONE: Bits = Bits([0; 8]);

    fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    #[inline(always)]
    fn or(mut self, other: &Bits) -> Bits {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
        self
    }

    #[inline(always)]
    fn and(mut self, other: &Bits) -> Bits {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= other);
        self
    }

    #[inline(always)]
    fn without(mut self, other: &Bits) -> Bits {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= !other);
        self
    }

    #[inline(always)]
    fn is_empty(&self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    #[inline(always)]
    fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

/// The searches of one batch, to be done.
struct Batch<'b> {
    sweep: &'b mut Sweep,
    push: Topology<'b>,
    pull: Topology<'b>,
    sources: &'b [u32],
    worth: &'b (dyn Fn(f64) -> f64 + Sync),
    budget: &'b Budget,
    found: &'b mut DistanceSums,
}

impl Work for Batch<'_> {
    type Output = Result<(), LimitReached>;

    #[inline(always)]
    fn done(self) -> Self::Output {
        let Batch { sweep, push, pull, sources, worth, budget, found } = self;
        let all = sweep.start(sources);
        let mut n_wanting = pull.n_arcs();
        let mut hops = 1_u32;
        while !sweep.active.is_empty() {
            let n_spreading: usize = sweep.active.iter().map(|node| push.degree(*node) as usize).sum();
            let mut gain = Gain { worth: worth(f64::from(hops)), found };
            if n_spreading * PUSH_COST < n_wanting {
                sweep.push(push, budget, &mut gain)?;
            } else {
                n_wanting = sweep.pull(pull, &all, budget, &mut gain)?;
            }
            hops += 1;
        }
        Ok(())
    }
}

/// The searches of one batch; its memory serves for the next.
struct Sweep {
    /// Which searches have come to a node.
    seen: Vec<Bits>,
    /// Which did in the last step.
    front: Vec<Bits>,
    /// Which do in this one; empty between steps.
    next: Vec<Bits>,
    /// Where some did in the last step.
    active: Vec<u32>,
    /// Where some may come in this one.
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl Sweep {
    fn new(n_nodes: usize) -> Sweep {
        Sweep {
            seen: vec![Bits::NONE; n_nodes],
            front: vec![Bits::NONE; n_nodes],
            next: vec![Bits::NONE; n_nodes],
            active: Vec::new(),
            touched: Vec::new(),
            is_touched: vec![false; n_nodes],
        }
    }

    /// Puts the searches at their sources; returns all of them.
    fn start(&mut self, sources: &[u32]) -> Bits {
        self.seen.fill(Bits::NONE);
        self.active.clear();
        let mut all = Bits::NONE;
        for (at, &source) in sources.iter().enumerate() {
            if self.front[source as usize].is_empty() {
                self.active.push(source);
            }
            self.front[source as usize].insert(at);
            self.seen[source as usize].insert(at);
            all.insert(at);
        }
        all
    }

    /// Takes a step from the nodes of the last one.
    #[inline(always)]
    fn push(&mut self, push: Topology<'_>, budget: &Budget, gain: &mut Gain<'_>) -> Result<(), LimitReached> {
        for part in self.active.chunks(NODES_A_CHECK) {
            budget.check_time()?;
            for &node in part {
                let bits = self.front[node as usize];
                for &target in push.of(node) {
                    let place = &mut self.next[target as usize];
                    *place = place.or(&bits);
                    if !std::mem::replace(&mut self.is_touched[target as usize], true) {
                        self.touched.push(target);
                    }
                }
            }
        }
        self.leave();
        for &node in &self.touched {
            let place = node as usize;
            self.is_touched[place] = false;
            let new = std::mem::replace(&mut self.next[place], Bits::NONE).without(&self.seen[place]);
            if !new.is_empty() {
                self.seen[place] = self.seen[place].or(&new);
                self.front[place] = new;
                self.active.push(node);
                gain.add(place, &new);
            }
        }
        self.touched.clear();
        Ok(())
    }

    /// Takes a step to the nodes that lack searches; returns how many arcs lead to those that still do.
    #[inline(always)]
    fn pull(
        &mut self,
        pull: Topology<'_>,
        all: &Bits,
        budget: &Budget,
        gain: &mut Gain<'_>,
    ) -> Result<usize, LimitReached> {
        let mut n_wanting = 0;
        let mut reached = std::mem::take(&mut self.touched);
        for (node, row) in (0_u32..).zip(pull.offsets.windows(2)) {
            if (node as usize).is_multiple_of(NODES_A_CHECK) {
                budget.check_time()?;
            }
            let place = node as usize;
            let wanted = all.without(&self.seen[place]);
            if wanted.is_empty() {
                continue;
            }
            let new = gathered(&self.front, &pull.targets[row[0] as usize..row[1] as usize], &wanted);
            if new != wanted {
                n_wanting += (row[1] - row[0]) as usize;
            }
            if !new.is_empty() {
                self.seen[place] = self.seen[place].or(&new);
                self.next[place] = new;
                reached.push(node);
                gain.add(place, &new);
            }
        }
        self.leave();
        std::mem::swap(&mut self.front, &mut self.next);
        self.touched = std::mem::replace(&mut self.active, reached);
        Ok(n_wanting)
    }

    /// Forgets the last step.
    fn leave(&mut self) {
        for node in self.active.drain(..) {
            self.front[node as usize] = Bits::NONE;
        }
    }
}

/// An arc to push over costs as much as so many to pull over.
const PUSH_COST: usize = 3;
const NODES_A_CHECK: usize = 4096;

/// Returns which of the wanted searches have come to some of the nodes; looks no further when all have.
#[inline(always)]
fn gathered(front: &[Bits], nodes: &[u32], wanted: &Bits) -> Bits {
    let mut bits = Bits::NONE;
    for few in nodes.chunks(4) {
        for node in few {
            bits = bits.or(&front[*node as usize]);
        }
        if wanted.without(&bits).is_empty() {
            return *wanted;
        }
    }
    bits.and(wanted)
}

/// Where a step's gains go.
struct Gain<'g> {
    worth: f64,
    found: &'g mut DistanceSums,
}

impl Gain<'_> {
    #[inline(always)]
    fn add(&mut self, place: usize, new: &Bits) {
        let n_new = new.len();
        self.found.n_reaching[place] += n_new;
        self.found.sums[place] += f64::from(n_new) * self.worth;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{budget, clique, grid, on_threads, path, small};
    use crate::analysis::simple::{Parallel, SimpleGraph};

    fn found(
        projection: &Projection,
        sources: &[u32],
        along: Along,
        numbering: Numbering,
        budget: &Budget,
    ) -> DistanceSums {
        let rows = HopRows::of(projection, numbering);
        let ranks = rows.ranks();
        let sources: Vec<u32> = sources.iter().map(|source| ranks[*source as usize]).collect();
        let worth = |distance: f64| 1.0 / distance;
        hop_sums(&rows, &sources, along, &worth, budget).expect("in time").by_index(&rows)
    }

    /// Distances to a node from each, by taking every arc as often as there are nodes.
    fn defined(projection: &Projection, sources: &[u32], along: Along) -> DistanceSums {
        let graph = match along {
            Along::Arcs => SimpleGraph::outgoing(projection, Parallel::Least),
            Along::Reverse => SimpleGraph::incoming(projection, Parallel::Least),
        };
        let mut sums = DistanceSums::new(graph.n_nodes());
        for &source in sources {
            let mut hops = vec![u32::MAX; graph.n_nodes()];
            hops[source as usize] = 0;
            for _ in 0..graph.n_nodes() {
                for node in (0..).take(graph.n_nodes()).filter(|node| hops[*node as usize] < u32::MAX).collect::<Vec<u32>>() {
                    for target in graph.targets(node) {
                        hops[*target as usize] = hops[*target as usize].min(hops[node as usize] + 1);
                    }
                }
            }
            for (node, hops) in hops.into_iter().enumerate().filter(|(_, hops)| (1..u32::MAX).contains(hops)) {
                sums.n_reaching[node] += 1;
                sums.sums[node] += 1.0 / f64::from(hops);
            }
        }
        sums
    }

    fn is_close(found: &DistanceSums, expected: &DistanceSums) -> bool {
        let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
        found.n_reaching == expected.n_reaching && found.sums.iter().zip(&expected.sums).all(near)
    }

    #[test]
    fn batches_add_up() {
        // More nodes than a batch has bits; distances on a grid are those of Manhattan.
        let (n_rows, n_columns) = (30, 37);
        let projection = grid(n_rows, n_columns).undirected();
        let sources: Vec<u32> = (0..n_rows * n_columns).collect();
        let sums = sums_to(&projection, &sources, &|distance| distance, &budget()).expect("in time");
        let along = |at: u32, n: u32| at * (at + 1) / 2 + (n - at) * (n - at - 1) / 2;
        for (node, sum) in (0..).zip(&sums.sums) {
            let (row, column) = (node / n_columns, node % n_columns);
            let expected = along(row, n_rows) * n_columns + along(column, n_columns) * n_rows;
            assert!((sum - f64::from(expected)).abs() < 1e-9, "{sum} is not {expected}");
        }
        let clique = clique(600).undirected();
        let sources: Vec<u32> = (0..600).collect();
        let sums = sums_to(&clique, &sources, &|distance| distance, &budget()).expect("in time");
        assert_eq!(sums, DistanceSums { n_reaching: vec![599; 600], sums: vec![599.0; 600] });
    }

    #[test]
    fn arcs_are_followed_or_turned_round() {
        let projection = path(4).directed();
        let reached = |along| found(&projection, &[0, 1, 2, 3], along, Numbering::ByDegree, &budget()).n_reaching;
        assert_eq!(reached(Along::Arcs), [0, 1, 2, 3]);
        assert_eq!(reached(Along::Reverse), [3, 2, 1, 0]);
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_definition(sample in small(24), drawn in prop::collection::vec(0..24_u32, 0..40)) {
            let sources: Vec<u32> = drawn.into_iter().filter(|source| *source < sample.n_nodes).collect();
            for projection in sample.projections() {
                for along in [Along::Arcs, Along::Reverse] {
                    let expected = defined(&projection, &sources, along);
                    for numbering in [Numbering::ByDegree, Numbering::BreadthFirst, Numbering::ByRegion(3)] {
                        let found = found(&projection, &sources, along, numbering, &budget());
                        prop_assert!(is_close(&found, &expected), "{:?} {:?}", found, expected);
                    }
                }
            }
        }

        #[test]
        fn any_number_of_threads_gives_the_same_bytes(sample in small(60)) {
            let projection = sample.directed();
            let sources: Vec<u32> = (0..sample.n_nodes).cycle().take(1200).collect();
            let on = |n_threads| {
                let budget = on_threads(n_threads);
                let sums = found(&projection, &sources, Along::Arcs, Numbering::ByDegree, &budget).sums;
                sums.into_iter().map(f64::to_bits).collect::<Vec<u64>>()
            };
            let one = on(1);
            prop_assert_eq!(&on(2), &one);
            prop_assert_eq!(&on(8), &one);
        }
    }
}
