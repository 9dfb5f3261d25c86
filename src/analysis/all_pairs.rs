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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{assert_close, budget, cycle, grid, on_threads, path, small};

    #[test]
    fn closed_forms() {
        let matrix = all_pairs(&grid(3, 4).undirected(), &budget()).expect("in time");
        assert_eq!(matrix.n_nodes(), 12);
        for (source, target) in (0..12_u32).flat_map(|source| (0..12).map(move |target| (source, target))) {
            let manhattan = (source / 4).abs_diff(target / 4) + (source % 4).abs_diff(target % 4);
            assert_eq!(matrix.distance(source, target), Some(f64::from(manhattan)));
        }
        let matrix = all_pairs(&path(3).directed(), &budget()).expect("in time");
        assert_eq!((matrix.distance(0, 2), matrix.distance(2, 0)), (Some(2.0), None));
        assert_eq!(all_pairs(&path(0).undirected(), &budget()).expect("in time").n_nodes(), 0);
        let sums = hop_row_sums(&cycle(7).directed(), &budget()).expect("in time");
        assert_close(&sums.sums, &[21.0; 7]);
        assert_close(&hop_row_sums(&path(3).directed(), &budget()).expect("in time").sums, &[3.0, 1.0, 0.0]);
    }

    #[test]
    fn too_many_pairs_are_refused() {
        let nodes = |n_nodes| Projection::of_edges(n_nodes, &[], None, crate::graph::Direction::Both);
        let few = Budget::new(std::time::Duration::from_mins(1), 99);
        assert_eq!(all_pairs(&nodes(10), &few), Err(LimitReached::Results(99)));
        assert!(all_pairs(&nodes(9), &few).is_ok());
        let most = LimitReached::Results(MATRIX_MAX_NODES * MATRIX_MAX_NODES);
        assert_eq!(all_pairs(&nodes(5001), &budget()), Err(most));
    }

    proptest! {
        #[test]
        fn row_sums_are_those_of_the_matrix(sample in small(20)) {
            for projection in sample.projections() {
                let matrix = all_pairs(&projection, &budget()).expect("in time");
                let finite = |row: &[f64]| row.iter().filter(|own| own.is_finite()).sum::<f64>();
                let expected: Vec<f64> = (0..sample.n_nodes).map(|source| finite(matrix.row(source))).collect();
                let found = if projection.is_weighted() {
                    length_row_sums(&projection, &budget()).expect("in time")
                } else {
                    hop_row_sums(&projection, &budget()).expect("in time").sums
                };
                assert_close(&found, &expected);
                for n_threads in [2, 8] {
                    prop_assert_eq!(&all_pairs(&projection, &on_threads(n_threads)).expect("in time"), &matrix);
                }
            }
        }
    }
}
