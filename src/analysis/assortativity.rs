//! Whether ties join nodes that are alike.

use crate::graph::{Direction, Projection};

/// Returns the degree assortativity of a graph, -1 to 1: the correlation of the degrees at both ends of its arcs; nothing
/// where there are no arcs, or all of an end's degrees are the same.
///
/// With a direction it is the number of arcs out of the source and into the target. Parallel edges count each; an
/// undirected loop counts twice in the degree, and once as an arc. Weights count for nothing. The same as `NetworkX`.
/// Cost `O(n + m)`, memory 16 bytes a node.
///
/// # Source
/// Newman 2003, "Mixing patterns in networks", Physical Review E 67, 026126, equations 21 and 26.
pub fn degree_assortativity(projection: &Projection) -> Option<f64> {
    let rows = projection.outgoing();
    let nodes = (0_u32..).take(projection.n_nodes());
    if projection.direction() == Direction::Both {
        let loops = |node: u32| rows.of(node).iter().filter(|target| **target == node).count() as f64;
        let degrees: Vec<f64> = nodes.map(|node| f64::from(rows.degree(node)) + loops(node)).collect();
        return correlation(projection, &degrees, &degrees);
    }
    let out: Vec<f64> = nodes.map(|node| f64::from(rows.degree(node))).collect();
    let mut into = vec![0.0; projection.n_nodes()];
    for target in rows.targets {
        into[*target as usize] += 1.0;
    }
    correlation(projection, &out, &into)
}

/// Returns the assortativity of a graph by a number for each node, -1 to 1: the correlation of the numbers at both ends
/// of its arcs; nothing where there are no arcs, or all numbers at an end are the same.
///
/// Arcs are those of [`degree_assortativity`]. The same as `NetworkX`. Cost `O(n + m)`.
///
/// # Panics
/// If there is not a value for each node.
///
/// # Source
/// Newman 2003, equation 21.
pub fn numeric_assortativity(projection: &Projection, values: &[f64]) -> Option<f64> {
    assert_eq!(values.len(), projection.n_nodes(), "one value for each node");
    correlation(projection, values, values)
}

/// Returns the assortativity of a graph by a class for each node, at most 1: how many more arcs stay in their class than
/// if arcs were dealt out at random, 1 where all do; nothing where there are no arcs, or all are within one class.
///
/// Arcs are those of [`degree_assortativity`]. Classes are any numbers below the number of nodes. The same as
/// `NetworkX`. Cost `O(n + m)`.
///
/// # Panics
/// If there is not a class below the number of nodes for each node.
///
/// # Source
/// Newman 2003, equation 2.
pub fn attribute_assortativity(projection: &Projection, classes: &[u32]) -> Option<f64> {
    let n_nodes = projection.n_nodes();
    assert_eq!(classes.len(), n_nodes, "one class for each node");
    let (mut begin, mut end) = (vec![0_u64; n_nodes], vec![0_u64; n_nodes]);
    let mut n_within = 0_u64;
    for (source, target) in arcs(projection) {
        let (one, other) = (classes[source as usize], classes[target as usize]);
        begin[one as usize] += 1;
        end[other as usize] += 1;
        n_within += u64::from(one == other);
    }
    let n_arcs = projection.outgoing().n_arcs() as f64;
    let expected: f64 = begin.iter().zip(&end).map(|(a, b)| (*a as f64 / n_arcs) * (*b as f64 / n_arcs)).sum();
    let is_one_class = begin.iter().filter(|n| **n > 0).count() == 1 && begin == end;
    (n_arcs > 0.0 && !is_one_class).then(|| (n_within as f64 / n_arcs - expected) / (1.0 - expected))
}

/// Correlates a value at the sources of arcs with one at their targets (Pearson), taken from the means.
fn correlation(projection: &Projection, at_source: &[f64], at_target: &[f64]) -> Option<f64> {
    let pairs = || arcs(projection).map(|(source, target)| (at_source[source as usize], at_target[target as usize]));
    let first = pairs().next()?;
    let varies = |differs: &dyn Fn((f64, f64)) -> bool| pairs().any(differs);
    if !varies(&|pair| pair.0.total_cmp(&first.0).is_ne()) || !varies(&|pair| pair.1.total_cmp(&first.1).is_ne()) {
        return None;
    }
    let n_arcs = projection.outgoing().n_arcs() as f64;
    let (sums, others) = pairs().fold((0.0, 0.0), |sums, pair| (sums.0 + pair.0, sums.1 + pair.1));
    let means = (sums / n_arcs, others / n_arcs);
    let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
    for (source, target) in pairs() {
        let apart = (source - means.0, target - means.1);
        both += apart.0 * apart.1;
        one += apart.0 * apart.0;
        other += apart.1 * apart.1;
    }
    (one > 0.0 && other > 0.0).then(|| (both / (one * other).sqrt()).clamp(-1.0, 1.0))
}

fn arcs(projection: &Projection) -> impl Iterator<Item = (u32, u32)> + '_ {
    let rows = projection.outgoing();
    let nodes = (0_u32..).take(projection.n_nodes());
    nodes.flat_map(move |node| rows.of(node).iter().map(move |target| (node, *target)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{cycle, path, small, star};

    fn assert_near(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?} is not {expected}");
    }

    #[test]
    fn closed_forms() {
        assert_near(degree_assortativity(&star(6).undirected()), -1.0);
        // Ends of the arcs of a path of four: (1, 2), (2, 1), (2, 2), (2, 2), (2, 1), (1, 2).
        assert_near(degree_assortativity(&path(4).undirected()), -0.5);
        assert_eq!(degree_assortativity(&cycle(5).undirected()), None);
        assert_eq!(degree_assortativity(&path(0).undirected()), None);
        // A sum of tenths is not a whole number of them.
        assert_eq!(numeric_assortativity(&cycle(9).undirected(), &[0.1; 9]), None);
        let projection = path(4).undirected();
        // Two of six arcs cross: (4/6 - 1/2) / (1 - 1/2).
        assert_near(attribute_assortativity(&projection, &[0, 0, 1, 1]), 1.0 / 3.0);
        assert_near(attribute_assortativity(&projection, &[0, 1, 0, 1]), -1.0);
        assert_eq!(attribute_assortativity(&projection, &[2; 4]), None);
        assert_eq!(attribute_assortativity(&path(1).undirected(), &[0]), None);
        // Pairs (0, 1), (1, 2), (2, 3) one way are in line.
        assert_near(numeric_assortativity(&path(4).directed(), &[0.0, 1.0, 2.0, 3.0]), 1.0);
    }

    /// What `NetworkX` 3.7 gives for the edges 0-1 twice, 1-2, 2-2 and 2-3.
    #[test]
    fn loops_and_parallel_edges_count() {
        let mut sample = path(4);
        sample.edges.extend([(0, 1, 1), (2, 2, 1)]);
        let (undirected, directed) = (sample.undirected(), sample.directed());
        assert_near(degree_assortativity(&undirected), -0.35);
        assert_near(degree_assortativity(&directed), -0.25);
        assert_near(attribute_assortativity(&undirected, &[0, 0, 1, 1]), 0.55);
        assert_near(attribute_assortativity(&directed, &[0, 0, 1, 1]), 0.615_384_615_384_615_4);
        assert_near(numeric_assortativity(&undirected, &[0.5, 2.0, 1.0, 7.0]), -0.281_303_602_058_319_1);
    }

    proptest! {
        #[test]
        fn names_do_not_matter_and_limits_hold(sample in small(12), seed in 0_u64..99) {
            let (other, place) = sample.relabelled(seed);
            for (own, other) in sample.projections().iter().zip(other.projections()) {
                let (found, same) = (degree_assortativity(own), degree_assortativity(&other));
                prop_assert_eq!(found.is_some(), same.is_some());
                prop_assert!((found.unwrap_or(0.0) - same.unwrap_or(0.0)).abs() < 1e-9);
                prop_assert!(found.is_none_or(|found| (-1.0..=1.0).contains(&found)));
                let classes: Vec<u32> = (0..sample.n_nodes).map(|node| node % 2).collect();
                let mut moved = classes.clone();
                for (node, class) in place.iter().zip(&classes) {
                    moved[*node] = *class;
                }
                let (found, same) = (attribute_assortativity(own, &classes), attribute_assortativity(&other, &moved));
                prop_assert_eq!(found.is_some(), same.is_some());
                prop_assert!((found.unwrap_or(0.0) - same.unwrap_or(0.0)).abs() < 1e-9);
                prop_assert!(found.is_none_or(|found| found <= 1.0 + 1e-12));
            }
        }
    }
}
