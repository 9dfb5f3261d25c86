//! KGX JSON Lines: one file of nodes and one of edges, in the terms of the Biolink Model.
//!
//! The Biolink Model knows genes and diseases, no offices and treaties. So every node is a `biolink:NamedThing` with
//! its kind in `kind`, and every edge a `biolink:Association` with the predicate `biolink:related_to` and its type in
//! `original_predicate`. Ids are CURIEs with the data set's name as prefix.
//!
//! | status | `knowledge_level` | `agent_type` | |
//! |---|---|---|---|
//! | stated | `knowledge_assertion` | `manual_agent`: somebody wrote the source | |
//! | inferred | `logical_entailment` | `not_provided`: a data set does not say who inferred | |
//! | disputed | `knowledge_assertion` | `manual_agent` | noted as a loss; `status` stays |
//! | denied | `knowledge_assertion` | `manual_agent` | `negated` is true |
//!
//! # Source
//! KGX specification, <https://biolink.github.io/kgx/kgx_format.html>; Biolink Model, `KnowledgeLevelEnum` and
//! `AgentTypeEnum`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use super::loss::{Loss, Why};
use super::record::{edge_key, node_key, source_of};
use super::selection::Selection;
use crate::graph::{Facts, GraphView, Properties};
use crate::model::{EdgeId, NodeId, Schema, Status, keys};

const NAMED_THING: Why = (
    "category là biolink:NamedThing; loại ở `kind`",
    "category is biolink:NamedThing; the kind is in `kind`",
);
const RELATED_TO: Why = (
    "predicate là biolink:related_to; loại ở `original_predicate`",
    "predicate is biolink:related_to; the type is in `original_predicate`",
);
const DISPUTED: Why = (
    "Biolink không có mức cho điều còn tranh luận; xem `status`",
    "Biolink has no level for what is disputed; see `status`",
);
const RENAMED: Why = ("đổi tên, vì Biolink dùng tên này", "renamed, for Biolink uses the name");

/// Writes the nodes, one JSON object a line, in id order: `id`, `category`, `name`, `provided_by`, `kind` and all
/// other properties, sorted by name. Cost `O(n)`.
///
/// # Errors
/// Those of `out`.
pub fn write_nodes<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    for &node in &selection.nodes {
        let mut record = Map::new();
        record.insert("id".to_owned(), node_curie(facts, schema, node).into());
        record.insert("category".to_owned(), json!(["biolink:NamedThing"]));
        record.insert("name".to_owned(), facts.name(node).into());
        record.insert("provided_by".to_owned(), json!([infores(schema)]));
        record.insert("kind".to_owned(), facts.kind(node).into());
        loss.note("kind", NAMED_THING);
        add_properties(facts, facts.graph().properties(node), &mut record, loss);
        write_record(&record, out)?;
    }
    Ok(())
}

/// Writes the edges, one JSON object a line, in id order: `id`, `subject`, `predicate`, `object`, `publications` (the
/// sources; paragraphs are in `citations`), the fields of this module's table and all other properties, sorted by
/// name. Cost `O(m)`.
///
/// # Errors
/// Those of `out`.
pub fn write_edges<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    for &(edge, _) in &selection.edges {
        let Some(ends) = facts.graph().edge(edge) else { continue };
        let mut record = Map::new();
        let mut put = |name: &str, value: Json| record.insert(name.to_owned(), value);
        put("id", curie(schema, &edge_key(facts, edge)).into());
        put("subject", node_curie(facts, schema, ends.source).into());
        put("predicate", "biolink:related_to".into());
        put("object", node_curie(facts, schema, ends.target).into());
        put("category", json!(["biolink:Association"]));
        put("original_predicate", facts.edge_type(edge).into());
        put("publications", publications(facts, schema, edge));
        put("primary_knowledge_source", infores(schema).into());
        let status = facts.status(edge);
        put("knowledge_level", knowledge_level(status).into());
        put("agent_type", agent_type(status).into());
        if status == Status::Denied {
            put("negated", true.into());
        }
        loss.note("type", RELATED_TO);
        if status == Status::Disputed {
            loss.note(keys::STATUS, DISPUTED);
        }
        add_properties(facts, facts.graph().edge_properties(edge), &mut record, loss);
        write_record(&record, out)?;
    }
    Ok(())
}

fn knowledge_level(status: Status) -> &'static str {
    match status {
        Status::Inferred => "logical_entailment",
        Status::Stated | Status::Disputed | Status::Denied => "knowledge_assertion",
    }
}

fn agent_type(status: Status) -> &'static str {
    match status {
        Status::Inferred => "not_provided",
        Status::Stated | Status::Disputed | Status::Denied => "manual_agent",
    }
}

fn publications<G: GraphView>(facts: &Facts<'_, G>, schema: &Schema, edge: EdgeId) -> Json {
    let sources: BTreeSet<&str> = facts.citations(edge).map(source_of).collect();
    sources.into_iter().map(|source| curie(schema, source)).collect()
}

/// Names of nodes and edges that Biolink gives a meaning; a property of such a name gets `_` at its end.
const TAKEN: [&str; 14] = [
    "id",
    "category",
    "provided_by",
    "kind",
    "subject",
    "predicate",
    "object",
    "original_predicate",
    "publications",
    "primary_knowledge_source",
    "aggregator_knowledge_source",
    "knowledge_level",
    "agent_type",
    "negated",
];

fn add_properties<G: GraphView>(
    facts: &Facts<'_, G>,
    properties: &Properties,
    record: &mut Map<String, Json>,
    loss: &mut Loss,
) {
    for (key, value) in properties.iter() {
        let key = facts.graph().symbols().key_name(key);
        let is_said = key == keys::ID || (key == keys::NAME && record.contains_key(keys::NAME));
        if is_said {
            continue;
        }
        let mut name = key.to_owned();
        while TAKEN.contains(&name.as_str()) || record.contains_key(&name) {
            name.push('_');
        }
        if name != key {
            loss.note(key, RENAMED);
        }
        record.insert(name, serde_json::to_value(value).unwrap_or_default());
    }
}

fn write_record(record: &Map<String, Json>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    writeln!(out)
}

fn infores(schema: &Schema) -> String {
    format!("infores:{}", schema.name)
}

fn node_curie<G: GraphView>(facts: &Facts<'_, G>, schema: &Schema, node: NodeId) -> String {
    curie(schema, &node_key(facts, node))
}

/// Returns an id with the data set's name as prefix. The rest of a CURIE may hold any text but white space, which
/// is percent-encoded, and so are `%` and control characters.
fn curie(schema: &Schema, id: &str) -> String {
    format!("{}:{}", schema.name, local_part(id))
}

fn local_part(id: &str) -> String {
    let mut curie = String::with_capacity(id.len());
    for c in id.chars() {
        if c.is_whitespace() || c.is_control() || c == '%' {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(curie, "%{byte:02X}");
            }
        } else {
            curie.push(c);
        }
    }
    curie
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(part: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut rest = part;
        while let Some((before, after)) = rest.split_once('%') {
            bytes.extend(before.bytes());
            bytes.extend(after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()));
            rest = after.get(2..).unwrap_or_default();
        }
        bytes.extend(rest.bytes());
        bytes
    }

    proptest! {
        #[test]
        fn an_id_reads_back_and_holds_no_white_space(id in any::<String>()) {
            let part = local_part(&id);
            prop_assert!(!part.contains(|c: char| c.is_whitespace() || c.is_control()), "{part:?}");
            prop_assert_eq!(decode(&part), id.into_bytes());
        }
    }
}
