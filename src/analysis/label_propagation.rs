//! Label propagation: every node takes the label that most of its neighbours have.

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::{connected_parts, numbered};
use super::network::{Network, Sums};
use super::random::SplitMix64;
use super::{Budget, LimitReached};
use crate::graph::Projection;

/// Runs [`label_propagation`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let iterations = settings.count("iterations");
    let groups = label_propagation(projection, settings.count("seed") as u64, iterations, budget)?;
    groups.map(Answer::Groups).ok_or(AnalysisError::NoConvergence { iterations, tolerance: 0.0 })
}

/// Returns a community for each node, by dense index; the largest is 0, of equals the one with the lowest node. Nothing if
/// labels still change after so many rounds.
///
/// Each node starts with a label of its own. In rounds, in an order shuffled by the seed, a node takes the label with
/// the most weight among its neighbours at that moment; it keeps its own if that is one of them, else the seed chooses. A round
/// that changes nothing is the last. Nodes with one label that are not connected count as several communities, as the
/// paper says. Edges count either way, also in a directed projection; parallel edges and weights add up; loops count
/// nothing. The same seed gives the same answer on every machine. Cost `O(m)` a round.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Raghavan, Albert, Kumara 2007, "Near linear time algorithm to detect community structures in large-scale networks",
/// Physical Review E 76, 036106.
pub fn label_propagation(
    projection: &Projection,
    seed: u64,
    iterations: usize,
    budget: &Budget,
) -> Result<Option<Vec<u32>>, LimitReached> {
    let mut random = SplitMix64::new(seed);
    let network = Network::of(projection, budget)?;
    let mut labels: Vec<u32> = (0_u32..).take(network.n_nodes()).collect();
    let mut order = labels.clone();
    let mut sums = Sums::new(network.n_nodes());
    for _ in 0..iterations {
        random.shuffle(&mut order);
        let mut n_changes = 0_usize;
        for (step, node) in order.iter().enumerate() {
            budget.step(step)?;
            let label = heaviest(&network, *node, &labels, &mut sums, &mut random);
            n_changes += usize::from(std::mem::replace(&mut labels[*node as usize], label) != label);
        }
        if n_changes == 0 {
            let parts = connected_parts(&labels, |node| network.ties(node).iter().map(|tie| tie.target));
            return Ok(Some(numbered(&parts)));
        }
    }
    Ok(None)
}

/// Returns the label with the most weight around a node.
fn heaviest(network: &Network, node: u32, labels: &[u32], sums: &mut Sums, random: &mut SplitMix64) -> u32 {
    let own = labels[node as usize];
    for tie in network.ties(node) {
        sums.add(labels[tie.target as usize], tie.weight);
    }
    let kept = sums.get(own);
    let mut heaviest: (f64, Vec<u32>) = (0.0, Vec::new());
    for tie in sums.drain() {
        if tie.weight > heaviest.0 {
            heaviest = (tie.weight, vec![tie.target]);
        } else if tie.weight.total_cmp(&heaviest.0).is_eq() {
            heaviest.1.push(tie.target);
        }
    }
    if heaviest.1.is_empty() || kept >= heaviest.0 { own } else { heaviest.1[random.below(heaviest.1.len())] }
}
