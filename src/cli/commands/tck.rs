//! `hvgraph tck`: the engine behind the JSON lines of a test kit.
//!
//! One request a line, one reply a line: `hello`, `reset`, `run` (a statement in a transaction of its own) and
//! `procedure` (adds a procedure that looks its arguments up in a table). Values are [typed](crate::render::typed_json).

use std::io::BufRead as _;
use std::time::Instant;

use clap::Args as ClapArgs;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use smol_str::SmolStr;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::session::Global;
use crate::cli::ui::Ui;
use crate::db::{Answer, Database, Error, Session, TableProcedure};
use crate::query::bind::ProcedureSignature;
use crate::query::error::Phase;
use crate::query::eval::Parameters;
use crate::query::functions::Type;
use crate::render::typed_json::{typed, untyped};

/// Answer statements given as JSON lines on standard input
#[derive(Debug, ClapArgs)]
#[command(hide = true)]
pub(in crate::cli) struct Args {}

#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Request {
    Hello,
    Reset,
    Run {
        query: String,
        #[serde(default)]
        params: Map<String, Json>,
    },
    Procedure {
        name: String,
        inputs: Vec<Field>,
        outputs: Vec<Field>,
        columns: Vec<String>,
        rows: Vec<Vec<Json>>,
    },
}

#[derive(Debug, Deserialize)]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

pub(in crate::cli) fn run(ui: &mut Ui, global: &Global) -> Result<Outcome, CliError> {
    let database = match (&global.db, &global.data) {
        (Some(file), _) => {
            let opened = Database::open(file);
            opened.map_err(|error| CliError::Query { text: String::new(), error })?
        }
        (None, Some(_)) => Database::from(&global.open()?),
        (None, None) => Database::new(),
    };
    let mut session = Session::with_options(&database, global.options());
    drop(database);
    let mut line = String::new();
    let mut input = std::io::stdin().lock();
    loop {
        line.clear();
        if input.read_line(&mut line).map_err(CliError::Stdin)? == 0 {
            return Ok(Outcome::Found);
        }
        let reply = reply(&mut session, &line, global);
        serde_json::to_writer(ui.out(), &reply).map_err(|error| CliError::Stdout(error.into()))?;
        ui.out().write_all(b"\n").map_err(CliError::Stdout)?;
        ui.flush()?;
    }
}

fn reply(session: &mut Session, line: &str, global: &Global) -> Json {
    let request = match serde_json::from_str(line) {
        Ok(request) => request,
        Err(error) => return refusal(&format!("not a request: {error}")),
    };
    match request {
        Request::Hello => json!({ "name": "hvgraph", "version": env!("CARGO_PKG_VERSION") }),
        Request::Reset => {
            *session = Session::with_options(&Database::new(), global.options());
            json!({ "ok": true })
        }
        Request::Run { query, params } => run_statement(session, &query, &params),
        Request::Procedure { name, inputs, outputs, columns, rows } => {
            match table_procedure(&name, &inputs, &outputs, &columns, &rows) {
                Ok(procedure) => {
                    session.database().add_procedure(procedure);
                    json!({ "ok": true })
                }
                Err(reason) => refusal(&reason),
            }
        }
    }
}

fn run_statement(session: &Session, query: &str, params: &Map<String, Json>) -> Json {
    let read = params.iter().map(|(name, value)| Ok((name.as_str().into(), untyped(value)?)));
    let parameters: Parameters = match read.collect::<Result<_, String>>() {
        Ok(parameters) => parameters,
        Err(reason) => return refusal(&reason),
    };
    let start = Instant::now();
    let result = session.run(query, &parameters);
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    let mut reply = match result {
        Ok(answer) => answer_json(&answer),
        Err(error) => error_json(&error),
    };
    reply["micros"] = micros.into();
    reply
}

fn answer_json(answer: &Answer) -> Json {
    let row = |row: Vec<_>| row.iter().map(|value| typed(value, answer.graph())).collect::<Json>();
    let rows: Json = answer.rows().map(row).collect();
    let effects = answer.effects();
    let columns: Vec<&str> = answer.columns().iter().map(SmolStr::as_str).collect();
    json!({
        "columns": columns,
        "rows": rows,
        "stats": {
            "+nodes": effects.nodes_created,
            "-nodes": effects.nodes_deleted,
            "+relationships": effects.relationships_created,
            "-relationships": effects.relationships_deleted,
        },
    })
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

fn table_procedure(
    name: &str,
    inputs: &[Field],
    outputs: &[Field],
    columns: &[String],
    rows: &[Vec<Json>],
) -> Result<TableProcedure, String> {
    let places = inputs.iter().chain(outputs).map(|field| columns.iter().position(|name| *name == field.name));
    let places: Option<Vec<usize>> = places.collect();
    let places = match places {
        Some(places) => places,
        None if rows.is_empty() => Vec::new(),
        None => return Err("the table lacks a column".to_owned()),
    };
    let pick = |row: &Vec<Json>| places.iter().map(|at| untyped(row.get(*at).unwrap_or(&Json::Null))).collect();
    let signature = ProcedureSignature {
        name: name.into(),
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
