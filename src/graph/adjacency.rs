//! Typed adjacency: the hops of every node, sorted so that one type is one slice.

use super::TypeId;
use super::view::{Direction, EdgeEnds, Hop, Types};
use crate::model::{EdgeId, NodeId};

/// The hops of all nodes in rows that lie one after another, outgoing and incoming.
///
/// Within a node hops are sorted by type, then edge id. Memory: 12 bytes a hop, two hops an edge, and
/// 16 bytes a node slot.
///
/// A row that outgrows its place moves to the end, to one of twice the size; when places that were left hold a third of all,
/// the rows move together again.
#[derive(Debug, Clone, Default)]
pub(super) struct Adjacency {
    outgoing: Rows,
    incoming: Rows,
}

#[derive(Debug, Clone, Default)]
struct Rows {
    places: Vec<Place>,
    hops: Vec<Hop>,
    /// Rows before here lie close; those behind have room up to a power of two.
    n_close: usize,
    /// How many hops there are.
    n_hops: usize,
}

/// Where a row lies.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    start: u32,
    length: u32,
}

impl Place {
    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + self.length as usize
    }
}

/// So many places that were left do not count.
const FREE_WASTE: usize = 4096;

/// Stands where there is no hop.
const FILLER: Hop = Hop { edge_type: TypeId(0), edge: EdgeId(0), neighbor: NodeId(0) };

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

    /// Removes edges that are there. Cost `O(k log k)`, and the length of the rows they are in.
    pub(super) fn remove(&mut self, edges: &[(EdgeEnds, EdgeId)]) {
        let hop = |ends: &EdgeEnds, edge, neighbor| Hop { edge_type: ends.edge_type, edge, neighbor };
        self.outgoing.remove(edges.iter().map(|(ends, edge)| (ends.source, hop(ends, *edge, ends.target))));
        self.incoming.remove(edges.iter().map(|(ends, edge)| (ends.target, hop(ends, *edge, ends.source))));
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
        let mut places = vec![Place::default(); n_slots];
        for (node, _) in edges.clone() {
            places[node.index()].length += 1;
        }
        let mut n_hops = 0;
        for place in &mut places {
            place.start = n_hops;
            n_hops += std::mem::take(&mut place.length);
        }
        let n_hops = n_hops as usize;
        let mut hops = vec![FILLER; n_hops];
        for (node, hop) in edges {
            let place = &mut places[node.index()];
            hops[place.range().end] = hop;
            place.length += 1;
        }
        for place in &places {
            hops[place.range()].sort_unstable();
        }
        Rows { places, hops, n_close: n_hops, n_hops }
    }

    fn add(&mut self, node: NodeId, hop: Hop) {
        if self.places.len() <= node.index() {
            self.places.resize(node.index() + 1, Place::default());
        }
        let Err(at) = self.row(node).binary_search(&hop) else { return };
        if self.is_full(self.places[node.index()]) {
            self.make_room(node);
        }
        let place = &mut self.places[node.index()];
        let row = place.range();
        self.hops.copy_within(row.start + at..row.end, row.start + at + 1);
        self.hops[row.start + at] = hop;
        place.length += 1;
        self.n_hops += 1;
    }

    fn is_full(&self, place: Place) -> bool {
        (place.start as usize) < self.n_close || place.length == 0 || place.length.is_power_of_two()
    }

    /// Moves a row to where there is room for at least one hop more.
    fn make_room(&mut self, node: NodeId) {
        if self.hops.len() > FREE_WASTE + self.n_hops + self.n_hops / 2 {
            self.move_together();
        }
        let place = self.places[node.index()];
        let start = self.hops.len();
        self.hops.extend_from_within(place.range());
        let room = (place.length as usize + 1).next_power_of_two();
        self.hops.resize(start + room, FILLER);
        let start = u32::try_from(start).expect("there are fewer hops than ids of edges, and half of that wasted");
        self.places[node.index()] = Place { start, length: place.length };
    }

    fn move_together(&mut self) {
        let mut hops = Vec::with_capacity(self.n_hops + self.n_hops / 8);
        for place in &mut self.places {
            let start = u32::try_from(hops.len()).expect("it was so before");
            hops.extend_from_slice(&self.hops[place.range()]);
            place.start = start;
        }
        self.n_close = hops.len();
        self.hops = hops;
    }

    /// Removes hops of nodes, in any order.
    fn remove(&mut self, hops: impl Iterator<Item = (NodeId, Hop)>) {
        let mut gone: Vec<(NodeId, Hop)> = hops.collect();
        gone.sort_unstable();
        for of_node in gone.chunk_by(|a, b| a.0 == b.0) {
            let Some(place) = self.places.get_mut(of_node[0].0.index()) else { continue };
            let row = &mut self.hops[place.range()];
            let mut gone = of_node.iter().map(|(_, hop)| *hop).peekable();
            // Nothing before the first one moves.
            let start = row.partition_point(|hop| *hop < of_node[0].1);
            let mut n_kept = start;
            for at in start..row.len() {
                while gone.next_if(|gone| *gone < row[at]).is_some() {}
                if gone.next_if_eq(&row[at]).is_none() {
                    row[n_kept] = row[at];
                    n_kept += 1;
                }
            }
            self.n_hops -= row.len() - n_kept;
            place.length = u32::try_from(n_kept).unwrap_or(place.length);
        }
    }

    fn row(&self, node: NodeId) -> &[Hop] {
        self.places.get(node.index()).map_or(&[], |place| &self.hops[place.range()])
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_move_together_when_the_places_they_left_are_many() {
        let mut rows = Rows::default();
        for number in 0..20_000_u32 {
            let hop = Hop { edge_type: TypeId(number % 2), edge: EdgeId(number), neighbor: NodeId(0) };
            rows.add(NodeId(number % 300), hop);
            assert!(rows.hops.len() <= FREE_WASTE + 4 * rows.n_hops, "at {number}: {}", rows.hops.len());
        }
        assert!(rows.n_close > 0, "they never moved together");
        assert_eq!(rows.n_hops, 20_000);
    }

    proptest! {
        #[test]
        fn rows_hold_what_was_added_and_not_removed(
            built in prop::collection::vec((0..6_u32, 0..3_u32), 0..60),
            steps in prop::collection::vec(prop_oneof![
                3 => (0..9_u32, 0..3_u32).prop_map(Ok),
                1 => any::<u64>().prop_map(Err),
            ], 0..80),
        ) {
            let hop = |edge_type, edge| Hop { edge_type: TypeId(edge_type), edge: EdgeId(edge), neighbor: NodeId(7) };
            let mut twin: BTreeSet<(NodeId, Hop)> =
                (0..).zip(&built).map(|(edge, (node, edge_type))| (NodeId(*node), hop(*edge_type, edge))).collect();
            let mut rows = Rows::build(6, twin.iter().copied());
            for (edge, step) in (1000..).zip(steps) {
                match step {
                    Ok((node, edge_type)) => {
                        rows.add(NodeId(node), hop(edge_type, edge));
                        twin.insert((NodeId(node), hop(edge_type, edge)));
                    }
                    Err(mask) => {
                        let is_gone = |(_, hop): &(NodeId, Hop)| mask >> (hop.edge.0 % 64) & 1 == 1;
                        let gone: Vec<(NodeId, Hop)> = twin.iter().copied().filter(is_gone).collect();
                        twin.retain(|entry| !is_gone(entry));
                        rows.remove(gone.into_iter().rev());
                    }
                }
                prop_assert_eq!(rows.n_hops, twin.len());
                for node in (0..10).map(NodeId) {
                    let expected: Vec<Hop> = twin.iter().filter(|(own, _)| *own == node).map(|(_, hop)| *hop).collect();
                    prop_assert_eq!(rows.row(node), expected);
                }
            }
        }
    }
}
