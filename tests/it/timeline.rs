//! `hvgraph timeline`.

use crate::program::{hvgraph, regatta};

#[test]
fn dated_nodes_come_in_time_order() {
    insta::assert_snapshot!(regatta(&["timeline"]).shown());
    insta::assert_snapshot!(regatta(&["timeline", "--claims", "--lang", "vi"]).shown());
}

#[test]
fn one_node_shows_its_claims() {
    insta::assert_snapshot!(regatta(&["timeline", "brandvik"]).shown());
}

#[test]
fn json_bounds_every_date() {
    let answer = regatta(&["timeline", "--claims", "--json"]).json(0);
    for entry in answer["entries"].as_array().unwrap() {
        assert!(entry["date"].is_string(), "{entry}");
        let (earliest, latest) = (entry["earliest"].as_str(), entry["latest"].as_str());
        assert!(earliest.is_none() || latest.is_none() || earliest <= latest, "{entry}");
        assert!(!entry["citations"].as_array().unwrap().is_empty(), "{entry}");
    }
}

#[test]
fn a_date_and_a_kind_narrow_it() {
    regatta(&["timeline", "--as-of", "2019"])
        .ends(0)
        .says("Giải Sương Mù 2019")
        .does_not_say("Giải Sương Mù 2018");
    regatta(&["timeline", "--kind", "Club"]).says("Nothing has a date");
}

#[test]
fn entries_without_a_date_are_counted() {
    let answer = regatta(&["timeline", "--claims", "--json"]).json(0);
    let shown =
        answer["entries"].as_array().unwrap().iter().filter(|entry| !entry["claim"].is_null()).count();
    let left_out: u64 = answer["left_out"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| name.starts_with("claims"))
        .map(|(_, n)| n.as_u64().unwrap())
        .sum();
    let undated = answer["undated_claims"].as_u64().unwrap();
    assert_eq!(shown as u64 + undated + left_out, 35, "{answer:#}");
}

#[test]
fn a_drawing_has_only_dated_nodes() {
    let run = regatta(&["timeline", "--dot"]);
    graphviz_rust::parse(&run.stdout).unwrap();
    run.ends(0).says("Giải Sương Mù").does_not_say("Old Weir");
}

#[test]
fn the_bundled_timeline_is_cited_throughout() {
    let run = hvgraph(&["timeline"]);
    run.ends(0).says("¶");
}
