//! Maps of components, and the days and times they make, from nothing or from those they change.

use std::collections::BTreeMap;

use super::date::{days_in_month, days_in_quarter, in_range, weeks_in_year};
use super::local_time::SECOND;
use super::{Date, LocalTime, Moment, TemporalError, Zone};
use crate::model::Value;

/// A component that is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Year,
    Quarter,
    DayOfQuarter,
    Month,
    Day,
    Week,
    DayOfWeek,
    OrdinalDay,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    EpochSeconds,
    EpochMillis,
}

const FIELDS: [(&str, Field); 16] = [
    ("year", Field::Year),
    ("quarter", Field::Quarter),
    ("dayOfQuarter", Field::DayOfQuarter),
    ("month", Field::Month),
    ("day", Field::Day),
    ("week", Field::Week),
    ("dayOfWeek", Field::DayOfWeek),
    ("ordinalDay", Field::OrdinalDay),
    ("hour", Field::Hour),
    ("minute", Field::Minute),
    ("second", Field::Second),
    ("millisecond", Field::Millisecond),
    ("microsecond", Field::Microsecond),
    ("nanosecond", Field::Nanosecond),
    ("epochSeconds", Field::EpochSeconds),
    ("epochMillis", Field::EpochMillis),
];

impl Field {
    const fn name(self) -> &'static str {
        FIELDS[self as usize].0
    }

    /// Says whether a type with these parts has the component.
    const fn is_of(self, parts: Parts) -> bool {
        match self as usize {
            ..8 => parts.date,
            8..14 => parts.time,
            _ => parts.date && parts.time && parts.zone,
        }
    }
}

/// Which parts a type has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// A day.
    pub date: bool,
    /// A time of day.
    pub time: bool,
    /// A zone or offset.
    pub zone: bool,
}

/// The components of a map.
#[derive(Debug, Default)]
pub(super) struct Fields {
    numbers: [Option<i64>; FIELDS.len()],
    /// Where the day is taken from.
    pub(super) date: Option<Moment>,
    /// Where the time of day is taken from.
    pub(super) time: Option<Moment>,
    /// Where both are.
    pub(super) both: Option<Moment>,
    pub(super) zone: Option<Zone>,
}

impl Fields {
    /// Reads a map for a type; nothing where a component is null, as then the whole is unknown.
    pub(super) fn read(
        map: &BTreeMap<String, Value>,
        parts: Parts,
        kind: &'static str,
    ) -> Result<Option<Fields>, TemporalError> {
        let mut fields = Fields::default();
        if map.values().any(|value| *value == Value::Null) {
            return Ok(None);
        }
        for (name, value) in map {
            fields.set(name, value, parts, kind)?;
        }
        Ok(Some(fields))
    }

    fn set(
        &mut self,
        name: &str,
        value: &Value,
        parts: Parts,
        kind: &'static str,
    ) -> Result<(), TemporalError> {
        match name {
            "date" if parts.date => self.date = Some(moment(name, value)?),
            "time" if parts.time => self.time = Some(moment(name, value)?),
            "datetime" => self.both = Some(moment(name, value)?),
            "timezone" if parts.zone => self.zone = Some(zone_of(value)?),
            _ => {
                let field = FIELDS.iter().find(|(own, field)| *own == name && field.is_of(parts));
                let Some((_, field)) = field else {
                    return Err(TemporalError::UnknownField { field: name.to_owned(), kind });
                };
                let Value::Integer(number) = value else {
                    return Err(TemporalError::WrongType { field: name.to_owned(), expected: "an integer" });
                };
                self.numbers[*field as usize] = Some(*number);
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, field: Field) -> Option<i64> {
        self.numbers[field as usize]
    }

    pub(super) fn set_default(&mut self, field: Field, number: i64) {
        self.numbers[field as usize].get_or_insert(number);
    }

    pub(super) fn first_of(&self, fields: &[Field]) -> Option<Field> {
        fields.iter().copied().find(|field| self.get(*field).is_some())
    }

    /// Returns a component, or what it is in the day or time that is changed, or the first it can be; but what is
    /// larger must be given where what is smaller is.
    fn number(
        &self,
        field: Field,
        base: Option<i64>,
        first: i64,
        smaller: &[Field],
    ) -> Result<i64, TemporalError> {
        match self.get(field).or(base) {
            Some(number) => Ok(number),
            None if self.first_of(smaller).is_some() => Err(TemporalError::Missing(field.name())),
            None => Ok(first),
        }
    }

    /// Returns the day; components that are not given are those of `base`, or the first.
    pub(super) fn to_date(&self, base: Option<Date>) -> Result<Date, TemporalError> {
        let calendar = self.first_of(&[Field::Month, Field::Day]);
        let week = self.first_of(&[Field::Week, Field::DayOfWeek]);
        let quarter = self.first_of(&[Field::Quarter, Field::DayOfQuarter]);
        let ordinal = self.first_of(&[Field::OrdinalDay]);
        let mut given = [calendar, week, quarter, ordinal].into_iter().flatten();
        let first = given.next();
        if let (Some(one), Some(other)) = (first, given.next()) {
            return Err(TemporalError::Conflict(one.name(), other.name()));
        }
        let year = self.get(Field::Year).or(base.map(Date::year));
        let year = year.ok_or(TemporalError::Missing(Field::Year.name()))?;
        in_range("year", year, Date::MIN_YEAR.into(), Date::MAX_YEAR.into())?;
        match first {
            Some(Field::Week | Field::DayOfWeek) => self.week_date(base, year),
            Some(Field::Quarter | Field::DayOfQuarter) => self.quarter_date(base, year),
            Some(Field::OrdinalDay) => Date::from_ordinal(year, self.get(Field::OrdinalDay).unwrap_or(1)),
            _ => self.calendar_date(base, year),
        }
    }

    fn calendar_date(&self, base: Option<Date>, year: i64) -> Result<Date, TemporalError> {
        let month = self.number(Field::Month, base.map(Date::month), 1, &[Field::Day])?;
        let day = self.last_fitting(Field::Day, base.map(Date::day), days_in_month(narrow(year), month));
        Date::new(year, month, day)
    }

    fn week_date(&self, base: Option<Date>, year: i64) -> Result<Date, TemporalError> {
        let year = self.get(Field::Year).or(base.map(Date::week_year)).unwrap_or(year);
        if self.get(Field::Week).or(base.map(Date::week)).is_none() {
            return Err(TemporalError::Missing(Field::Week.name()));
        }
        let week = self.last_fitting(Field::Week, base.map(Date::week), weeks_in_year(narrow(year)));
        let day = self.get(Field::DayOfWeek).or(base.map(Date::day_of_week)).unwrap_or(1);
        Date::from_week(year, week, day)
    }

    fn quarter_date(&self, base: Option<Date>, year: i64) -> Result<Date, TemporalError> {
        let quarter = self.number(Field::Quarter, base.map(Date::quarter), 1, &[Field::DayOfQuarter])?;
        let most = days_in_quarter(narrow(year), quarter);
        let day = self.last_fitting(Field::DayOfQuarter, base.map(Date::day_of_quarter), most);
        Date::from_quarter(year, quarter, day)
    }

    /// Returns a component as given; one that is kept from `base` gives way where it does not exist: 31 in February.
    fn last_fitting(&self, field: Field, base: Option<i64>, most: i64) -> i64 {
        self.get(field).unwrap_or_else(|| base.unwrap_or(1).min(most))
    }

    /// Returns the time of day; components that are not given are those of `base`, or zero.
    pub(super) fn to_time(&self, base: Option<LocalTime>) -> Result<LocalTime, TemporalError> {
        let below_second = [Field::Millisecond, Field::Microsecond, Field::Nanosecond];
        let below_minute = [Field::Second, below_second[0], below_second[1], below_second[2]];
        let below_hour = [Field::Minute, below_minute[0], below_second[0], below_second[1], below_second[2]];
        let hour = self.number(Field::Hour, base.map(LocalTime::hour), 0, &below_hour)?;
        let minute = self.number(Field::Minute, base.map(LocalTime::minute), 0, &below_minute)?;
        let second = self.number(Field::Second, base.map(LocalTime::second), 0, &below_second)?;
        let nanosecond = match self.first_of(&below_second) {
            Some(_) => self.fraction()?,
            None => base.map_or(0, LocalTime::nanosecond),
        };
        LocalTime::new(hour, minute, second, nanosecond)
    }

    /// Adds milliseconds, microseconds and nanoseconds; each counts only up to the next larger one that is given.
    fn fraction(&self) -> Result<i64, TemporalError> {
        let given = |field| self.get(field).is_some();
        let after_microsecond = match (given(Field::Microsecond), given(Field::Millisecond)) {
            (true, _) => 1_000,
            (false, true) => 1_000_000,
            (false, false) => SECOND,
        };
        let after_millisecond = if given(Field::Millisecond) { 1_000 } else { 1_000_000 };
        let part =
            |field: Field, most: i64| in_range(field.name(), self.get(field).unwrap_or(0), 0, most - 1);
        Ok(part(Field::Millisecond, 1_000)? * 1_000_000
            + part(Field::Microsecond, after_millisecond)? * 1_000
            + part(Field::Nanosecond, after_microsecond)?)
    }
}

impl From<&Moment> for Fields {
    fn from(moment: &Moment) -> Self {
        Fields { both: Some(moment.clone()), ..Fields::default() }
    }
}

/// Narrows a year that has been checked.
fn narrow(year: i64) -> i32 {
    i32::try_from(year).unwrap_or(0)
}

fn moment(field: &str, value: &Value) -> Result<Moment, TemporalError> {
    let expected = "a date or time";
    Moment::of(value).ok_or_else(|| TemporalError::WrongType { field: field.to_owned(), expected })
}

/// Reads the name or offset of a zone.
pub(super) fn zone_of(value: &Value) -> Result<Zone, TemporalError> {
    match value {
        Value::String(name) => Zone::parse(name),
        _ => Err(TemporalError::WrongType { field: "timezone".to_owned(), expected: "a string" }),
    }
}
