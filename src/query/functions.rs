//! What functions and aggregates there are, by name.
//!
//! A [`Function`] is data: names, numbers and types of arguments for the binder, and what computes it for the
//! evaluator. Functions that read the graph are an enum that the evaluator matches; all others are pure.

mod aggregates;
mod convert;
mod edtf;
mod graph;
mod list;
mod math;
mod scalar;
mod temporal;
mod text;
mod types;
mod words;

pub use aggregates::aggregates;
pub use list::Range;
pub use types::{TYPE_WORDS, ValueType};
pub use words::{text_of, text_of_float, wrong_argument, wrong_type};

use super::error::QueryError;
use crate::model::Value;
use crate::model::temporal::Clock;

/// A function of values.
#[derive(Debug)]
pub struct Function {
    /// Its name as documented; found without regard to case.
    pub name: &'static str,
    /// What its arguments may be; the first ones are required.
    pub arguments: &'static [Argument],
    /// How many of the arguments must be given.
    pub required: usize,
    /// Whether the last argument may be repeated.
    pub repeats: bool,
    /// What it gives, as far as it is known.
    pub gives: Type,
    /// What computes it.
    pub body: Body,
    /// Whether it gives another value each time (`rand`), so that it may not be computed beforehand or aggregated.
    pub volatile: bool,
    /// What it does, in one sentence.
    pub summary: &'static str,
}

/// An argument of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Of which types it may be; anything else that is known beforehand is a compile-time error.
    pub types: &'static [Type],
}

/// The types the binder tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Type {
    Any,
    Boolean,
    Integer,
    Float,
    String,
    List,
    Map,
    Node,
    Edge,
    Path,
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
    Duration,
}

/// What computes a function.
#[derive(Clone, Copy)]
pub enum Body {
    /// A function of its arguments alone; null arguments are handed over.
    Pure(fn(&[Value]) -> Result<Value, QueryError>),
    /// A function of its arguments and of what time it is, so that it may not be computed before the statement runs.
    Clock(fn(&[Value], &Clock) -> Result<Value, QueryError>),
    /// One that reads the graph.
    Graph(GraphFunction),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Body::Pure(_) => f.write_str("Pure"),
            Body::Clock(_) => f.write_str("Clock"),
            Body::Graph(function) => write!(f, "Graph({function:?})"),
        }
    }
}

/// The functions that read the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the functions'")]
pub enum GraphFunction {
    Id,
    ElementId,
    Labels,
    Type,
    Properties,
    Keys,
    StartNode,
    EndNode,
    AsOf,
    /// Reads no graph, but asks whether there is room for the list.
    Range,
}

/// An aggregate.
#[derive(Debug)]
pub struct Aggregate {
    /// Its name as documented; found without regard to case.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arguments: usize,
    /// Which.
    pub kind: AggregateKind,
    /// What it gives, as far as it is known.
    pub gives: Type,
    /// What it does, in one sentence.
    pub summary: &'static str,
}

/// The aggregates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the functions'")]
pub enum AggregateKind {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    Collect,
    PercentileCont,
    PercentileDisc,
    StDev,
    StDevP,
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl PartialEq for Aggregate {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Finds a function by its name, without regard to case.
pub fn find(name: &str) -> Option<&'static Function> {
    functions().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// Finds an aggregate by its name, without regard to case.
pub fn find_aggregate(name: &str) -> Option<&'static Aggregate> {
    aggregates().iter().find(|aggregate| aggregate.name.eq_ignore_ascii_case(name))
}

/// Returns all functions, in the order of the help.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    GROUPS.iter().flat_map(|group| group.iter())
}

/// Returns an argument; of no types, it may be anything.
const fn argument(name: &'static str, types: &'static [Type]) -> Argument {
    Argument { name, types }
}

/// The functions, a group a file.
static GROUPS: &[&[Function]] = &[
    scalar::FUNCTIONS,
    graph::FUNCTIONS,
    list::FUNCTIONS,
    text::FUNCTIONS,
    math::FUNCTIONS,
    convert::FUNCTIONS,
    temporal::FUNCTIONS,
    edtf::FUNCTIONS,
    types::FUNCTIONS,
];

impl Function {
    /// Returns a function of its arguments alone, all of which are required.
    const fn pure(
        name: &'static str,
        arguments: &'static [Argument],
        gives: Type,
        body: fn(&[Value]) -> Result<Value, QueryError>,
        summary: &'static str,
    ) -> Self {
        let body = Body::Pure(body);
        let required = arguments.len();
        Function { name, arguments, required, repeats: false, gives, body, volatile: false, summary }
    }

    /// Returns a function of its first argument and the graph.
    const fn of_graph(
        function: GraphFunction,
        name: &'static str,
        arguments: &'static [Argument],
        gives: Type,
        summary: &'static str,
    ) -> Self {
        let body = Body::Graph(function);
        let required = arguments.len();
        Function { name, arguments, required, repeats: false, gives, body, volatile: false, summary }
    }

    /// Says how many arguments must be given.
    const fn requires(mut self, required: usize) -> Self {
        self.required = required;
        self
    }

    /// Says that the last argument may be repeated.
    const fn repeating(mut self) -> Self {
        self.repeats = true;
        self
    }

    /// Says that it gives another value each time.
    const fn volatile(mut self) -> Self {
        self.volatile = true;
        self
    }
}

#[cfg(test)]
mod tests;
