//! Goes through lists: membership, comprehensions, quantifiers, reductions.

use super::{Scope, Subqueries, evaluate, logic, look, room};
use crate::graph::GraphView;
use crate::model::Value;
use crate::query::ast::Quantifier;
use crate::query::bound::BoundExpr;
use crate::query::compare::equal;
use crate::query::error::QueryError;
use crate::query::functions::wrong_type;

/// Says whether an item of a list equals a value; unknown where only a null could.
pub(super) fn contains(value: &Value, list: &Value) -> Result<Value, QueryError> {
    let items = match list {
        Value::Null => return Ok(Value::Null),
        Value::List(items) => items,
        other => return Err(wrong_type("a list", other)),
    };
    let mut so_far = Some(false);
    for item in items.iter() {
        match equal(value, item) {
            Some(true) => return Ok(Value::Boolean(true)),
            Some(false) => {}
            None => so_far = None,
        }
    }
    Ok(logic::value(so_far))
}

/// Computes the list to go through; none for null.
fn items<G: GraphView>(
    list: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Option<std::sync::Arc<[Value]>>, QueryError> {
    match evaluate(list, scope, subqueries)? {
        Value::Null => Ok(None),
        Value::List(items) => Ok(Some(items)),
        other => Err(wrong_type("a list", &other).at(list.span)),
    }
}

/// How many items are gone through between two looks at the clock.
const ITEMS_A_LOOK: usize = 256;

fn look_at_clock<G>(at: usize, subqueries: &dyn Subqueries<G>) -> Result<(), QueryError> {
    if at % ITEMS_A_LOOK == ITEMS_A_LOOK - 1 { subqueries.check_time() } else { Ok(()) }
}

fn holds<G: GraphView>(
    condition: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Option<bool>, QueryError> {
    look(condition, scope, subqueries, |value, _| {
        logic::truth(value).map_err(|error| error.at(condition.span))
    })
}

/// Computes `[local IN list WHERE condition | result]`, condition and result where they are written.
pub(super) fn comprehension<G: GraphView>(
    local: u32,
    list: &BoundExpr,
    (condition, result): (Option<&BoundExpr>, Option<&BoundExpr>),
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let Some(items) = items(list, scope, subqueries)? else { return Ok(Value::Null) };
    let mut results = Vec::new();
    let mut n_bytes = 0;
    for (at, item) in items.iter().enumerate() {
        look_at_clock(at, subqueries)?;
        if at % ITEMS_A_LOOK == ITEMS_A_LOOK - 1 || n_bytes > 0 {
            subqueries.make_room(n_bytes + results.capacity() * size_of::<Value>())?;
        }
        scope.set_local(local, item.clone());
        let is_kept = match condition {
            Some(condition) => holds(condition, scope, subqueries)? == Some(true),
            None => true,
        };
        if is_kept {
            results.push(match result {
                Some(result) => evaluate(result, scope, subqueries)?,
                None => item.clone(),
            });
            n_bytes += results.last().map_or(0, room::bytes_of_large);
        }
    }
    scope.locals.truncate(local as usize);
    room::checked(Value::List(results.into()), subqueries)
}

/// Computes a quantifier; unknown where items whose condition is unknown could decide.
pub(super) fn quantifier<G: GraphView>(
    quantifier: Quantifier,
    local: u32,
    list: &BoundExpr,
    condition: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let Some(items) = items(list, scope, subqueries)? else { return Ok(Value::Null) };
    let mut count = Count::default();
    for (at, item) in items.iter().enumerate() {
        look_at_clock(at, subqueries)?;
        scope.set_local(local, item.clone());
        count.add(holds(condition, scope, subqueries)?);
        if count.decides(quantifier) {
            break;
        }
    }
    scope.locals.truncate(local as usize);
    Ok(logic::value(count.answer(quantifier)))
}

/// How many items fulfil a condition, and for how many it does not hold or is unknown.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    fulfilled: usize,
    failed: usize,
    unknown: usize,
}

impl Count {
    fn add(&mut self, holds: Option<bool>) {
        match holds {
            Some(true) => self.fulfilled += 1,
            Some(false) => self.failed += 1,
            None => self.unknown += 1,
        }
    }

    /// Says whether no further item can change the answer.
    fn decides(self, quantifier: Quantifier) -> bool {
        match quantifier {
            Quantifier::All => self.failed > 0,
            Quantifier::Any | Quantifier::None => self.fulfilled > 0,
            Quantifier::Single => self.fulfilled > 1,
        }
    }

    fn answer(self, quantifier: Quantifier) -> Option<bool> {
        let is_open = self.unknown > 0;
        match quantifier {
            Quantifier::All if self.failed > 0 => Some(false),
            Quantifier::Any if self.fulfilled > 0 => Some(true),
            Quantifier::None if self.fulfilled > 0 => Some(false),
            Quantifier::Single if self.fulfilled > 1 => Some(false),
            _ if is_open => None,
            Quantifier::All | Quantifier::None => Some(true),
            Quantifier::Any => Some(false),
            Quantifier::Single => Some(self.fulfilled == 1),
        }
    }
}

/// Computes `reduce(accumulator = start, local IN list | result)`.
pub(super) fn reduce<G: GraphView>(
    (accumulator, start): (u32, &BoundExpr),
    (local, list): (u32, &BoundExpr),
    result: &BoundExpr,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let mut so_far = evaluate(start, scope, subqueries)?;
    let Some(items) = items(list, scope, subqueries)? else { return Ok(Value::Null) };
    for (at, item) in items.iter().enumerate() {
        look_at_clock(at, subqueries)?;
        scope.set_local(accumulator, so_far);
        scope.set_local(local, item.clone());
        so_far = evaluate(result, scope, subqueries)?;
    }
    scope.locals.truncate(accumulator.min(local) as usize);
    Ok(so_far)
}
