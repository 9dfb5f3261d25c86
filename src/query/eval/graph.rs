//! Functions that read the graph.

use std::sync::Arc;

use super::{Scope, Subqueries, access, evaluate};
use crate::graph::{EdgeEnds, GraphView};
use crate::model::{EdgeId, Edtf, Holds, Value, keys};
use crate::query::bound::BoundExpr;
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::functions::{GraphFunction, wrong_argument};

pub(super) fn call<G: GraphView>(
    function: GraphFunction,
    arguments: &[BoundExpr],
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let Some((first, rest)) = arguments.split_first() else { return Ok(Value::Null) };
    let value = evaluate(first, scope, subqueries)?;
    if value == Value::Null {
        return Ok(Value::Null);
    }
    if function == GraphFunction::AsOf {
        let date = rest.first().map_or(Ok(Value::Null), |date| evaluate(date, scope, subqueries))?;
        return as_of(&value, &date, scope.graph);
    }
    of_entity(function, &value, scope.graph)
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
        GraphFunction::Id | GraphFunction::ElementId => "a node or relationship",
        GraphFunction::Labels => "a node",
        GraphFunction::Properties | GraphFunction::Keys => "a node, relationship or map",
        GraphFunction::Type | GraphFunction::StartNode | GraphFunction::EndNode | GraphFunction::AsOf => {
            "a relationship"
        }
    }
}

fn ends<G: GraphView>(edge: EdgeId, graph: &G) -> Result<EdgeEnds, QueryError> {
    graph.edge(edge).ok_or_else(|| access::deleted("relationship"))
}

/// Says whether a claim holds as of a date: `certain`, `possible` or `no`.
///
/// Its own date decides. What a source only attests for a date is possible at all others; a claim without any date is possible.
fn as_of<G: GraphView>(claim: &Value, date: &Value, graph: &G) -> Result<Value, QueryError> {
    let Value::Edge(edge) = claim else { return Err(wrong_argument("a relationship", claim)) };
    let asked = match date {
        Value::Null => return Ok(Value::Null),
        Value::String(text) => Edtf::parse(text).map_err(|_| no_date(text))?,
        other => return Err(wrong_argument("a string with a date", other)),
    };
    let properties = access::edge_properties(*edge, graph)?;
    let dated = |key| {
        let text = graph.symbols().key(key).and_then(|key| properties.get(key))?.as_str()?;
        Edtf::parse(text).ok()
    };
    let holds = match (dated(keys::WHEN), dated(keys::ATTESTED)) {
        (Some(when), _) => when.holds_at(&asked),
        (None, Some(attested)) => attested.holds_at(&asked).max(Holds::Possible),
        (None, None) => Holds::Possible,
    };
    Ok(Value::from(match holds {
        Holds::Certain => "certain",
        Holds::Possible => "possible",
        Holds::No => "no",
    }))
}

fn no_date(text: &str) -> QueryError {
    let message = format!("`{text}` is not a date");
    QueryError::runtime(ErrorKind::ArgumentError, Detail::InvalidArgumentValue, message)
        .with_hint(format!("expected {}", crate::model::EdtfError::EXPECTED))
}
