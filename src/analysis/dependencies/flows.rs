//! How far shortest paths depend on arcs, and those by lengths on nodes: one search after another.

use super::lengths::{ByLength, Of};
use super::single::Single;
use crate::analysis::hop_rows::{HopRows, Numbering, has_long_paths};
use crate::analysis::length_search::LengthRows;
use crate::analysis::parallel::Chunked;
use crate::analysis::{Budget, LimitReached};
use crate::graph::Projection;

/// For each arc of the simple graph underneath a projection, how many nodes depend on it, summed up over some sources:
/// each node counts by the share of its shortest paths from the source that lead over the arc.
pub(in crate::analysis) struct Flows {
    arcs: Arcs,
    sums: Vec<f64>,
}

/// The arcs of a simple graph.
enum Arcs {
    /// Each as long as another; and the numbers of nodes there.
    Hops(HopRows, Vec<u32>),
    Lengths(LengthRows),
}

impl Flows {
    /// Adds up what depends on arcs: by lengths where the projection has weights, which must be positive, else by steps.
    ///
    /// Of parallel arcs only the shortest are looked at, as one; loops not at all. Cost `O(k m)` for `k` sources, with
    /// lengths `O(k m log n)`, divided over the threads of the budget; memory 8 bytes an arc and 24 a node for each
    /// thread, and about 16 an arc for a copy of the graph. Sums are taken in a fixed order on any number of threads.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline, [`LimitReached::Paths`].
    ///
    /// # Source
    /// Brandes 2008, "On variants of shortest-path betweenness centrality and their generic computation", Social
    /// Networks 30(2), algorithm 7.
    pub(in crate::analysis) fn of(
        projection: &Projection,
        sources: &[u32],
        budget: &Budget,
    ) -> Result<Flows, LimitReached> {
        if projection.is_weighted() {
            let rows = LengthRows::of(projection);
            let sums = by_lengths(&rows, sources, Of::Arcs, rows.lengths().len(), budget)?;
            return Ok(Flows { arcs: Arcs::Lengths(rows), sums });
        }
        let is_long = has_long_paths(projection, budget)?;
        let rows = HopRows::of(projection, if is_long { Numbering::ByRegion(64) } else { Numbering::ByDegree });
        let ranks = rows.ranks();
        let sums = by_hops(&rows, &ranks, sources, budget)?;
        Ok(Flows { arcs: Arcs::Hops(rows, ranks), sums })
    }

    /// Returns how many arcs there are.
    pub(in crate::analysis) fn n_arcs(&self) -> usize {
        self.sums.len()
    }

    /// Returns what depends on an arc.
    pub(in crate::analysis) fn sum(&self, arc: usize) -> f64 {
        self.sums[arc]
    }

    /// Returns the position of the arc from a node to another.
    pub(in crate::analysis) fn position(&self, source: u32, target: u32) -> Option<usize> {
        match &self.arcs {
            Arcs::Hops(rows, ranks) => {
                let (source, target) = (ranks[source as usize], ranks[target as usize]);
                let range = rows.outgoing().range(source);
                Some(range.start + rows.outgoing().targets[range].binary_search(&target).ok()?)
            }
            Arcs::Lengths(rows) => rows.position(source, target),
        }
    }

    /// Says whether an edge of this length is among the shortest of its ends, whose arc stands at a position.
    pub(in crate::analysis) fn is_least(&self, arc: usize, length: f64) -> bool {
        match &self.arcs {
            Arcs::Hops(..) => true,
            Arcs::Lengths(rows) => length <= rows.lengths()[arc],
        }
    }
}

/// Returns what depends on each node, by dense index, over paths that are short by their lengths: the same as
/// [`dependencies`](super::dependencies) for hops, with the cost and memory of [`Flows`].
///
/// # Errors
/// [`LimitReached::Time`] past the deadline, [`LimitReached::Paths`].
pub(in crate::analysis) fn length_dependencies(
    projection: &Projection,
    sources: &[u32],
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    by_lengths(&LengthRows::of(projection), sources, Of::Nodes, projection.n_nodes(), budget)
}

fn by_lengths(
    rows: &LengthRows,
    sources: &[u32],
    of: Of,
    n_sums: usize,
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    let whole = rows.whole_lengths();
    let chunked = Chunked {
        scratch: &|| ByLength::new(rows, whole.as_ref()),
        job: &|search: &mut ByLength<'_>, chunk| {
            let mut sums = vec![0.0; n_sums];
            for source in &sources[chunk] {
                search.run(*source, of, budget, &mut sums)?;
            }
            Ok(sums)
        },
    };
    summed(&chunked, sources.len(), n_sums, budget)
}

fn by_hops(
    rows: &HopRows,
    ranks: &[u32],
    sources: &[u32],
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    let n_sums = rows.outgoing().n_arcs();
    let mut sources: Vec<u32> = sources.iter().map(|source| ranks[*source as usize]).collect();
    sources.sort_unstable();
    let chunked = Chunked {
        scratch: &|| Single::new(rows.n_nodes()),
        job: &|single: &mut Single, chunk| {
            let mut sums = vec![0.0; n_sums];
            for source in &sources[chunk] {
                single.run(rows, *source, Of::Arcs, budget, &mut sums)?;
            }
            Ok(sums)
        },
    };
    summed(&chunked, sources.len(), n_sums, budget)
}

/// Adds up the sums of all chunks in their order.
fn summed<S>(
    chunked: &Chunked<'_, S, Vec<f64>, LimitReached>,
    n_sources: usize,
    n_sums: usize,
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    let mut sums = vec![0.0; n_sums];
    chunked.run(n_sources, budget, &mut |part: Vec<f64>| {
        for (sum, part) in sums.iter_mut().zip(part) {
            *sum += part;
        }
    })?;
    Ok(sums)
}
