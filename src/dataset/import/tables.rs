//! Reads a folder with `nodes.csv` and `claims.csv`, as `hvgraph export --csv` writes it; `schema.json` beside them if
//! there is one.
//!
//! The first row names the columns. Columns with a point in their name say again what stands elsewhere
//! (`source.name`, `sources.titles`) and are not read. A cell with nothing in it is no value, `""` is an empty text. A `'`
//! before a character that begins a formula in a spreadsheet was put there by the export and is taken away again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::csv_text::{Cell, Rows};
use super::element::{MOST_FIELDS, Element, Field, Refusal, Reading};
use super::{ImportFormat, Skipped, placed, read};
use crate::dataset::locate::{Section, Spot};
use crate::dataset::record::{PropValue, Text};
use crate::dataset::{DatasetError, Fault, Problem};

/// The file that makes a folder one of CSV tables.
pub(super) const NODES: &str = "nodes.csv";
const CLAIMS: &str = "claims.csv";
const SCHEMA: &str = "schema.json";
/// For people; its rows are in `nodes.csv` too.
const SOURCES: &str = "sources.csv";

/// Characters that begin a formula in one spreadsheet or another.
const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];

/// A file of the folder.
pub(super) struct TableFile {
    name: String,
    text: String,
}

/// Reads nodes, claims and, if there is one, the schema, in this order.
pub(super) fn read_files(folder: &Path) -> Result<Vec<TableFile>, DatasetError> {
    let mut files = Vec::new();
    for file in [NODES, CLAIMS, SCHEMA] {
        let path = folder.join(file);
        if file == SCHEMA && !path.exists() {
            continue;
        }
        let name = path.display().to_string();
        match read(&path)? {
            Ok(text) => files.push(TableFile { name, text }),
            Err(Refusal { spot, fault, .. }) => {
                let place = placed(&name, "", &spot);
                return Err(DatasetError::Problems(vec![Problem { place, fault: *fault }]));
            }
        }
    }
    Ok(files)
}

/// Returns the names of what else is in the folder, but for hidden files.
pub(super) fn unread(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let is_known = |name: &String| [NODES, CLAIMS, SCHEMA, SOURCES].contains(&name.as_str());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.') && !is_known(name)).collect();
    names.sort_unstable();
    names
}

/// Tables whose columns are known.
pub(super) struct TablesReading<'t> {
    title: String,
    files: &'t [TableFile],
    nodes: Columns<'t>,
    claims: Columns<'t>,
}

/// The columns of one table.
struct Columns<'t> {
    names: Vec<Cow<'t, str>>,
    id: Option<usize>,
    /// Positions of source and target.
    ends: Option<(usize, usize)>,
}

impl<'t> TablesReading<'t> {
    pub(super) fn new(title: &str, files: &'t [TableFile]) -> Result<Self, Vec<Problem>> {
        let columns = |at: usize| {
            let file = &files[at];
            Columns::of(&file.text, at == 1).map_err(|(byte, fault)| {
                vec![Problem { place: placed(&file.name, &file.text, &Spot::Byte(byte)), fault }]
            })
        };
        Ok(TablesReading { title: title.to_owned(), files, nodes: columns(0)?, claims: columns(1)? })
    }

    fn element<'a>(
        columns: &'a Columns<'_>,
        file: usize,
        row: Vec<Cell<'a>>,
    ) -> Result<Element<'a>, Refusal> {
        let at = row.first().map_or(0, |cell| cell.at);
        if row.len() != columns.names.len() {
            let found = format!("cells in this row: {}", row.len());
            let expected = format!("{}, as in the first row", columns.names.len());
            return Err(Refusal::new(file, Spot::Byte(at), Fault::WrongShape { found, expected }));
        }
        let (mut id, mut source, mut target, mut fields) = (None, None, None, Vec::new());
        for (column, cell) in row.into_iter().enumerate() {
            let name = &columns.names[column];
            if (cell.text.is_empty() && !cell.is_quoted) || is_said_elsewhere(name) {
                continue;
            }
            let (at, text) = (cell.at, Text(without_guard(cell.text)));
            match columns.ends {
                _ if columns.id == Some(column) => id = Some(text),
                Some((from, _)) if from == column => source = Some(text),
                Some((_, to)) if to == column => target = Some(text),
                _ => fields.push(Field { name: Text(Cow::Borrowed(name)), at, value: PropValue::Text(text) }),
            }
        }
        let missing = |name| Refusal::new(file, Spot::Byte(at), Fault::MissingField { name });
        let ends = match columns.ends {
            None if id.is_none() => return Err(missing("id")),
            None => None,
            Some(_) => Some((
                source.ok_or_else(|| missing("source"))?,
                target.ok_or_else(|| missing("target"))?,
            )),
        };
        Ok(Element { file, at, id, ends, is_directed: true, fields })
    }
}

impl<'t> Columns<'t> {
    fn of(text: &'t str, has_ends: bool) -> Result<Self, (usize, Fault)> {
        let head = Rows::new(text).next().unwrap_or(Ok(Vec::new()))?;
        if head.len() > MOST_FIELDS {
            let found = format!("{} columns", head.len());
            return Err((0, Fault::WrongShape { found, expected: format!("at most {MOST_FIELDS}") }));
        }
        for (at, cell) in head.iter().enumerate() {
            if head[..at].iter().any(|earlier| earlier.text == cell.text) {
                return Err((cell.at, Fault::RepeatedField { name: cell.text.to_string() }));
            }
        }
        // Other programs begin these names with a capital letter.
        let find = |names: [&str; 2]| {
            names.iter().find_map(|name| head.iter().position(|cell| cell.text.eq_ignore_ascii_case(name)))
        };
        let missing = |name| (0, Fault::MissingField { name });
        let id = find(["id", "id"]);
        let ends = if has_ends {
            let source = find(["source", "from"]).ok_or_else(|| missing("source"))?;
            Some((source, find(["target", "to"]).ok_or_else(|| missing("target"))?))
        } else {
            id.ok_or_else(|| missing("id"))?;
            None
        };
        let lower = |cell: Cell<'t>| if cell.text == "Label" { Cow::Borrowed("label") } else { cell.text };
        let names = head.into_iter().map(lower).collect();
        Ok(Columns { names, id, ends })
    }
}

impl Reading for TablesReading<'_> {
    fn format(&self) -> ImportFormat {
        ImportFormat::Csv
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn files(&self) -> Vec<(&str, &str)> {
        self.files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect()
    }

    fn schema(&self) -> Option<(&str, usize, Spot)> {
        self.files.get(2).map(|file| (file.text.as_str(), 2, Spot::Byte(0)))
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn each<'a>(&'a self, section: Section, sink: &mut dyn FnMut(Result<Element<'a>, Refusal>)) {
        let (file, columns) =
            if section == Section::Claims { (1, &self.claims) } else { (0, &self.nodes) };
        for row in Rows::new(&self.files[file].text).skip(1) {
            sink(match row {
                Ok(row) => Self::element(columns, file, row),
                Err((byte, fault)) => Err(Refusal::new(file, Spot::Byte(byte), fault)),
            });
        }
    }

    fn skipped(&self) -> BTreeMap<Skipped, usize> {
        BTreeMap::new()
    }
}

/// Columns for people; no property can have such a name.
fn is_said_elsewhere(column: &str) -> bool {
    ["kind.label", "type.label", "source.name", "target.name", "sources.titles", "sources.urls"].contains(&column)
}

/// Takes away the quote that keeps a spreadsheet from reading a formula.
fn without_guard(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_guarded = text.starts_with('\'') && text.trim_start_matches('\'').starts_with(FORMULA_STARTS);
    match text {
        Cow::Borrowed(text) if is_guarded => Cow::Borrowed(&text[1..]),
        Cow::Owned(text) if is_guarded => Cow::Owned(text[1..].to_owned()),
        text => text,
    }
}
