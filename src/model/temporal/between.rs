//! Differences between two moments.

use super::{Date, DateTime, Duration, LocalDateTime, LocalTime, Moment, TemporalError, Zone};

/// How a difference is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// In whole months, then whole days, then seconds.
    Parts,
    /// In whole months.
    Months,
    /// In whole days.
    Days,
    /// In seconds with nanoseconds.
    Seconds,
}

/// Returns how long after `from` the moment `to` is; negative if it is before.
///
/// What one of them lacks is taken from the other: the day, and the zone; a time of day that is missing is midnight.
/// Months and days are those of the calendar in the zone of `from`; seconds pass also where clocks are put forward or
/// back.
///
/// # Errors
/// [`TemporalError::Overflow`].
pub fn between(from: &Moment, to: &Moment, measure: Measure) -> Result<Duration, TemporalError> {
    let date = |own: &Moment, other: &Moment| own.date().or(other.date()).unwrap_or(Date::EPOCH);
    let zone = from.zone().or(to.zone()).unwrap_or(Zone::UTC);
    let start = complete(from, date(from, to), &zone)?;
    let end = complete(to, date(to, from), to.zone().as_ref().unwrap_or(&zone))?.in_zone(&zone)?;
    match measure {
        Measure::Parts => in_parts(&start, &end, from.date().is_some() && to.date().is_some()),
        Measure::Months => Duration::new(months_until(start.local(), end.local()), 0, 0, 0),
        Measure::Days => Duration::new(0, days_until(start.local(), end.local()), 0, 0),
        Measure::Seconds => Duration::exact(0, 0, end.moment() - start.moment()),
    }
}

fn complete(moment: &Moment, date: Date, zone: &Zone) -> Result<DateTime, TemporalError> {
    if let Moment::DateTime(whole) = moment {
        return Ok(DateTime::clone(whole));
    }
    let time = moment.time().unwrap_or(LocalTime::MIDNIGHT);
    DateTime::new(LocalDateTime { date, time }, zone)
}

fn in_parts(start: &DateTime, end: &DateTime, have_dates: bool) -> Result<Duration, TemporalError> {
    if !have_dates {
        return Duration::exact(0, 0, end.moment() - start.moment());
    }
    let months = months_until(start.local(), end.local());
    let after_months = start.plus_calendar(months, 0)?;
    let days = days_until(after_months.local(), end.local());
    let after_days = after_months.plus_calendar(0, days)?;
    Duration::exact(months.into(), days.into(), end.moment() - after_days.moment())
}

/// Returns the last day by which whole days have passed.
fn last_whole_day(start: LocalDateTime, end: LocalDateTime) -> i64 {
    let day = end.date.epoch_day();
    if end.date > start.date && end.time < start.time {
        day - 1
    } else if end.date < start.date && end.time > start.time {
        day + 1
    } else {
        day
    }
}

fn days_until(start: LocalDateTime, end: LocalDateTime) -> i64 {
    last_whole_day(start, end) - start.date.epoch_day()
}

fn months_until(start: LocalDateTime, end: LocalDateTime) -> i64 {
    let last = Date::from_epoch_day(last_whole_day(start, end)).unwrap_or(end.date);
    // Months and days as one number, with more days to a month than any has.
    let packed = |date: Date| (date.year() * 12 + date.month()) * 32 + date.day();
    (packed(last) - packed(start.date)) / 32
}
