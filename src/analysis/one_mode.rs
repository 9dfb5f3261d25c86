//! The one-mode projection of a two-mode network: who took part together.

use std::collections::BTreeMap;

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
/// than two members ties nobody. Cost `O(p log p)` time and `O(p)` memory for the `p` pairs in occasions, the sum of
/// `n (n - 1) / 2`.
///
/// # Errors
/// [`LimitReached::Results`] when `p` is above the budget's number of results, before any is made;
/// [`LimitReached::Time`] when the time runs out.
///
/// # Source
/// Newman, "Scientific collaboration networks. II. Shortest paths, weighted networks, and centrality" (2001),
/// equation 2, for the weight.
pub fn one_mode(occasions: &[Vec<u32>], budget: &Budget) -> Result<Vec<SharedOccasions>, LimitReached> {
    let occasions: Vec<Vec<u32>> = occasions.iter().map(|members| without_repeats(members)).collect();
    let n_pairs = occasions.iter().map(|members| members.len() * members.len().saturating_sub(1) / 2);
    budget.check_results(n_pairs.fold(0, usize::saturating_add))?;
    let mut pairs: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
    let mut n_steps = 0;
    for (occasion, members) in occasions.iter().enumerate() {
        for (at, &one) in members.iter().enumerate() {
            for &other in &members[at + 1..] {
                n_steps += 1;
                budget.step(n_steps)?;
                pairs.entry((one, other)).or_default().push(occasion);
            }
        }
    }
    let share = |occasion: &usize| 1.0 / (occasions[*occasion].len() as f64 - 1.0);
    let shared = pairs.into_iter().map(|(members, shared)| SharedOccasions {
        members,
        collaboration: shared.iter().map(share).sum(),
        occasions: shared,
    });
    Ok(shared.collect())
}

fn without_repeats(members: &[u32]) -> Vec<u32> {
    let mut members = members.to_vec();
    members.sort_unstable();
    members.dedup();
    members
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

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
                let shared = occasions.iter().map(|members| without_repeats(members));
                let n = shared.filter(|members| members.len() > 1 && members.contains(&member)).count();
                prop_assert!((sum - n as f64).abs() < 1e-9);
            }
        }
    }
}
