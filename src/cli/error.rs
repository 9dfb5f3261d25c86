//! The only place where errors become words and exit statuses.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::faults::{database_words, storage_hint, storage_words, system_words};
use super::ui::Ui;
use crate::analysis::LimitReached;
use crate::dataset::DatasetError;
use crate::db::{self, ErrorClass};
use crate::graph::edge_list::EdgeListError;
use crate::model::Lang;
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
    /// One of several data sets could not be loaded; says which.
    OneOf { which: String, error: Box<CliError> },
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
    /// A list of edges could not be read.
    EdgeList(EdgeListError),
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
            let _ = ui.document(&json!({ "schema_version": SCHEMA_VERSION, "error": self.as_json(ui.lang) }));
            let _ = ui.flush();
        }
        for line in self.lines(ui) {
            ui.say(&line);
        }
        ExitCode::from(self.status())
    }

    /// Returns the error itself where only the data set it is about was added.
    fn cause(&self) -> &CliError {
        match self {
            CliError::OneOf { error, .. } => error.cause(),
            own => own,
        }
    }

    /// Says whether somebody stopped a statement.
    pub(super) fn is_interrupted(&self) -> bool {
        matches!(self, CliError::Query { error, .. } if error.class() == ErrorClass::Interrupted)
    }

    fn is_closed_pipe(&self) -> bool {
        matches!(self, CliError::Stdout(error) if error.kind() == ErrorKind::BrokenPipe)
    }

    /// Returns the exit status.
    pub(super) fn status(&self) -> u8 {
        match self {
            CliError::OneOf { error, .. } => error.status(),
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
            CliError::Dataset(DatasetError::Problems(_) | DatasetError::NoSchema { .. })
            | CliError::EdgeList(EdgeListError::Line { .. } | EdgeListError::Cache { .. }) => 3,
            CliError::Ambiguous { .. } => 4,
            CliError::Limit(LimitReached::Interrupted) => 130,
            CliError::EdgeList(EdgeListError::TooLarge { .. }) | CliError::Limit(_) | CliError::TooLarge { .. } => 5,
            CliError::Dataset(_)
            | CliError::Drawing { .. }
            | CliError::File { .. }
            | CliError::Unreadable { .. }
            | CliError::Storage(_)
            | CliError::EdgeList(_)
            | CliError::Stdout(_)
            | CliError::Stdin(_) => 6,
        }
    }

    fn class(&self) -> &'static str {
        match self {
            CliError::OneOf { error, .. } => error.class(),
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
            CliError::Dataset(DatasetError::Read { .. }) | CliError::File { .. } | CliError::Unreadable { .. } | CliError::Storage(_) | CliError::Stdout(_) | CliError::Stdin(_) | CliError::EdgeList(EdgeListError::Io { .. }) => "io",
            CliError::EdgeList(EdgeListError::TooLarge { .. }) | CliError::Limit(_) | CliError::TooLarge { .. } => "limit",
            CliError::Dataset(_) | CliError::EdgeList(_) => "dataset",
            CliError::Ambiguous { .. } => "ambiguous_name",
            CliError::Drawing { .. } => "drawing",
        }
    }

    fn as_json(&self, lang: Lang) -> serde_json::Value {
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
        let mut error = json!({ "class": self.class(), "message": self.message(lang), "status": self.status() });
        if !candidates.is_empty() {
            error["candidates"] = candidates.into();
        }
        if let CliError::Dataset(DatasetError::Problems(problems)) = self.cause() {
            error["problems"] = problems.iter().map(|problem| super::answer::problem_json(problem, lang)).collect();
        }
        if let CliError::Query { text, error: db::Error::Query(query) } = self {
            super::caret::add_json(text, query, lang, &mut error);
        }
        error
    }

    pub(super) fn message(&self, lang: Lang) -> String {
        match self {
            CliError::Usage { message, .. }
            | CliError::TooLarge { message, .. }
            | CliError::Drawing { message, .. } => message.clone(),
            CliError::Dataset(error) => dataset_message(error, lang),
            CliError::OneOf { which, error } => format!("{which}: {}", error.message(lang)),
            CliError::Ambiguous { query, candidates } => {
                let (fits, nodes) = (lang.pick("khớp với", "fits"), lang.pick("nút", "nodes"));
                format!("`{}` {fits} {} {nodes}", showable(query), candidates.len())
            }
            CliError::UnknownName { query, is_empty, .. } => {
                let none = lang.pick("không có nút nào tên", "no node is named");
                let empty = lang.pick(": bộ dữ liệu không có nút nào", ": the data set has no nodes");
                format!("{none} `{}`{}", showable(query), if *is_empty { empty } else { "" })
            }
            CliError::Limit(limit) => limit_message(*limit, lang),
            CliError::File { path, error } => {
                let cannot = lang.pick("không ghi được", "cannot write");
                format!("{cannot} `{}`: {}", path.display(), system_words(error, lang))
            }
            CliError::Stdout(error) => {
                let cannot = lang.pick("không ghi được ra đầu ra chuẩn", "cannot write to standard output");
                format!("{cannot}: {}", system_words(error, lang))
            }
            CliError::Query { error, .. } => database_words(error, lang),
            CliError::Storage(error) => storage_words(error, lang),
            CliError::EdgeList(EdgeListError::Io { path, source: error }) | CliError::Unreadable { path, error } => {
                let cannot = lang.pick("không đọc được", "cannot read");
                format!("{cannot} `{}`: {}", path.display(), system_words(error, lang))
            }
            CliError::EdgeList(error) => error.to_string(),
            CliError::Stdin(error) => {
                let cannot = lang.pick("không đọc được đầu vào chuẩn", "cannot read standard input");
                format!("{cannot}: {}", system_words(error, lang))
            }
        }
    }

    fn lines(&self, ui: &Ui) -> Vec<String> {
        let lang = ui.lang;
        let head = format!("{}: {}", error_word(lang), showable(&self.message(lang)));
        if let CliError::Dataset(DatasetError::Problems(problems)) = self.cause() {
            let problems = problems.iter().flat_map(|problem| super::answer::problem_lines(problem, lang));
            return problems.chain([head]).collect();
        }
        let mut lines = vec![head];
        match self.cause() {
            CliError::Usage { expected: Some(expected), .. } => {
                lines.push(expected_line(&showable(expected), lang));
            }
            CliError::Query { text, error } => lines.extend(super::caret::lines(text, error, ui)),
            CliError::Storage(error) => {
                lines.extend(storage_hint(error, lang).iter().map(|hint| hint_line(&showable(hint), lang)));
            }
            CliError::Ambiguous { candidates, .. } => {
                lines.extend(candidates.iter().map(|candidate| candidate.line(ui)));
            }
            CliError::UnknownName { near, .. } if !near.is_empty() => {
                lines.push(lang.pick("có phải ý bạn là", "did you mean").to_owned());
                lines.extend(near.iter().map(|candidate| candidate.line(ui)));
            }
            CliError::Dataset(DatasetError::Read { source, .. }) => {
                lines.push(format!("  {}", system_words(source, lang)));
            }
            _ => {}
        }
        lines.extend(self.hint(lang).map(|hint| hint_line(&showable(&hint), lang)));
        lines
    }

    /// Says what to do about it.
    fn hint(&self, lang: Lang) -> Option<String> {
        let fixed = match self.cause() {
            CliError::Usage { hint, .. } | CliError::Drawing { hint, .. } => return hint.clone(),
            CliError::TooLarge { hint, .. } => return Some(hint.clone()),
            CliError::Ambiguous { .. } => lang.pick(
                "gõ tên đầy đủ hơn, hoặc gõ mã ở đầu dòng",
                "give more of the name, or the id in front",
            ),
            CliError::UnknownName { near, is_empty: false, .. } if near.is_empty() => lang.pick(
                "`hvgraph search WORD` tìm theo một phần của tên",
                "`hvgraph search WORD` looks for parts of names",
            ),
            CliError::Limit(LimitReached::Time(_)) => lang.pick(
                "--timeout SECONDS cho thêm thời gian; bộ lọc như --max-hops thu hẹp việc tìm",
                "--timeout SECONDS allows more, filters such as --max-hops ask for less",
            ),
            CliError::Limit(_) => lang.pick(
                "hỏi ít kết quả hơn, hoặc thu hẹp bằng bộ lọc",
                "ask for fewer results, or narrow them with filters",
            ),
            CliError::Dataset(DatasetError::NoSchema { .. }) => lang.pick(
                "`hvgraph schema --json` in lược đồ có sẵn để làm mẫu",
                "`hvgraph schema --json` prints the bundled schema as an example",
            ),
            _ => return None,
        };
        Some(fixed.to_owned())
    }
}

/// Returns the word that an error begins with.
pub(super) fn error_word(lang: Lang) -> &'static str {
    lang.pick("lỗi", "error")
}

/// Returns the line that says what was expected.
pub(super) fn expected_line(expected: &str, lang: Lang) -> String {
    format!("  {} {expected}", lang.pick("cần", "expected"))
}

/// Returns the line that says what to do.
pub(super) fn hint_line(hint: &str, lang: Lang) -> String {
    format!("{}: {hint}", lang.pick("gợi ý", "hint"))
}

/// Proposes what was probably meant.
pub(super) fn did_you_mean_words(near: &str, lang: Lang) -> String {
    format!("{} `{near}`?", lang.pick("có phải ý bạn là", "did you mean"))
}

fn limit_message(limit: LimitReached, lang: Lang) -> String {
    match (lang, limit) {
        (Lang::Vi, LimitReached::Time(allowed)) => {
            format!("chưa có câu trả lời sau {} giây", allowed.as_secs_f64())
        }
        (Lang::Vi, LimitReached::Interrupted) => "đã bị ngắt".to_owned(),
        (Lang::Vi, LimitReached::Results(limit)) => format!("có hơn {limit} kết quả"),
        _ => limit.to_string(),
    }
}

/// Says why a data set could not be loaded.
pub(super) fn dataset_message(error: &DatasetError, lang: Lang) -> String {
    match (lang, error) {
        (Lang::Vi, DatasetError::Problems(problems)) => {
            format!("có {} lỗi; chưa nạp gì", problems.len())
        }
        (Lang::En, DatasetError::Problems(problems)) => {
            let s = if problems.len() == 1 { "" } else { "s" };
            format!("{} problem{s}; nothing was loaded", problems.len())
        }
        (Lang::Vi, DatasetError::Read { path, .. }) => format!("không đọc được `{}`", path.display()),
        (Lang::Vi, DatasetError::NoSchema { folder }) => {
            format!("`{}` không có schema.json", folder.display())
        }
        (_, other) => other.to_string(),
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
