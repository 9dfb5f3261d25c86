//! The map of options of a procedure: which part of the graph it runs on, and numbers for its algorithm.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::{argument_error, type_error};
use crate::analysis::Budget;
use crate::graph::{Direction, LabelId, Projection, ProjectionSpec, TypeId};
use crate::model::Value;
use crate::query::error::QueryError;
use crate::query::exec::{Limits, Store};

/// Options, taken out one by one.
#[derive(Debug)]
pub struct Options {
    entries: BTreeMap<String, Value>,
}

impl Options {
    /// Returns the options of an argument; null is like none.
    ///
    /// # Errors
    /// [`ErrorKind::TypeError`](crate::query::error::ErrorKind::TypeError) if it is no map.
    pub fn new(argument: Option<&Value>) -> Result<Self, QueryError> {
        let entries = match argument {
            None | Some(Value::Null) => BTreeMap::new(),
            Some(Value::Map(entries)) => (**entries).clone(),
            Some(_) => return Err(type_error("options are a map")),
        };
        Ok(Options { entries })
    }

    /// Takes an option; nothing where it is null.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.entries.remove(name).filter(|value| *value != Value::Null)
    }

    /// Takes a text or a list of texts.
    ///
    /// # Errors
    /// [`ErrorKind::TypeError`](crate::query::error::ErrorKind::TypeError) if it is anything else.
    pub fn texts(&mut self, name: &str) -> Result<Option<Vec<String>>, QueryError> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let texts = match self.take(name) {
            None => return Ok(None),
            Some(Value::List(items)) => items.iter().map(text).collect(),
            Some(value) => text(&value).map(|only| vec![only]),
        };
        texts.map(Some).ok_or_else(|| type_error(format!("option `{name}` is a text or a list of texts")))
    }

    /// Takes true or false; false where it is not given.
    ///
    /// # Errors
    /// [`ErrorKind::TypeError`](crate::query::error::ErrorKind::TypeError) if it is anything else.
    pub fn flag(&mut self, name: &str) -> Result<bool, QueryError> {
        match self.take(name) {
            None => Ok(false),
            Some(Value::Boolean(flag)) => Ok(flag),
            Some(_) => Err(type_error(format!("option `{name}` is true or false"))),
        }
    }

    /// Takes a whole number of at least 0.
    pub(super) fn count(&mut self, name: &str) -> Result<Option<usize>, QueryError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Integer(number)) => match usize::try_from(number) {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(argument_error(format!("option `{name}` is {number}; expected 0 or more"))),
            },
            Some(_) => Err(type_error(format!("option `{name}` is a whole number"))),
        }
    }

    /// Takes `from`, a node or a list of nodes, as dense indexes of a projection; null, and what is not in the projection,
    /// counts for nothing.
    pub(super) fn starts(&mut self, projection: &Projection) -> Result<Vec<u32>, QueryError> {
        let values = match self.take("from") {
            None => return Ok(Vec::new()),
            Some(Value::List(items)) => items.to_vec(),
            Some(value) => vec![value],
        };
        let mut starts = Vec::new();
        for value in values {
            match value {
                Value::Null => {}
                Value::Node(node) => starts.extend(projection.index_of(node)),
                _ => return Err(type_error("option `from` is a node or a list of nodes")),
            }
        }
        Ok(starts)
    }

    /// Takes all that is left as numbers.
    pub(super) fn numbers(&mut self) -> Result<Vec<(String, f64)>, QueryError> {
        let entries = std::mem::take(&mut self.entries).into_iter();
        let numbers =
            entries.filter(|(_, value)| *value != Value::Null).map(|(name, value)| match value.as_f64() {
                Some(number) => Ok((name, number)),
                None => Err(type_error(format!("option `{name}` is a number"))),
            });
        numbers.collect()
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// [`ErrorKind::ArgumentError`](crate::query::error::ErrorKind::ArgumentError) with the name of an option that is.
    pub fn end(self) -> Result<(), QueryError> {
        match self.entries.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => Err(argument_error(format!("there is no option `{name}`"))),
        }
    }

    /// Takes `labels`, `types`, `direction` and `weight`, and builds what they choose: all nodes and edges, followed both
    /// ways and without weights, where nothing is said. A relationship without the property `weight` has weight 1.
    pub(super) fn projection<S: Store>(&mut self, graph: &S) -> Result<Projection, QueryError> {
        let symbols = graph.symbols();
        let mut spec = ProjectionSpec::default().direction(self.direction()?);
        if let Some(labels) = self.texts("labels")? {
            let labels: Vec<LabelId> = labels.iter().filter_map(|name| symbols.label(name)).collect();
            spec = spec.nodes(move |node| graph.labels(node).iter().any(|label| labels.contains(label)));
        }
        if let Some(types) = self.texts("types")? {
            let types: Vec<TypeId> = types.iter().filter_map(|name| symbols.edge_type(name)).collect();
            spec =
                spec.edges(move |edge| graph.edge(edge).is_some_and(|ends| types.contains(&ends.edge_type)));
        }
        if let Some(weight) = self.texts("weight")?.and_then(|mut names| names.pop()) {
            let key = symbols.key(&weight);
            let found = move |edge| key.and_then(|key| graph.edge_properties(edge).get(key)?.as_f64());
            spec = spec.weight(move |edge| found(edge).unwrap_or(1.0));
        }
        Ok(spec.build(graph))
    }

    fn direction(&mut self) -> Result<Direction, QueryError> {
        let Some(value) = self.take("direction") else { return Ok(Direction::Both) };
        match value.as_str() {
            Some("outgoing") => Ok(Direction::Outgoing),
            Some("incoming") => Ok(Direction::Incoming),
            Some("both") => Ok(Direction::Both),
            _ => Err(argument_error("option `direction` is 'outgoing', 'incoming' or 'both'")),
        }
    }
}

/// Returns what an algorithm may use up of what a statement may.
pub(super) fn budget(limits: &Limits) -> Budget {
    let left = limits.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let budget = Budget::new(left.unwrap_or(Duration::from_hours(24)), limits.max_rows);
    match limits.interrupt() {
        Some(flag) => budget.interrupted_by(flag),
        None => budget,
    }
}
