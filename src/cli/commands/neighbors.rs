//! `hvgraph neighbors`.

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::json;

use crate::cli::answer::{
    claim_details, claim_json, node_json, notes_of, print_formulas, print_remark, print_sources,
    sources_json, verb,
};
use crate::cli::error::CliError;
use crate::cli::filters::{FilterArgs, left_out_json, left_out_words};
use crate::cli::layout::wrapped;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, draw, resolve};
use crate::graph::{Direction, GraphView as _, Types};
use crate::model::{Edtf, Holds, Lang, NodeId};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;
use crate::render::selection::{Reach, Selection};

/// Show what lies around a node, step by step
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph neighbors \"Hoàn Kiếm\"\n  hvgraph neighbors \"Đinh Tiến Dũng\" --depth 2 --kind Official\n  hvgraph neighbors chanthabuly --depth 2 --dot | dot -Tsvg > around.svg"
)]
pub(in crate::cli) struct Args {
    /// Name of the node
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    /// Go at most so many steps
    #[arg(long, value_name = "N", default_value_t = 1)]
    depth: usize,
    /// Follow claims this way
    #[arg(long, value_enum, value_name = "WAY", default_value_t = Way::Both)]
    direction: Way,
    /// Also go on from hubs (countries, cities)
    #[arg(long)]
    through_hubs: bool,
    #[command(flatten)]
    filters: FilterArgs,
    /// Print a Graphviz drawing
    #[arg(long, conflicts_with = "json")]
    dot: bool,
}

/// A direction as a flag.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Way {
    /// From the node
    Out,
    /// To the node
    In,
    /// Both ways
    Both,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let node = resolve::node(session, &args.name.join(" "))?;
    let filter = args.filters.filter(session)?;
    let direction = match args.direction {
        Way::Out => Direction::Outgoing,
        Way::In => Direction::Incoming,
        Way::Both => Direction::Both,
    };
    let reach = Reach { depth: args.depth, direction, through_hubs: args.through_hubs };
    let facts = session.facts();
    let selection = Selection::around(&facts, session.schema(), &filter, &[node], reach);
    if args.dot {
        let drawing = draw::selection(session, &selection, facts.name(node).to_owned(), &[node]);
        drawing.write_dot(ui.out()).map_err(CliError::Stdout)?;
    } else if ui.json {
        ui.document(&as_json(session, node, &selection))?;
    } else {
        print(ui, session, node, &selection)?;
    }
    Ok(if selection.nodes.len() > 1 { Outcome::Found } else { Outcome::Nothing })
}

fn as_json(session: &Session, node: NodeId, selection: &Selection) -> serde_json::Value {
    let facts = session.facts();
    let nodes: Vec<_> = by_distance(session, selection)
        .into_iter()
        .map(|(distance, node)| {
            let mut json = node_json(session, node);
            json["distance"] = distance.into();
            json
        })
        .collect();
    let claims: Vec<_> =
        selection.edges.iter().map(|(edge, holds)| claim_json(session, *edge, *holds)).collect();
    let notes = notes_of(session, selection.edges.iter().map(|(edge, _)| *edge));
    json!({
        "schema_version": SCHEMA_VERSION,
        "command": "neighbors",
        "of": facts.id(node),
        "as_of": session.as_of.as_ref().map(Edtf::as_str),
        "during": session.during.as_ref().map(Edtf::as_str),
        "nodes": nodes,
        "claims": claims,
        "left_out": left_out_json(&selection.left_out),
        "sources": sources_json(session, &notes),
    })
}

/// Returns the nodes by distance, then name.
fn by_distance(session: &Session, selection: &Selection) -> Vec<(usize, NodeId)> {
    let facts = session.facts();
    let mut nodes: Vec<(usize, NodeId)> = selection.distance.iter().map(|(node, d)| (*d, *node)).collect();
    nodes
        .sort_by(|a, b| a.0.cmp(&b.0).then_with(|| facts.name(a.1).cmp(facts.name(b.1))).then(a.1.cmp(&b.1)));
    nodes
}

fn print(ui: &mut Ui, session: &Session, start: NodeId, selection: &Selection) -> Result<(), CliError> {
    let facts = session.facts();
    let notes = notes_of(session, selection.edges.iter().map(|(edge, _)| *edge));
    let nodes = by_distance(session, selection);
    let head = format!("{} {}", nodes.len() - 1, ui.pick("nút lân cận", "neighbours"));
    ui.text(2, &format!("{} {}", ui.bold(facts.name(start)), ui.dim(&format!("· {head}"))))?;
    let mut shown = 0;
    for (distance, node) in nodes.into_iter().skip(1) {
        if distance != shown {
            shown = distance;
            ui.line("")?;
            let words = if distance == 1 { ui.pick("bước", "step") } else { ui.pick("bước", "steps") };
            ui.line(&ui.bold(&format!("{distance} {words}")))?;
        }
        print_node(ui, session, node, selection, &notes)?;
    }
    print_formulas(ui, session, selection.edges.iter().map(|(edge, _)| *edge))?;
    print_sources(ui, session, &notes)?;
    if let Some(words) = left_out_words(&selection.left_out, session.lang) {
        ui.line("")?;
        print_remark(ui, &words)?;
    }
    Ok(())
}

/// Prints a node with the claims that tie it to nodes one step nearer.
fn print_node(
    ui: &mut Ui,
    session: &Session,
    node: NodeId,
    selection: &Selection,
    notes: &SourceNotes,
) -> Result<(), CliError> {
    let facts = session.facts();
    let kind = session.kind_label(facts.kind(node));
    let gloss = facts.gloss(node).filter(|_| session.lang == Lang::En).map(|gloss| format!("({gloss}) "));
    let details = ui.dim(&format!("{}· {kind}", gloss.unwrap_or_default()));
    ui.text(4, &format!("  {} {details}", ui.bold(facts.name(node))))?;
    let distance = selection.distance.get(&node);
    for hop in session.graph().expand(node, Direction::Both, Types::All) {
        let nearer = selection.distance.get(&hop.neighbor).map(|near| near + 1) == distance.copied();
        let Ok(at) = selection.edges.binary_search_by_key(&hop.edge, |(edge, _)| *edge) else { continue };
        if nearer {
            let holds: Holds = selection.edges[at].1;
            let mut parts = vec![format!("{} {}", verb(session, hop.edge, node), facts.name(hop.neighbor))];
            parts.extend(claim_details(session, hop.edge, holds));
            let text = format!("{} {}", parts.join(" · "), notes.mark(facts.citations(hop.edge)));
            for line in wrapped("    ", 6, text.trim_end(), ui.width) {
                ui.line(&line)?;
            }
        }
    }
    Ok(())
}
