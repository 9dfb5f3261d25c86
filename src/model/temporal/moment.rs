//! Any of the five types that say when, by what parts they have.

use std::sync::Arc;

use super::{Date, DateTime, LocalDateTime, LocalTime, Offset, TemporalError, Time, Zone};
use crate::model::Value;

/// A day, a time of day, or both, with or without a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// A day.
    Date(Date),
    /// A time of day.
    LocalTime(LocalTime),
    /// A time of day with an offset.
    Time(Time),
    /// Both.
    LocalDateTime(LocalDateTime),
    /// Both with a zone.
    DateTime(Arc<DateTime>),
}

impl Moment {
    /// Returns what a value is, if it is one of the five.
    pub fn of(value: &Value) -> Option<Moment> {
        match value {
            Value::Date(date) => Some(Moment::Date(*date)),
            Value::LocalTime(time) => Some(Moment::LocalTime(*time)),
            Value::Time(time) => Some(Moment::Time(*time)),
            Value::LocalDateTime(time) => Some(Moment::LocalDateTime(*time)),
            Value::DateTime(time) => Some(Moment::DateTime(Arc::clone(time))),
            _ => None,
        }
    }

    /// Returns the day, if it has one.
    pub fn date(&self) -> Option<Date> {
        match self {
            Moment::Date(date) => Some(*date),
            Moment::LocalTime(_) | Moment::Time(_) => None,
            Moment::LocalDateTime(time) => Some(time.date),
            Moment::DateTime(time) => Some(time.local().date),
        }
    }

    /// Returns the time of day, if it has one.
    pub fn time(&self) -> Option<LocalTime> {
        match self {
            Moment::Date(_) => None,
            Moment::LocalTime(time) => Some(*time),
            Moment::Time(time) => Some(time.local),
            Moment::LocalDateTime(time) => Some(time.time),
            Moment::DateTime(time) => Some(time.local().time),
        }
    }

    /// Returns the offset, if it has one.
    pub fn offset(&self) -> Option<Offset> {
        match self {
            Moment::Time(time) => Some(time.offset),
            Moment::DateTime(time) => Some(time.offset()),
            _ => None,
        }
    }

    /// Returns the zone or offset, if it has one.
    pub fn zone(&self) -> Option<Zone> {
        match self {
            Moment::DateTime(time) => Some(time.zone()),
            _ => self.offset().map(Zone::Offset),
        }
    }

    pub(super) fn require_date(&self) -> Result<Date, TemporalError> {
        self.date().ok_or(TemporalError::NoPart { kind: self.kind(), part: "day" })
    }

    pub(super) fn require_time(&self) -> Result<LocalTime, TemporalError> {
        self.time().ok_or(TemporalError::NoPart { kind: self.kind(), part: "time of day" })
    }

    const fn kind(&self) -> &'static str {
        match self {
            Moment::Date(_) => Date::KIND,
            Moment::LocalTime(_) => LocalTime::KIND,
            Moment::Time(_) => Time::KIND,
            Moment::LocalDateTime(_) => LocalDateTime::KIND,
            Moment::DateTime(_) => DateTime::KIND,
        }
    }
}
