//! Running statements.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::answer::Answer;
use super::database::Database;
use super::error::Error;
use super::statement::{Prepared, prepare};
use crate::graph::{GraphView as _, MemoryGraph};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::eval::Parameters;
use crate::query::exec::Limits;

/// What each statement of a session may use up; reaching a limit is an error, never a shorter answer.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// How many rows it may return.
    pub max_rows: usize,
    /// How many bytes its operators may hold at once, about.
    pub max_bytes: usize,
}

impl Default for Options {
    /// A minute, ten million rows, 2 GiB.
    fn default() -> Self {
        Options { timeout: Some(Duration::from_mins(1)), max_rows: 10_000_000, max_bytes: 2 << 30 }
    }
}

/// Runs statements on a database, one after another.
#[derive(Debug, Clone)]
pub struct Session {
    database: Database,
    options: Options,
    interrupt: Arc<AtomicBool>,
}

impl Session {
    /// Returns a session under the usual limits.
    pub fn new(database: &Database) -> Self {
        Self::with_options(database, Options::default())
    }

    /// Returns a session under limits of its own.
    pub fn with_options(database: &Database, options: Options) -> Self {
        Session { database: database.clone(), options, interrupt: Arc::default() }
    }

    /// Returns the database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Returns the flag that stops the running statement once it is set, from another thread or a signal handler.
    ///
    /// It stays set until it is cleared.
    pub fn interrupt(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.interrupt)
    }

    /// Runs one statement as a transaction of its own and returns its rows.
    ///
    /// # Errors
    /// [`Error::Query`] whatever is wrong with the statement, or goes wrong; nothing is changed then.
    pub fn run(&self, text: &str, parameters: &Parameters) -> Result<Answer, Error> {
        let graph = self.database.graph();
        let prepared = self.prepared(text, &graph, parameters)?;
        let limits = self.limits();
        if prepared.writes {
            drop(graph);
            self.write(&prepared, parameters, limits)
        } else {
            read(&prepared, graph, parameters, limits)
        }
    }

    fn write(
        &self,
        prepared: &Prepared,
        parameters: &Parameters,
        limits: Limits,
    ) -> Result<Answer, Error> {
        let _turn = self.database.turn_to_write();
        let _ = (prepared, parameters, limits);
        Err(not_there().into())
    }

    fn limits(&self) -> Limits {
        let deadline = self.options.timeout.map(|timeout| Instant::now() + timeout);
        Limits::new(deadline, self.options.max_rows, self.options.max_bytes)
            .interrupted_by(Arc::clone(&self.interrupt))
    }

    fn prepared(
        &self,
        text: &str,
        graph: &MemoryGraph,
        parameters: &Parameters,
    ) -> Result<Arc<Prepared>, QueryError> {
        let n_elements = graph.node_count() + graph.edge_count();
        if let Some(prepared) = self.database.plans().get(text, n_elements) {
            return Ok(prepared);
        }
        let prepared = Arc::new(prepare(text, graph, &self.database.procedures(), parameters)?);
        if prepared.is_lasting {
            self.database.plans().insert(text, n_elements, Arc::clone(&prepared));
        }
        Ok(prepared)
    }
}

fn read(
    prepared: &Prepared,
    graph: Arc<MemoryGraph>,
    parameters: &Parameters,
    limits: Limits,
) -> Result<Answer, Error> {
    let _ = (prepared, graph, parameters, limits);
    Err(not_there().into())
}

fn not_there() -> QueryError {
    QueryError::runtime(ErrorKind::SemanticError, Detail::Other, "the executor is not there yet")
}
