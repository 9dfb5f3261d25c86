//! Orders nodes or claims by their scores.

use crate::analysis::catalog::Answer;
use crate::cli::session::Session;
use crate::graph::{GraphView as _, LabelId, Projection};
use crate::model::{EdgeId, NodeId};

/// Nodes or claims in the order of their scores.
pub(super) struct Ranking {
    /// The greatest score first, or the lowest; equals by name, then id.
    pub(super) rows: Vec<Row>,
    /// How many of those asked for have no score, and so no rank.
    pub(super) n_undefined: usize,
    /// How many were measured but not asked for.
    pub(super) n_not_shown: usize,
}

/// A node or claim with its scores.
pub(super) struct Row {
    /// 1 for the first score; equals share a rank, and the next has the rank it would have without.
    pub(super) rank: usize,
    pub(super) item: Item,
    /// By measure; NaN where one is not defined.
    pub(super) scores: Vec<f64>,
}

/// What is to be ranked.
pub(super) struct Asked<'a> {
    /// The kinds shown, all if empty; a claim is shown if one of its ends is.
    pub(super) kinds: &'a [LabelId],
    pub(super) first: First,
}

/// Which score has rank 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Greatest,
    Lowest,
}

/// What has a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Node(NodeId),
    Claim(EdgeId),
}

impl Ranking {
    /// Ranks by the first answer.
    pub(super) fn new(
        session: &Session,
        projection: &Projection,
        answers: Vec<Answer>,
        asked: &Asked<'_>,
    ) -> Ranking {
        let items: Vec<Item> = match answers.first() {
            Some(Answer::EdgeScores(scores)) => scores.iter().map(|(edge, _)| Item::Claim(*edge)).collect(),
            _ => projection.nodes().iter().map(|node| Item::Node(*node)).collect(),
        };
        let columns: Vec<Vec<f64>> = answers.into_iter().map(column).collect();
        let n_items = items.len();
        let shown = items.into_iter().enumerate().filter(|(_, item)| is_shown(session, *item, asked.kinds));
        let mut rows: Vec<Row> = shown
            .map(|(at, item)| {
                let scores = columns.iter().map(|column| column.get(at).copied().unwrap_or(f64::NAN));
                Row { rank: 0, item, scores: scores.collect() }
            })
            .collect();
        let n_not_shown = n_items - rows.len();
        let n_shown = rows.len();
        rows.retain(|row| !row.scores[0].is_nan());
        let n_undefined = n_shown - rows.len();
        Ranking { rows: ranked(session, rows, asked.first), n_undefined, n_not_shown }
    }
}

fn column(answer: Answer) -> Vec<f64> {
    match answer {
        Answer::NodeScores(scores) => scores,
        Answer::EdgeScores(scores) => scores.into_iter().map(|(_, score)| score).collect(),
        _ => Vec::new(),
    }
}

fn is_shown(session: &Session, item: Item, kinds: &[LabelId]) -> bool {
    let graph = session.graph();
    let is_of_kind = |node| graph.labels(node).iter().any(|label| kinds.contains(label));
    kinds.is_empty()
        || match item {
            Item::Node(node) => is_of_kind(node),
            Item::Claim(edge) => {
                graph.edge(edge).is_some_and(|ends| is_of_kind(ends.source) || is_of_kind(ends.target))
            }
        }
}

fn ranked(session: &Session, rows: Vec<Row>, first: First) -> Vec<Row> {
    let facts = session.facts();
    let name = |item: Item| match item {
        Item::Node(node) => facts.name(node),
        Item::Claim(edge) => session.graph().edge(edge).map_or("", |ends| facts.name(ends.source)),
    };
    let mut keyed: Vec<(f64, Row)> = rows.into_iter().map(|row| (rounded(row.scores[0]), row)).collect();
    keyed.sort_by(|(a, one), (b, other)| {
        let by_name = || name(one.item).cmp(name(other.item));
        let by_score = if first == First::Greatest { b.total_cmp(a) } else { a.total_cmp(b) };
        by_score.then_with(by_name).then(one.item.cmp(&other.item))
    });
    let mut last: Option<(f64, usize)> = None;
    let with_rank = |(at, (score, row)): (usize, (f64, Row))| {
        let rank = match last {
            Some((before, rank)) if before.total_cmp(&score).is_eq() => rank,
            _ => at + 1,
        };
        last = Some((score, rank));
        Row { rank, ..row }
    };
    keyed.into_iter().enumerate().map(with_rank).collect()
}

/// Returns a score to ten significant digits, so that nodes which differ by rounding errors alone share a rank.
fn rounded(score: f64) -> f64 {
    let rounded: f64 = format!("{score:.9e}").parse().unwrap_or(score);
    // Minus zero would rank below zero.
    rounded + 0.0
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn rounding_errors_do_not_part_equals() {
        assert!(rounded(0.1 + 0.2).total_cmp(&rounded(0.3)).is_eq());
        assert!(rounded(-0.0).total_cmp(&0.0).is_eq());
        assert!(rounded(1.000_001) > rounded(1.0));
        assert!(rounded(f64::INFINITY).is_infinite());
    }
}
