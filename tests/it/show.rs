//! `hvgraph show`: the dossier of one node.

use crate::program::{hvgraph, regatta};

#[test]
fn a_dossier_has_properties_claims_and_numbered_sources() {
    insta::assert_snapshot!(regatta(&["show", "Steinsee Rowing Club"]).shown());
    insta::assert_snapshot!(regatta(&["show", "khoi vi", "--lang", "vi"]).shown());
}

#[test]
fn what_was_worked_out_is_marked() {
    insta::assert_snapshot!(regatta(&["show", "mist-2020"]).shown());
    regatta(&["show", "rigger-cup"]).ends(0).says("date: day of the race (gazette#7)");
}

#[test]
fn a_loop_is_shown_once() {
    let run = regatta(&["show", "heron"]);
    assert_eq!(run.stdout.matches("November 2009").count(), 1, "{}", run.shown());
}

#[test]
fn a_source_is_a_node_too() {
    insta::assert_snapshot!(regatta(&["show", "gazette"]).shown());
}

#[test]
fn a_date_leaves_out_what_does_not_hold() {
    insta::assert_snapshot!(regatta(&["show", "mai-cheo-xanh", "--as-of", "2017-05"]).shown());
}

#[test]
fn a_node_without_claims_is_still_shown() {
    insta::assert_snapshot!(regatta(&["show", "old weir"]).shown());
}

#[test]
fn json_has_all_properties_and_claims() {
    let dossier = regatta(&["show", "heron", "--json"]).json(0);
    insta::assert_snapshot!(format!("{dossier:#}"));
}

#[test]
fn filters_say_what_they_left_out() {
    let run = regatta(&["show", "mai-cheo-xanh", "--type", "OWNS"]);
    run.ends(0).says("Cò Sớm").does_not_say("Trần Khôi Vĩ").says("Left out: ");
    regatta(&["show", "mist-2018", "--kind", "Season"]).ends(0).says("Mùa 2018");
    regatta(&["show", "mai-cheo-xanh", "--min-sources", "2"]).ends(0).says("claims with too few sources");
}

#[test]
fn dot_draws_the_node_and_its_neighbours() {
    let run = regatta(&["show", "steinsee", "--dot"]);
    run.ends(0).says("Morning Heron");
    graphviz_rust::parse(&run.stdout).unwrap();
}

#[test]
fn every_bundled_node_can_be_shown_by_its_id() {
    let graph = hvgraph(&["export", "--json"]).json(0);
    let nodes = graph["nodes"].as_array().unwrap();
    // A few, evenly spread: each is a run of the program.
    for node in nodes.iter().step_by(nodes.len() / 12) {
        let id = node["id"].as_str().unwrap();
        assert_eq!(hvgraph(&["show", id, "--json"]).json(0)["node"]["id"], id);
    }
}

/// Returns the report of a node of the invented data set in a format.
fn report(node: &str, ending: &str, args: &[&str]) -> String {
    let target = crate::folders::Folder::empty();
    let file = target.file(&format!("report.{ending}"));
    let run = regatta(&[&["show", node, "--report", file.to_str().unwrap()], args].concat());
    assert!(run.ends(0).stdout.is_empty() && run.stderr.contains("report."), "{}", run.shown());
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn a_report_has_all_of_a_dossier_and_says_where_it_comes_from() {
    insta::assert_snapshot!(report("steinsee", "md", &[]));
    insta::assert_snapshot!(report("khoi vi", "md", &["--lang", "vi", "--as-of", "2018"]));
    insta::assert_snapshot!(report("khoi vi", "html", &["--min-sources", "2"]));
}

#[test]
fn a_report_needs_a_format_it_knows() {
    let run = regatta(&["show", "heron", "--report", "heron.txt"]);
    run.ends(2).warns("expected a name that ends in .md or .html");
    regatta(&["show", "heron", "--report", "heron.md", "--json"]).ends(2);
    regatta(&["show", "heron", "--report", "/nonexistent/heron.md"]).ends(6);
}

#[test]
fn svg_draws_beside_the_answer() {
    let target = crate::folders::Folder::empty();
    let file = target.file("heron.svg");
    regatta(&["show", "heron", "--svg", file.to_str().unwrap()]).ends(0).says("Morning Heron");
    assert!(std::fs::read_to_string(file).unwrap().contains("<svg"));
}
