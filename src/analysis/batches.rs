//! Rounds of moves for which several threads look, batch by batch.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::network::{Network, Strength, Sums};
use super::partition::Partition;
use super::visits::Visits;
use super::{Budget, LimitReached, parallel};

/// A batch is full with this share of all ties, or with the least that are worth threads.
const BATCHES: usize = 64;
const LEAST_TIES: usize = 1 << 14;
/// Networks with fewer ties are gone through node by node.
const LEAST_OF_NETWORK: usize = 1 << 16;
/// Threads take so many nodes at a time, or some part of a batch.
const LEAST_NODES: usize = 16;
const PARTS: usize = 32;

/// Wanted by a node that stays.
const STAYS: u32 = u32::MAX;

/// Nodes that wait, gathered into batches.
///
/// All nodes of a batch look for the best community while none moves; then, one after another, those move that still
/// gain. What a batch is depends on the network alone, and so do the moves.
pub(super) struct Batches<S: Strength> {
    /// How many ties fill a batch.
    size: usize,
    nodes: Vec<u32>,
    /// The community that each node of the batch would move to, or that it stays.
    wanted: Vec<u32>,
    /// Scratch space for each thread, with the strengths of communities as they are in the partition.
    scratch: Mutex<Vec<Sums<S>>>,
    /// Communities whose strength has changed since.
    changed: Vec<u32>,
}

impl<S: Strength> Batches<S> {
    /// Says whether a network is large enough.
    pub(super) fn are_worth(network: &Network<'_, S>) -> bool {
        network.n_ties() >= LEAST_OF_NETWORK
    }

    pub(super) fn new(partition: &Partition<'_, '_, S>, budget: &Budget) -> Self {
        let n_copies = budget.n_threads().saturating_sub(1);
        Batches {
            size: (partition.network.n_ties() / BATCHES).max(LEAST_TIES),
            nodes: Vec::new(),
            wanted: Vec::new(),
            scratch: Mutex::new(vec![partition.ties.clone(); n_copies]),
            changed: Vec::new(),
        }
    }

    /// Visits the nodes that wait, and returns the weight gained beyond chance.
    pub(super) fn pass_round(
        &mut self,
        partition: &mut Partition<'_, '_, S>,
        visits: &mut Visits,
        budget: &Budget,
    ) -> Result<f64, LimitReached> {
        let (mut gained, mut n_ties) = (0.0, 0);
        for position in 0..visits.n_blocks() {
            for node in visits.block(position) {
                if visits.take(node) {
                    self.nodes.push(node);
                    n_ties += partition.network.targets(node).len();
                }
            }
            if n_ties >= self.size || position + 1 == visits.n_blocks() {
                let empty = self.look(partition, &budget.threads_if(n_ties >= LEAST_TIES))?;
                gained += self.go(partition, empty, visits);
                n_ties = 0;
            }
        }
        Ok(gained)
    }

    /// Finds what the nodes of the batch want, and returns the empty community that some of them may want.
    fn look(
        &mut self,
        partition: &mut Partition<'_, '_, S>,
        budget: &Budget,
    ) -> Result<Option<u32>, LimitReached> {
        let (view, own) = partition.view_and_ties();
        let mut spaces = self.scratch.get_mut().unwrap_or_else(PoisonError::into_inner);
        for community in self.changed.drain(..) {
            spaces.iter_mut().for_each(|space| *space.at_mut(community) = *own.at(community));
        }
        spaces.push(std::mem::replace(own, Sums::beside(std::iter::empty())));
        self.wanted.clear();
        self.wanted.resize(self.nodes.len(), 0);
        let size = (self.nodes.len() / PARTS).max(LEAST_NODES);
        let parts = self.nodes.chunks(size).zip(self.wanted.chunks_mut(size));
        let outcome = parallel::each(parts, budget, |(nodes, wanted)| {
            budget.check_time()?;
            let mut space = lock(&self.scratch).pop().expect("there is one for each thread");
            for (node, wanted) in nodes.iter().zip(wanted) {
                *wanted = view.best(*node, &mut space).map_or(STAYS, |(community, _)| community);
            }
            lock(&self.scratch).push(space);
            Ok(())
        });
        spaces = self.scratch.get_mut().unwrap_or_else(PoisonError::into_inner);
        *own = spaces.pop().expect("all are put back");
        outcome.map(|_| view.empty)
    }

    /// Moves the nodes of the batch that still gain by it, and returns what they gain; others that wanted to are to be
    /// visited again.
    fn go(&mut self, partition: &mut Partition<'_, '_, S>, empty: Option<u32>, visits: &mut Visits) -> f64 {
        let mut gained = 0.0;
        let moves = self.nodes.drain(..).zip(&self.wanted).filter(|(_, wanted)| **wanted != STAYS);
        for (node, wanted) in moves {
            let own = partition.community[node as usize];
            let community = (Some(*wanted) != empty).then_some(*wanted);
            match partition.move_if_better(node, community) {
                Some(gain) => {
                    gained += gain;
                    self.changed.extend([own, partition.community[node as usize]]);
                    partition.call(node, &mut visits.is_waiting);
                }
                None => visits.is_waiting[node as usize] = true,
            }
        }
        gained
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::random::SplitMix64;
    use crate::analysis::samples::on_threads;
    use crate::analysis::{Search, leiden, louvain, modularity};
    use crate::graph::{Direction, Projection};

    /// Circles of 100 nodes, in which most edges lie.
    fn circles(n_nodes: u32, n_edges: usize, direction: Direction, is_weighted: bool) -> Projection {
        let mut random = SplitMix64::new(5);
        let mut node = |below: u32| u32::try_from(random.below(below as usize)).unwrap_or(0);
        let edges: Vec<(u32, u32)> = (0..n_edges)
            .map(|_| {
                let source = node(n_nodes);
                let near = source / 100 * 100 + node(100);
                (source, if node(3) > 0 { near.min(n_nodes - 1) } else { node(n_nodes) })
            })
            .collect();
        let weights: Vec<f64> = (0..n_edges).map(|at| 1.0 / (1 + at % 7) as f64).collect();
        Projection::of_edges(n_nodes, &edges, is_weighted.then_some(&weights[..]), direction)
    }

    #[test]
    fn any_number_of_threads_finds_the_same_communities() {
        let kinds = [(Direction::Both, false), (Direction::Both, true), (Direction::Outgoing, true)];
        for (direction, is_weighted) in kinds {
            let graph = circles(3_000, 70_000, direction, is_weighted);
            let search = Search { resolution: 1.0, seed: 3, iterations: 1 };
            let found = [1, 2, 8].map(|n_threads| {
                let budget = on_threads(n_threads);
                let louvain = louvain(&graph, 1.0, 3, &budget).expect("in time");
                (louvain, leiden(&graph, search, &budget).expect("in time"))
            });
            assert!(found.iter().all(|other| *other == found[0]));
            let circles: Vec<u32> = (0..3_000).map(|node| node / 100).collect();
            let planted = modularity(&graph, &circles, 1.0);
            assert!(modularity(&graph, &found[0].0, 1.0) >= planted - 1e-9);
            assert!(modularity(&graph, &found[0].1, 1.0) >= planted - 1e-9);
        }
    }

    #[test]
    fn a_round_gains_what_it_says() {
        let graph = circles(2_000, 50_000, Direction::Both, true);
        let network = Network::<f64>::of(&graph, &on_threads(1)).expect("in time");
        assert!(Batches::<f64>::are_worth(&network));
        // From communities that are not there, so that many nodes want to leave them at once.
        let start: Vec<u32> = (0..2_000).map(|node| node % 40).collect();
        let mut partition = Partition::new(&network, start.clone(), 1.0);
        let mut visits = Visits::new(2_000);
        let budget = on_threads(2);
        let mut batches = Batches::new(&partition, &budget);
        let gained = batches.pass_round(&mut partition, &mut visits, &budget).expect("in time");
        let risen = modularity(&graph, &partition.community, 1.0) - modularity(&graph, &start, 1.0);
        assert!(risen > 0.01);
        // A tie is looked at from one end, but counts for both.
        assert!((2.0 * gained / network.weight - risen).abs() < 1e-9, "{gained} {risen}");
    }
}
