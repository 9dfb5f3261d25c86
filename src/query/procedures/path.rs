//! `hv.path`: the shortest paths between two nodes.

use std::sync::Arc;

use super::options::{Options, budget};
use super::{Body, Procedure, Rows, procedure, type_error};
use crate::analysis::{PathQuery, shortest_paths};
use crate::model::{NodeId, Value};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::exec::{Limits, Store};
use crate::query::functions::Type;

pub(super) fn procedures() -> Vec<Procedure> {
    // What the ends are called is for who knows names to turn into nodes.
    const END: &[Type] = &[Type::Node, Type::String, Type::Integer];
    let inputs: &[(&str, &[Type])] = &[("source", END), ("target", END), ("options", &[Type::Map])];
    let outputs = [("path", Type::Path), ("length", Type::Integer)];
    let summary =
        "the shortest paths between two nodes, their ids or names; one unless option `limit` says otherwise";
    let mut path = procedure("hv.path", inputs, &outputs, summary, Body::Path);
    path.signature.n_optional = 1;
    vec![path]
}

/// Finds paths; none where an end is null or left out by the options.
pub(super) fn call<S: Store>(arguments: &[Value], graph: &S, limits: &Limits) -> Result<Rows, QueryError> {
    let (Some(source), Some(target)) = (end(arguments.first())?, end(arguments.get(1))?) else {
        return Ok(Vec::new());
    };
    let mut options = Options::new(arguments.get(2))?;
    let projection = options.projection(graph)?;
    let max_hops = options.count("max_hops")?.unwrap_or(usize::MAX);
    let wanted = options.count("limit")?.unwrap_or(1);
    options.end()?;
    let (Some(source), Some(target)) = (projection.index_of(source), projection.index_of(target)) else {
        return Ok(Vec::new());
    };
    let query = PathQuery { source, target, max_hops, may_pass: &|_| true, budget: &budget(limits) };
    let found = shortest_paths(&projection, &query, wanted);
    let found =
        found.map_err(|limit| QueryError::runtime(ErrorKind::Limit, Detail::Other, limit.to_string()))?;
    let row = |path: crate::model::Path| {
        let length = i64::try_from(path.len()).unwrap_or(i64::MAX);
        vec![Value::Path(Arc::new(path)), Value::Integer(length)]
    };
    Ok(found.paths.into_iter().take(wanted).map(row).collect())
}

fn end(value: Option<&Value>) -> Result<Option<NodeId>, QueryError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Node(node)) => Ok(Some(*node)),
        Some(_) => Err(type_error("`hv.path` leads from a node to a node")),
    }
}
