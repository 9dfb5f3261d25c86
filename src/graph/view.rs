//! The one trait between readers and data.

use std::sync::Arc;

use super::{KeyId, LabelId, LabelSets, Links, Properties, PropertyColumn, Symbols, TypeId};
use crate::model::{EdgeId, NodeId, Value};

/// Read access to a labelled property graph: a directed multigraph, loops and parallel edges kept apart.
///
/// All iterators come in a stable order: nodes and edges by id, hops by type, then edge id.
/// Methods that take an id of a removed or unknown node or edge answer as for one without labels,
/// properties or edges.
pub trait GraphView {
    /// Returns the interned names.
    fn symbols(&self) -> &Symbols;

    /// Returns how many nodes there are.
    fn node_count(&self) -> usize;

    /// Returns how many edges there are.
    fn edge_count(&self) -> usize;

    /// Returns a number above the index of every node id in use, for arrays indexed by id.
    fn node_bound(&self) -> usize;

    /// Returns a number above the index of every edge id in use, for arrays indexed by id.
    fn edge_bound(&self) -> usize;

    /// Returns all nodes, by id.
    fn nodes(&self) -> impl Iterator<Item = NodeId>;

    /// Returns all edges, by id.
    fn edges(&self) -> impl Iterator<Item = EdgeId>;

    /// Says whether the node exists.
    fn contains_node(&self, node: NodeId) -> bool;

    /// Returns the labels of a node, sorted by label id.
    fn labels(&self, node: NodeId) -> &[LabelId];

    /// Returns the properties of a node.
    fn properties(&self, node: NodeId) -> &Properties;

    /// Returns type, source and target of an edge.
    fn edge(&self, edge: EdgeId) -> Option<EdgeEnds>;

    /// Returns type, source and target of an edge, also of one that the running statement removed.
    fn edge_or_removed(&self, edge: EdgeId) -> Option<EdgeEnds> {
        self.edge(edge)
    }

    /// Returns the properties of an edge.
    fn edge_properties(&self, edge: EdgeId) -> &Properties;

    /// Returns the edges at a node in the given direction and of the given types.
    ///
    /// With [`Direction::Both`] outgoing hops come first and a loop comes once.
    /// Cost: `O(log d)` to find a type, then `O(1)` a hop, on a [`MemoryGraph`](super::MemoryGraph).
    fn expand<'a>(&'a self, node: NodeId, direction: Direction, types: Types<'a>) -> impl Iterator<Item = Hop>;

    /// Returns the edges at a node in one direction, of one type or of all, in the order of [`expand`](Self::expand), where they
    /// lie side by side in memory; none where they do not, and for [`Direction::Both`].
    ///
    /// Cost: `O(log d)`.
    fn hops(&self, node: NodeId, direction: Direction, edge_type: Option<TypeId>) -> Option<&[Hop]> {
        let _ = (node, direction, edge_type);
        None
    }

    /// Returns the edges of a type sorted by neighbor, where there is such an index.
    ///
    /// `n_wanted` says for about how many edges the caller would look without it: the index is built once all that was wanted
    /// is worth the `O(n + m)` that building costs, so what is answered must not depend on whether it is there.
    fn links(&self, edge_type: TypeId, n_wanted: usize) -> Option<&Links> {
        let _ = (edge_type, n_wanted);
        None
    }

    /// Returns how many edges of a type there are, about.
    fn edge_count_of(&self, edge_type: TypeId) -> usize {
        let _ = edge_type;
        self.edge_count()
    }

    /// Returns how many nodes have a label, about.
    fn node_count_of(&self, label: LabelId) -> usize {
        self.nodes_with_label(label).count()
    }

    /// Returns the nodes that have a label, by id.
    fn nodes_with_label(&self, label: LabelId) -> impl Iterator<Item = NodeId>;

    /// Says whether nodes are found fast by this property.
    fn is_indexed(&self, key: KeyId) -> bool {
        let _ = key;
        false
    }

    /// Returns the nodes whose property `key` equals `value`, by id; whole numbers and floats are compared by value.
    ///
    /// Cost: `O(1)` a hit where the key is indexed, else `O(n)`.
    fn nodes_with_property(&self, key: KeyId, value: &Value) -> Vec<NodeId>;

    /// Returns the labels of all nodes as numbers of sets, where that is known or worth finding out; `n_reads` is how many
    /// nodes the caller is about to ask about.
    fn label_sets(&self, n_reads: usize) -> Option<&LabelSets> {
        let _ = n_reads;
        None
    }

    /// Returns the values of a property of all nodes side by side, where they are of one type and nothing keeps the
    /// records and the column apart; `n_reads` is how many of them the caller is about to read.
    ///
    /// Keys that are read often have columns; making one costs `O(n)`, see [`PropertyColumn`].
    fn node_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        let _ = (key, n_reads);
        None
    }

    /// Returns the values of a property of all edges side by side, as [`node_column`](Self::node_column) does those of nodes.
    fn edge_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        let _ = (key, n_reads);
        None
    }

    /// Returns a property of a node by the key's name.
    fn property(&self, node: NodeId, key: &str) -> Option<&Value> {
        self.properties(node).get(self.symbols().key(key)?)
    }

    /// Returns a property of an edge by the key's name.
    fn edge_property(&self, edge: EdgeId, key: &str) -> Option<&Value> {
        self.edge_properties(edge).get(self.symbols().key(key)?)
    }
}

/// Type and end points of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EdgeEnds {
    /// The type.
    pub edge_type: TypeId,
    /// Where it starts.
    pub source: NodeId,
    /// Where it ends; equal to `source` for a loop.
    pub target: NodeId,
}

impl EdgeEnds {
    /// Returns the end that is not `node`; for a loop, `node` itself.
    pub fn other(self, node: NodeId) -> NodeId {
        if self.source == node { self.target } else { self.source }
    }
}

/// One step from a node over an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hop {
    /// The type of the edge.
    pub edge_type: TypeId,
    /// The edge.
    pub edge: EdgeId,
    /// The node at the other end.
    pub neighbor: NodeId,
}

/// Which edges at a node to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// From source to target.
    Outgoing,
    /// From target to source.
    Incoming,
    /// Either way.
    #[default]
    Both,
}

/// Which edge types to follow.
#[derive(Debug, Clone, Copy, Default)]
pub enum Types<'a> {
    /// Every type.
    #[default]
    All,
    /// Only these; sorted by id, without repeats.
    Only(&'a [TypeId]),
}

impl Types<'_> {
    /// Says whether the type is among them.
    pub fn contains(self, edge_type: TypeId) -> bool {
        match self {
            Types::All => true,
            Types::Only(types) => types.binary_search(&edge_type).is_ok(),
        }
    }
}
