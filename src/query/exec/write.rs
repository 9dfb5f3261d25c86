//! What the operators that write have in common: all rows at once, the writing side, values that may be stored.

use std::collections::VecDeque;

use super::batch::Batch;
use super::build::Source;
use super::{Effects, Run, Store, Writer};
use crate::graph::{GraphError, KeyId, LabelId, Properties};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::bound::{BoundExpr, BoundProperties, LabelTest};
use crate::query::error::{Detail, ErrorKind, QueryError};

/// The rows of an input, all worked on before any goes on.
pub(super) struct Whole<'p, S> {
    input: Source<'p, S>,
    held: Option<VecDeque<Batch>>,
}

impl<'p, S: Store> Whole<'p, S> {
    pub(super) fn new(input: Source<'p, S>) -> Self {
        Whole { input, held: None }
    }

    /// Returns the next rows that were worked on; the first call takes all rows and does all work.
    pub(super) fn next(
        &mut self,
        run: &Run<'_, S>,
        work: impl FnOnce(Vec<Batch>) -> Result<Vec<Batch>, QueryError>,
    ) -> Result<Option<Batch>, QueryError> {
        if self.held.is_none() {
            let mut batches = Vec::new();
            while let Some(batch) = self.input.next(run)? {
                run.limits.hold(batch.n_bytes())?;
                batches.push(batch);
            }
            let n_bytes: usize = batches.iter().map(Batch::n_bytes).sum();
            let mut worked = work(batches)?;
            run.limits.release(n_bytes);
            worked.retain(|batch| batch.n_rows() > 0);
            run.limits.hold(worked.iter().map(Batch::n_bytes).sum())?;
            self.held = Some(worked.into());
        }
        let batch = self.held.as_mut().and_then(VecDeque::pop_front);
        run.limits.release(batch.as_ref().map_or(0, Batch::n_bytes));
        Ok(batch)
    }
}

/// Does something with the writing side of the graph.
pub(super) fn with_writer<S: Store, T>(
    run: &Run<'_, S>,
    work: impl FnOnce(&mut dyn Writer) -> Result<T, QueryError>,
) -> Result<T, QueryError> {
    let mut graph = run.graph.borrow_mut();
    let writer = graph.writer().ok_or_else(|| {
        QueryError::runtime(ErrorKind::SemanticError, Detail::Other, "the graph may only be read here")
    })?;
    work(writer)
}

/// Counts what was written.
pub(super) fn count<S>(run: &Run<'_, S>, add: impl FnOnce(&mut Effects)) {
    let mut effects = run.effects.get();
    add(&mut effects);
    run.effects.set(effects);
}

/// Says why the graph refused a write.
pub(super) fn refused(error: GraphError) -> QueryError {
    match error {
        GraphError::UnknownNode(node) => deleted_node(node),
        GraphError::UnknownEdge(edge) => deleted_edge(edge),
        error => QueryError::runtime(ErrorKind::Limit, Detail::Other, error.to_string()),
    }
}

fn deleted_node(node: NodeId) -> QueryError {
    let message = format!("node {node} was deleted");
    QueryError::runtime(ErrorKind::EntityNotFound, Detail::DeletedEntityAccess, message)
}

fn deleted_edge(edge: EdgeId) -> QueryError {
    let message = format!("relationship {edge} was deleted");
    QueryError::runtime(ErrorKind::EntityNotFound, Detail::DeletedEntityAccess, message)
}

/// Says that a value is of the wrong type.
pub(super) fn wrong_type(value: &Value, expected: &str, of: &BoundExpr) -> QueryError {
    let message = format!("this is {}; expected {expected}", words(value));
    QueryError::runtime(ErrorKind::TypeError, Detail::InvalidArgumentType, message).at(of.span)
}

const fn words(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Boolean(_) => "a boolean",
        Value::Integer(_) => "an integer",
        Value::Float(_) => "a float",
        Value::String(_) => "a string",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
        Value::Node(_) => "a node",
        Value::Edge(_) => "a relationship",
        Value::Path(_) => "a path",
        _ => "a temporal value",
    }
}

/// How many bytes a new node or relationship takes, about.
pub(super) const ELEMENT_BYTES: usize = 128;

/// Returns how many bytes a property takes, about.
pub(super) fn stored_bytes(value: &Value) -> usize {
    match value {
        Value::String(text) => size_of::<Value>() + text.len(),
        Value::List(items) => items.iter().map(stored_bytes).sum(),
        _ => size_of::<Value>(),
    }
}

/// Checks that a value may be a property: no map, node, relationship or path, nor a list with one inside.
pub(super) fn check_storable(value: &Value, of: &BoundExpr) -> Result<(), QueryError> {
    match value {
        Value::Map(_) | Value::Node(_) | Value::Edge(_) | Value::Path(_) => {
            let message = format!("{} cannot be stored in a property", words(value));
            Err(QueryError::runtime(ErrorKind::TypeError, Detail::InvalidPropertyType, message).at(of.span))
        }
        Value::List(items) => items.iter().try_for_each(|item| check_storable(item, of)),
        _ => Ok(()),
    }
}

/// The names of labels to be made, one or several.
pub(super) fn label_names(test: Option<&LabelTest>) -> Vec<&str> {
    match test {
        Some(LabelTest::Name(name)) => vec![name],
        Some(LabelTest::And(all)) => all.iter().flat_map(|label| label_names(Some(label))).collect(),
        _ => Vec::new(),
    }
}

/// Looks labels up, giving new ones an id; sorted, each once.
pub(super) fn intern_labels<'n>(
    writer: &mut dyn Writer,
    names: impl IntoIterator<Item = &'n str>,
) -> Vec<LabelId> {
    let symbols = writer.symbols_mut();
    let mut labels: Vec<LabelId> = names.into_iter().map(|name| symbols.intern_label(name)).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// Turns a map, node or relationship into properties; of a map, values that may not be stored are errors.
pub(super) fn properties_from<S: Store>(
    run: &Run<'_, S>,
    value: &Value,
    of: &BoundExpr,
) -> Result<Vec<(KeyId, Value)>, QueryError> {
    let copied = |properties: &Properties| {
        properties.iter().map(|(key, value)| (key, value.clone())).collect::<Vec<_>>()
    };
    match value {
        Value::Map(entries) => {
            entries.values().try_for_each(|value| check_storable(value, of))?;
            with_writer(run, |writer| {
                let symbols = writer.symbols_mut();
                let entries = entries.iter();
                Ok(entries.map(|(key, value)| (symbols.intern_key(key), value.clone())).collect())
            })
        }
        Value::Node(node) => {
            let graph = run.graph.borrow();
            if !graph.contains_node(*node) {
                return Err(deleted_node(*node).at(of.span));
            }
            Ok(copied(graph.properties(*node)))
        }
        Value::Edge(edge) => {
            let graph = run.graph.borrow();
            if graph.edge(*edge).is_none() {
                return Err(deleted_edge(*edge).at(of.span));
            }
            Ok(copied(graph.edge_properties(*edge)))
        }
        value => Err(wrong_type(value, "a map, node or relationship", of)),
    }
}

/// Properties to be made, with their keys looked up.
pub(super) enum NewProperties<'p> {
    None,
    Entries(Vec<(KeyId, &'p BoundExpr)>),
    Map(&'p BoundExpr),
}

impl<'p> NewProperties<'p> {
    pub(super) fn new(writer: &mut dyn Writer, of: &'p BoundProperties) -> Self {
        match of {
            BoundProperties::None => NewProperties::None,
            BoundProperties::Entries(entries) => {
                let symbols = writer.symbols_mut();
                let entries = entries.iter().map(|(key, value)| (symbols.intern_key(key), value));
                NewProperties::Entries(entries.collect())
            }
            BoundProperties::Map(map) => NewProperties::Map(map),
        }
    }
}
