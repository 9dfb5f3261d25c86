//! `hvgraph timeline`.

use crate::folders::Folder;
use crate::program::{hvgraph, regatta, repository, run, sealed};

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
fn a_strip_shows_what_has_a_date() {
    let strip = regatta(&["timeline", "--dot"]);
    graphviz_rust::parse(&strip.stdout).unwrap();
    strip.ends(0).says("Giải Sương Mù").does_not_say("Old Weir").says("layout=neato");
    insta::assert_snapshot!(regatta(&["timeline", "brandvik", "--dot", "--lang", "vi"]).shown());
}

#[test]
fn both_drawers_write_the_same_words() {
    let (folder, no_graphviz) = (Folder::empty(), Folder::empty());
    let file = folder.file("strip.svg");
    let data = repository().join("tests/data/regatta");
    let args = ["timeline", "--claims", "--svg", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
    run(sealed().env("PATH", no_graphviz.path()), &args).ends(0).warns("built-in drawer").says("Sources");
    let svg = std::fs::read_to_string(&file).unwrap();
    let svg = roxmltree::Document::parse(&svg).unwrap();
    let texts = svg.descendants().filter(|node| node.has_tag_name("text"));
    let texts: Vec<&str> = texts.filter_map(|node| node.text()).collect();
    assert!(texts.len() > 100, "{texts:?}");
    let dot = regatta(&["timeline", "--claims", "--dot"]).stdout;
    for text in texts {
        let quoted = text.replace('&', "&amp;").replace('"', "\\\"");
        assert!(dot.contains(&quoted), "`{text}` is not in the DOT");
    }
}

#[test]
fn a_strip_counts_what_it_does_not_show() {
    let strip = regatta(&["timeline", "--claims", "--dot", "--during", "2018"]);
    strip
        .ends(0)
        .says("Claims without a date: ")
        .says("nodes outside the time")
        .says("possibly in that period");
}

#[test]
fn the_bundled_timeline_is_cited_throughout() {
    let answer = hvgraph(&["timeline"]);
    answer.ends(0).says("¶");
}
