//! Runs plans: one operator a file, rows in [batches](batch) of columns.
//!
//! An [`Execute`] is pulled: it passes on one batch at a time, so a limit stops the work. Operators hold no borrow of
//! the graph between calls; they reach it through [`Run`], and those that write through [`Store::writer`]. A clause that writes
//! works on all rows of its input before it passes any on, so that each clause sees the graph as those before it left it.

pub mod batch;
mod store;

use std::cell::{Cell, RefCell};
use std::time::Instant;

pub use store::{Reader, Store, Writer};

use self::batch::Batch;
use super::error::{Detail, ErrorKind, QueryError};
use super::eval::Parameters;
use super::plan::Plan;
use crate::model::Value;

/// An operator at work.
pub trait Execute<S> {
    /// Returns the next rows, at least one; none at the end.
    ///
    /// # Errors
    /// Whatever goes wrong in an expression, a procedure or a write; [`ErrorKind::Limit`].
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError>;
}

/// What a statement runs on, and what it has done so far.
pub struct Run<'r, S> {
    /// The graph; borrowed for reading while an expression is computed, for writing by one operator at a time.
    pub graph: &'r RefCell<S>,
    /// The parameters.
    pub parameters: &'r Parameters,
    /// What it may use up.
    pub limits: Limits,
    /// How many rows each operator has passed on, by number.
    pub rows: RefCell<Vec<u64>>,
    /// The plan, with the queries inside its expressions.
    pub plan: &'r Plan,
    /// What procedures do.
    pub procedures: &'r dyn Procedures<S>,
    /// What it has written.
    pub effects: Cell<Effects>,
}

/// What procedures there are to call.
pub trait Procedures<S> {
    /// Runs a procedure, known to exist, and returns its rows; each has all of its columns.
    ///
    /// # Errors
    /// Whatever the procedure finds wrong, and [`ErrorKind::Limit`].
    fn call(
        &self,
        name: &str,
        arguments: &[Value],
        graph: &S,
        limits: &Limits,
    ) -> Result<Vec<Vec<Value>>, QueryError>;
}

/// No procedures at all.
#[derive(Debug, Clone, Copy)]
pub struct NoProcedures;

impl<S> Procedures<S> for NoProcedures {
    fn call(&self, name: &str, _: &[Value], _: &S, _: &Limits) -> Result<Vec<Vec<Value>>, QueryError> {
        let message = format!("unknown procedure `{name}`");
        Err(QueryError::runtime(ErrorKind::ProcedureError, Detail::ProcedureNotFound, message))
    }
}

/// What a statement may use up.
#[derive(Debug, Clone)]
pub struct Limits {
    /// When it must be done.
    pub deadline: Option<Instant>,
    /// How many rows it may return.
    pub max_rows: usize,
    /// How many bytes its operators may hold at once, about.
    pub max_bytes: usize,
    /// How many bytes they hold.
    held: Cell<usize>,
}

/// What a statement has written; what was made and deleted again counts in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Effects {
    pub nodes_created: u64,
    pub nodes_deleted: u64,
    pub relationships_created: u64,
    pub relationships_deleted: u64,
    pub properties_set: u64,
    pub labels_added: u64,
    pub labels_removed: u64,
}

impl Limits {
    /// Returns limits.
    pub fn new(deadline: Option<Instant>, max_rows: usize, max_bytes: usize) -> Self {
        Limits { deadline, max_rows, max_bytes, held: Cell::new(0) }
    }

    /// Checks the clock.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] past the deadline.
    pub fn check_time(&self) -> Result<(), QueryError> {
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => {
                Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, "the time allowed is over"))
            }
            _ => Ok(()),
        }
    }

    /// Counts bytes that are held from now on.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] where they are too many.
    pub fn hold(&self, n_bytes: usize) -> Result<(), QueryError> {
        let held = self.held.get().saturating_add(n_bytes);
        self.held.set(held);
        if held <= self.max_bytes {
            return Ok(());
        }
        let message = format!("more than {} MiB of rows are held at once", self.max_bytes >> 20);
        Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, message))
    }

    /// Counts bytes that are no longer held.
    pub fn release(&self, n_bytes: usize) {
        self.held.set(self.held.get().saturating_sub(n_bytes));
    }
}
