//! Passes that improve a plan, one file each; none changes what the plan answers.
//!
//! The planner itself chooses where to start and what to follow next, pushes conditions down to where their slots are
//! filled, and sorts no more rows than a limit wants.

mod prune;
mod weigh;

use super::plan::Plan;

/// Runs all passes.
pub fn optimize(plan: &mut Plan) {
    weigh::weigh(plan);
    prune::prune(plan);
}

#[cfg(test)]
mod tests;
