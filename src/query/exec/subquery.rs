//! Queries inside expressions: `EXISTS`, `COUNT`, `COLLECT`, patterns as conditions, pattern comprehensions.

use std::rc::Rc;

use super::batch::{Batch, Column};
use super::optional::numbers;
use super::{Run, Store, build};
use crate::model::{Schema, Value};
use crate::query::ast::{SubqueryKind, UnaryOp};
use crate::query::bound::{BoundExpr, BoundKind, BoundSubquery, SubqueryMode};
use crate::query::error::QueryError;
use crate::query::eval::{Scope, Subqueries, TextTests};
use crate::query::plan::{Op, Operator};

/// Runs inner queries for the evaluator.
pub(super) struct Inner<'a, 'r, S> {
    pub(super) run: &'a Run<'r, S>,
}

impl<S: Store> Subqueries<S> for Inner<'_, '_, S> {
    fn subquery(&mut self, subquery: &BoundSubquery, scope: &Scope<'_, S>) -> Result<Value, QueryError> {
        let Some(Some(plan)) = self.run.plan.subqueries.get(subquery.number as usize) else {
            return Ok(Value::Null);
        };
        let mut argument = Batch::new(1, self.run.plan.slots.len());
        for slot in &plan.arguments {
            argument.set(*slot, one(scope.batch.column(*slot), scope.row));
        }
        for (local, slot) in &subquery.imports {
            let value = scope.locals.get(*local as usize).cloned().unwrap_or_default();
            argument.set(*slot, Column::Values(vec![value]));
        }
        let mut rows = build::build(&plan.root, &Rc::new(argument));
        let first = plan.output.first();
        match subquery.kind {
            SubqueryMode::Kind(SubqueryKind::Exists) => Ok(Value::Boolean(rows.next(self.run)?.is_some())),
            SubqueryMode::Kind(SubqueryKind::Count) => {
                let mut n_rows = 0;
                while let Some(batch) = rows.next(self.run)? {
                    n_rows += batch.n_rows();
                }
                Ok(Value::Integer(i64::try_from(n_rows).unwrap_or(i64::MAX)))
            }
            SubqueryMode::Kind(SubqueryKind::Collect) => {
                let mut values = Vec::new();
                while let Some(batch) = rows.next(self.run)? {
                    self.run.limits.make_room((values.len() + batch.n_rows()) * size_of::<Value>())?;
                    values.extend(first.iter().flat_map(|slot| {
                        let batch = &batch;
                        (0..batch.n_rows()).map(move |row| batch.value(**slot, row))
                    }));
                }
                Ok(Value::List(values.into()))
            }
            SubqueryMode::First => {
                let batch = rows.next(self.run)?;
                Ok(batch.zip(first).map(|(batch, slot)| batch.value(*slot, 0)).unwrap_or_default())
            }
        }
    }

    fn check_time(&self) -> Result<(), QueryError> {
        self.run.limits.check_time()
    }

    fn make_room(&self, n_bytes: usize) -> Result<(), QueryError> {
        self.run.limits.make_room(n_bytes)
    }

    fn schema(&self) -> Option<&Schema> {
        self.run.schema
    }

    fn text_tests(&self) -> Option<&TextTests> {
        Some(&self.run.text_tests)
    }
}

/// Returns the rows for which a condition that only asks whether an inner query has a row, or has none, is true; none where the
/// condition is another or is better looked at row by row.
pub(super) fn selection<S: Store>(
    run: &Run<'_, S>,
    condition: &BoundExpr,
    batch: &Batch,
) -> Result<Option<Vec<u32>>, QueryError> {
    let (inner, wanted) = match &condition.kind {
        BoundKind::Unary(UnaryOp::Not, inner) => (&**inner, false),
        _ => (condition, true),
    };
    let BoundKind::Subquery(subquery) = &inner.kind else { return Ok(None) };
    let Some(Some(plan)) = run.plan.subqueries.get(subquery.number as usize) else { return Ok(None) };
    if !plan.is_test || !subquery.imports.is_empty() || !is_short(&plan.root, 1) {
        return Ok(None);
    }
    let mut argument = Batch::new(batch.n_rows(), run.plan.slots.len());
    for slot in &plan.arguments {
        argument.set(*slot, batch.column(*slot).clone());
    }
    argument.set_origins(Some(numbers(&argument)));
    let mut rows = build::build(&plan.root, &Rc::new(argument));
    let mut is_found = vec![false; batch.n_rows()];
    while let Some(found) = rows.next(run)? {
        found.origins().unwrap_or_default().iter().for_each(|row| is_found[*row as usize] = true);
    }
    let selected = (0_u32..).zip(is_found).filter(|(_, is_found)| *is_found == wanted);
    Ok(Some(selected.map(|(row, _)| row).collect()))
}

/// Says whether an inner query takes little more for many rows at once than until it has found something for each: at most so
/// many of its operators may find several rows for one.
fn is_short(of: &Operator, n_expands: usize) -> bool {
    match &*of.op {
        Op::Argument => true,
        Op::Expand { input, .. } => n_expands > 0 && is_short(input, n_expands - 1),
        Op::Keep { input, .. }
        | Op::Extend { input, .. }
        | Op::Filter { input, .. }
        | Op::FilterLabels { input, .. }
        | Op::CheckEdge { input, .. }
        | Op::CountHops { input, .. }
        | Op::ExpandInto { input, .. } => is_short(input, n_expands),
        _ => false,
    }
}

fn one(column: &Column, row: usize) -> Column {
    column.gather(&[u32::try_from(row).unwrap_or(u32::MAX)])
}
