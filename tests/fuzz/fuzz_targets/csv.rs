//! Any text as a table: loaded with what is wrong told, or imported as a data set, and never a panic.

#![no_main]

use hvgraph::dataset::Dataset;
use hvgraph::dataset::bulk::{Import, load_csv};
use hvgraph::graph::MemoryGraph;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &[u8])| {
    let folder = std::env::temp_dir().join(format!("hvgraph-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    std::fs::write(folder.join("nodes.csv"), texts.0).expect("a file can be written");
    std::fs::write(folder.join("edges.csv"), texts.1).expect("a file can be written");
    let mut progress = |_| {};
    let mut import = Import::new(MemoryGraph::new(), &mut progress);
    load_csv(&mut import, &folder).expect("the files can be read");
    if let Err(error) = Dataset::open(&folder) {
        assert!(!error.to_string().is_empty());
    }
});
