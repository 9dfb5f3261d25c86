//! Removes edges, a few one by one and many together.

use std::collections::BTreeMap;

use petgraph::stable_graph::EdgeIndex;
use petgraph::visit::EdgeIndexable as _;

use super::{EdgeRecord, MemoryGraph, NO_PROPERTIES};
use crate::graph::{Direction, EdgeEnds, GraphError, GraphView as _};
use crate::model::{EdgeId, NodeId};

/// From so many edges on it is asked whether to remove them together.
const MANY: usize = 256;

impl MemoryGraph {
    /// Removes edges, all or none; they come in ascending order, each once.
    ///
    /// Cost: `O(k log k)` and the rows of adjacency they are in; where petgraph would walk further than that to find
    /// them among those that stay, `O(n + m)`.
    ///
    /// # Errors
    /// [`GraphError::UnknownEdge`].
    pub fn remove_edges(&mut self, edges: &[EdgeId]) -> Result<(), GraphError> {
        let ends = |edge: &EdgeId| self.edge(*edge).map(|ends| (ends, *edge)).ok_or(GraphError::UnknownEdge(*edge));
        // The youngest first, as petgraph finds them first.
        let edges = edges.iter().rev().map(ends).collect::<Result<Vec<_>, _>>()?;
        let are_many = edges.len() >= MANY;
        if are_many {
            // Says below how many edges stay at a node.
            self.adjacency();
        }
        if let Some(adjacency) = self.adjacency.get_mut() {
            adjacency.remove(&edges);
        }
        if are_many && self.steps_one_by_one(&edges) > self.node_count() + self.edge_count() {
            self.forget_together(&edges);
        } else {
            self.forget_one_by_one(&edges);
        }
        Ok(())
    }

    /// Returns how many edges petgraph may have to pass to find all of these: its lists begin with the youngest edge of
    /// a node, and each that stays is passed for each older one that goes. The adjacency knows no more of these edges.
    fn steps_one_by_one(&self, edges: &[(EdgeEnds, EdgeId)]) -> usize {
        let mut n_gone: BTreeMap<(NodeId, bool), usize> = BTreeMap::new();
        for (ends, _) in edges {
            *n_gone.entry((ends.source, true)).or_default() += 1;
            *n_gone.entry((ends.target, false)).or_default() += 1;
        }
        let steps = n_gone.into_iter().map(|((node, is_source), n_gone)| {
            let direction = if is_source { Direction::Outgoing } else { Direction::Incoming };
            let n_kept = self.adjacency().hops(node, direction, None).map_or(0, <[_]>::len);
            n_gone.saturating_mul(n_kept)
        });
        steps.fold(0, usize::saturating_add)
    }

    fn forget_one_by_one(&mut self, edges: &[(EdgeEnds, EdgeId)]) {
        for (_, edge) in edges {
            if let Some(record) = self.edge_slot(*edge).and_then(|slot| self.graph.remove_edge(slot)) {
                self.forget_edge(&record);
            }
        }
    }

    /// Links all edges that stay anew; slots stay what they are.
    fn forget_together(&mut self, edges: &[(EdgeEnds, EdgeId)]) {
        let mut goes = vec![false; self.graph.edge_bound()];
        for slot in edges.iter().filter_map(|(_, edge)| self.edge_slot(*edge)) {
            goes[slot.index()] = true;
        }
        let mut gone = Vec::with_capacity(edges.len());
        let keep = |slot: EdgeIndex, record: EdgeRecord| {
            if goes[slot.index()] {
                gone.push(record);
                return None;
            }
            Some(record)
        };
        self.graph = std::mem::take(&mut self.graph).filter_map_owned(|_, node| Some(node), keep);
        gone.iter().for_each(|record| self.forget_edge(record));
    }

    /// Forgets what is kept of an edge beside petgraph.
    fn forget_edge(&mut self, record: &EdgeRecord) {
        self.edge_columns.replace(record.id.index(), &record.properties, &NO_PROPERTIES);
        if let Some(of_type) = self.types.get_mut(record.edge_type.0 as usize) {
            of_type.n_edges = of_type.n_edges.saturating_sub(1);
            of_type.changed();
        }
        self.edge_slots[record.id.index()] = EdgeIndex::end();
        self.state += 1;
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::graph::{Properties, Types};

    /// Returns two hubs with edges to and from many nodes, loops among them, and all edges.
    fn hubs() -> (MemoryGraph, Vec<EdgeId>) {
        let mut graph = MemoryGraph::new();
        let edge_type = graph.symbols_mut().intern_type("T");
        let nodes: Vec<NodeId> = (0..50).map(|_| graph.add_node([], Properties::default()).unwrap()).collect();
        let mut edges = Vec::new();
        for number in 0..3000_usize {
            let (hub, other) = (nodes[number % 2], nodes[number * 7 % nodes.len()]);
            let (source, target) = if number % 3 == 0 { (other, hub) } else { (hub, other) };
            edges.push(graph.add_edge(edge_type, source, target, Properties::default()).unwrap());
        }
        (graph, edges)
    }

    #[test]
    fn edges_that_go_together_leave_what_those_that_go_one_by_one_leave() {
        let (mut together, edges) = hubs();
        let mut apart = together.clone();
        let gone: Vec<EdgeId> = edges.iter().copied().filter(|edge| edge.0 % 5 < 2).collect();
        let with_ends: Vec<_> = gone.iter().map(|edge| (together.edge(*edge).unwrap(), *edge)).collect();
        let mut emptied = together.clone();
        emptied.adjacency();
        emptied.adjacency.get_mut().unwrap().remove(&with_ends);
        assert!(emptied.steps_one_by_one(&with_ends) > 3000, "too few for the way that is tested here");
        together.remove_edges(&gone).unwrap();
        gone.iter().for_each(|edge| apart.remove_edge(*edge).unwrap());
        for graph in [&mut together, &mut apart] {
            // Slots that became free are given out again.
            let edge_type = graph.symbols_mut().intern_type("T");
            graph.add_edge(edge_type, NodeId(3), NodeId(0), Properties::default()).unwrap();
            graph.remove_edge(edges[3]).unwrap();
        }
        assert_eq!(together.edge_count(), apart.edge_count());
        assert_eq!(together.state(), apart.state());
        let same = together.edges().zip(apart.edges());
        assert!(same.into_iter().all(|(a, b)| a == b && together.edge(a) == apart.edge(b)));
        for node in together.nodes() {
            let hops = |graph: &MemoryGraph| {
                let hops = graph.expand(node, Direction::Both, Types::All);
                hops.map(|hop| (hop.edge, hop.neighbor)).collect::<Vec<_>>()
            };
            assert_eq!(hops(&together), hops(&apart), "{node}");
            let slot = |graph: &MemoryGraph| graph.n_edges_at(graph.node_slot(node).unwrap());
            assert_eq!(slot(&together), slot(&apart), "{node}");
        }
    }

    #[test]
    fn an_unknown_edge_among_many_removes_none() {
        let (mut graph, mut edges) = hubs();
        graph.remove_edge(edges[9]).unwrap();
        assert_eq!(graph.remove_edges(&edges), Err(GraphError::UnknownEdge(edges[9])));
        assert_eq!(graph.edge_count(), 2999);
        edges.remove(9);
        graph.remove_edges(&edges).unwrap();
        assert_eq!(graph.edge_count(), 0);
    }
}
