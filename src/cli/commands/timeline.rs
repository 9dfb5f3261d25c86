//! `hvgraph timeline`: as text and JSON here, as a picture in [`strip`].

mod strip;

use std::collections::BTreeSet;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::answer;
use crate::cli::answer::{
    add_holds, claim_json, node_json, print_remark, print_sources, shown_name, sources_json, verb,
};
use crate::cli::Outcome;
use crate::cli::draw::DrawArgs;
use crate::cli::error::CliError;
use crate::cli::filters::{FilterArgs, left_out_json, left_out_words};
use crate::cli::layout::{table, wrapped};
use crate::cli::resolve::{self, asked};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::graph::{Direction, Filter, GraphView as _, LeftOut, Types};
use crate::model::{EdgeId, Edtf, Holds, NodeId};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;

/// Show dated events and claims in order, of all nodes or of one
///
/// Dates that are not certain are shown as the ranges they are. What has no date is counted at the end.
/// --dot and --svg draw a strip along an axis of years.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph timeline\n  hvgraph timeline \"Đinh Tiến Dũng\"\n  hvgraph timeline --kind Agreement --during 2017/2022\n  hvgraph timeline --svg timeline.svg"
)]
pub(in crate::cli) struct Args {
    /// Show only what concerns this node
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// Show claims too where all nodes are shown; with NAME they are always shown
    #[arg(long)]
    claims: bool,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// Something with a date.
struct Entry {
    date: Edtf,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Node(NodeId),
    Claim(EdgeId, Holds),
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let filter = args.filters.filter(session)?;
    let about = asked(&args.name).map(|name| resolve::node(session, &name)).transpose()?;
    let mut timeline =
        Timeline { session, filter: &filter, entries: Vec::new(), undated: 0, left_out: LeftOut::default() };
    match about {
        Some(node) => timeline.about(node),
        None => timeline.all(args.claims || !filter.types.is_empty()),
    }
    timeline.entries.sort_by(|a, b| a.date.cmp_in_time(&b.date).then_with(|| a.what.cmp(&b.what)));
    if args.draw.is_asked_for() {
        timeline.check_drawable()?;
    }
    let is_drawn = args.draw.draw(ui, || timeline.drawing(about))?;
    if !is_drawn && ui.json {
        ui.document(&timeline.json(about))?;
    } else if !is_drawn {
        timeline.print(ui, about)?;
    }
    Ok(if timeline.entries.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

struct Timeline<'a> {
    session: &'a Session,
    filter: &'a Filter,
    entries: Vec<Entry>,
    undated: usize,
    left_out: LeftOut,
}

impl Timeline<'_> {
    fn all(&mut self, with_claims: bool) {
        // Who asks for types of claims does not ask for nodes.
        let with_nodes = self.filter.types.is_empty();
        for node in self.session.graph().nodes().filter(|_| with_nodes).collect::<Vec<_>>() {
            self.node(node);
        }
        if with_claims {
            let edges: Vec<EdgeId> = self.session.graph().edges().collect();
            for edge in edges {
                self.claim(edge);
            }
        }
    }

    /// Enters a node, its claims, and the dated nodes that claims tie it to.
    fn about(&mut self, node: NodeId) {
        let hops: Vec<_> = self.session.graph().expand(node, Direction::Both, Types::All).collect();
        let mut nodes: BTreeSet<NodeId> = hops.iter().map(|hop| hop.neighbor).collect();
        nodes.insert(node);
        for node in nodes {
            self.node(node);
        }
        for hop in hops {
            self.claim(hop.edge);
        }
    }

    fn node(&mut self, node: NodeId) {
        let facts = self.session.facts();
        if self.filter.hides(self.session.schema(), &facts, node) {
            self.left_out.structural += 1;
        } else if !self.filter.wants_kind(&facts, node) {
            self.left_out.kind += 1;
        } else if let Some(date) = facts.node_when(node).and_then(|text| Edtf::parse(text).ok()) {
            match self.filter.judge_date(&date) {
                Ok(_) => self.entries.push(Entry { date, what: What::Node(node) }),
                Err(_) => self.left_out.node_date += 1,
            }
        }
    }

    /// Enters a claim, if one of its ends is of a kind asked for.
    fn claim(&mut self, edge: EdgeId) {
        let facts = self.session.facts();
        let ends = self.session.graph().edge(edge);
        if !ends.is_some_and(|ends| {
            [ends.source, ends.target].iter().any(|node| self.filter.wants_kind(&facts, *node))
        }) {
            return;
        }
        match self.filter.judge(self.session.schema(), &facts, edge) {
            Err(reason) => self.left_out.count(reason),
            Ok(holds) => {
                let date = facts.when(edge).or_else(|| facts.attested(edge));
                match date.and_then(|text| Edtf::parse(text).ok()) {
                    Some(date) => self.entries.push(Entry { date, what: What::Claim(edge, holds) }),
                    None => self.undated += 1,
                }
            }
        }
    }

    fn notes(&self) -> SourceNotes {
        answer::notes(self.session, self.entries.iter().flat_map(|entry| self.citations(entry)))
    }

    fn citations(&self, entry: &Entry) -> Vec<&str> {
        let facts = self.session.facts();
        match entry.what {
            What::Node(node) => facts.node_citations(node).collect(),
            What::Claim(edge, _) => facts.citations(edge).collect(),
        }
    }

    /// Says how surely an entry holds as of the date or during the period asked for.
    fn holds(&self, entry: &Entry) -> Holds {
        match entry.what {
            What::Node(_) => self.filter.judge_date(&entry.date).unwrap_or(Holds::No),
            What::Claim(_, holds) => holds,
        }
    }

    /// Says what an entry is, and where it only may hold, that too.
    fn words(&self, entry: &Entry) -> String {
        let plain = self.plain_words(entry);
        match self.holds(entry) {
            Holds::Certain => plain,
            holds => format!("{plain} · {}", answer::holds_words(self.session, holds)),
        }
    }

    fn plain_words(&self, entry: &Entry) -> String {
        let facts = self.session.facts();
        match entry.what {
            What::Node(node) => {
                format!("{} · {}", shown_name(self.session, node), self.session.kind_label(facts.kind(node)))
            }
            What::Claim(edge, _) => {
                let Some(ends) = self.session.graph().edge(edge) else { return String::new() };
                let verb = verb(self.session, edge, ends.source);
                let attested = facts
                    .when(edge)
                    .is_none()
                    .then(|| self.session.lang.pick(" · được nêu tại ngày này", " · attested on this date"));
                format!(
                    "{} {verb} {}{}",
                    facts.name(ends.source),
                    facts.name(ends.target),
                    attested.unwrap_or_default()
                )
            }
        }
    }

    fn print(&self, ui: &mut Ui, about: Option<NodeId>) -> Result<(), CliError> {
        if let Some(node) = about {
            ui.text(2, &ui.bold(self.session.facts().name(node)))?;
        }
        let notes = self.notes();
        let rows: Vec<Vec<String>> = self
            .entries
            .iter()
            .map(|entry| {
                let words = format!("{} {}", self.words(entry), notes.mark(self.citations(entry)));
                vec![entry.date.describe(self.session.lang), words]
            })
            .collect();
        for line in dated_lines(&rows, ui.width) {
            ui.line(&line)?;
        }
        if rows.is_empty() {
            ui.line(ui.pick("Không có gì có ngày", "Nothing has a date"))?;
        }
        print_sources(ui, self.session, &notes)?;
        let left_out = left_out_words(&self.left_out, self.session.lang);
        if self.undated > 0 || left_out.is_some() {
            ui.line("")?;
        }
        if self.undated > 0 {
            print_remark(
                ui,
                &format!("{}: {}", ui.pick("Phát biểu không ngày", "Claims without a date"), self.undated),
            )?;
        }
        match left_out {
            Some(words) => print_remark(ui, &words),
            None => Ok(()),
        }
    }

    fn json(&self, about: Option<NodeId>) -> serde_json::Value {
        let entries: Vec<_> = self
            .entries
            .iter()
            .map(|entry| {
                let mut json = match entry.what {
                    What::Node(node) => {
                        let mut node = node_json(self.session, node);
                        add_holds(self.session, &mut node, self.holds(entry));
                        json!({ "node": node })
                    }
                    What::Claim(edge, holds) => json!({ "claim": claim_json(self.session, edge, holds) }),
                };
                json["date"] = entry.date.as_str().into();
                json["earliest"] = entry.date.earliest().map(|day| day.to_string()).into();
                json["latest"] = entry.date.latest().map(|day| day.to_string()).into();
                json["uncertain"] = entry.date.is_qualified().into();
                json["citations"] = self.citations(entry).into();
                json
            })
            .collect();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "timeline",
            "about": about.map(|node| node_json(self.session, node)),
            "as_of": self.session.as_of.as_ref().map(Edtf::as_str),
            "during": self.session.during.as_ref().map(Edtf::as_str),
            "entries": entries,
            "undated_claims": self.undated,
            "left_out": left_out_json(&self.left_out),
            "sources": sources_json(self.session, &self.notes()),
        })
    }
}

/// Lays dates and words out side by side, or one under the other where dates would not fit.
fn dated_lines(rows: &[Vec<String>], width: usize) -> Vec<String> {
    const SIDE_BY_SIDE: usize = 80;
    if width >= SIDE_BY_SIDE {
        return table(&[], rows, width);
    }
    let lines = rows.iter().flat_map(|row| {
        let date = wrapped("", 0, &row[0], width);
        date.into_iter().chain(wrapped("  ", 2, &row[1], width))
    });
    lines.collect()
}
