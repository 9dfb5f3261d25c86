//! Typed adjacency: the hops of every node, sorted so that one type is one slice.

use hashbrown::HashMap;

use super::view::{Direction, EdgeEnds, Hop, Types};
use crate::model::{EdgeId, NodeId};

/// The hops of all nodes in compressed sparse rows, outgoing and incoming.
///
/// Within a node hops are sorted by type, then edge id. Memory: 12 bytes a hop, two hops an edge, and
/// 8 bytes a node slot.
///
/// Rows that change are kept apart; when those hold as much as an eighth of all hops, the whole is
/// [worn](Adjacency::is_worn) and should be built anew.
#[derive(Debug, Clone, Default)]
pub(super) struct Adjacency {
    outgoing: Rows,
    incoming: Rows,
}

#[derive(Debug, Clone, Default)]
struct Rows {
    offsets: Vec<u32>,
    hops: Vec<Hop>,
    /// Rows that differ from those above.
    changed: HashMap<NodeId, Vec<Hop>>,
    /// How many hops the changed rows hold, and how often one was changed.
    wear: usize,
}

/// So many changed hops do not count.
const FREE_WEAR: usize = 4096;

impl Adjacency {
    /// Builds the rows from edges given as (source, hop to the target). Cost `O(n + m log d)`.
    pub(super) fn build(n_slots: usize, edges: impl Iterator<Item = (NodeId, Hop)> + Clone) -> Self {
        let outgoing = Rows::build(n_slots, edges.clone());
        let reversed = edges.map(|(source, hop)| (hop.neighbor, Hop { neighbor: source, ..hop }));
        Adjacency { outgoing, incoming: Rows::build(n_slots, reversed) }
    }

    /// Adds an edge.
    pub(super) fn add(&mut self, ends: EdgeEnds, edge: EdgeId) {
        let hop = |neighbor| Hop { edge_type: ends.edge_type, edge, neighbor };
        self.outgoing.add(ends.source, hop(ends.target));
        self.incoming.add(ends.target, hop(ends.source));
    }

    /// Removes an edge.
    pub(super) fn remove(&mut self, ends: EdgeEnds, edge: EdgeId) {
        let hop = |neighbor| Hop { edge_type: ends.edge_type, edge, neighbor };
        self.outgoing.remove(ends.source, hop(ends.target));
        self.incoming.remove(ends.target, hop(ends.source));
    }

    /// Says whether so much has changed that it should be built anew.
    pub(super) fn is_worn(&self) -> bool {
        self.outgoing.is_worn() || self.incoming.is_worn()
    }

    /// Returns the hops of a node in one direction, of one type or of all; none for both directions.
    pub(super) fn hops(
        &self,
        node: NodeId,
        direction: Direction,
        edge_type: Option<super::TypeId>,
    ) -> Option<&[Hop]> {
        let row = match direction {
            Direction::Outgoing => self.outgoing.row(node),
            Direction::Incoming => self.incoming.row(node),
            Direction::Both => return None,
        };
        Some(edge_type.map_or(row, |wanted| of_type(row, wanted)))
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
        Rows { offsets, hops, changed: HashMap::new(), wear: 0 }
    }

    fn add(&mut self, node: NodeId, hop: Hop) {
        let row = self.row_for_writing(node);
        if let Err(at) = row.binary_search(&hop) {
            row.insert(at, hop);
        }
    }

    fn remove(&mut self, node: NodeId, hop: Hop) {
        let row = self.row_for_writing(node);
        if let Ok(at) = row.binary_search(&hop) {
            row.remove(at);
        }
    }

    fn row_for_writing(&mut self, node: NodeId) -> &mut Vec<Hop> {
        self.wear += 1;
        if !self.changed.contains_key(&node) {
            let row = self.row(node).to_vec();
            self.wear += row.len();
            self.changed.insert(node, row);
        }
        self.changed.entry(node).or_default()
    }

    fn is_worn(&self) -> bool {
        self.wear > FREE_WEAR.max(self.hops.len() / 8)
    }

    fn row(&self, node: NodeId) -> &[Hop] {
        if !self.changed.is_empty()
            && let Some(row) = self.changed.get(&node)
        {
            return row;
        }
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
    let picked = wanted.iter().flat_map(move |&wanted| of_type(row, wanted));
    whole.iter().chain(picked).copied()
}

/// Returns the hops of a sorted row that have a type.
fn of_type(row: &[Hop], wanted: super::TypeId) -> &[Hop] {
    let start = row.partition_point(|hop| hop.edge_type < wanted);
    let end = match row.last() {
        // Often the type is the last, or the only one.
        Some(last) if last.edge_type == wanted => row.len(),
        _ => start + row[start..].partition_point(|hop| hop.edge_type == wanted),
    };
    &row[start..end]
}
