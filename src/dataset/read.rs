//! Reads the files of a data set.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use super::parallel::map_in_order;
use super::{DatasetError, Fault, locate::Spot};

/// The longest data set file that is read, in bytes.
pub(super) const MAX_FILE_BYTES: u64 = 64 << 20;

/// A file of a data set, read but not parsed.
#[derive(Debug)]
pub(super) struct File {
    /// The name shown in messages.
    pub(super) name: String,
    /// Whether it is the schema.
    pub(super) is_schema: bool,
    /// Where it can be read again; a bundled file stays in memory.
    path: Option<PathBuf>,
    /// Its text without byte order mark, or why there is none. Empty once it was taken.
    pub(super) text: Result<Cow<'static, str>, Box<(Spot, Fault)>>,
}

impl File {
    pub(super) fn bundled(name: &str, text: &'static str) -> File {
        let is_schema = name == SCHEMA;
        File { name: format!("data/{name}"), is_schema, path: None, text: Ok(Cow::Borrowed(text)) }
    }

    pub(super) fn in_memory(name: &str, text: String) -> File {
        File { name: name.to_owned(), is_schema: name == SCHEMA, path: None, text: Ok(Cow::Owned(text)) }
    }

    /// Takes the text, to let it go when it is used up; nothing if there is none.
    pub(super) fn take_text(&mut self) -> Option<Cow<'static, str>> {
        let text = self.text.as_mut().ok()?;
        Some(if self.path.is_some() { std::mem::take(text) } else { text.clone() })
    }

    /// Returns the text, read once more if it was taken; for places of problems only.
    pub(super) fn text_again(&self) -> Cow<'_, str> {
        match (&self.text, &self.path) {
            (Ok(text), Some(path)) if text.is_empty() => {
                let text = fs::read(path).ok().and_then(|bytes| decode(bytes).ok());
                text.unwrap_or_default()
            }
            (Ok(text), _) => Cow::Borrowed(text),
            (Err(_), _) => Cow::Borrowed(""),
        }
    }
}

/// The name of the file that holds the schema.
pub const SCHEMA: &str = "schema.json";

/// Reads `schema.json` and all other `*.json` files of a folder, in name order, but no `*.schema.json`;
/// returns also the names of what else is there and was not read.
///
/// Symbolic links are followed only as far as the operating system resolves them to plain files; other
/// folders are not entered.
pub(super) fn read_folder(folder: &Path) -> Result<(Vec<File>, Vec<String>), DatasetError> {
    let unreadable = |source| DatasetError::Read { path: folder.to_owned(), source };
    let (mut names, mut unread) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        match entry.file_name().into_string() {
            Ok(name) if is_data(&name) => names.push(name),
            Ok(name) if is_no_matter(&name) => {}
            Ok(name) => unread.push(name),
            Err(name) => unread.push(name.to_string_lossy().into_owned()),
        }
    }
    names.sort_unstable();
    if !names.iter().any(|name| name == SCHEMA) {
        return Err(DatasetError::NoSchema { folder: folder.to_owned() });
    }
    unread.sort_unstable();
    let size = |name: &String| fs::metadata(folder.join(name)).map_or(0, |file| file.len());
    let n_bytes = usize::try_from(names.iter().map(size).sum::<u64>()).unwrap_or(usize::MAX);
    let files = map_in_order(&names, n_bytes, &|name| read_file(folder, name));
    Ok((files.into_iter().collect::<Result<_, _>>()?, unread))
}

/// Files that nobody expects to be read: JSON Schemas for editors, and hidden files.
fn is_no_matter(name: &str) -> bool {
    name.starts_with('.') || name.ends_with(".schema.json")
}

/// File names are taken as they are: the format is the same on systems that tell `.JSON` from `.json` and
/// on those that do not.
pub(super) fn is_data(name: &str) -> bool {
    let stem = name.strip_suffix(".json");
    stem.is_some_and(|stem| !stem.ends_with(".schema") && !stem.starts_with('.'))
}

fn read_file(folder: &Path, name: &str) -> Result<File, DatasetError> {
    let path = folder.join(name);
    let unreadable = |source| DatasetError::Read { path: path.clone(), source };
    let bytes = fs::metadata(&path).map_err(unreadable)?.len();
    let text = if bytes > MAX_FILE_BYTES {
        Err(Box::new((Spot::Byte(0), Fault::TooLarge { bytes, limit: MAX_FILE_BYTES })))
    } else {
        decode(fs::read(&path).map_err(unreadable)?)
    };
    Ok(File { name: path.display().to_string(), is_schema: name == SCHEMA, path: Some(path), text })
}

pub(super) fn decode(bytes: Vec<u8>) -> Result<Cow<'static, str>, Box<(Spot, Fault)>> {
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Err(Box::new((first_bad_byte(&error), Fault::NotUtf8))),
    };
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(Cow::Owned(text))
}

fn first_bad_byte(error: &std::string::FromUtf8Error) -> Spot {
    let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    let good = String::from_utf8_lossy(good);
    let line = good.rsplit('\n').next().unwrap_or_default();
    Spot::At(good.matches('\n').count() + 1, line.chars().count() + 1)
}
