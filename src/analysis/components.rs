//! Weak components.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::numbered;
use super::parallel::{self, indexes};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Topology};

/// Runs [`weak_components`] for the catalogue.
pub(super) fn run_weak(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::Groups(weak_components(projection, budget)?))
}

/// Returns the component of each node, by dense index; the largest is 0, of equals the one with the lowest node.
///
/// Two nodes are in one component if edges, followed either way, lead from one to the other. Loops, parallel edges
/// and weights change nothing. Cost `O(n log n + m)`, of an undirected graph with one large component about `O(n)`: two
/// arcs of each node show who belongs to it, and then only the others' arcs are read. Divided over the threads of the
/// budget; which of them joins two trees first does not matter, as the root of a tree is its lowest node. No recursion.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Sutton, Ben-Nun, Barak 2018, "Optimizing parallel graph connectivity computation via subgraph sampling", IPDPS
/// (Afforest).
pub fn weak_components(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    Ok(numbered(&weak_roots(projection, budget)?))
}

/// Returns the lowest node of each node's weak component. Cost as for [`weak_components`].
///
/// # Errors
/// [`LimitReached::Time`].
pub(super) fn weak_roots(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let topology = projection.outgoing();
    let incoming = projection.incoming_if_built();
    let forest = Forest::of_singles(topology.n_nodes(), budget);
    forest.join_first_arcs(topology)?;
    let Some(giant) = forest.most_common_root() else { return Ok(Vec::new()) };
    let apart = forest.flatten_except(giant)?;
    let sources = incoming.filter(|_| projection.direction() != Direction::Both);
    forest.share(apart.len(), |places| {
        for (step, node) in apart[places].iter().enumerate() {
            budget.step(step)?;
            forest.join_all(*node, topology.of(*node).get(N_FIRST..).unwrap_or_default());
            forest.join_all(*node, sources.map_or(&[], |sources| sources.of(*node)));
        }
        Ok(())
    })?;
    if incoming.is_none() {
        forest.join_across(topology, &apart)?;
    }
    if forest.above(giant) == giant {
        forest.share(apart.len(), |places| {
            forest.flatten(apart[places].iter().copied());
            Ok(())
        })?;
    } else {
        forest.share(topology.n_nodes(), |nodes| {
            forest.flatten(indexes(nodes));
            Ok(())
        })?;
    }
    Ok(forest.above.into_iter().map(AtomicU32::into_inner).collect())
}

/// How many arcs of each node are read to find the largest component.
const N_FIRST: usize = 2;

/// How many nodes are asked for their component to find the largest.
const N_ASKED: usize = 1024;

/// Below so many nodes a second thread costs more than it does.
const ENOUGH_FOR_THREADS: usize = 1 << 15;

/// Nodes that a thread takes at a time.
const CHUNK: usize = 1 << 12;

/// Trees of nodes known to be connected; each node lies below a lower one, or is a root.
struct Forest {
    above: Vec<AtomicU32>,
    budget: Budget,
    /// Whether other threads join trees at the same time.
    is_shared: bool,
}

impl Forest {
    fn of_singles(n_nodes: usize, budget: &Budget) -> Forest {
        let budget = budget.threads_if(n_nodes >= ENOUGH_FOR_THREADS);
        let above = (0_u32..).take(n_nodes).map(AtomicU32::new).collect();
        Forest { above, is_shared: budget.n_threads() > 1, budget }
    }

    /// Divides positions among threads.
    fn share<R: Send>(
        &self,
        n_items: usize,
        work: impl Fn(Range<usize>) -> Result<R, LimitReached> + Sync,
    ) -> Result<Vec<R>, LimitReached> {
        parallel::ranges(n_items, CHUNK, &self.budget, work)
    }

    #[inline]
    fn above(&self, node: u32) -> u32 {
        self.above[node as usize].load(Ordering::Relaxed)
    }

    /// Puts a node that is no root below one that it already is below, if further down.
    #[inline]
    fn lift(&self, node: u32, above: u32) {
        self.above[node as usize].store(above, Ordering::Relaxed);
    }

    /// Puts a root below a lower node; says whether it still was one.
    #[inline]
    fn hang(&self, root: u32, below: u32) -> bool {
        let slot = &self.above[root as usize];
        if self.is_shared {
            return slot.compare_exchange(root, below, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        }
        slot.store(below, Ordering::Relaxed);
        true
    }

    /// Joins each node to what its first arcs lead to.
    fn join_first_arcs(&self, topology: Topology<'_>) -> Result<(), LimitReached> {
        self.share(topology.n_nodes(), |nodes| {
            let rows = topology.offsets[nodes.start..=nodes.end].windows(2);
            for (node, row) in indexes(nodes).zip(rows) {
                match topology.targets[row[0] as usize..row[1] as usize] {
                    // Most often both are in one tree already, and the node is in none.
                    [a, b, ..] if a < node && b < node && self.hang_below_both(node, a, b) => {}
                    [a, b, ..] => {
                        self.join(node, a);
                        self.join(node, b);
                    }
                    [a] => self.join(node, a),
                    [] => {}
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    #[inline]
    fn hang_below_both(&self, node: u32, a: u32, b: u32) -> bool {
        let above = self.above(a);
        self.above(node) == node && above == self.above(b) && self.hang(node, above)
    }

    fn join_all(&self, node: u32, targets: &[u32]) {
        for target in targets {
            self.join(node, *target);
        }
    }

    /// Joins the nodes of the giant tree to those apart from it that they lead to, where only they know.
    fn join_across(&self, topology: Topology<'_>, apart: &[u32]) -> Result<(), LimitReached> {
        let mut is_apart = vec![false; self.above.len()];
        for node in apart {
            is_apart[*node as usize] = true;
        }
        self.share(topology.n_nodes(), |nodes| {
            for node in indexes(nodes) {
                self.budget.step(node as usize)?;
                for target in topology.of(node).get(N_FIRST..).unwrap_or_default() {
                    if is_apart[*target as usize] {
                        self.join(node, *target);
                    }
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Puts the higher of two roots below the other tree.
    #[inline]
    fn join(&self, a: u32, b: u32) {
        let (mut a, mut b) = (self.above(a), self.above(b));
        while a != b {
            let (high, low) = (a.max(b), a.min(b));
            let above = self.above(high);
            if above != high {
                // The node above takes the place of the higher, which hangs a step higher from now on.
                self.lift(high, self.above(above));
                (a, b) = (above, low);
            } else if self.hang(high, low) {
                return;
            }
        }
    }

    /// Puts each node right below its root, and returns those that are not below this one.
    fn flatten_except(&self, giant: u32) -> Result<Vec<u32>, LimitReached> {
        let apart = self.share(self.above.len(), |nodes| {
            let mut apart = Vec::new();
            for node in indexes(nodes) {
                let root = self.root(node);
                self.lift(node, root);
                if root != giant {
                    apart.push(node);
                }
            }
            Ok(apart)
        })?;
        Ok(apart.concat())
    }

    /// Puts some nodes right below their roots.
    fn flatten(&self, nodes: impl IntoIterator<Item = u32>) {
        for node in nodes {
            self.lift(node, self.root(node));
        }
    }

    #[inline]
    fn root(&self, node: u32) -> u32 {
        let (mut node, mut above) = (node, self.above(node));
        while above != node {
            (node, above) = (above, self.above(above));
        }
        node
    }

    /// Returns the root met most often among nodes spread over all; there is none without nodes.
    fn most_common_root(&self) -> Option<u32> {
        let step = (self.above.len() / N_ASKED).max(1);
        let mut roots: Vec<u32> = (0_u32..).take(self.above.len()).step_by(step).map(|node| self.root(node)).collect();
        roots.sort_unstable();
        let runs = roots.chunk_by(|a, b| a == b);
        runs.max_by_key(|run| run.len()).map(|run| run[0])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::random::SplitMix64;
    use crate::analysis::samples::{Sample, barbell, budget, grid, on_threads, path, small};

    /// The lowest node of each component, by joining until nothing changes.
    fn plain(sample: &Sample) -> Vec<u32> {
        let mut lowest: Vec<u32> = (0..sample.n_nodes).collect();
        for _ in 0..sample.n_nodes {
            for (source, target, _) in &sample.edges {
                let (source, target) = (*source as usize, *target as usize);
                let low = lowest[source].min(lowest[target]);
                (lowest[source], lowest[target]) = (low, low);
            }
        }
        lowest
    }

    #[test]
    fn closed_forms() {
        let one = |sample: Sample| weak_components(&sample.directed(), &budget()).expect("there is time");
        assert_eq!(one(grid(4, 5)), [0; 20]);
        assert_eq!(one(barbell(5)), [0; 10]);
        let apart = Sample { n_nodes: 5, edges: vec![(3, 1, 1), (4, 3, 1)] };
        assert_eq!(one(apart), [1, 0, 2, 0, 0]);
        assert_eq!(one(path(1)), [0]);
        let none = Projection::of_edges(0, &[], None, Direction::Both);
        assert_eq!(weak_components(&none, &budget()), Ok(vec![]));
    }

    #[test]
    fn any_number_of_threads_joins_the_same() {
        let mut random = SplitMix64::new(3);
        let n_nodes = 2 * ENOUGH_FOR_THREADS;
        let mut node = || u32::try_from(random.below(n_nodes)).expect("small");
        // Fewer edges than nodes leave a giant component, and many small ones.
        let edges = (0..n_nodes * 2 / 3).map(|_| (node(), node(), 1)).collect();
        let sample = Sample { n_nodes: u32::try_from(n_nodes).expect("small"), edges };
        for projection in [sample.undirected(), sample.directed()] {
            let one = weak_roots(&projection, &on_threads(1)).expect("there is time");
            assert!(sample.edges.iter().all(|(a, b, _)| one[*a as usize] == one[*b as usize]));
            assert!((0..).zip(&one).all(|(node, root)| *root <= node && one[*root as usize] == *root));
            for n_threads in [2, 8] {
                assert_eq!(weak_roots(&projection, &on_threads(n_threads)).as_ref(), Ok(&one));
            }
        }
    }

    proptest! {
        #[test]
        fn roots_are_the_lowest_nodes(sample in small(60)) {
            for projection in sample.projections() {
                prop_assert_eq!(weak_roots(&projection, &budget()), Ok(plain(&sample)));
                projection.incoming();
                prop_assert_eq!(weak_roots(&projection, &budget()), Ok(plain(&sample)));
            }
        }
    }
}
