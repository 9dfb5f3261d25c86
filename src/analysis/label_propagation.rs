//! Label propagation: every node takes the label that most of its neighbours have.

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::{connected_parts, numbered};
use super::network::{BothWays, Network, Strength, Sums};
use super::random::SplitMix64;
use super::visits::Visits;
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
/// Each node starts with a label of its own. In rounds a node takes the label with the most weight among its neighbours at
/// that moment; it keeps its own if that is one of them, else the seed chooses. Only nodes around which a label
/// changed are visited again, as no other would change. A round that changes nothing is the last. Nodes are visited in
/// an order shuffled by the seed, in large graphs in blocks of nodes that follow each other; for the seed 0 by index,
/// and the lowest label is chosen. Nodes with
/// one label that are not connected count as several communities, as the paper says. Edges count either way, also in a
/// directed projection; parallel edges and weights add up; loops count nothing. The same seed gives the same answer on
/// every machine. On one thread by definition: each label rests on those that nodes visited before have just taken; labels
/// that all change at once are what [`cdlp`](super::cdlp()) counts. Cost `O(m)` for the first round and far less for
/// those after; memory 25 bytes a node, and 12 bytes an arc where arcs have weights or directions.
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
        if let Some(random) = &mut labels.random {
            labels.visits.shuffle(random);
        }
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
    of: Vec<u32>,
    visits: Visits,
    sums: Sums,
    /// Draws orders and labels; none for the seed 0.
    random: Option<SplitMix64>,
    heaviest: Vec<u32>,
}

impl<'n, 'g, S: Strength> Labels<'n, 'g, S> {
    fn new(network: &'n Network<'g, S>, seed: u64) -> Self {
        let n_nodes = network.n_nodes();
        let of = (0_u32..).take(n_nodes).collect();
        let random = (seed > 0).then(|| SplitMix64::new(seed));
        let (visits, sums) = (Visits::new(n_nodes), Sums::new(n_nodes));
        Labels { network, of, visits, sums, random, heaviest: Vec::new() }
    }

    /// Visits the nodes that are waiting, and returns how many changed their label.
    fn pass_round(&mut self, budget: &Budget) -> Result<usize, LimitReached> {
        let mut n_changes = 0;
        for position in 0..self.visits.n_blocks() {
            budget.step(16 * position)?;
            for node in self.visits.block(position) {
                if !self.visits.take(node) {
                    continue;
                }
                let label = self.choose(node);
                if label != std::mem::replace(&mut self.of[node as usize], label) {
                    n_changes += 1;
                    self.call(node, label);
                }
            }
        }
        Ok(n_changes)
    }

    /// Returns the label with the most weight around a node: its own if that is one of them, else one that is drawn, or
    /// the lowest.
    #[inline]
    fn choose(&mut self, node: u32) -> u32 {
        let own = self.of[node as usize];
        self.network.sum_ties(node, &self.of, &mut self.sums);
        let mut greatest = self.sums.get(own);
        let heaviest = &mut self.heaviest;
        heaviest.clear();
        self.sums.drain(|label, weight, ()| {
            if weight > greatest {
                greatest = weight;
                heaviest.clear();
                heaviest.push(label);
            } else if weight >= greatest && !heaviest.is_empty() {
                heaviest.push(label);
            }
        });
        // None is heavier than its own where there is none.
        let chosen = match &mut self.random {
            Some(random) if heaviest.len() > 1 => heaviest.get(random.below(heaviest.len())),
            _ => heaviest.iter().min(),
        };
        chosen.copied().unwrap_or(own)
    }

    /// Has the neighbours of a node that took a label be visited again, but for those that have it.
    fn call(&mut self, node: u32, label: u32) {
        for target in self.network.targets(node) {
            let at = *target as usize;
            if self.of[at] != label {
                self.visits.is_waiting[at] = true;
            }
        }
    }
}
