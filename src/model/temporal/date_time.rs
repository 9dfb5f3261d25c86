//! Days and times of day with an offset or a named zone.

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

use super::local_time::SECOND;
use super::zone::moment;
use super::{LocalDateTime, Offset, Region, TemporalError, Zone};

/// A day and time of day with its offset from UTC, perhaps by the rules of a named zone.
///
/// Ordered by the moment it is, then by offset and name of the zone; equal only with the same zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateTime {
    local: LocalDateTime,
    offset: Offset,
    region: Option<Region>,
}

impl DateTime {
    pub(super) const KIND: &'static str = "a date and time";

    /// Returns what clocks of a zone show as this local time.
    ///
    /// A time that clocks skip is moved on by as much as they skip; of a time they show twice it is the first.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] beyond the years of a date.
    pub fn new(local: LocalDateTime, zone: &Zone) -> Result<DateTime, TemporalError> {
        match zone {
            Zone::Offset(offset) => Ok(DateTime { local, offset: *offset, region: None }),
            Zone::Region(region) => {
                let (offset, shift) = region.offset_at_local(local);
                let local = local.plus_nanoseconds(moment(shift, 0))?;
                Ok(DateTime { local, offset, region: Some(region.clone()) })
            }
        }
    }

    /// As [`new`](Self::new), with the offset that is preferred where the zone allows it.
    pub(super) fn resolved(
        local: LocalDateTime,
        zone: &Zone,
        preferred: Option<Offset>,
    ) -> Result<DateTime, TemporalError> {
        match (zone, preferred) {
            (Zone::Region(region), Some(offset)) if region.has_offset(local, offset) => {
                Ok(DateTime { local, offset, region: Some(region.clone()) })
            }
            _ => DateTime::new(local, zone),
        }
    }

    /// Returns a local time with an offset and, perhaps, the zone that the offset is due to.
    ///
    /// The inverse of [`local`](Self::local), [`offset`](Self::offset) and [`region`](Self::region), for stores.
    /// The offset is believed even where the zone's rules say another one: rules change.
    pub fn from_parts(local: LocalDateTime, offset: Offset, region: Option<Region>) -> DateTime {
        DateTime { local, offset, region }
    }

    /// Returns what clocks of a zone show so many seconds, and nanoseconds after that, after the start of 1970 UTC.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] beyond the years of a date.
    pub fn from_epoch(seconds: i64, nanoseconds: i64, zone: &Zone) -> Result<DateTime, TemporalError> {
        DateTime::at(moment(seconds, nanoseconds), zone)
    }

    pub(super) fn at(moment: i128, zone: &Zone) -> Result<DateTime, TemporalError> {
        let offset = zone.offset_at(moment);
        let local =
            LocalDateTime::from_nanoseconds(moment + i128::from(offset.seconds()) * i128::from(SECOND))?;
        let region = match zone {
            Zone::Offset(_) => None,
            Zone::Region(region) => Some(region.clone()),
        };
        Ok(DateTime { local, offset, region })
    }

    /// Returns what the clock shows.
    pub fn local(&self) -> LocalDateTime {
        self.local
    }

    /// Returns how far the clock is ahead of UTC.
    pub fn offset(&self) -> Offset {
        self.offset
    }

    /// Returns the named zone, if it has one.
    pub fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }

    /// Returns the named zone, or else the offset.
    pub fn zone(&self) -> Zone {
        self.region.clone().map_or(Zone::Offset(self.offset), Zone::Region)
    }

    /// Returns nanoseconds since the start of 1970 UTC.
    pub(super) fn moment(&self) -> i128 {
        self.local.nanoseconds() - i128::from(self.offset.seconds()) * i128::from(SECOND)
    }

    /// Returns whole seconds since the start of 1970 UTC, rounded down.
    #[expect(clippy::cast_possible_truncation, reason = "the years of a date fit 64-bit seconds")]
    pub fn epoch_seconds(&self) -> i64 {
        self.moment().div_euclid(i128::from(SECOND)) as i64
    }

    /// Returns the same moment in another zone.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] beyond the years of a date.
    pub fn in_zone(&self, zone: &Zone) -> Result<DateTime, TemporalError> {
        DateTime::at(self.moment(), zone)
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        let moments = self.moment().cmp(&other.moment());
        moments.then_with(|| self.offset.cmp(&other.offset)).then_with(|| self.region.cmp(&other.region))
    }
}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.local, self.offset)?;
        match &self.region {
            Some(region) => write!(f, "[{}]", region.name()),
            None => Ok(()),
        }
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
