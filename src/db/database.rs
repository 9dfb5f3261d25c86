//! The graph that sessions share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::plan_cache::PlanCache;
use super::procedures::{Catalog, TableProcedure};
use crate::dataset::Dataset;
use crate::graph::{ChangeSet, GraphError, MemoryGraph};

/// A graph database in memory; clones are the same database.
///
/// # Snapshots
/// A reader holds the graph as it was when its statement began. A write changes the graph in place where nobody holds
/// that state, and works on a copy (`O(n + m)`) where somebody does.
#[derive(Debug, Clone, Default)]
pub struct Database {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    graph: RwLock<Arc<MemoryGraph>>,
    writing: Mutex<()>,
    plans: Mutex<PlanCache>,
    procedures: RwLock<Arc<Catalog>>,
}

impl Database {
    /// Returns an empty database.
    pub fn new() -> Self {
        Self::default()
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
    pub(super) fn turn_to_write(&self) -> MutexGuard<'_, ()> {
        self.shared.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Applies changes made on the state of now, and returns the new state.
    pub(super) fn apply(&self, changes: ChangeSet) -> Result<Arc<MemoryGraph>, GraphError> {
        let mut graph = self.shared.graph.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut graph).apply(changes)?;
        Ok(Arc::clone(&graph))
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
