//! Tasks over the shortest paths from many nodes.

use super::{Needs, Values, Workload};
use crate::analysis::{DistanceSample, all_pairs, betweenness, closeness, dependencies};

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

/// Returns sums that are whole as such.
#[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
fn whole(sums: &[f64]) -> Values {
    Values::Whole(sums.iter().map(|sum| *sum as i64).collect())
}
