//! Offsets from UTC, and the named zones whose rules say which one holds when.
//!
//! The rules are the IANA database's, bundled by the crate `jiff`; values, calendar and texts are ours, as the
//! crate's years end at ±9,999.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::date::in_range;
use super::local_time::SECOND;
use super::text::Cursor;
use super::{Date, LocalDateTime, TemporalError};

/// How far clocks are ahead of UTC, in seconds, at most 18 hours either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset {
    seconds: i32,
}

impl Offset {
    /// No offset.
    pub const UTC: Offset = Offset { seconds: 0 };
    const MAX: i64 = 18 * 3_600;

    /// Returns an offset of so many seconds.
    ///
    /// # Errors
    /// [`TemporalError::OutOfRange`] past 18 hours.
    pub fn new(seconds: i64) -> Result<Offset, TemporalError> {
        let seconds = in_range("offsetSeconds", seconds, -Self::MAX, Self::MAX)?;
        Ok(Offset { seconds: i32::try_from(seconds).unwrap_or(0) })
    }

    /// Returns it in seconds; ahead of UTC, to the east, is positive.
    pub fn seconds(self) -> i64 {
        i64::from(self.seconds)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds == 0 {
            return f.write_str("Z");
        }
        let (sign, total) = (if self.seconds < 0 { '-' } else { '+' }, self.seconds.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", total / 3_600, total / 60 % 60)?;
        if total % 60 == 0 { Ok(()) } else { write!(f, ":{:02}", total % 60) }
    }
}

/// A zone with a name and rules of its own: `Asia/Vientiane`.
///
/// Cloning is cheap. Two are equal when their names are.
#[derive(Clone)]
pub struct Region {
    rules: TimeZone,
}

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

impl Region {
    /// Finds a zone of the IANA database by its name, without regard to case.
    ///
    /// # Errors
    /// [`TemporalError::UnknownZone`].
    pub fn find(name: &str) -> Result<Region, TemporalError> {
        match DATABASE.get(&name.replace(' ', "_")) {
            Ok(rules) if rules.iana_name().is_some() => Ok(Region { rules }),
            _ => Err(TemporalError::UnknownZone(name.to_owned())),
        }
    }

    /// Returns its name as the database spells it.
    pub fn name(&self) -> &str {
        self.rules.iana_name().unwrap_or_default()
    }

    /// Returns the offset at a local time, and by how many seconds that time must be moved to exist.
    ///
    /// A time that clocks skip is moved on by as much as they skip; of a time they show twice it is the first.
    pub(super) fn offset_at_local(&self, local: LocalDateTime) -> (Offset, i64) {
        let seen = self.rules.to_ambiguous_timestamp(mirrored(local)).offset();
        let offset = |offset: jiff::tz::Offset| Offset { seconds: offset.seconds() };
        match seen {
            AmbiguousOffset::Unambiguous { offset: only } => (offset(only), 0),
            AmbiguousOffset::Fold { before, .. } => (offset(before), 0),
            AmbiguousOffset::Gap { before, after } => {
                (offset(after), i64::from(after.seconds()) - i64::from(before.seconds()))
            }
        }
    }

    /// Says whether a local time has this offset, be it the first or the second time that clocks show it.
    pub(super) fn has_offset(&self, local: LocalDateTime, offset: Offset) -> bool {
        match self.rules.to_ambiguous_timestamp(mirrored(local)).offset() {
            AmbiguousOffset::Unambiguous { offset: only } => only.seconds() == offset.seconds,
            AmbiguousOffset::Fold { before, after } => {
                [before, after].iter().any(|either| either.seconds() == offset.seconds)
            }
            AmbiguousOffset::Gap { .. } => false,
        }
    }

    /// Returns the offset at a moment, given as local time in UTC.
    pub(super) fn offset_at_utc(&self, utc: LocalDateTime) -> Offset {
        let moment = jiff::tz::Offset::UTC.to_timestamp(mirrored(utc));
        let offset = moment.map(|moment| self.rules.to_offset(moment).seconds());
        Offset { seconds: offset.unwrap_or(0) }
    }
}

/// Returns a time of the crate's years at which the same rules hold: far ones are moved by whole cycles of 400 years,
/// in which the calendar repeats itself. Before the first rule and after the last one nothing else changes.
#[expect(clippy::cast_possible_truncation, reason = "all parts are within their ranges")]
fn mirrored(local: LocalDateTime) -> civil::DateTime {
    let (date, time) = (local.date, local.time);
    let year = match date.year() {
        year @ ..-9_000 => -9_200 + year.rem_euclid(400),
        year @ 9_000.. => 8_800 + year.rem_euclid(400),
        year => year,
    };
    civil::DateTime::new(
        year as i16,
        date.month() as i8,
        date.day() as i8,
        time.hour() as i8,
        time.minute() as i8,
        time.second() as i8,
        time.nanosecond() as i32,
    )
    .unwrap_or(civil::DateTime::ZERO)
}

impl PartialEq for Region {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Region {}

impl PartialOrd for Region {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Region {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl Hash for Region {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({})", self.name())
    }
}

/// What says which offset holds: always the same, or the rules of a named zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// The same at all times.
    Offset(Offset),
    /// What the zone's rules say.
    Region(Region),
}

impl Zone {
    /// UTC as an offset.
    pub const UTC: Zone = Zone::Offset(Offset::UTC);

    /// Reads `Z`, an offset (`+01:00`, `-0130`, `+02:05:59`), or the name of a zone.
    ///
    /// # Errors
    /// [`TemporalError::UnknownZone`], and [`TemporalError::OutOfRange`] past 18 hours.
    pub fn parse(text: &str) -> Result<Zone, TemporalError> {
        if !text.starts_with(['+', '-']) && !text.eq_ignore_ascii_case("z") {
            return Region::find(text).map(Zone::Region);
        }
        let mut cursor = Cursor::new(text);
        match cursor.offset()? {
            Some(offset) if cursor.is_at_end() => Ok(Zone::Offset(offset)),
            _ => Err(TemporalError::UnknownZone(text.to_owned())),
        }
    }

    /// Returns the offset at a moment, in nanoseconds since the start of 1970 UTC.
    pub(super) fn offset_at(&self, moment: i128) -> Offset {
        match self {
            Zone::Offset(offset) => *offset,
            Zone::Region(region) => match LocalDateTime::from_nanoseconds(moment) {
                Ok(utc) => region.offset_at_utc(utc),
                Err(_) => region.offset_at_utc(nearest(moment)),
            },
        }
    }
}

/// A moment just past the last or before the first year still has an offset.
fn nearest(moment: i128) -> LocalDateTime {
    let year = i64::from(if moment < 0 { Date::MIN_YEAR } else { Date::MAX_YEAR });
    let date = Date::from_ordinal(year, 1).unwrap_or(Date::EPOCH);
    LocalDateTime { date, time: super::LocalTime::MIDNIGHT }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Zone::Offset(offset) => offset.fmt(f),
            Zone::Region(region) => f.write_str(region.name()),
        }
    }
}

/// Returns nanoseconds since the start of 1970 UTC of seconds and nanoseconds.
pub(super) fn moment(seconds: i64, nanoseconds: i64) -> i128 {
    i128::from(seconds) * i128::from(SECOND) + i128::from(nanoseconds)
}
