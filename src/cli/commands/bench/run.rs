//! Reads a graph, repeats a task on it, and says what both cost.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::clock::{Seconds, peak_memory, repeated, timed};
use crate::analysis::Budget;
use crate::analysis::catalog::{Algorithm, AnalysisError, Answer, Gives, Settings};
use crate::analysis::workload::{Choices, Needs, Values, Workload};
use crate::graph::Projection;
use crate::graph::edge_list::{self, EdgeListError, EdgeListGraph, Format, ReadOptions};
use crate::model::NodeId;

/// What is done with the graph.
#[derive(Debug, Clone)]
pub(crate) enum Task {
    /// As other programs define and name it.
    Workload(&'static Workload),
    /// An algorithm of the catalogue.
    Measure(&'static Algorithm, Settings),
}

/// What to measure.
#[derive(Debug)]
pub(crate) struct Order<'o> {
    pub(crate) graph: &'o Path,
    pub(crate) format: Format,
    pub(crate) is_directed: bool,
    pub(crate) task: Task,
    /// Whether weights are read even where the task can do without.
    pub(crate) is_weighted: bool,
    /// Whether nodes are renumbered by their degree before anything runs.
    pub(crate) is_by_degree: bool,
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
    /// Bytes that an algorithm of the catalogue said it may need.
    pub(crate) estimate: Option<u64>,
    /// Whether there is a value for each edge, in their order, and not for each node.
    pub(crate) is_of_edges: bool,
    pub(crate) graph: EdgeListGraph,
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

impl Task {
    fn name(&self) -> &'static str {
        match self {
            Task::Workload(workload) => workload.name,
            Task::Measure(algorithm, _) => algorithm.name,
        }
    }

    fn estimate(&self, projection: &Projection) -> Option<u64> {
        match self {
            Task::Workload(_) => None,
            Task::Measure(algorithm, _) => Some(algorithm.memory(projection)),
        }
    }

    fn needs_weights(&self) -> bool {
        matches!(self, Task::Workload(workload) if workload.needs == Needs::Weights)
    }

    fn is_per_source(&self) -> bool {
        matches!(self, Task::Workload(workload) if workload.is_per_source)
    }

    fn is_of_edges(&self) -> bool {
        matches!(self, Task::Measure(algorithm, _) if matches!(algorithm.gives, Gives::EdgeScores | Gives::EdgeGroups | Gives::Edges))
    }

    /// Makes ready what the task reads; a measure does so itself, and it is counted.
    fn prepare(&self, projection: &Projection) {
        if let Task::Workload(workload) = self {
            workload.prepare(projection);
        }
    }

    fn run(&self, projection: &Projection, choices: &Choices, budget: &Budget) -> Result<Values, AnalysisError> {
        match self {
            Task::Workload(workload) => workload.run(projection, choices, budget),
            Task::Measure(algorithm, settings) => {
                let settings = settings.clone().starting_at(choices.sources.clone());
                Ok(values(algorithm.run(projection, &settings, budget)?, projection))
            }
        }
    }
}

fn values(answer: Answer, projection: &Projection) -> Values {
    let flags = |count: usize, marked: Vec<u32>| {
        let mut flags = vec![0; count];
        marked.into_iter().for_each(|at| flags[at as usize] = 1);
        Values::Whole(flags)
    };
    match answer {
        Answer::NodeScores(scores) => Values::Real(scores),
        Answer::EdgeScores(scores) => Values::Real(scores.into_iter().map(|(_, score)| score).collect()),
        Answer::EdgeGroups(groups) => Values::Whole(groups.into_iter().map(|(_, group)| i64::from(group)).collect()),
        Answer::Groups(groups) => Values::Whole(groups.into_iter().map(i64::from).collect()),
        Answer::Nodes(nodes) => flags(projection.n_nodes(), nodes),
        Answer::Pairs(pairs) => Values::Pairs(pairs),
        Answer::Number(number) => Values::Number(number.unwrap_or(f64::NAN)),
        Answer::Edges(edges) => flags(projection.n_edges(), edges.into_iter().map(|edge| edge.0).collect()),
    }
}

/// Measures a task.
pub(crate) fn run(order: &Order<'_>) -> Result<Outcome, BenchError> {
    let (graph, load) = timed(|| load(order));
    let graph = graph?;
    let projection = &graph.projection;
    let loaded = peak_memory();
    let tasks = tasks(order, &graph)?;
    let mut first = None;
    let kernel = repeated(order.repeats, || {
        let mut sum = Seconds { wall: 0.0, cpu: 0.0 };
        for choices in &tasks {
            let budget = Budget::new(order.timeout, usize::MAX).on_threads(order.n_threads);
            let (values, seconds) = timed(|| order.task.run(projection, choices, &budget));
            let values = values?;
            first.get_or_insert(values);
            sum.wall += seconds.wall / tasks.len() as f64;
            sum.cpu += seconds.cpu / tasks.len() as f64;
        }
        Ok::<_, BenchError>(sum)
    })?;
    let values = first.ok_or(BenchError::NoSource(order.task.name()))?;
    let values = if order.is_by_degree && !order.task.is_of_edges() { by_vertex(values, projection) } else { values };
    let (n_nodes, n_edges) = (projection.n_nodes(), projection.n_edges());
    let memory = [loaded, peak_memory()];
    let is_of_edges = order.task.is_of_edges();
    let estimate = order.task.estimate(projection);
    Ok(Outcome { n_nodes, n_edges, load, kernel, memory, values, estimate, is_of_edges, graph })
}

fn load(order: &Order<'_>) -> Result<EdgeListGraph, EdgeListError> {
    let options = ReadOptions {
        is_directed: order.is_directed,
        is_weighted: order.is_weighted || order.task.needs_weights(),
        n_threads: order.n_threads,
    };
    let mut graph = edge_list::read(order.graph, order.format, options)?;
    if order.is_by_degree {
        let by_degree = graph.projection.outgoing().by_degree();
        graph.projection = graph.projection.renumbered(&by_degree);
    }
    order.task.prepare(&graph.projection);
    Ok(graph)
}

/// Returns the values of a renumbered graph as if it were not: each at its vertex, and labels as vertices.
fn by_vertex(values: Values, projection: &Projection) -> Values {
    fn placed<T: Copy + Default>(own: Vec<T>, projection: &Projection) -> Vec<T> {
        let mut placed = vec![T::default(); own.len()];
        for (node, value) in projection.nodes().iter().zip(own) {
            placed[node.index()] = value;
        }
        placed
    }
    let vertex = |index: u32| projection.node(index).0;
    match values {
        Values::Whole(own) => Values::Whole(placed(own, projection)),
        Values::Real(own) => Values::Real(placed(own, projection)),
        Values::Labels(own) => Values::Labels(placed(own.into_iter().map(vertex).collect(), projection)),
        Values::Pairs(mut pairs) => {
            for pair in &mut pairs {
                let (one, other) = (vertex(pair.nodes.0), vertex(pair.nodes.1));
                pair.nodes = (one.min(other), one.max(other));
            }
            pairs.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.nodes.cmp(&other.nodes)));
            Values::Pairs(pairs)
        }
        whole @ (Values::Single(_) | Values::Number(_)) => whole,
    }
}

/// Returns what each run of one repeat is given.
fn tasks(order: &Order<'_>, graph: &EdgeListGraph) -> Result<Vec<Choices>, BenchError> {
    let mut choices = order.choices.clone();
    for source in order.sources {
        let vertex = graph.ids.index_of(source, graph.projection.n_nodes());
        let index = vertex.and_then(|vertex| graph.projection.index_of(NodeId(vertex)));
        choices.sources.push(index.ok_or_else(|| BenchError::NoSuchVertex(source.clone()))?);
    }
    if !order.task.is_per_source() {
        return Ok(vec![choices]);
    }
    let one = |source: &u32| Choices { sources: vec![*source], ..choices.clone() };
    Ok(choices.sources.iter().map(one).collect())
}

/// Writes a vertex, or the number of an edge, and its value a line; one number for the graph as that of vertex 0.
pub(crate) fn write_values(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let ids = &outcome.graph.ids;
    let mut line = |at: u32, value: &dyn std::fmt::Display| {
        if outcome.is_of_edges { writeln!(out, "{at}\t{value}") } else { writeln!(out, "{}\t{value}", ids.name(at)) }
    };
    match &outcome.values {
        Values::Whole(own) => (0..).zip(own).try_for_each(|(at, value)| line(at, value)),
        Values::Labels(own) => (0..).zip(own).try_for_each(|(at, label)| line(at, &ids.number(*label))),
        Values::Real(own) => (0..).zip(own).try_for_each(|(at, value)| line(at, &format_args!("{value:?}"))),
        Values::Single(value) => writeln!(out, "0\t{value}"),
        Values::Number(value) => writeln!(out, "0\t{value:?}"),
        Values::Pairs(pairs) => pairs.iter().try_for_each(|pair| {
            let nodes = [pair.nodes.0, pair.nodes.1].map(|node| ids.name(node));
            writeln!(out, "{}\t{}\t{:?}", nodes[0], nodes[1], pair.score)
        }),
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
        Values::Number(value) => hasher.update(value.to_le_bytes()),
        Values::Pairs(pairs) => pairs.iter().for_each(|pair| {
            hasher.update(pair.nodes.0.to_le_bytes());
            hasher.update(pair.nodes.1.to_le_bytes());
            hasher.update(pair.score.to_le_bytes());
        }),
    }
    hasher.finalize()[..16].iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
