//! Databases as a program uses them: open one, run statements, read rows.
//!
//! A [`Database`] is shared by any number of threads. Readers work on a snapshot that never changes under them; one statement
//! or transaction writes at a time. A [`Session`] runs statements under [`Options`]; each statement is a transaction
//! of its own unless it is inside [`Session::transact`]. A statement that fails leaves no trace.
//!
//! Statements are parsed, bound and planned once for each text and kept in a cache.
//!
//! ```
//! use hvgraph::db::{Database, Session};
//! use hvgraph::query::eval::Parameters;
//!
//! let session = Session::new(&Database::new());
//! let wrong = session.run("MATCH (n) RETURN m", &Parameters::new()).unwrap_err();
//! assert_eq!(wrong.to_string(), "unknown variable `m`");
//! assert_eq!(wrong.class(), hvgraph::db::ErrorClass::Query);
//! ```

mod answer;
mod database;
mod error;
mod plan_cache;
mod procedures;
mod session;
mod statement;

pub use answer::{Answer, PlanShown, Rows};
pub use database::Database;
pub use error::{Error, ErrorClass};
pub use procedures::TableProcedure;
pub use session::{Options, Session, Transaction};

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
