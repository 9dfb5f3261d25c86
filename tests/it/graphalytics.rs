//! The validation graphs of LDBC Graphalytics: six algorithms, each on two directed and two undirected graphs.
//!
//! They are not part of the project: they are looked for in `$HVGRAPH_GRAPHALYTICS`, else in `../shared/graphalytics`, and
//! the test says so where they are not there. Answers are compared as the benchmark compares them: labels of groups up
//! to their names, numbers to a ten-thousandth, the rest exactly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hvgraph::analysis::Budget;
use hvgraph::analysis::workload::{self, Choices, Needs, Values, Workload};
use hvgraph::graph::edge_list::{self, EdgeListGraph, Format, ReadOptions};

use crate::program::repository;

/// What a benchmark calls an algorithm, our task, and how many rounds it takes: validation graphs directed, then
/// undirected, and the examples.
const ALGORITHMS: [(&str, &str, [usize; 3]); 6] = [
    ("bfs", "bfs", [0, 0, 0]),
    ("wcc", "wcc", [0, 0, 0]),
    ("pr", "pagerank", [14, 26, 2]),
    ("cdlp", "cdlp", [5, 5, 2]),
    ("lcc", "lcc", [0, 0, 0]),
    ("sssp", "sssp", [0, 0, 0]),
];

/// One graph with one algorithm's answer.
struct Case {
    algorithm: &'static str,
    task: &'static str,
    graph: PathBuf,
    expected: PathBuf,
    is_directed: bool,
    source: &'static str,
    n_rounds: usize,
}

#[test]
fn all_answers_match_those_of_the_validation_graphs() {
    let Some(folder) = folder() else {
        eprintln!("skipped: no graphs in ../shared/graphalytics, and HVGRAPH_GRAPHALYTICS is not set");
        return;
    };
    let cases = cases(&folder);
    assert_eq!(cases.len(), 24);
    let mut wrong = Vec::new();
    for case in &cases {
        let Some(task) = workload::find(case.task) else {
            eprintln!("missing: there is no task `{}` for {}", case.task, case.expected.display());
            continue;
        };
        if let Err(what) = checked(case, task) {
            wrong.push(format!("{}: {what}", case.expected.display()));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_wrong_answer_does_not_match() {
    let map = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(id, own)| ((*id).to_owned(), (*own).to_owned())).collect()
    };
    let one: BTreeMap<String, String> = map(&[("1", "4"), ("2", "4"), ("3", "5")]);
    for algorithm in ["bfs", "wcc", "pr", "cdlp", "lcc", "sssp"] {
        assert_eq!(compared(algorithm, &one, &one), Ok(()));
        assert!(
            compared(algorithm, &one, &map(&[("1", "4"), ("2", "5"), ("3", "5")])).is_err(),
            "{algorithm}"
        );
        assert!(compared(algorithm, &one, &map(&[("1", "4"), ("2", "4")])).is_err(), "{algorithm}");
        let renamed = map(&[("1", "7"), ("2", "7"), ("3", "8")]);
        assert_eq!(compared(algorithm, &one, &renamed).is_ok(), algorithm == "wcc");
    }
    let infinite = map(&[("1", "Infinity")]);
    assert_eq!(compared("sssp", &infinite, &map(&[("1", "inf")])), Ok(()));
    assert!(compared("sssp", &infinite, &map(&[("1", "1e300")])).is_err());
    assert!(compared("lcc", &map(&[("1", "0")]), &map(&[("1", "1e-9")])).is_err());
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("HVGRAPH_GRAPHALYTICS")
        .map_or_else(|| repository().join("../shared/graphalytics"), PathBuf::from);
    let graphs = folder.join("validation-graphs");
    graphs.is_dir().then_some(graphs)
}

fn cases(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for (algorithm, task, rounds) in ALGORITHMS {
        for (is_directed, way, long) in [(true, "dir", "directed"), (false, "undir", "undirected")] {
            // Only shortest paths have weights, and these stand in the other format.
            let ending = if algorithm == "sssp" { ".e" } else { "-input" };
            let n_rounds = if ending == ".e" { 0 } else { rounds[usize::from(!is_directed)] };
            let input = if algorithm == "sssp" { format!("{way}-input.e") } else { format!("{way}-input") };
            cases.push(Case {
                algorithm,
                task,
                graph: folder.join(algorithm).join(input),
                expected: folder.join(algorithm).join(format!("{way}-output")),
                is_directed,
                source: "1",
                n_rounds,
            });
            let example = folder.join("example");
            cases.push(Case {
                algorithm,
                task,
                graph: example.join(format!("example-{long}{ending}")),
                expected: example.join(format!("example-{long}-{}", algorithm.to_uppercase())),
                is_directed,
                source: if is_directed { "1" } else { "2" },
                n_rounds: rounds[2],
            });
        }
    }
    cases
}

fn checked(case: &Case, task: &Workload) -> Result<(), String> {
    let options = ReadOptions {
        is_directed: case.is_directed,
        is_weighted: task.needs == Needs::Weights,
        n_threads: NonZero::<usize>::MIN,
    };
    let graph =
        edge_list::read(&case.graph, Format::of(&case.graph), options).map_err(|error| error.to_string())?;
    let n_nodes = graph.projection.n_nodes();
    let source = || graph.ids.index_of(case.source, n_nodes).ok_or("there is no source");
    let sources = if task.is_per_source { vec![source()?] } else { Vec::new() };
    let choices = Choices { sources, iterations: case.n_rounds, ..Choices::default() };
    let budget = Budget::new(Duration::from_mins(1), usize::MAX);
    let values = task.run(&graph.projection, &choices, &budget).map_err(|error| error.to_string())?;
    let expected = read_to_string(&case.expected).map_err(|error| error.to_string())?;
    let pair = |line: &str| line.split_once(' ').map(|(id, own)| (id.to_owned(), own.trim().to_owned()));
    let expected: BTreeMap<String, String> = expected.lines().filter_map(pair).collect();
    compared(case.algorithm, &expected, &written(&graph, &values))
}

/// Writes values down as the benchmark does: for those that are not reached the greatest number there is.
fn written(graph: &EdgeListGraph, values: &Values) -> BTreeMap<String, String> {
    let hops = |own: i64| if own < 0 { i64::MAX } else { own };
    let values: Vec<String> = match values {
        Values::Whole(own) => own.iter().map(|own| hops(*own).to_string()).collect(),
        Values::Labels(own) => own.iter().map(|label| graph.ids.number(*label).to_string()).collect(),
        Values::Real(own) => own.iter().map(f64::to_string).collect(),
        Values::Single(own) => vec![own.to_string()],
        Values::Number(own) => vec![own.to_string()],
        Values::Pairs(_) => panic!("no task of the benchmark scores pairs"),
    };
    (0..).zip(values).map(|(index, value)| (graph.ids.name(index).into_owned(), value)).collect()
}

fn compared(
    algorithm: &str,
    expected: &BTreeMap<String, String>,
    found: &BTreeMap<String, String>,
) -> Result<(), String> {
    if !expected.keys().eq(found.keys()) {
        return Err(format!("{} vertices, expected {}", found.len(), expected.len()));
    }
    if algorithm == "wcc" {
        let pairs: BTreeSet<_> = expected.values().zip(found.values()).collect();
        let n_groups = |groups: &BTreeMap<String, String>| groups.values().collect::<BTreeSet<_>>().len();
        let same = pairs.len() == n_groups(expected) && pairs.len() == n_groups(found);
        return if same { Ok(()) } else { Err("other groups".to_owned()) };
    }
    for ((vertex, expected), found) in expected.iter().zip(found.values()) {
        let is_same =
            if ["bfs", "cdlp"].contains(&algorithm) { expected == found } else { is_close(expected, found) };
        if !is_same {
            return Err(format!("{vertex} has {found}, expected {expected}"));
        }
    }
    Ok(())
}

/// Says whether two numbers differ by no more than a ten-thousandth; an infinite one is like itself only.
fn is_close(expected: &str, found: &str) -> bool {
    let number = |text: &str| text.to_lowercase().parse::<f64>();
    let (Ok(expected), Ok(found)) = (number(expected), number(found)) else { return false };
    if expected.is_finite() { (found - expected).abs() <= 1e-4 * expected } else { found.is_infinite() }
}
