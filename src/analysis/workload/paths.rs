//! Tasks over the shortest paths from many nodes.

use super::{Needs, Values, Workload};
use crate::analysis::closeness;

pub(super) const TASKS: &[Workload] = &[
    Workload {
        name: "closeness",
        summary: "closeness with the factor of Wasserman and Faust, over those that reach a node",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Real(closeness::closeness(projection, budget)?)),
    },
    Workload {
        name: "harmonic",
        summary: "sum of 1 / distance over those that reach a node",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Real(closeness::harmonic(projection, budget)?)),
    },
];
