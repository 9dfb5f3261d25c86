//! `hvgraph cite`.

use std::collections::BTreeMap;

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::{Value as Json, json};

use crate::cli::Outcome;
use crate::cli::answer;
use crate::cli::answer::sources_json;
use crate::cli::error::CliError;
use crate::cli::layout::wrapped;
use crate::cli::resolve::{self, asked};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::graph::{Direction, GraphView as _, Types};
use crate::model::{Edtf, NodeId, Value, keys};
use crate::render::bibliography::{Entry, bibtex, csl_json, ris};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::{SourceNotes, source_line, source_node, source_url};

/// List the sources, of all claims or of what concerns one node
///
/// For each source the paragraphs that are cited are given. --format writes the sources for reference
/// managers.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph cite\n  hvgraph cite \"Hoàn Kiếm\"\n  hvgraph cite --format bibtex > sources.bib"
)]
pub(in crate::cli) struct Args {
    /// Only sources of what concerns this node, or the claim with this id
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// Form of the list
    #[arg(long, value_enum, value_name = "FORM", default_value_t = Form::Text)]
    format: Form,
}

/// A form of the list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// `BibTeX`
    Bibtex,
    /// CSL-JSON
    CslJson,
    /// RIS
    Ris,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let notes = match asked(&args.name) {
        Some(name) => of_name(session, &name)?,
        None => of_all(session),
    };
    let entries: Vec<Entry> = notes.entries().map(|(_, id, _)| entry(session, id)).collect();
    match (args.format, ui.json) {
        (Form::Bibtex, _) => ui.line(bibtex(&entries).trim_end())?,
        (Form::CslJson, _) => ui.line(csl_json(&entries).trim_end())?,
        (Form::Ris, _) => ui.out().write_all(ris(&entries).as_bytes()).map_err(CliError::Stdout)?,
        (Form::Text, true) => ui.document(&document(session, &notes))?,
        (Form::Text, false) => print(ui, session, &notes)?,
    }
    Ok(if notes.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// Numbers all sources of claims, nodes and aliases, and those that nothing cites.
fn of_all(session: &Session) -> SourceNotes {
    let facts = session.facts();
    let sources = session.graph().nodes().filter(|node| facts.kind(*node) == session.schema().source_kind);
    answer::notes(session, all_citations(session).chain(sources.map(|node| facts.id(node))))
}

/// Returns every citation of the data set, some more than once.
fn all_citations(session: &Session) -> impl Iterator<Item = &str> {
    let facts = session.facts();
    let of_claims = session.graph().edges().flat_map(move |edge| facts.citations(edge));
    of_claims.chain(session.graph().nodes().flat_map(move |node| node_citations(session, node)))
}

/// Returns the citations of a node and of its aliases.
fn node_citations(session: &Session, node: NodeId) -> impl Iterator<Item = &str> {
    let facts = session.facts();
    facts.node_citations(node).chain(facts.alias_citations(node).flatten())
}

fn of_name(session: &Session, name: &str) -> Result<SourceNotes, CliError> {
    let facts = session.facts();
    let claim = session.graph().edges().find(|edge| facts.claim_id(*edge) == name);
    if let Some(claim) = claim {
        return Ok(answer::notes(session, facts.citations(claim)));
    }
    let node = resolve::node(session, name)?;
    if facts.kind(node) == session.schema().source_kind {
        return Ok(of_source(session, node));
    }
    let own = node_citations(session, node);
    let hops = session.graph().expand(node, Direction::Both, Types::All);
    Ok(answer::notes(session, own.chain(hops.flat_map(|hop| facts.citations(hop.edge)))))
}

/// Numbers one source with all paragraphs of it that are cited.
fn of_source(session: &Session, node: NodeId) -> SourceNotes {
    let facts = session.facts();
    let id = facts.id(node);
    let own = |citation: &&str| citation.rsplit_once('#').is_some_and(|(source, _)| source == id);
    answer::notes(session, all_citations(session).filter(own).chain([id]))
}

fn entry(session: &Session, id: &str) -> Entry {
    let facts = session.facts();
    let node = source_node(&facts, id);
    let text = |key| {
        let value = node.and_then(|node| session.graph().property(node, key)).and_then(Value::as_str);
        value.map(str::to_owned)
    };
    Entry {
        id: format!("{}-{id}", session.schema().name),
        title: text(keys::TITLE).unwrap_or_else(|| id.to_owned()),
        author: text(keys::AUTHOR),
        publisher: text(keys::PUBLISHER),
        published: text(keys::PUBLISHED).and_then(|date| Edtf::parse(&date).ok()),
        url: text(keys::URL),
        lang: text(keys::LANG),
    }
}

fn document(session: &Session, notes: &SourceNotes) -> Json {
    let facts = session.facts();
    let mut n_claims: BTreeMap<&str, usize> = BTreeMap::new();
    for edge in session.graph().edges() {
        let mut sources: Vec<&str> =
            facts.citations(edge).map(|c| c.rsplit_once('#').map_or(c, |(source, _)| source)).collect();
        sources.sort_unstable();
        sources.dedup();
        for source in sources {
            *n_claims.entry(source).or_default() += 1;
        }
    }
    let mut sources = sources_json(session, notes);
    for source in sources.as_array_mut().into_iter().flatten() {
        let n = source["id"].as_str().and_then(|id| n_claims.get(id)).copied().unwrap_or(0);
        source["claims"] = n.into();
    }
    json!({ "schema_version": SCHEMA_VERSION, "command": "cite", "sources": sources })
}

fn print(ui: &mut Ui, session: &Session, notes: &SourceNotes) -> Result<(), CliError> {
    let facts = session.facts();
    for (mark, id, paragraphs) in notes.entries() {
        let head = format!("[{mark}] ");
        for line in wrapped(&head, head.len(), &source_line(&facts, id, session.lang), ui.width) {
            ui.line(&line)?;
        }
        let indent = " ".repeat(head.len());
        if let Some(url) = source_url(&facts, id) {
            for line in wrapped(&indent, head.len(), &url, ui.width) {
                ui.line(&ui.dim(&line))?;
            }
        }
        let paragraphs: Vec<String> = paragraphs.iter().map(u32::to_string).collect();
        if !paragraphs.is_empty() {
            let words = format!("{} {}", ui.pick("đoạn", "paragraphs"), paragraphs.join(", "));
            for line in wrapped(&indent, head.len(), &words, ui.width) {
                ui.line(&ui.dim(&line))?;
            }
        }
    }
    Ok(())
}
