//! A node or edge as a file of another format has it, and what all such formats have in common.

use std::collections::BTreeMap;

use super::{ImportFormat, Skipped};
use crate::dataset::Fault;
use crate::dataset::locate::{Section, Spot};
use crate::dataset::record::{PropValue, Text};

/// A node or edge, not yet understood.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Position of its file among those of the reading.
    pub(super) file: usize,
    /// The byte where it begins.
    pub(super) at: usize,
    pub(super) id: Option<Text<'a>>,
    /// Source and target; nodes have none.
    pub(super) ends: Option<(Text<'a>, Text<'a>)>,
    pub(super) is_directed: bool,
    /// In file order.
    pub(super) fields: Vec<Field<'a>>,
}

/// One thing said of an element.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) name: Text<'a>,
    /// The byte where its value begins.
    pub(super) at: usize,
    pub(super) value: PropValue<'a>,
}

impl<'a> Element<'a> {
    /// Returns the first field of this name.
    pub(super) fn field(&self, name: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| &*field.name == name)
    }

    /// Returns the value of a field; null is none.
    pub(super) fn value(&self, name: &str) -> Option<&PropValue<'a>> {
        self.field(name).map(|field| &field.value).filter(|value| **value != PropValue::Null)
    }
}

/// Something wrong, and where.
#[derive(Debug)]
pub(super) struct Refusal {
    /// Position of the file among those of the reading.
    pub(super) file: usize,
    pub(super) spot: Spot,
    pub(super) fault: Box<Fault>,
    /// File and byte where an id was used first.
    pub(super) first: Option<(usize, usize)>,
}

/// The most fields of one element; what looks for repeats among them takes time by their square.
pub(super) const MOST_FIELDS: usize = 1_024;

impl Refusal {
    pub(super) fn new(file: usize, spot: Spot, fault: Fault) -> Self {
        Refusal { file, spot, fault: Box::new(fault), first: None }
    }
}

/// Returns the fault of an element with more than [`MOST_FIELDS`].
pub(super) fn too_many(found: &str) -> Fault {
    Fault::WrongShape { found: found.to_owned(), expected: format!("at most {MOST_FIELDS} of one node or edge") }
}

/// A file or folder of another format, ready to hand over its elements as often as they are asked for.
pub(super) trait Reading {
    fn format(&self) -> ImportFormat;

    /// What the graph is called where it does not say so itself.
    fn title(&self) -> &str;

    /// Names and texts of its files.
    fn files(&self) -> Vec<(&str, &str)>;

    /// The schema as JSON, its file, and where it begins; no byte where it does not stand there to the letter.
    fn schema(&self) -> Option<(&str, usize, Spot)>;

    /// Whether values have types; else all are text.
    fn is_typed(&self) -> bool;

    /// Hands over all nodes or all edges in file order, or what is wrong with one.
    fn each<'a>(&'a self, section: Section, sink: &mut dyn FnMut(Result<Element<'a>, Refusal>));

    /// What is not handed over.
    fn skipped(&self) -> BTreeMap<Skipped, usize>;

    /// Returns where a field of an element stands; the element itself where that is not known.
    fn locate(&self, element: &Element<'_>, field: &str) -> usize {
        element.field(field).map_or(element.at, |field| field.at)
    }
}
