//! Brokerage between and within groups.

use super::ties::Neighbors;
use super::{Budget, LimitReached};
use crate::graph::Projection;

/// How often a node is the only tie between two others, by the groups of the three.
///
/// A pair counts once, whichever way it is read. With ties that have no direction, what is a gatekeeper read one way
/// is a representative read the other way; both are therefore one count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Brokerage {
    /// All three in one group.
    pub coordinator: u64,
    /// The two others in one group, the broker in another or in none (also called itinerant broker).
    pub consultant: u64,
    /// One of the others in the broker's group, one in another: the broker lets in and speaks for its group.
    pub gatekeeper: u64,
    /// Three different groups, or two and a broker of none.
    pub liaison: u64,
}

impl Brokerage {
    /// Returns how often the node is a broker in any role.
    pub fn total(&self) -> u64 {
        self.coordinator + self.consultant + self.gatekeeper + self.liaison
    }

    /// Counts, for a broker of a group, `n` pairs whose ends are in the groups `a` and `b`.
    fn add(&mut self, broker: Option<u8>, (a, b): (u8, u8), n: u64) {
        let counter = self.counter(broker, (a, b));
        *counter += n;
    }

    fn remove(&mut self, broker: Option<u8>, (a, b): (u8, u8)) {
        let counter = self.counter(broker, (a, b));
        *counter = counter.saturating_sub(1);
    }

    fn counter(&mut self, broker: Option<u8>, (a, b): (u8, u8)) -> &mut u64 {
        match (a == b, broker == Some(a) || broker == Some(b)) {
            (true, true) => &mut self.coordinator,
            (true, false) => &mut self.consultant,
            (false, true) => &mut self.gatekeeper,
            (false, false) => &mut self.liaison,
        }
    }
}

/// Counts, for every node by dense index, the pairs of its neighbours that are not tied to each other, by role.
///
/// `groups` holds the group of each node by dense index. A node without a group can be a broker but no end of a pair.
/// The projection is taken as undirected and simple: parallel edges are one tie, loops are none. Deterministic.
/// Cost `O(m sqrt(m) + n g²)` time for `g` groups, `O(n g + m)` memory.
///
/// # Errors
/// [`LimitReached::Time`] when the time runs out.
///
/// # Panics
/// If `groups` is shorter than the projection has nodes.
///
/// # Source
/// Gould and Fernandez, "Structures of mediation: a formal approach to brokerage in transaction networks" (1989).
/// Open pairs are all pairs less the closed ones, which are the triangles: Latapy, "Main-memory triangle computations
/// for very large (sparse (power-law)) graphs" (2008), algorithm `forward`.
pub fn brokerage(
    graph: &Projection,
    groups: &[Option<u8>],
    budget: &Budget,
) -> Result<Vec<Brokerage>, LimitReached> {
    let neighbors = Neighbors::of(graph);
    let mut roles = vec![Brokerage::default(); neighbors.n_nodes()];
    for (node, role) in (0_u32..).zip(&mut roles) {
        budget.step(node as usize)?;
        *role = all_pairs(&neighbors, groups, node);
    }
    triangles(&neighbors, budget, |[x, y, z]| {
        for (broker, one, other) in [(x, y, z), (y, x, z), (z, x, y)] {
            if let (Some(a), Some(b)) = (groups[one as usize], groups[other as usize]) {
                roles[broker as usize].remove(groups[broker as usize], (a, b));
            }
        }
    })?;
    Ok(roles)
}

/// Counts all pairs of neighbours, tied to each other or not.
fn all_pairs(neighbors: &Neighbors, groups: &[Option<u8>], node: u32) -> Brokerage {
    let mut counts: Vec<(u8, u64)> = Vec::new();
    for group in neighbors.row(node).iter().filter_map(|neighbor| groups[*neighbor as usize]) {
        match counts.iter_mut().find(|(known, _)| *known == group) {
            Some((_, n)) => *n += 1,
            None => counts.push((group, 1)),
        }
    }
    let broker = groups[node as usize];
    let mut roles = Brokerage::default();
    for (at, &(a, n)) in counts.iter().enumerate() {
        roles.add(broker, (a, a), n * (n - 1) / 2);
        for &(b, m) in &counts[at + 1..] {
            roles.add(broker, (a, b), n * m);
        }
    }
    roles
}

/// Visits every triangle once.
fn triangles(
    neighbors: &Neighbors,
    budget: &Budget,
    mut visit: impl FnMut([u32; 3]),
) -> Result<(), LimitReached> {
    let rank = |node: u32| (neighbors.row(node).len(), node);
    let n_nodes = u32::try_from(neighbors.n_nodes()).unwrap_or(u32::MAX);
    let higher: Vec<Vec<u32>> = (0..n_nodes)
        .map(|node| neighbors.row(node).iter().copied().filter(|next| rank(*next) > rank(node)).collect())
        .collect();
    let mut n_steps = 0;
    for x in 0..n_nodes {
        for &y in &higher[x as usize] {
            let (mut left, mut right) = (higher[x as usize].as_slice(), higher[y as usize].as_slice());
            while let (Some(&a), Some(&b)) = (left.first(), right.first()) {
                n_steps += 1;
                budget.step(n_steps)?;
                if a == b {
                    visit([x, y, a]);
                }
                left = if a <= b { &left[1..] } else { left };
                right = if b <= a { &right[1..] } else { right };
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::subset_samples::undirected;

    fn roles(ties: &[(usize, usize)], groups: &[Option<u8>]) -> Vec<Brokerage> {
        let budget = Budget::new(Duration::from_mins(1), 1);
        brokerage(&undirected(groups.len(), ties), groups, &budget).unwrap()
    }

    const STAR: [(usize, usize); 2] = [(0, 1), (0, 2)];

    #[test]
    fn each_role_is_told_by_the_groups_of_the_three() {
        let role = |broker, one, other| roles(&STAR, &[broker, one, other])[0];
        let (a, b, c) = (Some(1), Some(2), Some(3));
        assert_eq!(role(a, a, a), Brokerage { coordinator: 1, ..Brokerage::default() });
        assert_eq!(role(a, b, b), Brokerage { consultant: 1, ..Brokerage::default() });
        assert_eq!(role(None, b, b), Brokerage { consultant: 1, ..Brokerage::default() });
        assert_eq!(role(a, a, b), Brokerage { gatekeeper: 1, ..Brokerage::default() });
        assert_eq!(role(a, b, c), Brokerage { liaison: 1, ..Brokerage::default() });
        assert_eq!(role(None, a, b), Brokerage { liaison: 1, ..Brokerage::default() });
        assert_eq!(role(a, None, b), Brokerage::default());
    }

    #[test]
    fn who_are_tied_to_each_other_need_no_broker() {
        let closed = roles(&[(0, 1), (0, 2), (1, 2), (2, 1), (0, 0)], &[Some(0), Some(0), Some(1)]);
        assert_eq!(closed, vec![Brokerage::default(); 3]);
    }

    proptest! {
        #[test]
        fn equal_to_looking_at_every_pair(
            ties in prop::collection::vec((0..10_usize, 0..10_usize), 0..40),
            groups in prop::collection::vec(prop::option::of(0..3_u8), 10),
        ) {
            let tied = |a: usize, b: usize| {
                a != b && ties.iter().any(|&(x, y)| (x, y) == (a, b) || (y, x) == (a, b))
            };
            let found = roles(&ties, &groups);
            for (broker, found) in found.iter().enumerate() {
                let mut expected = Brokerage::default();
                for a in 0..10 {
                    for b in a + 1..10 {
                        let (Some(one), Some(other)) = (groups[a], groups[b]) else { continue };
                        if tied(a, broker) && tied(broker, b) && !tied(a, b) {
                            expected.add(groups[broker], (one, other), 1);
                        }
                    }
                }
                prop_assert_eq!(*found, expected);
            }
        }
    }
}
