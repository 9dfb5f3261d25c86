//! Label propagation: every node takes the label that most of its neighbours have.

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::{connected_parts, numbered};
use super::network::{BothWays, Network, Strength, Sums};
use super::random::SplitMix64;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

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
    match projection.direction() {
        Direction::Both => propagate(&Network::<f64>::of(projection, budget)?, seed, iterations, budget),
        _ => propagate(&Network::<BothWays>::of(projection, budget)?, seed, iterations, budget),
    }
}

fn propagate<S: Strength>(
    network: &Network<'_, S>,
    seed: u64,
    iterations: usize,
    budget: &Budget,
) -> Result<Option<Vec<u32>>, LimitReached> {
    let mut labels = Labels::new(network, seed);
    for _ in 0..iterations {
        if labels.pass_round(budget)? == 0 {
            let parts = connected_parts(&labels.of, |node| network.targets(node).iter().copied());
            return Ok(Some(numbered(&parts)));
        }
    }
    Ok(None)
}

/// The labels of nodes, and which of them may have to change.
struct Labels<'n, 'g, S: Strength> {
    network: &'n Network<'g, S>,
    random: SplitMix64,
    of: Vec<u32>,
    /// Nodes around which a label changed since they were visited.
    due: Vec<u32>,
    is_due: Vec<bool>,
    sums: Sums,
    /// The labels with the most weight around a node.
    heaviest: Vec<u32>,
}

impl<'n, 'g, S: Strength> Labels<'n, 'g, S> {
    fn new(network: &'n Network<'g, S>, seed: u64) -> Self {
        let n_nodes = network.n_nodes();
        let of: Vec<u32> = (0_u32..).take(n_nodes).collect();
        Labels {
            network,
            random: SplitMix64::new(seed),
            due: of.clone(),
            of,
            is_due: vec![true; n_nodes],
            sums: Sums::new(n_nodes),
            heaviest: Vec::new(),
        }
    }

    /// Visits the nodes that are due, and returns how many changed their label.
    fn pass_round(&mut self, budget: &Budget) -> Result<usize, LimitReached> {
        let mut due = std::mem::take(&mut self.due);
        self.random.shuffle(&mut due);
        let mut n_changes = 0;
        for (step, node) in due.into_iter().enumerate() {
            budget.step(step)?;
            self.is_due[node as usize] = false;
            let label = self.choose(node);
            if label != std::mem::replace(&mut self.of[node as usize], label) {
                n_changes += 1;
                self.call(node, label);
            }
        }
        Ok(n_changes)
    }

    /// Returns the label with the most weight around a node: its own if that is one of them, else the seed chooses.
    fn choose(&mut self, node: u32) -> u32 {
        let own = self.of[node as usize];
        self.network.sum_ties(node, &self.of, &mut self.sums);
        let kept = self.sums.get(own);
        let mut greatest = 0.0;
        let heaviest = &mut self.heaviest;
        self.sums.drain(|label, weight| {
            if weight > greatest {
                greatest = weight;
                heaviest.clear();
            }
            if weight >= greatest {
                heaviest.push(label);
            }
        });
        if kept >= greatest { own } else { self.heaviest[self.random.below(self.heaviest.len())] }
    }

    /// Has the neighbours of a node that took a label be visited again, but for those that have it.
    fn call(&mut self, node: u32, label: u32) {
        for target in self.network.targets(node) {
            let at = *target as usize;
            if !self.is_due[at] && self.of[at] != label {
                self.is_due[at] = true;
                self.due.push(*target);
            }
        }
    }
}
