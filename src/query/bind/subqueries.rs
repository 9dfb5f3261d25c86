//! Queries inside expressions and clauses.

use smol_str::SmolStr;

use super::Binder;
use super::clauses::Place;
use super::expressions::Context;
use super::patterns::{Declared, Use};
use super::scope::Scope;
use super::types::Static;
use crate::model::{Span, Value};
use crate::query::ast::{
    Clause, ClauseKind, Expr, Imports, Name, PathPattern, PatternPart, Query, Selector, Subquery,
    SubqueryBody, SubqueryKind,
};
use crate::query::bound::{
    BoundClause, BoundExpr, BoundKind, BoundMatch, BoundPart, BoundProjection, BoundQuery, BoundSubquery,
    Slot, SlotKind, SubqueryMode,
};
use crate::query::error::{Detail, QueryError};

impl Binder<'_> {
    fn subquery_number(&mut self) -> u32 {
        self.n_subqueries += 1;
        self.n_subqueries - 1
    }

    /// Binds something in a frame of its own and returns it with the locals it imports.
    fn framed<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<(T, Vec<(u32, Slot)>), QueryError> {
        self.frames.push(Vec::new());
        self.n_locals.push(0);
        let result = self.without_aggregates(inner);
        self.n_locals.pop();
        let imports = self.frames.pop().unwrap_or_default();
        Ok((result?, imports))
    }

    /// Binds the question whether a pattern is found, or how often; it declares no names.
    pub(super) fn found(
        &mut self,
        path: &PathPattern,
        scope: &Scope,
        kind: SubqueryMode,
    ) -> Result<BoundSubquery, QueryError> {
        let part = PatternPart { name: None, selector: Selector::All, path: path.clone(), span: path.span };
        let (query, imports) = self.framed(|binder| {
            let matched = binder.matched(&[part], None, Use::Predicate, scope)?.0;
            Ok(rows(matched, None))
        })?;
        Ok(BoundSubquery { number: self.subquery_number(), kind, query, imports })
    }

    fn matched(
        &mut self,
        parts: &[PatternPart],
        condition: Option<&Expr>,
        purpose: Use,
        scope: &Scope,
    ) -> Result<(BoundMatch, Scope), QueryError> {
        let mut declared = Declared::new(scope);
        let patterns = self.patterns(parts, purpose, &mut declared)?;
        let condition = self.condition(condition, &declared.scope)?;
        let bound = BoundMatch { optional: false, patterns, condition, introduced: declared.introduced };
        Ok((bound, declared.scope))
    }

    pub(super) fn pattern_comprehension(
        &mut self,
        name: Option<&Name>,
        path: &PathPattern,
        condition: Option<&Expr>,
        result: &Expr,
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        let part =
            PatternPart { name: name.cloned(), selector: Selector::All, path: path.clone(), span: path.span };
        let ((query, known), imports) = self.framed(|binder| {
            let (matched, inner) = binder.matched(&[part], condition, Use::Match, scope)?;
            let (expr, known) = binder.typed(result, &inner, Context::Value)?;
            let slot = binder.slot("", SlotKind::Value, known.clone());
            Ok((rows(matched, Some((slot, expr))), known))
        })?;
        let kind = SubqueryMode::Kind(SubqueryKind::Collect);
        let subquery = BoundSubquery { number: self.subquery_number(), kind, query, imports };
        Ok((BoundKind::Subquery(Box::new(subquery)), Static::List(Box::new(known))))
    }

    pub(super) fn shortest_path(
        &mut self,
        part: &PatternPart,
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        let all = part.selector == Selector::AllShortestPaths;
        let named =
            PatternPart { name: Some(Name { text: " path".into(), span: part.span }), ..part.clone() };
        let (query, imports) = self.framed(|binder| {
            let (matched, inner) = binder.matched(&[named], None, Use::Match, scope)?;
            let slot = inner.slot(" path").unwrap_or(Slot(0));
            let expr = BoundExpr { kind: BoundKind::Slot(slot), span: part.span };
            let output = binder.slot("", SlotKind::Path, Static::Any);
            Ok(rows(matched, Some((output, expr))))
        })?;
        let kind = if all { SubqueryMode::Kind(SubqueryKind::Collect) } else { SubqueryMode::First };
        let known = if all { Static::List(Box::new(Static::Path)) } else { Static::Path };
        let subquery = BoundSubquery { number: self.subquery_number(), kind, query, imports };
        Ok((BoundKind::Subquery(Box::new(subquery)), known))
    }

    pub(super) fn subquery_expression(
        &mut self,
        kind: SubqueryKind,
        body: &SubqueryBody,
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        let (query, imports) = self.framed(|binder| match body {
            SubqueryBody::Pattern(parts, condition) => {
                let (matched, _) = binder.matched(parts, condition.as_ref(), Use::Match, scope)?;
                Ok(rows(matched, None))
            }
            SubqueryBody::Query(query) => {
                no_writes(query)?;
                let place = if kind == SubqueryKind::Collect { Place::Collected } else { Place::Expression };
                let outer = binder.projecting.take();
                let inside = std::mem::take(&mut binder.inside);
                let bound = binder.query(query, scope, place);
                binder.projecting = outer;
                binder.inside = inside;
                bound
            }
        })?;
        let known = match kind {
            SubqueryKind::Exists => Static::Boolean,
            SubqueryKind::Count => Static::Integer,
            SubqueryKind::Collect => {
                if query.columns.len() != 1 {
                    let message = format!("`COLLECT` lists one column, not {}", query.columns.len());
                    let span = body_span(body);
                    return Err(QueryError::syntax(Detail::Other, span, message));
                }
                Static::List(Box::new(Static::Any))
            }
        };
        let kind = SubqueryMode::Kind(kind);
        let subquery = BoundSubquery { number: self.subquery_number(), kind, query, imports };
        Ok((BoundKind::Subquery(Box::new(subquery)), known))
    }

    /// Binds `CALL { … }`; its columns join the scope.
    pub(super) fn call_subquery(
        &mut self,
        subquery: &Subquery,
        scope: &mut Scope,
        span: Span,
    ) -> Result<BoundClause, QueryError> {
        let inner = match &subquery.imports {
            Some(Imports::All) => scope.clone(),
            Some(Imports::Names(names)) => imported_names(names, scope)?,
            None => Scope::default(),
        };
        let place = if subquery.imports.is_some() { Place::Subquery } else { Place::ImportingSubquery };
        let importing = scope.clone();
        let outer = self.importing.replace(importing);
        let query = self.query(&subquery.query, &inner, place);
        self.importing = outer;
        let query = query?;
        let in_transactions = match &subquery.in_transactions {
            None => None,
            Some(Some(size)) => Some(self.expr(size, &Scope::default(), Context::Value)?),
            Some(None) => Some(BoundExpr { kind: BoundKind::Literal(Value::Integer(1000)), span }),
        };
        let mut slots = Vec::with_capacity(query.columns.len());
        for (position, column) in query.columns.iter().enumerate() {
            if scope.get(column).is_some() {
                let message = format!("`{column}` is taken outside the subquery");
                return Err(QueryError::syntax(Detail::VariableAlreadyBound, span, message));
            }
            let (kind, known) = self.common(&query, position);
            let slot = self.slot(column.clone(), kind, known);
            scope.add_slot(column.clone(), slot);
            slots.push(slot);
        }
        Ok(BoundClause::Subquery { optional: subquery.optional, query, slots, in_transactions })
    }

    /// Returns kind and type of a column of a query, the same in all its parts.
    fn common(&self, query: &BoundQuery, position: usize) -> (SlotKind, Static) {
        let slots = query.parts.iter().filter_map(|part| part.output.get(position).copied());
        let mut all = slots.map(|slot| (self.kind(slot), self.known(slot)));
        let Some((mut kind, mut known)) = all.next() else { return (SlotKind::Value, Static::Any) };
        for (other, other_known) in all {
            if kind != other {
                kind = SlotKind::Value;
            }
            known = known.or(&other_known);
        }
        (kind, known)
    }
}

/// Returns the query that finds something, and projects one column of it.
fn rows(matched: BoundMatch, output: Option<(Slot, BoundExpr)>) -> BoundQuery {
    let mut clauses = vec![BoundClause::Match(matched)];
    let mut part_output = Vec::new();
    let mut columns = Vec::new();
    if let Some((slot, expr)) = output {
        part_output.push(slot);
        columns.push(SmolStr::default());
        clauses.push(BoundClause::Project(BoundProjection {
            kept: Vec::new(),
            items: vec![(slot, expr)],
            aggregation: None,
            distinct: false,
            order: Vec::new(),
            skip: None,
            limit: None,
            condition: None,
        }));
    }
    BoundQuery { parts: vec![BoundPart { clauses, output: part_output }], unions: Vec::new(), columns }
}

fn body_span(body: &SubqueryBody) -> Span {
    match body {
        SubqueryBody::Query(query) => query.parts.first().map_or_else(Span::default, |part| part.span),
        SubqueryBody::Pattern(parts, _) => parts.first().map_or_else(Span::default, |part| part.span),
    }
}

/// Refuses clauses that write, at any depth.
fn no_writes(query: &Query) -> Result<(), QueryError> {
    for clause in query.parts.iter().flat_map(|part| &part.clauses) {
        let writes = matches!(
            clause.kind,
            ClauseKind::Create(_)
                | ClauseKind::Merge(_)
                | ClauseKind::Set(_)
                | ClauseKind::Remove(_)
                | ClauseKind::Delete { .. }
                | ClauseKind::Foreach { .. }
        );
        if writes {
            return Err(writing(clause));
        }
        if let ClauseKind::Subquery(subquery) = &clause.kind {
            no_writes(&subquery.query)?;
        }
    }
    Ok(())
}

fn writing(clause: &Clause) -> QueryError {
    let message = "a query inside an expression cannot write";
    QueryError::syntax(Detail::InvalidClauseComposition, clause.span, message)
}

fn imported_names(names: &[Name], scope: &Scope) -> Result<Scope, QueryError> {
    let mut inner = Scope::default();
    for name in names {
        let variable = scope.get(&name.text).ok_or_else(|| scope.undefined(&name.text, name.span))?;
        inner.add(name.text.clone(), variable.clone());
    }
    Ok(inner)
}
