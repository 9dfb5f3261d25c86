//! Components of temporal values, by name.

use super::local_time::SECOND;
use super::{Date, DateTime, Duration, LocalDateTime, LocalTime, Offset, TemporalError, Time};
use crate::model::Value;

/// Returns a component of a temporal value, an integer or, for `timezone` and `offset`, text.
///
/// Days have `year`, `quarter`, `month`, `week`, `weekYear`, `day`, `ordinalDay`, `dayOfWeek` (`weekDay`) and
/// `dayOfQuarter`; times `hour`, `minute`, `second`, and `millisecond`, `microsecond`, `nanosecond` of the second; those
/// with an offset `timezone`, `offset`, `offsetMinutes`, `offsetSeconds`; dates and times with one `epochSeconds` and
/// `epochMillis`. Durations have each unit in the plural, counted with all larger units of its part (`months` with years,
/// `days` with weeks, `seconds` with hours), and what is left of the next larger one (`monthsOfYear`, `secondsOfMinute`).
///
/// # Errors
/// [`TemporalError::UnknownField`]; [`TemporalError::Overflow`] where nanoseconds leave 64 bits.
pub fn component(value: &Value, name: &str) -> Result<Value, TemporalError> {
    let unknown = |kind| TemporalError::UnknownField { field: name.to_owned(), kind };
    if let Value::Duration(duration) = value {
        return of_duration(duration, name).ok_or_else(|| unknown(Duration::KIND)).and_then(integer);
    }
    let (kind, date, time, offset) = match value {
        Value::Date(date) => (Date::KIND, Some(*date), None, None),
        Value::LocalTime(time) => (LocalTime::KIND, None, Some(*time), None),
        Value::Time(time) => (Time::KIND, None, Some(time.local), Some(time.offset)),
        Value::LocalDateTime(both) => (LocalDateTime::KIND, Some(both.date), Some(both.time), None),
        Value::DateTime(whole) => {
            (DateTime::KIND, Some(whole.local().date), Some(whole.local().time), Some(whole.offset()))
        }
        _ => return Err(unknown("this value")),
    };
    let number = date
        .and_then(|date| of_date(date, name))
        .or_else(|| time.and_then(|time| of_time(time, name)))
        .or_else(|| offset.and_then(|offset| of_offset(offset, name)));
    match (name, value, offset) {
        _ if number.is_some() => Ok(number.map_or(Value::Null, Value::Integer)),
        ("timezone", Value::DateTime(whole), _) => Ok(whole.zone().to_string().into()),
        ("timezone" | "offset", _, Some(offset)) => Ok(offset.to_string().into()),
        (_, Value::DateTime(whole), _) => {
            of_epoch(whole, name).ok_or_else(|| unknown(kind)).and_then(integer)
        }
        _ => Err(unknown(kind)),
    }
}

/// Returns the canonical text of a temporal value, which its type reads back; nothing for other values.
pub fn canonical_text(value: &Value) -> Option<String> {
    match value {
        Value::Date(date) => Some(date.to_string()),
        Value::LocalTime(time) => Some(time.to_string()),
        Value::Time(time) => Some(time.to_string()),
        Value::LocalDateTime(time) => Some(time.to_string()),
        Value::DateTime(time) => Some(time.to_string()),
        Value::Duration(duration) => Some(duration.to_string()),
        _ => None,
    }
}

fn of_date(date: Date, name: &str) -> Option<i64> {
    Some(match name {
        "year" => date.year(),
        "quarter" => date.quarter(),
        "month" => date.month(),
        "week" => date.week(),
        "weekYear" => date.week_year(),
        "day" => date.day(),
        "ordinalDay" => date.ordinal_day(),
        "dayOfWeek" | "weekDay" => date.day_of_week(),
        "dayOfQuarter" => date.day_of_quarter(),
        _ => return None,
    })
}

fn of_time(time: LocalTime, name: &str) -> Option<i64> {
    Some(match name {
        "hour" => time.hour(),
        "minute" => time.minute(),
        "second" => time.second(),
        "millisecond" => time.nanosecond() / 1_000_000,
        "microsecond" => time.nanosecond() / 1_000,
        "nanosecond" => time.nanosecond(),
        _ => return None,
    })
}

fn of_offset(offset: Offset, name: &str) -> Option<i64> {
    match name {
        "offsetMinutes" => Some(offset.seconds() / 60),
        "offsetSeconds" => Some(offset.seconds()),
        _ => None,
    }
}

fn of_epoch(time: &DateTime, name: &str) -> Option<i128> {
    match name {
        "epochSeconds" => Some(time.moment().div_euclid(i128::from(SECOND))),
        "epochMillis" => Some(time.moment().div_euclid(1_000_000)),
        _ => None,
    }
}

fn integer(number: i128) -> Result<Value, TemporalError> {
    let number = i64::try_from(number).map_err(|_| TemporalError::Overflow { kind: "an integer" })?;
    Ok(Value::Integer(number))
}

/// All parts are rounded towards zero, as the text of a duration shows them.
fn of_duration(duration: &Duration, name: &str) -> Option<i128> {
    let (months, days) = (i128::from(duration.months()), i128::from(duration.days()));
    let clock = duration.clock();
    let seconds = clock / i128::from(SECOND);
    let fraction = clock % i128::from(SECOND);
    Some(match name {
        "years" => months / 12,
        "quarters" => months / 3,
        "months" => months,
        "weeks" => days / 7,
        "days" => days,
        "hours" => seconds / 3_600,
        "minutes" => seconds / 60,
        "seconds" => seconds,
        "milliseconds" => clock / 1_000_000,
        "microseconds" => clock / 1_000,
        "nanoseconds" => clock,
        "quartersOfYear" => months / 3 % 4,
        "monthsOfQuarter" => months % 3,
        "monthsOfYear" => months % 12,
        "daysOfWeek" => days % 7,
        "minutesOfHour" => seconds / 60 % 60,
        "secondsOfMinute" => seconds % 60,
        "millisecondsOfSecond" => fraction / 1_000_000,
        "microsecondsOfSecond" => fraction / 1_000,
        "nanosecondsOfSecond" => fraction,
        _ => return None,
    })
}
