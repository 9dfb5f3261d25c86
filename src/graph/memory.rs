//! The graph in memory: a petgraph with stable ids and indexes around it.

mod removal;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use petgraph::stable_graph::{EdgeIndex, NodeIndex, StableDiGraph};
use petgraph::visit::{EdgeRef as _, IntoEdgeReferences as _};

use super::adjacency::Adjacency;
use super::changes::{Added, Change, WholeEdge};
use super::columns::Columns;
use super::indexes::{Indexes, Turnover, is_equal};
use super::label_sets::{LabelSets, LazyLabelSets};
use super::labels::Labels;
use super::links::Links;
use super::{
    ChangeSet, Direction, EdgeEnds, GraphError, GraphView, Hop, KeyId, LabelId, Properties, PropertyColumn, Rule, RuleKind, RuleTarget,
    Symbols, TypeId, Types,
};
use crate::model::{EdgeId, NodeId, Value};

pub(super) static NO_PROPERTIES: LazyLock<Properties> = LazyLock::new(Properties::default);

/// A labelled property graph held in memory.
///
/// The graph itself is a petgraph [`StableDiGraph`]. petgraph gives the slots of removed nodes and edges
/// out again, so ids are kept apart from slots and never come back. Typed adjacency is an index built on
/// the first [`expand`](GraphView::expand) and kept right under changes; writes that read in between belong on an
/// [`Overlay`](super::Overlay).
#[derive(Debug, Clone, Default)]
pub struct MemoryGraph {
    symbols: Symbols,
    graph: StableDiGraph<NodeRecord, EdgeRecord>,
    node_slots: Vec<NodeIndex>,
    edge_slots: Vec<EdgeIndex>,
    indexes: Indexes,
    rules: Vec<Rule>,
    adjacency: OnceLock<Adjacency>,
    /// By type.
    types: Vec<OfType>,
    label_sets: LazyLabelSets,
    node_columns: Columns,
    edge_columns: Columns,
    state: u64,
}

/// What is kept for each type of edge.
#[derive(Debug, Default)]
struct OfType {
    n_edges: usize,
    links: OnceLock<Links>,
    /// How many edges would have been looked for in the links, were they there.
    n_wanted: AtomicUsize,
}

impl Clone for OfType {
    fn clone(&self) -> Self {
        OfType { n_edges: self.n_edges, links: self.links.clone(), n_wanted: AtomicUsize::new(0) }
    }
}

impl OfType {
    /// Drops what edges that come or go make wrong.
    fn changed(&mut self) {
        self.links.take();
        *self.n_wanted.get_mut() = 0;
    }
}

#[derive(Debug, Clone)]
pub(super) struct NodeRecord {
    pub(super) id: NodeId,
    pub(super) labels: Labels,
    pub(super) properties: Properties,
}

#[derive(Debug, Clone)]
pub(super) struct EdgeRecord {
    pub(super) id: EdgeId,
    pub(super) edge_type: TypeId,
    pub(super) properties: Properties,
}

impl MemoryGraph {
    /// Returns an empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for so many more nodes and edges.
    pub fn reserve(&mut self, n_nodes: usize, n_edges: usize) {
        self.graph.reserve_nodes(n_nodes);
        self.graph.reserve_edges(n_edges);
        self.node_slots.reserve(n_nodes);
        self.edge_slots.reserve(n_edges);
    }

    /// Returns how many edges fit without more memory.
    pub fn edge_capacity(&self) -> usize {
        self.edge_slots.capacity()
    }

    /// Returns the interned names, to intern new ones.
    pub fn symbols_mut(&mut self) -> &mut Symbols {
        &mut self.symbols
    }

    /// Returns a number that grows with every change; a [`ChangeSet`] fits one state only.
    pub fn state(&self) -> u64 {
        self.state
    }

    /// Adds a node and returns its id.
    ///
    /// # Errors
    /// [`GraphError::OutOfIds`] after 2^32 - 1 nodes.
    pub fn add_node(
        &mut self,
        labels: impl IntoIterator<Item = LabelId>,
        properties: Properties,
    ) -> Result<NodeId, GraphError> {
        let id = NodeId(next_id(self.node_slots.len())?);
        self.insert_node(NodeRecord { id, labels: labels.into_iter().collect(), properties });
        Ok(id)
    }

    /// Adds an edge and returns its id; parallel edges and loops are welcome.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`] for an end that does not exist, [`GraphError::OutOfIds`] after 2^32 - 1
    /// edges.
    pub fn add_edge(
        &mut self,
        edge_type: TypeId,
        source: NodeId,
        target: NodeId,
        properties: Properties,
    ) -> Result<EdgeId, GraphError> {
        self.node_slot(source).ok_or(GraphError::UnknownNode(source))?;
        self.node_slot(target).ok_or(GraphError::UnknownNode(target))?;
        let id = EdgeId(next_id(self.edge_slots.len())?);
        self.insert_edge(EdgeRecord { id, edge_type, properties }, source, target);
        Ok(id)
    }

    /// Removes an edge.
    ///
    /// # Errors
    /// [`GraphError::UnknownEdge`].
    pub fn remove_edge(&mut self, edge: EdgeId) -> Result<(), GraphError> {
        self.remove_edges(&[edge])
    }

    /// Removes a node that has no edges.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`], [`GraphError::NodeHasEdges`].
    pub fn remove_node(&mut self, node: NodeId) -> Result<(), GraphError> {
        self.remove_nodes(&[node])
    }

    fn lose_nodes(&mut self, nodes: &[(NodeId, NodeIndex)]) {
        let mut turnover = Turnover::default();
        nodes.iter().for_each(|(_, slot)| self.indexes.note_gone(&self.graph[*slot], &mut turnover));
        self.indexes.turn_over(turnover);
        nodes.iter().for_each(|(node, slot)| self.forget_node(*node, *slot));
    }

    fn forget_node(&mut self, node: NodeId, slot: NodeIndex) {
        if let Some(record) = self.graph.remove_node(slot) {
            self.node_columns.replace(node.index(), &record.properties, &NO_PROPERTIES);
            self.label_sets.enter(node, &[]);
        }
        self.node_slots[node.index()] = NodeIndex::end();
        self.state += 1;
    }

    /// Counts the edges at a node, loops once, without the index that removals keep dropping.
    fn n_edges_at(&self, slot: NodeIndex) -> usize {
        let outgoing = self.graph.edges_directed(slot, petgraph::Direction::Outgoing);
        let incoming = self.graph.edges_directed(slot, petgraph::Direction::Incoming);
        outgoing.count() + incoming.filter(|edge| edge.source() != slot).count()
    }

    /// Puts a node under an id of its own, in place of the one that is there; for reading back what was written.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`] if the id was used up, [`GraphError::OutOfIds`] for the last id, which is none.
    pub fn put_node(
        &mut self,
        id: NodeId,
        labels: &[LabelId],
        properties: Properties,
    ) -> Result<(), GraphError> {
        next_id(id.index())?;
        if self.node_slot(id).is_none() && id.index() < self.node_slots.len() {
            return Err(GraphError::UnknownNode(id));
        }
        let record = NodeRecord { id, labels: labels.iter().copied().collect(), properties };
        if let Some(slot) = self.node_slot(id) {
            self.replace_nodes(vec![(slot, record)]);
        } else {
            self.pad_slots(id.index(), 0);
            self.insert_node(record);
        }
        self.state += 1;
        Ok(())
    }

    /// Puts an edge under an id of its own, in place of the one that is there, whose ends it keeps; for reading back
    /// what was written.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`], [`GraphError::UnknownEdge`] if the id was used up, [`GraphError::OutOfIds`] for the
    /// last id, which is none.
    pub fn put_edge(
        &mut self,
        id: EdgeId,
        ends: EdgeEnds,
        properties: Properties,
    ) -> Result<(), GraphError> {
        next_id(id.index())?;
        if self.edge_slot(id).is_none() && id.index() < self.edge_slots.len() {
            return Err(GraphError::UnknownEdge(id));
        }
        self.node_slot(ends.source).ok_or(GraphError::UnknownNode(ends.source))?;
        self.node_slot(ends.target).ok_or(GraphError::UnknownNode(ends.target))?;
        let record = EdgeRecord { id, edge_type: ends.edge_type, properties };
        if let Some(slot) = self.edge_slot(id) {
            self.replace_edge(slot, record);
        } else {
            self.pad_slots(0, id.index());
            self.insert_edge(record, ends.source, ends.target);
        }
        self.state += 1;
        Ok(())
    }

    /// Puts edges as [`put_edge`](Self::put_edge) does, one after another, and leaves `edges` empty.
    ///
    /// Some thousand at a time are faster than one by one: their ends lie anywhere in memory, and all are fetched at once.
    ///
    /// # Errors
    /// As [`put_edge`](Self::put_edge); edges before the one that is refused are there.
    pub fn put_edges(&mut self, edges: &mut Vec<(EdgeId, EdgeEnds, Properties)>) -> Result<(), GraphError> {
        let mut seen = 0;
        for (_, ends, _) in edges.iter() {
            for end in [ends.source, ends.target] {
                let record = self.node_record(end).ok_or(GraphError::UnknownNode(end))?;
                seen ^= record.id.0;
            }
        }
        // Keeps the reading, which is what the loop is for.
        std::hint::black_box(seen);
        edges.drain(..).try_for_each(|(id, ends, properties)| self.put_edge(id, ends, properties))
    }

    /// Counts so many ids of nodes and edges as given out, if fewer were.
    pub fn use_up_ids(&mut self, n_nodes: usize, n_edges: usize) {
        self.pad_slots(n_nodes, n_edges);
        self.state += 1;
    }

    /// Sets a property of a node; null removes it.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`].
    pub fn set_property(&mut self, node: NodeId, key: KeyId, value: Value) -> Result<(), GraphError> {
        let slot = self.node_slot(node).ok_or(GraphError::UnknownNode(node))?;
        let mut turnover = Turnover::default();
        self.set_one(slot, key, value, &mut turnover);
        self.indexes.turn_over(turnover);
        self.state += 1;
        Ok(())
    }

    fn set_one(&mut self, slot: NodeIndex, key: KeyId, value: Value, turnover: &mut Turnover) {
        let record = &mut self.graph[slot];
        self.node_columns.enter(record.id.index(), key, &value);
        if self.indexes.has_key(key) {
            let new = Some(&value).filter(|value| **value != Value::Null);
            self.indexes.note_value((key, record.id), record.properties.get(key), new, turnover);
        }
        record.properties.set(key, value);
    }

    /// Sets a property of an edge; null removes it.
    ///
    /// # Errors
    /// [`GraphError::UnknownEdge`].
    pub fn set_edge_property(&mut self, edge: EdgeId, key: KeyId, value: Value) -> Result<(), GraphError> {
        let slot = self.edge_slot(edge).ok_or(GraphError::UnknownEdge(edge))?;
        self.edge_columns.enter(edge.index(), key, &value);
        self.graph[slot].properties.set(key, value);
        self.state += 1;
        Ok(())
    }

    /// Keeps an index of a node property from now on. Cost `O(n)`.
    ///
    /// Numbers, booleans, strings and temporal values are indexed; lists are still found, by scanning.
    pub fn create_index(&mut self, key: KeyId) {
        // By id: petgraph gives slots out again, so its own order is another.
        let slots = self.node_slots.iter().filter(|slot| **slot != NodeIndex::end());
        self.indexes.add_key(key, slots.map(|slot| &self.graph[*slot]));
    }

    /// Returns the declared indexes and constraints, by name.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Replaces the declared indexes and constraints, and keeps the indexes that they ask for. Cost `O(n)` for each that
    /// is new.
    ///
    /// An index that was made by [`create_index`](Self::create_index) stays.
    pub fn set_rules(&mut self, mut rules: Vec<Rule>) {
        rules.sort_unstable();
        let wanted = indexed_keys(&rules, &mut self.symbols);
        for key in indexed_keys(&self.rules, &mut self.symbols) {
            if !wanted.contains(&key) {
                self.indexes.drop_key(key);
            }
        }
        for key in wanted {
            if !self.indexes.has_key(key) {
                self.create_index(key);
            }
        }
        self.rules = rules;
        self.state += 1;
    }

    /// Applies changes that were made on this very state, all or none.
    ///
    /// # Errors
    /// [`GraphError::Stale`] if the graph has changed since; nothing is applied then.
    pub fn apply(&mut self, changes: ChangeSet) -> Result<(), GraphError> {
        if changes.made_on != self.state {
            return Err(GraphError::Stale { made_on: changes.made_on, now: self.state });
        }
        let (n_new_nodes, n_new_edges) = (changes.added_nodes.records.len(), changes.added_edges.records.len());
        let (n_gone_nodes, n_gone_edges) = changes.n_removed();
        if is_bulk(n_new_nodes + n_gone_nodes, self.node_slots.len()) {
            self.node_columns.drop_all();
        }
        if is_bulk(n_new_edges + n_gone_edges, self.edge_slots.len()) {
            self.edge_columns.drop_all();
        }
        self.remove_edges(&changes.removed_edges().collect::<Vec<_>>())?;
        self.remove_nodes(&changes.removed_nodes().collect::<Vec<_>>())?;
        self.symbols = changes.symbols;
        self.change_nodes(changes.nodes.into_entries());
        self.change_edges(changes.edges.into_entries());
        self.insert_nodes(changes.added_nodes);
        self.insert_edges(changes.added_edges);
        if let Some(rules) = changes.rules {
            self.set_rules(rules);
        }
        self.state += 1;
        Ok(())
    }

    /// Removes nodes that have no edges, all or none; they come in ascending order, each once.
    ///
    /// Many at once cost less than one by one: what searches know of them is changed once.
    ///
    /// # Errors
    /// [`GraphError::UnknownNode`], [`GraphError::NodeHasEdges`].
    pub fn remove_nodes(&mut self, nodes: &[NodeId]) -> Result<(), GraphError> {
        let mut slots = Vec::with_capacity(nodes.len());
        for node in nodes.iter().copied() {
            let slot = self.node_slot(node).ok_or(GraphError::UnknownNode(node))?;
            let n_edges = self.n_edges_at(slot);
            if n_edges > 0 {
                return Err(GraphError::NodeHasEdges { node, n_edges });
            }
            slots.push((node, slot));
        }
        self.lose_nodes(&slots);
        Ok(())
    }

    /// Changes nodes that are there; what is said of others, which were removed, goes nowhere.
    fn change_nodes(&mut self, changes: Vec<(u32, Change<NodeRecord>)>) {
        let (mut turnover, mut whole) = (Turnover::default(), Vec::new());
        for (id, change) in changes {
            let Some(slot) = self.node_slot(NodeId(id)) else { continue };
            match change {
                Change::Whole(record) => whole.push((slot, record)),
                Change::Sets(sets, _) => {
                    sets.into_iter().for_each(|(key, value)| self.set_one(slot, key, value, &mut turnover));
                }
            }
        }
        self.indexes.turn_over(turnover);
        self.replace_nodes(whole);
    }

    fn replace_nodes(&mut self, nodes: Vec<(NodeIndex, NodeRecord)>) {
        let mut turnover = Turnover::default();
        for (slot, record) in nodes {
            let old = &self.graph[slot];
            self.indexes.note_replaced(old, &record, &mut turnover);
            if old.labels != record.labels {
                self.label_sets.enter(record.id, &record.labels);
                if old.labels.iter().any(|label| !record.labels.contains(label)) {
                    let links = self.types.iter_mut().filter_map(|of_type| of_type.links.get_mut());
                    links.for_each(Links::forget_labels);
                }
            }
            self.node_columns.replace(record.id.index(), &old.properties, &record.properties);
            self.graph[slot] = record;
        }
        self.indexes.turn_over(turnover);
    }

    /// Changes edges that are there; what is said of others, which were removed, goes nowhere.
    fn change_edges(&mut self, changes: Vec<(u32, Change<WholeEdge>)>) {
        for (id, change) in changes {
            let Some(slot) = self.edge_slot(EdgeId(id)) else { continue };
            match change {
                Change::Whole(edge) => self.replace_edge(slot, edge.record),
                Change::Sets(sets, _) => {
                    let properties = &mut self.graph[slot].properties;
                    for (key, value) in sets.into_iter() {
                        self.edge_columns.enter(id as usize, key, &value);
                        properties.set(key, value);
                    }
                }
            }
        }
    }

    fn replace_edge(&mut self, slot: EdgeIndex, record: EdgeRecord) {
        self.edge_columns.replace(record.id.index(), &self.graph[slot].properties, &record.properties);
        self.graph[slot] = record;
    }

    fn insert_nodes(&mut self, nodes: Added<NodeRecord>) {
        let n_nodes = nodes.records.len();
        self.graph.reserve_nodes(n_nodes);
        self.node_slots.reserve(n_nodes);
        self.indexes.reserve(n_nodes);
        for record in nodes.records {
            match record {
                Some(record) => self.insert_node(record),
                None => self.node_slots.push(NodeIndex::end()),
            }
        }
    }

    fn insert_edges(&mut self, edges: Added<WholeEdge>) {
        let n_edges = edges.records.len();
        self.graph.reserve_edges(n_edges);
        self.edge_slots.reserve(n_edges);
        for edge in edges.records {
            match edge {
                Some(edge) => self.insert_edge(edge.record, edge.ends.source, edge.ends.target),
                None => self.edge_slots.push(EdgeIndex::end()),
            }
        }
    }

    /// Marks ids as used that were given out and removed before they were applied.
    fn pad_slots(&mut self, n_nodes: usize, n_edges: usize) {
        self.node_slots.resize(self.node_slots.len().max(n_nodes), NodeIndex::end());
        self.edge_slots.resize(self.edge_slots.len().max(n_edges), EdgeIndex::end());
    }

    fn insert_node(&mut self, record: NodeRecord) {
        self.indexes.enter(&record);
        self.label_sets.enter(record.id, &record.labels);
        self.node_columns.replace(self.node_slots.len(), &NO_PROPERTIES, &record.properties);
        self.node_slots.push(self.graph.add_node(record));
        self.state += 1;
    }

    fn insert_edge(&mut self, record: EdgeRecord, source: NodeId, target: NodeId) {
        let (source, target) = (self.node_slots[source.index()], self.node_slots[target.index()]);
        let (hop_source, hop_target) = (self.graph[source].id, self.graph[target].id);
        let of_type = record.edge_type.0 as usize;
        if of_type >= self.types.len() {
            self.types.resize_with(of_type + 1, OfType::default);
        }
        self.types[of_type].n_edges += 1;
        self.types[of_type].changed();
        if let Some(adjacency) = self.adjacency.get_mut() {
            adjacency.add(EdgeEnds { edge_type: record.edge_type, source: hop_source, target: hop_target }, record.id);
        }
        self.edge_columns.replace(self.edge_slots.len(), &NO_PROPERTIES, &record.properties);
        self.edge_slots.push(self.graph.add_edge(source, target, record));
        self.state += 1;
    }

    fn node_slot(&self, node: NodeId) -> Option<NodeIndex> {
        self.node_slots.get(node.index()).copied().filter(|slot| *slot != NodeIndex::end())
    }

    fn edge_slot(&self, edge: EdgeId) -> Option<EdgeIndex> {
        self.edge_slots.get(edge.index()).copied().filter(|slot| *slot != EdgeIndex::end())
    }

    fn adjacency(&self) -> &Adjacency {
        self.adjacency.get_or_init(|| {
            let graph = &self.graph;
            let edges = graph.edge_references().map(|edge| {
                let record: &EdgeRecord = edge.weight();
                let neighbor = graph[edge.target()].id;
                let hop = Hop { edge_type: record.edge_type, edge: record.id, neighbor };
                (graph[edge.source()].id, hop)
            });
            Adjacency::build(self.node_slots.len(), edges)
        })
    }

    fn links_of(&self, edge_type: TypeId) -> Links {
        let n_slots = self.node_slots.len();
        let adjacency = self.adjacency();
        let hops = |node, direction| adjacency.hops(node, direction, Some(edge_type)).unwrap_or_default();
        Links::build(n_slots, hops, |node| self.labels(node))
    }

    pub(super) fn indexes(&self) -> &Indexes {
        &self.indexes
    }

    pub(super) fn node_record(&self, node: NodeId) -> Option<&NodeRecord> {
        self.node_slot(node).map(|slot| &self.graph[slot])
    }

    pub(super) fn whole_edge(&self, edge: EdgeId) -> Option<WholeEdge> {
        Some(WholeEdge { record: self.edge_record(edge)?.clone(), ends: self.edge(edge)? })
    }

    pub(super) fn edge_record(&self, edge: EdgeId) -> Option<&EdgeRecord> {
        self.edge_slot(edge).map(|slot| &self.graph[slot])
    }
}

/// Says whether so many of all nodes or edges come or go that what is known of all of them is better made anew.
fn is_bulk(n_changed: usize, n_all: usize) -> bool {
    n_changed > 1024 + n_all / 8
}

/// Returns the keys that rules want to be indexed.
fn indexed_keys(rules: &[Rule], symbols: &mut Symbols) -> BTreeSet<KeyId> {
    let wanted = rules.iter().filter(|rule| rule.on == RuleTarget::Nodes && rule.kind != RuleKind::NotNull);
    wanted.flat_map(|rule| &rule.keys).map(|key| symbols.intern_key(key)).collect()
}

/// Returns the id after so many that were given out.
pub(super) fn next_id(n_given: usize) -> Result<u32, GraphError> {
    u32::try_from(n_given).ok().filter(|id| *id < u32::MAX).ok_or(GraphError::OutOfIds)
}

impl GraphView for MemoryGraph {
    fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    fn node_count(&self) -> usize {
        self.graph.node_count()
    }

    fn edge_count(&self) -> usize {
        self.graph.edge_count()
    }

    fn node_bound(&self) -> usize {
        self.node_slots.len()
    }

    fn edge_bound(&self) -> usize {
        self.edge_slots.len()
    }

    fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let ids = (0_u32..).map(NodeId).zip(&self.node_slots);
        ids.filter(|(_, slot)| **slot != NodeIndex::end()).map(|(id, _)| id)
    }

    fn edges(&self) -> impl Iterator<Item = EdgeId> {
        let ids = (0_u32..).map(EdgeId).zip(&self.edge_slots);
        ids.filter(|(_, slot)| **slot != EdgeIndex::end()).map(|(id, _)| id)
    }

    fn contains_node(&self, node: NodeId) -> bool {
        self.node_slot(node).is_some()
    }

    fn labels(&self, node: NodeId) -> &[LabelId] {
        self.node_record(node).map_or(&[], |record| &record.labels)
    }

    fn properties(&self, node: NodeId) -> &Properties {
        self.node_record(node).map_or(&NO_PROPERTIES, |record| &record.properties)
    }

    fn edge(&self, edge: EdgeId) -> Option<EdgeEnds> {
        let slot = self.edge_slot(edge)?;
        let (source, target) = self.graph.edge_endpoints(slot)?;
        Some(EdgeEnds {
            edge_type: self.graph[slot].edge_type,
            source: self.graph[source].id,
            target: self.graph[target].id,
        })
    }

    fn edge_properties(&self, edge: EdgeId) -> &Properties {
        self.edge_record(edge).map_or(&NO_PROPERTIES, |record| &record.properties)
    }

    fn expand<'a>(
        &'a self,
        node: NodeId,
        direction: Direction,
        types: Types<'a>,
    ) -> impl Iterator<Item = Hop> {
        self.adjacency().expand(node, direction, types)
    }

    fn hops(&self, node: NodeId, direction: Direction, edge_type: Option<TypeId>) -> Option<&[Hop]> {
        let of_type = edge_type.and_then(|own| self.types.get(own.0 as usize));
        match of_type.and_then(|own| own.links.get()) {
            Some(links) => links.hops(node, direction),
            None => self.adjacency().hops(node, direction, edge_type),
        }
    }

    fn links(&self, edge_type: TypeId, n_wanted: usize) -> Option<&Links> {
        let of_type = self.types.get(edge_type.0 as usize)?;
        if let Some(links) = of_type.links.get() {
            return Some(links);
        }
        let n_before = of_type.n_wanted.fetch_add(n_wanted.min(self.edge_slots.len()), Ordering::Relaxed);
        // Building goes through all nodes and twice through all edges of the type.
        let cost = self.node_slots.len() / 8 + of_type.n_edges;
        let is_worth_it = n_before.saturating_add(n_wanted) >= cost;
        is_worth_it.then(|| of_type.links.get_or_init(|| self.links_of(edge_type)))
    }

    fn edge_count_of(&self, edge_type: TypeId) -> usize {
        self.types.get(edge_type.0 as usize).map_or(0, |of_type| of_type.n_edges)
    }

    fn node_count_of(&self, label: LabelId) -> usize {
        self.indexes.with_label(label).len()
    }

    fn nodes_with_label(&self, label: LabelId) -> impl Iterator<Item = NodeId> {
        self.indexes.with_label(label).iter().copied()
    }

    fn is_indexed(&self, key: KeyId) -> bool {
        self.indexes.has_key(key)
    }

    fn nodes_with_property(&self, key: KeyId, value: &Value) -> Vec<NodeId> {
        if let Some(nodes) = self.indexes.with_property(key, value) {
            return nodes.to_vec();
        }
        let has = |node: &NodeId| self.properties(*node).get(key).is_some_and(|own| is_equal(own, value));
        self.nodes().filter(has).collect()
    }

    fn label_sets(&self, n_reads: usize) -> Option<&LabelSets> {
        self.label_sets.get(n_reads, self.node_slots.len(), || self.indexes.labels())
    }

    fn node_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        self.node_columns.get(key, n_reads, self.node_slots.len(), || {
            let records = self.nodes().filter_map(|node| self.node_record(node));
            records.filter_map(move |record| Some((record.id.index(), record.properties.get(key)?)))
        })
    }

    fn edge_column(&self, key: KeyId, n_reads: usize) -> Option<Arc<PropertyColumn>> {
        self.edge_columns.get(key, n_reads, self.edge_slots.len(), || {
            let records = self.edges().filter_map(|edge| self.edge_record(edge));
            records.filter_map(move |record| Some((record.id.index(), record.properties.get(key)?)))
        })
    }
}
