//! A graph plus changes that are not applied yet.

use std::cell::OnceCell;
use std::sync::Arc;

use hashbrown::HashMap;
use itertools::Itertools as _;

use super::changes::{Added, Change, Changed, WholeEdge};
use super::id_set::IdSet;
use super::indexes::{Indexes, Turnover, is_equal};
use super::memory::{EdgeRecord, NO_PROPERTIES, NodeRecord, next_id};
use super::{
    ChangeSet, Direction, EdgeEnds, GraphError, GraphView, Hop, KeyId, LabelId, LabelSets, Links, MemoryGraph, Properties, PropertyColumn, Rule,
    Symbols, TypeId, Types,
};
use crate::model::{EdgeId, NodeId, Value};

/// A [`MemoryGraph`] seen through changes that it does not have yet.
///
/// A statement writes here, reads what it wrote, and hands over a [`ChangeSet`] when it succeeds; dropping
/// the overlay is the rollback. Reads of untouched parts go straight to the graph. What was written is put in order for
/// searching only when somebody searches.
#[derive(Debug)]
pub struct Overlay<'g> {
    base: &'g MemoryGraph,
    changes: ChangeSet,
    /// Hops of added edges; made by the first [`expand`](GraphView::expand), kept right from then on.
    hops: OnceCell<AddedHops>,
    /// Added nodes and changed ones, by what they have now; made by the first search, kept right from then on. Labels only
    /// of those changed nodes that are written anew.
    written: OnceCell<Indexes>,
    /// Removed nodes that may still have edges.
    condemned: Vec<NodeId>,
    /// Type and ends of edges that were added and removed.
    undone: HashMap<EdgeId, EdgeEnds>,
    /// How many nodes of the graph were written anew.
    n_relabelled: usize,
}

/// Hops by node, in the order of a row.
#[derive(Debug, Default)]
struct AddedHops {
    outgoing: HashMap<NodeId, Vec<Hop>>,
    incoming: HashMap<NodeId, Vec<Hop>>,
}

impl AddedHops {
    fn add(&mut self, ends: EdgeEnds, edge: EdgeId) {
        let hop = |neighbor| Hop { edge_type: ends.edge_type, edge, neighbor };
        enter(self.outgoing.entry(ends.source).or_default(), hop(ends.target));
        enter(self.incoming.entry(ends.target).or_default(), hop(ends.source));
    }

    fn remove(&mut self, ends: EdgeEnds, edge: EdgeId) {
        let hop = |neighbor| Hop { edge_type: ends.edge_type, edge, neighbor };
        leave(self.outgoing.get_mut(&ends.source), hop(ends.target));
        leave(self.incoming.get_mut(&ends.target), hop(ends.source));
    }
}

fn enter(row: &mut Vec<Hop>, hop: Hop) {
    match row.last() {
        Some(last) if *last > hop => {
            let at = row.partition_point(|other| *other < hop);
            row.insert(at, hop);
        }
        _ => row.push(hop),
    }
}

fn leave(row: Option<&mut Vec<Hop>>, hop: Hop) {
    if let Some(row) = row
        && let Ok(at) = row.binary_search(&hop)
    {
        row.remove(at);
    }
}

impl<'g> Overlay<'g> {
    /// Returns a view of `base` without changes. Cost `O(1)`.
    pub fn new(base: &'g MemoryGraph) -> Self {
        let changes = ChangeSet {
            made_on: base.state(),
            symbols: base.symbols().clone(),
            added_nodes: Added::after(base.node_bound()),
            added_edges: Added::after(base.edge_bound()),
            nodes: Changed::default(),
            edges: Changed::default(),
            removed_nodes: IdSet::default(),
            removed_edges: IdSet::default(),
            rules: None,
        };
        let (hops, written) = (OnceCell::new(), OnceCell::new());
        Overlay { base, changes, hops, written, condemned: Vec::new(), undone: HashMap::new(), n_relabelled: 0 }
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

    /// Makes room for so many nodes and edges to be added.
    pub fn reserve(&mut self, n_nodes: usize, n_edges: usize) {
        self.changes.added_nodes.records.reserve(n_nodes);
        self.changes.added_edges.records.reserve(n_edges);
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
        let id = NodeId(next_id(self.changes.added_nodes.next())?);
        let record = NodeRecord { id, labels: labels.into_iter().collect(), properties };
        if let Some(written) = self.written.get_mut() {
            written.enter(&record);
        }
        self.changes.added_nodes.push(record);
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
        let id = EdgeId(next_id(self.changes.added_edges.next())?);
        let ends = EdgeEnds { edge_type, source, target };
        self.changes.added_edges.push(WholeEdge { record: EdgeRecord { id, edge_type, properties }, ends });
        if let Some(hops) = self.hops.get_mut() {
            hops.add(ends, id);
        }
        Ok(id)
    }

    /// Sets a property of a node; null removes it.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`].
    pub fn set_property(&mut self, node: NodeId, key: KeyId, value: Value) -> Result<(), GraphError> {
        if self.written.get().is_some_and(|written| written.has_key(key)) {
            return self.rewrite(node, |record| record.properties.set(key, value));
        }
        match self.changes.added_nodes.get_mut(node.index()) {
            Some(record) => record.properties.set(key, value),
            None => self.touch_node(node)?.set(key, value),
        }
        Ok(())
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
        self.rewrite(node, |record| record.labels = record.labels.iter().copied().chain([label]).collect())
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
        if let Some(added) = self.changes.added_edges.get_mut(edge.index()) {
            added.record.properties.set(key, value);
            return Ok(());
        }
        self.touch_edge(edge)?.set(key, value);
        Ok(())
    }

    /// Replaces all properties of an edge.
    ///
    /// # Errors
    /// [`GraphError::UnknownEdge`].
    pub fn set_edge_properties(&mut self, edge: EdgeId, properties: Properties) -> Result<(), GraphError> {
        if let Some(added) = self.changes.added_edges.get_mut(edge.index()) {
            added.record.properties = properties;
            return Ok(());
        }
        let ends = self.base.edge(edge).ok_or(GraphError::UnknownEdge(edge))?;
        let record = EdgeRecord { id: edge, edge_type: ends.edge_type, properties };
        *self.touch_edge(edge)? = Change::Whole(WholeEdge { record, ends });
        Ok(())
    }

    /// Removes an edge.
    ///
    /// # Errors
    /// [`GraphError::UnknownEdge`].
    pub fn remove_edge(&mut self, edge: EdgeId) -> Result<(), GraphError> {
        let ends = self.edge(edge).ok_or(GraphError::UnknownEdge(edge))?;
        if edge.index() < self.base.edge_bound() {
            self.changes.removed_edges.insert(edge.0, self.base.edge_bound());
            return Ok(());
        }
        self.changes.added_edges.take(edge.index());
        if let Some(hops) = self.hops.get_mut() {
            hops.remove(ends, edge);
        }
        self.undone.insert(edge, ends);
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

    /// Changes a node as a whole, and what searches know of it.
    fn rewrite(&mut self, node: NodeId, change: impl FnOnce(&mut NodeRecord)) -> Result<(), GraphError> {
        if !self.contains_node(node) {
            return Err(GraphError::UnknownNode(node));
        }
        let (base, is_searched) = (self.base, self.written.get().is_some());
        let is_first = !self.is_relabelled(node);
        self.n_relabelled += usize::from(is_first);
        let record = if node.index() < base.node_bound() {
            let before = || base.node_record(node).expect("it was found when it was touched").clone();
            self.touch_node(node)?.whole(before)
        } else {
            self.changes.added_nodes.get_mut(node.index()).ok_or(GraphError::UnknownNode(node))?
        };
        if !is_searched {
            change(record);
            return Ok(());
        }
        let mut old = record.clone();
        change(record);
        let new = record.clone();
        if is_first {
            // From now on its labels are sought among what was written.
            old.labels = std::iter::empty().collect();
        }
        if let Some(written) = self.written.get_mut() {
            let mut turnover = Turnover::default();
            written.note_replaced(&old, &new, &mut turnover);
            written.turn_over(turnover);
        }
        Ok(())
    }

    /// Says whether the labels of a node are among what was written, and not in the graph.
    fn is_relabelled(&self, node: NodeId) -> bool {
        node.index() >= self.base.node_bound()
            || self.n_relabelled > 0 && self.changes.nodes.get(node.0).is_some_and(Change::is_whole)
    }

    /// Says whether there are the nodes of the graph, no more and no fewer.
    fn is_with_nodes_of_base(&self) -> bool {
        self.changes.added_nodes.records.is_empty() && self.changes.removed_nodes.is_empty()
    }

    /// Says whether there are the edges of the graph, no more and no fewer.
    fn is_with_edges_of_base(&self) -> bool {
        self.changes.added_edges.records.is_empty() && self.changes.removed_edges.is_empty()
    }

    /// Forgets that a node is in the graph.
    fn forget_node(&mut self, node: NodeId) {
        if let Some(written) = self.written.get_mut() {
            let mut turnover = Turnover::default();
            let record = match self.changes.added_nodes.get(node.index()) {
                Some(record) => Some(record),
                None => changed_node(self.base, &self.changes, node),
            };
            if let Some(record) = record {
                written.note_gone(record, &mut turnover);
            }
            written.turn_over(turnover);
        }
        if node.index() < self.base.node_bound() {
            self.changes.removed_nodes.insert(node.0, self.base.node_bound());
        } else {
            self.changes.added_nodes.take(node.index());
        }
    }

    /// Returns what changes of a node that was there before.
    fn touch_node(&mut self, node: NodeId) -> Result<&mut Change<NodeRecord>, GraphError> {
        let record = self.base.node_record(node).filter(|_| !self.changes.removed_nodes.contains(node.0));
        let record = record.ok_or(GraphError::UnknownNode(node))?;
        let (change, is_new) = self.changes.nodes.touch(node.0);
        if is_new && let Some(written) = self.written.get_mut() {
            written.enter_values(node, |key| record.properties.get(key));
        }
        Ok(change)
    }

    /// Returns what changes of an edge that was there before.
    fn touch_edge(&mut self, edge: EdgeId) -> Result<&mut Change<WholeEdge>, GraphError> {
        let is_there = self.base.edge_record(edge).is_some() && !self.changes.removed_edges.contains(edge.0);
        if !is_there {
            return Err(GraphError::UnknownEdge(edge));
        }
        Ok(self.changes.edges.touch(edge.0).0)
    }

    fn node_record(&self, node: NodeId) -> Option<&NodeRecord> {
        if node.index() >= self.base.node_bound() {
            return self.changes.added_nodes.get(node.index());
        }
        if self.changes.removed_nodes.contains(node.0) {
            return None;
        }
        changed_node(self.base, &self.changes, node).or_else(|| self.base.node_record(node))
    }

    fn edge_changed(&self, edge: EdgeId) -> Option<&WholeEdge> {
        let change = self.changes.edges.get(edge.0)?;
        Some(change.after(|| self.base.whole_edge(edge).expect("only edges of the graph are changed")))
    }

    /// Returns the hops of added edges.
    fn added_hops(&self) -> &AddedHops {
        self.hops.get_or_init(|| {
            let mut hops = AddedHops::default();
            self.changes.added_edges.iter().for_each(|edge| hops.add(edge.ends, edge.record.id));
            hops
        })
    }

    /// Returns what was written, ready to be searched.
    fn written(&self) -> &Indexes {
        self.written.get_or_init(|| {
            let mut written = Indexes::same_keys(self.base.indexes());
            for (id, change) in self.changes.nodes.sorted() {
                let before = self.base.node_record(NodeId(id)).filter(|_| !self.changes.removed_nodes.contains(id));
                match (change, before) {
                    (_, None) => {}
                    (Change::Whole(record), _) => written.enter(record),
                    (Change::Sets(sets, _), Some(before)) => written.enter_values(NodeId(id), |key| {
                        let set = sets.get(key).map(|value| Some(value).filter(|value| **value != Value::Null));
                        set.unwrap_or_else(|| before.properties.get(key))
                    }),
                }
            }
            self.changes.added_nodes.iter().for_each(|record| written.enter(record));
            written
        })
    }

    /// Returns the hops in one direction, by type, then edge id.
    fn merged_hops<'a>(
        &'a self,
        node: NodeId,
        direction: Direction,
        types: Types<'a>,
    ) -> impl Iterator<Item = Hop> + 'a {
        let kept = self.base.expand(node, direction, types);
        let kept = kept.filter(|hop| !self.changes.removed_edges.contains(hop.edge.0));
        let added = (self.changes.added_edges.n_there > 0).then(|| match direction {
            Direction::Incoming => self.added_hops().incoming.get(&node),
            _ => self.added_hops().outgoing.get(&node),
        });
        let added = added.into_iter().flatten().flatten().copied();
        kept.merge(added.filter(move |hop| types.contains(hop.edge_type)))
    }
}

/// Returns a node that was there before as it is after its changes; none where it has no changes.
fn changed_node<'c>(base: &MemoryGraph, changes: &'c ChangeSet, node: NodeId) -> Option<&'c NodeRecord> {
    let change = changes.nodes.get(node.0)?;
    Some(change.after(|| base.node_record(node).expect("only nodes of the graph are changed").clone()))
}

impl GraphView for Overlay<'_> {
    fn symbols(&self) -> &Symbols {
        &self.changes.symbols
    }

    fn node_count(&self) -> usize {
        self.base.node_count() + self.changes.added_nodes.n_there - self.changes.removed_nodes.len()
    }

    fn edge_count(&self) -> usize {
        self.base.edge_count() + self.changes.added_edges.n_there - self.changes.removed_edges.len()
    }

    fn node_bound(&self) -> usize {
        self.changes.added_nodes.next()
    }

    fn edge_bound(&self) -> usize {
        self.changes.added_edges.next()
    }

    fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let kept = self.base.nodes().filter(|node| !self.changes.removed_nodes.contains(node.0));
        kept.chain(self.changes.added_nodes.iter().map(|record| record.id))
    }

    fn edges(&self) -> impl Iterator<Item = EdgeId> {
        let kept = self.base.edges().filter(|edge| !self.changes.removed_edges.contains(edge.0));
        kept.chain(self.changes.added_edges.iter().map(|edge| edge.record.id))
    }

    fn contains_node(&self, node: NodeId) -> bool {
        if node.index() >= self.base.node_bound() {
            return self.changes.added_nodes.get(node.index()).is_some();
        }
        !self.changes.removed_nodes.contains(node.0) && self.base.contains_node(node)
    }

    fn labels(&self, node: NodeId) -> &[LabelId] {
        if !self.is_relabelled(node) && !self.changes.removed_nodes.contains(node.0) {
            return self.base.labels(node);
        }
        self.node_record(node).map_or(&[], |record| &record.labels)
    }

    fn properties(&self, node: NodeId) -> &Properties {
        self.node_record(node).map_or(&NO_PROPERTIES, |record| &record.properties)
    }

    fn edge(&self, edge: EdgeId) -> Option<EdgeEnds> {
        if edge.index() >= self.base.edge_bound() {
            return self.changes.added_edges.get(edge.index()).map(|added| added.ends);
        }
        if self.changes.removed_edges.contains(edge.0) { None } else { self.base.edge(edge) }
    }

    fn edge_or_removed(&self, edge: EdgeId) -> Option<EdgeEnds> {
        self.edge(edge).or_else(|| self.base.edge(edge)).or_else(|| self.undone.get(&edge).copied())
    }

    fn edge_properties(&self, edge: EdgeId) -> &Properties {
        if edge.index() >= self.base.edge_bound() {
            let added = self.changes.added_edges.get(edge.index());
            return added.map_or(&NO_PROPERTIES, |added| &added.record.properties);
        }
        if self.changes.removed_edges.contains(edge.0) {
            return &NO_PROPERTIES;
        }
        match self.edge_changed(edge) {
            Some(changed) => &changed.record.properties,
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
            .then(|| self.merged_hops(node, Direction::Outgoing, types));
        let into = wants(Direction::Incoming)
            .then(|| self.merged_hops(node, Direction::Incoming, types));
        let skip_loops = direction == Direction::Both;
        let into = into.into_iter().flatten();
        let into = into.filter(move |hop| !(skip_loops && hop.neighbor == node));
        out.into_iter().flatten().chain(into)
    }

    fn hops(&self, node: NodeId, direction: Direction, edge_type: Option<TypeId>) -> Option<&[Hop]> {
        let has_added = self.changes.added_edges.n_there > 0
            && match direction {
                Direction::Outgoing => self.added_hops().outgoing.contains_key(&node),
                Direction::Incoming => self.added_hops().incoming.contains_key(&node),
                Direction::Both => return None,
            };
        let is_untouched = self.changes.removed_edges.is_empty() && !has_added;
        if is_untouched { self.base.hops(node, direction, edge_type) } else { None }
    }

    fn links(&self, edge_type: TypeId, n_wanted: usize) -> Option<&Links> {
        // Labels of ends are among what the links tell.
        let is_untouched = self.is_with_edges_of_base() && self.n_relabelled == 0 && self.changes.removed_nodes.is_empty();
        if is_untouched { self.base.links(edge_type, n_wanted) } else { None }
    }

    fn edge_count_of(&self, edge_type: TypeId) -> usize {
        self.base.edge_count_of(edge_type)
    }

    fn node_count_of(&self, label: LabelId) -> usize {
        self.base.node_count_of(label) + self.changes.added_nodes.n_there
    }

    fn nodes_with_label(&self, label: LabelId) -> impl Iterator<Item = NodeId> {
        let is_right = |node: &NodeId| !self.changes.removed_nodes.contains(node.0) && !self.is_relabelled(*node);
        let kept = self.base.nodes_with_label(label).filter(is_right);
        let is_written = self.n_relabelled > 0 || !self.changes.added_nodes.records.is_empty();
        let written = if is_written { self.written().with_label(label) } else { &[] };
        kept.merge(written.iter().copied())
    }

    fn is_indexed(&self, key: KeyId) -> bool {
        self.base.is_indexed(key)
    }

    fn nodes_with_property(&self, key: KeyId, value: &Value) -> Vec<NodeId> {
        let is_untouched = |node: &NodeId| {
            self.changes.nodes.get(node.0).is_none() && !self.changes.removed_nodes.contains(node.0)
        };
        let kept = self.base.nodes_with_property(key, value).into_iter().filter(is_untouched);
        if self.changes.nodes.is_empty() && self.changes.added_nodes.records.is_empty() {
            return kept.collect();
        }
        if let Some(written) = self.written().with_property(key, value) {
            return kept.merge(written.iter().copied()).collect();
        }
        let has = |record: &&NodeRecord| record.properties.get(key).is_some_and(|own| is_equal(own, value));
        let changed = self.changes.nodes.sorted().map(|(id, _)| NodeId(id));
        let changed = changed.filter_map(|node| self.node_record(node)).filter(has).map(|record| record.id);
        let added = self.changes.added_nodes.iter().filter(has).map(|record| record.id);
        kept.merge(changed).chain(added).collect()
    }

    fn label_sets(&self, n_reads: usize) -> Option<&LabelSets> {
        let is_untouched = self.is_with_nodes_of_base() && self.n_relabelled == 0;
        if is_untouched { self.base.label_sets(n_reads) } else { None }
    }

    fn node_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        let is_untouched = self.is_with_nodes_of_base() && self.changes.nodes.is_empty();
        if is_untouched { self.base.node_column(key, n_reads) } else { None }
    }

    fn edge_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        let is_untouched = self.is_with_edges_of_base() && self.changes.edges.is_empty();
        if is_untouched { self.base.edge_column(key, n_reads) } else { None }
    }
}
