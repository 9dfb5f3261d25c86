//! Operators of numbers, texts, lists and durations.

use crate::model::Value;
use crate::model::temporal::{self, TemporalError};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::functions::{text_of, wrong_type};

/// Adds numbers, puts texts together, appends to lists or puts before them.
pub(super) fn add(a: &Value, b: &Value) -> Result<Value, QueryError> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(a), Value::Integer(b)) => whole(a.checked_add(*b)),
        (Value::List(a), Value::List(b)) => Ok(chain(a, b)),
        (Value::List(a), b) => Ok(chain(a, std::slice::from_ref(b))),
        (a, Value::List(b)) => Ok(chain(std::slice::from_ref(a), b)),
        (Value::String(a), Value::String(b)) => joined(a, b),
        (Value::String(a), other) => joined(a, &printed(other)?),
        (other, Value::String(b)) => joined(&printed(other)?, b),
        _ => temporal(temporal::plus(a, b)).unwrap_or_else(|| floats(a, b, |a, b| a + b)),
    }
}

/// Puts two texts or two lists together.
pub(super) fn concatenate(a: &Value, b: &Value) -> Result<Value, QueryError> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::String(a), Value::String(b)) => joined(a, b),
        (Value::List(a), Value::List(b)) => Ok(chain(a, b)),
        (Value::String(_), other) => Err(wrong_type("a string", other)),
        (Value::List(_), other) => Err(wrong_type("a list", other)),
        (other, _) => Err(wrong_type("a string or list", other)),
    }
}

pub(super) fn subtract(a: &Value, b: &Value) -> Result<Value, QueryError> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(a), Value::Integer(b)) => whole(a.checked_sub(*b)),
        _ => temporal(temporal::minus(a, b)).unwrap_or_else(|| floats(a, b, |a, b| a - b)),
    }
}

pub(super) fn multiply(a: &Value, b: &Value) -> Result<Value, QueryError> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(a), Value::Integer(b)) => whole(a.checked_mul(*b)),
        _ => temporal(temporal::times(a, b)).unwrap_or_else(|| floats(a, b, |a, b| a * b)),
    }
}

/// Divides; whole numbers towards zero.
pub(super) fn divide(a: &Value, b: &Value) -> Result<Value, QueryError> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(_), Value::Integer(0)) => Err(by_zero()),
        (Value::Integer(a), Value::Integer(b)) => whole(a.checked_div(*b)),
        _ => temporal(temporal::divided(a, b)).unwrap_or_else(|| floats(a, b, |a, b| a / b)),
    }
}

/// Returns what is left after division; it has the sign of the dividend.
pub(super) fn modulo(a: &Value, b: &Value) -> Result<Value, QueryError> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(_), Value::Integer(0)) => Err(by_zero()),
        (Value::Integer(a), Value::Integer(b)) => Ok(Value::Integer(a.wrapping_rem(*b))),
        _ => floats(a, b, |a, b| a % b),
    }
}

/// Raises to a power; always a float.
pub(super) fn power(a: &Value, b: &Value) -> Result<Value, QueryError> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        _ => floats(a, b, f64::powf),
    }
}

pub(super) fn negate(value: &Value) -> Result<Value, QueryError> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Integer(number) => whole(number.checked_neg()),
        Value::Float(number) => Ok(Value::Float(-number)),
        Value::Duration(duration) => Ok(duration.negated()?.into()),
        other => Err(wrong_type("a number", other)),
    }
}

pub(super) fn plus(value: &Value) -> Result<Value, QueryError> {
    match value {
        Value::Null | Value::Integer(_) | Value::Float(_) | Value::Duration(_) => Ok(value.clone()),
        other => Err(wrong_type("a number", other)),
    }
}

fn whole(result: Option<i64>) -> Result<Value, QueryError> {
    result.map(Value::Integer).ok_or_else(|| {
        let message = "the result is too large for a whole number of 64 bits";
        QueryError::runtime(ErrorKind::ArithmeticError, Detail::IntegerOverflow, message)
    })
}

fn by_zero() -> QueryError {
    let message = "a whole number is divided by zero";
    QueryError::runtime(ErrorKind::ArithmeticError, Detail::DivisionByZero, message)
}

fn floats(a: &Value, b: &Value, operate: impl FnOnce(f64, f64) -> f64) -> Result<Value, QueryError> {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => Ok(Value::Float(operate(a, b))),
        (None, _) => Err(wrong_type("a number", a)),
        (_, None) => Err(wrong_type("a number", b)),
    }
}

/// Returns the result for temporal values; none for others.
fn temporal(result: Option<Result<Value, TemporalError>>) -> Option<Result<Value, QueryError>> {
    result.map(|result| result.map_err(QueryError::from))
}

/// The longest text that is put together, in bytes.
const LONGEST: usize = 1 << 26;

fn joined(a: &str, b: &str) -> Result<Value, QueryError> {
    let n_bytes = a.len() + b.len();
    if n_bytes > LONGEST {
        let message = format!("a text of {n_bytes} bytes; at most {LONGEST} are put together");
        return Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, message));
    }
    let mut text = String::with_capacity(n_bytes);
    text.push_str(a);
    text.push_str(b);
    Ok(Value::from(text))
}

fn chain(a: &[Value], b: &[Value]) -> Value {
    Value::List(a.iter().chain(b).cloned().collect())
}

/// Returns the text of what may be added to a text.
fn printed(value: &Value) -> Result<String, QueryError> {
    text_of(value).ok_or_else(|| wrong_type("a string, number, boolean or temporal value", value))
}
