//! Graphs as plain lists of edges, for analyses of tens of millions of them: files in, a [`Projection`] out.
//!
//! | [`Format`] | what a file holds |
//! |---|---|
//! | `Edges` | an edge a line: `source target [weight]`, separated by tabs, spaces or commas; `#` and `%` begin remarks |
//! | `Graphalytics` | LDBC Graphalytics: `NAME.v` with a vertex a line, `NAME.e` with an edge a line |
//! | `Adjacency` | a vertex a line, followed by its neighbours (the validation graphs of Graphalytics) |
//! | `Cache` | what [`write_cache`] wrote: the rows themselves, checksummed |
//!
//! Vertices are numbers or names; they get dense indexes in ascending order, numbers by value, names by code point. In a
//! list of edges exactly those that a line names are there. Loops and parallel edges are kept; in the formats of
//! Graphalytics, whose graphs are simple, a neighbour that is listed again is the same edge. The arcs of each node are
//! sorted by their target, then as in the file; edges are numbered in that order of their arcs, an undirected one at
//! its lower end. One edge is held in 4 to 12 bytes while the file is read, an arc then in 4, or 8 with whole weights.
//!
//! Numbers below about a quarter of the file's bytes take a fast way, as they need no map; anything else a slower one.

mod blocks;
mod cache;
mod graphalytics;
mod plain;
#[cfg(test)]
mod tests;
mod words;

use std::borrow::Cow;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Direction, Projection};

pub use cache::write_cache;

/// A graph read from a list of edges.
#[derive(Debug)]
pub struct EdgeListGraph {
    /// The graph.
    pub projection: Projection,
    /// What its vertices are called in the file.
    pub ids: Ids,
}

/// What vertices are called, by dense index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ids {
    /// Each by its index.
    Dense,
    /// By numbers, ascending.
    Numbers(Vec<u64>),
    /// By names, ascending by code points.
    Names(Vec<String>),
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions {
    /// Whether edges have a direction.
    pub is_directed: bool,
    /// Whether weights are wanted; an edge without one counts 1.
    pub is_weighted: bool,
    /// How many threads may be used; the result is the same.
    pub n_threads: NonZero<usize>,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An edge a line.
    Edges,
    /// Vertices in one file, edges in another.
    Graphalytics,
    /// A vertex and its neighbours a line.
    Adjacency,
    /// Rows as written by [`write_cache`].
    Cache,
}

/// Why no graph was read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EdgeListError {
    /// The system did not give the file.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line is not as the format says.
    #[error("{}:{line}: {what}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
    /// A cache is damaged, or not for this program.
    #[error("{}: {what}", path.display())]
    Cache {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// There are more arcs or vertices than 32 bits number.
    #[error("{}: more than {} arcs or vertices", path.display(), u32::MAX)]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

impl Format {
    /// Guesses from the name, and from the first bytes for a cache.
    pub fn of(path: &Path) -> Format {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let extension = path.extension().unwrap_or_default();
        if cache::is_one(path) {
            Format::Cache
        } else if extension == "v" || extension == "e" || extension == "properties" {
            Format::Graphalytics
        } else if name.ends_with("-input") || extension == "adj" {
            Format::Adjacency
        } else {
            Format::Edges
        }
    }
}

/// Reads a graph.
///
/// # Errors
/// [`EdgeListError`], with the line where there is one.
pub fn read(path: &Path, format: Format, options: ReadOptions) -> Result<EdgeListGraph, EdgeListError> {
    match format {
        Format::Edges => match plain::read(path, options)? {
            Some(graph) => Ok(graph),
            None => words::read(path, options),
        },
        Format::Graphalytics => graphalytics::read(path, options),
        Format::Adjacency => graphalytics::read_adjacency(path, options),
        Format::Cache => cache::read(path, options),
    }
}

impl ReadOptions {
    fn direction(self) -> Direction {
        if self.is_directed { Direction::Outgoing } else { Direction::Both }
    }
}

impl Ids {
    /// Returns what the vertex at a dense index is called.
    pub fn name(&self, index: u32) -> Cow<'_, str> {
        match self {
            Ids::Dense => Cow::Owned(index.to_string()),
            Ids::Numbers(numbers) => Cow::Owned(numbers[index as usize].to_string()),
            Ids::Names(names) => Cow::Borrowed(&names[index as usize]),
        }
    }

    /// Returns the number of the vertex at a dense index; the index itself where vertices have names.
    pub fn number(&self, index: u32) -> u64 {
        match self {
            Ids::Numbers(numbers) => numbers[index as usize],
            Ids::Dense | Ids::Names(_) => u64::from(index),
        }
    }

    /// Returns the dense index of a vertex of a graph with so many.
    pub fn index_of(&self, name: &str, n_nodes: usize) -> Option<u32> {
        let index = match self {
            Ids::Dense => name.parse().ok().filter(|index| *index < n_nodes),
            Ids::Numbers(numbers) => name.parse().ok().and_then(|number| numbers.binary_search(&number).ok()),
            Ids::Names(names) => names.binary_search_by(|own| own.as_str().cmp(name)).ok(),
        };
        index.and_then(|index| u32::try_from(index).ok())
    }
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> EdgeListError + '_ {
    move |source| EdgeListError::Io { path: path.to_owned(), source }
}
