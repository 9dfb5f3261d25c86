//! Any text as a statement: parsed, bound, planned and run under tight limits, and never a panic.

#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use hvgraph::dataset::Dataset;
use hvgraph::db::{Database, Options, Session};
use hvgraph::query::eval::Parameters;
use libfuzzer_sys::fuzz_target;

const FILES: [(&str, &str); 4] = [
    ("schema.json", include_str!("../../data/regatta/schema.json")),
    ("sources.json", include_str!("../../data/regatta/sources.json")),
    ("nodes.json", include_str!("../../data/regatta/nodes.json")),
    ("claims.json", include_str!("../../data/regatta/claims.json")),
];

static DATASET: LazyLock<Dataset> =
    LazyLock::new(|| Dataset::from_texts(&FILES).expect("the test data set is valid"));

fuzz_target!(|text: &str| {
    let timeout = Some(Duration::from_millis(200));
    let options = Options { timeout, max_rows: 1_000, max_bytes: 16 << 20, ..Options::default() };
    let session = Session::with_options(&Database::from(&*DATASET), options);
    match session.run(text, &Parameters::new()) {
        Ok(answer) => {
            assert!(answer.rows().all(|row| row.len() == answer.columns().len()));
            assert_eq!(answer.rows().count(), answer.n_rows());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
