//! The procedures that every database has: what is in the graph, and the algorithms of [`analysis`](crate::analysis).
//!
//! | procedures | file |
//! |---|---|
//! | `db.labels`, `db.relationshipTypes`, `db.propertyKeys`, `db.schema.visualization` | `contents` |
//! | `db.indexes`, `db.constraints`, `dbms.procedures`, `dbms.functions`, `dbms.components` | `listing` |
//! | `hv.<algorithm>`, one for each of the catalogue | `algorithms` |
//! | `hv.path` | `path` |
//!
//! `SHOW …` is a call of one of those of `listing`.

mod algorithms;
mod contents;
mod listing;
mod options;
mod path;

use std::sync::LazyLock;

use super::bind::ProcedureSignature;
use super::error::{Detail, ErrorKind, QueryError};
use super::exec::{Limits, Store};
use super::functions::Type;
use crate::analysis::catalog::Algorithm;
use crate::model::Value;

pub use listing::{listed, procedure_of};
pub use options::Options;

/// The rows that a procedure yields; each has all of its columns.
type Rows = Vec<Vec<Value>>;

/// A procedure that every database has.
#[derive(Debug)]
pub struct Procedure {
    /// What it takes and yields.
    pub signature: ProcedureSignature,
    body: Body,
}

#[derive(Debug, Clone, Copy)]
enum Body {
    Contents(contents::Of),
    Listing(listing::Of),
    Algorithm(&'static Algorithm),
    Path,
}

/// Returns the procedures, by name.
pub fn procedures() -> &'static [Procedure] {
    static PROCEDURES: LazyLock<Vec<Procedure>> = LazyLock::new(|| {
        let groups =
            [contents::procedures(), listing::procedures(), algorithms::procedures(), path::procedures()];
        let mut all: Vec<Procedure> = groups.into_iter().flatten().collect();
        all.sort_by(|a, b| a.signature.name.cmp(&b.signature.name));
        all
    });
    &PROCEDURES
}

/// Finds a procedure by its name.
pub fn find(name: &str) -> Option<&'static Procedure> {
    let at = procedures().binary_search_by(|procedure| procedure.signature.name.as_str().cmp(name)).ok()?;
    Some(&procedures()[at])
}

impl Procedure {
    /// Runs the procedure.
    ///
    /// # Errors
    /// [`ErrorKind::TypeError`] and [`ErrorKind::ArgumentError`] for wrong arguments, [`ErrorKind::ProcedureError`]
    /// where an algorithm gives no answer, [`ErrorKind::Limit`].
    pub fn call<S: Store>(
        &self,
        arguments: &[Value],
        graph: &S,
        limits: &Limits,
    ) -> Result<Rows, QueryError> {
        match self.body {
            Body::Contents(of) => contents::call(of, graph, limits),
            Body::Listing(of) => Ok(listing::call(of, graph)),
            Body::Algorithm(algorithm) => algorithms::call(algorithm, arguments, graph, limits),
            Body::Path => path::call(arguments, graph, limits),
        }
    }
}

/// Declares a procedure.
fn procedure(
    name: &str,
    inputs: &[(&str, &[Type])],
    outputs: &[(&str, Type)],
    summary: &str,
    body: Body,
) -> Procedure {
    Procedure { signature: signature(name, inputs, outputs, summary), body }
}

/// Returns the signature of a procedure whose arguments are all required.
pub fn signature(
    name: &str,
    inputs: &[(&str, &[Type])],
    outputs: &[(&str, Type)],
    summary: &str,
) -> ProcedureSignature {
    let inputs = inputs.iter().map(|(name, types)| ((*name).into(), types.to_vec())).collect();
    let outputs = outputs.iter().map(|(name, kind)| ((*name).into(), *kind)).collect();
    ProcedureSignature { name: name.into(), inputs, n_optional: 0, outputs, summary: summary.to_owned() }
}

/// Returns the error of an argument that is out of range.
pub fn argument_error(message: impl Into<String>) -> QueryError {
    QueryError::runtime(ErrorKind::ArgumentError, Detail::InvalidArgumentValue, message)
}

/// Returns the error of an argument of the wrong type.
pub fn type_error(message: impl Into<String>) -> QueryError {
    QueryError::runtime(ErrorKind::TypeError, Detail::InvalidArgumentType, message)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::analysis::catalog;
    use crate::graph::MemoryGraph;
    use crate::query::exec::Reader;

    #[test]
    fn every_algorithm_is_a_procedure_with_a_name_of_its_own() {
        for algorithm in catalog::algorithms() {
            let name = format!("hv.{}", algorithm.name.replace('-', "_"));
            assert!(find(&name).is_some(), "{name}");
        }
        assert!(procedures().windows(2).all(|two| two[0].signature.name < two[1].signature.name));
    }

    #[test]
    fn every_procedure_without_required_arguments_runs_on_an_empty_graph() {
        let graph = MemoryGraph::new();
        for procedure in procedures() {
            let required = procedure.signature.inputs.len() - procedure.signature.n_optional;
            if required > 0 {
                continue;
            }
            let limits = Limits::new(None, 1000, 1 << 20);
            let rows = match procedure.call(&[], &Reader(&graph), &limits) {
                Err(error) if error.to_string().contains("needs a node to start from") => continue,
                rows => rows.unwrap(),
            };
            let n_columns = procedure.signature.outputs.len();
            assert!(rows.iter().all(|row| row.len() == n_columns), "{}", procedure.signature.name);
        }
    }
}
