//! Sums, differences, products and quotients of temporal values.

use super::duration::SECONDS_OF_MONTH;
use super::local_time::{DAY, SECOND};
use super::{Date, DateTime, Duration, LocalDateTime, Moment, TemporalError, Time};
use crate::model::Value;

const MONTH: i128 = SECONDS_OF_MONTH as i128 * SECOND as i128;
const OVERFLOW: TemporalError = TemporalError::Overflow { kind: Duration::KIND };

/// Adds a duration to a moment, a moment to a duration, or two durations; nothing for other operands.
///
/// Months come first, and a day that the month does not have becomes its last; then days, then seconds. A date takes the
/// whole days of the seconds; a time of day goes round the clock and takes seconds only. In a named zone months and days
/// move the clock's reading, seconds move time itself.
///
/// # Errors
/// [`TemporalError::Overflow`].
pub fn plus(left: &Value, right: &Value) -> Option<Result<Value, TemporalError>> {
    match (left, right) {
        (Value::Duration(left), Value::Duration(right)) => Some(left.plus(right).map(Value::from)),
        (Value::Duration(duration), moment) | (moment, Value::Duration(duration)) => {
            Moment::of(moment).map(|moment| moment.plus(duration))
        }
        _ => None,
    }
}

/// Subtracts a duration from a moment or from a duration; nothing for other operands.
///
/// # Errors
/// [`TemporalError::Overflow`].
pub fn minus(left: &Value, right: &Value) -> Option<Result<Value, TemporalError>> {
    match (left, right) {
        (Value::Duration(left), Value::Duration(right)) => Some(left.minus(right).map(Value::from)),
        (moment, Value::Duration(duration)) => {
            Moment::of(moment).map(|moment| duration.negated().and_then(|back| moment.plus(&back)))
        }
        _ => None,
    }
}

/// Multiplies a duration and a number; nothing for other operands.
///
/// # Errors
/// [`TemporalError::Overflow`].
pub fn times(left: &Value, right: &Value) -> Option<Result<Value, TemporalError>> {
    let ((Value::Duration(duration), factor) | (factor, Value::Duration(duration))) = (left, right) else {
        return None;
    };
    match factor {
        Value::Integer(factor) => Some(duration.scaled((*factor).into(), 1).map(Value::from)),
        Value::Float(factor) => Some(duration.scaled_by(|part| part * factor).map(Value::from)),
        _ => None,
    }
}

/// Divides a duration by a number; nothing for other operands.
///
/// # Errors
/// [`TemporalError::Overflow`], [`TemporalError::DivisionByZero`].
pub fn divided(left: &Value, right: &Value) -> Option<Result<Value, TemporalError>> {
    let Value::Duration(duration) = left else { return None };
    match right {
        Value::Integer(divisor) => Some(duration.scaled(1, (*divisor).into()).map(Value::from)),
        Value::Float(0.0) => Some(Err(TemporalError::DivisionByZero)),
        Value::Float(divisor) => Some(duration.scaled_by(|part| part / divisor).map(Value::from)),
        _ => None,
    }
}

impl Moment {
    fn plus(&self, duration: &Duration) -> Result<Value, TemporalError> {
        match self {
            Moment::Date(date) => date.plus(duration).map(Value::from),
            Moment::LocalTime(time) => Ok(time.plus_nanoseconds(duration.clock()).into()),
            Moment::Time(time) => {
                Ok(Time { local: time.local.plus_nanoseconds(duration.clock()), ..*time }.into())
            }
            Moment::LocalDateTime(time) => time.plus(duration).map(Value::from),
            Moment::DateTime(time) => time.plus(duration).map(Value::from),
        }
    }
}

impl Date {
    /// Returns the day a duration later; of its seconds only whole days count.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`].
    pub fn plus(self, duration: &Duration) -> Result<Date, TemporalError> {
        let whole_days = i64::try_from(duration.clock() / i128::from(DAY)).map_err(|_| OVERFLOW)?;
        let days = duration.days().checked_add(whole_days).ok_or(OVERFLOW)?;
        self.plus_months(duration.months())?.plus_days(days)
    }
}

impl LocalDateTime {
    /// Returns the day and time a duration later.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`].
    pub fn plus(self, duration: &Duration) -> Result<LocalDateTime, TemporalError> {
        self.plus_calendar(duration.months(), duration.days())?.plus_nanoseconds(duration.clock())
    }

    fn plus_calendar(self, months: i64, days: i64) -> Result<LocalDateTime, TemporalError> {
        Ok(LocalDateTime { date: self.date.plus_months(months)?.plus_days(days)?, time: self.time })
    }
}

impl DateTime {
    /// Returns the day and time a duration later, in the same zone.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`].
    pub fn plus(&self, duration: &Duration) -> Result<DateTime, TemporalError> {
        let moved = self.plus_calendar(duration.months(), duration.days())?;
        if duration.clock() == 0 {
            Ok(moved)
        } else {
            DateTime::at(moved.moment() + duration.clock(), &self.zone())
        }
    }

    /// Moves what the clock shows; the offset stays where the zone allows it.
    pub(super) fn plus_calendar(&self, months: i64, days: i64) -> Result<DateTime, TemporalError> {
        if months == 0 && days == 0 {
            return Ok(self.clone());
        }
        let local = self.local().plus_calendar(months, days)?;
        DateTime::resolved(local, &self.zone(), Some(self.offset()))
    }
}

impl Duration {
    /// Multiplies by a fraction, exactly; what is left of a month becomes days and seconds, of a day seconds.
    fn scaled(&self, factor: i128, divisor: i128) -> Result<Duration, TemporalError> {
        if divisor == 0 {
            return Err(TemporalError::DivisionByZero);
        }
        let day = i128::from(DAY);
        let clock = self.clock().checked_mul(factor).ok_or(OVERFLOW)?;
        let (months, days) = (i128::from(self.months()) * factor, i128::from(self.days()) * factor);
        let of_month = months % divisor * MONTH;
        let rest = of_month % (divisor * day) + days % divisor * day;
        let nanoseconds = clock.checked_add(rest).ok_or(OVERFLOW)? / divisor;
        Duration::exact(months / divisor, days / divisor + of_month / (divisor * day), nanoseconds)
    }

    /// Computes with each part as a float; what is left of a month becomes days and seconds, of a day seconds.
    #[expect(clippy::cast_possible_truncation, reason = "hours, minutes and seconds fit 64 bits")]
    fn scaled_by(&self, scale: impl Fn(f64) -> f64) -> Result<Duration, TemporalError> {
        let seconds = (self.clock() / i128::from(SECOND)) as f64;
        let nanoseconds = (self.clock() % i128::from(SECOND)) as i64 as f64;
        let mut sum = Sum::default();
        sum.add_float(scale(self.months() as f64), Part::Month)?;
        sum.add_float(scale(self.days() as f64), Part::Day)?;
        sum.add_float(scale(seconds), Part::Nanoseconds(SECOND))?;
        sum.add_float(scale(nanoseconds), Part::Nanoseconds(1))?;
        sum.total()
    }
}

/// A part of a duration, or so many nanoseconds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Month,
    Day,
    Nanoseconds(i64),
}

/// Adds up a duration from whole numbers and fractions; fractions spill into the next smaller part.
#[derive(Debug, Default)]
pub(super) struct Sum {
    months: i128,
    days: i128,
    nanoseconds: i128,
    of_month: f64,
    of_day: f64,
    of_nanosecond: f64,
}

impl Sum {
    pub(super) fn add(&mut self, whole: i128, fraction: f64, part: Part) {
        match part {
            Part::Month => {
                self.months += whole;
                self.of_month += fraction;
            }
            Part::Day => {
                self.days += whole;
                self.of_day += fraction;
            }
            Part::Nanoseconds(length) => {
                self.nanoseconds += whole * i128::from(length);
                self.of_nanosecond += fraction * length as f64;
            }
        }
    }

    pub(super) fn add_float(&mut self, number: f64, part: Part) -> Result<(), TemporalError> {
        self.add(whole(number)?, number.fract(), part);
        Ok(())
    }

    pub(super) fn total(self) -> Result<Duration, TemporalError> {
        let months = whole(self.of_month)?;
        let of_month = self.of_month.fract() * MONTH as f64;
        let (days, left) = (whole(of_month)? / i128::from(DAY), of_month % DAY as f64);
        let of_day = whole(self.of_day)?;
        let fractions = left + self.of_day.fract() * DAY as f64 + self.of_nanosecond;
        // A thousandth of a nanosecond is noise of the floats; what is left of a nanosecond is dropped.
        let nanoseconds = whole((fractions * 1_000.0).round() / 1_000.0)?;
        Duration::exact(self.months + months, self.days + days + of_day, self.nanoseconds + nanoseconds)
    }
}

/// Returns a float without its fraction.
#[expect(clippy::cast_possible_truncation, reason = "checked against the range")]
fn whole(number: f64) -> Result<i128, TemporalError> {
    if number.abs() < 1e19 { Ok(number as i128) } else { Err(OVERFLOW) }
}
