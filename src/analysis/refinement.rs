//! Leiden's refinement: each community divided into parts that are well connected.

use super::network::{Members, Network, Strength, Sums};
use super::partition::LEAST_GAIN;
use super::random::SplitMix64;
use super::{Budget, LimitReached};

/// Divides each community into parts, by merging its nodes anew from single ones; returns a part for each node.
///
/// Each node that is still alone joins the part of its community that gains most, if it and the part are well connected
/// to the rest of the community; an order shuffled by `random` says who is first. Communities are numbered without
/// gaps; a part is named after one of its nodes. Cost `O(n + m)`.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Traag, Waltman, van Eck 2019, algorithm A.2, `RefinePartition`, for a randomness of 0.
pub(super) fn refined<S: Strength>(
    network: &Network<'_, S>,
    communities: &[u32],
    n_communities: usize,
    resolution: f64,
    random: &mut SplitMix64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut members = Members::new(communities, n_communities);
    let mut parts = Parts::new(network, communities, resolution, budget)?;
    let mut n_steps = 0;
    for community in (0_u32..).take(n_communities) {
        let members = members.of_mut(community);
        let mut strength = S::default();
        members.iter().for_each(|node| strength.add(network.strength(*node)));
        random.shuffle(members);
        for node in members {
            budget.step(n_steps)?;
            n_steps += 1;
            parts.merge(*node, strength);
        }
    }
    Ok(parts.places.into_iter().map(|place| place.part).collect())
}

/// The parts that communities are refined into.
struct Parts<'n, 'g, S: Strength> {
    network: &'n Network<'g, S>,
    /// Resolution divided by the weight of all arcs.
    chance: f64,
    places: Vec<Place>,
    /// Beside the ties of the node at hand to each part: what that holds.
    ties: Sums<Held<S>>,
}

/// Where a node is; side by side, as they are asked for together.
#[derive(Debug, Clone, Copy)]
struct Place {
    community: u32,
    part: u32,
}

#[derive(Debug, Clone, Copy)]
struct Held<S> {
    strength: S,
    /// The weight of ties from the part to the rest of its community.
    outward: f64,
    n_members: u32,
}

impl<'n, 'g, S: Strength> Parts<'n, 'g, S> {
    fn new(
        network: &'n Network<'g, S>,
        communities: &[u32],
        resolution: f64,
        budget: &Budget,
    ) -> Result<Self, LimitReached> {
        let nodes = (0_u32..).take(network.n_nodes());
        let places = nodes.clone().zip(communities).map(|(part, &community)| Place { community, part });
        let held = |node: u32| Held {
            strength: network.strength(node),
            outward: inward_weight(network, communities, node),
            n_members: 1,
        };
        budget.check_time()?;
        let (places, ties) = (places.collect(), Sums::beside(nodes.map(held)));
        Ok(Parts { network, chance: resolution / network.weight, places, ties })
    }

    /// Merges a node that is still alone into the part of its community that gains most, if both are well connected.
    fn merge(&mut self, node: u32, community: S) {
        let place = self.places[node as usize];
        let own = *self.ties.at(place.part);
        let (chance, least) = (self.chance, LEAST_GAIN * self.network.weight);
        if own.n_members != 1 || !own.is_well_connected(community, chance, least) {
            return;
        }
        self.sum_ties(node, place.community);
        let mut best: Option<(u32, f64, f64)> = None;
        self.ties.drain(|part, tied, other| {
            let gain = tied - chance * own.strength.expected(other.strength);
            let is_better = gain >= 0.0 && best.is_none_or(|(_, greatest, _)| gain > greatest);
            if is_better && other.is_well_connected(community, chance, least) {
                best = Some((part, gain, tied));
            }
        });
        if let Some((part, _, tied)) = best {
            self.places[node as usize].part = part;
            self.ties.at_mut(place.part).n_members = 0;
            let joined = self.ties.at_mut(part);
            joined.strength.add(own.strength);
            joined.outward += own.outward - 2.0 * tied;
            joined.n_members += 1;
        }
    }

    /// Sums up the weights of a node's ties by the parts of its community that they lead to.
    fn sum_ties(&mut self, node: u32, community: u32) {
        let places = self.network.targets(node).iter().map(|target| self.places[*target as usize]);
        let is_inside = |place: &Place| place.community == community;
        match self.network.weights(node) {
            None => self.ties.add_all(places.filter(is_inside).map(|place| (place.part, 1.0))),
            Some(weights) => {
                let ties = places.zip(weights.iter().copied()).filter(|(place, _)| is_inside(place));
                self.ties.add_all(ties.map(|(place, weight)| (place.part, weight)));
            }
        }
    }
}

impl<S: Strength> Held<S> {
    /// Says whether the part has at least the weight of ties to the rest of its community that chance expects.
    #[inline]
    fn is_well_connected(&self, community: S, chance: f64, least: f64) -> bool {
        let mut rest = community;
        rest.remove(self.strength);
        self.outward + least >= chance * self.strength.expected(rest)
    }
}

/// Returns the weight of a node's ties to others in its community.
fn inward_weight<S: Strength>(network: &Network<'_, S>, communities: &[u32], node: u32) -> f64 {
    let own = communities[node as usize];
    let is_inside = |target: &u32| communities[*target as usize] == own;
    let targets = network.targets(node);
    match network.weights(node) {
        None => targets.iter().map(|target| u32::from(is_inside(target))).sum::<u32>().into(),
        Some(weights) => {
            let weight = |(target, weight): (&u32, &f64)| if is_inside(target) { *weight } else { 0.0 };
            targets.iter().zip(weights).map(weight).sum()
        }
    }
}
