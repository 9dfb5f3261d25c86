//! Looks into values: properties, items, parts of lists, entries of maps, labels.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::{NULL, Scope, Subqueries, evaluate};
use crate::graph::{GraphView, Properties};
use crate::model::temporal;
use crate::model::{EdgeId, NodeId, Value};
use crate::query::bound::{BoundExpr, LabelTest};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::functions::wrong_type;

/// Returns the properties of a node.
///
/// # Errors
/// [`ErrorKind::EntityNotFound`] where the node was deleted.
pub(super) fn node_properties<G: GraphView>(node: NodeId, graph: &G) -> Result<&Properties, QueryError> {
    let properties = graph.properties(node);
    // What was deleted has none, so most nodes need no second look.
    if properties.is_empty() && !graph.contains_node(node) {
        return Err(deleted("node"));
    }
    Ok(properties)
}

/// Returns the properties of a relationship.
///
/// # Errors
/// [`ErrorKind::EntityNotFound`] where it was deleted.
pub(super) fn edge_properties<G: GraphView>(edge: EdgeId, graph: &G) -> Result<&Properties, QueryError> {
    let properties = graph.edge_properties(edge);
    if properties.is_empty() && graph.edge(edge).is_none() {
        return Err(deleted("relationship"));
    }
    Ok(properties)
}

pub(super) fn deleted(what: &str) -> QueryError {
    let message = format!("the {what} was deleted and cannot be read any more");
    QueryError::runtime(ErrorKind::EntityNotFound, Detail::DeletedEntityAccess, message)
}

fn of_properties<'g, G: GraphView>(properties: &'g Properties, key: &str, graph: &G) -> &'g Value {
    let key = graph.symbols().key(key);
    key.and_then(|key| properties.get(key)).unwrap_or(&NULL)
}

/// Returns what lies under a key, without cloning where it lies in the graph or in a map.
pub(super) fn peek_property<'v, G: GraphView>(
    base: &'v Value,
    key: &str,
    graph: &'v G,
) -> Result<Cow<'v, Value>, QueryError> {
    Ok(Cow::Borrowed(match base {
        Value::Null => &NULL,
        Value::Node(node) => of_properties(node_properties(*node, graph)?, key, graph),
        Value::Edge(edge) => of_properties(edge_properties(*edge, graph)?, key, graph),
        Value::Map(entries) => entries.get(key).unwrap_or(&NULL),
        other => return temporal_property(other, key).map(Cow::Owned),
    }))
}

/// Returns what lies under a key; null where nothing does.
pub(super) fn property<G: GraphView>(base: &Value, key: &str, graph: &G) -> Result<Value, QueryError> {
    peek_property(base, key, graph).map(Cow::into_owned)
}

fn temporal_property(base: &Value, key: &str) -> Result<Value, QueryError> {
    match base {
        Value::Date(_)
        | Value::LocalTime(_)
        | Value::Time(_)
        | Value::LocalDateTime(_)
        | Value::DateTime(_)
        | Value::Duration(_) => Ok(temporal::component(base, key)?),
        other => Err(wrong_type("a node, relationship, map or temporal value", other)),
    }
}

/// Returns an item of a list, an entry of a map, or a property.
pub(super) fn index<G: GraphView>(base: &Value, index: &Value, graph: &G) -> Result<Value, QueryError> {
    match (base, index) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::List(items), Value::Integer(index)) => Ok(item(items, *index)),
        (Value::List(_), other) => Err(detailed(Detail::ListElementAccess, "an integer", other)),
        (Value::Map(_) | Value::Node(_) | Value::Edge(_), Value::String(key)) => property(base, key, graph),
        (Value::Map(_) | Value::Node(_) | Value::Edge(_), other) => {
            Err(detailed(Detail::MapElementAccessByNonString, "a string", other))
        }
        (other, _) => Err(wrong_type("a list, map, node or relationship", other)),
    }
}

fn detailed(detail: Detail, expected: &str, found: &Value) -> QueryError {
    QueryError { detail, ..wrong_type(expected, found) }
}

/// Returns an item, counted from the end where the position is negative; null outside the list.
fn item(items: &[Value], position: i64) -> Value {
    let n_items = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let position = if position < 0 { position.saturating_add(n_items) } else { position };
    let found = usize::try_from(position).ok().and_then(|position| items.get(position));
    found.cloned().unwrap_or_default()
}

/// Returns a part of a list: from a position to before another; positions below zero count from the end, and those outside
/// are moved to the ends.
pub(super) fn slice<G: GraphView>(
    base: &BoundExpr,
    from: Option<&BoundExpr>,
    to: Option<&BoundExpr>,
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let base = evaluate(base, scope, subqueries)?;
    let mut bound =
        |bound: Option<&BoundExpr>| bound.map(|bound| evaluate(bound, scope, subqueries)).transpose();
    let (from, to) = (bound(from)?, bound(to)?);
    let items = match &base {
        Value::Null => return Ok(Value::Null),
        Value::List(items) => items,
        other => return Err(wrong_type("a list", other)),
    };
    let (Some(from), Some(to)) = (end(from, 0, items.len())?, end(to, items.len(), items.len())?) else {
        return Ok(Value::Null);
    };
    Ok(Value::List(items.get(from..to).unwrap_or_default().into()))
}

/// Returns one end of a slice; none where it is null.
fn end(given: Option<Value>, otherwise: usize, n_items: usize) -> Result<Option<usize>, QueryError> {
    match given {
        None => Ok(Some(otherwise)),
        Some(Value::Null) => Ok(None),
        Some(Value::Integer(position)) => {
            let back = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
            let place = if position < 0 { n_items.saturating_sub(back) } else { back.min(n_items) };
            Ok(Some(place))
        }
        Some(other) => Err(wrong_type("an integer", &other)),
    }
}

/// Returns a map with more entries; of equal keys the last wins.
pub(super) fn map<G: GraphView>(
    mut map: BTreeMap<String, Value>,
    entries: &[(SmolStr, BoundExpr)],
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    for (key, value) in entries {
        map.insert(key.to_string(), evaluate(value, scope, subqueries)?);
    }
    Ok(Value::Map(Arc::new(map)))
}

pub(super) fn map_projection<G: GraphView>(
    base: &BoundExpr,
    all: bool,
    entries: &[(SmolStr, BoundExpr)],
    scope: &mut Scope<'_, G>,
    subqueries: &mut dyn Subqueries<G>,
) -> Result<Value, QueryError> {
    let base = evaluate(base, scope, subqueries)?;
    let own = match &base {
        Value::Null => return Ok(Value::Null),
        base if all => entries_of(base, scope.graph)?,
        _ => BTreeMap::new(),
    };
    map(own, entries, scope, subqueries)
}

/// Returns the entries of a map, or the properties of a node or relationship by name.
pub(super) fn entries_of<G: GraphView>(
    value: &Value,
    graph: &G,
) -> Result<BTreeMap<String, Value>, QueryError> {
    let named = |properties: &Properties| {
        let name = |key| graph.symbols().key_name(key).to_owned();
        properties.iter().map(|(key, value)| (name(key), value.clone())).collect()
    };
    match value {
        Value::Map(entries) => Ok(BTreeMap::clone(entries)),
        Value::Node(node) => node_properties(*node, graph).map(named),
        Value::Edge(edge) => edge_properties(*edge, graph).map(named),
        other => Err(wrong_type("a node, relationship or map", other)),
    }
}

/// Says whether the labels of a node, or the type of a relationship, fulfil a condition.
pub(super) fn has_labels<G: GraphView>(
    value: &Value,
    test: &LabelTest,
    graph: &G,
) -> Result<Value, QueryError> {
    let symbols = graph.symbols();
    match value {
        Value::Null => Ok(Value::Null),
        Value::Node(node) => {
            let labels = graph.labels(*node);
            if labels.is_empty() && !graph.contains_node(*node) {
                return Err(deleted("node"));
            }
            let has = |name: &str| symbols.label(name).is_some_and(|label| labels.contains(&label));
            Ok(Value::Boolean(fulfils(test, &has, !labels.is_empty())))
        }
        Value::Edge(edge) => {
            let own = graph.edge(*edge).ok_or_else(|| deleted("relationship"))?.edge_type;
            Ok(Value::Boolean(fulfils(test, &|name| symbols.edge_type(name) == Some(own), true)))
        }
        other => Err(wrong_type("a node or relationship", other)),
    }
}

fn fulfils(test: &LabelTest, has: &dyn Fn(&str) -> bool, has_any: bool) -> bool {
    match test {
        LabelTest::Name(name) => has(name),
        LabelTest::Any => has_any,
        LabelTest::Not(inner) => !fulfils(inner, has, has_any),
        LabelTest::And(parts) => parts.iter().all(|part| fulfils(part, has, has_any)),
        LabelTest::Or(parts) => parts.iter().any(|part| fulfils(part, has, has_any)),
    }
}
