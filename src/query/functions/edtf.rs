//! Functions of dates as data sets write them: EDTF (ISO 8601-2).

use super::{Argument, Function, Type, argument, wrong_argument};
use crate::model::temporal::Date;
use crate::model::{Day, Edtf, EdtfError, Value};
use crate::query::error::{Detail, ErrorKind, QueryError};

const TEXT: &[Argument] = &[argument("text", &[Type::String])];

pub(super) static FUNCTIONS: &[Function] = &[
    Function::pure(
        "hv.earliest",
        TEXT,
        Type::Date,
        |arguments| bound(&arguments[0], Edtf::earliest),
        "the first day that a date may mean; null where it has no such bound",
    ),
    Function::pure(
        "hv.latest",
        TEXT,
        Type::Date,
        |arguments| bound(&arguments[0], Edtf::latest),
        "the last day that a date may mean; null where it has no such bound",
    ),
];

fn bound(value: &Value, bound: fn(&Edtf) -> Option<Day>) -> Result<Value, QueryError> {
    let text = match value {
        Value::Null => return Ok(Value::Null),
        Value::String(text) => text,
        other => return Err(wrong_argument("a string with a date", other)),
    };
    let date = Edtf::parse(text).map_err(|_| {
        let message = format!("`{text}` is not a date");
        QueryError::runtime(ErrorKind::ArgumentError, Detail::InvalidArgumentValue, message)
            .with_hint(format!("expected {}", EdtfError::EXPECTED))
    })?;
    match bound(&date) {
        None => Ok(Value::Null),
        Some(day) => Ok(Date::new(day.year.into(), day.month.into(), day.day.into())?.into()),
    }
}
