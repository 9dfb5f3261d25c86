//! `hvgraph backup`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::output::tell_written;
use crate::cli::ui::Ui;
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
    tell_written(ui, "backup", ("copy", &args.copy), &content.graph)?;
    Ok(Outcome::Found)
}
