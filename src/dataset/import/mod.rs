//! Graphs in the formats of other programs as data sets: GraphML, node-link JSON, CSV tables.
//!
//! What hvgraph exports is loaded back equal: the file has the schema. A file without one gets a schema made up
//! from what is there:
//!
//! | | is taken from the first of these that any record has |
//! |---|---|
//! | kind of a node | `kind`, `labels`, `type`, `category`; `label` where there is a `name` too; else `Node` |
//! | name of a node | `name`, `label`, `title`; else its id |
//! | type of an edge | `type`, `label`, `labels`, `relationship`, `relation`, `kind`; else `RELATED` |
//! | id of an edge | its own, where no two are the same; else `e1`, `e2` … in file order |
//!
//! A property is a whole number, a number, a boolean or a list of texts where all its values are, else text. A name that
//! data sets give a meaning (`when`, `status`, `citations`, …) keeps it where all values fit it, else gets a `_` at its
//! end. A schema in the file is completed in the same way with kinds, types and properties that it lacks.
//!
//! The promise of data set folders, a citation for everything, is not asked of imports. [`Import`] says what was
//! taken for granted and what was not read.
//!
//! A format is a [`Reading`](element::Reading); `survey` plans how to understand its elements, `records` turns them into
//! records, which `check` judges as those of folders.

mod csv_text;
mod element;
mod graphml;
mod load;
mod node_link;
mod records;
mod survey;
mod tables;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use self::element::Refusal;
use super::locate::Spot;
use super::read::decode;
use super::{Dataset, DatasetError, DatasetPlace, Fault, Place, Problem};

/// The longest file that is imported, in bytes.
pub(super) const MAX_IMPORT_BYTES: u64 = 512 << 20;

/// What importing a graph took for granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The format it was in.
    pub format: ImportFormat,
    /// Whether there was no schema, so that one was made up.
    pub is_schema_made_up: bool,
    /// Claims without a citation.
    pub n_uncited: usize,
    /// Ids of sources and nodes that are cited or named but not there, in order.
    pub elsewhere: Vec<String>,
    /// Names of kinds, types and properties that the schema did not have, in order.
    pub added: Vec<String>,
    /// Kinds, types and properties that are called otherwise than in the file: there, and here.
    pub renamed: BTreeMap<String, String>,
    /// Properties of several types, or of one that no schema can declare, kept as text; in order.
    pub as_text: Vec<String>,
    /// Whether claims have no ids of their own, or not each another, so that all were numbered.
    pub are_claims_numbered: bool,
    /// What was not read, and how many times.
    pub skipped: BTreeMap<Skipped, usize>,
}

/// A format that is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// GraphML.
    Graphml,
    /// Node-link JSON.
    NodeLink,
    /// A folder with `nodes.csv` and `claims.csv`.
    Csv,
}

/// What a data set cannot hold or this program does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// Edges with more than two ends.
    Hyperedge,
    /// Graphs after the first one of a file.
    MoreGraphs,
    /// That a node lies within another one.
    Nesting,
    /// Places on a node where an edge is tied to it.
    Port,
    /// Numbers that are infinite or none.
    NotFinite,
    /// That some edges of a type have no direction, where others have one.
    Undirected,
    /// Labels of a node after its first one.
    MoreLabels,
}

/// Says whether a folder has CSV tables and no file of a data set but a schema.
pub(super) fn is_csv_folder(folder: &Path) -> bool {
    let has_records = || {
        let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let names = names.filter_map(|entry| entry.file_name().into_string().ok());
        names.into_iter().any(|name| super::read::is_data(&name) && name != super::read::SCHEMA)
    };
    folder.join(tables::NODES).is_file() && !has_records()
}

/// Imports a GraphML or node-link JSON file; what it begins with says which.
pub(super) fn open_file(path: &Path) -> Result<Dataset, DatasetError> {
    let place = DatasetPlace::File(path.to_owned());
    let name = path.display().to_string();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let text = read(path)?.map_err(|Refusal { spot, fault, .. }| {
        DatasetError::Problems(vec![Problem { place: placed(&name, "", &spot), fault: *fault }])
    })?;
    from_text(&name, &stem, &text, place)
}

/// Imports a text; `title` is what the graph is called where it does not say so itself.
pub(super) fn from_text(
    name: &str,
    title: &str,
    text: &str,
    place: DatasetPlace,
) -> Result<Dataset, DatasetError> {
    let refused = |Refusal { spot, fault, .. }: Refusal| {
        DatasetError::Problems(vec![Problem { place: placed(name, text, &spot), fault: *fault }])
    };
    match text.trim_start().chars().next() {
        Some('<') => {
            let document = graphml::parse(text).map_err(refused)?;
            let reading = graphml::GraphmlReading::new(name, title, text, &document).map_err(refused)?;
            load::load(&reading, place)
        }
        Some('{') => {
            let reading = node_link::NodeLinkReading::new(name, title, text).map_err(refused)?;
            load::load(&reading, place)
        }
        _ => Err(refused(Refusal::new(
            0,
            Spot::Byte(0),
            Fault::WrongShape {
                found: "neither XML nor a JSON object".to_owned(),
                expected: "GraphML, node-link JSON, or a folder: of a data set, or with nodes.csv and claims.csv"
                    .to_owned(),
            },
        ))),
    }
}

/// Imports a folder of CSV tables.
pub(super) fn open_folder(folder: &Path) -> Result<Dataset, DatasetError> {
    let files = tables::read_files(folder)?;
    let title = folder.file_name().unwrap_or_default().to_string_lossy();
    let reading = tables::TablesReading::new(&title, &files).map_err(DatasetError::Problems)?;
    let dataset = load::load(&reading, DatasetPlace::Folder(folder.to_owned()))?;
    Ok(Dataset { unread: tables::unread(folder), ..dataset })
}

/// Reads a file whole, without byte order mark, or says why it cannot be taken.
fn read(path: &Path) -> Result<Result<String, Refusal>, DatasetError> {
    let unreadable = |source| DatasetError::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_or(0, |file| file.len());
    if size <= MAX_IMPORT_BYTES {
        // What is no plain file does not know its length.
        file.take(MAX_IMPORT_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    let bytes_read = size.max(bytes.len() as u64);
    if bytes_read > MAX_IMPORT_BYTES {
        let fault = Fault::ImportTooLarge { bytes: bytes_read, limit: MAX_IMPORT_BYTES };
        return Ok(Err(Refusal::new(0, Spot::Byte(0), fault)));
    }
    Ok(decode(bytes).map(std::borrow::Cow::into_owned).map_err(|refusal| {
        let (spot, fault) = *refusal;
        Refusal::new(0, spot, fault)
    }))
}

fn placed(name: &str, text: &str, spot: &Spot) -> Place {
    let (line, column) = super::locate::Locator::new(text).line_and_column(spot);
    Place { file: name.to_owned(), line, column }
}
