//! Leiden: communities of high modularity, each of them connected.

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::{connected_parts, n_groups, numbered};
use super::louvain::pass_levels;
use super::network::{BothWays, Network, Strength};
use super::partition::{Partition, compacted};
use super::random::SplitMix64;
use super::refinement::refined;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

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
/// randomness, as the authors' own program does. It starts from the communities that
/// [`louvain`](super::louvain()) finds in one pass and ends with a pass that moves what is still better elsewhere;
/// what then hangs together by nothing is taken apart. So every community is connected (over edges of positive weight,
/// either way). Parallel edges, loops, weights and direction count as in `modularity`; a node without ties is alone. The
/// same seed gives the same answer on every machine and any number of threads: nodes move as in `louvain`, and
/// communities are refined each for itself. Cost about `O(m)` a level, few levels an iteration; memory about 80 bytes a
/// node and 50 more a further thread, 12 bytes an arc, 24 on several threads, and 12 more where arcs have weights or
/// directions.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Traag, Waltman, van Eck 2019, "From Louvain to Leiden: guaranteeing well-connected communities", Scientific
/// Reports 9, 5233, algorithm A.2.
pub fn leiden(projection: &Projection, search: Search, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    match projection.direction() {
        Direction::Both => search_in::<f64>(projection, search, budget),
        _ => search_in::<BothWays>(projection, search, budget),
    }
}

fn search_in<S: Strength>(
    projection: &Projection,
    search: Search,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let (resolution, mut random) = (search.resolution, SplitMix64::new(search.seed));
    let network = Network::<S>::of(projection, budget)?;
    let mut groups: Vec<u32> = (0_u32..).take(projection.n_nodes()).collect();
    groups = pass_levels(&network, groups, resolution, &mut random, budget)?;
    for _ in 0..search.iterations {
        let before = groups.clone();
        groups = iterate(&network, groups, resolution, &mut random, budget)?;
        compacted(&mut groups);
        if groups == before && !take_apart(&network, &mut groups) {
            break;
        }
    }
    groups = pass_levels(&network, groups, resolution, &mut random, budget)?;
    take_apart(&network, &mut groups);
    Ok(numbered(&groups))
}

/// Takes apart what hangs together by nothing, by which modularity never falls; says whether there was any.
fn take_apart<S: Strength>(network: &Network<'_, S>, groups: &mut Vec<u32>) -> bool {
    let before = n_groups(groups);
    *groups = connected_parts(groups, |node| network.targets(node).iter().copied());
    compacted(groups) != before
}

/// One iteration: all levels, starting from some communities.
fn iterate<S: Strength>(
    whole: &Network<'_, S>,
    groups: Vec<u32>,
    resolution: f64,
    random: &mut SplitMix64,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut drawn: Network<'static, S>;
    let mut network = whole;
    let mut start = groups;
    // The node of the current level that each node of the graph has become part of.
    let mut place: Vec<u32> = (0_u32..).take(whole.n_nodes()).collect();
    loop {
        let mut partition = Partition::new(network, start, resolution);
        partition.settle(random, budget)?;
        let mut moved = partition.community;
        let n_groups = compacted(&mut moved);
        let mut parts = refined(network, &moved, n_groups, resolution, random, budget)?;
        let n_parts = compacted(&mut parts);
        if n_groups == network.n_nodes() || n_parts == network.n_nodes() {
            return Ok(place.iter().map(|node| moved[*node as usize]).collect());
        }
        for node in &mut place {
            *node = parts[*node as usize];
        }
        start = vec![0; n_parts];
        for (part, group) in parts.iter().zip(&moved) {
            start[*part as usize] = *group;
        }
        drawn = network.drawn_together(&parts, n_parts, budget)?;
        network = &drawn;
    }
}
