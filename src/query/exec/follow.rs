//! Which relationships are followed, and which are used already.

use crate::graph::{Direction, GraphView, Types};
use crate::graph::{Hop as Step, TypeId};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::ast::Arrow;
use crate::query::bound::Slot;
use crate::query::exec::batch::{Batch, Column};
use smol_str::SmolStr;

/// A direction and types, looked up.
#[derive(Debug)]
pub(super) struct Following {
    direction: Direction,
    types: Option<Vec<TypeId>>,
}

impl Following {
    /// Looks types up; one that was never used fits no relationship.
    pub(super) fn new<G: GraphView>(graph: &G, direction: Arrow, types: &[SmolStr]) -> Self {
        let types = (!types.is_empty()).then(|| {
            let ids = types.iter().filter_map(|name| graph.symbols().edge_type(name));
            let mut ids: Vec<TypeId> = ids.collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        });
        Following { direction: self::direction(direction), types }
    }

    /// Returns the steps from a node.
    pub(super) fn steps<'a, G: GraphView>(
        &'a self,
        graph: &'a G,
        from: NodeId,
    ) -> impl Iterator<Item = Step> + 'a {
        let types = self.types.as_deref().map_or(Types::All, Types::Only);
        graph.expand(from, self.direction, types)
    }

    /// Says whether the types fit.
    pub(super) fn fits(&self, edge_type: TypeId) -> bool {
        self.types.as_ref().is_none_or(|types| types.contains(&edge_type))
    }
}

pub(super) fn direction(arrow: Arrow) -> Direction {
    match arrow {
        Arrow::Right => Direction::Outgoing,
        Arrow::Left => Direction::Incoming,
        Arrow::Either => Direction::Both,
    }
}

/// Says whether a relationship is in one of the slots of a row: itself, or in a list.
pub(super) fn is_used(batch: &Batch, slots: &[Slot], row: usize, edge: EdgeId) -> bool {
    slots.iter().any(|slot| match batch.column(*slot) {
        Column::Edges(edges) => edges[row] == edge,
        Column::Values(values) => holds(&values[row], edge),
        _ => false,
    })
}

fn holds(value: &Value, edge: EdgeId) -> bool {
    match value {
        Value::Edge(own) => *own == edge,
        Value::List(items) => items.iter().any(|item| holds(item, edge)),
        _ => false,
    }
}
