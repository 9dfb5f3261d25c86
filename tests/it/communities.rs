//! `hvgraph communities`, `hvgraph components`, `hvgraph bridges`, and drawings of graphs that are too large.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::export::Dot;
use crate::folders::Folder;
use crate::program::{Run, hvgraph, on_folder, regatta};

fn ids(groups: &Value) -> Vec<BTreeSet<String>> {
    let member = |member: &Value| member["id"].as_str().unwrap().to_owned();
    let members = |group: &Value| group["members"].as_array().unwrap().iter().map(member).collect();
    groups.as_array().unwrap().iter().map(members).collect()
}

/// Two cliques of four, joined by one claim, and a node on its own.
fn barbell() -> Folder {
    let clique = |start: usize| (start..start + 4).flat_map(move |a| (a + 1..start + 4).map(move |b| (a, b)));
    let ends = clique(0).chain(clique(4)).chain([(3, 4)]);
    large(9, ends)
}

/// A data set of so many nodes.
fn large(n_nodes: usize, ends: impl IntoIterator<Item = (usize, usize)>) -> Folder {
    let nodes: Vec<Value> = (0..n_nodes)
        .map(|at| json!({ "id": format!("n{at}"), "kind": "Person", "name": format!("N {at}"), "cite": ["s#1"] }))
        .collect();
    let claims: Vec<Value> = ends
        .into_iter()
        .enumerate()
        .map(|(at, (from, to))| {
            let (from, to) = (format!("n{from}"), format!("n{to}"));
            json!({ "id": format!("c{at}"), "from": from, "to": to, "type": "KNOWS", "cite": ["s#1"] })
        })
        .collect();
    let sources = json!([{ "id": "s", "title": "S" }]);
    let words = |text: &str| json!({ "vi": text, "en": text });
    let kind =
        |label: &str| json!({ "label": words(label), "shape": "ellipse", "color": "#0072B2", "props": {} });
    let mut source = kind("Source");
    source["structural"] = true.into();
    let schema = json!({
        "version": 1, "name": "large", "title": words("Large"), "source_kind": "Source",
        "kinds": { "Person": kind("Person"), "Source": source },
        "types": { "KNOWS": {
            "label": words("knows"), "reverse": words("is known by"),
            "from": ["Person"], "to": ["Person"], "props": {}
        } },
    });
    let folder = Folder::empty().with("schema.json", schema.to_string());
    folder.with_records("records.json", &json!({ "sources": sources, "nodes": nodes, "claims": claims }))
}

/// Forty groups of ten, each a ring with chords, in a ring.
fn forty_groups() -> Folder {
    let inside = (0..400).flat_map(|at| [1, 2, 3].map(|step| (at, at / 10 * 10 + (at % 10 + step) % 10)));
    large(400, inside.chain((0..40).map(|group| (group * 10, (group * 10 + 15) % 400))))
}

#[test]
fn communities_are_told_with_their_ties() {
    insta::assert_snapshot!(regatta(&["communities"]).shown());
    insta::assert_snapshot!(
        regatta(&["communities", "--method", "louvain", "--without-hubs", "--lang", "vi"]).shown()
    );
    insta::assert_snapshot!(hvgraph(&["communities", "--without-hubs", "--top", "3"]).shown());
}

#[test]
fn components_and_bridges_are_told() {
    insta::assert_snapshot!(regatta(&["components"]).shown());
    insta::assert_snapshot!(regatta(&["bridges"]).shown());
    insta::assert_snapshot!(hvgraph(&["bridges", "--lang", "vi", "--top", "3"]).shown());
}

#[test]
fn a_barbell_falls_apart_at_its_bridge() {
    let folder = barbell();
    let halves: Vec<BTreeSet<String>> =
        [0..4, 4..8, 8..9].map(|range| range.map(|at| format!("n{at}")).collect()).into();
    for method in ["leiden", "louvain", "label-propagation"] {
        let answer =
            on_folder(folder.path(), &["communities", "--method", method, "--min-size", "1", "--json"])
                .json(0);
        assert_eq!(ids(&answer["communities"]), halves, "{method}");
        // 12 of 13 claims lie inside; chance would put half of them there.
        let modularity = answer["modularity"].as_f64().unwrap();
        assert!((modularity - (12.0 / 13.0 - 0.5)).abs() < 1e-12, "{modularity}");
        assert_eq!(answer["communities"][0]["ties"][0]["claims"], json!(["c12"]));
    }
    let components = on_folder(folder.path(), &["components", "--json"]).json(0);
    assert_eq!(components["n_components"], 2);
    let bridges = on_folder(folder.path(), &["bridges", "--json"]).json(0);
    assert_eq!(bridges["bridges"][0]["claim"]["id"], "c12");
    assert_eq!(bridges["bridges"][0]["parts"], json!([4, 4]));
    let points = bridges["articulation_points"].as_array().unwrap();
    assert_eq!(points.iter().map(|point| &point["node"]["id"]).collect::<Vec<_>>(), ["n3", "n4"]);
    assert_eq!(points[0]["parts"], json!([4, 3]));
}

#[test]
fn strong_components_follow_claims_there_and_back() {
    let folder = large(4, [(0, 1), (1, 2), (2, 0), (2, 3)]);
    let sizes = |args: &[&str]| -> Vec<Value> {
        let answer = on_folder(folder.path(), &[args, &["--json"]].concat()).json(0);
        answer["components"].as_array().unwrap().iter().map(|group| group["size"].clone()).collect()
    };
    assert_eq!(sizes(&["components"]), [4]);
    assert_eq!(sizes(&["components", "--strong"]), [3, 1]);
    assert_eq!(sizes(&["components", "--strong", "--min-size", "2"]), [3]);
}

#[test]
fn filters_settings_and_weights_count() {
    let all = regatta(&["communities", "--json"]).json(0);
    let fine = regatta(&["communities", "--set", "resolution=20", "--json"]).json(0);
    assert!(fine["n_communities"].as_u64() > all["n_communities"].as_u64());
    assert_eq!(fine["settings"]["resolution"], 20.0);
    let early = regatta(&["communities", "--as-of", "2018", "--json"]).json(0);
    assert!(early["left_out"]["claims_outside_date"].as_u64() > Some(0));
    let weighted = regatta(&["communities", "--weight", "sources", "--directed", "--json"]).json(0);
    assert_ne!(weighted["modularity"], all["modularity"]);
    regatta(&["communities", "--weight", "sources", "--directed"]).says("followed in their direction");
    regatta(&["bridges", "--min-sources", "9"]).ends(1);
}

#[test]
fn wrong_wishes_are_usage_errors() {
    regatta(&["communities", "--method", "leidn"]).ends(2).warns("leiden");
    regatta(&["communities", "--set", "resolution=-1"]).ends(2).warns("`resolution` is -1");
    regatta(&["communities", "--method", "louvain", "--set", "iterations=3"])
        .ends(2)
        .warns("no parameter `iterations`");
    regatta(&["communities", "--weight", "length"]).ends(2).warns("no claim has a number `length`");
    regatta(&["components", "--kind", "boot"]).ends(2);
}

#[test]
fn the_same_seed_gives_the_same_answer() {
    let run = |seed: &str| hvgraph(&["communities", "--set", seed, "--json"]).stdout;
    assert_eq!(run("seed=7"), run("seed=7"));
}

/// The lines of a drawing that begin a box.
fn n_boxes(dot: &Run) -> usize {
    dot.ends(0).stdout.matches("subgraph cluster_").count()
}

#[test]
fn every_community_is_a_box_and_every_claim_is_drawn() {
    let dot = hvgraph(&["communities", "--without-hubs", "--dot"]);
    let answer = hvgraph(&["communities", "--without-hubs", "--json"]).json(0);
    assert_eq!(answer["n_claims"], n_claims_told(&dot));
    let n_shown = answer["communities"].as_array().unwrap().len();
    assert!(n_boxes(&dot) > n_shown, "{}", dot.stdout);
    dot.says("layout=fdp").says("→ 2").says("Left out: 40 hubs");
}

#[test]
fn a_small_answer_keeps_its_lines_between_boxes() {
    let dot = regatta(&["communities", "--dot"]);
    dot.says("n1 -> ").does_not_say("→ 2");
    graphviz_rust::parse(&dot.stdout).unwrap();
}

#[test]
fn bridges_are_drawn_between_what_holds_together() {
    let folder = barbell();
    let dot = on_folder(folder.path(), &["bridges", "--dot"]);
    dot.says("N 0: 4 nodes").says("N 4: 4 nodes");
    assert_eq!(dot.stdout.matches(" -> ").count() - dot.stdout.matches("style=invis").count(), 1);
}

/// How many claims the lines of a drawing tell; of a line that is cut, each end tells half.
fn n_claims_told(dot: &Run) -> usize {
    let dot = Dot::read(&dot.ends(0).stdout);
    let is_number = |node: &String| dot.nodes[node]["label"].starts_with('→');
    let halves = dot.claims().map(|((from, to), attributes)| {
        let n_claims = attributes["tooltip"].replace("\\n", "\n").lines().count();
        if is_number(from) || is_number(to) { n_claims } else { 2 * n_claims }
    });
    halves.sum::<usize>() / 2
}

#[test]
fn many_nodes_are_drawn_as_a_sheet_that_tells_every_claim() {
    let dot = hvgraph(&["export", "--dot"]);
    dot.says("layout=fdp").says("label=\"Hubs\"").says("drawn again, pale").says("602 claims");
    assert_eq!(n_claims_told(&dot), 602);
    let communities = hvgraph(&["communities", "--dot"]);
    assert_eq!(n_claims_told(&communities), 602);
}

#[test]
fn a_graph_too_large_to_draw_is_reduced() {
    let folder = forty_groups();
    let target = Folder::empty();
    let file = target.file("large.svg");
    let file = file.to_str().unwrap();
    let drawn = on_folder(folder.path(), &["render", "-o", file]);
    drawn.ends(0).warns("400 nodes, ").warns("are too many").warns("--reduce communities");
    drawn.warns("Only the 100 nodes of the highest PageRank of 400; not drawn: 300 nodes");
    assert!(std::fs::read_to_string(file).unwrap().contains("not drawn: 300 nodes"));
    let some = on_folder(folder.path(), &["export", "--dot", "--reduce", "ego", "--keep", "12"]);
    some.ends(0).says("Only the 12 nodes nearest to ").says("of 400; not drawn: 388 nodes");
    let page = on_folder(folder.path(), &["export", "--html", "--keep", "30"]);
    page.ends(0).says("Only the 30 nodes of the highest PageRank of 400");
    on_folder(folder.path(), &["export", "--html", "--reduce", "communities"]).ends(2).warns("--reduce top");
    let condensed = on_folder(folder.path(), &["export", "--dot", "--reduce", "communities"]);
    condensed.ends(0).says("Each node drawn is a group").says("10 nodes, 30");
    graphviz_rust::parse(&condensed.stdout).unwrap();
    let top = on_folder(folder.path(), &["export", "--dot", "--reduce", "top"]);
    top.ends(0).says("Only the 100 nodes of the highest PageRank of 400").says("not drawn: 300 nodes");
    for how in ["top", "communities"] {
        on_folder(folder.path(), &["render", "--reduce", how, "-o", file]).ends(0);
        assert!(std::fs::read_to_string(file).unwrap().contains("<svg"));
    }
    let drawn = on_folder(folder.path(), &["communities", "--svg", file]);
    drawn.ends(0);
    assert!(std::fs::read_to_string(file).unwrap().contains("Each node drawn is a group"));
}
