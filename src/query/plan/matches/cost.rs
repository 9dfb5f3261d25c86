//! What it would cost to go on with a link or a node.

use smol_str::SmolStr;

use super::conditions::plain_types;
use super::follow::{is_plain, seek};
use super::{Condition, Link, LinkKind, Matching, Pending};
use crate::graph::GraphView;
use crate::query::ast::{Arrow, ComparisonOp};
use crate::query::bound::{BoundExpr, BoundKind, BoundNode, LabelTest, Slot};
use crate::query::plan::planner::Planner;

impl<G: GraphView> Planner<'_, G> {
    /// Returns the link to follow next among those with a filled end, if there is one.
    pub(super) fn next_link(&self, matching: &Matching<'_>) -> Option<usize> {
        let cost = |link: &Link| {
            let ends = (matching.is_filled(link.from), matching.is_filled(link.to));
            match (&link.kind, ends) {
                (LinkKind::Edge(_), _) if matching.is_filled(link.edges) => Some(0.0),
                (LinkKind::Chosen(_), (true, true)) => Some(1000.0),
                (LinkKind::Chosen(_), (false, false)) => Some(100_000.0),
                (LinkKind::Chosen(_), _) => Some(10_000.0),
                (LinkKind::Shortest(_), (true, true)) => Some(50.0),
                (_, (false, false)) | (LinkKind::Shortest(_), _) => None,
                (LinkKind::Edge(edge), (true, true)) => Some(if edge.length.is_some() { 60.0 } else { 1.0 }),
                (LinkKind::Group(_), (true, true)) => Some(70.0),
                (_, (true, false)) => Some(1.0 + self.growth(matching, link, (link.from, link.to))),
                (_, (false, true)) => Some(1.0 + self.growth(matching, link, (link.to, link.from))),
            }
        };
        let costs = matching.links.iter().enumerate().filter_map(|(at, link)| Some((cost(link)?, at)));
        costs.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, at)| at)
    }

    /// Returns how many rows are thought to come of one when a link is followed, conditions included.
    pub(super) fn growth(&self, matching: &Matching<'_>, link: &Link, (start, end): (Slot, Slot)) -> f64 {
        let (own, fits) = match &link.kind {
            LinkKind::Edge(edge) => {
                let (types, _) = plain_types(edge.types.as_ref());
                let degree = self.degree(matching, start, &types, edge.direction);
                // A type says much of the labels at its ends.
                let share = if types.is_empty() { self.share(matching, end) } else { 1.0 };
                match edge.length {
                    None => (degree, share),
                    Some((_, greatest)) => (degree.max(2.0).powf(greatest.unwrap_or(3).min(3) as f64), share),
                }
            }
            _ => (100.0, self.share(matching, end)),
        };
        let n_others = matching.links.iter().filter(|other| is_plain(matching, other, end)).count();
        let meets = if is_plain(matching, link, end) { 0.1_f64.powf(n_others as f64 - 1.0) } else { 1.0 };
        own * fits * meets * kept_share(matching, &[end, link.edges])
    }

    /// Returns how many relationships of some types a node of the pattern is thought to have.
    pub(super) fn degree(
        &self,
        matching: &Matching<'_>,
        start: Slot,
        types: &[SmolStr],
        direction: Arrow,
    ) -> f64 {
        let symbols = self.graph.symbols();
        let of_type = |name: &SmolStr| symbols.edge_type(name).map_or(0, |own| self.graph.edge_count_of(own));
        let n_edges = match types {
            [] => self.graph.edge_count(),
            types => types.iter().map(of_type).sum(),
        };
        let n_ways = if direction == Arrow::Either { 2.0 } else { 1.0 };
        let mut labels = Vec::new();
        let own = matching.nodes.iter().filter(|node| node.slot == start);
        own.flat_map(|node| &node.labels).for_each(|test| certain(test, &mut labels));
        let counts = labels.iter().map(|label| self.n_with_label(label));
        let n_nodes = counts.fold(self.graph.node_count() as f64, f64::min);
        n_ways * n_edges as f64 / n_nodes.max(1.0)
    }

    /// Returns which share of all nodes is thought to have the labels of a node of the pattern.
    pub(super) fn share(&self, matching: &Matching<'_>, slot: Slot) -> f64 {
        let labels = self.labels(matching, slot);
        let counts = labels.iter().map(|label| self.n_with_label(label));
        let all = (self.graph.node_count() as f64).max(1.0);
        counts.fold(all, f64::min) / all
    }

    /// Returns how many nodes are thought to fit a node of the pattern.
    pub(super) fn scan_cost(&self, matching: &Matching<'_>, node: &BoundNode) -> f64 {
        let labels = self.labels(matching, node.slot);
        let counts = labels.iter().map(|label| self.n_with_label(label));
        let n_nodes = counts.fold(self.graph.node_count() as f64, f64::min);
        match seek(matching, node.slot) {
            Some((key, _)) => {
                let key = self.graph.symbols().key(&key);
                let is_indexed = key.is_none_or(|key| self.graph.is_indexed(key));
                if is_indexed { (n_nodes * 0.01).min(2.0) } else { n_nodes * 0.01 }
            }
            None => n_nodes * kept_share(matching, &[node.slot]),
        }
    }

    pub(super) fn n_with_label(&self, label: &str) -> f64 {
        let label = self.graph.symbols().label(label);
        label.map_or(0.0, |label| self.graph.node_count_of(label) as f64)
    }

    /// Returns the labels that a node certainly has, the rarest first.
    pub(super) fn labels<'a>(&self, matching: &'a Matching<'_>, slot: Slot) -> Vec<&'a SmolStr> {
        let mut labels = Vec::new();
        for own in &matching.pending {
            if let Condition::Labels(of, test) = &own.condition
                && *of == slot
            {
                certain(test, &mut labels);
            }
        }
        labels.sort_by(|a, b| self.n_with_label(a).total_cmp(&self.n_with_label(b)));
        labels
    }
}

/// Returns which share of rows is thought to fulfil the conditions that can be checked once more slots are filled.
pub(super) fn kept_share(matching: &Matching<'_>, new: &[Slot]) -> f64 {
    let is_ready = |own: &&Pending| {
        own.needs.iter().any(|slot| new.contains(slot))
            && own.needs.iter().all(|slot| new.contains(slot) || matching.filled.contains(slot))
    };
    let share = |own: &Pending| match &own.condition {
        Condition::Labels(..) => 1.0,
        Condition::Expr(expr) if is_equality(expr) => 0.05,
        Condition::Expr(_) => 0.3,
    };
    matching.pending.iter().filter(is_ready).map(share).product()
}

fn is_equality(expr: &BoundExpr) -> bool {
    matches!(&expr.kind, BoundKind::Comparison(_, operators) if operators.as_slice() == [ComparisonOp::Equal])
}

/// Collects the labels without which a test fails.
fn certain<'t>(test: &'t LabelTest, labels: &mut Vec<&'t SmolStr>) {
    match test {
        LabelTest::Name(name) => labels.push(name),
        LabelTest::And(tests) => tests.iter().for_each(|test| certain(test, labels)),
        _ => {}
    }
}
