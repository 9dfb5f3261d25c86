//! Tasks that walk the graph once: distances from a source, components, cuts.

use super::{Needs, Values, Workload};
use crate::analysis::breadth_first::{self, UNREACHED};
use crate::analysis::{components, cuts};

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
        name: "wcc",
        summary: "weak components",
        needs: Needs::Outgoing,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Labels(components::weak_components(projection, budget)?)),
    },
    Workload {
        name: "scc",
        summary: "strong components",
        needs: Needs::Outgoing,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Labels(components::strong_components(projection, budget)?)),
    },
    Workload {
        name: "articulation",
        summary: "1 for nodes whose removal takes their component apart",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| {
            let mut flags = vec![0; projection.n_nodes()];
            for point in cuts::cuts(projection, budget)?.points {
                flags[point.node as usize] = 1;
            }
            Ok(Values::Whole(flags))
        },
    },
];
