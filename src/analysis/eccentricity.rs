//! How far the farthest node is, between bounds.

use super::breadth_first::{UNREACHED, hops};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

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
    let outgoing = projection.outgoing();
    let most = u32::try_from(projection.n_nodes().saturating_sub(1)).unwrap_or(u32::MAX);
    let any = |node: u32| Bounds { low: 0, high: if outgoing.of(node).iter().all(|to| *to == node) { 0 } else { most } };
    let mut bounds: Vec<Bounds> = (0_u32..).take(projection.n_nodes()).map(any).collect();
    for search in 0..most_searches {
        let Some(source) = next_source(projection, &bounds, search) else { break };
        let steps = hops(projection, source, budget)?;
        let farthest = steps.iter().filter(|steps| **steps != UNREACHED).max().copied().unwrap_or(0);
        bounds[source as usize] = Bounds { low: farthest, high: farthest };
        if projection.direction() == Direction::Both {
            narrow(&mut bounds, &steps, farthest);
        }
    }
    Ok(bounds)
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

    proptest! {
        #[test]
        fn bounds_hold_and_meet(sample in small(20), n_searches in 0..6_usize) {
            for projection in sample.projections() {
                let some = eccentricities(&projection, n_searches, &budget()).expect("there is time");
                let all = eccentricities(&projection, usize::MAX, &budget()).expect("there is time");
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
