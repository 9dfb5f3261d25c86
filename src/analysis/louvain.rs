//! Louvain: communities by moving nodes, then whole communities, as long as modularity rises.

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::numbered;
use super::network::Network;
use super::partition::{Partition, compacted};
use super::random::SplitMix64;
use super::{Budget, LimitReached};
use crate::graph::Projection;

/// Runs [`louvain`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let seed = settings.count("seed") as u64;
    Ok(Answer::Groups(louvain(projection, settings.number("resolution"), seed, budget)?))
}

/// Returns a community for each node, by dense index; the largest is 0, of equals the one with the lowest node.
///
/// Maximises [`modularity`](super::modularity()) at a resolution: above 1 communities are smaller, below 1 larger. Nodes
/// are visited in an order shuffled by the seed, until a round moves none; then communities become nodes. A
/// community may fall into parts that are not connected, which [`leiden`](super::leiden()) avoids. Parallel edges and weights
/// add up; loops count in what chance expects; a directed projection uses directed modularity. A node without ties
/// is alone. The same seed gives the same answer on every machine. Cost about `O(m)` a round, few rounds and levels.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Blondel, Guillaume, Lambiotte, Lefebvre 2008, "Fast unfolding of communities in large networks", Journal of
/// Statistical Mechanics P10008; directed: Dugué, Perez 2015.
pub fn louvain(
    projection: &Projection,
    resolution: f64,
    seed: u64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut random = SplitMix64::new(seed);
    let mut network = Network::of(projection, budget)?;
    let mut groups: Vec<u32> = (0_u32..).take(projection.n_nodes()).collect();
    loop {
        let mut level = sweep(&network, resolution, &mut random, budget)?;
        let n_groups = compacted(&mut level);
        for group in &mut groups {
            *group = level[*group as usize];
        }
        if n_groups == network.n_nodes() {
            return Ok(numbered(&groups));
        }
        network = network.drawn_together(&level, n_groups, budget)?;
    }
}

/// Moves the nodes of one level in rounds, until a round moves none.
fn sweep(
    network: &Network,
    resolution: f64,
    random: &mut SplitMix64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut order: Vec<u32> = (0_u32..).take(network.n_nodes()).collect();
    random.shuffle(&mut order);
    let mut partition = Partition::alone(network, resolution);
    loop {
        let mut n_moves = 0_usize;
        for (step, node) in order.iter().enumerate() {
            budget.step(step)?;
            n_moves += usize::from(partition.move_to_best(*node));
        }
        if n_moves == 0 {
            return Ok(partition.community);
        }
    }
}
