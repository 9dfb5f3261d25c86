//! Conversions. Each comes three times: `toX` fails for a type it cannot convert, `toXOrNull` gives null for it, `toXList`
//! converts the items of a list, null for those that it cannot. All give null for a string that reads as no such value.

use super::{Argument, Function, Type, argument, text_of, wrong_argument};
use crate::model::Value;
use crate::query::error::QueryError;

/// Converts a value, null included; none for a type that cannot be converted.
type Convert = fn(&Value) -> Option<Value>;

const VALUE: &[Argument] = &[argument("value", &[])];
const LIST: &[Argument] = &[argument("list", &[Type::List])];

pub(super) static FUNCTIONS: &[Function] = &[
    Function::pure(
        "toInteger",
        VALUE,
        Type::Integer,
        |values| strict(values, integer, "a number, boolean or string"),
        "a value as a whole number; fractions are cut off",
    ),
    Function::pure(
        "toIntegerOrNull",
        VALUE,
        Type::Integer,
        |values| or_null(values, integer),
        "a value as a whole number, or null",
    ),
    Function::pure(
        "toIntegerList",
        LIST,
        Type::List,
        |values| each(values, integer),
        "the items of a list as whole numbers, or nulls",
    ),
    Function::pure(
        "toFloat",
        VALUE,
        Type::Float,
        |values| strict(values, float, "a number or string"),
        "a value as a float",
    ),
    Function::pure(
        "toFloatOrNull",
        VALUE,
        Type::Float,
        |values| or_null(values, float),
        "a value as a float, or null",
    ),
    Function::pure(
        "toFloatList",
        LIST,
        Type::List,
        |values| each(values, float),
        "the items of a list as floats, or nulls",
    ),
    Function::pure(
        "toBoolean",
        VALUE,
        Type::Boolean,
        |values| strict(values, boolean, "a boolean, integer or string"),
        "a value as true or false",
    ),
    Function::pure(
        "toBooleanOrNull",
        VALUE,
        Type::Boolean,
        |values| or_null(values, boolean),
        "a value as true or false, or null",
    ),
    Function::pure(
        "toBooleanList",
        LIST,
        Type::List,
        |values| each(values, boolean),
        "the items of a list as true or false, or nulls",
    ),
    Function::pure(
        "toString",
        VALUE,
        Type::String,
        |values| strict(values, string, "a number, boolean, string or temporal value"),
        "a value as a string",
    ),
    Function::pure(
        "toStringOrNull",
        VALUE,
        Type::String,
        |values| or_null(values, string),
        "a value as a string, or null",
    ),
    Function::pure(
        "toStringList",
        LIST,
        Type::List,
        |values| each(values, string),
        "the items of a list as strings, or nulls",
    ),
];

fn strict(arguments: &[Value], convert: Convert, expected: &str) -> Result<Value, QueryError> {
    let value = &arguments[0];
    if *value == Value::Null {
        return Ok(Value::Null);
    }
    convert(value).ok_or_else(|| wrong_argument(expected, value))
}

#[expect(clippy::unnecessary_wraps, reason = "the type of all functions")]
fn or_null(arguments: &[Value], convert: Convert) -> Result<Value, QueryError> {
    Ok(convert(&arguments[0]).unwrap_or_default())
}

fn each(arguments: &[Value], convert: Convert) -> Result<Value, QueryError> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => {
            Ok(Value::List(items.iter().map(|item| convert(item).unwrap_or_default()).collect()))
        }
        other => Err(wrong_argument("a list", other)),
    }
}

fn integer(value: &Value) -> Option<Value> {
    match value {
        Value::Integer(_) => Some(value.clone()),
        Value::Float(number) => Some(truncated(*number)),
        Value::Boolean(flag) => Some(Value::Integer(i64::from(*flag))),
        Value::String(text) => {
            let text = text.trim();
            let exact = text.parse().ok().map(Value::Integer);
            Some(exact.or_else(|| parsed_float(text).map(truncated)).unwrap_or_default())
        }
        _ => None,
    }
}

/// Cuts the fraction off; null for what no whole number of 64 bits can hold.
fn truncated(number: f64) -> Value {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "checked to fit")]
    if (-LIMIT..LIMIT).contains(&number) { Value::Integer(number as i64) } else { Value::Null }
}

fn float(value: &Value) -> Option<Value> {
    match value {
        Value::Float(_) => Some(value.clone()),
        Value::Integer(number) => Some(Value::Float(*number as f64)),
        Value::String(text) => Some(parsed_float(text.trim()).map_or(Value::Null, Value::Float)),
        _ => None,
    }
}

/// Reads a float: digits with point and exponent, `NaN`, `Infinity`.
fn parsed_float(text: &str) -> Option<f64> {
    let unsigned = text.trim_start_matches(['+', '-']);
    let is_number = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    if is_number || matches!(unsigned, "NaN" | "Infinity") { text.parse().ok() } else { None }
}

fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Boolean(_) => Some(value.clone()),
        Value::Integer(number) => Some(Value::Boolean(*number != 0)),
        Value::String(text) => Some(match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Value::Boolean(true),
            text if text.eq_ignore_ascii_case("false") => Value::Boolean(false),
            _ => Value::Null,
        }),
        _ => None,
    }
}

fn string(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        other => text_of(other).map(Value::from),
    }
}
