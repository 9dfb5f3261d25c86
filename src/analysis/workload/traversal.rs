//! Tasks that walk the graph once: distances from a source, components, cuts.

use super::{Needs, Values, Workload};
use crate::analysis::breadth_first::{self, UNREACHED};
use crate::analysis::distances::{Distances, distances};
use crate::analysis::{components, cuts, strong_components};

pub(super) const TASKS: &[Workload] = &[
    Workload {
        name: "bfs",
        summary: "steps from a source",
        needs: Needs::BothWays,
        is_per_source: true,
        run: |projection, choices, budget| {
            let Some(&source) = choices.sources.first() else { return Ok(Values::Whole(Vec::new())) };
            let hops = breadth_first::hops(projection, source, budget)?;
            Ok(Values::Whole(hops.iter().map(|hops| if *hops == UNREACHED { -1 } else { i64::from(*hops) }).collect()))
        },
    },
    Workload {
        name: "sssp",
        summary: "least sum of weights from a source",
        needs: Needs::Weights,
        is_per_source: true,
        run: |projection, choices, budget| {
            let Some(&source) = choices.sources.first() else { return Ok(Values::Whole(Vec::new())) };
            Ok(match distances(projection, source, budget)? {
                // The length of no path becomes -1.
                Distances::Whole(own) => Values::Whole(own.into_iter().map(u64::cast_signed).collect()),
                Distances::Real(own) => Values::Real(own),
            })
        },
    },
    Workload {
        name: "wcc",
        summary: "weak components",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Labels(components::weak_roots(projection, budget)?)),
    },
    Workload {
        name: "scc",
        summary: "strong components",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Labels(strong_components::strong_roots(projection, budget)?)),
    },
    Workload {
        name: "bridges",
        summary: "how many bridges end at a node",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| {
            let counts = cuts::bridge_counts(projection, budget)?;
            Ok(Values::Whole(counts.into_iter().map(i64::from).collect()))
        },
    },
    Workload {
        name: "articulation",
        summary: "1 for nodes whose removal takes their component apart",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| {
            let flags = cuts::articulation_flags(projection, budget)?;
            Ok(Values::Whole(flags.into_iter().map(i64::from).collect()))
        },
    },
];
