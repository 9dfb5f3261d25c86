//! The lightest edges that connect all that is connected.

use super::catalog::{AnalysisError, Answer, Settings};
use super::edge_ends::{Ends, edge_ends};
use super::{Budget, LimitReached};
use crate::graph::{Projection, Weights};
use crate::model::EdgeId;

/// Runs [`minimum_spanning_forest`] for the catalogue.
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::Edges(minimum_spanning_forest(projection, budget)?))
}

/// Returns the edges of the spanning forest with the least sum of weights, by edge id.
///
/// Edges count either way, also in a directed projection; of equally heavy ones those with lower ids are taken, so the
/// forest is one. It has no loop, and of parallel edges the lightest at most; weights may be negative. Cost `O(n + m)`
/// for whole weights up to 65,535, else `O(n + m log m)`; up to 64 bytes an edge. Works on one thread.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Kruskal 1956, "On the shortest spanning subtree of a graph and the traveling salesman problem", Proceedings of the
/// American Mathematical Society 7(1).
pub fn minimum_spanning_forest(projection: &Projection, budget: &Budget) -> Result<Vec<EdgeId>, LimitReached> {
    let ends = edge_ends(projection);
    budget.check_time()?;
    let order = lightest_first(projection.weights(), &ends);
    budget.check_time()?;
    let mut above: Vec<u32> = (0..).take(projection.n_nodes()).collect();
    let mut is_taken = vec![false; ends.len()];
    let mut n_trees = projection.n_nodes();
    for (step, tie) in order.into_iter().enumerate() {
        if n_trees == 1 {
            break;
        }
        budget.step(step)?;
        let (a, b) = (root(&mut above, tie.source), root(&mut above, tie.target));
        if a != b {
            above[a.max(b) as usize] = a.min(b);
            is_taken[tie.at as usize] = true;
            n_trees -= 1;
        }
    }
    Ok(ends.iter().zip(is_taken).filter(|(_, is_taken)| *is_taken).map(|(own, _)| own.edge).collect())
}

/// What is left to know of an edge once it stands in its order.
#[derive(Clone, Copy)]
struct Tie {
    source: u32,
    target: u32,
    /// Its position among all edges.
    at: u32,
}

/// Returns the edges in the order of their weights; those that weigh the same stay in theirs.
fn lightest_first(weights: &Weights, ends: &[Ends]) -> Vec<Tie> {
    let tie = |(at, own): (u32, &Ends)| Tie { source: own.source, target: own.target, at };
    let ties = (0..).zip(ends).map(tie);
    let counted: Option<Vec<u16>> = match weights {
        Weights::Unit => return ties.collect(),
        Weights::Whole(weights) => ends.iter().map(|own| u16::try_from(weights[own.place as usize]).ok()).collect(),
        Weights::Real(weights) => ends.iter().map(|own| whole(weights[own.place as usize])).collect(),
    };
    let counted = counted.filter(|keys| keys.iter().max().is_none_or(|most| usize::from(*most) <= keys.len()));
    if let Some(keys) = counted {
        return by_counting(&keys, ties);
    }
    let weight = |own: &Ends| weights.at(own.place as usize);
    let mut keyed: Vec<(u64, Tie)> = ends.iter().map(|own| ascending(weight(own))).zip(ties).collect();
    keyed.sort_unstable_by_key(|(key, tie)| (*key, tie.at));
    keyed.into_iter().map(|(_, tie)| tie).collect()
}

/// Returns a weight as a small whole number, if it is one; a zero below zero is not.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, and compared afterwards")]
fn whole(weight: f64) -> Option<u16> {
    let whole = weight as u16;
    (f64::from(whole).to_bits() == weight.to_bits()).then_some(whole)
}

/// Returns a number whose order is that of [`f64::total_cmp`].
fn ascending(weight: f64) -> u64 {
    let bits = weight.to_bits();
    let sign = 1 << 63;
    if bits & sign == 0 { bits | sign } else { !bits }
}

fn by_counting(keys: &[u16], ties: impl Iterator<Item = Tie>) -> Vec<Tie> {
    let most = keys.iter().max().copied().map_or(0, usize::from);
    let mut next = vec![0_u32; most + 2];
    for key in keys {
        next[usize::from(*key) + 1] += 1;
    }
    let mut sum = 0;
    for begin in &mut next {
        sum += *begin;
        *begin = sum;
    }
    let mut order = vec![Tie { source: 0, target: 0, at: 0 }; keys.len()];
    for (key, tie) in keys.iter().zip(ties) {
        let place = &mut next[usize::from(*key)];
        order[*place as usize] = tie;
        *place += 1;
    }
    order
}

/// Returns the lowest node joined with this one so far, and halves the way to it.
fn root(above: &mut [u32], mut node: u32) -> u32 {
    while above[node as usize] != node {
        above[node as usize] = above[above[node as usize] as usize];
        node = above[node as usize];
    }
    node
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::components::weak_roots;
    use crate::analysis::samples::{Sample, budget, cycle, path, small};
    use crate::graph::Direction;

    fn found(sample: &Sample) -> Vec<usize> {
        let forest = minimum_spanning_forest(&sample.undirected_weighted(), &budget()).expect("there is time");
        forest.into_iter().map(EdgeId::index).collect()
    }

    #[test]
    fn closed_forms() {
        assert_eq!(found(&path(4)), [0, 1, 2]);
        assert_eq!(found(&cycle(4)), [0, 1, 2]);
        let sample = Sample { n_nodes: 3, edges: vec![(0, 1, 4), (0, 1, 2), (1, 2, 3), (2, 0, 2), (2, 2, 1)] };
        assert_eq!(found(&sample), [1, 3]);
    }

    #[test]
    fn weights_are_in_their_order_however_they_are_sorted() {
        let weights = [-0.0, 0.0, 3.0, -1.5, 65_535.0, 65_536.0, f64::INFINITY, 2.5, f64::NEG_INFINITY];
        for (a, b) in weights.iter().flat_map(|a| weights.iter().map(move |b| (*a, *b))) {
            assert_eq!(ascending(a).cmp(&ascending(b)), a.total_cmp(&b));
            if let (Some(whole), Some(other)) = (whole(a), whole(b)) {
                assert_eq!(whole.cmp(&other), a.total_cmp(&b));
            }
        }
        assert_eq!(weights.map(|weight| whole(weight).is_some()).iter().filter(|is_whole| **is_whole).count(), 3);
    }

    proptest! {
        #[test]
        fn all_ways_to_sort_give_one_forest(sample in small(12)) {
            let ends: Vec<(u32, u32)> = sample.edges.iter().map(|edge| (edge.0, edge.1)).collect();
            let of = |weight: &dyn Fn(u8) -> f64| {
                let weights: Vec<f64> = sample.edges.iter().map(|edge| weight(edge.2)).collect();
                let projection = Projection::of_edges(sample.n_nodes, &ends, Some(&weights), Direction::Both);
                minimum_spanning_forest(&projection, &budget()).expect("there is time")
            };
            let counted = of(&f64::from);
            prop_assert_eq!(&of(&|weight| f64::from(weight) + 0.5), &counted);
            prop_assert_eq!(&of(&|weight| f64::from(weight) * 1e5), &counted);
            prop_assert_eq!(&of(&|weight| f64::from(weight) - 9.0), &counted);
        }

        /// An edge is in the forest exactly if lighter and earlier ones do not connect its ends.
        #[test]
        fn each_edge_is_the_lightest_over_some_cut(sample in small(12)) {
            let is_before = |a: usize, b: usize| (sample.edges[a].2, a) < (sample.edges[b].2, b);
            let is_needed = |at: &usize| {
                let before = (0..sample.edges.len()).filter(|other| is_before(*other, *at));
                let before = Sample { n_nodes: sample.n_nodes, edges: before.map(|other| sample.edges[other]).collect() };
                let roots = weak_roots(&before.undirected(), &budget()).expect("there is time");
                roots[sample.edges[*at].0 as usize] != roots[sample.edges[*at].1 as usize]
            };
            let expected: Vec<usize> = (0..sample.edges.len()).filter(is_needed).collect();
            prop_assert_eq!(&found(&sample), &expected);
            let directed = minimum_spanning_forest(&sample.directed_weighted(), &budget()).expect("there is time");
            prop_assert_eq!(directed.into_iter().map(EdgeId::index).collect::<Vec<_>>(), expected);
        }
    }
}
