//! A network of communities in the making: what Louvain and Leiden move nodes on and draw together.

use std::borrow::Cow;

use super::condensing::RowsInTheMaking;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Topology, Weights};

/// Nodes with ties between them, in compressed sparse rows; a node may stand for many nodes of the graph.
///
/// Ties lead both ways, so that a directed graph looks like an undirected one; its arcs there and back are both ties.
/// No tie leads from a node to itself: what lies inside counts in its strength only. Two nodes of the graph itself may
/// have several ties; drawn together they have one. Every tie weighs more than 0.
#[derive(Debug, Clone)]
pub(super) struct Network<'g, S: Clone> {
    /// Where the ties of each node begin.
    pub(super) offsets: Vec<usize>,
    pub(super) targets: Cow<'g, [u32]>,
    /// What each tie weighs; empty where each weighs 1.
    pub(super) weights: Cow<'g, [f64]>,
    pub(super) strengths: Vec<S>,
    /// Weight of all arcs of the graph.
    pub(super) weight: f64,
}

/// Weight of the arcs at something, of which chance is thought to make its ties.
pub(super) trait Strength: Copy + Default + Send + Sync {
    /// Returns what arcs out and arcs in weigh, of a node without direction the same.
    fn of(out: f64, into: f64) -> Self;

    fn add(&mut self, other: Self);

    fn remove(&mut self, other: Self);

    /// Returns the weight that chance puts between two things, times the weight of all.
    fn expected(self, other: Self) -> f64;
}

/// Without direction one number is enough, and ties count one way.
impl Strength for f64 {
    fn of(out: f64, _: f64) -> f64 {
        out
    }

    #[inline]
    fn add(&mut self, other: f64) {
        *self += other;
    }

    #[inline]
    fn remove(&mut self, other: f64) {
        *self -= other;
    }

    #[inline]
    fn expected(self, other: f64) -> f64 {
        self * other
    }
}

/// Weight of arcs out and in; ties count both ways.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BothWays {
    out: f64,
    into: f64,
}

impl Strength for BothWays {
    fn of(out: f64, into: f64) -> BothWays {
        BothWays { out, into }
    }

    #[inline]
    fn add(&mut self, other: BothWays) {
        self.out += other.out;
        self.into += other.into;
    }

    #[inline]
    fn remove(&mut self, other: BothWays) {
        self.out -= other.out;
        self.into -= other.into;
    }

    #[inline]
    fn expected(self, other: BothWays) -> f64 {
        self.out * other.into + self.into * other.out
    }
}

impl<'g, S: Strength> Network<'g, S> {
    /// Returns the network of a projection. Cost `O(n + m)` time; memory 8 bytes a node, 16 if directed, and nothing
    /// for the ties of an undirected graph without loops whose arcs all weigh 1, else up to 12 bytes a tie.
    pub(super) fn of(projection: &'g Projection, budget: &Budget) -> Result<Self, LimitReached> {
        let arcs = projection.outgoing();
        let is_plain = projection.direction() == Direction::Both
            && *projection.weights() == Weights::Unit
            && !has_loops(arcs);
        if !is_plain {
            return Network::copied(projection, budget);
        }
        let strengths = (0..).take(arcs.n_nodes()).map(|node| {
            let degree = f64::from(arcs.degree(node));
            S::of(degree, degree)
        });
        Ok(Network {
            offsets: arcs.offsets.iter().map(|begin| *begin as usize).collect(),
            targets: Cow::Borrowed(arcs.targets),
            weights: Cow::Borrowed(&[]),
            strengths: strengths.collect(),
            weight: arcs.n_arcs() as f64,
        })
    }

    /// Copies the arcs that make ties, there and, if they have a direction, back.
    fn copied(projection: &Projection, budget: &Budget) -> Result<Self, LimitReached> {
        let is_directed = projection.direction() != Direction::Both;
        let loops_count = if is_directed { 1.0 } else { 2.0 };
        let there = (projection.outgoing(), projection.weights());
        let back = is_directed.then(|| (projection.incoming(), projection.weights_into()));
        let mut rows = RowsInTheMaking::new(projection.n_nodes(), there.0.n_arcs());
        let mut weight = 0.0;
        for node in (0_u32..).take(projection.n_nodes()) {
            budget.step(node as usize)?;
            let out = rows.copy(node, there.0, there.1, loops_count);
            let into = back.map_or(out, |(arcs, weights)| rows.copy(node, arcs, weights, loops_count));
            rows.close(S::of(out, into));
            weight += out;
        }
        Ok(rows.network(weight))
    }

    pub(super) fn n_nodes(&self) -> usize {
        self.strengths.len()
    }

    /// Returns the other end of each tie of a node.
    #[inline]
    pub(super) fn targets(&self, node: u32) -> &[u32] {
        &self.targets[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }

    /// Returns what each tie of a node weighs; nothing where each weighs 1.
    #[inline]
    pub(super) fn weights(&self, node: u32) -> Option<&[f64]> {
        let range = self.offsets[node as usize]..self.offsets[node as usize + 1];
        if self.weights.is_empty() { None } else { Some(&self.weights[range]) }
    }

    /// Adds the weights of a node's ties to the sums of the groups that they lead to.
    #[inline]
    pub(super) fn sum_ties<T>(&self, node: u32, groups: &[u32], sums: &mut Sums<T>) {
        let groups = self.targets(node).iter().map(|target| groups[*target as usize]);
        match self.weights(node) {
            None => sums.add_all(groups.map(|group| (group, 1.0))),
            Some(weights) => sums.add_all(groups.zip(weights.iter().copied())),
        }
    }

    pub(super) fn n_ties(&self) -> usize {
        self.targets.len()
    }

    #[inline]
    pub(super) fn strength(&self, node: u32) -> S {
        self.strengths[node as usize]
    }
}

fn has_loops(arcs: Topology<'_>) -> bool {
    (0..).take(arcs.n_nodes()).any(|node| arcs.of(node).contains(&node))
}

/// Weights summed up by target, in arrays that stay allocated, and what else is asked of a target together with its sum.
/// All weights are above 0.
#[derive(Debug, Clone)]
pub(super) struct Sums<T = ()> {
    entries: Vec<Entry<T>>,
    /// The targets that have a weight, in the order in which they first came; one place more than there can be.
    touched: Vec<u32>,
    n_touched: usize,
}

/// Side by side, to be found in one line of the processor's cache.
#[derive(Debug, Clone)]
struct Entry<T> {
    sum: f64,
    beside: T,
}

impl<T> Sums<T> {
    pub(super) fn beside(things: impl Iterator<Item = T>) -> Self {
        let entries: Vec<Entry<T>> = things.map(|beside| Entry { sum: 0.0, beside }).collect();
        let touched = vec![0; entries.len() + 1];
        Sums { entries, touched, n_touched: 0 }
    }

    /// Adds weights to targets. Without a branch: whether a target is new is nothing that a processor can guess.
    #[inline]
    pub(super) fn add_all(&mut self, ties: impl Iterator<Item = (u32, f64)>) {
        let (entries, touched) = (&mut self.entries[..], &mut self.touched[..]);
        let mut n_touched = self.n_touched;
        for (target, weight) in ties {
            let sum = &mut entries[target as usize].sum;
            touched[n_touched] = target;
            n_touched += usize::from(*sum <= 0.0);
            *sum += weight;
        }
        self.n_touched = n_touched;
    }

    #[inline]
    pub(super) fn get(&self, target: u32) -> f64 {
        self.entries[target as usize].sum
    }

    /// Returns what stands beside the sum of a target.
    #[inline]
    pub(super) fn at(&self, target: u32) -> &T {
        &self.entries[target as usize].beside
    }

    #[inline]
    pub(super) fn at_mut(&mut self, target: u32) -> &mut T {
        &mut self.entries[target as usize].beside
    }

    /// Hands on the sums in the order in which their targets first came, and forgets them.
    #[inline]
    pub(super) fn drain(&mut self, mut sink: impl FnMut(u32, f64, &T)) {
        let entries = &mut self.entries[..];
        for target in &self.touched[..self.n_touched] {
            let entry = &mut entries[*target as usize];
            sink(*target, std::mem::take(&mut entry.sum), &entry.beside);
        }
        self.n_touched = 0;
    }
}

impl Sums {
    pub(super) fn new(n_targets: usize) -> Self {
        Sums::beside(std::iter::repeat_n((), n_targets))
    }

    /// Forgets the sum of one target. Cost linear in how many have one.
    pub(super) fn forget(&mut self, target: u32) {
        if std::mem::take(&mut self.entries[target as usize].sum) > 0.0 {
            let touched = &mut self.touched[..self.n_touched];
            let at = touched.iter().position(|other| *other == target);
            self.n_touched -= 1;
            touched.swap(at.expect("what has a sum was touched"), self.n_touched);
        }
    }

    /// Writes targets, ascending, and their sums to slices of their number, and forgets them.
    pub(super) fn drain_sorted(&mut self, targets: &mut [u32], sums: &mut [f64]) {
        targets.copy_from_slice(&self.touched[..self.n_touched]);
        targets.sort_unstable();
        for (target, sum) in targets.iter().zip(sums) {
            *sum = std::mem::take(&mut self.entries[*target as usize].sum);
        }
        self.n_touched = 0;
    }

    /// Appends targets and their sums, in the order in which they first came, and forgets them.
    pub(super) fn drain_into(&mut self, targets: &mut Vec<u32>, weights: &mut Vec<f64>) {
        let entries = &mut self.entries[..];
        let touched = &self.touched[..self.n_touched];
        targets.extend_from_slice(touched);
        weights.extend(touched.iter().map(|target| std::mem::take(&mut entries[*target as usize].sum)));
        self.n_touched = 0;
    }
}
