//! Work divided over threads so that its result does not depend on how many there are.
//!
//! Chunks are fixed by the number of items alone, and their results are handed on in order; so sums of floating-point
//! numbers come out the same to the last bit.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::Budget;

/// The most chunks that items are divided into: enough for every processor, few enough to be added up.
const MAX_CHUNKS: usize = 64;

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
        sink: &mut dyn FnMut(R),
    ) -> Result<(), E> {
        let size = n_items.div_ceil(MAX_CHUNKS).max(1);
        let n_chunks = n_items.div_ceil(size);
        let chunk = |at: usize| at * size..((at + 1) * size).min(n_items);
        let n_threads = budget.n_threads().min(n_chunks);
        budget.begin(n_chunks);
        if n_threads < 2 {
            let mut scratch = (self.scratch)();
            return (0..n_chunks).try_for_each(|at| (self.job)(&mut scratch, chunk(at)).map(&mut *sink).inspect(|()| budget.advance(1)));
        }
        let next = AtomicUsize::new(0);
        let work = |sender: &SyncSender<(usize, Result<R, E>)>| {
            let mut scratch = (self.scratch)();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= n_chunks || sender.send((at, (self.job)(&mut scratch, chunk(at)))).is_err() {
                    return;
                }
            }
        };
        thread::scope(|scope| {
            let (sender, receiver) = sync_channel(n_threads);
            let workers: Vec<_> = (0..n_threads)
                .map(|_| {
                    let (sender, work) = (sender.clone(), &work);
                    scope.spawn(move || work(&sender))
                })
                .collect();
            drop(sender);
            let mut sink = |result| {
                budget.advance(1);
                sink(result);
            };
            let outcome = deliver(receiver, &mut sink);
            for worker in workers {
                if let Err(cause) = worker.join() {
                    panic::resume_unwind(cause);
                }
            }
            outcome
        })
    }
}

/// Hands results on in order as soon as all before them are there; stops listening at the first error.
fn deliver<R, E>(receiver: Receiver<(usize, Result<R, E>)>, sink: &mut dyn FnMut(R)) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let mut due = 0;
    for (at, result) in receiver {
        waiting.insert(at, result);
        while let Some(result) = waiting.remove(&due) {
            sink(result?);
            due += 1;
        }
    }
    Ok(())
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
