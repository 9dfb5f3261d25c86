//! Functions of lists, some of which take texts and maps too.

use super::{Argument, Function, GraphFunction, Type, argument, wrong_argument};
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
    Function::of_graph(GraphFunction::Range, "range", RANGE, Type::List, "whole numbers, both ends included")
        .requires(2),
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

/// The whole numbers of a `range`, one by one.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    next: i64,
    step: i64,
    n_left: u64,
}

impl Range {
    /// Returns the range of first and last number, both included, and a step other than 1 if one is given.
    ///
    /// # Errors
    /// [`ErrorKind::ArgumentError`] for what is no whole number, and for a step of 0.
    pub fn new(arguments: &[Value]) -> Result<Self, QueryError> {
        let whole_at = |at: usize| arguments.get(at).map(whole).transpose();
        let (first, last) = (whole_at(0)?.unwrap_or(0), whole_at(1)?.unwrap_or(0));
        let step = whole_at(2)?.unwrap_or(1);
        if step == 0 {
            let message = "the step of `range` is zero";
            return Err(QueryError::runtime(ErrorKind::ArgumentError, Detail::NumberOutOfRange, message));
        }
        if (step > 0) != (last >= first) && first != last {
            return Ok(Range { next: first, step, n_left: 0 });
        }
        let n_left = (last.abs_diff(first) / step.unsigned_abs()).saturating_add(1);
        Ok(Range { next: first, step, n_left })
    }

    /// Returns how many numbers are left.
    pub fn len(&self) -> u64 {
        self.n_left
    }

    /// Says whether no number is left.
    pub fn is_empty(&self) -> bool {
        self.n_left == 0
    }

    /// Returns a list of the numbers.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] where they are too many for a list.
    pub fn into_list(mut self) -> Result<Value, QueryError> {
        if self.n_left > MAX_RANGE {
            let message = format!("`range` makes more than {MAX_RANGE} items");
            return Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, message)
                .with_hint("`UNWIND range(…)` counts without making a list"));
        }
        Ok(self.take(usize::try_from(self.n_left).unwrap_or_default()).map(Value::Integer).collect())
    }

    /// Takes so many numbers, or all that are left.
    pub fn take(&mut self, most: usize) -> impl ExactSizeIterator<Item = i64> + use<> {
        let n_taken = most.min(usize::try_from(self.n_left).unwrap_or(usize::MAX));
        let before = *self;
        self.next = before.number(n_taken);
        self.n_left -= n_taken as u64;
        (0..n_taken).map(move |at| before.number(at))
    }

    /// Returns the number at a place. Only the one past the last can overflow.
    fn number(self, at: usize) -> i64 {
        self.next.wrapping_add(self.step.wrapping_mul(i64::try_from(at).unwrap_or(0)))
    }
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
