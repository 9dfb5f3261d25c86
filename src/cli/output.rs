//! Writes files whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::error::CliError;

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
