//! `hvgraph search`.

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::answer::print_remark;
use crate::cli::error::{Candidate, CliError};
use crate::cli::layout::{cut, wrapped};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, resolve};
use crate::graph::GraphView as _;
use crate::model::NodeId;
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;

/// Find nodes by words of their names, aliases and English renderings
///
/// With --kind and without words all nodes of the kind are listed, by name.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph search \"doi ngoai\"\n  hvgraph search youth union\n  hvgraph search vientiane --kind Institution"
)]
pub(in crate::cli) struct Args {
    /// Words to look for, with or without marks
    #[arg(value_name = "TEXT", required_unless_present = "kinds")]
    text: Vec<String>,
    /// Show only nodes of this kind (may be given again)
    #[arg(long = "kind", value_name = "KIND")]
    kinds: Vec<String>,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value = "20", value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let facts = session.facts();
    let mut kinds = Vec::new();
    for word in &args.kinds {
        kinds.push(resolve::kind(session, word).ok_or_else(|| resolve::unknown_kind(session, word))?);
    }
    let text = args.text.join(" ");
    if text.trim().is_empty() && kinds.is_empty() {
        return Err(CliError::usage(ui.pick(
            "không có từ nào để tìm và không có --kind để liệt kê",
            "no words to look for and no --kind to list",
        )));
    }
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let wanted = |node| kinds.is_empty() || kinds.contains(&facts.kind(node));
    let all = if text.trim().is_empty() { listed(session, &wanted) } else { found(session, &text, &wanted) };
    let n_more = all.len().saturating_sub(limit);
    let n_found = all.len();
    let shown: Vec<_> = all.into_iter().take(limit).collect();
    if ui.json {
        let found: Vec<_> = shown
            .iter()
            .map(|c| json!({ "id": c.id, "name": c.name, "kind": c.kind, "context": c.context, "match": c.how }))
            .collect();
        ui.document(&json!({
            "schema_version": SCHEMA_VERSION,
            "command": "search",
            "text": text,
            "matches": found,
            "more": n_more,
        }))?;
    } else if shown.is_empty() {
        print_remark(ui, &format!("{} `{text}`", ui.pick("Không có tên nào khớp", "Nothing is named")))?;
    } else {
        for candidate in &shown {
            print(ui, candidate)?;
        }
        if n_more > 0 {
            ui.line(&ui.dim(&format!("{n_more} {}", ui.pick("kết quả nữa (--limit)", "more (--limit)"))))?;
        }
    }
    Ok(if n_found == 0 { Outcome::Nothing } else { Outcome::Found })
}

fn found(session: &Session, text: &str, wanted: &dyn Fn(NodeId) -> bool) -> Vec<Candidate> {
    let matches = session.dataset.names().search(text, session.graph().node_count());
    let matches = matches.into_iter().filter(|found| wanted(found.node));
    matches.map(|found| resolve::candidate(session, &found)).collect()
}

/// Returns all nodes of the kinds, by name.
fn listed(session: &Session, wanted: &dyn Fn(NodeId) -> bool) -> Vec<Candidate> {
    let facts = session.facts();
    let mut nodes: Vec<NodeId> = session.graph().nodes().filter(|node| wanted(*node)).collect();
    nodes.sort_by(|a, b| facts.name(*a).cmp(facts.name(*b)).then(a.cmp(b)));
    nodes.into_iter().map(|node| resolve::described(session, node)).collect()
}

/// Columns of a name that are shown.
const LONGEST_NAME: usize = 160;

/// Prints a hit: name, kind and id, and below it what tells it from others.
fn print(ui: &mut Ui, hit: &Candidate) -> Result<(), CliError> {
    let name = cut(&showable(&hit.name), LONGEST_NAME);
    for line in wrapped("", 2, &format!("{name} · {} · {}", hit.kind, hit.id), ui.width) {
        ui.line(&line.replacen(&name, &ui.bold(&name), 1))?;
    }
    let details: Vec<&str> =
        [&hit.context, &hit.how].into_iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
    if !details.is_empty() {
        for line in wrapped("    ", 4, &details.join(" · "), ui.width) {
            ui.line(&ui.dim(&line))?;
        }
    }
    Ok(())
}
