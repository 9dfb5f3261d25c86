//! What every command has: the flags of the whole program and the opened data set.

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::commands::dump::SCHEMA;
use super::error::CliError;
use super::imported::remarks;
use crate::analysis::Budget;
use crate::dataset::{Dataset, DatasetPlace};
use crate::db::{Database, Options};
use crate::graph::{Facts, MemoryGraph, holds_at, holds_during};
use crate::model::{EdgeId, Edtf, EdtfError, Holds, Lang, Schema};
use crate::storage::Store;

/// How long a search may take unless the user says otherwise.
const SEARCH_LIMIT: Duration = Duration::from_secs(10);

/// How long Graphviz may draw unless the user says otherwise.
const DRAWING_LIMIT: Duration = Duration::from_secs(20);

/// Flags that every command takes.
#[derive(Debug, Args)]
pub(super) struct Global {
    /// Read this data set folder, GraphML or node-link JSON file, or folder of CSV tables
    #[arg(long, global = true, value_name = "PATH", help_heading = "Global options")]
    pub(super) data: Option<PathBuf>,
    /// Read this database file instead of the bundled data set
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "data", help_heading = "Global options")]
    pub(super) db: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, global = true, help_heading = "Global options")]
    pub(super) json: bool,
    /// Count only what holds, or may hold, as of this date (EDTF: 2022, 2022-04, 2022-04-05)
    ///
    /// One state of affairs: a seat for one has one holder. A year or month is a date not known more exactly.
    #[arg(long, global = true, value_name = "DATE", help_heading = "Global options")]
    pub(super) as_of: Option<String>,
    /// Count only what holds, or may hold, at some time within this period (EDTF: 2017/2020, 2021)
    ///
    /// From the first day to the last, whatever came and went between them: several may have held a seat in turn.
    #[arg(long, global = true, value_name = "PERIOD", conflicts_with = "as_of", help_heading = "Global options")]
    pub(super) during: Option<String>,
    /// Language of labels and headings; from the locale by default
    #[arg(long, global = true, value_enum, value_name = "LANG", help_heading = "Global options")]
    pub(super) lang: Option<LangChoice>,
    /// Colour the text
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t = ColorChoice::Auto,
        help_heading = "Global options"
    )]
    pub(super) color: ColorChoice,
    /// Give up after so many seconds; 10 for a search and 20 for a drawing by default
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        value_parser = clap::value_parser!(u32).range(1..=86_400),
        help_heading = "Global options"
    )]
    pub(super) timeout: Option<u32>,
}

/// A language as a flag.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LangChoice {
    /// Vietnamese
    Vi,
    /// English
    En,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Also in pipes and files
    Always,
    /// Not at all
    Never,
}

impl Global {
    /// Returns the language asked for, or that of the locale.
    pub(super) fn lang(&self) -> Lang {
        match self.lang {
            Some(LangChoice::Vi) => Lang::Vi,
            Some(LangChoice::En) => Lang::En,
            None => locale_lang(),
        }
    }

    /// Returns what a statement may use up.
    pub(super) fn options(&self) -> Options {
        options(self.timeout.map(|seconds| Duration::from_secs(u64::from(seconds))))
    }

    /// Checks the dates given, for commands that use none.
    pub(super) fn check_dates(&self) -> Result<(), CliError> {
        Asked::of(self).map(drop)
    }

    /// Opens the data set asked for.
    pub(super) fn open(&self) -> Result<Dataset, CliError> {
        if let Some(file) = &self.db {
            let content = Store::read(file).map_err(CliError::Storage)?;
            let schema = content.settings.get(SCHEMA).map(String::as_str);
            return Dataset::of_graph(content.graph, schema, file).map_err(CliError::Dataset);
        }
        let dataset = match &self.data {
            Some(path) => Dataset::open(path),
            None => Dataset::bundled(),
        };
        dataset.map_err(CliError::Dataset)
    }
}

fn options(timeout: Option<Duration>) -> Options {
    let usual = Options::default();
    Options { timeout: timeout.or(usual.timeout), ..usual }
}

/// Reads the locale the way POSIX says: the first of these variables that is set and not empty.
fn locale_lang() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let locale = locale.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    if locale.starts_with("vi") { Lang::Vi } else { Lang::En }
}

/// What an answer is asked for: as of a date, during a period, or neither.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) as_of: Option<Edtf>,
    pub(super) during: Option<Edtf>,
}

impl Asked {
    fn of(global: &Global) -> Result<Self, CliError> {
        let lang = global.lang();
        let as_of = global.as_of.as_deref().map(|text| parse_date(text, lang)).transpose()?;
        let during = global.during.as_deref().map(|text| parse_date(text, lang)).transpose()?;
        if let Some(period) = as_of.as_ref().filter(|date| date.is_interval()) {
            return Err(period_as_date(period, lang));
        }
        if as_of.is_some() && during.is_some() {
            let message = lang.pick(
                "`--as-of` và `--during` không dùng cùng nhau",
                "`--as-of` and `--during` cannot be used together",
            );
            return Err(CliError::usage(message));
        }
        Ok(Asked { as_of, during })
    }
}

fn parse_date(text: &str, lang: Lang) -> Result<Edtf, CliError> {
    Edtf::parse(text).map_err(|error| CliError::Usage {
        message: error.words(lang),
        expected: Some(EdtfError::expected(lang).to_owned()),
        hint: error.hint(lang).map(str::to_owned),
    })
}

fn period_as_date(period: &Edtf, lang: Lang) -> CliError {
    let is_period = lang.pick("là một giai đoạn, không phải một ngày", "is a period, not a date");
    let asks = lang.pick(
        "hỏi những gì đúng vào một lúc nào đó trong giai đoạn ấy",
        "asks what holds at some time within it",
    );
    CliError::Usage {
        message: format!("`{period}` {is_period}"),
        expected: None,
        hint: Some(format!("`--during {period}` {asks}")),
    }
}

/// An opened data set and the flags that shape answers.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) dataset: Dataset,
    pub(super) lang: Lang,
    pub(super) as_of: Option<Edtf>,
    pub(super) during: Option<Edtf>,
    timeout: Option<Duration>,
    remarks: RefCell<Vec<String>>,
}

impl Session {
    pub(super) fn open(global: &Global) -> Result<Self, CliError> {
        Self::with(global.open()?, global)
    }

    /// Opens a session that is never freed: the process ends with the command, and taking a large graph
    /// apart first would only cost time.
    pub(super) fn leaked(global: &Global) -> Result<&'static Self, CliError> {
        Ok(Box::leak(Box::new(Self::open(global)?)))
    }

    /// Returns a session on a data set that is open already.
    pub(super) fn with(dataset: Dataset, global: &Global) -> Result<Self, CliError> {
        let Asked { as_of, during } = Asked::of(global)?;
        let remarks = dataset.import().map(|import| remarks(import, global.lang()));
        Ok(Session {
            dataset,
            lang: global.lang(),
            as_of,
            during,
            timeout: global.timeout.map(|seconds| Duration::from_secs(u64::from(seconds))),
            remarks: RefCell::new(remarks.unwrap_or_default()),
        })
    }

    /// Says whether a date or period was asked for.
    pub(super) fn is_timed(&self) -> bool {
        self.as_of.is_some() || self.during.is_some()
    }

    /// Says how surely a claim holds as of the date or during the period asked for.
    pub(super) fn holds(&self, edge: EdgeId) -> Holds {
        let (schema, facts) = (self.schema(), self.facts());
        let at = self.as_of.as_ref().map(|date| holds_at(schema, &facts, edge, date));
        let during = self.during.as_ref().map(|period| holds_during(schema, &facts, edge, period));
        at.or(during).unwrap_or(Holds::Certain)
    }

    /// Returns the graph for statements; what they write stays if it came from a database file.
    pub(super) fn database(&self) -> Database {
        match self.dataset.place() {
            DatasetPlace::Graph(file) => {
                Database::of_file(self.dataset.shared_graph(), file).with_schema(self.schema().clone())
            }
            _ => Database::from(&self.dataset),
        }
    }

    /// Says whether what statements write stays.
    pub(super) fn keeps_writes(&self) -> bool {
        matches!(self.dataset.place(), DatasetPlace::Graph(_))
    }

    pub(super) fn schema(&self) -> &Schema {
        self.dataset.schema()
    }

    pub(super) fn graph(&self) -> &MemoryGraph {
        self.dataset.graph()
    }

    pub(super) fn facts(&self) -> Facts<'_, MemoryGraph> {
        self.dataset.facts()
    }

    /// Starts the clock for one piece of work.
    pub(super) fn budget(&self, max_results: usize) -> Budget {
        Budget::new(self.timeout.unwrap_or(SEARCH_LIMIT), max_results)
    }

    /// Returns what a statement may use up.
    pub(super) fn options(&self) -> Options {
        options(self.timeout)
    }

    /// Returns how long a drawing may take.
    pub(super) fn drawing_limit(&self) -> Duration {
        self.timeout.unwrap_or(DRAWING_LIMIT)
    }

    /// Keeps a line to be said on stderr when the command is done.
    pub(super) fn remark(&self, line: String) {
        self.remarks.borrow_mut().push(line);
    }

    /// Returns the lines to be said, and forgets them.
    pub(super) fn take_remarks(&self) -> Vec<String> {
        self.remarks.take()
    }

    /// Returns what a kind is called.
    pub(super) fn kind_label<'s>(&'s self, kind: &'s str) -> &'s str {
        self.schema().kinds.get(kind).map_or(kind, |declared| declared.label.in_lang(self.lang))
    }
}
