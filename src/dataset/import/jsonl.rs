//! JSON lines: a node or relationship a line.
//!
//! ```text
//! {"type":"node","id":"0","labels":["Office"],"properties":{"name":"…"}}
//! {"type":"relationship","id":"0","label":"HOLDS","start":{"id":"0"},"end":{"id":"1"},"properties":{}}
//! ```
//! Nodes come before the relationships at them. Ids are texts or whole numbers; other fields are not read.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::Import;
use crate::graph::{GraphView as _, KeyId, LabelId, Properties};
use crate::model::{NodeId, Value};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Record<'a> {
    #[serde(borrow)]
    Node(Node<'a>),
    #[serde(borrow)]
    Relationship(Relationship<'a>),
}

#[derive(Deserialize)]
struct Node<'a> {
    id: Json,
    #[serde(borrow, default)]
    labels: Vec<Cow<'a, str>>,
    #[serde(default)]
    properties: Map<String, Json>,
}

#[derive(Deserialize)]
struct Relationship<'a> {
    #[serde(borrow)]
    label: Cow<'a, str>,
    start: End,
    end: End,
    #[serde(default)]
    properties: Map<String, Json>,
}

#[derive(Deserialize)]
struct End {
    id: Json,
}

/// How far an id may lie behind the last and still be kept: what was dumped has gaps where something was removed.
const WIDEST_GAP: usize = 1 << 20;

/// Loads lines; `value` reads a property. `file` names them in rejections.
///
/// Ids that are whole numbers and grow are kept as the ids of nodes, so that a dump loads into an empty database as it was.
///
/// # Errors
/// If the lines cannot be read; what is wrong with them is in the [`Import`].
pub fn load_jsonl(
    import: &mut Import<'_>,
    file: &Path,
    lines: &mut dyn BufRead,
    value: &dyn Fn(&Json) -> Result<Value, String>,
) -> io::Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match load_line(import, &line, value) {
            Ok(()) => import.rows_read(),
            Err(reason) => import.reject(file, number, reason),
        }
    }
    Ok(())
}

fn load_line(
    import: &mut Import<'_>,
    line: &[u8],
    value: &dyn Fn(&Json) -> Result<Value, String>,
) -> Result<(), String> {
    match serde_json::from_slice(line).map_err(|error| format!("not a node or relationship: {error}"))? {
        Record::Node(node) => add_node(import, &node, value),
        Record::Relationship(relationship) => add_edge(import, &relationship, value),
    }
}

fn add_node(
    import: &mut Import<'_>,
    node: &Node<'_>,
    value: &dyn Fn(&Json) -> Result<Value, String>,
) -> Result<(), String> {
    let id = id(&node.id)?;
    if import.ids.get("").is_some_and(|ids| ids.contains_key(&id)) {
        return Err(format!("id `{id}` is taken"));
    }
    let properties = properties(import, &node.properties, value)?;
    let symbols = import.graph.symbols_mut();
    let labels: Vec<LabelId> = node.labels.iter().map(|label| symbols.intern_label(label)).collect();
    let bound = import.graph.node_bound();
    if let Some(own) = id.parse::<u32>().ok().filter(|own| (bound..bound + WIDEST_GAP).contains(&(*own as usize))) {
        import.graph.use_up_ids(own as usize, 0);
    }
    let added = import.graph.add_node(labels, properties).map_err(|error| error.to_string())?;
    import.ids.entry_ref("").or_default().insert(id, added);
    import.n_nodes += 1;
    Ok(())
}

fn add_edge(
    import: &mut Import<'_>,
    relationship: &Relationship<'_>,
    value: &dyn Fn(&Json) -> Result<Value, String>,
) -> Result<(), String> {
    let ends = [find(import, &relationship.start)?, find(import, &relationship.end)?];
    let properties = properties(import, &relationship.properties, value)?;
    let edge_type = import.graph.symbols_mut().intern_type(&relationship.label);
    let added = import.graph.add_edge(edge_type, ends[0], ends[1], properties);
    added.map_err(|error| error.to_string())?;
    import.n_edges += 1;
    Ok(())
}

fn find(import: &Import<'_>, end: &End) -> Result<NodeId, String> {
    let id = id(&end.id)?;
    let found = import.ids.get("").and_then(|ids| ids.get(&id)).copied();
    found.ok_or_else(|| format!("no node before it has the id `{id}`"))
}

fn id(json: &Json) -> Result<String, String> {
    match json {
        Json::String(text) => Ok(text.clone()),
        Json::Number(number) if !number.is_f64() => Ok(number.to_string()),
        other => Err(format!("`{other}` is not an id")),
    }
}

fn properties(
    import: &mut Import<'_>,
    given: &Map<String, Json>,
    value: &dyn Fn(&Json) -> Result<Value, String>,
) -> Result<Properties, String> {
    let mut entries: Vec<(KeyId, Value)> = Vec::with_capacity(given.len());
    for (name, json) in given {
        let value = value(json).map_err(|reason| format!("`{name}`: {reason}"))?;
        entries.push((import.graph.symbols_mut().intern_key(name), value));
    }
    Ok(Properties::drain_from(&mut entries))
}
