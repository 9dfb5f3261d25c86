//! Writes graphs that are too large to look at as one picture, straight from the graph.
//!
//! Every node and edge is there with its name, kind, type, date and citations, for tools that read DOT and for
//! `sfdp`, but without wrapped labels, boxes and legend. Memory stays flat: nothing is composed before.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::dot_quote;
use super::quote::quote_lines;
use crate::graph::{Facts, GraphView, TypeId};
use crate::model::{Holds, Lang, NodeId, Schema, Status};
use crate::render::compose::kind_words;
use crate::render::selection::Selection;

/// Above so many nodes or edges a graph is written in bulk.
pub const MOST_COMPOSED: (usize, usize) = (5_000, 20_000);

/// Says whether a selection is too large to be composed into a picture.
pub fn is_bulk(selection: &Selection) -> bool {
    selection.nodes.len() > MOST_COMPOSED.0 || selection.edges.len() > MOST_COMPOSED.1
}

/// Writes a selection of any size as DOT, for `sfdp`. Cost `O(n + m)` time, `O(n)` memory.
///
/// # Errors
/// Those of `out`.
pub fn write_bulk_dot<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    heading: &[String],
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let heading = quote_lines(heading.iter().map(|line| Cow::Borrowed(line.as_str())), "\\l");
    writeln!(out, "digraph picture {{")?;
    writeln!(
        out,
        "  graph [layout=sfdp, charset=utf8, overlap=prism, outputorder=edgesfirst, label={heading}]"
    )?;
    writeln!(out, "  node [style=filled, fontname=\"Noto Sans,DejaVu Sans,sans-serif\"]")?;
    write_nodes(facts, schema, selection, lang, out)?;
    write_edges(facts, schema, selection, lang, out)?;
    writeln!(out, "}}")?;
    out.flush()
}

fn write_nodes<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let looks: BTreeMap<&str, String> = schema
        .kinds
        .iter()
        .map(|(name, kind)| {
            let shape = format!("{:?}", kind.shape).to_lowercase();
            let shape = if shape == "rounded" { "box" } else { &shape };
            let tooltip = dot_quote(kind.label.in_lang(lang));
            (name.as_str(), format!("shape={shape}, fillcolor={}, tooltip={tooltip}", dot_quote(&kind.color)))
        })
        .collect();
    for (position, node) in selection.nodes.iter().enumerate() {
        let kind = facts.kind(*node);
        let plain = || format!("tooltip={}", dot_quote(kind_words(schema, kind, lang)));
        let look = looks.get(kind).cloned().unwrap_or_else(plain);
        writeln!(out, "  n{} [label={}, {look}]", position + 1, dot_quote(facts.name(*node)))?;
    }
    Ok(())
}

fn write_edges<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let positions = positions(facts, &selection.nodes);
    let mut words: BTreeMap<TypeId, String> = BTreeMap::new();
    let mut tooltip = String::new();
    for &(edge, holds) in &selection.edges {
        let Some(ends) = facts.graph().edge(edge) else { continue };
        let verb = words.entry(ends.edge_type).or_insert_with(|| {
            let name = facts.graph().symbols().type_name(ends.edge_type);
            schema.types.get(name).map_or(name, |declared| declared.label.in_lang(lang)).to_owned()
        });
        tooltip.clear();
        tooltip.push_str(verb);
        for part in facts.when(edge).into_iter().chain(facts.citations(edge)) {
            let _ = write!(tooltip, "; {part}");
        }
        let line = match (facts.status(edge), holds) {
            (Status::Disputed | Status::Denied, _) => ", style=dotted",
            (Status::Inferred, _) | (_, Holds::Possible) => ", style=dashed",
            _ => "",
        };
        let (from, to) = (positions[ends.source.index()], positions[ends.target.index()]);
        writeln!(out, "  n{from} -> n{to} [tooltip={}{line}]", dot_quote(&tooltip))?;
    }
    Ok(())
}

/// Returns the number a node is written with, by node id.
fn positions<G: GraphView>(facts: &Facts<'_, G>, nodes: &[NodeId]) -> Vec<u32> {
    let mut positions = vec![0; facts.graph().node_bound()];
    for (position, node) in (1_u32..).zip(nodes) {
        positions[node.index()] = position;
    }
    positions
}
