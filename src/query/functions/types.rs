//! Types of values as Cypher writes them: `INTEGER NOT NULL`, `LIST<STRING | FLOAT>`.

use super::{Function, Type, argument};
use crate::model::Value;
use crate::query::error::{Detail, ErrorKind, QueryError};

/// The words that types are made of, but `NOT`.
pub const TYPE_WORDS: &[&str] = &[
    "ANY",
    "ARRAY",
    "BOOL",
    "BOOLEAN",
    "DATE",
    "DATETIME",
    "DURATION",
    "EDGE",
    "FLOAT",
    "INT",
    "INTEGER",
    "LIST",
    "LOCAL",
    "MAP",
    "NODE",
    "NOTHING",
    "NULL",
    "PATH",
    "PROPERTY",
    "RELATIONSHIP",
    "SIGNED",
    "STRING",
    "TIME",
    "TIMESTAMP",
    "TIMEZONE",
    "VALUE",
    "VARCHAR",
    "VERTEX",
    "WITH",
    "WITHOUT",
    "ZONE",
    "ZONED",
];

/// How deep lists may be inside each other.
const DEEPEST: usize = 50;

pub(super) static FUNCTIONS: &[Function] = &[Function::pure(
    "hv.isTyped",
    &[argument("value", &[]), argument("type", &[Type::String])],
    Type::Boolean,
    is_typed,
    "whether a value is of a type, as `value IS :: TYPE` asks",
)];

fn is_typed(arguments: &[Value]) -> Result<Value, QueryError> {
    let name = arguments[1].as_str().unwrap_or_default();
    let of_type = ValueType::parse(name).ok_or_else(|| {
        let message = format!("`{name}` is no type of values");
        QueryError::runtime(ErrorKind::ArgumentError, Detail::InvalidArgumentValue, message)
    })?;
    Ok(Value::Boolean(of_type.fits(&arguments[0])))
}

/// A type of values.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueType {
    /// Any of these fits.
    members: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq)]
struct Member {
    kind: Kind,
    takes_null: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Any,
    /// What a property may hold.
    Property,
    Null,
    Nothing,
    One(Type),
    ListOf(ValueType),
    AnyOf(ValueType),
}

/// Types by their words, the longer ones first.
const NAMES: &[(&[&str], Type)] = &[
    (&["BOOLEAN"], Type::Boolean),
    (&["BOOL"], Type::Boolean),
    (&["SIGNED", "INTEGER"], Type::Integer),
    (&["INTEGER"], Type::Integer),
    (&["INT"], Type::Integer),
    (&["FLOAT"], Type::Float),
    (&["STRING"], Type::String),
    (&["VARCHAR"], Type::String),
    (&["MAP"], Type::Map),
    (&["NODE"], Type::Node),
    (&["VERTEX"], Type::Node),
    (&["RELATIONSHIP"], Type::Edge),
    (&["EDGE"], Type::Edge),
    (&["PATH"], Type::Path),
    (&["DATE"], Type::Date),
    (&["LOCAL", "TIME"], Type::LocalTime),
    (&["TIME", "WITHOUT", "TIMEZONE"], Type::LocalTime),
    (&["TIME", "WITHOUT", "TIME", "ZONE"], Type::LocalTime),
    (&["ZONED", "TIME"], Type::Time),
    (&["TIME", "WITH", "TIMEZONE"], Type::Time),
    (&["TIME", "WITH", "TIME", "ZONE"], Type::Time),
    (&["LOCAL", "DATETIME"], Type::LocalDateTime),
    (&["TIMESTAMP", "WITHOUT", "TIMEZONE"], Type::LocalDateTime),
    (&["TIMESTAMP", "WITHOUT", "TIME", "ZONE"], Type::LocalDateTime),
    (&["ZONED", "DATETIME"], Type::DateTime),
    (&["TIMESTAMP", "WITH", "TIMEZONE"], Type::DateTime),
    (&["TIMESTAMP", "WITH", "TIME", "ZONE"], Type::DateTime),
    (&["DURATION"], Type::Duration),
];

impl ValueType {
    /// Reads a type; none for what is no type.
    pub fn parse(text: &str) -> Option<Self> {
        let upper = text.to_ascii_uppercase();
        let spaced = upper.replace('<', " < ").replace('>', " > ").replace('|', " | ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut rest = words.as_slice();
        let parsed = union(&mut rest, 0)?;
        rest.is_empty().then_some(parsed)
    }

    /// Says whether a value is of the type.
    pub fn fits(&self, value: &Value) -> bool {
        self.members.iter().any(|member| member.fits(value))
    }
}

impl Member {
    fn fits(&self, value: &Value) -> bool {
        if *value == Value::Null {
            return self.takes_null && self.kind != Kind::Nothing;
        }
        match &self.kind {
            Kind::Any => true,
            Kind::Null | Kind::Nothing => false,
            Kind::Property => is_property(value),
            Kind::One(kind) => type_of(value) == *kind,
            Kind::AnyOf(inner) => inner.fits(value),
            Kind::ListOf(inner) => {
                value.as_list().is_some_and(|items| items.iter().all(|item| inner.fits(item)))
            }
        }
    }
}

fn is_property(value: &Value) -> bool {
    match value {
        Value::Map(_) | Value::Node(_) | Value::Edge(_) | Value::Path(_) => false,
        Value::List(items) => {
            items.iter().all(|item| !matches!(item, Value::List(_) | Value::Null) && is_property(item))
        }
        _ => true,
    }
}

const fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Any,
        Value::Boolean(_) => Type::Boolean,
        Value::Integer(_) => Type::Integer,
        Value::Float(_) => Type::Float,
        Value::String(_) => Type::String,
        Value::List(_) => Type::List,
        Value::Map(_) => Type::Map,
        Value::Node(_) => Type::Node,
        Value::Edge(_) => Type::Edge,
        Value::Path(_) => Type::Path,
        Value::Date(_) => Type::Date,
        Value::LocalTime(_) => Type::LocalTime,
        Value::Time(_) => Type::Time,
        Value::LocalDateTime(_) => Type::LocalDateTime,
        Value::DateTime(_) => Type::DateTime,
        Value::Duration(_) => Type::Duration,
    }
}

fn takes(rest: &mut &[&str], words: &[&str]) -> bool {
    let found = rest.starts_with(words);
    if found {
        *rest = &rest[words.len()..];
    }
    found
}

fn union(rest: &mut &[&str], depth: usize) -> Option<ValueType> {
    let mut members = vec![member(rest, depth)?];
    while takes(rest, &["|"]) {
        members.push(member(rest, depth)?);
    }
    Some(ValueType { members })
}

fn member(rest: &mut &[&str], depth: usize) -> Option<Member> {
    if depth > DEEPEST {
        return None;
    }
    let mut found = Member { kind: kind(rest, depth)?, takes_null: true };
    let mut n_lists = 0;
    loop {
        if takes(rest, &["NOT", "NULL"]) {
            found.takes_null = false;
        } else if takes(rest, &["LIST"]) || takes(rest, &["ARRAY"]) {
            n_lists += 1;
            if n_lists > DEEPEST {
                return None;
            }
            found = Member { kind: Kind::ListOf(ValueType { members: vec![found] }), takes_null: true };
        } else {
            return Some(found);
        }
    }
}

fn kind(rest: &mut &[&str], depth: usize) -> Option<Kind> {
    if takes(rest, &["LIST", "<"]) || takes(rest, &["ARRAY", "<"]) {
        let inner = union(rest, depth + 1)?;
        return takes(rest, &[">"]).then_some(Kind::ListOf(inner));
    }
    if takes(rest, &["ANY", "<"]) || takes(rest, &["ANY", "VALUE", "<"]) {
        let inner = union(rest, depth + 1)?;
        return takes(rest, &[">"]).then_some(Kind::AnyOf(inner));
    }
    if takes(rest, &["PROPERTY", "VALUE"]) || takes(rest, &["ANY", "PROPERTY", "VALUE"]) {
        return Some(Kind::Property);
    }
    // `ANY NODE` is a node.
    if takes(rest, &["ANY", "VALUE"]) {
        return Some(Kind::Any);
    }
    if rest.first() == Some(&"ANY") {
        let inner =
            NAMES.iter().any(|(words, _)| rest[1..].starts_with(words) || rest[1..].starts_with(&["MAP"]));
        *rest = &rest[1..];
        if !inner {
            return Some(Kind::Any);
        }
    }
    if takes(rest, &["NULL"]) {
        return Some(Kind::Null);
    }
    if takes(rest, &["NOTHING"]) {
        return Some(Kind::Nothing);
    }
    let (_, kind) = NAMES.iter().find(|(words, _)| takes(rest, words))?;
    Some(Kind::One(*kind))
}
