//! `hvgraph cite`.

use serde_json::Value;

use crate::program::{hvgraph, regatta, repository};

#[test]
fn sources_with_the_paragraphs_cited() {
    insta::assert_snapshot!(regatta(&["cite"]).shown());
    insta::assert_snapshot!(regatta(&["cite", "heron", "--lang", "vi"]).shown());
}

#[test]
fn one_claim_by_its_id() {
    regatta(&["cite", "c20"]).ends(0).says("gazette").says("ledger").does_not_say("paddle");
}

#[test]
fn for_reference_managers() {
    insta::assert_snapshot!(regatta(&["cite", "--format", "bibtex"]).shown());
    let csl = regatta(&["cite", "--format", "csl-json"]);
    insta::assert_snapshot!(csl.shown());
    let items: Value = serde_json::from_str(&csl.stdout).unwrap();
    assert_eq!(items.as_array().unwrap().len(), 3);
    let ris = regatta(&["cite", "--format", "ris"]);
    // Every line ends in CR LF, which a snapshot cannot show.
    assert_eq!(ris.stdout.matches("\r\n").count(), ris.stdout.matches('\n').count());
    insta::assert_snapshot!(ris.shown().replace('\r', ""));
}

#[test]
fn json_lists_paragraphs_as_numbers() {
    let answer = regatta(&["cite", "heron", "--json"]).json(0);
    assert_eq!(answer["sources"][0]["id"], "gazette");
    assert_eq!(answer["sources"][0]["paragraphs"], serde_json::json!([6, 7]));
}

#[test]
fn a_name_that_nothing_has_ends_with_1() {
    regatta(&["cite", "zzzzzz"]).ends(1).warns("no node is named");
}

#[test]
fn the_bundled_sources_are_the_five_articles() {
    let csl = hvgraph(&["cite", "--format", "csl-json"]);
    let items: Value = serde_json::from_str(&csl.stdout).unwrap();
    let ids: Vec<&str> = items.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["000", "001", "002", "003", "004"].map(|id| format!("hanoi-vientiane-{id}")));
}

#[test]
fn every_paragraph_that_anything_cites_is_listed() {
    // Paragraphs that only an alias cites were left out once.
    let mut cited = std::collections::BTreeSet::new();
    for file in ["nodes.json", "claims.json"] {
        let text = std::fs::read_to_string(repository().join("tests/data/regatta").join(file)).unwrap();
        let words = text.split('"').filter(|word| word.contains('#') && !word.contains(' '));
        cited.extend(words.map(str::to_owned));
    }
    let answer = regatta(&["cite", "--json"]).json(0);
    let mut listed = std::collections::BTreeSet::new();
    for source in answer["sources"].as_array().unwrap() {
        let paragraphs = source["paragraphs"].as_array().unwrap().iter();
        listed.extend(paragraphs.map(|paragraph| format!("{}#{paragraph}", source["id"].as_str().unwrap())));
    }
    assert_eq!(listed, cited);
    regatta(&["cite", "mai-cheo-xanh"]).ends(0).says("paragraphs 1, 3, 5, 7\n");
}
