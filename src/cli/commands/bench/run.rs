//! Reads a graph, repeats a task on it, and says what both cost.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::clock::{Seconds, peak_memory, repeated, timed};
use crate::analysis::Budget;
use crate::analysis::catalog::AnalysisError;
use crate::analysis::workload::{Choices, Needs, Values, Workload};
use crate::graph::edge_list::{self, EdgeListError, Format, Ids, ReadOptions};

/// What to measure.
#[derive(Debug)]
pub(crate) struct Order<'o> {
    pub(crate) graph: &'o Path,
    pub(crate) format: Format,
    pub(crate) is_directed: bool,
    pub(crate) workload: &'static Workload,
    pub(crate) choices: Choices,
    /// Vertices to start from, as the file calls them.
    pub(crate) sources: &'o [String],
    pub(crate) n_threads: NonZero<usize>,
    pub(crate) repeats: usize,
    pub(crate) timeout: Duration,
}

/// What it cost, and what came out.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) n_nodes: usize,
    pub(crate) n_edges: usize,
    pub(crate) load: Seconds,
    /// For each repeat; the mean of the sources for a task that runs from each.
    pub(crate) kernel: Vec<Seconds>,
    /// Megabytes, before and after the task.
    pub(crate) memory: [Option<f64>; 2],
    /// From the first source, for a task that runs from each.
    pub(crate) values: Values,
    pub(crate) ids: Ids,
}

/// Why nothing was measured.
#[derive(Debug, Error)]
pub(crate) enum BenchError {
    #[error(transparent)]
    Graph(#[from] EdgeListError),
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    #[error("the graph has no vertex `{0}`")]
    NoSuchVertex(String),
    #[error("`{0}` needs at least one source")]
    NoSource(&'static str),
}

/// Measures a task.
pub(crate) fn run(order: &Order<'_>) -> Result<Outcome, BenchError> {
    let options = ReadOptions {
        is_directed: order.is_directed,
        is_weighted: order.workload.needs == Needs::Weights,
        n_threads: order.n_threads,
    };
    let (graph, load) = timed(|| {
        let graph = edge_list::read(order.graph, order.format, options)?;
        order.workload.prepare(&graph.projection);
        Ok::<_, EdgeListError>(graph)
    });
    let graph = graph?;
    let projection = &graph.projection;
    let loaded = peak_memory();
    let mut choices = order.choices.clone();
    for source in order.sources {
        let index = graph.ids.index_of(source, projection.n_nodes());
        choices.sources.push(index.ok_or_else(|| BenchError::NoSuchVertex(source.clone()))?);
    }
    let tasks: Vec<Choices> = if order.workload.is_per_source {
        let one = |source: &u32| Choices { sources: vec![*source], ..choices.clone() };
        choices.sources.iter().map(one).collect()
    } else {
        vec![choices]
    };
    let mut first = None;
    let kernel = repeated(order.repeats, || {
        let mut sum = Seconds { wall: 0.0, cpu: 0.0 };
        for task in &tasks {
            let budget = Budget::new(order.timeout, usize::MAX).on_threads(order.n_threads);
            let (values, seconds) = timed(|| order.workload.run(projection, task, &budget));
            let values = values?;
            first.get_or_insert(values);
            sum.wall += seconds.wall / tasks.len() as f64;
            sum.cpu += seconds.cpu / tasks.len() as f64;
        }
        Ok::<_, BenchError>(sum)
    })?;
    let values = first.ok_or(BenchError::NoSource(order.workload.name))?;
    let (n_nodes, n_edges) = (projection.n_nodes(), projection.n_edges());
    Ok(Outcome { n_nodes, n_edges, load, kernel, memory: [loaded, peak_memory()], values, ids: graph.ids })
}

/// Writes a vertex and its value a line; one number for the graph as that of vertex 0.
pub(crate) fn write_values(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |at: u32, value: &dyn std::fmt::Display| writeln!(out, "{}\t{value}", outcome.ids.name(at));
    match &outcome.values {
        Values::Whole(own) => (0..).zip(own).try_for_each(|(at, value)| line(at, value)),
        Values::Labels(own) => (0..).zip(own).try_for_each(|(at, label)| line(at, &outcome.ids.number(*label))),
        Values::Real(own) => (0..).zip(own).try_for_each(|(at, value)| line(at, &format_args!("{value:?}"))),
        Values::Single(value) => writeln!(out, "0\t{value}"),
    }
}

/// Returns the first half of the SHA-256 of the values, as little-endian numbers in the order of the vertices.
pub(crate) fn digest(values: &Values) -> String {
    let mut hasher = Sha256::new();
    match values {
        Values::Whole(own) => own.iter().for_each(|value| hasher.update(value.to_le_bytes())),
        Values::Labels(own) => own.iter().for_each(|value| hasher.update(value.to_le_bytes())),
        Values::Real(own) => own.iter().for_each(|value| hasher.update(value.to_le_bytes())),
        Values::Single(value) => hasher.update(value.to_le_bytes()),
    }
    hasher.finalize()[..16].iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
