//! Other numbers for the nodes of a projection.

use std::sync::OnceLock;

use super::projection::{Nodes, Projection};
use super::rows::{Rows, Topology, sum_up};
use crate::model::NodeId;

impl Topology<'_> {
    /// Returns the nodes by falling number of arcs, of equals the lower first. Cost `O(n)`, memory 4 bytes a node.
    pub fn by_degree(self) -> Vec<u32> {
        let degrees = || self.offsets.windows(2).map(|ends| (ends[1] - ends[0]) as usize);
        let most = degrees().max().unwrap_or(0);
        let mut next = vec![0_u32; most + 2];
        for degree in degrees() {
            next[most - degree + 1] += 1;
        }
        sum_up(&mut next);
        let mut order = vec![0; self.n_nodes()];
        for (node, degree) in (0..).zip(degrees()) {
            let place = &mut next[most - degree];
            order[*place as usize] = node;
            *place += 1;
        }
        order
    }
}

/// Returns where each node stands in an order. Cost `O(n)`.
///
/// # Panics
/// If the order names a node that is not below its length.
pub fn ranks(order: &[u32]) -> Vec<u32> {
    let mut rank = vec![0; order.len()];
    for (at, node) in (0..).zip(order) {
        rank[*node as usize] = at;
    }
    rank
}

impl Projection {
    /// Returns the same graph with its nodes in another order: `order` has each dense index once, that of the new node 0
    /// first.
    ///
    /// Nodes and edges keep their ids: [`node`](Self::node) says which is which. Arcs of a node are sorted by their
    /// targets. Where nodes that are asked for together stand side by side, as in
    /// [the order of their degrees](Topology::by_degree), memory answers faster. Algorithms give the same answers but
    /// where their definition breaks a tie by the order of the nodes. Cost `O(n + m log d)`, with `d` the most arcs of a
    /// node; memory 8 bytes an arc and 12 a node, and the weights.
    ///
    /// # Panics
    /// If the order is not as long as there are nodes, or names one that is not there.
    #[must_use]
    pub fn renumbered(&self, order: &[u32]) -> Projection {
        let rank = ranks(order);
        assert_eq!(order.len(), self.n_nodes(), "each node once");
        let old = self.rows();
        let edges = old.edges();
        let mut offsets = Vec::with_capacity(order.len() + 1);
        let mut places: Vec<u32> = Vec::with_capacity(old.targets.len());
        offsets.push(0);
        for node in order {
            let begin = places.len();
            places.extend((0..).skip(old.range(*node).start).take(old.range(*node).len()));
            places[begin..].sort_by_key(|at| rank[old.targets[*at as usize] as usize]);
            offsets.push(u32::try_from(places.len()).unwrap_or(u32::MAX));
        }
        let rows = Rows {
            offsets,
            targets: places.iter().map(|at| rank[old.targets[*at as usize] as usize]).collect(),
            weights: old.weights.picked(&places),
            edges: OnceLock::from(places.iter().map(|at| edges[*at as usize]).collect::<Vec<_>>()),
            is_symmetric: false,
        };
        let nodes: Vec<NodeId> = order.iter().map(|node| self.node(*node)).collect();
        let mut dense = vec![super::projection::ABSENT; nodes.iter().map(|node| node.index() + 1).max().unwrap_or(0)];
        for (index, node) in (0..).zip(&nodes) {
            dense[node.index()] = index;
        }
        self.with_rows(Nodes::Some { nodes, dense }, rows)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graph::Direction;

    proptest! {
        #[test]
        fn the_graph_stays_the_same(
            ends in prop::collection::vec((0..9_u32, 0..9_u32), 0..30),
            keys in prop::collection::vec(0..99_u32, 9),
        ) {
            let weights: Vec<f64> = (0..ends.len()).map(|at| at as f64).collect();
            let mut order: Vec<u32> = (0..9).collect();
            order.sort_by_key(|node| keys[*node as usize]);
            for direction in [Direction::Both, Direction::Outgoing, Direction::Incoming] {
                for weights in [None, Some(&weights[..])] {
                    let own = Projection::of_edges(9, &ends, weights, direction);
                    let other = own.renumbered(&order);
                    prop_assert_eq!(other.n_edges(), own.n_edges());
                    prop_assert_eq!(other.is_weighted(), own.is_weighted());
                    for index in 0..9 {
                        let node = other.node(index);
                        prop_assert_eq!(other.index_of(node), Some(index));
                        let of = |graph: &Projection, into: bool| {
                            let index = graph.index_of(node).expect("it is there");
                            let arc = |arc: crate::graph::Arc| (graph.node(arc.target), arc.edge, arc.weight.to_bits());
                            let mut arcs: Vec<_> =
                                if into { graph.arcs_into(index).map(arc).collect() } else { graph.arcs(index).map(arc).collect() };
                            arcs.sort_unstable();
                            arcs
                        };
                        prop_assert_eq!(of(&other, false), of(&own, false));
                        prop_assert_eq!(of(&other, true), of(&own, true));
                        prop_assert!(other.targets(index).is_sorted());
                    }
                }
            }
        }

        #[test]
        fn degrees_fall(ends in prop::collection::vec((0..9_u32, 0..9_u32), 0..30)) {
            let projection = Projection::of_edges(9, &ends, None, Direction::Both);
            let renumbered = projection.renumbered(&projection.outgoing().by_degree());
            let degrees: Vec<u32> = (0..9).map(|node| renumbered.outgoing().degree(node)).collect();
            prop_assert!(degrees.is_sorted_by(|one, next| one >= next), "{degrees:?}");
        }
    }
}
