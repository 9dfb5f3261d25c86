//! Tasks that group nodes.

use super::{Choices, Needs, Values, Workload};
use crate::analysis::catalog::AnalysisError;
use crate::analysis::{Budget, Search, label_propagation, leiden, louvain, one_mode_graph, structural_holes};
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
        summary: "connected communities by modularity, resolution 1, one iteration",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, choices, budget| {
            let search = Search { resolution: 1.0, seed: choices.seed, iterations: 1 };
            Ok(Values::Labels(leiden::leiden(projection, search, budget)?))
        },
    },
    Workload {
        name: "labelprop",
        summary: "communities by label propagation by index, until no label changes",
        needs: Needs::BothWays,
        is_per_source: false,
        run: propagate_labels,
    },
    Workload {
        name: "constraint",
        summary: "Burt's constraint, without weights",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Real(structural_holes::constraint(projection, budget)?)),
    },
    Workload {
        name: "effective_size",
        summary: "Burt's effective size, without weights",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Real(structural_holes::effective_size(projection, budget)?)),
    },
    Workload {
        name: "one_mode",
        summary: "collaboration of each node by shared neighbours, of a graph with two sides",
        needs: Needs::BothWays,
        is_per_source: false,
        run: collaborations,
    },
];

/// The most rounds; far above what graphs are known to need.
const MOST_ROUNDS: usize = 10_000;

fn propagate_labels(
    projection: &Projection,
    _: &Choices,
    budget: &Budget,
) -> Result<Values, AnalysisError> {
    let labels = label_propagation::label_propagation(projection, 0, MOST_ROUNDS, budget)?;
    let no_convergence = AnalysisError::NoConvergence { iterations: MOST_ROUNDS, tolerance: 0.0 };
    labels.map(Values::Labels).ok_or(no_convergence)
}

/// Projects a graph onto the side of its first node, and returns what the ties of each node weigh there.
fn collaborations(projection: &Projection, _: &Choices, budget: &Budget) -> Result<Values, AnalysisError> {
    let shared = one_mode_graph::one_mode_graph(projection, &first_side(projection), budget)?;
    let (rows, weights) = (shared.outgoing(), shared.weights());
    let strength = |node| rows.range(node).map(|at| weights.at(at)).sum();
    Ok(Values::Real((0_u32..).take(rows.n_nodes()).map(strength).collect()))
}

/// Says of each node whether an even number of arcs, fewest first, leads to it from the lowest node of its component.
fn first_side(projection: &Projection) -> Vec<bool> {
    let (there, back) = (projection.outgoing(), projection.incoming());
    let mut sides = vec![None; projection.n_nodes()];
    let mut found = Vec::new();
    for start in (0_u32..).take(sides.len()) {
        if sides[start as usize].is_some() {
            continue;
        }
        sides[start as usize] = Some(true);
        found.push(start);
        while let Some(node) = found.pop() {
            let next = sides[node as usize].map(|side: bool| !side);
            for target in there.of(node).iter().chain(back.of(node)) {
                if sides[*target as usize].is_none() {
                    sides[*target as usize] = next;
                    found.push(*target);
                }
            }
        }
    }
    sides.into_iter().map(|side| side == Some(true)).collect()
}
