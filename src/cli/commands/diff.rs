//! `hvgraph diff`.

use clap::Args as ClapArgs;
use serde_json::{Value as Json, json};

use crate::cli::Outcome;
use crate::cli::answer::{claim_json, full_node_json};
use crate::cli::error::CliError;
use crate::cli::filters::counted;
use crate::cli::layout::wrapped;
use crate::cli::session::{Global, Session};
use crate::cli::ui::Ui;
use crate::dataset::{Alteration, Change, Dataset, DatasetError, Diff, Record, Risk, SchemaChange, Versions, Was};
use crate::model::{EdgeId, Holds, Lang, NodeId, Value, keys};
use crate::render::compose::{claim_words, status_words};
use crate::render::json::SCHEMA_VERSION;

/// Show what changed in meaning from one data set to another
///
/// Records are matched by id, whatever file they are in; a record whose id alone changed is shown as renamed. The
/// riskiest changes come first: what was removed, what says something else, statuses, lost citations, dates;
/// additions come last. Both data sets are loaded whole before anything is compared.
///
/// Exit status 0 if there is a difference, 1 if there is none.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph diff bundled my-data\n  hvgraph diff my-data-2024 my-data --json > changes.json"
)]
pub(in crate::cli) struct Args {
    /// The old data set: a folder, or `bundled`
    #[arg(value_name = "OLD")]
    old: String,
    /// The new data set: a folder, or `bundled`
    #[arg(value_name = "NEW")]
    new: String,
}

/// The word for the data set that is compiled into the program.
const BUNDLED: &str = "bundled";

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args, global: &Global) -> Result<Outcome, CliError> {
    let unfit = [("--data", global.data.is_some()), ("--as-of", global.as_of.is_some())];
    if let Some((flag, _)) = unfit.into_iter().find(|(_, is_given)| *is_given) {
        return Err(CliError::Usage {
            message: format!("`{flag}` with `diff`"),
            expected: Some("OLD and NEW alone: two data sets are compared as they are".to_owned()),
            hint: None,
        });
    }
    let old = open(global, "old data set", &args.old)?;
    let new = open(global, "new data set", &args.new)?;
    let diff = Diff::between(&old.dataset, &new.dataset);
    let comparison = Comparison { old, new, diff: &diff, lang: ui.lang };
    if ui.json {
        ui.document(&comparison.json(args))?;
    } else {
        comparison.print(ui, args)?;
    }
    Ok(if diff.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// Opens a data set; it is never freed, because the process ends with the command.
fn open(global: &Global, which: &str, place: &str) -> Result<&'static Session, CliError> {
    let loaded = if place == BUNDLED { Dataset::bundled() } else { Dataset::open(place.as_ref()) };
    let dataset = loaded.map_err(|error| {
        // Other messages name the folder themselves.
        let is_unnamed = matches!(error, DatasetError::Problems(_));
        let which = if is_unnamed { format!("{which} `{place}`") } else { which.to_owned() };
        CliError::OneOf { which, error: Box::new(CliError::Dataset(error)) }
    })?;
    Ok(Box::leak(Box::new(Session::with(dataset, global)?)))
}

struct Comparison<'a> {
    old: &'a Session,
    new: &'a Session,
    diff: &'a Diff,
    lang: Lang,
}

impl Comparison<'_> {
    fn print(&self, ui: &mut Ui, args: &Args) -> Result<(), CliError> {
        let title = format!("{} → {}", args.old, args.new);
        ui.text(2, &format!("{} {}", ui.bold(&title), ui.dim(&self.summary())))?;
        if !self.diff.schema.is_empty() {
            ui.line("")?;
            ui.line(&ui.bold(ui.pick("Lược đồ", "Schema")))?;
            for change in &self.diff.schema {
                print_item(ui, 2, &self.schema_words(change))?;
            }
        }
        for risk in Risk::ALL {
            let mut changes = self.diff.of_risk(risk).peekable();
            if changes.peek().is_none() {
                continue;
            }
            ui.line("")?;
            let n = self.diff.of_risk(risk).count();
            ui.text(2, &format!("{} {}", ui.bold(self.heading(risk)), ui.dim(&n.to_string())))?;
            for change in changes {
                print_item(ui, 2, &self.record_words(change.record))?;
                for alteration in &change.alterations {
                    print_item(ui, 4, &self.words(change.record, alteration))?;
                }
            }
        }
        Ok(())
    }

    /// Returns counts of what was added, removed and changed.
    fn summary(&self) -> String {
        if self.diff.is_empty() {
            return self.lang.pick("không có gì khác", "no difference").to_owned();
        }
        let count = |is: &dyn Fn(Risk) -> bool| self.diff.changes.iter().filter(|change| is(change.risk)).count();
        let removed = count(&|risk| risk == Risk::Removed);
        let added = count(&|risk| risk == Risk::Added);
        let changed = self.diff.changes.len() - removed - added;
        let schema = self.diff.schema.len();
        let pick = |vi: &'static str, en: &'static str| self.lang.pick(vi, en);
        let mut parts = vec![
            format!("{removed} {}", pick("gỡ bỏ", "removed")),
            format!("{changed} {}", pick("thay đổi", "changed")),
            format!("{added} {}", pick("thêm mới", "added")),
        ];
        if schema > 0 {
            parts.push(counted(schema, self.lang, "chỗ khác trong lược đồ", ("schema change", "schema changes")));
        }
        parts.join(" · ")
    }

    fn heading(&self, risk: Risk) -> &'static str {
        let (vi, en) = match risk {
            Risk::Removed => ("Gỡ bỏ", "Removed"),
            Risk::Meaning => ("Nói khác đi", "Says something else"),
            Risk::Status => ("Đổi trạng thái", "Status changed"),
            Risk::Uncited => ("Mất trích dẫn", "Citations removed"),
            Risk::Ended => ("Đã kết thúc", "Ended"),
            Risk::Redated => ("Đổi ngày", "Dates changed"),
            Risk::Detail => ("Chi tiết thay đổi", "Details changed"),
            Risk::Supported => ("Thêm trích dẫn hoặc tên khác", "Citations or other names added"),
            Risk::Renamed => ("Chỉ đổi mã", "Only the id changed"),
            Risk::Added => ("Thêm mới", "Added"),
        };
        self.lang.pick(vi, en)
    }

    /// Describes a record as the new data set has it, or the old one where it is gone.
    fn record_words(&self, record: Record) -> String {
        match record {
            Record::Claim(versions) => {
                let (session, edge) = self.whose(versions);
                let facts = session.facts();
                let words = claim_words(&facts, session.schema(), edge, self.lang);
                format!("{}: {words}", facts.claim_id(edge))
            }
            Record::Node(versions) | Record::Source(versions) => {
                let (session, node) = self.whose(versions);
                let facts = session.facts();
                format!("{}: {} · {}", facts.id(node), facts.name(node), session.kind_label(facts.kind(node)))
            }
        }
    }

    /// Returns the newer number of a record with the session that it is of.
    fn whose<Id>(&self, versions: Versions<Id>) -> (&Session, Id) {
        match versions {
            Versions::New(id) | Versions::Both(_, id) => (self.new, id),
            Versions::Old(id) => (self.old, id),
        }
    }

    fn words(&self, record: Record, alteration: &Alteration) -> String {
        let pick = |vi: &'static str, en: &'static str| self.lang.pick(vi, en);
        let moved = |was| match was {
            Was::Added => pick("được thêm", "added"),
            Was::Removed => pick("bị bỏ", "removed"),
        };
        match alteration {
            Alteration::Id { old, new } => format!("{}: {old} → {new}", pick("mã", "id")),
            Alteration::Sort { old, new } => format!("{}: {old} → {new}", pick("loại", "kind")),
            Alteration::Ends { old, new } => {
                let [was, is] = [old, new].map(|[from, to]| format!("{from} – {to}"));
                format!("{}: {was} → {is}", pick("hai đầu", "ends"))
            }
            Alteration::Ended { key, old, end, .. } => {
                let was = old.as_deref().unwrap_or_else(|| pick("không rõ", "not known"));
                let label = self.label(record, key);
                format!("{label}: {} {end} ({} {was})", pick("thêm ngày kết thúc", "end date added"), pick("trước là", "was"))
            }
            Alteration::Citation { citation, was } => {
                format!("{} {citation} {}", pick("trích dẫn", "citation"), moved(*was))
            }
            Alteration::Alias { name, citation: None, was } => {
                format!("{} `{name}` {}", pick("tên khác", "other name"), moved(*was))
            }
            Alteration::Alias { name, citation: Some(citation), was } => {
                let of = pick("cho tên", "of the name");
                format!("{} {citation} {of} `{name}` {}", pick("trích dẫn", "citation"), moved(*was))
            }
            Alteration::Property { key, old, new } => self.property_words(record, key, [old, new]),
        }
    }

    fn property_words(&self, record: Record, key: &str, values: [&Option<Value>; 2]) -> String {
        let label = self.label(record, key);
        let [old, new] = values.map(|value| value.as_ref().map(|value| self.value_words(key, value)));
        match (old, new) {
            (Some(old), Some(new)) => format!("{label}: {old} → {new}"),
            (None, Some(new)) => format!("{label} {}: {new}", self.lang.pick("được thêm", "added")),
            (Some(old), None) => {
                format!("{label} {} ({} {old})", self.lang.pick("bị bỏ", "removed"), self.lang.pick("trước là", "was"))
            }
            (None, None) => label,
        }
    }

    fn value_words(&self, key: &str, value: &Value) -> String {
        match value {
            Value::String(text) if key == keys::STATUS => {
                text.parse().map_or_else(|()| text.to_string(), |status| status_words(status, self.lang).to_owned())
            }
            Value::String(text) => text.to_string(),
            other => serde_json::to_string(other).unwrap_or_default(),
        }
    }

    /// Returns what a property is called.
    fn label(&self, record: Record, key: &str) -> String {
        let pick = |vi: &'static str, en: &'static str| self.lang.pick(vi, en).to_owned();
        match key {
            keys::NAME => pick("tên", "name"),
            keys::TITLE => pick("nhan đề", "title"),
            keys::GLOSS => pick("tên tiếng Anh", "rendering"),
            keys::STATUS => pick("trạng thái", "status"),
            keys::WHEN => pick("ngày", "date"),
            keys::ATTESTED => pick("ngày được nêu", "date attested"),
            keys::PUBLISHED => pick("ngày đăng", "published"),
            keys::AUTHOR => pick("tác giả", "author"),
            keys::PUBLISHER => pick("nơi đăng", "publisher"),
            keys::URL => pick("địa chỉ", "address"),
            keys::LANG => pick("ngôn ngữ", "language"),
            keys::NOTE => pick("ghi chú", "note"),
            keys::DERIVED => pick("cách suy ra", "how it was worked out"),
            other => self.declared_label(record, other).unwrap_or(other).to_owned(),
        }
    }

    fn declared_label(&self, record: Record, key: &str) -> Option<&str> {
        match record {
            Record::Claim(versions) => {
                let (session, edge) = self.whose(versions);
                let declared = session.schema().types.get(session.facts().edge_type(edge))?;
                Some(declared.props.get(key)?.label.in_lang(self.lang))
            }
            Record::Node(versions) | Record::Source(versions) => {
                let (session, node) = self.whose(versions);
                let declared = session.schema().kinds.get(session.facts().kind(node))?;
                Some(declared.props.get(key)?.label.in_lang(self.lang))
            }
        }
    }

    fn schema_words(&self, change: &SchemaChange) -> String {
        let path = change.path.join(" › ");
        match (&change.old, &change.new) {
            (Some(old), Some(new)) => format!("{path}: {old} → {new}"),
            (None, Some(new)) => format!("{path} {}{}", self.lang.pick("được thêm", "added"), brief(new)),
            (Some(old), None) => format!("{path} {}{}", self.lang.pick("bị bỏ", "removed"), brief(old)),
            (None, None) => path,
        }
    }

    fn json(&self, args: &Args) -> Json {
        let schema: Vec<Json> = self.diff.schema.iter().map(schema_json).collect();
        let changes: Vec<Json> = self.diff.changes.iter().map(|change| self.change_json(change)).collect();
        let counts = Risk::ALL.map(|risk| (risk.as_str().to_owned(), self.diff.of_risk(risk).count().into()));
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "diff",
            "old": args.old,
            "new": args.new,
            "counts": Json::Object(counts.into_iter().collect()),
            "schema_changes": schema,
            "changes": changes,
        })
    }

    fn change_json(&self, change: &Change) -> Json {
        let (record, old, new) = match change.record {
            Record::Claim(claim) => {
                ("claim", claim_or_null(self.old, claim.in_old()), claim_or_null(self.new, claim.in_new()))
            }
            Record::Node(node) => ("node", node_or_null(self.old, node.in_old()), node_or_null(self.new, node.in_new())),
            Record::Source(node) => {
                ("source", node_or_null(self.old, node.in_old()), node_or_null(self.new, node.in_new()))
            }
        };
        let alterations: Vec<Json> = change.alterations.iter().map(alteration_json).collect();
        let words: Vec<String> = change.alterations.iter().map(|one| self.words(change.record, one)).collect();
        json!({
            "risk": change.risk.as_str(), "record": record, "old": old, "new": new,
            "alterations": alterations, "words": words,
        })
    }
}

fn claim_or_null(session: &Session, claim: Option<EdgeId>) -> Json {
    claim.map_or(Json::Null, |claim| claim_json(session, claim, Holds::Possible))
}

fn node_or_null(session: &Session, node: Option<NodeId>) -> Json {
    node.map_or(Json::Null, |node| full_node_json(session, node))
}

fn schema_json(change: &SchemaChange) -> Json {
    json!({ "path": change.path, "old": change.old, "new": change.new })
}

fn alteration_json(alteration: &Alteration) -> Json {
    let was = |was: &Was| if *was == Was::Added { "added" } else { "removed" };
    match alteration {
        Alteration::Id { old, new } => json!({ "id": { "old": old, "new": new } }),
        Alteration::Sort { old, new } => json!({ "sort": { "old": old, "new": new } }),
        Alteration::Ends { old, new } => json!({ "ends": { "old": old, "new": new } }),
        Alteration::Ended { key, old, new, end } => {
            json!({ "ended": { "property": key, "old": old, "new": new, "end": end } })
        }
        Alteration::Citation { citation, was: moved } => {
            json!({ "citation": { "citation": citation, "was": was(moved) } })
        }
        Alteration::Alias { name, citation, was: moved } => {
            json!({ "alias": { "name": name, "citation": citation, "was": was(moved) } })
        }
        Alteration::Property { key, old, new } => json!({ "property": { "property": key, "old": old, "new": new } }),
    }
}

/// Shows a value of a schema where it is short.
fn brief(value: &Json) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    if text.len() <= LONGEST { format!(": {text}") } else { String::new() }
}

fn print_item(ui: &mut Ui, indent: usize, text: &str) -> Result<(), CliError> {
    wrapped(&" ".repeat(indent), indent + 2, text, ui.width).iter().try_for_each(|line| ui.line(line))
}
