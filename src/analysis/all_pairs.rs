//! Distances between all nodes.

use super::hop_rows::{HopRows, has_long_paths};
use super::hop_sums::{Along, DistanceSums, hop_sums, numbering};
use super::length_search::{LengthRows, LengthSearch};
use super::parallel::Chunked;
use super::{Budget, LimitReached};
use crate::graph::Projection;

/// The most nodes of a [`DistanceMatrix`]: 25 million distances, 200 MB.
pub const MATRIX_MAX_NODES: usize = 5000;

/// The distance from each node to each other one.
#[derive(Debug, Clone, PartialEq)]
pub struct DistanceMatrix {
    n_nodes: usize,
    distances: Vec<f64>,
}

impl DistanceMatrix {
    /// Returns how many nodes there are.
    pub fn n_nodes(&self) -> usize {
        self.n_nodes
    }

    /// Returns the distances from a node, by dense index; infinite to those that it does not reach.
    ///
    /// # Panics
    /// If the node is not below [`n_nodes`](Self::n_nodes).
    pub fn row(&self, source: u32) -> &[f64] {
        &self.distances[source as usize * self.n_nodes..][..self.n_nodes]
    }

    /// Returns the distance from a node to another; nothing where there is no path.
    ///
    /// # Panics
    /// If one of them is not below [`n_nodes`](Self::n_nodes).
    pub fn distance(&self, source: u32, target: u32) -> Option<f64> {
        Some(self.row(source)[target as usize]).filter(|distance| distance.is_finite())
    }
}

/// Returns the distance between any two nodes of a small graph: in lengths where the projection has weights, which must
/// be positive, else in steps.
///
/// Edges are followed as the projection says. Of parallel edges the shortest counts, loops do not. Cost `O(n m)`, with
/// lengths `O(n m log n)`, divided over the threads of the budget. Memory 8 bytes a pair of nodes.
///
/// # Errors
/// [`LimitReached::Results`] above [`MATRIX_MAX_NODES`], or where there are more pairs than the budget has results;
/// [`LimitReached::Time`] past the deadline.
pub fn all_pairs(projection: &Projection, budget: &Budget) -> Result<DistanceMatrix, LimitReached> {
    let n_nodes = projection.n_nodes();
    if n_nodes > MATRIX_MAX_NODES {
        return Err(LimitReached::Results(MATRIX_MAX_NODES * MATRIX_MAX_NODES));
    }
    budget.check_results(n_nodes * n_nodes)?;
    let rows = LengthRows::of(projection);
    let chunked = Chunked {
        scratch: &|| LengthSearch::new(&rows),
        job: &|search: &mut LengthSearch<'_>, chunk| {
            let mut part = vec![f64::INFINITY; chunk.len() * n_nodes];
            for (row, source) in part.chunks_mut(n_nodes).zip(chunk) {
                search.run(index(source), budget, |node, distance| row[node as usize] = distance)?;
            }
            Ok(part)
        },
    };
    let mut distances = Vec::with_capacity(n_nodes * n_nodes);
    chunked.run(n_nodes, budget, &mut |part: Vec<f64>| distances.extend(part))?;
    Ok(DistanceMatrix { n_nodes, distances })
}

/// Returns for each node, by dense index, how many others it reaches and the sum of their distances in steps.
///
/// Cost and memory are those of [`hop_sums`].
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
pub(super) fn hop_row_sums(projection: &Projection, budget: &Budget) -> Result<DistanceSums, LimitReached> {
    let rows = HopRows::of(projection, numbering(has_long_paths(projection, budget)?));
    let sources: Vec<u32> = (0..).take(projection.n_nodes()).collect();
    let found = hop_sums(&rows, &sources, Along::Reverse, &f64::from, budget)?;
    Ok(found.by_index(&rows))
}

/// Returns for each node, by dense index, the sum of the distances in lengths to those that it reaches.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
pub(super) fn length_row_sums(projection: &Projection, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    let rows = LengthRows::of(projection);
    let chunked = Chunked {
        scratch: &|| LengthSearch::new(&rows),
        job: &|search: &mut LengthSearch<'_>, chunk| {
            chunk
                .map(|source| {
                    let mut sum = 0.0;
                    search.run(index(source), budget, |_, distance| sum += distance)?;
                    Ok(sum)
                })
                .collect::<Result<Vec<f64>, _>>()
        },
    };
    let mut sums = Vec::with_capacity(projection.n_nodes());
    chunked.run(projection.n_nodes(), budget, &mut |part: Vec<f64>| sums.extend(part))?;
    Ok(sums)
}

/// Adds up what the distances in lengths from some nodes are worth at each other node that they reach, by dense index.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
pub(super) fn length_sums(
    projection: &Projection,
    sources: &[u32],
    worth: &(dyn Fn(f64) -> f64 + Sync),
    budget: &Budget,
) -> Result<DistanceSums, LimitReached> {
    let rows = LengthRows::of(projection);
    let chunked = Chunked {
        scratch: &|| LengthSearch::new(&rows),
        job: &|search: &mut LengthSearch<'_>, chunk| {
            let mut found = DistanceSums::new(rows.n_nodes());
            for &source in &sources[chunk] {
                search.run(source, budget, |node, distance| {
                    if node != source {
                        found.n_reaching[node as usize] += 1;
                        found.sums[node as usize] += worth(distance);
                    }
                })?;
            }
            Ok(found)
        },
    };
    let mut found = DistanceSums::new(rows.n_nodes());
    chunked.run(sources.len(), budget, &mut |part: DistanceSums| found.add(&part))?;
    Ok(found)
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
