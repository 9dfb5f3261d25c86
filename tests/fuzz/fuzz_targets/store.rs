//! Any bytes as a database file: read whole or refused, and never a panic.

#![no_main]

use hvgraph::graph::GraphView as _;
use hvgraph::storage::Store;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = std::env::temp_dir().join(format!("hvgraph-fuzz-{}.hvdb", std::process::id()));
    std::fs::write(&file, bytes).expect("the folder for temporary files can be written");
    match Store::read(&file) {
        Ok(content) => assert_eq!(content.graph.nodes().count(), content.graph.node_count()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
