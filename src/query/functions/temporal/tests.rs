//! What the functions and operators give, as canonical text. Expected texts are openCypher's rules worked out by hand or
//! those of its TCK.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Value;
use crate::model::temporal::{self, Clock};
use crate::query::ast::{BinaryOp, StatementKind, UnaryOp};
use crate::query::bind::{ProcedureSignature, Signatures, bind};
use crate::query::bound::{BoundClause, BoundExpr, BoundKind, Slot};
use crate::query::error::QueryError;
use crate::query::eval::Parameters;
use crate::query::functions::Body;
use crate::query::parser::parse;

struct NoProcedures;

impl Signatures for NoProcedures {
    fn procedure(&self, _: &str) -> Option<ProcedureSignature> {
        None
    }
}

/// Computes the first column of a query that only projects; the clock shows 2023-11-14T22:13:20.123456789Z.
fn compute(text: &str) -> Result<Value, QueryError> {
    let statement = parse(text)?;
    let StatementKind::Query(query) = &statement.kind else { panic!("{text} is no query") };
    let bound = bind(statement.mode, query, &NoProcedures, &Parameters::new())?;
    let part = &bound.query.parts[0];
    let mut row = BTreeMap::new();
    for clause in &part.clauses {
        let BoundClause::Project(projection) = clause else { panic!("{text} does not only project") };
        for (slot, expr) in &projection.items {
            let value = value(expr, &row)?;
            row.insert(*slot, value);
        }
    }
    Ok(row[&part.output[0]].clone())
}

fn value(expr: &BoundExpr, row: &BTreeMap<Slot, Value>) -> Result<Value, QueryError> {
    let values = |exprs: &[BoundExpr]| -> Result<Vec<Value>, QueryError> {
        exprs.iter().map(|expr| value(expr, row)).collect()
    };
    match &expr.kind {
        BoundKind::Literal(literal) => Ok(literal.clone()),
        BoundKind::Slot(slot) => Ok(row[slot].clone()),
        BoundKind::Map(entries) => {
            let entries =
                entries.iter().map(|(key, expr)| Ok::<_, QueryError>((key.to_string(), value(expr, row)?)));
            Ok(Value::Map(Arc::new(entries.collect::<Result<_, _>>()?)))
        }
        BoundKind::Unary(UnaryOp::Minus, inner) => match value(inner, row)? {
            Value::Integer(number) => Ok(Value::Integer(-number)),
            Value::Float(number) => Ok(Value::Float(-number)),
            other => panic!("-{other:?}"),
        },
        BoundKind::Binary(operator, left, right) => {
            let (left, right) = (value(left, row)?, value(right, row)?);
            let computed = match operator {
                BinaryOp::Add => temporal::plus(&left, &right),
                BinaryOp::Subtract => temporal::minus(&left, &right),
                BinaryOp::Multiply => temporal::times(&left, &right),
                BinaryOp::Divide => temporal::divided(&left, &right),
                _ => None,
            };
            Ok(computed.unwrap()?)
        }
        BoundKind::Property(inner, key) => Ok(temporal::component(&value(inner, row)?, key)?),
        BoundKind::Call(function, arguments) => {
            let clock = Clock::fixed(1_700_000_000, 123_456_789);
            match function.body {
                Body::Pure(body) => body(&values(arguments)?),
                Body::Clock(body) => body(&values(arguments)?, &clock),
                Body::Graph(_) => panic!("{function:?} reads the graph"),
            }
        }
        other => panic!("{other:?}"),
    }
}

/// Returns the value as text, or the error.
fn shown(text: &str) -> String {
    let query = if text.contains("RETURN") { text.to_owned() } else { format!("RETURN {text} AS x") };
    match compute(&query) {
        Ok(value) => match serde_json::to_value(&value).unwrap() {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        },
        Err(error) => format!("{}: {}", error.kind.as_str(), error.message),
    }
}

#[track_caller]
fn hold(cases: &[(&str, &str)]) {
    let wrong = cases.iter().filter(|(expr, expected)| shown(expr) != *expected);
    let wrong: Vec<String> =
        wrong.map(|(expr, expected)| format!("{expr}\n  is {}\n  not {expected}", shown(expr))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn days_are_made_of_components() {
    hold(&[
        ("date({year: 1984})", "1984-01-01"),
        ("date({year: 1984, month: 2, day: 29})", "1984-02-29"),
        ("date({year: 1984, week: 10, dayOfWeek: 3})", "1984-03-07"),
        ("date({year: 1817, week: 1})", "1816-12-30"),
        ("date({year: 1818, week: 53})", "1818-12-28"),
        ("date({year: 1984, quarter: 3, dayOfQuarter: 45})", "1984-08-14"),
        ("date({year: 1984, ordinalDay: 366})", "1984-12-31"),
        ("date({year: 28})", "0028-01-01"),
        ("date({year: -1})", "-0001-01-01"),
        ("date({year: 12345})", "+12345-01-01"),
        ("date({year: 1984, month: null})", "null"),
    ]);
}

#[test]
fn components_that_make_no_day_are_told() {
    hold(&[
        ("date({month: 1})", "ArgumentError: `year` is missing"),
        ("date({year: 1984, day: 1})", "ArgumentError: `month` is missing"),
        ("date({year: 1984, dayOfWeek: 1})", "ArgumentError: `week` is missing"),
        ("date({year: 1984, dayOfQuarter: 1})", "ArgumentError: `quarter` is missing"),
        ("date({year: 1983, month: 2, day: 29})", "ArgumentError: `day` is 29; expected 1 to 28"),
        ("date({year: 1984, week: 53})", "ArgumentError: `week` is 53; expected 1 to 52"),
        (
            "date({year: 1984, quarter: 1, dayOfQuarter: 92})",
            "ArgumentError: `dayOfQuarter` is 92; expected 1 to 91",
        ),
        ("date({year: 1983, ordinalDay: 366})", "ArgumentError: `ordinalDay` is 366; expected 1 to 365"),
        (
            "date({year: 1984, month: 1, week: 1})",
            "ArgumentError: `month` and `week` cannot be given together",
        ),
        ("date({year: 1000000000})", "ArgumentError: `year` is 1000000000; expected -999999999 to 999999999"),
        ("date({year: 1984, month: 'May'})", "TypeError: `month` is not an integer"),
        ("date({year: 1984, hour: 1})", "ArgumentError: a date has no component `hour`"),
        ("localtime({minute: 1})", "ArgumentError: `hour` is missing"),
        ("localtime({hour: 1, second: 1})", "ArgumentError: `minute` is missing"),
        ("localtime({})", "ArgumentError: `hour` is missing"),
        ("localtime({hour: 24})", "ArgumentError: `hour` is 24; expected 0 to 23"),
        (
            "localtime({hour: 1, minute: 1, second: 1, millisecond: 1, nanosecond: 1000000})",
            "ArgumentError: `nanosecond` is 1000000; expected 0 to 999999",
        ),
        (
            "time({hour: 1, timezone: '+19:00'})",
            "ArgumentError: `offsetSeconds` is 68400; expected -64800 to 64800",
        ),
        (
            "datetime({year: 1984, timezone: 'Mars/Olympus'})",
            "ArgumentError: unknown time zone `Mars/Olympus`",
        ),
        (
            "date(localtime({hour: 1}))",
            "SyntaxError: this is a local time; expected a string or a map or a date or a local date and time or a date and time",
        ),
        ("date({date: time({hour: 1})})", "TypeError: a time has no day"),
        ("localtime({time: date({year: 1})})", "TypeError: a date has no time of day"),
    ]);
}

#[test]
fn times_are_made_of_components() {
    hold(&[
        (
            "localtime({hour: 12, minute: 31, second: 14, nanosecond: 789, millisecond: 123, microsecond: 456})",
            "12:31:14.123456789",
        ),
        ("localtime({hour: 12, minute: 0, second: 0, microsecond: 5})", "12:00:00.000005"),
        ("time({hour: 12, minute: 34, second: 56, timezone: '-02:05:07'})", "12:34:56-02:05:07"),
        ("time({hour: 12, timezone: 'Asia/Ho_Chi_Minh'})", "12:00+07:00"),
        ("localdatetime({year: 1984, ordinalDay: 202, hour: 12, minute: 31})", "1984-07-20T12:31"),
        (
            "datetime({year: 1984, quarter: 3, timezone: 'Europe/Stockholm'})",
            "1984-07-01T00:00+02:00[Europe/Stockholm]",
        ),
        ("datetime({year: 1984, month: 10, hour: 12, timezone: '+01:00'})", "1984-10-01T12:00+01:00"),
        (
            "datetime({year: 1818, month: 7, timezone: 'europe/stockholm'})",
            "1818-07-01T00:00+00:53:28[Europe/Stockholm]",
        ),
        (
            "datetime({year: 12017, month: 7, timezone: 'Europe/Stockholm'})",
            "+12017-07-01T00:00+02:00[Europe/Stockholm]",
        ),
        (
            "datetime({year: -12017, month: 7, timezone: 'Europe/Stockholm'})",
            "-12017-07-01T00:00+00:53:28[Europe/Stockholm]",
        ),
        ("datetime.fromepoch(416779, 999999999)", "1970-01-05T19:46:19.999999999Z"),
        ("datetime.fromEpochMillis(-1)", "1969-12-31T23:59:59.999Z"),
        (
            "datetime({epochSeconds: 416779, nanosecond: 5, timezone: '+01:00'})",
            "1970-01-05T20:46:19.000000005+01:00",
        ),
        ("datetime({epochMillis: 237821673987})", "1977-07-15T13:34:33.987Z"),
    ]);
}

#[test]
fn clocks_that_are_put_forward_or_back_are_followed() {
    hold(&[
        // Skipped: 02:30 does not exist on 26 March 2017.
        (
            "datetime({year: 2017, month: 3, day: 26, hour: 2, minute: 30, timezone: 'Europe/Stockholm'})",
            "2017-03-26T03:30+02:00[Europe/Stockholm]",
        ),
        // Shown twice: 02:30 on 29 October 2017.
        (
            "datetime({year: 2017, month: 10, day: 29, hour: 2, minute: 30, timezone: 'Europe/Stockholm'})",
            "2017-10-29T02:30+02:00[Europe/Stockholm]",
        ),
        ("datetime('2017-10-29T02:30+01:00[Europe/Stockholm]')", "2017-10-29T02:30+01:00[Europe/Stockholm]"),
        (
            "datetime(datetime('2017-10-29T02:30+01:00[Europe/Stockholm]'))",
            "2017-10-29T02:30+01:00[Europe/Stockholm]",
        ),
        (
            "datetime('2017-10-29T02:30+02:00[Europe/Stockholm]') + duration('PT1H')",
            "2017-10-29T02:30+01:00[Europe/Stockholm]",
        ),
        (
            "datetime('2017-10-28T02:30[Europe/Stockholm]') + duration('P1D')",
            "2017-10-29T02:30+02:00[Europe/Stockholm]",
        ),
        (
            "datetime('2017-03-25T02:30[Europe/Stockholm]') + duration('P1D')",
            "2017-03-26T03:30+02:00[Europe/Stockholm]",
        ),
        (
            "duration.inSeconds(datetime({year: 2017, month: 10, day: 29, timezone: 'Europe/Stockholm'}), localdatetime({year: 2017, month: 10, day: 29, hour: 4}))",
            "PT5H",
        ),
        (
            "duration.inSeconds(localtime({hour: 0}), datetime({year: 2017, month: 10, day: 29, hour: 4, timezone: 'Europe/Stockholm'}))",
            "PT5H",
        ),
        (
            "duration.inSeconds(datetime({year: 2017, month: 10, day: 29, timezone: 'Europe/Stockholm'}), date({year: 2017, month: 10, day: 30}))",
            "PT25H",
        ),
        (
            "duration.between(datetime('2017-10-28T00:00[Europe/Stockholm]'), datetime('2017-10-29T04:00[Europe/Stockholm]'))",
            "P1DT5H",
        ),
    ]);
}

#[test]
fn texts_are_read_in_all_forms() {
    hold(&[
        ("date('2015-07-21')", "2015-07-21"),
        ("date('20150721')", "2015-07-21"),
        ("date('2015-07')", "2015-07-01"),
        ("date('201507')", "2015-07-01"),
        ("date('2015-W30-2')", "2015-07-21"),
        ("date('2015W302')", "2015-07-21"),
        ("date('2015W30')", "2015-07-20"),
        ("date('2015-Q3-21')", "2015-07-21"),
        ("date('2015Q321')", "2015-07-21"),
        ("date('2015-Q3')", "2015-07-01"),
        ("date('2015-202')", "2015-07-21"),
        ("date('2015202')", "2015-07-21"),
        ("date('-0001-12-31')", "-0001-12-31"),
        ("date('+999999999-12-31')", "+999999999-12-31"),
        ("localtime('214032.142')", "21:40:32.142"),
        ("localtime('21:40:32,5')", "21:40:32.5"),
        ("localtime('21')", "21:00"),
        ("time('21:40:32.142+0100')", "21:40:32.142+01:00"),
        ("time('214032.142Z')", "21:40:32.142Z"),
        ("time('21:40-01:30')", "21:40-01:30"),
        ("time('2140-00:00')", "21:40Z"),
        ("time('2140-02')", "21:40-02:00"),
        ("time('22+18:00')", "22:00+18:00"),
        ("time('22:00')", "22:00Z"),
        ("localdatetime('2015T214032')", "2015-01-01T21:40:32"),
        ("localdatetime('2015-W30T2140')", "2015-07-20T21:40"),
        ("localdatetime('-999999999-01-01')", "-999999999-01-01T00:00"),
        ("datetime('2015-07-21T21:40:32.142')", "2015-07-21T21:40:32.142Z"),
        ("datetime('2015-W30-2T214032.142Z')", "2015-07-21T21:40:32.142Z"),
        ("datetime('2015T214032-0100')", "2015-01-01T21:40:32-01:00"),
        ("datetime('20150721T21:40-01:30')", "2015-07-21T21:40-01:30"),
        ("datetime('2015202T21+18:00')", "2015-07-21T21:00+18:00"),
        (
            "datetime('2015-07-21T21:40:32.142+0845[Australia/Eucla]')",
            "2015-07-21T21:40:32.142+08:45[Australia/Eucla]",
        ),
        (
            "datetime('2015-07-21T21:40:32.142-04[America/New_York]')",
            "2015-07-21T21:40:32.142-04:00[America/New_York]",
        ),
        (
            "datetime('2015-07-21T21:40:32.142[Europe/London]')",
            "2015-07-21T21:40:32.142+01:00[Europe/London]",
        ),
        (
            "datetime('1818-07-21T21:40:32.142[Europe/Stockholm]')",
            "1818-07-21T21:40:32.142+00:53:28[Europe/Stockholm]",
        ),
    ]);
}

#[test]
fn texts_that_say_nothing_are_told() {
    hold(&[
        ("date('')", "ArgumentError: `` is not a date"),
        ("date('2015-7-21')", "ArgumentError: `2015-7-21` is not a date"),
        ("date('2015-0721')", "ArgumentError: `2015-0721` is not a date"),
        ("date('2015-07-21T10:00')", "ArgumentError: `2015-07-21T10:00` is not a date"),
        ("date('2015-13')", "ArgumentError: `month` is 13; expected 1 to 12"),
        ("date('٢٠١٥')", "ArgumentError: `٢٠١٥` is not a date"),
        ("localtime('2:40')", "ArgumentError: `2:40` is not a local time"),
        ("localtime('21:40+01:00')", "ArgumentError: `21:40+01:00` is not a local time"),
        ("localtime('21:60')", "ArgumentError: `minute` is 60; expected 0 to 59"),
        ("time('21:40+1')", "ArgumentError: `21:40+1` is not a time"),
        (
            "datetime('2015-07-21T21:40+01:00[Europe/Stockholm]')",
            "ArgumentError: `Europe/Stockholm` is not at `+01:00` then",
        ),
        ("datetime('2015-07-21T21:40[]')", "ArgumentError: unknown time zone ``"),
        ("duration('P')", "ArgumentError: `P` is not a duration"),
        ("duration('P1DT')", "ArgumentError: `P1DT` is not a duration"),
        ("duration('P1M1Y')", "ArgumentError: `P1M1Y` is not a duration"),
        ("duration('1D')", "ArgumentError: `1D` is not a duration"),
        ("duration('P99999999999999999999D')", "ArgumentError: `P99999999999999999999D` is not a duration"),
        (
            "duration('PT999999999999999999H')",
            "ArithmeticError: the result lies beyond what a duration can hold",
        ),
    ]);
}

#[test]
fn parts_are_taken_from_others() {
    hold(&[
        ("date({date: date('1984-11-11'), year: 28})", "0028-11-11"),
        ("date({date: date('1984-11-11'), week: 1})", "1984-01-08"),
        ("date({date: date('1984-11-11'), quarter: 3})", "1984-08-11"),
        ("date({date: date('1816-12-31'), week: 2})", "1817-01-07"),
        ("date({date: date('1984-03-31'), month: 2})", "1984-02-29"),
        ("date({date: date('1984-02-29'), year: 1983})", "1983-02-28"),
        ("localtime({time: time('12:31:14.645+01:00'), second: 42})", "12:31:42.645"),
        ("localtime({time: localtime('12:31:14.645'), nanosecond: 3})", "12:31:14.000000003"),
        ("time(localtime('12:31'))", "12:31Z"),
        ("time({time: time('12:31:14+01:00'), timezone: '+05:00'})", "16:31:14+05:00"),
        ("time({time: localtime('12:31:14'), timezone: '+05:00'})", "12:31:14+05:00"),
        ("time({time: time('12:31:14+01:00'), second: 42, timezone: '+05:00'})", "16:31:42+05:00"),
        ("time(datetime('1984-10-11T12:00[Europe/Stockholm]'))", "12:00+01:00"),
        ("time({time: datetime('1984-07-11T12:00[Europe/Stockholm]'), timezone: '+05:00'})", "15:00+05:00"),
        ("localdatetime(date('1984-10-11'))", "1984-10-11T00:00"),
        (
            "localdatetime({datetime: datetime('1984-10-11T12:00+01:00'), day: 28, second: 42})",
            "1984-10-28T12:00:42",
        ),
        ("datetime({date: datetime('1984-10-11T12:00+01:00'), hour: 10})", "1984-10-11T10:00Z"),
        (
            "datetime({year: 1984, month: 10, day: 11, time: time('12:31:14+01:00'), timezone: '+05:00'})",
            "1984-10-11T16:31:14+05:00",
        ),
        (
            "datetime({datetime: localdatetime('1984-03-07T12:31:14.645'), timezone: '+05:00'})",
            "1984-03-07T12:31:14.645+05:00",
        ),
        (
            "datetime({datetime: datetime('1984-10-11T12:00[Europe/Stockholm]'), day: 28, second: 42, timezone: 'Pacific/Honolulu'})",
            "1984-10-28T01:00:42-10:00[Pacific/Honolulu]",
        ),
        (
            "datetime({date: localdatetime('1984-03-07T12:31'), time: datetime('1984-10-11T12:00[Europe/Stockholm]'), day: 28, timezone: 'Pacific/Honolulu'})",
            "1984-03-28T00:00-10:00[Pacific/Honolulu]",
        ),
    ]);
}

#[test]
fn the_clock_stands_still_while_a_statement_runs() {
    hold(&[
        ("date()", "2023-11-14"),
        ("localtime()", "22:13:20.123456789"),
        ("time.statement('+01:00')", "23:13:20.123456789+01:00"),
        ("datetime.transaction('Asia/Vientiane')", "2023-11-15T05:13:20.123456789+07:00[Asia/Vientiane]"),
        ("date.realtime('Asia/Ho_Chi_Minh')", "2023-11-15"),
        ("date({timezone: 'Asia/Ho_Chi_Minh'})", "2023-11-15"),
        ("localdatetime.realtime()", "2023-11-14T22:13:20.123456789"),
        ("date.truncate('year')", "2023-01-01"),
        ("duration.inSeconds(localdatetime(), localdatetime())", "PT0S"),
    ]);
}

#[test]
fn null_gives_null() {
    for function in ["date", "localtime", "time", "localdatetime", "datetime", "duration"] {
        assert_eq!(shown(&format!("{function}(null)")), "null");
    }
    hold(&[
        ("date.transaction(null)", "null"),
        ("datetime.realtime(null)", "null"),
        ("date.truncate(null, date())", "null"),
        ("date.truncate('day', null)", "null"),
        ("duration.between(null, date())", "null"),
        ("duration.inDays(date(), null)", "null"),
        ("duration({days: null})", "null"),
        ("datetime.fromepoch(null, 1)", "null"),
    ]);
}

#[test]
fn parts_below_a_unit_are_cut() {
    let day = "datetime('2017-10-11T12:31:14.645876123+03:00')";
    let cases = [
        ("date", "'millennium'", "{day: 2}", "2000-01-02"),
        ("date", "'century'", "{}", "2000-01-01"),
        ("date", "'decade'", "{}", "2010-01-01"),
        ("date", "'year'", "{}", "2017-01-01"),
        ("date", "'weekYear'", "{}", "2017-01-02"),
        ("date", "'weekYear'", "{day: 5}", "2017-01-05"),
        ("date", "'quarter'", "{day: 2}", "2017-10-02"),
        ("date", "'month'", "{}", "2017-10-01"),
        ("date", "'week'", "{dayOfWeek: 2}", "2017-10-10"),
        ("date", "'DAY'", "{}", "2017-10-11"),
        ("localtime", "'day'", "{nanosecond: 2}", "00:00:00.000000002"),
        ("localtime", "'second'", "{nanosecond: 2}", "12:31:14.000000002"),
        ("localtime", "'millisecond'", "{nanosecond: 2}", "12:31:14.645000002"),
        ("localtime", "'microsecond'", "{nanosecond: 2}", "12:31:14.645876002"),
        ("time", "'hour'", "{}", "12:00+03:00"),
        ("time", "'hour'", "{timezone: '+01:00'}", "12:00+01:00"),
        ("localdatetime", "'week'", "{dayOfWeek: 2}", "2017-10-10T00:00"),
        ("localdatetime", "'minute'", "{}", "2017-10-11T12:31"),
        ("datetime", "'millennium'", "{}", "2000-01-01T00:00+03:00"),
        ("datetime", "'year'", "{timezone: 'Europe/Stockholm'}", "2017-01-01T00:00+01:00[Europe/Stockholm]"),
        ("datetime", "'hour'", "{nanosecond: 2}", "2017-10-11T12:00:00.000000002+03:00"),
        ("date", "'hour'", "{}", "ArgumentError: `hour` is not a unit to which a date can be cut"),
        ("time", "'year'", "{}", "ArgumentError: `year` is not a unit to which a time can be cut"),
        ("date", "'eon'", "{}", "ArgumentError: `eon` is not a unit to which a date can be cut"),
    ];
    for (kind, unit, map, expected) in cases {
        let call = format!("{kind}.truncate({unit}, {day}, {map})");
        assert_eq!(shown(&call), expected, "{call}");
    }
    hold(&[
        ("date.truncate('weekYear', date('1984-01-01'), {day: 5})", "1983-01-05"),
        ("date.truncate('century', date('-0001-05-05'))", "-0100-01-01"),
        (
            "datetime.truncate('day', date('1984-10-11'), {timezone: 'Europe/Stockholm'})",
            "1984-10-11T00:00+01:00[Europe/Stockholm]",
        ),
        ("localtime.truncate('hour', date('1984-10-11'))", "TypeError: a date has no time of day"),
    ]);
}

#[test]
fn durations_spill_downwards() {
    hold(&[
        ("duration({days: 14, hours: 16, minutes: 12})", "P14DT16H12M"),
        ("duration({months: 0.75})", "P22DT19H51M49.5S"),
        ("duration({weeks: 2.5})", "P17DT12H"),
        (
            "duration({years: 12.5, months: 5.5, days: 14.5, hours: 16.5, minutes: 12.5, seconds: 70.5, nanoseconds: 3})",
            "P12Y11M29DT33H58M13.500000003S",
        ),
        ("duration({quarters: 3})", "P9M"),
        ("duration({days: -1.5})", "P-1DT-12H"),
        ("duration({years: 12, days: -14, hours: 16})", "P12Y-14DT16H"),
        ("duration({seconds: 2, milliseconds: -1})", "PT1.999S"),
        ("duration({seconds: -60, milliseconds: -1})", "PT-1M-0.001S"),
        ("duration({months: -13})", "P-1Y-1M"),
        ("duration({})", "PT0S"),
        ("duration({hour: 1})", "ArgumentError: a duration has no component `hour`"),
        ("duration({hours: '1'})", "TypeError: `hours` is not a number"),
        ("duration({days: 1.0e300})", "ArithmeticError: the result lies beyond what a duration can hold"),
        ("duration('P14DT16H12M')", "P14DT16H12M"),
        ("duration('P5M1.5D')", "P5M1DT12H"),
        ("duration('PT0.75M')", "PT45S"),
        ("duration('P2.5W')", "P17DT12H"),
        ("duration('P12Y5M14DT16H12M70S')", "P12Y5M14DT16H13M10S"),
        ("duration('PT-0.5S')", "PT-0.5S"),
        ("duration('-P1DT2H')", "P-1DT-2H"),
        ("duration('P2012-02-02T14:37:21.545')", "P2012Y2M2DT14H37M21.545S"),
        ("duration('P20120202T143721')", "P2012Y2M2DT14H37M21S"),
        ("duration('PT1.123456789S')", "PT1.123456789S"),
    ]);
}

#[test]
fn differences_are_measured_four_ways() {
    hold(&[
        ("duration.between(date('1984-10-11'), date('2015-06-24'))", "P30Y8M13D"),
        (
            "duration.between(date('2018-07-21'), datetime('2016-07-21T21:40:32.142+0100'))",
            "P-1Y-11M-30DT-2H-19M-27.858S",
        ),
        ("duration.between(time('14:30'), datetime('2015-07-21T21:40:32.142+0100'))", "PT6H10M32.142S"),
        (
            "duration.between(datetime('2014-07-21T21:40:36.143+0200'), date('2015-06-24'))",
            "P11M2DT2H19M23.857S",
        ),
        (
            "duration.between(localdatetime('2015-07-21T21:40:32.142'), localtime('16:30'))",
            "PT-5H-10M-32.142S",
        ),
        (
            "duration.inMonths(localdatetime('2015-07-21T21:40:32.142'), localdatetime('2016-07-21T21:40'))",
            "P11M",
        ),
        ("duration.inDays(datetime('2014-07-21T21:40:36.143+0200'), date('2015-06-24'))", "P337D"),
        (
            "duration.inSeconds(datetime('2014-07-21T21:40:36.143+0200'), date('2015-06-24'))",
            "PT8090H19M23.857S",
        ),
        ("duration.between(date('-999999999-01-01'), date('+999999999-12-31'))", "P1999999998Y11M30D"),
        (
            "duration.inSeconds(localdatetime('-999999999-01-01'), localdatetime('+999999999-12-31T23:59:59'))",
            "PT17531639991215H59M59S",
        ),
    ]);
}

#[test]
fn moments_and_durations_are_added() {
    let long = "duration({years: 12.5, months: 5.5, days: 14.5, hours: 16.5, minutes: 12.5, seconds: 70.5, nanoseconds: 3})";
    let cases = [
        ("date('1984-10-11')", "1997-10-11", "1971-10-12"),
        ("localtime('12:31:14.000000001')", "22:29:27.500000004", "02:33:00.499999998"),
        ("time('12:31:14.000000001+01:00')", "22:29:27.500000004+01:00", "02:33:00.499999998+01:00"),
        (
            "localdatetime('1984-10-11T12:31:14.000000001')",
            "1997-10-11T22:29:27.500000004",
            "1971-10-12T02:33:00.499999998",
        ),
        (
            "datetime('1984-10-11T12:31:14.000000001+01:00')",
            "1997-10-11T22:29:27.500000004+01:00",
            "1971-10-12T02:33:00.499999998+01:00",
        ),
        (
            "duration('P12Y5M14DT16H12M70.000000001S')",
            "P25Y4M43DT50H11M23.500000004S",
            "P-6M-15DT-17H-45M-3.500000002S",
        ),
    ];
    for (moment, sum, difference) in cases {
        assert_eq!(shown(&format!("{moment} + {long}")), sum);
        assert_eq!(shown(&format!("{moment} - {long}")), difference);
    }
    hold(&[
        ("duration('P1M') + date('2023-01-31')", "2023-02-28"),
        ("date('2023-03-31') - duration('P1M')", "2023-02-28"),
        ("date('2023-01-31') + duration('PT47H')", "2023-02-01"),
        (
            "date('+999999999-12-31') + duration('P1D')",
            "ArithmeticError: the result lies beyond what a date can hold",
        ),
    ]);
}

#[test]
fn durations_are_multiplied_and_divided() {
    let duration = "duration('P12Y5M14DT16H13M10.000000001S')";
    let cases = [
        ("* 1", "P12Y5M14DT16H13M10.000000001S"),
        ("* 2", "P24Y10M28DT32H26M20.000000002S"),
        ("/ 2", "P6Y2M22DT13H21M8S"),
        ("* 0.5", "P6Y2M22DT13H21M8S"),
        ("/ 0.5", "P24Y10M28DT32H26M20.000000002S"),
        ("* -1", "P-12Y-5M-14DT-16H-13M-10.000000001S"),
        ("/ -2", "P-6Y-2M-22DT-13H-21M-8S"),
        ("/ 0", "ArithmeticError: a duration cannot be divided by zero"),
        ("/ 0.0", "ArithmeticError: a duration cannot be divided by zero"),
        ("* 9223372036854775807", "ArithmeticError: the result lies beyond what a duration can hold"),
    ];
    for (operation, expected) in cases {
        assert_eq!(shown(&format!("{duration} {operation}")), expected, "{operation}");
    }
    hold(&[
        ("2 * duration('PT1H')", "PT2H"),
        ("duration('P10D') * 0.3", "P3D"),
        ("duration('P1D') / 3", "PT8H"),
    ]);
}

#[test]
fn components_are_read_by_name() {
    let cases = [
        (
            "date('1984-10-11')",
            "year quarter month week weekYear day ordinalDay weekDay dayOfQuarter",
            "1984 4 10 41 1984 11 285 4 11",
        ),
        ("date('1984-01-01')", "year weekYear week dayOfWeek", "1984 1983 52 7"),
        (
            "localtime('12:31:14.645876123')",
            "hour minute second millisecond microsecond nanosecond",
            "12 31 14 645 645876 645876123",
        ),
        ("time('12:31:14-01:30')", "timezone offset offsetMinutes offsetSeconds", "-01:30 -01:30 -90 -5400"),
        (
            "datetime('1984-11-11T12:31:14.645876123[Europe/Stockholm]')",
            "timezone offset offsetMinutes offsetSeconds epochSeconds epochMillis",
            "Europe/Stockholm +01:00 60 3600 469020674 469020674645",
        ),
        (
            "duration('P1Y4M10DT1H1M1.111111111S')",
            "years quarters months weeks days hours minutes seconds",
            "1 5 16 1 10 1 61 3661",
        ),
        (
            "duration('P1Y4M10DT1H1M1.111111111S')",
            "milliseconds microseconds nanoseconds",
            "3661111 3661111111 3661111111111",
        ),
        (
            "duration('P1Y4M10DT1H1M1.111111111S')",
            "quartersOfYear monthsOfQuarter monthsOfYear daysOfWeek minutesOfHour secondsOfMinute",
            "1 1 4 3 1 1",
        ),
        (
            "duration('P1Y4M10DT1H1M1.111111111S')",
            "millisecondsOfSecond microsecondsOfSecond nanosecondsOfSecond",
            "111 111111 111111111",
        ),
        ("duration('PT-1.5S')", "seconds milliseconds millisecondsOfSecond", "-1 -1500 -500"),
    ];
    for (value, names, expected) in cases {
        let parts: Vec<String> = names.split(' ').map(|name| shown(&format!("{value}.{name}"))).collect();
        assert_eq!(parts.join(" "), expected, "{value}");
    }
    hold(&[
        ("date('1984-10-11').hour", "ArgumentError: a date has no component `hour`"),
        (
            "duration({hours: 9223372036854}).nanoseconds",
            "ArithmeticError: the result lies beyond what an integer can hold",
        ),
        (
            "datetime('+999999999-01-01').epochMillis",
            "ArithmeticError: the result lies beyond what an integer can hold",
        ),
    ]);
}
