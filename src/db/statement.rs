//! From the text of a statement to something that runs.

use smol_str::SmolStr;

use super::procedures::Catalog;
use crate::graph::MemoryGraph;
use crate::query::ast::{ClauseKind, Mode, Query, StatementKind};
use crate::query::bind::bind;
use crate::query::bound::BoundStatement;
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::eval::Parameters;
use crate::query::parser::parse;

/// A statement ready to run on any graph of about the size it was prepared for.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) mode: Mode,
    pub(super) plan: BoundStatement,
    pub(super) columns: Vec<SmolStr>,
    pub(super) writes: bool,
    /// Whether it may be used again for the same text, whatever the parameters.
    pub(super) is_lasting: bool,
}

/// Prepares a statement.
pub(super) fn prepare(
    text: &str,
    graph: &MemoryGraph,
    catalog: &Catalog,
    parameters: &Parameters,
) -> Result<Prepared, QueryError> {
    let statement = parse(text)?;
    let StatementKind::Query(query) = &statement.kind else {
        let message = "schema commands and SHOW are not there yet";
        return Err(QueryError::runtime(ErrorKind::SemanticError, Detail::Other, message));
    };
    let bound = bind(statement.mode, query, catalog, parameters)?;
    let _ = graph;
    Ok(Prepared {
        mode: statement.mode,
        writes: bound.writes,
        columns: bound.query.columns.clone(),
        plan: bound,
        is_lasting: !takes_arguments_from_parameters(query),
    })
}

/// Says whether a procedure is called without its arguments, so that the names of the parameters matter.
fn takes_arguments_from_parameters(query: &Query) -> bool {
    let clauses = query.parts.iter().flat_map(|part| &part.clauses);
    clauses
        .into_iter()
        .any(|clause| matches!(&clause.kind, ClauseKind::Call(call) if call.arguments.is_none()))
}
