//! Visits every triangle of a graph once.

use super::simple::SimpleGraph;
use super::{Budget, LimitReached};

/// Three nodes that are tied to each other, and where in the graph the arcs between them lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Triangle {
    pub(super) nodes: [u32; 3],
    /// The arc from node 0 to 1, from 1 to 2, from 2 to 0.
    pub(super) arcs: [usize; 3],
    /// The arcs against these.
    pub(super) back: [usize; 3],
}

/// Calls `visit` with every triangle of a graph that has each arc in both directions and no loops, always in the same
/// order. Cost `O(m^1.5)`, memory `O(n + m)`.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Schank, Wagner 2005, "Finding, counting and listing all triangles in large graphs", algorithm *forward*: edges lead
/// from nodes of few neighbours to those of many.
pub(super) fn for_each_triangle(
    graph: &SimpleGraph,
    budget: &Budget,
    mut visit: impl FnMut(Triangle),
) -> Result<(), LimitReached> {
    let mirror = mirror(graph);
    let upward = Upward::new(graph);
    let mut arc_to = vec![usize::MAX; graph.n_nodes()];
    let mut n_steps = 0;
    for first in (0_u32..).take(graph.n_nodes()) {
        for &(arc, target) in upward.arcs(first) {
            arc_to[target as usize] = arc as usize;
        }
        for &(there, second) in upward.arcs(first) {
            for &(on, third) in upward.arcs(second) {
                n_steps += 1;
                budget.step(n_steps)?;
                let over = arc_to[third as usize];
                if over != usize::MAX {
                    let (there, on) = (there as usize, on as usize);
                    let arcs = [there, on, mirror[over] as usize];
                    let back = [mirror[there] as usize, mirror[on] as usize, over];
                    visit(Triangle { nodes: [first, second, third], arcs, back });
                }
            }
        }
        for (_, target) in upward.arcs(first) {
            arc_to[*target as usize] = usize::MAX;
        }
    }
    Ok(())
}

/// The arcs that lead to a node of more neighbours, or of as many and a higher index: `O(√m)` at any node.
struct Upward {
    /// Position and target of each arc, by source.
    arcs: Vec<(u32, u32)>,
    /// Where the arcs of each node end.
    end: Vec<usize>,
}

impl Upward {
    fn new(graph: &SimpleGraph) -> Self {
        let rank = |node: u32| (graph.degree(node), node);
        let mut upward = Upward { arcs: Vec::new(), end: Vec::with_capacity(graph.n_nodes()) };
        for source in (0_u32..).take(graph.n_nodes()) {
            let first = u32::try_from(graph.range(source).start).unwrap_or(u32::MAX);
            let arcs = (first..).zip(graph.targets(source).iter().copied());
            upward.arcs.extend(arcs.filter(|(_, target)| rank(source) < rank(*target)));
            upward.end.push(upward.arcs.len());
        }
        upward
    }

    fn arcs(&self, node: u32) -> &[(u32, u32)] {
        let begin = if node == 0 { 0 } else { self.end[node as usize - 1] };
        &self.arcs[begin..self.end[node as usize]]
    }
}

/// Returns where the arc against each arc lies; rows ascend, so arcs into a node are met in the order of its row.
fn mirror(graph: &SimpleGraph) -> Vec<u32> {
    let mut next: Vec<usize> = (0_u32..).take(graph.n_nodes()).map(|node| graph.range(node).start).collect();
    let mut mirror = vec![0; graph.n_arcs()];
    for source in (0_u32..).take(graph.n_nodes()) {
        for (arc, target) in graph.range(source).zip(graph.targets(source)) {
            let place = &mut next[*target as usize];
            mirror[arc] = u32::try_from(*place).unwrap_or(u32::MAX);
            *place += 1;
        }
    }
    mirror
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::samples::{budget, clique, grid, small, star};
    use crate::analysis::simple::Parallel;
    use proptest::prelude::*;

    fn found(graph: &SimpleGraph) -> Vec<Triangle> {
        let mut found = Vec::new();
        for_each_triangle(graph, &budget(), |triangle| found.push(triangle)).expect("in time");
        found
    }

    #[test]
    fn closed_forms() {
        let graph = |sample: crate::analysis::samples::Sample| SimpleGraph::outgoing(&sample.undirected(), Parallel::Sum);
        assert_eq!(found(&graph(clique(6))).len(), 20);
        assert_eq!(found(&graph(grid(4, 4))).len(), 0);
    }

    /// A leaf must not walk through all arcs of the hub.
    #[test]
    fn no_node_has_many_arcs_upward() {
        let graph = SimpleGraph::outgoing(&star(10_001).undirected(), Parallel::Sum);
        let upward = Upward::new(&graph);
        assert_eq!(upward.arcs.len(), 10_000);
        assert_eq!((upward.arcs(0).len(), upward.arcs(7).len()), (0, 1));
    }

    proptest! {
        #[test]
        fn all_are_found_once_with_their_arcs(sample in small(10)) {
            let graph = SimpleGraph::outgoing(&sample.undirected(), Parallel::Sum);
            let is_arc = |a, b| graph.position(a, b).is_some();
            let mut expected = Vec::new();
            for a in 0..sample.n_nodes {
                for b in a + 1..sample.n_nodes {
                    expected.extend((b + 1..sample.n_nodes).filter(|c| is_arc(a, b) && is_arc(b, *c) && is_arc(a, *c)).map(|c| [a, b, c]));
                }
            }
            let found = found(&graph);
            for Triangle { nodes: [a, b, c], arcs, back } in &found {
                let positions = [(a, b), (b, c), (c, a)].map(|(from, to)| graph.position(*from, *to));
                prop_assert_eq!(positions, arcs.map(Some));
                let positions = [(b, a), (c, b), (a, c)].map(|(from, to)| graph.position(*from, *to));
                prop_assert_eq!(positions, back.map(Some));
            }
            let mut nodes: Vec<[u32; 3]> = found.iter().map(|triangle| triangle.nodes).collect();
            for triple in &mut nodes {
                triple.sort_unstable();
            }
            nodes.sort_unstable();
            prop_assert_eq!(nodes, expected);
        }
    }
}
