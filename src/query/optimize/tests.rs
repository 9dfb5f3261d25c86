//! Plans that count, combine and intersect answer what trying out every choice of relationships answers.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::graph::{GraphView as _, MemoryGraph, Overlay, Properties, TypeId};
use crate::model::{NodeId, Value};
use crate::query::ast::StatementKind;
use crate::query::bind::{ProcedureSignature, Signatures, bind};
use crate::query::eval::Parameters;
use crate::query::exec::{Limits, NoProcedures, Reader, Run, Store};
use crate::query::explain::{PlanLine, lines};
use crate::query::parser::parse;
use crate::query::plan::{Plan, plan};

struct NoSignatures;

impl Signatures for NoSignatures {
    fn procedure(&self, _: &str) -> Option<ProcedureSignature> {
        None
    }
}

fn planned(graph: &MemoryGraph, text: &str) -> Plan {
    let statement = parse(text).unwrap();
    let StatementKind::Query(query) = &statement.kind else { unreachable!("only queries are tested") };
    plan(bind(statement.mode, query, &NoSignatures, &Parameters::new()).unwrap(), graph)
}

fn run<S: Store>(plan: &Plan, graph: S) -> (Vec<Vec<Value>>, Vec<u64>) {
    let graph = RefCell::new(graph);
    let parameters = Parameters::new();
    let run = Run::new(plan, &graph, &parameters, &NoProcedures, Limits::new(None, usize::MAX, usize::MAX));
    let mut cursor = run.cursor();
    let mut rows = Vec::new();
    while let Some(batch) = cursor.next_batch().unwrap() {
        let of_row = |row| plan.columns.iter().map(|(_, slot)| batch.value(*slot, row)).collect();
        rows.extend((0..batch.n_rows()).map(of_row));
    }
    (rows, run.rows.take())
}

/// Says how many rows the operators of a name passed on, in the order of the plan.
fn work(graph: &MemoryGraph, text: &str) -> Vec<(&'static str, u64)> {
    let plan = planned(graph, text);
    let (_, rows) = run(&plan, Reader(graph));
    let of_line = |line: PlanLine| (line.operator, line.rows.unwrap());
    lines(&plan, text, Some(&rows)).into_iter().map(of_line).collect()
}

/// A small graph: what each node has, and edges as source, target, whether the type is `K` and not `L`.
#[derive(Debug, Clone)]
struct Sample {
    /// Whether it is an `A`, and its `v`.
    nodes: Vec<(bool, Option<i64>)>,
    edges: Vec<(usize, usize, bool)>,
}

impl Sample {
    fn types(graph: &mut MemoryGraph) -> [TypeId; 2] {
        [graph.symbols_mut().intern_type("L"), graph.symbols_mut().intern_type("K")]
    }

    /// Makes a graph of all nodes and the first so many edges.
    fn graph(&self, n_edges: usize) -> MemoryGraph {
        let mut graph = MemoryGraph::new();
        let (label, key) = (graph.symbols_mut().intern_label("A"), graph.symbols_mut().intern_key("v"));
        for (is_a, number) in &self.nodes {
            let value = number.map(|number| (key, Value::Integer(number)));
            graph.add_node(is_a.then_some(label), Properties::from_iter(value)).unwrap();
        }
        let types = Self::types(&mut graph);
        for (source, target, is_k) in self.edges.iter().take(n_edges) {
            graph
                .add_edge(types[usize::from(*is_k)], node(*source), node(*target), Properties::default())
                .unwrap();
        }
        graph
    }

    /// Answers a query on the graph without and with sorted links, and on a graph of which half is not applied yet.
    fn answers(&self, text: &str) -> Vec<Vec<Vec<Value>>> {
        let mut graph = self.graph(self.edges.len());
        let types = Self::types(&mut graph);
        let first = run(&planned(&graph, text), Reader(&graph)).0;
        types.into_iter().for_each(|own| {
            graph.links(own, usize::MAX);
        });
        let second = run(&planned(&graph, text), Reader(&graph)).0;
        let mut half = self.graph(self.edges.len() / 2);
        Self::types(&mut half);
        let mut overlay = Overlay::new(&half);
        for (source, target, is_k) in self.edges.iter().skip(self.edges.len() / 2) {
            let own = types[usize::from(*is_k)];
            overlay.add_edge(own, node(*source), node(*target), Properties::default()).unwrap();
        }
        let third = run(&planned(&half, text), overlay).0;
        vec![first, second, third]
    }
}

fn node(at: usize) -> NodeId {
    NodeId(u32::try_from(at).unwrap())
}

fn samples() -> impl Strategy<Value = Sample> {
    let nodes =
        prop::collection::vec((prop::bool::weighted(0.8), prop::option::weighted(0.8, 0_i64..3)), 1..5);
    nodes.prop_flat_map(|nodes| {
        let end = 0..nodes.len();
        let edges = prop::collection::vec((end.clone(), end, prop::bool::weighted(0.7)), 0..9);
        (Just(nodes), edges).prop_map(|(nodes, edges)| Sample { nodes, edges })
    })
}

/// One relationship of a pattern: its nodes by number, its direction (0 right, 1 left, 2 either), its type.
type PatternLink = (usize, usize, u8, Option<bool>);

/// Patterns of which every link but the first begins at a node of one before.
fn patterns() -> impl Strategy<Value = Vec<PatternLink>> {
    let link = (0_usize..4, 0_usize..4, 0_u8..3, prop::option::weighted(0.9, prop::bool::weighted(0.7)));
    prop::collection::vec(link, 1..5).prop_map(|mut links| {
        let mut n_nodes = 1;
        for link in &mut links {
            link.0 %= n_nodes;
            link.1 %= n_nodes + 1;
            n_nodes = n_nodes.max(link.1 + 1);
        }
        links
    })
}

fn n_nodes(links: &[PatternLink]) -> usize {
    links.iter().map(|link| link.0.max(link.1) + 1).max().unwrap_or(1)
}

fn text(links: &[PatternLink], labelled: &[bool]) -> String {
    let node = |at: usize| format!("(n{at}{})", if labelled[at % labelled.len()] { ":A" } else { "" });
    let words = links.iter().map(|(from, to, direction, own)| {
        let own = own.map_or("", |is_k| if is_k { "[:K]" } else { "[:L]" });
        let (left, right) = [("-", "->"), ("<-", "-"), ("-", "-")][usize::from(*direction)];
        format!("{}{left}{own}{right}{}", node(*from), node(*to))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Finds what nodes the pattern binds, once for each choice of relationships, by trying all.
fn matches(sample: &Sample, links: &[PatternLink], labelled: &[bool]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut bound = vec![None; n_nodes(links)];
    search(sample, links, &mut bound, &mut Vec::new(), &mut found);
    let fits = |nodes: &Vec<usize>| {
        nodes.iter().enumerate().all(|(at, own)| !labelled[at % labelled.len()] || sample.nodes[*own].0)
    };
    found.retain(fits);
    found
}

fn search(
    sample: &Sample,
    links: &[PatternLink],
    bound: &mut Vec<Option<usize>>,
    used: &mut Vec<usize>,
    found: &mut Vec<Vec<usize>>,
) {
    let Some((link, rest)) = links.split_first() else {
        return found.push(bound.iter().map(|own| own.unwrap()).collect());
    };
    let (from, to, direction, own) = *link;
    for (edge, (source, target, is_k)) in sample.edges.iter().enumerate() {
        if used.contains(&edge) || own.is_some_and(|own| own != *is_k) {
            continue;
        }
        let mut ways = Vec::new();
        if direction != 1 {
            ways.push((*source, *target));
        }
        if direction != 0 && !(direction == 2 && source == target) {
            ways.push((*target, *source));
        }
        for (start, end) in ways {
            let before = bound.clone();
            let is_free =
                |at: usize, own: usize, bound: &[Option<usize>]| bound[at].is_none_or(|is| is == own);
            if is_free(from, start, bound) {
                bound[from] = Some(start);
                if is_free(to, end, bound) {
                    bound[to] = Some(end);
                    used.push(edge);
                    search(sample, rest, bound, used, found);
                    used.pop();
                }
            }
            *bound = before;
        }
    }
}

/// Finds where trails from a node end, once for each.
fn trail_ends(sample: &Sample, start: usize, direction: u8, (least, greatest): (usize, usize)) -> Vec<usize> {
    fn go(
        sample: &Sample,
        (at, direction): (usize, u8),
        bounds: (usize, usize),
        used: &mut Vec<usize>,
        ends: &mut Vec<usize>,
    ) {
        if used.len() >= bounds.0 {
            ends.push(at);
        }
        if used.len() == bounds.1 {
            return;
        }
        for (edge, (source, target, is_k)) in sample.edges.iter().enumerate() {
            let ahead = (direction != 1).then_some((*source, *target));
            let back = (direction == 1 || (direction == 2 && source != target)).then_some((*target, *source));
            for (from, to) in ahead.into_iter().chain(back) {
                if from == at && *is_k && !used.contains(&edge) {
                    used.push(edge);
                    go(sample, (to, direction), bounds, used, ends);
                    used.pop();
                }
            }
        }
    }
    let mut ends = Vec::new();
    go(sample, (start, direction), (least, greatest), &mut Vec::new(), &mut ends);
    ends
}

fn integer(number: usize) -> Value {
    Value::Integer(i64::try_from(number).unwrap())
}

fn number(value: &Value) -> usize {
    match value {
        Value::Integer(number) => usize::try_from(*number).unwrap(),
        Value::Node(node) => node.index(),
        _ => unreachable!("a number or a node"),
    }
}

fn optional(value: &Value) -> Option<usize> {
    (*value != Value::Null).then(|| number(value))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 150 } else { 2000 }))]

    #[test]
    fn patterns_are_counted_as_all_choices_are(
        sample in samples(),
        links in patterns(),
        labelled in prop::collection::vec(prop::bool::weighted(0.4), 4),
        picked in (0_usize..4, 0_usize..4),
        compared in prop::option::of((0_usize..4, 0_usize..4, 0_usize..4)),
    ) {
        let n_nodes = n_nodes(&links);
        let (one, other) = (picked.0 % n_nodes, picked.1 % n_nodes);
        let mut all = matches(&sample, &links, &labelled);
        let mut pattern = format!("MATCH {}", text(&links, &labelled));
        if let Some((left, right, how)) = compared {
            let (left, right) = (left % n_nodes, right % n_nodes);
            let (sign, holds): (_, fn(&i64, &i64) -> bool) =
                [("<", i64::lt as _), (">=", i64::ge as _), ("<>", i64::ne as _), ("=", i64::eq as _)][how];
            pattern = format!("{pattern} WHERE n{left}.v {sign} n{right}.v");
            let value = |nodes: &[usize], at: usize| sample.nodes[nodes[at]].1;
            all.retain(|nodes| {
                value(nodes, left).zip(value(nodes, right)).is_some_and(|(a, b)| holds(&a, &b))
            });
        }
        let distinct = |at: usize| all.iter().map(|nodes| nodes[at]).collect::<BTreeSet<_>>().len();

        for rows in sample.answers(&format!("{pattern} RETURN count(*), count(n{one}), count(DISTINCT n{other})")) {
            prop_assert_eq!(&rows, &vec![vec![integer(all.len()), integer(all.len()), integer(distinct(other))]]);
        }
        let of_key = |key: Option<i64>| {
            let own = all.iter().filter(|nodes| sample.nodes[nodes[one]].1 == key).collect::<Vec<_>>();
            let n_values = own.iter().filter(|nodes| sample.nodes[nodes[other]].1.is_some()).count();
            let least = own.iter().filter_map(|nodes| sample.nodes[nodes[other]].1).min();
            (own.len(), n_values, least)
        };
        let keys: BTreeSet<Option<i64>> = all.iter().map(|nodes| sample.nodes[nodes[one]].1).collect();
        let groups: BTreeMap<Option<i64>, _> = keys.into_iter().map(|key| (key, of_key(key))).collect();
        let grouped =
            format!("{pattern} RETURN n{one}.v AS k, count(*) AS c, count(n{other}.v) AS d, min(n{other}.v) AS e");
        for rows in sample.answers(&grouped) {
            let as_number = |value: &Value| optional(value).map(|own| i64::try_from(own).unwrap());
            let rows: BTreeMap<Option<i64>, _> = rows
                .iter()
                .map(|row| (as_number(&row[0]), (number(&row[1]), number(&row[2]), as_number(&row[3]))))
                .collect();
            prop_assert_eq!(&rows, &groups);
        }
        let pairs: BTreeSet<(usize, usize)> = all.iter().map(|nodes| (nodes[one], nodes[other])).collect();
        for rows in sample.answers(&format!("{pattern} RETURN DISTINCT n{one}, n{other} AS o")) {
            prop_assert_eq!(rows.len(), pairs.len());
            let rows: BTreeSet<_> = rows.iter().map(|row| (number(&row[0]), number(&row[1]))).collect();
            prop_assert_eq!(&rows, &pairs);
        }
        let mut choices: Vec<Vec<usize>> = all.clone();
        choices.sort_unstable();
        let every = (0..n_nodes).map(|at| format!("n{at} AS m{at}")).collect::<Vec<_>>().join(", ");
        for rows in sample.answers(&format!("{pattern} RETURN {every}")) {
            let mut rows: Vec<Vec<usize>> = rows.iter().map(|row| row.iter().map(number).collect()).collect();
            rows.sort_unstable();
            prop_assert_eq!(&rows, &choices);
        }
    }

    #[test]
    fn patterns_as_conditions_hold_where_there_is_a_choice(
        sample in samples(),
        links in patterns(),
        labelled in prop::collection::vec(prop::bool::weighted(0.3), 4),
    ) {
        let all = matches(&sample, &links, &labelled);
        let starts: BTreeSet<usize> = all.iter().map(|nodes| nodes[0]).collect();
        let inner = text(&links, &labelled);
        let n_all = sample.nodes.len();
        for (not, expected) in [("", starts.len()), ("NOT ", n_all - starts.len())] {
            let query = format!("MATCH (n0) WHERE {not}EXISTS {{ MATCH {inner} }} RETURN count(*)");
            for rows in sample.answers(&query) {
                prop_assert_eq!(&rows, &vec![vec![integer(expected)]]);
            }
        }
        // Both ends bound, for all pairs.
        let pairs: BTreeSet<(usize, usize)> =
            all.iter().filter(|nodes| nodes.len() > 1).map(|nodes| (nodes[0], nodes[1])).collect();
        if links[0].1 == 1 {
            let query = format!("MATCH (n0), (n1) WHERE NOT EXISTS {{ MATCH {inner} }} RETURN count(*)");
            for rows in sample.answers(&query) {
                prop_assert_eq!(&rows, &vec![vec![integer(n_all * n_all - pairs.len())]]);
            }
        }
    }

    #[test]
    fn trails_end_where_a_search_says(
        sample in samples(),
        direction in 0_u8..3,
        (least, more) in (0_usize..3, 0_usize..4),
    ) {
        let greatest = least + more;
        let (left, right) = [("-", "->"), ("<-", "-"), ("-", "-")][usize::from(direction)];
        let pattern = format!("MATCH (a){left}[:K*{least}..{greatest}]{right}(b)");
        let ends = |start| trail_ends(&sample, start, direction, (least, greatest));
        let n_trails: usize = (0..sample.nodes.len()).map(|start| ends(start).len()).sum();
        let pairs: BTreeSet<(usize, usize)> =
            (0..sample.nodes.len()).flat_map(|start| ends(start).into_iter().map(move |end| (start, end))).collect();
        for rows in sample.answers(&format!("{pattern} RETURN DISTINCT a, b")) {
            prop_assert_eq!(rows.len(), pairs.len());
            let rows: BTreeSet<_> = rows.iter().map(|row| (number(&row[0]), number(&row[1]))).collect();
            prop_assert_eq!(&rows, &pairs);
        }
        for rows in sample.answers(&format!("{pattern} RETURN count(*), count(DISTINCT b)")) {
            let n_ends = pairs.iter().map(|(_, end)| *end).collect::<BTreeSet<_>>().len();
            prop_assert_eq!(&rows, &vec![vec![integer(n_trails), integer(n_ends)]]);
        }
        let closed = pairs.iter().filter(|(start, end)| start == end).count();
        let query = format!("MATCH (a) MATCH (a){left}[:K*{least}..{greatest}]{right}(a) RETURN count(DISTINCT a)");
        for rows in sample.answers(&query) {
            prop_assert_eq!(&rows, &vec![vec![integer(closed)]]);
        }
    }
}

/// A hub with so many spokes, each of which has two leaves.
fn wheel(n_spokes: i64) -> MemoryGraph {
    let mut graph = MemoryGraph::new();
    let label = graph.symbols_mut().intern_label("A");
    let key = graph.symbols_mut().intern_key("v");
    let edge_type = graph.symbols_mut().intern_type("K");
    let mut made = 0;
    let mut add = |graph: &mut MemoryGraph| {
        made += 1;
        graph.add_node([label], Properties::from_iter([(key, Value::Integer(made))])).unwrap()
    };
    let hub = add(&mut graph);
    for _ in 0..n_spokes {
        let spoke = add(&mut graph);
        graph.add_edge(edge_type, hub, spoke, Properties::default()).unwrap();
        for _ in 0..2 {
            let leaf = add(&mut graph);
            graph.add_edge(edge_type, spoke, leaf, Properties::default()).unwrap();
        }
    }
    graph
}

fn most(work: &[(&'static str, u64)]) -> u64 {
    work.iter().map(|(_, rows)| *rows).max().unwrap()
}

#[test]
fn branches_at_a_node_multiply_without_rows() {
    let graph = wheel(50);
    let text = "MATCH (a:A)-[:K]->(x:A), (a)-[:K]->(y:A), (a)-[:K]->(z:A) RETURN count(*)";
    let plan = planned(&graph, text);
    // Spokes have two leaves each, the hub has 50 spokes.
    assert_eq!(run(&plan, Reader(&graph)).0, [[Value::Integer(50 * 49 * 48)]]);
    let text = "MATCH (a:A)-[:K]->(x:A)-[:K]->(y:A) RETURN count(*)";
    let counted = work(&graph, text);
    assert_eq!(most(&counted), 151, "{counted:?}");
    assert_eq!(counted.iter().find(|(name, _)| *name == "CountHops").unwrap().1, 50, "{counted:?}");
}

#[test]
fn two_hops_are_compared_and_counted_without_rows() {
    let graph = wheel(50);
    let text = "MATCH (a:A)-[:K]-(b:A)-[:K]-(c:A) WHERE a.v < c.v RETURN count(*)";
    let plan = planned(&graph, text);
    // Pairs of spokes at the hub; at each spoke pairs of the hub and two leaves.
    assert_eq!(run(&plan, Reader(&graph)).0, [[Value::Integer(50 * 49 / 2 + 50 * 3)]]);
    let counted = work(&graph, text);
    assert_eq!(most(&counted), 300, "{counted:?}");
}

#[test]
fn nodes_reached_again_are_expanded_once() {
    let graph = wheel(50);
    let text = "MATCH (a:A)-[:K]->(b:A) WITH DISTINCT a MATCH (a)-[:K*1..2]->(c:A) RETURN count(DISTINCT c)";
    let counted = work(&graph, text);
    assert!(counted.iter().any(|(name, _)| *name == "Reach"), "{counted:?}");
    assert!(most(&counted) <= 300, "{counted:?}");
}

#[test]
fn a_triangle_costs_no_rows_for_what_does_not_close() {
    let graph = wheel(50);
    let counted = work(&graph, "MATCH (a:A)-[:K]->(b:A)-[:K]->(c:A), (a)-[:K]->(c) RETURN count(*)");
    let rows = |name| counted.iter().find(|(own, _)| *own == name).map(|(_, rows)| *rows);
    assert_eq!((rows("CountHops"), rows("Expand")), (Some(0), Some(150)), "{counted:?}");
}
