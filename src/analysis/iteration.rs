//! When an iteration counts as settled.

use super::catalog::{AnalysisError, Settings};

/// How long an iteration may go on, and how little must change for it to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Iteration {
    /// The most steps.
    pub iterations: usize,
    /// The largest mean change of a node in one step that counts as settled.
    pub tolerance: f64,
}

impl Iteration {
    /// Reads the parameters `iterations` and `tolerance`.
    pub(super) fn of(settings: &Settings) -> Self {
        Iteration { iterations: settings.count("iterations"), tolerance: settings.number("tolerance") }
    }

    /// Takes steps until one changes little enough; a step returns by how much all nodes changed together.
    ///
    /// # Errors
    /// [`AnalysisError::NoConvergence`] after the last step; the errors of a step.
    pub(super) fn settle(
        self,
        n_nodes: usize,
        mut step: impl FnMut() -> Result<f64, AnalysisError>,
    ) -> Result<(), AnalysisError> {
        for _ in 0..self.iterations {
            if step()? <= self.tolerance * n_nodes as f64 {
                return Ok(());
            }
        }
        Err(AnalysisError::NoConvergence { iterations: self.iterations, tolerance: self.tolerance })
    }
}
