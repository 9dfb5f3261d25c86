//! Which names mean what at a place of a query.
//!
//! A name is a slot, or a local variable of a comprehension. `WITH` begins a scope that has only what it projects; an inner
//! query begins with the scope around it. Locals do not reach into the rows of an inner query: there a slot
//! stands for each that is used, filled when the query starts ([`BoundSubquery::imports`](crate::query::bound::BoundSubquery)).

use smol_str::SmolStr;

use super::Binder;
use super::types::Static;
use crate::model::Span;
use crate::query::bound::{BoundKind, Slot, SlotKind};
use crate::query::error::{Detail, QueryError};

/// Names and what they mean; a later one hides an earlier one of the same name.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    names: Vec<(SmolStr, Variable)>,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Variable {
    /// A column.
    Slot(Slot),
    /// A local of the subquery frame so many deep, and what is known of its values.
    Local { frame: usize, index: u32, known: Static },
}

impl Scope {
    pub(super) fn get(&self, name: &str) -> Option<&Variable> {
        self.names.iter().rev().find(|(own, _)| own == name).map(|(_, variable)| variable)
    }

    pub(super) fn slot(&self, name: &str) -> Option<Slot> {
        match self.get(name) {
            Some(Variable::Slot(slot)) => Some(*slot),
            _ => None,
        }
    }

    pub(super) fn add(&mut self, name: SmolStr, variable: Variable) {
        self.names.retain(|(own, _)| *own != name);
        self.names.push((name, variable));
    }

    pub(super) fn add_slot(&mut self, name: SmolStr, slot: Slot) {
        self.add(name, Variable::Slot(slot));
    }

    /// Returns the names of columns, in alphabetical order.
    pub(super) fn columns(&self) -> Vec<(SmolStr, Slot)> {
        let slots = self.names.iter().filter_map(|(name, variable)| match variable {
            Variable::Slot(slot) => Some((name.clone(), *slot)),
            Variable::Local { .. } => None,
        });
        let mut columns: Vec<_> = slots.collect();
        columns.sort();
        columns
    }

    /// Returns this scope with the names of another over it.
    pub(super) fn under(&self, above: &Scope) -> Scope {
        let mut scope = self.clone();
        for (name, variable) in &above.names {
            scope.add(name.clone(), variable.clone());
        }
        scope
    }

    /// Returns the error of a name that means nothing, with a hint if one is near.
    pub(super) fn undefined(&self, name: &str, span: Span) -> QueryError {
        let error = QueryError::syntax(Detail::UndefinedVariable, span, format!("unknown variable `{name}`"));
        let near = self.names.iter().map(|(own, _)| (strsim::damerau_levenshtein(own, name), own));
        match near.filter(|(distance, _)| *distance <= 2).min() {
            Some((_, near)) => error.with_hint(format!("did you mean `{near}`?")),
            None => error,
        }
    }
}

impl Binder<'_> {
    /// Resolves a name to a column or local, and what is known of its values.
    pub(super) fn variable(
        &mut self,
        name: &SmolStr,
        span: Span,
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        match scope.get(name) {
            None => Err(scope.undefined(name, span)),
            Some(Variable::Slot(slot)) => Ok((BoundKind::Slot(*slot), self.known(*slot))),
            Some(Variable::Local { frame, index, known }) => {
                let (frame, index, known) = (*frame, *index, known.clone());
                if frame + 1 == self.frames.len() {
                    return Ok((BoundKind::Local(index), known));
                }
                let slot = self.imported(name, frame + 1, index, known.clone());
                Ok((BoundKind::Slot(slot), known))
            }
        }
    }

    /// Returns the slot that stands for a local in a subquery.
    fn imported(&mut self, name: &SmolStr, frame: usize, index: u32, known: Static) -> Slot {
        let earlier = self.frames[frame].iter().find(|(local, _)| *local == index).map(|(_, slot)| *slot);
        earlier.unwrap_or_else(|| {
            let slot = self.slot(name.clone(), SlotKind::Value, known);
            self.frames[frame].push((index, slot));
            slot
        })
    }

    /// Adds a local to a scope for what is bound inside; the caller counts it down again with
    /// [`drop_locals`](Self::drop_locals).
    pub(super) fn add_local(&mut self, name: &SmolStr, known: Static, scope: &Scope) -> (u32, Scope) {
        let frame = self.frames.len() - 1;
        let index = self.n_locals[frame];
        self.n_locals[frame] += 1;
        let mut inner = scope.clone();
        inner.add(name.clone(), Variable::Local { frame, index, known });
        (index, inner)
    }

    pub(super) fn drop_locals(&mut self, n_locals: u32) {
        if let Some(count) = self.n_locals.last_mut() {
            *count -= n_locals;
        }
    }
}
