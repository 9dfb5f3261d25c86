//! Makes up the schema of a graph that has none, and completes one that lacks something.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization as _;

use super::tally::{Found, KindTally, SOURCE_KIND, Tally};
use super::{CLAIM_KEYS, Mapping, NODE_KEYS, Plan};
use crate::dataset::import::Skipped;
use crate::dataset::schema_check::{ANSWER_FIELDS, VERSION};
use crate::model::{EdgeType, NodeKind, Property, PropertyType, Schema, Shape, Words, keys};

/// The palette of Okabe and Ito but black, which is for text.
const COLORS: [&str; 7] = ["#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"];

const SHAPES: [Shape; 10] = [
    Shape::Box,
    Shape::Ellipse,
    Shape::Hexagon,
    Shape::Octagon,
    Shape::Component,
    Shape::Folder,
    Shape::House,
    Shape::Tab,
    Shape::Diamond,
    Shape::Parallelogram,
];

/// What nodes without a kind are called.
const NODE: (&str, &str, &str) = ("Node", "Nút", "Node");
/// What edges without a type are called.
const RELATED: (&str, &str, &str) = ("RELATED", "liên quan đến", "is related to");

/// Builds a plan around a schema.
pub(super) struct Inventor {
    schema: Schema,
    is_given: bool,
    added: BTreeSet<String>,
    renamed: BTreeMap<String, String>,
    as_text: BTreeSet<String>,
}

impl Inventor {
    pub(super) fn new(title: &str, given: Option<Schema>) -> Self {
        let is_given = given.is_some();
        let schema = given.unwrap_or_else(|| Schema {
            json_schema: None,
            version: VERSION,
            name: short_name(title),
            title: same(title),
            source_kind: SOURCE_KIND.to_owned(),
            sides: None,
            origins: None,
            kinds: BTreeMap::new(),
            types: BTreeMap::new(),
        });
        Inventor {
            schema,
            is_given,
            added: BTreeSet::new(),
            renamed: BTreeMap::new(),
            as_text: BTreeSet::new(),
        }
    }

    /// Enters everything that was counted into the schema; the caller knows which fields say kind and name.
    pub(super) fn plan(mut self, tally: &Tally, is_typed: bool) -> Plan {
        let mut skipped = BTreeMap::new();
        let one_way = tally.edges.values().filter(|edges| edges.n_directed > 0);
        let n_undirected: usize = one_way.map(|edges| edges.n_undirected).sum();
        for (what, count) in [(Skipped::MoreLabels, tally.n_more_labels), (Skipped::Undirected, n_undirected)] {
            if count > 0 {
                skipped.insert(what, count);
            }
        }
        let node_declared = declared(self.schema.kinds.values().map(|kind| &kind.props));
        let node_names = self.property_names(&tally.nodes, &NODE_KEYS, &tally.node_misfits, &node_declared);
        let kinds = self.kinds(&tally.nodes, &node_names, is_typed);
        let edge_declared = declared(self.schema.types.values().map(|edge_type| &edge_type.props));
        let edge_names = self.property_names(&tally.edges, &CLAIM_KEYS, &tally.edge_misfits, &edge_declared);
        let types = self.types(&tally.edges, &kinds, &edge_names, is_typed);
        let mapping = |kinds, properties| Mapping { kind: None, name: None, kinds, properties };
        Plan {
            schema: self.schema,
            nodes: mapping(kinds, node_names),
            edges: mapping(types, edge_names),
            is_schema_made_up: !self.is_given,
            are_claims_numbered: false,
            claim_ids: HashMap::new(),
            added: if self.is_given { self.added.into_iter().collect() } else { Vec::new() },
            renamed: self.renamed,
            as_text: self.as_text.into_iter().collect(),
            skipped,
        }
    }

    /// Gives every field that is not built in the name of a property.
    fn property_names(
        &mut self,
        kinds: &BTreeMap<String, KindTally>,
        built_in: &[&str],
        misfits: &BTreeSet<String>,
        declared: &BTreeSet<String>,
    ) -> BTreeMap<String, String> {
        let fields: BTreeSet<&String> = kinds.values().flat_map(|kind| kind.fields.keys()).collect();
        let mut names = BTreeMap::new();
        let mut taken: BTreeSet<String> = declared.clone();
        for field in fields {
            if built_in.contains(&field.as_str()) && !misfits.contains(field) {
                continue;
            }
            let name = if declared.contains(field) { field.clone() } else { free_name(field, &taken) };
            if name != *field {
                self.renamed.insert(field.clone(), name.clone());
            }
            taken.insert(name.clone());
            names.insert(field.clone(), name);
        }
        names
    }

    fn kinds(
        &mut self,
        found: &BTreeMap<String, KindTally>,
        names: &BTreeMap<String, String>,
        is_typed: bool,
    ) -> BTreeMap<String, String> {
        let mut kinds = BTreeMap::new();
        for (word, tally) in found {
            let taken: BTreeSet<String> = self.schema.kinds.keys().cloned().collect();
            let name = self.name_of(word, NODE.0, &taken);
            let at = self.schema.kinds.len();
            let props = self.props(tally, names, is_typed);
            let label = if word.is_empty() { words(NODE.1, NODE.2) } else { same(word) };
            let kind = self.schema.kinds.entry(name.clone()).or_insert_with(|| NodeKind {
                label,
                shape: SHAPES[at % SHAPES.len()],
                color: COLORS[at % COLORS.len()].to_owned(),
                hub: false,
                structural: false,
                ftm: None,
                role: None,
                props: BTreeMap::new(),
            });
            complete(&mut kind.props, props, &mut self.added);
            kinds.insert(word.clone(), name);
        }
        if !self.is_given && !self.schema.kinds.contains_key(SOURCE_KIND) {
            self.schema.kinds.insert(SOURCE_KIND.to_owned(), source_kind());
        }
        kinds
    }

    fn types(
        &mut self,
        found: &BTreeMap<String, KindTally>,
        kinds: &BTreeMap<String, String>,
        names: &BTreeMap<String, String>,
        is_typed: bool,
    ) -> BTreeMap<String, String> {
        let mut types = BTreeMap::new();
        for (word, tally) in found {
            let taken: BTreeSet<String> = self.schema.types.keys().cloned().collect();
            let name = self.name_of(word, RELATED.0, &taken);
            let props = self.props(tally, names, is_typed);
            let label = if word.is_empty() { words(RELATED.1, RELATED.2) } else { same(word) };
            let ends = |words: &BTreeSet<String>| {
                words.iter().filter_map(|word| kinds.get(word).cloned()).collect::<BTreeSet<_>>().into_iter().collect()
            };
            let edge_type = self.schema.types.entry(name.clone()).or_insert_with(|| EdgeType {
                reverse: label.clone(),
                label,
                from: ends(&tally.from),
                to: ends(&tally.to),
                symmetric: tally.n_directed == 0,
                timeless: false,
                role: None,
                ftm: None,
                props: BTreeMap::new(),
            });
            complete(&mut edge_type.props, props, &mut self.added);
            types.insert(word.clone(), name);
        }
        types
    }

    /// Returns the name of a kind or type: as it is where the schema has it, else one that it may have.
    fn name_of(&mut self, word: &str, default: &str, taken: &BTreeSet<String>) -> String {
        let word = if word.is_empty() { default } else { word };
        if self.is_given && taken.contains(word) {
            return word.to_owned();
        }
        let name = unique(&clean(word), taken);
        if name != word {
            self.renamed.insert(word.to_owned(), name.clone());
        }
        self.added.insert(name.clone());
        name
    }

    fn props(
        &mut self,
        tally: &KindTally,
        names: &BTreeMap<String, String>,
        is_typed: bool,
    ) -> BTreeMap<String, Property> {
        let mut props = BTreeMap::new();
        for (field, found) in &tally.fields {
            let Some(name) = names.get(field) else { continue };
            // Where nothing has a type, text is what everything is.
            if *found == Found::Nested || (*found == Found::Mixed && is_typed) {
                self.as_text.insert(name.clone());
            }
            let kind = match found {
                Found::Boolean => PropertyType::Boolean,
                Found::Integer => PropertyType::Integer,
                Found::Number => PropertyType::Number,
                Found::Texts => PropertyType::Strings,
                Found::Text | Found::Nested | Found::Mixed => PropertyType::String,
            };
            props.insert(name.clone(), Property { kind, values: Vec::new(), label: same(field) });
        }
        props
    }
}

/// Adds what is not declared.
fn complete(
    declared: &mut BTreeMap<String, Property>,
    found: BTreeMap<String, Property>,
    added: &mut BTreeSet<String>,
) {
    for (name, property) in found {
        if let std::collections::btree_map::Entry::Vacant(place) = declared.entry(name) {
            added.insert(place.key().clone());
            place.insert(property);
        }
    }
}

fn declared<'s>(all: impl Iterator<Item = &'s BTreeMap<String, Property>>) -> BTreeSet<String> {
    all.flat_map(BTreeMap::keys).cloned().collect()
}

/// Returns a name for a property that neither the format nor another property has.
fn free_name(field: &str, taken: &BTreeSet<String>) -> String {
    let name = clean(field);
    let is_own = keys::RESERVED.contains(&name.as_str()) || ANSWER_FIELDS.contains(&name.as_str());
    unique(&if is_own { format!("{name}_") } else { name }, taken)
}

/// Returns a name as a schema may have it: a letter, then letters, digits and `_`.
fn clean(word: &str) -> String {
    let name: String = word.nfc().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    if name.chars().next().is_some_and(char::is_alphabetic) { name } else { format!("x_{name}") }
}

fn unique(name: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2_u64..).map(|number| format!("{name}_{number}"));
    let mut candidates = std::iter::once(name.to_owned()).chain(numbered);
    candidates.find(|candidate| !taken.contains(candidate)).unwrap_or_default()
}

/// Returns a short name for a data set, `[a-z0-9-]+`.
fn short_name(title: &str) -> String {
    let plain = any_ascii::any_ascii(title).to_ascii_lowercase();
    let parts = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let name: String = parts.collect::<Vec<_>>().join("-").chars().take(60).collect();
    if name.is_empty() { "imported".to_owned() } else { name }
}

fn same(text: &str) -> Words {
    words(text, text)
}

fn words(vi: &str, en: &str) -> Words {
    Words { vi: vi.to_owned(), en: en.to_owned() }
}

fn source_kind() -> NodeKind {
    NodeKind {
        label: words("Nguồn", "Source"),
        shape: Shape::Note,
        color: "#999999".to_owned(),
        hub: false,
        structural: true,
        ftm: None,
        role: None,
        props: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_such_as_a_schema_may_have() {
        assert_eq!(clean("Degree Centrality (0–1)"), "Degree_Centrality__0_1_");
        assert_eq!(clean("1990s"), "x_1990s");
        assert_eq!(clean(""), "x_");
        assert_eq!(clean("Ngu\u{31b}o\u{31b}\u{300}i"), "Người");
        let taken = BTreeSet::from(["a_b".to_owned(), "a_b_2".to_owned(), "status_".to_owned()]);
        assert_eq!(free_name("a b", &taken), "a_b_3");
        assert_eq!(free_name("status", &taken), "status__2");
        assert_eq!(short_name("Bạn bè & ຄູ່ / 2"), "ban-be-khou-2");
        assert_eq!(short_name("…"), "imported");
    }
}
