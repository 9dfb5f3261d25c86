//! Dates, times and durations: `date`, `localtime`, `time`, `localdatetime`, `datetime`, `duration` and what is named
//! after them. What they compute is [`model::temporal`](crate::model::temporal)'s.

use std::collections::BTreeMap;

use super::{Argument, Body, Function, Type};
use crate::model::Value;
use crate::model::temporal::{
    self, Clock, Date, DateTime, Duration, LocalDateTime, LocalTime, Measure, Moment, Now, PointInTime,
    TemporalError, Time, Zone,
};
use crate::query::error::{Detail, ErrorKind, QueryError};

type OfClock = fn(&[Value], &Clock) -> Result<Value, QueryError>;

const UNIT: Argument = Argument { name: "unit", types: &[Type::String] };
const COMPONENTS: Argument = Argument { name: "components", types: &[Type::Map] };
const ZONE: Argument = Argument { name: "timezone", types: &[Type::String, Type::Map] };
const MOMENT: Argument = Argument { name: "temporal", types: ALL };
const ALL: &[Type] = &[Type::Date, Type::LocalTime, Type::Time, Type::LocalDateTime, Type::DateTime];

const OF_DATE: &[Argument] = &[Argument {
    name: "input",
    types: &[Type::String, Type::Map, Type::Date, Type::LocalDateTime, Type::DateTime],
}];
const OF_TIME: &[Argument] = &[Argument {
    name: "input",
    types: &[Type::String, Type::Map, Type::LocalTime, Type::Time, Type::LocalDateTime, Type::DateTime],
}];

pub(super) static FUNCTIONS: &[Function] = &[
    creating("date", Type::Date, OF_DATE, create::<Date>),
    telling("date.transaction", Type::Date, transaction::<Date>),
    telling("date.statement", Type::Date, statement::<Date>),
    telling("date.realtime", Type::Date, realtime::<Date>),
    cutting("date.truncate", Type::Date, truncate::<Date>),
    creating("localtime", Type::LocalTime, OF_TIME, create::<LocalTime>),
    telling("localtime.transaction", Type::LocalTime, transaction::<LocalTime>),
    telling("localtime.statement", Type::LocalTime, statement::<LocalTime>),
    telling("localtime.realtime", Type::LocalTime, realtime::<LocalTime>),
    cutting("localtime.truncate", Type::LocalTime, truncate::<LocalTime>),
    creating("time", Type::Time, OF_TIME, create::<Time>),
    telling("time.transaction", Type::Time, transaction::<Time>),
    telling("time.statement", Type::Time, statement::<Time>),
    telling("time.realtime", Type::Time, realtime::<Time>),
    cutting("time.truncate", Type::Time, truncate::<Time>),
    creating("localdatetime", Type::LocalDateTime, OF_DATE, create::<LocalDateTime>),
    telling("localdatetime.transaction", Type::LocalDateTime, transaction::<LocalDateTime>),
    telling("localdatetime.statement", Type::LocalDateTime, statement::<LocalDateTime>),
    telling("localdatetime.realtime", Type::LocalDateTime, realtime::<LocalDateTime>),
    cutting("localdatetime.truncate", Type::LocalDateTime, truncate::<LocalDateTime>),
    creating("datetime", Type::DateTime, OF_DATE, create::<DateTime>),
    telling("datetime.transaction", Type::DateTime, transaction::<DateTime>),
    telling("datetime.statement", Type::DateTime, statement::<DateTime>),
    telling("datetime.realtime", Type::DateTime, realtime::<DateTime>),
    cutting("datetime.truncate", Type::DateTime, truncate::<DateTime>),
    Function {
        name: "datetime.fromepoch",
        arguments: &[
            Argument { name: "seconds", types: &[Type::Integer] },
            Argument { name: "nanoseconds", types: &[Type::Integer] },
        ],
        body: Body::Pure(from_epoch),
        ..pure("the date and time so long after the start of 1970 UTC", Type::DateTime)
    },
    Function {
        name: "datetime.fromepochmillis",
        arguments: &[Argument { name: "milliseconds", types: &[Type::Integer] }],
        required: 1,
        body: Body::Pure(from_epoch_millis),
        ..pure("the date and time so many milliseconds after the start of 1970 UTC", Type::DateTime)
    },
    Function {
        name: "duration",
        arguments: &[Argument { name: "input", types: &[Type::String, Type::Map, Type::Duration] }],
        required: 1,
        body: Body::Pure(duration),
        ..pure("a duration from text or components", Type::Duration)
    },
    measuring("duration.between", |from_to| between(from_to, Measure::Parts)),
    measuring("duration.inMonths", |from_to| between(from_to, Measure::Months)),
    measuring("duration.inDays", |from_to| between(from_to, Measure::Days)),
    measuring("duration.inSeconds", |from_to| between(from_to, Measure::Seconds)),
];

const fn pure(summary: &'static str, gives: Type) -> Function {
    let body = Body::Pure(|_| Ok(Value::Null));
    Function { name: "", arguments: &[], required: 2, repeats: false, gives, body, volatile: false, summary }
}

const fn creating(
    name: &'static str,
    gives: Type,
    arguments: &'static [Argument],
    body: OfClock,
) -> Function {
    let summary =
        "one from text, components or another temporal value; without argument, the one that is now";
    Function { name, arguments, required: 0, body: Body::Clock(body), ..pure(summary, gives) }
}

const fn telling(name: &'static str, gives: Type, body: OfClock) -> Function {
    let summary =
        "what the clock shows, in UTC or a zone: when the transaction or the statement began, or right now";
    Function { name, arguments: &[ZONE], required: 0, body: Body::Clock(body), ..pure(summary, gives) }
}

const fn cutting(name: &'static str, gives: Type, body: OfClock) -> Function {
    let summary = "a temporal value with all below a unit set to its first value, and then components set";
    let arguments = &[UNIT, MOMENT, COMPONENTS];
    Function { name, arguments, required: 1, body: Body::Clock(body), ..pure(summary, gives) }
}

const fn measuring(name: &'static str, body: fn(&[Value]) -> Result<Value, QueryError>) -> Function {
    let summary = "how long after the first temporal value the second one is";
    let arguments = &[Argument { name: "from", types: ALL }, Argument { name: "to", types: ALL }];
    Function { name, arguments, body: Body::Pure(body), ..pure(summary, Type::Duration) }
}

fn create<T: PointInTime>(arguments: &[Value], clock: &Clock) -> Result<Value, QueryError> {
    let made = match arguments.first() {
        None => Some(T::now(clock, Now::Statement, &Zone::UTC)?),
        Some(Value::Null) => None,
        Some(Value::String(text)) => Some(T::from_text(text)?),
        Some(Value::Map(components)) => T::from_map(components, clock)?,
        Some(value) => {
            let expected = "text, a map or a temporal value";
            let moment = Moment::of(value).ok_or_else(|| wrong_type(T::NAME, expected))?;
            Some(T::from_moment(&moment, clock)?)
        }
    };
    Ok(made.map_or(Value::Null, Into::into))
}

fn transaction<T: PointInTime>(arguments: &[Value], clock: &Clock) -> Result<Value, QueryError> {
    now::<T>(arguments, clock, Now::Transaction)
}

fn statement<T: PointInTime>(arguments: &[Value], clock: &Clock) -> Result<Value, QueryError> {
    now::<T>(arguments, clock, Now::Statement)
}

fn realtime<T: PointInTime>(arguments: &[Value], clock: &Clock) -> Result<Value, QueryError> {
    now::<T>(arguments, clock, Now::Realtime)
}

fn now<T: PointInTime>(arguments: &[Value], clock: &Clock, now: Now) -> Result<Value, QueryError> {
    let named = match arguments.first() {
        Some(Value::Map(components)) => components.get("timezone"),
        named => named,
    };
    let zone = match (named, arguments.is_empty()) {
        (None, true) => Zone::UTC,
        (Some(Value::Null), _) => return Ok(Value::Null),
        (Some(Value::String(name)), _) => Zone::parse(name)?,
        _ => return Err(wrong_type("timezone", "the name or offset of a time zone").into()),
    };
    Ok(T::now(clock, now, &zone)?.into())
}

fn truncate<T: PointInTime>(arguments: &[Value], clock: &Clock) -> Result<Value, QueryError> {
    if arguments.contains(&Value::Null) {
        return Ok(Value::Null);
    }
    let Some(unit) = arguments.first().and_then(Value::as_str) else {
        return Err(wrong_type("unit", "a string").into());
    };
    let moment = match arguments.get(1) {
        Some(value) => moment("temporal", value)?,
        None => Moment::DateTime(clock.read(Now::Statement, &Zone::UTC)?.into()),
    };
    let nothing = BTreeMap::new();
    let components = match arguments.get(2) {
        Some(Value::Map(components)) => components,
        Some(_) => return Err(wrong_type("components", "a map").into()),
        None => &nothing,
    };
    let cut = T::truncated(unit, &moment, components, clock)?;
    Ok(cut.map_or(Value::Null, Into::into))
}

fn from_epoch(arguments: &[Value]) -> Result<Value, QueryError> {
    match arguments {
        [Value::Integer(seconds), Value::Integer(nanoseconds)] => {
            Ok(DateTime::from_epoch(*seconds, *nanoseconds, &Zone::UTC)?.into())
        }
        _ if arguments.contains(&Value::Null) => Ok(Value::Null),
        _ => Err(wrong_type("seconds and nanoseconds", "integers").into()),
    }
}

fn from_epoch_millis(arguments: &[Value]) -> Result<Value, QueryError> {
    match arguments {
        [Value::Integer(millis)] => {
            let (seconds, rest) = (millis.div_euclid(1_000), millis.rem_euclid(1_000));
            Ok(DateTime::from_epoch(seconds, rest * 1_000_000, &Zone::UTC)?.into())
        }
        [Value::Null] => Ok(Value::Null),
        _ => Err(wrong_type("milliseconds", "an integer").into()),
    }
}

fn duration(arguments: &[Value]) -> Result<Value, QueryError> {
    match arguments {
        [Value::Null] => Ok(Value::Null),
        [Value::Duration(duration)] => Ok(Value::Duration(duration.clone())),
        [Value::String(text)] => Ok(Duration::parse(text)?.into()),
        [Value::Map(components)] => Ok(Duration::from_map(components)?.map_or(Value::Null, Into::into)),
        _ => Err(wrong_type("input", "text, a map or a duration").into()),
    }
}

fn between(from_to: &[Value], measure: Measure) -> Result<Value, QueryError> {
    match from_to {
        _ if from_to.contains(&Value::Null) => Ok(Value::Null),
        [from, to] => Ok(temporal::between(&moment("from", from)?, &moment("to", to)?, measure)?.into()),
        _ => Err(wrong_type("from", "a date or time").into()),
    }
}

fn moment(argument: &str, value: &Value) -> Result<Moment, TemporalError> {
    Moment::of(value).ok_or_else(|| wrong_type(argument, "a date or time"))
}

fn wrong_type(argument: &str, expected: &'static str) -> TemporalError {
    TemporalError::WrongType { field: argument.to_owned(), expected }
}

impl From<TemporalError> for QueryError {
    fn from(error: TemporalError) -> Self {
        let (kind, detail) = match &error {
            TemporalError::WrongType { .. } | TemporalError::NoPart { .. } => {
                (ErrorKind::TypeError, Detail::InvalidArgumentType)
            }
            TemporalError::DivisionByZero => (ErrorKind::ArithmeticError, Detail::DivisionByZero),
            TemporalError::Overflow { .. } => (ErrorKind::ArithmeticError, Detail::NumberOutOfRange),
            _ => (ErrorKind::ArgumentError, Detail::InvalidArgumentValue),
        };
        let failed = QueryError::runtime(kind, detail, error.to_string());
        match error.hint() {
            Some(hint) => failed.with_hint(hint),
            None => failed,
        }
    }
}

#[cfg(test)]
mod tests;
