//! What commands that run an algorithm of the catalogue share: which graph it runs on, and its settings; [`faults`] says
//! why there is no answer, [`words`] which graph it was.

mod faults;
mod words;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::num::NonZero;

use clap::Args;

use self::faults::check_memory;
pub(super) use self::faults::setting_error;
use super::error::CliError;
use super::filters::FilterArgs;
use super::session::Session;
use super::waiting::{Watched, watched};
use crate::analysis::Budget;
use crate::analysis::catalog::{Algorithm, Answer, Settings, Starts, Weights};
use crate::graph::{Direction, Filter, GraphView as _, Projection, ProjectionSpec};
use crate::model::{EdgeId, NodeId, Value};
use crate::render::selection::Selection;

/// How many results an algorithm may give; scores are one a node or edge.
const NO_LIMIT: usize = usize::MAX;

/// Flags that choose the graph an algorithm runs on, and set its parameters.
#[derive(Debug, Args)]
pub(super) struct MeasureArgs {
    /// Follow claims from source to target only
    #[arg(long)]
    directed: bool,
    /// Follow claims from target to source only
    #[arg(long, conflicts_with = "directed")]
    reversed: bool,
    /// Weigh claims by their number of sources, or by a property that holds a number
    ///
    /// A weight is the strength of a tie; where a measure asks how long a claim is, its length is 1 / weight.
    /// A claim without the number counts 1.
    #[arg(long, value_name = "sources|PROPERTY")]
    weight: Option<String>,
    /// Take a property that holds a number as the length of claims; where a measure asks how strong a tie is, 1 / length
    #[arg(long, value_name = "PROPERTY", conflicts_with = "weight")]
    length: Option<String>,
    /// Set a parameter of the algorithm: NAME=NUMBER (may be given again)
    #[arg(long = "set", value_name = "NAME=NUMBER", value_parser = parse_setting)]
    settings: Vec<(String, f64)>,
    /// Use so many threads; all processors by default, or `HVGRAPH_THREADS`. The answer is the same
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,
    #[command(flatten)]
    filters: FilterArgs,
}

pub(super) fn parse_setting(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=NUMBER, e.g. damping=0.9")?;
    let value = value.trim().parse().map_err(|_| format!("`{value}` is not a number"))?;
    Ok((name.trim().replace('-', "_"), value))
}

/// A part of the graph, and an algorithm's answer about it.
#[allow(dead_code, reason = "for commands that run one algorithm on what the filters leave")]
pub(super) struct Measured {
    pub(super) selection: Selection,
    pub(super) projection: Projection,
    pub(super) answer: Answer,
    pub(super) settings: Settings,
}

impl MeasureArgs {
    /// Runs the algorithm on nodes and claims that are selected already.
    pub(super) fn run_on(
        &self,
        session: &Session,
        algorithm: &'static Algorithm,
        selection: Selection,
    ) -> Result<Measured, CliError> {
        self.check_settings(session, &[algorithm])?;
        let settings = self.settings(session, algorithm)?;
        let graph = self.on(session, &selection)?;
        let answer = graph.answer(algorithm)?;
        let projection = graph.into_projection(algorithm.weights);
        Ok(Measured { selection, projection, answer, settings })
    }

    /// Selects nodes and claims as the filters say.
    pub(super) fn select(&self, session: &Session) -> Result<Selection, CliError> {
        let filter = self.filter(session)?;
        Ok(Selection::whole(&session.facts(), session.schema(), &filter))
    }

    /// Says how claims are followed and what they count, for the answer.
    pub(super) fn words(&self, session: &Session) -> String {
        let lang = session.lang;
        let way = if self.directed {
            lang.pick("theo chiều của phát biểu", "claims followed in their direction")
        } else {
            lang.pick("phát biểu tính theo cả hai chiều", "claims followed either way")
        };
        let weight = match self.weight.as_deref() {
            None => lang.pick("mỗi phát biểu tính 1", "each counts 1").to_owned(),
            Some("sources") => {
                lang.pick("mỗi phát biểu tính bằng số nguồn", "each counts its number of sources").to_owned()
            }
            Some(property) => format!("{} `{property}`", lang.pick("mỗi phát biểu tính bằng", "each counts its")),
        };
        format!("{way}, {weight}")
    }

    /// Returns what the filter flags say.
    pub(super) fn filter(&self, session: &Session) -> Result<Filter, CliError> {
        self.filters.filter(session)
    }

    /// Prepares a selection for one or more algorithms.
    pub(super) fn on<'a>(
        &'a self,
        session: &'a Session,
        selection: &'a Selection,
    ) -> Result<MeasuredGraph<'a>, CliError> {
        let graph = MeasuredGraph {
            args: self,
            session,
            selection,
            plain: OnceCell::new(),
            weighted: [const { OnceCell::new() }; 2],
        };
        if let Some(property) = graph.property() {
            let has_number = |edge| number(session.graph().edge_property(edge, property)).is_some();
            if !selection.edges.iter().any(|(edge, _)| has_number(*edge)) {
                return Err(CliError::Usage {
                    message: format!("no claim has a number `{property}`"),
                    expected: Some("`sources`, or a property of claims that holds a number".to_owned()),
                    hint: None,
                });
            }
        }
        Ok(graph)
    }

    /// Checks that each setting is one of at least one of the algorithms, and in range.
    pub(super) fn check_settings(
        &self,
        session: &Session,
        algorithms: &[&'static Algorithm],
    ) -> Result<(), CliError> {
        for (name, _) in &self.settings {
            let declared = algorithms.iter().flat_map(|algorithm| algorithm.parameters);
            let names: BTreeSet<&str> = declared.map(|parameter| parameter.name).collect();
            if !names.contains(name.as_str()) {
                let measures: Vec<String> =
                    algorithms.iter().map(|algorithm| format!("`{}`", algorithm.name)).collect();
                let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
                return Err(CliError::Usage {
                    message: format!("{} has no parameter `{name}`", measures.join(" or ")),
                    expected: Some(if names.is_empty() { "no `--set`".to_owned() } else { names.join(", ") }),
                    hint: None,
                });
            }
        }
        algorithms.iter().try_for_each(|algorithm| self.settings(session, algorithm).map(|_| ()))
    }

    /// Returns the settings that an algorithm knows, and defaults for the rest.
    pub(super) fn settings(
        &self,
        session: &Session,
        algorithm: &'static Algorithm,
    ) -> Result<Settings, CliError> {
        let known = |name: &str| algorithm.parameters.iter().any(|parameter| parameter.name == name);
        let set = self.settings.iter().filter(|(name, _)| known(name));
        let set = set.map(|(name, value)| (name.as_str(), *value));
        algorithm.settings(set).map_err(|error| setting_error(session, algorithm, &error))
    }

    fn direction(&self) -> Direction {
        match (self.directed, self.reversed) {
            (true, _) => Direction::Outgoing,
            (_, true) => Direction::Incoming,
            _ => Direction::Both,
        }
    }

    fn budget(&self, session: &Session) -> Budget {
        let of_environment = || std::env::var("HVGRAPH_THREADS").ok()?.parse().ok();
        let budget = session.budget(NO_LIMIT);
        match self.threads.or_else(of_environment) {
            Some(threads) => budget.on_threads(threads),
            None => budget,
        }
    }
}

/// A selection as algorithms see it: projected once for each meaning of weights.
pub(super) struct MeasuredGraph<'a> {
    args: &'a MeasureArgs,
    session: &'a Session,
    pub(super) selection: &'a Selection,
    plain: OnceCell<Projection>,
    /// By strength, and by length.
    weighted: [OnceCell<Projection>; 2],
}

impl MeasuredGraph<'_> {
    /// Runs an algorithm.
    pub(super) fn answer(&self, algorithm: &'static Algorithm) -> Result<Answer, CliError> {
        self.answer_from(algorithm, &[])
    }

    /// Runs an algorithm from some nodes, if it starts from nodes at all.
    pub(super) fn answer_from(
        &self,
        algorithm: &'static Algorithm,
        starts: &[NodeId],
    ) -> Result<Answer, CliError> {
        let projection = self.projection(algorithm.weights);
        let starts = if algorithm.starts == Starts::None { &[] } else { starts };
        let indexes = starts.iter().map(|start| {
            projection.index_of(*start).ok_or_else(|| CliError::Usage {
                message: format!(
                    "`{}` {}",
                    self.session.facts().name(*start),
                    self.session.lang.pick("không có trong đồ thị được xét", "is not in the graph that is measured")
                ),
                expected: None,
                hint: Some(
                    self.session
                        .lang
                        .pick("bộ lọc đã loại nút này", "a filter leaves it out")
                        .to_owned(),
                ),
            })
        });
        let indexes = indexes.collect::<Result<Vec<u32>, CliError>>()?;
        let settings = self.args.settings(self.session, algorithm)?.starting_at(indexes);
        run(self.session, algorithm, projection, &settings, self.args.budget(self.session))
    }

    /// Returns the graph with what weights mean to an algorithm; the nodes are the same for all meanings.
    pub(super) fn projection(&self, weights: Weights) -> &Projection {
        let build = || self.project(weights);
        match weights {
            _ if !self.is_weighted() => self.plain.get_or_init(build),
            Weights::Ignored => self.plain.get_or_init(build),
            Weights::Strength => self.weighted[0].get_or_init(build),
            Weights::Length => self.weighted[1].get_or_init(build),
        }
    }

    fn into_projection(mut self, weights: Weights) -> Projection {
        let cell = match weights {
            _ if !self.is_weighted() => self.plain.take(),
            Weights::Ignored => self.plain.take(),
            Weights::Strength => self.weighted[0].take(),
            Weights::Length => self.weighted[1].take(),
        };
        cell.unwrap_or_else(|| self.project(weights))
    }

    fn project(&self, weights: Weights) -> Projection {
        let graph = self.session.graph();
        let (mut nodes, mut edges) = (vec![false; graph.node_bound()], vec![false; graph.edge_bound()]);
        for node in &self.selection.nodes {
            nodes[node.index()] = true;
        }
        for (edge, _) in &self.selection.edges {
            edges[edge.index()] = true;
        }
        let spec = ProjectionSpec::default()
            .direction(self.args.direction())
            .nodes(|node: NodeId| nodes[node.index()])
            .edges(|edge: EdgeId| edges[edge.index()]);
        match weights {
            _ if !self.is_weighted() => spec.build(graph),
            Weights::Ignored => spec.build(graph),
            Weights::Strength => spec.weight(|edge| self.strength(edge)).build(graph),
            Weights::Length => spec.weight(|edge| self.length(edge)).build(graph),
        }
    }

    fn is_weighted(&self) -> bool {
        self.args.weight.is_some() || self.args.length.is_some()
    }

    /// Returns the property that weights or lengths are read from, if any.
    fn property(&self) -> Option<&str> {
        let weight = self.args.weight.as_deref().filter(|weight| *weight != "sources");
        weight.or(self.args.length.as_deref())
    }

    /// Returns what the flags say of a claim: its weight, or its length.
    fn given(&self, edge: EdgeId) -> f64 {
        match self.property() {
            Some(property) => number(self.session.graph().edge_property(edge, property)).unwrap_or(1.0),
            None => self.session.facts().n_sources(edge).max(1) as f64,
        }
    }

    fn strength(&self, edge: EdgeId) -> f64 {
        if self.args.length.is_some() { 1.0 / self.given(edge) } else { self.given(edge) }
    }

    fn length(&self, edge: EdgeId) -> f64 {
        if self.args.length.is_some() { self.given(edge) } else { 1.0 / self.given(edge) }
    }
}

/// Runs an algorithm if there is memory for it, and shows on a terminal how far it has come.
pub(super) fn run(
    session: &Session,
    algorithm: &'static Algorithm,
    projection: &Projection,
    settings: &Settings,
    budget: Budget,
) -> Result<Answer, CliError> {
    let memory = algorithm.memory(projection);
    check_memory(session, algorithm, memory)?;
    let what = Watched { name: algorithm.name, memory: Some(memory) };
    watched(what, budget, |budget| algorithm.run(projection, settings, budget))
        .map_err(|error| setting_error(session, algorithm, &error))
}

/// Returns the graph of what was selected, without weights.
pub(super) fn projected(session: &Session, selection: &Selection, direction: Direction) -> Projection {
    spec(session, selection, direction).build(session.graph())
}

/// Returns the choice of what was selected.
pub(super) fn spec<'s>(
    session: &Session,
    selection: &'s Selection,
    direction: Direction,
) -> ProjectionSpec<'s> {
    let mut nodes = vec![false; session.graph().node_bound()];
    for node in &selection.nodes {
        nodes[node.index()] = true;
    }
    let is_selected =
        |edge: EdgeId| selection.edges.binary_search_by_key(&edge, |(edge, _)| *edge).is_ok();
    ProjectionSpec::default()
        .direction(direction)
        .nodes(move |node: NodeId| nodes[node.index()])
        .edges(is_selected)
}

/// Returns a positive number; other values are no weights.
fn number(value: Option<&Value>) -> Option<f64> {
    let number = match value? {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        _ => return None,
    };
    (number.is_finite() && number > 0.0).then_some(number)
}
