//! Running statements.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::answer::{Answer, PlanShown};
use super::database::Database;
use super::error::Error;
use super::procedures::Catalog;
use super::statement::{Outcome, Prepared, Surroundings, prepare};
use crate::graph::{GraphView as _, MemoryGraph, Overlay};
use crate::model::temporal::Clock;
use crate::query::ast::Mode;
use crate::query::error::QueryError;
use crate::query::eval::Parameters;
use crate::query::exec::{Limits, Reader};

/// What each statement of a session may use up; reaching a limit is an error, never a shorter answer.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// How many rows it may return.
    pub max_rows: usize,
    /// How many bytes its operators may hold at once, about.
    pub max_bytes: usize,
    /// The folder below which `LOAD CSV` may read files; none may be read without one.
    pub import_dir: Option<PathBuf>,
}

impl Default for Options {
    /// A minute, ten million rows, 2 GiB, no files.
    fn default() -> Self {
        let timeout = Some(Duration::from_mins(1));
        Options { timeout, max_rows: 10_000_000, max_bytes: 2 << 30, import_dir: None }
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
    ///
    /// # Examples
    /// ```
    /// use hvgraph::db::{Database, Session};
    /// use hvgraph::query::eval::Parameters;
    ///
    /// let session = Session::new(&Database::new());
    /// let answer = session.run("EXPLAIN MATCH (n) RETURN n", &Parameters::new())?;
    /// assert_eq!(answer.columns(), ["n"]);
    /// assert!(answer.plan().is_some());
    /// # Ok::<(), hvgraph::db::Error>(())
    /// ```
    pub fn run(&self, text: &str, parameters: &Parameters) -> Result<Answer, Error> {
        let catalog = self.database.procedures();
        let graph = self.database.graph();
        let prepared = self.prepared(text, &graph, &catalog, parameters)?;
        if !prepared.writes() {
            return self.read(text, &prepared, graph, &catalog, parameters);
        }
        drop(graph);
        let mut turn = self.database.turn_to_write()?;
        let base = self.database.graph();
        let overlay = RefCell::new(Overlay::new(&base));
        let surroundings = self.surroundings(parameters, &catalog, Clock::start());
        let outcome = prepared.run(&overlay, surroundings)?;
        let changes = overlay.into_inner().into_changes();
        // The last to hold the graph, so that it is changed in place.
        drop(base);
        let graph = self.database.apply(&mut turn, changes)?;
        Ok(answer(text, &prepared, outcome, graph))
    }

    /// Plans one statement without running it; [`Answer::plan`] has the plan.
    ///
    /// # Errors
    /// [`Error::Query`] whatever is wrong with the statement.
    pub fn explain(&self, text: &str, parameters: &Parameters) -> Result<Answer, Error> {
        let graph = self.database.graph();
        let catalog = self.database.procedures();
        let mut prepared = prepare(text, &graph, &catalog, parameters)?;
        prepared.mode = Mode::Explain;
        self.read(text, &Arc::new(prepared), graph, &catalog, parameters)
    }

    /// Runs statements as one transaction: all of what they write stays if `body` succeeds, nothing otherwise.
    ///
    /// Others read on meanwhile, but wait with their writes.
    ///
    /// # Errors
    /// What `body` answers; [`Error::Aborted`] if it succeeds though one of its statements failed.
    pub fn transact<T>(
        &self,
        body: impl FnOnce(&mut Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut turn = self.database.turn_to_write()?;
        let base = self.database.graph();
        let mut transaction = Transaction {
            session: self,
            overlay: RefCell::new(Overlay::new(&base)),
            base: &base,
            clock: Clock::start(),
            is_aborted: false,
        };
        let result = body(&mut transaction)?;
        if transaction.is_aborted {
            return Err(Error::Aborted);
        }
        let changes = transaction.overlay.into_inner().into_changes();
        drop(base);
        self.database.apply(&mut turn, changes)?;
        Ok(result)
    }

    fn read(
        &self,
        text: &str,
        prepared: &Arc<Prepared>,
        graph: Arc<MemoryGraph>,
        catalog: &Catalog,
        parameters: &Parameters,
    ) -> Result<Answer, Error> {
        let reader = RefCell::new(Reader(&graph));
        let outcome = prepared.run(&reader, self.surroundings(parameters, catalog, Clock::start()))?;
        Ok(answer(text, prepared, outcome, graph))
    }

    fn surroundings<'r>(
        &'r self,
        parameters: &'r Parameters,
        catalog: &'r Catalog,
        clock: Clock,
    ) -> Surroundings<'r> {
        let deadline = self.options.timeout.map(|timeout| Instant::now() + timeout);
        let limits = Limits::new(deadline, self.options.max_rows, self.options.max_bytes);
        let limits = limits.interrupted_by(Arc::clone(&self.interrupt));
        let imports = self.options.import_dir.as_deref();
        Surroundings { parameters, catalog, limits, clock, imports }
    }

    fn prepared(
        &self,
        text: &str,
        graph: &MemoryGraph,
        catalog: &Catalog,
        parameters: &Parameters,
    ) -> Result<Arc<Prepared>, QueryError> {
        let n_elements = graph.node_count() + graph.edge_count();
        if let Some(prepared) = self.database.plans().get(text, n_elements) {
            return Ok(prepared);
        }
        let prepared = Arc::new(prepare(text, graph, catalog, parameters)?);
        if prepared.is_lasting {
            self.database.plans().insert(text, n_elements, Arc::clone(&prepared));
        }
        Ok(prepared)
    }
}

/// Statements that stand or fall together; see [`Session::transact`].
#[derive(Debug)]
pub struct Transaction<'t> {
    session: &'t Session,
    overlay: RefCell<Overlay<'t>>,
    base: &'t Arc<MemoryGraph>,
    clock: Clock,
    is_aborted: bool,
}

impl Transaction<'_> {
    /// Runs one statement, which sees what those before it wrote.
    ///
    /// [`Answer::graph`] is the graph from before the transaction: what it has made is not in there, but in that of
    /// [`graph`](Self::graph).
    ///
    /// # Errors
    /// [`Error::Query`]; the transaction can only be given up then.
    pub fn run(&mut self, text: &str, parameters: &Parameters) -> Result<Answer, Error> {
        if self.is_aborted {
            return Err(Error::Aborted);
        }
        self.is_aborted = true;
        let catalog = self.session.database.procedures();
        let prepared = self.session.prepared(text, self.base, &catalog, parameters)?;
        let surroundings = self.session.surroundings(parameters, &catalog, self.clock);
        let outcome = prepared.run(&self.overlay, surroundings)?;
        self.clock = self.clock.next_statement();
        self.is_aborted = false;
        Ok(answer(text, &prepared, outcome, Arc::clone(self.base)))
    }

    /// Says whether a statement failed, so that the transaction can only be given up.
    pub fn has_failed(&self) -> bool {
        self.is_aborted
    }

    /// Returns the graph as the transaction sees it, to show what it has made; see [`Answer::seen_in`].
    ///
    /// Cost: that of a copy of the whole graph once something was written.
    ///
    /// # Errors
    /// [`Error::Graph`].
    pub fn graph(&self) -> Result<Arc<MemoryGraph>, Error> {
        let overlay = self.overlay.borrow();
        if overlay.changes().is_empty() {
            return Ok(Arc::clone(self.base));
        }
        let mut graph = MemoryGraph::clone(self.base);
        graph.apply(overlay.changes().clone())?;
        Ok(Arc::new(graph))
    }
}

fn answer(text: &str, prepared: &Arc<Prepared>, outcome: Outcome, graph: Arc<MemoryGraph>) -> Answer {
    let (columns, slots) = prepared.plan.columns.iter().cloned().unzip();
    let plan = (prepared.mode != Mode::Run).then(|| {
        let rows = (prepared.mode == Mode::Profile).then_some(outcome.rows_passed);
        PlanShown { prepared: Arc::clone(prepared), text: text.to_owned(), rows }
    });
    let prepared = Arc::clone(prepared);
    Answer { columns, slots, prepared, batches: outcome.batches, effects: outcome.effects, plan, graph }
}
