//! `hvgraph doctor`.

use crate::program::{hvgraph, regatta, run, sealed};

/// Replaces what differs from machine to machine.
fn steady(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

#[test]
fn without_graphviz_it_says_so() {
    insta::assert_snapshot!(steady(&regatta(&["doctor"]).shown()));
    hvgraph(&["doctor", "--lang", "vi"]).says("Graphviz");
    assert_eq!(hvgraph(&["doctor", "--json"]).json(hvgraph(&["doctor"]).status)["schema_version"], 1);
}

#[test]
fn a_broken_data_set_is_reported_not_hidden() {
    let folder = crate::folders::Folder::small().with("broken.json", "{");
    let report = crate::program::on_folder(folder.path(), &["doctor"]);
    assert_ne!(report.status, 0, "{}", report.shown());
}

#[test]
fn with_graphviz_it_says_which() {
    let Some(path) =
        std::env::var_os("PATH").filter(|_| std::process::Command::new("dot").arg("-V").output().is_ok())
    else {
        eprintln!("skipped: Graphviz is not installed");
        return;
    };
    run(sealed().env("PATH", path), &["doctor"]).ends(0).says("raphviz");
}
