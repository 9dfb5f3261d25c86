//! The edges of one type in the order of their neighbors, for intersections, probes and counts.

use super::LabelId;
use super::view::{Direction, Hop};
use crate::model::{EdgeId, NodeId};

/// One end of an edge seen from the other: sorted by neighbor, then by edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The node at the other end.
    pub neighbor: NodeId,
    /// The edge.
    pub edge: EdgeId,
}

/// The edges of one type in compressed sparse rows, both ways, each row sorted by neighbor, then by edge.
///
/// Parallel edges and loops are all there; a loop is in the outgoing row and in the incoming row of its node. The hops of the type
/// lie here once more in the order of their edges, apart from those of other types. Memory: 40 bytes an edge and 16 bytes a
/// node slot.
#[derive(Debug, Clone, Default)]
pub struct Links {
    outgoing: Rows,
    incoming: Rows,
    outgoing_hops: HopRows,
    incoming_hops: HopRows,
    source_labels: Vec<LabelId>,
    target_labels: Vec<LabelId>,
}

#[derive(Debug, Clone, Default)]
struct Rows {
    offsets: Vec<u32>,
    links: Vec<Link>,
}

/// Hops by node, then by edge.
#[derive(Debug, Clone, Default)]
struct HopRows {
    offsets: Vec<u32>,
    hops: Vec<Hop>,
}

impl Links {
    /// Builds the rows of one type from its hops at each node.
    ///
    /// Going through sorted sources fills incoming rows in order, and going through those fills outgoing rows in order.
    /// Cost `O(n + m)`.
    pub(super) fn build<'h>(
        n_slots: usize,
        hops: impl Fn(NodeId, Direction) -> &'h [Hop],
        labels: impl Fn(NodeId) -> &'h [LabelId],
    ) -> Self {
        let outgoing_hops = HopRows::build(n_slots, |node| hops(node, Direction::Outgoing));
        let incoming_hops = HopRows::build(n_slots, |node| hops(node, Direction::Incoming));
        let hops = outgoing_hops.each();
        let by_source = hops.map(|(source, hop)| (hop.neighbor, Link { neighbor: source, edge: hop.edge }));
        let incoming = Rows::build(n_slots, by_source);
        let by_target = incoming.each().map(|(target, link)| {
            (link.neighbor, Link { neighbor: target, edge: link.edge })
        });
        let outgoing = Rows::build(n_slots, by_target);
        let source_labels = outgoing.common_labels(&labels);
        let target_labels = incoming.common_labels(&labels);
        Links { outgoing, incoming, outgoing_hops, incoming_hops, source_labels, target_labels }
    }

    /// Returns the edges that leave a node.
    pub fn outgoing(&self, node: NodeId) -> &[Link] {
        self.outgoing.row(node)
    }

    /// Returns the edges that arrive at a node.
    pub fn incoming(&self, node: NodeId) -> &[Link] {
        self.incoming.row(node)
    }

    /// Returns the hops of a node in one direction, by edge; none for both directions.
    pub(super) fn hops(&self, node: NodeId, direction: Direction) -> Option<&[Hop]> {
        match direction {
            Direction::Outgoing => Some(self.outgoing_hops.row(node)),
            Direction::Incoming => Some(self.incoming_hops.row(node)),
            Direction::Both => None,
        }
    }

    /// Says whether every node that an edge of the type leaves has a label.
    pub fn all_sources_have(&self, label: LabelId) -> bool {
        self.source_labels.contains(&label)
    }

    /// Says whether every node that an edge of the type arrives at has a label.
    pub fn all_targets_have(&self, label: LabelId) -> bool {
        self.target_labels.contains(&label)
    }

    /// Forgets which labels all ends have.
    pub(super) fn forget_labels(&mut self) {
        self.source_labels.clear();
        self.target_labels.clear();
    }
}

impl HopRows {
    fn build<'h>(n_slots: usize, row: impl Fn(NodeId) -> &'h [Hop]) -> Self {
        let (mut offsets, mut hops) = (Vec::with_capacity(n_slots + 1), Vec::new());
        offsets.push(0);
        for (node, _) in (0_u32..).map(NodeId).zip(0..n_slots) {
            hops.extend_from_slice(row(node));
            #[expect(clippy::cast_possible_truncation, reason = "edge ids are below 2^32")]
            offsets.push(hops.len() as u32);
        }
        hops.shrink_to_fit();
        HopRows { offsets, hops }
    }

    fn row(&self, node: NodeId) -> &[Hop] {
        match (self.offsets.get(node.index()), self.offsets.get(node.index() + 1)) {
            (Some(&start), Some(&end)) => &self.hops[start as usize..end as usize],
            _ => &[],
        }
    }

    fn each(&self) -> impl Iterator<Item = (NodeId, Hop)> + Clone {
        let nodes = (0_u32..).map(NodeId).zip(self.offsets.windows(2));
        nodes.flat_map(|(node, row)| {
            self.hops[row[0] as usize..row[1] as usize].iter().map(move |hop| (node, *hop))
        })
    }
}

impl Rows {
    /// Builds rows that keep the order in which links come.
    fn build(n_slots: usize, links: impl Iterator<Item = (NodeId, Link)> + Clone) -> Self {
        let mut offsets = vec![0_u32; n_slots + 1];
        for (node, _) in links.clone() {
            offsets[node.index() + 1] += 1;
        }
        for at in 0..n_slots {
            offsets[at + 1] += offsets[at];
        }
        let mut sorted = vec![Link { neighbor: NodeId(0), edge: EdgeId(0) }; offsets[n_slots] as usize];
        let mut next = offsets.clone();
        for (node, link) in links {
            sorted[next[node.index()] as usize] = link;
            next[node.index()] += 1;
        }
        Rows { offsets, links: sorted }
    }

    fn row(&self, node: NodeId) -> &[Link] {
        match (self.offsets.get(node.index()), self.offsets.get(node.index() + 1)) {
            (Some(&start), Some(&end)) => &self.links[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Returns all links with the nodes whose rows they are in, by node.
    fn each(&self) -> impl Iterator<Item = (NodeId, Link)> + Clone {
        let nodes = (0_u32..).map(NodeId).zip(self.offsets.windows(2));
        nodes.flat_map(|(node, row)| {
            self.links[row[0] as usize..row[1] as usize].iter().map(move |link| (node, *link))
        })
    }

    /// Returns the labels that all nodes with a link have.
    fn common_labels<'h>(&self, labels: impl Fn(NodeId) -> &'h [LabelId]) -> Vec<LabelId> {
        let rows = (0_u32..).map(NodeId).zip(self.offsets.windows(2));
        let mut nodes = rows.filter(|(_, row)| row[0] < row[1]).map(|(node, _)| node);
        let Some(first) = nodes.next() else { return Vec::new() };
        let mut common = labels(first).to_vec();
        for node in nodes {
            if common.is_empty() {
                break;
            }
            let own = labels(node);
            common.retain(|label| own.contains(label));
        }
        common
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use crate::graph::{Direction, GraphView as _, Links, MemoryGraph, Properties, TypeId, Types};
    use crate::model::{EdgeId, NodeId};

    fn graph(n_nodes: u32, edges: &[(u32, u32, bool)]) -> (MemoryGraph, [TypeId; 2]) {
        let mut graph = MemoryGraph::new();
        let label = graph.symbols_mut().intern_label("A");
        let types = [graph.symbols_mut().intern_type("K"), graph.symbols_mut().intern_type("L")];
        for node in 0..n_nodes {
            graph.add_node((node % 3 > 0).then_some(label), Properties::default()).unwrap();
        }
        for (from, to, is_first) in edges {
            let edge_type = types[usize::from(!is_first)];
            let (from, to) = (NodeId(from % n_nodes), NodeId(to % n_nodes));
            graph.add_edge(edge_type, from, to, Properties::default()).unwrap();
        }
        (graph, types)
    }

    /// Rows have what `expand` finds, sorted, and say no label of an end that lacks it.
    fn check(graph: &MemoryGraph, links: &Links, edge_type: TypeId) {
        let label = graph.symbols().label("A").unwrap();
        for node in graph.nodes() {
            for direction in [Direction::Outgoing, Direction::Incoming] {
                let hops = graph.expand(node, direction, Types::Only(std::slice::from_ref(&edge_type)));
                let mut hops: Vec<_> = hops.map(|hop| (hop.neighbor, hop.edge)).collect();
                hops.sort_unstable();
                let (row, all_have) = match direction {
                    Direction::Outgoing => (links.outgoing(node), links.all_sources_have(label)),
                    _ => (links.incoming(node), links.all_targets_have(label)),
                };
                let row: Vec<_> = row.iter().map(|link| (link.neighbor, link.edge)).collect();
                assert_eq!(row, hops);
                assert!(!all_have || hops.is_empty() || graph.labels(node).contains(&label));
            }
        }
    }

    proptest! {
        #[test]
        fn rows_are_those_of_expand_sorted_also_after_changes(
            edges in prop::collection::vec((0_u32..7, 0_u32..7, any::<bool>()), 0..40),
            removed in prop::collection::vec(0_u32..40, 0..4),
            relabelled in 0_u32..7,
        ) {
            let (mut graph, types) = graph(7, &edges);
            for edge_type in types {
                if let Some(links) = graph.links(edge_type, usize::MAX) {
                    check(&graph, links, edge_type);
                }
            }
            for edge in removed {
                let _ = graph.remove_edge(EdgeId(edge));
            }
            graph.put_node(NodeId(relabelled), &[], Properties::default()).unwrap();
            graph.add_edge(types[0], NodeId(1), NodeId(relabelled), Properties::default()).unwrap();
            for edge_type in types {
                if let Some(links) = graph.links(edge_type, usize::MAX) {
                    check(&graph, links, edge_type);
                }
            }
        }

        #[test]
        fn hops_of_one_type_are_those_of_expand(
            edges in prop::collection::vec((0_u32..7, 0_u32..7, any::<bool>()), 0..40),
        ) {
            let (graph, types) = graph(7, &edges);
            for node in graph.nodes() {
                for edge_type in types {
                    let only = Types::Only(std::slice::from_ref(&edge_type));
                    for direction in [Direction::Outgoing, Direction::Incoming] {
                        let hops: Vec<_> = graph.expand(node, direction, only).collect();
                        prop_assert_eq!(graph.hops(node, direction, Some(edge_type)).unwrap(), &hops);
                        let Some(links) = graph.links(edge_type, usize::MAX) else { continue };
                        prop_assert_eq!(links.hops(node, direction).unwrap(), &hops);
                        prop_assert_eq!(graph.hops(node, direction, Some(edge_type)).unwrap(), &hops);
                    }
                }
            }
        }
    }
}
