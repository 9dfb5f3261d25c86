//! `hv.<name>`: the algorithms of the catalogue.

use super::options::{Options, budget};
use super::{Body, Procedure, Rows, argument_error, procedure};
use crate::analysis::catalog::{self, Algorithm, AnalysisError, Answer, Gives};
use crate::analysis::{LimitReached, LinkCandidate};
use crate::graph::Projection;
use crate::model::Value;
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::exec::{Limits, Store};
use crate::query::functions::Type;

pub(super) fn procedures() -> Vec<Procedure> {
    catalog::algorithms().iter().map(declared).collect()
}

fn declared(algorithm: &'static Algorithm) -> Procedure {
    let outputs: &[(&str, Type)] = match algorithm.gives {
        Gives::NodeScores => &[("node", Type::Node), ("score", Type::Float)],
        Gives::EdgeScores => &[("relationship", Type::Edge), ("score", Type::Float)],
        Gives::Groups => &[("node", Type::Node), ("group", Type::Integer)],
        Gives::EdgeGroups => &[("relationship", Type::Edge), ("group", Type::Integer)],
        Gives::Nodes => &[("node", Type::Node)],
        Gives::Edges => &[("relationship", Type::Edge)],
        Gives::Pairs => &[("node1", Type::Node), ("node2", Type::Node), ("score", Type::Float)],
        Gives::Number => &[("value", Type::Float)],
    };
    let name = format!("hv.{}", algorithm.name.replace('-', "_"));
    let inputs: &[(&str, &[Type])] = &[("options", &[Type::Map])];
    let mut declared = procedure(&name, inputs, outputs, algorithm.summary.1, Body::Algorithm(algorithm));
    declared.signature.n_optional = 1;
    declared
}

/// Runs an algorithm; rows are in the order of the nodes' or relationships' ids.
pub(super) fn call<S: Store>(
    algorithm: &'static Algorithm,
    arguments: &[Value],
    graph: &S,
    limits: &Limits,
) -> Result<Rows, QueryError> {
    let mut options = Options::new(arguments.first())?;
    let projection = options.projection(graph)?;
    let starts = options.starts(&projection)?;
    let numbers = options.numbers()?;
    let numbers = numbers.iter().map(|(name, number)| (name.as_str(), *number));
    let settings = algorithm.settings(numbers).map_err(error)?.starting_at(starts);
    limits.make_room(usize::try_from(algorithm.memory(&projection)).unwrap_or(usize::MAX))?;
    let answer = algorithm.run(&projection, &settings, &budget(limits)).map_err(error)?;
    Ok(rows(answer, &projection))
}

fn rows(answer: Answer, projection: &Projection) -> Rows {
    let node = |index: u32| Value::Node(projection.node(index));
    let score = |score: f64| if score.is_nan() { Value::Null } else { Value::Float(score) };
    let nodes = projection.nodes().iter().map(|node| Value::Node(*node));
    match answer {
        Answer::NodeScores(scores) => nodes.zip(scores).map(|(node, own)| vec![node, score(own)]).collect(),
        Answer::EdgeScores(scores) => {
            scores.into_iter().map(|(edge, own)| vec![Value::Edge(edge), score(own)]).collect()
        }
        Answer::Groups(groups) => {
            nodes.zip(groups).map(|(node, group)| vec![node, Value::Integer(group.into())]).collect()
        }
        Answer::EdgeGroups(groups) => groups
            .into_iter()
            .map(|(edge, group)| vec![Value::Edge(edge), Value::Integer(group.into())])
            .collect(),
        Answer::Pairs(pairs) => {
            let row = |pair: LinkCandidate| vec![node(pair.nodes.0), node(pair.nodes.1), score(pair.score)];
            pairs.into_iter().map(row).collect()
        }
        Answer::Number(number) => vec![vec![score(number.unwrap_or(f64::NAN))]],
        Answer::Nodes(nodes) => nodes.into_iter().map(|index| vec![node(index)]).collect(),
        Answer::Edges(edges) => edges.into_iter().map(|edge| vec![Value::Edge(edge)]).collect(),
    }
}

fn error(error: AnalysisError) -> QueryError {
    match error {
        AnalysisError::Limit(limit @ LimitReached::Interrupted) => {
            QueryError::runtime(ErrorKind::Interrupted, Detail::Other, limit.to_string())
        }
        AnalysisError::Limit(limit) => {
            QueryError::runtime(ErrorKind::Limit, Detail::Other, limit.to_string())
        }
        AnalysisError::OutOfRange { allowed, .. } => {
            let expected = format!("expected a number from {} to {}", allowed.least, allowed.greatest);
            let whole = if allowed.whole { ", whole" } else { "" };
            argument_error(format!("option {error}; {expected}{whole}"))
        }
        AnalysisError::UnknownParameter { .. } => argument_error(error.to_string()).with_hint(
            "options are `labels`, `types`, `direction`, `weight`, `from` and the algorithm's own",
        ),
        AnalysisError::NoStart(_) => argument_error(error.to_string()).with_hint(
            "option `from` is a node, or a list of nodes, of the graph that the other options choose",
        ),
        AnalysisError::Start(_) => argument_error(error.to_string()).with_hint("leave out option `from`"),
        error => QueryError::runtime(ErrorKind::ProcedureError, Detail::Other, error.to_string()),
    }
}
