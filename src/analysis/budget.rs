//! Limits inside algorithms.

use std::num::NonZero;
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

/// How long an algorithm may run, on how many threads, and how much it may return.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    deadline: Option<Instant>,
    /// The time allowed, for the message.
    allowed: Duration,
    /// The largest number of results.
    pub max_results: usize,
    /// How many threads an algorithm may start; nothing: as many as there are processors.
    threads: Option<NonZero<usize>>,
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
}

impl Budget {
    /// Returns a budget that starts to run now.
    pub fn new(allowed: Duration, max_results: usize) -> Self {
        Budget { deadline: Instant::now().checked_add(allowed), allowed, max_results, threads: None }
    }

    /// Sets how many threads an algorithm may start. Answers are the same bytes for any number.
    #[must_use]
    pub fn on_threads(self, threads: NonZero<usize>) -> Self {
        Budget { threads: Some(threads), ..self }
    }

    /// Returns how many threads an algorithm may start; at least 1.
    pub fn n_threads(&self) -> usize {
        self.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, usize::from)
    }

    /// Checks the clock.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub fn check_time(&self) -> Result<(), LimitReached> {
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
