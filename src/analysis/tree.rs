//! All shortest paths from one node, as Brandes counts them.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::simple::SimpleGraph;
use super::{Budget, LimitReached};

/// What makes a path short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metric {
    /// Its number of steps.
    Hops,
    /// The sum of the values of its arcs, which must be positive.
    Lengths,
}

/// The nodes that one node reaches, in order of their distance, and how many shortest paths lead to each.
///
/// Made once for a graph and grown again from node to node, so that a search allocates nothing.
#[derive(Debug)]
pub(super) struct Tree {
    metric: Metric,
    /// The nodes reached, the nearest first; the first is the node the tree was grown from.
    order: Vec<u32>,
    /// Distances in steps; only with [`Metric::Hops`].
    hops: Vec<u32>,
    /// Distances in length; only with [`Metric::Lengths`].
    lengths: Vec<f64>,
    /// How many shortest paths lead to each node.
    n_paths: Vec<f64>,
    /// The arcs that are last steps of shortest paths, by their source in `order`; only with [`Metric::Hops`],
    /// where they are known at once.
    steps: Vec<u32>,
    /// Where the steps of each node of `order` end.
    steps_end: Vec<usize>,
    open: BinaryHeap<Reverse<Open>>,
    is_settled: Vec<bool>,
    /// Arcs looked at, for the clock.
    n_steps: usize,
}

/// A node that the search has seen, with the length of the best path to it so far.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Open {
    length: f64,
    node: u32,
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        self.length.total_cmp(&other.length).then(self.node.cmp(&other.node))
    }
}

/// Steps to a node that was not reached.
const UNREACHED: u32 = u32::MAX;

impl Tree {
    pub(super) fn new(n_nodes: usize, metric: Metric) -> Self {
        let (n_hops, n_lengths) = if metric == Metric::Hops { (n_nodes, 0) } else { (0, n_nodes) };
        Tree {
            metric,
            order: Vec::with_capacity(n_nodes),
            hops: vec![UNREACHED; n_hops],
            lengths: vec![f64::INFINITY; n_lengths],
            n_paths: vec![0.0; n_nodes],
            steps: Vec::new(),
            steps_end: Vec::new(),
            open: BinaryHeap::new(),
            is_settled: vec![false; n_lengths],
            n_steps: 0,
        }
    }

    /// Searches the graph from a node, breadth first or, for lengths, as Dijkstra does. Cost `O(n + m)`, and
    /// `O(n + m log m)` for lengths.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn grow(
        &mut self,
        graph: &SimpleGraph,
        source: u32,
        budget: &Budget,
    ) -> Result<(), LimitReached> {
        self.clear();
        match self.metric {
            Metric::Hops => self.grow_by_hops(graph, source, budget),
            Metric::Lengths => self.grow_by_lengths(graph, source, budget),
        }
    }

    /// Forgets the last search; costs what it reached.
    fn clear(&mut self) {
        for node in self.order.drain(..) {
            let node = node as usize;
            self.n_paths[node] = 0.0;
            match self.metric {
                Metric::Hops => self.hops[node] = UNREACHED,
                Metric::Lengths => {
                    self.lengths[node] = f64::INFINITY;
                    self.is_settled[node] = false;
                }
            }
        }
        self.open.clear();
        self.steps.clear();
        self.steps_end.clear();
    }

    fn grow_by_hops(&mut self, graph: &SimpleGraph, source: u32, budget: &Budget) -> Result<(), LimitReached> {
        self.hops[source as usize] = 0;
        self.n_paths[source as usize] = 1.0;
        self.order.push(source);
        let mut at = 0;
        while let Some(&node) = self.order.get(at) {
            at += 1;
            self.tick(graph.degree(node), budget)?;
            let (next, n_paths) = (self.hops[node as usize] + 1, self.n_paths[node as usize]);
            let first = u32::try_from(graph.range(node).start).unwrap_or(u32::MAX);
            for (arc, &target) in (first..).zip(graph.targets(node)) {
                let place = target as usize;
                if self.hops[place] == UNREACHED {
                    self.hops[place] = next;
                    self.order.push(target);
                }
                if self.hops[place] == next {
                    self.n_paths[place] += n_paths;
                    self.steps.push(arc);
                }
            }
            self.steps_end.push(self.steps.len());
        }
        Ok(())
    }

    fn grow_by_lengths(
        &mut self,
        graph: &SimpleGraph,
        source: u32,
        budget: &Budget,
    ) -> Result<(), LimitReached> {
        self.lengths[source as usize] = 0.0;
        self.n_paths[source as usize] = 1.0;
        self.open.push(Reverse(Open { length: 0.0, node: source }));
        while let Some(Reverse(Open { length, node })) = self.open.pop() {
            if std::mem::replace(&mut self.is_settled[node as usize], true) {
                continue;
            }
            self.order.push(node);
            self.tick(graph.degree(node), budget)?;
            let n_paths = self.n_paths[node as usize];
            for (target, step) in graph.arcs(node) {
                let (place, through) = (target as usize, length + step);
                if self.is_settled[place] {
                    continue;
                }
                if through < self.lengths[place] {
                    self.lengths[place] = through;
                    self.n_paths[place] = n_paths;
                    self.open.push(Reverse(Open { length: through, node: target }));
                } else if through.total_cmp(&self.lengths[place]).is_eq() {
                    self.n_paths[place] += n_paths;
                }
            }
        }
        Ok(())
    }

    fn tick(&mut self, n_arcs: usize, budget: &Budget) -> Result<(), LimitReached> {
        let before = self.n_steps / 4096;
        self.n_steps += n_arcs + 1;
        if self.n_steps / 4096 == before { Ok(()) } else { budget.check_time() }
    }

    /// Returns the nodes reached, the nearest first.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Returns how many shortest paths lead to a node.
    pub(super) fn n_paths(&self, node: u32) -> f64 {
        self.n_paths[node as usize]
    }

    /// Returns the distance to a node that was reached.
    #[cfg(test)]
    pub(super) fn distance(&self, node: u32) -> f64 {
        match self.metric {
            Metric::Hops => f64::from(self.hops[node as usize]),
            Metric::Lengths => self.lengths[node as usize],
        }
    }

    /// Calls `visit` with each arc that is the last step of a shortest path from here to its target, and its target; `at`
    /// is the place of its source in [`order`](Self::order).
    pub(super) fn for_each_step(&self, graph: &SimpleGraph, at: usize, mut visit: impl FnMut(usize, u32)) {
        if self.metric == Metric::Hops {
            let begin = if at == 0 { 0 } else { self.steps_end[at - 1] };
            for &arc in &self.steps[begin..self.steps_end[at]] {
                visit(arc as usize, graph.target(arc as usize));
            }
            return;
        }
        let source = self.order[at];
        let here = self.lengths[source as usize];
        for (arc, (target, step)) in graph.range(source).zip(graph.arcs(source)) {
            if (here + step).total_cmp(&self.lengths[target as usize]).is_eq() {
                visit(arc, target);
            }
        }
    }
}
