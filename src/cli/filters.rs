//! The filters that most commands take.

use clap::{Args, ValueEnum};

use super::error::CliError;
use super::resolve;
use super::session::Session;
use crate::graph::{Filter, GraphView as _, LeftOut};
use crate::model::{Lang, Status};

/// Flags that say what counts.
#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// Show only nodes of this kind (may be given again)
    #[arg(long = "kind", value_name = "KIND", help_heading = "Filters")]
    pub(super) kinds: Vec<String>,
    /// Follow only claims of this type (may be given again)
    #[arg(long = "type", value_name = "TYPE", help_heading = "Filters")]
    pub(super) types: Vec<String>,
    /// Count only claims of this status; all but `denied` by default
    #[arg(long, value_enum, value_name = "STATUS", value_delimiter = ',', help_heading = "Filters")]
    pub(super) status: Vec<StatusChoice>,
    /// Count only claims that so many different sources attest
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Filters")]
    pub(super) min_sources: usize,
    /// With --as-of or --during: count only what certainly holds
    #[arg(long, help_heading = "Filters")]
    pub(super) certain: bool,
    /// Include structural kinds, such as sources and fields
    #[arg(long, help_heading = "Filters")]
    pub(super) structural: bool,
}

/// A status as a flag.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum StatusChoice {
    /// A source says so
    Stated,
    /// It follows from what sources say
    Inferred,
    /// Sources disagree
    Disputed,
    /// A source says it is not so
    Denied,
}

impl From<StatusChoice> for Status {
    fn from(choice: StatusChoice) -> Self {
        match choice {
            StatusChoice::Stated => Status::Stated,
            StatusChoice::Inferred => Status::Inferred,
            StatusChoice::Disputed => Status::Disputed,
            StatusChoice::Denied => Status::Denied,
        }
    }
}

impl FilterArgs {
    /// Checks the words against the schema and returns the filter.
    ///
    /// A structural kind that is asked for by name is shown without `--structural`.
    pub(super) fn filter(&self, session: &Session) -> Result<Filter, CliError> {
        let symbols = session.graph().symbols();
        let mut filter = Filter {
            as_of: session.as_of.clone(),
            during: session.during.clone(),
            only_certain: self.certain,
            min_sources: self.min_sources,
            with_structural: self.structural,
            ..Filter::default()
        };
        if self.certain && !session.is_timed() {
            let lang = session.lang;
            let message = lang.pick("`--certain` mà không có ngày", "`--certain` without a date");
            let expected =
                lang.pick("kèm theo `--as-of DATE` hoặc `--during PERIOD`", "`--as-of DATE` or `--during PERIOD` with it");
            return Err(CliError::Usage {
                message: message.to_owned(),
                expected: Some(expected.to_owned()),
                hint: None,
            });
        }
        for word in &self.kinds {
            let kind = resolve::kind(session, word).ok_or_else(|| resolve::unknown_kind(session, word))?;
            filter.kinds.extend(symbols.label(kind));
            filter.with_structural |= session.schema().kinds.get(kind).is_some_and(|kind| kind.structural);
        }
        for word in &self.types {
            let name =
                resolve::edge_type(session, word).ok_or_else(|| resolve::unknown_type(session, word))?;
            filter.types.extend(symbols.edge_type(name));
        }
        if !self.status.is_empty() {
            filter.statuses = self.status.iter().copied().map(Status::from).collect();
        }
        Ok(filter)
    }
}

/// Returns a count with its noun; English has one form for 1 and one for all other counts.
pub(super) fn counted(count: usize, lang: Lang, vi: &str, (one, many): (&str, &str)) -> String {
    let en = if count == 1 { one } else { many };
    format!("{count} {}", lang.pick(vi, en))
}

/// Says in words what was left out; nothing if nothing was.
pub(super) fn left_out_words(left_out: &LeftOut, lang: Lang) -> Option<String> {
    let parts = [
        (left_out.structural, "nút cấu trúc (--structural)", ("structural node (--structural)", "structural nodes (--structural)")),
        (left_out.kind, "nút thuộc loại khác", ("node of another kind", "nodes of other kinds")),
        (left_out.far, "nút ở xa hơn", ("node farther away", "nodes farther away")),
        (left_out.edge_type, "phát biểu thuộc loại khác", ("claim of another type", "claims of other types")),
        (left_out.node_date, "nút ngoài thời gian được hỏi", ("node outside the time asked for", "nodes outside the time asked for")),
        (left_out.date, "phát biểu ngoài thời điểm", ("claim outside the date", "claims outside the date")),
        (left_out.period, "phát biểu ngoài giai đoạn", ("claim outside the period", "claims outside the period")),
        (left_out.status, "phát biểu có trạng thái khác", ("claim of another status", "claims of other status")),
        (left_out.sources, "phát biểu có quá ít nguồn", ("claim with too few sources", "claims with too few sources")),
        (left_out.end, "phát biểu nối tới các nút bị bỏ", ("claim that touches these nodes", "claims that touch these nodes")),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(n, _, _)| *n > 0).map(|(n, vi, en)| counted(n, lang, vi, en)).collect();
    let head = lang.pick("Không tính đến", "Left out");
    (!parts.is_empty()).then(|| format!("{head}: {}", parts.join(", ")))
}

/// Returns the counts of what was left out as JSON.
pub(super) fn left_out_json(left_out: &LeftOut) -> serde_json::Value {
    serde_json::json!({
        "structural_nodes": left_out.structural,
        "nodes_of_other_kinds": left_out.kind,
        "nodes_farther": left_out.far,
        "claims_of_other_types": left_out.edge_type,
        "nodes_outside_time": left_out.node_date,
        "claims_outside_date": left_out.date,
        "claims_outside_period": left_out.period,
        "claims_of_other_status": left_out.status,
        "claims_with_few_sources": left_out.sources,
        "claims_without_both_ends": left_out.end,
    })
}
