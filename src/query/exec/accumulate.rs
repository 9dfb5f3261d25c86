//! Running aggregates.

use super::batch::Column;
use super::groups::Groups;
use crate::model::Value;
use crate::query::bound::BoundAggregate;
use crate::query::compare::order;
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::functions::AggregateKind;

/// An aggregate of one group, so far.
#[derive(Default)]
pub(super) struct Accumulator {
    kind: Option<AggregateKind>,
    seen: Option<Groups>,
    n_values: i64,
    value: Value,
    values: Vec<Value>,
    second: Value,
}

impl Accumulator {
    pub(super) fn new(aggregate: &BoundAggregate) -> Self {
        Accumulator {
            kind: aggregate.function.map(|function| function.kind),
            seen: aggregate.distinct.then(|| Groups::new(1)),
            ..Accumulator::default()
        }
    }

    /// Adds a row; returns how many bytes more are held.
    pub(super) fn add(&mut self, arguments: &[Value]) -> Result<usize, QueryError> {
        let Some(kind) = self.kind else {
            self.n_values += 1;
            return Ok(0);
        };
        let Some(value) = arguments.first().filter(|value| **value != Value::Null) else { return Ok(0) };
        if let Some(seen) = &mut self.seen {
            let n_seen = seen.len();
            seen.of_rows(&[&Column::Values(vec![value.clone()])], 1);
            if seen.len() == n_seen {
                return Ok(0);
            }
        }
        self.n_values += 1;
        match kind {
            AggregateKind::Count => {}
            AggregateKind::Sum | AggregateKind::Avg => self.value = sum(&self.value, value)?,
            AggregateKind::Min if self.n_values == 1 || order(value, &self.value).is_lt() => {
                self.value = value.clone();
            }
            AggregateKind::Max if self.n_values == 1 || order(value, &self.value).is_gt() => {
                self.value = value.clone();
            }
            AggregateKind::Min | AggregateKind::Max => {}
            _ => {
                self.values.push(value.clone());
                self.second = arguments.get(1).cloned().unwrap_or_default();
            }
        }
        Ok(if self.values.is_empty() { 0 } else { size_of::<Value>() })
    }

    pub(super) fn finish(self) -> Result<Value, QueryError> {
        Ok(match self.kind {
            None | Some(AggregateKind::Count) => Value::Integer(self.n_values),
            Some(AggregateKind::Sum) if self.n_values == 0 => Value::Integer(0),
            Some(AggregateKind::Avg) => match self.value.as_f64() {
                Some(sum) => Value::Float(sum / self.n_values as f64),
                None => self.value,
            },
            Some(AggregateKind::Collect) => Value::List(self.values.into()),
            Some(_) => self.value,
        })
    }
}

fn sum(a: &Value, b: &Value) -> Result<Value, QueryError> {
    match (a, b) {
        (Value::Null, b) => Ok(b.clone()),
        (Value::Integer(a), Value::Integer(b)) => a.checked_add(*b).map(Value::Integer).ok_or_else(|| {
            QueryError::runtime(ErrorKind::ArithmeticError, Detail::IntegerOverflow, "the sum is too great")
        }),
        _ => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => Ok(Value::Float(a + b)),
            _ => {
                let message = "only numbers and durations have a sum";
                Err(QueryError::runtime(ErrorKind::TypeError, Detail::InvalidArgumentType, message))
            }
        },
    }
}
