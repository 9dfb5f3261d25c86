//! What is in the graph: labels, types, keys, and how they hang together.

use std::collections::{BTreeMap, BTreeSet};

use super::{Body, Procedure, Rows, procedure};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::error::QueryError;
use crate::query::exec::{Limits, Store};
use crate::query::functions::Type;

/// How many elements are looked at between two looks at the clock.
const ELEMENTS_A_LOOK: usize = 4096;

#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    Labels,
    Types,
    Keys,
    Schema,
}

pub(super) fn procedures() -> Vec<Procedure> {
    let one = |name, column: &str, summary, of| {
        procedure(name, &[], &[(column, Type::String)], summary, Body::Contents(of))
    };
    vec![
        one("db.labels", "label", "the labels that nodes have", Of::Labels),
        one("db.relationshipTypes", "relationshipType", "the types that relationships have", Of::Types),
        one("db.propertyKeys", "propertyKey", "the keys of properties that there are", Of::Keys),
        procedure(
            "db.schema.visualization",
            &[],
            &[
                ("source", Type::String),
                ("type", Type::String),
                ("target", Type::String),
                ("count", Type::Integer),
            ],
            "which labels relationships lead from and to, and how many of them there are",
            Body::Contents(Of::Schema),
        ),
    ]
}

pub(super) fn call<S: Store>(of: Of, graph: &S, limits: &Limits) -> Result<Rows, QueryError> {
    let symbols = graph.symbols();
    let names: BTreeSet<&str> = match of {
        Of::Labels => {
            let (n_labels, _, _) = symbols.counts();
            let labels = (0_u32..).map(crate::graph::LabelId).take(n_labels);
            let used = labels.filter(|label| graph.nodes_with_label(*label).next().is_some());
            used.map(|label| symbols.label_name(label)).collect()
        }
        Of::Types => {
            let mut types = BTreeSet::new();
            each_edge(graph, limits, |edge| types.extend(graph.edge(edge).map(|ends| ends.edge_type)))?;
            types.into_iter().map(|edge_type| symbols.type_name(edge_type)).collect()
        }
        Of::Keys => {
            let mut keys = BTreeSet::new();
            each_node(graph, limits, |node| keys.extend(graph.properties(node).iter().map(|(key, _)| key)))?;
            each_edge(graph, limits, |edge| {
                keys.extend(graph.edge_properties(edge).iter().map(|(key, _)| key));
            })?;
            keys.into_iter().map(|key| symbols.key_name(key)).collect()
        }
        Of::Schema => return schema(graph, limits),
    };
    Ok(names.into_iter().map(|name| vec![Value::from(name)]).collect())
}

/// Counts relationships by the labels at their ends; a node with several labels counts under each, one without under null.
fn schema<S: Store>(graph: &S, limits: &Limits) -> Result<Rows, QueryError> {
    let mut counts: BTreeMap<(Option<&str>, &str, Option<&str>), i64> = BTreeMap::new();
    let symbols = graph.symbols();
    let labels = |node| {
        let labels = graph.labels(node);
        let names = labels.iter().map(|label| Some(symbols.label_name(*label)));
        names.chain(labels.is_empty().then_some(None)).collect::<Vec<_>>()
    };
    each_edge(graph, limits, |edge| {
        let Some(ends) = graph.edge(edge) else { return };
        let edge_type = symbols.type_name(ends.edge_type);
        for source in labels(ends.source) {
            for target in labels(ends.target) {
                *counts.entry((source, edge_type, target)).or_default() += 1;
            }
        }
    })?;
    let text = |name: Option<&str>| name.map_or(Value::Null, Value::from);
    let rows = counts.into_iter().map(|((source, edge_type, target), count)| {
        vec![text(source), Value::from(edge_type), text(target), Value::Integer(count)]
    });
    Ok(rows.collect())
}

fn each_edge<S: Store>(graph: &S, limits: &Limits, mut see: impl FnMut(EdgeId)) -> Result<(), QueryError> {
    for (step, edge) in graph.edges().enumerate() {
        if step % ELEMENTS_A_LOOK == 0 {
            limits.check_time()?;
        }
        see(edge);
    }
    Ok(())
}

fn each_node<S: Store>(graph: &S, limits: &Limits, mut see: impl FnMut(NodeId)) -> Result<(), QueryError> {
    for (step, node) in graph.nodes().enumerate() {
        if step % ELEMENTS_A_LOOK == 0 {
            limits.check_time()?;
        }
        see(node);
    }
    Ok(())
}
