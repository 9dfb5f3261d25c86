//! A schema for a graph that came without one.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{GraphView as _, LabelId, MemoryGraph};
use crate::model::{EdgeType, NodeKind, Schema, Shape, Words};

/// Colours that people with any colour vision tell apart (Okabe and Ito 2008), light enough for black text.
const COLORS: [&str; 6] = ["#56B4E9", "#E69F00", "#F0E442", "#CC79A7", "#009E73", "#D55E00"];
const SHAPES: [Shape; 6] =
    [Shape::Ellipse, Shape::Box, Shape::Rounded, Shape::Hexagon, Shape::Octagon, Shape::House];

/// The kind of nodes without a label, and of sources where there are none.
const NO_KIND: &str = "";

/// Returns a schema with a kind for each label and a type for each edge type in use, named as they are.
pub(super) fn derived_schema(graph: &MemoryGraph) -> Schema {
    let symbols = graph.symbols();
    let kind_of = |labels: &[LabelId]| labels.first().map_or(NO_KIND, |label| symbols.label_name(*label));
    let names: BTreeSet<&str> = graph.nodes().map(|node| kind_of(graph.labels(node))).collect();
    let kinds = names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), kind(name, at)));
    let mut types: BTreeMap<String, EdgeType> = BTreeMap::new();
    for ends in graph.edges().filter_map(|edge| graph.edge(edge)) {
        let name = symbols.type_name(ends.edge_type);
        if !types.contains_key(name) {
            types.insert(name.to_owned(), edge_type(name, &names));
        }
    }
    Schema {
        json_schema: None,
        version: 1,
        name: "database".to_owned(),
        title: words("Database"),
        source_kind: NO_KIND.to_owned(),
        kinds: kinds.collect(),
        types,
    }
}

fn kind(name: &str, at: usize) -> NodeKind {
    NodeKind {
        label: words(if name.is_empty() { "node" } else { name }),
        shape: SHAPES[at % SHAPES.len()],
        color: COLORS[at % COLORS.len()].to_owned(),
        hub: false,
        structural: false,
        props: BTreeMap::new(),
    }
}

fn edge_type(name: &str, kinds: &BTreeSet<&str>) -> EdgeType {
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    EdgeType {
        label: words(name),
        reverse: words(&format!("<- {name}")),
        from: kinds.clone(),
        to: kinds,
        symmetric: false,
        timeless: true,
        role: None,
        props: BTreeMap::new(),
    }
}

fn words(text: &str) -> Words {
    Words { vi: text.to_owned(), en: text.to_owned() }
}
