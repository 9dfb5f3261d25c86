//! The graph that sessions share.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::plan_cache::PlanCache;
use super::procedures::{Catalog, TableProcedure};
use super::error::Error;
use crate::dataset::Dataset;
use crate::graph::{ChangeSet, MemoryGraph};
use crate::storage::{Settings, Store};

/// A graph database, in memory alone or with a file that keeps it; clones are the same database.
///
/// # Snapshots
/// A reader holds the graph as it was when its statement began. A write changes the graph in place where nobody holds
/// that state, and works on a copy (`O(n + m)`) where somebody does.
#[derive(Debug, Clone, Default)]
pub struct Database {
    shared: Arc<Shared>,
}

/// Where what is written is kept.
#[derive(Debug, Default)]
pub(super) enum Keeping {
    /// In memory.
    #[default]
    Memory,
    /// In a file.
    File(Store),
    /// It may not be written.
    Nowhere,
}

#[derive(Debug, Default)]
struct Shared {
    graph: RwLock<Arc<MemoryGraph>>,
    writing: Mutex<Keeping>,
    plans: Mutex<PlanCache>,
    procedures: RwLock<Arc<Catalog>>,
}

impl Database {
    /// Returns an empty database.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a database file that is empty, and opens it. What is written is in the file when a statement is done.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn create(path: &Path) -> Result<Self, Error> {
        let graph = MemoryGraph::new();
        let store = Store::create(path, &graph, Settings::default())?;
        Ok(Database::kept(graph, Keeping::File(store)))
    }

    /// Opens a database file to read and write; nobody else can write to it meanwhile.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let (store, graph) = Store::open(path)?;
        Ok(Database::kept(graph, Keeping::File(store)))
    }

    /// Opens a database file to read it as of its last commit; others may write to it meanwhile.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        Ok(Database::kept(Store::read(path)?.graph, Keeping::Nowhere))
    }

    fn kept(graph: MemoryGraph, keeping: Keeping) -> Self {
        let graph = RwLock::new(Arc::new(graph));
        let shared = Shared { graph, writing: Mutex::new(keeping), ..Shared::default() };
        Database { shared: Arc::new(shared) }
    }

    /// Returns the graph as it is now. While it is kept, the next write copies the graph.
    pub fn graph(&self) -> Arc<MemoryGraph> {
        Arc::clone(&self.shared.graph.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a procedure, or replaces the one of that name.
    pub fn add_procedure(&self, procedure: TableProcedure) {
        let mut catalog = self.shared.procedures.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut catalog).add(procedure);
        self.plans().clear();
    }

    pub(super) fn procedures(&self) -> Arc<Catalog> {
        Arc::clone(&self.shared.procedures.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn plans(&self) -> MutexGuard<'_, PlanCache> {
        self.shared.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody else writes; the turn lasts as long as the guard.
    ///
    /// # Errors
    /// [`Error::ReadOnly`].
    pub(super) fn turn_to_write(&self) -> Result<Turn<'_>, Error> {
        let keeping = self.shared.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*keeping, Keeping::Nowhere) {
            return Err(Error::ReadOnly);
        }
        Ok(Turn { database: self, keeping })
    }
}

/// The right to write, of one at a time.
#[derive(Debug)]
pub(super) struct Turn<'d> {
    database: &'d Database,
    keeping: MutexGuard<'d, Keeping>,
}

impl Turn<'_> {
    /// Keeps changes made on the state of now, then shows them to readers, and returns the new state.
    pub(super) fn apply(&mut self, changes: ChangeSet) -> Result<Arc<MemoryGraph>, Error> {
        if let Keeping::File(store) = &mut *self.keeping
            && !changes.is_empty()
        {
            store.commit(&changes)?;
        }
        let mut graph = self.database.shared.graph.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut graph).apply(changes)?;
        let graph = Arc::clone(&graph);
        if let Keeping::File(store) = &mut *self.keeping
            && store.wants_compaction()
        {
            // The changes are kept already; a snapshot that cannot be written now is tried again later.
            let _ = store.rewrite(&graph);
        }
        Ok(graph)
    }
}

impl From<Arc<MemoryGraph>> for Database {
    fn from(graph: Arc<MemoryGraph>) -> Self {
        let shared = Shared { graph: RwLock::new(graph), ..Shared::default() };
        Database { shared: Arc::new(shared) }
    }
}

impl From<MemoryGraph> for Database {
    fn from(graph: MemoryGraph) -> Self {
        Database::from(Arc::new(graph))
    }
}

impl From<&Dataset> for Database {
    /// Shares the graph of a data set; a write changes a copy.
    fn from(dataset: &Dataset) -> Self {
        Database::from(dataset.shared_graph())
    }
}
