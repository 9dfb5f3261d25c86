//! Tells on which of a data set's two sides each node is.

use hashbrown::HashMap;

use super::{Direction, Facts, GraphView, Types, types_of_role};
use crate::model::{NodeId, Role, Schema, Sides, Status, Value};

/// Where a node stands between two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// On the side that the schema lists first.
    First,
    /// On the side that the schema lists second.
    Second,
    /// On both.
    Both,
}

impl Side {
    /// Says whether a node that stands here is on the side at a position of the schema's pair, 0 or 1.
    pub fn is_on(self, position: usize) -> bool {
        matches!((self, position), (Side::Both, 0 | 1) | (Side::First, 0) | (Side::Second, 1))
    }

    fn union(self, other: Side) -> Side {
        if self == other { self } else { Side::Both }
    }
}

/// The side of every node of a graph.
///
/// A node's side is what its own property says; the places of a side are on it. Without that, the nearest nodes
/// above it with a side, by containment claims, decide; without such, its members do, by membership claims.
/// Where the nearest disagree the node is on both sides. Denied claims count for nothing. Nodes may have no side.
#[derive(Debug)]
pub struct SideIndex {
    sides: Vec<Option<Side>>,
}

impl SideIndex {
    /// Computes the side of every node; none has one where the schema declares no sides. Cost `O(n + m)`.
    pub fn new<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>) -> Self {
        let graph = facts.graph();
        let mut sides = vec![None; graph.node_bound()];
        if let Some(declared) = &schema.sides {
            let places = places(declared);
            for node in graph.nodes() {
                sides[node.index()] = own_side(declared, &places, facts, node);
            }
            spread(&mut sides, schema, facts, Role::Containment, Direction::Incoming);
            spread(&mut sides, schema, facts, Role::Membership, Direction::Outgoing);
        }
        SideIndex { sides }
    }

    /// Returns the side of a node.
    pub fn side(&self, node: NodeId) -> Option<Side> {
        self.sides.get(node.index()).copied().flatten()
    }
}

fn places(declared: &Sides) -> HashMap<&str, Side> {
    let [first, second] = &declared.pair;
    let both = [(first, Side::First), (second, Side::Second)];
    both.into_iter().flat_map(|(spec, side)| spec.places.iter().map(move |id| (id.as_str(), side))).collect()
}

fn own_side<G: GraphView>(
    declared: &Sides,
    places: &HashMap<&str, Side>,
    facts: &Facts<'_, G>,
    node: NodeId,
) -> Option<Side> {
    let property = declared.property.as_deref().and_then(|key| facts.graph().property(node, key));
    let said = property.and_then(Value::as_str).and_then(|value| side_of_value(declared, value));
    said.or_else(|| places.get(facts.id(node)).copied())
}

fn side_of_value(declared: &Sides, value: &str) -> Option<Side> {
    let is_among = |values: &[String]| values.iter().any(|one| one == value);
    let [first, second] = &declared.pair;
    if is_among(&declared.both) {
        Some(Side::Both)
    } else if is_among(&first.values) {
        Some(Side::First)
    } else {
        is_among(&second.values).then_some(Side::Second)
    }
}

/// Gives nodes without a side that of the nearest nodes with one, along claims of a role, step by step.
fn spread<G: GraphView>(
    sides: &mut [Option<Side>],
    schema: &Schema,
    facts: &Facts<'_, G>,
    role: Role,
    direction: Direction,
) {
    let types = types_of_role(schema, facts.graph(), role);
    let mut front: Vec<NodeId> = facts.graph().nodes().filter(|node| sides[node.index()].is_some()).collect();
    while !front.is_empty() {
        let mut reached: Vec<(NodeId, Side)> = Vec::new();
        for &node in &front {
            let Some(side) = sides[node.index()] else { continue };
            let hops = facts.graph().expand(node, direction, Types::Only(&types));
            let hops = hops.filter(|hop| facts.status(hop.edge) != Status::Denied);
            let new = hops.filter(|hop| sides[hop.neighbor.index()].is_none());
            reached.extend(new.map(|hop| (hop.neighbor, side)));
        }
        front.clear();
        for (node, side) in reached {
            let known = &mut sides[node.index()];
            if known.is_none() {
                front.push(node);
            }
            *known = Some(known.map_or(side, |known| known.union(side)));
        }
    }
}
