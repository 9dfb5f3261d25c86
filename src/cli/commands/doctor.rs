//! `hvgraph doctor`.

use std::path::Path;
use std::process::{Command, Stdio};

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::error::{CliError, hint_line};
use crate::cli::faults::{graphviz_words, storage_hint, storage_words};
use crate::cli::filters::counted;
use crate::cli::layout::wrapped;
use crate::cli::session::Global;
use crate::cli::ui::Ui;
use crate::dataset::{Dataset, SCHEMA};
use crate::graph::GraphView as _;
use crate::model::Lang;
use crate::render::graphviz::Graphviz;
use crate::render::json::SCHEMA_VERSION;
use crate::storage::{Content, Store};

/// Check what pictures and data need: Graphviz, fonts, the data set or database
///
/// A database file is read to its end, so that every checksum in it is checked.
/// Exit status 3 if the data set is not valid or the database damaged; what is only missing for finer pictures is told, not failed.
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
        Ok(content) => Finding { what, ok: true, found: sound(&content, file, lang), hint: None },
        Err(error) => {
            Finding { what, ok: false, found: storage_words(&error, lang), hint: storage_hint(&error, lang) }
        }
    }
}

/// Describes a database file that was read to its end, and so found to be whole.
fn sound(content: &Content, file: &Path, lang: Lang) -> String {
    let Content { graph, facts, settings, .. } = content;
    let whole = lang.pick("nguyên vẹn, đã kiểm tra từng byte", "whole, every byte checked");
    let mut parts = vec![format!("{}: {whole}", file.display())];
    parts.push(format!(
        "{}, {}",
        counted(graph.node_count(), lang, "nút", ("node", "nodes")),
        counted(graph.edge_count(), lang, "quan hệ", ("relationship", "relationships")),
    ));
    if !graph.rules().is_empty() {
        let rules = ("index or constraint", "indexes and constraints");
        parts.push(counted(graph.rules().len(), lang, "chỉ mục và ràng buộc", rules));
    }
    if let Some(schema) = settings.get(SCHEMA).and_then(|text| Dataset::read_schema(text).ok()) {
        parts.push(format!("{} {}", lang.pick("lược đồ", "schema"), schema.name));
    }
    let commits = counted_bytes(facts.n_commits, lang, "lần ghi", ("commit", "commits"));
    let bytes = counted_bytes(facts.n_bytes, lang, "byte", ("byte", "bytes"));
    let log = match lang {
        Lang::Vi => format!("{} byte trong đó ghi sau lần gom gần nhất", facts.n_log_bytes),
        Lang::En => format!("{} of them written since it was last compacted", facts.n_log_bytes),
    };
    parts.push(format!("{commits}, {bytes}, {log}"));
    parts.push(format!("{} {}", lang.pick("định dạng tệp phiên bản", "file format version"), facts.version));
    if facts.n_unfinished_bytes > 0 {
        let rest = counted_bytes(facts.n_unfinished_bytes, lang, "byte", ("byte", "bytes"));
        let ignored = lang.pick(
            "cuối tệp là của một lần ghi bị cắt ngang; bỏ qua được, không mất gì đã lưu",
            "at the end are left from a write that was cut off; they are ignored, and nothing that was committed is lost",
        );
        parts.push(format!("{rest} {ignored}"));
    }
    parts.join("; ")
}

fn counted_bytes(n: u64, lang: Lang, vi: &str, words: (&str, &str)) -> String {
    counted(usize::try_from(n).unwrap_or(usize::MAX), lang, vi, words)
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
