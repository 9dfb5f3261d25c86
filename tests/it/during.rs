//! `--during`: what holds at some time within a period, beside `--as-of`, which knows one state of affairs.

use serde_json::json;

use crate::fixture::CALLS;
use crate::folders::{Folder, claim, small_schema, source, thing};
use crate::program::{on_folder, regatta};

/// Two holders of one seat: `a` attested in 2017, `b` on 2021-11-17.
fn two_holders() -> Folder {
    let mut schema = small_schema();
    schema["types"]["KNOWS"]["role"] = "holding".into();
    let (mut first, mut second) = (claim("c1", "KNOWS", "a", "seat"), claim("c2", "KNOWS", "b", "seat"));
    first["attested"] = "2017".into();
    second["attested"] = "2021-11-17".into();
    let records = json!({
        "sources": [source()],
        "nodes": [thing("a", "Alpha"), thing("b", "Beta"), thing("seat", "Seat")],
        "claims": [first, second],
    });
    Folder::empty().with("schema.json", schema.to_string()).with_records("all.json", &records)
}

/// Says how surely the first holder has the seat.
fn first_holder(folder: &Folder, flag: &str, date: &str) -> String {
    let answer = on_folder(folder.path(), &["show", "seat", flag, date, "--json"]).json(0);
    let claims = answer["claims"].as_array().unwrap();
    let found = claims.iter().find(|claim| claim["id"] == "c1");
    let field = flag.trim_start_matches("--").replace('-', "_");
    found.map_or_else(|| "no".to_owned(), |claim| claim[&field].as_str().unwrap().to_owned())
}

#[test]
fn a_period_sees_several_holders_in_turn() {
    let folder = two_holders();
    for (flag, date, expected) in [
        ("--as-of", "2017", "certain"),
        ("--as-of", "2019", "possible"),
        // In 2021 somebody else surely had the seat: as of that year it is one state of affairs.
        ("--as-of", "2021", "no"),
        ("--as-of", "2023", "no"),
        ("--during", "2017", "certain"),
        ("--during", "2016/2023", "certain"),
        ("--during", "2018/2023", "possible"),
        // Nobody says on which day before 17 November the second holder came.
        ("--during", "2021", "possible"),
        ("--during", "2021-11-17", "no"),
        ("--during", "2021-11-17/2023", "no"),
        ("--during", "2021-11-16/2023", "possible"),
    ] {
        assert_eq!(first_holder(&folder, flag, date), expected, "{flag} {date}");
    }
}

#[test]
fn for_a_day_both_questions_are_one() {
    let folder = two_holders();
    for day in ["2016-12-31", "2017-06-01", "2018-01-01", "2021-11-16", "2021-11-17", "2021-11-18"] {
        let (as_of, during) = (first_holder(&folder, "--as-of", day), first_holder(&folder, "--during", day));
        assert_eq!(as_of, during, "{day}");
    }
}

#[test]
fn answers_say_how_surely_in_the_period() {
    insta::assert_snapshot!(regatta(&["show", "brandvik", "--during", "2016/2018"]).shown());
    insta::assert_snapshot!(regatta(&["show", "brandvik", "--during", "2016/2018", "--lang", "vi"]).shown());
    let attested = ["path", "khoi-vi", "mai-cheo-xanh", "--during", "1990/1991"];
    regatta(&attested).ends(0).says("possibly in that period").says("outside the period");
    regatta(&[&attested[..], &["--certain"]].concat()).ends(1);
}

#[test]
fn every_document_that_names_the_date_names_the_period() {
    for call in CALLS.iter().filter(|call| !call.contains(&"--dot") && !call.contains(&"--as-of")) {
        let run = regatta(&[call, &["--json", "--during", "2015/2019"][..]].concat());
        let document = run.json(run.status);
        if document.get("as_of").is_some() {
            assert!(document["as_of"].is_null(), "{call:?}");
            assert_eq!(document["during"], "2015/2019", "{call:?}");
        }
    }
}

#[test]
fn pictures_say_the_period() {
    for call in [
        &["export", "--dot"][..],
        &["show", "steinsee", "--dot"],
        &["neighbors", "steinsee", "--dot"],
        &["timeline", "--dot"],
        &["path", "khoi-vi", "brandvik", "--dot"],
    ] {
        let run = regatta(&[call, &["--during", "2015/2019"]].concat());
        run.ends(0).says("At some time during 2015–2019");
        let run = regatta(&[call, &["--during", "2015/2019", "--lang", "vi"]].concat());
        run.ends(0).says("Trong giai đoạn 2015–2019");
    }
}

#[test]
fn a_timeline_of_a_period_counts_what_it_leaves_out() {
    let (all, part) =
        (regatta(&["timeline", "--json"]), regatta(&["timeline", "--json", "--during", "2018"]));
    let (all, part) = (all.json(0), part.json(0));
    let n = |answer: &serde_json::Value| answer["entries"].as_array().unwrap().len() as u64;
    assert!(n(&part) > 0 && n(&part) < n(&all));
    assert_eq!(n(&part) + part["left_out"]["nodes_outside_time"].as_u64().unwrap(), n(&all));
    assert_eq!(part["left_out"]["claims_outside_period"], 0);
}

#[test]
fn a_date_and_a_period_are_told_apart() {
    insta::assert_snapshot!(regatta(&["stats", "--as-of", "2017/2020"]).shown());
    insta::assert_snapshot!(regatta(&["stats", "--during", "2O17/2020"]).shown());
    regatta(&["stats", "--as-of", "2017", "--during", "2018"]).ends(2).warns("cannot be used");
    regatta(&["--as-of", "2017", "stats", "--during", "2018"]).ends(2).warns("cannot be used");
    regatta(&["path", "khoi-vi", "brandvik", "--certain"]).ends(2).warns("--during PERIOD");
}
