//! Any text as a file of a data set: loaded whole or refused with places inside the file, never a panic.

#![no_main]

use hvgraph::dataset::{Dataset, DatasetError, contradictions};
use hvgraph::graph::GraphView as _;
use libfuzzer_sys::fuzz_target;

const SCHEMA: &str = include_str!("../../data/regatta/schema.json");
const SOURCES: &str = include_str!("../../data/regatta/sources.json");

fn load(text: &str) {
    let files = [("schema.json", SCHEMA), ("sources.json", SOURCES), ("fuzzed.json", text)];
    match Dataset::from_texts(&files) {
        Ok(dataset) => {
            let counts = dataset.counts();
            assert_eq!(dataset.graph().node_count(), counts.n_nodes + counts.n_sources);
            assert_eq!(dataset.graph().edge_count(), counts.n_claims);
            let _ = contradictions(dataset.schema(), dataset.graph());
            let facts = dataset.facts();
            assert!(dataset.graph().edges().all(|edge| facts.citations(edge).count() > 0));
        }
        Err(DatasetError::Problems(problems)) => {
            assert!(!problems.is_empty());
            let n_lines = text.matches('\n').count() + 1;
            for problem in problems {
                assert!(problem.place.line >= 1 && problem.place.column >= 1);
                if problem.place.file.ends_with("fuzzed.json") {
                    assert!(problem.place.line <= n_lines, "{problem:?}");
                }
                let _ = (problem.fault.to_string(), problem.fault.expected(), problem.fault.hint());
            }
        }
        Err(other) => panic!("{other}"),
    }
}

fuzz_target!(|text: &str| load(text));
