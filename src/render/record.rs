//! Nodes and edges as records for formats that know no maps and no lists in lists.
//!
//! A map becomes one field an entry, `derived.total`; what is no text in a list becomes JSON text. Each is noted
//! in the [`Loss`].

use std::collections::{BTreeMap, BTreeSet};

use super::loss::{Loss, Why};
use super::notes::{SourceNotes, known_sources, source_line, source_url};
use super::selection::Selection;
use crate::graph::{Facts, GraphView, Properties};
use crate::model::{EdgeId, Lang, NodeId, Schema, Value, keys};

const FLATTENED: Why =
    ("mỗi mục ghi thành một thuộc tính riêng", "each entry written as a property of its own");
const AS_JSON: Why = ("ghi thành văn bản JSON", "written as JSON text");

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Flat {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    Texts(Vec<String>),
}

/// The type of a field over all records that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FlatType {
    Boolean,
    Integer,
    Float,
    Text,
    Texts,
}

impl Flat {
    pub(super) fn flat_type(&self) -> FlatType {
        match self {
            Flat::Boolean(_) => FlatType::Boolean,
            Flat::Integer(_) => FlatType::Integer,
            Flat::Float(_) => FlatType::Float,
            Flat::Text(_) => FlatType::Text,
            Flat::Texts(_) => FlatType::Texts,
        }
    }

    /// Returns the value as one text; the items of a list as a JSON list.
    pub(super) fn to_text(&self) -> String {
        match self {
            Flat::Boolean(flag) => flag.to_string(),
            Flat::Integer(number) => number.to_string(),
            Flat::Float(number) => float_text(*number),
            Flat::Text(text) => text.clone(),
            Flat::Texts(texts) => json_text(texts),
        }
    }
}

/// Returns a number as XML Schema, Java and Python all read it; a whole number keeps its `.0`.
fn float_text(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "INF" } else { "-INF" }.to_owned()
    } else {
        format!("{number:?}")
    }
}

impl FlatType {
    /// Returns the narrowest type that holds values of both.
    fn with(self, other: FlatType) -> FlatType {
        use FlatType::{Float, Integer, Text, Texts};
        match (self, other) {
            (a, b) if a == b => a,
            (Integer, Float) | (Float, Integer) => Float,
            (Texts, _) | (_, Texts) => Texts,
            _ => Text,
        }
    }
}

/// The fields of one record by name.
pub(super) type Fields = BTreeMap<String, Flat>;

/// The types of all fields of some records, by name.
pub(super) type Columns = BTreeMap<String, FlatType>;

/// Returns the id of a node in its data set, or its own (`n12`) where the graph is none.
pub(super) fn node_key<G: GraphView>(facts: &Facts<'_, G>, node: NodeId) -> String {
    let id = facts.id(node);
    if id.is_empty() { node.to_string() } else { id.to_owned() }
}

/// Returns the id of a claim in its data set, or the edge's own where the graph is none.
pub(super) fn edge_key<G: GraphView>(facts: &Facts<'_, G>, edge: EdgeId) -> String {
    let id = facts.claim_id(edge);
    if id.is_empty() { edge.to_string() } else { id.to_owned() }
}

/// Returns the properties of a node, flattened, without its id.
pub(super) fn node_fields<G: GraphView>(facts: &Facts<'_, G>, node: NodeId, loss: &mut Loss) -> Fields {
    fields(facts, facts.graph().properties(node), loss)
}

/// Returns the properties of an edge, flattened, without its id.
pub(super) fn edge_fields<G: GraphView>(facts: &Facts<'_, G>, edge: EdgeId, loss: &mut Loss) -> Fields {
    fields(facts, facts.graph().edge_properties(edge), loss)
}

fn fields<G: GraphView>(facts: &Facts<'_, G>, properties: &Properties, loss: &mut Loss) -> Fields {
    let mut fields = Fields::new();
    let symbols = facts.graph().symbols();
    for (key, value) in properties.iter().map(|(key, value)| (symbols.key_name(key), value)) {
        match value {
            _ if key == keys::ID => {}
            Value::Map(entries) => {
                loss.note(key, FLATTENED);
                for (entry, value) in entries.iter() {
                    put(&mut fields, format!("{key}.{entry}"), key, value, loss);
                }
            }
            value => put(&mut fields, key.to_owned(), key, value, loss),
        }
    }
    fields
}

fn put(fields: &mut Fields, mut name: String, key: &str, value: &Value, loss: &mut Loss) {
    while fields.contains_key(&name) {
        name.push('_');
    }
    if let Some(flat) = flat(key, value, loss) {
        fields.insert(name, flat);
    }
}

fn flat(key: &str, value: &Value, loss: &mut Loss) -> Option<Flat> {
    Some(match value {
        Value::Null => return None,
        Value::Boolean(flag) => Flat::Boolean(*flag),
        Value::Integer(number) => Flat::Integer(*number),
        Value::Float(number) => Flat::Float(*number),
        Value::String(text) => Flat::Text(text.to_string()),
        Value::List(items) => {
            if items.iter().any(|item| item.as_str().is_none()) {
                loss.note(key, AS_JSON);
            }
            let texts = items.iter().map(|item| item.as_str().map_or_else(|| json_text(item), str::to_owned));
            Flat::Texts(texts.collect())
        }
        _ => {
            loss.note(key, AS_JSON);
            Flat::Text(json_text(value))
        }
    })
}

fn json_text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Returns the types of all fields of the selected nodes; notes what flattening changes.
pub(super) fn node_columns<G: GraphView>(
    facts: &Facts<'_, G>,
    selection: &Selection,
    loss: &mut Loss,
) -> Columns {
    columns(selection.nodes.iter().map(|node| node_fields(facts, *node, loss)))
}

/// Returns the types of all fields of the selected edges; notes what flattening changes.
pub(super) fn edge_columns<G: GraphView>(
    facts: &Facts<'_, G>,
    selection: &Selection,
    loss: &mut Loss,
) -> Columns {
    columns(selection.edges.iter().map(|(edge, _)| edge_fields(facts, *edge, loss)))
}

fn columns(records: impl Iterator<Item = Fields>) -> Columns {
    let mut columns = Columns::new();
    for (name, value) in records.flatten() {
        let own = value.flat_type();
        columns.entry(name).and_modify(|known| *known = known.with(own)).or_insert(own);
    }
    columns
}

/// Returns the ids of the sources that selected nodes, aliases and edges cite, sorted.
pub(super) fn cited_sources<'g, G: GraphView>(
    facts: &Facts<'g, G>,
    selection: &Selection,
) -> BTreeSet<&'g str> {
    let of_edges = selection.edges.iter().flat_map(|(edge, _)| facts.citations(*edge));
    let of_nodes = selection
        .nodes
        .iter()
        .flat_map(|node| facts.node_citations(*node).chain(facts.alias_citations(*node).flatten()));
    of_edges.chain(of_nodes).map(source_of).collect()
}

/// Returns the source of a citation `source#paragraph`.
pub(super) fn source_of(citation: &str) -> &str {
    citation.rsplit_once('#').map_or(citation, |(source, _)| source)
}

/// Returns one line for each cited source: its id, title, author, publisher, date and address.
pub(super) fn source_lines<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    lang: Lang,
) -> Vec<String> {
    let notes = SourceNotes::new(known_sources(facts, schema), cited_sources(facts, selection));
    let lines = notes.entries().map(|(_, id, _)| {
        let url = source_url(facts, id).map(|url| format!(" · {url}")).unwrap_or_default();
        format!("[{id}] {}{url}", source_line(facts, id, lang))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_widen_to_one_that_holds_all() {
        use FlatType::{Boolean, Float, Integer, Text, Texts};
        assert_eq!(Integer.with(Float), Float);
        assert_eq!(Boolean.with(Integer), Text);
        assert_eq!(Text.with(Texts), Texts);
        assert_eq!(Text.with(Text), Text);
    }

    #[test]
    fn numbers_are_written_as_others_read_them() {
        let text = |number| Flat::Float(number).to_text();
        assert_eq!(text(1.0), "1.0");
        assert_eq!(text(1e300), "1e300");
        assert_eq!(text(f64::NEG_INFINITY), "-INF");
    }

    #[test]
    fn what_does_not_fit_is_json_and_noted() {
        let mut loss = Loss::default();
        let lists = Value::List([Value::from_iter(["a#1"]), Value::from("b")].into());
        assert_eq!(
            flat("x", &lists, &mut loss),
            Some(Flat::Texts(vec!["[\"a#1\"]".to_owned(), "b".to_owned()]))
        );
        assert_eq!(loss.lines(Lang::En).collect::<Vec<_>>(), ["`x`: written as JSON text (1)"]);
    }
}
