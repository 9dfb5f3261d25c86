//! Calendar days.

use std::fmt;

use serde::{Serialize, Serializer};

use super::TemporalError;

/// The days of 400 years, after which the calendar repeats itself, weekdays included.
const DAYS_OF_CYCLE: i64 = 146_097;

/// A calendar day, proleptic Gregorian, of the years ±999,999,999; year 0 is 1 BCE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// The first year.
    pub const MIN_YEAR: i32 = -999_999_999;
    /// The last year.
    pub const MAX_YEAR: i32 = 999_999_999;
    /// The day from which days are counted, 1 January 1970.
    pub const EPOCH: Date = Date { year: 1970, month: 1, day: 1 };
    pub(super) const KIND: &'static str = "a date";

    /// Returns a day of a month.
    ///
    /// # Errors
    /// [`TemporalError::OutOfRange`] for a year, month or day that does not exist.
    ///
    /// # Examples
    ///
    /// ```
    /// use hvgraph::model::temporal::Date;
    /// assert_eq!(Date::new(1984, 2, 29)?.to_string(), "1984-02-29");
    /// assert_eq!(Date::new(1983, 2, 29).unwrap_err().to_string(), "`day` is 29; expected 1 to 28");
    /// # Ok::<(), hvgraph::model::temporal::TemporalError>(())
    /// ```
    pub fn new(year: i64, month: i64, day: i64) -> Result<Date, TemporalError> {
        let year = checked_year(year)?;
        in_range("month", month, 1, 12)?;
        in_range("day", day, 1, days_in_month(year, month))?;
        Ok(civil(year, month, day))
    }

    /// Returns a day of an ISO week; the week year may differ from the calendar year by one.
    ///
    /// # Errors
    /// [`TemporalError::OutOfRange`] for a year, week or day that does not exist.
    pub fn from_week(week_year: i64, week: i64, day_of_week: i64) -> Result<Date, TemporalError> {
        let year = checked_year(week_year)?;
        in_range("week", week, 1, weeks_in_year(year))?;
        in_range("dayOfWeek", day_of_week, 1, 7)?;
        Date::from_epoch_day(first_monday(year) + (week - 1) * 7 + day_of_week - 1)
    }

    /// Returns a day of a quarter.
    ///
    /// # Errors
    /// [`TemporalError::OutOfRange`] for a year, quarter or day that does not exist.
    pub fn from_quarter(year: i64, quarter: i64, day_of_quarter: i64) -> Result<Date, TemporalError> {
        let year = checked_year(year)?;
        in_range("quarter", quarter, 1, 4)?;
        in_range("dayOfQuarter", day_of_quarter, 1, days_in_quarter(year, quarter))?;
        Date::from_epoch_day(civil(year, quarter * 3 - 2, 1).epoch_day() + day_of_quarter - 1)
    }

    /// Returns a day of a year.
    ///
    /// # Errors
    /// [`TemporalError::OutOfRange`] for a year or day that does not exist.
    pub fn from_ordinal(year: i64, ordinal_day: i64) -> Result<Date, TemporalError> {
        let year = checked_year(year)?;
        in_range("ordinalDay", ordinal_day, 1, if is_leap(year) { 366 } else { 365 })?;
        Date::from_epoch_day(civil(year, 1, 1).epoch_day() + ordinal_day - 1)
    }

    /// Returns the day so many days after 1 January 1970.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] beyond the years of a date.
    pub fn from_epoch_day(epoch_day: i64) -> Result<Date, TemporalError> {
        // Counted from 1 March of year 0, so that leap days end years.
        let days = epoch_day.checked_add(719_468).ok_or(OVERFLOW)?;
        let cycle = days.div_euclid(DAYS_OF_CYCLE);
        let day_of_cycle = days.rem_euclid(DAYS_OF_CYCLE);
        let year_of_cycle =
            (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
        let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_cycle + cycle * 400 + i64::from(month <= 2);
        checked_year(year).map(|year| civil(year, month, day)).map_err(|_| OVERFLOW)
    }

    /// Returns how many days it is after 1 January 1970.
    pub fn epoch_day(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let cycle = year.div_euclid(400);
        let year_of_cycle = year.rem_euclid(400);
        let shifted_month = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
        cycle * DAYS_OF_CYCLE + day_of_cycle - 719_468
    }

    /// Returns the astronomical year.
    pub fn year(self) -> i64 {
        i64::from(self.year)
    }

    /// Returns the month, 1 to 12.
    pub fn month(self) -> i64 {
        i64::from(self.month)
    }

    /// Returns the day of the month, 1 to 31.
    pub fn day(self) -> i64 {
        i64::from(self.day)
    }

    /// Returns the quarter, 1 to 4.
    pub fn quarter(self) -> i64 {
        (self.month() + 2) / 3
    }

    /// Returns the day of the quarter, 1 to 92.
    pub fn day_of_quarter(self) -> i64 {
        self.epoch_day() - civil(self.year, self.quarter() * 3 - 2, 1).epoch_day() + 1
    }

    /// Returns the day of the year, 1 to 366.
    pub fn ordinal_day(self) -> i64 {
        self.epoch_day() - civil(self.year, 1, 1).epoch_day() + 1
    }

    /// Returns the day of the week, 1 (Monday) to 7.
    pub fn day_of_week(self) -> i64 {
        (self.epoch_day() + 3).rem_euclid(7) + 1
    }

    /// Returns the ISO week, 1 to 53.
    pub fn week(self) -> i64 {
        self.week_and_year().0
    }

    /// Returns the year that the ISO week belongs to.
    pub fn week_year(self) -> i64 {
        self.week_and_year().1
    }

    /// The Thursday of a week says to which year it belongs.
    fn week_and_year(self) -> (i64, i64) {
        let week = (self.ordinal_day() - self.day_of_week() + 10) / 7;
        let year = self.year();
        match week {
            0 => (weeks_in_year(self.year - 1), year - 1),
            week if week > weeks_in_year(self.year) => (1, year + 1),
            week => (week, year),
        }
    }

    /// Returns the same day so many months later, or the last day of a month that is too short.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] beyond the years of a date.
    pub fn plus_months(self, months: i64) -> Result<Date, TemporalError> {
        let total = (self.year() * 12 + self.month() - 1).checked_add(months).ok_or(OVERFLOW)?;
        let year = checked_year(total.div_euclid(12)).map_err(|_| OVERFLOW)?;
        let month = total.rem_euclid(12) + 1;
        Ok(civil(year, month, self.day().min(days_in_month(year, month))))
    }

    /// Returns the day so many days later.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] beyond the years of a date.
    pub fn plus_days(self, days: i64) -> Result<Date, TemporalError> {
        Date::from_epoch_day(self.epoch_day().checked_add(days).ok_or(OVERFLOW)?)
    }
}

const OVERFLOW: TemporalError = TemporalError::Overflow { kind: Date::KIND };

/// Says whether a component is in its range.
pub(super) fn in_range(field: &'static str, value: i64, least: i64, most: i64) -> Result<i64, TemporalError> {
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(TemporalError::OutOfRange { field, value, least, most })
    }
}

fn checked_year(year: i64) -> Result<i32, TemporalError> {
    in_range("year", year, i64::from(Date::MIN_YEAR), i64::from(Date::MAX_YEAR))?;
    Ok(i32::try_from(year).unwrap_or(Date::MAX_YEAR))
}

/// Returns a day whose parts are known to be in range.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the caller has checked the ranges"
)]
const fn civil(year: i32, month: i64, day: i64) -> Date {
    Date { year, month: month as u8, day: day as u8 }
}

/// Says whether a year has 366 days.
pub(super) const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Returns how many days a month has.
pub(super) const fn days_in_month(year: i32, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Returns how many days a quarter has.
pub(super) const fn days_in_quarter(year: i32, quarter: i64) -> i64 {
    match quarter {
        1 if is_leap(year) => 91,
        1 => 90,
        2 => 91,
        _ => 92,
    }
}

/// Returns how many ISO weeks a year has: 53 if it begins on a Thursday, or on a Wednesday and is a leap year.
pub(super) fn weeks_in_year(year: i32) -> i64 {
    match civil(year, 1, 1).day_of_week() {
        4 => 53,
        3 if is_leap(year) => 53,
        _ => 52,
    }
}

/// Returns the Monday of the first ISO week, the one with 4 January in it.
fn first_monday(year: i32) -> i64 {
    let fourth = civil(year, 1, 4);
    fourth.epoch_day() - fourth.day_of_week() + 1
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.year {
            ..0 => "-",
            0..=9999 => "",
            _ => "+",
        };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
