//! Typed adjacency: the hops of every node, sorted so that one type is one slice.

use super::view::{Direction, Hop, Types};
use crate::model::NodeId;

/// The hops of all nodes in compressed sparse rows, outgoing and incoming.
///
/// Within a node hops are sorted by type, then edge id. Memory: 12 bytes a hop, two hops an edge, and
/// 8 bytes a node slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Adjacency {
    outgoing: Rows,
    incoming: Rows,
}

#[derive(Debug, Clone, Default)]
struct Rows {
    offsets: Vec<u32>,
    hops: Vec<Hop>,
}

impl Adjacency {
    /// Builds the rows from edges given as (source, hop to the target). Cost `O(n + m log d)`.
    pub(super) fn build(n_slots: usize, edges: impl Iterator<Item = (NodeId, Hop)> + Clone) -> Self {
        let outgoing = Rows::build(n_slots, edges.clone());
        let reversed = edges.map(|(source, hop)| (hop.neighbor, Hop { neighbor: source, ..hop }));
        Adjacency { outgoing, incoming: Rows::build(n_slots, reversed) }
    }

    pub(super) fn expand<'a>(
        &'a self,
        node: NodeId,
        direction: Direction,
        types: Types<'a>,
    ) -> impl Iterator<Item = Hop> + 'a {
        let (out, into) = match direction {
            Direction::Outgoing => (self.outgoing.row(node), &[][..]),
            Direction::Incoming => (&[][..], self.incoming.row(node)),
            Direction::Both => (self.outgoing.row(node), self.incoming.row(node)),
        };
        let skip_loops = direction == Direction::Both;
        let into = of_types(into, types).filter(move |hop| !(skip_loops && hop.neighbor == node));
        of_types(out, types).chain(into)
    }
}

impl Rows {
    fn build(n_slots: usize, edges: impl Iterator<Item = (NodeId, Hop)> + Clone) -> Self {
        let mut offsets = vec![0_u32; n_slots + 1];
        for (node, _) in edges.clone() {
            offsets[node.index() + 1] += 1;
        }
        for at in 0..n_slots {
            offsets[at + 1] += offsets[at];
        }
        let filler = Hop {
            edge_type: super::TypeId(0),
            edge: crate::model::EdgeId(0),
            neighbor: NodeId(0),
        };
        let mut hops = vec![filler; offsets[n_slots] as usize];
        let mut next = offsets.clone();
        for (node, hop) in edges {
            hops[next[node.index()] as usize] = hop;
            next[node.index()] += 1;
        }
        for row in offsets.windows(2) {
            hops[row[0] as usize..row[1] as usize].sort_unstable();
        }
        Rows { offsets, hops }
    }

    fn row(&self, node: NodeId) -> &[Hop] {
        match (self.offsets.get(node.index()), self.offsets.get(node.index() + 1)) {
            (Some(&start), Some(&end)) => &self.hops[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// Returns the hops of a sorted row that have one of the types.
fn of_types<'a>(row: &'a [Hop], types: Types<'a>) -> impl Iterator<Item = Hop> + 'a {
    let (whole, wanted) = match types {
        Types::All => (row, &[][..]),
        Types::Only(types) => (&[][..], types),
    };
    let picked = wanted.iter().flat_map(move |&wanted| {
        let start = row.partition_point(|hop| hop.edge_type < wanted);
        let end = start + row[start..].partition_point(|hop| hop.edge_type == wanted);
        &row[start..end]
    });
    whole.iter().chain(picked).copied()
}
