//! The kernels as side-by-side measurements name them: LDBC Graphalytics, the GAP suite, and the libraries.
//!
//! A [`Workload`] is one task on a whole graph, with the definition that those agree on and a value for each node, so
//! that times and answers can be laid side by side. The work is done by the kernels of this room, which the
//! [catalogue](super::catalog) offers as measures with more choices.

mod groups;
mod paths;
mod scores;
mod traversal;

use super::catalog::AnalysisError;
use super::{Budget, LinkCandidate, parallel};
use crate::graph::{Projection, Weights};

/// One task on a whole graph.
#[derive(Debug)]
pub struct Workload {
    /// Its name in measurements.
    pub name: &'static str,
    /// What it computes, with the choices that are fixed.
    pub summary: &'static str,
    /// What of the graph it reads; made ready before time is taken.
    pub needs: Needs,
    /// Whether it is one task for each source, and not one for all.
    pub is_per_source: bool,
    run: fn(&Projection, &Choices, &Budget) -> Result<Values, AnalysisError>,
}

/// What a task reads of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The arcs out of nodes.
    Outgoing,
    /// The arcs both ways.
    BothWays,
    /// The arcs out of nodes, and their weights.
    Weights,
}

/// What can be chosen for a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// Dense indexes of nodes to start from; a task for each source is given one.
    pub sources: Vec<u32>,
    /// How many rounds, for tasks with a fixed number.
    pub iterations: usize,
    /// PageRank: with which probability the walk goes on.
    pub damping: f64,
    /// What draws are made with.
    pub seed: u64,
}

/// What a task computed.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// A whole number for each node, -1 where there is none.
    Whole(Vec<i64>),
    /// A dense index for each node that names its group or label.
    Labels(Vec<u32>),
    /// A number for each node.
    Real(Vec<f64>),
    /// One number for the graph.
    Single(u64),
    /// One number for the graph, NaN where it is not defined.
    Number(f64),
    /// Some pairs of nodes, and a number for each.
    Pairs(Vec<LinkCandidate>),
}

impl Workload {
    /// Runs the task.
    ///
    /// # Errors
    /// [`AnalysisError`], as the kernel says; [`AnalysisError::Limit`] past the deadline.
    pub fn run(
        &self,
        projection: &Projection,
        choices: &Choices,
        budget: &Budget,
    ) -> Result<Values, AnalysisError> {
        parallel::inside(budget, || (self.run)(projection, choices, budget))
    }

    /// Makes ready what the task reads of a graph.
    pub fn prepare(&self, projection: &Projection) {
        if self.needs == Needs::BothWays {
            projection.incoming();
        }
    }
}

impl Default for Choices {
    fn default() -> Self {
        Choices { sources: Vec::new(), iterations: 20, damping: 0.85, seed: 1 }
    }
}

/// Returns all tasks.
pub fn workloads() -> impl Iterator<Item = &'static Workload> {
    [traversal::TASKS, paths::TASKS, scores::TASKS, groups::TASKS].into_iter().flatten()
}

/// Finds a task by its name.
pub fn find(name: &str) -> Option<&'static Workload> {
    workloads().find(|workload| workload.name == name)
}

/// Says whether a projection has weights that are all whole.
fn is_whole(projection: &Projection) -> bool {
    !matches!(projection.weights(), Weights::Real(_))
}
