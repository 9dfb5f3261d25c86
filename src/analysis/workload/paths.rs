//! Tasks over the shortest paths from many nodes.

use super::{Needs, Values, Workload};
use crate::analysis::catalog::AnalysisError;
use crate::analysis::{
    BetweennessOptions, Budget, DistanceSample, Scale, all_pairs, betweenness, closeness, dependencies,
};
use crate::graph::{Direction, Projection};
use crate::model::EdgeId;

pub(super) const TASKS: &[Workload] = &[
    Workload {
        name: "closeness",
        summary: "closeness with the factor of Wasserman and Faust, over those that reach a node",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| {
            Ok(Values::Real(closeness::closeness(projection, DistanceSample::default(), budget)?))
        },
    },
    Workload {
        name: "harmonic",
        summary: "sum of 1 / distance over those that reach a node",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| {
            Ok(Values::Real(closeness::harmonic(projection, DistanceSample::default(), budget)?))
        },
    },
    Workload {
        name: "betweenness",
        summary: "betweenness without ends, not normalised; a pair of an undirected graph once",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Real(betweenness::of_pairs(projection, budget)?)),
    },
    Workload {
        name: "betweenness_s64",
        summary: "sum over the given sources of what depends on a node, not halved",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, choices, budget| {
            Ok(Values::Real(dependencies::dependencies(projection, &choices.sources, budget)?))
        },
    },
    Workload {
        name: "betweenness_w",
        summary: "the same over paths that are short by their weights",
        needs: Needs::Weights,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Real(betweenness::betweenness(projection, PAIRS, budget)?)),
    },
    Workload {
        name: "edge_betweenness",
        summary: "betweenness of edges, added up for the ends of each",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| over_edges(projection, budget),
    },
    Workload {
        name: "edge_betweenness_w",
        summary: "the same over paths that are short by their weights",
        needs: Needs::Weights,
        is_per_source: false,
        run: |projection, _, budget| over_edges(projection, budget),
    },
    Workload {
        name: "apsp",
        summary: "sum of the hop distances from a node to all that it reaches",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(whole(&all_pairs::hop_row_sums(projection, budget)?.sums)),
    },
    Workload {
        name: "apsp_w",
        summary: "sum of the weighted distances from a node to all that it reaches",
        needs: Needs::Weights,
        is_per_source: false,
        run: |projection, _, budget| {
            let sums = all_pairs::length_row_sums(projection, budget)?;
            Ok(if super::is_whole(projection) { whole(&sums) } else { Values::Real(sums) })
        },
    },
];

const PAIRS: BetweennessOptions = BetweennessOptions { sample: None, seed: 0, scale: Scale::Pairs };

/// Adds the betweenness of edges up for their ends, as a task has a value for each node.
fn over_edges(projection: &Projection, budget: &Budget) -> Result<Values, AnalysisError> {
    let mut of_edges = betweenness::edge_betweenness(projection, PAIRS, budget)?.into_iter();
    let mut sums = vec![0.0; projection.n_nodes()];
    let is_undirected = projection.direction() == Direction::Both;
    let mut ends: Vec<(EdgeId, u32, u32)> = Vec::with_capacity(projection.n_edges());
    for node in (0..).take(projection.n_nodes()) {
        let arcs = projection.arcs(node).filter(|arc| !is_undirected || node <= arc.target);
        ends.extend(arcs.map(|arc| (arc.edge, node, arc.target)));
    }
    ends.sort_unstable();
    for ((_, source, target), (_, score)) in ends.into_iter().zip(&mut of_edges) {
        sums[source as usize] += score;
        sums[target as usize] += score;
    }
    Ok(Values::Real(sums))
}

/// Returns sums that are whole as such.
#[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
fn whole(sums: &[f64]) -> Values {
    Values::Whole(sums.iter().map(|sum| *sum as i64).collect())
}
