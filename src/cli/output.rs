//! Writes files whole or not at all, and says what was written.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::error::CliError;
use super::filters::counted;
use super::ui::Ui;
use crate::graph::{GraphView as _, MemoryGraph};
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;

/// Writes a file by way of a temporary one beside it, so that no reader ever sees half of it.
///
/// # Errors
/// [`CliError::File`]; what stood there before is then untouched.
pub(super) fn write_file(
    path: &Path,
    content: &mut dyn FnMut(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<(), CliError> {
    let failed = |error| CliError::File { path: path.to_owned(), error };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut file = tempfile::Builder::new().prefix(".hvgraph-").tempfile_in(&folder).map_err(failed)?;
    {
        let mut buffered = std::io::BufWriter::new(file.as_file_mut());
        content(&mut buffered).and_then(|()| buffered.flush()).map_err(failed)?;
    }
    make_readable(file.as_file()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Says where a command wrote a graph, and how large it is; `what` is what JSON calls the place.
pub(super) fn tell_written(
    ui: &mut Ui,
    command: &str,
    (what, place): (&str, &Path),
    graph: &MemoryGraph,
) -> Result<(), CliError> {
    let (n_nodes, n_edges) = (graph.node_count(), graph.edge_count());
    let place = place.display().to_string();
    if ui.json {
        return ui.document(&json!({
            "schema_version": SCHEMA_VERSION, "command": command, what: place,
            "nodes": n_nodes, "relationships": n_edges,
        }));
    }
    let nodes = counted(n_nodes, ui.lang, "nút", ("node", "nodes"));
    let edges = counted(n_edges, ui.lang, "quan hệ", ("relationship", "relationships"));
    ui.text(2, &format!("{}: {nodes}, {edges}", showable(&place)))
}

/// Temporary files are private; what a user asked for is as readable as any file of theirs.
#[cfg(unix)]
fn make_readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}
