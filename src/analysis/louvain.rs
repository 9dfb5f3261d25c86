//! Louvain: communities by moving nodes, then whole communities, as long as modularity rises.

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::numbered;
use super::network::{BothWays, Network, Strength};
use super::partition::{Partition, compacted};
use super::random::SplitMix64;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// Runs [`louvain`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let seed = settings.count("seed") as u64;
    Ok(Answer::Groups(louvain(projection, settings.number("resolution"), seed, budget)?))
}

/// How often all levels are gone through, the second time from the communities of the first.
const PASSES: usize = 2;

/// Returns a community for each node, by dense index; the largest is 0, of equals the one with the lowest node.
///
/// Maximises [`modularity`](super::modularity()) at a resolution: above 1 communities are smaller, below 1 larger. Nodes
/// are visited in an order shuffled by the seed, then again those around a node that moved, until none moves; then
/// communities become nodes. All that is done once more from the communities found, which loses nothing and mends what
/// early moves did badly. A community may fall into parts that are not connected, which
/// [`leiden`](super::leiden()) avoids. Parallel edges and weights add up; loops count in what chance expects; a directed
/// projection uses directed modularity. A node without ties is alone. The same seed gives the same answer on every
/// machine and any number of threads. Nodes move on one thread, as each move rests on those before; communities are
/// drawn together on several. Cost about `O(m)` a round, few
/// rounds and levels; memory about 50 bytes a node and 16 more a further thread, and what the network of the
/// communities takes: up to 12 bytes an arc, 24 on several threads.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Blondel, Guillaume, Lambiotte, Lefebvre 2008, "Fast unfolding of communities in large networks", Journal of
/// Statistical Mechanics P10008; directed: Dugué, Perez 2015; which nodes to visit again: Ozaki, Tezuka, Inaba 2016.
pub fn louvain(
    projection: &Projection,
    resolution: f64,
    seed: u64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    match projection.direction() {
        Direction::Both => unfold::<f64>(projection, resolution, seed, budget),
        _ => unfold::<BothWays>(projection, resolution, seed, budget),
    }
}

fn unfold<S: Strength>(
    projection: &Projection,
    resolution: f64,
    seed: u64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut random = SplitMix64::new(seed);
    let whole = Network::<S>::of(projection, budget)?;
    let mut groups: Vec<u32> = (0_u32..).take(projection.n_nodes()).collect();
    for _ in 0..PASSES {
        groups = pass_levels(&whole, groups, resolution, &mut random, budget)?;
    }
    Ok(numbered(&groups))
}

/// Goes through all levels once, from some communities to others at least as good, numbered without gaps.
pub(super) fn pass_levels<S: Strength>(
    whole: &Network<'_, S>,
    mut start: Vec<u32>,
    resolution: f64,
    random: &mut SplitMix64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut drawn: Network<'static, S>;
    let mut network = whole;
    let mut groups: Vec<u32> = (0_u32..).take(whole.n_nodes()).collect();
    loop {
        let mut partition = Partition::new(network, start, resolution);
        partition.settle(random, budget)?;
        let mut level = partition.community;
        let n_groups = compacted(&mut level);
        groups.iter_mut().for_each(|group| *group = level[*group as usize]);
        if n_groups == network.n_nodes() {
            return Ok(groups);
        }
        drawn = network.drawn_together(&level, n_groups, budget)?;
        start = (0_u32..).take(n_groups).collect();
        network = &drawn;
    }
}
