//! Less of a graph that is too large to draw: chosen by the user or, where nothing was chosen, by size; always said.

use std::collections::VecDeque;

use clap::{Args, ValueEnum};

use super::error::CliError;
use super::filters::counted;
use super::measure::projected;
use super::session::Session;
use crate::analysis::catalog::AnalysisError;
use crate::analysis::{Iteration, Restart, pagerank};
use crate::graph::{Direction, GraphView as _, Projection};
use crate::model::{Lang, NodeId};
use crate::render::selection::Selection;

/// Flags that say how much of a large graph is drawn.
#[derive(Debug, Args)]
pub(super) struct ReduceArgs {
    /// Draw less of a graph and say what was left out; `top`, or `ego` with --focus, by itself if it is too large
    #[arg(long, value_enum, value_name = "HOW")]
    reduce: Option<Reduce>,
    /// With `--reduce top` or `ego`: how many nodes to draw, 100 by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    keep: Option<u32>,
}

/// How to draw less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Reduce {
    /// The most central nodes, by page rank
    Top,
    /// The nodes nearest to --focus, or to the most central node
    Ego,
    /// One node for each community, one line for all claims between two
    Communities,
    /// Everything, however long it takes
    None,
}

/// How many nodes and claims something shows well.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) nodes: usize,
    pub(super) claims: usize,
}

/// What is to be drawn of a selection.
pub(super) enum Reduced {
    /// All of it.
    Whole,
    /// These nodes and the claims between them; and what was left out, in words.
    Part(Selection, String),
    /// One node for each community.
    Communities,
}

/// How many nodes are drawn where only some are.
const KEPT: usize = 100;

impl ReduceArgs {
    /// Reduces a selection as the flags say, or if there is no room for all of it; in that case says so on stderr.
    ///
    /// # Errors
    /// [`CliError::Limit`], and [`CliError::TooLarge`] if the ranks do not settle.
    pub(super) fn apply(
        &self,
        session: &Session,
        selection: &Selection,
        focus: &[NodeId],
        room: Room,
    ) -> Result<Reduced, CliError> {
        let is_too_large = selection.nodes.len() > room.nodes || selection.edges.len() > room.claims;
        let own = if focus.is_empty() { Reduce::Top } else { Reduce::Ego };
        let reduce = match self.reduce {
            None if is_too_large || self.keep.is_some() => own,
            None | Some(Reduce::None) => return Ok(Reduced::Whole),
            Some(Reduce::Communities) => return Ok(Reduced::Communities),
            Some(chosen) => chosen,
        };
        let most = self.keep.map_or(KEPT, |keep| keep as usize);
        let projection = projected(session, selection, Direction::Both);
        let order = Order::new(session, &projection, focus, reduce == Reduce::Ego, most)?;
        let kept = between(session, selection, &order.nodes(&projection), room);
        if kept.nodes.len() == selection.nodes.len() && kept.edges.len() == selection.edges.len() {
            return Ok(Reduced::Whole);
        }
        let words = order.words(session, &projection, kept.nodes.len());
        let words = format!("{words}; {}", left_out(session.lang, selection, &kept));
        if is_too_large && self.reduce.is_none() {
            session.remark(proposal(session.lang, selection, &words));
        }
        Ok(Reduced::Part(kept, words))
    }

    /// Says whether all is to be drawn, however much it is.
    pub(super) fn is_whole(&self) -> bool {
        self.reduce == Some(Reduce::None)
    }
}

/// Says that there was too much, what was drawn of it, and what else could be.
fn proposal(lang: Lang, selection: &Selection, words: &str) -> String {
    let nodes = counted(selection.nodes.len(), lang, "nút", ("node", "nodes"));
    let claims = counted(selection.edges.len(), lang, "phát biểu", ("claim", "claims"));
    let too_many = lang.pick("là quá nhiều để vẽ cho rõ", "are too many for a legible drawing");
    let otherwise = lang.pick(
        "Chọn cách khác: --reduce communities (mỗi cộng đồng một nút), --reduce ego hoặc --focus TÊN (quanh một nút), --keep N, --kind LOẠI; --reduce none vẽ tất cả",
        "Otherwise: --reduce communities (one node for each), --reduce ego or --focus NAME (around one node), --keep N, --kind KIND; --reduce none draws all",
    );
    format!("{nodes}, {claims} {too_many}. {words}. {otherwise}")
}

fn left_out(lang: Lang, selection: &Selection, kept: &Selection) -> String {
    format!(
        "{}: {}, {}",
        lang.pick("không vẽ", "not drawn"),
        counted(selection.nodes.len() - kept.nodes.len(), lang, "nút", ("node", "nodes")),
        counted(selection.edges.len() - kept.edges.len(), lang, "phát biểu", ("claim", "claims")),
    )
}

/// Which nodes to draw first.
struct Order {
    /// Dense indexes.
    nodes: Vec<u32>,
    /// Around which nodes; nothing where the most central nodes are drawn.
    centre: Option<Vec<u32>>,
    /// Steps from the centre to the last node.
    distances: Vec<u32>,
}

impl Order {
    /// Orders nodes by `PageRank`, those of the focus first; around the focus, by distance first.
    fn new(
        session: &Session,
        projection: &Projection,
        focus: &[NodeId],
        is_ego: bool,
        most: usize,
    ) -> Result<Order, CliError> {
        let ranks = ranks(session, projection)?;
        let by_rank = |one: &u32, other: &u32| {
            ranks[*other as usize].total_cmp(&ranks[*one as usize]).then(one.cmp(other))
        };
        let mut nodes: Vec<u32> = (0..).take(projection.n_nodes()).collect();
        let mut centre: Vec<u32> = focus.iter().filter_map(|node| projection.index_of(*node)).collect();
        if !is_ego {
            nodes.sort_by(|one, other| {
                centre.contains(other).cmp(&centre.contains(one)).then_with(|| by_rank(one, other))
            });
            nodes.truncate(most);
            return Ok(Order { nodes, centre: None, distances: Vec::new() });
        }
        if centre.is_empty() {
            centre.extend(nodes.iter().copied().min_by(by_rank));
        }
        let distances = distances(projection, &centre);
        nodes.retain(|node| distances[*node as usize] < u32::MAX);
        nodes.sort_by(|one, other| {
            distances[*one as usize].cmp(&distances[*other as usize]).then_with(|| by_rank(one, other))
        });
        nodes.truncate(most);
        Ok(Order { nodes, centre: Some(centre), distances })
    }

    fn nodes(&self, projection: &Projection) -> Vec<NodeId> {
        self.nodes.iter().map(|node| projection.node(*node)).collect()
    }

    /// Says which nodes the first so many are.
    fn words(&self, session: &Session, projection: &Projection, n_kept: usize) -> String {
        let lang = session.lang;
        let (only, of) = (lang.pick("Chỉ vẽ", "Only the"), lang.pick("trong số", "of"));
        let n_nodes = projection.n_nodes();
        let Some(centre) = &self.centre else {
            let highest = lang.pick("nút có PageRank cao nhất", "nodes of the highest PageRank");
            return format!("{only} {n_kept} {highest} {of} {n_nodes}");
        };
        let names: Vec<&str> =
            centre.iter().map(|node| session.facts().name(projection.node(*node))).collect();
        let last = n_kept.checked_sub(1).and_then(|at| self.nodes.get(at));
        let farthest = last.map_or(0, |node| self.distances[*node as usize]);
        format!(
            "{only} {n_kept} {} {} ({} {}) {of} {n_nodes}",
            lang.pick("nút gần nhất với", "nodes nearest to"),
            names.join(", "),
            lang.pick("cách không quá", "at most"),
            counted(farthest as usize, lang, "bước", ("step", "steps")),
        )
    }
}

fn ranks(session: &Session, projection: &Projection) -> Result<Vec<f64>, CliError> {
    let iteration = Iteration { iterations: 1000, tolerance: 1e-9 };
    pagerank(projection, 0.85, Restart::Anywhere, iteration, &session.budget(usize::MAX)).map_err(|error| match error {
        AnalysisError::Limit(limit) => CliError::Limit(limit),
        other => CliError::TooLarge {
            message: other.to_string(),
            hint: "--reduce communities needs no ranks".to_owned(),
        },
    })
}

/// Returns for each node the steps from the nearest of some nodes; the greatest number where there is no way.
fn distances(projection: &Projection, from: &[u32]) -> Vec<u32> {
    let mut distances = vec![u32::MAX; projection.n_nodes()];
    let mut queue: VecDeque<u32> = from.iter().copied().collect();
    for node in from {
        distances[*node as usize] = 0;
    }
    while let Some(node) = queue.pop_front() {
        let next = distances[node as usize] + 1;
        for target in projection.targets(node) {
            if distances[*target as usize] == u32::MAX {
                distances[*target as usize] = next;
                queue.push_back(*target);
            }
        }
    }
    distances
}

/// Keeps the first nodes of an order: so many, or fewer if there is no room for the claims between them.
fn between(session: &Session, selection: &Selection, order: &[NodeId], room: Room) -> Selection {
    let mut n_kept = order.len();
    loop {
        let mut nodes = order[..n_kept].to_vec();
        nodes.sort_unstable();
        let is_kept = |node: NodeId| nodes.binary_search(&node).is_ok();
        let is_between = |edge| {
            session.graph().edge(edge).is_some_and(|ends| is_kept(ends.source) && is_kept(ends.target))
        };
        let edges: Vec<_> = selection.edges.iter().filter(|(edge, _)| is_between(*edge)).copied().collect();
        if edges.len() <= room.claims || n_kept < 2 {
            let (left_out, distance) = (selection.left_out, selection.distance.clone());
            return Selection { nodes, edges, left_out, distance };
        }
        n_kept -= n_kept.div_ceil(8);
    }
}
