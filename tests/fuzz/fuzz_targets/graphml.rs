//! Any text as a GraphML or node-link JSON file: imported as a data set or refused, and never a panic.

#![no_main]

use hvgraph::dataset::Dataset;
use hvgraph::graph::GraphView as _;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for name in ["fuzzed.graphml", "fuzzed.json"] {
        match Dataset::from_import(name, text) {
            Ok(dataset) => assert_eq!(dataset.graph().edge_count(), dataset.counts().n_claims),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
