//! A division of a network into communities, and moves of nodes between them.

use super::batches::Batches;
use super::network::{Network, Strength, Sums};
use super::random::SplitMix64;
use super::visits::Visits;
use super::{Budget, LimitReached};

/// Which community each node of a network belongs to, and what each community holds.
pub(super) struct Partition<'n, 'g, S: Strength> {
    pub(super) network: &'n Network<'g, S>,
    /// Resolution divided by the weight of all arcs.
    chance: f64,
    pub(super) community: Vec<u32>,
    /// Beside the ties of the node at hand to each community: the strength of that.
    pub(super) ties: Sums<S>,
    n_members: Vec<u32>,
    empty: Vec<u32>,
}

/// A partition as it is while nothing moves, for several threads to look at.
#[derive(Clone, Copy)]
pub(super) struct View<'v, 'g, S: Strength> {
    network: &'v Network<'g, S>,
    chance: f64,
    community: &'v [u32],
    n_members: &'v [u32],
    /// The community without members that a node would move to that moves to none of the others.
    pub(super) empty: Option<u32>,
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
    /// Each node is visited at least once, so that where none moves none would. Rounds of large networks go by batches,
    /// so that several threads may look for the best communities.
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
        let least = LEAST_GAIN_OF_ROUND * self.network.weight;
        // Where every node is alone nearly all of them move, each to where the last has just moved.
        let is_apart = self.empty.is_empty();
        if is_apart && self.pass_round(&mut visits, budget)? <= least {
            return Ok(());
        }
        if !Batches::<S>::are_worth(self.network) {
            while self.pass_round(&mut visits, budget)? > least {}
            return Ok(());
        }
        let mut batches = Batches::new(self, budget);
        while batches.pass_round(self, &mut visits, budget)? > least {}
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
    pub(super) fn call(&self, node: u32, is_waiting: &mut [bool]) {
        let home = self.community[node as usize];
        for target in self.network.targets(node) {
            let at = *target as usize;
            if self.community[at] != home {
                is_waiting[at] = true;
            }
        }
    }

    /// Moves a node to the best community; returns the gain if it moved.
    #[inline]
    fn move_to_best(&mut self, node: u32) -> Option<f64> {
        let (view, ties) = self.view_and_ties();
        let (community, gain) = view.best(node, ties)?;
        self.put(node, community);
        Some(gain)
    }

    /// Returns the partition as it is, and the space to sum up ties in.
    #[inline]
    pub(super) fn view_and_ties(&mut self) -> (View<'_, 'g, S>, &mut Sums<S>) {
        let view = View {
            network: self.network,
            chance: self.chance,
            community: &self.community,
            n_members: &self.n_members,
            empty: self.empty.last().copied(),
        };
        (view, &mut self.ties)
    }

    /// Moves a node to a community, nothing for an empty one, if the gain still counts; returns it if it moved.
    pub(super) fn move_if_better(&mut self, node: u32, community: Option<u32>) -> Option<f64> {
        let (view, ties) = self.view_and_ties();
        let own = view.community[node as usize];
        let to = community.or(view.empty)?;
        let is_empty = view.n_members[to as usize] == 0;
        if is_empty && community.is_some() {
            return None;
        }
        let (at_home, there) = view.network.tied(node, view.community, (own, to));
        let stay = view.worth_of_staying(node, at_home, ties.at(own));
        let expected = view.network.strength(node).expected(*ties.at(to));
        let gain = if is_empty { 0.0 } else { there - view.chance * expected };
        if gain <= stay + LEAST_GAIN * view.network.weight {
            return None;
        }
        self.put(node, to);
        Some(gain - stay)
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

impl<S: Strength> View<'_, '_, S> {
    /// Returns the community, of those a node is tied to, its own and an empty one, that raises modularity most, and by
    /// how much; nothing if the gain does not count. Of equals the first it is tied to is taken.
    #[inline]
    pub(super) fn best(&self, node: u32, ties: &mut Sums<S>) -> Option<(u32, f64)> {
        let own = self.community[node as usize];
        self.network.sum_ties(node, self.community, ties);
        let (strength, chance) = (self.network.strength(node), self.chance);
        let stay = self.worth_of_staying(node, ties.get(own), ties.at(own));
        let mut best = (own, stay + LEAST_GAIN * self.network.weight);
        if best.1 < 0.0
            && let Some(empty) = self.empty
        {
            best = (empty, 0.0);
        }
        // Its own community gains less here than above, where the node does not count as one of the others.
        ties.drain(|community, tied, other| {
            let gain = tied - chance * strength.expected(*other);
            if gain > best.1 {
                best = (community, gain);
            }
        });
        (best.0 != own).then_some((best.0, best.1 - stay))
    }

    /// Returns what it gains that a node is in its community, to whose others it is tied by some weight.
    #[inline]
    fn worth_of_staying(&self, node: u32, tied: f64, home: &S) -> f64 {
        if self.n_members[self.community[node as usize] as usize] == 1 {
            return 0.0;
        }
        let strength = self.network.strength(node);
        let mut rest = *home;
        rest.remove(strength);
        tied - self.chance * strength.expected(rest)
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
