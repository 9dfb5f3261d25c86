//! How far the shortest paths from some nodes depend on each other node, without lengths.

mod lanes;
mod single;

use super::hop_rows::{HopRows, Numbering, has_long_paths};
use super::parallel::Chunked;
use super::{Budget, LimitReached};
use crate::graph::Projection;

use lanes::{LANES, Lanes, Outcome};
use single::Single;

/// Returns for each node, by dense index, the sum over some sources other than it of how many nodes depend on it: each
/// node counts by the share of its shortest paths from the source that lead through the node. An end is not counted,
/// and a source that is given twice counts twice.
///
/// Paths are counted by the nodes they visit: parallel arcs are one, loops none, weights count for nothing. Arcs are
/// followed as the projection says. Searches go on together, 16 by 16, where paths are short, and one by one where they
/// are long. Cost `O(k m)` for `k` sources, of which the batches save a part; divided over the threads of the budget.
/// Memory up to 390 bytes a node and thread, and 4 bytes a node and arc for a copy of the graph. Sums are taken in a
/// fixed order on any number of threads.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline, [`LimitReached::Paths`].
///
/// # Source
/// Brandes 2001, "A faster algorithm for betweenness centrality", J. Math. Sociology 25(2), algorithm 1; for the
/// batches, Then et al. 2014, PVLDB 8(4).
pub(super) fn dependencies(
    projection: &Projection,
    sources: &[u32],
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    let is_long = if std::env::var("HVL").is_ok() { false } else { has_long_paths(projection, budget)? };
    let rows = HopRows::of(projection, match std::env::var("HVN").as_deref() { Ok("d") => Numbering::ByDegree, Ok(x) => Numbering::ByRegion(x.parse().unwrap()), _ => if is_long { Numbering::ByRegion(64) } else { Numbering::ByRegion(LANES) } });
    let ranks = rows.ranks();
    let mut sources: Vec<u32> = sources.iter().map(|source| ranks[*source as usize]).collect();
    sources.sort_unstable();
    let batches: Vec<&[u32]> = sources.chunks(LANES).collect();
    let chunked = Chunked {
        scratch: &|| Scratch { lanes: None, single: None },
        job: &|scratch: &mut Scratch, chunk| {
            let mut sums = vec![0.0; rows.n_nodes()];
            for batch in &batches[chunk] {
                scratch.run(&rows, batch, is_long, budget, &mut sums)?;
            }
            Ok(sums)
        },
    };
    let mut sums = vec![0.0; rows.n_nodes()];
    chunked.run(batches.len(), budget, &mut |part: Vec<f64>| {
        for (sum, part) in sums.iter_mut().zip(part) {
            *sum += part;
        }
    })?;
    Ok(rows.by_index(&sums))
}

/// What a thread works in; made when first needed.
struct Scratch {
    lanes: Option<Lanes>,
    single: Option<Single>,
}

impl Scratch {
    /// Adds the dependencies of a batch of sources.
    fn run(
        &mut self,
        rows: &HopRows,
        batch: &[u32],
        is_long: bool,
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<(), LimitReached> {
        if !is_long {
            let lanes = self.lanes.get_or_insert_with(|| Lanes::new(rows.n_nodes()));
            if lanes.run(rows, batch, budget, sums)? == Outcome::Done {
                return Ok(());
            }
        }
        let single = self.single.get_or_insert_with(|| Single::new(rows.n_nodes()));
        batch.iter().try_for_each(|source| single.run(rows, *source, budget, sums))
    }
}
