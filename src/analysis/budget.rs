//! Limits inside algorithms.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

/// How long an algorithm may run, on how many threads, and how much it may return; who watches it, and may stop it.
#[derive(Debug, Clone)]
pub struct Budget {
    deadline: Option<Instant>,
    /// The time allowed, for the message.
    allowed: Duration,
    /// The largest number of results.
    pub max_results: usize,
    /// How many threads an algorithm may start; nothing: as many as there are processors.
    threads: Option<NonZero<usize>>,
    interrupt: Option<Arc<AtomicBool>>,
    progress: Option<Arc<Progress>>,
}

/// How far an algorithm has come, for another thread to look at.
///
/// Algorithms of several passes begin again at 0 with each. Those that cannot tell how much is left never begin.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// Returns the share of the present pass that is done, 0 to 1; nothing before the first.
    pub fn share(&self) -> Option<f64> {
        let total = self.total.load(Ordering::Relaxed);
        (total > 0).then(|| (self.done.load(Ordering::Relaxed) as f64 / total as f64).min(1.0))
    }
}

/// A limit was reached; there is no answer, not a shorter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LimitReached {
    /// The time ran out.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Time(Duration),
    /// There are more results than allowed.
    #[error("more than {0} results")]
    Results(usize),
    /// There are more shortest paths between two nodes than a 64-bit float can count.
    #[error("more than 10^308 shortest paths between two nodes")]
    Paths,
    /// Somebody stopped it.
    #[error("interrupted")]
    Interrupted,
}

impl Budget {
    /// Returns a budget that starts to run now.
    pub fn new(allowed: Duration, max_results: usize) -> Self {
        let deadline = Instant::now().checked_add(allowed);
        Budget { deadline, allowed, max_results, threads: None, interrupt: None, progress: None }
    }

    /// Lets another thread stop the work: once the flag is set, it ends with [`LimitReached::Interrupted`].
    #[must_use]
    pub fn interrupted_by(self, flag: Arc<AtomicBool>) -> Self {
        Budget { interrupt: Some(flag), ..self }
    }

    /// Lets another thread see how far the work has come.
    #[must_use]
    pub fn watched_by(self, progress: Arc<Progress>) -> Self {
        Budget { progress: Some(progress), ..self }
    }

    /// Says that a pass of so many steps begins.
    pub(super) fn begin(&self, total: usize) {
        if let Some(progress) = &self.progress {
            progress.done.store(0, Ordering::Relaxed);
            progress.total.store(total as u64, Ordering::Relaxed);
        }
    }

    /// Says that so many more steps of the pass are done.
    pub(super) fn advance(&self, steps: usize) {
        if let Some(progress) = &self.progress {
            progress.done.fetch_add(steps as u64, Ordering::Relaxed);
        }
    }

    /// Sets how many threads an algorithm may start. Answers are the same bytes for any number.
    #[must_use]
    pub fn on_threads(self, threads: NonZero<usize>) -> Self {
        Budget { threads: Some(threads), ..self }
    }

    /// Returns the same budget for work that threads are worth starting for, else for one thread.
    #[must_use]
    pub(super) fn threads_if(&self, is_worth: bool) -> Budget {
        let own = self.clone();
        if is_worth { own } else { own.on_threads(NonZero::<usize>::MIN) }
    }

    /// Returns how many threads an algorithm may start; at least 1.
    pub fn n_threads(&self) -> usize {
        self.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, usize::from)
    }

    /// Checks the clock, and whether somebody stopped the work.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline, [`LimitReached::Interrupted`].
    pub fn check_time(&self) -> Result<(), LimitReached> {
        if self.interrupt.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(LimitReached::Interrupted);
        }
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(LimitReached::Time(self.allowed)),
            _ => Ok(()),
        }
    }

    /// Checks the clock at every 1,024th step, so that it costs nothing in a tight loop.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub fn step(&self, step: usize) -> Result<(), LimitReached> {
        if step.is_multiple_of(1024) { self.check_time() } else { Ok(()) }
    }

    /// Checks how many results there are.
    ///
    /// # Errors
    /// [`LimitReached::Results`] above the limit.
    pub fn check_results(&self, n_results: usize) -> Result<(), LimitReached> {
        if n_results > self.max_results { Err(LimitReached::Results(self.max_results)) } else { Ok(()) }
    }
}
