//! Numbers of steps from one node to all others.

use std::hint::black_box;
use std::ops::Range;

use super::{Budget, LimitReached, parallel};
use crate::graph::{Projection, Topology};

/// Steps to a node that no path leads to.
pub const UNREACHED: u32 = u32::MAX;

/// Returns how many steps the shortest path from a node to each node has, by dense index; [`UNREACHED`] without a path.
///
/// Paths follow the projection's direction; the source itself is 0 steps away. Loops, parallel edges and weights change
/// nothing. Cost `O(n + m)` at most; where a level has many arcs, nodes not reached yet look for a neighbour in it
/// instead, and most arcs are never read (a directed projection then builds its incoming arcs, once). Memory 8 bytes a
/// node and 3 bits. The same on any number of threads.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Panics
/// If the source is not below the number of nodes.
///
/// # Source
/// Beamer, Asanović, Patterson 2012, "Direction-optimizing breadth-first search", SC '12.
pub fn hops(projection: &Projection, source: u32, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let n_nodes = projection.n_nodes();
    let mut search = Search {
        outgoing: projection.outgoing(),
        hops: vec![UNREACHED; n_nodes],
        queue: vec![0; n_nodes + 1],
        level: 0..1,
        depth: 0,
        n_arcs_left: projection.outgoing().n_arcs(),
        budget,
    };
    search.hops[source as usize] = 0;
    search.queue[0] = source;
    while !search.level.is_empty() {
        let n_arcs = search.n_arcs_of_level();
        search.n_arcs_left = search.n_arcs_left.saturating_sub(n_arcs);
        if search.is_worth_turning(n_arcs) {
            search.pull(projection.incoming())?;
        } else {
            search.push()?;
        }
    }
    Ok(search.hops)
}

/// Nodes in one word of a set.
const WORD: usize = 64;

/// Arcs that a node looks at together.
const LOOK: usize = 2;

/// Words that one thread works on at a time.
const CHUNK: usize = 64;

/// Nodes whose arcs are fetched from memory at the same time.
const BLOCK: usize = 64;

/// Fewer arcs are at hand anyway.
const ENOUGH_TO_FETCH: usize = 1 << 18;

/// Below so many nodes a second thread costs more than it does.
const ENOUGH_FOR_THREADS: usize = 1 << 16;

/// The state of the search between two levels.
struct Search<'s> {
    outgoing: Topology<'s>,
    hops: Vec<u32>,
    /// Nodes in the order in which they were reached, while levels are pushed; one place more than nodes.
    queue: Vec<u32>,
    /// Where the nodes of the last level stand in the queue.
    level: Range<usize>,
    /// The steps to that level.
    depth: u32,
    /// How many arcs leave nodes that are not in this level or before.
    n_arcs_left: usize,
    budget: &'s Budget,
}

impl Search<'_> {
    fn n_arcs_of_level(&self) -> usize {
        let level = &self.queue[self.level.clone()];
        level.iter().map(|node| self.outgoing.degree(*node) as usize).sum()
    }

    /// Says whether unreached nodes find the level sooner than the level finds them.
    ///
    /// A node looks at `n_arcs_left / n_arcs` of its arcs until it meets the level, if its neighbours are like others.
    fn is_worth_turning(&self, n_arcs: usize) -> bool {
        let n_unreached = self.hops.len() - self.level.end;
        let n_looked_at = (n_unreached * (self.n_arcs_left / n_arcs.max(1) + 1)).min(self.n_arcs_left);
        let n_pushed = n_arcs + n_arcs / 2 + 8 * self.level.len();
        n_pushed > n_looked_at + n_unreached + self.hops.len() / 16
    }

    /// Reaches the next level along the arcs of the last one.
    fn push(&mut self) -> Result<(), LimitReached> {
        let depth = self.depth + 1;
        let mut end = self.level.end;
        for begin in self.level.clone().step_by(BLOCK) {
            let block = begin..(begin + BLOCK).min(self.level.end);
            if self.outgoing.n_arcs() > ENOUGH_TO_FETCH {
                self.fetch(block.clone());
            }
            self.budget.step((begin - self.level.start) / BLOCK)?;
            for at in block {
                for &target in self.outgoing.of(self.queue[at]) {
                    let hops = &mut self.hops[target as usize];
                    // Whether the node is new is hard to foretell, so nothing here depends on it but a sum.
                    self.queue[end] = target;
                    end += usize::from(*hops == UNREACHED);
                    *hops = depth.min(*hops);
                }
            }
        }
        self.level = self.level.end..end;
        self.depth = depth;
        Ok(())
    }

    /// Reads the first arc of some nodes, so that memory looks for them all at the same time.
    fn fetch(&self, block: Range<usize>) {
        let first = |node: &u32| self.outgoing.targets.get(self.outgoing.offsets[*node as usize] as usize);
        black_box(self.queue[block].iter().filter_map(first).fold(0, |all, target| all ^ target));
    }

    /// Reaches levels from the nodes that are not reached yet, along arcs into them, as long as levels are large.
    fn pull(&mut self, incoming: Topology<'_>) -> Result<(), LimitReached> {
        let n_words = self.hops.len().div_ceil(WORD);
        let mut unreached = vec![0_u64; n_words];
        let mut last = vec![0_u64; n_words];
        for (word, hops) in unreached.iter_mut().zip(self.hops.chunks(WORD)) {
            *word = hops.iter().rev().fold(0, |word, hops| word << 1 | u64::from(*hops == UNREACHED));
        }
        for &node in &self.queue[self.level.clone()] {
            last[node as usize / WORD] |= 1 << (node as usize % WORD);
        }
        let mut next = vec![0_u64; n_words];
        let mut n_reached = self.level.end;
        loop {
            self.depth += 1;
            let found = self.pull_level(incoming, &mut unreached, &last, &mut next)?;
            std::mem::swap(&mut last, &mut next);
            n_reached += found.n_nodes;
            self.n_arcs_left = self.n_arcs_left.saturating_sub(found.n_arcs);
            let n_unreached = self.hops.len() - n_reached;
            if found.n_nodes == 0 || found.n_arcs < n_unreached + self.hops.len() / 16 {
                self.enqueue(&last, n_reached - found.n_nodes);
                return Ok(());
            }
        }
    }

    /// Makes the nodes of a set the level to push from.
    fn enqueue(&mut self, set: &[u64], begin: usize) {
        let mut end = begin;
        for (at, word) in set.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                self.queue[end] = u32::try_from(at * WORD).unwrap_or(u32::MAX) + rest.trailing_zeros();
                rest &= rest - 1;
                end += 1;
            }
        }
        self.level = begin..end;
    }

    fn pull_level(
        &mut self,
        incoming: Topology<'_>,
        unreached: &mut [u64],
        last: &[u64],
        next: &mut [u64],
    ) -> Result<Found, LimitReached> {
        let (depth, budget) = (self.depth, self.budget);
        let n_nodes = self.hops.len();
        let chunks = self.hops.chunks_mut(CHUNK * WORD).zip(unreached.chunks_mut(CHUNK)).zip(next.chunks_mut(CHUNK));
        let parts = chunks.enumerate().map(|(at, ((hops, unreached), next))| {
            let pull = Pull { incoming, last, first: at * CHUNK * WORD, depth };
            move || pull.run(hops, unreached, next)
        });
        let budget = &budget.threads_if(n_nodes >= ENOUGH_FOR_THREADS);
        let mut found = Found::default();
        let done = parallel::each(parts, budget, |mut part| budget.check_time().map(|()| part()))?;
        done.into_iter().for_each(|own| found.add(own));
        Ok(found)
    }
}

/// How many nodes a level has, and how many arcs lead to them.
#[derive(Clone, Copy, Default)]
struct Found {
    n_nodes: usize,
    n_arcs: usize,
}

impl Found {
    fn add(&mut self, other: Found) {
        self.n_nodes += other.n_nodes;
        self.n_arcs += other.n_arcs;
    }
}

/// What some nodes need to know to find the last level.
struct Pull<'s> {
    incoming: Topology<'s>,
    last: &'s [u64],
    /// The first of these nodes.
    first: usize,
    depth: u32,
}

impl Pull<'_> {
    #[inline]
    fn run(&self, hops: &mut [u32], unreached: &mut [u64], next: &mut [u64]) -> Found {
        let mut found = Found::default();
        let nodes = hops.chunks_mut(WORD).zip(self.incoming.offsets[self.first..].chunks(WORD));
        let ends = self.incoming.offsets[self.first + 1..].chunks(WORD);
        for (((hops, begins), ends), (unreached, next)) in nodes.zip(ends).zip(unreached.iter_mut().zip(next)) {
            let mut rest = *unreached;
            let mut reached = 0;
            while rest != 0 {
                let at = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let (begin, end) = (begins[at] as usize, ends[at] as usize);
                let is_near = u32::from(self.meets(begin, end));
                hops[at] = if is_near == 1 { self.depth } else { hops[at] };
                reached |= u64::from(is_near) << at;
                found.n_arcs += (end - begin) & (is_near as usize).wrapping_neg();
            }
            *next = reached;
            found.n_nodes += reached.count_ones() as usize;
            *unreached &= !reached;
        }
        found
    }

    /// Says whether one of some arcs comes from the last level.
    ///
    /// Looks at several at once, past the last one too: a jump that is hard to foretell costs more.
    #[inline]
    fn meets(&self, mut begin: usize, end: usize) -> bool {
        while let Some(window) = self.incoming.targets[begin..].first_chunk::<LOOK>() {
            let met = window.iter().rev().fold(0, |met, source| met << 1 | self.has(*source));
            let own = (1 << (end - begin).min(LOOK)) - 1;
            if met & own != 0 || end - begin <= LOOK {
                return met & own != 0;
            }
            begin += LOOK;
        }
        self.incoming.targets[begin..end].iter().any(|source| self.has(*source) == 1)
    }

    #[inline]
    fn has(&self, node: u32) -> u64 {
        self.last[node as usize / WORD] >> (node as usize % WORD) & 1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::random::SplitMix64;
    use crate::analysis::samples::{Sample, budget, clique, cycle, grid, on_threads, path, small, star};

    fn from(sample: &Sample, source: u32) -> Vec<u32> {
        hops(&sample.undirected(), source, &budget()).expect("there is time")
    }

    /// Steps by the definition.
    fn plain(projection: &Projection, source: u32) -> Vec<u32> {
        let mut hops = vec![UNREACHED; projection.n_nodes()];
        hops[source as usize] = 0;
        let mut open = VecDeque::from([source]);
        while let Some(node) = open.pop_front() {
            for arc in projection.arcs(node) {
                if hops[arc.target as usize] == UNREACHED {
                    hops[arc.target as usize] = hops[node as usize] + 1;
                    open.push_back(arc.target);
                }
            }
        }
        hops
    }

    /// Enough nodes for threads, and levels both small and large.
    fn large(n_nodes: usize, n_edges: usize) -> Sample {
        let mut random = SplitMix64::new(7);
        let mut node = |n_nodes: usize| u32::try_from(random.below(n_nodes)).expect("small");
        let edges = (0..n_edges).map(|_| {
            let width = n_nodes >> node(6);
            (node(width), node(n_nodes), 1)
        });
        let edges = edges.collect();
        Sample { n_nodes: u32::try_from(n_nodes).expect("small"), edges }
    }

    #[test]
    fn closed_forms() {
        assert_eq!(from(&path(5), 1), [1, 0, 1, 2, 3]);
        assert_eq!(from(&star(4), 1), [1, 0, 2, 2]);
        assert_eq!(from(&cycle(6), 0), [0, 1, 2, 3, 2, 1]);
        assert_eq!(from(&clique(4), 2), [1, 1, 0, 1]);
        assert_eq!(from(&grid(2, 3), 0), [0, 1, 2, 1, 2, 3]);
        let forward = hops(&path(4).directed(), 2, &budget()).expect("there is time");
        assert_eq!(forward, [UNREACHED, UNREACHED, 0, 1]);
        let backward = hops(&path(4).reversed(), 2, &budget()).expect("there is time");
        assert_eq!(backward, [2, 1, 0, UNREACHED]);
    }

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let sample = large(ENOUGH_FOR_THREADS + 100, 300_000);
        for projection in [sample.undirected(), sample.directed()] {
            let expected = plain(&projection, 5);
            for n_threads in [1, 2, 8] {
                assert_eq!(hops(&projection, 5, &on_threads(n_threads)).as_ref(), Ok(&expected));
            }
        }
    }

    proptest! {
        #[test]
        fn equals_the_definition(sample in small(80)) {
            for projection in sample.projections() {
                prop_assert_eq!(hops(&projection, 0, &budget()), Ok(plain(&projection, 0)));
            }
        }
    }
}
