//! `WITH` and `RETURN`.

use smol_str::SmolStr;

use super::Binder;
use super::aggregation::{Projecting, has_aggregate, root};
use super::expressions::{Context, literal, wrong_type};
use super::scope::Scope;
use super::types::Static;
use crate::model::{Span, Value};
use crate::query::ast::{Expr, ExprKind, Projection, ProjectionItem};
use crate::query::bound::{BoundAggregation, BoundExpr, BoundKind, BoundProjection, Slot, SlotKind};
use crate::query::error::{Detail, QueryError};

/// Whether items need names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// `WITH`: what is no variable needs an alias.
    Aliases,
    /// `RETURN`: a column without alias is called as it is written.
    Texts,
}

/// A projection, the names it makes, and its columns in order.
pub(super) struct Projected {
    pub(super) projection: BoundProjection,
    pub(super) scope: Scope,
    pub(super) columns: Vec<(SmolStr, Slot)>,
}

/// An item with the name of its column.
struct Item<'p> {
    name: SmolStr,
    expr: &'p Expr,
}

impl Binder<'_> {
    pub(super) fn projection(
        &mut self,
        projection: &Projection,
        condition: Option<&Expr>,
        scope: &Scope,
        naming: Naming,
    ) -> Result<Projected, QueryError> {
        let mut columns: Vec<(SmolStr, Slot)> = if projection.star { scope.columns() } else { Vec::new() };
        if projection.star && columns.is_empty() && naming == Naming::Texts {
            let message = "`*` stands for all variables, but there are none";
            return Err(QueryError::syntax(Detail::NoVariablesInScope, projection.span, message));
        }
        let items = items(projection, naming)?;
        no_repeats(&columns, &items)?;
        let aggregates = items.iter().any(|item| has_aggregate(item.expr));
        let mut bound = BoundProjection {
            kept: Vec::new(),
            items: Vec::new(),
            aggregation: None,
            distinct: projection.distinct,
            order: Vec::new(),
            skip: None,
            limit: None,
            condition: None,
        };
        let outer = self.projecting.take();
        let mut projecting = Projecting { before: scope.clone(), ..Projecting::default() };
        if aggregates {
            self.grouped(&items, scope, &mut columns, &mut bound, &mut projecting)?;
        } else {
            self.plain(&items, scope, &mut columns, &mut bound, &mut projecting)?;
        }
        let mut after = Scope::default();
        for (name, slot) in &columns {
            after.add_slot(name.clone(), *slot);
        }
        self.ordered(projection, condition, &after, aggregates, projecting, &mut bound)?;
        self.projecting = outer;
        bound.skip = self.count(projection.skip.as_ref())?;
        bound.limit = self.count(projection.limit.as_ref())?;
        Ok(Projected { projection: bound, scope: after, columns })
    }

    /// Binds items one by one; a variable goes on in its own slot.
    fn plain(
        &mut self,
        items: &[Item<'_>],
        scope: &Scope,
        columns: &mut Vec<(SmolStr, Slot)>,
        bound: &mut BoundProjection,
        projecting: &mut Projecting,
    ) -> Result<(), QueryError> {
        bound.kept = columns.iter().map(|(_, slot)| *slot).collect();
        for item in items {
            let (expr, known) = self.typed(item.expr, scope, Context::Value)?;
            let slot = if let BoundKind::Slot(slot) = expr.kind {
                bound.kept.push(slot);
                slot
            } else {
                let slot = self.slot(item.name.clone(), SlotKind::Value, known);
                bound.items.push((slot, expr));
                projecting.computed.push((item.expr.clone(), slot));
                slot
            };
            columns.push((item.name.clone(), slot));
        }
        bound.kept.sort_unstable();
        bound.kept.dedup();
        Ok(())
    }

    /// Binds items of a projection that aggregates: those without aggregates are the keys of the groups.
    fn grouped(
        &mut self,
        items: &[Item<'_>],
        scope: &Scope,
        columns: &mut Vec<(SmolStr, Slot)>,
        bound: &mut BoundProjection,
        projecting: &mut Projecting,
    ) -> Result<(), QueryError> {
        let mut keys: Vec<(Slot, BoundExpr)> = Vec::new();
        let span = items.first().map_or_else(Span::default, |item| item.expr.span);
        for (_, slot) in columns.iter() {
            keys.push((*slot, BoundExpr { kind: BoundKind::Slot(*slot), span }));
        }
        for item in items.iter().filter(|item| !has_aggregate(item.expr)) {
            let (expr, known) = self.typed(item.expr, scope, Context::Value)?;
            let slot = match expr.kind {
                BoundKind::Slot(slot) => slot,
                _ => self.slot(item.name.clone(), SlotKind::Value, known),
            };
            if !keys.iter().any(|(key, _)| *key == slot) {
                keys.push((slot, expr));
            }
            projecting.computed.push((item.expr.clone(), slot));
        }
        let is_key = |slot: &Slot| keys.iter().any(|(key, _)| key == slot);
        projecting.forbidden =
            scope.columns().into_iter().map(|(_, slot)| slot).filter(|slot| !is_key(slot)).collect();
        let all_computed = projecting.computed.clone();
        // Inside other expressions only simple keys are recognised.
        projecting.computed.retain(|(expr, _)| root(expr).is_some());
        projecting.allows_aggregates = true;
        self.projecting = Some(std::mem::take(projecting));
        for item in items {
            let slot = match all_computed.iter().find(|(expr, _)| expr == item.expr) {
                Some((_, slot)) => *slot,
                None => self.aggregated(item, scope, bound)?,
            };
            columns.push((item.name.clone(), slot));
        }
        *projecting = self.projecting.take().unwrap_or_default();
        projecting.computed = all_computed;
        let aggregated = items.iter().filter(|item| has_aggregate(item.expr));
        for item in aggregated {
            if let Some((_, slot)) = columns.iter().find(|(name, _)| *name == item.name) {
                projecting.computed.push((item.expr.clone(), *slot));
            }
        }
        bound.aggregation = Some(BoundAggregation { keys, aggregates: Vec::new() });
        Ok(())
    }

    fn aggregated(
        &mut self,
        item: &Item<'_>,
        scope: &Scope,
        bound: &mut BoundProjection,
    ) -> Result<Slot, QueryError> {
        let (expr, known) = self.typed(item.expr, scope, Context::Value)?;
        if let BoundKind::Slot(slot) = expr.kind {
            if let Some(info) = self.slots.get_mut(slot.0 as usize).filter(|info| info.name.is_empty()) {
                info.name = item.name.clone();
            }
            return Ok(slot);
        }
        let slot = self.slot(item.name.clone(), SlotKind::Value, known);
        bound.items.push((slot, expr));
        Ok(slot)
    }

    /// Binds `ORDER BY` and `WHERE`, which see the new names, and the old ones too unless rows were put together.
    fn ordered(
        &mut self,
        projection: &Projection,
        condition: Option<&Expr>,
        after: &Scope,
        aggregates: bool,
        mut projecting: Projecting,
        bound: &mut BoundProjection,
    ) -> Result<(), QueryError> {
        let scope =
            if aggregates || projection.distinct { after.clone() } else { projecting.before.under(after) };
        projecting.allows_aggregates = aggregates;
        projecting.forbidden.clear();
        if aggregates {
            projecting.before = after.clone();
        }
        self.projecting = Some(projecting);
        let mut result = Ok(());
        for item in &projection.order {
            match self.sort_key(&item.expr, after, &scope) {
                Ok(expr) => bound.order.push((expr, item.descending)),
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        let projecting = self.projecting.take().unwrap_or_default();
        result?;
        if let Some(aggregation) = &mut bound.aggregation {
            aggregation.aggregates =
                projecting.aggregates.into_iter().map(|(_, slot, aggregate)| (slot, aggregate)).collect();
        }
        bound.condition = self.condition(condition, &scope)?;
        Ok(())
    }

    /// A plain name means the new column where there is one.
    fn sort_key(&mut self, expr: &Expr, after: &Scope, scope: &Scope) -> Result<BoundExpr, QueryError> {
        if let ExprKind::Variable(name) = &expr.kind
            && let Some(slot) = after.slot(name)
        {
            return Ok(BoundExpr { kind: BoundKind::Slot(slot), span: expr.span });
        }
        self.expr(expr, scope, Context::Value)
    }

    /// Binds what `SKIP` or `LIMIT` say: no variables, no negative or broken literal.
    fn count(&mut self, expr: Option<&Expr>) -> Result<Option<BoundExpr>, QueryError> {
        let Some(expr) = expr else { return Ok(None) };
        match literal(expr) {
            Some(Value::Integer(number)) if number < 0 => {
                let message = format!("{number} rows; expected 0 or more");
                return Err(QueryError::syntax(Detail::NegativeIntegerArgument, expr.span, message));
            }
            Some(Value::Integer(_)) | None => {}
            Some(value) => return Err(wrong_type(expr, &Static::of(&value), "a whole number")),
        }
        let (bound, known) = match self.typed(expr, &Scope::default(), Context::Value) {
            Err(error) if error.detail == Detail::UndefinedVariable => {
                let message = "the number of rows depends on a variable";
                return Err(QueryError::syntax(Detail::NonConstantExpression, expr.span, message));
            }
            other => other?,
        };
        if !matches!(known, Static::Any | Static::Integer) {
            return Err(wrong_type(expr, &known, "a whole number"));
        }
        Ok(Some(bound))
    }
}

fn items(projection: &Projection, naming: Naming) -> Result<Vec<Item<'_>>, QueryError> {
    projection.items.iter().map(|item| named(item, naming)).collect()
}

fn named(item: &ProjectionItem, naming: Naming) -> Result<Item<'_>, QueryError> {
    let name = match (&item.alias, &item.expr.kind) {
        (Some(alias), _) => alias.text.clone(),
        (None, ExprKind::Variable(name)) => name.clone(),
        (None, _) if naming == Naming::Texts => item.text.clone(),
        (None, _) => {
            let message = format!("`{}` needs a name in WITH", item.text);
            return Err(QueryError::syntax(Detail::NoExpressionAlias, item.expr.span, message)
                .with_hint(format!("`{} AS name`", item.text)));
        }
    };
    Ok(Item { name, expr: &item.expr })
}

fn no_repeats(columns: &[(SmolStr, Slot)], items: &[Item<'_>]) -> Result<(), QueryError> {
    for (position, item) in items.iter().enumerate() {
        let earlier = items[..position].iter().any(|earlier| earlier.name == item.name);
        if earlier || columns.iter().any(|(name, _)| *name == item.name) {
            let message = format!("two columns are called `{}`", item.name);
            return Err(QueryError::syntax(Detail::ColumnNameConflict, item.expr.span, message));
        }
    }
    Ok(())
}
