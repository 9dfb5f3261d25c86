//! How far apart two nodes are to be drawn.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

/// The distances between all nodes of a component, in rows.
pub(super) struct Distances {
    n_nodes: usize,
    rows: Vec<f64>,
}

impl Distances {
    /// Returns the distance of two nodes by their places in the component.
    pub(super) fn get(&self, from: usize, to: usize) -> f64 {
        self.rows[from * self.n_nodes + to]
    }
}

/// Returns the distances between all nodes of a component along its edges.
///
/// An edge is the longer the more neighbours only one of its ends has, so that what hangs on a hub gets room
/// around it and groups of nodes that know each other stay together (the `subset` model of Gansner and North,
/// "Improved force-directed layouts", 1998). Dijkstra from every node, `O(n m log n)`.
pub(super) fn between_all(component: &[usize], neighbors: &[BTreeSet<usize>]) -> Distances {
    let arcs: Vec<Vec<(usize, f64)>> =
        component.iter().map(|node| arcs(*node, component, neighbors)).collect();
    let rows = (0..component.len()).flat_map(|start| from_one(start, &arcs)).collect();
    Distances { n_nodes: component.len(), rows }
}

fn arcs(node: usize, component: &[usize], neighbors: &[BTreeSet<usize>]) -> Vec<(usize, f64)> {
    let known = neighbors[node].iter().filter_map(|neighbor| {
        let place = component.binary_search(neighbor).ok()?;
        Some((place, length(&neighbors[node], &neighbors[*neighbor])))
    });
    known.collect()
}

fn length(one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> f64 {
    1.0 + (one.symmetric_difference(other).count() as f64).sqrt()
}

/// A node yet to be left, nearest first and then by place.
struct Waiting(f64, usize);

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

fn from_one(start: usize, arcs: &[Vec<(usize, f64)>]) -> Vec<f64> {
    let mut distances = vec![f64::INFINITY; arcs.len()];
    distances[start] = 0.0;
    let mut waiting = BinaryHeap::from([Waiting(0.0, start)]);
    while let Some(Waiting(distance, node)) = waiting.pop() {
        if distance > distances[node] {
            continue;
        }
        for &(neighbor, length) in &arcs[node] {
            if distance + length < distances[neighbor] {
                distances[neighbor] = distance + length;
                waiting.push(Waiting(distance + length, neighbor));
            }
        }
    }
    distances
}
