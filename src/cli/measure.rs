//! What commands that run an algorithm of the catalogue share: which graph it runs on, and its settings.

use clap::Args;

use super::error::CliError;
use super::filters::FilterArgs;
use super::session::Session;
use crate::analysis::catalog::{Algorithm, AnalysisError, Answer, Settings};
use crate::graph::{Direction, GraphView as _, Projection, ProjectionSpec};
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
    /// Weigh claims by their number of sources, or by a property that holds a number
    #[arg(long, value_name = "sources|PROPERTY")]
    weight: Option<String>,
    /// Set a parameter of the algorithm: NAME=NUMBER (may be given again)
    #[arg(long = "set", value_name = "NAME=NUMBER", value_parser = parse_setting)]
    settings: Vec<(String, f64)>,
    #[command(flatten)]
    filters: FilterArgs,
}

fn parse_setting(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=NUMBER, e.g. damping=0.9")?;
    let value = value.trim().parse().map_err(|_| format!("`{value}` is not a number"))?;
    Ok((name.trim().replace('-', "_"), value))
}

/// A part of the graph, and an algorithm's answer about it.
pub(super) struct Measured {
    pub(super) selection: Selection,
    pub(super) projection: Projection,
    pub(super) answer: Answer,
    pub(super) settings: Settings,
}

impl MeasureArgs {
    /// Selects nodes and claims as the filters say and runs the algorithm on them.
    pub(super) fn run(
        &self,
        session: &Session,
        algorithm: &'static Algorithm,
    ) -> Result<Measured, CliError> {
        self.run_on(session, algorithm, self.select(session)?)
    }

    /// Runs the algorithm on nodes and claims that are selected already.
    pub(super) fn run_on(
        &self,
        session: &Session,
        algorithm: &'static Algorithm,
        selection: Selection,
    ) -> Result<Measured, CliError> {
        let settings = self.settings.iter().map(|(name, value)| (name.as_str(), *value));
        let settings =
            algorithm.settings(settings).map_err(|error| setting_error(session, algorithm, &error))?;
        let projection = self.project(session, &selection)?;
        let answer = algorithm
            .run(&projection, &settings, &session.budget(NO_LIMIT))
            .map_err(|error| setting_error(session, algorithm, &error))?;
        Ok(Measured { selection, projection, answer, settings })
    }

    /// Selects nodes and claims as the filters say.
    pub(super) fn select(&self, session: &Session) -> Result<Selection, CliError> {
        let filter = self.filters.filter(session)?;
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

    /// Returns the graph of what was selected, as the flags say.
    fn project(&self, session: &Session, selection: &Selection) -> Result<Projection, CliError> {
        let direction = if self.directed { Direction::Outgoing } else { Direction::Both };
        let spec = spec(session, selection, direction);
        let Some(weight) = &self.weight else { return Ok(spec.build(session.graph())) };
        if weight == "sources" {
            let facts = session.facts();
            return Ok(spec.weight(|edge| facts.n_sources(edge) as f64).build(session.graph()));
        }
        let number = |edge| number(session.graph().edge_property(edge, weight));
        if !selection.edges.iter().any(|(edge, _)| number(*edge).is_some()) {
            return Err(CliError::Usage {
                message: format!("no claim has a number `{weight}`"),
                expected: Some("`sources`, or a property of claims that holds a number".to_owned()),
                hint: None,
            });
        }
        Ok(spec.weight(|edge| number(edge).unwrap_or(1.0)).build(session.graph()))
    }
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

fn setting_error(session: &Session, algorithm: &Algorithm, error: &AnalysisError) -> CliError {
    let lang = session.lang;
    match error {
        AnalysisError::Limit(limit) => CliError::Limit(*limit),
        AnalysisError::OutOfRange { allowed, .. } => CliError::Usage {
            message: error.to_string(),
            expected: Some(format!(
                "{} {} … {}: {}",
                if allowed.whole { lang.pick("số nguyên", "a whole number") } else { lang.pick("một số", "a number") },
                allowed.least,
                allowed.greatest,
                lang.pick(allowed.summary.0, allowed.summary.1)
            )),
            hint: None,
        },
        AnalysisError::UnknownParameter { .. } => {
            let names: Vec<String> =
                algorithm.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
            let expected = if names.is_empty() { "no `--set`".to_owned() } else { names.join(", ") };
            CliError::Usage { message: error.to_string(), expected: Some(expected), hint: None }
        }
        AnalysisError::NoConvergence { .. } => CliError::TooLarge {
            message: error.to_string(),
            hint: "--set iterations=N allows more steps, --set tolerance=X asks for less precision".to_owned(),
        },
    }
}
