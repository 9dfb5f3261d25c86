//! Burt's structural holes: how much a node's contacts hem it in, and how many of them it really has.

use super::catalog::{AnalysisError, Answer, Settings};
use super::simple::{Parallel, SimpleGraph, nodes};
use super::triangles::for_each_triangle;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// Runs [`constraint`].
pub(super) fn run_constraint(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::NodeScores(constraint(projection, budget)?))
}

/// Runs [`effective_size`].
pub(super) fn run_effective_size(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::NodeScores(effective_size(projection, budget)?))
}

/// Returns Burt's constraint on each node, by dense index: how far its ties go, directly and by way of others, to the
/// same few contacts. Low is open: a broker. NaN for a node without contacts.
///
/// The share of a contact is the weight of the ties with it in either direction, divided by that of all ties of the
/// node; the constraint is the sum over contacts of the square of the contact's own share plus what leads to it through
/// other contacts. On the simple graph underneath: loops do not count, parallel edges and their weights add up;
/// direction makes no difference but that ties both ways add up too. Cost `O(m^1.5)`, memory `O(n + m)`.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Burt 2004, "Structural holes and good ideas", American J. of Sociology 110(2), page 362.
pub fn constraint(projection: &Projection, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    let ties = ties(projection);
    let totals = totals(&ties, projection);
    let through = through_others(&ties, &totals, budget)?;
    let of = |node: u32| {
        let total = totals[node as usize];
        let arcs = ties.range(node).zip(ties.arcs(node));
        let parts = arcs.map(|(arc, (_, weight))| (weight + through[arc]) / total);
        if ties.degree(node) == 0 { f64::NAN } else { parts.map(|part| part * part).sum() }
    };
    Ok(nodes(projection).map(of).collect())
}

/// Returns for each arc what leads to its target by way of others: the sum, over the contacts that both ends share, of
/// the weight to the contact times the share that the target has in that. It is the same both ways.
fn through_others(
    ties: &SimpleGraph,
    totals: &[f64],
    budget: &Budget,
) -> Result<Vec<f64>, LimitReached> {
    let shares: Vec<f64> = totals.iter().map(|total| 1.0 / total).collect();
    let weights = ties.values();
    let mut through = vec![0.0; ties.n_arcs()];
    for_each_triangle(ties, budget, |triangle| {
        // Each side at the one of its two arcs that all triangles over it know.
        let sides = [triangle.arcs[0], triangle.arcs[1], triangle.back[2]];
        let [there, on, over] = sides.map(|arc| weights[arc]);
        let [first, second, third] = triangle.nodes.map(|node| shares[node as usize]);
        through[sides[0]] += over * on * third;
        through[sides[1]] += there * over * first;
        through[sides[2]] += there * on * second;
    })?;
    for source in (0_u32..).take(ties.n_nodes()) {
        for arc in ties.range(source) {
            let target = ties.target(arc);
            if let Some(back) = ties.position(target, source).filter(|_| source < target) {
                let sum = through[arc] + through[back];
                (through[arc], through[back]) = (sum, sum);
            }
        }
    }
    Ok(through)
}

/// Returns the effective size of each node's circle, by dense index: its number of contacts, less what they are tied
/// to each other. NaN for a node without contacts.
///
/// A contact is redundant by the sum over other contacts of the node's share in them times how strongly the first is
/// tied to them, its strongest tie counting 1. Without weights and parallel edges that is `n - 2 t / n` for `n`
/// contacts with `t` ties between them. Graph and cost as for [`constraint`].
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Burt 1992, "Structural Holes", equation 2.2; Borgatti 1997, "Structural holes: unpacking Burt's redundancy measures".
pub fn effective_size(projection: &Projection, budget: &Budget) -> Result<Vec<f64>, LimitReached> {
    let ties = ties(projection);
    let totals = totals(&ties, projection);
    // How strongly a node is tied, its strongest tie counting 1, is the weight times this.
    let per_strongest: Vec<f64> = nodes(projection)
        .map(|node| 1.0 / ties.arcs(node).map(|(_, weight)| weight).fold(0.0, f64::max))
        .collect();
    let weights = ties.values();
    let mut redundant = vec![0.0; projection.n_nodes()];
    for_each_triangle(&ties, budget, |triangle| {
        let sides = [triangle.arcs[0], triangle.arcs[1], triangle.back[2]].map(|arc| weights[arc]);
        let scales = triangle.nodes.map(|node| per_strongest[node as usize]);
        for corner in 0..3 {
            let (next, third) = ((corner + 1) % 3, (corner + 2) % 3);
            // Each of the two contacts is redundant by the node's weight in the other.
            let both = sides[third] * scales[next] + sides[corner] * scales[third];
            redundant[triangle.nodes[corner] as usize] += both * sides[next];
        }
    })?;
    let of = |node: u32| match ties.degree(node) {
        0 => f64::NAN,
        n_contacts => n_contacts as f64 - redundant[node as usize] / totals[node as usize],
    };
    Ok(nodes(projection).map(of).collect())
}

/// The simple graph of all ties, whichever way they point.
fn ties(projection: &Projection) -> SimpleGraph {
    let outgoing = SimpleGraph::outgoing(projection, Parallel::Sum);
    if projection.direction() == Direction::Both { outgoing } else { outgoing.mutual() }
}

/// The weight of all ties of each node.
fn totals(ties: &SimpleGraph, projection: &Projection) -> Vec<f64> {
    nodes(projection).map(|node| ties.arcs(node).map(|(_, weight)| weight).sum()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{Sample, assert_close, budget, clique, small, star};

    fn hemmed(projection: &Projection) -> Vec<f64> {
        constraint(projection, &budget()).expect("in time")
    }

    fn size(projection: &Projection) -> Vec<f64> {
        effective_size(projection, &budget()).expect("in time")
    }

    #[test]
    fn closed_forms() {
        // A broker between n who do not know each other: n (1 / n)².
        assert_close(&hemmed(&star(5).undirected()), &[0.25, 1.0, 1.0, 1.0, 1.0]);
        // In a clique: (n - 1) (1 / (n - 1) + (n - 2) / (n - 1)²)².
        let one = 1.0 / 3.0 + 2.0 / 9.0;
        assert_close(&hemmed(&clique(4).undirected()), &[3.0 * one * one; 4]);
        assert_close(&size(&star(5).undirected()), &[4.0, 1.0, 1.0, 1.0, 1.0]);
        assert_close(&size(&clique(4).undirected()), &[1.0; 4]);
        assert_close(&hemmed(&star(1).undirected()), &[f64::NAN]);
        assert_close(&size(&star(1).undirected()), &[f64::NAN]);
    }

    /// What ties two nodes, either way.
    fn tied(sample: &Sample) -> Vec<Vec<f64>> {
        let mut tied = vec![vec![0.0; sample.n_nodes as usize]; sample.n_nodes as usize];
        for &(source, target, weight) in sample.edges.iter().filter(|edge| edge.0 != edge.1) {
            tied[source as usize][target as usize] += f64::from(weight);
            tied[target as usize][source as usize] += f64::from(weight);
        }
        tied
    }

    proptest! {
        #[test]
        fn both_are_what_their_definitions_say(sample in small(9)) {
            let tied = tied(&sample);
            let share = |a: usize, b: usize| tied[a][b] / tied[a].iter().sum::<f64>();
            let strength = |a: usize, b: usize| tied[a][b] / tied[a].iter().copied().fold(0.0, f64::max);
            let (mut expected_constraint, mut expected_size) = (Vec::new(), Vec::new());
            for node in 0..tied.len() {
                let contacts: Vec<usize> = (0..tied.len()).filter(|other| tied[node][*other] > 0.0).collect();
                let others = |contact: usize| contacts.iter().copied().filter(move |other| *other != contact);
                let part = |contact: &usize| {
                    let through = others(*contact).map(|other| share(node, other) * share(other, *contact));
                    (share(node, *contact) + through.sum::<f64>()).powi(2)
                };
                let redundant = |contact: &usize| {
                    others(*contact).map(|other| share(node, other) * strength(*contact, other)).sum::<f64>()
                };
                let nothing = if contacts.is_empty() { f64::NAN } else { 0.0 };
                expected_constraint.push(nothing + contacts.iter().map(part).sum::<f64>());
                let overlap: f64 = contacts.iter().map(redundant).sum();
                expected_size.push(nothing + contacts.len() as f64 - overlap);
            }
            assert_close(&hemmed(&sample.undirected_weighted()), &expected_constraint);
            assert_close(&size(&sample.undirected_weighted()), &expected_size);
        }

        #[test]
        fn direction_and_loops_make_no_difference(sample in small(12)) {
            let mut bare = sample.clone();
            bare.edges.retain(|(source, target, _)| source != target);
            for run in [hemmed, size] {
                assert_close(&run(&sample.undirected()), &run(&bare.directed()));
                assert_close(&run(&sample.undirected_weighted()), &run(&bare.directed_weighted()));
            }
        }

        #[test]
        fn effective_size_is_at_most_the_number_of_contacts(sample in small(12)) {
            let projection = sample.undirected_weighted();
            let graph = ties(&projection);
            for (node, size) in (0..).zip(size(&projection)) {
                prop_assert!(size.is_nan() || size <= graph.degree(node) as f64 + 1e-9);
                prop_assert!(size.is_nan() || size > 0.0);
            }
        }
    }
}
