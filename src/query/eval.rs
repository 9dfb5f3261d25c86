//! Computes expressions: three-valued logic, lists, maps, functions.
//!
//! [`evaluate`] computes one expression for one row. [`evaluate_all`] and [`matches`](fn@matches) do so for all rows of a batch and know
//! short cuts: they look up the names of properties, labels and parameters once, and compare properties where
//! they lie. What needs more than one expression (grouping, sorting) is not done here.

mod access;
mod arithmetic;
mod batch;
mod graph;
mod lists;
mod logic;
mod memo;
mod narrow;
mod room;
mod source;
mod text;
mod typed;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

pub use batch::{evaluate_all, matches};
pub use memo::TextTests;

use super::ast::{BinaryOp, ComparisonOp, Negation, UnaryOp};
use super::bound::{BoundExpr, BoundKind, BoundSubquery};
use super::compare::{compare, equal};
use super::error::{Detail, ErrorKind, QueryError};
use super::exec::batch::{Batch, Column};
use super::functions::{Body, Function};
use crate::graph::GraphView;
use crate::model::temporal::Clock;
use crate::model::{Schema, Value};

/// The values of a query's parameters, by name without `$`.
pub type Parameters = BTreeMap<SmolStr, Value>;

/// Runs queries inside expressions; the executor does.
pub trait Subqueries<G> {
    /// Runs a subquery for one row and returns what is made of its rows.
    ///
    /// # Errors
    /// Whatever goes wrong while it runs.
    fn subquery(&mut self, subquery: &BoundSubquery, scope: &Scope<'_, G>) -> Result<Value, QueryError>;

    /// Looks whether the statement may go on; long lists ask now and then.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] past the deadline, or what else stops it.
    fn check_time(&self) -> Result<(), QueryError> {
        Ok(())
    }

    /// Returns what the statement has found out about texts so far, if that is kept.
    fn text_tests(&self) -> Option<&TextTests> {
        None
    }

    /// Looks whether a value of so many bytes may be made.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] where there is no room for it.
    fn make_room(&self, _n_bytes: usize) -> Result<(), QueryError> {
        Ok(())
    }

    /// Returns the schema of the data set that the graph came from, if it has one.
    fn schema(&self) -> Option<&Schema> {
        None
    }
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

impl<G> Scope<'_, G> {
    /// Gives a local variable a value; those inside it are gone.
    fn set_local(&mut self, local: u32, value: Value) {
        self.locals.resize(local as usize, Value::Null);
        self.locals.push(value);
    }
}

static NULL: Value = Value::Null;

/// Computes an expression for one row.
///
/// # Errors
/// Type errors, arithmetic errors, missing parameters, each with the place of the expression.
pub fn evaluate<G: GraphView>(
    expr: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    if let Some(value) = peek(expr, scope) {
        return value.map(Cow::into_owned);
    }
    compute(expr, scope, subqueries).map_err(|error| error.at(expr.span))
}

/// Computes what is more than a look at the row.
fn compute<G: GraphView>(
    expr: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    match &expr.kind {
        BoundKind::Literal(_) | BoundKind::Parameter(_) | BoundKind::Slot(_) | BoundKind::Local(_) => {
            Ok(Value::Null)
        }
        BoundKind::Property(base, key) => {
            let base = evaluate(base, scope, subqueries)?;
            access::property(&base, key, scope.graph)
        }
        BoundKind::Index(base, index) => both(base, index, scope, subqueries, access::index),
        BoundKind::Slice(base, from, to) => {
            access::slice(base, from.as_deref(), to.as_deref(), scope, subqueries)
        }
        BoundKind::List(items) => {
            let items = items.iter().map(|item| evaluate(item, scope, subqueries));
            room::checked(Value::List(items.collect::<Result<Arc<[Value]>, _>>()?), subqueries)
        }
        BoundKind::Map(entries) => {
            room::checked(access::map(BTreeMap::new(), entries, scope, subqueries)?, subqueries)
        }
        BoundKind::MapProjection(base, all, entries) => {
            room::checked(access::map_projection(base, *all, entries, scope, subqueries)?, subqueries)
        }
        BoundKind::Unary(operator, inner) => {
            let value = evaluate(inner, scope, subqueries)?;
            unary(*operator, &value)
        }
        BoundKind::Binary(operator, left, right) => binary(*operator, left, right, scope, subqueries),
        BoundKind::Comparison(terms, operators) => comparisons(terms, operators, scope, subqueries),
        BoundKind::IsNull(inner, negation) => {
            let is_null = look(inner, scope, subqueries, |value, _| Ok(*value == Value::Null))?;
            Ok(Value::Boolean(is_null == (*negation == Negation::Plain)))
        }
        BoundKind::HasLabels(inner, test) => {
            let value = evaluate(inner, scope, subqueries)?;
            access::has_labels(&value, test, scope.graph)
        }
        BoundKind::Call(function, arguments) => call(function, arguments, scope, subqueries),
        BoundKind::Case { operand, branches, otherwise } => {
            case(operand.as_deref(), branches, otherwise.as_deref(), scope, subqueries)
        }
        BoundKind::ListComprehension { local, list, condition, result } => {
            let parts = (condition.as_deref(), result.as_deref());
            lists::comprehension(*local, list, parts, scope, subqueries)
        }
        BoundKind::Quantifier { quantifier, local, list, condition } => {
            lists::quantifier(*quantifier, *local, list, condition, scope, subqueries)
        }
        BoundKind::Reduce { accumulator, start, local, list, result } => {
            lists::reduce((*accumulator, start), (*local, list), result, scope, subqueries)
        }
        BoundKind::Subquery(subquery) => subqueries.subquery(subquery, scope),
    }
}

/// Returns the value of an expression that only looks something up: a literal, a parameter, a column, a local, or a property of
/// one of them. Nothing for others.
fn peek<'v, G: GraphView>(
    expr: &'v BoundExpr,
    scope: &'v Scope<'_, G>,
) -> Option<Result<Cow<'v, Value>, QueryError>> {
    match &expr.kind {
        BoundKind::Literal(value) => Some(Ok(Cow::Borrowed(value))),
        BoundKind::Parameter(name) => {
            let value = scope.parameters.get(name).map(Cow::Borrowed);
            Some(value.ok_or_else(|| missing_parameter(name).at(expr.span)))
        }
        BoundKind::Local(local) => {
            Some(Ok(Cow::Borrowed(scope.locals.get(*local as usize).unwrap_or(&NULL))))
        }
        BoundKind::Slot(slot) => Some(Ok(match scope.batch.column(*slot) {
            Column::Values(values) => Cow::Borrowed(&values[scope.row]),
            Column::Absent => Cow::Borrowed(&NULL),
            _ => Cow::Owned(scope.batch.value(*slot, scope.row)),
        })),
        BoundKind::Property(base, key) => Some(
            match peek(base, scope)? {
                Ok(Cow::Borrowed(base)) => access::peek_property(base, key, scope.graph),
                // Only a node or an edge comes owned, and its properties lie in the graph.
                Ok(Cow::Owned(base)) => access::property(&base, key, scope.graph).map(Cow::Owned),
                Err(error) => Err(error),
            }
            .map_err(|error| error.at(expr.span)),
        ),
        _ => None,
    }
}

fn missing_parameter(name: &str) -> QueryError {
    let message = format!("the parameter `{name}` has no value");
    QueryError::runtime(ErrorKind::ParameterMissing, Detail::MissingParameter, message)
}

/// Says whether [`peek`] answers.
fn is_plain(expr: &BoundExpr) -> bool {
    match &expr.kind {
        BoundKind::Literal(_) | BoundKind::Parameter(_) | BoundKind::Local(_) | BoundKind::Slot(_) => true,
        BoundKind::Property(base, _) => is_plain(base),
        _ => false,
    }
}

/// Hands the value of an expression over without cloning what only has to be looked up.
fn look<G: GraphView, R>(
    expr: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
    then: impl FnOnce(&Value, &G) -> Result<R, QueryError>,
) -> Result<R, QueryError> {
    if let Some(value) = peek(expr, scope) {
        return then(value?.as_ref(), scope.graph);
    }
    let value = evaluate(expr, scope, subqueries)?;
    then(&value, scope.graph)
}

/// Hands the values of two expressions over without cloning what only has to be looked up.
fn both<G: GraphView, R>(
    left: &BoundExpr,
    right: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
    then: impl FnOnce(&Value, &Value, &G) -> Result<R, QueryError>,
) -> Result<R, QueryError> {
    let mut computed = |expr: &BoundExpr| {
        if is_plain(expr) { Ok(None) } else { evaluate(expr, scope, subqueries).map(Some) }
    };
    let (left_value, right_value) = (computed(left)?, computed(right)?);
    let left = read(left, left_value.as_ref(), scope)?;
    let right = read(right, right_value.as_ref(), scope)?;
    then(&left, &right, scope.graph)
}

fn read<'v, G: GraphView>(
    expr: &'v BoundExpr,
    computed: Option<&'v Value>,
    scope: &'v Scope<'_, G>,
) -> Result<Cow<'v, Value>, QueryError> {
    match computed {
        Some(value) => Ok(Cow::Borrowed(value)),
        None => peek(expr, scope).unwrap_or(Ok(Cow::Borrowed(&NULL))),
    }
}

fn unary(operator: UnaryOp, value: &Value) -> Result<Value, QueryError> {
    match operator {
        UnaryOp::Not => Ok(logic::value(logic::truth(value)?.map(|truth| !truth))),
        UnaryOp::Minus => arithmetic::negate(value),
        UnaryOp::Plus => arithmetic::plus(value),
    }
}

fn binary<G: GraphView>(
    operator: BinaryOp,
    left: &BoundExpr,
    right: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    match operator {
        BinaryOp::And | BinaryOp::Or | BinaryOp::Xor => {
            logic::connective(operator, left, right, scope, subqueries)
        }
        BinaryOp::Add | BinaryOp::Concatenate => {
            let sum = both(left, right, scope, subqueries, |left, right, _| strict(operator, left, right))?;
            room::checked(sum, subqueries)
        }
        _ => both(left, right, scope, subqueries, |left, right, _| strict(operator, left, right)),
    }
}

/// Computes an operator whose both sides are always looked at.
fn strict(operator: BinaryOp, left: &Value, right: &Value) -> Result<Value, QueryError> {
    match operator {
        BinaryOp::Add => arithmetic::add(left, right),
        BinaryOp::Subtract => arithmetic::subtract(left, right),
        BinaryOp::Multiply => arithmetic::multiply(left, right),
        BinaryOp::Divide => arithmetic::divide(left, right),
        BinaryOp::Modulo => arithmetic::modulo(left, right),
        BinaryOp::Power => arithmetic::power(left, right),
        BinaryOp::Concatenate => arithmetic::concatenate(left, right),
        BinaryOp::In => lists::contains(left, right),
        BinaryOp::StartsWith => Ok(text::compare(left, right, |text, part| text.starts_with(part))),
        BinaryOp::EndsWith => Ok(text::compare(left, right, |text, part| text.ends_with(part))),
        BinaryOp::Contains => Ok(text::compare(left, right, |text, part| text.contains(part))),
        BinaryOp::Matches => text::matches(left, right),
        BinaryOp::And => Ok(logic::value(logic::and(logic::truth(left)?, logic::truth(right)?))),
        BinaryOp::Or => Ok(logic::value(logic::or(logic::truth(left)?, logic::truth(right)?))),
        BinaryOp::Xor => Ok(logic::value(logic::xor(logic::truth(left)?, logic::truth(right)?))),
    }
}

/// Compares two values as an operator asks; none where it cannot be told.
pub(super) fn compares(operator: ComparisonOp, left: &Value, right: &Value) -> Option<bool> {
    match operator {
        ComparisonOp::Equal => equal(left, right),
        ComparisonOp::NotEqual => equal(left, right).map(|equal| !equal),
        ComparisonOp::Less => compare(left, right).is(Ordering::is_lt),
        ComparisonOp::LessOrEqual => compare(left, right).is(Ordering::is_le),
        ComparisonOp::Greater => compare(left, right).is(Ordering::is_gt),
        ComparisonOp::GreaterOrEqual => compare(left, right).is(Ordering::is_ge),
    }
}

/// Computes a chain of comparisons: all must hold; each term is computed once at most.
fn comparisons<G: GraphView>(
    terms: &[BoundExpr],
    operators: &[ComparisonOp],
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    if let ([left, right], [operator]) = (terms, operators) {
        return both(left, right, scope, subqueries, |left, right, _| {
            Ok(logic::value(compares(*operator, left, right)))
        });
    }
    let Some((first, rest)) = terms.split_first() else { return Ok(Value::Boolean(true)) };
    let mut left = evaluate(first, scope, subqueries)?;
    let mut so_far = Some(true);
    for (term, operator) in rest.iter().zip(operators) {
        let right = evaluate(term, scope, subqueries)?;
        so_far = logic::and(so_far, compares(*operator, &left, &right));
        if so_far == Some(false) {
            break;
        }
        left = right;
    }
    Ok(logic::value(so_far))
}

fn call<G: GraphView>(
    function: &Function,
    arguments: &[BoundExpr],
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let body = match function.body {
        Body::Pure(body) => body,
        Body::Clock(body) => {
            let values = arguments.iter().map(|argument| evaluate(argument, scope, subqueries));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            return body(&values, &scope.clock);
        }
        Body::Graph(function) => return graph::call(function, arguments, scope, subqueries),
    };
    match arguments {
        [] => body(&[]),
        [one] => look(one, scope, subqueries, |value, _| body(std::slice::from_ref(value))),
        [one, two] => body(&[evaluate(one, scope, subqueries)?, evaluate(two, scope, subqueries)?]),
        more => {
            let values = more.iter().map(|argument| evaluate(argument, scope, subqueries));
            body(&values.collect::<Result<Vec<_>, _>>()?)
        }
    }
}

fn case<G: GraphView>(
    operand: Option<&BoundExpr>,
    branches: &[(BoundExpr, BoundExpr)],
    otherwise: Option<&BoundExpr>,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let operand = operand.map(|operand| evaluate(operand, scope, subqueries)).transpose()?;
    for (condition, result) in branches {
        let holds = look(condition, scope, subqueries, |value, _| match &operand {
            Some(operand) => Ok(equal(operand, value)),
            None => logic::truth(value).map_err(|error| error.at(condition.span)),
        })?;
        if holds == Some(true) {
            return evaluate(result, scope, subqueries);
        }
    }
    otherwise.map_or(Ok(Value::Null), |otherwise| evaluate(otherwise, scope, subqueries))
}

#[cfg(test)]
mod tests;
