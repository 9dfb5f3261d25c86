//! Work divided over threads so that its result does not depend on how many there are.
//!
//! Chunks and parts are fixed by the items alone, and their results are handed on in order; so sums of floating-point
//! numbers come out the same to the last bit. The threads are those of a pool that lives as long as the program: an
//! iteration of a few milliseconds would lose as much again to starting its own.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Budget;

/// The most chunks that items are divided into: enough for every processor, few enough to be added up.
const MAX_CHUNKS: usize = 64;
/// The most threads of a pool.
const MAX_THREADS: usize = 256;
/// How often a thread lets others go first before it goes to sleep: some tenths of a millisecond in all.
const MAX_TURNS: usize = 1024;
/// The stack of a thread, in bytes: that of the first thread of a program.
const STACK: usize = 8 << 20;

/// The pools there are, by their number of threads.
static POOLS: Mutex<BTreeMap<usize, &'static ThreadPool>> = Mutex::new(BTreeMap::new());

/// Returns the pool of so many threads; nothing for one thread, or where the system gives no more.
fn pool(n_threads: usize) -> Option<&'static ThreadPool> {
    let n_threads = n_threads.min(MAX_THREADS);
    if n_threads < 2 {
        return None;
    }
    let mut pools = lock(&POOLS);
    if let Some(pool) = pools.get(&n_threads) {
        return Some(pool);
    }
    let builder = ThreadPoolBuilder::new().num_threads(n_threads).stack_size(STACK);
    let pool: &ThreadPool = Box::leak(Box::new(builder.thread_name(|at| format!("analysis {at}")).build().ok()?));
    pools.insert(n_threads, pool);
    Some(pool)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does some work inside the pool of a budget, so that what it divides over threads need not be handed to them first.
pub(super) fn inside<R: Send>(budget: &Budget, work: impl FnOnce() -> R + Send) -> R {
    match pool(budget.n_threads()) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// Returns the place of this thread among those of a pool; 0 outside.
pub(super) fn place() -> usize {
    rayon::current_thread_index().unwrap_or(0)
}

/// Does the same work on several threads at once, at most so many and as many as the budget allows; one does it where
/// that is 1. It is for the work to take its own share.
pub(super) fn together(budget: &Budget, at_most: usize, work: impl Fn() + Sync) {
    let n_threads = budget.n_threads().min(at_most);
    match pool(budget.n_threads()).filter(|_| n_threads > 1) {
        Some(pool) => pool.scope(|scope| {
            for _ in 1..n_threads {
                scope.spawn(|_| work());
            }
            work();
        }),
        None => work(),
    }
}

/// Works on parts, which threads take one after another, and returns the results in the order of the parts.
///
/// # Errors
/// The error of the first part that failed, in that order.
pub(super) fn each<T: Send, R: Send, E: Send>(
    parts: impl ExactSizeIterator<Item = T> + Send,
    budget: &Budget,
    work: impl Fn(T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let n_parts = parts.len();
    if budget.n_threads().min(n_parts) < 2 {
        return parts.map(work).collect();
    }
    let parts = Mutex::new(parts.enumerate());
    let all = Mutex::new(Vec::with_capacity(n_parts));
    let n_done = AtomicUsize::new(0);
    together(budget, n_parts, || {
        let mut done = Vec::new();
        loop {
            let part = lock(&parts).next();
            let Some((at, part)) = part else { break };
            done.push((at, work(part)));
            n_done.fetch_add(1, Ordering::Relaxed);
        }
        lock(&all).extend(done);
        stay_awake(|| n_done.load(Ordering::Relaxed) < n_parts);
    });
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, result)| result).collect()
}

/// Items of a list that a thread works on at a time, where little is done with each.
const PIECE: usize = 1 << 14;

/// Returns a list of values, each told by its position, which threads work out piece by piece.
pub(super) fn list<T: Send + Clone + Default>(
    n_items: usize,
    budget: &Budget,
    value: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let mut values = vec![T::default(); n_items];
    pieces(cut(&mut values), budget, |begin, own| {
        for (slot, at) in own.iter_mut().zip(begin..) {
            *slot = value(at);
        }
    });
    values
}

/// Works on pieces of lists, which are cut by [`cut`]; `work` is given the position at which a piece begins.
pub(super) fn pieces<T: Send, R: Send>(
    pieces: impl ExactSizeIterator<Item = T> + Send,
    budget: &Budget,
    work: impl Fn(usize, T) -> R + Sync,
) -> Vec<R> {
    let n_threads = if pieces.len() < MIN_PIECES { 1 } else { budget.n_threads() };
    let budget = budget.threads_if(n_threads > 1);
    let work = |(at, piece): (usize, T)| Ok::<R, std::convert::Infallible>(work(at * PIECE, piece));
    match each(pieces.enumerate(), &budget, work) {
        Ok(results) => results,
    }
}

/// Cuts a list into pieces.
pub(super) fn cut<T>(list: &mut [T]) -> std::slice::ChunksMut<'_, T> {
    list.chunks_mut(PIECE)
}

/// Fewer pieces are not worth waking another thread for.
const MIN_PIECES: usize = 4;

/// Divides nodes into ranges of about as many arcs, at most so many ranges.
pub(super) fn by_arcs(offsets: &[u32], at_most: usize) -> Vec<Range<usize>> {
    let n_nodes = offsets.len().saturating_sub(1);
    let cost = |node: usize| offsets[node] as usize + node;
    let size = if n_nodes == 0 { 1 } else { cost(n_nodes).div_ceil(at_most).max(1) };
    let (mut ranges, mut begin) = (Vec::new(), 0);
    for node in 1..=n_nodes {
        if cost(node) - cost(begin) >= size || node == n_nodes {
            ranges.push(begin..node);
            begin = node;
        }
    }
    ranges
}

/// Waits for the others while there is a little left to do: what follows, as the next step of an iteration, is often
/// handed over at once, and a thread that has gone to sleep takes far longer to begin with it.
fn stay_awake(is_busy: impl Fn() -> bool) {
    let mut n_turns = 0;
    while n_turns < MAX_TURNS && is_busy() {
        thread::yield_now();
        n_turns += 1;
    }
}

/// A piece of work on the items at some positions.
type Job<'j, S, R, E> = &'j (dyn Fn(&mut S, Range<usize>) -> Result<R, E> + Sync);

/// Work on chunks of items: each thread makes itself one scratch space and uses it for all of its chunks.
pub(super) struct Chunked<'j, S, R, E> {
    /// Makes the space that a thread works in.
    pub(super) scratch: &'j (dyn Fn() -> S + Sync),
    /// Works on the items at some positions.
    pub(super) job: Job<'j, S, R, E>,
}

impl<S, R: Send, E: Send> Chunked<'_, S, R, E> {
    /// Works on all of so many items and hands the results to `sink`, first chunk first.
    ///
    /// # Errors
    /// The error of the first chunk that failed; what came before it has been handed on.
    pub(super) fn run(
        &self,
        n_items: usize,
        budget: &Budget,
        sink: &mut (dyn FnMut(R) + Send),
    ) -> Result<(), E> {
        let size = n_items.div_ceil(MAX_CHUNKS).max(1);
        let n_chunks = n_items.div_ceil(size);
        let chunk = |at: usize| at * size..((at + 1) * size).min(n_items);
        budget.begin(n_chunks);
        let mut sink = |result| {
            budget.advance(1);
            sink(result);
        };
        if budget.n_threads().min(n_chunks) < 2 {
            let mut scratch = (self.scratch)();
            return (0..n_chunks).try_for_each(|at| (self.job)(&mut scratch, chunk(at)).map(&mut sink));
        }
        let next = AtomicUsize::new(0);
        let has_failed = AtomicBool::new(false);
        let delivery = Mutex::new(Delivery { sink: &mut sink, waiting: BTreeMap::new(), due: 0, failure: None });
        together(budget, n_chunks, || {
            let mut scratch = None;
            while !has_failed.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= n_chunks {
                    return;
                }
                let result = (self.job)(scratch.get_or_insert_with(|| (self.scratch)()), chunk(at));
                if lock(&delivery).take(at, result) {
                    has_failed.store(true, Ordering::Relaxed);
                }
            }
        });
        let delivery = delivery.into_inner().unwrap_or_else(PoisonError::into_inner);
        delivery.failure.map_or(Ok(()), Err)
    }
}

/// Hands results on in order, as soon as all before them are there.
struct Delivery<'s, R, E> {
    sink: &'s mut (dyn FnMut(R) + Send),
    waiting: BTreeMap<usize, Result<R, E>>,
    due: usize,
    failure: Option<E>,
}

impl<R, E> Delivery<'_, R, E> {
    /// Takes a result; says whether it is over, as the first failure has come up.
    fn take(&mut self, at: usize, result: Result<R, E>) -> bool {
        self.waiting.insert(at, result);
        while self.failure.is_none() {
            match self.waiting.remove(&self.due) {
                Some(Ok(result)) => (self.sink)(result),
                Some(Err(error)) => self.failure = Some(error),
                None => break,
            }
            self.due += 1;
        }
        self.failure.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;
    use std::time::Duration;

    use super::*;

    fn budget(n_threads: usize) -> Budget {
        let threads = NonZero::new(n_threads).unwrap_or(NonZero::<usize>::MIN);
        Budget::new(Duration::from_mins(1), usize::MAX).on_threads(threads)
    }

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for n_items in [0, 1, 63, 64, 65, 1000] {
            for n_threads in [1, 2, 8] {
                let chunked = Chunked { scratch: &|| (), job: &|(), range| Ok::<_, ()>(range) };
                let mut seen = Vec::new();
                let outcome = chunked.run(n_items, &budget(n_threads), &mut |range| seen.extend(range));
                assert_eq!(outcome, Ok(()));
                assert_eq!(seen, (0..n_items).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn lists_and_pieces_are_whole_on_any_number_of_threads() {
        for n_items in [0, 1, PIECE, 5 * PIECE + 3] {
            for n_threads in [1, 2, 8] {
                let budget = budget(n_threads);
                let mut values = list(n_items, &budget, |at| 2 * at);
                assert!(values.iter().enumerate().all(|(at, value)| *value == 2 * at));
                let begins = pieces(cut(&mut values), &budget, |begin, own| {
                    own.iter_mut().for_each(|own| *own += 1);
                    begin
                });
                assert_eq!(begins, (0..n_items).step_by(PIECE).collect::<Vec<_>>());
                assert!(values.iter().enumerate().all(|(at, value)| *value == 2 * at + 1));
            }
        }
    }

    #[test]
    fn ranges_of_about_as_many_arcs_are_all_nodes_in_order() {
        assert!(by_arcs(&[], 4).is_empty());
        assert!(by_arcs(&[0], 4).is_empty());
        assert_eq!(by_arcs(&[0, 90, 91, 92, 93, 94], 2), [0..1, 1..5]);
        let offsets: Vec<u32> = (0..1000).map(|node| node * node).collect();
        let ranges = by_arcs(&offsets, 10);
        assert!((9..=10).contains(&ranges.len()));
        assert_eq!(ranges.iter().cloned().flatten().collect::<Vec<_>>(), (0..999).collect::<Vec<_>>());
        let most = ranges.iter().map(|range| offsets[range.end] - offsets[range.start]).max();
        assert!(most < Some(110_000), "{most:?}");
    }

    #[test]
    fn the_first_chunk_that_fails_decides() {
        for n_threads in [1, 2, 8] {
            let job = |(): &mut (), range: Range<usize>| if range.start < 30 { Ok(()) } else { Err(range.start) };
            let chunked = Chunked { scratch: &|| (), job: &job };
            let mut n_done = 0;
            assert_eq!(chunked.run(64, &budget(n_threads), &mut |()| n_done += 1), Err(30));
            assert_eq!(n_done, 30);
        }
    }
}
