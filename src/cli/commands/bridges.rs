//! `hvgraph bridges`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use clap::Args as ClapArgs;
use serde_json::{Value as Json, json};

use crate::analysis::{ArticulationPoint, Bridge, Cuts, cuts, weak_components};
use crate::cli::answer::{
    claim_json, node_json, notes_of, print_formulas, print_remark, print_sources, shown_name, sources_json,
};
use crate::cli::draw::{DrawArgs, time_words};
use crate::cli::error::CliError;
use crate::cli::filters::{FilterArgs, counted, left_out_json, left_out_words};
use crate::cli::grouping::{Grouping, print_claim, print_row};
use crate::cli::measure::{projected, spec};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, draw_groups};
use crate::graph::{Direction, GraphView as _, Projection};
use crate::model::{EdgeId, Edtf, Holds, NodeId};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;
use crate::render::selection::Selection;

/// How many nodes of what comes apart are named.
const N_NAMED: usize = 5;

/// How many of them a JSON document lists; how many there are stands beside them.
const N_LISTED: usize = 1000;

/// How many sizes of parts are told.
const N_PARTS: usize = 6;

/// Show the claims and nodes that hold parts of the graph together
///
/// A bridge is a claim without which two parts come apart: no other claim joins them, so much rests on its sources. An
/// articulation point is a node without which what it connects comes apart.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph bridges\n  hvgraph bridges --kind Official --kind Office --top 5\n  hvgraph bridges --min-sources 2 --json"
)]
pub(in crate::cli) struct Args {
    /// Show at most so many bridges, and so many articulation points
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Show only those that part so many nodes from the rest
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_size: usize,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// What was found, the cuts that part most first.
struct Found {
    selection: Selection,
    projection: Projection,
    n_bridges: usize,
    n_points: usize,
    bridges: Vec<Bridge>,
    points: Vec<ArticulationPoint>,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let filter = args.filters.filter(session)?;
    let selection = Selection::whole(&session.facts(), session.schema(), &filter);
    let projection = projected(session, &selection, Direction::Both);
    let cuts = cuts(&projection, &session.budget(usize::MAX))?;
    let blocks = blocks(session, &selection, &cuts)?;
    let found = Found::new(session, args, selection, projection, cuts);
    let outcome = if found.bridges.is_empty() && found.points.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Found
    };
    let title = ui.pick("Cầu và nút khớp", "Bridges and articulation points");
    let remarks = found.remarks(session);
    let bridges: Vec<EdgeId> = found.bridges.iter().map(|bridge| bridge.edge).collect();
    let picture = || draw_groups::bridges(session, &found.selection, &blocks, &bridges, title, &remarks);
    if args.draw.draw(ui, picture)? {
        return Ok(outcome);
    }
    if ui.json {
        ui.document(&found.json(session))?;
    } else {
        found.print(ui, session, title, &remarks)?;
    }
    Ok(outcome)
}

/// Returns what still hangs together without any bridge.
fn blocks<'s>(session: &'s Session, selection: &Selection, cuts: &Cuts) -> Result<Grouping<'s>, CliError> {
    let bridges: Vec<EdgeId> = cuts.bridges.iter().map(|bridge| bridge.edge).collect();
    let mut rest = selection.clone();
    rest.edges.retain(|(edge, _)| bridges.binary_search(edge).is_err());
    let projection = spec(session, &rest, Direction::Both).build(session.graph());
    let numbers = weak_components(&projection, &session.budget(usize::MAX))?;
    Ok(Grouping::new(session, selection, &projection, &numbers))
}

impl Found {
    fn new(session: &Session, args: &Args, selection: Selection, projection: Projection, cuts: Cuts) -> Found {
        let facts = session.facts();
        let Cuts { mut bridges, mut points } = cuts;
        let (n_bridges, n_points) = (bridges.len(), points.len());
        bridges.retain(|bridge| smaller(bridge).1 >= args.min_size);
        bridges.sort_by_key(|bridge| (Reverse(smaller(bridge).1), bridge.edge));
        bridges.truncate(args.top);
        points.retain(|point| cut_off(point) >= args.min_size);
        points.sort_by_cached_key(|point| {
            let node = projection.node(point.node);
            (Reverse(cut_off(point)), facts.name(node), node)
        });
        points.truncate(args.top);
        Found { selection, projection, n_bridges, n_points, bridges, points }
    }

    fn notes(&self, session: &Session) -> SourceNotes {
        notes_of(session, self.bridges.iter().map(|bridge| bridge.edge))
    }

    /// Returns nodes on the smaller side of a bridge, at most so many, the end of the bridge first, then those nearest to it.
    fn side(&self, bridge: &Bridge, most: usize) -> Vec<NodeId> {
        let (start, size) = smaller(bridge);
        let mut side = vec![start];
        let mut seen = BTreeSet::from([start]);
        let mut at = 0;
        while at < side.len() && side.len() < size.min(most) {
            for arc in self.projection.arcs(side[at]).filter(|arc| arc.edge != bridge.edge) {
                if side.len() < most && seen.insert(arc.target) {
                    side.push(arc.target);
                }
            }
            at += 1;
        }
        side.into_iter().map(|node| self.projection.node(node)).collect()
    }

    fn remarks(&self, session: &Session) -> Vec<String> {
        let lang = session.lang;
        let counts = format!(
            "{}, {} · {}, {}",
            counted(self.n_bridges, lang, "cầu", ("bridge", "bridges")),
            counted(self.n_points, lang, "nút khớp", ("articulation point", "articulation points")),
            counted(self.projection.n_nodes(), lang, "nút", ("node", "nodes")),
            counted(self.projection.n_edges(), lang, "phát biểu", ("claim", "claims")),
        );
        let definition = lang.pick(
            "Định nghĩa: phát biểu tính theo cả hai chiều; nhiều phát biểu giữa hai nút không phải là cầu (Tarjan 1974; Hopcroft, Tarjan 1973)",
            "Definition: claims count either way; one of several claims between two nodes is no bridge (Tarjan 1974; Hopcroft, Tarjan 1973)",
        );
        let left_out = left_out_words(&self.selection.left_out, lang);
        let time = time_words(session, &self.selection);
        [counts, definition.to_owned()].into_iter().chain(time).chain(left_out).collect()
    }

    fn print(
        &self,
        ui: &mut Ui,
        session: &Session,
        title: &str,
        remarks: &[String],
    ) -> Result<(), CliError> {
        ui.line(&ui.bold(title))?;
        let (counts, rest) = remarks.split_first().map_or(("", remarks), |(first, rest)| (first.as_str(), rest));
        ui.text(2, counts)?;
        let notes = self.notes(session);
        if !self.bridges.is_empty() {
            ui.line("")?;
            ui.line(&ui.bold(ui.pick("Cầu", "Bridges")))?;
        }
        for (bridge, number) in self.bridges.iter().zip(1..) {
            self.print_bridge(ui, session, bridge, number, &notes)?;
        }
        if !self.points.is_empty() {
            ui.line("")?;
            ui.line(&ui.bold(ui.pick("Nút khớp", "Articulation points")))?;
        }
        for (point, number) in self.points.iter().zip(1..) {
            self.print_point(ui, session, point, number)?;
        }
        self.print_rest(ui)?;
        print_formulas(ui, session, self.bridges.iter().map(|bridge| bridge.edge))?;
        print_sources(ui, session, &notes)?;
        ui.line("")?;
        rest.iter().try_for_each(|remark| print_remark(ui, remark))
    }

    fn print_bridge(
        &self,
        ui: &mut Ui,
        session: &Session,
        bridge: &Bridge,
        number: usize,
        notes: &SourceNotes,
    ) -> Result<(), CliError> {
        let Some(ends) = session.graph().edge(bridge.edge) else { return Ok(()) };
        print_claim(ui, session, bridge.edge, ends.source, notes, &format!("{number} "))?;
        let n_apart = smaller(bridge).1;
        let others = bridge.near.1 + bridge.far.1 - n_apart;
        let side = self.side(bridge, N_NAMED);
        let names: Vec<&str> = side.iter().map(|node| session.facts().name(*node)).collect();
        let more = if n_apart > N_NAMED { ", …" } else { "" };
        let apart = ui.pick("Thiếu phát biểu này", "Without it");
        let text = format!(
            "{} {} {}: {}{more}",
            counted(n_apart, session.lang, "nút", ("node", "nodes")),
            ui.pick("rời khỏi phần còn lại gồm", "apart from the other"),
            others,
            names.join(", ")
        );
        print_row(ui, apart, &text)
    }

    fn print_point(
        &self,
        ui: &mut Ui,
        session: &Session,
        point: &ArticulationPoint,
        number: usize,
    ) -> Result<(), CliError> {
        let node = self.projection.node(point.node);
        let kind = ui.dim(&format!("· {}", session.kind_label(session.facts().kind(node))));
        ui.text(3, &format!("{number} {} {kind}", ui.bold(&shown_name(session, node))))?;
        let text = format!(
            "{}: {}",
            counted(point.parts.len(), session.lang, "phần", ("part", "parts")),
            part_words(&point.parts)
        );
        print_row(ui, ui.pick("Thiếu nút này còn", "Without it"), &text)
    }

    /// Says how many cuts are not shown.
    fn print_rest(&self, ui: &mut Ui) -> Result<(), CliError> {
        let (bridges, points) = (self.n_bridges - self.bridges.len(), self.n_points - self.points.len());
        if bridges + points == 0 {
            return Ok(());
        }
        let text = format!(
            "{}: {}, {}",
            ui.pick("Không nêu ở trên (--top, --min-size)", "Not shown (--top, --min-size)"),
            counted(bridges, ui.lang, "cầu", ("bridge", "bridges")),
            counted(points, ui.lang, "nút khớp", ("articulation point", "articulation points")),
        );
        ui.line("")?;
        print_remark(ui, &text)
    }

    fn json(&self, session: &Session) -> Json {
        let bridges = self.bridges.iter().map(|bridge| {
            let side = self.side(bridge, N_LISTED);
            json!({
                "claim": claim_json(session, bridge.edge, self.holds(bridge.edge)),
                "parts": [bridge.near.1.max(bridge.far.1), smaller(bridge).1],
                "apart": side.iter().map(|node| node_json(session, *node)).collect::<Vec<_>>(),
            })
        });
        let points = self.points.iter().map(|point| {
            json!({ "node": node_json(session, self.projection.node(point.node)), "parts": point.parts })
        });
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "bridges",
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "n_nodes": self.projection.n_nodes(),
            "n_claims": self.projection.n_edges(),
            "n_bridges": self.n_bridges,
            "n_articulation_points": self.n_points,
            "bridges": bridges.collect::<Vec<_>>(),
            "articulation_points": points.collect::<Vec<_>>(),
            "left_out": left_out_json(&self.selection.left_out),
            "sources": sources_json(session, &self.notes(session)),
        })
    }

    fn holds(&self, edge: EdgeId) -> Holds {
        let at = self.selection.edges.binary_search_by_key(&edge, |(edge, _)| *edge);
        at.map_or(Holds::Certain, |at| self.selection.edges[at].1)
    }
}

/// Returns the end on the smaller side of a bridge, and how many nodes that side has.
fn smaller(bridge: &Bridge) -> (u32, usize) {
    if bridge.far.1 <= bridge.near.1 { bridge.far } else { bridge.near }
}

/// Returns how many nodes lose the largest part without an articulation point.
fn cut_off(point: &ArticulationPoint) -> usize {
    point.parts.iter().skip(1).sum()
}

/// Returns sizes in words, equal ones together: `180 + 4 + 1 × 12`.
fn part_words(parts: &[usize]) -> String {
    let chunks = parts.chunk_by(|a, b| a == b);
    let words = chunks.clone().take(N_PARTS).map(|equal| match equal {
        [one] => one.to_string(),
        equal => format!("{} × {}", equal.len(), equal[0]),
    });
    let more = if chunks.count() > N_PARTS { " + …" } else { "" };
    format!("{}{more}", words.collect::<Vec<_>>().join(" + "))
}
