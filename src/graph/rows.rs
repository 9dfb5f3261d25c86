//! Compressed sparse rows: for each node its arcs, one after another.

use std::ops::Range;
use std::sync::OnceLock;

use super::projection::Arc;
use crate::model::EdgeId;

/// What arcs weigh, in the order of the arcs.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Weights {
    /// Each weighs 1.
    #[default]
    Unit,
    /// Whole numbers.
    Whole(Vec<u32>),
    /// Any numbers.
    Real(Vec<f64>),
}

/// The arcs of all nodes as plain slices, for kernels: those of node `v` are `targets[offsets[v]..offsets[v + 1]]`.
#[derive(Debug, Clone, Copy)]
pub struct Topology<'r> {
    /// Where the arcs of each node begin; one more than there are nodes.
    pub offsets: &'r [u32],
    /// Dense indexes of the nodes that arcs lead to.
    pub targets: &'r [u32],
}

impl<'r> Topology<'r> {
    /// Returns how many nodes there are.
    pub fn n_nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Returns how many arcs there are: two an undirected edge, one a loop or a directed edge.
    pub fn n_arcs(&self) -> usize {
        self.targets.len()
    }

    /// Returns the positions of a node's arcs.
    ///
    /// # Panics
    /// If the node is not below [`n_nodes`](Self::n_nodes).
    #[inline]
    pub fn range(&self, node: u32) -> Range<usize> {
        self.offsets[node as usize] as usize..self.offsets[node as usize + 1] as usize
    }

    /// Returns how many arcs a node has.
    ///
    /// # Panics
    /// If the node is not below [`n_nodes`](Self::n_nodes).
    #[inline]
    pub fn degree(&self, node: u32) -> u32 {
        self.offsets[node as usize + 1] - self.offsets[node as usize]
    }

    /// Returns what a node's arcs lead to.
    ///
    /// # Panics
    /// If the node is not below [`n_nodes`](Self::n_nodes).
    #[inline]
    pub fn of(&self, node: u32) -> &'r [u32] {
        &self.targets[self.range(node)]
    }
}

/// Arcs sorted by the node they leave; with the edge each stands for, where that is not told by their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub(super) offsets: Vec<u32>,
    pub(super) targets: Vec<u32>,
    pub(super) weights: Weights,
    /// Filled in when first asked for where edges are numbered by their order.
    pub(super) edges: OnceLock<Vec<EdgeId>>,
    /// Whether each edge stands in two rows; matters where edges are numbered by their order.
    pub(super) is_symmetric: bool,
}

impl Rows {
    pub(super) fn topology(&self) -> Topology<'_> {
        Topology { offsets: &self.offsets, targets: &self.targets }
    }

    pub(super) fn range(&self, index: u32) -> Range<usize> {
        self.topology().range(index)
    }

    pub(super) fn arcs<'r>(
        &'r self,
        index: u32,
        edges: &'r [EdgeId],
    ) -> impl DoubleEndedIterator<Item = Arc> + ExactSizeIterator + Clone + use<'r> {
        self.range(index).map(move |at| self.at(at, edges))
    }

    pub(super) fn arc(&self, index: u32, position: usize, edges: &[EdgeId]) -> Option<Arc> {
        let range = self.range(index);
        (position < range.len()).then(|| self.at(range.start + position, edges))
    }

    fn at(&self, at: usize, edges: &[EdgeId]) -> Arc {
        Arc { target: self.targets[at], edge: edges[at], weight: self.weights.at(at) }
    }

    /// Returns the edge of each arc.
    pub(super) fn edges(&self) -> &[EdgeId] {
        self.edges.get_or_init(|| self.numbered())
    }

    /// Returns the edge of each arc of these rows, which are the [reversed](Self::reversed) ones of `original`.
    pub(super) fn edges_of_reversed(&self, original: &Rows) -> &[EdgeId] {
        self.edges.get_or_init(|| {
            let mut edges = vec![EdgeId(0); self.targets.len()];
            let mut next = self.offsets.clone();
            for (target, edge) in original.targets.iter().zip(original.edges()) {
                let slot = &mut next[*target as usize];
                edges[*slot as usize] = *edge;
                *slot += 1;
            }
            edges
        })
    }

    /// Numbers edges in the order of their arcs; in symmetric rows, of the arcs that lead to no lower node. Those rows
    /// are sorted, so the other arcs of an edge are met in the order in which they stand in their rows.
    fn numbered(&self) -> Vec<EdgeId> {
        if !self.is_symmetric {
            return (0..).take(self.targets.len()).map(EdgeId).collect();
        }
        let mut edges = vec![EdgeId(0); self.targets.len()];
        let mut next: Vec<u32> = self.offsets.clone();
        let mut number = 0;
        for node in (0..).take(self.offsets.len().saturating_sub(1)) {
            for at in self.range(node) {
                let target = self.targets[at];
                if target < node {
                    continue;
                }
                edges[at] = EdgeId(number);
                if target > node {
                    edges[next[target as usize] as usize] = EdgeId(number);
                    next[target as usize] += 1;
                }
                number += 1;
            }
        }
        edges
    }

    /// Returns the same arcs sorted by the node they lead to, stably.
    pub(super) fn reversed(&self) -> Rows {
        let n_nodes = self.offsets.len().saturating_sub(1);
        let mut offsets = vec![0_u32; n_nodes + 1];
        for target in &self.targets {
            offsets[*target as usize + 1] += 1;
        }
        sum_up(&mut offsets);
        let mut next = offsets.clone();
        let mut sources = vec![0_u32; self.targets.len()];
        let mut place = |target: u32| {
            let slot = &mut next[target as usize];
            *slot += 1;
            *slot as usize - 1
        };
        let mut edges = OnceLock::new();
        if self.edges.get().is_none() && self.weights == Weights::Unit {
            for node in (0..).take(n_nodes) {
                for target in self.topology().of(node) {
                    sources[place(*target)] = node;
                }
            }
            return Rows { offsets, targets: sources, edges, ..Rows::default() };
        }
        let mut order = vec![0_u32; self.targets.len()];
        for node in (0..).take(n_nodes) {
            for at in self.range(node) {
                let to = place(self.targets[at]);
                sources[to] = node;
                order[to] = u32::try_from(at).unwrap_or(u32::MAX);
            }
        }
        if let Some(known) = self.edges.get() {
            edges = OnceLock::from(order.iter().map(|at| known[*at as usize]).collect::<Vec<_>>());
        }
        Rows { offsets, targets: sources, weights: self.weights.picked(&order), edges, is_symmetric: false }
    }
}

/// Turns counts, each one place late, into where each begins.
pub(super) fn sum_up(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

impl Weights {
    /// Returns the weight of the arc at a position; 1 past the last.
    #[inline]
    pub fn at(&self, at: usize) -> f64 {
        match self {
            Weights::Unit => 1.0,
            Weights::Whole(weights) => weights.get(at).copied().map_or(1.0, f64::from),
            Weights::Real(weights) => weights.get(at).copied().unwrap_or(1.0),
        }
    }

    /// Returns the weights of the arcs at some places.
    pub(super) fn picked(&self, order: &[u32]) -> Weights {
        let at = |at: &u32| *at as usize;
        match self {
            Weights::Unit => Weights::Unit,
            Weights::Whole(own) => Weights::Whole(order.iter().map(|place| own[at(place)]).collect()),
            Weights::Real(own) => Weights::Real(order.iter().map(|place| own[at(place)]).collect()),
        }
    }
}
