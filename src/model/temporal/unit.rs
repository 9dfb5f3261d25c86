//! Units to which dates and times are cut.

use super::fields::Parts;
use super::local_time::SECOND;
use super::{Date, LocalTime, TemporalError};

/// A unit to which dates and times are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Millennium,
    Century,
    Decade,
    Year,
    WeekYear,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
}

const UNITS: [(&str, Unit); 14] = [
    ("millennium", Unit::Millennium),
    ("century", Unit::Century),
    ("decade", Unit::Decade),
    ("year", Unit::Year),
    ("weekYear", Unit::WeekYear),
    ("quarter", Unit::Quarter),
    ("month", Unit::Month),
    ("week", Unit::Week),
    ("day", Unit::Day),
    ("hour", Unit::Hour),
    ("minute", Unit::Minute),
    ("second", Unit::Second),
    ("millisecond", Unit::Millisecond),
    ("microsecond", Unit::Microsecond),
];

impl Unit {
    /// Finds a unit by its name, without regard to case, if a type with these parts has it.
    pub(super) fn named(name: &str, parts: Parts) -> Option<Unit> {
        let (_, unit) = UNITS.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        let is_of_type = match unit {
            Unit::Day => true,
            unit if *unit < Unit::Day => parts.date,
            _ => parts.time,
        };
        is_of_type.then_some(*unit)
    }

    /// Sets all parts below the unit to their first value.
    pub(super) fn cut(self, date: Date, time: LocalTime) -> Result<(Date, LocalTime), TemporalError> {
        let start_of_years = |n_years: i64| Date::new(date.year().div_euclid(n_years) * n_years, 1, 1);
        let date = match self {
            Unit::Millennium => start_of_years(1_000)?,
            Unit::Century => start_of_years(100)?,
            Unit::Decade => start_of_years(10)?,
            Unit::Year => start_of_years(1)?,
            Unit::WeekYear => Date::from_week(date.week_year(), 1, 1)?,
            Unit::Quarter => Date::new(date.year(), date.quarter() * 3 - 2, 1)?,
            Unit::Month => Date::new(date.year(), date.month(), 1)?,
            Unit::Week => date.plus_days(1 - date.day_of_week())?,
            _ => return Ok((date, self.cut_time(time)?)),
        };
        Ok((date, LocalTime::MIDNIGHT))
    }

    fn cut_time(self, time: LocalTime) -> Result<LocalTime, TemporalError> {
        let length = match self {
            Unit::Hour => 3_600 * SECOND,
            Unit::Minute => 60 * SECOND,
            Unit::Second => SECOND,
            Unit::Millisecond => 1_000_000,
            Unit::Microsecond => 1_000,
            _ => return Ok(LocalTime::MIDNIGHT),
        };
        let nanoseconds = time.nanosecond_of_day();
        LocalTime::from_nanosecond_of_day(nanoseconds - nanoseconds % length)
    }
}
