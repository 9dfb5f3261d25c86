//! Leiden's refinement: each community divided into parts that are well connected.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::condensing::Members;
use super::network::{Network, Strength, Sums};
use super::partition::LEAST_GAIN;
use super::random::SplitMix64;
use super::{Budget, LimitReached, parallel};

/// Divides each community into parts, by merging its nodes anew from single ones; returns a part for each node.
///
/// Each node that is still alone joins the part of its community that gains most, if it and the part are well connected
/// to the rest of the community; an order of each community, shuffled by a seed that `random` draws, says who is first;
/// so threads can share communities. Communities are numbered without
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
    let budget = &budget.threads_if(network.n_ties() >= LEAST_TIES);
    let held = held_alone(network, communities, budget)?;
    let places = (0_u32..).zip(communities).map(|(part, &community)| Place { community, part }.packed());
    let places: Vec<AtomicU64> = places.map(AtomicU64::new).collect();
    let chance = resolution / network.weight;
    let seed = random.bits();
    let mut work: Vec<(u32, &mut [u32])> = (0..).zip(members.all_mut()).collect();
    // The largest first, so that no thread is left alone with one of them.
    work.sort_by_key(|(_, members)| Reverse(members.len()));
    let spaces = Mutex::new(vec![Sums::beside(held.into_iter())]);
    for _ in 1..budget.n_threads().min(work.len()) {
        let mut all = lock(&spaces);
        let copy = all[0].clone();
        all.push(copy);
    }
    parallel::each(work.into_iter(), budget, |(community, members)| {
        let ties = lock(&spaces).pop().expect("there is one for each thread");
        let mut parts = Parts { network, chance, places: &places, ties };
        let mut strength = S::default();
        members.iter().for_each(|node| strength.add(network.strength(*node)));
        SplitMix64::new(SplitMix64::new(seed ^ u64::from(community)).bits()).shuffle(members);
        let outcome = members.iter().enumerate().try_for_each(|(n_steps, node)| {
            parts.merge(*node, strength);
            budget.step(n_steps)
        });
        lock(&spaces).push(parts.ties);
        outcome
    })?;
    Ok(places.into_iter().map(|place| Place::of(place.into_inner()).part).collect())
}

/// Networks with fewer ties are left to one thread.
const LEAST_TIES: usize = 1 << 14;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns what each node holds as a part of its own.
fn held_alone<S: Strength>(
    network: &Network<'_, S>,
    communities: &[u32],
    budget: &Budget,
) -> Result<Vec<Held<S>>, LimitReached> {
    let mut held = vec![Held { strength: S::default(), outward: 0.0, n_members: 1 }; communities.len()];
    let size = (held.len() / 64).max(64);
    parallel::each(held.chunks_mut(size).enumerate(), budget, |(at, chunk)| {
        budget.check_time()?;
        for (node, held) in (at * size..).zip(chunk) {
            let node = u32::try_from(node).expect("nodes are numbered in 32 bits");
            held.strength = network.strength(node);
            held.outward = inward_weight(network, communities, node);
        }
        Ok(())
    })?;
    Ok(held)
}

/// The parts that communities are refined into; each thread has its own, of the communities that it works on.
struct Parts<'p, 'g, S: Strength> {
    network: &'p Network<'g, S>,
    /// Resolution divided by the weight of all arcs.
    chance: f64,
    /// Shared, but those of a community are written and used by one thread only.
    places: &'p [AtomicU64],
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

impl Place {
    fn packed(self) -> u64 {
        u64::from(self.community) << 32 | u64::from(self.part)
    }

    #[expect(clippy::cast_possible_truncation, reason = "two numbers of 32 bits")]
    #[inline]
    fn of(packed: u64) -> Place {
        Place { community: (packed >> 32) as u32, part: packed as u32 }
    }
}

impl<S: Strength> Parts<'_, '_, S> {
    /// Merges a node that is still alone into the part of its community that gains most, if both are well connected.
    fn merge(&mut self, node: u32, community: S) {
        let place = self.place(node);
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
            let packed = Place { part, ..place }.packed();
            self.places[node as usize].store(packed, Ordering::Relaxed);
            self.ties.at_mut(place.part).n_members = 0;
            let joined = self.ties.at_mut(part);
            joined.strength.add(own.strength);
            joined.outward += own.outward - 2.0 * tied;
            joined.n_members += 1;
        }
    }

    fn place(&self, node: u32) -> Place {
        Place::of(self.places[node as usize].load(Ordering::Relaxed))
    }

    /// Sums up the weights of a node's ties by the parts of its community that they lead to.
    fn sum_ties(&mut self, node: u32, community: u32) {
        let at = |target: &u32| Place::of(self.places[*target as usize].load(Ordering::Relaxed));
        let places = self.network.targets(node).iter().map(at);
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
