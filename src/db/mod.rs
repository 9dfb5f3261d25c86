//! Databases as a program uses them: open one, run statements, read rows.
//!
//! A [`Database`] is shared by any number of threads. Readers work on a snapshot that never changes under them; one statement
//! or transaction writes at a time. A [`Session`] runs statements under [`Options`]; each statement is a transaction
//! of its own unless it is inside [`Session::transact`]. A statement that fails leaves no trace.
//!
//! Statements are parsed, bound and planned once for each text and kept in a cache.
//!
//! # Examples
//! A database in a file, parameters, and rows with types of their own:
//! ```
//! use hvgraph::db::{Database, Session};
//! use hvgraph::model::Value;
//! use hvgraph::query::eval::Parameters;
//!
//! # let folder = tempfile::tempdir()?;
//! let file = folder.path().join("people.hvdb");
//! let session = Session::new(&Database::create(&file)?);
//! let given = Parameters::from([("name".into(), Value::from("An")), ("age".into(), Value::Integer(31))]);
//! session.run("CREATE (:Person {name: $name, age: $age})", &given)?;
//! drop(session);
//!
//! let session = Session::new(&Database::open(&file)?);
//! let answer = session.run("MATCH (p:Person) RETURN p.name AS name, p.age AS age", &Parameters::new())?;
//! let people: Vec<(String, i64)> = answer
//!     .rows()
//!     .filter_map(|row| match row.as_slice() {
//!         [Value::String(name), Value::Integer(age)] => Some((name.to_string(), *age)),
//!         _ => None,
//!     })
//!     .collect();
//! assert_eq!(people, [("An".to_owned(), 31)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! Several statements that stand or fall together:
//! ```
//! use hvgraph::db::{Database, Error, Session};
//! use hvgraph::query::eval::Parameters;
//!
//! let session = Session::new(&Database::new());
//! let none = Parameters::new();
//! let failed: Result<(), Error> = session.transact(|transaction| {
//!     transaction.run("CREATE (:Account {balance: 10})", &none)?;
//!     transaction.run("MATCH (a:Account) SET a.balance = a.balance / 0", &none)?;
//!     Ok(())
//! });
//! assert!(failed.is_err());
//! assert_eq!(session.run("MATCH (a:Account) RETURN a", &none)?.n_rows(), 0);
//! # Ok::<(), Error>(())
//! ```
//! The plan as data:
//! ```
//! use hvgraph::db::{Database, Session};
//! use hvgraph::query::eval::Parameters;
//!
//! let session = Session::new(&Database::new());
//! let answer = session.explain("MATCH (p:Person) RETURN count(*)", &Parameters::new())?;
//! let lines = answer.plan().map(|plan| plan.lines()).unwrap_or_default();
//! assert!(lines.iter().any(|line| line.operator == "NodesWithLabel"));
//! # Ok::<(), hvgraph::db::Error>(())
//! ```
//! Errors say which class they are of:
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
