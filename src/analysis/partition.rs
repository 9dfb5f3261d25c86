//! A division of a network into communities, and moves of nodes between them.

use super::network::{Network, Strength, Sums};
use super::{Budget, LimitReached};

/// Which community each node of a network belongs to, and what each community holds.
#[derive(Debug, Clone)]
pub(super) struct Partition<'n, 'g, S: Strength> {
    network: &'n Network<'g, S>,
    /// Resolution divided by the weight of all arcs.
    chance: f64,
    pub(super) community: Vec<u32>,
    strengths: Vec<S>,
    n_members: Vec<u32>,
    empty: Vec<u32>,
    sums: Sums,
}

/// A gain in modularity that is too small to count, so that rounding moves nothing to and fro.
pub(super) const LEAST_GAIN: f64 = 1e-12;

impl<'n, 'g, S: Strength> Partition<'n, 'g, S> {
    /// Returns the division in which `community` says where each node is; numbers are below the number of nodes.
    pub(super) fn new(network: &'n Network<'g, S>, community: Vec<u32>, resolution: f64) -> Self {
        let n_nodes = network.n_nodes();
        let mut strengths = vec![S::default(); n_nodes];
        let mut n_members = vec![0; n_nodes];
        for (node, own) in (0_u32..).zip(&community) {
            strengths[*own as usize].add(network.strength(node));
            n_members[*own as usize] += 1;
        }
        // The lowest empty number is used first.
        let mut empty: Vec<u32> =
            (0_u32..).take(n_nodes).filter(|own| n_members[*own as usize] == 0).collect();
        empty.reverse();
        let chance = resolution / network.weight;
        Partition { network, chance, community, strengths, n_members, empty, sums: Sums::new(n_nodes) }
    }

    /// Moves nodes to the best community around them, in some order; then those from which a neighbour moved away, until
    /// there are none.
    ///
    /// # Errors
    /// [`LimitReached::Time`].
    ///
    /// # Source
    /// Ozaki, Tezuka, Inaba 2016, "A simple acceleration method for the Louvain algorithm"; Traag et al. 2019,
    /// algorithm A.2, `MoveNodesFast`.
    pub(super) fn settle(&mut self, order: Vec<u32>, budget: &Budget) -> Result<(), LimitReached> {
        let mut is_waiting = vec![false; self.network.n_nodes()];
        for node in &order {
            is_waiting[*node as usize] = true;
        }
        let (mut due, mut next) = (order, Vec::new());
        let mut n_steps = 0;
        while !due.is_empty() {
            for node in due.drain(..) {
                budget.step(n_steps)?;
                n_steps += 1;
                is_waiting[node as usize] = false;
                if self.move_to_best(node) {
                    self.call(node, &mut is_waiting, &mut next);
                }
            }
            std::mem::swap(&mut due, &mut next);
        }
        Ok(())
    }

    /// Has the neighbours of a node wait that are not in its community.
    fn call(&self, node: u32, is_waiting: &mut [bool], next: &mut Vec<u32>) {
        let home = self.community[node as usize];
        for target in self.network.targets(node) {
            let at = *target as usize;
            if !is_waiting[at] && self.community[at] != home {
                is_waiting[at] = true;
                next.push(*target);
            }
        }
    }

    /// Moves a node to the community, of those it is tied to, its own and an empty one, that raises modularity most;
    /// says whether it moved. It stays unless the gain counts; of equals the first it is tied to is taken.
    #[inline]
    fn move_to_best(&mut self, node: u32) -> bool {
        let own = self.community[node as usize];
        self.network.sum_ties(node, &self.community, &mut self.sums);
        let strength = self.network.strength(node);
        let chance = self.chance;
        let stay = if self.n_members[own as usize] == 1 {
            0.0
        } else {
            let mut rest = self.strengths[own as usize];
            rest.remove(strength);
            self.sums.get(own) - chance * strength.expected(rest)
        };
        let mut best = (own, stay + LEAST_GAIN * self.network.weight);
        if best.1 < 0.0
            && let Some(empty) = self.empty.last()
        {
            best = (*empty, 0.0);
        }
        let strengths = &self.strengths;
        // Its own community gains less here than above, where the node does not count as one of the others.
        self.sums.drain(|community, tied| {
            let gain = tied - chance * strength.expected(strengths[community as usize]);
            if gain > best.1 {
                best = (community, gain);
            }
        });
        best.0 != own && self.put(node, best.0)
    }

    /// Puts a node into a community that it is not in.
    fn put(&mut self, node: u32, community: u32) -> bool {
        let own = std::mem::replace(&mut self.community[node as usize], community) as usize;
        let strength = self.network.strength(node);
        self.strengths[own].remove(strength);
        self.n_members[own] -= 1;
        let to = community as usize;
        if self.n_members[to] == 0 {
            self.empty.pop();
        }
        if self.n_members[own] == 0 {
            self.strengths[own] = S::default();
            self.empty.push(own as u32);
        }
        self.strengths[to].add(strength);
        self.n_members[to] += 1;
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
