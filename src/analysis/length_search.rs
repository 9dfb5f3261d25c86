//! Distances in lengths from one node after another.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::simple::{Parallel, SimpleGraph};
use super::{Budget, LimitReached};
use crate::graph::{Projection, Topology};

/// The lengths of a graph's arcs, for searches from many nodes.
#[derive(Debug)]
pub(super) struct LengthRows {
    graph: SimpleGraph,
    /// Targets and lengths, if all are whole and positive and none is great.
    whole: Option<Vec<(u32, u32)>>,
    greatest: u32,
}

/// Whole lengths up to this are sorted into buckets; a graph of more nodes has more of them.
const GREAT_LENGTH: u32 = 1024;

impl LengthRows {
    /// Collects the shortest of parallel arcs, without loops. Cost `O(n + m)`.
    pub(super) fn of(projection: &Projection) -> LengthRows {
        let graph = SimpleGraph::outgoing(projection, Parallel::Least);
        let n_nodes = u32::try_from(projection.n_nodes()).unwrap_or(u32::MAX);
        let most = GREAT_LENGTH.max(n_nodes).min(1 << 16);
        let mut greatest = 0;
        let mut whole = Vec::with_capacity(graph.n_arcs());
        for (arc, value) in graph.values().iter().enumerate() {
            let Some(length) = whole_length(*value, most) else { break };
            greatest = greatest.max(length);
            whole.push((graph.target(arc), length));
        }
        let whole = (whole.len() == graph.n_arcs()).then_some(whole);
        LengthRows { graph, whole, greatest }
    }

    /// Returns how many nodes there are.
    pub(super) fn n_nodes(&self) -> usize {
        self.graph.n_nodes()
    }

    /// Returns where arcs lead.
    pub(super) fn topology(&self) -> Topology<'_> {
        self.graph.topology()
    }

    /// Returns the length of each arc.
    pub(super) fn lengths(&self) -> &[f64] {
        self.graph.values()
    }

    /// Returns where the arc from a node to another lies.
    pub(super) fn position(&self, source: u32, target: u32) -> Option<usize> {
        self.graph.position(source, target)
    }

    /// Returns the length of each arc and the greatest, if all are whole and positive, none is great, and all distances
    /// fit.
    pub(super) fn whole_lengths(&self) -> Option<(Vec<u32>, u32)> {
        let is_near = u64::from(self.greatest) * (self.n_nodes() as u64 + 1) < u64::from(u32::MAX);
        let lengths = self.whole.as_ref().filter(|_| is_near)?;
        Some((lengths.iter().map(|arc| arc.1).collect(), self.greatest))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
fn whole_length(value: f64, most: u32) -> Option<u32> {
    (value.fract() == 0.0 && value >= 1.0 && value <= f64::from(most)).then_some(value as u32)
}

/// A search; its memory serves for the next.
#[derive(Debug)]
pub(super) enum LengthSearch<'r> {
    /// Nodes wait in a bucket for each distance (Dial 1969).
    Buckets(Buckets<'r>),
    /// Nodes wait in a heap (Dijkstra 1959).
    Heap(Heap<'r>),
}

impl<'r> LengthSearch<'r> {
    pub(super) fn new(rows: &'r LengthRows) -> LengthSearch<'r> {
        match &rows.whole {
            Some(arcs) => LengthSearch::Buckets(Buckets::new(rows, arcs)),
            None => LengthSearch::Heap(Heap::new(&rows.graph)),
        }
    }

    /// Searches from a source, and calls `visit` with each node reached, the source first, and its distance.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn run(
        &mut self,
        source: u32,
        budget: &Budget,
        visit: impl FnMut(u32, f64),
    ) -> Result<(), LimitReached> {
        match self {
            LengthSearch::Buckets(search) => search.run(source, budget, visit),
            LengthSearch::Heap(search) => search.run(source, budget, visit),
        }
    }
}

#[derive(Debug)]
pub(super) struct Buckets<'r> {
    graph: &'r SimpleGraph,
    arcs: &'r [(u32, u32)],
    /// As many as lengths can differ by, and a power of two.
    waiting: Vec<Vec<u32>>,
    distances: Vec<u32>,
    n_steps: usize,
}

impl<'r> Buckets<'r> {
    fn new(rows: &'r LengthRows, arcs: &'r [(u32, u32)]) -> Buckets<'r> {
        Buckets {
            graph: &rows.graph,
            arcs,
            waiting: vec![Vec::new(); (rows.greatest as usize + 1).next_power_of_two()],
            distances: vec![u32::MAX; rows.n_nodes()],
            n_steps: 0,
        }
    }

    fn run(
        &mut self,
        source: u32,
        budget: &Budget,
        mut visit: impl FnMut(u32, f64),
    ) -> Result<(), LimitReached> {
        self.distances.fill(u32::MAX);
        self.distances[source as usize] = 0;
        let last = self.waiting.len() - 1;
        self.waiting[0].push(source);
        let (mut distance, mut n_waiting) = (0_u32, 1_usize);
        while n_waiting > 0 {
            let mut nodes = std::mem::take(&mut self.waiting[distance as usize & last]);
            n_waiting -= nodes.len();
            for node in nodes.drain(..) {
                if self.distances[node as usize] != distance {
                    continue;
                }
                visit(node, f64::from(distance));
                self.n_steps += 1;
                budget.step(self.n_steps)?;
                for &(target, length) in &self.arcs[self.graph.range(node)] {
                    let through = distance.saturating_add(length);
                    let known = &mut self.distances[target as usize];
                    if through < *known {
                        *known = through;
                        self.waiting[through as usize & last].push(target);
                        n_waiting += 1;
                    }
                }
            }
            self.waiting[distance as usize & last] = nodes;
            distance += 1;
        }
        Ok(())
    }
}

/// A node that the search has seen, with the length of the best path to it so far.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Open {
    length: f64,
    node: u32,
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.length.total_cmp(&other.length).then(self.node.cmp(&other.node))
    }
}

#[derive(Debug)]
pub(super) struct Heap<'r> {
    graph: &'r SimpleGraph,
    open: BinaryHeap<Reverse<Open>>,
    distances: Vec<f64>,
    n_steps: usize,
}

impl<'r> Heap<'r> {
    fn new(graph: &'r SimpleGraph) -> Heap<'r> {
        let distances = vec![f64::INFINITY; graph.n_nodes()];
        Heap { graph, open: BinaryHeap::new(), distances, n_steps: 0 }
    }

    fn run(
        &mut self,
        source: u32,
        budget: &Budget,
        mut visit: impl FnMut(u32, f64),
    ) -> Result<(), LimitReached> {
        self.distances.fill(f64::INFINITY);
        self.distances[source as usize] = 0.0;
        self.open.push(Reverse(Open { length: 0.0, node: source }));
        while let Some(Reverse(Open { length, node })) = self.open.pop() {
            if length > self.distances[node as usize] {
                continue;
            }
            visit(node, length);
            self.n_steps += 1;
            budget.step(self.n_steps)?;
            for (target, step) in self.graph.arcs(node) {
                let through = length + step;
                if through < self.distances[target as usize] {
                    self.distances[target as usize] = through;
                    self.open.push(Reverse(Open { length: through, node: target }));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{assert_close, budget, small};
    use crate::analysis::tree::{Metric, Tree};
    use crate::graph::Direction;

    fn distances(rows: &LengthRows, source: u32) -> Vec<f64> {
        let mut distances = vec![f64::INFINITY; rows.n_nodes()];
        let mut search = LengthSearch::new(rows);
        // The second search must not see what the first left.
        for from in [0, source] {
            distances.fill(f64::INFINITY);
            search
                .run(from, &budget(), |node, distance| {
                    assert!(distances[node as usize].is_infinite(), "{node} is visited twice");
                    distances[node as usize] = distance;
                })
                .expect("in time");
        }
        distances
    }

    fn trees(projection: &Projection, source: u32) -> Vec<f64> {
        let graph = SimpleGraph::outgoing(projection, Parallel::Least);
        let mut tree = Tree::new(graph.n_nodes(), Metric::Lengths);
        tree.grow(&graph, source, &budget()).expect("in time");
        let mut distances = vec![f64::INFINITY; graph.n_nodes()];
        for node in tree.order() {
            distances[*node as usize] = tree.distance(*node);
        }
        distances
    }

    fn assert_same(found: &[f64], expected: &[f64]) {
        let finite = |distances: &[f64]| distances.iter().map(|own| if own.is_finite() { *own } else { -1.0 }).collect::<Vec<_>>();
        assert_close(&finite(found), &finite(expected));
    }

    #[test]
    fn great_lengths_go_into_a_heap() {
        let weighted = |weight| Projection::of_edges(2, &[(0, 1)], Some(&[weight]), Direction::Both);
        for (weight, has_buckets) in [(1.0, true), (1024.0, true), (1025.0, false), (0.5, false), (0.0, false)] {
            let rows = LengthRows::of(&weighted(weight));
            assert_eq!(rows.whole.is_some(), has_buckets, "{weight}");
            assert_same(&distances(&rows, 0), &[0.0, weight]);
        }
    }

    proptest! {
        #[test]
        fn buckets_and_heap_find_the_distances_of_trees(sample in small(15), source in 0_u32..15) {
            for projection in sample.projections() {
                let source = source % sample.n_nodes;
                let expected = trees(&projection, source);
                let mut rows = LengthRows::of(&projection);
                prop_assert!(rows.whole.is_some());
                assert_same(&distances(&rows, source), &expected);
                rows.whole = None;
                assert_same(&distances(&rows, source), &expected);
            }
        }
    }
}
