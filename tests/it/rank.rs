//! `hvgraph rank`.

use serde_json::{Value, json};

use crate::folders::{Folder, claim, source, thing};
use crate::program::{Run, hvgraph, on_folder, regatta, run, sealed};

fn rank(args: &[&str]) -> Run {
    regatta(&[&["rank"], args].concat())
}

/// Returns `rank id score` of each row, by the measure asked for.
fn rows(args: &[&str]) -> Vec<String> {
    let answer = rank(&[args, &["--json"]].concat()).json(0);
    answer["ranking"].as_array().unwrap().iter().map(row).collect()
}

fn row(row: &Value) -> String {
    let item = if row["node"].is_null() { &row["claim"] } else { &row["node"] };
    let scores = row["scores"].as_object().unwrap();
    let scores: Vec<String> = scores.values().map(Value::to_string).collect();
    format!("{} {} {}", row["rank"], item["id"].as_str().unwrap(), scores.join(" "))
}

/// Returns the score of a node.
fn score(args: &[&str], id: &str) -> f64 {
    let answer = rank(&[args, &["--json", "--top", "1000"]].concat()).json(0);
    let rows = answer["ranking"].as_array().unwrap();
    let row = rows.iter().find(|row| row["node"]["id"] == id).unwrap();
    row["scores"].as_object().unwrap().values().next().unwrap().as_f64().unwrap()
}

#[test]
fn a_ranking_says_what_it_measures_on_which_graph() {
    insta::assert_snapshot!(rank(&["betweenness", "--top", "5"]).shown());
    insta::assert_snapshot!(rank(&["core", "--lang", "vi", "--kind", "Rower"]).shown());
}

#[test]
fn several_measures_stand_side_by_side_and_fit_a_narrow_terminal() {
    let args = ["rank", "degree,pagerank,constraint,clustering", "--top", "3"];
    insta::assert_snapshot!(regatta(&args).shown());
    let mut narrow = sealed();
    narrow.env("COLUMNS", "60");
    insta::assert_snapshot!(run(&mut narrow, &[&[crate::program::REGATTA], &args[..]].concat()).shown());
}

#[test]
fn claims_are_ranked_with_their_citations() {
    insta::assert_snapshot!(rank(&["edge-betweenness", "--no-hubs", "--top", "4"]).shown());
}

#[test]
fn the_claims_behind_a_rank_are_shown_when_asked_for() {
    insta::assert_snapshot!(rank(&["degree", "--top", "2", "--explain"]).shown());
    insta::assert_snapshot!(rank(&["degree", "--top", "1", "--kind", "Cup", "--explain", "--json"]).shown());
}

#[test]
fn without_a_measure_all_are_listed() {
    let list = rank(&[]);
    insta::assert_snapshot!(list.shown());
    assert_eq!(rank(&["--list"]).stdout, list.stdout);
    rank(&["--lang", "vi"]).ends(0).says("Độ trung gian");
    let measures = rank(&["--list", "--json"]).json(0)["measures"].as_array().unwrap().clone();
    assert!(measures.len() >= 15);
    for measure in measures {
        let name = measure["name"].as_str().unwrap();
        list.says(name);
        hvgraph(&["rank", "--help"]).says(&format!("\n  {name}\n"));
        // Eigenvectors may not exist one way; all else ranks something whichever way claims are followed.
        for flags in [&[][..], &["--directed"], &["--reversed"], &["--weight", "sources"]] {
            let from: &[&str] =
                if measure["starts"] == "required" { &["--from", "mai-cheo-xanh"] } else { &[] };
            let status = rank(&[&[name], flags, from].concat()).status;
            assert!(
                status == 0 || (status == 5 && name == "eigenvector" && !flags.is_empty()),
                "{name} {flags:?}"
            );
        }
    }
}

#[test]
fn kind_chooses_what_is_shown_and_among_what_is_measured() {
    let (all, rowers) = (rows(&["betweenness", "--top", "1000"]), rows(&["betweenness", "--kind", "Rower"]));
    assert!(rowers.len() < all.len() && rowers[0].starts_with("1 "));
    for row in &rowers {
        let (_, id_and_score) = row.split_once(' ').unwrap();
        assert!(all.iter().any(|row| row.ends_with(&format!(" {id_and_score}"))), "{row} in {all:?}");
    }
    let among = rank(&["degree", "--among", "Rower", "--json"]).json(0);
    assert_eq!(among["graph"]["n_nodes"], rowers.len());
    assert!(among["left_out"]["nodes_of_other_kinds"].as_u64().unwrap() > 0);
    assert_eq!(rank(&["degree", "--kind", "Rower", "--among", "Boat"]).status, 1);
    rank(&["degree", "--among", "Rowr"]).ends(2).warns("did you mean `Rower`?");
}

#[test]
fn equals_share_a_rank() {
    let ranks: Vec<usize> = rows(&["degree", "--top", "1000"])
        .iter()
        .map(|row| row.split(' ').next().unwrap().parse().unwrap())
        .collect();
    let scores = rows(&["degree", "--top", "1000"]);
    let scores: Vec<&str> = scores.iter().map(|row| row.rsplit(' ').next().unwrap()).collect();
    for at in 1..ranks.len() {
        let expected = if scores[at] == scores[at - 1] { ranks[at - 1] } else { at + 1 };
        assert_eq!(ranks[at], expected);
    }
    assert!((1..ranks.len()).any(|at| ranks[at] == ranks[at - 1]), "the data set has no equals");
    let lowest = rows(&["degree", "--lowest"]);
    assert!(lowest[0].ends_with(&format!(" {}", scores[scores.len() - 1])));
}

#[test]
fn nodes_without_a_score_are_counted() {
    let answer = rank(&["constraint", "--json"]).json(0);
    assert!(answer["n_undefined"].as_u64().unwrap() > 0);
    rank(&["constraint"]).says("without a score, as it is not defined");
    // Beside a measure that is defined they are shown, with a gap.
    rank(&["degree,constraint", "--lowest", "--top", "3"]).says("–");
}

#[test]
fn names_are_taken_as_people_type_them() {
    for name in ["Effective size (Burt)", "effective_size", "EFFECTIVE-SIZE", "quy mo hieu dung burt"] {
        assert_eq!(rows(&[name]), rows(&["effective-size"]), "{name}");
    }
    rank(&["betweeness"]).ends(2).warns("did you mean `betweenness`?");
    rank(&["closenes,degree"]).ends(2).warns("did you mean `closeness`?");
    rank(&["speed"]).ends(2).warns("`hvgraph rank` says what each measures");
}

#[test]
fn what_cannot_be_measured_is_an_error_that_says_so() {
    rank(&["degree,edge-betweenness"]).ends(2).warns("ranks nodes and `edge-betweenness` claims");
    rank(&["pagerank", "--set", "dumping=0.5"]).ends(2).warns("expected `damping`");
    rank(&["degree,betweenness", "--set", "sample=2"]).ends(0);
    rank(&["pagerank", "--set", "damping=2"]).ends(2).warns("expected a number 0 … 0.999");
    rank(&["degree", "--set", "damping"]).ends(2).warns("expected NAME=NUMBER");
    rank(&["strength", "--weight", "colour"]).ends(2).warns("no claim has a number `colour`");
    rank(&["katz", "--set", "alpha=1"]).ends(5).warns("a smaller --set alpha=X converges");
    rank(&["pagerank", "--set", "iterations=1"]).ends(5).warns("--set iterations=N");
    rank(&["degree", "--threads", "0"]).ends(2);
}

#[test]
fn direction_and_weights_change_the_graph() {
    let (there, back) =
        (score(&["degree", "--directed"], "heron"), score(&["degree", "--reversed"], "heron"));
    assert!((there + back - score(&["degree"], "heron")).abs() < 1e-12);
    assert!(score(&["strength", "--weight", "sources"], "heron") >= score(&["strength"], "heron"));
    rank(&["betweenness", "--weight", "sources"]).says("length: 1 / number of sources");
    rank(&["pagerank", "--weight", "sources"]).says("weight: number of sources");
    rank(&["core", "--weight", "sources"]).says("every claim counts alike");
    rank(&["degree", "--no-hubs"]).says("(--no-hubs)");
}

/// a –4– b –?– c: a weight is a strength, and its length 1 / weight; a length the other way round.
#[test]
fn a_length_is_one_over_a_weight() {
    let tie = |id: &str, from: &str, to: &str| claim(id, "KNOWS", from, to);
    let mut heavy = tie("c1", "a", "b");
    heavy["props"] = json!({ "weight": 4 });
    let folder = Folder::small().with_records(
        "data.json",
        &json!({
            "sources": [source()],
            "nodes": [thing("a", "A"), thing("b", "B"), thing("c", "C")],
            "claims": [heavy, tie("c2", "b", "c")],
        }),
    );
    let of_a = |measure: &str, flag: &str| {
        let answer = on_folder(folder.path(), &["rank", measure, flag, "weight", "--json"]).json(0);
        assert_eq!(answer["graph"]["n_claims_without_it"], 1);
        let rows = answer["ranking"].as_array().unwrap().clone();
        let row = rows.iter().find(|row| row["node"]["id"] == "a").unwrap();
        row["scores"][measure].as_f64().unwrap()
    };
    for (measure, flag, expected) in [
        ("strength", "--weight", 4.0),
        ("strength", "--length", 0.25),
        ("harmonic", "--weight", 4.0 + 0.8),
        ("harmonic", "--length", 0.25 + 0.2),
    ] {
        assert!((of_a(measure, flag) - expected).abs() < 1e-12, "{measure} {flag}");
    }
    let told = on_folder(folder.path(), &["rank", "harmonic", "--weight", "weight"]);
    told.says("length: 1 / `weight` (1 claim without it counts 1)");
    on_folder(folder.path(), &["rank", "harmonic", "--length", "weight", "--weight", "weight"]).ends(2);
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads() {
    for measure in ["betweenness", "edge-betweenness", "closeness", "harmonic", "pagerank"] {
        let answer = |threads: &str| hvgraph(&["rank", measure, "--json", "--threads", threads]).stdout;
        let one = answer("1");
        assert!(one.contains("ranking"), "{one}");
        assert_eq!(answer("2"), one);
        assert_eq!(answer("8"), one);
        let from_variable = run(sealed().env("HVGRAPH_THREADS", "3"), &["rank", measure, "--json"]);
        assert_eq!(from_variable.stdout, one);
    }
}

#[test]
fn a_sample_is_chosen_by_its_seed() {
    let sample =
        |seed: &str| rank(&["degree,betweenness", "--set", "sample=5", "--set", seed, "--json"]).stdout;
    assert_eq!(sample("seed=3"), sample("seed=3"));
    assert_ne!(sample("seed=3"), sample("seed=4"));
}

#[test]
fn filters_hold_and_are_told() {
    let answer = rank(&["degree", "--as-of", "2018", "--certain", "--json"]).json(0);
    assert!(answer["left_out"]["claims_outside_date"].as_u64().unwrap() > 0);
    assert_eq!(answer["as_of"], "2018");
    let few = rank(&["degree", "--min-sources", "2", "--json"]).json(0);
    assert!(few["graph"]["n_claims"].as_u64() < answer["graph"]["n_claims"].as_u64());
}

#[test]
fn a_drawing_has_size_and_colour_by_score_and_a_scale() {
    let dot = rank(&["betweenness", "--dot", "--top", "6"]);
    graphviz_rust::parse(&dot.stdout).unwrap();
    dot.says("6 highest nodes")
        .says("#253494")
        .says("fontsize=26.4")
        .says("Betweenness 0.0000")
        .says("[gazette, ledger]");
    insta::assert_snapshot!(dot.shown());
    let claims = rank(&["edge-betweenness", "--dot", "--top", "3", "--lang", "vi"]);
    graphviz_rust::parse(&claims.stdout).unwrap();
    claims.says("3 phát biểu điểm cao nhất").says("penwidth=3.52");
}

#[test]
fn a_drawing_too_large_to_read_is_refused() {
    hvgraph(&["rank", "degree", "--top", "1000", "--structural", "--dot"]).ends(5).warns("hint: --top 300");
}
