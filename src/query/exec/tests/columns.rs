//! What columns of properties answer is what the records answer.

use proptest::prelude::*;

use super::*;
use crate::graph::{KeyId, PropertyColumn};

/// A node: its label, and its properties by name; null for none.
type Node = (bool, [Value; 4]);

const KEYS: [&str; 4] = ["i", "f", "s", "m"];

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let integers = prop::sample::select(&[-2, -1, 0, 1, 2, 3, i64::MAX, i64::MIN + 1][..]);
    let floats = prop::sample::select(&[0.0, -0.0, 1.0, 2.5, f64::NAN, f64::INFINITY][..]);
    let maybe = |value: BoxedStrategy<Value>| prop_oneof![1 => Just(Value::Null), 4 => value];
    let integers = integers.prop_map(Value::Integer).boxed();
    let floats = floats.prop_map(Value::Float).boxed();
    let texts = "[abđ]{0,3}".prop_map(Value::from).boxed();
    let mixed = prop_oneof![integers.clone(), floats.clone(), texts.clone()].boxed();
    let node = (any::<bool>(), [maybe(integers), maybe(floats), maybe(texts), maybe(mixed)]);
    prop::collection::vec(node, 1..30)
}

fn made(nodes: &[Node], edges: &[(usize, usize, i64)], gone: &[usize]) -> MemoryGraph {
    let mut graph = MemoryGraph::new();
    let keys = KEYS.map(|key| graph.symbols_mut().intern_key(key));
    let labels = ["A", "B"].map(|label| graph.symbols_mut().intern_label(label));
    let (edge_type, weight) = (graph.symbols_mut().intern_type("T"), graph.symbols_mut().intern_key("w"));
    let ids: Vec<_> = nodes
        .iter()
        .map(|(is_b, values)| {
            let properties = keys.into_iter().zip(values.iter().cloned()).collect();
            graph.add_node([labels[usize::from(*is_b)]], properties).unwrap()
        })
        .collect();
    for at in gone {
        // It may be gone already.
        let _ = graph.remove_node(ids[at % ids.len()]);
    }
    for (source, target, number) in edges {
        let properties = Properties::from_iter([(weight, Value::Integer(*number))]);
        // Ends may be gone.
        let _ = graph.add_edge(edge_type, ids[source % ids.len()], ids[target % ids.len()], properties);
    }
    graph
}

/// Makes columns of all keys that can have one; says how many.
fn with_columns(graph: &MemoryGraph) -> usize {
    graph.label_sets(usize::MAX).unwrap();
    let (_, _, n_keys) = graph.symbols().counts();
    let keys = (0..u32::try_from(n_keys).unwrap()).map(KeyId);
    keys.filter(|key| {
        let of_edges = graph.edge_column(*key, usize::MAX).is_some();
        graph.node_column(*key, usize::MAX).is_some() || of_edges
    })
    .count()
}

const CONDITIONS: [&str; 47] = [
    "n:A",
    "NOT n:A OR n.i > 1",
    "n:!A",
    "n.m IN [0, 1.0, 'a', 'b', 'ab', null, 3, true, 5, 6]",
    "NOT n.m IN [0, 1.0, 'a', 'b', 'ab', 2, 3, true, 5, 6]",
    "NOT n.f IN [0, 1.0, 'a', 'b', 'ab', 2, 3, true, 5, 6]",
    "n.s IN ['a', 'b', 'ab', 'ba', 'đ', 'bb', 'aa', 'đa', 'ađ', 1]",
    "n.i < 1",
    "n.i >= 0 AND n.i <= 2",
    "n.i = 1.0",
    "n.i <> 2",
    "-1 < n.i < 3",
    "NOT n.i > 0",
    "NOT (n.i > 0 OR n.s = 'a')",
    "NOT (n.i > 0 AND n.s = 'a')",
    "n.i > 2 OR n.f < 1.5",
    "n.f >= 0.0",
    "NOT n.f < 1.0",
    "n.f = n.f",
    "n.f > n.i",
    "n.i + 1 = 2",
    "n.i - 1 < n.i",
    "n.i % 2 = 0",
    "n.f * 2.0 > 1",
    "n.f + 1 <> 2.0",
    "n.s STARTS WITH 'a'",
    "n.s CONTAINS 'b'",
    "NOT n.s CONTAINS 'đ'",
    "n.s ENDS WITH 'đ'",
    "n.s CONTAINS ''",
    "n.s = 'ab'",
    "n.s <> 'ab'",
    "n.s < 'b'",
    "'a' >= n.s",
    "n.s = 1",
    "n.s > 1",
    "n.s IN ['a', 'b', 3, '']",
    "NOT n.s IN ['a', 'b', null]",
    "NOT n.i IN [1, 2.0, 'a']",
    "n.i IN [1, 2.0, null, 2.5]",
    "n.i IN []",
    "NOT n.i IN []",
    "n.i IS NULL",
    "n.s IS NOT NULL",
    "n.m < 1 OR n.m = 'a'",
    "n.nowhere = 1 OR n.f > 1",
    "toUpper(n.s) = 'A' XOR n.i > 0",
];

const RESULTS: [&str; 19] = [
    "MATCH (n:A)-[r]-(k:B|C) RETURN n, k, r",
    "RETURN n.i, n.f, n.s, n.m",
    "RETURN n.i + 1, n.i * n.i, n.f / 2, n.s + 'x', n.i - n.f",
    "RETURN n.i / n.i",
    "RETURN count(*), count(n.i), count(n.s), count(n.f), count(n), count(n.m)",
    "RETURN count(DISTINCT n.i), count(DISTINCT n.s), count(DISTINCT n.f), count(DISTINCT n), count(DISTINCT n.m)",
    "RETURN sum(n.f), avg(n.f), min(n.f), max(n.f)",
    "RETURN min(n.i), max(n.i), avg(n.i), min(n.s), max(n.s), min(n.m), max(n.m)",
    "RETURN collect(n.i), collect(DISTINCT n.s), collect(n.f)",
    "RETURN sum(n.i)",
    "RETURN n.s AS s, count(*), min(n.i), max(n.s)",
    "RETURN n.s AS s, n.i AS i, count(DISTINCT n.f)",
    "RETURN n.i AS i, n.f AS f, n.m AS m, count(*)",
    "RETURN DISTINCT n.i % 2 AS i, n.s AS s",
    "RETURN n.i AS i, n.s AS s ORDER BY s DESC, i LIMIT 3",
    "RETURN n.i AS i, n.f AS f ORDER BY i, f DESC SKIP 1 LIMIT 4",
    "RETURN n.s AS s ORDER BY n.m, s, n.i DESC",
    "WITH n.s AS s, collect(n.i) AS list UNWIND list AS i RETURN i, count(*), collect(s)",
    "MATCH (n)-[r]->(k) WHERE r.w > 0 AND n.i < k.i RETURN r.w + k.i, n.s = k.s, count(DISTINCT r.w)",
];

fn same_answers(plain: &MemoryGraph, columns: &MemoryGraph, query: &str) -> Result<(), TestCaseError> {
    let plan = planned(plain, query);
    let rows = |graph| run(graph, &plan, limits()).map_err(|error| (error.kind, error.detail));
    // A copy, as reading often would make columns there too.
    prop_assert_eq!(format!("{:?}", rows(columns)), format!("{:?}", rows(&plain.clone())), "{}", query);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn columns_answer_what_records_do(
        nodes in nodes(),
        edges in prop::collection::vec((0_usize..30, 0_usize..30, -2_i64..3), 0..20),
        gone in prop::collection::vec(0_usize..30, 0..4),
    ) {
        let plain = made(&nodes, &edges, &gone);
        let columns = plain.clone();
        with_columns(&columns);
        for condition in CONDITIONS {
            same_answers(&plain, &columns, &format!("MATCH (n) WHERE {condition} RETURN n"))?;
        }
        for result in RESULTS {
            same_answers(&plain, &columns, &format!("MATCH (n) {result}"))?;
        }
    }

    /// After any writes, what is left of the columns has what the records have.
    #[test]
    fn columns_follow_writes(
        nodes in nodes(),
        writes in prop::collection::vec((0_usize..40, 0_usize..4, 0_usize..30, 0_usize..4, 0_u8..4), 1..12),
    ) {
        let mut graph = made(&nodes, &[], &[]);
        let keys = KEYS.map(|key| graph.symbols_mut().intern_key(key));
        with_columns(&graph);
        for (node, key, from, from_key, what) in writes {
            let ids: Vec<_> = graph.nodes().collect();
            let value = nodes[from % nodes.len()].1[from_key].clone();
            match (what, ids.get(node)) {
                (0, Some(id)) => graph.remove_node(*id).unwrap(),
                (1 | 2, Some(id)) => graph.set_property(*id, keys[key], value).unwrap(),
                _ => {
                    graph.add_node(graph.symbols().label("B"), Properties::from_iter([(keys[key], value)])).unwrap();
                }
            }
            let sets = graph.label_sets(0).unwrap();
            for id in graph.nodes() {
                prop_assert_eq!(&*sets.sets()[sets.of(id)], graph.labels(id));
            }
            for key in keys {
                let Some(column) = graph.node_column(key, 0) else { continue };
                for id in graph.nodes() {
                    let own = graph.properties(id).get(key).cloned().unwrap_or_default();
                    prop_assert_eq!(format!("{:?}", held(&column, id.index())), format!("{own:?}"));
                }
            }
        }
    }
}

fn held(column: &PropertyColumn, id: usize) -> Value {
    use crate::graph::{NO_INTEGER, NO_TEXT, is_no_float};
    match column {
        PropertyColumn::Integers(dense) if dense.get(id) != NO_INTEGER => Value::Integer(dense.get(id)),
        PropertyColumn::Floats(dense) if !is_no_float(dense.get(id)) => Value::Float(dense.get(id)),
        PropertyColumn::Texts(dense, texts) if dense.get(id) != NO_TEXT => {
            Value::from(texts.text(dense.get(id)))
        }
        _ => Value::Null,
    }
}

/// What some labels have and others between them lack has a column; what hardly a node has does not.
#[test]
fn columns_bridge_nodes_without_the_property() {
    let node = |has: bool, is_rare: bool| {
        let text = if has { Value::from("a") } else { Value::Null };
        let rare = if is_rare { Value::Integer(1) } else { Value::Null };
        (false, [rare, Value::Float(0.5), text, Value::Null])
    };
    let nodes: Vec<Node> =
        (0..40_000).map(|at| node(!(100..36_000).contains(&at), at % 20_000 == 7)).collect();
    let graph = made(&nodes, &[], &[]);
    let has_column = |name| graph.node_column(graph.symbols().key(name).unwrap(), usize::MAX).is_some();
    assert_eq!(["i", "f", "s"].map(has_column), [false, true, true]);
    let query = "MATCH (n) WHERE n.s = 'a' RETURN count(*)";
    let (rows, _) = run(&graph, &planned(&graph, query), limits()).unwrap();
    assert_eq!(rows, [[Value::Integer(4100)]]);
}

/// Single reads make no column; reading most of the nodes does, and only of what has one type.
#[test]
fn columns_are_made_for_keys_that_are_read_often() {
    let node = |i: i64| (false, [Value::Integer(i), Value::Null, Value::from("a"), Value::Null]);
    let mut nodes: Vec<Node> = (0..3000).map(node).collect();
    nodes[7].1[3] = Value::Integer(1);
    nodes[8].1[3] = Value::from("b");
    let graph = made(&nodes, &[], &[]);
    let key = |name| graph.symbols().key(name).unwrap();
    for key in ["i", "s", "m"].map(key) {
        assert!(graph.node_column(key, 1000).is_none());
    }
    let query = "MATCH (n) WHERE n.i >= 0 AND n.s = 'a' AND n.m IS NULL RETURN count(*)";
    let (rows, _) = run(&graph, &planned(&graph, query), limits()).unwrap();
    assert_eq!(rows, [[Value::Integer(2998)]]);
    assert_eq!(["i", "s", "m"].map(|name| graph.node_column(key(name), 0).is_some()), [true, true, false]);
}
