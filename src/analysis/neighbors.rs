//! The distinct neighbours of nodes, as flat rows.

use std::borrow::Cow;

use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Topology};

/// For each node the other nodes that arcs lead to, each once, ascending.
pub(super) struct Neighbors<'p> {
    offsets: Cow<'p, [u32]>,
    targets: Cow<'p, [u32]>,
}

/// Who is tied to whom, whichever way.
pub(super) struct Ties<'p> {
    pub(super) neighbors: Neighbors<'p>,
    /// For each place of the rows whether arcs lead both ways; empty in an undirected projection, where all do.
    pub(super) is_mutual: Vec<bool>,
}

impl<'p> Neighbors<'p> {
    /// Returns the neighbours that arcs lead to. Rows that are simple already, as those of an edge list mostly are, are
    /// borrowed. Cost `O(m)`, else `O(m log d)` and 4 bytes an arc, with `d` the most arcs of a node.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn of(topology: Topology<'p>, budget: &Budget) -> Result<Self, LimitReached> {
        budget.check_time()?;
        if is_simple(topology) {
            let (offsets, targets) = (Cow::Borrowed(topology.offsets), Cow::Borrowed(topology.targets));
            return Ok(Neighbors { offsets, targets });
        }
        let mut offsets = Vec::with_capacity(topology.offsets.len());
        let mut targets = Vec::with_capacity(topology.n_arcs());
        let mut row = Vec::new();
        offsets.push(0);
        for node in (0_u32..).take(topology.n_nodes()) {
            budget.step(node as usize)?;
            row.clear();
            row.extend(topology.of(node).iter().copied().filter(|target| *target != node));
            row.sort_unstable();
            row.dedup();
            targets.extend_from_slice(&row);
            offsets.push(count(targets.len()));
        }
        Ok(Neighbors { offsets: Cow::Owned(offsets), targets: Cow::Owned(targets) })
    }

    pub(super) fn topology(&self) -> Topology<'_> {
        Topology { offsets: &self.offsets, targets: &self.targets }
    }
}

impl<'p> Ties<'p> {
    /// Returns who is tied to whom. Cost as for [`Neighbors::of`].
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn of(projection: &'p Projection, budget: &Budget) -> Result<Self, LimitReached> {
        let out = Neighbors::of(projection.outgoing(), budget)?;
        if projection.direction() == Direction::Both {
            return Ok(Ties { neighbors: out, is_mutual: Vec::new() });
        }
        let into = Neighbors::of(projection.incoming(), budget)?;
        let (out, into) = (out.topology(), into.topology());
        let n_arcs = out.n_arcs() + into.n_arcs();
        let mut offsets = Vec::with_capacity(out.offsets.len());
        let (mut targets, mut is_mutual) = (Vec::with_capacity(n_arcs), Vec::with_capacity(n_arcs));
        offsets.push(0);
        for node in (0_u32..).take(out.n_nodes()) {
            budget.step(node as usize)?;
            merge(out.of(node), into.of(node), |target, both| {
                targets.push(target);
                is_mutual.push(both);
            });
            offsets.push(count(targets.len()));
        }
        Ok(Ties {
            neighbors: Neighbors { offsets: Cow::Owned(offsets), targets: Cow::Owned(targets) },
            is_mutual,
        })
    }
}

/// Visits what is in either of two ascending lists, in order, and says whether it is in both.
fn merge(one: &[u32], other: &[u32], mut visit: impl FnMut(u32, bool)) {
    let (mut at, mut there) = (0, 0);
    while at < one.len() || there < other.len() {
        let first = one.get(at).copied().unwrap_or(u32::MAX);
        let second = other.get(there).copied().unwrap_or(u32::MAX);
        visit(first.min(second), first == second);
        at += usize::from(first <= second);
        there += usize::from(second <= first);
    }
}

/// Says whether each row ascends, and none has its own node.
fn is_simple(topology: Topology<'_>) -> bool {
    let has_loop = |node: &u32| topology.of(*node).binary_search(node).is_ok();
    is_ascending(topology) && !(0..).take(topology.n_nodes()).any(|node| has_loop(&node))
}

/// Says whether each row ascends, with no node twice: then the places where targets do not are between rows.
pub(super) fn is_ascending(topology: Topology<'_>) -> bool {
    let targets = topology.targets;
    let after = targets.get(1..).unwrap_or_default();
    let n_breaks: usize = targets
        .chunks(1 << 12)
        .zip(after.chunks(1 << 12))
        .map(|(chunk, after)| {
            chunk.iter().zip(after).map(|(one, next)| u32::from(one >= next)).sum::<u32>() as usize
        })
        .sum();
    let is_break = |at: u32| {
        let at = at as usize;
        at > 0 && at < targets.len() && targets[at - 1] >= targets[at]
    };
    let mut before = 0;
    let mut n_between = 0;
    for offset in topology.offsets {
        n_between += usize::from(*offset != before && is_break(*offset));
        before = *offset;
    }
    n_breaks == n_between
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{budget, small};

    proptest! {
        #[test]
        fn each_neighbour_is_there_once(sample in small(9)) {
            for projection in sample.projections() {
                let ties = Ties::of(&projection, &budget()).expect("in time");
                let leads = |from: u32, to: u32| projection.outgoing().of(from).contains(&to);
                let rows = ties.neighbors.topology();
                for node in 0..sample.n_nodes {
                    let tied = |other: &u32| *other != node && (leads(node, *other) || leads(*other, node));
                    let expected: Vec<u32> = (0..sample.n_nodes).filter(tied).collect();
                    prop_assert_eq!(rows.of(node), &expected);
                    for at in rows.range(node).take(ties.is_mutual.len()) {
                        let other = rows.targets[at];
                        prop_assert_eq!(ties.is_mutual[at], leads(node, other) && leads(other, node));
                    }
                }
            }
        }

        #[test]
        fn rows_ascend_or_do_not(rows in prop::collection::vec(prop::collection::vec(0..9_u32, 0..4), 0..6)) {
            let targets: Vec<u32> = rows.concat();
            let mut offsets = vec![0];
            for row in &rows {
                offsets.push(offsets[offsets.len() - 1] + count(row.len()));
            }
            let expected = rows.iter().all(|row| row.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(is_ascending(Topology { offsets: &offsets, targets: &targets }), expected);
        }
    }
}
