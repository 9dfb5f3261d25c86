//! Laws of the calendar and of the texts.

#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::{
    Clock, Date, DateTime, Duration, LocalDateTime, LocalTime, Measure, Moment, Now, Offset, Region, Time,
    Zone, between,
};
use crate::model::Value;

const DAYS: std::ops::Range<i64> = -365_243_000_000..364_520_000_000;

fn any_local() -> impl Strategy<Value = LocalDateTime> {
    let day = prop_oneof![DAYS, -200_000_i64..200_000];
    (day, 0..super::local_time::DAY).prop_map(|(day, nanosecond)| LocalDateTime {
        date: Date::from_epoch_day(day).unwrap(),
        time: LocalTime::from_nanosecond_of_day(nanosecond).unwrap(),
    })
}

fn any_zone() -> impl Strategy<Value = Zone> {
    const NAMES: &[&str] =
        &["Europe/Stockholm", "Asia/Ho_Chi_Minh", "Pacific/Apia", "America/New_York", "Australia/Lord_Howe"];
    let region = prop::sample::select(NAMES).prop_map(|name| Zone::Region(Region::find(name).unwrap()));
    let offset = (-64_800_i64..=64_800).prop_map(|seconds| Zone::Offset(Offset::new(seconds).unwrap()));
    prop_oneof![region, offset]
}

fn any_duration() -> impl Strategy<Value = Duration> {
    let part = || prop_oneof![-50_i64..50, any::<i64>()];
    (part(), part(), any::<i64>(), 0..1_000_000_000_i64)
        .prop_map(|(months, days, seconds, fraction)| Duration::new(months, days, seconds, fraction).unwrap())
}

proptest! {
    #[test]
    fn a_day_is_found_again_by_each_of_its_names(local in any_local()) {
        let day = local.date;
        prop_assert_eq!(Date::new(day.year(), day.month(), day.day()).unwrap(), day);
        prop_assert_eq!(Date::from_week(day.week_year(), day.week(), day.day_of_week()).unwrap(), day);
        prop_assert_eq!(Date::from_quarter(day.year(), day.quarter(), day.day_of_quarter()).unwrap(), day);
        prop_assert_eq!(Date::from_ordinal(day.year(), day.ordinal_day()).unwrap(), day);
    }

    #[test]
    fn days_follow_each_other(local in any_local()) {
        let (day, next) = (local.date, local.date.plus_days(1).unwrap());
        prop_assert!(next > day);
        prop_assert_eq!(next.epoch_day(), day.epoch_day() + 1);
        prop_assert_eq!(next.day_of_week(), day.day_of_week() % 7 + 1);
        prop_assert!(next.day() == day.day() + 1 || next.day() == 1);
    }

    #[test]
    fn texts_read_back(local in any_local(), zone in any_zone(), duration in any_duration()) {
        prop_assert_eq!(Date::parse(&local.date.to_string()), Ok(local.date));
        prop_assert_eq!(LocalTime::parse(&local.time.to_string()), Ok(local.time));
        prop_assert_eq!(LocalDateTime::parse(&local.to_string()), Ok(local));
        let whole = DateTime::new(local, &zone).unwrap();
        let time = Time { local: local.time, offset: whole.offset() };
        prop_assert_eq!(Time::parse(&time.to_string()), Ok(time));
        prop_assert_eq!(DateTime::parse(&whole.to_string(), &Zone::UTC), Ok(whole));
        prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
    }

    #[test]
    fn reading_never_panics(text in "[-+PTWQYMDHSZ0-9:.,\\[\\]/aZ ]{0,30}") {
        let _ = (Date::parse(&text), LocalTime::parse(&text), Time::parse(&text), LocalDateTime::parse(&text));
        let _ = (DateTime::parse(&text, &Zone::UTC), Duration::parse(&text), Zone::parse(&text));
    }

    #[test]
    fn a_moment_stays_the_same_in_another_zone(local in any_local(), own in any_zone(), other in any_zone()) {
        let whole = DateTime::new(local, &own).unwrap();
        let moved = whole.in_zone(&other).unwrap();
        prop_assert_eq!(whole.moment(), moved.moment());
        prop_assert_eq!(moved.in_zone(&own).unwrap(), whole);
    }

    #[test]
    fn a_difference_leads_from_one_to_the_other(from in any_local(), to in any_local(), zone in any_zone()) {
        let parts = |from: &Moment, to: &Moment| between(from, to, Measure::Parts).unwrap();
        let length = parts(&Moment::LocalDateTime(from), &Moment::LocalDateTime(to));
        prop_assert_eq!(from.plus(&length), Ok(to));
        let [from, to] = [from, to].map(|local| DateTime::new(local, &zone).unwrap());
        let seconds = between(&Moment::DateTime(from.clone().into()), &Moment::DateTime(to.clone().into()), Measure::Seconds);
        prop_assert_eq!(from.plus(&seconds.unwrap()), Ok(to));
    }

    #[test]
    fn adding_and_multiplying_never_panic(local in any_local(), zone in any_zone(), duration in any_duration(), whole in any::<i64>(), float in any::<f64>()) {
        let duration = Value::from(duration);
        let moments = [local.into(), local.date.into(), local.time.into(), DateTime::new(local, &zone).unwrap().into(), duration.clone()];
        for moment in moments {
            let _ = (super::plus(&moment, &duration), super::minus(&moment, &duration));
        }
        for number in [Value::Integer(whole), Value::Float(float)] {
            let _ = (super::times(&duration, &number), super::divided(&duration, &number));
        }
    }

    #[test]
    fn order_agrees_with_equality(a in any_duration(), b in any_duration(), local in any_local(), zones in [any_zone(), any_zone()]) {
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        let [first, second] = zones.map(|zone| DateTime::at(local.nanoseconds(), &zone).unwrap());
        prop_assert_eq!(first.cmp(&second).is_eq(), first == second);
    }
}

#[test]
fn a_clock_stands_still_for_a_transaction_and_its_statement() {
    let clock = Clock::start();
    let statement = clock.read(Now::Statement, &Zone::UTC).unwrap();
    assert_eq!(statement, clock.read(Now::Transaction, &Zone::UTC).unwrap());
    let next = clock.next_statement();
    assert_eq!(next.read(Now::Transaction, &Zone::UTC).unwrap(), statement);
    assert_eq!(next.read(Now::Statement, &Zone::UTC), next.read(Now::Statement, &Zone::UTC));
    let fixed = Clock::fixed(7, 0);
    assert_eq!(fixed.next_statement(), fixed);
    assert_eq!(fixed.read(Now::Realtime, &Zone::UTC).unwrap().to_string(), "1970-01-01T00:00:07Z");
}

#[test]
fn the_same_moment_in_two_zones_is_not_equal_but_next_to_each_other() {
    let utc = DateTime::parse("2015-01-01T00:00Z", &Zone::UTC).unwrap();
    let east = DateTime::parse("2015-01-01T01:00+01:00", &Zone::UTC).unwrap();
    let later = DateTime::parse("2015-01-01T00:00:01Z", &Zone::UTC).unwrap();
    assert!(utc < east && east < later);
    let time = |text: &str| Time::parse(text).unwrap();
    assert!(time("10:00+01:00") < time("09:30Z") && time("09:00Z") < time("10:00+01:00"));
}
