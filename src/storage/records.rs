//! Graphs and changes as records, and back.
//!
//! A record is a tag of one byte and what the tag says; counts, texts and values are written as in `bytes`.
//!
//! | tag | record | then |
//! |---|---|---|
//! | 1, 2, 3 | a label, edge type or property key gets the next id | its name as text |
//! | 4 | a setting | name, content: texts |
//! | 5 | a setting is gone | name as text |
//! | 6 | an edge is gone | id |
//! | 7 | a node is gone | id |
//! | 8 | a node, in place of one of this id | id, count of labels, labels, properties |
//! | 9 | an edge, in place of one of this id | id, type, source, target, properties |
//! | 11 | the rules, in place of all there were | count; of each: name, kind, target, label, count of keys, keys |
//! | 12 | properties of a node are set | id, properties; null stands for one that is gone |
//! | 13 | properties of an edge are set | id, properties; null stands for one that is gone |
//! | 10 | the commit ends | node ids given out, edge ids given out, nodes, edges |
//!
//! Properties are a count, then key and value each. The ids of records 6 to 9, 12 and 13 are written as the difference to the one
//! before of the same tag in the same frame, at first to 0, modulo 2^32. The kind of a rule is 0 for an index, 1 for
//! unique, 2 for not null; its target 0 for nodes, 1 for edges; each is one byte.

use std::collections::BTreeMap;

use super::StorageError;
use super::bytes::{Bytes, Garbled, put_count, put_number, put_text, put_value};
use crate::graph::{
    ChangeSet, EdgeEnds, GraphView as _, KeyId, LabelId, MemoryGraph, Properties, Rule, RuleKind, RuleTarget,
    Symbols, TypeId, Written,
};
use crate::model::{EdgeId, NodeId, Value};

/// Named texts that a database keeps beside its graph.
pub type Settings = BTreeMap<String, String>;

/// How many labels, types and keys have been written.
pub(super) type NameCounts = (usize, usize, usize);

const LABEL: u8 = 1;
const TYPE: u8 = 2;
const KEY: u8 = 3;
const SETTING: u8 = 4;
const NO_SETTING: u8 = 5;
const NO_EDGE: u8 = 6;
const NO_NODE: u8 = 7;
const NODE: u8 = 8;
const EDGE: u8 = 9;
const END: u8 = 10;
const RULES: u8 = 11;
const NODE_SETS: u8 = 12;
const EDGE_SETS: u8 = 13;
/// One more than the highest tag.
const TAGS: usize = 14;

/// A frame is full at so many bytes; only a record longer than that makes a longer one.
const FRAME: usize = 256 << 10;

/// Where a frame stands in its commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Within,
    Last,
}

/// How many edges are put into the graph at once when it is read.
const EDGES: usize = 1024;

/// Takes full frames.
pub(super) trait Frames {
    /// Takes the content of a frame, and whether it is the last of its commit.
    fn frame(&mut self, content: &[u8], place: Place) -> Result<(), StorageError>;
}

/// Writes records into frames.
pub(super) struct RecordWriter<'f, F> {
    frames: &'f mut F,
    content: Vec<u8>,
    /// The last id by tag.
    last: [u32; TAGS],
}

impl<'f, F: Frames> RecordWriter<'f, F> {
    pub(super) fn new(frames: &'f mut F) -> Self {
        RecordWriter { frames, content: Vec::new(), last: [0; TAGS] }
    }

    /// Writes a whole graph as one commit.
    pub(super) fn graph(&mut self, graph: &MemoryGraph, settings: &Settings) -> Result<(), StorageError> {
        self.names(graph.symbols(), (0, 0, 0))?;
        settings.iter().try_for_each(|(name, content)| self.setting(name, Some(content)))?;
        for node in graph.nodes() {
            self.node(node, graph.labels(node), graph.properties(node))?;
        }
        for edge in graph.edges() {
            if let Some(ends) = graph.edge(edge) {
                self.edge(edge, ends, graph.edge_properties(edge))?;
            }
        }
        self.rules(graph.rules())?;
        let (n_nodes, n_edges) = (graph.node_count(), graph.edge_count());
        self.end([graph.node_bound(), graph.edge_bound(), n_nodes, n_edges])
    }

    /// Writes changes, and how many nodes and edges the graph has after them, as one commit.
    pub(super) fn changes(
        &mut self,
        changes: &ChangeSet,
        settings: &[(&str, Option<&str>)],
        known: NameCounts,
        n_nodes: usize,
        n_edges: usize,
    ) -> Result<(), StorageError> {
        self.names(changes.symbols(), known)?;
        settings.iter().try_for_each(|(name, content)| self.setting(name, *content))?;
        for edge in changes.removed_edges() {
            self.id(NO_EDGE, edge.0);
            self.flush_full()?;
        }
        for node in changes.removed_nodes() {
            self.id(NO_NODE, node.0);
            self.flush_full()?;
        }
        for (node, written) in changes.changed_nodes() {
            match written {
                Written::Whole((labels, properties)) => self.node(node, labels, properties)?,
                Written::Properties(sets) => self.sets(NODE_SETS, node.0, sets)?,
            }
        }
        for (node, labels, properties) in changes.added_nodes() {
            self.node(node, labels, properties)?;
        }
        for (edge, written) in changes.changed_edges() {
            match written {
                Written::Whole((ends, properties)) => self.edge(edge, ends, properties)?,
                Written::Properties(sets) => self.sets(EDGE_SETS, edge.0, sets)?,
            }
        }
        for (edge, ends, properties) in changes.added_edges() {
            self.edge(edge, ends, properties)?;
        }
        if let Some(rules) = changes.rules() {
            self.rules(rules)?;
        }
        let (next_node, next_edge) = changes.next_ids();
        self.end([next_node, next_edge, n_nodes, n_edges])
    }

    fn names(&mut self, symbols: &Symbols, known: NameCounts) -> Result<(), StorageError> {
        let (labels, types, keys) = symbols.counts();
        for at in known.0..labels {
            self.name(LABEL, symbols.label_name(LabelId(symbol(at))))?;
        }
        for at in known.1..types {
            self.name(TYPE, symbols.type_name(TypeId(symbol(at))))?;
        }
        for at in known.2..keys {
            self.name(KEY, symbols.key_name(KeyId(symbol(at))))?;
        }
        Ok(())
    }

    fn name(&mut self, tag: u8, name: &str) -> Result<(), StorageError> {
        self.content.push(tag);
        put_text(&mut self.content, name);
        self.flush_full()
    }

    fn setting(&mut self, name: &str, content: Option<&str>) -> Result<(), StorageError> {
        self.content.push(if content.is_some() { SETTING } else { NO_SETTING });
        put_text(&mut self.content, name);
        if let Some(content) = content {
            put_text(&mut self.content, content);
        }
        self.flush_full()
    }

    fn rules(&mut self, rules: &[Rule]) -> Result<(), StorageError> {
        self.content.push(RULES);
        put_count(&mut self.content, rules.len());
        for rule in rules {
            put_text(&mut self.content, &rule.name);
            self.content.push(match rule.kind {
                RuleKind::Index => 0,
                RuleKind::Unique => 1,
                RuleKind::NotNull => 2,
            });
            self.content.push(u8::from(rule.on == RuleTarget::Edges));
            put_text(&mut self.content, &rule.label);
            put_count(&mut self.content, rule.keys.len());
            rule.keys.iter().for_each(|key| put_text(&mut self.content, key));
        }
        self.flush_full()
    }

    fn node(
        &mut self,
        id: NodeId,
        labels: &[LabelId],
        properties: &Properties,
    ) -> Result<(), StorageError> {
        self.id(NODE, id.0);
        put_count(&mut self.content, labels.len());
        for label in labels {
            put_number(&mut self.content, u64::from(label.0));
        }
        self.properties(properties)
    }

    fn edge(&mut self, id: EdgeId, ends: EdgeEnds, properties: &Properties) -> Result<(), StorageError> {
        self.id(EDGE, id.0);
        for number in [ends.edge_type.0, ends.source.0, ends.target.0] {
            put_number(&mut self.content, u64::from(number));
        }
        self.properties(properties)
    }

    fn sets(&mut self, tag: u8, id: u32, sets: &[(KeyId, Value)]) -> Result<(), StorageError> {
        self.id(tag, id);
        self.entries(sets.iter().map(|(key, value)| (*key, value)))
    }

    fn properties(&mut self, properties: &Properties) -> Result<(), StorageError> {
        self.entries(properties.iter())
    }

    fn entries<'v>(
        &mut self,
        entries: impl ExactSizeIterator<Item = (KeyId, &'v Value)>,
    ) -> Result<(), StorageError> {
        put_count(&mut self.content, entries.len());
        for (key, value) in entries {
            put_number(&mut self.content, u64::from(key.0));
            put_value(&mut self.content, value)?;
        }
        self.flush_full()
    }

    fn id(&mut self, tag: u8, id: u32) {
        self.content.push(tag);
        let last = &mut self.last[tag as usize];
        put_number(&mut self.content, u64::from(id.wrapping_sub(*last)));
        *last = id;
    }

    fn end(&mut self, counts: [usize; 4]) -> Result<(), StorageError> {
        self.content.push(END);
        for count in counts {
            put_count(&mut self.content, count);
        }
        self.flush(Place::Last)
    }

    fn flush_full(&mut self) -> Result<(), StorageError> {
        if self.content.len() < FRAME { Ok(()) } else { self.flush(Place::Within) }
    }

    fn flush(&mut self, place: Place) -> Result<(), StorageError> {
        self.frames.frame(&self.content, place)?;
        self.content.clear();
        self.last = [0; TAGS];
        Ok(())
    }
}

fn symbol(at: usize) -> u32 {
    u32::try_from(at).expect("symbols give out ids of 32 bits")
}

/// Rebuilds a graph from records.
#[derive(Debug, Default)]
pub(super) struct RecordReader {
    graph: MemoryGraph,
    settings: Settings,
    rules: Vec<Rule>,
    labels: Vec<LabelId>,
    /// Edges that were read and are not in the graph yet.
    edges: Vec<(EdgeId, EdgeEnds, Properties)>,
    /// Edges and nodes that are gone and still in the graph, in ascending order.
    gone_edges: Vec<EdgeId>,
    gone_nodes: Vec<NodeId>,
    entries: Vec<(KeyId, Value)>,
}

impl RecordReader {
    /// Applies the records of a frame and says whether the last of them ends the commit.
    pub(super) fn frame(&mut self, content: &[u8]) -> Result<Place, Garbled> {
        let mut bytes = Bytes(content);
        let mut last = [0_u32; TAGS];
        while !bytes.is_empty() {
            let tag = bytes.byte()?;
            if tag != EDGE || self.edges.len() == EDGES {
                self.put_edges()?;
            }
            if tag != NO_EDGE && tag != NO_NODE {
                self.remove_gone()?;
            }
            match tag {
                LABEL | TYPE | KEY => self.name(tag, bytes.text()?)?,
                SETTING => {
                    let name = bytes.text()?.to_owned();
                    self.settings.insert(name, bytes.text()?.to_owned());
                }
                NO_SETTING => {
                    self.settings.remove(bytes.text()?);
                }
                RULES => self.rules = rules(&mut bytes)?,
                NO_EDGE | NO_NODE | NODE | EDGE | NODE_SETS | EDGE_SETS => {
                    let last = &mut last[tag as usize];
                    *last = last.wrapping_add(bytes.small()?);
                    self.element(tag, *last, &mut bytes)?;
                }
                END => {
                    self.end(&mut bytes)?;
                    return if bytes.is_empty() { Ok(Place::Last) } else { Err(Garbled("the end of a frame")) };
                }
                _ => return Err(Garbled("the tag of a record")),
            }
        }
        self.put_edges()?;
        self.remove_gone()?;
        Ok(Place::Within)
    }

    fn remove_gone(&mut self) -> Result<(), Garbled> {
        self.graph.remove_edges(&self.gone_edges).map_err(|_| Garbled("an edge that is there"))?;
        self.gone_edges.clear();
        self.graph.remove_nodes(&self.gone_nodes).map_err(|_| Garbled("a node without edges"))?;
        self.gone_nodes.clear();
        Ok(())
    }

    /// Notes an edge or a node that is gone. Edges come before nodes, and ids ascend; where they do not, those before are
    /// removed first.
    fn note_gone(&mut self, tag: u8, id: u32) -> Result<(), Garbled> {
        let ascends = match tag {
            NO_EDGE => self.gone_nodes.is_empty() && self.gone_edges.last().is_none_or(|last| last.0 < id),
            _ => self.gone_nodes.last().is_none_or(|last| last.0 < id),
        };
        if !ascends {
            self.remove_gone()?;
        }
        match tag {
            NO_EDGE => self.gone_edges.push(EdgeId(id)),
            _ => self.gone_nodes.push(NodeId(id)),
        }
        Ok(())
    }

    fn put_edges(&mut self) -> Result<(), Garbled> {
        let put = self.graph.put_edges(&mut self.edges);
        put.map_err(|_| Garbled("an edge between nodes that are there"))
    }

    /// Returns the graph, the settings, and how many names were written; indexes are built only now, and may make names
    /// known that no record has.
    pub(super) fn finish(mut self) -> (MemoryGraph, Settings, NameCounts) {
        let names = self.graph.symbols().counts();
        self.graph.set_rules(self.rules);
        (self.graph, self.settings, names)
    }

    fn name(&mut self, tag: u8, name: &str) -> Result<(), Garbled> {
        let symbols = self.graph.symbols_mut();
        let before = symbols.counts();
        match tag {
            LABEL => symbols.intern_label(name).0,
            TYPE => symbols.intern_type(name).0,
            _ => symbols.intern_key(name).0,
        };
        if symbols.counts() == before { Err(Garbled("a new name")) } else { Ok(()) }
    }

    fn element(&mut self, tag: u8, id: u32, bytes: &mut Bytes<'_>) -> Result<(), Garbled> {
        match tag {
            NO_EDGE | NO_NODE => self.note_gone(tag, id),
            NODE => self.node(NodeId(id), bytes),
            NODE_SETS | EDGE_SETS => self.sets(tag, id, bytes),
            _ => self.edge(EdgeId(id), bytes),
        }
    }

    fn node(&mut self, id: NodeId, bytes: &mut Bytes<'_>) -> Result<(), Garbled> {
        let (n_labels, _, n_keys) = self.graph.symbols().counts();
        self.labels.clear();
        for _ in 0..bytes.count()? {
            self.labels.push(LabelId(known(bytes.small()?, n_labels)?));
        }
        let properties = self.properties(bytes, n_keys)?;
        let put = self.graph.put_node(id, &self.labels, properties);
        put.map_err(|_| Garbled("the id of a node"))
    }

    fn sets(&mut self, tag: u8, id: u32, bytes: &mut Bytes<'_>) -> Result<(), Garbled> {
        let (_, _, n_keys) = self.graph.symbols().counts();
        for _ in 0..bytes.count()? {
            let key = KeyId(known(bytes.small()?, n_keys)?);
            let value = bytes.value()?;
            let set = match tag {
                NODE_SETS => self.graph.set_property(NodeId(id), key, value),
                _ => self.graph.set_edge_property(EdgeId(id), key, value),
            };
            set.map_err(|_| Garbled("a node or edge that is there"))?;
        }
        Ok(())
    }

    fn edge(&mut self, id: EdgeId, bytes: &mut Bytes<'_>) -> Result<(), Garbled> {
        let (_, n_types, n_keys) = self.graph.symbols().counts();
        let edge_type = TypeId(known(bytes.small()?, n_types)?);
        let (source, target) = (NodeId(bytes.small()?), NodeId(bytes.small()?));
        let properties = self.properties(bytes, n_keys)?;
        self.edges.push((id, EdgeEnds { edge_type, source, target }, properties));
        Ok(())
    }

    fn properties(&mut self, bytes: &mut Bytes<'_>, n_keys: usize) -> Result<Properties, Garbled> {
        let n_entries = bytes.count()?;
        if n_entries == 0 {
            return Ok(Properties::default());
        }
        for _ in 0..n_entries {
            let key = KeyId(known(bytes.small()?, n_keys)?);
            self.entries.push((key, bytes.value()?));
        }
        Ok(Properties::drain_from(&mut self.entries))
    }

    fn end(&mut self, bytes: &mut Bytes<'_>) -> Result<(), Garbled> {
        let (next_node, next_edge) = (bytes.small()?, bytes.small()?);
        self.graph.use_up_ids(next_node as usize, next_edge as usize);
        let counts = (u64::from(bytes.small()?), u64::from(bytes.small()?));
        let found = (self.graph.node_count() as u64, self.graph.edge_count() as u64);
        if counts == found { Ok(()) } else { Err(Garbled("as many nodes and edges as were counted")) }
    }
}

fn rules(bytes: &mut Bytes<'_>) -> Result<Vec<Rule>, Garbled> {
    let mut rules = Vec::new();
    for _ in 0..bytes.count()? {
        let name = bytes.text()?.to_owned();
        let kind = match bytes.byte()? {
            0 => RuleKind::Index,
            1 => RuleKind::Unique,
            2 => RuleKind::NotNull,
            _ => return Err(Garbled("the kind of a rule")),
        };
        let on = match bytes.byte()? {
            0 => RuleTarget::Nodes,
            1 => RuleTarget::Edges,
            _ => return Err(Garbled("the target of a rule")),
        };
        let label = bytes.text()?.to_owned();
        let keys = (0..bytes.count()?).map(|_| bytes.text().map(str::to_owned));
        let keys = keys.collect::<Result<_, _>>()?;
        rules.push(Rule { name, kind, on, label, keys });
    }
    Ok(rules)
}

fn known(id: u32, n_known: usize) -> Result<u32, Garbled> {
    if (id as usize) < n_known { Ok(id) } else { Err(Garbled("the id of a name")) }
}

