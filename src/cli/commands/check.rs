//! `hvgraph check`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::answer::problem_json;
use crate::cli::error::CliError;
use crate::cli::filters::counted;
use crate::cli::session::{Global, Session};
use crate::cli::ui::Ui;
use crate::dataset::{Contradiction, Dataset, DatasetError, DatasetPlace, contradictions};
use crate::model::EdgeId;
use crate::render::compose::claim_words;
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;

/// Check a data set: every problem with file, line and column, and claims that cannot all be true
///
/// Exit status 3 if there is a problem or a contradiction. Contradicting claims are loaded all the same by
/// other commands; mark all but one `disputed` or `denied` to settle them.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Args {
    /// Data set folder; --data or the bundled data set by default
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args, global: &Global) -> Result<Outcome, CliError> {
    let loaded = match args.folder.as_ref().or(global.data.as_ref()) {
        Some(folder) => Dataset::open(folder),
        None if global.db.is_some() => Ok(global.open()?),
        None => Dataset::bundled(),
    };
    match loaded {
        Ok(dataset) => report(ui, &Session::with(dataset, global)),
        Err(DatasetError::Problems(problems)) if ui.json => {
            let problems: Vec<_> = problems.iter().map(problem_json).collect();
            ui.document(&json!({
                "schema_version": SCHEMA_VERSION, "command": "check", "valid": false,
                "problems": problems, "contradictions": [],
            }))?;
            Ok(Outcome::Invalid)
        }
        Err(error) => Err(CliError::Dataset(error)),
    }
}

fn report(ui: &mut Ui, session: &Session) -> Result<Outcome, CliError> {
    let found = contradictions(session.schema(), session.graph());
    let counts = session.dataset.counts();
    if ui.json {
        let found: Vec<_> = found.iter().map(|contradiction| as_json(session, contradiction)).collect();
        ui.document(&json!({
            "schema_version": SCHEMA_VERSION, "command": "check", "valid": found.is_empty(),
            "loaded": {
                "files": counts.n_files, "sources": counts.n_sources,
                "nodes": counts.n_nodes, "claims": counts.n_claims, "rejected": 0,
            },
            "problems": [], "contradictions": found, "not_read": session.dataset.unread(),
        }))?;
    } else {
        for contradiction in &found {
            for line in words(session, contradiction) {
                ui.text(4, &showable(&line))?;
            }
        }
        let place = match session.dataset.place() {
            DatasetPlace::Bundled => ui.pick("bộ dữ liệu có sẵn", "the bundled data set").to_owned(),
            DatasetPlace::Folder(folder) | DatasetPlace::Graph(folder) => folder.display().to_string(),
            DatasetPlace::Memory => session.schema().name.clone(),
        };
        let lang = session.lang;
        let counts = format!(
            "{}: {}, {}, {}, {}; 0 {}, {}",
            showable(&place),
            counted(counts.n_files, lang, "tệp", ("file", "files")),
            counted(counts.n_sources, lang, "nguồn", ("source", "sources")),
            counted(counts.n_nodes, lang, "nút", ("node", "nodes")),
            counted(counts.n_claims, lang, "phát biểu", ("claim", "claims")),
            lang.pick("lỗi", "problems"),
            counted(found.len(), lang, "mâu thuẫn", ("contradiction", "contradictions")),
        );
        ui.text(2, &counts)?;
        if !session.dataset.unread().is_empty() {
            let head = lang.pick("Không đọc", "Not read");
            ui.text(2, &format!("{head}: {}", showable(&session.dataset.unread().join(", "))))?;
        }
    }
    Ok(if found.is_empty() { Outcome::Found } else { Outcome::Invalid })
}

fn words(session: &Session, contradiction: &Contradiction) -> Vec<String> {
    let facts = session.facts();
    let claim = |edge: EdgeId| {
        format!("  {}: {}", facts.claim_id(edge), claim_words(&facts, session.schema(), edge, session.lang))
    };
    let head = session.lang.pick("mâu thuẫn", "contradiction");
    match contradiction {
        Contradiction::TwoHolders { seat, claims } => vec![
            format!(
                "{head}: {} `{}`",
                session.lang.pick("hai người cùng lúc giữ", "two hold at one date"),
                facts.name(*seat)
            ),
            claim(claims[0]),
            claim(claims[1]),
        ],
        Contradiction::SuccessorFirst { claim: edge, later, earlier } => vec![
            format!(
                "{head}: `{}` {} `{}`",
                facts.name(*later),
                session.lang.pick("bắt đầu trước cái mà nó kế tiếp,", "begins before what it succeeds,"),
                facts.name(*earlier)
            ),
            claim(*edge),
        ],
        Contradiction::ContainedInItself { node } => {
            vec![format!(
                "{head}: `{}` {}",
                facts.name(*node),
                session.lang.pick("nằm trong chính nó", "lies within itself")
            )]
        }
    }
}

fn as_json(session: &Session, contradiction: &Contradiction) -> serde_json::Value {
    let facts = session.facts();
    match contradiction {
        Contradiction::TwoHolders { seat, claims } => json!({
            "kind": "two_holders", "seat": facts.id(*seat),
            "claims": claims.map(|edge| facts.claim_id(edge)),
        }),
        Contradiction::SuccessorFirst { claim, later, earlier } => json!({
            "kind": "successor_first", "later": facts.id(*later), "earlier": facts.id(*earlier),
            "claims": [facts.claim_id(*claim)],
        }),
        Contradiction::ContainedInItself { node } => {
            json!({ "kind": "contained_in_itself", "node": facts.id(*node) })
        }
    }
}
