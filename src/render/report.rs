//! A printable report as data: sections of rows, lists and text, each statement with its sources.
//!
//! Built by the command line; [`markdown`] and [`html`] write it. All text is plain and unescaped.

pub mod html;
pub mod markdown;

use std::collections::BTreeSet;
use std::fmt::{Arguments, Write as _};

use crate::model::Lang;

/// A report of one node.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The language of its fixed words.
    pub lang: Lang,
    /// Stands at the top.
    pub title: String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// The sections, in reading order; one without blocks is not written.
    pub sections: Vec<Section>,
    /// The sources that statements cite, in the order of the data set.
    pub sources: Vec<Source>,
    /// Rows at the end: where the report comes from, what it left out, how to cite it.
    pub colophon: Vec<(String, String)>,
}

/// A part of a report under a heading of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading within the section.
    Heading(String),
    /// Labels and what they say; a label may come again.
    Rows(Vec<(String, Statement)>),
    /// Statements one after the other.
    List(Vec<Statement>),
    /// A remark without sources.
    Remark(String),
}

/// A text and where it is attested.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statement {
    /// What is said.
    pub text: String,
    /// Positions in [`Report::sources`] and cited paragraphs, in that order.
    pub citations: Vec<(usize, BTreeSet<u32>)>,
}

/// A source in the list at the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What stands in brackets after statements.
    pub mark: String,
    /// Title, author, publisher, date.
    pub text: String,
    /// Where it can be read; only http, https and mailto links are written.
    pub url: Option<String>,
    /// The paragraphs that the report cites.
    pub paragraphs: BTreeSet<u32>,
}

impl From<String> for Statement {
    fn from(text: String) -> Self {
        Statement { text, citations: Vec::new() }
    }
}

impl Report {
    /// Returns the cited places of a statement, each with the position of its source: `002 ¶3, 5`.
    fn marks<'r>(&'r self, statement: &'r Statement) -> impl Iterator<Item = (usize, String)> + 'r {
        statement.citations.iter().filter_map(|(position, paragraphs)| {
            let source = self.sources.get(*position)?;
            Some((*position, with_paragraphs(&source.mark, paragraphs)))
        })
    }

    fn sources_heading(&self) -> &'static str {
        self.lang.pick("Nguồn", "Sources")
    }

    fn colophon_heading(&self) -> &'static str {
        self.lang.pick("Về bản này", "About this report")
    }
}

impl Source {
    /// Returns the line of the list: the text and the cited paragraphs.
    fn line(&self) -> String {
        if self.paragraphs.is_empty() {
            return self.text.clone();
        }
        format!("{} · ¶{}", self.text, listed(&self.paragraphs))
    }
}

fn with_paragraphs(mark: &str, paragraphs: &BTreeSet<u32>) -> String {
    if paragraphs.is_empty() { mark.to_owned() } else { format!("{mark} ¶{}", listed(paragraphs)) }
}

fn listed(paragraphs: &BTreeSet<u32>) -> String {
    paragraphs.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

/// Writes formatted text at the end of a document in the making.
fn put(out: &mut String, text: Arguments<'_>) {
    // Writing into memory cannot fail.
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests;
