//! The tests of what a user sees: one binary, one module a behaviour.
//!
//! [`program`] runs the program in a sealed environment, [`folders`] makes data sets for one test. Snapshots
//! lie in `snapshots/`; after a wanted change `INSTA_UPDATE=always cargo test --test it` rewrites them, and
//! `git diff` shows what to read before it is accepted.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod folders;
mod program;

mod as_of;
mod bench;
mod bundled;
mod check;
mod cite;
mod communities;
mod cypher;
mod diff;
mod doctor;
mod during;
mod export;
mod fixture;
mod formats;
mod gallery;
mod gaps;
mod graph;
mod graphalytics;
mod groups;
mod help;
mod hostile;
mod imports;
mod load_csv;
mod mutations;
mod names;
mod neighbors;
mod page;
mod path;
mod paths;
mod predict;
mod procedures;
mod query;
mod rank;
mod readme;
mod rooms;
mod round_trips;
mod schema;
mod search;
mod shell;
mod show;
mod sides;
mod stats;
mod store;
mod tck;
mod timeline;
mod towns;
mod vietnamese;
mod width;

#[test]
fn every_file_here_is_a_module() {
    let list = include_str!("main.rs");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") else { continue };
        assert!(
            list.contains(&format!("\nmod {module};\n")),
            "tests/it/{name} is not run: main.rs does not list it"
        );
    }
}
