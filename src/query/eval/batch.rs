//! Computes an expression for all rows of a batch at once.
//!
//! Names are looked up once a batch. What operators read is taken from where it lies: columns, properties in the graph,
//! constants. An operator whose sides are always both computed goes column by column; the others (`CASE`,
//! connectives, comprehensions, inner queries) go row by row, so that what a row does not reach raises no error.

use std::borrow::Cow;

use super::source::{Source, gathered};
use super::{NULL, Scope, Subqueries, compares, evaluate, logic, room, strict, typed};
use crate::graph::{GraphView, KeyId};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::ast::BinaryOp;
use crate::query::bound::{BoundExpr, BoundKind};
use crate::query::error::QueryError;
use crate::query::exec::batch::{Batch, Column};
use crate::query::functions::Body;

/// Computes an expression for all rows of a scope, whichever its row is; the column has one value a row.
///
/// # Errors
/// As [`evaluate`]; of several rows with an error, any.
pub fn evaluate_all<G: GraphView>(
    expr: &BoundExpr,
    scope: &Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Column, QueryError> {
    let batch = scope.batch;
    if let BoundKind::Slot(slot) = &expr.kind {
        return Ok(match batch.column(*slot) {
            Column::Absent => Column::Values(vec![Value::Null; batch.n_rows()]),
            column => column.clone(),
        });
    }
    let rows = all_rows(batch);
    Work { scope, subqueries }.column(expr, &rows)
}

/// Returns the rows of a scope, whichever its row is, for which a condition is true; in order.
///
/// # Errors
/// As [`evaluate`]; also a type error for a condition that is neither boolean nor null.
pub fn matches<G: GraphView>(
    condition: &BoundExpr,
    scope: &Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Vec<u32>, QueryError> {
    Work { scope, subqueries }.narrow(condition, all_rows(scope.batch), true)
}

fn all_rows(batch: &Batch) -> Vec<u32> {
    (0..u32::try_from(batch.n_rows()).unwrap_or(u32::MAX)).collect()
}

pub(super) struct Work<'w, G> {
    pub(super) scope: &'w Scope<'w, G>,
    pub(super) subqueries: &'w mut dyn Subqueries<G>,
}

impl<'w, G: GraphView> Work<'w, G> {
    /// Returns where the values of an expression lie, if they lie somewhere.
    pub(super) fn lies<'e: 's, 's>(&self, expr: &'e BoundExpr) -> Option<Source<'s>>
    where
        'w: 's,
    {
        let (batch, parameters) = (self.scope.batch, self.scope.parameters);
        match &expr.kind {
            BoundKind::Literal(value) => Some(Source::Constant(Cow::Borrowed(value))),
            BoundKind::Parameter(name) => {
                parameters.get(name).map(|value| Source::Constant(Cow::Borrowed(value)))
            }
            BoundKind::Slot(slot) => Some(match batch.column(*slot) {
                Column::Absent => Source::Constant(Cow::Borrowed(&NULL)),
                Column::Nodes(nodes) => Source::Nodes(nodes),
                Column::Edges(edges) => Source::Edges(edges),
                Column::Values(values) => Source::Values(values),
                column => Source::Typed(column),
            }),
            BoundKind::Property(base, key) => {
                let BoundKind::Slot(slot) = &base.kind else { return None };
                let key = self.scope.graph.symbols().key(key);
                match batch.column(*slot) {
                    Column::Nodes(nodes) => Some(Source::NodeProperty(nodes, key)),
                    Column::Edges(edges) => Some(Source::EdgeProperty(edges, key)),
                    Column::Absent => Some(Source::Constant(Cow::Borrowed(&NULL))),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Returns the values of an expression for some rows, where they lie or computed.
    pub(super) fn source<'e: 's, 's>(
        &mut self,
        expr: &'e BoundExpr,
        rows: &[u32],
    ) -> Result<Source<'s>, QueryError>
    where
        'w: 's,
    {
        match self.lies(expr) {
            Some(Source::NodeProperty(nodes, Some(key))) => Ok(self
                .node_properties(nodes, key, rows)
                .map_or(Source::NodeProperty(nodes, Some(key)), |column| {
                    Source::Computed(Cow::Owned(column))
                })),
            Some(Source::EdgeProperty(edges, Some(key))) => Ok(self
                .edge_properties(edges, key, rows)
                .map_or(Source::EdgeProperty(edges, Some(key)), |column| {
                    Source::Computed(Cow::Owned(column))
                })),
            Some(Source::Typed(column)) if rows.len() == self.scope.batch.n_rows() => {
                Ok(Source::Computed(Cow::Borrowed(column)))
            }
            Some(Source::Typed(column)) => Ok(Source::Computed(Cow::Owned(column.gather(rows)))),
            Some(source) => Ok(source),
            None if is_constant(expr) && !rows.is_empty() => {
                let value = self.row_by_row(expr, &rows[..1])?.pop().unwrap_or_default();
                Ok(Source::Constant(Cow::Owned(value)))
            }
            None => self.column(expr, rows).map(|column| Source::Computed(Cow::Owned(column))),
        }
    }

    fn node_properties(&self, nodes: &[NodeId], key: KeyId, rows: &[u32]) -> Option<Column> {
        let column = self.scope.graph.node_column(key, rows.len())?;
        Some(gathered(&column, nodes, rows, NodeId::index))
    }

    fn edge_properties(&self, edges: &[EdgeId], key: KeyId, rows: &[u32]) -> Option<Column> {
        let column = self.scope.graph.edge_column(key, rows.len())?;
        Some(gathered(&column, edges, rows, EdgeId::index))
    }

    /// Computes an expression for some rows; one value each, in their order, typed where that is known.
    fn column(&mut self, expr: &BoundExpr, rows: &[u32]) -> Result<Column, QueryError> {
        match &expr.kind {
            BoundKind::Property(..) | BoundKind::Slot(_) => {
                if let Source::Computed(column) = self.source_of_lying(expr, rows)? {
                    return Ok(column.into_owned());
                }
            }
            BoundKind::Binary(operator, left, right) if is_arithmetic(*operator) => {
                let (left, right) = (self.source(left, rows)?, self.source(right, rows)?);
                if let Some(column) = typed::computed(*operator, left.side(), right.side(), rows.len()) {
                    return Ok(column);
                }
                return self.strict(expr, *operator, (&left, &right), rows).map(Column::Values);
            }
            _ => {}
        }
        self.values(expr, rows).map(Column::Values)
    }

    /// Returns where the values of a slot or property lie; anything else where they do not lie somewhere.
    fn source_of_lying<'e: 's, 's>(
        &mut self,
        expr: &'e BoundExpr,
        rows: &[u32],
    ) -> Result<Source<'s>, QueryError>
    where
        'w: 's,
    {
        if self.lies(expr).is_some() { self.source(expr, rows) } else { Ok(Source::Values(&[])) }
    }

    fn strict(
        &self,
        expr: &BoundExpr,
        operator: BinaryOp,
        (left, right): (&Source<'_>, &Source<'_>),
        rows: &[u32],
    ) -> Result<Vec<Value>, QueryError> {
        self.each(rows, |graph, position, row| {
            let left = left.read(position, row, graph)?;
            let right = right.read(position, row, graph)?;
            strict(operator, &left, &right).map_err(|error| error.at(expr.span))
        })
    }

    /// Computes an expression for some rows; one value each, in their order.
    fn values(&mut self, expr: &BoundExpr, rows: &[u32]) -> Result<Vec<Value>, QueryError> {
        let at = |error: QueryError| error.at(expr.span);
        match &expr.kind {
            BoundKind::Binary(operator, left, right) if is_strict(*operator) => {
                let (left, right) = (self.source(left, rows)?, self.source(right, rows)?);
                self.strict(expr, *operator, (&left, &right), rows)
            }
            BoundKind::Comparison(terms, operators) if operators.len() == 1 => {
                let (left, right) = (self.source(&terms[0], rows)?, self.source(&terms[1], rows)?);
                self.each(rows, |graph, position, row| {
                    let left = left.read(position, row, graph)?;
                    let right = right.read(position, row, graph)?;
                    Ok(logic::value(compares(operators[0], &left, &right)))
                })
            }
            BoundKind::Call(function, arguments) if arguments.len() == 1 => {
                let Body::Pure(body) = function.body else { return self.row_by_row(expr, rows) };
                let argument = self.source(&arguments[0], rows)?;
                self.each(rows, |graph, position, row| {
                    let argument = argument.read(position, row, graph)?;
                    body(std::slice::from_ref(argument.as_ref())).map_err(at)
                })
            }
            _ => match self.lies(expr) {
                Some(source) => self.each(rows, |graph, position, row| {
                    source.read(position, row, graph).map(Cow::into_owned).map_err(at)
                }),
                None => self.row_by_row(expr, rows),
            },
        }
    }

    fn each(
        &self,
        rows: &[u32],
        mut value: impl FnMut(&G, usize, u32) -> Result<Value, QueryError>,
    ) -> Result<Vec<Value>, QueryError> {
        let mut values = Vec::with_capacity(rows.len());
        let mut n_bytes = 0;
        for (position, row) in rows.iter().enumerate() {
            let value = value(self.scope.graph, position, *row)?;
            n_bytes += room::bytes_of_large(&value);
            if n_bytes > 0 {
                self.subqueries.make_room(n_bytes)?;
            }
            values.push(value);
        }
        Ok(values)
    }

    fn row_by_row(&mut self, expr: &BoundExpr, rows: &[u32]) -> Result<Vec<Value>, QueryError> {
        let own = self.scope;
        let mut scope = Scope {
            graph: own.graph,
            parameters: own.parameters,
            clock: own.clock,
            batch: own.batch,
            row: 0,
            locals: own.locals.clone(),
        };
        let mut values = Vec::with_capacity(rows.len());
        let mut n_bytes = 0;
        for row in rows {
            scope.row = *row as usize;
            let value = evaluate(expr, &mut scope, self.subqueries)?;
            n_bytes += room::bytes_of_large(&value);
            if n_bytes > 0 {
                self.subqueries.make_room(n_bytes)?;
            }
            values.push(value);
        }
        Ok(values)
    }
}

const fn is_strict(operator: BinaryOp) -> bool {
    !matches!(operator, BinaryOp::And | BinaryOp::Or | BinaryOp::Xor)
}

const fn is_arithmetic(operator: BinaryOp) -> bool {
    use BinaryOp::{Add, Divide, Modulo, Multiply, Subtract};
    matches!(operator, Add | Subtract | Multiply | Divide | Modulo)
}

/// Says whether an expression that does not lie somewhere has the same value for all rows of a statement.
fn is_constant(expr: &BoundExpr) -> bool {
    match &expr.kind {
        BoundKind::Literal(_) | BoundKind::Parameter(_) => true,
        BoundKind::List(items) => items.iter().all(is_constant),
        BoundKind::Map(entries) => entries.iter().all(|(_, entry)| is_constant(entry)),
        BoundKind::Unary(_, inner) => is_constant(inner),
        BoundKind::Binary(operator, left, right) => {
            is_strict(*operator) && is_constant(left) && is_constant(right)
        }
        BoundKind::Call(function, arguments) => {
            // `time.realtime` and its like take a zone, and go on while the statement runs.
            let is_steady = match function.body {
                Body::Pure(_) => true,
                Body::Clock(_) => !function.name.contains('.'),
                Body::Graph(_) => false,
            };
            is_steady && !function.volatile && !arguments.is_empty() && arguments.iter().all(is_constant)
        }
        _ => false,
    }
}
