//! Why something is no date, time or duration.

use thiserror::Error;

/// Says why a text, map or computation gives no temporal value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemporalError {
    /// The text is not written as the type is.
    #[error("`{text}` is not {kind}")]
    Text {
        /// The text.
        text: String,
        /// What it should be, with its article: `a date`.
        kind: &'static str,
    },
    /// A component is out of its range.
    #[error("`{field}` is {value}; expected {least} to {most}")]
    OutOfRange {
        /// The component.
        field: &'static str,
        /// What it is.
        value: i64,
        /// The least it may be.
        least: i64,
        /// The most it may be.
        most: i64,
    },
    /// The result is too far away or too long.
    #[error("the result lies beyond what {kind} can hold")]
    Overflow {
        /// The type, with its article.
        kind: &'static str,
    },
    /// A number cannot be divided by.
    #[error("a duration cannot be divided by zero")]
    DivisionByZero,
    /// No zone has this name.
    #[error("unknown time zone `{0}`")]
    UnknownZone(String),
    /// A text names a zone and an offset that the zone does not have at that time.
    #[error("`{zone}` is not at `{offset}` then")]
    ZoneMismatch {
        /// The zone.
        zone: String,
        /// The offset.
        offset: String,
    },
    /// A component is not one of the type.
    #[error("{kind} has no component `{field}`")]
    UnknownField {
        /// The component.
        field: String,
        /// The type, with its article.
        kind: &'static str,
    },
    /// A component or argument has the wrong type.
    #[error("`{field}` is not {expected}")]
    WrongType {
        /// The component.
        field: String,
        /// What it should be, with its article.
        expected: &'static str,
    },
    /// A part is to be taken from a value that does not have it.
    #[error("{kind} has no {part}")]
    NoPart {
        /// The type, with its article.
        kind: &'static str,
        /// The part.
        part: &'static str,
    },
    /// A component is needed for another one or for the whole.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// Two components say where in the year the day is.
    #[error("`{0}` and `{1}` cannot be given together")]
    Conflict(&'static str, &'static str),
    /// The unit is none, or too small for the type.
    #[error("`{unit}` is not a unit to which {kind} can be cut")]
    UnknownUnit {
        /// The unit.
        unit: String,
        /// The type, with its article.
        kind: &'static str,
    },
}

impl TemporalError {
    /// Returns what to do about it, where that is known.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            TemporalError::Text { .. } => Some(
                "texts follow ISO 8601: `2015-07-21`, `21:40:32.142`, `2015-07-21T21:40+02:00[Europe/Stockholm]`, `P1Y2M3DT4H`",
            ),
            TemporalError::UnknownZone(_) => {
                Some("write an IANA name, e.g. `Asia/Ho_Chi_Minh`, or an offset, e.g. `+07:00`")
            }
            TemporalError::Overflow { .. } => Some("years run from -999999999 to 999999999"),
            _ => None,
        }
    }
}
