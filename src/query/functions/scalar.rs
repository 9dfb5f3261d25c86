//! Functions of any values: which is there, what type has it, what time is it.

use std::collections::BTreeSet;

use super::math::random_bits;
use super::{Body, Function, Type, argument};
use crate::model::Value;
use crate::model::temporal::{self, Clock, Now, Zone};
use crate::query::compare::equal;
use crate::query::error::QueryError;

pub(super) static FUNCTIONS: &[Function] = &[
    Function::pure(
        "coalesce",
        &[argument("value", &[])],
        Type::Any,
        coalesce,
        "the first value that is not null",
    )
    .repeating(),
    Function::pure(
        "nullIf",
        &[argument("value", &[]), argument("other", &[])],
        Type::Any,
        null_if,
        "the value, or null where it equals the other",
    ),
    Function::pure(
        "valueType",
        &[argument("value", &[])],
        Type::String,
        value_type,
        "the type of a value, as Cypher writes it",
    ),
    Function {
        body: Body::Clock(timestamp),
        ..Function::pure("timestamp", &[], Type::Integer, coalesce, "milliseconds since 1970, in UTC")
    },
    Function::pure("randomUUID", &[], Type::String, random_uuid, "a random identifier").volatile(),
];

#[expect(clippy::unnecessary_wraps, reason = "the type of all functions")]
fn coalesce(arguments: &[Value]) -> Result<Value, QueryError> {
    Ok(arguments.iter().find(|value| **value != Value::Null).cloned().unwrap_or_default())
}

#[expect(clippy::unnecessary_wraps, reason = "the type of all functions")]
fn null_if(arguments: &[Value]) -> Result<Value, QueryError> {
    let is_equal = equal(&arguments[0], &arguments[1]) == Some(true);
    Ok(if is_equal { Value::Null } else { arguments[0].clone() })
}

#[expect(clippy::unnecessary_wraps, reason = "the type of all functions")]
fn value_type(arguments: &[Value]) -> Result<Value, QueryError> {
    Ok(Value::from(match &arguments[0] {
        Value::Null => "NULL".to_owned(),
        value => format!("{} NOT NULL", type_name(value)),
    }))
}

fn type_name(value: &Value) -> String {
    let name = match value {
        Value::Null => "NULL",
        Value::Boolean(_) => "BOOLEAN",
        Value::Integer(_) => "INTEGER",
        Value::Float(_) => "FLOAT",
        Value::String(_) => "STRING",
        Value::List(items) => return format!("LIST<{}>", item_types(items)),
        Value::Map(_) => "MAP",
        Value::Node(_) => "NODE",
        Value::Edge(_) => "RELATIONSHIP",
        Value::Path(_) => "PATH",
        Value::Date(_) => "DATE",
        Value::LocalTime(_) => "LOCAL TIME",
        Value::Time(_) => "ZONED TIME",
        Value::LocalDateTime(_) => "LOCAL DATETIME",
        Value::DateTime(_) => "ZONED DATETIME",
        Value::Duration(_) => "DURATION",
    };
    name.to_owned()
}

fn item_types(items: &[Value]) -> String {
    let is_null = |item: &Value| *item == Value::Null;
    let types: BTreeSet<String> = items.iter().filter(|item| !is_null(item)).map(type_name).collect();
    match (types.is_empty(), items.iter().any(is_null)) {
        (true, true) => "NULL".to_owned(),
        (true, false) => "NOTHING".to_owned(),
        (false, true) => types.into_iter().collect::<Vec<_>>().join(" | "),
        (false, false) => {
            let types: Vec<String> = types.into_iter().map(|name| name + " NOT NULL").collect();
            types.join(" | ")
        }
    }
}

fn timestamp(_: &[Value], clock: &Clock) -> Result<Value, QueryError> {
    let now = Value::from(clock.read(Now::Statement, &Zone::UTC)?);
    Ok(temporal::component(&now, "epochMillis")?)
}

/// Returns a version 4 identifier (RFC 9562).
#[expect(clippy::unnecessary_wraps, reason = "the type of all functions")]
fn random_uuid(_: &[Value]) -> Result<Value, QueryError> {
    let bits = (u128::from(random_bits()) << 64) | u128::from(random_bits());
    let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    Ok(Value::from(parts.join("-")))
}
