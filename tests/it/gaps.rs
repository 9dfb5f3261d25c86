//! `hvgraph gaps`: what a data set does not say, or says with one voice alone.

use serde_json::{Value, json};

use crate::folders::Folder;
use crate::program::{Run, hvgraph, on_folder, regatta};

/// Two towns on a river: bodies, offices, talks, treaties and papers, with a role for each kind and type.
fn schema() -> Value {
    let words = |text: &str| json!({ "vi": text, "en": text });
    let kind = |label: &str, role: &str| json!({ "label": words(label), "shape": "box", "color": "#009E73", "role": role, "props": {} });
    let edge = |label: &str, from: &[&str], to: &[&str], role: &str| json!({ "label": words(label), "reverse": words(label), "from": from, "to": to, "role": role });
    let mut schema = json!({
        "version": 1, "name": "towns", "title": words("Two towns"), "source_kind": "Paper",
        "sides": { "property": "bank", "both": ["both"], "pair": [
            { "label": words("East bank"), "values": ["east"], "places": ["east"] },
            { "label": words("West bank"), "values": ["west"], "places": ["west"] },
        ] },
        "origins": { "type": "WROTE", "property": "part", "values": ["words"] },
        "kinds": {
            "Town": kind("town", "place"), "Body": kind("body", "institution"), "Seat": kind("seat", "office"),
            "Who": kind("person", "person"), "Talk": kind("talks", "event"), "Treaty": kind("treaty", "agreement"),
            "Work": kind("work", "project"),
            "Paper": { "label": words("paper"), "shape": "note", "color": "#999999", "structural": true },
            "Agency": { "label": words("agency"), "shape": "box", "color": "#999999", "structural": true },
        },
        "types": {
            "IN": edge("lies in", &["Body", "Seat"], &["Town", "Body"], "containment"),
            "PAIRED": edge("is paired with", &["Body"], &["Body"], "pairing"),
            "HOLDS": edge("holds", &["Who"], &["Seat"], "holding"),
            "JOINED": edge("joined", &["Body", "Who", "Town"], &["Talk"], "participation"),
            "SIGNED": edge("signed", &["Town", "Body"], &["Treaty"], "signing"),
            "SIGNED_AT": edge("was signed at", &["Treaty"], &["Talk"], "occasion"),
            "FROM": edge("follows from", &["Work", "Agency"], &["Treaty"], "follow_up"),
            "WROTE": { "label": words("wrote"), "reverse": words("wrote"), "from": ["Agency"], "to": ["Paper"],
                "props": { "part": { "type": "string", "label": words("part") } } },
        },
    });
    schema["kinds"]["Who"]["props"] = json!({ "bank": { "type": "string", "label": words("bank") } });
    schema["types"]["IN"]["timeless"] = true.into();
    schema
}

fn node(id: &str, kind: &str, when: Option<&str>) -> Value {
    let mut node = json!({ "id": id, "kind": kind, "name": id, "cite": ["a#1"] });
    if let Some(when) = when {
        node["when"] = when.into();
    }
    node
}

fn claim(id: &str, edge_type: &str, ends: [&str; 2], cite: &[&str]) -> Value {
    json!({ "id": id, "type": edge_type, "from": ends[0], "to": ends[1], "cite": cite })
}

fn towns() -> Folder {
    let mut anna = node("anna", "Who", None);
    anna["props"] = json!({ "bank": "east" });
    let mut old = claim("c5", "JOINED", ["anna", "talks-2001"], &["a#2"]);
    old["when"] = "2001".into();
    let records = json!({
        "sources": [
            { "id": "a", "title": "A", "published": "2001", "publisher": "River Press" },
            { "id": "b", "title": "B", "author": "N. N.", "publisher": "RIVER PRESS" },
            { "id": "c", "title": "C", "published": "2010" },
            { "id": "d", "title": "D" },
        ],
        "nodes": [
            node("east", "Town", None), node("west", "Town", None),
            node("council-east", "Body", None), node("council-west", "Body", None), node("works", "Body", None),
            node("mayor", "Seat", None), node("clerk", "Seat", None), anna,
            node("talks-2001", "Talk", Some("2001-05")), node("talks-2004", "Talk", Some("2004/2006")),
            node("talks-2009", "Talk", Some("2009")),
            node("treaty", "Treaty", Some("2001")), node("pact", "Treaty", None), node("bridge", "Work", None),
            node("wire", "Agency", None),
        ],
        "claims": [
            claim("c1", "IN", ["council-east", "east"], &["a#1", "b#1"]),
            claim("c2", "IN", ["council-west", "west"], &["a#1", "c#1"]),
            claim("c3", "IN", ["works", "west"], &["a#1"]),
            claim("c4", "PAIRED", ["council-east", "council-west"], &["a#1", "c#1"]),
            old,
            claim("c6", "JOINED", ["council-west", "talks-2001"], &["a#2"]),
            claim("c7", "JOINED", ["west", "talks-2004"], &["a#2"]),
            claim("c8", "SIGNED", ["east", "treaty"], &["a#3"]),
            claim("c9", "SIGNED_AT", ["treaty", "talks-2001"], &["a#3"]),
            claim("d1", "FROM", ["bridge", "treaty"], &["c#3"]),
            claim("d2", "FROM", ["wire", "pact"], &["c#3"]),
            claim("d3", "HOLDS", ["anna", "mayor"], &["a#4"]),
        ],
    });
    let wrote = json!({ "claims": [
        { "id": "w1", "type": "WROTE", "from": "wire", "to": "c", "cite": ["c#1"], "props": { "part": "words" } },
    ] });
    Folder::empty()
        .with("schema.json", schema().to_string())
        .with_records("a.json", &records)
        .with_records("wrote.json", &wrote)
}

fn on_towns(args: &[&str]) -> Run {
    on_folder(towns().path(), args)
}

/// Returns the ids of what has gaps of a sort.
fn ids(answer: &Value, sort: &str) -> Vec<String> {
    let sorts = answer["sorts"].as_array().unwrap();
    let sort = sorts.iter().find(|entry| entry["sort"] == sort).unwrap();
    assert_eq!(sort["count"], sort["gaps"].as_array().unwrap().len());
    let gaps = sort["gaps"].as_array().unwrap().iter();
    let id =
        |gap: &Value| gap["node"]["id"].as_str().or_else(|| gap["claim"]["id"].as_str()).unwrap().to_owned();
    gaps.map(id).collect()
}

#[test]
fn every_sort_of_gap_is_found_and_nothing_else() {
    let answer = on_towns(&["gaps", "--all", "--json"]).json(0);
    assert_eq!(ids(&answer, "no-counterpart"), ["works"]);
    assert_eq!(ids(&answer, "no-signing"), ["pact"]);
    assert_eq!(
        ids(&answer, "no-follow-up"),
        ["pact"],
        "an agency that speaks of a treaty does not carry it out"
    );
    assert_eq!(ids(&answer, "no-holder"), ["clerk"]);
    assert_eq!(ids(&answer, "one-sided"), ["talks-2004", "talks-2009"]);
    assert_eq!(ids(&answer, "source-unknown"), ["a", "b", "d"], "an agency stands behind c");
    assert_eq!(ids(&answer, "unused"), ["d", "clerk", "talks-2009"]);
    // One publisher, whatever the case it is printed in, is one voice.
    let single = ids(&answer, "single-source");
    assert!(single.contains(&"c1".to_owned()) && !single.contains(&"c2".to_owned()), "{single:?}");
    assert_eq!(ids(&answer, "undated"), ["c4", "c6", "c7", "c8", "c9", "d1", "d3"]);
    let years = &answer["sorts"][3]["gaps"];
    let years: Vec<_> = years.as_array().unwrap().iter().map(|gap| (&gap["first"], &gap["last"])).collect();
    assert_eq!(years, [(&json!(2002), &json!(2003)), (&json!(2007), &json!(2008))]);
}

#[test]
fn the_answer_in_words() {
    insta::assert_snapshot!(on_towns(&["gaps"]).shown());
    insta::assert_snapshot!(on_towns(&["gaps", "--lang", "vi", "--all"]).shown());
}

#[test]
fn what_fills_a_gap_must_pass_the_filters() {
    let sort =
        |args: &[&str], name: &str| ids(&on_towns(&[&["gaps", "--json"], args].concat()).json(0), name);
    assert_eq!(sort(&["--min-sources", "2"], "no-signing"), ["treaty", "pact"]);
    assert_eq!(sort(&["--kind", "Seat"], "no-holder"), ["clerk"]);
    assert_eq!(sort(&["--kind", "Seat"], "no-counterpart"), Vec::<String>::new());
    let run = on_towns(&["gaps", "--kind", "Seat", "--structural"]);
    run.ends(0).says("Left out: ").says("nodes of other kinds");
    // As of a date, talks of other years are not asked about.
    assert_eq!(sort(&["--as-of", "2009"], "one-sided"), ["talks-2009"]);
}

#[test]
fn types_choose_claims_and_then_no_nodes_are_examined() {
    let answer = on_towns(&["gaps", "--type", "JOINED", "--all", "--json"]).json(0);
    assert_eq!(ids(&answer, "no-counterpart"), Vec::<String>::new());
    assert_eq!(ids(&answer, "undated"), ["c6", "c7"]);
    assert_eq!(
        answer["sorts"][9]["by_type"]["JOINED"],
        json!({ "count": 2, "of": 3, "at_dated_event": 2, "of_one_origin": 0 })
    );
}

#[test]
fn a_name_lists_what_touches_it() {
    insta::assert_snapshot!(on_towns(&["gaps", "council-east"]).shown());
    on_towns(&["gaps", "mayor", "--only", "no-holder"]).ends(1).says("No gap found");
    on_towns(&["gaps", "--only", "no-holder"]).ends(0).says("clerk").does_not_say("Claims without");
    on_towns(&["gaps", "--only", "holder"]).ends(2).warns("no-holder");
}

#[test]
fn without_roles_only_sources_and_claims_have_gaps() {
    let run = regatta(&["gaps"]);
    run.ends(0).does_not_say("counterpart").does_not_say("follow-up").says("Claims without a date");
}

#[test]
fn the_bundled_data_set_has_gaps_of_most_sorts() {
    let run = hvgraph(&["gaps", "--only", "no-signing", "--only", "empty-years"]);
    run.ends(0).says("2018–2020 · 3 years").says("no signer recorded");
    let answer = hvgraph(&["gaps", "--json"]).json(0);
    let counts = answer["sorts"].as_array().unwrap().iter().filter(|sort| sort["count"].as_u64() > Some(0));
    assert!(counts.count() >= 9);
}

#[test]
fn sides_and_origins_of_a_schema_are_checked() {
    let mut broken = schema();
    broken["sides"]["property"] = "shore".into();
    broken["sides"]["pair"][1]["values"] = json!(["east"]);
    broken["origins"]["type"] = "WROTES".into();
    let folder = towns().with("schema.json", serde_json::to_string_pretty(&broken).unwrap());
    insta::assert_snapshot!(on_folder(folder.path(), &["check"]).shown());
    let mut broken = schema();
    broken["sides"]["pair"][0]["places"] = json!(["eats"]);
    let folder = towns().with("schema.json", serde_json::to_string_pretty(&broken).unwrap());
    on_folder(folder.path(), &["check"]).ends(3).warns("unknown node `eats`").warns("did you mean `east`?");
}
