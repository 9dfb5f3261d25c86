//! `hvgraph components`.

use clap::Args as ClapArgs;
use serde_json::json;

use crate::analysis::{strong_components, weak_components};
use crate::cli::answer::{print_remark, sources_json, notes_of};
use crate::cli::draw::{DrawArgs, time_words};
use crate::cli::error::CliError;
use crate::cli::filters::{FilterArgs, counted, left_out_json, left_out_words};
use crate::cli::grouping::{Grouping, Shown};
use crate::cli::measure::projected;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, draw_groups};
use crate::graph::Direction;
use crate::model::Edtf;
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;
use crate::render::selection::Selection;

/// Show which nodes are connected at all, and which stand alone
///
/// Two nodes are in one component if claims, read either way, lead from one to the other. With --strong claims are
/// followed in their direction, there and back.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph components\n  hvgraph components --kind Official --kind Office\n  hvgraph components --strong --top 3 --json"
)]
pub(in crate::cli) struct Args {
    /// Follow claims in their direction, there and back
    #[arg(long)]
    strong: bool,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Show only those with so many nodes
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_size: usize,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let filter = args.filters.filter(session)?;
    let selection = Selection::whole(&session.facts(), session.schema(), &filter);
    let direction = if args.strong { Direction::Outgoing } else { Direction::Both };
    let projection = projected(session, &selection, direction);
    let budget = session.budget(usize::MAX);
    let numbers = if args.strong {
        strong_components(&projection, &budget)?
    } else {
        weak_components(&projection, &budget)?
    };
    let grouping = Grouping::new(session, &selection, &projection, &numbers);
    let shown = Shown { top: args.top, min_size: args.min_size, n_ties: 0 };
    let outcome = if grouping.n_shown(shown) > 0 { Outcome::Found } else { Outcome::Nothing };
    let remarks = remarks(session, args, &selection);
    let picture = || draw_groups::boxes(session, &selection, &grouping, title(session, args), &remarks);
    if args.draw.draw(ui, picture)? {
        return Ok(outcome);
    }
    if ui.json {
        ui.document(&as_json(session, args, &selection, &grouping, shown))?;
        return Ok(outcome);
    }
    ui.line(&ui.bold(title(session, args)))?;
    ui.text(2, &summary(session, &selection, &grouping))?;
    ui.line("")?;
    grouping.print(ui, session, shown, &SourceNotes::default())?;
    remarks.iter().try_for_each(|remark| print_remark(ui, remark))?;
    Ok(outcome)
}

fn title(session: &Session, args: &Args) -> &'static str {
    if args.strong {
        session.lang.pick("Thành phần liên thông mạnh", "Strong components")
    } else {
        session.lang.pick("Thành phần liên thông", "Components")
    }
}

fn summary(session: &Session, selection: &Selection, grouping: &Grouping<'_>) -> String {
    let lang = session.lang;
    let n_alone = grouping.groups.iter().filter(|group| group.len() == 1).count();
    let alone = counted(n_alone, lang, "nút đứng một mình", ("node on its own", "nodes on their own"));
    format!(
        "{} · {alone} · {}, {}",
        counted(grouping.groups.len(), lang, "thành phần", ("component", "components")),
        counted(selection.nodes.len(), lang, "nút", ("node", "nodes")),
        counted(selection.edges.len(), lang, "phát biểu", ("claim", "claims")),
    )
}

fn remarks(session: &Session, args: &Args, selection: &Selection) -> Vec<String> {
    let lang = session.lang;
    let way = if args.strong {
        lang.pick(
            "từ mỗi nút theo chiều phát biểu tới được mọi nút khác cùng thành phần (Tarjan 1972)",
            "from each node claims lead, in their direction, to all others of its component (Tarjan 1972)",
        )
    } else {
        lang.pick(
            "các nút nối với nhau qua phát biểu theo chiều bất kỳ",
            "nodes that claims connect, read either way",
        )
    };
    let definition = format!("{}: {way}", lang.pick("Định nghĩa", "Definition"));
    let time = time_words(session, selection);
    std::iter::once(definition).chain(time).chain(left_out_words(&selection.left_out, lang)).collect()
}

fn as_json(
    session: &Session,
    args: &Args,
    selection: &Selection,
    grouping: &Grouping<'_>,
    shown: Shown,
) -> serde_json::Value {
    let notes = notes_of(session, grouping.evidence(shown));
    json!({
        "schema_version": SCHEMA_VERSION,
        "command": "components",
        "strong": args.strong,
        "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
        "n_nodes": selection.nodes.len(),
        "n_claims": selection.edges.len(),
        "n_components": grouping.groups.len(),
        "components": grouping.json(session, shown),
        "left_out": left_out_json(&selection.left_out),
        "sources": sources_json(session, &notes),
    })
}
