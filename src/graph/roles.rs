//! What a schema says its kinds and types are to the analyses, as ids of a graph.

use super::{Facts, GraphView, TypeId};
use crate::model::{EdgeId, NodeId, NodeRole, Role, Schema};

/// Returns the edge types of a role that a graph knows, by id, as [`Types::Only`](super::Types::Only) wants them.
pub fn types_of_role(schema: &Schema, graph: &impl GraphView, role: Role) -> Vec<TypeId> {
    let named = schema.types.iter().filter(|(_, declared)| declared.role == Some(role));
    let mut types: Vec<TypeId> = named.filter_map(|(name, _)| graph.symbols().edge_type(name)).collect();
    types.sort_unstable();
    types
}

/// Returns what a node is to the analyses: the role of its kind.
pub fn node_role<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>, node: NodeId) -> Option<NodeRole> {
    schema.kinds.get(facts.kind(node)).and_then(|kind| kind.role)
}

/// Returns what may be concluded from an edge: the role of its type.
pub fn edge_role<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>, edge: EdgeId) -> Option<Role> {
    schema.types.get(facts.edge_type(edge)).and_then(|declared| declared.role)
}
