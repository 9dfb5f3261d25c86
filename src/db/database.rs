//! The graph that sessions share.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::error::Error;
use super::plan_cache::PlanCache;
use super::procedures::{Catalog, TableProcedure};
use crate::dataset::{Dataset, SCHEMA};
use crate::graph::{ChangeSet, MemoryGraph};
use crate::model::Schema;
use crate::storage::{Seen, Settings, Store};

/// A graph database, in memory or in a file; clones are the same database.
///
/// # Files
/// A database file is read when it is opened. The first write makes this process its only writer, until the last clone
/// is dropped, and reads it again if others may have written meanwhile; each write is durable before anybody sees it.
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
    writing: Mutex<Home>,
    plans: Mutex<PlanCache>,
    procedures: RwLock<Arc<Catalog>>,
}

/// Where writes stay.
#[derive(Debug, Default)]
pub(super) enum Home {
    /// In memory only.
    #[default]
    Memory,
    /// In a file that was only read so far; what it was like then, if it is known.
    File(PathBuf, Option<Box<Seen>>),
    /// In a file that nobody else writes to.
    Store(Box<Store>),
}

impl Database {
    /// Makes an empty database file and opens it.
    ///
    /// # Errors
    /// [`Error::Storage`] if there is a file of that name, or it cannot be written.
    pub fn create(path: &Path) -> Result<Self, Error> {
        drop(Store::create(path, &MemoryGraph::new(), Settings::default())?);
        Self::open(path)
    }

    /// Opens a database file. One that a data set was loaded into has its schema.
    ///
    /// # Errors
    /// [`Error::Storage`] if it is not there, not a database, damaged, or cannot be read; [`Error::Dataset`] if its schema
    /// is none.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let content = Store::read(path)?;
        let schema = content.settings.get(SCHEMA).map(|text| Dataset::read_schema(text)).transpose()?;
        let home = Home::File(path.to_owned(), Some(Box::new(content.seen)));
        Ok(Self::at_home(Arc::new(content.graph), home).with_schema_if(schema))
    }

    /// Opens a database file, and keeps what is written in memory only: the file stays as it is.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_in_memory(path: &Path) -> Result<Self, Error> {
        let content = Store::read(path)?;
        let schema = content.settings.get(SCHEMA).map(|text| Dataset::read_schema(text)).transpose()?;
        Ok(Self::from(content.graph).with_schema_if(schema))
    }

    fn with_schema_if(self, schema: Option<Schema>) -> Self {
        match schema {
            Some(schema) => self.with_schema(schema),
            None => self,
        }
    }

    /// Says what the kinds of nodes and types of relationships are, for `hv.asOf`, `hv.counterparts` and
    /// all else that knows data sets.
    #[must_use]
    pub fn with_schema(self, schema: Schema) -> Self {
        let mut catalog = self.shared.procedures.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut catalog).schema = Some(Arc::new(schema));
        drop(catalog);
        self
    }

    /// Returns the schema of the data set that the graph came from, if it came from one.
    pub fn schema(&self) -> Option<Arc<Schema>> {
        self.procedures().schema.clone()
    }

    /// Returns the database of a file that was read already.
    pub fn of_file(graph: Arc<MemoryGraph>, path: &Path) -> Self {
        Self::at_home(graph, Home::File(path.to_owned(), None))
    }

    fn at_home(graph: Arc<MemoryGraph>, home: Home) -> Self {
        let shared = Shared { graph: RwLock::new(graph), writing: Mutex::new(home), ..Shared::default() };
        Database { shared: Arc::new(shared) }
    }

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
    pub(super) fn turn_to_write(&self) -> Result<MutexGuard<'_, Home>, Error> {
        let mut home = self.shared.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Home::File(path, seen) = &*home {
            let unchanged = seen.as_ref().map(|seen| Store::open_unchanged(path, seen)).transpose()?;
            let store = if let Some(store) = unchanged.flatten() {
                store
            } else {
                let (store, graph) = Store::open(path)?;
                *self.shared.graph.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(graph);
                store
            };
            *home = Home::Store(Box::new(store));
        }
        Ok(home)
    }

    /// Makes changes on the state of now durable where there is a file, applies them, and returns the new state.
    pub(super) fn apply(&self, home: &mut Home, changes: ChangeSet) -> Result<Arc<MemoryGraph>, Error> {
        if let Home::Store(store) = home {
            store.commit(&changes)?;
        }
        let mut graph = self.shared.graph.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut graph).apply(changes)?;
        let now = Arc::clone(&graph);
        drop(graph);
        if let Home::Store(store) = home
            && store.wants_compaction()
        {
            // The commit stands without it; what keeps the store from working on is told at the next write.
            let _ = store.rewrite(&now);
        }
        Ok(now)
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
        Database::from(dataset.shared_graph()).with_schema(dataset.schema().clone())
    }
}
