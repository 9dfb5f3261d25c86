//! Three-valued logic: true, false, unknown.

use super::{Scope, Subqueries, look};
use crate::graph::GraphView;
use crate::model::Value;
use crate::query::ast::BinaryOp;
use crate::query::bound::BoundExpr;
use crate::query::error::QueryError;
use crate::query::functions::wrong_type;

/// Returns a truth value; none for null.
///
/// # Errors
/// A type error for what is neither boolean nor null.
pub(super) fn truth(value: &Value) -> Result<Option<bool>, QueryError> {
    match value {
        Value::Boolean(truth) => Ok(Some(*truth)),
        Value::Null => Ok(None),
        other => Err(wrong_type("a boolean", other)),
    }
}

pub(super) fn value(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, Value::Boolean)
}

pub(super) fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub(super) fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

pub(super) fn xor(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    Some(a? != b?)
}

/// Computes `AND`, `OR` or `XOR`; the right side only where the left one leaves it open.
pub(super) fn connective<G: GraphView>(
    operator: BinaryOp,
    left: &BoundExpr,
    right: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let mut side = |expr: &BoundExpr| {
        look(expr, scope, subqueries, |value, _| truth(value).map_err(|error| error.at(expr.span)))
    };
    let left = side(left)?;
    let result = match operator {
        BinaryOp::And if left == Some(false) => left,
        BinaryOp::Or if left == Some(true) => left,
        BinaryOp::And => and(left, side(right)?),
        BinaryOp::Or => or(left, side(right)?),
        _ => xor(left, side(right)?),
    };
    Ok(value(result))
}
