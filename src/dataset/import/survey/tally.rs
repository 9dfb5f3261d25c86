//! Counts what kinds, types and fields the elements of an import have, and of what types their values are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use smol_str::SmolStr;

use super::{CLAIM_KEYS, NODE_KEYS, SOURCE_KEYS};
use crate::dataset::import::element::{Element, Reading};
use crate::dataset::import::records::{nested_texts, texts};
use crate::dataset::locate::Section;
use crate::dataset::record::PropValue;
use crate::model::{Citation, Edtf, Schema, Status, keys};

/// The kind that sources have where no schema says so.
pub(super) const SOURCE_KIND: &str = "Source";

/// The type that all values of a field fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Boolean,
    Integer,
    Number,
    Text,
    Texts,
    /// An object, or a list with more in it than texts.
    Nested,
    /// Values that only text can hold together.
    Mixed,
}

impl Found {
    fn of(value: &PropValue<'_>, is_typed: bool) -> Option<Found> {
        match value {
            PropValue::Null => None,
            PropValue::Boolean(_) => Some(Found::Boolean),
            PropValue::Integer(_) => Some(Found::Integer),
            PropValue::Number(_) => Some(Found::Number),
            PropValue::Text(_) if is_typed => Some(Found::Text),
            PropValue::Text(text) => Some(Found::guessed(text)),
            PropValue::List(items) if items.iter().all(|item| matches!(item, PropValue::Text(_))) => {
                Some(Found::Texts)
            }
            PropValue::List(_) | PropValue::Object(_) => Some(Found::Nested),
        }
    }

    /// Takes a text for a number or boolean only where that would be written just so: `007` stays text.
    fn guessed(text: &str) -> Found {
        if text == "true" || text == "false" {
            return Found::Boolean;
        }
        if text.parse::<i64>().is_ok_and(|number| number.to_string() == text) {
            return Found::Integer;
        }
        let is_number = |number: f64| number.is_finite() && format!("{number:?}") == text;
        if text.parse::<f64>().is_ok_and(is_number) { Found::Number } else { Found::Text }
    }

    fn widened(self, other: Found) -> Found {
        match (self, other) {
            (one, same) if one == same => one,
            (Found::Integer | Found::Number, Found::Integer | Found::Number) => Found::Number,
            _ => Found::Mixed,
        }
    }
}

/// What there is of one kind or type.
#[derive(Debug, Default)]
pub(super) struct KindTally {
    pub(super) fields: BTreeMap<String, Found>,
    /// Words for the kinds at the ends of edges.
    pub(super) from: BTreeSet<String>,
    pub(super) to: BTreeSet<String>,
    pub(super) n_directed: usize,
    pub(super) n_undirected: usize,
}

/// What there is in an import, by the words that say kind or type.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) nodes: BTreeMap<String, KindTally>,
    pub(super) edges: BTreeMap<String, KindTally>,
    /// Names that data sets give a meaning which some value does not fit.
    pub(super) node_misfits: BTreeSet<String>,
    pub(super) edge_misfits: BTreeSet<String>,
    pub(super) n_more_labels: usize,
}

struct Counter<'s> {
    is_typed: bool,
    given: Option<&'s Schema>,
    kind: Option<&'s str>,
    name: Option<&'s str>,
    built_in: &'static [&'static str],
}

impl Tally {
    pub(super) fn count(
        reading: &dyn Reading,
        given: Option<&Schema>,
        node_kind: Option<&str>,
        node_name: Option<&str>,
        edge_kind: Option<&str>,
    ) -> Tally {
        let mut tally = Tally::default();
        let mut kinds: HashMap<SmolStr, SmolStr> = HashMap::new();
        let is_typed = reading.is_typed();
        let nodes = Counter { is_typed, given, kind: node_kind, name: node_name, built_in: &NODE_KEYS };
        reading.each(Section::Nodes, &mut |element| {
            let Ok(element) = element else { return };
            let word = kind_word(&element, node_kind);
            tally.n_more_labels += usize::from(node_kind.is_some_and(|kind| has_more_labels(&element, kind)));
            nodes.add(&element, &word, &mut tally.nodes, &mut tally.node_misfits);
            if let Some(id) = &element.id {
                kinds.insert(SmolStr::new(&**id), SmolStr::new(&*word));
            }
        });
        let edges = Counter { is_typed, given, kind: edge_kind, name: None, built_in: &CLAIM_KEYS };
        reading.each(Section::Claims, &mut |element| {
            let Ok(element) = element else { return };
            let word = kind_word(&element, edge_kind);
            edges.add(&element, &word, &mut tally.edges, &mut tally.edge_misfits);
            if let (Some((source, target)), Some(counted)) = (&element.ends, tally.edges.get_mut(&*word)) {
                counted.end(kinds.get(&**source), kinds.get(&**target), element.is_directed);
            }
        });
        tally
    }
}

impl KindTally {
    fn end(&mut self, source: Option<&SmolStr>, target: Option<&SmolStr>, is_directed: bool) {
        *(if is_directed { &mut self.n_directed } else { &mut self.n_undirected }) += 1;
        for (kind, kinds) in [(source, &mut self.from), (target, &mut self.to)] {
            if let Some(kind) = kind.filter(|kind| !kinds.contains(kind.as_str())) {
                kinds.insert(kind.to_string());
            }
        }
    }
}

impl Counter<'_> {
    fn add(
        &self,
        element: &Element<'_>,
        word: &str,
        kinds: &mut BTreeMap<String, KindTally>,
        misfits: &mut BTreeSet<String>,
    ) {
        if !kinds.contains_key(word) {
            kinds.insert(word.to_owned(), KindTally::default());
        }
        let is_source = is_source(self.given, element, word);
        let Some(counted) = kinds.get_mut(word) else { return };
        for field in &element.fields {
            let name = &*field.name;
            let is_told = Some(name) == self.kind || Some(name) == self.name;
            if self.given.is_some() && repeats_name(element, name) {
                continue;
            }
            if is_told || (is_source && (name == keys::NAME || SOURCE_KEYS.contains(&name))) {
                continue;
            }
            if self.built_in.contains(&name) {
                if self.given.is_some() {
                    continue;
                }
                if !fits(element, name, &field.value) {
                    misfits.insert(name.to_owned());
                }
            }
            let Some(found) = Found::of(&field.value, self.is_typed) else { continue };
            match counted.fields.get_mut(name) {
                Some(kept) => *kept = kept.widened(found),
                None => drop(counted.fields.insert(name.to_owned(), found)),
            }
        }
    }
}

/// Says whether a node is a source as hvgraph writes one: of the kind of sources, with a title, and without what only
/// other nodes have. Where no schema vouches for it, all must fit.
pub(in crate::dataset::import) fn is_source(given: Option<&Schema>, element: &Element<'_>, kind: &str) -> bool {
    let source_kind = given.map_or(SOURCE_KIND, |schema| &schema.source_kind);
    if kind != source_kind || element.ends.is_some() {
        return false;
    }
    let is_of_nodes = |name: &str| NODE_KEYS.contains(&name) && !SOURCE_KEYS.contains(&name);
    let title = element.value(keys::TITLE).filter(|title| is_text(title));
    let name = element.value(keys::NAME);
    let fits = |name: &str, value: &PropValue<'_>| !SOURCE_KEYS.contains(&name) || fits(element, name, value);
    title.is_some()
        && !element.fields.iter().any(|field| is_of_nodes(&field.name))
        && (given.is_some()
            || (name.is_none_or(|name| Some(name) == title)
                && element.fields.iter().all(|field| fits(&field.name, &field.value))))
}

/// Returns the word that says an element's kind or type; empty without one. Of Neo4j's `:Person:Actor` and of a list it
/// is the first.
pub(super) fn kind_word<'e>(element: &'e Element<'_>, field: Option<&str>) -> Cow<'e, str> {
    match field.and_then(|field| element.value(field)) {
        Some(PropValue::Text(text)) => Cow::Borrowed(first_label(text)),
        Some(PropValue::List(items)) => match items.first() {
            Some(PropValue::Text(text)) => Cow::Borrowed(first_label(text)),
            _ => Cow::Borrowed(""),
        },
        Some(PropValue::Integer(number)) => Cow::Owned(number.to_string()),
        Some(PropValue::Number(number)) => Cow::Owned(number.to_string()),
        Some(PropValue::Boolean(flag)) => Cow::Owned(flag.to_string()),
        _ => Cow::Borrowed(""),
    }
}

fn first_label(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix(':').map_or(text, |labels| labels.split(':').next().unwrap_or_default().trim())
}

fn has_more_labels(element: &Element<'_>, field: &str) -> bool {
    match element.value(field) {
        Some(PropValue::Text(text)) => text.trim().strip_prefix(':').is_some_and(|labels| labels.contains(':')),
        Some(PropValue::List(items)) => items.len() > 1,
        _ => false,
    }
}

/// Says whether a field is the `label` that exports show the name in, which other programs keep as a property.
pub(in crate::dataset::import) fn repeats_name(element: &Element<'_>, field: &str) -> bool {
    field == "label" && element.value(field).is_some_and(|label| element.value(keys::NAME) == Some(label))
}

fn is_text(value: &PropValue<'_>) -> bool {
    matches!(value, PropValue::Text(text) if !text.trim().is_empty())
}

/// Says whether a value has the meaning that data sets give to a property of this name.
fn fits(element: &Element<'_>, name: &str, value: &PropValue<'_>) -> bool {
    let PropValue::Text(text) = value else {
        return match name {
            keys::CITATIONS | keys::ALIASES => fits_texts(name, value),
            keys::ALIAS_CITATIONS => fits_alias_citations(element, value),
            keys::DERIVED => fits_derived(element, value),
            _ => *value == PropValue::Null,
        };
    };
    match name {
        keys::WHEN | keys::ATTESTED | keys::PUBLISHED => Edtf::parse(text).is_ok(),
        keys::URL => is_web_address(text),
        keys::STATUS => text.parse::<Status>().is_ok(),
        keys::CITATIONS | keys::ALIASES => fits_texts(name, value),
        keys::ALIAS_CITATIONS => fits_alias_citations(element, value),
        keys::DERIVED => fits_derived(element, value),
        _ => is_text(value),
    }
}

fn is_web_address(text: &str) -> bool {
    let has_scheme = ["http:", "https:", "mailto:"].iter().any(|scheme| text.starts_with(scheme));
    has_scheme && !text.contains(|c: char| c.is_control() || c.is_whitespace())
}

fn fits_texts(name: &str, value: &PropValue<'_>) -> bool {
    let is_one = |text: &str| match name {
        keys::CITATIONS => text.parse::<Citation>().is_ok(),
        _ => !text.trim().is_empty(),
    };
    texts(value).is_ok_and(|texts| texts.iter().all(|text| is_one(text)))
}

/// Citations of aliases stand beside the aliases.
fn fits_alias_citations(element: &Element<'_>, value: &PropValue<'_>) -> bool {
    let n_aliases = element.value(keys::ALIASES).and_then(|aliases| texts(aliases).ok()).map_or(0, |all| all.len());
    let fits = |lists: Vec<Vec<crate::dataset::record::Text<'_>>>| {
        lists.len() == n_aliases && lists.iter().flatten().all(|text| text.parse::<Citation>().is_ok())
    };
    nested_texts(value).is_ok_and(fits)
}

fn fits_derived(element: &Element<'_>, value: &PropValue<'_>) -> bool {
    let is_there = |property: &str| element.value(property).is_some();
    crate::dataset::import::records::formulas(value)
        .is_ok_and(|formulas| formulas.0.iter().all(|(property, _)| is_there(property)))
}
