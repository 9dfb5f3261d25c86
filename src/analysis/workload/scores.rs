//! Tasks that score nodes by their surroundings.

use super::{Needs, Values, Workload};
use crate::analysis::core_number;

pub(super) const TASKS: &[Workload] = &[Workload {
    name: "kcore",
    summary: "core numbers",
    needs: Needs::BothWays,
    is_per_source: false,
    run: |projection, _, budget| {
        let cores = core_number::core_numbers(projection, budget)?;
        Ok(Values::Whole(cores.into_iter().map(i64::from).collect()))
    },
}];
