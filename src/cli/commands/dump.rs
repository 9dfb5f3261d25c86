//! `hvgraph dump`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::{Map, Value as Json, json};

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::output::{tell_written, write_file};
use crate::cli::ui::Ui;
use crate::graph::{GraphView as _, MemoryGraph, Properties};
use crate::render::typed_json::typed;
use crate::storage::{Content, Store};

/// Write a database as text that `hvgraph load --jsonl` reads back
///
/// graph.jsonl has a node or relationship a line, rules.json the indexes and constraints, schema.json the schema of
/// the data set it was loaded from, if it was.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  hvgraph dump my.hvdb -o dumped\n  hvgraph load other.hvdb --jsonl dumped")]
pub(in crate::cli) struct Args {
    /// The database file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder to write to; it is made if need be
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

/// The name of the setting, and of the file, that holds the schema of a data set.
pub(in crate::cli) const SCHEMA: &str = "schema.json";
pub(in crate::cli) const RULES: &str = "rules.json";
pub(in crate::cli) const GRAPH: &str = "graph.jsonl";

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args) -> Result<Outcome, CliError> {
    let content = Store::read(&args.file).map_err(CliError::Storage)?;
    let failed = |error| CliError::File { path: args.output.clone(), error };
    std::fs::create_dir_all(&args.output).map_err(failed)?;
    write(&content, args)?;
    tell_written(ui, "dump", ("output", &args.output), &content.graph)?;
    Ok(Outcome::Found)
}

fn write(content: &Content, args: &Args) -> Result<(), CliError> {
    let graph = &content.graph;
    write_file(&args.output.join(GRAPH), &mut |out| {
        for node in graph.nodes() {
            let labels = graph.labels(node).iter().map(|label| graph.symbols().label_name(*label));
            let labels: Vec<&str> = labels.collect();
            let properties = properties(graph.properties(node), graph);
            let line = json!({
                "type": "node", "id": node.0.to_string(), "labels": labels, "properties": properties,
            });
            writeln!(out, "{line}")?;
        }
        edges(out, graph)
    })?;
    if !graph.rules().is_empty() {
        let rules = serde_json::to_value(graph.rules()).unwrap_or_default();
        write_file(&args.output.join(RULES), &mut |out| writeln!(out, "{rules:#}"))?;
    }
    match content.settings.get(SCHEMA) {
        Some(schema) => {
            write_file(&args.output.join(SCHEMA), &mut |out| out.write_all(schema.as_bytes()))
        }
        None => Ok(()),
    }
}

fn edges(out: &mut dyn Write, graph: &MemoryGraph) -> std::io::Result<()> {
    for edge in graph.edges() {
        let Some(ends) = graph.edge(edge) else { continue };
        let line = json!({
            "type": "relationship",
            "id": edge.0.to_string(),
            "label": graph.symbols().type_name(ends.edge_type),
            "start": { "id": ends.source.0.to_string() },
            "end": { "id": ends.target.0.to_string() },
            "properties": properties(graph.edge_properties(edge), graph),
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn properties(properties: &Properties, graph: &MemoryGraph) -> Map<String, Json> {
    let entries = properties.iter();
    entries.map(|(key, value)| (graph.symbols().key_name(key).to_owned(), typed(value, graph))).collect()
}
