//! Limits inside algorithms.

use std::time::{Duration, Instant};

use thiserror::Error;

/// How long an algorithm may run and how much it may return.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    deadline: Option<Instant>,
    /// The time allowed, for the message.
    allowed: Duration,
    /// The largest number of results.
    pub max_results: usize,
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
}

impl Budget {
    /// Returns a budget that starts to run now.
    pub fn new(allowed: Duration, max_results: usize) -> Self {
        Budget { deadline: Instant::now().checked_add(allowed), allowed, max_results }
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
