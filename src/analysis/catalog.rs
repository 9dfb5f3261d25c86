//! Names every algorithm once: for the command line, its help, and procedures.
//!
//! An [`Algorithm`] says what it is called, what it computes, which parameters it takes and what it gives; its
//! work is done by a function of this room, in a file of its own. Callers choose nodes, edges, direction and
//! weights with a [`Projection`]; parameters are [`Settings`], checked against the
//! declared ranges before anything runs.

mod centralities;
mod groupings;
mod links;
mod memory;
mod numbers;

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Budget, LimitReached, LinkCandidate, parallel};
use crate::graph::Projection;
use crate::model::EdgeId;

/// Words in Vietnamese and in English.
pub type Bilingual = (&'static str, &'static str);

/// One algorithm of the catalogue.
#[derive(Debug)]
pub struct Algorithm {
    /// Its name, `[a-z-]+`.
    pub name: &'static str,
    /// What its result is called, as a heading.
    pub label: Bilingual,
    /// What it says about a node, edge or graph, in one sentence.
    pub summary: Bilingual,
    /// Where its definition comes from.
    pub source: &'static str,
    /// What can be set.
    pub parameters: &'static [Parameter],
    /// Whether it starts from given nodes.
    pub starts: Starts,
    /// What it gives.
    pub gives: Gives,
    /// What edge weights mean to it.
    pub weights: Weights,
    memory: memory::Need,
    run: fn(&Projection, &Settings, &Budget) -> Result<Answer, AnalysisError>,
}

/// Whether an algorithm starts from given nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starts {
    /// It takes none.
    None,
    /// It runs with or without.
    Optional,
    /// It needs at least one.
    Required,
}

/// The shape of an algorithm's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// A number for each node.
    NodeScores,
    /// A number for each edge.
    EdgeScores,
    /// A group for each node.
    Groups,
    /// A group for each edge.
    EdgeGroups,
    /// Some nodes.
    Nodes,
    /// Some edges.
    Edges,
    /// Pairs of nodes, each with a number.
    Pairs,
    /// One number for the graph.
    Number,
}

/// What a weight means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// Nothing; every edge counts the same.
    Ignored,
    /// How strong a tie is: more is nearer.
    Strength,
    /// How long an edge is: more is farther.
    Length,
}

/// An answer; nodes are dense indexes of the projection.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// One score for each dense index; NaN where it is not defined.
    NodeScores(Vec<f64>),
    /// One score for each edge, in edge id order.
    EdgeScores(Vec<(EdgeId, f64)>),
    /// One group number for each dense index; the largest group is 0, of equals the one with the lowest node.
    Groups(Vec<u32>),
    /// One group number for each edge, in edge id order; the largest group is 0, of equals the one with the lowest edge.
    EdgeGroups(Vec<(EdgeId, u32)>),
    /// Some nodes, in ascending order.
    Nodes(Vec<u32>),
    /// Some edges, in ascending order.
    Edges(Vec<EdgeId>),
    /// Some pairs, the highest score first, of equals the one with the lowest nodes.
    Pairs(Vec<LinkCandidate>),
    /// One number; nothing where it is not defined.
    Number(Option<f64>),
}

/// A number that can be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Its name, `[a-z_]+`.
    pub name: &'static str,
    /// What holds unless it is set.
    pub default: f64,
    /// The least value allowed.
    pub least: f64,
    /// The greatest value allowed.
    pub greatest: f64,
    /// Whether it must be a whole number.
    pub whole: bool,
    /// What it does.
    pub summary: Bilingual,
}

/// Why an algorithm gave no answer.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// A limit was reached.
    #[error(transparent)]
    Limit(#[from] LimitReached),
    /// The iteration did not settle.
    #[error("no convergence to {tolerance} within {iterations} iterations")]
    NoConvergence {
        /// How many steps were allowed.
        iterations: usize,
        /// How close two steps had to come.
        tolerance: f64,
    },
    /// An edge has a weight that is below 0 or not a number, where weights are lengths.
    #[error("a weight is {0}, but lengths are not below 0")]
    Weight(f64),
    /// An algorithm has no such parameter.
    #[error("`{algorithm}` has no parameter `{name}`")]
    UnknownParameter {
        /// The algorithm.
        algorithm: &'static str,
        /// What was set.
        name: String,
    },
    /// An algorithm that starts from given nodes got none.
    #[error("`{0}` needs a node to start from")]
    NoStart(&'static str),
    /// An algorithm that starts from no node got some.
    #[error("`{0}` does not start from given nodes")]
    Start(&'static str),
    /// A parameter is out of its range, or not whole.
    #[error("`{name}` is {value}")]
    OutOfRange {
        /// The parameter.
        name: &'static str,
        /// What was set.
        value: f64,
        /// What it may be.
        allowed: Parameter,
    },
}

/// The parameters of one run: what was set, and defaults for the rest; and the nodes to start from.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    values: BTreeMap<&'static str, f64>,
    starts: Vec<u32>,
}

impl Settings {
    /// Sets the nodes to start from, by dense index; each counts as often as it is listed.
    #[must_use]
    pub fn starting_at(self, starts: Vec<u32>) -> Self {
        Settings { starts, ..self }
    }

    /// Returns the nodes to start from.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// Returns what a parameter is set to.
    pub fn number(&self, name: &'static str) -> f64 {
        self.values.get(name).copied().unwrap_or(0.0)
    }

    /// Returns all parameters and what they are set to, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.values.iter().map(|(name, value)| (*name, *value))
    }

    /// Returns what a whole parameter is set to.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, and its range says 0 or more"
    )]
    pub fn count(&self, name: &'static str) -> usize {
        self.number(name) as usize
    }
}

impl Algorithm {
    /// Returns settings with some values and defaults for the rest.
    ///
    /// # Errors
    /// [`AnalysisError::UnknownParameter`], [`AnalysisError::OutOfRange`].
    pub fn settings<'n>(
        &'static self,
        set: impl IntoIterator<Item = (&'n str, f64)>,
    ) -> Result<Settings, AnalysisError> {
        let mut values: BTreeMap<&'static str, f64> =
            self.parameters.iter().map(|parameter| (parameter.name, parameter.default)).collect();
        for (name, value) in set {
            let declared = self.parameters.iter().find(|parameter| parameter.name == name);
            let declared = declared.ok_or_else(|| AnalysisError::UnknownParameter {
                algorithm: self.name,
                name: name.to_owned(),
            })?;
            if !declared.allows(value) {
                return Err(AnalysisError::OutOfRange { name: declared.name, value, allowed: *declared });
            }
            values.insert(declared.name, value);
        }
        Ok(Settings { values, starts: Vec::new() })
    }

    /// Returns how many bytes the algorithm takes at most beside the projection: scratch space and answer, on one thread.
    ///
    /// An upper estimate from the numbers of nodes and arcs, in `O(1)`, to be asked before it is run. Each further
    /// thread takes at most as much again where there are several.
    pub fn memory(&self, projection: &Projection) -> u64 {
        self.memory.bytes(projection)
    }

    /// Runs the algorithm.
    ///
    /// # Errors
    /// [`AnalysisError::Limit`] past the deadline, [`AnalysisError::NoConvergence`] for iterative ones;
    /// [`AnalysisError::NoStart`] and [`AnalysisError::Start`] if it is given no nodes to start from but needs some, or
    /// the other way round.
    pub fn run(
        &self,
        projection: &Projection,
        settings: &Settings,
        budget: &Budget,
    ) -> Result<Answer, AnalysisError> {
        match self.starts {
            Starts::Required if settings.starts.is_empty() => return Err(AnalysisError::NoStart(self.name)),
            Starts::None if !settings.starts.is_empty() => return Err(AnalysisError::Start(self.name)),
            _ => {}
        }
        parallel::inside(budget, || (self.run)(projection, settings, budget))
    }
}

impl Parameter {
    /// Says whether a value is in range, and whole where it must be.
    pub fn allows(&self, value: f64) -> bool {
        (self.least..=self.greatest).contains(&value) && (!self.whole || value.fract() == 0.0)
    }
}

/// Returns all algorithms, in the order of the help.
pub fn algorithms() -> &'static [Algorithm] {
    ALGORITHMS
}

/// Finds an algorithm by its name.
pub fn find(name: &str) -> Option<&'static Algorithm> {
    ALGORITHMS.iter().find(|algorithm| algorithm.name == name)
}

static ALGORITHMS: &[Algorithm] = &[
    centralities::DEGREE,
    centralities::STRENGTH,
    centralities::BETWEENNESS,
    centralities::EDGE_BETWEENNESS,
    centralities::CLOSENESS,
    centralities::HARMONIC,
    centralities::EIGENVECTOR,
    centralities::KATZ,
    centralities::PAGERANK,
    centralities::HUBS,
    centralities::AUTHORITIES,
    centralities::CORE,
    centralities::CLUSTERING,
    centralities::CONSTRAINT,
    centralities::EFFECTIVE_SIZE,
    centralities::TRIANGLES,
    centralities::ECCENTRICITY,
    centralities::DISTANCE,
    groupings::LEIDEN,
    groupings::LOUVAIN,
    groupings::LABEL_PROPAGATION,
    groupings::CDLP,
    groupings::WEAK_COMPONENTS,
    groupings::STRONG_COMPONENTS,
    groupings::BRIDGES,
    groupings::ARTICULATION_POINTS,
    groupings::BICONNECTED_COMPONENTS,
    groupings::MINIMUM_SPANNING_FOREST,
    links::COMMON_NEIGHBORS,
    links::JACCARD,
    links::ADAMIC_ADAR,
    links::RESOURCE_ALLOCATION,
    links::PREFERENTIAL_ATTACHMENT,
    numbers::DENSITY,
    numbers::RECIPROCITY,
    numbers::ASSORTATIVITY,
    numbers::TRANSITIVITY,
    numbers::AVERAGE_CLUSTERING,
    numbers::AVERAGE_DISTANCE,
    numbers::DIAMETER,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_defaults_in_range() {
        let mut names: Vec<_> = algorithms().iter().map(|algorithm| algorithm.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), algorithms().len());
        for parameter in algorithms().iter().flat_map(|algorithm| algorithm.parameters) {
            assert!(parameter.allows(parameter.default), "{}", parameter.name);
        }
    }

    #[test]
    fn settings_are_checked() {
        let pagerank = find("pagerank").expect("it is in the catalogue");
        let set = pagerank.settings([("damping", 0.5)]).expect("in range");
        assert!((set.number("damping") - 0.5).abs() < 1e-15);
        assert!(matches!(pagerank.settings([("damping", 1.5)]), Err(AnalysisError::OutOfRange { .. })));
        assert!(matches!(pagerank.settings([("iterations", 1.5)]), Err(AnalysisError::OutOfRange { .. })));
        assert!(matches!(pagerank.settings([("speed", 1.0)]), Err(AnalysisError::UnknownParameter { .. })));
    }
}
