//! From names and ids as people write them in a call to nodes.

use crate::dataset;
use crate::graph::{Facts, GraphView, KeyId};
use crate::model::{Lang, NodeId, Schema, Value, keys};
use crate::names::{Match, Resolution};
use crate::query::error::QueryError;
use crate::query::exec::{Limits, Store};
use crate::query::procedures::{argument_error, type_error};

/// How many candidates are named.
const MOST_NAMED: usize = 10;

/// Returns the arguments of `hv.path` with nodes in place of names and ids.
pub(super) fn found<S: Store>(
    arguments: &[Value],
    schema: Option<&Schema>,
    graph: &S,
    limits: &Limits,
) -> Result<Vec<Value>, QueryError> {
    let mut found = arguments.to_vec();
    for end in found.iter_mut().take(2).filter(|end| **end != Value::Null) {
        *end = Value::Node(node(end, schema, graph, limits)?);
    }
    Ok(found)
}

/// Finds the node that a value means: a node itself, the id of one, or a name as the command line takes it.
///
/// Cost: `O(1)` for a node and for an id that is indexed; else the names of all nodes are looked through.
///
/// # Errors
/// [`ErrorKind::TypeError`](crate::query::error::ErrorKind::TypeError) for other values, and
/// [`ErrorKind::ArgumentError`](crate::query::error::ErrorKind::ArgumentError) for a name that no node has, or several.
pub(super) fn node<S: Store>(
    value: &Value,
    schema: Option<&Schema>,
    graph: &S,
    limits: &Limits,
) -> Result<NodeId, QueryError> {
    let id = graph.symbols().key(keys::ID);
    let of_id = || id.and_then(|id| only_with(graph, id, value));
    match value {
        Value::Node(node) => Ok(*node),
        Value::Integer(number) => {
            of_id().ok_or_else(|| argument_error(format!("no node has the id `{number}`")))
        }
        Value::String(name) => {
            limits.check_time()?;
            of_id().map_or_else(|| named(name, schema, &Facts::new(graph)), Ok)
        }
        _ => Err(type_error("expected a node, its id or its name")),
    }
}

fn only_with<S: GraphView>(graph: &S, id: KeyId, value: &Value) -> Option<NodeId> {
    match graph.nodes_with_property(id, value).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

fn named<S: GraphView>(
    name: &str,
    schema: Option<&Schema>,
    facts: &Facts<'_, S>,
) -> Result<NodeId, QueryError> {
    if name.trim().is_empty() {
        return Err(argument_error("the name is empty"));
    }
    let names = dataset::name_index(facts);
    match dataset::resolve(&names, schema, facts, name) {
        Resolution::One(found) => Ok(found.node),
        Resolution::Several(matches) => {
            let message = format!("`{name}` fits {} nodes", matches.len());
            let candidates = listed(&matches, facts);
            Err(argument_error(message).with_hint(format!("give more of the name, or an id: {candidates}")))
        }
        Resolution::None { near } => {
            let error = argument_error(format!("no node is called `{name}`"));
            Err(if near.is_empty() {
                error
            } else {
                error.with_hint(format!("did you mean {}?", listed(&near, facts)))
            })
        }
    }
}

/// Names candidates, each with its id and how it fits.
fn listed<S: GraphView>(matches: &[Match], facts: &Facts<'_, S>) -> String {
    let one = |found: &Match| {
        let how = found.explain(Lang::En);
        format!("`{}` ({}; {how})", facts.id(found.node), facts.name(found.node))
    };
    let named: Vec<String> = matches.iter().take(MOST_NAMED).map(one).collect();
    let more = matches.len().saturating_sub(MOST_NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", named.join(", "))
}
