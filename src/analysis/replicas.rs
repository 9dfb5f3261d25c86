//! Threads in step that each hold all of a state, and tell each other how it changes.
//!
//! Where every thread reads what any other may have just written, most of the time goes into moving memory from one
//! processor to another. Here nothing is shared: each thread works out its part of what changes, all lists of changes
//! are handed round, and each thread makes all changes to its own state, in the same order. So the states stay equal,
//! and decisions made from them alone need no agreement.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::{array, hint, mem, thread};

use super::{Budget, LimitReached};

/// More threads would spend their time on each other's changes.
pub(super) const MOST_THREADS: usize = 4;

/// Looks at another thread's progress before this one lets others run.
const PATIENCE: usize = 1 << 12;

/// Where threads leave their changes.
pub(super) struct Exchange<T> {
    seats: Vec<Seat<T>>,
    has_stopped: AtomicBool,
}

struct Seat<T> {
    /// Changes of the last round and of the one before, which others may still be reading.
    changes: [RwLock<Vec<T>>; 2],
    n_rounds: AtomicUsize,
}

/// One thread's place in an exchange.
pub(super) struct Member<'e, T> {
    exchange: &'e Exchange<T>,
    own: usize,
    n_rounds: usize,
}

/// Why work in step came to no end.
#[derive(Debug)]
pub(super) enum Stopped {
    /// A limit was reached by this thread.
    Limit(LimitReached),
    /// Another thread stopped.
    Elsewhere,
}

impl From<LimitReached> for Stopped {
    fn from(limit: LimitReached) -> Stopped {
        Stopped::Limit(limit)
    }
}

impl<T: Send + Sync> Exchange<T> {
    /// Does the same work on the state and on copies of it, each on its thread; they exchange changes round by round.
    ///
    /// Says whether it was done: not if the system gave too few threads, and the state is then of no use.
    ///
    /// # Errors
    /// [`LimitReached`], as the work says.
    pub(super) fn run<S: Clone + Send>(
        state: &mut S,
        budget: &Budget,
        work: impl Fn(&mut S, &mut Member<'_, T>) -> Result<(), Stopped> + Sync,
    ) -> Result<bool, LimitReached> {
        let seats = (0..budget.n_threads().min(MOST_THREADS)).map(|_| Seat::new()).collect();
        let (exchange, work) = (&Exchange { seats, has_stopped: AtomicBool::new(false) }, &work);
        let outcomes: Vec<Result<(), Stopped>> = thread::scope(|scope| {
            let follow = |own| {
                let mut copy = state.clone();
                let follow = move || Member::of(exchange, own).follow(&mut copy, work);
                thread::Builder::new().spawn_scoped(scope, follow)
            };
            let Ok(others) = (1..exchange.seats.len()).map(follow).collect::<Result<Vec<_>, _>>() else {
                exchange.has_stopped.store(true, Ordering::Relaxed);
                return vec![Err(Stopped::Elsewhere)];
            };
            let own = Member::of(exchange, 0).follow(state, work);
            let others = others.into_iter().map(|other| other.join().unwrap_or(Err(Stopped::Elsewhere)));
            others.chain([own]).collect()
        });
        let is_done = outcomes.iter().all(Result::is_ok);
        let limit = |outcome| if let Err(Stopped::Limit(limit)) = outcome { Some(limit) } else { None };
        outcomes.into_iter().find_map(limit).map_or(Ok(is_done), Err)
    }
}

impl<T> Seat<T> {
    fn new() -> Seat<T> {
        Seat { changes: array::from_fn(|_| RwLock::new(Vec::new())), n_rounds: AtomicUsize::new(0) }
    }
}

impl<'e, T> Member<'e, T> {
    fn of(exchange: &'e Exchange<T>, own: usize) -> Self {
        Member { exchange, own, n_rounds: 0 }
    }

    fn follow<S>(
        mut self,
        state: &mut S,
        work: impl Fn(&mut S, &mut Self) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        let outcome = work(state, &mut self);
        if outcome.is_err() {
            self.exchange.has_stopped.store(true, Ordering::Relaxed);
        }
        outcome
    }

    /// Returns this thread's share of so much work.
    pub(super) fn share(&self, amount: usize) -> Range<usize> {
        let n_seats = self.exchange.seats.len();
        amount * self.own / n_seats..amount * (self.own + 1) / n_seats
    }

    /// Hands in this thread's changes, and makes those of all threads, in the order of the threads; leaves the list empty.
    ///
    /// # Errors
    /// [`Stopped::Elsewhere`] if another thread will not hand in any more.
    pub(super) fn exchange(&mut self, changes: &mut Vec<T>, mut make: impl FnMut(&[T])) -> Result<(), Stopped> {
        let side = self.n_rounds % 2;
        self.n_rounds += 1;
        let own = &self.exchange.seats[self.own];
        mem::swap(&mut *own.changes[side].write().unwrap_or_else(PoisonError::into_inner), changes);
        own.n_rounds.store(self.n_rounds, Ordering::Release);
        for seat in &self.exchange.seats {
            self.wait_for(seat)?;
            make(&seat.changes[side].read().unwrap_or_else(PoisonError::into_inner));
        }
        changes.clear();
        Ok(())
    }

    fn wait_for(&self, seat: &Seat<T>) -> Result<(), Stopped> {
        let mut n_looks = 0;
        while seat.n_rounds.load(Ordering::Acquire) < self.n_rounds {
            if self.exchange.has_stopped.load(Ordering::Relaxed) {
                return Err(Stopped::Elsewhere);
            }
            n_looks += 1;
            if n_looks > PATIENCE { thread::yield_now() } else { hint::spin_loop() }
        }
        Ok(())
    }
}

impl<T> Drop for Member<'_, T> {
    /// Lets nobody wait for a thread that panics.
    fn drop(&mut self) {
        if thread::panicking() {
            self.exchange.has_stopped.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::on_threads;

    #[test]
    fn all_make_all_changes_in_the_same_order() {
        for n_threads in 1..=8 {
            let mut state = Vec::new();
            let work = |state: &mut Vec<usize>, member: &mut Member<'_, usize>| {
                let mut changes = Vec::new();
                for round in 0..100 {
                    changes.extend(member.share(20).map(|item| item + state.len() + round));
                    member.exchange(&mut changes, |changes| state.extend(changes))?;
                    assert!(changes.is_empty());
                }
                Ok(())
            };
            assert_eq!(Exchange::run(&mut state, &on_threads(n_threads), work), Ok(true));
            let expected: Vec<usize> = (0..100).flat_map(|round| (0..20).map(move |item| item + 21 * round)).collect();
            assert_eq!(state, expected);
        }
    }

    #[test]
    fn nobody_waits_for_one_who_stops() {
        for who in 0..2 {
            let work = |(): &mut (), member: &mut Member<'_, ()>| {
                for round in 0.. {
                    if round == 3 && member.own == who {
                        return Err(LimitReached::Interrupted.into());
                    }
                    member.exchange(&mut Vec::new(), |_| ())?;
                }
                Ok(())
            };
            assert_eq!(Exchange::run(&mut (), &on_threads(2), work), Err(LimitReached::Interrupted));
        }
    }
}
