//! Writes the CSV tables of an export into a folder.

use std::path::Path;

use crate::cli::error::CliError;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::render::csv::{CsvForm, CsvOptions, CsvTable, write_csv};
use crate::render::loss::Loss;
use crate::render::selection::Selection;

const TABLES: [(&str, CsvTable); 3] =
    [("nodes.csv", CsvTable::Nodes), ("claims.csv", CsvTable::Claims), ("sources.csv", CsvTable::Sources)];
const SCHEMA: &str = "schema.json";

/// Writes the tables and the schema, without which types and labels could not be read back.
pub(super) fn write_tables(
    session: &Session,
    selection: &Selection,
    form: CsvForm,
    folder: &Path,
    loss: &mut Loss,
) -> Result<(), CliError> {
    refuse_data_set(folder)?;
    std::fs::create_dir_all(folder).map_err(|error| CliError::File { path: folder.to_owned(), error })?;
    let options = CsvOptions { form, lang: session.lang };
    for (name, table) in TABLES {
        write_file(&folder.join(name), &mut |out| {
            write_csv(&session.facts(), session.schema(), selection, (table, options), out, loss)
        })?;
    }
    write_file(&folder.join(SCHEMA), &mut |out| {
        serde_json::to_writer_pretty(&mut *out, session.schema())?;
        writeln!(out)
    })
}

/// Refuses a folder that holds a data set: its schema would be written over. Tables of an earlier export may be.
fn refuse_data_set(folder: &Path) -> Result<(), CliError> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let has_tables = folder.join(TABLES[0].0).exists();
    let is_record = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "json");
    let records = names.filter(|name| is_record(name) && (name != SCHEMA || !has_tables));
    let Some(found) = records.min() else { return Ok(()) };
    Err(CliError::Usage {
        message: format!("`{}` has `{found}`, which no export wrote", folder.display()),
        expected: Some("an empty or new folder, or one with an earlier export".to_owned()),
        hint: None,
    })
}
