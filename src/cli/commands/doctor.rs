//! `hvgraph doctor`.

use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::layout::wrapped;
use crate::cli::session::Global;
use crate::cli::ui::Ui;
use crate::graph::GraphView as _;
use crate::render::graphviz::Graphviz;
use crate::render::json::SCHEMA_VERSION;
use crate::storage::{Content, Store};

/// Check what pictures and data need: Graphviz, fonts, the data set
///
/// Exit status 3 if the data set is not valid; what is only missing for finer pictures is told, not failed.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Args {}

/// How long Graphviz may take to say its version.
const VERSION_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    ok: bool,
    found: String,
    hint: Option<&'static str>,
}

pub(in crate::cli) fn run(ui: &mut Ui, global: &Global) -> Result<Outcome, CliError> {
    let dataset = data_set(global);
    let valid = dataset.ok;
    let findings = [version(), dataset, graphviz(), font("vi", "Vietnamese"), font("lo", "Lao"), encoding()];
    if ui.json {
        let findings: Vec<_> = findings
            .iter()
            .map(|f| json!({ "what": f.what, "ok": f.ok, "found": f.found, "hint": f.hint }))
            .collect();
        ui.document(&json!({ "schema_version": SCHEMA_VERSION, "command": "doctor", "findings": findings }))?;
    } else {
        for finding in &findings {
            let mark = if finding.ok { "ok     " } else { "missing" };
            let text = format!("{}: {}", finding.what, finding.found);
            for line in wrapped(&format!("{mark}  "), 9, &text, ui.width) {
                ui.line(&line)?;
            }
            if let (false, Some(hint)) = (finding.ok, finding.hint) {
                ui.text(9, &format!("         hint: {hint}"))?;
            }
        }
    }
    Ok(if valid { Outcome::Found } else { Outcome::Invalid })
}

fn version() -> Finding {
    Finding { what: "hvgraph", ok: true, found: env!("CARGO_PKG_VERSION").to_owned(), hint: None }
}

fn data_set(global: &Global) -> Finding {
    const WHAT: &str = "data set";
    if let Some(file) = &global.db {
        return database(file);
    }
    match global.open() {
        Ok(dataset) => {
            let counts = dataset.counts();
            let found =
                format!("{}: {} nodes, {} claims", dataset.schema().name, counts.n_nodes, counts.n_claims);
            Finding { what: WHAT, ok: true, found, hint: None }
        }
        Err(error) => Finding {
            what: WHAT,
            ok: false,
            found: error.message(),
            hint: Some("`hvgraph check` lists every problem"),
        },
    }
}

fn database(file: &Path) -> Finding {
    const WHAT: &str = "database";
    match Store::read(file) {
        Ok(Content { graph, facts, .. }) => {
            let mut found = format!(
                "format {}, {} commits, {} nodes, {} relationships, {} bytes, of them {} since the last snapshot",
                facts.version,
                facts.n_commits,
                graph.node_count(),
                graph.edge_count(),
                facts.n_bytes,
                facts.n_log_bytes,
            );
            if facts.n_unfinished_bytes > 0 {
                let unfinished = facts.n_unfinished_bytes;
                found = format!("{found}; {unfinished} bytes of a write that was cut off are ignored");
            }
            Finding { what: WHAT, ok: true, found, hint: None }
        }
        Err(error) => Finding { what: WHAT, ok: false, found: error.to_string(), hint: error.hint() },
    }
}

fn graphviz() -> Finding {
    let hint = "install Graphviz (apt install graphviz, brew install graphviz, winget install graphviz); without it \
                only SVG is drawn, with the built-in drawer";
    let version = Graphviz::find().map(|graphviz| graphviz.version(VERSION_LIMIT));
    let (ok, found) = match version {
        Some(Ok(version)) => (true, version),
        Some(Err(error)) => (false, error.to_string()),
        None => (false, "not found on PATH".to_owned()),
    };
    Finding { what: "Graphviz", ok, found, hint: Some(hint) }
}

/// Asks fontconfig for a font of a language; other systems bring such fonts along.
fn font(code: &str, language: &'static str) -> Finding {
    let listed = Command::new("fc-list")
        .args([&format!(":lang={code}"), "family"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let what = if code == "vi" { "Vietnamese font" } else { "Lao font" };
    let hint = "install fonts for PNG and PDF pictures (apt install fonts-noto-core, or fonts-dejavu)";
    match listed {
        Err(_) => Finding { what, ok: true, found: "not checked: no fontconfig".to_owned(), hint: None },
        Ok(listed) => {
            let families = String::from_utf8_lossy(&listed.stdout);
            let mut families: Vec<&str> = families.lines().collect();
            families.sort_unstable();
            match families.first() {
                Some(first) => Finding { what, ok: true, found: (*first).to_owned(), hint: None },
                None => {
                    Finding { what, ok: false, found: format!("no font for {language}"), hint: Some(hint) }
                }
            }
        }
    }
}

fn encoding() -> Finding {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = names.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    let found = locale.unwrap_or_else(|| "not set".to_owned());
    let lower = found.to_lowercase();
    let ok = cfg!(windows) || cfg!(target_os = "macos") || lower.contains("utf-8") || lower.contains("utf8");
    let hint = Some("set a UTF-8 locale, for example LANG=C.UTF-8, if letters look wrong");
    Finding { what: "locale", ok, found, hint }
}
