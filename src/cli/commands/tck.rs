//! `hvgraph tck`: the engine behind the JSON lines of a test kit.
//!
//! One request a line, one reply a line: `hello`, `reset`, `run` (a statement in a transaction of its own) and
//! `procedure` (adds a procedure that looks its arguments up in a table). Values are [typed](crate::render::typed_json).

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::time::Instant;

use clap::Args as ClapArgs;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::Value as Json;
use serde_json::json;
use smol_str::SmolStr;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::session::Global;
use crate::cli::ui::Ui;
use crate::db::{Answer, Database, Error, Session, TableProcedure};
use crate::model::Value;
use crate::query::bind::ProcedureSignature;
use crate::query::error::Phase;
use crate::query::eval::Parameters;
use crate::query::functions::Type;
use crate::render::typed_json::{Typed, Untyped, untyped};

/// How much is read at once; parameters may be long.
const READ_BYTES: usize = 1 << 16;

/// Answer statements given as JSON lines on standard input
#[derive(Debug, ClapArgs)]
#[command(hide = true)]
pub(in crate::cli) struct Args {
    /// Keep what is written in memory; the file of --db stays as it is
    #[arg(long)]
    in_memory: bool,
}

/// A request; which of the fields it needs says `op`.
#[derive(Debug, serde::Deserialize)]
struct Request<'l> {
    #[serde(borrow)]
    op: Cow<'l, str>,
    #[serde(borrow, default)]
    query: Option<Cow<'l, str>>,
    #[serde(default)]
    params: Params,
    #[serde(default)]
    name: String,
    #[serde(default)]
    inputs: Vec<Field>,
    #[serde(default)]
    outputs: Vec<Field>,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    rows: Vec<Vec<Json>>,
}

/// Parameters, read without a detour.
#[derive(Debug, Default)]
struct Params(Parameters);

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Params;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("parameters by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Params, A::Error> {
                let mut parameters = Parameters::new();
                while let Some((name, Untyped(value))) = entries.next_entry::<Cow<'de, str>, Untyped>()? {
                    parameters.insert(SmolStr::new(name), value);
                }
                Ok(Params(parameters))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

#[derive(Debug, serde::Deserialize)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

pub(in crate::cli) fn run(ui: &mut Ui, global: &Global, args: &Args) -> Result<Outcome, CliError> {
    let database = match (&global.db, &global.data) {
        (Some(file), _) => {
            let opened = if args.in_memory { Database::open_in_memory(file) } else { Database::open(file) };
            opened.map_err(|error| CliError::Query { text: String::new(), error })?
        }
        (None, Some(_)) => Database::from(&global.open()?),
        (None, None) => Database::new(),
    };
    let mut session = Session::with_options(&database, global.options());
    drop(database);
    let (mut line, mut reply) = (String::new(), Vec::new());
    let mut input = BufReader::with_capacity(READ_BYTES, std::io::stdin().lock());
    loop {
        line.clear();
        if input.read_line(&mut line).map_err(CliError::Stdin)? == 0 {
            return Ok(Outcome::Found);
        }
        reply.clear();
        answer(&mut session, &line, global, &mut reply).map_err(|error| CliError::Stdout(error.into()))?;
        reply.push(b'\n');
        ui.out().write_all(&reply).map_err(CliError::Stdout)?;
        ui.flush()?;
    }
}

/// Answers a request; the reply goes to `out`.
fn answer(session: &mut Session, line: &str, global: &Global, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let request: Request<'_> = match serde_json::from_str(line) {
        Ok(request) => request,
        Err(error) => return serde_json::to_writer(out, &refusal(&format!("not a request: {error}"))),
    };
    let reply = match (&*request.op, &request.query) {
        ("run", Some(query)) => return run_statement(session, query, &request.params.0, out),
        ("hello", _) => json!({ "name": "hvgraph", "version": env!("CARGO_PKG_VERSION") }),
        ("reset", _) => {
            *session = Session::with_options(&Database::new(), global.options());
            json!({ "ok": true })
        }
        ("procedure", _) => match table_procedure(&request) {
            Ok(procedure) => {
                session.database().add_procedure(procedure);
                json!({ "ok": true })
            }
            Err(reason) => refusal(&reason),
        },
        ("run", None) => refusal("not a request: `run` wants `query`"),
        (other, _) => refusal(&format!("not a request: unknown `op` `{other}`")),
    };
    serde_json::to_writer(out, &reply)
}

fn run_statement(
    session: &Session,
    query: &str,
    parameters: &Parameters,
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    let start = Instant::now();
    let result = session.run(query, parameters);
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    match result {
        Ok(answer) => serde_json::to_writer(out, &Reply { answer: &answer, micros }),
        Err(error) => {
            let mut reply = error_json(&error);
            reply["micros"] = micros.into();
            serde_json::to_writer(out, &reply)
        }
    }
}

/// An answer as it is written.
struct Reply<'a> {
    answer: &'a Answer,
    micros: u64,
}

impl Serialize for Reply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let effects = self.answer.effects();
        let columns: Vec<&str> = self.answer.columns().iter().map(SmolStr::as_str).collect();
        let mut reply = serializer.serialize_map(Some(4))?;
        reply.serialize_entry("columns", &columns)?;
        reply.serialize_entry("micros", &self.micros)?;
        reply.serialize_entry("rows", &Rows(self.answer))?;
        reply.serialize_entry(
            "stats",
            &Stats {
                nodes_created: effects.nodes_created,
                nodes_deleted: effects.nodes_deleted,
                relationships_created: effects.relationships_created,
                relationships_deleted: effects.relationships_deleted,
            },
        )?;
        reply.end()
    }
}

struct Rows<'a>(&'a Answer);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.rows().map(|values| Row { values, answer: self.0 }))
    }
}

struct Row<'a> {
    values: Vec<Value>,
    answer: &'a Answer,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.values.iter().map(|value| Typed(value, self.answer.graph())))
    }
}

#[derive(serde::Serialize)]
struct Stats {
    #[serde(rename = "+nodes")]
    nodes_created: u64,
    #[serde(rename = "-nodes")]
    nodes_deleted: u64,
    #[serde(rename = "+relationships")]
    relationships_created: u64,
    #[serde(rename = "-relationships")]
    relationships_deleted: u64,
}

fn error_json(error: &Error) -> Json {
    let Error::Query(query) = error else { return refusal(&error.to_string()) };
    let phase = match query.phase {
        Phase::CompileTime => "compile time",
        Phase::Runtime => "runtime",
    };
    let detail = Some(query.detail.as_str()).filter(|detail| !detail.is_empty());
    json!({
        "error": { "type": query.kind.as_str(), "phase": phase, "detail": detail, "message": query.message }
    })
}

fn refusal(message: &str) -> Json {
    json!({ "error": { "type": null, "phase": null, "detail": null, "message": message } })
}

fn table_procedure(request: &Request<'_>) -> Result<TableProcedure, String> {
    let Request { name, inputs, outputs, columns, rows, .. } = request;
    let places = inputs.iter().chain(outputs).map(|field| columns.iter().position(|name| *name == field.name));
    let places: Option<Vec<usize>> = places.collect();
    let places = match places {
        Some(places) => places,
        None if rows.is_empty() => Vec::new(),
        None => return Err("the table lacks a column".to_owned()),
    };
    let pick = |row: &Vec<Json>| places.iter().map(|at| untyped(row.get(*at).unwrap_or(&Json::Null))).collect();
    let signature = ProcedureSignature {
        name: name.as_str().into(),
        inputs: inputs.iter().map(|field| (field.name.as_str().into(), accepted(&field.kind))).collect(),
        n_optional: 0,
        outputs: outputs.iter().map(|field| (field.name.as_str().into(), yielded(&field.kind))).collect(),
        summary: String::new(),
    };
    Ok(TableProcedure { signature, rows: rows.iter().map(pick).collect::<Result<_, String>>()? })
}

/// Returns what an argument of a type may be; nothing for anything.
fn accepted(kind: &str) -> Vec<Type> {
    match (kind, yielded(kind)) {
        ("NUMBER" | "FLOAT", _) => vec![Type::Integer, Type::Float],
        (_, Type::Any) => Vec::new(),
        (_, known) => vec![known],
    }
}

fn yielded(kind: &str) -> Type {
    match kind {
        "BOOLEAN" => Type::Boolean,
        "INTEGER" => Type::Integer,
        "FLOAT" => Type::Float,
        "STRING" => Type::String,
        "MAP" => Type::Map,
        "NODE" => Type::Node,
        "RELATIONSHIP" => Type::Edge,
        "PATH" => Type::Path,
        _ => Type::Any,
    }
}
