//! Durations from maps and texts.

use std::collections::BTreeMap;

use super::arithmetic::{Part, Sum};
use super::local_time::SECOND;
use super::text::Cursor;
use super::{Duration, TemporalError};
use crate::model::Value;

/// The components of a duration: how many of which part one is.
const COMPONENTS: [(&str, i64, Part); 11] = [
    ("years", 12, Part::Month),
    ("quarters", 3, Part::Month),
    ("months", 1, Part::Month),
    ("weeks", 7, Part::Day),
    ("days", 1, Part::Day),
    ("hours", 1, Part::Nanoseconds(3_600 * SECOND)),
    ("minutes", 1, Part::Nanoseconds(60 * SECOND)),
    ("seconds", 1, Part::Nanoseconds(SECOND)),
    ("milliseconds", 1, Part::Nanoseconds(1_000_000)),
    ("microseconds", 1, Part::Nanoseconds(1_000)),
    ("nanoseconds", 1, Part::Nanoseconds(1)),
];

impl Duration {
    /// Returns the sum of the components of a map, whole numbers or not; nothing where one is null.
    ///
    /// What is left of a year becomes months, of a month days and seconds by its average length, of a week days, of a day
    /// seconds. Seconds never become days.
    ///
    /// # Errors
    /// [`TemporalError::UnknownField`], [`TemporalError::WrongType`], [`TemporalError::Overflow`].
    pub fn from_map(map: &BTreeMap<String, Value>) -> Result<Option<Duration>, TemporalError> {
        if map.values().any(|value| *value == Value::Null) {
            return Ok(None);
        }
        let mut sum = Sum::default();
        for (name, value) in map {
            let component = COMPONENTS.iter().find(|(own, ..)| own == name);
            let Some((_, count, part)) = component else {
                return Err(TemporalError::UnknownField { field: name.clone(), kind: Duration::KIND });
            };
            match value {
                Value::Integer(number) => sum.add(i128::from(*number) * i128::from(*count), 0.0, *part),
                Value::Float(number) => sum.add_float(number * *count as f64, *part)?,
                _ => {
                    return Err(TemporalError::WrongType { field: name.clone(), expected: "a number" });
                }
            }
        }
        sum.total().map(Some)
    }

    /// Reads a duration: `P1Y2M3W4DT5H6M7.8S`, any part left out, negative or with a fraction, or in the form of a date and
    /// time, `P0001-02-03T04:05:06`.
    ///
    /// # Errors
    /// [`TemporalError::Text`], [`TemporalError::Overflow`].
    pub fn parse(text: &str) -> Result<Duration, TemporalError> {
        let failed = || TemporalError::Text { text: text.to_owned(), kind: Duration::KIND };
        let is_negative = text.starts_with('-');
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let body = unsigned.strip_prefix('P').filter(|body| !body.is_empty()).ok_or_else(failed)?;
        let duration = match by_units(body) {
            Some(sum) => sum.total()?,
            None => by_clock(body).ok_or_else(failed)??,
        };
        if is_negative { duration.negated() } else { Ok(duration) }
    }
}

const DATE_UNITS: &[(char, &str)] = &[('Y', "years"), ('M', "months"), ('W', "weeks"), ('D', "days")];
const TIME_UNITS: &[(char, &str)] = &[('H', "hours"), ('M', "minutes"), ('S', "seconds")];

fn by_units(body: &str) -> Option<Sum> {
    let (date, time) = match body.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (body, ""),
    };
    let mut sum = Sum::default();
    add_units(&mut sum, date, DATE_UNITS)?;
    add_units(&mut sum, time, TIME_UNITS)?;
    Some(sum)
}

/// Reads numbers, each before its unit, in the order of the units.
fn add_units(sum: &mut Sum, text: &str, mut units: &[(char, &str)]) -> Option<()> {
    let mut cursor = Cursor::new(text);
    while !cursor.is_at_end() {
        let sign = if cursor.eat_any(&['-', '+']) == Some('-') { -1 } else { 1 };
        let n_digits = cursor.n_digits();
        if n_digits > 19 {
            return None;
        }
        let whole: i128 = if n_digits == 0 { 0 } else { cursor.digits(n_digits)?.parse().ok()? };
        let fraction = cursor.fraction();
        if n_digits == 0 && fraction.is_none() {
            return None;
        }
        let position = units.iter().position(|(letter, _)| cursor.eat(*letter))?;
        let (_, name) = units[position];
        units = &units[position + 1..];
        add_amount(sum, sign, whole, fraction.unwrap_or(0), name);
    }
    Some(())
}

/// Adds a decimal number, its fraction in billionths; nanoseconds of a second stay exact.
fn add_amount(sum: &mut Sum, sign: i64, whole: i128, billionths: i64, name: &str) {
    let Some((_, count, part)) = COMPONENTS.iter().find(|(own, ..)| *own == name) else { return };
    let wide = |number: i128| i128::from(sign) * number * i128::from(*count);
    if let Part::Nanoseconds(SECOND) = part {
        sum.add(wide(whole), 0.0, *part);
        sum.add(wide(billionths.into()), 0.0, Part::Nanoseconds(1));
    } else {
        let fraction = (sign * billionths * count) as f64 / SECOND as f64;
        // A fraction of a year or week may be more than one month or day.
        sum.add(wide(whole), 0.0, *part);
        sum.add(0, fraction, *part);
    }
}

/// Reads the form of a date and time, whose parts count from zero.
fn by_clock(body: &str) -> Option<Result<Duration, TemporalError>> {
    let mut cursor = Cursor::new(body);
    let mut numbers = [cursor.number(4)?, 0, 0];
    let is_extended = cursor.eat('-');
    numbers[1] = cursor.number(2)?;
    if is_extended && !cursor.eat('-') {
        return None;
    }
    numbers[2] = cursor.number(2)?;
    let [years, months, days] = numbers;
    if months > 12 || days > 31 || !cursor.is_at_end() && !cursor.eat('T') {
        return None;
    }
    let time = if cursor.is_at_end() { Ok(super::LocalTime::MIDNIGHT) } else { cursor.time()? };
    if !cursor.is_at_end() {
        return None;
    }
    Some(time.and_then(|time| {
        let clock = i128::from(time.nanosecond_of_day());
        Duration::exact((years * 12 + months).into(), days.into(), clock)
    }))
}
