//! Functions of nodes, relationships and paths; the evaluator computes those that read the graph.

use super::{Argument, Function, GraphFunction, Type, argument, wrong_argument};
use crate::model::Value;
use crate::query::error::QueryError;

const ENTITY: &[Argument] = &[argument("entity", &[Type::Node, Type::Edge])];
const WITH_KEYS: &[Argument] = &[argument("value", &[Type::Node, Type::Edge, Type::Map])];
const EDGE: &[Argument] = &[argument("relationship", &[Type::Edge])];
const PATH: &[Argument] = &[argument("path", &[Type::Path])];

pub(super) static FUNCTIONS: &[Function] = &[
    Function::of_graph(
        GraphFunction::Id,
        "id",
        ENTITY,
        Type::Integer,
        "the number of a node or relationship, never used again",
    ),
    Function::of_graph(
        GraphFunction::ElementId,
        "elementId",
        ENTITY,
        Type::String,
        "the id of a node or relationship as a string",
    ),
    Function::of_graph(
        GraphFunction::Labels,
        "labels",
        &[argument("node", &[Type::Node])],
        Type::List,
        "the labels of a node",
    ),
    Function::of_graph(GraphFunction::Type, "type", EDGE, Type::String, "the type of a relationship"),
    Function::of_graph(
        GraphFunction::Properties,
        "properties",
        WITH_KEYS,
        Type::Map,
        "the properties of a node or relationship as a map",
    ),
    Function::of_graph(
        GraphFunction::Keys,
        "keys",
        WITH_KEYS,
        Type::List,
        "the keys of a node, relationship or map, in order",
    ),
    Function::of_graph(
        GraphFunction::StartNode,
        "startNode",
        EDGE,
        Type::Node,
        "where a relationship starts",
    ),
    Function::of_graph(GraphFunction::EndNode, "endNode", EDGE, Type::Node, "where a relationship ends"),
    Function::pure("nodes", PATH, Type::List, nodes, "the nodes of a path, in order"),
    Function::pure("relationships", PATH, Type::List, relationships, "the relationships of a path, in order"),
    Function::pure("length", PATH, Type::Integer, length, "how many relationships a path has"),
    Function::of_graph(
        GraphFunction::AsOf,
        "hv.asOf",
        &[argument("entity", &[Type::Node, Type::Edge]), argument("date", &[Type::String, Type::Date])],
        Type::String,
        "whether a claim, or a node with a date, holds as of a date: 'certain', 'possible' or 'no'",
    ),
];

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
