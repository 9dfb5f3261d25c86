//! Dates as sources give them: EDTF (ISO 8601-2:2019, levels 0 to 2) over the crate `edtf-core`.
//!
//! Parsing and calendar bounds are the crate's; what a date means for a claim (does it hold as of
//! another date?), what a person reads, and what to say about a slip are ours.

mod describe;
mod ends;
mod hint;
mod holds;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use edtf_core::{Bound, BoundDate};
use serde::{Serialize, Serializer};
use thiserror::Error;

use super::{Lang, Words};

pub use ends::End;
pub use holds::{Days, Holds};

/// A calendar day, proleptic Gregorian; year 0 is 1 BCE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The astronomical year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

impl Day {
    const MIN: Day = Day { year: i32::MIN, month: 1, day: 1 };
    const MAX: Day = Day { year: i32::MAX, month: 12, day: 31 };

    fn from_bound(date: BoundDate) -> Option<Day> {
        Some(Day { year: i32::try_from(date.year).ok()?, month: date.month, day: date.day })
    }

    /// Returns the following day; the last day of all follows itself.
    #[must_use]
    pub fn next(self) -> Day {
        let Day { year, month, day } = self;
        if day < days_in_month(year, month) {
            Day { day: day + 1, ..self }
        } else if month < 12 {
            Day { year, month: month + 1, day: 1 }
        } else {
            year.checked_add(1).map_or(Day::MAX, |year| Day { year, month: 1, day: 1 })
        }
    }

    /// Returns the day before; the first day of all precedes itself.
    fn previous(self) -> Day {
        let Day { year, month, day } = self;
        if day > 1 {
            Day { day: day - 1, ..self }
        } else if month > 1 {
            Day { year, month: month - 1, day: days_in_month(year, month - 1) }
        } else {
            year.checked_sub(1).map_or(Day::MIN, |year| Day { year, month: 12, day: 31 })
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}

const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// An EDTF date: a day, month, season, year, interval or set, perhaps uncertain.
///
/// Keeps its text byte for byte; two dates are equal when their texts are.
#[derive(Debug, Clone)]
pub struct Edtf {
    text: Box<str>,
    parsed: edtf_core::Edtf,
}

/// Says why a text is not an EDTF date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{quoted} is not a date: {reason}")]
pub struct EdtfError {
    /// Where the text stops being a date, in bytes from its start; its length if it ends too soon.
    pub offset: usize,
    /// The character there, or nothing at the end of the text.
    pub found: Option<char>,
    /// The place of that character, counted from 1.
    pub position: usize,
    quoted: String,
    reason: &'static str,
    hint: Option<Words>,
}

impl EdtfError {
    /// Returns what every date may look like.
    pub const fn expected(lang: Lang) -> &'static str {
        lang.pick(
            "ngày theo EDTF, ví dụ 2022, 2022-04, 2022-04-05, 2017/2020 hoặc 1998/..",
            "EDTF, e.g. 2022, 2022-04, 2022-04-05, 2017/2020 or 1998/..",
        )
    }

    /// Returns why it is not a date, without the text itself, in English.
    pub fn reason(&self) -> &str {
        self.reason
    }

    /// Returns what was found and why it is no date.
    ///
    /// The grammar's own reason is left out in Vietnamese, for it has English words only; the place is told instead.
    pub fn words(&self, lang: Lang) -> String {
        match (lang, self.found) {
            (Lang::En, _) => self.to_string(),
            (Lang::Vi, Some(_)) => {
                format!("{} không phải là ngày: sai từ ký tự thứ {}", self.quoted, self.position)
            }
            (Lang::Vi, None) => format!("{} không phải là ngày: còn thiếu ở cuối", self.quoted),
        }
    }

    /// Returns what to do about a usual slip, such as the letter O for a zero or a day before its year.
    ///
    /// A text proposed here is always a date.
    pub fn hint(&self, lang: Lang) -> Option<&str> {
        self.hint.as_ref().map(|words| words.in_lang(lang))
    }
}

impl Edtf {
    /// Parses EDTF of any level; years run to about ±2,000 million.
    ///
    /// # Errors
    ///
    /// Returns [`EdtfError`] with the first byte at which `text` stops being a date.
    ///
    /// # Examples
    ///
    /// ```
    /// use hvgraph::model::{Edtf, Holds, Lang};
    /// let office = Edtf::parse("2017-05/2020")?;
    /// assert_eq!(office.holds_at(&Edtf::parse("2018")?), Holds::Certain);
    /// assert_eq!(Edtf::parse("17/11/2021").unwrap_err().hint(Lang::En), Some("write `2021-11-17`: a date is written year-month-day"));
    /// # Ok::<(), hvgraph::model::EdtfError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Edtf, EdtfError> {
        let parsed =
            edtf_core::Edtf::parse(text).map_err(|error| hint::explain(text, error.offset, error.message))?;
        if is_beyond_reach(&parsed) {
            return Err(hint::explain(text, 0, "the year is too far away to compute with"));
        }
        Ok(Edtf { text: text.into(), parsed })
    }

    /// Returns the text it was parsed from.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the first day it can touch; nothing where the start is open or unknown.
    pub fn earliest(&self) -> Option<Day> {
        finite(self.parsed.bounds().earliest)
    }

    /// Returns the last day it can touch; nothing where the end is open or unknown.
    pub fn latest(&self) -> Option<Day> {
        finite(self.parsed.bounds().latest)
    }

    /// Returns whether any part is uncertain (`?`), approximate (`~`) or both (`%`).
    pub fn is_qualified(&self) -> bool {
        self.parsed.is_uncertain() || self.parsed.is_approximate()
    }

    /// Returns whether it is written as an interval, with a `/`.
    pub fn is_interval(&self) -> bool {
        matches!(self.parsed, edtf_core::Edtf::Interval(_))
    }

    /// Compares for timelines: the earliest first day first, then the earliest last day, then by text.
    ///
    /// Open and unknown starts come last, and so do open and unknown ends. Total, and equal only for equal texts.
    pub fn cmp_in_time(&self, other: &Edtf) -> Ordering {
        let key = |date: &Edtf| (date.earliest().unwrap_or(Day::MAX), date.latest().unwrap_or(Day::MAX));
        key(self).cmp(&key(other)).then_with(|| self.text.cmp(&other.text))
    }
}

/// A year past `i32` has no [`Day`]; refusing it here keeps every bound exact later.
fn is_beyond_reach(parsed: &edtf_core::Edtf) -> bool {
    use edtf_core::{Edtf, IntervalEndpoint as End, SetElement as Element};
    let far = |date: &edtf_core::Date| holds::date_span(date).is_none();
    match parsed {
        Edtf::Date(date) => far(date),
        Edtf::DateTime(time) => far(&time.date),
        Edtf::Interval(interval) => [&interval.start, &interval.end].iter().any(|end| match end {
            End::Date(date) | End::OnOrBefore(date) | End::OnOrAfter(date) => far(date),
            End::Open | End::Unknown => false,
        }),
        Edtf::Set(set) => set.elements.iter().any(|element| match element {
            Element::Date(date) | Element::OnOrBefore(date) | Element::OnOrAfter(date) => far(date),
            Element::Range(first, last) => far(first) || far(last),
        }),
    }
}

fn finite(bound: Bound) -> Option<Day> {
    match bound {
        Bound::Date(date) => Day::from_bound(date),
        _ => None,
    }
}

impl PartialEq for Edtf {
    fn eq(&self, other: &Edtf) -> bool {
        self.text == other.text
    }
}

impl Eq for Edtf {}

impl Hash for Edtf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Edtf::parse(text)
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for Edtf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests;
