//! Expressions over batches.

use std::borrow::Cow;

use super::batch::{Batch, Column};
use super::{Run, Store, subquery};
use crate::graph::{LabelId, Symbols, TypeId};
use crate::model::Value;
use crate::query::bound::{BoundExpr, BoundKind, LabelTest};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::eval::{Scope, evaluate, evaluate_all, matches};

/// Computes an expression for one row.
pub(super) fn value<S: Store>(
    run: &Run<'_, S>,
    expr: &BoundExpr,
    batch: &Batch,
    row: usize,
) -> Result<Value, QueryError> {
    match &expr.kind {
        BoundKind::Slot(slot) => return Ok(batch.value(*slot, row)),
        BoundKind::Literal(value) => return Ok(value.clone()),
        _ => {}
    }
    let graph = run.graph.borrow();
    let mut scope = scope(run, &*graph, batch, row);
    evaluate(expr, &mut scope, &mut subquery::Inner { run })
}

/// Computes an expression for every row.
pub(super) fn column<S: Store>(
    run: &Run<'_, S>,
    expr: &BoundExpr,
    batch: &Batch,
) -> Result<Column, QueryError> {
    if let BoundKind::Slot(slot) = &expr.kind {
        return Ok(batch.column(*slot).clone());
    }
    run.limits.check_time()?;
    let graph = run.graph.borrow();
    let scope = scope(run, &*graph, batch, 0);
    evaluate_all(expr, &scope, &mut subquery::Inner { run })
}

/// Computes an expression for every row, or shows the column that has it already.
pub(super) fn column_of<'b, S: Store>(
    run: &Run<'_, S>,
    expr: &BoundExpr,
    batch: &'b Batch,
) -> Result<Cow<'b, Column>, QueryError> {
    match &expr.kind {
        BoundKind::Slot(slot) => Ok(Cow::Borrowed(batch.column(*slot))),
        _ => column(run, expr, batch).map(Cow::Owned),
    }
}

/// Returns the rows for which a condition is true.
///
/// # Errors
/// [`ErrorKind::TypeError`] where it is neither true nor false nor null.
pub(super) fn selection<S: Store>(
    run: &Run<'_, S>,
    condition: &BoundExpr,
    batch: &Batch,
) -> Result<Vec<u32>, QueryError> {
    run.limits.check_time()?;
    let graph = run.graph.borrow();
    let scope = scope(run, &*graph, batch, 0);
    matches(condition, &scope, &mut subquery::Inner { run })
}

fn scope<'a, S>(run: &'a Run<'_, S>, graph: &'a S, batch: &'a Batch, row: usize) -> Scope<'a, S> {
    Scope { graph, parameters: run.parameters, clock: run.clock, batch, row, locals: Vec::new() }
}

/// Says whether a condition is true for one row.
pub(super) fn is_true<S: Store>(
    run: &Run<'_, S>,
    condition: &BoundExpr,
    batch: &Batch,
    row: usize,
) -> Result<bool, QueryError> {
    match value(run, condition, batch, row)? {
        Value::Boolean(is_true) => Ok(is_true),
        Value::Null => Ok(false),
        _ => Err(not_boolean(condition)),
    }
}

fn not_boolean(condition: &BoundExpr) -> QueryError {
    let message = "a condition is true, false or null; this is something else";
    QueryError::runtime(ErrorKind::TypeError, Detail::InvalidArgumentType, message).at(condition.span)
}

/// Computes a number of rows to skip or pass on.
///
/// # Errors
/// [`ErrorKind::SyntaxError`] where it is no whole number or negative.
pub(super) fn count<S: Store>(run: &Run<'_, S>, expr: &BoundExpr) -> Result<usize, QueryError> {
    let error =
        |detail, message: &str| QueryError::runtime(ErrorKind::SyntaxError, detail, message).at(expr.span);
    match value(run, expr, &Batch::new(1, run.plan.slots.len()), 0)? {
        Value::Integer(number) => usize::try_from(number).map_err(|_| {
            error(Detail::NegativeIntegerArgument, &format!("{number} rows; expected 0 or more"))
        }),
        _ => Err(error(Detail::InvalidArgumentType, "a number of rows is a whole number")),
    }
}

/// A condition on labels or types, with names looked up.
#[derive(Debug)]
pub(super) enum Test<I> {
    Is(I),
    Never,
    Any,
    Not(Box<Test<I>>),
    And(Vec<Test<I>>),
    Or(Vec<Test<I>>),
}

impl<I: Copy + PartialEq> Test<I> {
    /// Looks names up; a name that was never used fits nothing.
    pub(super) fn new(test: &LabelTest, id: &impl Fn(&str) -> Option<I>) -> Self {
        let all = |tests: &[LabelTest]| tests.iter().map(|test| Test::new(test, id)).collect();
        match test {
            LabelTest::Name(name) => id(name).map_or(Test::Never, Test::Is),
            LabelTest::Any => Test::Any,
            LabelTest::Not(inner) => Test::Not(Box::new(Test::new(inner, id))),
            LabelTest::And(tests) => Test::And(all(tests)),
            LabelTest::Or(tests) => Test::Or(all(tests)),
        }
    }

    pub(super) fn holds(&self, ids: &[I]) -> bool {
        match self {
            Test::Is(id) => ids.contains(id),
            Test::Never => false,
            Test::Any => !ids.is_empty(),
            Test::Not(inner) => !inner.holds(ids),
            Test::And(tests) => tests.iter().all(|test| test.holds(ids)),
            Test::Or(tests) => tests.iter().any(|test| test.holds(ids)),
        }
    }
}

/// Looks the labels of a condition up.
pub(super) fn label_test(test: &LabelTest, symbols: &Symbols) -> Test<LabelId> {
    Test::new(test, &|name: &str| symbols.label(name))
}

/// Looks the types of a condition up.
pub(super) fn type_test(test: &LabelTest, symbols: &Symbols) -> Test<TypeId> {
    Test::new(test, &|name: &str| symbols.edge_type(name))
}
