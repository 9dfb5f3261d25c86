//! How values of rows look: in a table, as JSON, in a CSV cell.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::graph::{Facts, GraphView, Properties};
use crate::model::{EdgeId, NodeId, Path, Status, Value, keys};
use crate::render::notes::SourceNotes;

/// Properties of relationships that tables say by marks, or leave to JSON.
const SAID_OTHERWISE: [&str; 4] = [keys::ID, keys::CITATIONS, keys::STATUS, keys::DERIVED];

/// Returns a value as a cell of a table: nodes as `(name:Kind)`, relationships as `[:TYPE {…}] [002 ¶3]`.
pub(super) fn cell<G: GraphView>(value: &Value, facts: &Facts<'_, G>, notes: &SourceNotes) -> String {
    match value {
        Value::String(text) => text.to_string(),
        value => inner(value, facts, notes),
    }
}

fn inner<G: GraphView>(value: &Value, facts: &Facts<'_, G>, notes: &SourceNotes) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::List(items) => {
            let items = items.iter().map(|item| inner(item, facts, notes)).collect::<Vec<_>>();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", inner(value, facts, notes)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Node(node) => node_cell(*node, facts, notes),
        Value::Edge(edge) => format!("[{}]{}", edge_inside(*edge, facts, notes), mark(*edge, facts, notes)),
        Value::Path(path) => path_cell(path, facts, notes),
        plain => plain_text(plain),
    }
}

/// Returns the text of a value that is neither text nor made of others.
fn plain_text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) if number.is_infinite() => {
            if *number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
        }
        // Says that it is no integer: 1.0, 1e300.
        Value::Float(number) => format!("{number:?}"),
        // Temporal values have one text each, which serializes as a string.
        other => json!(other).as_str().map(str::to_owned).unwrap_or_default(),
    }
}

/// Returns text in quotes as Cypher writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n"))
}

fn node_cell<G: GraphView>(node: NodeId, facts: &Facts<'_, G>, notes: &SourceNotes) -> String {
    let graph = facts.graph();
    let names = graph.labels(node).iter().map(|label| graph.symbols().label_name(*label));
    let labels = names.fold(String::new(), |labels, name| labels + ":" + name);
    if let Some(name) = graph.property(node, keys::NAME).and_then(Value::as_str) {
        return format!("({name}{labels})");
    }
    let properties = entries(graph.properties(node), facts, notes, &[]);
    let space = if labels.is_empty() || properties.is_empty() { "" } else { " " };
    format!("({labels}{space}{properties})")
}

/// Returns what stands between the brackets of a relationship.
fn edge_inside<G: GraphView>(edge: EdgeId, facts: &Facts<'_, G>, notes: &SourceNotes) -> String {
    let graph = facts.graph();
    let said = if facts.citations(edge).next().is_some() { &SAID_OTHERWISE[..] } else { &[] };
    let properties = entries(graph.edge_properties(edge), facts, notes, said);
    let status = facts.status(edge);
    let status = if said.is_empty() || status == Status::Stated { "" } else { status.as_str() };
    let parts = [properties.as_str(), status].into_iter().filter(|part| !part.is_empty());
    parts.fold(format!(":{}", facts.edge_type(edge)), |inside, part| inside + " " + part)
}

fn mark<G: GraphView>(edge: EdgeId, facts: &Facts<'_, G>, notes: &SourceNotes) -> String {
    let mark = notes.mark(facts.citations(edge));
    if mark.is_empty() { mark } else { format!(" {mark}") }
}

/// Returns properties as a map in order of their keys; nothing without any.
fn entries<G: GraphView>(
    properties: &Properties,
    facts: &Facts<'_, G>,
    notes: &SourceNotes,
    left_out: &[&str],
) -> String {
    let symbols = facts.graph().symbols();
    let entries = properties.iter().map(|(key, value)| (symbols.key_name(key), value));
    let mut entries: Vec<(&str, &Value)> = entries.filter(|(key, _)| !left_out.contains(key)).collect();
    entries.sort_by_key(|(key, _)| *key);
    if entries.is_empty() {
        return String::new();
    }
    let entries = entries.iter().map(|(key, value)| format!("{key}: {}", inner(value, facts, notes)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

fn path_cell<G: GraphView>(path: &Path, facts: &Facts<'_, G>, notes: &SourceNotes) -> String {
    let mut text = path.nodes.first().map(|node| node_cell(*node, facts, notes)).unwrap_or_default();
    for (from, edge, to) in path.steps() {
        let inside = edge_inside(edge, facts, notes);
        let mark = mark(edge, facts, notes);
        let forwards = facts.graph().edge(edge).is_none_or(|ends| ends.source == from);
        let link = if forwards { format!("-[{inside}]{mark}->") } else { format!("<-[{inside}]{mark}-") };
        text.push_str(&link);
        text.push_str(&node_cell(to, facts, notes));
    }
    text
}

/// Collects the citations of all relationships in a value.
pub(super) fn citations<'g, G: GraphView>(
    value: &Value,
    facts: &Facts<'g, G>,
    found: &mut BTreeSet<&'g str>,
) {
    match value {
        Value::List(items) => items.iter().for_each(|item| citations(item, facts, found)),
        Value::Map(entries) => entries.values().for_each(|value| citations(value, facts, found)),
        Value::Edge(edge) => found.extend(facts.citations(*edge)),
        Value::Path(path) => found.extend(path.edges.iter().flat_map(|edge| facts.citations(*edge))),
        _ => {}
    }
}

/// Returns a value as JSON for programs: nodes with labels and properties, relationships with type, ends and properties,
/// temporal values as text. What JSON has no number for is text: `"NaN"`, `"Infinity"`.
pub(super) fn json<G: GraphView>(value: &Value, facts: &Facts<'_, G>) -> Json {
    match value {
        Value::List(items) => items.iter().map(|item| json(item, facts)).collect(),
        Value::Map(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), json(value, facts))).collect::<Map<_, _>>().into()
        }
        Value::Float(number) if !number.is_finite() => plain_text(value).into(),
        Value::Node(node) => node_json(*node, facts),
        Value::Edge(edge) => edge_json(*edge, facts),
        Value::Path(path) => json!({
            "nodes": path.nodes.iter().map(|node| node_json(*node, facts)).collect::<Vec<_>>(),
            "relationships": path.edges.iter().map(|edge| edge_json(*edge, facts)).collect::<Vec<_>>(),
        }),
        plain => json!(plain),
    }
}

fn node_json<G: GraphView>(node: NodeId, facts: &Facts<'_, G>) -> Json {
    let graph = facts.graph();
    let labels: Vec<&str> =
        graph.labels(node).iter().map(|label| graph.symbols().label_name(*label)).collect();
    json!({
        "element_id": node.to_string(),
        "labels": labels,
        "properties": properties_json(graph.properties(node), facts),
    })
}

fn edge_json<G: GraphView>(edge: EdgeId, facts: &Facts<'_, G>) -> Json {
    let ends = facts.graph().edge(edge);
    json!({
        "element_id": edge.to_string(),
        "type": facts.edge_type(edge),
        "start": ends.map(|ends| ends.source.to_string()),
        "end": ends.map(|ends| ends.target.to_string()),
        "properties": properties_json(facts.graph().edge_properties(edge), facts),
    })
}

fn properties_json<G: GraphView>(properties: &Properties, facts: &Facts<'_, G>) -> Json {
    let symbols = facts.graph().symbols();
    let entries =
        properties.iter().map(|(key, value)| (symbols.key_name(key).to_owned(), json(value, facts)));
    entries.collect::<Map<_, _>>().into()
}

/// Returns a value as a CSV cell: text as it is, null empty, what is made of others as JSON.
pub(super) fn csv<G: GraphView>(value: &Value, facts: &Facts<'_, G>) -> String {
    let text = match value {
        Value::Null => return String::new(),
        // An empty text is not null.
        Value::String(text) if text.is_empty() => return "\"\"".to_owned(),
        Value::String(text) => text.to_string(),
        Value::List(_) | Value::Map(_) | Value::Node(_) | Value::Edge(_) | Value::Path(_) => {
            json(value, facts).to_string()
        }
        plain => plain_text(plain),
    };
    csv_field(&text)
}

/// Returns a text as a field of a CSV line.
pub(super) fn csv_field(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
