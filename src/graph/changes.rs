//! The net effect of some writes.

use std::collections::{BTreeMap, BTreeSet};

use super::memory::{EdgeRecord, NodeRecord};
use super::{EdgeEnds, LabelId, Properties, Rule, Symbols};
use crate::model::{EdgeId, NodeId};

/// The net effect of the writes on an [`Overlay`](super::Overlay): what is new or changed, and what is gone.
///
/// Made on one state of a graph and fit for that state only. Nodes and edges that were both added and
/// removed leave nothing but their used-up ids.
#[derive(Debug, Clone)]
pub struct ChangeSet {
    pub(super) made_on: u64,
    pub(super) symbols: Symbols,
    pub(super) nodes: BTreeMap<NodeId, NodeRecord>,
    pub(super) edges: BTreeMap<EdgeId, (EdgeRecord, EdgeEnds)>,
    pub(super) removed_nodes: BTreeSet<NodeId>,
    pub(super) removed_edges: BTreeSet<EdgeId>,
    pub(super) next_node: usize,
    pub(super) next_edge: usize,
    pub(super) rules: Option<Vec<Rule>>,
}

impl ChangeSet {
    /// Says whether applying it would change nothing a reader can see.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
            && self.edges.is_empty()
            && self.removed_nodes.is_empty()
            && self.removed_edges.is_empty()
            && self.rules.is_none()
    }

    /// Returns the declared indexes and constraints, where they change.
    pub fn rules(&self) -> Option<&[Rule]> {
        self.rules.as_deref()
    }

    /// Returns the interned names as they are after the changes.
    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// Returns the nodes added or changed with their labels and properties, by id.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &[LabelId], &Properties)> {
        self.nodes.iter().map(|(id, record)| (*id, &*record.labels, &record.properties))
    }

    /// Returns the edges added or changed with their ends and properties, by id.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeId, EdgeEnds, &Properties)> {
        self.edges.iter().map(|(id, (record, ends))| (*id, *ends, &record.properties))
    }

    /// Returns the next ids of nodes and edges to be given out after the changes.
    pub fn next_ids(&self) -> (usize, usize) {
        (self.next_node, self.next_edge)
    }

    /// Returns the nodes added or changed, by id.
    pub fn written_nodes(&self) -> impl Iterator<Item = NodeId> {
        self.nodes.keys().copied()
    }

    /// Returns the edges added or changed, by id.
    pub fn written_edges(&self) -> impl Iterator<Item = EdgeId> {
        self.edges.keys().copied()
    }

    /// Returns the nodes removed, by id.
    pub fn removed_nodes(&self) -> impl Iterator<Item = NodeId> {
        self.removed_nodes.iter().copied()
    }

    /// Returns the edges removed, by id.
    pub fn removed_edges(&self) -> impl Iterator<Item = EdgeId> {
        self.removed_edges.iter().copied()
    }
}
