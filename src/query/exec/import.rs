//! Which files a statement may read: those below one folder, and no others.

use std::fs::File;
use std::path::{Component, Path, PathBuf};

use crate::query::error::{Detail, ErrorKind, QueryError};

/// Opens the file that `LOAD CSV` names, `file:///x.csv` or `x.csv`, below the folder of imports.
///
/// # Errors
/// [`ErrorKind::ArgumentError`] without such a folder, for other places than files, for absolute names and names that
/// lead out of the folder, be it by `..` or by symbolic links, and for what is no readable file.
pub(super) fn open(name: &str, folder: Option<&Path>) -> Result<File, QueryError> {
    let Some(folder) = folder else {
        return Err(wrong("no files may be read").with_hint(
            "`--import-dir DIR` allows `LOAD CSV` the files of a folder; in a program, `Options::import_dir`",
        ));
    };
    let relative = relative(name)?;
    let unreadable = |error: std::io::Error| wrong(format!("`{name}` cannot be read: {}", io_words(&error)));
    let folder = folder.canonicalize().map_err(|error| {
        wrong(format!("the folder of imports `{}` cannot be read: {}", folder.display(), io_words(&error)))
    })?;
    let path = folder.join(relative).canonicalize().map_err(unreadable)?;
    if !path.starts_with(&folder) {
        return Err(outside(name));
    }
    if !path.metadata().map_err(unreadable)?.is_file() {
        return Err(wrong(format!("`{name}` is not a file")));
    }
    File::open(path).map_err(unreadable)
}

/// Returns the name of a file relative to the folder.
fn relative(name: &str) -> Result<PathBuf, QueryError> {
    let path = match name.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file") => {
            let rest = rest.strip_prefix("//").and_then(|rest| rest.strip_prefix('/')).unwrap_or(rest);
            decoded(rest).ok_or_else(|| wrong(format!("`{name}` is not a name of a file")))?
        }
        Some((scheme, _)) if is_scheme(scheme) => {
            return Err(wrong(format!("`{name}` is not a file; only files are read"))
                .with_hint("`file:///x.csv` is the file x.csv in the folder of imports"));
        }
        _ => name.to_owned(),
    };
    let path = PathBuf::from(path);
    if path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        Ok(path)
    } else {
        Err(outside(name))
    }
}

/// Says whether a text before a colon names a scheme such as `http`.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
}

/// Decodes `%20` and the like; none where that gives no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

fn outside(name: &str) -> QueryError {
    wrong(format!("`{name}` is outside the folder of imports"))
        .with_hint("names are relative to that folder, as in `file:///x.csv`")
}

/// Returns an error about a file.
pub(super) fn wrong(message: impl Into<String>) -> QueryError {
    QueryError::runtime(ErrorKind::ArgumentError, Detail::Other, message)
}

/// Says what went wrong without the number of the error.
pub(super) fn io_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or(text.as_str(), |(words, _)| words).to_lowercase()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn names_stay_below_the_folder() {
        for (name, path) in [
            ("x.csv", "x.csv"),
            ("file:///x.csv", "x.csv"),
            ("FILE:///a/b%20c.csv", "a/b c.csv"),
            ("file:x.csv", "x.csv"),
            ("./x.csv", "./x.csv"),
        ] {
            assert_eq!(relative(name).unwrap(), Path::new(path), "{name}");
        }
        for name in [
            "../x.csv",
            "/etc/passwd",
            "file:////etc/passwd",
            "file:///../x.csv",
            "file:///a/%2e%2e/x.csv",
            "file:///%2Fetc/passwd",
            "file:///a%00b",
            "file:///a%f",
            "http://example.org/x.csv",
            "https://example.org/x.csv",
            "ftp:x",
        ] {
            assert!(relative(name).is_err(), "{name}");
        }
    }
}
