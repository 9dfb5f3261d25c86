//! Lengths of the lightest paths from one node, found by several threads at once.

use std::hint::black_box;
use std::mem;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Budget, LimitReached, parallel};
use crate::graph::Topology;

/// A length that threads can lower at the same time.
pub(super) trait Length: Copy + Ord + Send + Sync {
    /// Where it is kept.
    type Slot: Send + Sync;
    /// The length of no path.
    const UNREACHED: Self;
    /// The length of the path that does not leave its node.
    const ZERO: Self;

    fn slot(self) -> Self::Slot;
    fn read(slot: &Self::Slot) -> Self;
    /// Puts a length in place of a greater one; says whether it did.
    fn lower(self, slot: &Self::Slot) -> bool;
    fn last(slot: Self::Slot) -> Self;
}

macro_rules! length {
    ($number:ty, $slot:ty) => {
        impl Length for $number {
            type Slot = $slot;
            const UNREACHED: $number = <$number>::MAX;
            const ZERO: $number = 0;

            #[inline]
            fn slot(self) -> $slot {
                <$slot>::new(self)
            }

            #[inline]
            fn read(slot: &$slot) -> $number {
                slot.load(Ordering::Relaxed)
            }

            #[inline]
            fn lower(self, slot: &$slot) -> bool {
                self < slot.load(Ordering::Relaxed) && self < slot.fetch_min(self, Ordering::Relaxed)
            }

            #[inline]
            fn last(slot: $slot) -> $number {
                slot.into_inner()
            }
        }
    };
}

length!(u32, AtomicU32);
length!(u64, AtomicU64);

/// How the lengths of paths grow, and into which bands they are sorted.
pub(super) struct Growth<F, B> {
    /// Returns the length of a path with one more arc.
    pub(super) further: F,
    /// Returns the band of a length; greater lengths are in no lower band.
    pub(super) band: B,
    /// An arc leads no more than so many bands up.
    pub(super) most_bands: usize,
}

/// Returns the length of the lightest path to each node.
///
/// Lengths are sorted into bands. All nodes in the lowest band lengthen their paths at the same time, again and again
/// until none in it gets a lower length; only then the next band's turn comes. A length is lowered by whoever comes
/// first, but it ends at the least over all paths, and that depends on nothing else: `further` must give no less for
/// a greater length, so no path is lost by lowering the length of its start.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Meyer, Sanders 2003, "Δ-stepping: a parallelizable shortest path algorithm", Journal of Algorithms 49(1); Zhang et
/// al. 2020, "Optimizing ordered graph algorithms with GraphIt", CGO '20 (bucket fusion).
pub(super) fn lengths<L, F, B>(
    topology: Topology<'_>,
    source: u32,
    growth: &Growth<F, B>,
    budget: &Budget,
) -> Result<Vec<L>, LimitReached>
where
    L: Length,
    F: Fn(L, usize) -> L + Sync,
    B: Fn(L) -> u64 + Sync,
{
    let n_bands = (growth.most_bands + 2).next_power_of_two();
    let worker = || Mutex::new(Worker { bands: vec![Vec::new(); n_bands], n_waiting: 0 });
    let search = Search {
        topology,
        growth,
        lengths: (0..topology.n_nodes()).map(|_| L::UNREACHED.slot()).collect(),
        workers: (0..budget.n_threads()).map(|_| worker()).collect(),
        budget,
    };
    L::ZERO.lower(&search.lengths[source as usize]);
    search.settle((L::ZERO, source))?;
    Ok(search.lengths.into_iter().map(L::last).collect())
}

/// Nodes that a thread takes at a time; their arcs are fetched from memory together.
const CHUNK: usize = 64;

/// So few nodes are not divided.
const FEW: usize = 2 * CHUNK;

/// A thread that meets so few more nodes in the band lengthens their paths itself.
const FUSED: usize = 512;

/// Fewer arcs are at hand anyway.
const ENOUGH_TO_FETCH: usize = 1 << 18;

/// The state that threads share.
struct Search<'s, L: Length, F, B> {
    topology: Topology<'s>,
    growth: &'s Growth<F, B>,
    lengths: Vec<L::Slot>,
    workers: Vec<Mutex<Worker<L>>>,
    budget: &'s Budget,
}

/// What a thread has found.
struct Worker<L> {
    /// Nodes with the length they were given, by the lowest bits of its band.
    bands: Vec<Vec<(L, u32)>>,
    /// How many these are.
    n_waiting: usize,
}

impl<L, F, B> Search<'_, L, F, B>
where
    L: Length,
    F: Fn(L, usize) -> L + Sync,
    B: Fn(L) -> u64 + Sync,
{
    fn settle(&self, first: (L, u32)) -> Result<(), LimitReached> {
        let mut due = vec![first];
        let mut band = 0;
        loop {
            self.budget.check_time()?;
            if due.len() <= FEW {
                self.work_alone(&due, band)?;
            } else {
                self.work_together(&due, band)?;
            }
            due.clear();
            let mut workers: Vec<_> = self.workers.iter().map(worker).collect();
            if workers.iter().all(|worker| worker.n_waiting == 0) {
                return Ok(());
            }
            while due.is_empty() {
                workers.iter_mut().for_each(|worker| worker.give_up(band, &mut due));
                band += usize::from(due.is_empty());
            }
        }
    }

    fn work_alone(&self, due: &[(L, u32)], band: usize) -> Result<(), LimitReached> {
        let mut worker = worker(&self.workers[0]);
        due.chunks(CHUNK).for_each(|chunk| self.lengthen(chunk, &mut worker));
        self.fuse(band, &mut worker)
    }

    fn work_together(&self, due: &[(L, u32)], band: usize) -> Result<(), LimitReached> {
        let (n_begun, next) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let failure = Mutex::new(Ok(()));
        parallel::together(self.budget, due.len().div_ceil(CHUNK), || {
            let own = n_begun.fetch_add(1, Ordering::Relaxed);
            let mut worker = worker(&self.workers[own]);
            loop {
                let begin = next.fetch_add(CHUNK, Ordering::Relaxed);
                let Some(rest) = due.get(begin..).filter(|rest| !rest.is_empty()) else { break };
                self.lengthen(&rest[..CHUNK.min(rest.len())], &mut worker);
            }
            if let Err(limit) = self.fuse(band, &mut worker) {
                *failure.lock().unwrap_or_else(PoisonError::into_inner) = Err(limit);
            }
        });
        failure.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on with the nodes that a thread itself met in a band, as long as they are few.
    fn fuse(&self, band: usize, worker: &mut Worker<L>) -> Result<(), LimitReached> {
        let at = band & (worker.bands.len() - 1);
        let mut own = Vec::new();
        while (1..=FUSED).contains(&worker.bands[at].len()) {
            self.budget.check_time()?;
            mem::swap(&mut own, &mut worker.bands[at]);
            worker.n_waiting -= own.len();
            own.chunks(CHUNK).for_each(|chunk| self.lengthen(chunk, worker));
            own.clear();
        }
        Ok(())
    }

    /// Lengthens the paths to some nodes by their arcs, if nobody has found a shorter one since.
    fn lengthen(&self, nodes: &[(L, u32)], worker: &mut Worker<L>) {
        if self.topology.n_arcs() > ENOUGH_TO_FETCH {
            self.fetch(nodes);
        }
        for &(length, node) in nodes {
            if L::read(&self.lengths[node as usize]) < length {
                continue;
            }
            let arcs = self.topology.range(node);
            for (arc, target) in arcs.clone().zip(&self.topology.targets[arcs]) {
                let through = (self.growth.further)(length, arc);
                if through.lower(&self.lengths[*target as usize]) {
                    worker.keep((self.growth.band)(through), (through, *target));
                }
            }
        }
    }

    /// Reads the first arc of some nodes, so that memory looks for them all at the same time.
    fn fetch(&self, nodes: &[(L, u32)]) {
        let mut all = (L::ZERO, 0);
        for (_, node) in nodes {
            let first = self.topology.offsets[*node as usize] as usize;
            if let Some(target) = self.topology.targets.get(first) {
                all = (all.0.max((self.growth.further)(L::ZERO, first)), all.1 ^ target);
            }
        }
        black_box(all.0);
        black_box(all.1);
    }
}

fn worker<L>(worker: &Mutex<Worker<L>>) -> MutexGuard<'_, Worker<L>> {
    worker.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<L: Copy> Worker<L> {
    #[inline]
    fn keep(&mut self, band: u64, node: (L, u32)) {
        let last = self.bands.len() as u64 - 1;
        self.bands[usize::try_from(band & last).unwrap_or(0)].push(node);
        self.n_waiting += 1;
    }

    /// Gives up the nodes of a band.
    fn give_up(&mut self, band: usize, to: &mut Vec<(L, u32)>) {
        let at = band & (self.bands.len() - 1);
        self.n_waiting -= self.bands[at].len();
        to.append(&mut self.bands[at]);
    }
}
