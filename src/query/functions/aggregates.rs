//! The table of aggregates; [`aggregate`](crate::query::aggregate) computes them.

use super::{Aggregate, AggregateKind, Type};

/// Returns all aggregates, in the order of the help.
pub fn aggregates() -> &'static [Aggregate] {
    AGGREGATES
}

static AGGREGATES: &[Aggregate] = &[
    Aggregate {
        name: "count",
        arguments: 1,
        kind: AggregateKind::Count,
        gives: Type::Integer,
        summary: "how many values are not null",
    },
    Aggregate {
        name: "sum",
        arguments: 1,
        kind: AggregateKind::Sum,
        gives: Type::Any,
        summary: "the sum of numbers or durations",
    },
    Aggregate {
        name: "avg",
        arguments: 1,
        kind: AggregateKind::Avg,
        gives: Type::Any,
        summary: "the mean of numbers or durations",
    },
    Aggregate {
        name: "min",
        arguments: 1,
        kind: AggregateKind::Min,
        gives: Type::Any,
        summary: "the least value",
    },
    Aggregate {
        name: "max",
        arguments: 1,
        kind: AggregateKind::Max,
        gives: Type::Any,
        summary: "the greatest value",
    },
    Aggregate {
        name: "collect",
        arguments: 1,
        kind: AggregateKind::Collect,
        gives: Type::List,
        summary: "the list of all values that are not null",
    },
    Aggregate {
        name: "percentileCont",
        arguments: 2,
        kind: AggregateKind::PercentileCont,
        gives: Type::Float,
        summary: "a percentile, interpolated",
    },
    Aggregate {
        name: "percentileDisc",
        arguments: 2,
        kind: AggregateKind::PercentileDisc,
        gives: Type::Any,
        summary: "the value nearest to a percentile",
    },
    Aggregate {
        name: "stDev",
        arguments: 1,
        kind: AggregateKind::StDev,
        gives: Type::Float,
        summary: "the standard deviation of a sample",
    },
    Aggregate {
        name: "stDevP",
        arguments: 1,
        kind: AggregateKind::StDevP,
        gives: Type::Float,
        summary: "the standard deviation of a population",
    },
];
