//! `hvgraph diff`: what changed in meaning, the riskiest first.

use std::collections::BTreeSet;

use hvgraph::dataset::{Dataset, Diff, Record, Risk, Versions};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::folders::{Folder, claim, small_schema, source, thing};
use crate::program::{Run, cases, hvgraph};

fn records() -> Value {
    let mut open = claim("open", "KNOWS", "b", "c");
    open["when"] = "2020/..".into();
    let mut dated = claim("dated", "KNOWS", "c", "a");
    dated["when"] = "2019".into();
    let mut two = claim("two", "KNOWS", "a", "c");
    two["cite"] = json!(["s1#1", "s1#2"]);
    json!({
        "sources": [source()],
        "nodes": [thing("a", "Alpha"), thing("b", "Beta"), thing("c", "Gamma")],
        "claims": [
            claim("gone", "KNOWS", "a", "b"), open, dated, two,
            claim("kept", "KNOWS", "b", "a"), claim("turned", "IN", "a", "b"), claim("old-id", "IN", "b", "c"),
        ],
    })
}

fn folder(records: &Value) -> Folder {
    Folder::small().with_records("a.json", records)
}

/// Compares the records above with others.
fn diff_to(new: &Folder, args: &[&str]) -> Run {
    let old = folder(&records());
    let places = [old.path().to_str().unwrap(), new.path().to_str().unwrap()];
    let mut run = hvgraph(&[&["diff", places[0], places[1]], args].concat());
    for text in [&mut run.command, &mut run.stdout, &mut run.stderr] {
        *text = text.replace(places[0], "OLD").replace(places[1], "NEW");
    }
    run
}

/// The records above, changed in every way.
fn changed() -> Folder {
    let mut new = records();
    new["claims"].as_array_mut().unwrap().remove(0);
    let claims = &mut new["claims"];
    claims[0]["when"] = "2020/2024-05".into();
    claims[1]["when"] = "2018".into();
    claims[2]["cite"] = json!(["s1#2"]);
    claims[3]["status"] = "disputed".into();
    claims[3]["cite"] = json!(["s1#1", "s1#9"]);
    claims[4]["to"] = "c".into();
    claims[5]["id"] = "new-id".into();
    claims.as_array_mut().unwrap().push(claim("fresh", "KNOWS", "c", "b"));
    new["nodes"][0]["aliases"] = json!([{ "name": "Alfa", "cite": ["s1#4"] }]);
    new["nodes"][1]["name"] = "Bet".into();
    let mut schema = small_schema();
    schema["types"]["KNOWS"]["symmetric"] = true.into();
    schema["kinds"]["New"] = schema["kinds"]["Hub"].clone();
    folder(&new).with("schema.json", schema.to_string())
}

#[test]
fn changes_are_told_in_words_the_riskiest_first() {
    insta::assert_snapshot!(diff_to(&changed(), &[]).shown());
    insta::assert_snapshot!(diff_to(&changed(), &["--lang", "vi"]).shown());
}

#[test]
fn json_has_both_versions_of_each_record() {
    let answer = diff_to(&changed(), &["--json"]).json(0);
    let change = |id: &str| {
        let changes = answer["changes"].as_array().unwrap().iter();
        changes.clone().find(|one| one["new"]["id"] == id || one["old"]["id"] == id).unwrap().clone()
    };
    assert_eq!(change("gone")["risk"], "removed");
    assert_eq!(change("gone")["new"], Value::Null);
    assert_eq!(change("fresh")["old"], Value::Null);
    assert_eq!(change("open")["alterations"][0]["ended"]["end"], "2024-05");
    assert_eq!(change("new-id")["alterations"], json!([{ "id": { "old": "old-id", "new": "new-id" } }]));
    assert_eq!(change("kept")["risk"], "status");
    assert_eq!(answer["counts"]["removed"], 1);
    assert_eq!(answer["counts"]["added"], 1);
    assert_eq!(answer["schema_changes"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_changed_is_status_one() {
    diff_to(&folder(&records()), &[]).ends(1).says("no difference");
    hvgraph(&["diff", "bundled", "data"]).ends(1);
    assert_eq!(hvgraph(&["diff", "data", "bundled", "--json"]).json(1)["changes"], json!([]));
}

#[test]
fn order_files_and_lists_carry_no_meaning() {
    let mut new = records();
    let claims = new["claims"].as_array_mut().unwrap();
    claims.reverse();
    let moved: Vec<Value> = claims.split_off(3);
    new["nodes"].as_array_mut().unwrap().reverse();
    for claim in new["claims"].as_array_mut().unwrap() {
        claim["cite"].as_array_mut().unwrap().reverse();
        claim["status"] = "stated".into();
    }
    let new = folder(&new).with_records("b.json", &json!({ "claims": moved }));
    diff_to(&new, &[]).ends(1);
}

#[test]
fn a_renamed_node_or_source_changes_no_claim() {
    let text = records().to_string().replace("\"b\"", "\"beta\"").replace("s1", "source-1");
    let run = diff_to(&Folder::small().with("a.json", text), &["--json"]);
    let answer = run.json(0);
    let risks: Vec<(&Value, &Value)> =
        answer["changes"].as_array().unwrap().iter().map(|one| (&one["risk"], &one["new"]["id"])).collect();
    let renamed = json!("renamed");
    assert_eq!(risks, [(&renamed, &json!("beta")), (&renamed, &json!("source-1"))], "{}", run.shown());
}

#[test]
fn the_ends_of_a_symmetric_claim_may_change_places() {
    let mut schema = small_schema();
    schema["types"]["KNOWS"]["symmetric"] = true.into();
    let old = folder(&records()).with("schema.json", schema.to_string());
    let mut turned = records();
    turned["claims"][0]["from"] = "b".into();
    turned["claims"][0]["to"] = "a".into();
    let new = folder(&turned).with("schema.json", schema.to_string());
    let places = [old.path().to_str().unwrap(), new.path().to_str().unwrap()];
    hvgraph(&["diff", places[0], places[1]]).ends(1);
}

#[test]
fn errors_say_which_of_the_two() {
    hvgraph(&["diff", "bundled", "tests/data/broken"])
        .ends(3)
        .warns("error: new data set `tests/data/broken`: ")
        .warns("tests/data/broken/records.json:5:");
    hvgraph(&["diff", "/nonexistent", "bundled"])
        .ends(6)
        .warns("error: old data set: cannot read `/nonexistent`");
    let answer = hvgraph(&["diff", "bundled", "tests/it", "--json"]).json(3);
    assert_eq!(answer["error"]["message"], "new data set: `tests/it` has no schema.json");
    hvgraph(&["diff", "bundled", "data", "--as-of", "2020"]).ends(2).warns("`--as-of` with `diff`");
    hvgraph(&["diff", "bundled", "--data", "data"]).ends(2);
}

/// Loads the claims with these numbers; no two of them say the same.
fn numbered(numbers: &BTreeSet<u8>) -> Dataset {
    let claims = numbers.iter().map(|number| {
        let mut one = claim(&format!("c{number:03}"), "KNOWS", "a", "b");
        one["note"] = number.to_string().into();
        one
    });
    let records = json!({
        "sources": [source()], "nodes": [thing("a", "Alpha"), thing("b", "Beta")],
        "claims": claims.collect::<Vec<_>>(),
    });
    let (schema, records) = (small_schema().to_string(), records.to_string());
    Dataset::from_texts(&[("schema.json", &schema), ("a.json", &records)]).unwrap()
}

proptest! {
    #![proptest_config(cases(32))]
    #[test]
    fn what_came_and_went_is_the_difference_of_the_sets(
        old in prop::collection::btree_set(any::<u8>(), 0..12),
        new in prop::collection::btree_set(any::<u8>(), 0..12),
    ) {
        let (before, after) = (numbered(&old), numbered(&new));
        let diff = Diff::between(&before, &after);
        let ids = |risk| -> BTreeSet<String> {
            let claims = diff.of_risk(risk).map(|change| match change.record {
                Record::Claim(Versions::Old(claim)) => before.facts().claim_id(claim).to_owned(),
                Record::Claim(Versions::New(claim)) => after.facts().claim_id(claim).to_owned(),
                other => format!("{other:?}"),
            });
            claims.collect()
        };
        let expected = |numbers: BTreeSet<u8>| -> BTreeSet<String> {
            numbers.into_iter().map(|number| format!("c{number:03}")).collect()
        };
        prop_assert_eq!(ids(Risk::Removed), expected(&old - &new));
        prop_assert_eq!(ids(Risk::Added), expected(&new - &old));
        prop_assert_eq!(diff.changes.len(), (&old ^ &new).len());
        prop_assert_eq!(diff.is_empty(), old == new);
    }
}
