//! Functions of nodes, relationships and paths; the evaluator computes those that read the graph.

use super::{Function, GraphFunction, Type, argument, wrong_argument};
use crate::model::Value;
use crate::query::error::QueryError;

const ENTITY: &[Type] = &[Type::Node, Type::Edge];
const WITH_KEYS: &[Type] = &[Type::Node, Type::Edge, Type::Map];

pub(super) fn functions() -> Vec<Function> {
    use GraphFunction as G;
    let entity = const { &[argument("entity", ENTITY)] };
    let with_keys = const { &[argument("value", WITH_KEYS)] };
    let edge = const { &[argument("relationship", &[Type::Edge])] };
    let path = const { &[argument("path", &[Type::Path])] };
    vec![
        Function::of_graph(
            G::Id,
            "id",
            entity,
            Type::Integer,
            "the number of a node or relationship, never used again",
        ),
        Function::of_graph(
            G::ElementId,
            "elementId",
            entity,
            Type::String,
            "the id of a node or relationship as a string",
        ),
        Function::of_graph(
            G::Labels,
            "labels",
            const { &[argument("node", &[Type::Node])] },
            Type::List,
            "the labels of a node",
        ),
        Function::of_graph(G::Type, "type", edge, Type::String, "the type of a relationship"),
        Function::of_graph(
            G::Properties,
            "properties",
            with_keys,
            Type::Map,
            "the properties of a node or relationship as a map",
        ),
        Function::of_graph(
            G::Keys,
            "keys",
            with_keys,
            Type::List,
            "the keys of a node, relationship or map, in order",
        ),
        Function::of_graph(G::StartNode, "startNode", edge, Type::Node, "where a relationship starts"),
        Function::of_graph(G::EndNode, "endNode", edge, Type::Node, "where a relationship ends"),
        Function::pure("nodes", path, Type::List, nodes, "the nodes of a path, in order"),
        Function::pure(
            "relationships",
            path,
            Type::List,
            relationships,
            "the relationships of a path, in order",
        ),
        Function::pure("length", path, Type::Integer, length, "how many relationships a path has"),
        Function::of_graph(
            G::AsOf,
            "hv.asOf",
            const { &[argument("relationship", &[Type::Edge]), argument("date", &[Type::String])] },
            Type::String,
            "whether a claim holds as of a date: 'certain', 'possible' or 'no'",
        ),
    ]
}

fn nodes(arguments: &[Value]) -> Result<Value, QueryError> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(Value::List(path.nodes.iter().map(|node| Value::Node(*node)).collect())),
        other => Err(wrong_argument("a path", other)),
    }
}

fn relationships(arguments: &[Value]) -> Result<Value, QueryError> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(Value::List(path.edges.iter().map(|edge| Value::Edge(*edge)).collect())),
        other => Err(wrong_argument("a path", other)),
    }
}

fn length(arguments: &[Value]) -> Result<Value, QueryError> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(super::list::count(path.len())),
        other => Err(wrong_argument("a path", other)),
    }
}
