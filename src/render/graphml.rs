//! GraphML: the graph with typed attributes, as NetworkX, Gephi, igraph, yEd and Neo4j read it.
//!
//! # What goes where
//! A node's and a claim's id are the `id` of their elements; kind, type and all properties are `<data>` with declared
//! keys. What GraphML has no type for is text, marked so that it comes back as it was: `hv.type` on a key, or on one
//! `<data>` where values of a key differ, says how to read it.
//!
//! | `hv.type` | the text is |
//! |---|---|
//! | `json` | a list, map, number or boolean as JSON |
//! | `number` | a whole number where it has no point and no exponent, else a decimal one |
//! | `display` | said elsewhere already: a node's name again as `label`, which drawing programs show |
//!
//! The graph's own data are name, titles and the whole schema. NetworkX needs `force_multigraph=True` where no two
//! claims are parallel.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use super::columns::{ColumnType, columns};
use super::json::{edge_key, left_out_count, node_key};
use super::loss::{Loss, Why};
use super::selection::Selection;
use super::xml::{is_xml_char, xml_data};
use crate::graph::{Facts, GraphView, KeyId, Properties};
use crate::model::{EdgeId, NodeId, Schema, Value, keys};

const FORBIDDEN: Why =
    ("ký tự mà XML cấm, thay bằng U+FFFD", "characters that XML forbids, replaced by U+FFFD");
const TAKEN: Why =
    ("trùng sau khi thay ký tự, thêm số", "no longer unique without these characters, given a number");
const NUMBERS: Why =
    ("cả số nguyên và số thập phân, khai là double", "both whole and decimal numbers, declared as double");
const MIXED: Why =
    ("giá trị thuộc nhiều kiểu, khai là string", "values of several types, declared as string");

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"#;

/// Writes a selection as GraphML 1.0: a directed graph, parallel edges and loops as they are, one node or edge a
/// line, in id order.
///
/// Where a graph is no data set, ids are the graph's own (`n12`, `e7`). Counts in `loss`, by property: characters that
/// XML forbids, and properties whose values have several types. All other values, lists and maps included, can be
/// read back as they were. Time `O(n + m)`, two passes; memory for one node or edge.
///
/// # Errors
/// What the writer answers.
pub fn write_graphml<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    let mut writer = GraphmlWriter { facts: *facts, out, loss };
    let graph = facts.graph();
    let many_labels = selection.nodes.iter().any(|node| graph.labels(*node).len() > 1);
    let nodes = columns(selection.nodes.iter().map(|node| graph.properties(*node)));
    let edges = columns(selection.edges.iter().map(|(edge, _)| graph.edge_properties(*edge)));
    let nodes = Keys::new(&writer, "node", nodes, &node_extras(&writer, many_labels));
    let edges = Keys::new(&writer, "edge", edges, &[("type", None)]);
    writer.out.write_all(HEAD.as_bytes())?;
    let about = about(schema, selection);
    writer.declare_graph(&about)?;
    writer.declare(&nodes)?;
    writer.declare(&edges)?;
    writeln!(writer.out, "<graph id=\"{}\" edgedefault=\"directed\">", xml_data(&schema.name))?;
    for (at, (_, text, _)) in about.iter().enumerate() {
        writeln!(writer.out, "<data key=\"g{at}\">{}</data>", xml_data(text))?;
    }
    writer.records(selection, &nodes, &edges)?;
    writeln!(writer.out, "</graph>\n</graphml>")
}

/// Attributes that nodes have beside their properties, with their `hv.type`.
fn node_extras<G: GraphView>(
    writer: &GraphmlWriter<'_, G>,
    many_labels: bool,
) -> Vec<(&'static str, Option<&'static str>)> {
    let mut extras = vec![("kind", None)];
    let symbols = writer.facts.graph().symbols();
    if many_labels && symbols.key(LABELS).is_none() {
        extras.push((LABELS, Some("json")));
    }
    if symbols.key(LABEL).is_none() {
        extras.push((LABEL, Some("display")));
    }
    extras
}

const LABELS: &str = "labels";
const LABEL: &str = "label";

/// Returns name, text and whether it is JSON of what the graph says about itself.
fn about(schema: &Schema, selection: &Selection) -> [(&'static str, String, bool); 5] {
    let json = serde_json::to_string(schema).unwrap_or_default();
    [
        ("name", schema.name.clone(), false),
        ("title_vi", schema.title.vi.clone(), false),
        ("title_en", schema.title.en.clone(), false),
        ("schema", json, true),
        ("left_out", left_out_count(selection).to_string(), false),
    ]
}

/// The keys of nodes or edges as they are declared: first what every one has, then the properties.
struct Keys {
    /// `node` or `edge`; ids of keys begin with its first letter.
    of: &'static str,
    extras: Vec<(&'static str, Option<&'static str>)>,
    columns: BTreeMap<KeyId, (usize, ColumnType)>,
    names: Vec<String>,
}

impl Keys {
    fn new<G: GraphView>(
        writer: &GraphmlWriter<'_, G>,
        of: &'static str,
        columns: BTreeMap<KeyId, ColumnType>,
        extras: &[(&'static str, Option<&'static str>)],
    ) -> Keys {
        let symbols = writer.facts.graph().symbols();
        let taken = |name: &str| name == keys::ID || extras.iter().any(|(extra, _)| *extra == name);
        let columns: Vec<_> = columns.into_iter().filter(|(key, _)| !taken(symbols.key_name(*key))).collect();
        let names = columns.iter().map(|(key, _)| symbols.key_name(*key).to_owned()).collect();
        let columns = columns.into_iter().zip(extras.len()..);
        let columns = columns.map(|((key, column), at)| (key, (at, column))).collect();
        Keys { of, extras: extras.to_vec(), columns, names }
    }

    fn letter(&self) -> &'static str {
        &self.of[..1]
    }

    fn extra(&self, name: &str) -> Option<usize> {
        self.extras.iter().position(|(extra, _)| *extra == name)
    }
}

struct GraphmlWriter<'w, G> {
    facts: Facts<'w, G>,
    out: &'w mut dyn Write,
    loss: &'w mut Loss,
}

impl<G: GraphView> GraphmlWriter<'_, G> {
    fn declare_graph(&mut self, about: &[(&str, String, bool)]) -> io::Result<()> {
        for (at, (name, _, is_json)) in about.iter().enumerate() {
            let kind = if *name == "left_out" { "long" } else { "string" };
            self.key(&format!("g{at}"), "graph", name, kind, is_json.then_some("json"))?;
        }
        Ok(())
    }

    fn declare(&mut self, keys: &Keys) -> io::Result<()> {
        for (at, (name, hint)) in keys.extras.iter().enumerate() {
            self.key(&format!("{}{at}", keys.letter()), keys.of, name, "string", *hint)?;
        }
        for ((at, column), name) in keys.columns.values().zip(&keys.names) {
            let (kind, hint) = match column {
                ColumnType::Boolean => ("boolean", None),
                ColumnType::Integer => ("long", None),
                ColumnType::Float => ("double", None),
                ColumnType::Number => ("double", Some("number")),
                ColumnType::Text | ColumnType::Mixed => ("string", None),
                ColumnType::Nested => ("string", Some("json")),
            };
            match column {
                ColumnType::Number => self.loss.note(name, NUMBERS),
                ColumnType::Mixed => self.loss.note(name, MIXED),
                _ => {}
            }
            self.key(&format!("{}{at}", keys.letter()), keys.of, name, kind, hint)?;
        }
        Ok(())
    }

    fn key(&mut self, id: &str, of: &str, name: &str, kind: &str, hint: Option<&str>) -> io::Result<()> {
        let hint = hint.map_or(String::new(), |hint| format!(" hv.type=\"{hint}\""));
        let name = xml_data(name);
        writeln!(self.out, "<key id=\"{id}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"{hint}/>")
    }

    fn records(&mut self, selection: &Selection, nodes: &Keys, edges: &Keys) -> io::Result<()> {
        let facts = self.facts;
        let node_ids = selection.nodes.iter().map(|node| (*node, node_key(&facts, *node)));
        let renamed_nodes = renamed(node_ids, self.loss);
        let edge_ids = selection.edges.iter().map(|(edge, _)| (*edge, edge_key(&facts, *edge)));
        let renamed_edges = renamed(edge_ids, self.loss);
        let node_id = |node| renamed_nodes.get(&node).cloned().unwrap_or_else(|| node_key(&facts, node));
        for &node in &selection.nodes {
            self.node(node, &node_id(node), nodes)?;
        }
        for &(edge, _) in &selection.edges {
            let Some(ends) = facts.graph().edge(edge) else { continue };
            let id = renamed_edges.get(&edge).cloned().unwrap_or_else(|| edge_key(&facts, edge));
            let (source, target) = (node_id(ends.source), node_id(ends.target));
            self.edge(edge, &id, (&source, &target), edges)?;
        }
        Ok(())
    }

    fn node(&mut self, node: NodeId, id: &str, keys: &Keys) -> io::Result<()> {
        let facts = self.facts;
        write!(self.out, "<node id=\"{}\">", xml_data(id))?;
        self.extra(keys, "kind", facts.kind(node))?;
        let labels = facts.graph().labels(node);
        if labels.len() > 1 {
            let labels: Vec<&str> =
                labels.iter().map(|label| facts.graph().symbols().label_name(*label)).collect();
            self.extra(keys, LABELS, &serde_json::to_string(&labels)?)?;
        }
        self.extra(keys, LABEL, facts.name(node))?;
        self.properties(facts.graph().properties(node), keys)?;
        writeln!(self.out, "</node>")
    }

    fn edge(
        &mut self,
        edge: EdgeId,
        id: &str,
        (source, target): (&str, &str),
        keys: &Keys,
    ) -> io::Result<()> {
        let (source, target) = (xml_data(source), xml_data(target));
        write!(self.out, "<edge id=\"{}\" source=\"{source}\" target=\"{target}\">", xml_data(id))?;
        self.extra(keys, "type", self.facts.edge_type(edge))?;
        self.properties(self.facts.graph().edge_properties(edge), keys)?;
        writeln!(self.out, "</edge>")
    }

    /// Writes what is said beside the properties; the characters that XML forbids are counted where they come from.
    fn extra(&mut self, keys: &Keys, name: &str, text: &str) -> io::Result<()> {
        match keys.extra(name) {
            Some(at) if !text.is_empty() => {
                write!(self.out, "<data key=\"{}{at}\">{}</data>", keys.letter(), xml_data(text))
            }
            _ => Ok(()),
        }
    }

    fn properties(&mut self, properties: &Properties, keys: &Keys) -> io::Result<()> {
        for (key, value) in properties.iter() {
            let Some((at, column)) = keys.columns.get(&key) else { continue };
            let Some(text) = value_text(value) else { continue };
            if !text.chars().all(is_xml_char) {
                self.loss.note(self.facts.graph().symbols().key_name(key), FORBIDDEN);
            }
            let is_marked = *column == ColumnType::Mixed && value.as_str().is_none();
            let hint = if is_marked { " hv.type=\"json\"" } else { "" };
            write!(self.out, "<data key=\"{}{at}\"{hint}>{}</data>", keys.letter(), xml_data(&text))?;
        }
        Ok(())
    }
}

/// Returns a value as the text of a `<data>`; nothing for null.
fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) if number.is_nan() => Some("NaN".to_owned()),
        Value::Float(number) if number.is_infinite() => {
            Some(if *number > 0.0 { "INF" } else { "-INF" }.to_owned())
        }
        // The shortest text that is read back as the same number; it always has a point or an exponent.
        Value::Float(number) => Some(format!("{number:?}")),
        Value::String(text) => Some(text.to_string()),
        _ => serde_json::to_string(value).ok(),
    }
}

/// Returns new ids for those that XML cannot hold, unique among all.
fn renamed<I: Copy + Ord>(
    ids: impl Iterator<Item = (I, String)> + Clone,
    loss: &mut Loss,
) -> BTreeMap<I, String> {
    let bad: Vec<(I, String)> = ids.clone().filter(|(_, id)| !id.chars().all(is_xml_char)).collect();
    let mut renamed = BTreeMap::new();
    if bad.is_empty() {
        return renamed;
    }
    let mut taken: HashSet<String> = ids.map(|(_, id)| id).collect();
    for (owner, id) in bad {
        loss.note(keys::ID, FORBIDDEN);
        let clean: String =
            id.chars().map(|char| if is_xml_char(char) { char } else { '\u{FFFD}' }).collect();
        let mut candidates = std::iter::once(clean.clone()).chain((2_u64..).map(|n| format!("{clean}-{n}")));
        let Some(free) = candidates.find(|candidate| !taken.contains(candidate)) else { continue };
        if free != clean {
            loss.note(keys::ID, TAKEN);
        }
        taken.insert(free.clone());
        renamed.insert(owner, free);
    }
    renamed
}
