//! Comparability: which of two values is less, where they can be compared.

use std::cmp::Ordering;

use super::{compare_mixed, equal};
use crate::model::Value;

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// One is less than the other, or they are equal.
    Ordered(Ordering),
    /// Neither is less, and they are not equal: one is NaN and both are numbers.
    Apart,
    /// They cannot be compared: null, different types, types without an order.
    Unknown,
}

impl Comparison {
    /// Answers a question about the order; none where it cannot be told.
    pub fn is(self, question: impl FnOnce(Ordering) -> bool) -> Option<bool> {
        match self {
            Comparison::Ordered(ordering) => Some(question(ordering)),
            Comparison::Apart => Some(false),
            Comparison::Unknown => None,
        }
    }

    fn of(ordering: Option<Ordering>) -> Self {
        ordering.map_or(Comparison::Apart, Comparison::Ordered)
    }
}

/// Compares two values of one type that has an order: numbers, texts, booleans, dates and times, and lists of such.
/// Durations have none: nobody knows how many days a month is.
///
/// Lists compare item by item; the first pair that is not equal decides, and a shorter list comes before
/// one that it begins.
pub fn compare(a: &Value, b: &Value) -> Comparison {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => Comparison::of(a.partial_cmp(b)),
        (Value::Integer(a), Value::Float(b)) => Comparison::of(compare_mixed(*a, *b)),
        (Value::Float(a), Value::Integer(b)) => Comparison::of(compare_mixed(*b, *a).map(Ordering::reverse)),
        (Value::String(a), Value::String(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Boolean(a), Value::Boolean(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::List(a), Value::List(b)) => lists(a, b),
        (Value::Date(a), Value::Date(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::LocalTime(a), Value::LocalTime(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::LocalDateTime(a), Value::LocalDateTime(b)) => Comparison::Ordered(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Comparison::Ordered(a.cmp(b)),
        _ => Comparison::Unknown,
    }
}

fn lists(a: &[Value], b: &[Value]) -> Comparison {
    for (a, b) in a.iter().zip(b) {
        match compare(a, b) {
            Comparison::Ordered(Ordering::Equal) => {}
            Comparison::Unknown if equal(a, b) == Some(true) => {}
            decided => return decided,
        }
    }
    Comparison::Ordered(a.len().cmp(&b.len()))
}
