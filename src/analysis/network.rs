//! A network of communities in the making: what Louvain and Leiden move nodes on and draw together.

use super::modularity::positive;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// Nodes with ties between them; a node may stand for many nodes of the graph.
///
/// A tie of two nodes is the weight of arcs both ways, so that undirected and directed graphs look alike: an undirected
/// edge is an arc each way. Parallel edges are one tie; what lies inside a node counts in its totals only.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    offsets: Vec<usize>,
    ties: Vec<Tie>,
    /// Weight of the arcs that leave and reach each node.
    totals: Vec<Totals>,
    /// Weight of all arcs.
    pub(super) weight: f64,
}

/// The other end of a tie and its weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    pub(super) target: u32,
    pub(super) weight: f64,
}

/// Weight of arcs out of and into something.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    out: f64,
    into: f64,
}

impl Totals {
    pub(super) fn add(&mut self, other: Totals) {
        self.out += other.out;
        self.into += other.into;
    }

    pub(super) fn remove(&mut self, other: Totals) {
        self.out -= other.out;
        self.into -= other.into;
    }

    pub(super) fn without(mut self, other: Totals) -> Totals {
        self.remove(other);
        self
    }

    /// Returns the weight that chance puts between two things, both ways, times the weight of all.
    pub(super) fn expected(self, other: Totals) -> f64 {
        self.out * other.into + self.into * other.out
    }
}

impl Network {
    /// Returns the network of a projection. Cost `O(n + m)` time; memory 16 bytes a pair of tied nodes, both ways.
    pub(super) fn of(projection: &Projection, budget: &Budget) -> Result<Network, LimitReached> {
        let n_nodes = projection.n_nodes();
        let loops_count = if projection.direction() == Direction::Both { 2.0 } else { 1.0 };
        let mut network = Network::with_capacity(n_nodes);
        let mut sums = Sums::new(n_nodes);
        for node in (0_u32..).take(n_nodes) {
            budget.step(node as usize)?;
            let mut totals = Totals::default();
            for arc in projection.arcs(node) {
                let times = if arc.target == node { loops_count } else { 1.0 };
                totals.out += times * positive(arc.weight);
                sums.add(arc.target, positive(arc.weight));
            }
            for arc in projection.arcs_into(node) {
                let times = if arc.target == node { loops_count } else { 1.0 };
                totals.into += times * positive(arc.weight);
                sums.add(arc.target, positive(arc.weight));
            }
            network.push(node, totals, &mut sums);
        }
        Ok(network)
    }

    /// Draws every group of nodes together into one node, whose number is that of the group.
    ///
    /// Groups are numbered without gaps. Cost `O(n + m)`.
    pub(super) fn drawn_together(
        &self,
        groups: &[u32],
        n_groups: usize,
        budget: &Budget,
    ) -> Result<Network, LimitReached> {
        let members = Members::new(groups, n_groups);
        let mut network = Network::with_capacity(n_groups);
        let mut sums = Sums::new(n_groups);
        for group in (0_u32..).take(n_groups) {
            budget.step(group as usize)?;
            let mut totals = Totals::default();
            for &node in members.of(group) {
                totals.add(self.totals(node));
                for tie in self.ties(node) {
                    sums.add(groups[tie.target as usize], tie.weight);
                }
            }
            network.push(group, totals, &mut sums);
        }
        Ok(network)
    }

    fn with_capacity(n_nodes: usize) -> Network {
        let mut offsets = Vec::with_capacity(n_nodes + 1);
        offsets.push(0);
        Network { offsets, totals: Vec::with_capacity(n_nodes), ..Network::default() }
    }

    /// Adds the next node with the ties summed up, but for that to itself.
    fn push(&mut self, node: u32, totals: Totals, sums: &mut Sums) {
        let ties = sums.drain().filter(|tie| tie.target != node && tie.weight > 0.0);
        self.ties.extend(ties);
        self.offsets.push(self.ties.len());
        self.totals.push(totals);
        self.weight += totals.out;
    }

    pub(super) fn n_nodes(&self) -> usize {
        self.totals.len()
    }

    pub(super) fn ties(&self, node: u32) -> &[Tie] {
        &self.ties[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }

    pub(super) fn totals(&self, node: u32) -> Totals {
        self.totals[node as usize]
    }
}

/// Weights summed up by target, in an array that stays allocated.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    weights: Vec<f64>,
    is_touched: Vec<bool>,
    touched: Vec<u32>,
}

impl Sums {
    pub(super) fn new(n_targets: usize) -> Self {
        Sums { weights: vec![0.0; n_targets], is_touched: vec![false; n_targets], touched: Vec::new() }
    }

    pub(super) fn add(&mut self, target: u32, weight: f64) {
        let at = target as usize;
        if !std::mem::replace(&mut self.is_touched[at], true) {
            self.touched.push(target);
        }
        self.weights[at] += weight;
    }

    pub(super) fn get(&self, target: u32) -> f64 {
        self.weights[target as usize]
    }

    /// Returns the sums in the order in which their targets first came, and forgets them.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Tie> {
        self.touched.drain(..).map(|target| {
            self.is_touched[target as usize] = false;
            Tie { target, weight: std::mem::take(&mut self.weights[target as usize]) }
        })
    }
}

/// The nodes of each group, ascending.
pub(super) struct Members {
    offsets: Vec<usize>,
    nodes: Vec<u32>,
}

impl Members {
    pub(super) fn new(groups: &[u32], n_groups: usize) -> Self {
        let mut offsets = vec![0; n_groups + 1];
        for group in groups {
            offsets[*group as usize + 1] += 1;
        }
        for at in 0..n_groups {
            offsets[at + 1] += offsets[at];
        }
        let mut next = offsets.clone();
        let mut nodes = vec![0; groups.len()];
        for (node, group) in (0_u32..).zip(groups) {
            let slot = &mut next[*group as usize];
            nodes[*slot] = node;
            *slot += 1;
        }
        Members { offsets, nodes }
    }

    pub(super) fn of(&self, group: u32) -> &[u32] {
        &self.nodes[self.offsets[group as usize]..self.offsets[group as usize + 1]]
    }
}
