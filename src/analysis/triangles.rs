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
    let rank = |node: u32| (graph.degree(node), node);
    let mut arc_to = vec![usize::MAX; graph.n_nodes()];
    let mut n_steps = 0;
    let upward = |node: u32| {
        let arcs = graph.range(node).zip(graph.targets(node));
        arcs.filter(move |(_, target)| rank(node) < rank(**target)).map(|(arc, target)| (arc, *target))
    };
    for first in (0_u32..).take(graph.n_nodes()) {
        for (arc, target) in upward(first) {
            arc_to[target as usize] = arc;
        }
        for (there, second) in upward(first) {
            for (on, third) in upward(second) {
                n_steps += 1;
                budget.step(n_steps)?;
                let over = arc_to[third as usize];
                if over != usize::MAX {
                    let arcs = [there, on, mirror[over] as usize];
                    let back = [mirror[there] as usize, mirror[on] as usize, over];
                    visit(Triangle { nodes: [first, second, third], arcs, back });
                }
            }
        }
        for (_, target) in upward(first) {
            arc_to[target as usize] = usize::MAX;
        }
    }
    Ok(())
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
    use crate::analysis::samples::{budget, clique, grid, small};
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
