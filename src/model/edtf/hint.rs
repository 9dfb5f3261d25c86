//! What to say about a text that is not EDTF: the usual slips and what was probably meant.
//!
//! A repair is proposed only if its result parses; nothing is ever repaired silently.

use edtf_core::Edtf as Parsed;

use super::{EdtfError, days_in_month};
use crate::model::Words;

/// A longer text is no slip of the pen.
const LONGEST_REPAIRED: usize = 64;

const MONTHS: [&str; 12] = super::describe::MONTHS;

pub(super) fn explain(text: &str, offset: usize, reason: &'static str) -> EdtfError {
    let found = text.get(offset..).and_then(|rest| rest.chars().next());
    let short = text.len() <= LONGEST_REPAIRED;
    let hint = if short { out_of_range(text).or_else(|| repaired(text)) } else { None };
    let position = text.get(..offset).map_or(0, |before| before.chars().count()) + 1;
    EdtfError { offset, found, position, quoted: quote(text), reason, hint }
}

/// Keeps the message on one short line whatever the text holds.
fn quote(text: &str) -> String {
    let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    let more = if text.chars().nth(40).is_some() { "…" } else { "" };
    format!("`{shown}{more}`")
}

/// Why a text is repaired, in Vietnamese and in English.
type Why = (&'static str, &'static str);

type Repair = (Why, fn(&str) -> Option<String>);

/// In the order in which they are tried, each on the result of those before it.
const REPAIRS: [Repair; 9] = [
    (
        ("ngày viết bằng số, theo thứ tự năm-tháng-ngày", "a date is written in numbers, year-month-day"),
        numbers_for_words,
    ),
    (("ngày viết liền, không có dấu cách", "a date has no spaces"), without_spaces),
    (("`~` nghĩa là khoảng và đứng cuối", "`~` stands for about and comes last"), tilde_for_circa),
    (
        ("giai đoạn viết với `/`, ngày viết với `-`", "an interval is written with `/`, a date with `-`"),
        plain_dashes,
    ),
    (("có chữ cái ở chỗ của chữ số", "a letter stands where a digit belongs"), digits_for_letters),
    (("chữ số chưa biết viết là X hoa", "an unknown digit is a capital X"), capital_x),
    (("giai đoạn viết với `/`", "an interval is written with `/`"), slash_for_dots),
    (("ngày viết theo thứ tự năm-tháng-ngày", "a date is written year-month-day"), year_first),
    (("điểm cuối đứng trước điểm đầu", "the end comes before the start"), in_order),
];

fn repaired(text: &str) -> Option<Words> {
    let mut current = text.to_owned();
    let mut first_why = None;
    for (why, repair) in REPAIRS {
        let Some(next) = repair(&current) else { continue };
        let why = *first_why.get_or_insert(if lacks_zeros(&current) { LACKS_ZEROS } else { why });
        if Parsed::parse(&next).is_ok() {
            let (vi, en) = why;
            return Some(Words {
                vi: format!("hãy viết `{next}`: {vi}"),
                en: format!("write `{next}`: {en}"),
            });
        }
        current = next;
    }
    None
}

const LACKS_ZEROS: Why = ("tháng và ngày có hai chữ số", "months and days have two digits");

/// Returns whether the text is in the right order, so that only zeros are missing.
fn lacks_zeros(text: &str) -> bool {
    let lacks = |date: &str| {
        let mut parts = date.split('-');
        parts.next().is_some_and(|year| year.len() == 4) && parts.any(|part| part.len() == 1)
    };
    text.split('/').all(lacks)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn changed(text: &str, next: String) -> Option<String> {
    (next != text).then_some(next)
}

/// Reads `ngày 17 tháng 11 năm 2021`, `tháng 4/2022`, `17 November 2021` and `April 2022`.
fn numbers_for_words(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split([' ', ','])
        .filter(|word| !matches!(*word, "" | "ngày" | "tháng" | "năm" | "of"))
        .collect();
    let Some((at, month)) = words.iter().enumerate().find_map(|(at, word)| Some((at, month_number(word)?)))
    else {
        let are_numbers = words.iter().all(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        return (are_numbers && lower.contains(['n', 't'])).then(|| words.join("/"));
    };
    match *[&words[..at], &words[at + 1..]].concat() {
        [year] => Some(format!("{year}-{month:02}")),
        [day, year] => Some(format!("{year}-{month:02}-{day:0>2}")),
        _ => None,
    }
}

/// Takes an English month in full or by its first three letters.
fn month_number(word: &str) -> Option<usize> {
    let is_month = |month: &str| {
        let month = month.to_lowercase();
        word == month || word == &month[..3]
    };
    MONTHS.iter().position(|month| is_month(month)).map(|at| at + 1)
}

fn without_spaces(text: &str) -> Option<String> {
    changed(text, text.chars().filter(|c| !c.is_whitespace()).collect())
}

/// Between two years a long dash means an interval, elsewhere a hyphen.
fn plain_dashes(text: &str) -> Option<String> {
    let is_dash = |c: char| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}');
    let hyphens = text.replace(is_dash, "-");
    let (first, last) = text.split_once(is_dash)?;
    let is_interval = Parsed::parse(&hyphens).is_err() && first.len() >= 4 && last.len() >= 4;
    Some(if is_interval { format!("{first}/{}", last.replace(is_dash, "-")) } else { hyphens })
}

fn digits_for_letters(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digit = |c| match c {
        'O' | 'o' | 'О' | 'о' => '0',
        'l' | 'I' | '|' => '1',
        '０'..='９' => char::from_u32(u32::from(c) - 0xFF10 + 0x30).unwrap_or(c),
        _ => c,
    };
    changed(text, text.chars().map(digit).collect())
}

fn capital_x(text: &str) -> Option<String> {
    changed(text, text.replace(['x', 'u'], "X"))
}

/// `2017..2020` outside a set, and two years with a hyphen.
fn slash_for_dots(text: &str) -> Option<String> {
    let (first, last) = text
        .split_once("..")
        .or_else(|| text.split_once('-').filter(|(a, b)| a.len() == 4 && b.len() == 4))?;
    (!first.is_empty() && !last.is_empty() && !text.contains(['[', '{', '/']))
        .then(|| format!("{first}/{last}"))
}

fn tilde_for_circa(text: &str) -> Option<String> {
    let rest =
        ["circa", "ca.", "c.", "about", "khoảng", "≈"].iter().find_map(|word| text.strip_prefix(word))?;
    Some(format!("{rest}~"))
}

/// Reorders and pads dates such as `17/11/2021`, `4/2022`, `2021/11/17` and `2022-4`.
fn year_first(text: &str) -> Option<String> {
    let bare = text.trim_end_matches(['?', '~', '%']);
    let marks = &text[bare.len()..];
    if let Some(date) = numbered(bare) {
        return changed(text, format!("{date}{marks}"));
    }
    let (start, end) = text.split_once('/')?;
    let halves = [start, end].map(|half| numbered(half).unwrap_or_else(|| half.to_owned()));
    changed(text, halves.join("/"))
}

fn numbered(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    if !parts.iter().all(|part| is_number(part)) {
        return None;
    }
    match (parts.as_slice(), parts.iter().map(|part| part.len()).collect::<Vec<_>>().as_slice()) {
        ([year, month], [4, 1 | 2]) | ([month, year], [1 | 2, 4]) => Some(format!("{year}-{month:0>2}")),
        ([year, month, day], [4, 1 | 2, 1 | 2]) | ([day, month, year], [1 | 2, 1 | 2, 4]) => {
            Some(in_calendar(year, month, day))
        }
        ([digits], [8]) => Some(in_calendar(&digits[..4], &digits[4..6], &digits[6..])),
        _ => None,
    }
}

/// Swaps month and day where only that makes a date.
fn in_calendar(year: &str, month: &str, day: &str) -> String {
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    let swapped = format!("{year}-{day:0>2}-{month:0>2}");
    if Parsed::parse(&date).is_err() && Parsed::parse(&swapped).is_ok() { swapped } else { date }
}

fn in_order(text: &str) -> Option<String> {
    let (start, end) = text.split_once('/')?;
    Some(format!("{end}/{start}"))
}

/// Explains a well-formed day or month that no calendar has.
fn out_of_range(text: &str) -> Option<Words> {
    let mut parts = text.trim_end_matches(['?', '~', '%']).split('-');
    let year = parts.next().filter(|year| year.len() == 4 && is_number(year))?;
    let month: u8 = parts.next().filter(|month| month.len() == 2 && is_number(month))?.parse().ok()?;
    let day = parts.next();
    let Some(name) = usize::from(month).checked_sub(1).and_then(|index| MONTHS.get(index)) else {
        let swapped = repaired(text);
        return swapped.or_else(|| Some(no_month(month)));
    };
    let day: u8 = day.filter(|day| day.len() == 2 && is_number(day))?.parse().ok()?;
    let last = days_in_month(year.parse().ok()?, month);
    let (of_year, vi_year) =
        if month == 2 { (format!(" {year}"), format!("/{year}")) } else { (String::new(), String::new()) };
    (day == 0 || day > last).then(|| Words {
        vi: format!("tháng {month}{vi_year} có các ngày từ 01 đến {last}"),
        en: format!("{name}{of_year} has the days 01 to {last}"),
    })
}

fn no_month(month: u8) -> Words {
    Words {
        vi: format!("không có tháng {month:02}; các tháng từ 01 đến 12"),
        en: format!("there is no month {month:02}; months run from 01 to 12"),
    }
}
