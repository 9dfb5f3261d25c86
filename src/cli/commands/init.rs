//! `hvgraph init`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::json;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::graph::MemoryGraph;
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;
use crate::storage::{Settings, Store};

/// Make an empty database file
///
/// A file that is there is never overwritten.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  hvgraph init my.hvdb\n  hvgraph query --db my.hvdb \"CREATE (:Person {name: 'Lan'})\"")]
pub(in crate::cli) struct Args {
    /// The database file, my.hvdb for example
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args) -> Result<Outcome, CliError> {
    Store::create(&args.file, &MemoryGraph::new(), Settings::new()).map_err(CliError::Storage)?;
    if ui.json {
        ui.document(&json!({
            "schema_version": SCHEMA_VERSION, "command": "init", "file": args.file.display().to_string(),
        }))?;
    } else {
        let file = showable(&args.file.display().to_string());
        ui.text(2, &format!("{}: {file}", ui.pick("Đã tạo cơ sở dữ liệu", "Made a database")))?;
    }
    Ok(Outcome::Found)
}
