//! How far the farthest node is, between bounds.

use super::breadth_first::{UNREACHED, hops};
use super::catalog::{AnalysisError, Answer, Settings};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// Runs [`eccentricities`] until all are known.
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    let bounds = eccentricities(projection, usize::MAX, budget)?;
    Ok(Answer::NodeScores(bounds.into_iter().map(|own| f64::from(own.low)).collect()))
}

/// Runs [`diameter`] for the catalogue.
pub(super) fn run_diameter(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::Number(diameter(projection, budget)?.map(f64::from)))
}

/// The least and the most that an eccentricity can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// It is at least this.
    pub low: u32,
    /// It is at most this.
    pub high: u32,
}

/// Returns bounds of the steps from each node to the farthest that it reaches, by dense index.
///
/// Searches from at most so many nodes; bounds meet where that is enough, as it mostly is after a few in a graph with
/// one large component. The greatest `low` and `high` of all bound the diameter (of the widest component). In a
/// directed projection a search tells only about the node it starts from, and `high` of others is the number of nodes
/// less one. Loops, parallel edges and weights change nothing. Cost `O(n + m)` a search.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Takes, Kosters 2013, "Computing the eccentricity distribution of large graphs", Algorithms 6(1).
pub fn eccentricities(
    projection: &Projection,
    most_searches: usize,
    budget: &Budget,
) -> Result<Vec<Bounds>, LimitReached> {
    let mut searches = Searches::new(projection);
    while searches.n_done < most_searches && searches.search(budget)? {}
    Ok(searches.own)
}

/// What searches so far tell.
struct Searches<'p> {
    projection: &'p Projection,
    own: Vec<Bounds>,
    n_done: usize,
}

impl<'p> Searches<'p> {
    fn new(projection: &'p Projection) -> Self {
        let outgoing = projection.outgoing();
        let most = u32::try_from(projection.n_nodes().saturating_sub(1)).unwrap_or(u32::MAX);
        let any = |node: u32| {
            let leads_nowhere = outgoing.of(node).iter().all(|to| *to == node);
            Bounds { low: 0, high: if leads_nowhere { 0 } else { most } }
        };
        Searches { projection, own: (0..).take(projection.n_nodes()).map(any).collect(), n_done: 0 }
    }

    /// Searches from one more node; says whether there was one whose bounds did not meet.
    fn search(&mut self, budget: &Budget) -> Result<bool, LimitReached> {
        let Some(source) = next_source(self.projection, &self.own, self.n_done) else { return Ok(false) };
        let steps = hops(self.projection, source, budget)?;
        let farthest = steps.iter().filter(|steps| **steps != UNREACHED).max().copied().unwrap_or(0);
        self.own[source as usize] = Bounds { low: farthest, high: farthest };
        if self.projection.direction() == Direction::Both {
            narrow(&mut self.own, &steps, farthest);
        }
        self.n_done += 1;
        Ok(true)
    }
}

/// Returns the diameter: the most steps between two nodes that a path connects; nothing without nodes.
///
/// Searches until no node can be farther from another than some node is known to be. Cost `O(n + m)` a search, of which
/// an undirected graph mostly needs a few, a directed one up to `n`.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Takes, Kosters 2011, "Determining the diameter of small world networks", CIKM.
pub fn diameter(projection: &Projection, budget: &Budget) -> Result<Option<u32>, LimitReached> {
    let mut bounds = Searches::new(projection);
    loop {
        let low = bounds.own.iter().map(|own| own.low).max();
        // Only a node that may be farther than all is searched from; where there is none, the diameter is known.
        if bounds.own.iter().all(|own| Some(own.high) <= low) {
            return Ok(low);
        }
        bounds.search(budget)?;
    }
}

/// Uses what is known of a node for those that it reaches in so many steps.
fn narrow(bounds: &mut [Bounds], steps: &[u32], farthest: u32) {
    for (own, steps) in bounds.iter_mut().zip(steps).filter(|(_, steps)| **steps != UNREACHED) {
        own.low = own.low.max(*steps).max(farthest - steps);
        own.high = own.high.min(farthest + steps);
    }
}

/// Returns a node whose bounds do not meet: in turn one that may be the farthest out, and one that may be central; of
/// equals that with the most arcs, then the first.
fn next_source(projection: &Projection, bounds: &[Bounds], search: usize) -> Option<u32> {
    let open = (0_u32..).zip(bounds).filter(|(_, own)| own.low < own.high);
    let rank = |(node, own): &(u32, &Bounds)| {
        let chance = if search.is_multiple_of(2) { own.high } else { u32::MAX - own.low };
        (chance, projection.outgoing().degree(*node), u32::MAX - node)
    };
    open.max_by_key(rank).map(|(node, _)| node)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{budget, grid, path, small};

    #[test]
    fn a_few_searches_bound_the_diameter() {
        let highest = |n_searches: usize, of: fn(&Bounds) -> u32| {
            let bounds = eccentricities(&path(100).undirected(), n_searches, &budget()).expect("there is time");
            bounds.iter().map(of).max()
        };
        assert_eq!((highest(0, |own| own.low), highest(0, |own| own.high)), (Some(0), Some(99)));
        assert_eq!((highest(4, |own| own.low), highest(4, |own| own.high)), (Some(99), Some(99)));
        let bounds = eccentricities(&grid(3, 4).undirected(), usize::MAX, &budget()).expect("there is time");
        assert_eq!(bounds[0], Bounds { low: 5, high: 5 });
    }

    #[test]
    fn the_diameter_is_the_greatest_distance() {
        let of = |projection: &Projection| diameter(projection, &budget()).expect("there is time");
        assert_eq!(of(&path(100).undirected()), Some(99));
        assert_eq!(of(&path(100).directed()), Some(99));
        assert_eq!(of(&grid(5, 7).undirected()), Some(10));
        assert_eq!(of(&path(1).undirected()), Some(0));
    }

    proptest! {
        #[test]
        fn bounds_hold_and_meet(sample in small(20), n_searches in 0..6_usize) {
            for projection in sample.projections() {
                let some = eccentricities(&projection, n_searches, &budget()).expect("there is time");
                let all = eccentricities(&projection, usize::MAX, &budget()).expect("there is time");
                let diameter = diameter(&projection, &budget()).expect("there is time");
                prop_assert_eq!(diameter, all.iter().map(|own| own.high).max());
                for (node, (some, all)) in (0..).zip(some.iter().zip(&all)) {
                    let steps = hops(&projection, node, &budget()).expect("there is time");
                    let farthest = steps.into_iter().filter(|steps| *steps != UNREACHED).max();
                    prop_assert_eq!(Some((all.low, all.high)), farthest.map(|own| (own, own)));
                    prop_assert!(some.low <= all.low && all.high <= some.high);
                }
            }
        }
    }
}
