//! Weak components.

use std::ops::Range;

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
/// arcs of each node show who belongs to it, and then only the others' arcs are read. No recursion. Divided over the
/// threads of the budget, at most 4, each with 4 bytes a node more; a component is named by its lowest node, whoever
/// finds it.
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
    let budget = &budget.threads_if(topology.n_nodes() >= ENOUGH_FOR_THREADS);
    let incoming = projection.incoming_if_built();
    let mut forest = Forest { above: (0_u32..).take(topology.n_nodes()).collect() };
    forest.grow(topology.n_nodes(), budget, |forest, nodes| forest.join_first_arcs(topology, nodes, budget))?;
    let Some(giant) = forest.most_common_root() else { return Ok(forest.above) };
    let apart = forest.flatten_except(giant);
    let sources = incoming.filter(|_| projection.direction() != Direction::Both);
    let on = budget.threads_if(apart.len() >= ENOUGH_FOR_THREADS);
    forest.grow(apart.len(), &on, |forest, places| {
        for (step, node) in apart[places].iter().enumerate() {
            budget.step(step)?;
            forest.join_all(*node, topology.of(*node).get(N_FIRST..).unwrap_or_default());
            forest.join_all(*node, sources.map_or(&[], |sources| sources.of(*node)));
        }
        Ok(())
    })?;
    if incoming.is_none() {
        forest.join_across(topology, &apart, budget)?;
    }
    if forest.above[giant as usize] == giant {
        forest.flatten(apart);
    } else {
        forest.flatten((0_u32..).take(topology.n_nodes()));
    }
    Ok(forest.above)
}

/// How many arcs of each node are read to find the largest component.
const N_FIRST: usize = 2;

/// How many nodes are asked for their component to find the largest.
const N_ASKED: usize = 1024;

/// Below so many nodes a second thread costs more than it does.
const ENOUGH_FOR_THREADS: usize = 1 << 15;

/// The most forests that grow side by side.
const MOST_FORESTS: usize = 4;

/// Trees of nodes known to be connected; each node lies below a lower one, or is a root.
#[derive(Clone)]
struct Forest {
    above: Vec<u32>,
}

impl Forest {
    /// Joins trees by what some items tell, each thread in a forest of its own, which then become one.
    ///
    /// In one forest threads would spend their time on moving memory to each other.
    fn grow(
        &mut self,
        n_items: usize,
        budget: &Budget,
        work: impl Fn(&mut Forest, Range<usize>) -> Result<(), LimitReached> + Sync,
    ) -> Result<(), LimitReached> {
        let n_forests = budget.n_threads().min(MOST_FORESTS);
        if n_forests < 2 {
            return work(self, 0..n_items);
        }
        let part = |at: usize| n_items * at / n_forests..n_items * (at + 1) / n_forests;
        let grown = parallel::each((0..n_forests).map(part), budget, |part| {
            let mut forest = self.clone();
            work(&mut forest, part).map(|()| forest)
        })?;
        let mut grown = grown.into_iter();
        if let Some(first) = grown.next() {
            *self = first;
        }
        for (node, above) in grown.flat_map(|forest| (0..).zip(forest.above)) {
            if node != above {
                self.join(node, above);
            }
        }
        budget.check_time()
    }

    /// Joins some nodes to what their first arcs lead to.
    fn join_first_arcs(
        &mut self,
        topology: Topology<'_>,
        nodes: Range<usize>,
        budget: &Budget,
    ) -> Result<(), LimitReached> {
        let rows = topology.offsets[nodes.start..=nodes.end].windows(2);
        for (node, row) in indexes(nodes).zip(rows) {
            budget.step(node as usize)?;
            match topology.targets[row[0] as usize..row[1] as usize] {
                // Most often both are in one tree already, and the node is in none.
                [a, b, ..] if a < node && b < node && self.is_leaf_of_both(node, a, b) => {
                    self.above[node as usize] = self.above[a as usize];
                }
                [a, b, ..] => {
                    self.join(node, a);
                    self.join(node, b);
                }
                [a] => self.join(node, a),
                [] => {}
            }
        }
        Ok(())
    }

    #[inline]
    fn is_leaf_of_both(&self, node: u32, a: u32, b: u32) -> bool {
        self.above[node as usize] == node && self.above[a as usize] == self.above[b as usize]
    }

    fn join_all(&mut self, node: u32, targets: &[u32]) {
        for target in targets {
            self.join(node, *target);
        }
    }

    /// Joins the nodes of the giant tree to those apart from it that they lead to, where only they know.
    fn join_across(
        &mut self,
        topology: Topology<'_>,
        apart: &[u32],
        budget: &Budget,
    ) -> Result<(), LimitReached> {
        let mut is_apart = vec![false; self.above.len()];
        for node in apart {
            is_apart[*node as usize] = true;
        }
        let is_apart = |target: &&u32| is_apart[**target as usize];
        let across = parallel::ranges(self.above.len(), 1 << 12, budget, |nodes| {
            let ties = indexes(nodes).flat_map(|node| {
                let others = topology.of(node).get(N_FIRST..).unwrap_or_default();
                others.iter().filter(is_apart).map(move |target| (node, *target))
            });
            Ok(ties.collect::<Vec<_>>())
        })?;
        for (node, target) in across.into_iter().flatten() {
            self.join(node, target);
        }
        Ok(())
    }

    /// Puts the higher of two roots below the other tree.
    #[inline]
    fn join(&mut self, a: u32, b: u32) {
        let (mut a, mut b) = (self.above[a as usize], self.above[b as usize]);
        while a != b {
            let (high, low) = (a.max(b), a.min(b));
            let above = self.above[high as usize];
            if above == high {
                self.above[high as usize] = low;
                return;
            }
            // The node above takes the place of the higher, which hangs a step higher from now on.
            self.above[high as usize] = self.above[above as usize];
            (a, b) = (above, low);
        }
    }

    /// Puts each node right below its root, and returns those that are not below this one.
    fn flatten_except(&mut self, giant: u32) -> Vec<u32> {
        let mut apart = Vec::new();
        for node in (0_u32..).take(self.above.len()) {
            // Those above it have been put there before it.
            let root = self.above[self.above[node as usize] as usize];
            self.above[node as usize] = root;
            if root != giant {
                apart.push(node);
            }
        }
        apart
    }

    /// Puts some nodes, which ascend, right below their roots.
    fn flatten(&mut self, nodes: impl IntoIterator<Item = u32>) {
        for node in nodes {
            self.above[node as usize] = self.root(node);
        }
    }

    fn root(&self, mut node: u32) -> u32 {
        while self.above[node as usize] != node {
            node = self.above[node as usize];
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
