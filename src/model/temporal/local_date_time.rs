//! Days and times of day without a zone.

use std::fmt;

use serde::{Serialize, Serializer};

use super::local_time::{DAY, split};
use super::{Date, LocalTime, TemporalError};

/// A day and a time of day without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: LocalTime,
}

impl LocalDateTime {
    pub(super) const KIND: &'static str = "a local date and time";

    /// Returns nanoseconds since the start of 1970.
    pub(super) fn nanoseconds(self) -> i128 {
        i128::from(self.date.epoch_day()) * i128::from(DAY) + i128::from(self.time.nanosecond_of_day())
    }

    /// Returns the day and time so many nanoseconds after the start of 1970.
    pub(super) fn from_nanoseconds(nanoseconds: i128) -> Result<LocalDateTime, TemporalError> {
        let (epoch_day, time) = split(nanoseconds);
        Ok(LocalDateTime { date: Date::from_epoch_day(epoch_day)?, time })
    }

    /// Returns the day and time so many nanoseconds later.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] beyond the years of a date.
    pub fn plus_nanoseconds(self, nanoseconds: i128) -> Result<LocalDateTime, TemporalError> {
        let total = self.nanoseconds().checked_add(nanoseconds);
        LocalDateTime::from_nanoseconds(total.ok_or(TemporalError::Overflow { kind: Self::KIND })?)
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

impl Serialize for LocalDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
