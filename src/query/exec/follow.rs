//! Which relationships are followed, and which are used already.

use crate::graph::{Direction, GraphView, LabelId, Types};
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

    /// Calls a function with each relationship at a node and the node at its other end, in the order of [`steps`](Self::steps).
    pub(super) fn each<G: GraphView>(&self, graph: &G, from: NodeId, mut see: impl FnMut(NodeId, EdgeId)) {
        match self.lists(graph, from) {
            Some([first, second]) => {
                first.iter().for_each(|step| see(step.neighbor, step.edge));
                let is_both = self.direction == Direction::Both;
                let second = second.iter().filter(|step| !is_both || step.neighbor != from);
                second.for_each(|step| see(step.neighbor, step.edge));
            }
            None => self.steps(graph, from).for_each(|step| see(step.neighbor, step.edge)),
        }
    }

    /// Returns the relationships at a node as they lie in memory, where they do: one list, or outgoing and incoming, which
    /// both have the loops.
    pub(super) fn lists<'a, G: GraphView>(&self, graph: &'a G, from: NodeId) -> Option<[&'a [Step]; 2]> {
        let wanted = match self.types.as_deref() {
            None => None,
            Some([only]) => Some(*only),
            Some(_) => return None,
        };
        match self.direction {
            Direction::Both => {
                let outgoing = graph.hops(from, Direction::Outgoing, wanted)?;
                Some([outgoing, graph.hops(from, Direction::Incoming, wanted)?])
            }
            one => Some([graph.hops(from, one, wanted)?, &[]]),
        }
    }

    /// Says that so many relationships are about to be followed, so that their type may be laid out for it.
    pub(super) fn want<G: GraphView>(&self, graph: &G, n_wanted: usize) {
        if let Some(only) = self.only_type() {
            graph.links(only, n_wanted);
        }
    }

    /// Returns the same seen from the other end.
    pub(super) fn reversed(&self) -> Self {
        let direction = match self.direction {
            Direction::Outgoing => Direction::Incoming,
            Direction::Incoming => Direction::Outgoing,
            Direction::Both => Direction::Both,
        };
        Following { direction, types: self.types.clone() }
    }

    /// Returns the direction.
    pub(super) fn direction(&self) -> Direction {
        self.direction
    }

    /// Returns the type, where there is exactly one.
    pub(super) fn only_type(&self) -> Option<TypeId> {
        match self.types.as_deref() {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    /// Says whether every node that is arrived at certainly has a label; where nothing is known, no.
    pub(super) fn all_ends_have<G: GraphView>(&self, graph: &G, label: LabelId, n_wanted: usize) -> bool {
        let Some(links) = self.only_type().and_then(|only| graph.links(only, n_wanted)) else { return false };
        let (sources, targets) = (links.all_sources_have(label), links.all_targets_have(label));
        match self.direction {
            Direction::Outgoing => targets,
            Direction::Incoming => sources,
            Direction::Both => sources && targets,
        }
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

/// The relationships in some slots of a row.
pub(super) struct Used<'b> {
    batch: &'b Batch,
    slots: &'b [Slot],
    row: usize,
    /// The only one, where there is exactly one.
    only: Option<EdgeId>,
}

impl<'b> Used<'b> {
    pub(super) fn new(batch: &'b Batch, slots: &'b [Slot], row: usize) -> Self {
        let only = match slots {
            [slot] => match batch.column(*slot) {
                Column::Edges(edges) => Some(edges[row]),
                _ => None,
            },
            _ => None,
        };
        Used { batch, slots, row, only }
    }

    /// Says whether a relationship is among them.
    pub(super) fn has(&self, edge: EdgeId) -> bool {
        match self.only {
            Some(only) => only == edge,
            None => !self.slots.is_empty() && is_used(self.batch, self.slots, self.row, edge),
        }
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
