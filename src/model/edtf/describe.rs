//! Dates in words, Vietnamese and English.

use edtf_core::{Date, Edtf as Parsed, Interval, IntervalEndpoint, Set, SetElement, SetKind, YearKind};

use super::Edtf;
use crate::model::Lang;

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Edtf {
    /// Returns the date as a person reads it in `lang`, or the EDTF text where there are no plain words for it.
    pub fn describe(&self, lang: Lang) -> String {
        let words = match &self.parsed {
            Parsed::Date(date) => date_words(date, lang),
            Parsed::DateTime(_) => None,
            Parsed::Interval(interval) => interval_words(interval, lang),
            Parsed::Set(set) => set_words(set, lang),
        };
        words.unwrap_or_else(|| self.text.to_string())
    }
}

fn date_words(date: &Date, lang: Lang) -> Option<String> {
    let plain = plain_words(date, lang)?;
    let year = date.year.qualifier;
    let rest = [date.month, date.day];
    if rest.iter().flatten().any(|field| field.qualifier != year) {
        return None;
    }
    let about = if year.approximate { lang.pick("khoảng ", "about ") } else { "" };
    let doubt = if year.uncertain { lang.pick(" (chưa chắc)", " (uncertain)") } else { "" };
    Some(format!("{about}{plain}{doubt}"))
}

/// Returns the words for a date of full digits from year 1 on, leaving out how sure it is.
fn plain_words(date: &Date, lang: Lang) -> Option<String> {
    let year = plain_year(date)?;
    let Some(month) = date.month else { return Some(year.to_string()) };
    let month = month.value()?;
    let Some(day) = date.day else { return month_words(year, month, lang) };
    let (day, name) = (day.value()?, MONTHS.get(usize::from(month) - 1)?);
    Some(match lang {
        Lang::Vi => format!("{day}/{month}/{year}"),
        Lang::En => format!("{day} {name} {year}"),
    })
}

fn plain_year(date: &Date) -> Option<i64> {
    let plain = matches!(date.year.kind, YearKind::Standard { .. }) && date.year.significant_digits.is_none();
    date.year.value().filter(|year| plain && *year > 0)
}

/// Also knows the quarters, 33 to 36; the seasons of ISO 8601-2 say too little where a year has two.
fn month_words(year: i64, month: u8, lang: Lang) -> Option<String> {
    match (month, lang) {
        (1..=12, Lang::Vi) => Some(format!("tháng {month}/{year}")),
        (1..=12, Lang::En) => Some(format!("{} {year}", MONTHS.get(usize::from(month) - 1)?)),
        (33..=36, Lang::Vi) => Some(format!("quý {}/{year}", month - 32)),
        (33..=36, Lang::En) => Some(format!("quarter {} of {year}", month - 32)),
        _ => None,
    }
}

fn interval_words(interval: &Interval, lang: Lang) -> Option<String> {
    use IntervalEndpoint as End;
    let words = |date| date_words(date, lang);
    Some(match (&interval.start, &interval.end) {
        (End::Date(start), End::Date(end)) => between(start, end, lang)?,
        (End::Date(start), End::Open) => format!("{} {}", lang.pick("từ", "since"), words(start)?),
        (End::Date(start), End::Unknown) => {
            let tail = lang.pick("không rõ đến khi nào", "end unknown");
            format!("{} {}, {tail}", lang.pick("từ", "from"), words(start)?)
        }
        (End::Open, End::Date(end)) => format!("{} {}", lang.pick("đến", "until"), words(end)?),
        (End::Unknown, End::Date(end)) => {
            let tail = lang.pick("không rõ từ khi nào", "start unknown");
            format!("{} {}, {tail}", lang.pick("đến", "until"), words(end)?)
        }
        _ => return None,
    })
}

fn between(start: &Date, end: &Date, lang: Lang) -> Option<String> {
    let (first, last) = (date_words(start, lang)?, date_words(end, lang)?);
    if first.contains(' ') || last.contains(' ') {
        let (from, to) = (lang.pick("từ", "from"), lang.pick("đến", "to"));
        Some(format!("{from} {first} {to} {last}"))
    } else {
        Some(format!("{first}–{last}"))
    }
}

/// Only for a choice within one range, such as `[2023..2025]`, `[..2022]` or `[2022..]`.
fn set_words(set: &Set, lang: Lang) -> Option<String> {
    match (set.kind, set.elements.as_slice()) {
        (SetKind::OneMember, [SetElement::Range(first, last)]) => {
            let range = between(first, last, lang)?;
            let within = if range.contains(' ') { "" } else { lang.pick("trong ", "in ") };
            Some(format!("{} {within}{range}", lang.pick("vào một lúc", "some time")))
        }
        (SetKind::OneMember, [SetElement::OnOrBefore(last)]) => {
            Some(format!("{} {}", lang.pick("không muộn hơn", "by"), date_words(last, lang)?))
        }
        (SetKind::OneMember, [SetElement::OnOrAfter(first)]) => {
            Some(format!("{} {}", lang.pick("không sớm hơn", "not before"), date_words(first, lang)?))
        }
        _ => None,
    }
}
