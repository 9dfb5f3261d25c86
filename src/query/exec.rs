//! Runs plans: one operator a file, rows in [batches](batch) of columns.
//!
//! An [`Execute`] is pulled: it passes on one batch at a time, so a limit stops the work. Operators hold no borrow of
//! the graph between calls; they reach it through [`Run`], and those that write through [`Store::writer`]. A clause that writes
//! works on all rows of its input before it passes any on, so that each clause sees the graph as those before it left it.

mod aggregate;
mod apply;
mod argument;
pub mod batch;
mod between;
mod build;
mod build_path;
mod call;
mod check_edge;
mod choose_paths;
mod combine;
mod compute;
mod constraints;
mod count_hops;
mod create;
mod csv;
mod delete;
mod distinct;
mod eager;
mod end_tests;
mod expand;
mod expand_group;
mod expand_paths;
mod filter;
mod follow;
mod foreach;
mod groups;
mod import;
mod intersect;
mod load_csv;
mod merge;
mod optional;
mod packed;
mod project;
mod reach;
mod remove;
mod scan;
mod schema;
mod seek;
mod set;
mod shortest;
mod slice;
mod sort;
mod store;
mod subquery;
mod union;
mod unwind;
mod write;

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

pub use store::{Reader, Store, Writer};

use self::batch::Batch;
use super::error::{Detail, ErrorKind, QueryError};
use super::eval::{Parameters, TextTests};
use super::plan::Plan;
use crate::model::temporal::Clock;
use crate::model::{Schema, Value};

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
    /// What time it is for the statement.
    pub clock: Clock,
    /// What it may use up.
    pub limits: Limits,
    /// How many rows each operator has passed on, by number.
    pub rows: RefCell<Vec<u64>>,
    /// The plan, with the queries inside its expressions.
    pub plan: &'r Plan,
    /// What procedures do.
    pub procedures: &'r dyn Procedures<S>,
    /// The schema of the data set that the graph came from, where there is one.
    pub schema: Option<&'r Schema>,
    /// The folder that `LOAD CSV` may read from, where it may.
    pub imports: Option<&'r Path>,
    /// What it has written.
    pub effects: Cell<Effects>,
    /// What it has found out about texts.
    pub text_tests: TextTests,
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

impl<'r, S: Store> Run<'r, S> {
    /// Gets a plan ready to run.
    pub fn new(
        plan: &'r Plan,
        graph: &'r RefCell<S>,
        parameters: &'r Parameters,
        procedures: &'r dyn Procedures<S>,
        limits: Limits,
    ) -> Self {
        let rows = RefCell::new(vec![0; plan.n_operators as usize]);
        let clock = Clock::start();
        Run {
            graph,
            parameters,
            clock,
            limits,
            rows,
            plan,
            procedures,
            schema: None,
            imports: None,
            effects: Cell::default(),
            text_tests: TextTests::default(),
        }
    }

    /// Starts the plan; its rows come from the cursor.
    pub fn cursor(&self) -> Cursor<'_, 'r, S> {
        let rows = build::build(&self.plan.root, &Rc::new(Batch::new(1, self.plan.slots.len())));
        Cursor { run: self, rows, n_rows: 0 }
    }
}

/// A plan at work.
pub struct Cursor<'a, 'r, S> {
    run: &'a Run<'r, S>,
    rows: build::Source<'r, S>,
    n_rows: usize,
}

impl<S: Store> Cursor<'_, '_, S> {
    /// Returns the next rows, at least one; none at the end. A statement that writes is done only at the end.
    ///
    /// # Errors
    /// Whatever goes wrong in an expression, a procedure or a write; [`ErrorKind::Limit`], also where more rows
    /// than allowed are returned.
    pub fn next_batch(&mut self) -> Result<Option<Batch>, QueryError> {
        let batch = self.rows.next(self.run)?;
        if batch.is_none() && self.run.plan.writes {
            delete::check_ends(self.run)?;
            constraints::check_written(self.run)?;
        }
        if let Some(batch) = batch.as_ref().filter(|_| !self.run.plan.columns.is_empty()) {
            self.n_rows += batch.n_rows();
            if self.n_rows > self.run.limits.max_rows {
                let message = format!("more than {} rows", self.run.limits.max_rows);
                return Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, message));
            }
        }
        Ok(batch)
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
    /// Set from another thread to stop the statement.
    interrupt: Option<Arc<AtomicBool>>,
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
    pub indexes_added: u64,
    pub indexes_removed: u64,
    pub constraints_added: u64,
    pub constraints_removed: u64,
}

impl Limits {
    /// Returns limits.
    pub fn new(deadline: Option<Instant>, max_rows: usize, max_bytes: usize) -> Self {
        Limits { deadline, max_rows, max_bytes, held: Cell::new(0), interrupt: None }
    }

    /// Returns the limits with a flag that stops the statement once it is set.
    #[must_use]
    pub fn interrupted_by(mut self, flag: Arc<AtomicBool>) -> Self {
        self.interrupt = Some(flag);
        self
    }

    /// Returns the flag that stops the statement, if there is one.
    pub fn interrupt(&self) -> Option<Arc<AtomicBool>> {
        self.interrupt.clone()
    }

    /// Checks the clock, and whether the statement is to stop.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] past the deadline, [`ErrorKind::Interrupted`].
    pub fn check_time(&self) -> Result<(), QueryError> {
        if self.interrupt.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(QueryError::runtime(ErrorKind::Interrupted, Detail::Other, "interrupted"));
        }
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => {
                Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, "the time allowed is over"))
            }
            _ => Ok(()),
        }
    }

    /// Checks that there is room for so many bytes besides those that are held.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] where there is none.
    pub fn make_room(&self, n_bytes: usize) -> Result<(), QueryError> {
        self.hold(n_bytes)?;
        self.release(n_bytes);
        Ok(())
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

#[cfg(test)]
mod tests;
