//! The graph core against a plain twin: after every step both hold the same.

use std::collections::{BTreeMap, BTreeSet};

use hvgraph::graph::{
    Direction, GraphError, GraphView, Hop, KeyId, LabelId, MemoryGraph, Overlay, Projection, ProjectionSpec,
    Properties, TypeId, Types,
};
use hvgraph::model::{EdgeId, NodeId, Value};
use proptest::prelude::*;

use crate::program;

const N_LABELS: u32 = 3;
const N_TYPES: u32 = 3;
const N_KEYS: u32 = 3;

/// The plain twin of a graph.
#[derive(Debug, Clone, Default, PartialEq)]
struct Twin {
    nodes: BTreeMap<u32, (BTreeSet<u32>, BTreeMap<u32, i64>)>,
    edges: BTreeMap<u32, (u32, u32, u32, BTreeMap<u32, i64>)>,
    next_node: u32,
    next_edge: u32,
}

/// One write; ids are taken modulo a little more than were given out, so that some are unknown.
#[derive(Debug, Clone)]
enum Step {
    AddNode(Vec<u32>, Vec<(u32, i64)>),
    AddEdge(u32, u32, u32),
    RemoveEdge(u32),
    RemoveNode(u32),
    DetachRemoveNode(u32),
    SetProperty(u32, u32, Option<i64>),
    SetProperties(u32, Vec<(u32, i64)>),
    SetEdgeProperty(u32, u32, Option<i64>),
    AddLabel(u32, u32),
    RemoveLabel(u32, u32),
}

/// How a few steps reach the graph.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Directly,
    Committed,
    RolledBack,
}

fn step() -> impl Strategy<Value = Step> {
    let id = 0..1000_u32;
    let value = prop::option::of(0..4_i64);
    let entries = prop::collection::vec((0..N_KEYS, 0..4_i64), 0..3);
    prop_oneof![
        4 => (prop::collection::vec(0..N_LABELS, 0..3), entries.clone()).prop_map(|(labels, entries)| Step::AddNode(labels, entries)),
        6 => (0..N_TYPES, id.clone(), id.clone()).prop_map(|(edge_type, from, to)| Step::AddEdge(edge_type, from, to)),
        2 => id.clone().prop_map(Step::RemoveEdge),
        1 => id.clone().prop_map(Step::RemoveNode),
        1 => id.clone().prop_map(Step::DetachRemoveNode),
        2 => (id.clone(), 0..N_KEYS, value.clone()).prop_map(|(id, key, value)| Step::SetProperty(id, key, value)),
        1 => (id.clone(), entries).prop_map(|(id, entries)| Step::SetProperties(id, entries)),
        1 => (id.clone(), 0..N_KEYS, value).prop_map(|(id, key, value)| Step::SetEdgeProperty(id, key, value)),
        1 => (id.clone(), 0..N_LABELS).prop_map(|(id, label)| Step::AddLabel(id, label)),
        1 => (id, 0..N_LABELS).prop_map(|(id, label)| Step::RemoveLabel(id, label)),
    ]
}

fn transactions() -> impl Strategy<Value = Vec<(Way, Vec<Step>)>> {
    let way = prop_oneof![Just(Way::Directly), Just(Way::Committed), Just(Way::RolledBack)];
    prop::collection::vec((way, prop::collection::vec(step(), 1..20)), 1..20)
}

fn properties(entries: &[(u32, i64)]) -> Properties {
    entries.iter().map(|(key, value)| (KeyId(*key), Value::Integer(*value))).collect()
}

impl Twin {
    fn node(&self, pick: u32) -> u32 {
        pick % (self.next_node + 2)
    }

    fn edge(&self, pick: u32) -> u32 {
        pick % (self.next_edge + 2)
    }

    fn degree(&self, node: u32) -> usize {
        self.edges.values().filter(|(_, from, to, _)| *from == node || *to == node).count()
    }

    /// Takes a step and returns whether it was refused.
    fn take(&mut self, step: &Step) -> Result<(), ()> {
        match step {
            Step::AddNode(labels, entries) => {
                let node = (labels.iter().copied().collect(), entries.iter().copied().collect());
                self.nodes.insert(self.next_node, node);
                self.next_node += 1;
            }
            Step::AddEdge(edge_type, from, to) => {
                let (from, to) = (self.node(*from), self.node(*to));
                if !self.nodes.contains_key(&from) || !self.nodes.contains_key(&to) {
                    return Err(());
                }
                self.edges.insert(self.next_edge, (*edge_type, from, to, BTreeMap::new()));
                self.next_edge += 1;
            }
            Step::RemoveEdge(edge) => {
                let edge = self.edge(*edge);
                self.edges.remove(&edge).ok_or(())?;
            }
            Step::RemoveNode(node) => {
                let node = self.node(*node);
                if self.degree(node) > 0 {
                    return Err(());
                }
                self.nodes.remove(&node).ok_or(())?;
            }
            Step::DetachRemoveNode(node) => {
                let node = self.node(*node);
                self.nodes.remove(&node).ok_or(())?;
                self.edges.retain(|_, (_, from, to, _)| *from != node && *to != node);
            }
            Step::SetProperty(node, key, value) => {
                let node = self.node(*node);
                let (_, entries) = self.nodes.get_mut(&node).ok_or(())?;
                set(entries, *key, *value);
            }
            Step::SetProperties(node, given) => {
                let node = self.node(*node);
                self.nodes.get_mut(&node).ok_or(())?.1 = given.iter().copied().collect();
            }
            Step::SetEdgeProperty(edge, key, value) => {
                let edge = self.edge(*edge);
                set(&mut self.edges.get_mut(&edge).ok_or(())?.3, *key, *value);
            }
            Step::AddLabel(node, label) => {
                let node = self.node(*node);
                self.nodes.get_mut(&node).ok_or(())?.0.insert(*label);
            }
            Step::RemoveLabel(node, label) => {
                let node = self.node(*node);
                self.nodes.get_mut(&node).ok_or(())?.0.remove(label);
            }
        }
        Ok(())
    }
}

fn set(entries: &mut BTreeMap<u32, i64>, key: u32, value: Option<i64>) {
    match value {
        Some(value) => {
            entries.insert(key, value);
        }
        None => {
            entries.remove(&key);
        }
    }
}

fn value_of(value: Option<i64>) -> Value {
    value.map_or(Value::Null, Value::Integer)
}

/// Takes a step on the overlay.
fn take_on_overlay(overlay: &mut Overlay<'_>, twin: &Twin, step: &Step) -> Result<(), GraphError> {
    let (node, edge) = (|pick: &u32| NodeId(twin.node(*pick)), |pick: &u32| EdgeId(twin.edge(*pick)));
    match step {
        Step::AddNode(labels, entries) => {
            overlay.add_node(labels.iter().map(|label| LabelId(*label)), properties(entries)).map(drop)
        }
        Step::AddEdge(edge_type, from, to) => {
            overlay.add_edge(TypeId(*edge_type), node(from), node(to), Properties::default()).map(drop)
        }
        Step::RemoveEdge(pick) => overlay.remove_edge(edge(pick)),
        Step::RemoveNode(pick) => overlay.remove_node(node(pick)),
        Step::DetachRemoveNode(pick) => {
            let expected = twin.degree(node(pick).0);
            overlay.detach_remove_node(node(pick)).map(|n_edges| assert_eq!(n_edges, expected))
        }
        Step::SetProperty(pick, key, value) => {
            overlay.set_property(node(pick), KeyId(*key), value_of(*value))
        }
        Step::SetProperties(pick, entries) => overlay.set_properties(node(pick), properties(entries)),
        Step::SetEdgeProperty(pick, key, value) => {
            overlay.set_edge_property(edge(pick), KeyId(*key), value_of(*value))
        }
        Step::AddLabel(pick, label) => overlay.add_label(node(pick), LabelId(*label)),
        Step::RemoveLabel(pick, label) => overlay.remove_label(node(pick), LabelId(*label)),
    }
}

/// Takes a step on the graph itself, or nothing where only an overlay can.
fn take_directly(graph: &mut MemoryGraph, twin: &Twin, step: &Step) -> Option<Result<(), GraphError>> {
    let (node, edge) = (|pick: &u32| NodeId(twin.node(*pick)), |pick: &u32| EdgeId(twin.edge(*pick)));
    Some(match step {
        Step::AddNode(labels, entries) => {
            graph.add_node(labels.iter().map(|label| LabelId(*label)), properties(entries)).map(drop)
        }
        Step::AddEdge(edge_type, from, to) => {
            graph.add_edge(TypeId(*edge_type), node(from), node(to), Properties::default()).map(drop)
        }
        Step::RemoveEdge(pick) => graph.remove_edge(edge(pick)),
        Step::RemoveNode(pick) => graph.remove_node(node(pick)),
        Step::SetProperty(pick, key, value) => graph.set_property(node(pick), KeyId(*key), value_of(*value)),
        Step::SetEdgeProperty(pick, key, value) => {
            graph.set_edge_property(edge(pick), KeyId(*key), value_of(*value))
        }
        _ => return None,
    })
}

/// Compares everything a reader can see.
fn assert_same(graph: &impl GraphView, twin: &Twin) {
    assert_eq!(graph.node_count(), twin.nodes.len());
    assert_eq!(graph.edge_count(), twin.edges.len());
    assert_eq!((graph.node_bound(), graph.edge_bound()), (twin.next_node as usize, twin.next_edge as usize));
    assert_eq!(
        graph.nodes().map(|node| node.0).collect::<Vec<_>>(),
        twin.nodes.keys().copied().collect::<Vec<_>>()
    );
    assert_eq!(
        graph.edges().map(|edge| edge.0).collect::<Vec<_>>(),
        twin.edges.keys().copied().collect::<Vec<_>>()
    );
    let ints = |entries: &Properties| -> BTreeMap<u32, i64> {
        entries
            .iter()
            .map(|(key, value)| {
                (
                    key.0,
                    match value {
                        Value::Integer(number) => *number,
                        other => panic!("{other:?}"),
                    },
                )
            })
            .collect()
    };
    let none = (BTreeSet::new(), BTreeMap::new());
    for id in 0..twin.next_node + 2 {
        let node = NodeId(id);
        let (labels, entries) = twin.nodes.get(&id).unwrap_or(&none);
        assert_eq!(graph.contains_node(node), twin.nodes.contains_key(&id));
        assert_eq!(
            graph.labels(node).iter().map(|label| label.0).collect::<Vec<_>>(),
            labels.iter().copied().collect::<Vec<_>>()
        );
        assert_eq!(&ints(graph.properties(node)), entries);
        for direction in [Direction::Outgoing, Direction::Incoming, Direction::Both] {
            for types in [
                Types::All,
                Types::Only(&[TypeId(1)]),
                Types::Only(&[TypeId(0), TypeId(2)]),
                Types::Only(&[]),
            ] {
                let hops: Vec<Hop> = graph.expand(node, direction, types).collect();
                assert_eq!(hops, expected_hops(twin, id, direction, types), "{node} {direction:?} {types:?}");
            }
        }
    }
    for id in 0..twin.next_edge + 2 {
        let ends = graph.edge(EdgeId(id)).map(|ends| (ends.edge_type.0, ends.source.0, ends.target.0));
        assert_eq!(ends, twin.edges.get(&id).map(|(edge_type, from, to, _)| (*edge_type, *from, *to)));
        let entries = twin.edges.get(&id).map(|(_, _, _, entries)| entries.clone()).unwrap_or_default();
        assert_eq!(ints(graph.edge_properties(EdgeId(id))), entries);
    }
    for label in 0..=N_LABELS {
        let expected =
            twin.nodes.iter().filter(|(_, (labels, _))| labels.contains(&label)).map(|(id, _)| *id);
        assert_eq!(
            graph.nodes_with_label(LabelId(label)).map(|node| node.0).collect::<Vec<_>>(),
            expected.collect::<Vec<_>>()
        );
    }
    for key in 0..N_KEYS {
        for value in 0..4 {
            let expected = twin
                .nodes
                .iter()
                .filter(|(_, (_, entries))| entries.get(&key) == Some(&value))
                .map(|(id, _)| *id);
            let found = graph.nodes_with_property(KeyId(key), &Value::Integer(value));
            assert_eq!(
                found.iter().map(|node| node.0).collect::<Vec<_>>(),
                expected.collect::<Vec<_>>(),
                "key {key}, value {value}"
            );
        }
    }
}

fn expected_hops(twin: &Twin, node: u32, direction: Direction, types: Types<'_>) -> Vec<Hop> {
    let hops = |outgoing: bool| {
        let mut hops: Vec<Hop> = twin
            .edges
            .iter()
            .filter_map(|(edge, (edge_type, from, to, _))| {
                let (here, there) = if outgoing { (from, to) } else { (to, from) };
                let edge_type = TypeId(*edge_type);
                (*here == node && types.contains(edge_type)).then_some(Hop {
                    edge_type,
                    edge: EdgeId(*edge),
                    neighbor: NodeId(*there),
                })
            })
            .collect();
        hops.sort();
        hops
    };
    match direction {
        Direction::Outgoing => hops(true),
        Direction::Incoming => hops(false),
        Direction::Both => hops(true)
            .into_iter()
            .chain(hops(false).into_iter().filter(|hop| hop.neighbor.0 != node))
            .collect(),
    }
}

/// Returns a graph whose symbols the steps use.
fn empty() -> MemoryGraph {
    let mut graph = MemoryGraph::new();
    for at in 0..4 {
        let symbols = graph.symbols_mut();
        symbols.intern_label(&format!("L{at}"));
        symbols.intern_type(&format!("T{at}"));
        symbols.intern_key(&format!("k{at}"));
    }
    graph
}

fn run(transactions: &[(Way, Vec<Step>)], index_at: usize) -> (MemoryGraph, Twin) {
    let (mut graph, mut twin) = (empty(), Twin::default());
    graph.create_index(KeyId(0));
    for (at, (way, steps)) in transactions.iter().enumerate() {
        if at == index_at {
            graph.create_index(KeyId(1));
        }
        match way {
            Way::Directly => {
                for step in steps {
                    let Some(result) = take_directly(&mut graph, &twin, step) else { continue };
                    assert_eq!(result.is_ok(), twin.take(step).is_ok(), "{step:?}: {result:?}");
                    assert_same(&graph, &twin);
                }
            }
            Way::Committed | Way::RolledBack => {
                let mut changed = twin.clone();
                let mut overlay = Overlay::new(&graph);
                // An overlay puts in order what it holds when it is first looked at, so some are looked at late or never.
                let look_at = [0, 5, usize::MAX][at % 3];
                for (number, step) in steps.iter().enumerate() {
                    let result = take_on_overlay(&mut overlay, &changed, step);
                    assert_eq!(result.is_ok(), changed.take(step).is_ok(), "{step:?}: {result:?}");
                    if number >= look_at {
                        assert_same(&overlay, &changed);
                    }
                }
                let changes = overlay.into_changes();
                assert_same(&graph, &twin);
                if *way == Way::Committed {
                    graph.apply(changes).unwrap();
                    twin = changed;
                }
            }
        }
        assert_same(&graph, &twin);
    }
    (graph, twin)
}

proptest! {
    #![proptest_config(program::cases(48))]

    #[test]
    fn every_step_leaves_the_graph_as_its_twin(transactions in transactions(), index_at in 0..20_usize) {
        run(&transactions, index_at);
    }

    #[test]
    fn changes_fit_one_state_only(first in prop::collection::vec(step(), 1..20), second in prop::collection::vec(step(), 1..20)) {
        let (mut graph, twin) = run(&[(Way::Directly, first)], 9);
        let (mut one, mut other) = (Overlay::new(&graph), Overlay::new(&graph));
        let mut changed = twin.clone();
        for step in &second {
            let _ = take_on_overlay(&mut one, &changed, step);
            let _ = changed.take(step);
        }
        other.add_node([], Properties::default()).unwrap();
        let (one, other) = (one.into_changes(), other.into_changes());
        graph.apply(one).unwrap();
        assert_same(&graph, &changed);
        let refused = graph.apply(other).unwrap_err();
        prop_assert!(matches!(refused, GraphError::Stale { .. }), "{refused}");
        assert_same(&graph, &changed);
    }

    #[test]
    fn many_nodes_of_one_label_and_value_change_at_once(masks in prop::array::uniform4(prop::collection::vec(any::<bool>(), 150))) {
        let [set, labelled, unlabelled, removed] = &masks;
        let mut graph = empty();
        graph.create_index(KeyId(0));
        let nodes: Vec<NodeId> =
            (0..150).map(|_| graph.add_node([LabelId(0)], properties(&[(0, 1)])).unwrap()).collect();
        for value in [2, 1] {
            let mut overlay = Overlay::new(&graph);
            for (at, node) in nodes.iter().copied().enumerate().filter(|(_, node)| graph.contains_node(*node)) {
                if set[at] {
                    overlay.set_property(node, KeyId(0), Value::Integer(value)).unwrap();
                }
                if labelled[at] {
                    overlay.add_label(node, LabelId(1)).unwrap();
                }
                if unlabelled[at] {
                    overlay.remove_label(node, LabelId(0)).unwrap();
                }
                if removed[at] {
                    overlay.remove_node(node).unwrap();
                }
            }
            let seen: Vec<Vec<NodeId>> = (0..2).map(|label| overlay.nodes_with_label(LabelId(label)).collect()).collect();
            let changes = overlay.into_changes();
            graph.apply(changes).unwrap();
            for label in [0, 1] {
                let found: Vec<NodeId> = graph.nodes_with_label(LabelId(label)).collect();
                let expected: Vec<NodeId> =
                    graph.nodes().filter(|node| graph.labels(*node).contains(&LabelId(label))).collect();
                prop_assert_eq!(&found, &expected);
                prop_assert_eq!(&found, &seen[label as usize]);
            }
            for value in [1, 2] {
                let value = Value::Integer(value);
                let found = graph.nodes_with_property(KeyId(0), &value);
                let expected: Vec<NodeId> =
                    graph.nodes().filter(|node| graph.properties(*node).get(KeyId(0)) == Some(&value)).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn a_projection_holds_what_was_chosen(steps in prop::collection::vec(step(), 1..80), kept_nodes in any::<u64>(), kept_edges in any::<u64>()) {
        let (graph, twin) = run(&[(Way::Directly, steps)], 9);
        let keeps = |mask: u64, id: u32| mask >> (id % 64) & 1 == 1;
        for direction in [Direction::Outgoing, Direction::Incoming, Direction::Both] {
            let projection = ProjectionSpec::default()
                .direction(direction)
                .nodes(|node| keeps(kept_nodes, node.0))
                .edges(|edge| keeps(kept_edges, edge.0))
                .weight(|edge| f64::from(edge.0) + 0.5)
                .build(&graph);
            assert_projection(&projection, &twin, direction, &|id| keeps(kept_nodes, id), &|id| keeps(kept_edges, id));
        }
    }
}

fn assert_projection(
    projection: &Projection,
    twin: &Twin,
    direction: Direction,
    keeps_node: &dyn Fn(u32) -> bool,
    keeps_edge: &dyn Fn(u32) -> bool,
) {
    let nodes: Vec<u32> = twin.nodes.keys().copied().filter(|id| keeps_node(*id)).collect();
    assert_eq!(projection.nodes().iter().map(|node| node.0).collect::<Vec<_>>(), nodes);
    assert_eq!((projection.n_nodes(), projection.direction()), (nodes.len(), direction));
    let edges: Vec<(u32, u32, u32)> = twin
        .edges
        .iter()
        .filter(|(id, (_, from, to, _))| keeps_edge(**id) && nodes.contains(from) && nodes.contains(to))
        .map(|(id, (_, from, to, _))| (*id, *from, *to))
        .collect();
    assert_eq!(projection.n_edges(), edges.len());
    for id in 0..twin.next_node + 2 {
        let Some(index) = projection.index_of(NodeId(id)) else {
            assert!(!nodes.contains(&id));
            continue;
        };
        assert_eq!(projection.node(index), NodeId(id));
        let expected = |forwards: bool, backwards: bool| -> Vec<(u32, u32)> {
            edges
                .iter()
                .flat_map(|&(edge, from, to)| {
                    let there = (forwards && from == id).then_some((edge, to));
                    let back = (backwards && to == id && (!forwards || from != to)).then_some((edge, from));
                    there.into_iter().chain(back)
                })
                .collect()
        };
        let arcs = |list: &mut dyn Iterator<Item = hvgraph::graph::Arc>| -> Vec<(u32, u32)> {
            list.map(|arc| {
                assert!((arc.weight - f64::from(arc.edge.0) - 0.5).abs() < 1e-12);
                (arc.edge.0, projection.node(arc.target).0)
            })
            .collect()
        };
        let (out, into) = match direction {
            Direction::Outgoing => (expected(true, false), expected(false, true)),
            Direction::Incoming => (expected(false, true), expected(true, false)),
            Direction::Both => (expected(true, true), expected(true, true)),
        };
        assert_eq!(arcs(&mut projection.arcs(index)), out);
        let mut found = arcs(&mut projection.arcs_into(index));
        found.sort_unstable();
        assert_eq!(found, into);
        assert_eq!(projection.targets(index).len(), out.len());
    }
}

#[test]
fn ids_are_never_given_out_again() {
    let mut graph = empty();
    let a = graph.add_node([], Properties::default()).unwrap();
    graph.remove_node(a).unwrap();
    let mut overlay = Overlay::new(&graph);
    let b = overlay.add_node([], Properties::default()).unwrap();
    overlay.remove_node(b).unwrap();
    let changes = overlay.into_changes();
    assert!(changes.is_empty());
    graph.apply(changes).unwrap();
    let c = graph.add_node([], Properties::default()).unwrap();
    assert_eq!((a, b, c), (NodeId(0), NodeId(1), NodeId(2)));
}

#[test]
fn an_index_made_late_answers_by_id() {
    // A slot given out again put a young node before older ones of the same value.
    let mut graph = empty();
    let nodes: Vec<NodeId> = (0..3).map(|_| graph.add_node([], properties(&[(1, 7)])).unwrap()).collect();
    graph.remove_node(nodes[0]).unwrap();
    let young = graph.add_node([], properties(&[(1, 7)])).unwrap();
    graph.create_index(KeyId(1));
    assert_eq!(graph.nodes_with_property(KeyId(1), &Value::Integer(7)), [nodes[1], nodes[2], young]);
}
