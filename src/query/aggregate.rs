//! Sums rows up: counts, sums, means, percentiles, deviations, lists.
//!
//! An [`Accumulator`] takes the values of a group one by one and gives the result at the end. Nulls are passed over.

mod seen;

use std::sync::Arc;

use self::seen::Seen;
use super::bound::BoundAggregate;
use super::compare::order;
use super::error::{Detail, ErrorKind, QueryError};
use super::exec::batch::{Column, NO_EDGE, NO_NODE, value_bytes};
use super::functions::{AggregateKind, wrong_type};
use crate::graph::{Dictionary, NO_INTEGER, NO_TEXT, is_no_float};
use crate::model::Value;
use crate::model::temporal::{self, Duration};

/// An aggregate of one group at work.
#[derive(Debug, Clone)]
pub struct Accumulator {
    state: State,
    /// What was seen, where equal values count once.
    seen: Option<Seen>,
}

#[derive(Debug, Clone)]
enum State {
    Count(i64),
    Sum(Sum),
    Avg(Sum),
    Least(Option<Value>),
    Greatest(Option<Value>),
    Collect(Vec<Value>),
    Percentile { is_continuous: bool, numbers: Vec<Value>, percentile: Option<f64> },
    Deviation { is_sample: bool, spread: Spread },
}

/// A running sum: whole numbers exactly, floats apart.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    n_values: u64,
    whole: i128,
    floats: f64,
    has_floats: bool,
    /// Durations have no sum with numbers.
    durations: Option<Duration>,
}

/// Mean and squared distances from it.
///
/// # Source
/// B. P. Welford (1962), "Note on a method for calculating corrected sums of squares and products".
#[derive(Debug, Clone, Copy, Default)]
struct Spread {
    n_values: u64,
    mean: f64,
    squares: f64,
}

impl Accumulator {
    /// Returns an accumulator that has seen nothing; without a function it counts rows.
    pub fn new(aggregate: &BoundAggregate) -> Self {
        let kind = aggregate.function.map_or(AggregateKind::Count, |function| function.kind);
        let is_distinct = aggregate.distinct && aggregate.function.is_some();
        Self::of(kind, is_distinct)
    }

    fn of(kind: AggregateKind, is_distinct: bool) -> Self {
        let state = match kind {
            AggregateKind::Count => State::Count(0),
            AggregateKind::Sum => State::Sum(Sum::default()),
            AggregateKind::Avg => State::Avg(Sum::default()),
            AggregateKind::Min => State::Least(None),
            AggregateKind::Max => State::Greatest(None),
            AggregateKind::Collect => State::Collect(Vec::new()),
            AggregateKind::PercentileCont | AggregateKind::PercentileDisc => State::Percentile {
                is_continuous: kind == AggregateKind::PercentileCont,
                numbers: Vec::new(),
                percentile: None,
            },
            AggregateKind::StDev | AggregateKind::StDevP => {
                State::Deviation { is_sample: kind == AggregateKind::StDev, spread: Spread::default() }
            }
        };
        Accumulator { state, seen: is_distinct.then(Seen::default) }
    }

    /// Counts rows, for `count(*)`.
    pub fn add_rows(&mut self, n_rows: usize) {
        if let State::Count(count) = &mut self.state {
            *count = count.saturating_add(i64::try_from(n_rows).unwrap_or(i64::MAX));
        }
    }

    /// Takes the arguments of one row, none of them for `count(*)`; returns how many bytes more it holds now, about.
    ///
    /// # Errors
    /// A type error for a value that the aggregate does not take; [`Detail::NumberOutOfRange`] for a percentile that is not
    /// between 0 and 1.
    pub fn add(&mut self, arguments: &[Value]) -> Result<usize, QueryError> {
        let Some(value) = arguments.first() else {
            self.add_rows(1);
            return Ok(0);
        };
        if let (State::Percentile { percentile, .. }, Some(second)) = (&mut self.state, arguments.get(1)) {
            *percentile = Some(fraction(second)?);
        }
        if *value == Value::Null {
            return Ok(0);
        }
        if let Some(seen) = &mut self.seen
            && !seen.insert(value)
        {
            return Ok(0);
        }
        self.state.add(value)?;
        Ok(match self.n_times_kept() {
            0 => 0,
            n_times => n_times * value_bytes(value),
        })
    }

    /// Returns how many bytes one more number or text takes, about.
    fn n_bytes_added(&self) -> usize {
        self.n_times_kept() * size_of::<Value>()
    }

    fn n_times_kept(&self) -> usize {
        let is_kept = matches!(self.state, State::Collect(_) | State::Percentile { .. });
        usize::from(self.seen.is_some()) + usize::from(is_kept)
    }

    fn add_integer(&mut self, number: i64) -> Result<usize, QueryError> {
        if self.seen.as_mut().is_some_and(|seen| !seen.insert_integer(number)) {
            return Ok(0);
        }
        match &mut self.state {
            State::Count(count) => *count += 1,
            State::Sum(sum) | State::Avg(sum) if sum.durations.is_none() => {
                sum.whole += i128::from(number);
                sum.n_values += 1;
            }
            State::Least(Some(Value::Integer(least))) => *least = number.min(*least),
            State::Greatest(Some(Value::Integer(greatest))) => *greatest = number.max(*greatest),
            state => state.add(&Value::Integer(number))?,
        }
        Ok(self.n_bytes_added())
    }

    fn add_float(&mut self, number: f64) -> Result<usize, QueryError> {
        if self.seen.is_some() {
            return self.add(&[Value::Float(number)]);
        }
        match &mut self.state {
            State::Count(count) => *count += 1,
            state => state.add(&Value::Float(number))?,
        }
        Ok(self.n_bytes_added())
    }

    fn add_text(&mut self, code: u32, dictionary: &Arc<Dictionary>) -> Result<usize, QueryError> {
        if self.seen.as_mut().is_some_and(|seen| !seen.insert_code(code, dictionary)) {
            return Ok(0);
        }
        let text = dictionary.text(code);
        match &mut self.state {
            State::Count(count) => *count += 1,
            State::Least(Some(Value::String(least))) if least.as_str() <= text => {}
            State::Greatest(Some(Value::String(greatest))) if greatest.as_str() >= text => {}
            state => state.add(&Value::from(text))?,
        }
        Ok(self.n_bytes_added())
    }

    fn add_id(&mut self, value: &Value) -> Result<usize, QueryError> {
        match (&mut self.state, &self.seen) {
            (State::Count(count), None) => {
                *count += 1;
                Ok(0)
            }
            _ => self.add(std::slice::from_ref(value)),
        }
    }

    /// Takes a column of arguments, one a row, each into the accumulator of its row's group; returns how many bytes more they
    /// hold now, about.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_column(
        states: &mut [Accumulator],
        groups: &[u32],
        column: &Column,
    ) -> Result<usize, QueryError> {
        let mut n_bytes = 0;
        match column {
            Column::Absent => {}
            Column::Integers(numbers) => {
                for (number, group) in numbers.iter().zip(groups).filter(|(number, _)| **number != NO_INTEGER)
                {
                    n_bytes += states[*group as usize].add_integer(*number)?;
                }
            }
            Column::Floats(numbers) => {
                for (number, group) in numbers.iter().zip(groups).filter(|(number, _)| !is_no_float(**number))
                {
                    n_bytes += states[*group as usize].add_float(*number)?;
                }
            }
            Column::Texts(codes, dictionary) => {
                for (code, group) in codes.iter().zip(groups).filter(|(code, _)| **code != NO_TEXT) {
                    n_bytes += states[*group as usize].add_text(*code, dictionary)?;
                }
            }
            Column::Nodes(nodes) => {
                for (node, group) in nodes.iter().zip(groups).filter(|(node, _)| **node != NO_NODE) {
                    n_bytes += states[*group as usize].add_id(&Value::Node(*node))?;
                }
            }
            Column::Edges(edges) => {
                for (edge, group) in edges.iter().zip(groups).filter(|(edge, _)| **edge != NO_EDGE) {
                    n_bytes += states[*group as usize].add_id(&Value::Edge(*edge))?;
                }
            }
            Column::Values(values) => {
                for (value, group) in values.iter().zip(groups) {
                    n_bytes += states[*group as usize].add(std::slice::from_ref(value))?;
                }
            }
        }
        Ok(n_bytes)
    }

    /// Returns the result.
    ///
    /// # Errors
    /// [`Detail::IntegerOverflow`] where the sum of whole numbers is too large for one.
    pub fn finish(self) -> Result<Value, QueryError> {
        match self.state {
            State::Count(count) => Ok(Value::Integer(count)),
            State::Sum(sum) => sum.total(),
            State::Avg(sum) => sum.mean(),
            State::Least(value) | State::Greatest(value) => Ok(value.unwrap_or_default()),
            State::Collect(values) => Ok(Value::List(values.into())),
            State::Percentile { is_continuous, numbers, percentile } => {
                Ok(percentile_of(numbers, percentile.unwrap_or_default(), is_continuous))
            }
            State::Deviation { is_sample, spread } => Ok(Value::Float(spread.deviation(is_sample))),
        }
    }
}

impl State {
    fn add(&mut self, value: &Value) -> Result<(), QueryError> {
        match self {
            State::Count(count) => *count += 1,
            State::Sum(sum) | State::Avg(sum) => return sum.add(value),
            State::Least(least) => {
                if least.as_ref().is_none_or(|least| order(value, least).is_lt()) {
                    *least = Some(value.clone());
                }
            }
            State::Greatest(greatest) => {
                if greatest.as_ref().is_none_or(|greatest| order(value, greatest).is_gt()) {
                    *greatest = Some(value.clone());
                }
            }
            State::Collect(values) => values.push(value.clone()),
            State::Percentile { numbers, .. } => {
                number(value)?;
                numbers.push(value.clone());
            }
            State::Deviation { spread, .. } => spread.add(number(value)?),
        }
        Ok(())
    }
}

fn number(value: &Value) -> Result<f64, QueryError> {
    value.as_f64().ok_or_else(|| wrong_type("a number", value))
}

fn fraction(value: &Value) -> Result<f64, QueryError> {
    let fraction = number(value)?;
    if (0.0..=1.0).contains(&fraction) {
        return Ok(fraction);
    }
    let message = format!("expected a percentile between 0.0 and 1.0, found {fraction}");
    Err(QueryError::runtime(ErrorKind::ArgumentError, Detail::NumberOutOfRange, message))
}

impl Sum {
    fn add(&mut self, value: &Value) -> Result<(), QueryError> {
        match value {
            Value::Integer(_) | Value::Float(_) if self.durations.is_some() => {
                return Err(wrong_type("a duration, as before", value));
            }
            Value::Integer(number) => self.whole += i128::from(*number),
            Value::Float(number) => {
                self.floats += number;
                self.has_floats = true;
            }
            Value::Duration(duration) if self.n_values == 0 || self.durations.is_some() => {
                self.durations = Some(self.durations.unwrap_or_default().plus(duration)?);
            }
            other => return Err(wrong_type("a number or duration", other)),
        }
        self.n_values += 1;
        Ok(())
    }

    fn total(self) -> Result<Value, QueryError> {
        if let Some(durations) = self.durations {
            return Ok(durations.into());
        }
        if self.has_floats {
            return Ok(Value::Float(self.floats + self.whole as f64));
        }
        i64::try_from(self.whole).map(Value::Integer).map_err(|_| {
            let message = "the sum is too large for a whole number of 64 bits";
            QueryError::runtime(ErrorKind::ArithmeticError, Detail::IntegerOverflow, message)
        })
    }

    fn mean(self) -> Result<Value, QueryError> {
        let n_values = self.n_values as f64;
        match self.durations {
            _ if self.n_values == 0 => Ok(Value::Null),
            Some(durations) => {
                let mean = temporal::divided(&durations.into(), &Value::Float(n_values));
                Ok(mean.unwrap_or(Ok(Value::Null))?)
            }
            None => Ok(Value::Float((self.floats + self.whole as f64) / n_values)),
        }
    }
}

impl Spread {
    fn add(&mut self, number: f64) {
        self.n_values += 1;
        let distance = number - self.mean;
        self.mean += distance / self.n_values as f64;
        self.squares += distance * (number - self.mean);
    }

    /// Returns the standard deviation; 0 for fewer than two values.
    fn deviation(self, is_sample: bool) -> f64 {
        if self.n_values < 2 {
            return 0.0;
        }
        let n_values = self.n_values as f64;
        (self.squares / if is_sample { n_values - 1.0 } else { n_values }).sqrt()
    }
}

/// Returns a percentile of numbers; null for none. Continuous ones interpolate between neighbours, others are one of the numbers.
fn percentile_of(mut numbers: Vec<Value>, percentile: f64, is_continuous: bool) -> Value {
    numbers.sort_by(order);
    let Some(last) = numbers.len().checked_sub(1) else { return Value::Null };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the count")]
    let at = |place: f64| numbers.get((place as usize).min(last)).cloned().unwrap_or_default();
    if !is_continuous {
        let place = (percentile * numbers.len() as f64).ceil() - 1.0;
        return at(place.max(0.0));
    }
    let place = percentile * last as f64;
    let (below, above) = (at(place.floor()), at(place.ceil()));
    match (below.as_f64(), above.as_f64()) {
        (Some(below), Some(above)) => Value::Float(below + (above - below) * place.fract()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests;
