//! Names every algorithm once: for the command line, its help, and procedures.
//!
//! An [`Algorithm`] says what it is called, what it computes, which parameters it takes and what it gives; its
//! work is done by a function of this room, in a file of its own. Callers choose nodes, edges, direction and
//! weights with a [`Projection`]; parameters are [`Settings`], checked against the
//! declared ranges before anything runs.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Budget, LimitReached, degree, pagerank};
use super::{components, cuts, label_propagation, leiden, louvain};
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
    /// What it gives.
    pub gives: Gives,
    /// What edge weights mean to it.
    pub weights: Weights,
    run: fn(&Projection, &Settings, &Budget) -> Result<Answer, AnalysisError>,
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
    /// Some nodes.
    Nodes,
    /// Some edges.
    Edges,
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
    /// Some nodes, in ascending order.
    Nodes(Vec<u32>),
    /// Some edges, in ascending order.
    Edges(Vec<EdgeId>),
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
    /// An algorithm has no such parameter.
    #[error("`{algorithm}` has no parameter `{name}`")]
    UnknownParameter {
        /// The algorithm.
        algorithm: &'static str,
        /// What was set.
        name: String,
    },
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

/// The parameters of one run: what was set, and defaults for the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    values: BTreeMap<&'static str, f64>,
}

impl Settings {
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
        Ok(Settings { values })
    }

    /// Runs the algorithm.
    ///
    /// # Errors
    /// [`AnalysisError::Limit`] past the deadline, [`AnalysisError::NoConvergence`] for iterative ones.
    pub fn run(
        &self,
        projection: &Projection,
        settings: &Settings,
        budget: &Budget,
    ) -> Result<Answer, AnalysisError> {
        (self.run)(projection, settings, budget)
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
    Algorithm {
        name: "degree",
        label: ("Bậc", "Degree"),
        summary: ("số phát biểu chạm tới nút", "how many claims touch the node"),
        source: "Freeman 1978, Social Networks 1(3)",
        parameters: &[],
        gives: Gives::NodeScores,
        weights: Weights::Ignored,
        run: |projection, _, _| Ok(Answer::NodeScores(degree::degrees(projection))),
    },
    Algorithm {
        name: "pagerank",
        label: ("PageRank", "PageRank"),
        summary: (
            "xác suất một người đi ngẫu nhiên theo các phát biểu đứng ở nút",
            "how likely a random walk over claims is to stand at the node",
        ),
        source: "Page, Brin, Motwani, Winograd 1999, Stanford InfoLab 1999-66",
        parameters: &[DAMPING, ITERATIONS, TOLERANCE],
        gives: Gives::NodeScores,
        weights: Weights::Strength,
        run: pagerank::run,
    },
    Algorithm {
        name: "leiden",
        label: ("Cộng đồng (Leiden)", "Communities (Leiden)"),
        summary: (
            "các nhóm nút gắn với nhau chặt hơn mức ngẫu nhiên, mỗi nhóm đều liên thông",
            "groups of nodes tied to each other more closely than by chance, each connected",
        ),
        source: "Traag, Waltman, van Eck 2019, Scientific Reports 9, 5233",
        parameters: &[RESOLUTION, SEED, RESTARTS],
        gives: Gives::Groups,
        weights: Weights::Strength,
        run: leiden::run,
    },
    Algorithm {
        name: "louvain",
        label: ("Cộng đồng (Louvain)", "Communities (Louvain)"),
        summary: (
            "các nhóm nút gắn với nhau chặt hơn mức ngẫu nhiên",
            "groups of nodes tied to each other more closely than by chance",
        ),
        source: "Blondel, Guillaume, Lambiotte, Lefebvre 2008, Journal of Statistical Mechanics P10008",
        parameters: &[RESOLUTION, SEED],
        gives: Gives::Groups,
        weights: Weights::Strength,
        run: louvain::run,
    },
    Algorithm {
        name: "label-propagation",
        label: ("Cộng đồng (lan truyền nhãn)", "Communities (label propagation)"),
        summary: (
            "các nhóm nút mà mỗi nút mang nhãn phổ biến nhất trong các nút lân cận",
            "groups in which every node has the label most common among its neighbours",
        ),
        source: "Raghavan, Albert, Kumara 2007, Physical Review E 76, 036106",
        parameters: &[SEED, ROUNDS],
        gives: Gives::Groups,
        weights: Weights::Strength,
        run: label_propagation::run,
    },
    Algorithm {
        name: "weak-components",
        label: ("Thành phần liên thông", "Components"),
        summary: (
            "các nhóm nút nối được với nhau qua các phát biểu theo chiều bất kỳ",
            "groups of nodes that claims connect, read either way",
        ),
        source: "Tarjan 1975, Journal of the ACM 22(2)",
        parameters: &[],
        gives: Gives::Groups,
        weights: Weights::Ignored,
        run: components::run_weak,
    },
    Algorithm {
        name: "strong-components",
        label: ("Thành phần liên thông mạnh", "Strong components"),
        summary: (
            "các nhóm nút mà từ mỗi nút có thể theo chiều các phát biểu tới mọi nút khác rồi quay lại",
            "groups of nodes that claims lead between and back, in their direction",
        ),
        source: "Tarjan 1972, SIAM Journal on Computing 1(2)",
        parameters: &[],
        gives: Gives::Groups,
        weights: Weights::Ignored,
        run: components::run_strong,
    },
    Algorithm {
        name: "bridges",
        label: ("Cầu", "Bridges"),
        summary: (
            "các phát biểu mà thiếu đi thì hai phần của đồ thị rời nhau",
            "claims without which two parts of the graph come apart",
        ),
        source: "Tarjan 1974, Information Processing Letters 2(6)",
        parameters: &[],
        gives: Gives::Edges,
        weights: Weights::Ignored,
        run: cuts::run_bridges,
    },
    Algorithm {
        name: "articulation-points",
        label: ("Nút khớp", "Articulation points"),
        summary: (
            "các nút mà thiếu đi thì phần còn lại rời thành nhiều mảnh",
            "nodes without which what they connect comes apart",
        ),
        source: "Hopcroft, Tarjan 1973, Communications of the ACM 16(6)",
        parameters: &[],
        gives: Gives::Nodes,
        weights: Weights::Ignored,
        run: cuts::run_points,
    },
];

const RESOLUTION: Parameter = Parameter {
    name: "resolution",
    default: 1.0,
    least: 0.0,
    greatest: 1e6,
    whole: false,
    summary: (
        "lớn hơn 1 thì nhóm nhỏ hơn, nhỏ hơn 1 thì nhóm lớn hơn",
        "above 1 groups are smaller, below 1 larger",
    ),
};

const SEED: Parameter = Parameter {
    name: "seed",
    default: 1.0,
    least: 0.0,
    greatest: 4_294_967_295.0,
    whole: true,
    summary: ("chọn thứ tự xét các nút", "chooses the order in which nodes are visited"),
};

const RESTARTS: Parameter = Parameter {
    name: "iterations",
    default: 10.0,
    least: 1.0,
    greatest: 1000.0,
    whole: true,
    summary: (
        "số lần bắt đầu lại từ các nhóm đã tìm được, nhiều nhất",
        "the most times to start again from the groups found",
    ),
};

const ROUNDS: Parameter = Parameter {
    name: "iterations",
    default: 1000.0,
    least: 1.0,
    greatest: 1e6,
    whole: true,
    summary: ("số vòng nhiều nhất", "the most rounds"),
};

const DAMPING: Parameter = Parameter {
    name: "damping",
    default: 0.85,
    least: 0.0,
    greatest: 0.999,
    whole: false,
    summary: ("xác suất đi tiếp theo một cạnh", "how likely the walk is to go on along an edge"),
};

const ITERATIONS: Parameter = Parameter {
    name: "iterations",
    default: 1000.0,
    least: 1.0,
    greatest: 1e6,
    whole: true,
    summary: ("số bước lặp nhiều nhất", "the most steps of the iteration"),
};

const TOLERANCE: Parameter = Parameter {
    name: "tolerance",
    default: 1e-12,
    least: 1e-15,
    greatest: 1.0,
    whole: false,
    summary: (
        "dừng khi mỗi nút trung bình đổi ít hơn chừng này",
        "stop when nodes change by less than this on average",
    ),
};

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
