//! Times of day without a zone.

use std::fmt;

use serde::{Serialize, Serializer};

use super::TemporalError;
use super::date::in_range;

/// The nanoseconds of a second.
pub(super) const SECOND: i64 = 1_000_000_000;
/// The nanoseconds of a day.
pub(super) const DAY: i64 = 86_400 * SECOND;

/// A time of day, to the nanosecond, without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// Since midnight, below [`DAY`].
    nanoseconds: i64,
}

impl LocalTime {
    /// The start of the day.
    pub const MIDNIGHT: LocalTime = LocalTime { nanoseconds: 0 };
    pub(super) const KIND: &'static str = "a local time";

    /// Returns a time of day.
    ///
    /// # Errors
    /// [`TemporalError::OutOfRange`] for a part that does not exist; there is no hour 24 and no leap second.
    pub fn new(hour: i64, minute: i64, second: i64, nanosecond: i64) -> Result<LocalTime, TemporalError> {
        in_range("hour", hour, 0, 23)?;
        in_range("minute", minute, 0, 59)?;
        in_range("second", second, 0, 59)?;
        in_range("nanosecond", nanosecond, 0, SECOND - 1)?;
        Ok(LocalTime { nanoseconds: ((hour * 60 + minute) * 60 + second) * SECOND + nanosecond })
    }

    /// Returns the time so many nanoseconds after midnight.
    ///
    /// # Errors
    /// [`TemporalError::OutOfRange`] where that is not on the same day.
    pub fn from_nanosecond_of_day(nanoseconds: i64) -> Result<LocalTime, TemporalError> {
        in_range("nanosecond", nanoseconds, 0, DAY - 1).map(|nanoseconds| LocalTime { nanoseconds })
    }

    /// Returns how many nanoseconds have passed since midnight.
    pub fn nanosecond_of_day(self) -> i64 {
        self.nanoseconds
    }

    /// Returns the hour, 0 to 23.
    pub fn hour(self) -> i64 {
        self.nanoseconds / (3_600 * SECOND)
    }

    /// Returns the minute, 0 to 59.
    pub fn minute(self) -> i64 {
        self.nanoseconds / (60 * SECOND) % 60
    }

    /// Returns the second, 0 to 59.
    pub fn second(self) -> i64 {
        self.nanoseconds / SECOND % 60
    }

    /// Returns the nanosecond of the second, 0 to 999,999,999.
    pub fn nanosecond(self) -> i64 {
        self.nanoseconds % SECOND
    }

    /// Returns the time so many nanoseconds later, going round the clock.
    #[must_use]
    pub fn plus_nanoseconds(self, nanoseconds: i128) -> LocalTime {
        split(i128::from(self.nanoseconds) + nanoseconds % i128::from(DAY)).1
    }
}

/// Splits nanoseconds since a midnight into days and the time of day.
#[expect(clippy::cast_possible_truncation, reason = "durations hold 64-bit seconds, so days fit 64 bits")]
pub(super) fn split(nanoseconds: i128) -> (i64, LocalTime) {
    let day = i128::from(DAY);
    let time = LocalTime { nanoseconds: nanoseconds.rem_euclid(day) as i64 };
    (nanoseconds.div_euclid(day) as i64, time)
}

/// Writes a fraction of a second, a point and as many digits as it needs; nothing for zero.
pub(super) fn write_fraction(f: &mut fmt::Formatter<'_>, nanosecond: i64) -> fmt::Result {
    if nanosecond == 0 {
        return Ok(());
    }
    let (mut digits, mut width) = (nanosecond, 9);
    while digits % 10 == 0 {
        digits /= 10;
        width -= 1;
    }
    write!(f, ".{digits:0width$}")
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())?;
        if self.second() != 0 || self.nanosecond() != 0 {
            write!(f, ":{:02}", self.second())?;
        }
        write_fraction(f, self.nanosecond())
    }
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
