//! Looks through all elements of an import and plans how to understand them; completes the schema, or makes one up.

mod invent;
mod tally;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smol_str::SmolStr;

use self::invent::Inventor;
use self::tally::{Tally, kind_word};
pub(super) use self::tally::{is_source, repeats_name};
use super::Skipped;
use super::element::{Element, Refusal, Reading};
use crate::dataset::Fault;
use crate::dataset::locate::{Section, Spot};
use crate::dataset::record::Text;
use crate::model::{Schema, keys};

/// How to understand the elements of one import.
pub(super) struct Plan {
    pub(super) schema: Schema,
    pub(super) nodes: Mapping,
    pub(super) edges: Mapping,
    pub(super) is_schema_made_up: bool,
    pub(super) are_claims_numbered: bool,
    /// Ids that claims have; what is numbered gets others.
    pub(super) claim_ids: HashMap<SmolStr, (usize, usize)>,
    pub(super) added: Vec<String>,
    pub(super) renamed: BTreeMap<String, String>,
    pub(super) as_text: Vec<String>,
    pub(super) skipped: BTreeMap<Skipped, usize>,
}

/// How to understand nodes, or edges.
pub(super) struct Mapping {
    /// The field that says the kind or type.
    pub(super) kind: Option<String>,
    /// The field that says the name.
    pub(super) name: Option<String>,
    /// Kinds or types of the schema, by the words of the file; the empty word stands for none.
    pub(super) kinds: BTreeMap<String, String>,
    /// Properties of the schema, by fields; built-in ones are not among them.
    pub(super) properties: BTreeMap<String, String>,
}

impl Mapping {
    /// Returns the kind of a node or the type of an edge; empty if the plan was made for other elements.
    pub(super) fn kind_of(&self, element: &Element<'_>) -> &str {
        let word = kind_word(element, self.kind.as_deref());
        self.kinds.get(&*word).map_or("", String::as_str)
    }

    /// Returns the field that a property of a record was made of.
    pub(super) fn field_of<'m>(&'m self, property: &'m str) -> &'m str {
        let found = self.properties.iter().find(|(_, name)| *name == property);
        found.map_or(property, |(field, _)| field.as_str())
    }
}

/// Built-in properties that a node may have beside id, kind and name.
pub(super) const NODE_KEYS: [&str; 8] = [
    keys::GLOSS,
    keys::ALIASES,
    keys::ALIAS_CITATIONS,
    keys::CITATIONS,
    keys::STATUS,
    keys::WHEN,
    keys::DERIVED,
    keys::NOTE,
];

/// Built-in properties that a claim may have beside id, type and ends.
pub(super) const CLAIM_KEYS: [&str; 6] =
    [keys::CITATIONS, keys::STATUS, keys::WHEN, keys::ATTESTED, keys::DERIVED, keys::NOTE];

/// Built-in properties that a source may have beside id, kind and name.
pub(super) const SOURCE_KEYS: [&str; 7] =
    [keys::TITLE, keys::PUBLISHED, keys::AUTHOR, keys::PUBLISHER, keys::URL, keys::LANG, keys::NOTE];

const KIND_FIELDS: [&str; 4] = ["kind", "labels", "type", "category"];
const TYPE_FIELDS: [&str; 6] = ["type", "label", "labels", "relationship", "relation", "kind"];
const NAME_FIELDS: [&str; 3] = [keys::NAME, "label", keys::TITLE];

/// Plans the import of a graph, three passes over its nodes and edges at most.
///
/// # Errors
/// Everything wrong with single elements, and ids used twice.
pub(super) fn survey(reading: &dyn Reading, given: Option<Schema>) -> Result<Plan, Vec<Refusal>> {
    let mut faults = Vec::new();
    let nodes = First::look(reading, Section::Nodes, &mut faults);
    let edges = First::look(reading, Section::Claims, &mut faults);
    let are_claims_numbered = given.is_none() && (edges.n_without_id > 0 || !edges.repeated.is_empty());
    faults.extend(nodes.repeated);
    if !are_claims_numbered {
        faults.extend(edges.repeated);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let first = |wanted: &[&str], there: &BTreeSet<String>| {
        wanted.iter().find(|name| there.contains(**name)).map(|&name| name.to_owned())
    };
    let (node_kind, node_name, edge_kind) = if given.is_some() {
        (Some("kind".to_owned()), Some(keys::NAME.to_owned()), Some("type".to_owned()))
    } else {
        let has_name = nodes.fields.contains(keys::NAME);
        let label = Some("label".to_owned()).filter(|label| has_name && nodes.fields.contains(label));
        let kind = first(&KIND_FIELDS, &nodes.fields).or(label);
        let name = NAME_FIELDS.iter().filter(|name| kind.as_deref() != Some(**name));
        let name = first(&name.copied().collect::<Vec<_>>(), &nodes.fields);
        (kind, name, first(&TYPE_FIELDS, &edges.fields))
    };
    let tally = Tally::count(reading, given.as_ref(), node_kind.as_deref(), node_name.as_deref(), edge_kind.as_deref());
    let is_schema_made_up = given.is_none();
    let mut plan = Inventor::new(reading.title(), given).plan(&tally, reading.is_typed());
    plan.nodes.kind = node_kind;
    plan.nodes.name = node_name;
    plan.edges.kind = edge_kind;
    plan.is_schema_made_up = is_schema_made_up;
    plan.are_claims_numbered = are_claims_numbered;
    plan.claim_ids = edges.ids;
    for (what, count) in reading.skipped() {
        *plan.skipped.entry(what).or_default() += count;
    }
    Ok(plan)
}

/// What the first look at all nodes or edges shows.
#[derive(Default)]
struct First {
    fields: BTreeSet<String>,
    ids: HashMap<SmolStr, (usize, usize)>,
    n_without_id: usize,
    repeated: Vec<Refusal>,
}

impl First {
    fn look(reading: &dyn Reading, section: Section, faults: &mut Vec<Refusal>) -> First {
        let mut first = First::default();
        reading.each(section, &mut |element| match element {
            Ok(element) => first.note(&element),
            Err(fault) => faults.push(fault),
        });
        first
    }

    fn note(&mut self, element: &Element<'_>) {
        for field in &element.fields {
            if !self.fields.contains(&*field.name) {
                self.fields.insert(field.name.to_string());
            }
        }
        let Some(Text(id)) = &element.id else {
            self.n_without_id += 1;
            return;
        };
        if let Some(first) = self.ids.get(&**id) {
            let fault = Fault::RepeatedId { id: id.to_string(), first: None };
            let refusal = Refusal::new(element.file, Spot::Byte(element.at), fault);
            self.repeated.push(Refusal { first: Some(*first), ..refusal });
            return;
        }
        self.ids.insert(SmolStr::new(id), (element.file, element.at));
    }
}
