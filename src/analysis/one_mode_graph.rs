//! The one-mode projection of a whole graph.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::network::Sums;
use super::ties::Neighbors;
use super::{Budget, LimitReached, parallel};
use crate::graph::Projection;

/// Threads take a part of the members at a time: one of so many, or so many members.
const PARTS: usize = 256;
const LEAST_MEMBERS: usize = 64;
/// Fewer pairs than these are left to one thread.
const LEAST_PAIRS: usize = 1 << 14;

/// Returns the one-mode projection of a whole graph: its members, tied where they share an occasion, by the weight that
/// [`SharedOccasions::collaboration`](super::SharedOccasions::collaboration) tells.
///
/// `is_member` says it of each dense index, beyond its end of none; the others are occasions. Edges between two members
/// or two occasions are left out; direction does not count, parallel edges are one. Nodes keep their dense indexes, so
/// occasions are there without ties. Edges are numbered by their lower members, those of one by the higher. Pairs are
/// counted before any is made: there are at most `p`, the sum of `n (n - 1) / 2` over occasions of `n` members. Cost
/// `O(p log d)`, divided over the threads of the budget, of which none changes the answer; memory 24 bytes a pair of
/// members that meet, which is what the answer takes, 16 bytes an arc of the graph, and 12 bytes a node and thread.
///
/// # Errors
/// [`LimitReached::Results`] when `p` is above the budget's number of results, or there are more than 2³¹ pairs;
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// As for [`one_mode`](super::one_mode()).
pub fn one_mode_graph(
    projection: &Projection,
    is_member: &[bool],
    budget: &Budget,
) -> Result<Projection, LimitReached> {
    let neighbors = Neighbors::either_way(projection);
    let is_member = |node: u32| is_member.get(node as usize).copied().unwrap_or(false);
    let rows = (0_u32..).take(neighbors.n_nodes()).map(|node| {
        let own = if is_member(node) { &[] } else { neighbors.row(node) };
        own.iter().copied().filter(|other| is_member(*other))
    });
    let occasions = Rows::of_sorted(rows);
    drop(neighbors);
    budget.check_results(occasions.n_pairs())?;
    let budget = &budget.threads_if(occasions.n_pairs() >= LEAST_PAIRS);
    let met = Met { attended: occasions.transposed(), occasions, n_nodes: projection.n_nodes() };
    let offsets = met.offsets(budget)?;
    let (targets, weights) = met.ties(&offsets, budget)?;
    Ok(Projection::of_symmetric_rows(offsets, targets, weights))
}

/// Who meets at which occasions.
struct Met {
    occasions: Rows,
    attended: Rows,
    n_nodes: usize,
}

impl Met {
    /// Hands on who else is at the occasions of a member, and what to meet there counts.
    #[inline]
    fn for_each(&self, member: u32, mut sink: impl FnMut(&[u32], f64)) {
        if member as usize >= self.attended.len() {
            return;
        }
        for &occasion in self.attended.row(member) {
            let row = self.occasions.row(occasion);
            let own = row.partition_point(|other| *other < member);
            let share = self.occasions.share(occasion);
            sink(&row[..own], share);
            sink(&row[own + 1..], share);
        }
    }

    /// Returns where the ties of each node are to begin.
    fn offsets(&self, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
        let mut offsets = vec![0_u32; self.n_nodes + 1];
        let size = self.part_size();
        let spaces = Mutex::new(Vec::new());
        let parts = offsets[1..].chunks_mut(size).enumerate();
        parallel::each(parts, budget, |(part, counts)| {
            budget.check_time()?;
            let mut last_met = take(&spaces).unwrap_or_else(|| vec![u32::MAX; self.n_nodes]);
            for (member, count) in numbers(part * size..self.n_nodes).zip(counts) {
                self.for_each(member, |others, _| {
                    for other in others {
                        let last = &mut last_met[*other as usize];
                        *count += u32::from(*last != member);
                        *last = member;
                    }
                });
            }
            put(&spaces, last_met);
            Ok(())
        })?;
        let mut end = 0_u32;
        for offset in &mut offsets {
            end = end.checked_add(*offset).ok_or(LimitReached::Results(1 << 31))?;
            *offset = end;
        }
        Ok(offsets)
    }

    /// Returns the ties of all nodes, each node's by target, and what each weighs.
    fn ties(&self, offsets: &[u32], budget: &Budget) -> Result<(Vec<u32>, Vec<f64>), LimitReached> {
        let n_ties = offsets.last().map_or(0, |end| *end as usize);
        let (mut targets, mut weights) = (vec![0; n_ties], vec![0.0; n_ties]);
        let (mut targets_left, mut weights_left) = (&mut targets[..], &mut weights[..]);
        let size = self.part_size();
        let mut parts = Vec::new();
        for begin in (0..self.n_nodes).step_by(size) {
            let nodes = begin..(begin + size).min(self.n_nodes);
            let n_ties = (offsets[nodes.end] - offsets[nodes.start]) as usize;
            let own = (targets_left.split_off_mut(..n_ties), weights_left.split_off_mut(..n_ties));
            parts.extend(own.0.zip(own.1).map(|own| (nodes, own)));
        }
        let spaces = Mutex::new(Vec::new());
        parallel::each(parts.into_iter(), budget, |(nodes, (mut targets, mut weights))| {
            budget.check_time()?;
            let mut sums = take(&spaces).unwrap_or_else(|| Sums::new(self.n_nodes));
            for member in numbers(nodes) {
                self.for_each(member, |others, share| sums.add_all(others.iter().map(|other| (*other, share))));
                let n_ties = (offsets[member as usize + 1] - offsets[member as usize]) as usize;
                let row = targets.split_off_mut(..n_ties).zip(weights.split_off_mut(..n_ties));
                let (row, worth) = row.expect("ties were counted");
                sums.drain_sorted(row, worth);
            }
            put(&spaces, sums);
            Ok(())
        })?;
        Ok((targets, weights))
    }

    fn part_size(&self) -> usize {
        (self.n_nodes / PARTS).max(LEAST_MEMBERS)
    }
}

fn numbers(range: Range<usize>) -> impl Iterator<Item = u32> {
    range.map(|node| u32::try_from(node).expect("nodes are numbered in 32 bits"))
}

fn take<T>(spaces: &Mutex<Vec<T>>) -> Option<T> {
    spaces.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn put<T>(spaces: &Mutex<Vec<T>>, space: T) {
    spaces.lock().unwrap_or_else(PoisonError::into_inner).push(space);
}

/// Lists of numbers one after another; each ascends without repeats.
pub(super) struct Rows {
    offsets: Vec<usize>,
    numbers: Vec<u32>,
}

impl Rows {
    pub(super) fn of<'l>(lists: impl Iterator<Item = &'l [u32]>) -> Rows {
        let mut list = Vec::new();
        let mut rows = Rows { offsets: vec![0], numbers: Vec::new() };
        for members in lists {
            list.clear();
            list.extend_from_slice(members);
            list.sort_unstable();
            list.dedup();
            rows.push(list.iter().copied());
        }
        rows
    }

    fn of_sorted<L: Iterator<Item = u32>>(lists: impl Iterator<Item = L>) -> Rows {
        let mut rows = Rows { offsets: vec![0], numbers: Vec::new() };
        lists.for_each(|list| rows.push(list));
        rows
    }

    fn push(&mut self, list: impl Iterator<Item = u32>) {
        self.numbers.extend(list);
        self.offsets.push(self.numbers.len());
    }

    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(super) fn row(&self, at: u32) -> &[u32] {
        &self.numbers[self.offsets[at as usize]..self.offsets[at as usize + 1]]
    }

    /// Returns what each pair of a row counts.
    pub(super) fn share(&self, at: u32) -> f64 {
        1.0 / (self.row(at).len() as f64 - 1.0)
    }

    /// Returns how many pairs there are in all rows.
    pub(super) fn n_pairs(&self) -> usize {
        let of_row = |ends: &[usize]| {
            let n_members = ends[1] - ends[0];
            n_members.saturating_mul(n_members.saturating_sub(1)) / 2
        };
        self.offsets.windows(2).map(of_row).fold(0, usize::saturating_add)
    }

    /// Returns for each number the rows that it is in.
    pub(super) fn transposed(&self) -> Rows {
        let n_numbers = self.numbers.iter().max().map_or(0, |last| *last as usize + 1);
        let mut offsets = vec![0; n_numbers + 1];
        self.numbers.iter().for_each(|number| offsets[*number as usize + 1] += 1);
        for at in 0..n_numbers {
            offsets[at + 1] += offsets[at];
        }
        let mut next = offsets.clone();
        let mut numbers = vec![0; self.numbers.len()];
        for row in (0_u32..).take(self.len()) {
            for number in self.row(row) {
                let place = &mut next[*number as usize];
                numbers[*place] = row;
                *place += 1;
            }
        }
        Rows { offsets, numbers }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::on_threads;
    use crate::graph::Direction;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn threads_and_counting_change_nothing(
            places in prop::collection::vec((0..400_u32, 400..500_u32), 2_000..4_000),
        ) {
            let graph = Projection::of_edges(500, &places, None, Direction::Both);
            let is_member: Vec<bool> = (0..400).map(|_| true).collect();
            let first = one_mode_graph(&graph, &is_member, &on_threads(1)).expect("in time");
            for node in 0..500 {
                prop_assert!(first.targets(node).is_sorted_by(|one, next| one < next));
                for arc in first.arcs(node) {
                    let back = first.arcs(arc.target).find(|back| back.target == node);
                    prop_assert!(back.is_some_and(|back| back.edge == arc.edge));
                    prop_assert!(back.is_some_and(|back| back.weight.to_bits() == arc.weight.to_bits()));
                }
            }
            for n_threads in [2, 8] {
                let found = one_mode_graph(&graph, &is_member, &on_threads(n_threads)).expect("in time");
                prop_assert_eq!(first.outgoing().targets, found.outgoing().targets);
                prop_assert_eq!(first.weights(), found.weights());
            }
        }
    }
}
