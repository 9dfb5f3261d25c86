#![expect(clippy::unwrap_used, reason = "tests")]

use std::cell::RefCell;
use std::time::{Duration, Instant};

use super::{Limits, NoProcedures, Reader, Run};
use crate::graph::{GraphView as _, MemoryGraph, Properties};
use crate::model::Value;
use crate::query::ast::StatementKind;
use crate::query::bind::{ProcedureSignature, Signatures, bind};
use crate::query::error::{ErrorKind, QueryError};
use crate::query::eval::Parameters;
use crate::query::parser::parse;
use crate::query::plan::{Op, Operator, Plan, plan};

mod columns;

struct NoSignatures;

impl Signatures for NoSignatures {
    fn procedure(&self, _: &str) -> Option<ProcedureSignature> {
        None
    }
}

fn limits() -> Limits {
    Limits::new(None, usize::MAX, usize::MAX)
}

fn planned(graph: &MemoryGraph, text: &str) -> Plan {
    let statement = parse(text).unwrap();
    let StatementKind::Query(query) = &statement.kind else { unreachable!("only queries are tested") };
    plan(bind(statement.mode, query, &NoSignatures, &Parameters::new()).unwrap(), graph)
}

/// Returns the rows of a query and how many rows each operator passed on.
fn run(graph: &MemoryGraph, plan: &Plan, limits: Limits) -> Result<(Vec<Vec<Value>>, Vec<u64>), QueryError> {
    let graph = RefCell::new(Reader(graph));
    let parameters = Parameters::new();
    let run = Run::new(plan, &graph, &parameters, &NoProcedures, limits);
    let mut cursor = run.cursor();
    let mut rows = Vec::new();
    while let Some(batch) = cursor.next_batch()? {
        let of_row = |row| plan.columns.iter().map(|(_, slot)| batch.value(*slot, row)).collect();
        rows.extend((0..batch.n_rows()).map(of_row));
    }
    Ok((rows, run.rows.take()))
}

/// Every two of so many nodes, once.
fn clique(n_nodes: i64) -> MemoryGraph {
    let mut graph = MemoryGraph::new();
    let label = graph.symbols_mut().intern_label("N");
    let key = graph.symbols_mut().intern_key("i");
    let edge_type = graph.symbols_mut().intern_type("T");
    let properties = |i| Properties::from_iter([(key, Value::Integer(i))]);
    let nodes: Vec<_> = (0..n_nodes).map(|i| graph.add_node([label], properties(i)).unwrap()).collect();
    for (at, source) in nodes.iter().enumerate() {
        for target in &nodes[at + 1..] {
            graph.add_edge(edge_type, *source, *target, Properties::default()).unwrap();
        }
    }
    graph
}

fn numbers(of: &Operator, name: &str, found: &mut Vec<u32>) {
    if of.op.name() == name {
        found.push(of.id);
    }
    of.children().into_iter().for_each(|child| numbers(child, name, found));
}

#[test]
fn trails_of_a_clique_are_counted_without_holding_them() {
    let graph = clique(4);
    let plan = planned(&graph, "MATCH (a)-[*1..6]-(b) RETURN count(*)");
    // A budget that all trails together would not fit into.
    let (rows, _) = run(&graph, &plan, Limits::new(None, usize::MAX, 2_000)).unwrap();
    // By brute force over sequences of the six edges.
    assert_eq!(rows, [[Value::Integer(228)]]);
}

#[test]
fn a_search_without_end_stops_at_the_deadline() {
    let graph = clique(50);
    for text in [
        "MATCH (a)-[*1..10]-(b) RETURN count(*)",
        "MATCH p = (a)-[*1..10]->(b) WHERE length(p) > 100 RETURN p",
        "MATCH (a) ((x)-->(y)){1,40} (b) WHERE a.i + b.i < 0 RETURN count(*)",
        "MATCH p = SHORTEST 1000000000 (a {i: 0})-[*]-(b {i: 1}) RETURN count(p)",
        "MATCH (a), (b), (c), (d), (e) RETURN count(a.i + b.i + c.i + d.i + e.i)",
    ] {
        let deadline = Some(Instant::now() + Duration::from_millis(50));
        let plan = planned(&graph, text);
        let error = run(&graph, &plan, Limits::new(deadline, usize::MAX, usize::MAX)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Limit, "{text}");
    }
}

#[test]
fn what_is_held_is_limited() {
    let graph = clique(50);
    for text in [
        "MATCH p = (a)-[*1..10]-(b) RETURN collect(p)",
        "MATCH p = (a)-[*1..10]-(b) RETURN p ORDER BY length(p)",
        "MATCH p = (a)-[*1..10]-(b) RETURN DISTINCT p SKIP 100000000",
    ] {
        let plan = planned(&graph, text);
        let error = run(&graph, &plan, Limits::new(None, usize::MAX, 1 << 20)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Limit, "{text}");
    }
}

#[test]
fn a_row_too_many_is_an_error_and_not_a_shorter_answer() {
    let graph = clique(5);
    let plan = planned(&graph, "MATCH (n) RETURN n");
    assert!(run(&graph, &plan, Limits::new(None, 5, usize::MAX)).is_ok());
    let error = run(&graph, &plan, Limits::new(None, 4, usize::MAX)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Limit);
}

#[test]
fn a_plan_starts_at_an_index_and_checks_conditions_early() {
    let mut graph = clique(40);
    let key = graph.symbols().key("i").unwrap();
    graph.create_index(key);
    let plan = planned(&graph, "MATCH (a:N)-->(b:N) WHERE b.i = 39 AND a.i < 3 RETURN count(*)");
    let (rows, passed) = run(&graph, &plan, limits()).unwrap();
    assert_eq!(rows, [[Value::Integer(3)]]);
    let mut seeks = Vec::new();
    numbers(&plan.root, "NodesWithProperty", &mut seeks);
    assert_eq!(seeks.iter().map(|id| passed[*id as usize]).collect::<Vec<_>>(), [1]);
    // The other ends are compared and counted, and are no rows.
    let mut counted = Vec::new();
    numbers(&plan.root, "CountHops", &mut counted);
    assert_eq!(counted.iter().map(|id| passed[*id as usize]).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_limit_stops_the_work() {
    let graph = clique(50);
    let plan = planned(&graph, "MATCH (a)-->(b)-->(c) RETURN c LIMIT 1");
    let (_, passed) = run(&graph, &plan, limits()).unwrap();
    assert!(passed.iter().all(|n_rows| *n_rows < 3_000), "{passed:?}");
}

#[test]
fn bound_ends_are_joined_by_expanding_into_them() {
    let graph = clique(6);
    let plan = planned(&graph, "MATCH (a)-->(b)-->(c), (a)-->(c) RETURN count(*)");
    let mut into = Vec::new();
    numbers(&plan.root, "ExpandInto", &mut into);
    assert_eq!(into.len(), 1);
    let (rows, _) = run(&graph, &plan, limits()).unwrap();
    assert_eq!(rows, [[Value::Integer(20)]]);
}

#[test]
fn relationships_that_nobody_asks_for_are_not_noted() {
    let graph = clique(3);
    let plan = planned(&graph, "MATCH (a)-[r]->(b) RETURN b");
    let mut expand = &plan.root;
    while !matches!(*expand.op, Op::Expand { .. }) {
        expand = expand.children()[0];
    }
    let Op::Expand { hop, .. } = &*expand.op else { unreachable!("found just now") };
    assert_eq!(hop.edge, None);
}
