//! Where a statement stands, and how far it is to be believed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A place in a source: the source's id and a paragraph, written `source#paragraph`.
///
/// The paragraph is the 1-based physical line of the source text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The id of the source.
    pub source: String,
    /// The paragraph, counted from 1.
    pub paragraph: u32,
}

/// Says why a text is not a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CitationError {
    /// There is no `#`.
    #[error("no `#` between source and paragraph")]
    NoHash,
    /// Nothing stands before the `#`.
    #[error("no source before `#`")]
    NoSource,
    /// What follows the `#` is not a whole number from 1.
    #[error("the paragraph after `#` is not a whole number from 1")]
    NoParagraph,
}

impl FromStr for Citation {
    type Err = CitationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (source, paragraph) = text.rsplit_once('#').ok_or(CitationError::NoHash)?;
        if source.is_empty() {
            return Err(CitationError::NoSource);
        }
        let digits = !paragraph.is_empty() && paragraph.bytes().all(|byte| byte.is_ascii_digit());
        match paragraph.parse() {
            Ok(number) if digits && number > 0 => {
                Ok(Citation { source: source.to_owned(), paragraph: number })
            }
            _ => Err(CitationError::NoParagraph),
        }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.source, self.paragraph)
    }
}

/// How a claim stands to its sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// A source says so.
    #[default]
    Stated,
    /// It follows from what sources say.
    Inferred,
    /// Sources disagree.
    Disputed,
    /// A source says it is not so.
    Denied,
}

impl Status {
    /// All statuses, most certain first.
    pub const ALL: [Status; 4] = [Status::Stated, Status::Inferred, Status::Disputed, Status::Denied];

    /// Returns the word used in data sets and outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Stated => "stated",
            Status::Inferred => "inferred",
            Status::Disputed => "disputed",
            Status::Denied => "denied",
        }
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Status::ALL.into_iter().find(|status| status.as_str() == text).ok_or(())
    }
}
