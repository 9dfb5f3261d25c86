//! What belongs to a node: where its counterparts and those of its parts are looked for.

use std::collections::BTreeSet;

use crate::graph::{Direction, Facts, Filter, GraphView, Types};
use crate::model::{EdgeId, NodeId, Role, Schema};

/// Returns the claims of a role at a node, with the node at their other end.
pub fn hops_of<G: GraphView>(
    schema: &Schema,
    facts: &Facts<'_, G>,
    node: NodeId,
    direction: Direction,
    role: Role,
) -> impl Iterator<Item = (EdgeId, NodeId)> {
    let hops = facts.graph().expand(node, direction, Types::All);
    let hops = hops.filter(move |hop| {
        let declared = schema.types.get(facts.edge_type(hop.edge));
        declared.is_some_and(|declared| declared.role == Some(role))
    });
    hops.map(|hop| (hop.edge, hop.neighbor))
}

/// Returns a node, what it contains by any number of steps, who holds any of these, and what the node holds.
pub fn near<G: GraphView>(
    schema: &Schema,
    facts: &Facts<'_, G>,
    filter: &Filter,
    node: NodeId,
) -> BTreeSet<NodeId> {
    let counts = |edge: EdgeId| filter.judge(schema, facts, edge).is_ok();
    let hops = |node, direction, role| hops_of(schema, facts, node, direction, role);
    let mut near = BTreeSet::from([node]);
    let mut open = vec![node];
    while let Some(around) = open.pop() {
        for (edge, inner) in hops(around, Direction::Incoming, Role::Containment) {
            if counts(edge) && near.insert(inner) {
                open.push(inner);
            }
        }
    }
    let holders: Vec<NodeId> = near
        .iter()
        .flat_map(|seat| hops(*seat, Direction::Incoming, Role::Holding))
        .chain(hops(node, Direction::Outgoing, Role::Holding))
        .filter(|(edge, _)| counts(*edge))
        .map(|(_, other)| other)
        .collect();
    near.extend(holders);
    near
}
