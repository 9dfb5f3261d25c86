//! Cells of a table as values of a type.

use crate::model::Value;
use crate::model::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time, Zone};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellType {
    Integer,
    Float,
    Boolean,
    Text,
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
    Duration,
}

impl CellType {
    /// Returns the type of a name that neo4j-admin knows.
    pub(super) fn named(name: &str) -> Option<CellType> {
        Some(match name.to_ascii_lowercase().as_str() {
            "int" | "integer" | "long" | "short" | "byte" => CellType::Integer,
            "float" | "double" => CellType::Float,
            "boolean" => CellType::Boolean,
            "string" | "char" => CellType::Text,
            "date" => CellType::Date,
            "localtime" => CellType::LocalTime,
            "time" => CellType::Time,
            "localdatetime" => CellType::LocalDateTime,
            "datetime" => CellType::DateTime,
            "duration" => CellType::Duration,
            _ => return None,
        })
    }

    /// Reads a value that is not empty.
    pub(super) fn read(self, text: &str) -> Result<Value, String> {
        let trimmed = text.trim();
        let wrong = |what: &str| format!("`{text}` is not {what}");
        match self {
            CellType::Text => Ok(Value::from(text)),
            CellType::Integer => trimmed.parse().map(Value::Integer).map_err(|_| wrong("an integer of 64 bits")),
            CellType::Float => trimmed.parse().map(Value::Float).map_err(|_| wrong("a number")),
            CellType::Boolean if trimmed.eq_ignore_ascii_case("true") => Ok(Value::Boolean(true)),
            CellType::Boolean if trimmed.eq_ignore_ascii_case("false") => Ok(Value::Boolean(false)),
            CellType::Boolean => Err(wrong("`true` or `false`")),
            temporal => temporal.read_temporal(trimmed),
        }
    }

    fn read_temporal(self, text: &str) -> Result<Value, String> {
        let read = match self {
            CellType::Date => Date::parse(text).map(Value::from),
            CellType::LocalTime => LocalTime::parse(text).map(Value::from),
            CellType::Time => Time::parse(text).map(Value::from),
            CellType::LocalDateTime => LocalDateTime::parse(text).map(Value::from),
            CellType::DateTime => DateTime::parse(text, &Zone::UTC).map(Value::from),
            _ => Duration::parse(text).map(Value::from),
        };
        read.map_err(|error| error.to_string())
    }
}
