#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::model::Lang;

fn date(text: &str) -> Edtf {
    Edtf::parse(text).unwrap()
}

fn holds(claim: &str, as_of: &str) -> Holds {
    date(claim).holds_at(&date(as_of))
}

fn hint(text: &str) -> String {
    Edtf::parse(text).unwrap_err().hint(Lang::En).unwrap_or("-").to_owned()
}

#[test]
fn keeps_its_text() {
    for text in ["2022-04", "?2004-?06-?11", "{1960,1961-12}", "1998/", "Y17E7", "2021-11-17T15:25:00"] {
        assert_eq!(date(text).as_str(), text);
        assert_eq!(date(text).to_string(), text);
    }
}

#[test]
fn bounds_are_those_of_the_calendar() {
    let table = [
        ("2021-11-17", "2021-11-17 2021-11-17"),
        ("2022-04", "2022-04-01 2022-04-30"),
        ("2024-02", "2024-02-01 2024-02-29"),
        ("1900-02", "1900-02-01 1900-02-28"),
        ("2017", "2017-01-01 2017-12-31"),
        ("199X", "1990-01-01 1999-12-31"),
        ("19XX-02-29", "1904-02-29 1996-02-29"),
        ("2017/2020", "2017-01-01 2020-12-31"),
        ("1998/..", "1998-01-01 -"),
        ("1998/", "1998-01-01 -"),
        ("../2020", "- 2020-12-31"),
        ("[2023..2025]", "2023-01-01 2025-12-31"),
        ("{..1983}", "- 1983-12-31"),
        ("2022-24", "2022-12-01 2023-02-28"),
        ("2022-33", "2022-01-01 2022-03-31"),
        ("-0044-03-15", "-0044-03-15 -0044-03-15"),
    ];
    for (text, bounds) in table {
        let day = |day: Option<Day>| day.map_or("-".to_owned(), |day| day.to_string());
        assert_eq!(format!("{} {}", day(date(text).earliest()), day(date(text).latest())), bounds, "{text}");
    }
}

#[test]
fn a_year_without_a_day_is_refused() {
    assert!(Edtf::parse("Y2147483647").is_ok());
    for text in ["Y2147483648", "Y-9000000000", "Y1E100", "2000/Y3E12", "[2000,Y3E12]"] {
        assert_eq!(Edtf::parse(text).unwrap_err().reason(), "the year is too far away to compute with");
    }
}

#[test]
fn moments_hold_when_their_bounds_are_asked_about() {
    use Holds::{Certain, No, Possible};
    let table = [
        ("2021-11-17", "2021-11-17", Certain),
        ("2021-11-17", "2021", Certain),
        ("2021-11-17", "2022", No),
        ("2021", "2021-11-17", Possible),
        ("2021-11", "2020/2021-11-29", Possible),
        ("2021-11", "2020/2021-11-30", Certain),
        ("2017-11-25?", "2017", Possible),
        ("2017-11-25?", "2018", No),
        ("2017~", "2017/2018", Possible),
        ("2017~", "2018", No),
        ("[2023..2025]", "2024", Possible),
        ("[2023..2025]", "2023/2025", Certain),
        ("[2023,2025]", "2024", No),
        ("{2023,2025}", "2025", Certain),
        ("{2023,2025}", "2024", No),
        ("{2023..2025}", "2024", Certain),
        ("{2023..2025}", "2024-05", Possible),
        ("{2023..2025}", "2024-05/2025-05", Possible),
        ("{2023-02..2023-05}", "2023-03-15/2023-04", Certain),
        ("{2023-02..2023-05}", "2023-03-15/2023-04-29", Possible),
        ("{2023,2025?}", "2025", Possible),
        ("{2023..}", "2090", Certain),
        ("2021-11-17T15:25:00", "2021-11-17", Certain),
    ];
    for (claim, as_of, expected) in table {
        assert_eq!(holds(claim, as_of), expected, "{claim} as of {as_of}");
    }
}

#[test]
fn intervals_hold_between_their_ends() {
    use Holds::{Certain, No, Possible};
    let table = [
        ("2017/2020", "2018", Certain),
        ("2017/2020", "2018-05-03", Certain),
        ("2017/2020", "2017", Certain),
        ("2017/2020", "2017-05", Possible),
        ("2017/2020", "2020-05", Possible),
        ("2017/2020", "2016", No),
        ("2017/2020", "2021/..", No),
        ("2017/2017", "2017", Certain),
        ("2017/2017", "2017-05", Possible),
        ("2017-05-03/2017-05-03", "2017-05-03", Certain),
        ("1998/..", "2050", Certain),
        ("1998/..", "1998-03", Possible),
        ("1998/..", "1997", No),
        ("1998/", "1998", Certain),
        ("1998/", "2050", Possible),
        ("1998/", "1997", No),
        ("/2020", "1900", Possible),
        ("/2020", "2020", Certain),
        ("../2020", "1900", Certain),
        ("../2020", "2021", No),
        ("1998~/2010", "1998", Possible),
        ("1998~/2010", "1999", Certain),
        ("1998~/2010", "2010", Certain),
        ("1998~/2010", "1997", No),
        ("1998/2010?", "2010", Possible),
        ("1998/2010?", "2009-12-31", Certain),
        ("1998?/2010?", "2004", Certain),
        ("1998/2004..", "2003", Certain),
        ("1998/2004..", "2050", Possible),
        ("..1998/2004", "1997", Possible),
        ("..1998/2004", "2001", Certain),
    ];
    for (claim, as_of, expected) in table {
        assert_eq!(holds(claim, as_of), expected, "{claim} as of {as_of}");
    }
}

#[test]
fn timelines_start_with_what_started_first() {
    let mut dates =
        ["../2020", "2017/2020", "1998/", "2017", "2017-05", "1998/..", "2017?", "/2019", "1998"].map(date);
    dates.sort_by(Edtf::cmp_in_time);
    let texts = dates.each_ref().map(Edtf::as_str);
    assert_eq!(
        texts,
        ["1998", "1998/", "1998/..", "2017", "2017?", "2017/2020", "2017-05", "/2019", "../2020"]
    );
}

#[test]
fn words_for_readers() {
    let table = [
        ("2021-11-17", "17/11/2021", "17 November 2021"),
        ("2022-04", "tháng 4/2022", "April 2022"),
        ("1998", "1998", "1998"),
        ("2017/2020", "2017–2020", "2017–2020"),
        ("2017-05/2020", "từ tháng 5/2017 đến 2020", "from May 2017 to 2020"),
        ("2021-11-17/2021-11-20", "17/11/2021–20/11/2021", "from 17 November 2021 to 20 November 2021"),
        ("1998/..", "từ 1998", "since 1998"),
        ("1998/", "từ 1998, không rõ đến khi nào", "from 1998, end unknown"),
        ("../2020", "đến 2020", "until 2020"),
        ("/2020", "đến 2020, không rõ từ khi nào", "until 2020, start unknown"),
        ("1998~", "khoảng 1998", "about 1998"),
        ("2017-11-25?", "25/11/2017 (chưa chắc)", "25 November 2017 (uncertain)"),
        ("2017-11%", "khoảng tháng 11/2017 (chưa chắc)", "about November 2017 (uncertain)"),
        ("2017?-11", "2017?-11", "2017?-11"),
        ("2022-34", "quý 2/2022", "quarter 2 of 2022"),
        ("[2023..2025]", "vào một lúc trong 2023–2025", "some time in 2023–2025"),
        ("199X", "199X", "199X"),
        ("-0044", "-0044", "-0044"),
        ("2021-11-17T15:25:00", "2021-11-17T15:25:00", "2021-11-17T15:25:00"),
    ];
    for (text, vi, en) in table {
        assert_eq!(
            (date(text).describe(Lang::Vi), date(text).describe(Lang::En)),
            (vi.to_owned(), en.to_owned())
        );
    }
}

#[test]
fn errors_say_where_and_what() {
    let error = Edtf::parse("186O-02-01").unwrap_err();
    assert_eq!((error.offset, error.found), (3, Some('O')));
    insta::assert_snapshot!(error, @"`186O-02-01` is not a date: year must have exactly four digits (or X)");
    let error = Edtf::parse("").unwrap_err();
    assert_eq!((error.offset, error.found, error.hint(Lang::En)), (0, None, None));
    let error = Edtf::parse(&format!("2021\u{202e}\n{}", "9".repeat(70_000))).unwrap_err();
    assert_eq!(error.offset, 4);
    insta::assert_snapshot!(error, @r"`2021\u{202e}\n9999999999999999999999999999999999…` is not a date: EDTF permits ASCII characters only");
}

#[test]
fn hints_for_usual_slips() {
    let slips = [
        "186O-02-01",
        "l998",
        "17/11/2021",
        "17-11-2021",
        "17.11.2021",
        "11/17/2021",
        "4/2022",
        "2021/11/17",
        "20211117",
        "2022-4",
        "2022-4-5",
        "2022-4/2022-6",
        "2017–2020",
        "2017 – 2020",
        "2022–04",
        "2017-2020",
        "2017..2020",
        "2022-04 ",
        " 17 / 11 / 2021",
        "2021-13",
        "2021-17-11",
        "2021-04-31",
        "2021-02-29",
        "2021-00",
        "2020/2017",
        "199x",
        "khoảng 1998",
        "c. 1998",
        "17/11/2021?",
        "hôm qua",
        "ngày 17 tháng 11 năm 2021",
        "tháng 4/2022",
        "Tháng 4 năm 2022",
        "năm 1998",
        "17 November 2021",
        "Apr 5, 2021",
        "April 2022",
        "ngày mai",
        "2022-",
        "",
    ];
    let lines: Vec<String> = slips.map(|slip| format!("{slip} → {}", hint(slip))).to_vec();
    insta::assert_snapshot!(lines.join("\n"), @"
    186O-02-01 → write `1860-02-01`: a letter stands where a digit belongs
    l998 → write `1998`: a letter stands where a digit belongs
    17/11/2021 → write `2021-11-17`: a date is written year-month-day
    17-11-2021 → write `2021-11-17`: a date is written year-month-day
    17.11.2021 → write `2021-11-17`: a date is written year-month-day
    11/17/2021 → write `2021-11-17`: a date is written year-month-day
    4/2022 → write `2022-04`: a date is written year-month-day
    2021/11/17 → write `2021-11-17`: a date is written year-month-day
    20211117 → write `2021-11-17`: a date is written year-month-day
    2022-4 → write `2022-04`: months and days have two digits
    2022-4-5 → write `2022-04-05`: months and days have two digits
    2022-4/2022-6 → write `2022-04/2022-06`: months and days have two digits
    2017–2020 → write `2017/2020`: an interval is written with `/`, a date with `-`
    2017 – 2020 → write `2017/2020`: a date has no spaces
    2022–04 → write `2022-04`: an interval is written with `/`, a date with `-`
    2017-2020 → write `2017/2020`: an interval is written with `/`
    2017..2020 → write `2017/2020`: an interval is written with `/`
    2022-04  → write `2022-04`: a date has no spaces
     17 / 11 / 2021 → write `2021-11-17`: a date has no spaces
    2021-13 → there is no month 13; months run from 01 to 12
    2021-17-11 → write `2021-11-17`: a date is written year-month-day
    2021-04-31 → April has the days 01 to 30
    2021-02-29 → February 2021 has the days 01 to 28
    2021-00 → there is no month 00; months run from 01 to 12
    2020/2017 → write `2017/2020`: the end comes before the start
    199x → write `199X`: an unknown digit is a capital X
    khoảng 1998 → write `1998~`: a date has no spaces
    c. 1998 → write `1998~`: a date has no spaces
    17/11/2021? → write `2021-11-17?`: a date is written year-month-day
    hôm qua → -
    ngày 17 tháng 11 năm 2021 → write `2021-11-17`: a date is written in numbers, year-month-day
    tháng 4/2022 → write `2022-04`: a date is written in numbers, year-month-day
    Tháng 4 năm 2022 → write `2022-04`: a date is written in numbers, year-month-day
    năm 1998 → write `1998`: a date is written in numbers, year-month-day
    17 November 2021 → write `2021-11-17`: a date is written in numbers, year-month-day
    Apr 5, 2021 → write `2021-04-05`: a date is written in numbers, year-month-day
    April 2022 → write `2022-04`: a date is written in numbers, year-month-day
    ngày mai → -
    2022- → -
     → -
    ");
}

/// Texts that are dates more often than not.
fn date_text() -> impl Strategy<Value = String> {
    let part = "(19|20)[0-9X]{2}(-(0[1-9]|1[0-2]|2[1-4]|3[3-6])(-[0-2X][1-9])?)?[?~%]?";
    let matching = |pattern: String| proptest::string::string_regex(&pattern).unwrap();
    prop_oneof![
        4 => matching(part.to_owned()),
        4 => matching(format!("({part}|\\.\\.|)/({part}|\\.\\.|)")),
        1 => matching(format!("\\[{part}(,{part}){{0,2}}\\]")),
        1 => matching(format!("\\{{(19[0-9]{{2}}|20[0-4][0-9]-0[1-9])(\\.\\.|\\.\\.2050|,{part})?\\}}")),
    ]
}

fn any_day() -> impl Strategy<Value = Day> {
    (1995..2055_i32, 1..=12_u8, 1..=28_u8).prop_map(|(year, month, day)| Day { year, month, day })
}

fn any_date() -> impl Strategy<Value = Edtf> {
    date_text().prop_filter_map("not a date", |text| Edtf::parse(&text).ok())
}

proptest! {
    #[test]
    fn parsing_never_panics(text in "\\PC*|[0-9XYESTZ?~%:./,{}\\[\\]+–-]{0,24}") {
        match Edtf::parse(&text) {
            Ok(date) => {
                date.describe(Lang::Vi);
                prop_assert_eq!(date.as_str(), &text);
            }
            Err(error) => prop_assert!(text.is_char_boundary(error.offset)),
        }
    }

    #[test]
    fn proposed_texts_are_dates(text in "[0-9XxOol?~/. –-]{3,12}") {
        if let Err(error) = Edtf::parse(&text)
            && let Some(proposal) = error.hint(Lang::En).and_then(|hint| hint.strip_prefix("write `"))
        {
            let proposal = proposal.split('`').next().unwrap();
            prop_assert!(Edtf::parse(proposal).is_ok(), "{proposal}");
        }
    }

    #[test]
    fn earliest_is_not_after_latest(date in any_date()) {
        if let (Some(first), Some(last)) = (date.earliest(), date.latest()) {
            prop_assert!(first <= last);
        }
    }

    #[test]
    fn no_date_says_no_to_itself(date in any_date()) {
        prop_assert_ne!(date.holds_at(&date), Holds::No);
    }

    #[test]
    fn a_wider_question_is_never_answered_less_surely(claim in any_date(), a in any_date(), b in any_date()) {
        let (Some(first), Some(last)) = (a.earliest().min(b.earliest()), a.latest().max(b.latest())) else {
            return Ok(());
        };
        if a.latest().is_none() || b.latest().is_none() {
            return Ok(());
        }
        let wide = Edtf::parse(&format!("{first}/{last}")).unwrap();
        prop_assert!(claim.holds_at(&wide) >= claim.holds_at(&a), "{wide}");
    }

    #[test]
    fn during_a_day_is_as_of_that_day(claim in any_date(), day in any_day()) {
        let day = Edtf::parse(&day.to_string()).unwrap();
        prop_assert_eq!(claim.holds_during(&day), claim.holds_at(&day));
    }

    #[test]
    fn a_longer_period_is_never_answered_less_surely(
        claim in any_date(),
        days in proptest::array::uniform4(any_day()),
    ) {
        let mut days = days;
        days.sort_unstable();
        let during = |first: Day, last: Day| {
            claim.holds_during(&Edtf::parse(&format!("{first}/{last}")).unwrap())
        };
        prop_assert!(during(days[0], days[3]) >= during(days[1], days[2]), "{days:?}");
    }

    #[test]
    fn what_may_hold_on_a_day_of_a_period_may_hold_during_it_and_the_reverse(
        claim in any_date(),
        first in any_day(),
        length in 0..60_u8,
    ) {
        let days: Vec<Day> = std::iter::successors(Some(first), |day| Some(day.next()))
            .take(usize::from(length) + 1)
            .collect();
        let period = Days { first, last: *days.last().unwrap() };
        let on_some_day = days.iter().any(|day| claim.holds_within((*day).into()) != Holds::No);
        prop_assert!(claim.holds_within(period) != Holds::No || !on_some_day);
        // A set may name single days between which it does not hold; its bounds are filled for `possible`.
        if !claim.as_str().contains(['[', '{']) {
            prop_assert_eq!(claim.holds_within(period) != Holds::No, on_some_day);
        }
    }

    #[test]
    fn stretches_divide_a_period_where_the_answer_turns(
        claim in any_date(),
        first in any_day(),
        length in 0..200_u8,
    ) {
        let last = (0..length).fold(first, |day, _| day.next());
        let stretches = Days { first, last }.stretches(&claim);
        prop_assert_eq!(stretches.first().map(|days| days.first), Some(first));
        prop_assert_eq!(stretches.last().map(|days| days.last), Some(last));
        for pair in stretches.windows(2) {
            prop_assert_eq!(pair[0].last.next(), pair[1].first);
        }
        for days in stretches {
            let answer = claim.holds_within(days.first.into());
            let mut day = days.first;
            while day < days.last {
                day = day.next();
                prop_assert_eq!(claim.holds_within(day.into()), answer, "{} in {:?}", day, days);
            }
        }
    }

    #[test]
    fn doubt_never_makes_sure(claim in any_date(), as_of in any_date()) {
        let text = claim.as_str();
        if !claim.is_qualified() && !text.contains(['/', '[', '{']) {
            let doubtful = Edtf::parse(&format!("{text}?")).unwrap();
            prop_assert_ne!(doubtful.holds_at(&as_of), Holds::Certain);
            prop_assert_eq!(doubtful.holds_at(&as_of) == Holds::No, claim.holds_at(&as_of) == Holds::No);
        }
    }

    #[test]
    fn neighbouring_days_are_neighbours(year in -9999..9999i32, month in 1..=12u8, day in 1..=28u8) {
        let day = Day { year, month, day };
        prop_assert_eq!(day.next().previous(), day);
        prop_assert_eq!(day.previous().next(), day);
        prop_assert!(day.previous() < day && day < day.next());
    }
}
