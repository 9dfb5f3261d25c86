//! Tasks that group nodes.

use super::{Needs, Values, Workload};
use crate::analysis::louvain;

pub(super) const TASKS: &[Workload] = &[Workload {
    name: "louvain",
    summary: "communities by modularity, resolution 1",
    needs: Needs::BothWays,
    is_per_source: false,
    run: |projection, choices, budget| {
        Ok(Values::Labels(louvain::louvain(projection, 1.0, choices.seed, budget)?))
    },
}];
