//! Depth-first search trees, with how far up each subtree reaches past them.

use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Topology};

/// The trees of a depth-first search that starts at the lowest node of each component, edges followed either way.
///
/// Everything but `node` is by place in the order in which nodes were first seen, so that passes over it read memory in
/// order; a node comes after all those above it.
pub(super) struct LowLinks {
    /// The dense index of each node.
    pub(super) node: Vec<u32>,
    /// The place of the node above; a root has its own.
    pub(super) above: Vec<u32>,
    /// The earliest place that an edge from the subtree leads to, apart from the edge to the node above.
    pub(super) low: Vec<u32>,
}

impl LowLinks {
    /// Searches a graph. Cost `O(n + m)` time and 28 bytes a node; a directed projection takes its arcs both ways for
    /// the time. No recursion.
    ///
    /// # Errors
    /// [`LimitReached::Time`].
    ///
    /// # Source
    /// Hopcroft, Tarjan 1973, "Algorithm 447: efficient algorithms for graph manipulation", Communications of the ACM
    /// 16(6).
    pub(super) fn of(projection: &Projection, budget: &Budget) -> Result<LowLinks, LimitReached> {
        if projection.direction() == Direction::Both {
            return LowLinks::of_symmetric(projection.outgoing(), budget);
        }
        let (offsets, targets) = both_ways(projection.outgoing(), projection.incoming());
        LowLinks::of_symmetric(Topology { offsets: &offsets, targets: &targets }, budget)
    }

    fn of_symmetric(topology: Topology<'_>, budget: &Budget) -> Result<LowLinks, LimitReached> {
        let n_nodes = topology.n_nodes();
        let mut search = Search {
            topology,
            place: vec![UNSEEN; n_nodes],
            links: LowLinks {
                node: Vec::with_capacity(n_nodes),
                above: Vec::with_capacity(n_nodes),
                low: vec![0; n_nodes],
            },
        };
        let mut path = Vec::new();
        for start in (0_u32..).take(n_nodes) {
            if search.place[start as usize] == UNSEEN {
                search.visit(start, &mut path, budget)?;
            }
        }
        Ok(search.links.pass_up())
    }

    /// Hands what each subtree reaches on to the one it is part of.
    fn pass_up(mut self) -> LowLinks {
        for place in (0..self.node.len()).rev() {
            let above = self.above[place] as usize;
            self.low[above] = self.low[above].min(self.low[place]);
        }
        self
    }

    /// Returns the places of all nodes that are no roots, with those of the nodes above them.
    pub(super) fn steps(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..).zip(self.above.iter().copied()).filter(|(place, above)| place != above)
    }

    /// Says whether the edge above a node is the only way to it.
    pub(super) fn is_bridge(&self, place: u32, above: u32) -> bool {
        self.low[place as usize] > above
    }

    /// Says whether the subtree at a node is tied to the rest only by the node above it.
    pub(super) fn is_held(&self, place: u32, above: u32) -> bool {
        self.low[place as usize] >= above
    }
}

/// Puts the arcs out of each node and those into it in one row.
fn both_ways(outgoing: Topology<'_>, incoming: Topology<'_>) -> (Vec<u32>, Vec<u32>) {
    let offsets = outgoing.offsets.iter().zip(incoming.offsets).map(|(out, into)| out + into).collect();
    let mut targets = Vec::with_capacity(outgoing.n_arcs() + incoming.n_arcs());
    for node in (0_u32..).take(outgoing.n_nodes()) {
        targets.extend_from_slice(outgoing.of(node));
        targets.extend_from_slice(incoming.of(node));
    }
    (offsets, targets)
}

/// The place of a node that was not seen yet.
const UNSEEN: u32 = u32::MAX;

/// The place above a root.
const NOWHERE: u32 = u32::MAX - 1;

struct Search<'s> {
    topology: Topology<'s>,
    /// By node.
    place: Vec<u32>,
    links: LowLinks,
}

/// A node on the path that the search is on.
#[derive(Clone, Copy)]
struct Step {
    place: u32,
    /// The place of the node above.
    above: u32,
    /// Where its next arc is, and where its arcs end.
    next: u32,
    end: u32,
    /// The earliest place that its arcs so far lead to, other than that of the node above.
    low: u32,
    /// How many of them lead to the node above.
    n_above: u32,
}

impl Search<'_> {
    fn visit(&mut self, start: u32, path: &mut Vec<Step>, budget: &Budget) -> Result<(), LimitReached> {
        let mut step = self.enter(start, NOWHERE);
        loop {
            budget.step(self.links.node.len())?;
            if let Some(target) = self.next_unseen(&mut step) {
                path.push(step);
                step = self.enter(target, step.place);
                continue;
            }
            // The edge that led here leads back, but another one beside it is a second way.
            let low = if step.n_above > 1 { step.low.min(step.above) } else { step.low };
            self.links.low[step.place as usize] = low;
            let Some(before) = path.pop() else { return Ok(()) };
            step = before;
        }
    }

    fn enter(&mut self, node: u32, above: u32) -> Step {
        let place = u32::try_from(self.links.node.len()).unwrap_or(u32::MAX);
        self.place[node as usize] = place;
        self.links.node.push(node);
        self.links.above.push(if above == NOWHERE { place } else { above });
        let [next, end] = [node, node + 1].map(|node| self.topology.offsets[node as usize]);
        Step { place, above, next, end, low: place, n_above: 0 }
    }

    /// Follows arcs up to one that leads to a node not seen before.
    #[inline]
    fn next_unseen(&self, step: &mut Step) -> Option<u32> {
        for (next, &target) in (step.next + 1..).zip(&self.topology.targets[step.next as usize..step.end as usize]) {
            let place = self.place[target as usize];
            if place == UNSEEN {
                step.next = next;
                return Some(target);
            }
            let is_above = place == step.above;
            step.n_above += u32::from(is_above);
            step.low = step.low.min(if is_above { UNSEEN } else { place });
        }
        step.next = step.end;
        None
    }
}
