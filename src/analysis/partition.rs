//! A division of a network into communities, and the best move of one node.

use super::network::{Network, Sums, Totals};

/// Which community each node of a network belongs to, and what each community holds.
#[derive(Debug, Clone)]
pub(super) struct Partition<'n> {
    network: &'n Network,
    resolution: f64,
    pub(super) community: Vec<u32>,
    totals: Vec<Totals>,
    n_members: Vec<u32>,
    empty: Vec<u32>,
    sums: Sums,
}

/// A gain in modularity that is too small to count, so that rounding moves nothing to and fro.
const LEAST_GAIN: f64 = 1e-12;

impl<'n> Partition<'n> {
    /// Returns the division in which `community` says where each node is; numbers are below the number of nodes.
    pub(super) fn new(network: &'n Network, community: Vec<u32>, resolution: f64) -> Self {
        let n_nodes = network.n_nodes();
        let mut totals = vec![Totals::default(); n_nodes];
        let mut n_members = vec![0; n_nodes];
        for (node, own) in (0_u32..).zip(&community) {
            totals[*own as usize].add(network.totals(node));
            n_members[*own as usize] += 1;
        }
        // The lowest empty number is used first.
        let mut empty: Vec<u32> =
            (0_u32..).take(n_nodes).filter(|own| n_members[*own as usize] == 0).collect();
        empty.reverse();
        Partition { network, resolution, community, totals, n_members, empty, sums: Sums::new(n_nodes) }
    }

    /// Returns the division in which every node is alone.
    pub(super) fn alone(network: &'n Network, resolution: f64) -> Self {
        Partition::new(network, (0_u32..).take(network.n_nodes()).collect(), resolution)
    }

    pub(super) fn resolution(&self) -> f64 {
        self.resolution
    }

    /// Returns the totals of a community.
    pub(super) fn totals(&self, community: u32) -> Totals {
        self.totals[community as usize]
    }

    pub(super) fn is_alone(&self, node: u32) -> bool {
        self.n_members[self.community[node as usize] as usize] == 1
    }

    /// Returns the least gain of weight that counts.
    pub(super) fn least_gain(&self) -> f64 {
        LEAST_GAIN * self.network.weight
    }

    /// Returns how much weight beyond chance ties a node to what has these totals; `tied` is the weight of its ties.
    pub(super) fn gain(&self, node: u32, tied: f64, totals: Totals) -> f64 {
        let expected = self.network.totals(node).expected(totals) / self.network.weight;
        tied - self.resolution * expected
    }

    /// Moves a node to the community, of those it is tied to, its own and an empty one, that raises modularity most;
    /// says whether it moved. It stays unless the gain counts; of equals the first it is tied to is taken.
    pub(super) fn move_to_best(&mut self, node: u32) -> bool {
        let network = self.network;
        let own = self.community[node as usize];
        for tie in network.ties(node) {
            self.sums.add(self.community[tie.target as usize], tie.weight);
        }
        let rest = self.totals(own).without(network.totals(node));
        let stay = if self.is_alone(node) { 0.0 } else { self.gain(node, self.sums.get(own), rest) };
        let mut best = (own, stay + self.least_gain());
        if best.1 < 0.0
            && let Some(empty) = self.empty.last()
        {
            best = (*empty, 0.0);
        }
        let mut sums = std::mem::replace(&mut self.sums, Sums::new(0));
        for tie in sums.drain().filter(|tie| tie.target != own) {
            let gain = self.gain(node, tie.weight, self.totals(tie.target));
            if gain > best.1 {
                best = (tie.target, gain);
            }
        }
        self.sums = sums;
        self.put(node, best.0)
    }

    /// Puts a node into a community; says whether it was elsewhere.
    pub(super) fn put(&mut self, node: u32, community: u32) -> bool {
        let own = std::mem::replace(&mut self.community[node as usize], community);
        if own == community {
            return false;
        }
        let totals = self.network.totals(node);
        self.totals[own as usize].remove(totals);
        self.n_members[own as usize] -= 1;
        if self.n_members[own as usize] == 0 {
            self.totals[own as usize] = Totals::default();
            self.empty.push(own);
        }
        if self.n_members[community as usize] == 0 && self.empty.last() == Some(&community) {
            self.empty.pop();
        }
        self.totals[community as usize].add(totals);
        self.n_members[community as usize] += 1;
        true
    }
}

/// Numbers groups without gaps, in the order of their lowest nodes; returns how many there are.
pub(super) fn compacted(groups: &mut [u32]) -> usize {
    const FREE: u32 = u32::MAX;
    let mut number = vec![FREE; groups.len()];
    let mut next = 0_u32;
    for group in groups.iter_mut() {
        let slot = &mut number[*group as usize];
        if *slot == FREE {
            *slot = next;
            next += 1;
        }
        *group = *slot;
    }
    next as usize
}
