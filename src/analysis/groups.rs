//! Numbers of groups, the same whichever way the groups were found.

/// Renumbers groups: the largest is 0, of equals the one with the lowest node; no number is left free.
///
/// `labels` has one label below its length for each node; only equality counts. Cost `O(n log n)`.
pub(super) fn numbered(labels: &[u32]) -> Vec<u32> {
    let mut first_and_size: Vec<(usize, usize)> = vec![(usize::MAX, 0); labels.len()];
    for (node, label) in labels.iter().enumerate() {
        let entry = &mut first_and_size[*label as usize];
        entry.0 = entry.0.min(node);
        entry.1 += 1;
    }
    let mut order: Vec<usize> = (0..labels.len()).filter(|label| first_and_size[*label].1 > 0).collect();
    order.sort_unstable_by_key(|label| {
        let (first, size) = first_and_size[*label];
        (std::cmp::Reverse(size), first)
    });
    let mut number = vec![0; labels.len()];
    for (position, label) in (0_u32..).zip(order) {
        number[label] = position;
    }
    labels.iter().map(|label| number[*label as usize]).collect()
}

/// Returns how many groups there are in an answer whose groups are numbered without gaps.
pub fn n_groups(groups: &[u32]) -> usize {
    groups.iter().max().map_or(0, |last| *last as usize + 1)
}

/// Divides each group into its connected parts; `links` gives the neighbours of a node, both ways.
///
/// Returns for each node the lowest node of its part. Most nodes are found in the largest part of their group after a
/// few links of each; the links of the others are all looked at. Cost `O(n + m)` at most, no recursion.
///
/// # Source
/// Sutton, Ben-Nun, Barak 2018, "Optimizing parallel graph connectivity computation via subgraph sampling" (Afforest).
pub(super) fn connected_parts<L: Iterator<Item = u32>>(groups: &[u32], links: impl Fn(u32) -> L) -> Vec<u32> {
    const LINKS: usize = 2;
    let mut parts: Vec<u32> = (0_u32..).take(groups.len()).collect();
    let inside = |node: u32| links(node).filter(move |next| groups[*next as usize] == groups[node as usize]);
    for node in (0_u32..).take(groups.len()) {
        inside(node).take(LINKS).for_each(|next| unite(&mut parts, node, next));
    }
    let main = main_parts(groups, &mut parts);
    for node in (0_u32..).take(groups.len()) {
        let most = root(&mut parts, main[groups[node as usize] as usize]);
        if root(&mut parts, node) != most {
            inside(node).skip(LINKS).for_each(|next| unite(&mut parts, node, next));
        }
    }
    (0_u32..).take(groups.len()).map(|node| root(&mut parts, node)).collect()
}

/// Returns a part for each group, as it is so far: of many nodes if the group has one of more than half of its nodes.
fn main_parts(groups: &[u32], parts: &mut [u32]) -> Vec<u32> {
    let mut main = vec![(0, 0_u32); n_groups(groups)];
    for (node, group) in (0_u32..).zip(groups) {
        let part = root(parts, node);
        // Boyer and Moore: the votes for what has the majority outlast all others.
        let (candidate, n_votes) = &mut main[*group as usize];
        if *n_votes == 0 {
            (*candidate, *n_votes) = (part, 1);
        } else if *candidate == part {
            *n_votes += 1;
        } else {
            *n_votes -= 1;
        }
    }
    main.into_iter().map(|(candidate, _)| candidate).collect()
}

/// Joins the parts of two nodes; the lower root stays one.
fn unite(parts: &mut [u32], one: u32, other: u32) {
    let (one, other) = (root(parts, one), root(parts, other));
    parts[one.max(other) as usize] = one.min(other);
}

/// Returns the lowest node known to be of a node's part; halves the way there.
fn root(parts: &mut [u32], mut node: u32) -> u32 {
    while parts[node as usize] != node {
        parts[node as usize] = parts[parts[node as usize] as usize];
        node = parts[node as usize];
    }
    node
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_largest_group_is_0_and_of_equals_the_one_with_the_lowest_node() {
        assert_eq!(numbered(&[4, 2, 2, 4, 0, 2, 1]), [1, 0, 0, 1, 2, 0, 3]);
        assert_eq!(numbered(&[]), Vec::<u32>::new());
        assert_eq!(n_groups(&[1, 0, 0]), 2);
        assert_eq!(n_groups(&[]), 0);
    }

    #[test]
    fn a_group_in_pieces_is_divided() {
        let links = |node: u32| [node.checked_sub(1), (node < 3).then_some(node + 1)].into_iter().flatten();
        assert_eq!(connected_parts(&[0, 1, 0, 0], links), [0, 1, 2, 2]);
    }

    proptest! {
        #[test]
        fn parts_are_those_that_a_walk_finds(
            labels in prop::collection::vec(0..3_u32, 1..40),
            edges in prop::collection::vec((0..40_usize, 0..40_usize), 0..80),
        ) {
            let groups: Vec<u32> = labels.iter().map(|label| label % u32::try_from(labels.len()).unwrap_or(1)).collect();
            let mut rows = vec![Vec::new(); groups.len()];
            for (one, other) in edges {
                let (one, other) = (one % groups.len(), other % groups.len());
                rows[one].push(u32::try_from(other).unwrap_or(0));
                rows[other].push(u32::try_from(one).unwrap_or(0));
            }
            // Each node takes the lowest that a tie inside its group tells, until none changes.
            let mut expected: Vec<u32> = (0..).take(groups.len()).collect();
            for _ in 0..groups.len() {
                for node in 0..groups.len() {
                    let inside = rows[node].iter().map(|next| *next as usize).filter(|next| groups[*next] == groups[node]);
                    let lowest = inside.map(|next| expected[next]).min().unwrap_or(expected[node]);
                    expected[node] = expected[node].min(lowest);
                }
            }
            prop_assert_eq!(connected_parts(&groups, |node| rows[node as usize].iter().copied()), expected);
        }
    }
}
