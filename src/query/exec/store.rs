//! What a statement runs on: a graph that is read, or an overlay that is written too.

use std::sync::Arc;

use crate::graph::{
    ChangeSet, Direction, EdgeEnds, GraphError, GraphView, Hop, KeyId, LabelId, LabelSets, MemoryGraph,
    Overlay, Properties, PropertyColumn, Rule, Symbols, TypeId, Types,
};
use crate::model::{EdgeId, NodeId, Value};

/// A graph that a statement runs on.
pub trait Store: GraphView {
    /// Returns the writing side; none where the graph may only be read.
    fn writer(&mut self) -> Option<&mut dyn Writer>;
    /// Returns the declared indexes and constraints, by name.
    fn rules(&self) -> &[Rule];
    /// Returns all that was written; none where the graph may only be read.
    fn changes(&self) -> Option<&ChangeSet>;
}

/// The writes of a statement.
///
/// # Errors
/// Each method that has a result: [`GraphError`] for ids that are unknown or used up, and nodes that still have edges.
#[expect(clippy::missing_errors_doc, reason = "said once for all")]
pub trait Writer {
    /// Returns the interned names, to intern new ones.
    fn symbols_mut(&mut self) -> &mut Symbols;
    /// Adds a node.
    fn add_node(&mut self, labels: &[LabelId], properties: Properties) -> Result<NodeId, GraphError>;
    /// Adds an edge.
    fn add_edge(
        &mut self,
        edge_type: TypeId,
        source: NodeId,
        target: NodeId,
        properties: Properties,
    ) -> Result<EdgeId, GraphError>;
    /// Sets a property of a node; null removes it.
    fn set_property(&mut self, node: NodeId, key: KeyId, value: Value) -> Result<(), GraphError>;
    /// Sets a property of an edge; null removes it.
    fn set_edge_property(&mut self, edge: EdgeId, key: KeyId, value: Value) -> Result<(), GraphError>;
    /// Gives a node a label.
    fn add_label(&mut self, node: NodeId, label: LabelId) -> Result<(), GraphError>;
    /// Takes a label from a node.
    fn remove_label(&mut self, node: NodeId, label: LabelId) -> Result<(), GraphError>;
    /// Removes an edge.
    fn remove_edge(&mut self, edge: EdgeId) -> Result<(), GraphError>;
    /// Removes a node without edges.
    fn remove_node(&mut self, node: NodeId) -> Result<(), GraphError>;
    /// Replaces all properties of a node.
    fn set_properties(&mut self, node: NodeId, properties: Properties) -> Result<(), GraphError>;
    /// Replaces all properties of an edge.
    fn set_edge_properties(&mut self, edge: EdgeId, properties: Properties) -> Result<(), GraphError>;
    /// Removes a node whose edges, if any are left, must be gone when the statement ends.
    fn condemn_node(&mut self, node: NodeId) -> Result<(), GraphError>;
    /// Returns a removed node that still has edges, with their number.
    fn dangling(&self) -> Option<(NodeId, usize)>;
    /// Replaces the declared indexes and constraints.
    fn set_rules(&mut self, rules: Vec<Rule>);
}

impl Writer for Overlay<'_> {
    fn symbols_mut(&mut self) -> &mut Symbols {
        self.symbols_mut()
    }

    fn add_node(&mut self, labels: &[LabelId], properties: Properties) -> Result<NodeId, GraphError> {
        self.add_node(labels.iter().copied(), properties)
    }

    fn add_edge(
        &mut self,
        edge_type: TypeId,
        source: NodeId,
        target: NodeId,
        properties: Properties,
    ) -> Result<EdgeId, GraphError> {
        self.add_edge(edge_type, source, target, properties)
    }

    fn set_property(&mut self, node: NodeId, key: KeyId, value: Value) -> Result<(), GraphError> {
        self.set_property(node, key, value)
    }

    fn set_edge_property(&mut self, edge: EdgeId, key: KeyId, value: Value) -> Result<(), GraphError> {
        self.set_edge_property(edge, key, value)
    }

    fn add_label(&mut self, node: NodeId, label: LabelId) -> Result<(), GraphError> {
        self.add_label(node, label)
    }

    fn remove_label(&mut self, node: NodeId, label: LabelId) -> Result<(), GraphError> {
        self.remove_label(node, label)
    }

    fn remove_edge(&mut self, edge: EdgeId) -> Result<(), GraphError> {
        self.remove_edge(edge)
    }

    fn remove_node(&mut self, node: NodeId) -> Result<(), GraphError> {
        self.remove_node(node)
    }

    fn set_properties(&mut self, node: NodeId, properties: Properties) -> Result<(), GraphError> {
        self.set_properties(node, properties)
    }

    fn set_edge_properties(&mut self, edge: EdgeId, properties: Properties) -> Result<(), GraphError> {
        self.set_edge_properties(edge, properties)
    }

    fn condemn_node(&mut self, node: NodeId) -> Result<(), GraphError> {
        self.condemn_node(node)
    }

    fn dangling(&self) -> Option<(NodeId, usize)> {
        self.dangling()
    }

    fn set_rules(&mut self, rules: Vec<Rule>) {
        self.set_rules(rules);
    }
}

impl Store for Overlay<'_> {
    fn writer(&mut self) -> Option<&mut dyn Writer> {
        Some(self)
    }

    fn rules(&self) -> &[Rule] {
        self.rules()
    }

    fn changes(&self) -> Option<&ChangeSet> {
        Some(self.changes())
    }
}

/// A graph that is only read.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'g>(pub &'g MemoryGraph);

impl Store for Reader<'_> {
    fn writer(&mut self) -> Option<&mut dyn Writer> {
        None
    }

    fn rules(&self) -> &[Rule] {
        self.0.rules()
    }

    fn changes(&self) -> Option<&ChangeSet> {
        None
    }
}

impl GraphView for Reader<'_> {
    fn symbols(&self) -> &Symbols {
        self.0.symbols()
    }

    fn node_count(&self) -> usize {
        self.0.node_count()
    }

    fn edge_count(&self) -> usize {
        self.0.edge_count()
    }

    fn node_bound(&self) -> usize {
        self.0.node_bound()
    }

    fn edge_bound(&self) -> usize {
        self.0.edge_bound()
    }

    fn nodes(&self) -> impl Iterator<Item = NodeId> {
        self.0.nodes()
    }

    fn edges(&self) -> impl Iterator<Item = EdgeId> {
        self.0.edges()
    }

    fn contains_node(&self, node: NodeId) -> bool {
        self.0.contains_node(node)
    }

    fn labels(&self, node: NodeId) -> &[LabelId] {
        self.0.labels(node)
    }

    fn properties(&self, node: NodeId) -> &Properties {
        self.0.properties(node)
    }

    fn edge(&self, edge: EdgeId) -> Option<EdgeEnds> {
        self.0.edge(edge)
    }

    fn edge_properties(&self, edge: EdgeId) -> &Properties {
        self.0.edge_properties(edge)
    }

    fn expand<'a>(
        &'a self,
        node: NodeId,
        direction: Direction,
        types: Types<'a>,
    ) -> impl Iterator<Item = Hop> {
        self.0.expand(node, direction, types)
    }

    fn nodes_with_label(&self, label: LabelId) -> impl Iterator<Item = NodeId> {
        self.0.nodes_with_label(label)
    }

    fn is_indexed(&self, key: KeyId) -> bool {
        self.0.is_indexed(key)
    }

    fn nodes_with_property(&self, key: KeyId, value: &Value) -> Vec<NodeId> {
        self.0.nodes_with_property(key, value)
    }

    fn label_sets(&self, n_reads: usize) -> Option<&LabelSets> {
        self.0.label_sets(n_reads)
    }

    fn node_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        self.0.node_column(key, n_reads)
    }

    fn edge_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        self.0.edge_column(key, n_reads)
    }
}
