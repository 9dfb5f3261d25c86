//! Layers of a directed graph whose cycles have been broken.

/// Returns the layer of each of `n_nodes` nodes, from 0: every edge leads at least one layer on, but for those that
/// close a cycle, which are read the other way round.
///
/// Loops and edges that end at no node are ignored, parallel edges count once. A node lies as early as its
/// predecessors allow (longest path). Depth-first in the order given, so the same input gives the same layers.
/// O(n + m) time and memory, no recursion.
pub(super) fn layers(n_nodes: usize, edges: impl IntoIterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut successors = vec![Vec::new(); n_nodes];
    for (from, to) in edges {
        if from != to && from < n_nodes && to < n_nodes {
            successors[from].push(to);
        }
    }
    let order = break_cycles(&mut successors);
    let mut layers = vec![0; n_nodes];
    for &node in &order {
        for &next in &successors[node] {
            layers[next] = layers[next].max(layers[node] + 1);
        }
    }
    layers
}

/// Turns round the edges that close a cycle and returns the nodes in topological order.
fn break_cycles(successors: &mut [Vec<usize>]) -> Vec<usize> {
    let found = depth_first(successors);
    for &(from, position) in found.closing.iter().rev() {
        let to = successors[from].swap_remove(position);
        successors[to].push(from);
    }
    found.order
}

struct DepthFirst {
    /// Reverse order of leaving: topological, once the closing edges are turned.
    order: Vec<usize>,
    /// Edges to a node still open, by source and position; ascending in position for each source.
    closing: Vec<(usize, usize)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Left,
}

fn depth_first(successors: &[Vec<usize>]) -> DepthFirst {
    let mut visit = vec![Visit::New; successors.len()];
    let mut found = DepthFirst { order: Vec::with_capacity(successors.len()), closing: Vec::new() };
    for start in 0..successors.len() {
        if visit[start] != Visit::New {
            continue;
        }
        visit[start] = Visit::Open;
        let mut stack = vec![(start, 0)];
        while let Some((node, position)) = stack.last_mut() {
            let Some(&next) = successors[*node].get(*position) else {
                visit[*node] = Visit::Left;
                found.order.push(*node);
                stack.pop();
                continue;
            };
            if visit[next] == Visit::Open {
                found.closing.push((*node, *position));
            }
            *position += 1;
            if visit[next] == Visit::New {
                visit[next] = Visit::Open;
                stack.push((next, 0));
            }
        }
    }
    found.order.reverse();
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_has_a_layer_for_each_node() {
        assert_eq!(layers(4, [(0, 1), (1, 2), (2, 3), (0, 3)]), [0, 1, 2, 3]);
    }

    #[test]
    fn a_cycle_is_broken_where_it_closes() {
        assert_eq!(layers(3, [(0, 1), (1, 2), (2, 0)]), [0, 1, 2]);
        assert_eq!(layers(2, [(0, 1), (1, 0), (1, 1), (0, 9)]), [0, 1]);
    }

    proptest! {
        #[test]
        fn no_edge_stays_in_its_layer(edges in prop::collection::vec((0..12_usize, 0..12_usize), 0..60)) {
            let layers = layers(12, edges.iter().copied());
            for (from, to) in edges {
                prop_assert!(from == to || layers[from] != layers[to]);
            }
        }
    }
}
