//! The roof error: whatever a database answers instead of rows.

use thiserror::Error;

use crate::dataset::DatasetError;
use crate::graph::GraphError;
use crate::query::error::{ErrorKind, QueryError};
use crate::storage::StorageError;

/// Why there is no answer; the database is as it was before.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A statement is wrong, failed, or reached a limit.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The graph refused a change.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// A data set could not be loaded.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A database file could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A statement before this one failed, so the transaction can only be given up.
    #[error("an earlier statement of the transaction failed")]
    Aborted,
}

/// The classes of errors, for who must act differently on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorClass {
    /// The statement or its parameters must change.
    Query,
    /// A limit of time, memory or rows was reached.
    Limit,
    /// It was stopped from outside.
    Interrupted,
    /// The data are wrong.
    Data,
    /// A file could not be read or written.
    Io,
}

impl Error {
    /// Returns the class.
    pub fn class(&self) -> ErrorClass {
        match self {
            Error::Query(error) => match error.kind {
                ErrorKind::Limit => ErrorClass::Limit,
                ErrorKind::Interrupted => ErrorClass::Interrupted,
                _ => ErrorClass::Query,
            },
            Error::Graph(GraphError::OutOfIds) => ErrorClass::Limit,
            Error::Graph(_)
            | Error::Aborted
            | Error::Storage(StorageError::NotStorable(_) | StorageError::Graph(_)) => ErrorClass::Query,
            Error::Dataset(_) => ErrorClass::Data,
            Error::Storage(error) if error.is_about_data() => ErrorClass::Data,
            Error::Storage(_) => ErrorClass::Io,
        }
    }

    /// Returns something to do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Error::Query(error) => error.hint.as_deref(),
            Error::Storage(error) => error.hint(),
            _ => None,
        }
    }
}
