//! `hvgraph doctor`.

use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::error::{CliError, hint_line};
use crate::cli::faults::graphviz_words;
use crate::cli::filters::counted;
use crate::cli::layout::wrapped;
use crate::cli::session::Global;
use crate::cli::ui::Ui;
use crate::graph::GraphView as _;
use crate::model::Lang;
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
    let lang = ui.lang;
    let dataset = data_set(global, lang);
    let valid = dataset.ok;
    let findings =
        [version(), dataset, graphviz(lang), font(Script::Vietnamese, lang), font(Script::Lao, lang), encoding(lang)];
    if ui.json {
        let findings: Vec<_> = findings
            .iter()
            .map(|f| json!({ "what": f.what, "ok": f.ok, "found": f.found, "hint": f.hint }))
            .collect();
        ui.document(&json!({ "schema_version": SCHEMA_VERSION, "command": "doctor", "findings": findings }))?;
    } else {
        for finding in &findings {
            let mark = if finding.ok { lang.pick("được   ", "ok     ") } else { lang.pick("thiếu  ", "missing") };
            let text = format!("{}: {}", finding.what, finding.found);
            for line in wrapped(&format!("{mark}  "), 9, &text, ui.width) {
                ui.line(&line)?;
            }
            if let (false, Some(hint)) = (finding.ok, finding.hint) {
                ui.text(9, &format!("         {}", hint_line(hint, lang)))?;
            }
        }
    }
    Ok(if valid { Outcome::Found } else { Outcome::Invalid })
}

fn version() -> Finding {
    Finding { what: "hvgraph", ok: true, found: env!("CARGO_PKG_VERSION").to_owned(), hint: None }
}

fn data_set(global: &Global, lang: Lang) -> Finding {
    let what = lang.pick("bộ dữ liệu", "data set");
    if let Some(file) = &global.db {
        return database(file, lang);
    }
    match global.open() {
        Ok(dataset) => {
            let counts = dataset.counts();
            let nodes = counted(counts.n_nodes, lang, "nút", ("node", "nodes"));
            let claims = counted(counts.n_claims, lang, "phát biểu", ("claim", "claims"));
            let found = format!("{}: {nodes}, {claims}", dataset.schema().name);
            Finding { what, ok: true, found, hint: None }
        }
        Err(error) => {
            let hint =
                lang.pick("`hvgraph check` liệt kê mọi lỗi", "`hvgraph check` lists every problem");
            Finding { what, ok: false, found: error.message(lang), hint: Some(hint) }
        }
    }
}

fn database(file: &Path, lang: Lang) -> Finding {
    let what = lang.pick("cơ sở dữ liệu", "database");
    match Store::read(file) {
        Ok(Content { graph, facts, .. }) => {
            let counts = [
                (u64::from(facts.version), "dạng thức", ("format", "format")),
                (facts.n_commits, "lần ghi", ("commit", "commits")),
                (graph.node_count() as u64, "nút", ("node", "nodes")),
                (graph.edge_count() as u64, "quan hệ", ("relationship", "relationships")),
                (facts.n_bytes, "byte", ("byte", "bytes")),
                (facts.n_log_bytes, "byte từ lần chụp cuối", ("byte since the last snapshot", "bytes since the last snapshot")),
            ];
            let words = counts.map(|(n, vi, (one, many))| format!("{n} {}", lang.pick(vi, if n == 1 { one } else { many })));
            let mut found = words.join(", ");
            if facts.n_unfinished_bytes > 0 {
                let ignored = lang.pick("byte của một lần ghi dở bị bỏ qua", "bytes of a write that was cut off are ignored");
                found = format!("{found}; {} {ignored}", facts.n_unfinished_bytes);
            }
            Finding { what, ok: true, found, hint: None }
        }
        Err(error) => Finding { what, ok: false, found: error.to_string(), hint: error.hint() },
    }
}

fn graphviz(lang: Lang) -> Finding {
    let hint = lang.pick(
        "cài Graphviz (apt install graphviz, brew install graphviz, winget install graphviz); không có Graphviz thì \
         chỉ vẽ được SVG, bằng bộ vẽ có sẵn",
        "install Graphviz (apt install graphviz, brew install graphviz, winget install graphviz); without it \
         only SVG is drawn, with the built-in drawer",
    );
    let version = Graphviz::find().map(|graphviz| graphviz.version(VERSION_LIMIT));
    let (ok, found) = match version {
        Some(Ok(version)) => (true, version),
        Some(Err(error)) => (false, graphviz_words(&error, lang)),
        None => (false, lang.pick("không có trong PATH", "not found on PATH").to_owned()),
    };
    Finding { what: "Graphviz", ok, found, hint: Some(hint) }
}

/// A script that a picture needs letters of.
#[derive(Clone, Copy)]
enum Script {
    Vietnamese,
    Lao,
}

impl Script {
    const fn code(self) -> &'static str {
        match self {
            Script::Vietnamese => "vi",
            Script::Lao => "lo",
        }
    }

    const fn font_words(self, lang: Lang) -> &'static str {
        match self {
            Script::Vietnamese => lang.pick("phông chữ Việt", "Vietnamese font"),
            Script::Lao => lang.pick("phông chữ Lào", "Lao font"),
        }
    }

    const fn none_words(self, lang: Lang) -> &'static str {
        match self {
            Script::Vietnamese => lang.pick("chưa có phông nào cho chữ Việt", "no font for Vietnamese"),
            Script::Lao => lang.pick("chưa có phông nào cho chữ Lào", "no font for Lao"),
        }
    }
}

/// Asks fontconfig for a font of a language; other systems bring such fonts along.
fn font(script: Script, lang: Lang) -> Finding {
    let listed = Command::new("fc-list")
        .args([&format!(":lang={}", script.code()), "family"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let what = script.font_words(lang);
    let Ok(listed) = listed else {
        let found = lang.pick("chưa kiểm tra: không có fontconfig", "not checked: no fontconfig");
        return Finding { what, ok: true, found: found.to_owned(), hint: None };
    };
    let families = String::from_utf8_lossy(&listed.stdout);
    let first = families.lines().min();
    let hint = lang.pick(
        "cài phông chữ cho hình PNG và PDF (apt install fonts-noto-core, hoặc fonts-dejavu)",
        "install fonts for PNG and PDF pictures (apt install fonts-noto-core, or fonts-dejavu)",
    );
    match first {
        Some(first) => Finding { what, ok: true, found: first.to_owned(), hint: None },
        None => Finding { what, ok: false, found: script.none_words(lang).to_owned(), hint: Some(hint) },
    }
}

fn encoding(lang: Lang) -> Finding {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = names.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    let found = locale.unwrap_or_else(|| lang.pick("chưa đặt", "not set").to_owned());
    let lower = found.to_lowercase();
    let ok = cfg!(windows) || cfg!(target_os = "macos") || lower.contains("utf-8") || lower.contains("utf8");
    let hint = Some(lang.pick(
        "nếu chữ hiện sai, đặt locale UTF-8, ví dụ LANG=C.UTF-8",
        "set a UTF-8 locale, for example LANG=C.UTF-8, if letters look wrong",
    ));
    Finding { what: lang.pick("ngôn ngữ hệ thống", "locale"), ok, found, hint }
}
