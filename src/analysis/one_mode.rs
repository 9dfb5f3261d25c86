//! The one-mode projection of a two-mode network: who took part together.

use super::one_mode_graph::Rows;
use super::{Budget, LimitReached};

/// Two members that share occasions.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedOccasions {
    /// The two, the lower first.
    pub members: (u32, u32),
    /// The occasions they share, by position, ascending.
    pub occasions: Vec<usize>,
    /// The sum of `1 / (n - 1)` over these occasions, `n` being the number of members there: to meet as two of two
    /// counts 1, to be two of a crowd counts little. A member's weights over all its pairs sum to the number of
    /// occasions that it shares with anybody.
    pub collaboration: f64,
}

/// Projects a two-mode network, given as the members of each occasion, onto its members.
///
/// The members of an occasion may come in any order; repeats count once. Pairs come by members. An occasion with fewer
/// than two members ties nobody. Cost `O(p log d)` time and `O(p)` memory for the `p` pairs in occasions, the sum of
/// `n (n - 1) / 2`, of which a member has at most `d`.
///
/// # Errors
/// [`LimitReached::Results`] when `p` is above the budget's number of results, before any is made;
/// [`LimitReached::Time`] when the time runs out.
///
/// # Source
/// Newman, "Scientific collaboration networks. II. Shortest paths, weighted networks, and centrality" (2001),
/// equation 2, for the weight.
pub fn one_mode(occasions: &[Vec<u32>], budget: &Budget) -> Result<Vec<SharedOccasions>, LimitReached> {
    let occasions = Rows::of(occasions.iter().map(Vec::as_slice));
    let mut shared = Vec::new();
    for_each_pair(&occasions, budget, |members, both| {
        let positions = both.iter().map(|entry| entry.1 as usize).collect();
        let collaboration = collaboration(&occasions, both);
        shared.push(SharedOccasions { members, occasions: positions, collaboration });
    })?;
    Ok(shared)
}

/// Hands on each two members that share occasions, by members, with an entry for each of these, ascending.
fn for_each_pair(
    occasions: &Rows,
    budget: &Budget,
    mut sink: impl FnMut((u32, u32), &[(u32, u32)]),
) -> Result<(), LimitReached> {
    budget.check_results(occasions.n_pairs())?;
    let mut meetings = Meetings::new(occasions);
    let mut met: Vec<(u32, u32)> = Vec::new();
    for member in meetings.members() {
        budget.step(16 * member as usize)?;
        meetings.attend(member, |occasion, later| met.extend(later.iter().map(|other| (*other, occasion))));
        met.sort_unstable();
        met.chunk_by(|one, next| one.0 == next.0).for_each(|both| sink((member, both[0].0), both));
        met.clear();
    }
    Ok(())
}

/// Members that come one after another, ascending, and meet those who are still to come.
struct Meetings<'o> {
    occasions: &'o Rows,
    attended: Rows,
    /// How many members of each occasion have come.
    n_passed: Vec<u32>,
}

impl<'o> Meetings<'o> {
    fn new(occasions: &'o Rows) -> Self {
        Meetings { occasions, attended: occasions.transposed(), n_passed: vec![0; occasions.len()] }
    }

    fn members(&self) -> impl Iterator<Item = u32> + use<> {
        (0_u32..).take(self.attended.len())
    }

    /// Hands on each occasion of the next member, with the members that are to come.
    fn attend(&mut self, member: u32, mut sink: impl FnMut(u32, &'o [u32])) {
        for &occasion in self.attended.row(member) {
            let passed = &mut self.n_passed[occasion as usize];
            *passed += 1;
            sink(occasion, &self.occasions.row(occasion)[*passed as usize..]);
        }
    }
}

fn collaboration(occasions: &Rows, both: &[(u32, u32)]) -> f64 {
    both.iter().map(|(_, occasion)| occasions.share(*occasion)).sum()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::one_mode_graph;
    use crate::graph::{Direction, Projection};

    fn budget(max_results: usize) -> Budget {
        Budget::new(Duration::from_mins(1), max_results)
    }

    #[test]
    fn members_of_one_occasion_are_tied_pair_by_pair() {
        let found = one_mode(&[vec![2, 0, 1, 0], vec![1, 2], vec![3]], &budget(10)).unwrap();
        let pairs: Vec<_> = found.iter().map(|pair| (pair.members, pair.occasions.clone())).collect();
        assert_eq!(pairs, [((0, 1), vec![0]), ((0, 2), vec![0]), ((1, 2), vec![0, 1])]);
        assert!((found[2].collaboration - 1.5).abs() < 1e-12);
    }

    #[test]
    fn a_crowd_is_refused_before_its_pairs_are_made() {
        let crowd = [(0..100_000).collect::<Vec<u32>>()];
        assert_eq!(one_mode(&crowd, &budget(1000)), Err(LimitReached::Results(1000)));
    }

    proptest! {
        #[test]
        fn weights_of_a_member_sum_to_its_shared_occasions(
            occasions in prop::collection::vec(prop::collection::vec(0..8_u32, 0..6), 0..10),
        ) {
            let found = one_mode(&occasions, &budget(1000)).unwrap();
            for member in 0..8 {
                let own = found.iter().filter(|pair| pair.members.0 == member || pair.members.1 == member);
                let sum: f64 = own.map(|pair| pair.collaboration).sum();
                let is_shared = |members: &&Vec<u32>| {
                    members.contains(&member) && members.iter().any(|other| *other != member)
                };
                let n = occasions.iter().filter(is_shared).count();
                prop_assert!((sum - n as f64).abs() < 1e-9);
            }
        }

        #[test]
        fn a_graph_is_projected_like_its_occasions(
            occasions in prop::collection::vec(prop::collection::vec(0..8_u32, 0..6), 0..10),
            direction in prop_oneof![Just(Direction::Both), Just(Direction::Outgoing), Just(Direction::Incoming)],
        ) {
            // Members are 0 to 7, occasions come after; edges between members, and of an occasion with itself, are
            // to be left out.
            let places = (8_u32..).zip(&occasions);
            let mut edges: Vec<(u32, u32)> = places.flat_map(|(at, own)| own.iter().map(move |member| (at, *member))).collect();
            edges.extend([(0, 1), (2, 2)]);
            edges.extend(occasions.first().map(|_| (8, 8)));
            let n_nodes = 8 + u32::try_from(occasions.len()).unwrap_or(0);
            let graph = Projection::of_edges(n_nodes, &edges, None, direction);
            let found = one_mode_graph(&graph, &[true; 8], &budget(1000)).unwrap();
            let expected = one_mode(&occasions, &budget(1000)).unwrap();
            prop_assert_eq!((found.n_nodes(), found.n_edges()), (graph.n_nodes(), expected.len()));
            for pair in expected {
                let arc = found.arcs(pair.members.0).find(|arc| arc.target == pair.members.1);
                prop_assert!(arc.is_some_and(|arc| (arc.weight - pair.collaboration).abs() < 1e-12));
            }
        }
    }
}
