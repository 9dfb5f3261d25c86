//! `hvgraph predict`, and measures that start from given nodes.

use serde_json::{Value, json};

use crate::folders::{Folder, claim, source, thing};
use crate::program::{Run, hvgraph, on_folder, regatta};

/// Two that share two friends, one of whom has a third; and two strangers.
fn friends() -> Folder {
    let ties =
        [("an", "binh"), ("an", "chi"), ("dung", "binh"), ("dung", "chi"), ("chi", "em"), ("gia", "huy")];
    let tie = |(at, (from, to)): (usize, &(&str, &str))| claim(&format!("c{at}"), "KNOWS", from, to);
    let claims: Vec<Value> = ties.iter().enumerate().map(tie).collect();
    let nodes: Vec<Value> =
        ["an", "binh", "chi", "dung", "em", "gia", "huy"].iter().map(|id| thing(id, id)).collect();
    let records = json!({ "sources": [source()], "nodes": nodes, "claims": claims });
    Folder::small().with_records("records.json", &records)
}

fn pairs(answer: &Run) -> Vec<(String, f64)> {
    let answer = answer.json(0);
    let pair = |pair: &Value| {
        let ids = [0, 1].map(|at| pair["nodes"][at]["id"].as_str().unwrap().to_owned());
        (ids.join("-"), pair["score"].as_f64().unwrap())
    };
    answer["pairs"].as_array().unwrap().iter().map(pair).collect()
}

#[test]
fn scores_are_as_defined() {
    let folder = friends();
    let first = |by: &str| {
        let found = pairs(&on_folder(folder.path(), &["predict", "--by", by, "--json"]));
        found.into_iter().find(|(ids, _)| ids == "an-dung").unwrap().1
    };
    assert!((first("common-neighbors") - 2.0).abs() < 1e-12);
    assert!((first("jaccard") - 1.0).abs() < 1e-12);
    assert!((first("adamic-adar") - (1.0 / 2.0_f64.ln() + 1.0 / 3.0_f64.ln())).abs() < 1e-12);
    assert!((first("resource-allocation") - (0.5 + 1.0 / 3.0)).abs() < 1e-12);
    assert!((first("preferential-attachment") - 4.0).abs() < 1e-12);
}

#[test]
fn pairs_that_are_tied_or_share_nobody_are_not_suggested() {
    let all = pairs(&on_folder(friends().path(), &["predict", "--json", "--top", "100"]));
    let mut ids: Vec<&str> = all.iter().map(|(ids, _)| ids.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["an-dung", "an-em", "binh-chi", "dung-em"]);
    assert!(all.is_sorted_by(|one, other| one.1 >= other.1));
    let about = pairs(&on_folder(friends().path(), &["predict", "em", "--json"]));
    assert_eq!(about.len(), 2);
    on_folder(friends().path(), &["predict", "gia"]).ends(1);
}

#[test]
fn suggestions_say_what_is_shared_and_where_it_is_said() {
    insta::assert_snapshot!(hvgraph(&["predict", "--kind", "Institution", "--top", "3"]).shown());
    insta::assert_snapshot!(
        hvgraph(&["predict", "Hoàn Kiếm", "--top", "2", "--lang", "vi", "--by", "jaccard"]).shown()
    );
    let answer = hvgraph(&["predict", "--kind", "Official", "--top", "4", "--json"]).json(0);
    for pair in answer["pairs"].as_array().unwrap() {
        for node in pair["nodes"].as_array().unwrap() {
            assert_eq!(node["kind"], "Official");
        }
        let shared = pair["shared"].as_array().unwrap();
        assert!(
            !shared.is_empty() && shared.iter().all(|node| node["claims"].as_array().unwrap().len() >= 2)
        );
    }
}

#[test]
fn a_suggested_pair_is_drawn_dotted() {
    let dot = hvgraph(&["predict", "--kind", "Institution", "--top", "2", "--dot"]).stdout;
    assert_eq!(dot.matches("style=\"dotted").count() + dot.matches("style=dotted").count(), 2, "{dot}");
}

#[test]
fn measures_start_from_given_nodes() {
    let score = |args: &[&str]| {
        let answer = regatta(&[&["rank", "--json", "--top", "1000"], args].concat()).json(0);
        let rows = answer["ranking"].as_array().unwrap().clone();
        move |id: &str| {
            let row = rows.iter().find(|row| row["node"]["id"] == id).unwrap();
            row["scores"].as_object().unwrap().values().next().unwrap().as_f64().unwrap()
        }
    };
    let first = regatta(&["rank", "degree", "--top", "1", "--json"]).json(0)["ranking"][0]["node"].clone();
    let (id, name) = (first["id"].as_str().unwrap(), first["name"].as_str().unwrap());
    assert!(score(&["distance", "--from", name])(id).abs() < 1e-12);
    let own = score(&["pagerank", "--from", name])(id);
    assert!(own > score(&["pagerank"])(id) && own < 1.0);
}

#[test]
fn a_start_too_many_or_too_few_is_an_error() {
    regatta(&["rank", "distance"]).ends(2).warns("--from NAME");
    hvgraph(&["rank", "degree", "--from", "Hoàn Kiếm"]).ends(2).warns("`pagerank`, `distance`");
    hvgraph(&["rank", "distance", "--from", "Nobody At All"]).ends(1).warns("Nobody");
    hvgraph(&["rank", "distance", "--from", "Hoàn Kiếm", "--among", "Official"]).ends(2).warns("filter");
}

#[test]
fn statements_score_pairs_distances_and_whole_graphs() {
    let rows = |text: &str| hvgraph(&["query", "--json", text]).json(0)["rows"].clone();
    let best = rows(
        "CALL hv.adamic_adar({top: 2, labels: ['Official', 'Event']}) YIELD node1, node2, score RETURN score",
    );
    assert_eq!(best.as_array().unwrap().len(), 2);
    let from = "MATCH (n:District {name: 'quận Hoàn Kiếm'}) CALL hv.distance({from: n}) YIELD node, score
                WHERE score = 0 RETURN node = n";
    assert_eq!(rows(from), json!([[true]]));
    assert_eq!(rows("CALL hv.diameter() YIELD value RETURN value > 2"), json!([[true]]));
    assert_eq!(rows("CALL hv.reciprocity() YIELD value RETURN value"), json!([[null]]));
    hvgraph(&["query", "CALL hv.distance() YIELD node RETURN node"]).ends(2).warns("`from`");
}
