//! Clauses, one after another: each sees the names that those before it left.

use smol_str::SmolStr;

use super::Binder;
use super::expressions::{Context, wrong_type};
use super::patterns::{Declared, Use};
use super::projection::Naming;
use super::scope::Scope;
use super::types::Static;
use crate::query::ast::{
    Clause, ClauseKind, Expr, ExprKind, Match, Merge, Name, Query, RemoveItem, SetItem, SingleQuery,
    UnionKind,
};
use crate::query::bound::{
    BoundClause, BoundExpr, BoundKind, BoundMatch, BoundPart, BoundQuery, BoundRemove, BoundSet, Slot,
    SlotKind,
};
use crate::query::error::{Detail, QueryError};

/// Where a query stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// By itself.
    Statement,
    /// In `CALL (…) { … }`.
    Subquery,
    /// In `CALL { … }`, whose first `WITH` imports.
    ImportingSubquery,
    /// In `EXISTS { … }` or `COUNT { … }`: it need not return anything.
    Expression,
    /// In `COLLECT { … }`.
    Collected,
}

impl Binder<'_> {
    pub(super) fn query(
        &mut self,
        query: &Query,
        scope: &Scope,
        place: Place,
    ) -> Result<BoundQuery, QueryError> {
        if let Some((_, span)) =
            query.unions.iter().find(|(kind, _)| Some(kind) != query.unions.first().map(|(k, _)| k))
        {
            let message = "UNION and UNION ALL in one query";
            return Err(QueryError::syntax(Detail::InvalidClauseComposition, *span, message));
        }
        let mut parts = Vec::with_capacity(query.parts.len());
        let mut columns: Option<Vec<SmolStr>> = None;
        for part in &query.parts {
            let (mut bound, names) = self.part(part, scope, place)?;
            match &columns {
                None => columns = Some(names),
                Some(columns) => bound.output = reordered(columns, &names, &bound.output, part)?,
            }
            parts.push(bound);
        }
        let unions: Vec<UnionKind> = query.unions.iter().map(|(kind, _)| *kind).collect();
        Ok(BoundQuery { parts, unions, columns: columns.unwrap_or_default() })
    }

    fn part(
        &mut self,
        part: &SingleQuery,
        scope: &Scope,
        place: Place,
    ) -> Result<(BoundPart, Vec<SmolStr>), QueryError> {
        let mut scope = scope.clone();
        let mut clauses = Vec::with_capacity(part.clauses.len());
        let mut returned: Vec<(SmolStr, Slot)> = Vec::new();
        let last = part.clauses.len() - 1;
        for (position, clause) in part.clauses.iter().enumerate() {
            check_order(part, position, place)?;
            match &clause.kind {
                ClauseKind::Return(projection) => {
                    let projected = self.projection(projection, None, &scope, Naming::Texts)?;
                    clauses.push(BoundClause::Project(projected.projection));
                    returned = projected.columns;
                }
                ClauseKind::With(projection, condition) => {
                    let importing = position == 0 && place == Place::ImportingSubquery;
                    let before = match (&self.importing, importing) {
                        (Some(outer), true) => outer.clone(),
                        _ => scope.clone(),
                    };
                    let projected =
                        self.projection(projection, condition.as_ref(), &before, Naming::Aliases)?;
                    clauses.push(BoundClause::Project(projected.projection));
                    scope = projected.scope;
                }
                ClauseKind::Call(call) => {
                    let alone = last == 0;
                    let (bound, columns) = self.call(call, &mut scope, place, alone)?;
                    clauses.push(bound);
                    if alone && place == Place::Statement {
                        returned = columns;
                    }
                }
                // The rows before it are all made, and go nowhere.
                ClauseKind::Finish => {}
                _ => clauses.push(self.clause(clause, &mut scope)?),
            }
        }
        let (names, output) = returned.into_iter().unzip();
        Ok((BoundPart { clauses, output }, names))
    }

    fn clause(&mut self, clause: &Clause, scope: &mut Scope) -> Result<BoundClause, QueryError> {
        match &clause.kind {
            ClauseKind::Match(found) => self.match_clause(found, scope),
            ClauseKind::Unwind { list, name } => {
                let (list, known) = self.typed(list, scope, Context::Value)?;
                let slot = self.new_name(name, known.item(), scope)?;
                Ok(BoundClause::Unwind { list, slot })
            }
            ClauseKind::Create(parts) => {
                self.writes = true;
                // Each pattern sees the names of those before it.
                let mut patterns = Vec::with_capacity(parts.len());
                for part in parts {
                    let mut declared = Declared::new(scope);
                    patterns.extend(self.patterns(std::slice::from_ref(part), Use::Create, &mut declared)?);
                    *scope = declared.scope;
                }
                Ok(BoundClause::Create(patterns))
            }
            ClauseKind::Merge(merge) => self.merge(merge, scope, clause),
            ClauseKind::Set(items) => {
                self.writes = true;
                Ok(BoundClause::Set(self.set_items(items, scope)?))
            }
            ClauseKind::Remove(items) => {
                self.writes = true;
                let items = items.iter().map(|item| self.remove_item(item, scope));
                Ok(BoundClause::Remove(items.collect::<Result<_, _>>()?))
            }
            ClauseKind::Delete { detach, items } => {
                self.writes = true;
                let items = items.iter().map(|item| self.deleted(item, scope));
                Ok(BoundClause::Delete { detach: *detach, items: items.collect::<Result<_, _>>()? })
            }
            ClauseKind::Subquery(subquery) => self.call_subquery(subquery, scope, clause.span),
            ClauseKind::Foreach { name, list, clauses } => self.foreach(name, list, clauses, scope),
            ClauseKind::LoadCsv { headers, file, name, separator } => {
                let file = self.expr(file, scope, Context::Value)?;
                let separator =
                    separator.as_ref().map(|text| self.expr(text, scope, Context::Value)).transpose()?;
                let known = if *headers { Static::Map } else { Static::List(Box::new(Static::Any)) };
                let slot = self.new_name(name, known, scope)?;
                Ok(BoundClause::LoadCsv { headers: *headers, file, slot, separator })
            }
            ClauseKind::With(..) | ClauseKind::Return(_) | ClauseKind::Call(_) | ClauseKind::Finish => {
                Err(misplaced(clause))
            }
        }
    }

    fn match_clause(&mut self, found: &Match, scope: &mut Scope) -> Result<BoundClause, QueryError> {
        let mut declared = Declared::new(scope);
        let patterns = self.patterns(&found.patterns, Use::Match, &mut declared)?;
        let condition = self.condition(found.condition.as_ref(), &declared.scope)?;
        *scope = declared.scope;
        let introduced = declared.introduced;
        Ok(BoundClause::Match(BoundMatch { optional: found.optional, patterns, condition, introduced }))
    }

    fn new_name(&mut self, name: &Name, known: Static, scope: &mut Scope) -> Result<Slot, QueryError> {
        if scope.get(&name.text).is_some() {
            let message = format!("`{}` is taken", name.text);
            return Err(QueryError::syntax(Detail::VariableAlreadyBound, name.span, message));
        }
        let slot = self.slot(name.text.clone(), SlotKind::Value, known);
        scope.add_slot(name.text.clone(), slot);
        Ok(slot)
    }

    fn merge(
        &mut self,
        merge: &Merge,
        scope: &mut Scope,
        clause: &Clause,
    ) -> Result<BoundClause, QueryError> {
        self.writes = true;
        let mut declared = Declared::new(scope);
        let patterns = self.patterns(std::slice::from_ref(&merge.pattern), Use::Merge, &mut declared)?;
        *scope = declared.scope;
        let on_match = self.set_items(&merge.on_match, scope)?;
        let on_create = self.set_items(&merge.on_create, scope)?;
        let pattern = patterns.into_iter().next().ok_or_else(|| misplaced(clause))?;
        Ok(BoundClause::Merge { pattern, on_match, on_create })
    }

    fn set_items(&mut self, items: &[SetItem], scope: &Scope) -> Result<Vec<BoundSet>, QueryError> {
        items.iter().map(|item| self.set_item(item, scope)).collect()
    }

    fn set_item(&mut self, item: &SetItem, scope: &Scope) -> Result<BoundSet, QueryError> {
        match item {
            SetItem::Property { target, value } => {
                let (target, key) = self.target(target, scope)?;
                Ok(BoundSet::Property { target, key, value: self.expr(value, scope, Context::Value)? })
            }
            SetItem::Replace { name, value } => {
                let slot = self.element(name, scope)?;
                Ok(BoundSet::Replace { slot, value: self.new_properties(value, scope)? })
            }
            SetItem::Merge { name, value } => {
                let slot = self.element(name, scope)?;
                Ok(BoundSet::Merge { slot, value: self.new_properties(value, scope)? })
            }
            SetItem::Labels { name, labels } => {
                let slot = self.element(name, scope)?;
                Ok(BoundSet::Labels { slot, labels: labels.iter().map(|label| label.text.clone()).collect() })
            }
        }
    }

    fn new_properties(&mut self, value: &Expr, scope: &Scope) -> Result<BoundExpr, QueryError> {
        let (bound, known) = self.typed(value, scope, Context::Value)?;
        match known {
            Static::Any | Static::Map | Static::Node | Static::Edge => Ok(bound),
            known => Err(wrong_type(value, &known, "a map, node or relationship")),
        }
    }

    fn remove_item(&mut self, item: &RemoveItem, scope: &Scope) -> Result<BoundRemove, QueryError> {
        match item {
            RemoveItem::Property(target) => {
                let (target, key) = self.target(target, scope)?;
                Ok(BoundRemove::Property { target, key })
            }
            RemoveItem::Labels { name, labels } => {
                let slot = self.element(name, scope)?;
                Ok(BoundRemove::Labels {
                    slot,
                    labels: labels.iter().map(|label| label.text.clone()).collect(),
                })
            }
        }
    }

    /// Binds what has a property, and the key.
    fn target(&mut self, target: &Expr, scope: &Scope) -> Result<(BoundExpr, BoundExpr), QueryError> {
        let (base, key) = match &target.kind {
            ExprKind::Property(base, key) => {
                let text = BoundKind::Literal(key.text.as_str().into());
                (base, BoundExpr { kind: text, span: key.span })
            }
            ExprKind::Index(base, key) => (base, self.expr(key, scope, Context::Value)?),
            _ => return Err(wrong_type(target, &Static::Any, "a property")),
        };
        let (bound, known) = self.typed(base, scope, Context::Value)?;
        match known {
            Static::Any | Static::Node | Static::Edge => Ok((bound, key)),
            known => Err(wrong_type(base, &known, "a node or relationship")),
        }
    }

    fn element(&mut self, name: &Name, scope: &Scope) -> Result<Slot, QueryError> {
        let (kind, known) = self.variable(&name.text, name.span, scope)?;
        let BoundKind::Slot(slot) = kind else { return Err(scope.undefined(&name.text, name.span)) };
        if matches!(known, Static::Any | Static::Node | Static::Edge) {
            return Ok(slot);
        }
        let message = format!("`{}` is {}; expected a node or relationship", name.text, known.words());
        Err(QueryError::syntax(Detail::InvalidArgumentType, name.span, message))
    }

    fn deleted(&mut self, item: &Expr, scope: &Scope) -> Result<BoundExpr, QueryError> {
        if matches!(item.kind, ExprKind::HasLabels(..)) {
            let message = "DELETE takes nodes and relationships, not labels";
            return Err(QueryError::syntax(Detail::InvalidDelete, item.span, message)
                .with_hint("`REMOVE n:Label` takes a label away"));
        }
        let (bound, known) = self.typed(item, scope, Context::Value)?;
        match known {
            Static::Any | Static::Node | Static::Edge | Static::Path | Static::List(_) => Ok(bound),
            known => Err(wrong_type(item, &known, "a node, relationship or path")),
        }
    }

    fn foreach(
        &mut self,
        name: &Name,
        list: &Expr,
        clauses: &[Clause],
        scope: &Scope,
    ) -> Result<BoundClause, QueryError> {
        self.writes = true;
        let (list, known) = self.typed(list, scope, Context::Value)?;
        let mut inner = scope.clone();
        let slot = self.slot(name.text.clone(), SlotKind::Value, known.item());
        inner.add_slot(name.text.clone(), slot);
        let mut bound = Vec::with_capacity(clauses.len());
        for clause in clauses {
            if !is_writing(&clause.kind) {
                return Err(misplaced(clause));
            }
            bound.push(self.clause(clause, &mut inner)?);
        }
        Ok(BoundClause::Foreach { slot, list, clauses: bound })
    }
}

fn is_writing(clause: &ClauseKind) -> bool {
    matches!(
        clause,
        ClauseKind::Create(_)
            | ClauseKind::Merge(_)
            | ClauseKind::Set(_)
            | ClauseKind::Remove(_)
            | ClauseKind::Delete { .. }
            | ClauseKind::Foreach { .. }
    )
}

/// Checks that a clause may stand where it does: RETURN last, and something that returns or writes at the end.
fn check_order(part: &SingleQuery, position: usize, place: Place) -> Result<(), QueryError> {
    let clause = &part.clauses[position];
    let is_last = position + 1 == part.clauses.len();
    if !is_last {
        return if matches!(clause.kind, ClauseKind::Return(_) | ClauseKind::Finish) {
            Err(misplaced(&part.clauses[position + 1]))
        } else {
            Ok(())
        };
    }
    let ends_well = match &clause.kind {
        ClauseKind::Return(_) => true,
        ClauseKind::Finish => place == Place::Statement && part.clauses.len() > 1,
        ClauseKind::Call(_) | ClauseKind::Subquery(_) => place != Place::Collected,
        ClauseKind::Match(_)
        | ClauseKind::Unwind { .. }
        | ClauseKind::With(..)
        | ClauseKind::LoadCsv { .. } => place == Place::Expression,
        kind => is_writing(kind) && place != Place::Collected,
    };
    if ends_well {
        return Ok(());
    }
    let message = "a query cannot end here";
    Err(QueryError::syntax(Detail::InvalidClauseComposition, clause.span, message)
        .with_hint("end it with RETURN, FINISH or a clause that writes"))
}

fn misplaced(clause: &Clause) -> QueryError {
    QueryError::syntax(Detail::InvalidClauseComposition, clause.span, "this clause cannot stand here")
}

/// Puts the outputs of a part into the order of the columns.
fn reordered(
    columns: &[SmolStr],
    names: &[SmolStr],
    output: &[Slot],
    part: &SingleQuery,
) -> Result<Vec<Slot>, QueryError> {
    let slot = |column| names.iter().position(|name| name == column).and_then(|at| output.get(at).copied());
    let slots: Option<Vec<Slot>> = columns.iter().map(slot).collect();
    slots.filter(|_| columns.len() == names.len()).ok_or_else(|| {
        let message = format!("columns `{}` are joined to `{}`", names.join("`, `"), columns.join("`, `"));
        QueryError::syntax(Detail::DifferentColumnsInUnion, part.span, message)
    })
}
