//! Loops over typed columns: comparisons, membership, arithmetic.
//!
//! Each answers what the loop over values would, or that it does not know; then values are taken one by one.

use hashbrown::HashSet;

use super::narrow::LONG_LIST;
use super::source::Side;
use crate::graph::{Dictionary, NO_INTEGER, NO_TEXT, is_no_float};
use crate::model::Value;
use crate::query::ast::{BinaryOp, ComparisonOp};
use crate::query::compare::{Key, equal};
use crate::query::exec::batch::Column;

/// Keeps rows by their position.
pub(super) fn keep(mut rows: Vec<u32>, holds: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut n_kept = 0;
    for position in 0..rows.len() {
        rows[n_kept] = rows[position];
        n_kept += usize::from(holds(position));
    }
    rows.truncate(n_kept);
    rows
}

/// Stands for a text that a dictionary does not have.
const UNKNOWN_TEXT: u32 = NO_TEXT - 1;

/// Returns the rows for which a comparison is `wanted`: true, or false, but not unknown. Gives the rows back where the
/// sides are not of one type.
pub(super) fn compared(
    operator: ComparisonOp,
    (left, right): (Side<'_>, Side<'_>),
    wanted: bool,
    rows: Vec<u32>,
) -> Result<Vec<u32>, Vec<u32>> {
    let whole = |number: i64| (number != NO_INTEGER).then_some(number);
    let float = |number: f64| (!is_no_float(number)).then_some(number);
    let asked = (operator, wanted);
    Ok(match (left, right) {
        (Side::Integers(a), Side::Integer(b)) => in_order(asked, rows, |at| Some((whole(a[at])?, b))),
        (Side::Integer(a), Side::Integers(b)) => in_order(asked, rows, |at| Some((a, whole(b[at])?))),
        (Side::Integers(a), Side::Integers(b)) => {
            in_order(asked, rows, |at| Some((whole(a[at])?, whole(b[at])?)))
        }
        (Side::Floats(a), Side::Float(b)) => in_order(asked, rows, |at| Some((float(a[at])?, b))),
        (Side::Float(a), Side::Floats(b)) => in_order(asked, rows, |at| Some((a, float(b[at])?))),
        (Side::Floats(a), Side::Floats(b)) => {
            in_order(asked, rows, |at| Some((float(a[at])?, float(b[at])?)))
        }
        (Side::Texts(a, own), Side::Text(b)) => match operator {
            ComparisonOp::Equal | ComparisonOp::NotEqual => {
                let code = own.code(b).unwrap_or(UNKNOWN_TEXT);
                in_order(asked, rows, |at| Some((known(a[at])?, code)))
            }
            _ => in_order(asked, rows, |at| Some((text(own, a[at])?, b))),
        },
        (Side::Text(a), Side::Texts(b, own)) => match operator {
            ComparisonOp::Equal | ComparisonOp::NotEqual => {
                let code = own.code(a).unwrap_or(UNKNOWN_TEXT);
                in_order(asked, rows, |at| Some((code, known(b[at])?)))
            }
            _ => in_order(asked, rows, |at| Some((a, text(own, b[at])?))),
        },
        (Side::Texts(a, own), Side::Texts(b, other)) => match operator {
            ComparisonOp::Equal | ComparisonOp::NotEqual if std::sync::Arc::ptr_eq(own, other) => {
                in_order(asked, rows, |at| Some((known(a[at])?, known(b[at])?)))
            }
            _ => in_order(asked, rows, |at| Some((text(own, a[at])?, text(other, b[at])?))),
        },
        _ => return Err(rows),
    })
}

fn known(code: u32) -> Option<u32> {
    (code != NO_TEXT).then_some(code)
}

fn text(dictionary: &Dictionary, code: u32) -> Option<&str> {
    known(code).map(|code| dictionary.text(code))
}

fn in_order<T: PartialOrd>(
    (operator, wanted): (ComparisonOp, bool),
    rows: Vec<u32>,
    pair: impl Fn(usize) -> Option<(T, T)>,
) -> Vec<u32> {
    match operator {
        ComparisonOp::Equal => keep(rows, |at| pair(at).is_some_and(|(a, b)| (a == b) == wanted)),
        ComparisonOp::NotEqual => keep(rows, |at| pair(at).is_some_and(|(a, b)| (a != b) == wanted)),
        ComparisonOp::Less => keep(rows, |at| pair(at).is_some_and(|(a, b)| (a < b) == wanted)),
        ComparisonOp::LessOrEqual => keep(rows, |at| pair(at).is_some_and(|(a, b)| (a <= b) == wanted)),
        ComparisonOp::Greater => keep(rows, |at| pair(at).is_some_and(|(a, b)| (a > b) == wanted)),
        ComparisonOp::GreaterOrEqual => keep(rows, |at| pair(at).is_some_and(|(a, b)| (a >= b) == wanted)),
    }
}

/// Returns the rows whose value is among the items of a list, where `wanted`, or surely is not. Gives the rows back where
/// the values are not of one type.
pub(super) fn among(
    values: Side<'_>,
    items: &[Value],
    wanted: bool,
    rows: Vec<u32>,
) -> Result<Vec<u32>, Vec<u32>> {
    // Nothing is in an empty list, not even null.
    if items.is_empty() {
        return Err(rows);
    }
    let has_null = items.contains(&Value::Null);
    if has_null && !wanted {
        // What is not found may be the null.
        return match values {
            Side::Integers(_) | Side::Texts(..) => Ok(Vec::new()),
            _ => Err(rows),
        };
    }
    match values {
        Side::Integers(numbers) => {
            let items: HashSet<i64> = items.iter().filter_map(as_integer).collect();
            Ok(keep(rows, |at| numbers[at] != NO_INTEGER && items.contains(&numbers[at]) == wanted))
        }
        Side::Texts(codes, dictionary) => {
            let items = items.iter().filter_map(|item| dictionary.code(item.as_str()?));
            let items: HashSet<u32> = items.collect();
            Ok(keep(rows, |at| codes[at] != NO_TEXT && items.contains(&codes[at]) == wanted))
        }
        _ => Err(rows),
    }
}

/// The items of a long list, to be looked up.
pub(super) struct Items<'l> {
    list: &'l [Value],
    known: HashSet<Key>,
    has_null: bool,
}

impl<'l> Items<'l> {
    /// Gets the items ready; none for a short list and for items that equality and equivalence may see differently.
    pub(super) fn of(items: &'l [Value]) -> Option<Self> {
        let has_null = items.contains(&Value::Null);
        let known = items.iter().filter(|item| **item != Value::Null);
        if items.len() < LONG_LIST || !known.clone().all(is_scalar) {
            return None;
        }
        Some(Items { list: items, known: known.cloned().map(Key).collect(), has_null })
    }

    /// Says whether a value is among them; none where only a null could be it.
    pub(super) fn have(&self, value: &Value) -> Option<bool> {
        if *value == Value::Null {
            return None;
        }
        let is_there = if is_scalar(value) {
            self.known.contains(&Key(value.clone()))
        } else {
            self.list.iter().any(|item| equal(value, item) == Some(true))
        };
        if is_there || !self.has_null { Some(is_there) } else { None }
    }
}

/// Says whether a value equals another exactly where it is equivalent to it.
fn is_scalar(value: &Value) -> bool {
    match value {
        Value::Boolean(_) | Value::Integer(_) | Value::String(_) => true,
        Value::Float(number) => !number.is_nan(),
        _ => false,
    }
}

/// Returns the whole number that equals a value.
fn as_integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        #[expect(clippy::cast_possible_truncation, reason = "only kept where it is equal")]
        Value::Float(number) => {
            let whole = *number as i64;
            (equal(&Value::Integer(whole), value) == Some(true)).then_some(whole)
        }
        _ => None,
    }
}

/// Computes `+`, `-`, `*`, `/` or `%` of whole numbers or floats; none where another type, an error or a number that stands
/// for null comes up.
pub(super) fn computed(operator: BinaryOp, left: Side<'_>, right: Side<'_>, n_rows: usize) -> Option<Column> {
    match (left, right) {
        (Side::Integers(a), Side::Integer(b)) => integers(operator, n_rows, |at| (a[at], b)),
        (Side::Integer(a), Side::Integers(b)) => integers(operator, n_rows, |at| (a, b[at])),
        (Side::Integers(a), Side::Integers(b)) => integers(operator, n_rows, |at| (a[at], b[at])),
        (Side::Floats(a), Side::Float(b)) => floats(operator, n_rows, |at| (a[at], b)),
        (Side::Float(a), Side::Floats(b)) => floats(operator, n_rows, |at| (a, b[at])),
        (Side::Floats(a), Side::Floats(b)) => floats(operator, n_rows, |at| (a[at], b[at])),
        (Side::Floats(a), Side::Integer(b)) => floats(operator, n_rows, |at| (a[at], b as f64)),
        (Side::Integer(a), Side::Floats(b)) => floats(operator, n_rows, |at| (a as f64, b[at])),
        _ => None,
    }
}

fn integers(operator: BinaryOp, n_rows: usize, pair: impl Fn(usize) -> (i64, i64)) -> Option<Column> {
    let each = |operate: fn(i64, i64) -> Option<i64>| {
        let value = |at| match pair(at) {
            (NO_INTEGER, _) | (_, NO_INTEGER) => Some(NO_INTEGER),
            (a, b) => operate(a, b).filter(|number| *number != NO_INTEGER),
        };
        (0..n_rows).map(value).collect::<Option<Vec<i64>>>()
    };
    let numbers = match operator {
        BinaryOp::Add => each(i64::checked_add),
        BinaryOp::Subtract => each(i64::checked_sub),
        BinaryOp::Multiply => each(i64::checked_mul),
        BinaryOp::Divide => each(i64::checked_div),
        BinaryOp::Modulo => each(i64::checked_rem),
        _ => None,
    };
    numbers.map(Column::Integers)
}

fn floats(operator: BinaryOp, n_rows: usize, pair: impl Fn(usize) -> (f64, f64)) -> Option<Column> {
    let each = |operate: fn(f64, f64) -> f64| {
        let value = |at| match pair(at) {
            (a, b) if is_no_float(a) || is_no_float(b) => crate::graph::NO_FLOAT,
            (a, b) => operate(a, b),
        };
        Some((0..n_rows).map(value).collect::<Vec<f64>>())
    };
    let numbers = match operator {
        BinaryOp::Add => each(|a, b| a + b),
        BinaryOp::Subtract => each(|a, b| a - b),
        BinaryOp::Multiply => each(|a, b| a * b),
        BinaryOp::Divide => each(|a, b| a / b),
        _ => None,
    };
    numbers.map(Column::Floats)
}
