//! Work on many items on all processors, results in item order.

use std::collections::BTreeMap;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Below so many bytes of input starting threads costs more than it saves.
const MIN_BYTES: usize = 1 << 20;

/// Returns how many threads to start for some bytes of input in some items; 1 means none beside this one.
fn n_threads(n_bytes: usize, n_items: usize) -> usize {
    if n_bytes < MIN_BYTES {
        return 1;
    }
    thread::available_parallelism().map_or(1, usize::from).min(n_items)
}

/// Maps items to results in item order.
pub(super) fn map_in_order<'i, T: Sync, R: Send>(
    items: &'i [T],
    n_bytes: usize,
    job: &(dyn Fn(&'i T) -> R + Sync),
) -> Vec<R> {
    let mut results = Vec::with_capacity(items.len());
    let references: Vec<&T> = items.iter().collect();
    for_each_in_order(references, n_bytes, &|item| job(item), &mut |result| results.push(result));
    results
}

/// Runs a job on each item, each on the next free thread, and hands the results to `sink` in item order.
///
/// Items are dropped by the job, results by the sink, so little more than one of each a thread is alive.
pub(super) fn for_each_in_order<T: Send, R: Send>(
    items: Vec<T>,
    n_bytes: usize,
    job: &(dyn Fn(T) -> R + Sync),
    sink: &mut dyn FnMut(R),
) {
    let n_threads = n_threads(n_bytes, items.len());
    if n_threads < 2 {
        return items.into_iter().map(job).for_each(sink);
    }
    let items: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let next = AtomicUsize::new(0);
    let work = |sender: &mpsc::Sender<(usize, R)>| {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return };
            let item = item.lock().unwrap_or_else(PoisonError::into_inner).take();
            let sent = item.map(|item| sender.send((at, job(item))));
            if !matches!(sent, Some(Ok(()))) {
                return;
            }
        }
    };
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let workers: Vec<_> = (0..n_threads)
            .map(|_| {
                let sender = sender.clone();
                scope.spawn(|| {
                    let sender = sender;
                    work(&sender);
                })
            })
            .collect();
        drop(sender);
        deliver(receiver, sink);
        for worker in workers {
            if let Err(cause) = worker.join() {
                panic::resume_unwind(cause);
            }
        }
    });
}

/// Hands results on in item order as soon as all before them are there.
fn deliver<R>(receiver: mpsc::Receiver<(usize, R)>, sink: &mut dyn FnMut(R)) {
    let mut waiting = BTreeMap::new();
    let mut due = 0;
    for (at, result) in receiver {
        waiting.insert(at, result);
        while let Some(result) = waiting.remove(&due) {
            sink(result);
            due += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_item_order_with_and_without_threads() {
        for n_bytes in [0, MIN_BYTES] {
            let items: Vec<u64> = (0..100).collect();
            let slow_first =
                |item: u64| (0..(100 - item) * 1000).fold(item, |sum, _| std::hint::black_box(sum));
            let mut seen = Vec::new();
            for_each_in_order(items.clone(), n_bytes, &slow_first, &mut |result| seen.push(result));
            assert_eq!(seen, items);
            assert_eq!(map_in_order(&items, n_bytes, &|item| *item), items);
        }
    }
}
