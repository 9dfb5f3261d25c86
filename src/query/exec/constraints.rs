//! Whether what a statement leaves behind keeps the constraints of the graph.

use hashbrown::HashSet;

use super::{Limits, Run, Store};
use crate::graph::{ChangeSet, KeyId, Properties, Rule, RuleKind, RuleTarget};
use crate::model::{NodeId, Value};
use crate::query::compare::{Key, equal};
use crate::query::error::{Detail, ErrorKind, QueryError};

/// Checks what a statement has written, when it ends.
///
/// # Errors
/// [`ErrorKind::ConstraintValidationFailed`].
pub(super) fn check_written<S: Store>(run: &Run<'_, S>) -> Result<(), QueryError> {
    let graph = run.graph.borrow();
    let Some(changes) = graph.changes() else { return Ok(()) };
    for rule in graph.rules() {
        match (rule.on, rule.kind) {
            (_, RuleKind::Index) => {}
            (RuleTarget::Nodes, _) => check_nodes(rule, &*graph, changes, &run.limits)?,
            (RuleTarget::Edges, _) if changes.written_edges().next().is_none() => {}
            (RuleTarget::Edges, _) => check_all(rule, &*graph, &run.limits)?,
        }
    }
    Ok(())
}

/// Checks a rule on the written nodes, by an index where there is one.
fn check_nodes<S: Store>(
    rule: &Rule,
    graph: &S,
    changes: &ChangeSet,
    limits: &Limits,
) -> Result<(), QueryError> {
    let Some(label) = graph.symbols().label(&rule.label) else { return Ok(()) };
    let keys = keys(rule, graph);
    let has_label = |node: &NodeId| graph.labels(*node).contains(&label);
    let is_indexed = matches!(keys.first(), Some(Some(key)) if graph.is_indexed(*key));
    if rule.kind == RuleKind::Unique && !is_indexed {
        return check_all(rule, graph, limits);
    }
    for node in changes.written_nodes().filter(has_label) {
        limits.check_time()?;
        let values = values(graph.properties(node), &keys);
        let Some(values) = values else {
            if rule.kind == RuleKind::NotNull {
                return Err(missing(rule));
            }
            continue;
        };
        if rule.kind == RuleKind::NotNull {
            continue;
        }
        let (Some(Some(first)), Some(value)) = (keys.first(), values.first()) else { continue };
        let is_same = |other: NodeId| {
            let own = self::values(graph.properties(other), &keys);
            own.is_some_and(|own| own.iter().zip(&values).all(|(a, b)| equal(a, b) == Some(true)))
        };
        let mut others = graph.nodes_with_property(*first, value).into_iter();
        if others.any(|other| other != node && has_label(&other) && is_same(other)) {
            return Err(repeated(rule, &values));
        }
    }
    Ok(())
}

/// Checks a rule on the whole graph.
///
/// # Errors
/// [`ErrorKind::ConstraintValidationFailed`].
pub(super) fn check_all<S: Store>(rule: &Rule, graph: &S, limits: &Limits) -> Result<(), QueryError> {
    let keys = keys(rule, graph);
    let mut check = Check { rule, keys, seen: HashSet::new() };
    match rule.on {
        RuleTarget::Nodes => {
            let Some(label) = graph.symbols().label(&rule.label) else { return Ok(()) };
            for node in graph.nodes_with_label(label) {
                check.properties(graph.properties(node), limits)?;
            }
        }
        RuleTarget::Edges => {
            let Some(edge_type) = graph.symbols().edge_type(&rule.label) else { return Ok(()) };
            let has_type = |edge| graph.edge(edge).is_some_and(|ends| ends.edge_type == edge_type);
            for edge in graph.edges().filter(|edge| has_type(*edge)) {
                check.properties(graph.edge_properties(edge), limits)?;
            }
        }
    }
    Ok(())
}

struct Check<'a> {
    rule: &'a Rule,
    keys: Vec<Option<KeyId>>,
    seen: HashSet<Vec<Key>>,
}

impl Check<'_> {
    fn properties(&mut self, properties: &Properties, limits: &Limits) -> Result<(), QueryError> {
        let values = values(properties, &self.keys);
        match (self.rule.kind, values) {
            (RuleKind::NotNull, None) => Err(missing(self.rule)),
            (RuleKind::Unique, Some(values)) => {
                if self.seen.len().is_multiple_of(1024) {
                    limits.check_time()?;
                }
                let is_new = self.seen.insert(values.iter().map(|value| Key((*value).clone())).collect());
                if is_new { Ok(()) } else { Err(repeated(self.rule, &values)) }
            }
            _ => Ok(()),
        }
    }
}

/// Looks the keys of a rule up; one that was never used has no id.
fn keys<S: Store>(rule: &Rule, graph: &S) -> Vec<Option<KeyId>> {
    rule.keys.iter().map(|key| graph.symbols().key(key)).collect()
}

/// Returns the values of all keys; none where one is missing.
fn values<'p>(properties: &'p Properties, keys: &[Option<KeyId>]) -> Option<Vec<&'p Value>> {
    keys.iter().map(|key| properties.get((*key)?)).collect()
}

fn missing(rule: &Rule) -> QueryError {
    let message = format!("constraint `{}`: `{}` without {}", rule.name, rule.label, quoted(&rule.keys));
    QueryError::runtime(ErrorKind::ConstraintValidationFailed, Detail::CreateBlockedByConstraint, message)
}

fn repeated(rule: &Rule, values: &[&Value]) -> QueryError {
    let text = |value: &&Value| serde_json::to_string(value).unwrap_or_default();
    let values: Vec<String> = values.iter().map(text).collect();
    let message = format!(
        "constraint `{}`: several `{}` with {} = {}",
        rule.name,
        rule.label,
        quoted(&rule.keys),
        values.join(", ")
    );
    QueryError::runtime(ErrorKind::ConstraintValidationFailed, Detail::CreateBlockedByConstraint, message)
}

fn quoted(keys: &[String]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    keys.join(", ")
}
