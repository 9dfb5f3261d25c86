//! Graphs from tables and lines of other programs: CSV with the headers of neo4j-admin, and JSON lines.
//!
//! Each row becomes a node or an edge, or is [`Rejected`] with file, line and reason; counts in = loaded + rejected.
//! Nothing here judges what the rows say: a data set with claims and citations is read by
//! [`Dataset`](super::Dataset).

mod cell;
mod csv;
mod jsonl;

pub use csv::load_csv;
pub use jsonl::load_jsonl;

use std::path::PathBuf;

use hashbrown::HashMap;

use crate::graph::MemoryGraph;
use crate::model::NodeId;

/// A row that was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// A load in progress: the graph it goes to, and what became of the rows.
pub struct Import<'i> {
    /// The graph; it has whatever was loaded even if the load fails.
    pub graph: MemoryGraph,
    /// How many nodes were loaded.
    pub n_nodes: u64,
    /// How many edges were loaded.
    pub n_edges: u64,
    /// The rows that were not.
    pub rejected: Vec<Rejected>,
    /// Told how many rows were read, from time to time.
    progress: &'i mut dyn FnMut(u64),
    /// The nodes by the name of an id space and the id there.
    ids: HashMap<String, HashMap<String, NodeId>>,
}

/// How many rows pass between two reports of progress.
const REPORT: u64 = 4096;

impl<'i> Import<'i> {
    /// Starts a load into a graph.
    pub fn new(graph: MemoryGraph, progress: &'i mut dyn FnMut(u64)) -> Self {
        Import { graph, n_nodes: 0, n_edges: 0, rejected: Vec::new(), progress, ids: HashMap::new() }
    }

    fn rows_read(&mut self) {
        let n_rows = self.n_nodes + self.n_edges + self.rejected.len() as u64;
        if n_rows.is_multiple_of(REPORT) {
            (self.progress)(n_rows);
        }
    }

    fn reject(&mut self, file: &std::path::Path, line: u64, reason: String) {
        self.rejected.push(Rejected { file: file.to_owned(), line, reason });
        self.rows_read();
    }
}

impl std::fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").field("n_nodes", &self.n_nodes).field("n_edges", &self.n_edges).finish()
    }
}
