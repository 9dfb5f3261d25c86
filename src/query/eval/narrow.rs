//! Finds the rows of a batch for which a condition is true, without computing the condition as a value where that can be spared.

use itertools::Itertools as _;

use super::batch::Work;
use super::source::{Side, Source};
use super::{access, compares, logic, strict, typed};
use crate::graph::{GraphView, LabelId, LabelSets, NO_TEXT, Symbols, TextPart};
use crate::model::{NodeId, Value};
use crate::query::ast::{BinaryOp, ComparisonOp, Negation, UnaryOp};
use crate::query::bound::{BoundExpr, BoundKind, LabelTest};
use crate::query::error::QueryError;
use crate::query::exec::batch::{NO_EDGE, NO_NODE};

/// From so many items, and so many rows, a list is looked up rather than gone through.
pub(super) const LONG_LIST: usize = 8;

impl<G: GraphView> Work<'_, G> {
    /// Returns those of some rows for which a condition is `wanted`: true, or false, but not unknown.
    pub(super) fn narrow(
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
            sets.into_iter().flat_map(LabelSets::sets).map(|set| test.holds(set)).collect();
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

const fn is_equality(operator: ComparisonOp) -> bool {
    matches!(operator, ComparisonOp::Equal | ComparisonOp::NotEqual)
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
