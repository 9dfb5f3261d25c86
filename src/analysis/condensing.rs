//! Groups of nodes drawn together into the nodes of a smaller network.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::modularity::positive;
use super::network::{Network, Strength, Sums};
use super::{Budget, LimitReached, parallel};
use crate::graph::{Topology, Weights};

/// A part of the work has this share of all ties, or the least that are worth handing to a thread.
const PARTS: usize = 64;
const LEAST_TIES: usize = 1 << 14;

impl<S: Strength> Network<'_, S> {
    /// Draws every group of nodes together into one node, whose number is that of the group.
    ///
    /// Groups are numbered without gaps. Large groups are summed up piece by piece, and then the pieces, so that threads
    /// can share them; pieces depend on the network alone. Cost `O(n + m)`; memory 12 bytes for each tie of the new
    /// network, twice as much on several threads, and 12 bytes a group and thread.
    ///
    /// # Errors
    /// [`LimitReached::Time`].
    pub(super) fn drawn_together(
        &self,
        groups: &[u32],
        n_groups: usize,
        budget: &Budget,
    ) -> Result<Network<'static, S>, LimitReached> {
        let members = Members::new(groups, n_groups);
        let pieces = pieces(self, &members);
        let drawing = Drawing { network: self, groups, members: &members };
        let mut rows = RowsInTheMaking::new(n_groups, 0);
        let mut sums = Sums::new(n_groups);
        if budget.n_threads().min(pieces.len()) < 2 {
            for piece in &pieces {
                budget.check_time()?;
                rows.mend(piece, &mut sums);
                drawing.draw(piece, &mut sums, &mut rows);
            }
        } else {
            let spaces = Mutex::new(Vec::new());
            let take = || spaces.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let drawn = parallel::each(pieces.iter(), budget, |piece| {
                budget.check_time()?;
                let mut sums = take().unwrap_or_else(|| Sums::new(n_groups));
                let mut rows = RowsInTheMaking::new(piece.groups.len(), 0);
                drawing.draw(piece, &mut sums, &mut rows);
                spaces.lock().unwrap_or_else(PoisonError::into_inner).push(sums);
                Ok(rows)
            })?;
            rows.reserve(drawn.iter().map(|part| part.targets.len()).sum());
            for (piece, part) in pieces.iter().zip(drawn) {
                rows.mend(piece, &mut sums);
                rows.append(part);
            }
        }
        rows.join(&mut sums);
        Ok(rows.network(self.weight))
    }
}

/// Whole groups, or some of the nodes of one.
struct Piece {
    groups: Range<u32>,
    /// Where their nodes stand among the members of all groups.
    nodes: Range<usize>,
    /// Whether it goes on with the group that the piece before ended with.
    continues: bool,
}

/// Divides groups into pieces of about as many ties.
fn pieces<S: Strength>(network: &Network<'_, S>, members: &Members) -> Vec<Piece> {
    let size = (network.n_ties() / PARTS).max(LEAST_TIES);
    let n_ties = |node: &u32| network.targets(*node).len();
    let mut pieces = Vec::new();
    let (mut begin, mut held) = ((0, 0), 0);
    for group in (0_u32..).take(members.offsets.len() - 1) {
        let own = members.offsets[group as usize]..members.offsets[group as usize + 1];
        let of_group: usize = members.nodes[own.clone()].iter().map(n_ties).sum();
        if held > 0 && held + of_group > 2 * size {
            pieces.push(Piece { groups: begin.0..group, nodes: begin.1..own.start, continues: false });
            (begin, held) = ((group, own.start), 0);
        }
        if of_group > 2 * size {
            let first = pieces.len();
            let mut in_piece = 0;
            for at in own.clone() {
                in_piece += n_ties(&members.nodes[at]);
                if in_piece >= size || at + 1 == own.end {
                    let continues = pieces.len() > first;
                    pieces.push(Piece { groups: group..group + 1, nodes: begin.1..at + 1, continues });
                    (begin.1, in_piece) = (at + 1, 0);
                }
            }
            (begin, held) = ((group + 1, own.end), 0);
            continue;
        }
        held += of_group;
        if held >= size {
            pieces.push(Piece { groups: begin.0..group + 1, nodes: begin.1..own.end, continues: false });
            (begin, held) = ((group + 1, own.end), 0);
        }
    }
    let n_groups = members.offsets.len() - 1;
    if (begin.0 as usize) < n_groups {
        let groups = begin.0..u32::try_from(n_groups).unwrap_or(u32::MAX);
        pieces.push(Piece { groups, nodes: begin.1..members.nodes.len(), continues: false });
    }
    pieces
}

/// What is drawn together.
struct Drawing<'d, 'g, S: Strength> {
    network: &'d Network<'g, S>,
    groups: &'d [u32],
    members: &'d Members,
}

impl<S: Strength> Drawing<'_, '_, S> {
    /// Appends a row for each group of a piece.
    fn draw(&self, piece: &Piece, sums: &mut Sums, rows: &mut RowsInTheMaking<S>) {
        for group in piece.groups.clone() {
            let ends = &self.members.offsets[group as usize..];
            let own = ends[0].max(piece.nodes.start)..ends[1].min(piece.nodes.end);
            let mut strength = S::default();
            for &node in &self.members.nodes[own] {
                strength.add(self.network.strength(node));
                self.network.sum_ties(node, self.groups, sums);
            }
            sums.forget(group);
            sums.drain_into(&mut rows.targets, &mut rows.weights);
            rows.close(strength);
        }
    }
}

/// The rows of a network, being filled one after another.
pub(super) struct RowsInTheMaking<S> {
    offsets: Vec<usize>,
    pub(super) targets: Vec<u32>,
    pub(super) weights: Vec<f64>,
    strengths: Vec<S>,
    /// How many rows at the end belong to one group.
    n_open: usize,
}

impl<S: Strength> RowsInTheMaking<S> {
    pub(super) fn new(n_nodes: usize, n_ties: usize) -> Self {
        let mut offsets = Vec::with_capacity(n_nodes + 1);
        offsets.push(0);
        RowsInTheMaking {
            n_open: 1,
            offsets,
            targets: Vec::with_capacity(n_ties),
            weights: Vec::with_capacity(n_ties),
            strengths: Vec::with_capacity(n_nodes),
        }
    }

    /// Adds the arcs of a node but for loops, and returns what all weigh, loops so many times.
    pub(super) fn copy(&mut self, node: u32, arcs: Topology<'_>, weights: &Weights, loops_count: f64) -> f64 {
        let mut sum = 0.0;
        for (at, &target) in arcs.range(node).zip(arcs.of(node)) {
            let weight = positive(weights.at(at));
            if target == node {
                sum += loops_count * weight;
            } else if weight > 0.0 {
                sum += weight;
                self.targets.push(target);
                self.weights.push(weight);
            }
        }
        sum
    }

    pub(super) fn close(&mut self, strength: S) {
        self.offsets.push(self.targets.len());
        self.strengths.push(strength);
    }

    fn reserve(&mut self, n_ties: usize) {
        self.targets.reserve_exact(n_ties);
        self.weights.reserve_exact(n_ties);
    }

    /// Appends the rows of a piece.
    fn append(&mut self, part: RowsInTheMaking<S>) {
        let begin = self.targets.len();
        self.offsets.extend(part.offsets[1..].iter().map(|end| begin + end));
        self.targets.extend(part.targets);
        self.weights.extend(part.weights);
        self.strengths.extend(part.strengths);
    }

    /// Makes ready for a piece: pieces of one group stay rows of their own until there is another.
    fn mend(&mut self, piece: &Piece, sums: &mut Sums) {
        if piece.continues {
            self.n_open += 1;
        } else {
            self.join(sums);
        }
    }

    /// Makes one row of those at the end that belong to one group.
    fn join(&mut self, sums: &mut Sums) {
        let n_open = std::mem::replace(&mut self.n_open, 1);
        if n_open == 1 {
            return;
        }
        let first = self.strengths.len() - n_open;
        let mut strength = S::default();
        self.strengths.drain(first..).for_each(|part| strength.add(part));
        let begin = self.offsets[first];
        sums.add_all(self.targets.drain(begin..).zip(self.weights.drain(begin..)));
        self.offsets.truncate(first + 1);
        sums.drain_into(&mut self.targets, &mut self.weights);
        self.close(strength);
    }

    pub(super) fn network(self, weight: f64) -> Network<'static, S> {
        let (targets, weights) = (Cow::Owned(self.targets), Cow::Owned(self.weights));
        Network { offsets: self.offsets, targets, weights, strengths: self.strengths, weight }
    }
}

/// The nodes of each group, ascending.
pub(super) struct Members {
    offsets: Vec<usize>,
    nodes: Vec<u32>,
}

impl Members {
    /// Sorts nodes by their group. Cost `O(n)`.
    pub(super) fn new(groups: &[u32], n_groups: usize) -> Self {
        let mut offsets = vec![0; n_groups + 1];
        for group in groups {
            offsets[*group as usize + 1] += 1;
        }
        for at in 0..n_groups {
            offsets[at + 1] += offsets[at];
        }
        let mut next = offsets.clone();
        let mut nodes = vec![0; groups.len()];
        for (node, group) in (0_u32..).zip(groups) {
            let slot = &mut next[*group as usize];
            nodes[*slot] = node;
            *slot += 1;
        }
        Members { offsets, nodes }
    }

    /// Returns the nodes of each group, to be put into another order.
    pub(super) fn all_mut(&mut self) -> Vec<&mut [u32]> {
        let mut rest = &mut self.nodes[..];
        let sizes = self.offsets.windows(2).map(|ends| ends[1] - ends[0]);
        sizes.map(|size| rest.split_off_mut(..size).expect("offsets end at the last node")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::random::SplitMix64;
    use crate::analysis::samples::on_threads;
    use crate::graph::{Direction, Projection};

    #[test]
    fn ties_between_groups_are_summed_up_whole_or_in_pieces() {
        let mut random = SplitMix64::new(9);
        let mut node = || u32::try_from(random.below(900)).unwrap_or(0);
        let edges: Vec<(u32, u32)> = (0..60_000).map(|_| (node(), node())).collect();
        let weights: Vec<f64> = (0..60_000).map(|at| 1.0 / f64::from(1 + at % 9)).collect();
        let graph = Projection::of_edges(900, &edges, Some(&weights), Direction::Both);
        let network = Network::<f64>::of(&graph, &on_threads(1)).expect("in time");
        // The first group has half of the nodes, each other a few.
        let groups: Vec<u32> = (0..900).map(|node| if node % 2 == 0 { 0 } else { 1 + node / 2 % 50 }).collect();
        let mut expected = vec![vec![0.0; 51]; 51];
        for (&(source, target), weight) in edges.iter().zip(&weights) {
            let ends = (groups[source as usize] as usize, groups[target as usize] as usize);
            if ends.0 != ends.1 {
                expected[ends.0][ends.1] += weight;
                expected[ends.1][ends.0] += weight;
            }
        }
        let drawn = [1, 2, 8].map(|n| network.drawn_together(&groups, 51, &on_threads(n)).expect("in time"));
        assert!(pieces(&network, &Members::new(&groups, 51)).iter().any(|piece| piece.continues));
        for (group, expected) in (0_u32..).zip(&expected) {
            let mut found = vec![0.0; 51];
            for (target, weight) in drawn[0].targets(group).iter().zip(drawn[0].weights(group).unwrap_or_default()) {
                assert!(found[*target as usize] <= 0.0, "there twice");
                found[*target as usize] = *weight;
            }
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9));
        }
        let total: f64 = (0..51).map(|group| drawn[0].strength(group)).sum();
        assert!((total - network.weight).abs() < 1e-6);
        for other in &drawn[1..] {
            assert_eq!((&drawn[0].offsets, &drawn[0].targets), (&other.offsets, &other.targets));
            assert_eq!((&drawn[0].weights, &drawn[0].strengths), (&other.weights, &other.strengths));
        }
    }
}
