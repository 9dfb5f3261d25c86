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
/// Returns a label for each node, to be [`numbered`]. Cost `O(n + m)`, no recursion.
pub(super) fn connected_parts<L: Iterator<Item = u32>>(groups: &[u32], links: impl Fn(u32) -> L) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let mut parts = vec![UNSEEN; groups.len()];
    let mut stack = Vec::new();
    for start in (0_u32..).take(groups.len()) {
        if parts[start as usize] != UNSEEN {
            continue;
        }
        parts[start as usize] = start;
        stack.push(start);
        while let Some(node) = stack.pop() {
            for next in links(node) {
                let is_inside = groups[next as usize] == groups[node as usize];
                if is_inside && parts[next as usize] == UNSEEN {
                    parts[next as usize] = start;
                    stack.push(next);
                }
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
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
}
