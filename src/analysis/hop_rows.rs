//! Plain rows for kernels that run from many nodes: simple, and numbered so that what is used together lies together.

use std::collections::VecDeque;

use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Topology};

/// The simple graph underneath a projection without its weights, under other numbers: loops left out, parallel arcs
/// made one, rows ascending.
#[derive(Debug, Clone)]
pub(super) struct HopRows {
    outgoing: Rows,
    /// Nothing where it is the same.
    incoming: Option<Rows>,
    /// The dense index of each number.
    order: Vec<u32>,
}

/// Arcs sorted by the node they leave.
#[derive(Debug, Clone, Default)]
struct Rows {
    offsets: Vec<u32>,
    targets: Vec<u32>,
}

/// How nodes are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbering {
    /// Those with the most arcs first: what most arcs lead to fits the caches.
    ByDegree,
    /// As a search meets them: neighbours of the same node side by side.
    BreadthFirst,
    /// Pieces of so many nodes near each other, one after another.
    ByRegion(usize),
}

impl HopRows {
    /// Numbers the nodes and collects their arcs. Cost `O(n + m)` time and memory.
    pub(super) fn of(projection: &Projection, numbering: Numbering) -> HopRows {
        let (there, back) = (projection.outgoing(), projection.incoming());
        let order = match numbering {
            Numbering::ByDegree => by_degree(there, back),
            Numbering::BreadthFirst => breadth_first(there, back),
            Numbering::ByRegion(size) => by_region(there, back, size),
        };
        let mut rank = vec![0_u32; order.len()];
        for (number, node) in (0..).zip(&order) {
            rank[*node as usize] = number;
        }
        let is_symmetric = projection.direction() == Direction::Both;
        let incoming = (!is_symmetric).then(|| Rows::of(there, &order, &rank));
        HopRows { outgoing: Rows::of(back, &order, &rank), incoming, order }
    }

    /// Returns the arcs that lead away from nodes.
    pub(super) fn outgoing(&self) -> Topology<'_> {
        self.outgoing.topology()
    }

    /// Returns the arcs that lead to nodes, turned round.
    pub(super) fn incoming(&self) -> Topology<'_> {
        self.incoming.as_ref().unwrap_or(&self.outgoing).topology()
    }

    /// Returns how many nodes there are.
    pub(super) fn n_nodes(&self) -> usize {
        self.order.len()
    }

    /// Returns the numbers that nodes have here, by dense index.
    pub(super) fn ranks(&self) -> Vec<u32> {
        let mut rank = vec![0; self.order.len()];
        for (number, node) in (0..).zip(&self.order) {
            rank[*node as usize] = number;
        }
        rank
    }

    /// Puts values in the order of dense indexes.
    pub(super) fn by_index<T: Copy + Default>(&self, values: &[T]) -> Vec<T> {
        let mut placed = vec![T::default(); values.len()];
        for (value, node) in values.iter().zip(&self.order) {
            placed[*node as usize] = *value;
        }
        placed
    }
}

impl Rows {
    fn topology(&self) -> Topology<'_> {
        Topology { offsets: &self.offsets, targets: &self.targets }
    }

    /// Collects arcs from those turned round: targets are met in ascending order, so rows come out sorted and what is
    /// parallel side by side.
    fn of(reversed: Topology<'_>, order: &[u32], rank: &[u32]) -> Rows {
        let mut next = vec![0_u32; order.len() + 1];
        for source in reversed.targets {
            next[rank[*source as usize] as usize + 1] += 1;
        }
        for at in 0..order.len() {
            next[at + 1] += next[at];
        }
        let begins = next.clone();
        let mut targets = vec![0_u32; reversed.n_arcs()];
        for (target, node) in (0_u32..).zip(order) {
            for source in reversed.of(*node) {
                let source = rank[*source as usize] as usize;
                let at = next[source] as usize;
                let is_parallel = at > begins[source] as usize && targets[at - 1] == target;
                if source != target as usize && !is_parallel {
                    targets[at] = target;
                    next[source] += 1;
                }
            }
        }
        Rows::closed_up(&begins, &next, targets)
    }

    /// Takes the gaps out between rows that begin and end somewhere.
    fn closed_up(begins: &[u32], ends: &[u32], mut targets: Vec<u32>) -> Rows {
        let mut offsets = Vec::with_capacity(begins.len());
        let mut filled = 0_usize;
        offsets.push(0);
        for (begin, end) in begins.iter().zip(ends).take(begins.len().saturating_sub(1)) {
            let row = *begin as usize..*end as usize;
            let n_arcs = row.len();
            if filled != row.start {
                targets.copy_within(row, filled);
            }
            filled += n_arcs;
            offsets.push(u32::try_from(filled).unwrap_or(u32::MAX));
        }
        targets.truncate(filled);
        Rows { offsets, targets }
    }
}

/// Says whether shortest paths are long for the graph's size, as in grids and road networks: whether a search from the
/// node with the most arcs needs more than 40 steps. Cost `O(n + m)`.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
pub(super) fn has_long_paths(projection: &Projection, budget: &Budget) -> Result<bool, LimitReached> {
    let rows = projection.outgoing();
    let Some(hub) = (0..).take(rows.n_nodes()).max_by_key(|node| rows.degree(*node)) else { return Ok(false) };
    let mut is_reached = vec![false; rows.n_nodes()];
    is_reached[hub as usize] = true;
    let mut level = vec![hub];
    for _ in 0..=FEW_STEPS {
        let mut next = Vec::new();
        for node in level {
            for target in rows.of(node) {
                if !std::mem::replace(&mut is_reached[*target as usize], true) {
                    next.push(*target);
                }
            }
        }
        if next.is_empty() {
            return Ok(false);
        }
        budget.check_time()?;
        level = next;
    }
    Ok(true)
}

const FEW_STEPS: usize = 40;

fn by_degree(there: Topology<'_>, back: Topology<'_>) -> Vec<u32> {
    let degree = |node: u32| u64::from(there.degree(node)) + u64::from(back.degree(node));
    let mut order: Vec<u32> = (0..).take(there.n_nodes()).collect();
    order.sort_by_key(|node| std::cmp::Reverse(degree(*node)));
    order
}

/// Grows regions one after another, each breadth first from the node farthest out that is left.
fn by_region(there: Topology<'_>, back: Topology<'_>, size: usize) -> Vec<u32> {
    let seeds = breadth_first(there, back);
    let mut order = Vec::with_capacity(seeds.len());
    let (mut is_taken, mut met_by) = (vec![false; seeds.len()], vec![u32::MAX; seeds.len()]);
    let mut queue = VecDeque::new();
    for &seed in seeds.iter().rev() {
        if is_taken[seed as usize] {
            continue;
        }
        queue.clear();
        queue.push_back(seed);
        let end = (order.len() / size + 1) * size;
        while let Some(node) = queue.pop_front().filter(|_| order.len() < end) {
            is_taken[node as usize] = true;
            order.push(node);
            for &next in there.of(node).iter().chain(back.of(node)) {
                if !is_taken[next as usize] && met_by[next as usize] != seed {
                    met_by[next as usize] = seed;
                    queue.push_back(next);
                }
            }
        }
    }
    order
}

/// Returns all nodes, those of each component in the order in which a search from its first node meets them.
fn breadth_first(there: Topology<'_>, back: Topology<'_>) -> Vec<u32> {
    let mut order = Vec::with_capacity(there.n_nodes());
    let mut is_met = vec![false; there.n_nodes()];
    let mut at = 0;
    for root in (0..).take(there.n_nodes()) {
        if !std::mem::replace(&mut is_met[root as usize], true) {
            order.push(root);
        }
        while let Some(&node) = order.get(at) {
            at += 1;
            for &next in there.of(node).iter().chain(back.of(node)) {
                if !std::mem::replace(&mut is_met[next as usize], true) {
                    order.push(next);
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{budget, clique, grid, path, small};
    use crate::analysis::simple::{Parallel, SimpleGraph};

    #[test]
    fn long_paths_are_told_from_short_ones() {
        let is_long = |projection: &Projection| has_long_paths(projection, &budget()).expect("in time");
        assert!(is_long(&path(100).undirected()));
        assert!(is_long(&grid(50, 50).undirected()));
        assert!(!is_long(&clique(50).undirected()));
        assert!(!is_long(&path(0).undirected()));
    }

    proptest! {
        /// Under their old numbers the arcs are those of the simple graph.
        #[test]
        fn rows_are_those_of_the_simple_graph(sample in small(20), size in 1_usize..6) {
            for projection in sample.projections() {
                for numbering in [Numbering::ByDegree, Numbering::BreadthFirst, Numbering::ByRegion(size)] {
                    let rows = HopRows::of(&projection, numbering);
                    let simple =
                        [SimpleGraph::outgoing(&projection, Parallel::Least), SimpleGraph::incoming(&projection, Parallel::Least)];
                    for (own, simple) in [rows.outgoing(), rows.incoming()].into_iter().zip(simple) {
                        for (number, node) in (0..).zip(&rows.order) {
                            let row = own.of(number);
                            prop_assert!(row.is_sorted());
                            let mut row: Vec<u32> = row.iter().map(|target| rows.order[*target as usize]).collect();
                            row.sort_unstable();
                            prop_assert_eq!(&row, simple.targets(*node));
                        }
                    }
                    let ranks = rows.ranks();
                    prop_assert!(rows.order.iter().zip(0..).all(|(node, number)| ranks[*node as usize] == number));
                    prop_assert_eq!(rows.by_index(&rows.order), (0..sample.n_nodes).collect::<Vec<_>>());
                }
            }
        }
    }
}
