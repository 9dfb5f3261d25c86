//! The only place where errors become words and exit statuses.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::ui::Ui;
use crate::analysis::LimitReached;
use crate::dataset::DatasetError;
use crate::db::{self, ErrorClass};
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;
use crate::storage::StorageError;

/// Why a command failed.
#[derive(Debug)]
pub(super) enum CliError {
    /// The request makes no sense.
    Usage { message: String, expected: Option<String>, hint: Option<String> },
    /// The data set could not be loaded.
    Dataset(DatasetError),
    /// A name fits several nodes.
    Ambiguous { query: String, candidates: Vec<Candidate> },
    /// A name fits no node.
    UnknownName { query: String, near: Vec<Candidate>, is_empty: bool },
    /// A limit was reached.
    Limit(LimitReached),
    /// The graph is too large for what was asked.
    TooLarge { message: String, hint: String },
    /// A drawing failed.
    Drawing { message: String, hint: Option<String> },
    /// A file could not be written or read.
    File { path: PathBuf, error: io::Error },
    /// A file could not be read.
    Unreadable { path: PathBuf, error: io::Error },
    /// A database file could not be read or written.
    Storage(StorageError),
    /// A statement gave no answer.
    Query { text: String, error: db::Error },
    /// Standard output could not be written.
    Stdout(io::Error),
    /// Standard input could not be read.
    Stdin(io::Error),
}

/// A node that a name may mean, and what tells it from others.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    /// What it belongs to or is connected with.
    pub(super) context: String,
    /// How the name matched.
    pub(super) how: String,
}

impl From<LimitReached> for CliError {
    fn from(limit: LimitReached) -> Self {
        CliError::Limit(limit)
    }
}

impl CliError {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        CliError::Usage { message: message.into(), expected: None, hint: None }
    }

    /// Prints the error and returns the exit status.
    pub(super) fn report(&self, ui: &mut Ui) -> ExitCode {
        if self.is_closed_pipe() {
            return ExitCode::SUCCESS;
        }
        if ui.json {
            let _ = ui.document(&json!({ "schema_version": SCHEMA_VERSION, "error": self.as_json() }));
            let _ = ui.flush();
        }
        for line in self.lines(ui) {
            ui.say(&line);
        }
        ExitCode::from(self.status())
    }

    fn is_closed_pipe(&self) -> bool {
        matches!(self, CliError::Stdout(error) if error.kind() == ErrorKind::BrokenPipe)
    }

    /// Returns the exit status.
    pub(super) fn status(&self) -> u8 {
        match self {
            CliError::UnknownName { .. } => 1,
            CliError::Usage { .. } => 2,
            CliError::Storage(error) if error.is_about_data() => 3,
            CliError::Query { error, .. } => match error.class() {
                ErrorClass::Limit => 5,
                ErrorClass::Interrupted => 130,
                ErrorClass::Data => 3,
                ErrorClass::Io => 6,
                _ => 2,
            },
            CliError::Dataset(DatasetError::Problems(_) | DatasetError::NoSchema { .. }) => 3,
            CliError::Ambiguous { .. } => 4,
            CliError::Limit(_) | CliError::TooLarge { .. } => 5,
            CliError::Dataset(_)
            | CliError::Drawing { .. }
            | CliError::File { .. }
            | CliError::Unreadable { .. }
            | CliError::Storage(_)
            | CliError::Stdout(_)
            | CliError::Stdin(_) => 6,
        }
    }

    fn class(&self) -> &'static str {
        match self {
            CliError::UnknownName { .. } => "unknown_name",
            CliError::Usage { .. } => "usage",
            CliError::Storage(error) if error.is_about_data() => "database",
            CliError::Query { error, .. } => match error.class() {
                ErrorClass::Limit => "limit",
                ErrorClass::Interrupted => "interrupted",
                ErrorClass::Data => "database",
                ErrorClass::Io => "io",
                _ => "query",
            },
            CliError::Dataset(DatasetError::Read { .. }) | CliError::File { .. } | CliError::Unreadable { .. } | CliError::Storage(_) | CliError::Stdout(_) | CliError::Stdin(_) => "io",
            CliError::Dataset(_) => "dataset",
            CliError::Ambiguous { .. } => "ambiguous_name",
            CliError::Limit(_) | CliError::TooLarge { .. } => "limit",
            CliError::Drawing { .. } => "drawing",
        }
    }

    fn as_json(&self) -> serde_json::Value {
        let candidates = match self {
            CliError::Ambiguous { candidates, .. } | CliError::UnknownName { near: candidates, .. } => {
                candidates.as_slice()
            }
            _ => &[],
        };
        let candidates: Vec<_> = candidates
            .iter()
            .map(|c| json!({ "id": c.id, "name": c.name, "kind": c.kind, "context": c.context, "match": c.how }))
            .collect();
        let mut error = json!({ "class": self.class(), "message": self.message(), "status": self.status() });
        if !candidates.is_empty() {
            error["candidates"] = candidates.into();
        }
        if let CliError::Dataset(DatasetError::Problems(problems)) = self {
            error["problems"] = problems.iter().map(super::answer::problem_json).collect();
        }
        if let CliError::Query { text, error: db::Error::Query(query) } = self {
            super::caret::add_json(text, query, &mut error);
        }
        error
    }

    pub(super) fn message(&self) -> String {
        match self {
            CliError::Usage { message, .. }
            | CliError::TooLarge { message, .. }
            | CliError::Drawing { message, .. } => message.clone(),
            CliError::Dataset(error) => dataset_message(error),
            CliError::Ambiguous { query, candidates } => {
                format!("`{}` fits {} nodes", showable(query), candidates.len())
            }
            CliError::UnknownName { query, is_empty: true, .. } => {
                format!("no node is named `{}`: the data set has no nodes", showable(query))
            }
            CliError::UnknownName { query, .. } => format!("no node is named `{}`", showable(query)),
            CliError::Limit(limit) => limit.to_string(),
            CliError::Query { error, .. } => error.to_string(),
            CliError::Storage(error) => error.to_string(),
            CliError::Unreadable { path, error } => format!("cannot read `{}`: {error}", path.display()),
            CliError::File { path, error } => format!("cannot write `{}`: {error}", path.display()),
            CliError::Stdout(error) => format!("cannot write to standard output: {error}"),
            CliError::Stdin(error) => format!("cannot read standard input: {error}"),
        }
    }

    fn lines(&self, ui: &Ui) -> Vec<String> {
        if let CliError::Dataset(DatasetError::Problems(problems)) = self {
            let mut lines: Vec<String> = problems.iter().flat_map(super::answer::problem_lines).collect();
            lines.push(format!("error: {}", self.message()));
            return lines;
        }
        let mut lines = vec![format!("error: {}", showable(&self.message()))];
        match self {
            CliError::Usage { expected, hint, .. } => {
                lines.extend(expected.iter().map(|expected| format!("  expected {}", showable(expected))));
                lines.extend(hint.iter().map(|hint| format!("hint: {}", showable(hint))));
            }
            CliError::Query { text, error } => lines.extend(super::caret::lines(text, error, ui)),
            CliError::Storage(error) => lines.extend(error.hint().iter().map(|hint| format!("hint: {hint}"))),
            CliError::TooLarge { hint, .. } => lines.push(format!("hint: {hint}")),
            CliError::Drawing { hint, .. } => lines.extend(hint.iter().map(|hint| format!("hint: {hint}"))),
            CliError::Ambiguous { candidates, .. } => {
                lines.extend(candidates.iter().map(|candidate| candidate.line(ui)));
                lines.push("hint: give more of the name, or the id in front".to_owned());
            }
            CliError::UnknownName { near, .. } if !near.is_empty() => {
                lines.push("did you mean".to_owned());
                lines.extend(near.iter().map(|candidate| candidate.line(ui)));
            }
            CliError::UnknownName { is_empty: false, .. } => {
                lines.push("hint: `hvgraph search WORD` looks for parts of names".to_owned());
            }
            CliError::Limit(LimitReached::Time(_)) => {
                lines.push(
                    "hint: --timeout SECONDS allows more, filters such as --max-hops ask for less".to_owned(),
                );
            }
            CliError::Limit(_) => {
                lines.push("hint: ask for fewer results, or narrow them with filters".to_owned());
            }
            CliError::Dataset(DatasetError::NoSchema { .. }) => {
                lines
                    .push("hint: `hvgraph schema --json` prints the bundled schema as an example".to_owned());
            }
            CliError::Dataset(DatasetError::Read { source, .. }) => lines.push(format!("  {source}")),
            _ => {}
        }
        lines
    }
}

fn dataset_message(error: &DatasetError) -> String {
    match error {
        DatasetError::Problems(problems) => {
            let s = if problems.len() == 1 { "" } else { "s" };
            format!("{} problem{s}; nothing was loaded", problems.len())
        }
        other => other.to_string(),
    }
}

impl Candidate {
    fn line(&self, ui: &Ui) -> String {
        let details = [&self.kind, &self.context, &self.how];
        let details: Vec<&str> =
            details.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        format!("  {}  {} · {}", showable(&self.id), ui.bold(&self.name), showable(&details.join(" · ")))
    }
}
