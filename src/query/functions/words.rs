//! Types of values and values themselves in words, for messages and for `toString`.

use std::fmt::Write as _;

use crate::model::Value;
use crate::query::error::{Detail, ErrorKind, QueryError};

/// Returns the error of an operator or function that was given a value of a type it does not take.
pub fn wrong_type(expected: &str, found: &Value) -> QueryError {
    let message = format!("expected {expected}, found {}", type_words(found));
    QueryError::runtime(ErrorKind::TypeError, Detail::InvalidArgumentType, message)
}

/// Returns the error of a function whose argument turned out to be of a type it does not take.
pub fn wrong_argument(expected: &str, found: &Value) -> QueryError {
    QueryError { detail: Detail::InvalidArgumentValue, ..wrong_type(expected, found) }
}

/// Returns the type of a value in words, with its article.
pub(super) const fn type_words(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Boolean(_) => "a boolean",
        Value::Integer(_) => "an integer",
        Value::Float(_) => "a float",
        Value::String(_) => "a string",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
        Value::Node(_) => "a node",
        Value::Edge(_) => "a relationship",
        Value::Path(_) => "a path",
        Value::Date(_) => "a date",
        Value::LocalTime(_) => "a local time",
        Value::Time(_) => "a time",
        Value::LocalDateTime(_) => "a local date and time",
        Value::DateTime(_) => "a date and time",
        Value::Duration(_) => "a duration",
    }
}

/// Returns the text of a value as `toString` gives it; none for null, lists, maps, nodes, relationships and paths.
pub fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(text_of_float(*number)),
        Value::String(text) => Some(text.to_string()),
        Value::Date(date) => Some(date.to_string()),
        Value::LocalTime(time) => Some(time.to_string()),
        Value::Time(time) => Some(time.to_string()),
        Value::LocalDateTime(time) => Some(time.to_string()),
        Value::DateTime(time) => Some(time.to_string()),
        Value::Duration(duration) => Some(duration.to_string()),
        _ => None,
    }
}

/// Returns the shortest text that reads back as the float: always with a point or an exponent, `1.0E10` from ten million
/// on and below a thousandth, `NaN`, `Infinity`.
pub fn text_of_float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = number.abs();
    if number == 0.0 || (1e-3..1e7).contains(&size) {
        return format!("{number:?}");
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut out = digits.to_owned();
    if !digits.contains('.') {
        out.push_str(".0");
    }
    // Writing to a string cannot fail.
    let _ = write!(out, "E{exponent}");
    out
}
