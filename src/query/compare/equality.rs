//! Equality: three-valued, looks into lists and maps.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::compare_mixed;
use crate::model::Value;

/// Says whether two values are the same; none where nulls leave it open.
///
/// Values of different types differ, but whole numbers and floats compare by value. NaN is like nothing, itself
/// included. Lists of different lengths and maps of different keys differ whatever nulls are in them.
pub fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Integer(a), Value::Float(b)) | (Value::Float(b), Value::Integer(a)) => {
            Some(compare_mixed(*a, *b) == Some(Ordering::Equal))
        }
        (Value::List(a), Value::List(b)) => lists(a, b),
        (Value::Map(a), Value::Map(b)) => maps(a, b),
        _ => Some(a == b),
    }
}

fn lists(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() == b.len() { all(a.iter().zip(b)) } else { Some(false) }
}

fn maps(a: &BTreeMap<String, Value>, b: &BTreeMap<String, Value>) -> Option<bool> {
    if a.keys().eq(b.keys()) { all(a.values().zip(b.values())) } else { Some(false) }
}

/// Says whether all pairs are equal: one that differs decides, else one that is unknown.
fn all<'v>(pairs: impl Iterator<Item = (&'v Value, &'v Value)>) -> Option<bool> {
    let mut so_far = Some(true);
    for (a, b) in pairs {
        match equal(a, b) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => so_far = None,
        }
    }
    so_far
}
