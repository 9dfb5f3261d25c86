//! What is known of a value before anything runs.

use crate::model::Value;
use crate::query::functions::Type;

/// The static type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Static {
    /// Nothing is known, or it is null.
    Any,
    Boolean,
    Integer,
    Float,
    String,
    List(Box<Static>),
    Map,
    Node,
    Edge,
    Path,
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
    Duration,
}

impl Static {
    /// Returns the type of a literal.
    pub(super) fn of(value: &Value) -> Static {
        match value {
            Value::Boolean(_) => Static::Boolean,
            Value::Integer(_) => Static::Integer,
            Value::Float(_) => Static::Float,
            Value::String(_) => Static::String,
            _ => Static::Any,
        }
    }

    /// Returns what a declared type says.
    pub(super) fn declared(declared: Type) -> Static {
        match declared {
            Type::Any => Static::Any,
            Type::Boolean => Static::Boolean,
            Type::Integer => Static::Integer,
            Type::Float => Static::Float,
            Type::String => Static::String,
            Type::List => Static::List(Box::new(Static::Any)),
            Type::Map => Static::Map,
            Type::Node => Static::Node,
            Type::Edge => Static::Edge,
            Type::Path => Static::Path,
            Type::Date => Static::Date,
            Type::LocalTime => Static::LocalTime,
            Type::Time => Static::Time,
            Type::LocalDateTime => Static::LocalDateTime,
            Type::DateTime => Static::DateTime,
            Type::Duration => Static::Duration,
        }
    }

    /// Returns the type of either of two values.
    pub(super) fn or(self, other: &Static) -> Static {
        if self == *other { self } else { Static::Any }
    }

    /// Says whether a value may be of a declared type, as far as is known; whole numbers do as floats.
    pub(super) fn may_be(&self, declared: Type) -> bool {
        match (self, declared) {
            (Static::Any, _)
            | (_, Type::Any)
            | (Static::List(_), Type::List)
            | (Static::Integer, Type::Float) => true,
            (known, declared) => *known == Static::declared(declared),
        }
    }

    /// Says whether a value may be true or false.
    pub(super) fn may_be_boolean(&self) -> bool {
        self.may_be(Type::Boolean)
    }

    /// Says whether a value may be a number.
    pub(super) fn may_be_number(&self) -> bool {
        matches!(self, Static::Any | Static::Integer | Static::Float)
    }

    /// Says whether a value may have properties: nodes, relationships, maps, temporal values.
    pub(super) fn may_have_properties(&self) -> bool {
        !matches!(
            self,
            Static::Boolean
                | Static::Integer
                | Static::Float
                | Static::String
                | Static::List(_)
                | Static::Path
        )
    }

    /// Returns the type of an item of a list.
    pub(super) fn item(&self) -> Static {
        match self {
            Static::List(item) => (**item).clone(),
            _ => Static::Any,
        }
    }

    /// Returns the type in words.
    pub(super) const fn words(&self) -> &'static str {
        match self {
            Static::Any => "a value",
            Static::Boolean => "a boolean",
            Static::Integer => "an integer",
            Static::Float => "a float",
            Static::String => "a string",
            Static::List(_) => "a list",
            Static::Map => "a map",
            Static::Node => "a node",
            Static::Edge => "a relationship",
            Static::Path => "a path",
            Static::Date => "a date",
            Static::LocalTime => "a local time",
            Static::Time => "a time",
            Static::LocalDateTime => "a local date and time",
            Static::DateTime => "a date and time",
            Static::Duration => "a duration",
        }
    }
}
