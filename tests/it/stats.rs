//! `hvgraph stats`.

use crate::program::{hvgraph, regatta};

#[test]
fn counts_in_words() {
    insta::assert_snapshot!(regatta(&["stats"]).shown());
    insta::assert_snapshot!(regatta(&["stats", "--lang", "vi"]).shown());
}

#[test]
fn how_the_graph_hangs_together() {
    insta::assert_snapshot!(regatta(&["stats", "--structure"]).shown());
    insta::assert_snapshot!(format!(
        "{:#}",
        regatta(&["stats", "--structure", "--json"]).json(0)["structure"]
    ));
}

#[test]
fn counts_as_json() {
    let stats = regatta(&["stats", "--json"]).json(0);
    assert_eq!(stats["schema_version"], 1);
    insta::assert_snapshot!(format!("{stats:#}"));
}

#[test]
fn counts_agree_with_the_export() {
    let graph = hvgraph(&["export", "--json"]).json(0);
    let (nodes, edges) = (graph["nodes"].as_array().unwrap(), graph["edges"].as_array().unwrap());
    let sources = nodes.iter().filter(|node| node["kind"] == "Source").count();
    let read =
        format!("{sources} sources, {} nodes, {} claims; 0 rejected", nodes.len() - sources, edges.len());
    hvgraph(&["stats"]).ends(0).says(&read);
}
