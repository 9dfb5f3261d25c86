//! What can go wrong with a database file.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::graph::GraphError;

/// Why a database file could not be made, opened or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StorageError {
    /// There is no such file.
    #[error("{}: there is no such database", .0.display())]
    Missing(PathBuf),
    /// There is a file of that name already.
    #[error("{}: there is a file of this name already", .0.display())]
    Exists(PathBuf),
    /// Another process writes to it.
    #[error("{}: another process has the database open for writing", .0.display())]
    InUse(PathBuf),
    /// It is another kind of file.
    #[error("{}: this is not a hvgraph database", .0.display())]
    NotADatabase(PathBuf),
    /// It was written by a later version.
    #[error("{}: the database has format version {version}, this program reads up to {newest}", path.display())]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// The version it has.
        version: u32,
        /// The newest version known.
        newest: u32,
    },
    /// Its bytes are not those that were written.
    #[error("{}: the database is damaged at byte {at}: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where, in bytes from the start of the file.
        at: u64,
        /// What is wrong there.
        what: String,
    },
    /// The operating system refused.
    #[error("{}: cannot {doing}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// A value that is no property: a node, an edge, a path, or too many lists in each other.
    #[error("{0} cannot be stored as a property")]
    NotStorable(&'static str),
    /// An earlier write failed in a way that leaves open what is on disk.
    #[error("{}: an earlier write failed; open the database again", .0.display())]
    Broken(PathBuf),
    /// The changes do not fit the graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

impl StorageError {
    /// Says whether the file was read, but what it holds cannot be used.
    pub fn is_about_data(&self) -> bool {
        let seen = matches!(self, StorageError::Damaged { .. } | StorageError::NotADatabase(_));
        seen || matches!(self, StorageError::NewerVersion { .. })
    }

    /// Returns something to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            StorageError::Missing(_) => Some("`hvgraph init FILE` makes an empty database"),
            StorageError::Exists(_) => Some("choose another name, or remove the file first"),
            StorageError::InUse(_) => Some("end the other process or wait for it; reading is possible meanwhile"),
            StorageError::NotADatabase(_) => Some("a data set folder is given with --data"),
            StorageError::NewerVersion { .. } => Some("use the version of hvgraph that wrote it, or a later one"),
            StorageError::Damaged { .. } => Some("restore a backup; `hvgraph backup FILE COPY` makes one"),
            _ => None,
        }
    }
}
