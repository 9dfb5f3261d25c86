//! CSV files with the headers of neo4j-admin.
//!
//! A column is `name:type`, `name:type[]` (items parted by `;`), `name` for text, or one of `:ID`, `name:ID`, `:LABEL`,
//! `:START_ID`, `:END_ID`, `:TYPE`, `:IGNORE`; ids may name their space, `:ID(Person)`. A file with `:START_ID` and
//! `:END_ID` holds edges, one with `:ID` nodes. Without `:LABEL` or `:TYPE` the name of the file is the label or type.
//! An empty cell is no value.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use smol_str::SmolStr;

use super::Import;
use super::cell::CellType;
use crate::graph::{KeyId, LabelId, Properties, TypeId};
use crate::model::{NodeId, Value};

/// Loads all `*.csv` files of a folder, nodes first, each sort in name order.
///
/// # Errors
/// If the folder or a file cannot be read; what is wrong with rows or headers is in the [`Import`].
pub fn load_csv(import: &mut Import<'_>, folder: &Path) -> Result<(), (PathBuf, io::Error)> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| (folder.to_owned(), error))? {
        let path = entry.map_err(|error| (folder.to_owned(), error))?.path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    let mut tables = Vec::new();
    for path in paths {
        match Table::open(&path).map_err(|error| (path.clone(), error))? {
            Ok(table) => tables.push(table),
            Err(reason) => import.reject(&path, 1, reason),
        }
    }
    let (edges, nodes): (Vec<Table>, Vec<Table>) = tables.into_iter().partition(Table::holds_edges);
    for table in nodes.into_iter().chain(edges) {
        let path = table.path.clone();
        table.load(import).map_err(|error| (path, error))?;
    }
    Ok(())
}

/// What a column is for.
#[derive(Debug, Clone, PartialEq)]
enum Column {
    Id { space: String, property: Option<String> },
    Start(String),
    End(String),
    Label,
    Type,
    Ignored,
    Property { name: String, kind: CellType, is_list: bool },
}

impl Column {
    fn parse(header: &str) -> Result<Column, String> {
        let (name, kind) = header.rsplit_once(':').unwrap_or((header, "string"));
        let (kind, space) = match kind.split_once('(') {
            Some((kind, space)) => (kind, space.trim_end_matches(')').to_owned()),
            None => (kind, String::new()),
        };
        let named = (!name.is_empty()).then(|| name.to_owned());
        Ok(match kind {
            "ID" => Column::Id { space, property: named },
            "START_ID" => Column::Start(space),
            "END_ID" => Column::End(space),
            "LABEL" => Column::Label,
            "TYPE" => Column::Type,
            "IGNORE" => Column::Ignored,
            kind => {
                let (kind, is_list) = kind.strip_suffix("[]").map_or((kind, false), |item| (item, true));
                let kind = CellType::named(kind).ok_or_else(|| format!("unknown type in the header `{header}`"))?;
                let name = named.ok_or_else(|| format!("no name in the header `{header}`"))?;
                Column::Property { name, kind, is_list }
            }
        })
    }
}

struct Table {
    path: PathBuf,
    columns: Vec<Column>,
    reader: csv::Reader<fs::File>,
}

impl Table {
    /// Opens a file and reads its header; the inner error says what is wrong with that.
    fn open(path: &Path) -> io::Result<Result<Table, String>> {
        let file = fs::File::open(path)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).buffer_capacity(1 << 18).from_reader(file);
        let headers = match reader.headers() {
            Ok(headers) => headers.clone(),
            Err(error) => return unreadable(error).map(Err),
        };
        let headers = headers.iter().map(|header| Column::parse(header.trim_start_matches('\u{feff}').trim()));
        let columns: Vec<Column> = match headers.collect() {
            Ok(columns) => columns,
            Err(reason) => return Ok(Err(reason)),
        };
        let has = |test: fn(&Column) -> bool| columns.iter().any(test);
        let has_start = has(|column| matches!(column, Column::Start(_)));
        let has_end = has(|column| matches!(column, Column::End(_)));
        let is_node = has(|column| matches!(column, Column::Id { .. }));
        if !(is_node || has_start && has_end) {
            return Ok(Err("the header has neither `:ID` nor `:START_ID` and `:END_ID`".to_owned()));
        }
        Ok(Ok(Table { path: path.to_owned(), columns, reader }))
    }

    fn holds_edges(&self) -> bool {
        self.columns.iter().any(|column| matches!(column, Column::Start(_)))
    }

    /// The label or type of rows that name none.
    fn stem(&self) -> String {
        self.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn load(mut self, import: &mut Import<'_>) -> io::Result<()> {
        let mut row = RowReader::new(&self, import);
        let mut record = csv::StringRecord::new();
        loop {
            let read = self.reader.read_record(&mut record);
            let line = record.position().map_or_else(|| self.reader.position().line(), csv::Position::line);
            let result = match read {
                Ok(false) => return Ok(()),
                Ok(true) if record.len() == self.columns.len() => row.load(&self.columns, &record, import),
                Ok(true) => Err(format!("{} cells; the header has {}", record.len(), self.columns.len())),
                Err(error) => {
                    let line = error.position().map_or(line, csv::Position::line);
                    let reason = unreadable(error)?;
                    import.reject(&self.path, line, reason);
                    continue;
                }
            };
            match result {
                Ok(()) => import.rows_read(),
                Err(reason) => import.reject(&self.path, line, reason),
            }
        }
    }
}

/// Parts what is wrong with a row from what is wrong with reading.
fn unreadable(error: csv::Error) -> io::Result<String> {
    let reason = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Err(error),
        csv::ErrorKind::Utf8 { .. } => Ok("the text is not UTF-8".to_owned()),
        _ => Ok(reason),
    }
}

/// Turns rows of one table into nodes or edges.
struct RowReader {
    /// The key of each column that is a property.
    keys: Vec<Option<KeyId>>,
    holds_edges: bool,
    labels: HashMap<String, LabelId>,
    types: HashMap<String, TypeId>,
    stem: String,
    entries: Vec<(KeyId, Value)>,
    /// Long text that was seen: many rows share values, and a shared text is stored once.
    texts: HashMap<SmolStr, ()>,
}

/// Texts longer than this are outside of values and worth sharing.
const INLINE: usize = 23;
/// How many texts of a table are remembered.
const MOST_TEXTS: usize = 4096;

impl RowReader {
    fn new(table: &Table, import: &mut Import<'_>) -> RowReader {
        let symbols = import.graph.symbols_mut();
        let keys = table.columns.iter().map(|column| match column {
            Column::Property { name, .. } | Column::Id { property: Some(name), .. } => {
                Some(symbols.intern_key(name))
            }
            _ => None,
        });
        RowReader {
            keys: keys.collect(),
            holds_edges: table.holds_edges(),
            labels: HashMap::new(),
            types: HashMap::new(),
            stem: table.stem(),
            entries: Vec::new(),
            texts: HashMap::new(),
        }
    }

    fn load(
        &mut self,
        columns: &[Column],
        record: &csv::StringRecord,
        import: &mut Import<'_>,
    ) -> Result<(), String> {
        self.entries.clear();
        let mut id = None;
        let (mut start, mut end) = (None, None);
        let (mut label, mut edge_type) = ("", "");
        for ((column, cell), key) in columns.iter().zip(record).zip(&self.keys) {
            match column {
                Column::Id { space, .. } => id = Some((space, cell)),
                Column::Start(space) => start = Some(find(import, space, cell)?),
                Column::End(space) => end = Some(find(import, space, cell)?),
                Column::Label => label = cell,
                Column::Type => edge_type = cell,
                Column::Property { .. } | Column::Ignored => {}
            }
            if let (Some(key), false) = (key, cell.is_empty()) {
                let value = value(column, cell, &mut self.texts);
                self.entries.push((*key, value.map_err(|reason| at_column(column, &reason))?));
            }
        }
        let properties = Properties::drain_from(&mut self.entries);
        if self.holds_edges {
            let (Some(start), Some(end)) = (start, end) else { return Err("an end is missing".to_owned()) };
            let edge_type = self.edge_type(edge_type, import);
            import.graph.add_edge(edge_type, start, end, properties).map_err(|error| error.to_string())?;
            import.n_edges += 1;
            return Ok(());
        }
        let Some((space, id)) = id.filter(|(_, id)| !id.is_empty()) else { return Err("no id".to_owned()) };
        if import.ids.get(space).is_some_and(|ids| ids.contains_key(id)) {
            return Err(format!("id `{id}` is taken"));
        }
        let labels = self.labels(label, import);
        let node = import.graph.add_node(labels, properties).map_err(|error| error.to_string())?;
        import.ids.entry_ref(space.as_str()).or_default().insert(id.to_owned(), node);
        import.n_nodes += 1;
        Ok(())
    }

    fn labels(&mut self, cell: &str, import: &mut Import<'_>) -> Vec<LabelId> {
        let cell = if cell.is_empty() { self.stem.as_str() } else { cell };
        let names = cell.split(';').map(str::trim).filter(|name| !name.is_empty());
        let symbols = import.graph.symbols_mut();
        let id = |name: &str| *self.labels.entry_ref(name).or_insert_with(|| symbols.intern_label(name));
        names.map(id).collect()
    }

    fn edge_type(&mut self, cell: &str, import: &mut Import<'_>) -> TypeId {
        let name = if cell.is_empty() { self.stem.as_str() } else { cell };
        let symbols = import.graph.symbols_mut();
        *self.types.entry_ref(name).or_insert_with(|| symbols.intern_type(name))
    }
}

fn find(import: &Import<'_>, space: &str, id: &str) -> Result<NodeId, String> {
    let found = import.ids.get(space).and_then(|ids| ids.get(id)).copied();
    found.ok_or_else(|| match space {
        "" => format!("no node has the id `{id}`"),
        space => format!("no node has the id `{id}` in `{space}`"),
    })
}

fn value(column: &Column, cell: &str, texts: &mut HashMap<SmolStr, ()>) -> Result<Value, String> {
    match column {
        Column::Property { kind, is_list: true, .. } => {
            cell.split(';').map(|item| kind.read(item)).collect::<Result<_, _>>()
        }
        Column::Property { kind: CellType::Text, .. } if cell.len() > INLINE => {
            if let Some((text, ())) = texts.get_key_value(cell) {
                return Ok(Value::String(text.clone()));
            }
            let text = SmolStr::new(cell);
            if texts.len() < MOST_TEXTS {
                texts.insert(text.clone(), ());
            }
            Ok(Value::String(text))
        }
        Column::Property { kind, .. } => kind.read(cell),
        _ => Ok(Value::from(cell)),
    }
}

fn at_column(column: &Column, reason: &str) -> String {
    match column {
        Column::Property { name, .. } => format!("`{name}`: {reason}"),
        _ => reason.to_owned(),
    }
}
