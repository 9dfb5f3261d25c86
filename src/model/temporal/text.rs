//! Texts as ISO 8601 writes them, extended and basic.

use super::date::in_range;

use super::{Date, DateTime, LocalDateTime, LocalTime, Offset, Region, TemporalError, Time, Zone};

/// Reads a text from its start, leaving what it cannot read.
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Cursor { rest: text }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Steps over a character.
    pub(super) fn eat(&mut self, wanted: char) -> bool {
        self.eat_any(&[wanted]).is_some()
    }

    pub(super) fn eat_any(&mut self, wanted: &[char]) -> Option<char> {
        let found = self.rest.chars().next().filter(|found| wanted.contains(found))?;
        self.rest = &self.rest[found.len_utf8()..];
        Some(found)
    }

    pub(super) fn n_digits(&self) -> usize {
        self.rest.bytes().take_while(u8::is_ascii_digit).count()
    }

    /// Reads the next so many digits.
    pub(super) fn digits(&mut self, n_digits: usize) -> Option<&'a str> {
        if self.n_digits() < n_digits {
            return None;
        }
        let (digits, rest) = self.rest.split_at(n_digits);
        self.rest = rest;
        Some(digits)
    }

    /// Reads a number of so many digits, at most 18.
    pub(super) fn number(&mut self, n_digits: usize) -> Option<i64> {
        self.digits(n_digits)?.parse().ok()
    }

    /// Reads a fraction after a point or comma, in billionths; digits past the ninth are dropped.
    pub(super) fn fraction(&mut self) -> Option<i64> {
        if !matches!(self.rest.as_bytes(), [b'.' | b',', b'0'..=b'9', ..]) {
            return None;
        }
        self.rest = &self.rest[1..];
        let digits = self.digits(self.n_digits())?;
        let nine = digits.bytes().chain(std::iter::repeat(b'0')).take(9);
        Some(nine.fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
    }

    /// Reads an offset, `Z` or hours, minutes and seconds with or without colons; nothing where none stands.
    pub(super) fn offset(&mut self) -> Result<Option<Offset>, TemporalError> {
        if self.eat_any(&['Z', 'z']).is_some() {
            return Ok(Some(Offset::UTC));
        }
        let Some(sign) = self.eat_any(&['+', '-']) else { return Ok(None) };
        let Some((parts, _)) = self.clock_parts() else { return Ok(None) };
        in_range("offsetMinutes", parts[1], 0, 59)?;
        let seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
        Offset::new(if sign == '-' { -seconds } else { seconds }).map(Some)
    }

    /// Reads hours, minutes and seconds of two digits each, all with colons or all without, and says how many there are.
    fn clock_parts(&mut self) -> Option<([i64; 3], usize)> {
        let mut parts = [self.number(2)?, 0, 0];
        let with_colons = self.rest.starts_with(':');
        for n_parts in 1..3 {
            let is_given = if with_colons { self.eat(':') } else { self.n_digits() > 0 };
            if !is_given {
                return Some((parts, n_parts));
            }
            parts[n_parts] = self.number(2)?;
        }
        Some((parts, 3))
    }

    /// Reads a year: four digits, or a sign and up to nine.
    fn year(&mut self) -> Option<i64> {
        match self.eat_any(&['+', '-']) {
            None => self.number(4),
            Some(sign) => {
                // With a sign, what follows must be set apart: `-0001-01-01`.
                let n_digits = self.n_digits();
                let year = (4..=9).contains(&n_digits).then(|| self.number(n_digits))??;
                Some(if sign == '-' { -year } else { year })
            }
        }
    }

    /// Reads a day; what is left out is the first.
    fn date(&mut self) -> Option<Result<Date, TemporalError>> {
        let year = self.year()?;
        let is_extended = self.rest.starts_with('-');
        if is_extended {
            self.eat('-');
        }
        if self.eat('W') {
            let week = self.number(2)?;
            return Some(Date::from_week(year, week, self.next_part(is_extended, 1)?));
        }
        if self.eat('Q') {
            let quarter = self.number(1)?;
            return Some(Date::from_quarter(year, quarter, self.next_part(is_extended, 2)?));
        }
        match (self.n_digits(), is_extended) {
            (0, false) => Some(Date::new(year, 1, 1)),
            (3, _) => Some(Date::from_ordinal(year, self.number(3)?)),
            (2, _) | (4, false) => {
                let month = self.number(2)?;
                Some(Date::new(year, month, self.next_part(is_extended, 2)?))
            }
            _ => None,
        }
    }

    /// Reads the last part of a day, after a hyphen in the extended form; 1 where it is left out.
    fn next_part(&mut self, is_extended: bool, n_digits: usize) -> Option<i64> {
        let is_given = if is_extended { self.eat('-') } else { self.n_digits() > 0 };
        if is_given { self.number(n_digits) } else { Some(1) }
    }

    /// Reads a time of day; what is left out is zero.
    pub(super) fn time(&mut self) -> Option<Result<LocalTime, TemporalError>> {
        let (parts, n_parts) = self.clock_parts()?;
        let fraction = if n_parts == 3 { self.fraction() } else { None };
        Some(LocalTime::new(parts[0], parts[1], parts[2], fraction.unwrap_or(0)))
    }

    /// Reads a day, and a time after `T` if there is one.
    fn date_and_time(&mut self) -> Option<Result<LocalDateTime, TemporalError>> {
        let date = self.date()?;
        let time = if self.eat('T') { self.time()? } else { Ok(LocalTime::MIDNIGHT) };
        Some(date.and_then(|date| Ok(LocalDateTime { date, time: time? })))
    }

    /// Reads the name of a zone in brackets.
    fn region(&mut self) -> Result<Option<Region>, TemporalError> {
        let Some(named) = self.rest.strip_prefix('[') else { return Ok(None) };
        let Some((name, rest)) = named.split_once(']') else { return Ok(None) };
        self.rest = rest;
        Region::find(name).map(Some)
    }
}

/// Reads a whole text.
fn whole<'a, T>(
    text: &'a str,
    kind: &'static str,
    read: impl FnOnce(&mut Cursor<'a>) -> Option<Result<T, TemporalError>>,
) -> Result<T, TemporalError> {
    let mut cursor = Cursor::new(text);
    let found = read(&mut cursor);
    match found {
        Some(found) if cursor.is_at_end() => found,
        _ => Err(TemporalError::Text { text: text.to_owned(), kind }),
    }
}

impl Date {
    /// Reads a day: `2015-07-21`, `2015-W30-2`, `2015-Q3-21`, `2015-202`, each also without hyphens and cut short; years
    /// past four digits have a sign.
    ///
    /// # Errors
    /// [`TemporalError::Text`], and [`TemporalError::OutOfRange`] for a day that does not exist.
    pub fn parse(text: &str) -> Result<Date, TemporalError> {
        whole(text, Date::KIND, Cursor::date)
    }
}

impl LocalTime {
    /// Reads a time of day: `21:40:32.142`, also without colons and cut short.
    ///
    /// # Errors
    /// [`TemporalError::Text`], and [`TemporalError::OutOfRange`] for a time that does not exist.
    pub fn parse(text: &str) -> Result<LocalTime, TemporalError> {
        whole(text, LocalTime::KIND, Cursor::time)
    }
}

impl Time {
    /// Reads a time of day and an offset after it; without one it is UTC.
    ///
    /// # Errors
    /// [`TemporalError::Text`], and [`TemporalError::OutOfRange`] for a time or offset that does not exist.
    pub fn parse(text: &str) -> Result<Time, TemporalError> {
        whole(text, Time::KIND, |cursor| {
            let local = cursor.time()?;
            let offset = cursor.offset();
            Some(local.and_then(|local| Ok(Time { local, offset: offset?.unwrap_or(Offset::UTC) })))
        })
    }
}

impl LocalDateTime {
    /// Reads a day, and after `T` a time of day; without one it is midnight.
    ///
    /// # Errors
    /// [`TemporalError::Text`], and [`TemporalError::OutOfRange`] for a day or time that does not exist.
    pub fn parse(text: &str) -> Result<LocalDateTime, TemporalError> {
        whole(text, LocalDateTime::KIND, Cursor::date_and_time)
    }
}

impl DateTime {
    /// Reads a day, a time, an offset and the name of a zone in brackets; without the last two it is in `zone`.
    ///
    /// # Errors
    /// [`TemporalError::Text`]; [`TemporalError::OutOfRange`] for a day, time or offset that does not exist;
    /// [`TemporalError::UnknownZone`]; [`TemporalError::ZoneMismatch`] where zone and offset contradict each other.
    pub fn parse(text: &str, zone: &Zone) -> Result<DateTime, TemporalError> {
        whole(text, DateTime::KIND, |cursor| {
            let local = cursor.date_and_time()?;
            let offset = cursor.offset();
            let region = cursor.region();
            Some(local.and_then(|local| match (offset?, region?) {
                (None, None) => DateTime::new(local, zone),
                (Some(offset), None) => Ok(DateTime::from_parts(local, offset, None)),
                (None, Some(region)) => DateTime::new(local, &Zone::Region(region)),
                (Some(offset), Some(region)) => with_both(local, offset, region),
            }))
        })
    }
}

fn with_both(local: LocalDateTime, offset: Offset, region: Region) -> Result<DateTime, TemporalError> {
    if region.has_offset(local, offset) {
        return Ok(DateTime::from_parts(local, offset, Some(region)));
    }
    Err(TemporalError::ZoneMismatch { zone: region.name().to_owned(), offset: offset.to_string() })
}
