//! Computes an expression for all rows of a batch at once.
//!
//! Names are looked up once a batch. What operators read is taken from where it lies: columns, properties in the graph,
//! constants. An operator whose sides are always both computed goes column by column; the others (`CASE`,
//! connectives, comprehensions, inner queries) go row by row, so that what a row does not reach raises no error.

use std::borrow::Cow;

use super::{NULL, Scope, Subqueries, access, compares, evaluate, logic, room, strict};
use crate::graph::{GraphView, KeyId, LabelId, Symbols};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::ast::{BinaryOp, ComparisonOp, Negation};
use crate::query::bound::{BoundExpr, BoundKind, LabelTest};
use crate::query::error::QueryError;
use crate::query::exec::batch::{Batch, Column, NO_EDGE, NO_NODE};
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
    Work { scope, subqueries }.values(expr, &rows).map(Column::Values)
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
    Work { scope, subqueries }.narrow(condition, all_rows(scope.batch))
}

fn all_rows(batch: &Batch) -> Vec<u32> {
    (0..u32::try_from(batch.n_rows()).unwrap_or(u32::MAX)).collect()
}

struct Work<'w, G> {
    scope: &'w Scope<'w, G>,
    subqueries: &'w mut dyn Subqueries<G>,
}

/// Where an operator finds its values.
enum Source<'w> {
    Constant(&'w Value),
    Nodes(&'w [NodeId]),
    Edges(&'w [EdgeId]),
    Values(&'w [Value]),
    NodeProperty(&'w [NodeId], Option<KeyId>),
    EdgeProperty(&'w [EdgeId], Option<KeyId>),
    /// Computed for the chosen rows only, so found by their position among them.
    Computed(Vec<Value>),
}

impl Source<'_> {
    fn read<'r, G: GraphView>(
        &'r self,
        position: usize,
        row: u32,
        graph: &'r G,
    ) -> Result<Cow<'r, Value>, QueryError> {
        let row = row as usize;
        Ok(match self {
            Source::Constant(value) => Cow::Borrowed(*value),
            Source::Values(values) => Cow::Borrowed(&values[row]),
            Source::Computed(values) => Cow::Borrowed(&values[position]),
            Source::Nodes(nodes) if nodes[row] == NO_NODE => Cow::Borrowed(&NULL),
            Source::Nodes(nodes) => Cow::Owned(Value::Node(nodes[row])),
            Source::Edges(edges) if edges[row] == NO_EDGE => Cow::Borrowed(&NULL),
            Source::Edges(edges) => Cow::Owned(Value::Edge(edges[row])),
            Source::NodeProperty(nodes, _) if nodes[row] == NO_NODE => Cow::Borrowed(&NULL),
            Source::EdgeProperty(edges, _) if edges[row] == NO_EDGE => Cow::Borrowed(&NULL),
            Source::NodeProperty(nodes, key) => {
                let properties = access::node_properties(nodes[row], graph)?;
                Cow::Borrowed(key.and_then(|key| properties.get(key)).unwrap_or(&NULL))
            }
            Source::EdgeProperty(edges, key) => {
                let properties = access::edge_properties(edges[row], graph)?;
                Cow::Borrowed(key.and_then(|key| properties.get(key)).unwrap_or(&NULL))
            }
        })
    }
}

impl<'w, G: GraphView> Work<'w, G> {
    /// Returns where the values of an expression lie, if they lie somewhere.
    fn lies<'e: 's, 's>(&self, expr: &'e BoundExpr) -> Option<Source<'s>>
    where
        'w: 's,
    {
        let (batch, parameters) = (self.scope.batch, self.scope.parameters);
        match &expr.kind {
            BoundKind::Literal(value) => Some(Source::Constant(value)),
            BoundKind::Parameter(name) => parameters.get(name).map(Source::Constant),
            BoundKind::Slot(slot) => Some(match batch.column(*slot) {
                Column::Absent => Source::Constant(&NULL),
                Column::Nodes(nodes) => Source::Nodes(nodes),
                Column::Edges(edges) => Source::Edges(edges),
                Column::Values(values) => Source::Values(values),
            }),
            BoundKind::Property(base, key) => {
                let BoundKind::Slot(slot) = &base.kind else { return None };
                let key = self.scope.graph.symbols().key(key);
                match batch.column(*slot) {
                    Column::Nodes(nodes) => Some(Source::NodeProperty(nodes, key)),
                    Column::Edges(edges) => Some(Source::EdgeProperty(edges, key)),
                    Column::Absent => Some(Source::Constant(&NULL)),
                    Column::Values(_) => None,
                }
            }
            _ => None,
        }
    }

    /// Returns the values of an expression for some rows, where they lie or computed.
    fn source<'e: 's, 's>(&mut self, expr: &'e BoundExpr, rows: &[u32]) -> Result<Source<'s>, QueryError>
    where
        'w: 's,
    {
        match self.lies(expr) {
            Some(source) => Ok(source),
            None => self.values(expr, rows).map(Source::Computed),
        }
    }

    /// Computes an expression for some rows; one value each, in their order.
    fn values(&mut self, expr: &BoundExpr, rows: &[u32]) -> Result<Vec<Value>, QueryError> {
        let at = |error: QueryError| error.at(expr.span);
        match &expr.kind {
            BoundKind::Binary(operator, left, right) if is_strict(*operator) => {
                let (left, right) = (self.source(left, rows)?, self.source(right, rows)?);
                self.each(rows, |graph, position, row| {
                    let left = left.read(position, row, graph)?;
                    strict(*operator, &left, &*right.read(position, row, graph)?).map_err(at)
                })
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

    /// Returns those of some rows for which a condition is true.
    fn narrow(&mut self, condition: &BoundExpr, rows: Vec<u32>) -> Result<Vec<u32>, QueryError> {
        if rows.is_empty() {
            return Ok(rows);
        }
        match &condition.kind {
            BoundKind::Binary(BinaryOp::And, left, right) => {
                let rows = self.narrow(left, rows)?;
                self.narrow(right, rows)
            }
            // Each term of a chain is computed once, so only what lies somewhere is taken pair by pair.
            BoundKind::Comparison(terms, operators)
                if operators.len() == 1 || terms.iter().all(|term| self.lies(term).is_some()) =>
            {
                self.narrow_by(terms, operators, rows)
            }
            BoundKind::IsNull(inner, negation) => {
                let source = self.source(inner, &rows)?;
                let wanted = *negation == Negation::Plain;
                self.kept(rows, |graph, position, row| {
                    Ok((*source.read(position, row, graph)? == Value::Null) == wanted)
                })
            }
            BoundKind::HasLabels(inner, test) => match self.lies(inner) {
                Some(Source::Nodes(nodes)) => self.labelled(nodes, test, rows),
                _ => self.narrow_generally(condition, rows),
            },
            _ => self.narrow_generally(condition, rows),
        }
    }

    fn narrow_by(
        &mut self,
        terms: &[BoundExpr],
        operators: &[ComparisonOp],
        mut rows: Vec<u32>,
    ) -> Result<Vec<u32>, QueryError> {
        for (pair, operator) in terms.windows(2).zip(operators) {
            let (left, right) = (self.source(&pair[0], &rows)?, self.source(&pair[1], &rows)?);
            rows = match (&left, &right) {
                (Source::Nodes(left), Source::Nodes(right)) if is_equality(*operator) => {
                    same(left, right, NO_NODE, *operator, rows)
                }
                (Source::Edges(left), Source::Edges(right)) if is_equality(*operator) => {
                    same(left, right, NO_EDGE, *operator, rows)
                }
                _ => self.kept(rows, |graph, position, row| {
                    let (left, right) = (left.read(position, row, graph)?, right.read(position, row, graph)?);
                    Ok(compares(*operator, &left, &right) == Some(true))
                })?,
            };
        }
        Ok(rows)
    }

    fn narrow_generally(&mut self, condition: &BoundExpr, rows: Vec<u32>) -> Result<Vec<u32>, QueryError> {
        let source = self.source(condition, &rows)?;
        self.kept(rows, |graph, position, row| {
            let truth = logic::truth(&*source.read(position, row, graph)?);
            Ok(truth.map_err(|error| error.at(condition.span))? == Some(true))
        })
    }

    fn labelled(&self, nodes: &[NodeId], test: &LabelTest, rows: Vec<u32>) -> Result<Vec<u32>, QueryError> {
        let test = ResolvedTest::of(test, self.scope.graph.symbols());
        self.kept(rows, |graph, _, row| {
            let node = nodes[row as usize];
            if node == NO_NODE {
                return Ok(false);
            }
            let labels = graph.labels(node);
            if labels.is_empty() && !graph.contains_node(node) {
                return Err(access::deleted("node"));
            }
            Ok(test.holds(labels))
        })
    }

    fn kept(
        &self,
        mut rows: Vec<u32>,
        mut holds: impl FnMut(&G, usize, u32) -> Result<bool, QueryError>,
    ) -> Result<Vec<u32>, QueryError> {
        let mut n_kept = 0;
        for position in 0..rows.len() {
            let row = rows[position];
            if holds(self.scope.graph, position, row)? {
                rows[n_kept] = row;
                n_kept += 1;
            }
        }
        rows.truncate(n_kept);
        Ok(rows)
    }
}

const fn is_strict(operator: BinaryOp) -> bool {
    !matches!(operator, BinaryOp::And | BinaryOp::Or | BinaryOp::Xor)
}

const fn is_equality(operator: ComparisonOp) -> bool {
    matches!(operator, ComparisonOp::Equal | ComparisonOp::NotEqual)
}

/// Compares two columns of ids.
fn same<T: Copy + PartialEq>(
    left: &[T],
    right: &[T],
    null: T,
    operator: ComparisonOp,
    mut rows: Vec<u32>,
) -> Vec<u32> {
    let wanted = operator == ComparisonOp::Equal;
    rows.retain(|row| {
        let (left, right) = (left[*row as usize], right[*row as usize]);
        left != null && right != null && (left == right) == wanted
    });
    rows
}

/// A condition on labels whose names are looked up; a label that no node ever had is none.
enum ResolvedTest {
    Name(Option<LabelId>),
    Any,
    Not(Box<ResolvedTest>),
    And(Vec<ResolvedTest>),
    Or(Vec<ResolvedTest>),
}

impl ResolvedTest {
    fn of(test: &LabelTest, symbols: &Symbols) -> Self {
        let all = |parts: &[LabelTest]| parts.iter().map(|part| Self::of(part, symbols)).collect();
        match test {
            LabelTest::Name(name) => ResolvedTest::Name(symbols.label(name)),
            LabelTest::Any => ResolvedTest::Any,
            LabelTest::Not(inner) => ResolvedTest::Not(Box::new(Self::of(inner, symbols))),
            LabelTest::And(parts) => ResolvedTest::And(all(parts)),
            LabelTest::Or(parts) => ResolvedTest::Or(all(parts)),
        }
    }

    fn holds(&self, labels: &[LabelId]) -> bool {
        match self {
            ResolvedTest::Name(name) => name.is_some_and(|name| labels.contains(&name)),
            ResolvedTest::Any => !labels.is_empty(),
            ResolvedTest::Not(inner) => !inner.holds(labels),
            ResolvedTest::And(parts) => parts.iter().all(|part| part.holds(labels)),
            ResolvedTest::Or(parts) => parts.iter().any(|part| part.holds(labels)),
        }
    }
}
