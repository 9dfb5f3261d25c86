//! Path algorithms against brute force on small graphs, and against closed forms on larger ones.

use std::time::Duration;

use hvgraph::analysis::{Budget, LimitReached, PathQuery, k_shortest_paths, lightest_path, shortest_paths};
use hvgraph::graph::{Direction, MemoryGraph, Projection, ProjectionSpec, Properties};
use hvgraph::model::{EdgeId, NodeId, Path};
use proptest::prelude::*;

use crate::program;

/// A small multigraph: ends and weight of each edge.
#[derive(Debug, Clone)]
struct Small {
    n_nodes: u32,
    edges: Vec<(u32, u32, u8)>,
    direction: Direction,
    /// Nodes that may not be passed.
    hubs: Vec<bool>,
    source: u32,
    target: u32,
    max_hops: usize,
}

fn small() -> impl Strategy<Value = Small> {
    (2..7_u32).prop_flat_map(|n_nodes| {
        let edges = prop::collection::vec((0..n_nodes, 0..n_nodes, 0..4_u8), 0..12);
        let direction =
            prop_oneof![Just(Direction::Both), Just(Direction::Outgoing), Just(Direction::Incoming)];
        let hubs = prop::collection::vec(prop::bool::weighted(0.2), n_nodes as usize);
        (edges, direction, hubs, 0..n_nodes, 0..n_nodes, 0..8_usize).prop_map(
            move |(edges, direction, hubs, source, target, max_hops)| Small {
                n_nodes,
                edges,
                direction,
                hubs,
                source,
                target,
                max_hops,
            },
        )
    })
}

pub(crate) fn graph(n_nodes: u32, edges: impl IntoIterator<Item = (u32, u32)>) -> MemoryGraph {
    let mut graph = MemoryGraph::new();
    let edge_type = graph.symbols_mut().intern_type("T");
    for _ in 0..n_nodes {
        graph.add_node([], Properties::default()).unwrap();
    }
    for (from, to) in edges {
        graph.add_edge(edge_type, NodeId(from), NodeId(to), Properties::default()).unwrap();
    }
    graph
}

/// A budget that outlives the question it is in.
fn budget() -> &'static Budget {
    Box::leak(Box::new(Budget::new(Duration::from_mins(1), 1_000_000)))
}

impl Small {
    fn projection(&self, weighted: bool) -> Projection {
        let graph = graph(self.n_nodes, self.edges.iter().map(|(from, to, _)| (*from, *to)));
        let spec = ProjectionSpec::default().direction(self.direction);
        if weighted {
            spec.weight(|edge| f64::from(self.edges[edge.index()].2)).build(&graph)
        } else {
            spec.build(&graph)
        }
    }

    fn weight(&self, path: &Path) -> f64 {
        path.edges.iter().map(|edge| f64::from(self.edges[edge.index()].2)).sum()
    }

    /// Returns every path that visits no node twice and passes no hub, found by trying all.
    fn all_paths(&self) -> Vec<Path> {
        let mut found = Vec::new();
        self.extend(&mut Path { edges: Vec::new(), nodes: vec![NodeId(self.source)] }, &mut found);
        found
    }

    fn extend(&self, path: &mut Path, found: &mut Vec<Path>) {
        let here = path.nodes.last().unwrap().0;
        if here == self.target {
            found.push(path.clone());
            return;
        }
        if path.len() == self.max_hops || (here != self.source && self.hubs[here as usize]) {
            return;
        }
        for (at, (from, to, _)) in (0..).zip(&self.edges) {
            let forwards = self.direction != Direction::Incoming && *from == here;
            let backwards = self.direction != Direction::Outgoing && *to == here;
            let next = if forwards {
                *to
            } else if backwards {
                *from
            } else {
                continue;
            };
            if path.nodes.contains(&NodeId(next)) {
                continue;
            }
            path.edges.push(EdgeId(at));
            path.nodes.push(NodeId(next));
            self.extend(path, found);
            path.edges.pop();
            path.nodes.pop();
        }
    }

    fn ask<T>(&self, ask: impl Fn(&PathQuery<'_>) -> T) -> T {
        let may_pass = |index: u32| !self.hubs[index as usize];
        ask(&PathQuery {
            source: self.source,
            target: self.target,
            max_hops: self.max_hops,
            may_pass: &may_pass,
            budget: budget(),
        })
    }
}

proptest! {
    #![proptest_config(program::cases(500))]

    #[test]
    fn shortest_paths_are_all_and_only_the_shortest(small in small()) {
        let projection = small.projection(false);
        let all = small.all_paths();
        let length = all.iter().map(Path::len).min();
        let mut expected: Vec<Path> = all.into_iter().filter(|path| Some(path.len()) == length).collect();
        expected.sort();
        let answer = small.ask(|query| shortest_paths(&projection, query, usize::MAX).unwrap());
        prop_assert_eq!(&answer.paths, &expected);
        prop_assert_eq!(answer.n_paths, expected.len() as u64);
        for wanted in 1..3 {
            let fewer = small.ask(|query| shortest_paths(&projection, query, wanted).unwrap());
            prop_assert_eq!(&fewer.paths[..], &expected[..wanted.min(expected.len())]);
            prop_assert_eq!(fewer.n_paths, expected.len() as u64);
        }
    }

    #[test]
    fn the_lightest_path_is_the_lightest(small in small()) {
        let projection = small.projection(true);
        let key = |path: &Path| (small.weight(path), path.len());
        let all = small.all_paths();
        let best = all.iter().map(key).min_by(|a, b| a.partial_cmp(b).unwrap());
        let found = small.ask(|query| lightest_path(&projection, query).unwrap());
        prop_assert_eq!(found.as_ref().map(|(path, _)| key(path)), best);
        if let Some((path, weight)) = found {
            prop_assert!(all.contains(&path), "{:?} is no path", path);
            prop_assert!((weight - small.weight(&path)).abs() < 1e-12);
        }
    }

    #[test]
    fn k_shortest_paths_are_the_first_of_all(small in small(), k in 0..12_usize, weighted in any::<bool>()) {
        let projection = small.projection(weighted);
        let weight = |path: &Path| if weighted { small.weight(path) } else { path.len() as f64 };
        let mut all = small.all_paths();
        all.sort_by(|a, b| weight(a).total_cmp(&weight(b)).then(a.len().cmp(&b.len())).then_with(|| a.cmp(b)));
        let found = small.ask(|query| k_shortest_paths(&projection, query, k).unwrap());
        let found_keys: Vec<(f64, usize)> = found.iter().map(|(path, weight)| (*weight, path.len())).collect();
        let expected_keys: Vec<(f64, usize)> = all.iter().take(k).map(|path| (weight(path), path.len())).collect();
        prop_assert_eq!(found_keys, expected_keys);
        for (path, _) in &found {
            prop_assert!(all.contains(path), "{:?} is no path", path);
        }
        let mut distinct: Vec<&Path> = found.iter().map(|(path, _)| path).collect();
        distinct.sort();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), found.len());
    }

    #[test]
    fn a_larger_k_begins_like_a_smaller_one(small in small(), k in 1..8_usize) {
        let projection = small.projection(true);
        let fewer = small.ask(|query| k_shortest_paths(&projection, query, k).unwrap());
        let more = small.ask(|query| k_shortest_paths(&projection, query, k + 3).unwrap());
        prop_assert_eq!(&fewer[..], &more[..fewer.len()]);
    }

    #[test]
    fn an_undirected_path_goes_both_ways(small in small()) {
        let small = Small { direction: Direction::Both, ..small };
        let projection = small.projection(false);
        let back = Small { source: small.target, target: small.source, ..small.clone() };
        let there = small.ask(|query| shortest_paths(&projection, query, usize::MAX).unwrap());
        let back = back.ask(|query| shortest_paths(&projection, query, usize::MAX).unwrap());
        prop_assert_eq!(there.n_paths, back.n_paths);
        prop_assert_eq!(there.paths.first().map(Path::len), back.paths.first().map(Path::len));
    }
}

fn count(graph: &MemoryGraph, source: u32, target: u32, max_hops: usize) -> (u64, Option<usize>) {
    let projection = ProjectionSpec::default().build(graph);
    let query = PathQuery { source, target, max_hops, may_pass: &|_| true, budget: budget() };
    let answer = shortest_paths(&projection, &query, 1).unwrap();
    (answer.n_paths, answer.paths.first().map(Path::len))
}

#[test]
fn a_line_has_one_path() {
    let line = graph(100_001, (0..100_000).map(|at| (at, at + 1)));
    assert_eq!(count(&line, 0, 100_000, usize::MAX), (1, Some(100_000)));
    assert_eq!(count(&line, 0, 100_000, 99_999), (0, None));
}

#[test]
fn a_star_has_one_path_between_leaves() {
    let star = graph(10_001, (1..=10_000).map(|leaf| (0, leaf)));
    assert_eq!(count(&star, 17, 4711, 8), (1, Some(2)));
    assert_eq!(count(&star, 0, 4711, 8), (1, Some(1)));
    let projection = ProjectionSpec::default().build(&star);
    let query =
        PathQuery { source: 17, target: 4711, max_hops: 8, may_pass: &|node| node != 0, budget: budget() };
    let answer = shortest_paths(&projection, &query, 1).unwrap();
    assert_eq!((answer.n_paths, answer.reach.n_nodes, answer.reach.hops), (0, 2, 1));
}

#[test]
fn a_clique_has_its_simple_paths() {
    // Between two nodes of a clique of n there are sum over i of (n-2)!/(n-2-i)! simple paths.
    let clique = graph(7, (0..7).flat_map(|a| (a + 1..7).map(move |b| (a, b))));
    let projection = ProjectionSpec::default().build(&clique);
    let query = PathQuery { source: 0, target: 6, max_hops: 6, may_pass: &|_| true, budget: budget() };
    let found = k_shortest_paths(&projection, &query, 1000).unwrap();
    assert_eq!(found.len(), 1 + 5 + 20 + 60 + 120 + 120);
    let within_three = PathQuery { max_hops: 3, ..query };
    assert_eq!(k_shortest_paths(&projection, &within_three, 1000).unwrap().len(), 1 + 5 + 20);
    assert_eq!(count(&clique, 0, 6, 8), (1, Some(1)));
}

#[test]
fn a_grid_has_binomially_many_shortest_paths() {
    let side = 12_u32;
    let at = |x: u32, y: u32| y * side + x;
    let right = (0..side).flat_map(|y| (0..side - 1).map(move |x| (at(x, y), at(x + 1, y))));
    let down = (0..side - 1).flat_map(|y| (0..side).map(move |x| (at(x, y), at(x, y + 1))));
    let grid = graph(side * side, right.chain(down));
    // 22 over 11.
    assert_eq!(count(&grid, 0, side * side - 1, 100), (705_432, Some(22)));
}

#[test]
fn a_chain_of_doubled_edges_counts_without_listing() {
    // 2^70 paths stop at the largest number there is.
    let doubled = graph(71, (0..70).flat_map(|at| [(at, at + 1), (at, at + 1)]));
    assert_eq!(count(&doubled, 0, 70, 100), (u64::MAX, Some(70)));
    assert_eq!(count(&doubled, 0, 63, 100), (1 << 63, Some(63)));
}

#[test]
fn limits_are_errors_not_shorter_answers() {
    let doubled = graph(21, (0..20).flat_map(|at| [(at, at + 1), (at, at + 1)]));
    let projection = ProjectionSpec::default().build(&doubled);
    let few = Budget::new(Duration::from_mins(1), 100);
    let query = PathQuery { source: 0, target: 20, max_hops: 100, may_pass: &|_| true, budget: &few };
    assert_eq!(shortest_paths(&projection, &query, usize::MAX).unwrap_err(), LimitReached::Results(100));
    assert_eq!(k_shortest_paths(&projection, &query, 101).unwrap_err(), LimitReached::Results(100));
    assert_eq!(shortest_paths(&projection, &query, 100).unwrap().paths.len(), 100);
    let none = Budget::new(Duration::ZERO, 1_000_000);
    let query = PathQuery { budget: &none, ..query };
    assert!(matches!(shortest_paths(&projection, &query, usize::MAX).unwrap_err(), LimitReached::Time(_)));
}

#[test]
fn loops_are_never_taken() {
    let looped = graph(2, [(0, 0), (0, 1), (1, 1), (0, 0)]);
    let projection = ProjectionSpec::default().build(&looped);
    let query = PathQuery { source: 0, target: 1, max_hops: 9, may_pass: &|_| true, budget: budget() };
    assert_eq!(k_shortest_paths(&projection, &query, 9).unwrap().len(), 1);
    let home = PathQuery { target: 0, ..query };
    assert_eq!(
        k_shortest_paths(&projection, &home, 9).unwrap(),
        [(Path { edges: vec![], nodes: vec![NodeId(0)] }, 0.0)]
    );
}
