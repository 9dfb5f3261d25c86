//! Tasks that group nodes.

use super::{Choices, Needs, Values, Workload};
use crate::analysis::catalog::AnalysisError;
use crate::analysis::{Budget, Search, label_propagation, leiden, louvain};
use crate::graph::Projection;

pub(super) const TASKS: &[Workload] = &[
    Workload {
        name: "louvain",
        summary: "communities by modularity, resolution 1",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, choices, budget| {
            Ok(Values::Labels(louvain::louvain(projection, 1.0, choices.seed, budget)?))
        },
    },
    Workload {
        name: "leiden",
        summary: "connected communities by modularity, resolution 1, two iterations",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, choices, budget| {
            let search = Search { resolution: 1.0, seed: choices.seed, iterations: 2 };
            Ok(Values::Labels(leiden::leiden(projection, search, budget)?))
        },
    },
    Workload {
        name: "labelprop",
        summary: "communities by label propagation, until no label changes",
        needs: Needs::BothWays,
        is_per_source: false,
        run: propagate_labels,
    },
];

/// The most rounds; far above what graphs are known to need.
const MOST_ROUNDS: usize = 10_000;

fn propagate_labels(
    projection: &Projection,
    choices: &Choices,
    budget: &Budget,
) -> Result<Values, AnalysisError> {
    let labels = label_propagation::label_propagation(projection, choices.seed, MOST_ROUNDS, budget)?;
    let no_convergence = AnalysisError::NoConvergence { iterations: MOST_ROUNDS, tolerance: 0.0 };
    labels.map(Values::Labels).ok_or(no_convergence)
}
