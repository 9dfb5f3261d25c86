//! Functions that read the graph.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::{Scope, Subqueries, access, evaluate};
use crate::graph::{EdgeEnds, Facts, GraphView, holds_at};
use crate::model::{EdgeId, Edtf, Holds, Schema, Value, Words};
use crate::query::bound::BoundExpr;
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::functions::{GraphFunction, Range, wrong_argument};

pub(super) fn call<G: GraphView>(
    function: GraphFunction,
    arguments: &[BoundExpr],
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    if function == GraphFunction::Range {
        let values = arguments.iter().map(|argument| evaluate(argument, scope, subqueries));
        return range(&values.collect::<Result<Vec<_>, _>>()?, subqueries);
    }
    let Some((first, rest)) = arguments.split_first() else { return Ok(Value::Null) };
    let value = evaluate(first, scope, subqueries)?;
    if value == Value::Null {
        return Ok(Value::Null);
    }
    if function == GraphFunction::AsOf {
        let date = rest.first().map_or(Ok(Value::Null), |date| evaluate(date, scope, subqueries))?;
        return as_of(&value, &date, scope.graph, subqueries.schema());
    }
    of_entity(function, &value, scope.graph)
}

fn range<G>(arguments: &[Value], subqueries: &dyn Subqueries<G>) -> Result<Value, QueryError> {
    let range = Range::new(arguments)?;
    let n_items = usize::try_from(range.len()).unwrap_or(usize::MAX);
    // The items are put into a list once they are all there.
    subqueries.make_room(n_items.saturating_mul(2 * size_of::<Value>()))?;
    range.into_list()
}

fn of_entity<G: GraphView>(function: GraphFunction, value: &Value, graph: &G) -> Result<Value, QueryError> {
    let symbols = graph.symbols();
    match (function, value) {
        (GraphFunction::Id, Value::Node(node)) => Ok(Value::Integer(node.0.into())),
        (GraphFunction::Id, Value::Edge(edge)) => Ok(Value::Integer(edge.0.into())),
        (GraphFunction::ElementId, Value::Node(node)) => Ok(Value::from(node.to_string())),
        (GraphFunction::ElementId, Value::Edge(edge)) => Ok(Value::from(edge.to_string())),
        (GraphFunction::Labels, Value::Node(node)) => {
            let labels = graph.labels(*node);
            if labels.is_empty() && !graph.contains_node(*node) {
                return Err(access::deleted("node"));
            }
            Ok(labels.iter().map(|label| symbols.label_name(*label)).collect())
        }
        (GraphFunction::Type, Value::Edge(edge)) => {
            // The type never changes, so it may be asked for after the relationship was deleted too.
            let ends = graph.edge_or_removed(*edge).ok_or_else(|| access::deleted("relationship"))?;
            Ok(Value::from(symbols.type_name(ends.edge_type)))
        }
        (GraphFunction::StartNode, Value::Edge(edge)) => Ok(Value::Node(ends(*edge, graph)?.source)),
        (GraphFunction::EndNode, Value::Edge(edge)) => Ok(Value::Node(ends(*edge, graph)?.target)),
        (GraphFunction::Properties, Value::Map(_)) => Ok(value.clone()),
        (GraphFunction::Properties, Value::Node(_) | Value::Edge(_)) => {
            access::entries_of(value, graph).map(|entries| Value::Map(Arc::new(entries)))
        }
        (GraphFunction::Keys, Value::Node(_) | Value::Edge(_) | Value::Map(_)) => {
            Ok(access::entries_of(value, graph)?.into_keys().collect())
        }
        (function, value) => Err(wrong_argument(expected(function), value)),
    }
}

const fn expected(function: GraphFunction) -> &'static str {
    match function {
        GraphFunction::Id | GraphFunction::ElementId | GraphFunction::AsOf => "a node or relationship",
        GraphFunction::Labels => "a node",
        GraphFunction::Properties | GraphFunction::Keys => "a node, relationship or map",
        GraphFunction::Type | GraphFunction::StartNode | GraphFunction::EndNode => "a relationship",
        GraphFunction::Range => "whole numbers",
    }
}

fn ends<G: GraphView>(edge: EdgeId, graph: &G) -> Result<EdgeEnds, QueryError> {
    graph.edge(edge).ok_or_else(|| access::deleted("relationship"))
}

/// Says whether a claim, or something with a date of its own, holds as of a date: `certain`, `possible` or `no`.
///
/// See [`holds_at`]; without a schema no type is timeless and no seat is for one. A node without a date is possible.
fn as_of<G: GraphView>(
    of: &Value,
    date: &Value,
    graph: &G,
    schema: Option<&Schema>,
) -> Result<Value, QueryError> {
    if *date == Value::Null {
        return Ok(Value::Null);
    }
    let date = asked_date(date)?;
    let facts = Facts::new(graph);
    let holds = match of {
        Value::Edge(edge) if graph.edge(*edge).is_none() => return Err(access::deleted("relationship")),
        Value::Edge(edge) => holds_at(schema.unwrap_or(&NO_SCHEMA), &facts, *edge, &date),
        Value::Node(node) if !graph.contains_node(*node) => return Err(access::deleted("node")),
        Value::Node(node) => {
            let own = facts.node_when(*node).and_then(|text| Edtf::parse(text).ok());
            own.map_or(Holds::Possible, |own| own.holds_at(&date))
        }
        other => return Err(wrong_argument("a node or relationship", other)),
    };
    Ok(Value::from(match holds {
        Holds::Certain => "certain",
        Holds::Possible => "possible",
        Holds::No => "no",
    }))
}

/// The schema of a graph that declares nothing.
static NO_SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let nothing = || Words { vi: String::new(), en: String::new() };
    Schema {
        json_schema: None,
        version: 1,
        name: String::new(),
        title: nothing(),
        source_kind: String::new(),
        sides: None,
        origins: None,
        kinds: BTreeMap::new(),
        types: BTreeMap::new(),
    }
});

/// Reads the date that is asked for: a day as a value, or a day, month or year as text.
fn asked_date(date: &Value) -> Result<Edtf, QueryError> {
    let text = match date {
        Value::String(text) => text.to_string(),
        Value::Date(date) => date.to_string(),
        other => return Err(wrong_argument("a date, or a string with one", other)),
    };
    let wrong = |message: String| {
        QueryError::runtime(ErrorKind::ArgumentError, Detail::InvalidArgumentValue, message)
    };
    match Edtf::parse(&text) {
        Ok(date) if date.is_interval() => Err(wrong(format!("`{text}` is a period, not a date"))),
        Ok(date) => Ok(date),
        Err(_) => {
            let expected = crate::model::EdtfError::expected(crate::model::Lang::En);
            Err(wrong(format!("`{text}` is not a date")).with_hint(format!("expected {expected}")))
        }
    }
}
