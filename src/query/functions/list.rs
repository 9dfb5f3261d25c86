//! Functions of lists, some of which take texts and maps too.

use super::{Argument, Function, Type, argument, wrong_argument};
use crate::model::Value;
use crate::query::error::{Detail, ErrorKind, QueryError};

/// How long a list `range` makes.
const MAX_RANGE: u64 = 10_000_000;

const LIST: &[Argument] = &[argument("list", &[Type::List])];
const SIZED: &[Argument] = &[argument("value", &[Type::List, Type::String])];
const FILLED: &[Argument] = &[argument("value", &[Type::List, Type::String, Type::Map])];
// `range` itself complains, with an error of its own class.
const RANGE: &[Argument] = &[argument("first", &[]), argument("last", &[]), argument("step", &[])];

pub(super) static FUNCTIONS: &[Function] = &[
    Function::pure("head", LIST, Type::Any, head, "the first item of a list; null without one"),
    Function::pure("last", LIST, Type::Any, last, "the last item of a list; null without one"),
    Function::pure("tail", LIST, Type::List, tail, "all items of a list but the first"),
    Function::pure("range", RANGE, Type::List, range, "whole numbers, both ends included").requires(2),
    Function::pure("reverse", SIZED, Type::Any, reverse, "a list or string, the last first"),
    Function::pure("size", SIZED, Type::Integer, size, "how many items or characters there are"),
    Function::pure("isEmpty", FILLED, Type::Boolean, is_empty, "whether there is nothing in it"),
];

/// Returns a number of things.
pub(super) fn count(n: usize) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn head(arguments: &[Value]) -> Result<Value, QueryError> {
    of_list(&arguments[0], |items| items.first().cloned().unwrap_or_default())
}

fn last(arguments: &[Value]) -> Result<Value, QueryError> {
    of_list(&arguments[0], |items| items.last().cloned().unwrap_or_default())
}

fn tail(arguments: &[Value]) -> Result<Value, QueryError> {
    of_list(&arguments[0], |items| Value::List(items.get(1..).unwrap_or_default().into()))
}

fn of_list(value: &Value, then: impl FnOnce(&[Value]) -> Value) -> Result<Value, QueryError> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(then(items)),
        other => Err(wrong_argument("a list", other)),
    }
}

fn range(arguments: &[Value]) -> Result<Value, QueryError> {
    let (first, last) = (whole(&arguments[0])?, whole(&arguments[1])?);
    let step = arguments.get(2).map_or(Ok(1), whole)?;
    if step == 0 {
        let message = "the step of `range` is zero";
        return Err(QueryError::runtime(ErrorKind::ArgumentError, Detail::NumberOutOfRange, message));
    }
    if (step > 0) != (last >= first) && first != last {
        return Ok(Value::List([].into()));
    }
    let n_steps = last.abs_diff(first) / step.unsigned_abs();
    if n_steps >= MAX_RANGE {
        let message = format!("`range` makes more than {MAX_RANGE} items");
        return Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, message));
    }
    let mut item = first;
    let mut items = Vec::with_capacity(usize::try_from(n_steps).unwrap_or_default() + 1);
    for _ in 0..=n_steps {
        items.push(Value::Integer(item));
        // Only the step past the last item can overflow.
        item = item.wrapping_add(step);
    }
    Ok(Value::List(items.into()))
}

fn whole(value: &Value) -> Result<i64, QueryError> {
    match value {
        Value::Integer(number) => Ok(*number),
        other => Err(QueryError {
            kind: ErrorKind::ArgumentError,
            detail: Detail::InvalidArgumentType,
            ..wrong_argument("an integer", other)
        }),
    }
}

fn reverse(arguments: &[Value]) -> Result<Value, QueryError> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(Value::List(items.iter().rev().cloned().collect())),
        Value::String(text) => Ok(Value::from(text.chars().rev().collect::<String>())),
        other => Err(wrong_argument("a list or string", other)),
    }
}

fn size(arguments: &[Value]) -> Result<Value, QueryError> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(count(items.len())),
        Value::String(text) => Ok(count(text.chars().count())),
        other => Err(wrong_argument("a list or string", other)),
    }
}

fn is_empty(arguments: &[Value]) -> Result<Value, QueryError> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::List(items) => Ok(Value::Boolean(items.is_empty())),
        Value::String(text) => Ok(Value::Boolean(text.is_empty())),
        Value::Map(entries) => Ok(Value::Boolean(entries.is_empty())),
        other => Err(wrong_argument("a list, string or map", other)),
    }
}
