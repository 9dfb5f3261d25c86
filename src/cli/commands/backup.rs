//! `hvgraph backup`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::filters::counted;
use crate::cli::ui::Ui;
use crate::graph::GraphView as _;
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;
use crate::storage::Store;

/// Copy a database file, checked byte by byte, while others may go on writing to it
///
/// The copy holds the last commit. A file that is there is never overwritten.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Args {
    /// The database file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The copy
    #[arg(value_name = "COPY")]
    copy: PathBuf,
}

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args) -> Result<Outcome, CliError> {
    let content = Store::read(&args.file).map_err(CliError::Storage)?;
    Store::back_up(&content, &args.copy).map_err(CliError::Storage)?;
    let (n_nodes, n_edges) = (content.graph.node_count(), content.graph.edge_count());
    if ui.json {
        ui.document(&json!({
            "schema_version": SCHEMA_VERSION, "command": "backup", "copy": args.copy.display().to_string(),
            "nodes": n_nodes, "relationships": n_edges,
        }))?;
    } else {
        let counts = [
            counted(n_nodes, ui.lang, "nút", ("node", "nodes")),
            counted(n_edges, ui.lang, "quan hệ", ("relationship", "relationships")),
        ];
        let copy = showable(&args.copy.display().to_string());
        ui.text(2, &format!("{copy}: {}", counts.join(", ")))?;
    }
    Ok(Outcome::Found)
}
