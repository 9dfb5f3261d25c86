//! Times of day with an offset.

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

use super::local_time::SECOND;
use super::{LocalTime, Offset};

/// A time of day with its offset from UTC.
///
/// Ordered by the moment of a day that it is, then by offset; equal only with the same offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    /// What the clock shows.
    pub local: LocalTime,
    /// How far the clock is ahead of UTC.
    pub offset: Offset,
}

impl Time {
    pub(super) const KIND: &'static str = "a time";

    /// Returns nanoseconds since midnight UTC; may be below zero or past a day.
    pub(super) fn utc(self) -> i64 {
        self.local.nanosecond_of_day() - self.offset.seconds() * SECOND
    }

    /// Returns the same moment of a day with another offset.
    #[must_use]
    pub fn with_offset(self, offset: Offset) -> Time {
        let shift = i128::from(offset.seconds() - self.offset.seconds()) * i128::from(SECOND);
        Time { local: self.local.plus_nanoseconds(shift), offset }
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        self.utc().cmp(&other.utc()).then_with(|| self.offset.cmp(&other.offset))
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, self.offset)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
