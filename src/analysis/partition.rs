//! A division of a network into communities, and moves of nodes between them.

use super::network::{Network, Strength, Sums};
use super::random::SplitMix64;
use super::visits::Visits;
use super::{Budget, LimitReached};

/// Which community each node of a network belongs to, and what each community holds.
pub(super) struct Partition<'n, 'g, S: Strength> {
    network: &'n Network<'g, S>,
    /// Resolution divided by the weight of all arcs.
    chance: f64,
    pub(super) community: Vec<u32>,
    /// Beside the ties of the node at hand to each community: the strength of that.
    ties: Sums<S>,
    n_members: Vec<u32>,
    empty: Vec<u32>,
}

/// A gain in modularity that is too small to count, so that rounding moves nothing to and fro.
pub(super) const LEAST_GAIN: f64 = 1e-12;

/// Visits end with a round that raises modularity by less; what is left is found on the next level or iteration.
const LEAST_GAIN_OF_ROUND: f64 = 1e-4;

impl<'n, 'g, S: Strength> Partition<'n, 'g, S> {
    /// Returns the division in which `community` says where each node is; numbers are below the number of nodes.
    pub(super) fn new(network: &'n Network<'g, S>, community: Vec<u32>, resolution: f64) -> Self {
        let n_nodes = network.n_nodes();
        let mut ties = Sums::beside(std::iter::repeat_n(S::default(), n_nodes));
        let mut n_members = vec![0; n_nodes];
        for (node, own) in (0_u32..).zip(&community) {
            ties.at_mut(*own).add(network.strength(node));
            n_members[*own as usize] += 1;
        }
        // The lowest empty number is used first.
        let mut empty: Vec<u32> =
            (0_u32..).take(n_nodes).filter(|own| n_members[*own as usize] == 0).collect();
        empty.reverse();
        Partition { network, chance: resolution / network.weight, community, ties, n_members, empty }
    }

    /// Moves all nodes to the best community around them, in an order drawn by `random`; then, round after round, those
    /// from which a neighbour moved away.
    ///
    /// Each node is visited at least once, so that where none moves none would.
    ///
    /// # Errors
    /// [`LimitReached::Time`].
    ///
    /// # Source
    /// Ozaki, Tezuka, Inaba 2016, "A simple acceleration method for the Louvain algorithm"; Traag et al. 2019,
    /// algorithm A.2, `MoveNodesFast`.
    pub(super) fn settle(&mut self, random: &mut SplitMix64, budget: &Budget) -> Result<(), LimitReached> {
        let mut visits = Visits::new(self.network.n_nodes());
        visits.shuffle(random);
        while self.pass_round(&mut visits, budget)? > LEAST_GAIN_OF_ROUND * self.network.weight {}
        Ok(())
    }

    /// Visits the nodes that wait, and returns the weight gained beyond chance.
    fn pass_round(&mut self, visits: &mut Visits, budget: &Budget) -> Result<f64, LimitReached> {
        let mut gained = 0.0;
        for position in 0..visits.n_blocks() {
            budget.step(16 * position)?;
            for node in visits.block(position) {
                if !visits.take(node) {
                    continue;
                }
                if let Some(gain) = self.move_to_best(node) {
                    gained += gain;
                    self.call(node, &mut visits.is_waiting);
                }
            }
        }
        Ok(gained)
    }

    /// Has the neighbours of a node wait that are not in its community.
    fn call(&self, node: u32, is_waiting: &mut [bool]) {
        let home = self.community[node as usize];
        for target in self.network.targets(node) {
            let at = *target as usize;
            if self.community[at] != home {
                is_waiting[at] = true;
            }
        }
    }

    /// Moves a node to the community, of those it is tied to, its own and an empty one, that raises modularity most;
    /// returns the gain if it moved. It stays unless the gain counts; of equals the first it is tied to is taken.
    #[inline]
    fn move_to_best(&mut self, node: u32) -> Option<f64> {
        let own = self.community[node as usize];
        self.network.sum_ties(node, &self.community, &mut self.ties);
        let (strength, chance) = (self.network.strength(node), self.chance);
        let stay = if self.n_members[own as usize] == 1 {
            0.0
        } else {
            let mut rest = *self.ties.at(own);
            rest.remove(strength);
            self.ties.get(own) - chance * strength.expected(rest)
        };
        let mut best = (own, stay + LEAST_GAIN * self.network.weight);
        if best.1 < 0.0
            && let Some(empty) = self.empty.last()
        {
            best = (*empty, 0.0);
        }
        // Its own community gains less here than above, where the node does not count as one of the others.
        self.ties.drain(|community, tied, other| {
            let gain = tied - chance * strength.expected(*other);
            if gain > best.1 {
                best = (community, gain);
            }
        });
        if best.0 == own {
            return None;
        }
        self.put(node, best.0);
        Some(best.1 - stay)
    }

    /// Puts a node into a community that it is not in.
    fn put(&mut self, node: u32, community: u32) {
        let own = std::mem::replace(&mut self.community[node as usize], community);
        let strength = self.network.strength(node);
        if self.n_members[community as usize] == 0 {
            self.empty.pop();
        }
        self.ties.at_mut(community).add(strength);
        self.n_members[community as usize] += 1;
        self.ties.at_mut(own).remove(strength);
        self.n_members[own as usize] -= 1;
        if self.n_members[own as usize] == 0 {
            *self.ties.at_mut(own) = S::default();
            self.empty.push(own);
        }
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
