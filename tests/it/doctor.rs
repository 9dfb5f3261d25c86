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

#[test]
fn a_database_file_is_described_as_its_owner_would_ask() {
    let folder = crate::folders::Folder::empty();
    let file = folder.file("my.hvdb");
    let file = file.to_str().unwrap();
    hvgraph(&["load", file]).ends(0);
    hvgraph(&["query", "--db", file, "CREATE INDEX names FOR (n:Office) ON (n.name)"]).ends(0);
    let about = |lang: &str| {
        let findings = hvgraph(&["doctor", "--json", lang, "--db", file]).json(0)["findings"].clone();
        let found = findings[1]["found"].as_str().unwrap().replace(file, "my.hvdb");
        // How many bytes there are hangs on the data set.
        found
            .split(' ')
            .map(|word| if word.parse::<usize>().is_ok_and(|n| n > 99) { "N" } else { word })
            .collect::<Vec<_>>()
            .join(" ")
    };
    insta::assert_snapshot!([about("--lang=en"), about("--lang=vi")].join("\n"));
    let bytes = std::fs::read(file).unwrap();
    std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
    hvgraph(&["doctor", "--db", file]).ends(3).says("the database is damaged").says("restore a backup");
}
