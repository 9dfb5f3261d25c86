//! `hvgraph query` and `hvgraph explain`.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde_json::{Value as Json, json};

use crate::cli::answer::{notes, print_remark, print_sources};
use crate::cli::error::CliError;
use crate::cli::grid::{self, Side};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, values};
use crate::db::{self, Answer, Options};
use crate::graph::{Facts, GraphView as _, KeyId, LabelId, TypeId};
use crate::model::{Lang, Value};
use crate::names::did_you_mean;
use crate::query::eval::Parameters;
use crate::query::exec::Effects;
use crate::query::plan::UnknownName;
use crate::query::script::statements;
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;

/// Ask the graph in Cypher
///
/// Nodes have their kind as label; a claim's citations, status and dates are plain properties. Several
/// statements, parted by semicolons, run one after another, each whole or not at all.
///
/// What a statement writes stays in the file of --db; on data sets, which are read only, it is seen by the statements
/// after it and then lost.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph query \"MATCH (o:Office) RETURN o.name ORDER BY o.name LIMIT 5\"\n  hvgraph query 'MATCH p = (a {name: $who})--() RETURN p' --param who=\"Đinh Tiến Dũng\"\n  hvgraph query \"PROFILE MATCH ()-[r]->() RETURN type(r), count(*) ORDER BY count(*) DESC\"\n  hvgraph query --file questions.cypher --csv"
)]
pub(in crate::cli) struct Args {
    /// The statement; more than one word needs quotes
    #[arg(value_name = "CYPHER", required_unless_present = "file", conflicts_with = "file")]
    text: Option<String>,
    /// Read the statements from this file, `-` for standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Give a parameter: JSON, or else text as it is (may be given again)
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    params: Vec<(String, Value)>,
    /// Print rows as CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Refuse to return more rows than this
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_rows: Option<u32>,
    #[command(flatten)]
    bounds: Bounds,
}

/// What statements may use.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Bounds {
    /// Give up a statement whose rows take more memory than this; 2048 by default
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    max_memory: Option<u32>,
    /// Let LOAD CSV read the files of this folder
    #[arg(long, value_name = "DIR")]
    import_dir: Option<PathBuf>,
}

impl Bounds {
    /// Returns options with these bounds.
    pub(in crate::cli) fn applied_to(&self, mut options: Options) -> Options {
        if let Some(mib) = self.max_memory {
            options.max_bytes = usize::try_from(mib).unwrap_or(usize::MAX).saturating_mul(1 << 20);
        }
        options.import_dir.clone_from(&self.import_dir);
        options
    }
}

/// Show how a statement would be run, without running it
///
/// The last operator comes first, each followed by what it takes rows from; what is run for each row of an
/// operator is set in below it.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  hvgraph explain \"MATCH (o:Official)-->(f:Office) RETURN f.name, count(*)\"")]
pub(in crate::cli) struct ExplainArgs {
    /// The statement
    #[arg(value_name = "CYPHER")]
    text: String,
    /// Give a parameter: JSON, or else text as it is (may be given again)
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    params: Vec<(String, Value)>,
}

/// Reads `name=value`.
pub(in crate::cli) fn parameter(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    let name = name.trim().trim_start_matches('$');
    if name.is_empty() {
        return Err("a parameter has a name".to_owned());
    }
    let value = match serde_json::from_str::<Json>(value) {
        Ok(json) => from_json(&json)?,
        Err(_) => Value::from(value),
    };
    Ok((name.to_owned(), value))
}

fn from_json(json: &Json) -> Result<Value, String> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Boolean(*flag),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Value::Integer(number),
            (None, Some(float)) if number.is_f64() => Value::Float(float),
            _ => return Err(format!("`{number}` does not fit an integer of 64 bits")),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(from_json).collect::<Result<_, _>>()?,
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| Ok((key.clone(), from_json(value)?)));
            Value::Map(std::sync::Arc::new(entries.collect::<Result<_, String>>()?))
        }
    })
}

fn parameters(given: &[(String, Value)]) -> Parameters {
    given.iter().map(|(name, value)| (name.as_str().into(), value.clone())).collect()
}

/// How rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Form {
    Table,
    Json,
    Csv,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let text = match (&args.text, &args.file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => String::new(),
    };
    let statements = statements(&text);
    let form = match (ui.json, args.csv) {
        (true, _) => Form::Json,
        (false, true) => Form::Csv,
        (false, false) => Form::Table,
    };
    if statements.is_empty() {
        return Err(CliError::usage(ui.pick("không có câu lệnh nào", "no statement")));
    }
    if statements.len() > 1 && form != Form::Table {
        let takes_one = ui.pick("câu lệnh; --json và --csv chỉ nhận một", "statements; --json and --csv take one");
        return Err(CliError::usage(format!("{} {takes_one}", statements.len())));
    }
    let mut options = args.bounds.applied_to(session.options());
    options.max_rows = args.max_rows.map_or(options.max_rows, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let asked = db::Session::with_options(&session.database(), options);
    let parameters = parameters(&args.params);
    let mut outcome = Outcome::Nothing;
    for (number, statement) in statements.iter().enumerate() {
        let answer = asked
            .run(statement.text, &parameters)
            .map_err(|error| CliError::Query { text: statement.text.to_owned(), error })?;
        if number > 0 {
            ui.line("")?;
        }
        print(ui, session, &answer, form)?;
        let is_done = answer.n_rows() > 0 || answer.columns().is_empty() || answer.plan().is_some();
        outcome = if is_done { Outcome::Found } else { Outcome::Nothing };
        for words in unknown_words(&answer, session.lang) {
            session.remark(words);
        }
        if answer.effects() != Effects::default() {
            let words = if session.keeps_writes() {
                ("đã lưu", "saved")
            } else {
                ("đã ghi trong bộ nhớ, không lưu lại", "written in memory only and not kept")
            };
            session.remark(format!("{}: {}", effect_words(ui, answer.effects()), ui.pick(words.0, words.1)));
        }
    }
    Ok(outcome)
}

/// Returns what an empty or odd answer may come from: labels, types and keys that nothing has, and near ones.
pub(in crate::cli) fn unknown_words(answer: &Answer, lang: Lang) -> Vec<String> {
    let symbols = answer.graph().symbols();
    let (n_labels, n_types, n_keys) = symbols.counts();
    let ids = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
    let labels = || ids(n_labels).map(|id| symbols.label_name(LabelId(id)));
    let types = || ids(n_types).map(|id| symbols.type_name(TypeId(id)));
    let keys = || ids(n_keys).map(|id| symbols.key_name(KeyId(id)));
    let words = answer.unknown_names().into_iter().map(|unknown| {
        let (what, name, near) = match &unknown {
            UnknownName::Label(name) => {
                (("không nút nào có nhãn", "no node has the label"), name, did_you_mean(name, labels(), 3))
            }
            UnknownName::Type(name) => (
                ("không quan hệ nào thuộc loại", "no relationship has the type"),
                name,
                did_you_mean(name, types(), 3),
            ),
            UnknownName::Key(name) => (
                ("không nút hay quan hệ nào có thuộc tính", "nothing has the property"),
                name,
                did_you_mean(name, keys(), 3),
            ),
            UnknownName::LabelOrType(name) => (
                ("không có nhãn hay loại", "there is no label or type"),
                name,
                did_you_mean(name, labels().chain(types()), 3),
            ),
        };
        let near = near.iter().map(|near| format!("`{near}`")).collect::<Vec<_>>().join(", ");
        let text = format!("{} `{}`", lang.pick(what.0, what.1), showable(name));
        if near.is_empty() { text } else { format!("{text}; {} {near}?", lang.pick("ý bạn là", "did you mean")) }
    });
    words.collect()
}

fn read(file: &Path) -> Result<String, CliError> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(CliError::Stdin)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(|error| CliError::Unreadable { path: file.to_owned(), error })
}

pub(in crate::cli) fn explain(
    ui: &mut Ui,
    session: &Session,
    args: &ExplainArgs,
) -> Result<Outcome, CliError> {
    let asked = db::Session::with_options(&session.database(), session.options());
    let answer = asked
        .explain(&args.text, &parameters(&args.params))
        .map_err(|error| CliError::Query { text: args.text.clone(), error })?;
    if ui.json {
        ui.document(&json!({
            "schema_version": SCHEMA_VERSION, "command": "explain", "plan": plan_json(&answer),
        }))?;
    } else {
        print_plan(ui, &answer)?;
    }
    Ok(Outcome::Found)
}

/// Prints the rows and the plan of an answer.
pub(in crate::cli) fn print(
    ui: &mut Ui,
    session: &Session,
    answer: &Answer,
    form: Form,
) -> Result<(), CliError> {
    let facts = Facts::new(answer.graph());
    match form {
        Form::Json => {
            let row = |row: Vec<Value>| row.iter().map(|value| values::json(value, &facts)).collect::<Json>();
            let columns: Vec<&str> = answer.columns().iter().map(smol_str::SmolStr::as_str).collect();
            let mut document = json!({
                "schema_version": SCHEMA_VERSION,
                "command": "query",
                "columns": columns,
                "rows": answer.rows().map(row).collect::<Json>(),
                "written": effects_json(answer.effects()),
            });
            if answer.plan().is_some() {
                document["plan"] = plan_json(answer);
            }
            ui.document(&document)
        }
        Form::Csv => {
            let names: Vec<String> = answer.columns().iter().map(|name| values::csv_field(name)).collect();
            if !names.is_empty() {
                ui.line(&names.join(","))?;
            }
            for row in answer.rows() {
                let cells: Vec<String> = row.iter().map(|value| values::csv(value, &facts)).collect();
                ui.line(&cells.join(","))?;
            }
            Ok(())
        }
        Form::Table => print_table(ui, session, answer),
    }
}

fn print_table(ui: &mut Ui, session: &Session, answer: &Answer) -> Result<(), CliError> {
    let facts = Facts::new(answer.graph());
    let mut cited = BTreeSet::new();
    for value in answer.rows().flatten() {
        values::citations(&value, &facts, &mut cited);
    }
    let notes = notes(session, cited);
    if !answer.columns().is_empty() {
        let mut sides = vec![Side::Right; answer.columns().len()];
        let mut rows = Vec::with_capacity(answer.n_rows());
        for row in answer.rows() {
            for (side, value) in sides.iter_mut().zip(&row) {
                if !matches!(value, Value::Null | Value::Integer(_) | Value::Float(_)) {
                    *side = Side::Left;
                }
            }
            rows.push(row.iter().map(|value| values::cell(value, &facts, &notes)).collect::<Vec<_>>());
        }
        let sides = sides.into_iter().map(|side| if rows.is_empty() { Side::Left } else { side });
        let head: Vec<(String, Side)> = answer.columns().iter().map(ToString::to_string).zip(sides).collect();
        if !rows.is_empty() {
            grid::print(ui, &head, &rows)?;
        }
        let s = if rows.len() == 1 { "" } else { "s" };
        let count = match ui.lang {
            Lang::Vi => format!("{} dòng", rows.len()),
            Lang::En => format!("{} row{s}", rows.len()),
        };
        print_remark(ui, &count)?;
    }
    print_sources(ui, session, &notes)?;
    if answer.plan().is_some() {
        if !answer.columns().is_empty() {
            ui.line("")?;
        }
        print_plan(ui, answer)?;
    }
    Ok(())
}

fn print_plan(ui: &mut Ui, answer: &Answer) -> Result<(), CliError> {
    let Some(plan) = answer.plan() else { return Ok(()) };
    let lines = plan.lines();
    let counted = lines.iter().any(|line| line.rows.is_some());
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            let mut row = vec![format!("{}{}", "  ".repeat(line.depth), line.operator), format!("{:.0}", line.estimate)];
            if counted {
                row.push(line.rows.map(|rows| rows.to_string()).unwrap_or_default());
            }
            row.push(line.details);
            row
        })
        .collect();
    let mut head = vec![
        (ui.pick("phép", "operator").to_owned(), Side::Left),
        (ui.pick("ước lượng", "estimated").to_owned(), Side::Right),
    ];
    if counted {
        head.push((ui.pick("số dòng", "rows").to_owned(), Side::Right));
    }
    head.push((ui.pick("chi tiết", "details").to_owned(), Side::Left));
    grid::print(ui, &head, &rows)
}

fn plan_json(answer: &Answer) -> Json {
    let lines = answer.plan().map(db::PlanShown::lines).unwrap_or_default();
    let line = |line: crate::query::explain::PlanLine| {
        json!({
            "depth": line.depth,
            "operator": line.operator,
            "details": line.details,
            "estimated_rows": line.estimate,
            "rows": line.rows,
        })
    };
    lines.into_iter().map(line).collect()
}

fn effects_json(effects: Effects) -> Json {
    json!({
        "nodes_created": effects.nodes_created,
        "nodes_deleted": effects.nodes_deleted,
        "relationships_created": effects.relationships_created,
        "relationships_deleted": effects.relationships_deleted,
        "properties_set": effects.properties_set,
        "labels_added": effects.labels_added,
        "labels_removed": effects.labels_removed,
        "indexes_added": effects.indexes_added,
        "indexes_removed": effects.indexes_removed,
        "constraints_added": effects.constraints_added,
        "constraints_removed": effects.constraints_removed,
    })
}

/// Returns what was written in words.
pub(in crate::cli) fn effect_words(ui: &Ui, effects: Effects) -> String {
    let parts = [
        (effects.nodes_created, "nút mới", ("node created", "nodes created")),
        (effects.nodes_deleted, "nút bị xóa", ("node deleted", "nodes deleted")),
        (effects.relationships_created, "quan hệ mới", ("relationship created", "relationships created")),
        (effects.relationships_deleted, "quan hệ bị xóa", ("relationship deleted", "relationships deleted")),
        (effects.properties_set, "thuộc tính được đặt", ("property set", "properties set")),
        (effects.labels_added, "nhãn được thêm", ("label added", "labels added")),
        (effects.labels_removed, "nhãn bị bỏ", ("label removed", "labels removed")),
        (effects.indexes_added, "chỉ mục được thêm", ("index added", "indexes added")),
        (effects.indexes_removed, "chỉ mục bị bỏ", ("index removed", "indexes removed")),
        (effects.constraints_added, "ràng buộc được thêm", ("constraint added", "constraints added")),
        (effects.constraints_removed, "ràng buộc bị bỏ", ("constraint removed", "constraints removed")),
    ];
    let parts = parts.into_iter().filter(|(count, _, _)| *count > 0);
    let words = parts.map(|(count, vi, (one, many))| {
        format!("{count} {}", ui.pick(vi, if count == 1 { one } else { many }))
    });
    words.collect::<Vec<_>>().join(", ")
}
