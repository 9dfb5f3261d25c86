//! Computes an expression for all rows of a batch at once.
//!
//! Names are looked up once a batch. What operators read is taken from where it lies: columns, properties in the graph,
//! constants. An operator whose sides are always both computed goes column by column; the others (`CASE`,
//! connectives, comprehensions, inner queries) go row by row, so that what a row does not reach raises no error.

use std::borrow::Cow;

use itertools::Itertools as _;

use super::source::{Side, Source, gathered};
use super::{NULL, Scope, Subqueries, access, compares, evaluate, logic, strict, typed};
use crate::graph::{GraphView, KeyId, LabelId, NO_TEXT, Symbols, TextPart};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::ast::{BinaryOp, ComparisonOp, Negation, UnaryOp};
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

/// From so many items, and so many rows, a list is looked up rather than gone through.
pub(super) const LONG_LIST: usize = 8;

fn all_rows(batch: &Batch) -> Vec<u32> {
    (0..u32::try_from(batch.n_rows()).unwrap_or(u32::MAX)).collect()
}

struct Work<'w, G> {
    scope: &'w Scope<'w, G>,
    subqueries: &'w mut dyn Subqueries<G>,
}

impl<'w, G: GraphView> Work<'w, G> {
    /// Returns where the values of an expression lie, if they lie somewhere.
    fn lies<'e: 's, 's>(&self, expr: &'e BoundExpr) -> Option<Source<'s>>
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
    fn source<'e: 's, 's>(&mut self, expr: &'e BoundExpr, rows: &[u32]) -> Result<Source<'s>, QueryError>
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
        rows.iter().enumerate().map(|(position, row)| value(self.scope.graph, position, *row)).collect()
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
        for row in rows {
            scope.row = *row as usize;
            values.push(evaluate(expr, &mut scope, self.subqueries)?);
        }
        Ok(values)
    }

    /// Returns those of some rows for which a condition is `wanted`: true, or false, but not unknown.
    fn narrow(
        &mut self,
        condition: &BoundExpr,
        rows: Vec<u32>,
        wanted: bool,
    ) -> Result<Vec<u32>, QueryError> {
        if rows.is_empty() {
            return Ok(rows);
        }
        match &condition.kind {
            BoundKind::Binary(operator @ (BinaryOp::And | BinaryOp::Or), left, right) => {
                // One side decides alone, or both must agree.
                if (*operator == BinaryOp::Or) == wanted {
                    let decided = self.narrow(left, rows.clone(), wanted)?;
                    let rest = without(rows, &decided);
                    let more = self.narrow(right, rest, wanted)?;
                    return Ok(merged(decided, more));
                }
                let rows = self.narrow(left, rows, wanted)?;
                self.narrow(right, rows, wanted)
            }
            BoundKind::Unary(UnaryOp::Not, inner) if is_condition(inner) => self.narrow(inner, rows, !wanted),
            BoundKind::Binary(operator, left, right) if part_of(*operator).is_some() => {
                self.narrow_by_part(condition, *operator, (left, right), rows, wanted)
            }
            BoundKind::Binary(BinaryOp::In, left, right) => {
                self.narrow_by_list(condition, (left, right), rows, wanted)
            }
            // Each term of a chain is computed once, so only what lies somewhere is taken pair by pair.
            BoundKind::Comparison(terms, operators)
                if operators.len() == 1 || (wanted && terms.iter().all(|term| self.lies(term).is_some())) =>
            {
                self.narrow_by(terms, operators, rows, wanted)
            }
            BoundKind::IsNull(inner, negation) => {
                let source = self.source(inner, &rows)?;
                let wanted = (*negation == Negation::Plain) == wanted;
                self.kept(rows, |graph, position, row| Ok(source.is_null(position, row, graph)? == wanted))
            }
            BoundKind::HasLabels(inner, test) => match self.lies(inner) {
                Some(Source::Nodes(nodes)) => self.labelled(nodes, test, rows, wanted),
                _ => self.narrow_generally(condition, rows, wanted),
            },
            _ => self.narrow_generally(condition, rows, wanted),
        }
    }

    fn narrow_by(
        &mut self,
        terms: &[BoundExpr],
        operators: &[ComparisonOp],
        mut rows: Vec<u32>,
        wanted: bool,
    ) -> Result<Vec<u32>, QueryError> {
        for (pair, operator) in terms.windows(2).zip(operators) {
            let (left, right) = (self.source(&pair[0], &rows)?, self.source(&pair[1], &rows)?);
            rows = match (&left, &right) {
                (Source::Nodes(left), Source::Nodes(right)) if is_equality(*operator) => {
                    same(left, right, NO_NODE, (*operator == ComparisonOp::Equal) == wanted, rows)
                }
                (Source::Edges(left), Source::Edges(right)) if is_equality(*operator) => {
                    same(left, right, NO_EDGE, (*operator == ComparisonOp::Equal) == wanted, rows)
                }
                _ => match typed::compared(*operator, (left.side(), right.side()), wanted, rows) {
                    Ok(rows) => rows,
                    Err(rows) => self.kept(rows, |graph, position, row| {
                        let left = left.read(position, row, graph)?;
                        let right = right.read(position, row, graph)?;
                        Ok(compares(*operator, &left, &right) == Some(wanted))
                    })?,
                },
            };
        }
        Ok(rows)
    }

    /// Asks texts what they begin with, have in them, or end with.
    fn narrow_by_part(
        &mut self,
        condition: &BoundExpr,
        operator: BinaryOp,
        (left, right): (&BoundExpr, &BoundExpr),
        rows: Vec<u32>,
        wanted: bool,
    ) -> Result<Vec<u32>, QueryError> {
        let (texts, part) = (self.source(left, &rows)?, self.source(right, &rows)?);
        let (Side::Texts(codes, dictionary), Side::Text(part), Some(place)) =
            (texts.side(), part.side(), part_of(operator))
        else {
            return self.narrow_strictly(condition, operator, (&texts, &part), rows, wanted);
        };
        let tests = self.subqueries.text_tests();
        let answers = tests.and_then(|tests| tests.of(dictionary, (place, part), rows.len()));
        Ok(typed::keep(rows, |at| {
            let code = codes[at];
            code != NO_TEXT
                && wanted
                    == match &answers {
                        Some(answers) => answers[code as usize],
                        None => place.holds(dictionary.text(code), part),
                    }
        }))
    }

    /// Looks for values in a list.
    fn narrow_by_list(
        &mut self,
        condition: &BoundExpr,
        (left, right): (&BoundExpr, &BoundExpr),
        rows: Vec<u32>,
        wanted: bool,
    ) -> Result<Vec<u32>, QueryError> {
        let (values, list) = (self.source(left, &rows)?, self.source(right, &rows)?);
        let Source::Constant(constant) = &list else {
            return self.narrow_strictly(condition, BinaryOp::In, (&values, &list), rows, wanted);
        };
        let Some(items) = constant.as_list() else {
            return self.narrow_strictly(condition, BinaryOp::In, (&values, &list), rows, wanted);
        };
        let rows = match typed::among(values.side(), items, wanted, rows) {
            Ok(rows) => return Ok(rows),
            Err(rows) => rows,
        };
        if rows.len() >= LONG_LIST
            && let Some(items) = typed::Items::of(items)
        {
            return self.kept(rows, |graph, position, row| {
                let value = values.read(position, row, graph)?;
                Ok(items.have(&value) == Some(wanted))
            });
        }
        self.narrow_strictly(condition, BinaryOp::In, (&values, &list), rows, wanted)
    }

    fn narrow_strictly(
        &self,
        condition: &BoundExpr,
        operator: BinaryOp,
        (left, right): (&Source<'_>, &Source<'_>),
        rows: Vec<u32>,
        wanted: bool,
    ) -> Result<Vec<u32>, QueryError> {
        self.kept(rows, |graph, position, row| {
            let left = left.read(position, row, graph)?;
            let right = right.read(position, row, graph)?;
            let value = strict(operator, &left, &right).map_err(|error| error.at(condition.span))?;
            Ok(value == Value::Boolean(wanted))
        })
    }

    fn narrow_generally(
        &mut self,
        condition: &BoundExpr,
        rows: Vec<u32>,
        wanted: bool,
    ) -> Result<Vec<u32>, QueryError> {
        let source = self.source(condition, &rows)?;
        self.kept(rows, |graph, position, row| {
            let truth = logic::truth(&*source.read(position, row, graph)?);
            Ok(truth.map_err(|error| error.at(condition.span))? == Some(wanted))
        })
    }

    fn labelled(
        &self,
        nodes: &[NodeId],
        test: &LabelTest,
        rows: Vec<u32>,
        wanted: bool,
    ) -> Result<Vec<u32>, QueryError> {
        let test = ResolvedTest::of(test, self.scope.graph.symbols());
        let sets = self.scope.graph.label_sets(rows.len()).filter(|sets| sets.sets().len() <= rows.len());
        let holds: Vec<bool> =
            sets.into_iter().flat_map(|sets| sets.sets()).map(|set| test.holds(set)).collect();
        self.kept(rows, |graph, _, row| {
            let node = nodes[row as usize];
            if node == NO_NODE {
                return Ok(false);
            }
            // A node without labels may be one that was deleted.
            if let Some(set) = sets.map(|sets| sets.of(node)).filter(|set| *set != 0) {
                return Ok(holds[set] == wanted);
            }
            let labels = graph.labels(node);
            if labels.is_empty() && !graph.contains_node(node) {
                return Err(access::deleted("node"));
            }
            Ok(test.holds(labels) == wanted)
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

const fn is_arithmetic(operator: BinaryOp) -> bool {
    use BinaryOp::{Add, Divide, Modulo, Multiply, Subtract};
    matches!(operator, Add | Subtract | Multiply | Divide | Modulo)
}

const fn part_of(operator: BinaryOp) -> Option<TextPart> {
    match operator {
        BinaryOp::StartsWith => Some(TextPart::Start),
        BinaryOp::Contains => Some(TextPart::Anywhere),
        BinaryOp::EndsWith => Some(TextPart::End),
        _ => None,
    }
}

/// Says whether an expression can be nothing but true, false or null.
fn is_condition(expr: &BoundExpr) -> bool {
    match &expr.kind {
        BoundKind::Comparison(..) | BoundKind::IsNull(..) | BoundKind::HasLabels(..) => true,
        BoundKind::Unary(UnaryOp::Not, inner) => is_condition(inner),
        BoundKind::Binary(BinaryOp::And | BinaryOp::Or, left, right) => {
            is_condition(left) && is_condition(right)
        }
        BoundKind::Binary(operator, ..) => *operator == BinaryOp::In || part_of(*operator).is_some(),
        _ => false,
    }
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

/// Returns the rows that are not among some of them; both in order.
fn without(mut rows: Vec<u32>, some: &[u32]) -> Vec<u32> {
    let mut some = some.iter().peekable();
    rows.retain(|row| some.next_if_eq(&row).is_none());
    rows
}

/// Puts two lists of rows together, in order.
fn merged(some: Vec<u32>, others: Vec<u32>) -> Vec<u32> {
    match (some.is_empty(), others.is_empty()) {
        (_, true) => some,
        (true, _) => others,
        _ => some.into_iter().merge(others).collect(),
    }
}

/// Compares two columns of ids.
fn same<T: Copy + PartialEq>(left: &[T], right: &[T], null: T, wanted: bool, mut rows: Vec<u32>) -> Vec<u32> {
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
