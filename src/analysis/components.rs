//! Weak components.

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::numbered;
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
/// arcs of each node show who belongs to it, and then only the others' arcs are read. No recursion.
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
    let mut forest = Forest::of_first_arcs(topology, budget)?;
    let Some(giant) = forest.most_common_root() else { return Ok(forest.above) };
    let apart = forest.flatten_except(giant);
    for (at, &node) in apart.iter().enumerate() {
        budget.step(at)?;
        forest.join_all(node, topology.of(node).get(N_FIRST..).unwrap_or_default());
        if let Some(incoming) = incoming.filter(|_| projection.direction() != Direction::Both) {
            forest.join_all(node, incoming.of(node));
        }
    }
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

/// Trees of nodes known to be connected; each node lies below a lower one, or is a root.
struct Forest {
    above: Vec<u32>,
}

impl Forest {
    /// Joins each node to what its first arcs lead to.
    fn of_first_arcs(topology: Topology<'_>, budget: &Budget) -> Result<Forest, LimitReached> {
        let mut forest = Forest { above: (0_u32..).take(topology.n_nodes()).collect() };
        let rows = topology.offsets.windows(2);
        for (node, row) in (0_u32..).zip(rows) {
            budget.step(node as usize)?;
            let (begin, end) = (row[0] as usize, row[1] as usize);
            match topology.targets[begin..end] {
                // Most often both are in one tree already, and the node is in none.
                [a, b, ..] if a < node && b < node && forest.is_leaf_of_both(node, a, b) => {
                    forest.above[node as usize] = forest.above[a as usize];
                }
                [a, b, ..] => {
                    forest.join(node, a);
                    forest.join(node, b);
                }
                [a] => forest.join(node, a),
                [] => {}
            }
        }
        Ok(forest)
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
        for node in (0_u32..).take(self.above.len()) {
            budget.step(node as usize)?;
            for target in topology.of(node).get(N_FIRST..).unwrap_or_default() {
                if is_apart[*target as usize] {
                    self.join(node, *target);
                }
            }
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
    use crate::analysis::samples::{Sample, barbell, budget, grid, path, small};

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
