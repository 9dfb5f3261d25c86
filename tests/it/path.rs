//! `hvgraph path`: names, conditions, hubs, dates, and what is said where there is no path.

use serde_json::json;

use crate::folders::{Folder, claim, small_schema, source, thing};
use crate::program::{Run, hvgraph, on_folder, regatta};

/// Returns the paths of a JSON answer as `node -claim- node`.
fn walks(run: &Run) -> Vec<String> {
    let answer = run.json(0);
    assert_eq!(answer["schema_version"], 1);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let walk = |path: &serde_json::Value| {
        let nodes = path["nodes"].as_array().unwrap();
        let hops = path["hops"].as_array().unwrap();
        assert_eq!(nodes.len(), hops.len() + 1);
        assert_eq!(path["length"], hops.len());
        let mut walk = text(&nodes[0]["id"]);
        for (hop, node) in hops.iter().zip(&nodes[1..]) {
            assert!(!hop["citations"].as_array().unwrap().is_empty(), "a hop without citation: {hop}");
            walk = format!("{walk} -{}- {}", text(&hop["id"]), text(&node["id"]));
        }
        walk
    };
    answer["paths"].as_array().unwrap().iter().map(walk).collect()
}

/// A ladder: a–b–d and a–c–d, two claims between a and b, a hub h between a and e, a long way a–x–y–z–e.
fn ladder() -> Folder {
    let node = |id: &str| thing(id, &format!("Node {}", id.to_uppercase()));
    let mut nodes: Vec<_> = ["a", "b", "c", "d", "e", "x", "y", "z", "lonely"].map(node).into();
    nodes.push(json!({ "id": "h", "kind": "Hub", "name": "Hub H", "cite": ["s1#1"] }));
    let mut claims = vec![
        claim("ab1", "KNOWS", "a", "b"),
        claim("ab2", "KNOWS", "b", "a"),
        claim("ac", "IN", "a", "c"),
        claim("bd", "KNOWS", "b", "d"),
        claim("cd", "KNOWS", "d", "c"),
        claim("ah", "IN", "a", "h"),
        claim("eh", "IN", "e", "h"),
        claim("ax", "KNOWS", "a", "x"),
        claim("xy", "KNOWS", "x", "y"),
        claim("yz", "KNOWS", "y", "z"),
        claim("ze", "KNOWS", "z", "e"),
        claim("loop", "KNOWS", "a", "a"),
    ];
    claims[3]["cite"] = json!(["s1#1", "s2#4", "s3#1"]);
    claims[4]["status"] = "inferred".into();
    claims[0]["when"] = "2001".into();
    claims[1]["when"] = "2001/2010".into();
    let sources = [source(), json!({ "id": "s2", "title": "Two" }), json!({ "id": "s3", "title": "Three" })];
    Folder::small().with_records("all.json", &json!({ "sources": sources, "nodes": nodes, "claims": claims }))
}

fn ladder_walks(args: &[&str]) -> Vec<String> {
    walks(&on_folder(ladder().path(), &[&["path"], args, &["--json"]].concat()))
}

#[test]
fn a_path_names_every_hop_with_date_and_citation() {
    insta::assert_snapshot!(regatta(&["path", "khoi-vi", "brandvik"]).shown());
}

#[test]
fn vietnamese_headings_and_dates() {
    insta::assert_snapshot!(regatta(&["path", "khoi-vi", "brandvik", "--lang", "vi"]).shown());
}

#[test]
fn names_are_taken_as_people_type_them() {
    let expected = walks(&regatta(&["path", "khoi-vi", "steinsee", "--json"]));
    for typed in [
        "Trần Khôi Vĩ",
        "tran khoi vi",
        "TRẦN KHÔI VĨ",
        "Tra\u{302}\u{300}n Kho\u{302}i Vi\u{303}",
        "Khôi Vĩ",
        "khoi  vi",
        " khoi-vi ",
    ] {
        assert_eq!(walks(&regatta(&["path", typed, "SRC", "--json"])), expected, "{typed:?}");
    }
    assert_eq!(
        walks(&regatta(&["path", "phon namsai", "Clear Water Boat Club", "--json"])),
        walks(&regatta(&["path", "ພອນ ນ້ຳໃສ", "ສະໂມສອນເຮືອນ້ຳໃສ", "--json"]))
    );
}

#[test]
fn the_bundled_data_set_answers_with_names_as_typed() {
    for (a, b) in [
        ("Đinh Tiến Dũng", "Anouphap Tounalom"),
        ("dinh tien dung", "anouphap tounalom"),
        ("hoan-kiem", "Chanthabuly"),
        ("Viêng Chăn", "Hà Nội"),
        ("vientiane", "ha noi"),
    ] {
        let run = hvgraph(&["path", a, b]);
        run.ends(0).says("Sources\n").says("¶");
        assert!(!walks(&hvgraph(&["path", a, b, "--json"])).is_empty());
    }
}

#[test]
fn a_name_of_two_nodes_lists_both() {
    let run = regatta(&["path", "an hoa son", "phon"]);
    insta::assert_snapshot!(run.shown());
    let error = regatta(&["path", "an hoa son", "phon", "--json"]).json(4);
    assert_eq!(error["error"]["class"], "ambiguous_name");
    assert_eq!(error["error"]["candidates"].as_array().unwrap().len(), 2);
}

#[test]
fn an_unknown_name_lists_near_ones() {
    insta::assert_snapshot!(regatta(&["path", "Trần Khai Vĩ", "phon"]).shown());
    let error = regatta(&["path", "Trần Khai Vĩ", "phon", "--json"]).json(1);
    assert_eq!(error["error"]["candidates"][0]["id"], "khoi-vi");
    regatta(&["path", "qqqqqq", "phon"]).ends(1).warns("no node is named `qqqqqq`").warns("hint: ");
    regatta(&["path", "", "phon"]).ends(2).warns("an empty name");
}

#[test]
fn no_path_says_what_was_searched() {
    insta::assert_snapshot!(regatta(&["path", "old-weir", "phon"]).shown());
    let answer = regatta(&["path", "brandvik", "phon", "--json"]).json(1);
    assert_eq!(answer["paths"], json!([]));
    assert_eq!(answer["n_shortest_paths"], 0);
    assert!(answer["searched"]["nodes"].as_u64().unwrap() > 10, "{}", answer["searched"]);
}

#[test]
fn a_node_is_its_own_path() {
    assert_eq!(ladder_walks(&["a", "a"]), ["a"]);
    on_folder(ladder().path(), &["path", "a", "a"]).ends(0).says("Node A").says("0 hops");
}

#[test]
fn parallel_claims_give_paths_apart() {
    assert_eq!(ladder_walks(&["a", "b", "--all"]), ["a -ab1- b", "a -ab2- b"]);
    assert_eq!(
        ladder_walks(&["a", "d", "--all"]),
        ["a -ab1- b -bd- d", "a -ab2- b -bd- d", "a -ac- c -cd- d"]
    );
    let one = on_folder(ladder().path(), &["path", "a", "d"]);
    one.ends(0).says("2 hops (3 shortest paths; --all shows them)");
    on_folder(ladder().path(), &["path", "a", "x"]).ends(0).says("1 hop (the only shortest path)");
}

#[test]
fn k_paths_come_shortest_first_and_visit_no_node_twice() {
    let walks = ladder_walks(&["a", "d", "-k", "100"]);
    assert_eq!(walks, ["a -ab1- b -bd- d", "a -ab2- b -bd- d", "a -ac- c -cd- d"]);
    assert_eq!(ladder_walks(&["a", "d", "-k", "2"]), walks[..2]);
    let around = ladder_walks(&["b", "c", "-k", "9", "--through-hubs"]);
    assert_eq!(around, ["b -ab1- a -ac- c", "b -ab2- a -ac- c", "b -bd- d -cd- c"]);
}

#[test]
fn evidence_prefers_hops_with_more_sources() {
    // b–d has three sources (1/3), c–d is inferred (2): 1 + 1/3 by way of b.
    let answer = on_folder(ladder().path(), &["path", "a", "d", "--weight", "evidence", "--json"]).json(0);
    assert_eq!(answer["paths"][0]["nodes"][1]["id"], "b");
    let weight = answer["paths"][0]["weight"].as_f64().unwrap();
    assert!((weight - 4.0 / 3.0).abs() < 1e-12, "{weight}");
    let answer =
        on_folder(ladder().path(), &["path", "a", "d", "--weight", "evidence", "-k", "3", "--json"]).json(0);
    let weights: Vec<f64> =
        answer["paths"].as_array().unwrap().iter().map(|path| path["weight"].as_f64().unwrap()).collect();
    assert_eq!(weights.len(), 3);
    assert!((weights[2] - 3.0).abs() < 1e-12 && weights.is_sorted(), "{weights:?}");
}

#[test]
fn max_hops_is_kept() {
    let folder = ladder();
    on_folder(folder.path(), &["path", "a", "e", "--max-hops", "4"]).ends(0).says("4 hops");
    // Four hops are the only way round the hub; with three the hub rule gives way.
    on_folder(folder.path(), &["path", "a", "e", "--max-hops", "3"])
        .ends(0)
        .says("2 hops")
        .says("nothing else connects the two");
    on_folder(folder.path(), &["path", "a", "e", "--max-hops", "1"])
        .ends(1)
        .says("No path")
        .says("within 1 hop\n");
    on_folder(folder.path(), &["path", "a", "e", "--max-hops", "0"]).ends(1);
}

#[test]
fn hubs_are_no_stepping_stones_unless_nothing_else_connects() {
    let folder = ladder();
    let path = |args: &[&str]| on_folder(folder.path(), &[&["path", "a", "e"], args].concat());
    path(&[]).ends(0).says("4 hops").says("Rule: Hub are no stepping stones");
    assert_eq!(path(&["--json"]).json(0)["rule"], "hubs_avoided");
    path(&["--through-hubs"]).ends(0).says("2 hops").says("hubs may serve as stepping stones (Hub)");
    assert_eq!(path(&["--through-hubs", "--json"]).json(0)["rule"], "hubs_allowed");
    path(&["--avoid", "x"])
        .ends(0)
        .says("2 hops")
        .says("nothing else connects the two, so hubs serve as stepping stones");
    assert_eq!(path(&["--avoid", "x", "--json"]).json(0)["rule"], "hubs_allowed_nothing_else");
    path(&["--via", "Hub"]).ends(0).says("2 hops");
    path(&["--via", "h"]).ends(0).says("Hub H");
    // An end point that is a hub needs no rule.
    on_folder(folder.path(), &["path", "a", "h"]).ends(0).says("1 hop");
    path(&["--avoid", "x", "--avoid", "Hub"]).ends(1);
}

#[test]
fn via_and_avoid_take_nodes_kinds_and_types() {
    assert_eq!(ladder_walks(&["a", "d", "--via", "c"]), ["a -ac- c -cd- d"]);
    assert_eq!(ladder_walks(&["a", "d", "--avoid", "b"]), ["a -ac- c -cd- d"]);
    assert_eq!(ladder_walks(&["a", "d", "--avoid", "IN", "--all"]), ["a -ab1- b -bd- d", "a -ab2- b -bd- d"]);
    assert_eq!(ladder_walks(&["a", "d", "--via", "knows"]), ["a -ab1- b -bd- d"]);
    // Several nodes are passed in the order given.
    assert_eq!(ladder_walks(&["a", "e", "--via", "x", "--via", "z"]), ["a -ax- x -xy- y -yz- z -ze- e"]);
    on_folder(ladder().path(), &["path", "a", "e", "--via", "z", "--via", "x"]).ends(1);
}

#[test]
fn a_via_node_and_an_avoided_one_exclude_each_other() {
    let folder = ladder();
    on_folder(folder.path(), &["path", "a", "d", "--via", "c", "--avoid", "c"])
        .ends(2)
        .warns("`--via` and `--avoid` name the same node");
    on_folder(folder.path(), &["path", "a", "d", "--avoid", "a"])
        .ends(2)
        .warns("`--avoid` names an end of the path");
    on_folder(folder.path(), &["path", "a", "d", "--via", "nowhere"])
        .ends(1)
        .warns("no node is named `nowhere`");
}

#[test]
fn dates_say_how_surely_a_hop_holds() {
    insta::assert_snapshot!(regatta(&["path", "thao-nhien", "khoi-vi", "--as-of", "2017", "--all"]).shown());
    let as_of = |date: &str, more: &[&str]| {
        regatta(&[&["path", "khoi-vi", "mai-cheo-xanh", "--json", "--as-of", date], more].concat())
    };
    assert_eq!(as_of("2016", &[]).json(0)["paths"][0]["hops"][0]["as_of"], "certain");
    // The year it began in or ended in is only half of it, but some day of it surely counts.
    assert_eq!(as_of("2015", &[]).json(0)["paths"][0]["hops"][0]["as_of"], "certain");
    assert_eq!(as_of("2015-06", &[]).json(0)["paths"][0]["hops"][0]["as_of"], "possible");
    // In 1990 the dated claim does not hold; what a source attests for another date may.
    let hop = &as_of("1990", &[]).json(0)["paths"][0]["hops"][0];
    assert_eq!([&hop["id"], &hop["as_of"]], ["c06", "possible"]);
    as_of("1990", &["--certain"]).ends(1);
}

#[test]
fn a_date_in_the_timeline_of_one_claim() {
    let folder = Folder::empty().with("schema.json", small_schema().to_string());
    let mut dated = claim("c1", "KNOWS", "a", "b");
    dated["when"] = "2010?/2012".into();
    let records = json!({ "sources": [source()], "nodes": [thing("a", "Alpha"), thing("b", "Beta")], "claims": [dated] });
    let folder = folder.with_records("all.json", &records);
    let asked = |flag: &str, field: &str, date: &str| {
        let answer = on_folder(folder.path(), &["path", "a", "b", flag, date, "--json"]);
        match answer.status {
            0 => answer.json(0)["paths"][0]["hops"][0][field].as_str().unwrap().to_owned(),
            _ => "no".to_owned(),
        }
    };
    let at = |date: &str| asked("--as-of", "as_of", date);
    // The last day of an interval of years is no sure one, and a doubtful start makes none of its days sure.
    assert_eq!([at("2013"), at("2009-12-31")], ["no", "no"]);
    assert_eq!([at("2010-06"), at("2012-12-31")], ["possible", "possible"]);
    assert_eq!(asked("--during", "during", "2010/2012"), "certain");
}

#[test]
fn a_date_needs_edtf_and_certain_needs_a_date() {
    insta::assert_snapshot!(regatta(&["path", "khoi-vi", "steinsee", "--as-of", "2O17"]).shown());
    regatta(&["path", "khoi-vi", "steinsee", "--certain"])
        .ends(2)
        .warns("`--certain` without a date")
        .warns("expected `--as-of DATE` or `--during PERIOD` with it");
}

#[test]
fn claims_that_a_source_denies_do_not_connect() {
    regatta(&["path", "phon", "mist-2020"]).ends(1);
    let run = regatta(&["path", "phon", "mist-2020", "--status", "denied"]);
    run.ends(0).says("denied");
    regatta(&["path", "brandvik", "mist-2019"]).ends(0).says("disputed");
}

#[test]
fn json_has_everything_the_text_has() {
    let answer = regatta(&["path", "khoi-vi", "brandvik", "--json"]).json(0);
    insta::assert_snapshot!(format!("{answer:#}"));
}

#[test]
fn equal_questions_get_equal_bytes() {
    for args in [
        &["path", "khoi-vi", "brandvik", "--all"][..],
        &["path", "khoi-vi", "brandvik", "--json", "-k", "5"],
        &["path", "khoi-vi", "brandvik", "--dot"],
    ] {
        assert_eq!(regatta(args).stdout, regatta(args).stdout);
    }
}

#[test]
fn dot_draws_the_path_strong_and_its_surroundings_pale() {
    let run = regatta(&["path", "khoi-vi", "brandvik", "--dot"]);
    run.ends(0).says("Trần Khôi Vĩ").says("Olu Brandvik");
    assert!(run.stdout.starts_with("digraph"), "{}", run.shown());
    graphviz_rust::parse(&run.stdout).unwrap();
    regatta(&["path", "khoi-vi", "brandvik", "--dot", "--json"]).ends(2);
}

#[test]
fn conditions_that_make_no_sense_are_usage_errors() {
    for args in [
        &["path"][..],
        &["path", "khoi-vi"],
        &["path", "khoi-vi", "brandvik", "-k", "0"],
        &["path", "khoi-vi", "brandvik", "-k", "2", "--all"],
        &["path", "khoi-vi", "brandvik", "--max-hops", "-1"],
        &["path", "khoi-vi", "brandvik", "--weight", "luck"],
        &["path", "khoi-vi", "brandvik", "--nonsense"],
    ] {
        let run = regatta(args);
        assert!(run.ends(2).stdout.is_empty() && run.stderr.starts_with("error: "), "{}", run.shown());
    }
    insta::assert_snapshot!(regatta(&["path", "khoi-vi", "brandvik", "--kind", "Rover"]).shown());
    insta::assert_snapshot!(regatta(&["path", "khoi-vi", "brandvik", "--type", "ROWS"]).shown());
}

#[test]
fn more_paths_than_allowed_are_an_error() {
    // Ten doubled hops have 1,024 shortest paths; at most 1,000 are listed, and never a part of more.
    let name = |at: usize| format!("n{at}");
    let nodes: Vec<_> = (0..=10).map(|at| thing(&name(at), &format!("Node {at}"))).collect();
    let claims: Vec<_> =
        (0..20).map(|at| claim(&format!("c{at}"), "KNOWS", &name(at / 2), &name(at / 2 + 1))).collect();
    let records = json!({ "sources": [source()], "nodes": nodes, "claims": claims });
    let folder = Folder::small().with_records("all.json", &records);
    let path = |more: &[&str]| {
        on_folder(folder.path(), &[&["path", "n0", "n10", "--max-hops", "10"], more].concat())
    };
    path(&[]).ends(0).says("10 hops (1024 shortest paths; --all shows them)");
    let run = path(&["--all"]);
    run.ends(5).warns("more than 1000 results").warns("hint: ");
    assert!(run.stdout.is_empty());
    assert_eq!(path(&["--all", "--json"]).json(5)["error"]["class"], "limit");
    assert_eq!(walks(&path(&["-k", "3", "--json"])).len(), 3);
}

#[test]
fn the_time_allowed_is_for_the_whole_search() {
    // Each leg of a search by way of nodes had a clock of its own.
    let name = |at: usize| format!("n{at}");
    let nodes: Vec<_> = (0..60).map(|at| thing(&name(at), &format!("Node {at}"))).collect();
    let pairs = (0..60).flat_map(|a| (a + 1..60).map(move |b| (a, b)));
    let claims: Vec<_> =
        pairs.map(|(a, b)| claim(&format!("c{a}-{b}"), "KNOWS", &name(a), &name(b))).collect();
    let records = json!({ "sources": [source()], "nodes": nodes, "claims": claims });
    let folder = Folder::small().with_records("all.json", &records);
    let stops: Vec<String> = (1..30).map(|at| format!("--via={}", name(at))).collect();
    let mut args = vec!["path", "n0", "n59", "--timeout", "1", "--max-hops", "60"];
    args.extend(stops.iter().map(String::as_str));
    on_folder(folder.path(), &args).ends(5).warns("no answer within 1 s").warns("hint: --timeout SECONDS");
}
