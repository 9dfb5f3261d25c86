//! Node-link JSON: the whole graph as one document that other programs read.

use std::io::{self, Write};

use serde::ser::{SerializeMap as _, Serializer as _};

use super::selection::Selection;
use crate::graph::{Facts, GraphView, Properties};
use crate::model::{EdgeId, NodeId, Schema};

/// The version of the JSON documents that hvgraph writes.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes a selection as node-link JSON, the form of d3 and of `networkx.node_link_graph`.
///
/// `directed` and `multigraph` are true. `nodes` have `id` and `kind` beside all properties; `edges` have
/// `source`, `target`, `key` (the claim's id) and `type` beside all properties. Where a graph is no data set,
/// `id` is the node's own id (`n12`). `graph` holds the schema. One node or edge a line, in id order.
///
/// # Errors
/// What the writer answers.
pub fn write_node_link<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    out: &mut dyn Write,
) -> io::Result<()> {
    let head = serde_json::json!({
        "name": schema.name,
        "title": schema.title,
        "schema": schema,
        "left_out": left_out_count(selection),
    });
    write!(out, "{{\n\"schema_version\": {SCHEMA_VERSION},\n\"directed\": true,\n\"multigraph\": true,\n")?;
    write!(out, "\"graph\": {head},\n\"nodes\": [")?;
    let mut separator = "\n";
    for &node in &selection.nodes {
        out.write_all(separator.as_bytes())?;
        let properties = facts.graph().properties(node);
        let own = [("id", node_key(facts, node)), ("kind", facts.kind(node).to_owned())];
        write_record(facts, &own, properties, out)?;
        separator = ",\n";
    }
    write!(out, "\n],\n\"edges\": [")?;
    separator = "\n";
    for &(edge, _) in &selection.edges {
        let Some(ends) = facts.graph().edge(edge) else { continue };
        out.write_all(separator.as_bytes())?;
        let own = [
            ("source", node_key(facts, ends.source)),
            ("target", node_key(facts, ends.target)),
            ("key", edge_key(facts, edge)),
            ("type", facts.edge_type(edge).to_owned()),
        ];
        write_record(facts, &own, facts.graph().edge_properties(edge), out)?;
        separator = ",\n";
    }
    writeln!(out, "\n]\n}}")
}

/// Returns the id of a node in its data set; without one its id in the graph.
pub(super) fn node_key<G: GraphView>(facts: &Facts<'_, G>, node: NodeId) -> String {
    let id = facts.id(node);
    if id.is_empty() { node.to_string() } else { id.to_owned() }
}

/// Returns the id of a claim in its data set; without one its id in the graph.
pub(super) fn edge_key<G: GraphView>(facts: &Facts<'_, G>, edge: EdgeId) -> String {
    let id = facts.claim_id(edge);
    if id.is_empty() { edge.to_string() } else { id.to_owned() }
}

/// Returns how many nodes and edges a selection leaves out.
pub(super) fn left_out_count(selection: &Selection) -> usize {
    let out = selection.left_out;
    out.structural
        + out.kind
        + out.far
        + out.edge_type
        + out.date
        + out.period
        + out.node_date
        + out.status
        + out.sources
        + out.end
}

/// Writes an object of its own fields and then all properties that do not have their names.
fn write_record<G: GraphView>(
    facts: &Facts<'_, G>,
    own: &[(&str, String)],
    properties: &Properties,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::new(out);
    let mut map = serializer.serialize_map(None)?;
    for (key, value) in own {
        map.serialize_entry(key, value)?;
    }
    for (key, value) in properties.iter() {
        let key = facts.graph().symbols().key_name(key);
        if !own.iter().any(|(taken, _)| *taken == key) {
            map.serialize_entry(key, value)?;
        }
    }
    map.end()?;
    Ok(())
}
