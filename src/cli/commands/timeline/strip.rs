//! Draws a timeline as a strip along an axis of years.

use std::collections::BTreeSet;

use super::{Entry, Timeline, What};
use crate::cli::draw::{Drawing, subtitle};
use crate::cli::error::CliError;
use crate::cli::faults::svg_words;
use crate::model::NodeId;
use crate::render::compose::{claim_words, kind_words};
use crate::render::dot::Direction;
use crate::render::graphviz::Engine;
use crate::render::notes::{SourceNotes, source_line, source_url};
use crate::render::picture::{LegendEntry, Line, Note, Picture};
use crate::render::selection::Selection;
use crate::render::strip::{Bar, MOST_BARS, Strip};
use crate::render::svg::SvgError;

/// The fill of a claim's bar; nodes have the colour of their kind.
const CLAIM_FILL: &str = "#8C8C8C";

impl Timeline<'_> {
    /// Refuses a strip that nobody could read.
    pub(super) fn check_drawable(&self) -> Result<(), CliError> {
        let n_bars = self.entries.len();
        if n_bars <= MOST_BARS {
            return Ok(());
        }
        let (message, hint) = svg_words(SvgError::TooManyBars { n_bars }, self.session.lang);
        Err(CliError::TooLarge { message, hint })
    }

    /// Composes the strip with its heading, legend and sources.
    pub(super) fn drawing(&self, about: Option<NodeId>) -> Drawing {
        let (session, lang) = (self.session, self.session.lang);
        let timeline = lang.pick("Dòng thời gian", "Timeline");
        let title = match about {
            Some(node) => format!("{}: {timeline}", session.facts().name(node)),
            None => timeline.to_owned(),
        };
        let undated = format!("{}: {}", lang.pick("Phát biểu không ngày", "Claims without a date"), self.undated);
        let undated = (self.undated > 0).then_some(undated);
        let notes = self.notes();
        let bars = self.entries.iter().map(|entry| self.bar(entry, &notes)).collect();
        let picture = Picture {
            subtitle: subtitle(session, &self.selection(), &title, undated),
            title,
            strip: Some(Strip { bars }),
            legend: self.legend(),
            sources: self.sources(&notes),
            lang,
            ..Picture::default()
        };
        Drawing {
            picture,
            direction: Direction::Right,
            engine: Some(Engine::Neato),
            limit: session.drawing_limit(),
        }
    }

    /// Returns what is drawn, to be counted.
    fn selection(&self) -> Selection {
        let mut selection = Selection { left_out: self.left_out, ..Selection::default() };
        for entry in &self.entries {
            match entry.what {
                What::Node(node) => selection.nodes.push(node),
                What::Claim(edge, holds) => selection.edges.push((edge, holds)),
            }
        }
        selection
    }

    fn bar(&self, entry: &Entry, notes: &SourceNotes) -> Bar {
        let date = entry.date.describe(self.session.lang);
        let mark = notes.short_mark(self.citations(entry));
        let label = format!("{date}\n{} {mark}", self.words(entry));
        Bar {
            date: entry.date.clone(),
            label: label.trim_end().to_owned(),
            tooltip: self.tooltip(entry),
            url: self.url(entry),
            fill: self.fill(entry),
        }
    }

    fn tooltip(&self, entry: &Entry) -> String {
        let (schema, facts) = (self.session.schema(), self.session.facts());
        match entry.what {
            What::Node(_) => {
                let citations = self.citations(entry).join(", ");
                format!("{} · {} · {citations}", self.words(entry), entry.date)
            }
            What::Claim(edge, _) => claim_words(&facts, schema, edge, self.session.lang),
        }
    }

    fn url(&self, entry: &Entry) -> Option<String> {
        let citations = self.citations(entry);
        let first = citations.first()?;
        source_url(&self.session.facts(), first.rsplit_once('#').map_or(first, |(source, _)| source))
    }

    fn fill(&self, entry: &Entry) -> String {
        let What::Node(node) = entry.what else { return CLAIM_FILL.to_owned() };
        let kind = self.session.schema().kinds.get(self.session.facts().kind(node));
        kind.map_or_else(|| "#FFFFFF".to_owned(), |kind| kind.color.clone())
    }

    /// Returns one entry for each kind drawn, by name, and one for claims.
    fn legend(&self) -> Vec<LegendEntry> {
        let (session, facts) = (self.session, self.session.facts());
        let nodes = self.entries.iter().filter_map(Entry::node);
        let kinds: BTreeSet<&str> = nodes.map(|node| facts.kind(node)).collect();
        let kinds = kinds.into_iter().filter_map(|name| {
            let kind = session.schema().kinds.get(name)?;
            let label = kind_words(session.schema(), name, session.lang).to_owned();
            Some(LegendEntry { label, shape: kind.shape, fill: kind.color.clone(), frame: Line::Solid })
        });
        let has_claims = self.entries.iter().any(|entry| entry.node().is_none());
        let claim = LegendEntry {
            label: session.lang.pick("phát biểu", "claim").to_owned(),
            shape: crate::model::Shape::Plaintext,
            fill: CLAIM_FILL.to_owned(), frame: Line::Solid };
        kinds.chain(has_claims.then_some(claim)).collect()
    }

    fn sources(&self, notes: &SourceNotes) -> Vec<Note> {
        let facts = self.session.facts();
        let sources = notes.entries().map(|(mark, id, _)| Note {
            text: format!("[{mark}] {}", source_line(&facts, id, self.session.lang)),
            url: source_url(&facts, id),
        });
        sources.collect()
    }
}

impl Entry {
    fn node(&self) -> Option<NodeId> {
        match self.what {
            What::Node(node) => Some(node),
            What::Claim(..) => None,
        }
    }
}
