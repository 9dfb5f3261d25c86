//! The lightest path between two nodes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::search::{Barred, path};
use super::{LimitReached, PathQuery};
use crate::graph::{Arc, Projection};
use crate::model::{EdgeId, Path};

/// Finds the path with the smallest sum of weights, and that sum; nothing where no path exists.
///
/// Weights must be finite and not negative. Of equally light paths the one with fewer steps, then with the
/// smaller edge ids from its end backwards, is returned. `max_hops` is kept exactly: a lighter path with more
/// steps does not hide a heavier one with few enough. Cost `O(h (m + n) log n)` with `h` the most steps
/// allowed or, where that is at least the number of nodes, `O((m + n) log n)`.
///
/// # Errors
/// [`LimitReached`] when the time runs out.
///
/// # Source
/// Dijkstra, "A note on two problems in connexion with graphs" (1959), over (node, steps) pairs.
pub fn lightest_path(graph: &Projection, query: &PathQuery<'_>) -> Result<Option<(Path, f64)>, LimitReached> {
    lightest_path_without(graph, query, &Barred::default())
}

/// A node reached with some number of steps; ordered by weight, steps, then node.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Label {
    weight: f64,
    hops: usize,
    node: u32,
    /// The label before it and the arc from there.
    before: Option<(usize, EdgeId)>,
}

impl Eq for Label {}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Label {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_weight = self.weight.total_cmp(&other.weight).then(self.hops.cmp(&other.hops));
        let edge = |label: &Label| label.before.map(|(_, edge)| edge);
        by_weight.then(self.node.cmp(&other.node)).then(edge(self).cmp(&edge(other)))
    }
}

pub(super) fn lightest_path_without(
    graph: &Projection,
    query: &PathQuery<'_>,
    barred: &Barred<'_>,
) -> Result<Option<(Path, f64)>, LimitReached> {
    // A label with more steps than an earlier one of the same node is never better: labels leave the heap
    // by weight, so only fewer steps than all before make a label worth keeping.
    let mut fewest_hops = vec![usize::MAX; graph.n_nodes()];
    let mut settled: Vec<Label> = Vec::new();
    let mut open = BinaryHeap::new();
    open.push(Reverse(Label { weight: 0.0, hops: 0, node: query.source, before: None }));
    let mut n_steps = 0;
    while let Some(Reverse(label)) = open.pop() {
        n_steps += 1;
        query.budget.step(n_steps)?;
        if label.hops >= fewest_hops[label.node as usize] {
            continue;
        }
        fewest_hops[label.node as usize] = label.hops;
        let at = settled.len();
        settled.push(label);
        if label.node == query.target {
            return Ok(Some((retrace(graph, &settled), label.weight)));
        }
        if label.hops == query.max_hops || !query.may_leave(label.node) {
            continue;
        }
        for arc in graph.arcs(label.node).filter(|arc| !barred.bars(*arc)) {
            open.push(Reverse(step(label, at, arc)));
        }
    }
    Ok(None)
}

fn step(label: Label, at: usize, arc: Arc) -> Label {
    Label {
        weight: label.weight + arc.weight,
        hops: label.hops + 1,
        node: arc.target,
        before: Some((at, arc.edge)),
    }
}

fn retrace(graph: &Projection, settled: &[Label]) -> Path {
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    let mut label = settled.last();
    while let Some(here) = label {
        nodes.push(here.node);
        edges.extend(here.before.map(|(_, edge)| edge));
        label = here.before.and_then(|(at, _)| settled.get(at));
    }
    nodes.reverse();
    edges.reverse();
    path(graph, &nodes, &edges)
}
