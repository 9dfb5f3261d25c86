//! A graph plus changes that are not applied yet.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use itertools::Itertools as _;

use super::indexes::{Indexes, is_equal};
use super::memory::{EdgeRecord, NO_PROPERTIES, NodeRecord, next_id};
use super::{
    ChangeSet, Direction, EdgeEnds, GraphError, GraphView, Hop, KeyId, LabelId, LabelSets, Links, MemoryGraph, Properties, PropertyColumn, Rule,
    Symbols, TypeId, Types,
};
use crate::model::{EdgeId, NodeId, Value};

/// A [`MemoryGraph`] seen through changes that it does not have yet.
///
/// A statement writes here, reads what it wrote, and hands over a [`ChangeSet`] when it succeeds; dropping
/// the overlay is the rollback. Reads of untouched parts go straight to the graph.
#[derive(Debug)]
pub struct Overlay<'g> {
    base: &'g MemoryGraph,
    changes: ChangeSet,
    /// Hops of added edges by node, in edge id order.
    outgoing: BTreeMap<NodeId, Vec<Hop>>,
    incoming: BTreeMap<NodeId, Vec<Hop>>,
    /// Written nodes by label, and by the properties that the graph indexes.
    written: Indexes,
    /// Removed nodes that may still have edges.
    condemned: Vec<NodeId>,
    /// Type and ends of edges that were added and removed.
    undone: BTreeMap<EdgeId, EdgeEnds>,
}

impl<'g> Overlay<'g> {
    /// Returns a view of `base` without changes.
    pub fn new(base: &'g MemoryGraph) -> Self {
        let changes = ChangeSet {
            made_on: base.state(),
            symbols: base.symbols().clone(),
            nodes: BTreeMap::new(),
            edges: BTreeMap::new(),
            removed_nodes: std::collections::BTreeSet::new(),
            removed_edges: std::collections::BTreeSet::new(),
            next_node: base.node_bound(),
            next_edge: base.edge_bound(),
            rules: None,
        };
        let (outgoing, incoming) = (BTreeMap::new(), BTreeMap::new());
        let written = Indexes::same_keys(base.indexes());
        let (condemned, undone) = (Vec::new(), BTreeMap::new());
        Overlay { base, changes, outgoing, incoming, written, condemned, undone }
    }

    /// Returns the net effect of the writes so far.
    pub fn changes(&self) -> &ChangeSet {
        &self.changes
    }

    /// Returns the net effect of all writes.
    pub fn into_changes(self) -> ChangeSet {
        self.changes
    }

    /// Returns the interned names, to intern new ones.
    pub fn symbols_mut(&mut self) -> &mut Symbols {
        &mut self.changes.symbols
    }

    /// Returns the declared indexes and constraints, by name.
    pub fn rules(&self) -> &[Rule] {
        self.changes.rules.as_deref().unwrap_or_else(|| self.base.rules())
    }

    /// Replaces the declared indexes and constraints; indexes are there once the changes are applied.
    pub fn set_rules(&mut self, mut rules: Vec<Rule>) {
        rules.sort_unstable();
        self.changes.rules = Some(rules);
    }

    /// Adds a node and returns its id.
    ///
    /// # Errors
    /// [`GraphError::OutOfIds`].
    pub fn add_node(
        &mut self,
        labels: impl IntoIterator<Item = LabelId>,
        properties: Properties,
    ) -> Result<NodeId, GraphError> {
        let id = NodeId(next_id(self.changes.next_node)?);
        self.changes.next_node += 1;
        let mut labels: Box<[LabelId]> = labels.into_iter().collect();
        if !labels.is_sorted_by(|a, b| a < b) {
            labels = labels.into_iter().sorted_unstable().dedup().collect();
        }
        let record = NodeRecord { id, labels, properties };
        self.written.enter(&record);
        self.changes.nodes.insert(id, record);
        Ok(id)
    }

    /// Adds an edge and returns its id.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`], [`GraphError::OutOfIds`].
    pub fn add_edge(
        &mut self,
        edge_type: TypeId,
        source: NodeId,
        target: NodeId,
        properties: Properties,
    ) -> Result<EdgeId, GraphError> {
        for end in [source, target] {
            if !self.contains_node(end) {
                return Err(GraphError::UnknownNode(end));
            }
        }
        let id = EdgeId(next_id(self.changes.next_edge)?);
        self.changes.next_edge += 1;
        let ends = EdgeEnds { edge_type, source, target };
        self.changes.edges.insert(id, (EdgeRecord { id, edge_type, properties }, ends));
        self.outgoing.entry(source).or_default().push(Hop { edge_type, edge: id, neighbor: target });
        self.incoming.entry(target).or_default().push(Hop { edge_type, edge: id, neighbor: source });
        Ok(id)
    }

    /// Sets a property of a node; null removes it.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`].
    pub fn set_property(&mut self, node: NodeId, key: KeyId, value: Value) -> Result<(), GraphError> {
        if !self.written.has_key(key) {
            self.node_for_writing(node)?.properties.set(key, value);
            return Ok(());
        }
        self.rewrite(node, |record| record.properties.set(key, value))
    }

    /// Replaces all properties of a node.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`].
    pub fn set_properties(&mut self, node: NodeId, properties: Properties) -> Result<(), GraphError> {
        self.rewrite(node, |record| record.properties = properties)
    }

    /// Gives a node a label; it may have it already.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`].
    pub fn add_label(&mut self, node: NodeId, label: LabelId) -> Result<(), GraphError> {
        self.rewrite(node, |record| {
            let labels = record.labels.iter().copied().chain([label]);
            record.labels = labels.sorted_unstable().dedup().collect();
        })
    }

    /// Takes a label from a node; it may lack it already.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`].
    pub fn remove_label(&mut self, node: NodeId, label: LabelId) -> Result<(), GraphError> {
        self.rewrite(node, |record| {
            record.labels = record.labels.iter().copied().filter(|kept| *kept != label).collect();
        })
    }

    /// Sets a property of an edge; null removes it.
    ///
    /// # Errors
    /// [`GraphError::UnknownEdge`].
    pub fn set_edge_property(&mut self, edge: EdgeId, key: KeyId, value: Value) -> Result<(), GraphError> {
        self.edge_for_writing(edge)?.properties.set(key, value);
        Ok(())
    }

    /// Replaces all properties of an edge.
    ///
    /// # Errors
    /// [`GraphError::UnknownEdge`].
    pub fn set_edge_properties(&mut self, edge: EdgeId, properties: Properties) -> Result<(), GraphError> {
        self.edge_for_writing(edge)?.properties = properties;
        Ok(())
    }

    /// Removes an edge.
    ///
    /// # Errors
    /// [`GraphError::UnknownEdge`].
    pub fn remove_edge(&mut self, edge: EdgeId) -> Result<(), GraphError> {
        let ends = self.edge(edge).ok_or(GraphError::UnknownEdge(edge))?;
        self.changes.edges.remove(&edge);
        if self.base.edge(edge).is_some() {
            self.changes.removed_edges.insert(edge);
        } else {
            forget(&mut self.outgoing, ends.source, edge);
            forget(&mut self.incoming, ends.target, edge);
            self.undone.insert(edge, ends);
        }
        Ok(())
    }

    /// Removes a node that has no edges.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`], [`GraphError::NodeHasEdges`].
    pub fn remove_node(&mut self, node: NodeId) -> Result<(), GraphError> {
        if !self.contains_node(node) {
            return Err(GraphError::UnknownNode(node));
        }
        let n_edges = self.expand(node, Direction::Both, Types::All).count();
        if n_edges > 0 {
            return Err(GraphError::NodeHasEdges { node, n_edges });
        }
        self.forget_node(node);
        Ok(())
    }

    /// Removes a node that may keep its edges for now; all of them must be removed before the changes are applied.
    ///
    /// The edges are still found from their other ends.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`].
    pub fn condemn_node(&mut self, node: NodeId) -> Result<(), GraphError> {
        if !self.contains_node(node) {
            return Err(GraphError::UnknownNode(node));
        }
        if self.expand(node, Direction::Both, Types::All).next().is_some() {
            self.condemned.push(node);
        }
        self.forget_node(node);
        Ok(())
    }

    /// Returns the first condemned node that still has edges, with their number.
    pub fn dangling(&self) -> Option<(NodeId, usize)> {
        let n_edges = |node| self.expand(node, Direction::Both, Types::All).count();
        let mut with_edges = self.condemned.iter().map(|node| (*node, n_edges(*node)));
        with_edges.find(|(_, n_edges)| *n_edges > 0)
    }

    /// Removes a node with all its edges and returns how many edges went.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`].
    pub fn detach_remove_node(&mut self, node: NodeId) -> Result<usize, GraphError> {
        let hops = self.expand(node, Direction::Both, Types::All).collect_vec();
        for hop in &hops {
            self.remove_edge(hop.edge)?;
        }
        self.remove_node(node)?;
        Ok(hops.len())
    }

    /// Changes what indexes know of a node.
    fn rewrite(&mut self, node: NodeId, change: impl FnOnce(&mut NodeRecord)) -> Result<(), GraphError> {
        let record = self.node_for_writing(node)?;
        let old = record.clone();
        change(record);
        let new = record.clone();
        self.written.replace(&old, &new);
        Ok(())
    }

    /// Forgets what was written of a node, and that it is in the graph.
    fn forget_node(&mut self, node: NodeId) {
        if let Some(record) = self.changes.nodes.remove(&node) {
            self.written.leave(std::iter::once(&record));
        }
        if self.base.contains_node(node) {
            self.changes.removed_nodes.insert(node);
        }
    }

    fn node_for_writing(&mut self, node: NodeId) -> Result<&mut NodeRecord, GraphError> {
        if self.changes.removed_nodes.contains(&node) {
            return Err(GraphError::UnknownNode(node));
        }
        match self.changes.nodes.entry(node) {
            Entry::Occupied(written) => Ok(written.into_mut()),
            Entry::Vacant(place) => {
                let record = self.base.node_record(node).ok_or(GraphError::UnknownNode(node))?;
                self.written.enter(record);
                Ok(place.insert(record.clone()))
            }
        }
    }

    fn edge_for_writing(&mut self, edge: EdgeId) -> Result<&mut EdgeRecord, GraphError> {
        if self.changes.removed_edges.contains(&edge) {
            return Err(GraphError::UnknownEdge(edge));
        }
        let (record, _) = match self.changes.edges.entry(edge) {
            Entry::Occupied(written) => written.into_mut(),
            Entry::Vacant(place) => {
                let record = self.base.edge_record(edge).ok_or(GraphError::UnknownEdge(edge))?;
                let ends = self.base.edge(edge).ok_or(GraphError::UnknownEdge(edge))?;
                place.insert((record.clone(), ends))
            }
        };
        Ok(record)
    }

    fn node_record(&self, node: NodeId) -> Option<&NodeRecord> {
        if self.changes.removed_nodes.contains(&node) {
            return None;
        }
        self.changes.nodes.get(&node).or_else(|| self.base.node_record(node))
    }

    fn n_added_nodes(&self) -> usize {
        self.changes.nodes.range(NodeId(bound(self.base.node_bound()))..).count()
    }

    fn n_added_edges(&self) -> usize {
        self.changes.edges.range(EdgeId(bound(self.base.edge_bound()))..).count()
    }

    /// Returns the hops in one direction, by type, then edge id.
    fn hops<'a>(
        &'a self,
        node: NodeId,
        direction: Direction,
        types: Types<'a>,
        added: &'a BTreeMap<NodeId, Vec<Hop>>,
    ) -> impl Iterator<Item = Hop> + 'a {
        let kept = self.base.expand(node, direction, types);
        let kept = kept.filter(|hop| !self.changes.removed_edges.contains(&hop.edge));
        let added = added.get(&node).into_iter().flatten().copied();
        let added = added.filter(move |hop| types.contains(hop.edge_type)).sorted_unstable();
        kept.merge(added)
    }
}

fn bound(n_slots: usize) -> u32 {
    u32::try_from(n_slots).unwrap_or(u32::MAX)
}

fn forget(hops: &mut BTreeMap<NodeId, Vec<Hop>>, node: NodeId, edge: EdgeId) {
    if let Some(hops) = hops.get_mut(&node) {
        hops.retain(|hop| hop.edge != edge);
    }
}

impl GraphView for Overlay<'_> {
    fn symbols(&self) -> &Symbols {
        &self.changes.symbols
    }

    fn node_count(&self) -> usize {
        self.base.node_count() + self.n_added_nodes() - self.changes.removed_nodes.len()
    }

    fn edge_count(&self) -> usize {
        self.base.edge_count() + self.n_added_edges() - self.changes.removed_edges.len()
    }

    fn node_bound(&self) -> usize {
        self.changes.next_node
    }

    fn edge_bound(&self) -> usize {
        self.changes.next_edge
    }

    fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let kept = self.base.nodes().filter(|node| !self.changes.removed_nodes.contains(node));
        let first_new = NodeId(bound(self.base.node_bound()));
        kept.chain(self.changes.nodes.range(first_new..).map(|(id, _)| *id))
    }

    fn edges(&self) -> impl Iterator<Item = EdgeId> {
        let kept = self.base.edges().filter(|edge| !self.changes.removed_edges.contains(edge));
        let first_new = EdgeId(bound(self.base.edge_bound()));
        kept.chain(self.changes.edges.range(first_new..).map(|(id, _)| *id))
    }

    fn contains_node(&self, node: NodeId) -> bool {
        self.node_record(node).is_some()
    }

    fn labels(&self, node: NodeId) -> &[LabelId] {
        self.node_record(node).map_or(&[], |record| &record.labels)
    }

    fn properties(&self, node: NodeId) -> &Properties {
        self.node_record(node).map_or(&NO_PROPERTIES, |record| &record.properties)
    }

    fn edge(&self, edge: EdgeId) -> Option<EdgeEnds> {
        if self.changes.removed_edges.contains(&edge) {
            return None;
        }
        match self.changes.edges.get(&edge) {
            Some((_, ends)) => Some(*ends),
            None => self.base.edge(edge),
        }
    }

    fn edge_or_removed(&self, edge: EdgeId) -> Option<EdgeEnds> {
        self.edge(edge).or_else(|| self.base.edge(edge)).or_else(|| self.undone.get(&edge).copied())
    }

    fn edge_properties(&self, edge: EdgeId) -> &Properties {
        if self.changes.removed_edges.contains(&edge) {
            return &NO_PROPERTIES;
        }
        match self.changes.edges.get(&edge) {
            Some((record, _)) => &record.properties,
            None => self.base.edge_properties(edge),
        }
    }

    fn expand<'a>(
        &'a self,
        node: NodeId,
        direction: Direction,
        types: Types<'a>,
    ) -> impl Iterator<Item = Hop> {
        let wants = |wanted| direction == wanted || direction == Direction::Both;
        let out = wants(Direction::Outgoing)
            .then(|| self.hops(node, Direction::Outgoing, types, &self.outgoing));
        let into = wants(Direction::Incoming)
            .then(|| self.hops(node, Direction::Incoming, types, &self.incoming));
        let skip_loops = direction == Direction::Both;
        let into = into.into_iter().flatten();
        let into = into.filter(move |hop| !(skip_loops && hop.neighbor == node));
        out.into_iter().flatten().chain(into)
    }

    fn hops(&self, node: NodeId, direction: Direction, edge_type: Option<TypeId>) -> Option<&[Hop]> {
        let added = match direction {
            Direction::Outgoing => &self.outgoing,
            Direction::Incoming => &self.incoming,
            Direction::Both => return None,
        };
        let is_untouched = self.changes.removed_edges.is_empty() && !added.contains_key(&node);
        if is_untouched { self.base.hops(node, direction, edge_type) } else { None }
    }

    fn links(&self, edge_type: TypeId, n_wanted: usize) -> Option<&Links> {
        // Labels of ends are among what the links tell.
        let changes = &self.changes;
        let is_untouched = changes.edges.is_empty()
            && changes.removed_edges.is_empty()
            && changes.nodes.is_empty()
            && changes.removed_nodes.is_empty();
        if is_untouched { self.base.links(edge_type, n_wanted) } else { None }
    }

    fn edge_count_of(&self, edge_type: TypeId) -> usize {
        self.base.edge_count_of(edge_type)
    }

    fn node_count_of(&self, label: LabelId) -> usize {
        self.base.node_count_of(label) + self.written.with_label(label).len()
    }

    fn nodes_with_label(&self, label: LabelId) -> impl Iterator<Item = NodeId> {
        let untouched = |node: &NodeId| {
            !self.changes.nodes.contains_key(node) && !self.changes.removed_nodes.contains(node)
        };
        let kept = self.base.nodes_with_label(label).filter(untouched);
        kept.merge(self.written.with_label(label).iter().copied())
    }

    fn is_indexed(&self, key: KeyId) -> bool {
        self.base.is_indexed(key)
    }

    fn nodes_with_property(&self, key: KeyId, value: &Value) -> Vec<NodeId> {
        let untouched = |node: &NodeId| {
            !self.changes.nodes.contains_key(node) && !self.changes.removed_nodes.contains(node)
        };
        let kept = self.base.nodes_with_property(key, value).into_iter().filter(untouched);
        if let Some(written) = self.written.with_property(key, value) {
            return kept.merge(written.iter().copied()).collect();
        }
        let has = |record: &&NodeRecord| record.properties.get(key).is_some_and(|own| is_equal(own, value));
        kept.merge(self.changes.nodes.values().filter(has).map(|record| record.id)).collect()
    }

    fn label_sets(&self, n_reads: usize) -> Option<&LabelSets> {
        let is_untouched = self.changes.nodes.is_empty() && self.changes.removed_nodes.is_empty();
        if is_untouched { self.base.label_sets(n_reads) } else { None }
    }

    fn node_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        let is_untouched = self.changes.nodes.is_empty() && self.changes.removed_nodes.is_empty();
        if is_untouched { self.base.node_column(key, n_reads) } else { None }
    }

    fn edge_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        let is_untouched = self.changes.edges.is_empty() && self.changes.removed_edges.is_empty();
        if is_untouched { self.base.edge_column(key, n_reads) } else { None }
    }
}
