//! A folder of text ⇄ a graph: reading, checking, contradictions, and the bundled data set.
//!
//! # Files
//! A data set is a folder with `schema.json` (a [`Schema`]) and any number of other `*.json` files; files
//! named `*.schema.json` are JSON Schemas for editors and are not read. Each file is one object with the
//! optional lists `sources`, `nodes` and `claims`; how records are divided among files carries no meaning.
//! [`json_schema()`] writes the JSON Schema of the files from the data set's own schema, so that an editor
//! completes kinds, types and properties.
//!
//! # Loading is whole or not at all
//! [`Dataset::open`] reads everything, finds every [`Problem`] with file, line and column, and gives a graph
//! only if there is none. Records become nodes and edges one to one; the counts are in [`Counts`].
//! [`contradictions`] are another matter: claims that cannot all be true are loaded, kept side by side and
//! reported.
//!
//! # Other formats
//! [`Dataset::open`] also takes a GraphML or node-link JSON file and a folder of CSV tables (`import`). What hvgraph
//! exported comes back equal; the graph of another program gets a schema made up from what is there, and
//! [`Dataset::import`] says what was taken for granted.
//!
//! # How problems get their place
//! Records are parsed by serde without positions, which is fast. A problem is kept as a path into the file
//! (see `locate`), and only where there are problems the file is walked once more to find line and column.

mod build;
mod bundled;
mod check;
mod contradiction;
mod derived;
pub mod counterparts;
mod diagnose;
mod diff;
mod error;
pub mod bulk;
mod gaps;
mod import;
mod json_schema;
mod locate;
mod naming;
mod origins;
mod parallel;
mod read;
mod record;
mod schema_check;
mod shape;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

pub use bundled::{FILES as BUNDLED_FILES, SCHEMA_JSON_SCHEMA};
pub use contradiction::{Contradiction, contradictions};
pub use diff::{Alteration, Change, Diff, Record, Risk, SchemaChange, Versions, Was};
pub use error::{DatasetError, Fault, Place, Problem};
pub use gaps::{Gap, GapKind, Gaps};
pub use import::{Import, ImportFormat, Skipped};
pub use json_schema::json_schema;
pub use naming::{kind_named, name_index, resolve, type_named};
pub use origins::OriginIndex;
pub use read::SCHEMA;

use crate::graph::{FactKeys, Facts, GraphView as _, MemoryGraph};
use crate::model::Schema;
use crate::names::NameIndex;

/// A loaded data set: its schema, its graph, and an index of its names.
#[derive(Debug)]
pub struct Dataset {
    schema: Schema,
    graph: Arc<MemoryGraph>,
    keys: FactKeys,
    counts: Counts,
    place: DatasetPlace,
    unread: Vec<String>,
    import: Option<Import>,
    names: OnceLock<NameIndex>,
}

/// Where a data set came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatasetPlace {
    /// Compiled into the program.
    Bundled,
    /// A folder.
    Folder(PathBuf),
    /// A file of another format.
    File(PathBuf),
    /// Texts handed over by the caller.
    Memory,
    /// A graph that was built by other means, such as a database file.
    Graph(PathBuf),
}

/// What a load read. Every record read was loaded: one rejected record refuses the whole data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Files read, the schema included.
    pub n_files: usize,
    /// Source records; each is a node of the schema's source kind.
    pub n_sources: usize,
    /// Node records.
    pub n_nodes: usize,
    /// Claim records; each is an edge.
    pub n_claims: usize,
}

impl Dataset {
    /// Loads the data set compiled into the program.
    ///
    /// # Errors
    /// [`DatasetError::Problems`] if the program was built with a broken data set.
    pub fn bundled() -> Result<Self, DatasetError> {
        let files = bundled::FILES.iter().map(|(name, text)| read::File::bundled(name, text)).collect();
        build::build(files, DatasetPlace::Bundled)
    }

    /// Loads files that are in memory already, as (name, text); one of them must be `schema.json`.
    ///
    /// # Errors
    /// [`DatasetError::NoSchema`], [`DatasetError::Problems`] as for [`open`](Self::open).
    pub fn from_texts(files: &[(&str, &str)]) -> Result<Self, DatasetError> {
        if !files.iter().any(|(name, _)| *name == read::SCHEMA) {
            return Err(DatasetError::NoSchema { folder: PathBuf::new() });
        }
        let files = files.iter().map(|(name, text)| read::File::in_memory(name, (*text).to_owned())).collect();
        build::build(files, DatasetPlace::Memory)
    }

    /// Imports a GraphML or node-link JSON text; `name` is what messages call it.
    ///
    /// # Errors
    /// [`DatasetError::Problems`].
    pub fn from_import(name: &str, text: &str) -> Result<Self, DatasetError> {
        import::from_text(name, name, text, DatasetPlace::Memory)
    }

    /// Loads a data set folder, or imports a GraphML or node-link JSON file or a folder of CSV files; what the
    /// import took for granted is in [`import`](Self::import).
    ///
    /// # Errors
    /// [`DatasetError::Read`] if the folder or a file cannot be read, [`DatasetError::NoSchema`],
    /// [`DatasetError::Problems`] with every problem of every file, in file and line order.
    pub fn open(path: &Path) -> Result<Self, DatasetError> {
        if !path.is_dir() && path.exists() {
            return import::open_file(path);
        }
        if import::is_csv_folder(path) { import::open_folder(path) } else { Self::open_folder(path) }
    }

    fn open_folder(folder: &Path) -> Result<Self, DatasetError> {
        let (files, unread) = read::read_folder(folder)?;
        let dataset = build::build(files, DatasetPlace::Folder(folder.to_owned()))?;
        Ok(Dataset { unread, ..dataset })
    }

    /// Takes a graph that was built by other means, with the schema it was built by or one made from what is in it.
    ///
    /// # Errors
    /// [`DatasetError::Problems`] if the text is no schema.
    pub fn of_graph(
        mut graph: MemoryGraph,
        schema: Option<&str>,
        place: &Path,
    ) -> Result<Self, DatasetError> {
        let schema = match schema {
            Some(text) => build::schema_of(text)?,
            None => derived::derived_schema(&graph),
        };
        if let Some(id) = graph.symbols().key(crate::model::keys::ID) {
            graph.create_index(id);
        }
        let source = graph.symbols().label(&schema.source_kind);
        let n_sources = source.map_or(0, |source| graph.nodes_with_label(source).count());
        let counts = Counts {
            n_files: 1,
            n_sources,
            n_nodes: graph.node_count() - n_sources,
            n_claims: graph.edge_count(),
        };
        let (keys, place) = (FactKeys::of(graph.symbols()), DatasetPlace::Graph(place.to_owned()));
        let graph = Arc::new(graph);
        Ok(Dataset { schema, graph, keys, counts, place, unread: Vec::new(), import: None, names: OnceLock::new() })
    }

    /// Reads the text of a schema.
    ///
    /// # Errors
    /// [`DatasetError::Problems`] with all that is wrong with it.
    pub fn read_schema(text: &str) -> Result<Schema, DatasetError> {
        build::schema_of(text)
    }

    /// Returns the text of the schema of a folder, or of the bundled data set.
    ///
    /// # Errors
    /// [`DatasetError::Read`].
    pub fn schema_text(folder: Option<&Path>) -> Result<String, DatasetError> {
        let Some(folder) = folder else {
            let bundled = bundled::FILES.iter().find(|(name, _)| *name == read::SCHEMA);
            return Ok(bundled.map(|(_, text)| (*text).to_owned()).unwrap_or_default());
        };
        let path = folder.join(read::SCHEMA);
        std::fs::read_to_string(&path).map_err(|source| DatasetError::Read { path, source })
    }

    /// Returns the schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the graph.
    pub fn graph(&self) -> &MemoryGraph {
        &self.graph
    }

    /// Returns the graph to share with others.
    pub fn shared_graph(&self) -> Arc<MemoryGraph> {
        Arc::clone(&self.graph)
    }

    /// Returns the graph with the built-in properties at hand.
    pub fn facts(&self) -> Facts<'_, MemoryGraph> {
        Facts::with_keys(&self.graph, self.keys)
    }

    /// Returns how much was read.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Returns the names of files and folders beside its files that were not read, by name; JSON Schemas and
    /// hidden files aside.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// Returns what importing it took for granted; nothing for a data set folder.
    pub fn import(&self) -> Option<&Import> {
        self.import.as_ref()
    }

    /// Returns where it came from.
    pub fn place(&self) -> &DatasetPlace {
        &self.place
    }

    /// Returns the index of ids, names, aliases and glosses, built on first use.
    pub fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| name_index(&self.facts()))
    }
}

#[cfg(test)]
mod tests;
