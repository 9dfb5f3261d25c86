//! From the patterns of a clause to links, nodes and conditions that wait.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Condition, Link, LinkKind, Matching, PathParts};
use crate::model::Span;
use crate::query::ast::{BinaryOp, ComparisonOp, Selector};
use crate::query::bound::{BoundExpr, BoundKind, BoundLink, BoundPattern, BoundProperties, LabelTest, Slot};
use crate::query::plan::visit;

/// Adds nodes, links, conditions and path of a pattern to what is to be done.
pub(super) fn add_pattern(matching: &mut Matching<'_>, pattern: &BoundPattern, edges: &[Slot]) {
    let is_chosen = pattern.selector != Selector::All;
    let shortest = matches!(pattern.links.as_slice(), [BoundLink::Edge(_)]) && is_chosen;
    if is_chosen && !shortest && !pattern.links.is_empty() {
        let (from, to) = (pattern.nodes[0].slot, pattern.nodes[pattern.nodes.len() - 1].slot);
        matching.links.push(Link { from, to, edges: edges[0], kind: LinkKind::Chosen(pattern.clone()) });
        return;
    }
    for node in &pattern.nodes {
        if let Some(test) = &node.labels {
            matching.wait(Condition::Labels(node.slot, test.clone()), BTreeSet::from([node.slot]));
        }
        matching.nodes.push(node.clone());
        add_properties(matching, node.slot, &node.properties, node.span);
        if let Some(condition) = &node.condition {
            matching.wait_for(condition);
        }
    }
    for (at, (link, edges)) in pattern.links.iter().zip(edges).enumerate() {
        let (from, to) = (pattern.nodes[at].slot, pattern.nodes[at + 1].slot);
        let kind = match link {
            BoundLink::Edge(_) if shortest => LinkKind::Shortest(pattern.clone()),
            BoundLink::Edge(edge) => {
                if edge.length.is_none() {
                    add_properties(matching, edge.slot, &edge.properties, edge.span);
                    if let Some(condition) = &edge.condition {
                        matching.wait_for(condition);
                    }
                }
                LinkKind::Edge(edge.clone())
            }
            BoundLink::Group(group) => LinkKind::Group(group.clone()),
        };
        matching.links.push(Link { from, to, edges: *edges, kind });
    }
    if let Some(slot) = pattern.path.filter(|_| !shortest) {
        let mut parts = vec![pattern.nodes[0].slot];
        for (node, edges) in pattern.nodes[1..].iter().zip(edges) {
            parts.extend([*edges, node.slot]);
        }
        matching.paths.push(PathParts { slot, parts });
    }
}

fn add_properties(matching: &mut Matching<'_>, slot: Slot, properties: &BoundProperties, span: Span) {
    let BoundProperties::Entries(entries) = properties else { return };
    for condition in property_conditions(slot, entries, span) {
        matching.wait_for(&condition);
    }
}

/// Returns the conditions that properties in a pattern stand for.
pub(crate) fn property_conditions(
    slot: Slot,
    entries: &[(SmolStr, BoundExpr)],
    span: Span,
) -> impl Iterator<Item = BoundExpr> {
    entries.iter().map(move |(key, value)| {
        let of = BoundExpr { kind: BoundKind::Slot(slot), span };
        let read = BoundExpr { kind: BoundKind::Property(Box::new(of), key.clone()), span };
        let kind = BoundKind::Comparison(vec![read, value.clone()], vec![ComparisonOp::Equal]);
        BoundExpr { kind, span: value.span }
    })
}

/// Returns the parts of a conjunction.
pub(super) fn conjuncts(expr: &BoundExpr) -> Vec<&BoundExpr> {
    match &expr.kind {
        BoundKind::Binary(BinaryOp::And, a, b) => {
            let mut parts = conjuncts(a);
            parts.extend(conjuncts(b));
            parts
        }
        _ => vec![expr],
    }
}

pub(super) fn has_subquery(expr: &BoundExpr) -> bool {
    let mut found = false;
    visit::expr(expr, &mut |seen| found |= matches!(seen, visit::Seen::Subquery(_)));
    found
}

/// Returns types as names where the condition is a plain choice of them, else the condition to be checked.
pub(crate) fn plain_types(test: Option<&LabelTest>) -> (Vec<SmolStr>, Option<LabelTest>) {
    match test {
        None => (Vec::new(), None),
        Some(LabelTest::Name(name)) => (vec![name.clone()], None),
        Some(LabelTest::Or(tests)) => {
            let names = tests.iter().map(|test| match test {
                LabelTest::Name(name) => Some(name.clone()),
                _ => None,
            });
            match names.collect() {
                Some(names) => (names, None),
                None => (Vec::new(), test.cloned()),
            }
        }
        Some(test) => (Vec::new(), Some(test.clone())),
    }
}

/// A label test of a node or relationship of this very match, which is never another value.
pub(super) fn is_element(of: &BoundExpr, matching: &Matching<'_>) -> bool {
    match of.kind {
        BoundKind::Slot(slot) => {
            matching.nodes.iter().any(|node| node.slot == slot) && matching.introduced.contains(&slot)
        }
        _ => false,
    }
}
