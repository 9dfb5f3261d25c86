//! The local clustering coefficient of LDBC Graphalytics: how many arcs lead between a node's neighbours.

#![expect(clippy::inline_always, reason = "compiled for wide vectors only where it is inlined")]

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::forward::{Block, Forward, bit, clear, set};
use super::neighbors::Ties;
use super::parallel::Chunked;
use super::triangle_count::{among, is_sparse};
use super::vectors::{Work, vectorized_work};
use super::{Budget, LimitReached};
use crate::graph::{Projection, Topology};

/// Below so many ties starting threads costs more than it saves.
const MIN_TIES: usize = 1 << 17;

/// Returns the local clustering coefficient of each node, by dense index, 0 to 1: of the ordered pairs of its
/// neighbours, whichever way they are tied to it, the share of those where an arc leads from the one to the other; 0
/// with fewer than two neighbours.
///
/// On the simple graph underneath: loops do not count, parallel edges count as one, weights do not matter. In an
/// undirected projection that is the share of the pairs that are tied. Cost `O(m^1.5)`, in practice far less, divided
/// over the threads of the budget; memory some 8 bytes an arc (20 in a directed projection) and for each thread 8 a
/// node.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Iosup et al. 2020, "The LDBC Graphalytics Benchmark", arXiv:2011.15028, section 2.3.5.
pub fn local_clustering(projection: &Projection, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    let ties = Ties::of(projection, budget)?;
    let rows = ties.neighbors.topology();
    let arcs = between_neighbors(rows, &ties.is_mutual, budget)?;
    let each_way = if ties.is_mutual.is_empty() { 2.0 } else { 1.0 };
    let share = |(arcs, ends): (u64, &[u32])| match f64::from(ends[1] - ends[0]) {
        _ if arcs == 0 => 0.0,
        degree => each_way * arcs as f64 / (degree * (degree - 1.0)),
    };
    Ok(arcs.into_iter().zip(rows.offsets.windows(2)).map(share).collect())
}

/// Returns how many triangles each node is in, by dense index.
///
/// On the simple graph underneath: loops do not count, parallel edges count as one, direction and weights do not matter.
/// Cost and memory as for [`local_clustering`].
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
pub fn local_triangles(projection: &Projection, budget: &Budget) -> Result<Vec<u64>, LimitReached> {
    let ties = Ties::of(projection, budget)?;
    between_neighbors(ties.neighbors.topology(), &[], budget)
}

/// Returns how many arcs lead between the neighbours of each node, by dense index; how many ties, where all are taken
/// for mutual.
fn between_neighbors(rows: Topology<'_>, is_mutual: &[bool], budget: &Budget) -> Result<Vec<u64>, LimitReached> {
    let budget = &budget.threads_if(rows.n_arcs() >= MIN_TIES);
    if is_mutual.is_empty() && is_sparse(rows) {
        return compared(rows, budget);
    }
    let forward = &Forward::new(rows, is_mutual, budget)?;
    let total = Mutex::new(vec![0; rows.n_nodes()]);
    let scratch = || Tally {
        own: vec![0; rows.n_nodes()],
        marked: vec![Block::default(); forward.n_blocks()],
        mutual: vec![Block::default(); if is_mutual.is_empty() { 0 } else { forward.n_blocks() }],
        total: &total,
    };
    let job = |tally: &mut Tally<'_>, ranks| {
        if is_mutual.is_empty() {
            vectorized_work(Closing::<false> { forward, ranks, tally, budget })
        } else {
            vectorized_work(Closing::<true> { forward, ranks, tally, budget })
        }
    };
    Chunked { scratch: &scratch, job: &job }.run(rows.n_nodes(), budget, &mut |()| ())?;
    let by_rank = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut arcs = vec![0; rows.n_nodes()];
    for (node, own) in forward.order.iter().zip(by_rank) {
        arcs[*node as usize] = own;
    }
    Ok(arcs)
}

/// Compares the rows of an undirected graph of few arcs as they are; returns how many triangles each node is in.
fn compared(rows: Topology<'_>, budget: &Budget) -> Result<Vec<u64>, LimitReached> {
    let mut n_triangles = vec![0; rows.n_nodes()];
    let count = |nodes: [u32; 3]| nodes.iter().for_each(|node| n_triangles[*node as usize] += 1);
    among(rows, 0..rows.n_nodes(), budget, count)?;
    Ok(n_triangles)
}

/// What a thread found; added to the total when the thread is done, in any order as these are whole numbers.
struct Tally<'t> {
    /// For each rank the arcs between its neighbours; the ties in an undirected graph.
    own: Vec<u64>,
    marked: Vec<Block>,
    mutual: Vec<Block>,
    total: &'t Mutex<Vec<u64>>,
}

impl Drop for Tally<'_> {
    fn drop(&mut self) {
        let mut total = self.total.lock().unwrap_or_else(PoisonError::into_inner);
        for (slot, own) in total.iter_mut().zip(&self.own) {
            *slot += own;
        }
    }
}

/// Adds to the tally of each node of the triangles whose highest ranks are some.
struct Closing<'c, 't, const IS_DIRECTED: bool> {
    forward: &'c Forward,
    ranks: Range<usize>,
    tally: &'c mut Tally<'t>,
    budget: &'c Budget,
}

impl<const IS_DIRECTED: bool> Work for Closing<'_, '_, IS_DIRECTED> {
    type Output = Result<(), LimitReached>;

    #[inline(always)]
    fn done(mut self) -> Self::Output {
        for rank in self.ranks.clone() {
            self.budget.step(rank)?;
            let row = self.forward.row(rank);
            if row.len() < 2 {
                continue;
            }
            set(&mut self.tally.marked, row);
            let mutual_row = if IS_DIRECTED { self.forward.mutual_row(rank) } else { &[] };
            for (other, _) in row.iter().zip(mutual_row).filter(|(_, is_mutual)| **is_mutual) {
                set(&mut self.tally.mutual, std::slice::from_ref(other));
            }
            // The lowest rank has no tie to another of the row.
            let least = row.iter().min().copied();
            for (at, other) in row.iter().enumerate().filter(|(_, other)| Some(**other) != least) {
                let weight = 1 + u64::from(IS_DIRECTED && mutual_row[at]);
                let (own, others) = if self.forward.bits(*other as usize).is_empty() {
                    self.scan(*other as usize, weight)
                } else {
                    self.overlay(*other as usize, weight)
                };
                self.tally.own[rank] += own;
                self.tally.own[*other as usize] += others;
            }
            clear(&mut self.tally.marked, row);
            if IS_DIRECTED {
                clear(&mut self.tally.mutual, row);
            }
        }
        Ok(())
    }
}

impl<const IS_DIRECTED: bool> Closing<'_, '_, IS_DIRECTED> {
    /// Looks for each tie of the second node of triangles; the first and second are tied by so many arcs. Returns how
    /// many arcs are opposite to the first, and to the second.
    #[inline(always)]
    fn scan(&mut self, second: usize, weight: u64) -> (u64, u64) {
        let row = self.forward.row(second);
        let (mut own, mut others) = (0, 0);
        for (at, third) in row.iter().enumerate() {
            let hit = bit(&self.tally.marked, *third);
            self.tally.own[*third as usize] += weight * hit;
            if IS_DIRECTED {
                own += hit << u32::from(self.forward.mutual_row(second)[at]);
                others += hit + bit(&self.tally.mutual, *third);
            } else {
                own += hit;
            }
        }
        (own, if IS_DIRECTED { others } else { own })
    }

    /// The same, with the bits of both laid over each other.
    #[inline(always)]
    fn overlay(&mut self, second: usize, weight: u64) -> (u64, u64) {
        let bits = self.forward.bits(second).as_flattened();
        let mutual_bits = if IS_DIRECTED { self.forward.mutual_bits(second).as_flattened() } else { &[] };
        let (mut own, mut others) = (0, 0);
        let marked = self.tally.marked.as_flattened();
        for (word, (bits, marked)) in bits.iter().zip(marked).enumerate() {
            let mut hits = bits & marked;
            if IS_DIRECTED {
                own += u64::from(hits.count_ones() + (hits & mutual_bits[word]).count_ones());
                others += u64::from(
                    hits.count_ones() + (hits & self.tally.mutual.as_flattened()[word]).count_ones(),
                );
            } else {
                own += u64::from(hits.count_ones());
            }
            while hits != 0 {
                self.tally.own[word * 64 + hits.trailing_zeros() as usize] += weight;
                hits &= hits - 1;
            }
        }
        (own, if IS_DIRECTED { others } else { own })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{
        assert_close, barbell, budget, clique, cycle, grid, on_threads, small, star,
    };

    fn of(projection: &Projection) -> Vec<f64> {
        local_clustering(projection, &budget()).expect("in time")
    }

    #[test]
    fn closed_forms() {
        assert_close(&of(&clique(600).undirected()), &[1.0; 600]);
        // Half of the ordered pairs, as edges of the sample lead one way.
        assert_close(&of(&clique(600).directed()), &[0.5; 600]);
        assert_close(&of(&star(5).undirected()), &[0.0; 5]);
        assert_close(&of(&grid(3, 3).directed()), &[0.0; 9]);
        assert_close(&of(&barbell(3).undirected()), &[1.0, 1.0, 1.0 / 3.0, 1.0 / 3.0, 1.0, 1.0]);
        assert_close(&of(&cycle(3).directed()), &[0.5; 3]);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        let mut sample = grid(300, 300);
        sample.edges.extend(clique(300).edges);
        for projection in [sample.undirected(), sample.directed()] {
            let on = |n_threads| local_clustering(&projection, &on_threads(n_threads)).expect("in time");
            assert_eq!(on(1), on(2));
            assert_eq!(on(1), on(8));
        }
    }

    proptest! {
        #[test]
        fn shares_are_as_defined(sample in small(12)) {
            for projection in sample.projections() {
                let leads = |from, to| projection.outgoing().of(from).contains(&to);
                let expected: Vec<f64> = (0..sample.n_nodes).map(|node| {
                    let near = |other: &u32| *other != node && (leads(node, *other) || leads(*other, node));
                    let near: Vec<u32> = (0..sample.n_nodes).filter(near).collect();
                    let pairs = near.iter().flat_map(|one| near.iter().map(move |other| (*one, *other)));
                    let n_arcs = pairs.filter(|(one, other)| one != other && leads(*one, *other)).count();
                    if n_arcs == 0 { 0.0 } else { n_arcs as f64 / (near.len() * (near.len() - 1)) as f64 }
                }).collect();
                assert_close(&of(&projection), &expected);
            }
        }
    }
}
