//! Graphs for the tests of this room: closed forms and random multigraphs.

use std::num::NonZero;
use std::time::Duration;

use proptest::prelude::*;

use super::Budget;
use super::random::SplitMix64;
use crate::graph::{Direction, MemoryGraph, Projection, ProjectionSpec, Properties};
use crate::model::NodeId;

/// A multigraph: source, target and weight of each edge.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) n_nodes: u32,
    pub(crate) edges: Vec<(u32, u32, u8)>,
}

impl Sample {
    pub(crate) fn undirected(&self) -> Projection {
        self.spec(Direction::Both, false)
    }

    pub(crate) fn undirected_weighted(&self) -> Projection {
        self.spec(Direction::Both, true)
    }

    pub(crate) fn directed(&self) -> Projection {
        self.spec(Direction::Outgoing, false)
    }

    pub(crate) fn directed_weighted(&self) -> Projection {
        self.spec(Direction::Outgoing, true)
    }

    pub(crate) fn reversed(&self) -> Projection {
        self.spec(Direction::Incoming, false)
    }

    /// Returns all five.
    pub(crate) fn projections(&self) -> [Projection; 5] {
        [
            self.undirected(),
            self.undirected_weighted(),
            self.directed(),
            self.directed_weighted(),
            self.reversed(),
        ]
    }

    fn spec(&self, direction: Direction, is_weighted: bool) -> Projection {
        let mut graph = MemoryGraph::new();
        let edge_type = graph.symbols_mut().intern_type("T");
        for _ in 0..self.n_nodes {
            graph.add_node([], Properties::default()).expect("there is room");
        }
        for (source, target, _) in &self.edges {
            let ends = (NodeId(*source), NodeId(*target));
            graph.add_edge(edge_type, ends.0, ends.1, Properties::default()).expect("both ends exist");
        }
        let spec = ProjectionSpec::default().direction(direction);
        if is_weighted {
            spec.weight(|edge| f64::from(self.edges[edge.index()].2)).build(&graph)
        } else {
            spec.build(&graph)
        }
    }

    /// Returns the graph with its nodes in another order, and where each node went.
    pub(crate) fn relabelled(&self, seed: u64) -> (Sample, Vec<usize>) {
        let mut random = SplitMix64::new(seed);
        let mut place: Vec<u32> = (0..self.n_nodes).collect();
        for at in (1..place.len()).rev() {
            place.swap(at, random.below(at + 1));
        }
        let to = |node: u32| place[node as usize];
        let edges = self.edges.iter().map(|(source, target, weight)| (to(*source), to(*target), *weight));
        let edges = edges.collect();
        (Sample { n_nodes: self.n_nodes, edges }, place.iter().map(|place| *place as usize).collect())
    }
}

fn sample(n_nodes: u32, edges: impl IntoIterator<Item = (u32, u32)>) -> Sample {
    Sample { n_nodes, edges: edges.into_iter().map(|(source, target)| (source, target, 1)).collect() }
}

/// 0 → 1 → … → n - 1.
pub(crate) fn path(n_nodes: u32) -> Sample {
    sample(n_nodes, (1..n_nodes).map(|node| (node - 1, node)))
}

/// A path whose ends meet.
pub(crate) fn cycle(n_nodes: u32) -> Sample {
    sample(n_nodes, (0..n_nodes).map(|node| (node, (node + 1) % n_nodes)))
}

/// 0 → every other node.
pub(crate) fn star(n_nodes: u32) -> Sample {
    sample(n_nodes, (1..n_nodes).map(|node| (0, node)))
}

/// Every pair once.
pub(crate) fn clique(n_nodes: u32) -> Sample {
    sample(n_nodes, (0..n_nodes).flat_map(|source| (source + 1..n_nodes).map(move |target| (source, target))))
}

/// Two cliques of so many nodes, and last the edge from the first to the second.
pub(crate) fn barbell(n_nodes: u32) -> Sample {
    let one = clique(n_nodes).edges;
    let other = one.iter().map(|(source, target, _)| (source + n_nodes, target + n_nodes, 1));
    let edges = one.iter().copied().chain(other).chain([(n_nodes - 1, n_nodes, 1)]).collect();
    Sample { n_nodes: 2 * n_nodes, edges }
}

/// Rows of nodes, each tied to the next in its row and in its column.
pub(crate) fn grid(n_rows: u32, n_columns: u32) -> Sample {
    let nodes = (0..n_rows).flat_map(|row| (0..n_columns).map(move |column| (row, column)));
    let edges = nodes.flat_map(|(row, column)| {
        let node = row * n_columns + column;
        let right = (column + 1 < n_columns).then_some((node, node + 1));
        let down = (row + 1 < n_rows).then_some((node, node + n_columns));
        right.into_iter().chain(down)
    });
    sample(n_rows * n_columns, edges)
}

/// Any multigraph of up to so many nodes, loops, parallel edges and isolated nodes included.
pub(crate) fn small(n_nodes: u32) -> impl Strategy<Value = Sample> {
    (1..=n_nodes).prop_flat_map(|n_nodes| {
        let edges = prop::collection::vec((0..n_nodes, 0..n_nodes, 1..5_u8), 0..3 * n_nodes as usize);
        edges.prop_map(move |edges| Sample { n_nodes, edges })
    })
}

pub(crate) fn budget() -> Budget {
    Budget::new(Duration::from_mins(1), usize::MAX)
}

pub(crate) fn on_threads(n_threads: usize) -> Budget {
    budget().on_threads(NonZero::new(n_threads).unwrap_or(NonZero::<usize>::MIN))
}

/// Checks numbers to nine digits; NaN equals NaN.
#[track_caller]
pub(crate) fn assert_close(found: &[f64], expected: &[f64]) {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9 || (a.is_nan() && b.is_nan());
    let same = found.len() == expected.len() && found.iter().zip(expected).all(close);
    assert!(same, "found    {found:?}\nexpected {expected:?}");
}
