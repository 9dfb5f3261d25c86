//! What can be wrong with a data set, as data.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use crate::model::{CitationError, EdtfError, Lang, Words};
use crate::names::did_you_mean;

/// Why a data set could not be loaded.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// The folder or a file could not be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder has no `schema.json`.
    #[error("`{}` has no schema.json", folder.display())]
    NoSchema {
        /// The folder.
        folder: PathBuf,
    },
    /// Records are wrong; nothing was loaded.
    #[error("{} problems", .0.len())]
    Problems(Vec<Problem>),
}

/// One thing wrong with a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub fault: Fault,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as the user knows it: the folder given, then the file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What is wrong. `Display` says what was found; [`expected`](Fault::expected) and [`hint`](Fault::hint)
/// say the rest.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file is longer than a data set file may be.
    #[error("the file has {bytes} bytes")]
    TooLarge {
        /// Its length.
        bytes: u64,
        /// The longest allowed.
        limit: u64,
    },
    /// The file is longer than one that is imported may be.
    #[error("the file has {bytes} bytes or more")]
    ImportTooLarge {
        /// Its length, as far as it is known.
        bytes: u64,
        /// The longest allowed.
        limit: u64,
    },
    /// The file is not UTF-8.
    #[error("a byte that is not UTF-8")]
    NotUtf8,
    /// The text is not JSON.
    #[error("not JSON: {message}")]
    Syntax {
        /// What the parser said.
        message: String,
    },
    /// The text is not XML.
    #[error("not XML: {message}")]
    XmlSyntax {
        /// What the parser said.
        message: String,
    },
    /// A value has the wrong shape.
    #[error("{found}")]
    WrongShape {
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// A field that records of this sort do not have.
    #[error("unknown field `{name}`")]
    UnknownField {
        /// The field.
        name: String,
        /// The fields there are.
        allowed: Vec<String>,
        /// The field that was probably meant.
        near: Option<String>,
    },
    /// A field given twice.
    #[error("`{name}` given twice")]
    RepeatedField {
        /// The field.
        name: String,
    },
    /// A field that must be there is not.
    #[error("no `{name}`")]
    MissingField {
        /// The field.
        name: &'static str,
    },
    /// A text that must not be empty is, or has only spaces.
    #[error("an empty `{name}`")]
    Empty {
        /// The field.
        name: &'static str,
    },
    /// An id used before.
    #[error("id `{id}` is taken")]
    RepeatedId {
        /// The id.
        id: String,
        /// Where it was used first.
        first: Option<Place>,
    },
    /// A name that should be one of a list.
    #[error("unknown {what} `{name}`")]
    Unknown {
        /// What it should be: `node`, `kind`, `edge type`, `source`, `status`, `property`.
        what: &'static str,
        /// The name.
        name: String,
        /// The names there are, when they are few.
        allowed: Vec<String>,
        /// The name that was probably meant.
        near: Option<String>,
    },
    /// An edge type may not start or end at this kind.
    #[error("`{edge_type}` {verb} `{node}`, which is of kind `{kind}`")]
    WrongEnd {
        /// The type.
        edge_type: String,
        /// `starts at` or `leads to`.
        verb: &'static str,
        /// The node.
        node: String,
        /// Its kind.
        kind: String,
        /// The kinds allowed there.
        allowed: Vec<String>,
    },
    /// Not a date.
    #[error("`{text}` is not a date")]
    Date {
        /// The text.
        text: String,
        /// What the parser said.
        error: Box<EdtfError>,
    },
    /// Not a citation.
    #[error("`{text}` is not a citation: {error}")]
    Citation {
        /// The text.
        text: String,
        /// What is wrong with it.
        error: CitationError,
    },
    /// A claim, node or alias without a citation.
    #[error("no citation")]
    NoCitation,
    /// A property's value is not of the declared type.
    #[error("property `{name}` is {found}")]
    PropertyType {
        /// The property.
        name: String,
        /// What stands there.
        found: String,
        /// What the schema declares.
        expected: String,
    },
    /// A formula for a property that the record does not have.
    #[error("a formula for `{name}`, which the record does not have")]
    FormulaWithoutProperty {
        /// The property.
        name: String,
    },
    /// The schema contradicts itself or uses a reserved name.
    #[error("{}", found.en)]
    Schema {
        /// What stands there.
        found: Words,
        /// What should.
        expected: Words,
    },
}

impl Fault {
    /// Returns the fault of a name that should be one of `allowed`; lists these when they are few.
    pub(super) fn unknown<'n>(
        what: &'static str,
        name: &str,
        allowed: impl Iterator<Item = &'n str> + Clone,
    ) -> Fault {
        const FEW: usize = 24;
        let near = did_you_mean(name, allowed.clone(), 1).into_iter().next().map(str::to_owned);
        let few = allowed.clone().count() <= FEW;
        let allowed = allowed.filter(|_| few).map(str::to_owned).collect();
        Fault::Unknown { what, name: name.to_owned(), allowed, near }
    }

    /// Says what was expected instead, where that is more than the opposite of what was found.
    pub fn expected(&self) -> Option<String> {
        match self {
            Fault::TooLarge { limit, .. } => Some(format!("at most {limit} bytes a file")),
            Fault::ImportTooLarge { limit, .. } => Some(format!("at most {limit} bytes")),
            Fault::NotUtf8 => Some("UTF-8 text".to_owned()),
            Fault::WrongShape { expected, .. }
            | Fault::PropertyType { expected, .. } => Some(expected.clone()),
            Fault::Schema { expected, .. } => Some(expected.en.clone()),
            Fault::UnknownField { allowed, .. } | Fault::Unknown { allowed, .. } if !allowed.is_empty() => {
                Some(format!("one of {}", quoted(allowed)))
            }
            Fault::WrongEnd { allowed, .. } => Some(format!("a node of kind {}", quoted(allowed))),
            Fault::Date { .. } => Some(EdtfError::expected(Lang::En).to_owned()),
            Fault::Citation { .. } | Fault::NoCitation => {
                Some("source#paragraph, with the paragraph counted from 1, e.g. 002#3".to_owned())
            }
            _ => None,
        }
    }

    /// Says what to do about it, where there is more to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Fault::UnknownField { near: Some(near), .. } | Fault::Unknown { near: Some(near), .. } => {
                Some(format!("did you mean `{near}`?"))
            }
            Fault::RepeatedId { first: Some(first), .. } => Some(format!("first used at {first}")),
            Fault::Date { error, .. } => error.hint(Lang::En).map(str::to_owned),
            Fault::TooLarge { .. } => Some("divide the records among several files".to_owned()),
            Fault::ImportTooLarge { .. } => {
                Some("a data set folder has no such limit: it may have any number of files".to_owned())
            }
            Fault::NotUtf8 => Some("save the file as UTF-8 without a byte order mark".to_owned()),
            Fault::NoCitation => Some("name at least one place that says so".to_owned()),
            _ => None,
        }
    }
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
