//! Lengths of time whose months, days and seconds are kept apart.

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

use super::TemporalError;
use super::local_time::{DAY, SECOND, write_fraction};

/// The seconds of an average month: a twelfth of the Gregorian calendar's 365.2425 days.
pub const SECONDS_OF_MONTH: i64 = 2_629_746;

const OVERFLOW: TemporalError = TemporalError::Overflow { kind: Duration::KIND };

/// A length of time: months, days and seconds with nanoseconds, kept apart because months and days vary in length.
///
/// Equal only where all parts are; ordered by average length, then by months, days and seconds. Each part may be
/// negative by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Duration {
    months: i64,
    days: i64,
    /// Rounded down.
    seconds: i64,
    /// From 0 to 999,999,999, whatever the sign of the seconds.
    nanoseconds: u32,
}

impl Duration {
    pub(super) const KIND: &'static str = "a duration";

    /// Returns a duration; nanoseconds past a second, or below zero, are carried into the seconds and no further.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] where the seconds leave 64 bits.
    ///
    /// # Examples
    ///
    /// ```
    /// use hvgraph::model::temporal::Duration;
    /// assert_eq!(Duration::new(14, -3, 3_670, 0)?.to_string(), "P1Y2M-3DT1H1M10S");
    /// assert_eq!(Duration::new(0, 0, -60, -1_000_000)?.to_string(), "PT-1M-0.001S");
    /// # Ok::<(), hvgraph::model::temporal::TemporalError>(())
    /// ```
    pub fn new(months: i64, days: i64, seconds: i64, nanoseconds: i64) -> Result<Duration, TemporalError> {
        Duration::exact(months.into(), days.into(), super::zone::moment(seconds, nanoseconds))
    }

    /// Returns a duration of months, days and nanoseconds.
    pub(super) fn exact(months: i128, days: i128, nanoseconds: i128) -> Result<Duration, TemporalError> {
        let narrow = |part: i128| i64::try_from(part).map_err(|_| OVERFLOW);
        let second = i128::from(SECOND);
        Ok(Duration {
            months: narrow(months)?,
            days: narrow(days)?,
            seconds: narrow(nanoseconds.div_euclid(second))?,
            nanoseconds: u32::try_from(nanoseconds.rem_euclid(second)).map_err(|_| OVERFLOW)?,
        })
    }

    /// Returns the months, years included.
    pub fn months(&self) -> i64 {
        self.months
    }

    /// Returns the days, weeks included.
    pub fn days(&self) -> i64 {
        self.days
    }

    /// Returns the seconds, hours and minutes included, rounded down; with [`nanoseconds`](Self::nanoseconds) added
    /// they are exact.
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Returns the nanoseconds after the seconds, 0 to 999,999,999.
    pub fn nanoseconds(&self) -> u32 {
        self.nanoseconds
    }

    /// Returns the part that clocks measure, in nanoseconds.
    pub(super) fn clock(&self) -> i128 {
        super::zone::moment(self.seconds, self.nanoseconds.into())
    }

    /// Returns the average length in nanoseconds.
    fn average(&self) -> i128 {
        let seconds = i128::from(self.months) * i128::from(SECONDS_OF_MONTH);
        seconds * i128::from(SECOND) + i128::from(self.days) * i128::from(DAY) + self.clock()
    }

    /// Returns the sum, part by part.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`].
    pub fn plus(&self, other: &Duration) -> Result<Duration, TemporalError> {
        Duration::exact(
            i128::from(self.months) + i128::from(other.months),
            i128::from(self.days) + i128::from(other.days),
            self.clock() + other.clock(),
        )
    }

    /// Returns the opposite.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`].
    pub fn negated(&self) -> Result<Duration, TemporalError> {
        Duration::exact(-i128::from(self.months), -i128::from(self.days), -self.clock())
    }

    /// Returns the difference, part by part.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`].
    pub fn minus(&self, other: &Duration) -> Result<Duration, TemporalError> {
        self.plus(&other.negated()?)
    }
}

impl Ord for Duration {
    fn cmp(&self, other: &Self) -> Ordering {
        let parts = |duration: &Duration| (duration.months, duration.days, duration.clock());
        self.average().cmp(&other.average()).then_with(|| parts(self).cmp(&parts(other)))
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Duration::default() {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        write_part(f, self.months / 12, 'Y')?;
        write_part(f, self.months % 12, 'M')?;
        write_part(f, self.days, 'D')?;
        let clock = self.clock();
        if clock == 0 { Ok(()) } else { write_clock(f, clock) }
    }
}

fn write_part(f: &mut fmt::Formatter<'_>, number: i64, unit: char) -> fmt::Result {
    if number == 0 { Ok(()) } else { write!(f, "{number}{unit}") }
}

/// Writes hours, minutes and seconds; all have the sign of their sum.
#[expect(clippy::cast_possible_truncation, reason = "seconds fit 64 bits")]
fn write_clock(f: &mut fmt::Formatter<'_>, clock: i128) -> fmt::Result {
    let second = i128::from(SECOND);
    let total = (clock / second) as i64;
    f.write_str("T")?;
    write_part(f, total / 3_600, 'H')?;
    write_part(f, total / 60 % 60, 'M')?;
    let (seconds, fraction) = ((total % 60).abs(), (clock % second).abs() as i64);
    if seconds == 0 && fraction == 0 {
        return Ok(());
    }
    write!(f, "{}{seconds}", if clock < 0 { "-" } else { "" })?;
    write_fraction(f, fraction)?;
    f.write_str("S")
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
