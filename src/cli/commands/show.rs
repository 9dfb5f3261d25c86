//! `hvgraph show`.

mod report;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use itertools::Itertools as _;
use serde_json::json;

use crate::cli::answer;
use crate::cli::answer::{
    claim_details, claim_json, field_words, full_node_json, print_formulas, print_remark, print_sources,
    shown_name, sources_json, value_words, verb,
};
use crate::cli::draw::{DrawArgs, Drawing};
use crate::cli::error::CliError;
use crate::cli::filters::{FilterArgs, left_out_json, left_out_words};
use crate::cli::layout::wrapped;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, draw, resolve};
use crate::graph::{Direction, Filter, GraphView as _, LeftOut, Types};
use crate::model::{EdgeId, Edtf, Holds, NodeId, Role, Status, Value, keys};
use crate::render::compose::status_words;
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::{SourceNotes, date_words};
use crate::render::selection::{Reach, Selection};

/// Show all that is known of one node, with numbered sources
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph show \"Anouphap Tounalom\"\n  hvgraph show hoan-kiem --json\n  hvgraph show chanthabuly --svg chanthabuly.svg\n  hvgraph show \"Đinh Tiến Dũng\" --report dung.html"
)]
pub(in crate::cli) struct Args {
    /// Name of the node
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
    /// Write a printable report into a .md or .html file instead of printing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "dot"])]
    report: Option<PathBuf>,
}

/// A claim seen from the node that is shown.
struct Line {
    edge: EdgeId,
    other: NodeId,
    verb: String,
    holds: Holds,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let node = resolve::node(session, &args.name.join(" "))?;
    let filter = args.filters.filter(session)?;
    if args.draw.draw(ui, || drawing(session, &filter, node))? {
        return Ok(Outcome::Found);
    }
    let (lines, left_out) = claims(session, &filter, node);
    if let Some(file) = &args.report {
        report::write(ui, session, file, &report::Dossier { node, lines: &lines, filter: &filter, left_out })?;
        return Ok(Outcome::Found);
    }
    let notes = notes(session, node, &lines);
    if ui.json {
        let claims: Vec<_> = lines.iter().map(|line| claim_json(session, line.edge, line.holds)).collect();
        ui.document(&json!({
            "schema_version": SCHEMA_VERSION,
            "command": "show",
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "node": full_node_json(session, node),
            "claims": claims,
            "left_out": left_out_json(&left_out),
            "sources": sources_json(session, &notes),
        }))?;
        return Ok(Outcome::Found);
    }
    print_head(ui, session, node, &notes)?;
    print_claims(ui, session, &lines, &notes)?;
    print_formulas(ui, session, lines.iter().map(|line| line.edge))?;
    print_sources(ui, session, &notes)?;
    if let Some(words) = left_out_words(&left_out, session.lang) {
        ui.line("")?;
        print_remark(ui, &words)?;
    }
    Ok(Outcome::Found)
}

fn drawing(session: &Session, filter: &Filter, node: NodeId) -> Drawing {
    let reach = Reach { depth: 1, direction: Direction::Both, through_hubs: true };
    let facts = session.facts();
    let selection = Selection::around(&facts, session.schema(), filter, &[node], reach);
    draw::selection(session, &selection, facts.name(node).to_owned(), &[node])
}

/// Returns the claims at a node by verb, then date, then name; structural neighbours are in a dossier.
fn claims(session: &Session, filter: &Filter, node: NodeId) -> (Vec<Line>, LeftOut) {
    let facts = session.facts();
    let mut left_out = LeftOut::default();
    let mut lines = Vec::new();
    for hop in session.graph().expand(node, Direction::Both, Types::All) {
        if !filter.wants_kind(&facts, hop.neighbor) {
            left_out.kind += 1;
            continue;
        }
        match filter.judge(session.schema(), &facts, hop.edge) {
            Ok(holds) => {
                lines.push(Line {
                    edge: hop.edge,
                    other: hop.neighbor,
                    verb: verb(session, hop.edge, node),
                    holds,
                });
            }
            Err(reason) => left_out.count(reason),
        }
    }
    let date =
        |edge| facts.when(edge).or_else(|| facts.attested(edge)).and_then(|text| Edtf::parse(text).ok());
    let mut ranks: BTreeMap<(&str, String), u8> = BTreeMap::new();
    for line in &lines {
        let rank = ranks.entry((facts.edge_type(line.edge), line.verb.clone())).or_insert(u8::MAX);
        *rank = group_rank(session, line).min(*rank);
    }
    lines.sort_by(|a, b| {
        let by_date = match (date(a.edge), date(b.edge)) {
            (Some(a), Some(b)) => a.cmp_in_time(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        let key = |line: &Line| {
            let group = (facts.edge_type(line.edge), line.verb.clone());
            (ranks.get(&group).copied(), group)
        };
        key(a)
            .cmp(&key(b))
            .then(by_date)
            .then_with(|| facts.name(a.other).cmp(facts.name(b.other)))
            .then(a.edge.cmp(&b.edge))
    });
    (lines, left_out)
}

/// Orders the groups of a dossier: seats first, then where things belong, then plain claims, then what is of
/// a structural kind.
fn group_rank(session: &Session, line: &Line) -> u8 {
    let facts = session.facts();
    let role = session.schema().types.get(facts.edge_type(line.edge)).and_then(|declared| declared.role);
    let is_structural = session.schema().kinds.get(facts.kind(line.other)).is_some_and(|kind| kind.structural);
    match (is_structural, role) {
        (true, _) => 3,
        (false, Some(Role::Holding)) => 0,
        (false, Some(Role::Containment)) => 1,
        (false, _) => 2,
    }
}

fn notes(session: &Session, node: NodeId, lines: &[Line]) -> SourceNotes {
    let facts = session.facts();
    let own = facts.node_citations(node);
    let of_claims = lines.iter().flat_map(|line| facts.citations(line.edge));
    let of_aliases: Vec<&str> = facts.alias_citations(node).flatten().collect();
    let all = own.chain(of_claims).chain(of_aliases);
    answer::notes(session, all)
}

fn print_head(ui: &mut Ui, session: &Session, node: NodeId, notes: &SourceNotes) -> Result<(), CliError> {
    let facts = session.facts();
    let kind = session.kind_label(facts.kind(node));
    let details = ui.dim(&format!("· {kind} · {}", facts.id(node)));
    ui.text(2, &format!("{} {details}", ui.bold(facts.name(node))))?;
    let mut rows = fact_rows(session, node);
    let mut row = |label: &str, text: String| rows.push((label.to_owned(), text));
    for (alias, citations) in facts.aliases(node).zip(facts.alias_citations(node)) {
        row(ui.pick("tên khác", "also"), format!("{alias} {}", notes.mark(citations)));
    }
    let seen = notes.mark(facts.node_citations(node));
    if !seen.is_empty() {
        row(ui.pick("nêu ở", "seen at"), seen);
    }
    print_rows(ui, &rows)
}

/// Returns what a node itself says, beside its names.
fn fact_rows(session: &Session, node: NodeId) -> Vec<(String, String)> {
    let (facts, lang) = (session.facts(), session.lang);
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut row = |label: &str, text: String| rows.push((label.to_owned(), text));
    if let Some(gloss) = facts.gloss(node) {
        row(lang.pick("tiếng Anh", "in English"), gloss.to_owned());
    }
    if let Some(when) = facts.node_when(node) {
        row(lang.pick("thời gian", "date"), format!("{} ({when})", date_words(when, lang)));
    }
    if facts.node_status(node) != Status::Stated {
        row(lang.pick("trạng thái", "status"), status_words(facts.node_status(node), lang).to_owned());
    }
    for (label, text) in property_rows(session, node) {
        row(&label, text);
    }
    for (name, formula) in facts.node_derived(node) {
        let text = format!("{}: {formula}", field_words(session, name));
        row(lang.pick("suy ra", "worked out"), text);
    }
    rows
}

/// Returns the properties of a node, each with its label.
pub(in crate::cli) fn property_rows(session: &Session, node: NodeId) -> Vec<(String, String)> {
    let facts = session.facts();
    let properties = session.graph().properties(node);
    let declared = session.schema().kinds.get(facts.kind(node));
    let mut rows = Vec::new();
    for (key, property) in declared.into_iter().flat_map(|kind| &kind.props) {
        if let Some(value) = session.graph().symbols().key(key).and_then(|key| properties.get(key)) {
            rows.push((
                property.label.in_lang(session.lang).to_lowercase(),
                value_words(session, property.kind, value),
            ));
        }
    }
    let built_in = [
        (keys::PUBLISHED, session.lang.pick("ngày đăng", "published")),
        (keys::AUTHOR, session.lang.pick("tác giả", "author")),
        (keys::PUBLISHER, session.lang.pick("nơi đăng", "publisher")),
        (keys::URL, session.lang.pick("địa chỉ", "address")),
        (keys::NOTE, session.lang.pick("ghi chú", "note")),
    ];
    for (key, label) in built_in {
        if let Some(text) = session.graph().property(node, key).and_then(Value::as_str) {
            let text = if key == keys::PUBLISHED { date_words(text, session.lang) } else { text.to_owned() };
            rows.push((label.to_owned(), text));
        }
    }
    rows
}

fn print_rows(ui: &mut Ui, rows: &[(String, String)]) -> Result<(), CliError> {
    use unicode_width::UnicodeWidthStr as _;
    let widest = rows.iter().map(|(label, _)| label.width()).max().unwrap_or(0).min(24);
    for (label, text) in rows {
        let label = crate::cli::layout::cut(label, widest);
        let pad = " ".repeat(widest - label.width());
        for line in wrapped(&format!("  {}{pad}  ", ui.dim(&label)), widest + 4, text, ui.width) {
            ui.line(&line)?;
        }
    }
    Ok(())
}

fn print_claims(ui: &mut Ui, session: &Session, lines: &[Line], notes: &SourceNotes) -> Result<(), CliError> {
    let facts = session.facts();
    let groups = lines.iter().chunk_by(|line| (facts.edge_type(line.edge), line.verb.as_str()));
    for ((_, verb), group) in &groups {
        ui.line("")?;
        ui.line(&ui.bold(verb))?;
        for line in group {
            let mut parts = vec![shown_name(session, line.other)];
            parts.extend(claim_details(session, line.edge, line.holds));
            let text = format!("{} {}", parts.join(" · "), notes.mark(facts.citations(line.edge)));
            for line in wrapped("  ", 4, text.trim_end(), ui.width) {
                ui.line(&line)?;
            }
        }
    }
    Ok(())
}
