//! The simple graph underneath a multigraph, for measures that are defined on simple graphs.

use std::ops::Range;

use crate::graph::{Direction, Projection, Topology};

/// At most one arc from a node to another, in compressed sparse rows; targets of a row ascend.
#[derive(Debug, Clone, Default)]
pub(super) struct SimpleGraph {
    offsets: Vec<u32>,
    targets: Vec<u32>,
    /// One value for each arc.
    values: Vec<f64>,
}

/// What becomes of the weights of parallel arcs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parallel {
    /// They add up.
    Sum,
    /// The least counts.
    Least,
}

/// An arc: source, target, value.
type Entry = (u32, u32, f64);

impl SimpleGraph {
    /// Returns the arcs that lead away from nodes, without loops.
    pub(super) fn outgoing(projection: &Projection, parallel: Parallel) -> Self {
        Self::of(projection.n_nodes(), arcs(projection), parallel)
    }

    /// Returns the arcs that come in, turned round, without loops.
    pub(super) fn incoming(projection: &Projection, parallel: Parallel) -> Self {
        if projection.direction() == Direction::Both {
            return Self::outgoing(projection, parallel);
        }
        let turned = arcs(projection).map(|(source, target, weight)| (target, source, weight));
        Self::of(projection.n_nodes(), turned, parallel)
    }

    /// Returns the graph with each arc in both directions; the values of an arc and its opposite add up.
    pub(super) fn mutual(&self) -> Self {
        let sources = (0_u32..).take(self.n_nodes());
        let arcs = sources.flat_map(|source| {
            let arcs = self.arcs(source);
            arcs.flat_map(move |(target, value)| [(source, target, value), (target, source, value)])
        });
        Self::of(self.n_nodes(), arcs, Parallel::Sum)
    }

    /// Returns the graph with other values.
    pub(super) fn map(mut self, value: impl Fn(f64) -> f64) -> Self {
        for slot in &mut self.values {
            *slot = value(*slot);
        }
        self
    }

    /// Sorts arcs by source and target, those of a pair in their order, and makes one of parallel ones.
    fn of(n_nodes: usize, arcs: impl Iterator<Item = Entry> + Clone, parallel: Parallel) -> Self {
        let by_target = sorted(n_nodes, arcs, |entry| entry.1);
        let by_source = sorted(n_nodes, by_target.into_iter(), |entry| entry.0);
        let mut graph = SimpleGraph { offsets: Vec::with_capacity(n_nodes + 1), ..SimpleGraph::default() };
        let mut last = None;
        for (source, target, value) in by_source {
            match graph.values.last_mut().filter(|_| last == Some((source, target))) {
                Some(before) if parallel == Parallel::Sum => *before += value,
                Some(before) => *before = before.min(value),
                None => {
                    graph.open_rows(source);
                    graph.targets.push(target);
                    graph.values.push(value);
                }
            }
            last = Some((source, target));
        }
        graph.open_rows(u32::try_from(n_nodes).unwrap_or(u32::MAX));
        graph
    }

    /// Begins all rows up to that of a node.
    fn open_rows(&mut self, node: u32) {
        let begin = u32::try_from(self.targets.len()).unwrap_or(u32::MAX);
        while self.offsets.len() <= node as usize {
            self.offsets.push(begin);
        }
    }

    /// Returns the arcs as plain slices.
    pub(super) fn topology(&self) -> Topology<'_> {
        Topology { offsets: &self.offsets, targets: &self.targets }
    }

    pub(super) fn n_nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    pub(super) fn n_arcs(&self) -> usize {
        self.targets.len()
    }

    /// Returns where the arcs of a node lie.
    pub(super) fn range(&self, node: u32) -> Range<usize> {
        self.offsets[node as usize] as usize..self.offsets[node as usize + 1] as usize
    }

    /// Returns how many arcs a node has.
    pub(super) fn degree(&self, node: u32) -> usize {
        self.range(node).len()
    }

    pub(super) fn targets(&self, node: u32) -> &[u32] {
        &self.targets[self.range(node)]
    }

    /// Returns where an arc leads.
    pub(super) fn target(&self, arc: usize) -> u32 {
        self.targets[arc]
    }

    /// Returns targets and values of the arcs of a node.
    pub(super) fn arcs(&self, node: u32) -> impl ExactSizeIterator<Item = (u32, f64)> + Clone {
        let range = self.range(node);
        self.targets[range.clone()].iter().copied().zip(self.values[range].iter().copied())
    }

    /// Returns the value of each arc.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// Returns where the arc from a node to another lies.
    pub(super) fn position(&self, source: u32, target: u32) -> Option<usize> {
        let range = self.range(source);
        Some(range.start + self.targets[range].binary_search(&target).ok()?)
    }
}

/// Returns the dense indexes of all nodes.
pub(super) fn nodes(projection: &Projection) -> impl Iterator<Item = u32> + Clone + use<> {
    (0_u32..).take(projection.n_nodes())
}

/// Returns all arcs but loops.
fn arcs(projection: &Projection) -> impl Iterator<Item = Entry> + Clone {
    let (rows, weights) = (projection.outgoing(), projection.weights());
    nodes(projection).flat_map(move |node| {
        let arcs = rows.range(node).map(move |at| (node, rows.targets[at], weights.at(at)));
        arcs.filter(move |(_, target, _)| *target != node)
    })
}

/// Counting sort, stable.
fn sorted(
    n_nodes: usize,
    arcs: impl Iterator<Item = Entry> + Clone,
    key: impl Fn(&Entry) -> u32,
) -> Vec<Entry> {
    let mut next = vec![0_usize; n_nodes + 1];
    for arc in arcs.clone() {
        next[key(&arc) as usize + 1] += 1;
    }
    for at in 0..n_nodes {
        next[at + 1] += next[at];
    }
    let mut sorted = vec![(0, 0, 0.0); next[n_nodes]];
    for arc in arcs {
        let place = &mut next[key(&arc) as usize];
        sorted[*place] = arc;
        *place += 1;
    }
    sorted
}
