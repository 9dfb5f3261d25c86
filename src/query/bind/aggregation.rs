//! Grouping: which parts of an expression are keys, which are aggregates.
//!
//! While the items of a projection that aggregates are bound, an aggregate becomes a slot, and a part that says the same
//! as a grouping key becomes the key's slot. What is left may use no variable that is not a key: its value would
//! not be one for the group. Keys are recognised inside other expressions only where they are variables or
//! reads of properties (CIP 2021-07-07).

use super::Binder;
use super::expressions::Context;
use super::scope::Scope;
use super::types::Static;
use crate::model::Span;
use crate::query::ast::{Expr, ExprKind, MapItem};
use crate::query::bound::{BoundAggregate, BoundKind, Slot, SlotKind};
use crate::query::error::{Detail, QueryError};
use crate::query::functions::{self, Aggregate};

/// The projection whose items are being bound.
#[derive(Debug, Clone, Default)]
pub(super) struct Projecting {
    /// Whether aggregates may stand here.
    pub(super) allows_aggregates: bool,
    /// Aggregates found so far, each with how it is written.
    pub(super) aggregates: Vec<(Expr, Slot, BoundAggregate)>,
    /// Expressions that are computed already, with their slots.
    pub(super) computed: Vec<(Expr, Slot)>,
    /// Slots that are gone after grouping.
    pub(super) forbidden: Vec<Slot>,
    /// The scope that arguments of aggregates see.
    pub(super) before: Scope,
}

/// Whether the place is inside an aggregate or another place that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Inside {
    /// Neither.
    #[default]
    Open,
    /// An argument of an aggregate.
    Aggregate,
    /// A comprehension or an inner query.
    Closed,
}

impl Binder<'_> {
    /// Returns the slot of an expression that is computed already.
    pub(super) fn projected(&self, expr: &Expr, scope: &Scope) -> Option<Slot> {
        let projecting = self.projecting.as_ref().filter(|_| self.inside != Inside::Aggregate)?;
        let (_, slot) = projecting.computed.iter().find(|(own, _)| own == expr)?;
        // A local of the same name means something else.
        let root = root(expr);
        let same = root.is_none_or(|name| match (scope.get(name), projecting.before.get(name)) {
            (Some(here), Some(before)) => here == before,
            (here, _) => here.is_none(),
        });
        same.then_some(*slot)
    }

    /// Refuses a column that is gone after grouping.
    pub(super) fn check_grouped(&self, kind: &BoundKind, name: &str, span: Span) -> Result<(), QueryError> {
        let BoundKind::Slot(slot) = kind else { return Ok(()) };
        let is_gone = self.inside != Inside::Aggregate
            && self.projecting.as_ref().is_some_and(|projecting| projecting.forbidden.contains(slot));
        if !is_gone {
            return Ok(());
        }
        let message = format!("`{name}` stands beside an aggregate but is no grouping key");
        Err(QueryError::syntax(Detail::AmbiguousAggregationExpression, span, message)
            .with_hint(format!("project `{name}` by itself too")))
    }

    pub(super) fn is_aggregating_argument(&self) -> bool {
        self.inside == Inside::Aggregate
    }

    /// Binds something in which no aggregate may stand.
    pub(super) fn without_aggregates<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        let before = self.inside;
        if before == Inside::Open {
            self.inside = Inside::Closed;
        }
        let result = inner(self);
        self.inside = before;
        result
    }

    /// Binds an aggregate; none for `count(*)`.
    pub(super) fn aggregate(
        &mut self,
        expr: &Expr,
        aggregate: Option<&'static Aggregate>,
        distinct: bool,
        arguments: &[Expr],
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        if self.inside == Inside::Aggregate {
            let message = "an aggregate inside an aggregate";
            return Err(QueryError::syntax(Detail::NestedAggregation, expr.span, message));
        }
        let allowed = self.projecting.as_ref().is_some_and(|projecting| projecting.allows_aggregates);
        if !allowed || self.inside != Inside::Open {
            let message = "an aggregate stands only in an item of WITH or RETURN";
            return Err(QueryError::syntax(Detail::InvalidAggregation, expr.span, message));
        }
        let wanted = aggregate.map_or(0, |aggregate| aggregate.arguments);
        if arguments.len() != wanted {
            let message = format!("{} arguments; expected {wanted}", arguments.len());
            return Err(QueryError::syntax(Detail::InvalidNumberOfArguments, expr.span, message));
        }
        let known = match aggregate {
            None => Static::Integer,
            Some(aggregate) => Static::declared(aggregate.gives),
        };
        let earlier = self.projecting.iter().flat_map(|projecting| &projecting.aggregates);
        if let Some((_, slot, _)) = earlier.into_iter().find(|(own, _, _)| own == expr) {
            return Ok((BoundKind::Slot(*slot), known));
        }
        let before =
            self.projecting.as_ref().map_or_else(|| scope.clone(), |projecting| projecting.before.clone());
        self.inside = Inside::Aggregate;
        let bound: Result<Vec<_>, _> =
            arguments.iter().map(|argument| self.expr(argument, &before, Context::Value)).collect();
        self.inside = Inside::Open;
        let bound = BoundAggregate { function: aggregate, distinct, arguments: bound?, span: expr.span };
        let slot = self.slot("", SlotKind::Value, known.clone());
        if let Some(projecting) = &mut self.projecting {
            projecting.aggregates.push((expr.clone(), slot, bound));
        }
        Ok((BoundKind::Slot(slot), known))
    }
}

/// Returns the variable that a chain of property reads begins with.
pub(super) fn root(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Variable(name) => Some(name),
        ExprKind::Property(base, _) => root(base),
        _ => None,
    }
}

/// Says whether an expression has an aggregate in it, inner queries aside.
pub(super) fn has_aggregate(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::CountStar => true,
        ExprKind::Call(call) => {
            functions::find_aggregate(&call.name.text).is_some() || call.arguments.iter().any(has_aggregate)
        }
        ExprKind::Literal(_)
        | ExprKind::Parameter(_)
        | ExprKind::Variable(_)
        | ExprKind::Subquery(..)
        | ExprKind::Pattern(_)
        | ExprKind::ShortestPath(_) => false,
        ExprKind::Property(base, _) | ExprKind::HasLabels(base, _) | ExprKind::IsNull(base, _) => {
            has_aggregate(base)
        }
        ExprKind::Unary(_, inner) => has_aggregate(inner),
        ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) => has_aggregate(a) || has_aggregate(b),
        ExprKind::Slice(base, from, to) => {
            [Some(base), from.as_ref(), to.as_ref()].into_iter().flatten().any(|part| has_aggregate(part))
        }
        ExprKind::List(items) | ExprKind::Comparison(items, _) => items.iter().any(has_aggregate),
        ExprKind::Map(entries) => entries.iter().any(|(_, value)| has_aggregate(value)),
        ExprKind::MapProjection(base, items) => {
            let in_entry = |item: &MapItem| match item {
                MapItem::Entry(_, value) => has_aggregate(value),
                _ => false,
            };
            has_aggregate(base) || items.iter().any(in_entry)
        }
        ExprKind::Case { operand, branches, otherwise } => {
            let ends = operand.iter().chain(otherwise).map(AsRef::as_ref);
            ends.chain(branches.iter().flat_map(|(a, b)| [a, b])).any(has_aggregate)
        }
        ExprKind::ListComprehension { list, condition, result, .. } => {
            has_aggregate(list) || condition.iter().chain(result).any(|part| has_aggregate(part))
        }
        ExprKind::Quantifier { list, condition, .. } => {
            has_aggregate(list) || condition.iter().any(|part| has_aggregate(part))
        }
        ExprKind::Reduce { start, list, result, .. } => {
            has_aggregate(start) || has_aggregate(list) || has_aggregate(result)
        }
        ExprKind::PatternComprehension { condition, result, .. } => {
            has_aggregate(result) || condition.iter().any(|part| has_aggregate(part))
        }
    }
}
