//! Queries inside expressions: `EXISTS`, `COUNT`, `COLLECT`, patterns as conditions, pattern comprehensions.

use std::rc::Rc;

use super::batch::{Batch, Column};
use super::{Run, Store, build};
use crate::model::{Schema, Value};
use crate::query::ast::SubqueryKind;
use crate::query::bound::{BoundSubquery, SubqueryMode};
use crate::query::error::QueryError;
use crate::query::eval::{Scope, Subqueries};

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
}

fn one(column: &Column, row: usize) -> Column {
    match column {
        Column::Absent => Column::Absent,
        Column::Nodes(nodes) => Column::Nodes(vec![nodes[row]]),
        Column::Edges(edges) => Column::Edges(vec![edges[row]]),
        Column::Values(values) => Column::Values(vec![values[row].clone()]),
    }
}
