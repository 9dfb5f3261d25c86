//! Leiden: communities of high modularity, each of them connected.

use std::collections::VecDeque;

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::{connected_parts, numbered};
use super::network::{Members, Network, Sums};
use super::partition::{Partition, compacted};
use super::random::SplitMix64;
use super::{Budget, LimitReached};
use crate::graph::Projection;

/// Runs [`leiden`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let search = Search {
        resolution: settings.number("resolution"),
        seed: settings.count("seed") as u64,
        iterations: settings.count("iterations"),
    };
    Ok(Answer::Groups(leiden(projection, search, budget)?))
}

/// How to look for communities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// 1 for plain modularity; above 1 communities are smaller, below 1 larger.
    pub resolution: f64,
    /// Chooses the order in which nodes are visited.
    pub seed: u64,
    /// The most times to start again from the communities found; it ends as soon as nothing changes.
    pub iterations: usize,
}

/// Returns a community for each node, by dense index; the largest is 0, of equals the one with the lowest node.
///
/// Maximises [`modularity`](super::modularity()) in three phases, repeated on smaller and smaller networks: nodes move to
/// the best community tied to them, while there are nodes whose surroundings changed; every community is refined by
/// merging its nodes anew from single ones, each into a part it is well connected to; the refined parts become the
/// nodes of the next network. Merging takes the best part, the limit of the paper's random choice for a small
/// randomness, as the authors' own program does. Every community is connected (over edges of positive weight, either way).
/// Parallel edges, loops, weights and direction count as in `modularity`; a node without ties is alone.
/// The same seed gives the same answer on every machine. Cost about `O(m)` a level, few levels an iteration.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Traag, Waltman, van Eck 2019, "From Louvain to Leiden: guaranteeing well-connected communities", Scientific
/// Reports 9, 5233, algorithm A.2.
pub fn leiden(projection: &Projection, search: Search, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let mut random = SplitMix64::new(search.seed);
    let network = Network::of(projection, budget)?;
    let mut groups: Vec<u32> = (0_u32..).take(projection.n_nodes()).collect();
    for _ in 0..search.iterations {
        let before = groups.clone();
        groups = iterate(&network, groups, search.resolution, &mut random, budget)?;
        // What hangs together by nothing is better apart: modularity never falls by it.
        groups = connected_parts(&groups, |node| network.ties(node).iter().map(|tie| tie.target));
        compacted(&mut groups);
        if groups == before {
            break;
        }
    }
    Ok(numbered(&groups))
}

/// One iteration: all levels, starting from some communities.
fn iterate(
    whole: &Network,
    groups: Vec<u32>,
    resolution: f64,
    random: &mut SplitMix64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut network = whole.clone();
    let mut start = groups;
    // The node of the current level that each node of the graph has become part of.
    let mut place: Vec<u32> = (0_u32..).take(whole.n_nodes()).collect();
    loop {
        let mut moved = move_nodes(&network, start, resolution, random, budget)?;
        let n_groups = compacted(&mut moved);
        let mut refined = refine(&network, &moved, n_groups, resolution, random, budget)?;
        let n_parts = compacted(&mut refined);
        if n_groups == network.n_nodes() || n_parts == network.n_nodes() {
            return Ok(place.iter().map(|node| moved[*node as usize]).collect());
        }
        for node in &mut place {
            *node = refined[*node as usize];
        }
        start = vec![0; n_parts];
        for (part, group) in refined.iter().zip(&moved) {
            start[*part as usize] = *group;
        }
        network = network.drawn_together(&refined, n_parts, budget)?;
    }
}

/// Moves nodes to their best community, coming back only to those near a node that moved away.
fn move_nodes(
    network: &Network,
    start: Vec<u32>,
    resolution: f64,
    random: &mut SplitMix64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut order: Vec<u32> = (0_u32..).take(network.n_nodes()).collect();
    random.shuffle(&mut order);
    let mut queue = VecDeque::from(order);
    let mut is_queued = vec![true; network.n_nodes()];
    let mut partition = Partition::new(network, start, resolution);
    let mut step = 0;
    while let Some(node) = queue.pop_front() {
        step += 1;
        budget.step(step)?;
        is_queued[node as usize] = false;
        if !partition.move_to_best(node) {
            continue;
        }
        let home = partition.community[node as usize];
        for tie in network.ties(node) {
            let is_outside = partition.community[tie.target as usize] != home;
            if is_outside && !std::mem::replace(&mut is_queued[tie.target as usize], true) {
                queue.push_back(tie.target);
            }
        }
    }
    Ok(partition.community)
}

/// Divides each community into parts that are well connected, merging nodes from single ones.
fn refine(
    network: &Network,
    groups: &[u32],
    n_groups: usize,
    resolution: f64,
    random: &mut SplitMix64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let communities = Partition::new(network, groups.to_vec(), resolution);
    let members = Members::new(groups, n_groups);
    let mut parts = Parts::new(network, &communities, resolution);
    for group in (0_u32..).take(n_groups) {
        budget.step(group as usize)?;
        let mut order = members.of(group).to_vec();
        random.shuffle(&mut order);
        for (step, node) in order.into_iter().enumerate() {
            budget.step(step)?;
            parts.merge(node);
        }
    }
    Ok(parts.partition.community)
}

/// The parts that communities are refined into.
struct Parts<'a, 'n> {
    network: &'n Network,
    communities: &'a Partition<'n>,
    partition: Partition<'n>,
    /// The weight of ties from each part to the rest of its community.
    outward: Vec<f64>,
    sums: Sums,
}

impl<'a, 'n> Parts<'a, 'n> {
    fn new(network: &'n Network, communities: &'a Partition<'n>, resolution: f64) -> Self {
        let inward = |node: u32| {
            let group = communities.community[node as usize];
            let inside =
                network.ties(node).iter().filter(|tie| communities.community[tie.target as usize] == group);
            inside.map(|tie| tie.weight).sum()
        };
        Parts {
            network,
            communities,
            partition: Partition::alone(network, resolution),
            outward: (0_u32..).take(network.n_nodes()).map(inward).collect(),
            sums: Sums::new(network.n_nodes()),
        }
    }

    /// Merges a node that is still alone into the part of its community that gains most, if both are well connected.
    fn merge(&mut self, node: u32) {
        let group = self.communities.community[node as usize];
        if !self.partition.is_alone(node)
            || !self.is_well_connected(node, self.partition.community[node as usize])
        {
            return;
        }
        let inside = |target: u32| self.communities.community[target as usize] == group;
        for tie in self.network.ties(node).iter().filter(|tie| inside(tie.target)) {
            self.sums.add(self.partition.community[tie.target as usize], tie.weight);
        }
        let mut sums = std::mem::replace(&mut self.sums, Sums::new(0));
        let mut best: Option<(u32, f64, f64)> = None;
        for tie in sums.drain() {
            let gain = self.partition.gain(node, tie.weight, self.partition.totals(tie.target));
            let is_better = gain >= 0.0 && best.is_none_or(|(_, greatest, _)| gain > greatest);
            if is_better && self.is_well_connected(node, tie.target) {
                best = Some((tie.target, gain, tie.weight));
            }
        }
        self.sums = sums;
        if let Some((part, _, tied)) = best {
            let own = self.partition.community[node as usize];
            self.outward[part as usize] += self.outward[own as usize] - 2.0 * tied;
            self.partition.put(node, part);
        }
    }

    /// Says whether a part has at least the weight of ties to the rest of its community that chance expects.
    fn is_well_connected(&self, node: u32, part: u32) -> bool {
        let community = self.communities.totals(self.communities.community[node as usize]);
        let own = self.partition.totals(part);
        let expected = own.expected(community.without(own)) / self.network.weight;
        self.outward[part as usize] + self.partition.least_gain() >= self.communities.resolution() * expected
    }
}
