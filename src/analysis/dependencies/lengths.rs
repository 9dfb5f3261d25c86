//! The search of Brandes from one source over lengths.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Add;

use crate::analysis::length_search::LengthRows;
use crate::analysis::{Budget, LimitReached};
use crate::graph::Topology;

/// What a search adds to for each node, or for each arc, of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Nodes,
    Arcs,
}

/// A search; its memory serves for the next.
pub(super) enum ByLength<'r> {
    /// Whole lengths: nodes wait in a bucket for each distance (Dial 1969).
    Buckets(Search<'r, Buckets>),
    /// Nodes wait in a heap (Dijkstra 1959).
    Heap(Search<'r, Heap>),
}

impl<'r> ByLength<'r> {
    /// `whole` are the lengths as [whole numbers](LengthRows::whole_lengths) and the greatest.
    pub(super) fn new(rows: &'r LengthRows, whole: Option<&'r (Vec<u32>, u32)>) -> ByLength<'r> {
        match whole {
            Some((lengths, greatest)) => {
                let queue = Buckets {
                    waiting: vec![Vec::new(); (*greatest as usize + 1).next_power_of_two()],
                    distance: 0,
                    n_waiting: 0,
                };
                ByLength::Buckets(Search::new(rows.topology(), lengths, queue))
            }
            None => ByLength::Heap(Search::new(rows.topology(), rows.lengths(), Heap(BinaryHeap::new()))),
        }
    }

    /// Adds what depends on each node or arc when paths start at a source.
    pub(super) fn run(
        &mut self,
        source: u32,
        of: Of,
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<(), LimitReached> {
        match self {
            ByLength::Buckets(search) => search.run(source, of, budget, sums),
            ByLength::Heap(search) => search.run(source, of, budget, sums),
        }
    }
}

/// Where nodes wait, the nearest to come out first.
pub(super) trait Queue {
    /// What distances are told in.
    type Length: Copy + PartialOrd + Add<Output = Self::Length>;
    const NONE: Self::Length;
    /// The distance of what is not reached.
    const FAR: Self::Length;

    fn push(&mut self, distance: Self::Length, node: u32);

    fn pop(&mut self) -> Option<(Self::Length, u32)>;

    fn clear(&mut self);
}

/// As many buckets as distances of those that wait can differ by, a power of two.
pub(super) struct Buckets {
    waiting: Vec<Vec<u32>>,
    /// Of those that come out now.
    distance: u32,
    n_waiting: usize,
}

impl Queue for Buckets {
    type Length = u32;
    const NONE: u32 = 0;
    const FAR: u32 = u32::MAX;

    #[inline]
    fn push(&mut self, distance: u32, node: u32) {
        let last = self.waiting.len() - 1;
        self.waiting[distance as usize & last].push(node);
        self.n_waiting += 1;
    }

    #[inline]
    fn pop(&mut self) -> Option<(u32, u32)> {
        if self.n_waiting == 0 {
            return None;
        }
        let last = self.waiting.len() - 1;
        loop {
            if let Some(node) = self.waiting[self.distance as usize & last].pop() {
                self.n_waiting -= 1;
                return Some((self.distance, node));
            }
            self.distance += 1;
        }
    }

    fn clear(&mut self) {
        if self.n_waiting > 0 {
            self.waiting.iter_mut().for_each(Vec::clear);
            self.n_waiting = 0;
        }
        self.distance = 0;
    }
}

/// Distances by their bits, which are in the order of numbers that are not negative, and nodes.
pub(super) struct Heap(BinaryHeap<Reverse<(u64, u32)>>);

impl Queue for Heap {
    type Length = f64;
    const NONE: f64 = 0.0;
    const FAR: f64 = f64::INFINITY;

    #[inline]
    fn push(&mut self, distance: f64, node: u32) {
        self.0.push(Reverse((distance.to_bits(), node)));
    }

    #[inline]
    fn pop(&mut self) -> Option<(f64, u32)> {
        self.0.pop().map(|Reverse((bits, node))| (f64::from_bits(bits), node))
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

/// What a search knows of a node.
#[derive(Debug, Clone, Copy)]
struct Node<L> {
    distance: L,
    /// How many shortest paths lead to the node; later, what it hands back for each of them.
    value: f64,
    is_settled: bool,
}

pub(super) struct Search<'r, Q: Queue> {
    rows: Topology<'r>,
    lengths: &'r [Q::Length],
    nodes: Vec<Node<Q::Length>>,
    /// Those reached, the nearest first.
    order: Vec<u32>,
    queue: Q,
}

const NODES_A_CHECK: usize = 1024;

impl<'r, Q: Queue> Search<'r, Q> {
    fn new(rows: Topology<'r>, lengths: &'r [Q::Length], queue: Q) -> Search<'r, Q> {
        let unreached = Node { distance: Q::FAR, value: 0.0, is_settled: false };
        Search { rows, lengths, nodes: vec![unreached; rows.n_nodes()], order: Vec::new(), queue }
    }

    fn run(&mut self, source: u32, of: Of, budget: &Budget, sums: &mut [f64]) -> Result<(), LimitReached> {
        self.count(source, budget)?;
        match of {
            Of::Nodes => self.accumulate(budget, |_, _| (), |node, own| sums[node] += own),
            Of::Arcs => self.accumulate(budget, |arc, own| sums[arc] += own, |_, _| ()),
        }
    }

    /// Counts the shortest paths to each node.
    fn count(&mut self, source: u32, budget: &Budget) -> Result<(), LimitReached> {
        for node in self.order.drain(..) {
            self.nodes[node as usize] = Node { distance: Q::FAR, value: 0.0, is_settled: false };
        }
        self.queue.clear();
        self.nodes[source as usize] = Node { distance: Q::NONE, value: 1.0, is_settled: false };
        self.queue.push(Q::NONE, source);
        let mut is_finite = true;
        while let Some((distance, node)) = self.queue.pop() {
            let own = &mut self.nodes[node as usize];
            if own.is_settled || own.distance < distance {
                continue;
            }
            own.is_settled = true;
            let n_paths = own.value;
            is_finite &= n_paths.is_finite();
            self.order.push(node);
            if self.order.len().is_multiple_of(NODES_A_CHECK) {
                budget.check_time()?;
            }
            let range = self.rows.range(node);
            for (target, length) in self.rows.targets[range.clone()].iter().zip(&self.lengths[range]) {
                let through = distance + *length;
                let next = &mut self.nodes[*target as usize];
                if through > next.distance || next.is_settled {
                    continue;
                }
                if through < next.distance {
                    (next.distance, next.value) = (through, n_paths);
                    self.queue.push(through, *target);
                } else {
                    next.value += n_paths;
                }
            }
        }
        if is_finite { Ok(()) } else { Err(LimitReached::Paths) }
    }

    /// Hands back what depends on nodes, the farthest first; tells what depends on each arc by its position, and on each
    /// node but the source.
    #[inline]
    fn accumulate(
        &mut self,
        budget: &Budget,
        mut of_arc: impl FnMut(usize, f64),
        mut of_node: impl FnMut(usize, f64),
    ) -> Result<(), LimitReached> {
        for (at, &node) in self.order.iter().enumerate().rev() {
            if at.is_multiple_of(NODES_A_CHECK) {
                budget.check_time()?;
            }
            let Node { distance, value: n_paths, .. } = self.nodes[node as usize];
            let range = self.rows.range(node);
            let mut share = 0.0;
            let arcs = self.rows.targets[range.clone()].iter().zip(&self.lengths[range.clone()]);
            for (arc, (target, length)) in range.zip(arcs) {
                let next = &self.nodes[*target as usize];
                if next.distance == distance + *length {
                    share += next.value;
                    of_arc(arc, n_paths * next.value);
                }
            }
            if at > 0 {
                of_node(node as usize, n_paths * share);
            }
            self.nodes[node as usize].value = share + 1.0 / n_paths;
        }
        Ok(())
    }
}
