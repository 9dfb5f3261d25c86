//! Strong components.

use std::sync::atomic::{AtomicU32, Ordering};

use super::catalog::{AnalysisError, Answer, Settings};
use super::components::weak_roots;
use super::groups::numbered;
use super::parallel::{self, indexes};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Topology};

/// Runs [`strong_components`] for the catalogue.
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::Groups(strong_components(projection, budget)?))
}

/// Returns the strong component of each node, by dense index; the largest is 0, of equals the one with the lowest node.
///
/// Two nodes are in one strong component if edges lead from one to the other and back, in the projection's direction;
/// in an undirected projection these are the weak components. Loops, parallel edges and weights change
/// nothing. Cost `O(n log n + m)`, no recursion: a chain of any length is no problem.
///
/// The component of a node of high degree is what it reaches and is reached from, found by all threads of the budget; a
/// depth-first search on one thread divides the rest.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Fleischer, Hendrickson, Pınar 2000, "On identifying strongly connected components in parallel", IPDPS workshops;
/// Tarjan 1972, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1(2).
pub fn strong_components(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    Ok(numbered(&strong_roots(projection, budget)?))
}

/// Returns a node of each node's strong component, the same for all its nodes and on any number of threads. Cost as for [`strong_components`].
///
/// # Errors
/// [`LimitReached::Time`].
pub(super) fn strong_roots(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    if projection.direction() == Direction::Both {
        return weak_roots(projection, budget);
    }
    let (outgoing, incoming) = (projection.outgoing(), projection.incoming());
    let n_nodes = outgoing.n_nodes();
    let nodes = || (0_u32..).take(n_nodes);
    let weight = |node: &u32| u64::from(outgoing.degree(*node)) * u64::from(incoming.degree(*node));
    let Some(pivot) = nodes().max_by_key(weight) else { return Ok(Vec::new()) };
    let budget = &budget.threads_if(n_nodes >= ENOUGH_FOR_THREADS);
    let forwards = Reachable::from(pivot, outgoing, incoming, &[], budget)?.is_reached;
    // What leads back to the pivot from where it leads never passes anything else.
    let elsewhere: Vec<bool> = forwards.iter().map(|is_reached| !is_reached).collect();
    let both = Reachable::from(pivot, incoming, outgoing, &elsewhere, budget)?.is_reached;
    let order = both.iter().zip(&elsewhere).map(|(back, is_out)| if *back && !is_out { CLOSED } else { UNSEEN });
    let order: Vec<AtomicU32> = order.map(AtomicU32::new).collect();
    let mut component = vec![pivot; n_nodes];
    for node in close_alone(&order, outgoing, incoming, budget)? {
        component[node as usize] = node;
    }
    let mut search = Strong {
        topology: outgoing,
        order: order.into_iter().map(AtomicU32::into_inner).collect(),
        component,
        open: Vec::new(),
        path: Vec::new(),
        n_seen: 0,
    };
    for node in nodes() {
        if search.order[node as usize] == UNSEEN {
            search.visit(node, budget)?;
        }
    }
    Ok(search.component)
}

/// Below so many nodes a second thread costs more than it does.
const ENOUGH_FOR_THREADS: usize = 1 << 15;

/// Nodes that a thread takes at a time.
const CHUNK: usize = 1 << 12;

/// Closes nodes that nothing open leads to, or from, and returns them.
///
/// Whether one is found may depend on which others are closed at that time; they are alone in any case.
fn close_alone(
    order: &[AtomicU32],
    outgoing: Topology<'_>,
    incoming: Topology<'_>,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let is_open = |node: u32| order[node as usize].load(Ordering::Relaxed) == UNSEEN;
    let closed = parallel::ranges(order.len(), CHUNK, budget, |nodes| {
        let mut closed = Vec::new();
        for node in indexes(nodes).filter(|node| is_open(*node)) {
            budget.step(node as usize)?;
            let is_other = |other: &u32| is_open(*other) && *other != node;
            if !(incoming.of(node).iter().any(is_other) && outgoing.of(node).iter().any(is_other)) {
                order[node as usize].store(CLOSED, Ordering::Relaxed);
                closed.push(node);
            }
        }
        Ok(closed)
    })?;
    Ok(closed.concat())
}

/// Which nodes a node reaches.
struct Reachable {
    is_reached: Vec<bool>,
    /// Nodes whose arcs are still to be followed, from `n_done` on.
    queue: Vec<u32>,
    n_done: usize,
}

impl Reachable {
    /// Searches from a node, along arcs at first; where that gets long, unreached nodes look for reached ones.
    ///
    /// Nodes that are out, if any are given, are passed over, and said to be reached.
    fn from(
        start: u32,
        along: Topology<'_>,
        against: Topology<'_>,
        is_out: &[bool],
        budget: &Budget,
    ) -> Result<Reachable, LimitReached> {
        let mut is_reached = is_out.to_vec();
        is_reached.resize(along.n_nodes(), false);
        is_reached[start as usize] = true;
        let mut reached = Reachable { is_reached, queue: vec![start], n_done: 0 };
        let few = along.n_arcs() / 32;
        reached.push(along, few, budget)?;
        while reached.n_done < reached.queue.len() {
            if reached.pull(against, is_out, budget)? < along.n_nodes() / 32 {
                reached.push(along, usize::MAX, budget)?;
            }
        }
        Ok(reached)
    }

    /// Follows the arcs of nodes in the queue, until there are none or so many arcs were followed.
    fn push(&mut self, along: Topology<'_>, most: usize, budget: &Budget) -> Result<(), LimitReached> {
        let mut n_arcs = 0;
        while let Some(&node) = self.queue.get(self.n_done).filter(|_| n_arcs <= most) {
            self.n_done += 1;
            budget.step(self.n_done)?;
            n_arcs += along.degree(node) as usize;
            for &target in along.of(node) {
                if !self.is_reached[target as usize] {
                    self.is_reached[target as usize] = true;
                    self.queue.push(target);
                }
            }
        }
        Ok(())
    }

    /// Reaches nodes that an arc leads to from a reached one, and puts them in the queue in place of all before: who is
    /// not reached now has no arc from those. Says how many there are.
    fn pull(&mut self, against: Topology<'_>, is_out: &[bool], budget: &Budget) -> Result<usize, LimitReached> {
        self.queue.clear();
        self.n_done = 0;
        if budget.n_threads() > 1 {
            self.pull_together(against, is_out, budget)?;
            return Ok(self.queue.len());
        }
        for node in (0_u32..).take(self.is_reached.len()) {
            budget.step(node as usize)?;
            let is_in = |source: &u32| !is_out.get(*source as usize).is_some_and(|is_out| *is_out);
            let is_found = |source: &u32| self.is_reached[*source as usize] && is_in(source);
            if !self.is_reached[node as usize] && against.of(node).iter().any(is_found) {
                self.is_reached[node as usize] = true;
                self.queue.push(node);
            }
        }
        Ok(self.queue.len())
    }

    /// As one thread does, but from what was reached before: what others have just written comes slowly.
    fn pull_together(&mut self, against: Topology<'_>, is_out: &[bool], budget: &Budget) -> Result<(), LimitReached> {
        let is_reached = &self.is_reached;
        let mut last = vec![0_u64; is_reached.len().div_ceil(64)];
        for (at, word) in last.iter_mut().enumerate() {
            let word_of = |flags: &[bool]| {
                let flags = flags.get(64 * at..).unwrap_or_default().iter().take(64);
                flags.rev().fold(0, |word, is_set| word << 1 | u64::from(*is_set))
            };
            *word = word_of(is_reached) & !word_of(is_out);
        }
        let is_found = |source: &u32| last[*source as usize / 64] >> (source % 64) & 1 == 1;
        let found = parallel::ranges(is_reached.len(), CHUNK, budget, |nodes| {
            let found = indexes(nodes).filter(|node| !is_reached[*node as usize] && against.of(*node).iter().any(is_found));
            Ok(found.collect::<Vec<_>>())
        })?;
        self.queue = found.concat();
        for node in &self.queue {
            self.is_reached[*node as usize] = true;
        }
        Ok(())
    }
}

/// The place of nodes that were not seen yet.
const UNSEEN: u32 = u32::MAX;

/// The place of nodes whose component is known: after all others, so that they are never the earliest.
const CLOSED: u32 = u32::MAX - 1;

/// The state of Tarjan's search: arrays by node, no recursion.
struct Strong<'s> {
    topology: Topology<'s>,
    /// When a node was first seen.
    order: Vec<u32>,
    component: Vec<u32>,
    /// Seen nodes whose component is not known yet.
    open: Vec<u32>,
    path: Vec<Step>,
    n_seen: u32,
}

/// A node on the path that the search is on.
#[derive(Clone, Copy)]
struct Step {
    node: u32,
    /// The next of its arcs.
    next: u32,
    /// The earliest open node it is known to reach.
    low: u32,
}

impl Strong<'_> {
    fn close(&mut self, node: u32, component: u32) {
        self.order[node as usize] = CLOSED;
        self.component[node as usize] = component;
    }

    fn visit(&mut self, start: u32, budget: &Budget) -> Result<(), LimitReached> {
        let mut step = self.enter(start);
        loop {
            budget.step(self.n_seen as usize)?;
            if let Some(target) = self.next_unseen(&mut step) {
                self.path.push(step);
                step = self.enter(target);
                continue;
            }
            if step.low == self.order[step.node as usize] {
                self.close_from(step.node);
            }
            let Some(before) = self.path.pop() else { return Ok(()) };
            step = Step { low: before.low.min(step.low), ..before };
        }
    }

    /// Follows arcs up to one that leads to a node not seen before.
    fn next_unseen(&self, step: &mut Step) -> Option<u32> {
        let end = self.topology.offsets[step.node as usize + 1];
        for target in &self.topology.targets[step.next as usize..end as usize] {
            step.next += 1;
            let order = self.order[*target as usize];
            if order == UNSEEN {
                return Some(*target);
            }
            step.low = step.low.min(order);
        }
        None
    }

    fn enter(&mut self, node: u32) -> Step {
        let low = self.n_seen;
        self.order[node as usize] = low;
        self.n_seen += 1;
        self.open.push(node);
        Step { node, next: self.topology.offsets[node as usize], low }
    }

    /// Closes the component that was entered at a node.
    fn close_from(&mut self, first: u32) {
        let begin = self.open.iter().rposition(|member| *member == first).unwrap_or(0);
        // Named by its lowest node, as what is seen first depends on who was closed before.
        let lowest = self.open[begin..].iter().min().copied().unwrap_or(first);
        while let Some(member) = self.open.pop() {
            self.close(member, lowest);
            if member == first {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::breadth_first::{UNREACHED, hops};
    use crate::analysis::groups::n_groups;
    use crate::analysis::random::SplitMix64;
    use crate::analysis::samples::{Sample, barbell, budget, clique, cycle, on_threads, path, small};

    fn found(sample: &Sample) -> Vec<u32> {
        strong_components(&sample.directed(), &budget()).expect("there is time")
    }

    #[test]
    fn closed_forms() {
        assert_eq!(found(&path(3)), [0, 1, 2]);
        assert_eq!(found(&cycle(4)), [0; 4]);
        assert_eq!(found(&clique(3)), [0, 1, 2]);
        let two = Sample { n_nodes: 5, edges: vec![(0, 1, 1), (1, 0, 1), (1, 2, 1), (2, 3, 1), (3, 4, 1), (4, 2, 1)] };
        assert_eq!(found(&two), [1, 1, 0, 0, 0]);
        assert_eq!(strong_components(&barbell(3).undirected(), &budget()), Ok(vec![0; 6]));
        let none = Projection::of_edges(0, &[], None, Direction::Outgoing);
        assert_eq!(strong_components(&none, &budget()), Ok(vec![]));
    }

    #[test]
    fn long_chains_are_no_problem() {
        let n_nodes = 200_000;
        assert_eq!(found(&cycle(n_nodes)), vec![0; n_nodes as usize]);
        assert_eq!(found(&path(n_nodes)), (0..n_nodes).collect::<Vec<_>>());
    }

    #[test]
    fn any_number_of_threads_finds_the_same() {
        let mut random = SplitMix64::new(5);
        let n_nodes = 2 * ENOUGH_FOR_THREADS;
        let mut node = || u32::try_from(random.below(n_nodes)).expect("small");
        // A giant component, nodes before and after it, and cycles apart from it.
        let mut edges: Vec<(u32, u32, u8)> = (0..n_nodes * 3 / 2).map(|_| (node(), node(), 1)).collect();
        edges.extend((0..n_nodes / 8).map(|_| (node(), node(), 1)).flat_map(|(a, b, _)| [(a, b, 1), (b, a, 1)]));
        let n_nodes = u32::try_from(n_nodes).expect("small");
        let apart = (0..50).flat_map(|at| [(n_nodes + 2 * at, n_nodes + 2 * at + 1, 1), (n_nodes + 2 * at + 1, n_nodes + 2 * at, 1)]);
        edges.extend(apart);
        let projection = Sample { n_nodes: n_nodes + 100, edges }.directed();
        let on = |n_threads| strong_roots(&projection, &on_threads(n_threads)).expect("there is time");
        let one = on(1);
        let n_found = n_groups(&numbered(&one));
        assert!(n_found > 50 && n_found < n_nodes as usize / 2, "{n_found}");
        assert_eq!((&one, &one), (&on(2), &on(8)));
    }

    proptest! {
        #[test]
        fn members_reach_each_other(sample in small(25)) {
            for projection in [sample.directed(), sample.reversed()] {
                let roots = strong_roots(&projection, &budget()).expect("there is time");
                let nodes = 0..sample.n_nodes;
                let reach: Vec<Vec<u32>> =
                    nodes.clone().map(|node| hops(&projection, node, &budget()).expect("there is time")).collect();
                for (a, b) in nodes.clone().flat_map(|a| nodes.clone().map(move |b| (a as usize, b as usize))) {
                    let is_mutual = reach[a][b] != UNREACHED && reach[b][a] != UNREACHED;
                    prop_assert_eq!(roots[a] == roots[b], is_mutual);
                }
            }
        }
    }
}
