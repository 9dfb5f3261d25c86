//! `hvgraph search`.

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::answer::print_remark;
use crate::cli::error::CliError;
use crate::cli::layout::table;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, resolve};
use crate::graph::GraphView as _;
use crate::render::json::SCHEMA_VERSION;

/// Find nodes by words of their names, aliases and English renderings
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph search \"doi ngoai\"\n  hvgraph search youth union\n  hvgraph search vientiane --kind Institution"
)]
pub(in crate::cli) struct Args {
    /// Words to look for, with or without marks
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    /// Show only nodes of this kind (may be given again)
    #[arg(long = "kind", value_name = "KIND")]
    kinds: Vec<String>,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let facts = session.facts();
    let mut kinds = Vec::new();
    for word in &args.kinds {
        kinds.push(resolve::kind(session, word).ok_or_else(|| resolve::unknown_kind(session, word))?);
    }
    let text = args.text.join(" ");
    let matches = session.dataset.names().search(&text, session.graph().node_count());
    let wanted = |node| kinds.is_empty() || kinds.contains(&facts.kind(node));
    let all: Vec<_> = matches.into_iter().filter(|found| wanted(found.node)).collect();
    let n_more = all.len().saturating_sub(args.limit);
    let shown: Vec<_> = all.iter().take(args.limit).map(|found| resolve::candidate(session, found)).collect();
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
        let rows: Vec<_> = shown
            .into_iter()
            .map(|c| {
                vec![
                    c.name,
                    c.kind,
                    c.id,
                    [c.context, c.how].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
                ]
            })
            .collect();
        for line in table(&[], &rows, ui.width) {
            ui.line(&line)?;
        }
        if n_more > 0 {
            ui.line(&ui.dim(&format!("{n_more} {}", ui.pick("kết quả nữa (--limit)", "more (--limit)"))))?;
        }
    }
    Ok(if all.is_empty() { Outcome::Nothing } else { Outcome::Found })
}
