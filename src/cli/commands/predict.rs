//! `hvgraph predict`: [`report`] tells and draws.

mod report;

use std::collections::BTreeMap;

use clap::{Args as ClapArgs, ValueEnum};

use crate::analysis::LinkCandidate;
use crate::analysis::catalog::{self, Algorithm, Answer};
use crate::cli::draw::{DrawArgs, MAX_DRAWN};
use crate::cli::error::CliError;
use crate::cli::filters::FilterArgs;
use crate::cli::measure::{self, projected, setting_error};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, resolve};
use crate::graph::{Direction, GraphView as _, LabelId, LeftOut, Projection};
use crate::model::{EdgeId, NodeId};
use crate::render::selection::Selection;

/// Suggest pairs that may be tied although no claim says so, by the neighbours they share
///
/// No source says that they are tied: a suggestion is where to look, not what is so. Each shared neighbour is cited.
/// Neighbours that are hubs (countries, cities) are nobody's in particular and do not count unless --through-hubs is
/// given. --kind chooses which pairs are suggested; any node may be what they share.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph predict --kind Institution\n  hvgraph predict \"Hoàn Kiếm\"\n  hvgraph predict --by common-neighbors --top 5 --svg pairs.svg"
)]
pub(in crate::cli) struct Args {
    /// Only pairs with this node
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// How pairs are scored
    #[arg(long, value_enum, value_name = "SCORE", default_value_t = Score::AdamicAdar)]
    by: Score,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Let hubs count as shared neighbours, and be suggested
    #[arg(long)]
    through_hubs: bool,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// A score as a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Score {
    /// Shared neighbours, those with few ties counting more: the sum of 1 / ln of their ties
    AdamicAdar,
    /// How many neighbours are shared
    CommonNeighbors,
    /// The share of all their neighbours that both have
    Jaccard,
    /// Shared neighbours, those with few ties counting far more: the sum of 1 / their ties
    ResourceAllocation,
    /// The product of their numbers of neighbours
    PreferentialAttachment,
}

impl Score {
    fn algorithm(self) -> Result<&'static Algorithm, CliError> {
        let name = match self {
            Score::AdamicAdar => "adamic-adar",
            Score::CommonNeighbors => "common-neighbors",
            Score::Jaccard => "jaccard",
            Score::ResourceAllocation => "resource-allocation",
            Score::PreferentialAttachment => "preferential-attachment",
        };
        catalog::find(name).ok_or_else(|| CliError::usage(format!("no score `{name}`")))
    }
}

/// The most pairs that are looked through for those of the kinds asked for.
const MOST_PAIRS: usize = 1_000_000;

/// A pair that may be tied, and why.
struct Suggested {
    nodes: [NodeId; 2],
    score: f64,
    /// The neighbours that both have, by name, and the claims that tie both to each.
    shared: Vec<(NodeId, Vec<EdgeId>)>,
}

/// The pairs and how they were found.
struct Suggestions {
    algorithm: &'static Algorithm,
    about: Option<NodeId>,
    /// How many nodes and claims the graph has.
    size: (usize, usize),
    /// Hubs that do not count.
    n_hubs: usize,
    left_out: LeftOut,
    pairs: Vec<Suggested>,
    /// Whether there are more than are shown.
    has_more: bool,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let found = find(session, args)?;
    if args.draw.is_asked_for() && found.n_drawn() > MAX_DRAWN {
        return Err(CliError::TooLarge {
            message: format!("a picture of {} nodes is too large to read", found.n_drawn()),
            hint: "a smaller --top can be drawn".to_owned(),
        });
    }
    if !args.draw.draw(ui, || found.drawing(session))? {
        if ui.json { ui.document(&found.json(session))? } else { found.print(ui, session)? }
    }
    Ok(if found.pairs.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

fn find(session: &Session, args: &Args) -> Result<Suggestions, CliError> {
    let algorithm = args.by.algorithm()?;
    let about = resolve::asked(&args.name).map(|name| resolve::node(session, &name)).transpose()?;
    let mut filter = args.filters.filter(session)?;
    let kinds = std::mem::take(&mut filter.kinds);
    let mut selection = Selection::whole(&session.facts(), session.schema(), &filter);
    let n_hubs = if args.through_hubs { 0 } else { leave_hubs_out(session, &mut selection, about) };
    let projection = projected(session, &selection, Direction::Both);
    let starts = starts(session, &projection, about, &kinds)?;
    let candidates = if starts.as_ref().is_some_and(Vec::is_empty) {
        Vec::new()
    } else {
        let top = if kinds.is_empty() { args.top + 1 } else { MOST_PAIRS };
        candidates(session, algorithm, &projection, starts.unwrap_or_default(), top)?
    };
    let mut pairs: Vec<LinkCandidate> = candidates;
    pairs.retain(|pair| [pair.nodes.0, pair.nodes.1].iter().all(|node| {
        let node = projection.node(*node);
        about == Some(node) || is_of_kind(session, node, &kinds)
    }));
    let has_more = pairs.len() > args.top;
    pairs.truncate(args.top);
    let claims = Claims::new(session, &selection);
    Ok(Suggestions {
        algorithm,
        about,
        size: (selection.nodes.len(), selection.edges.len()),
        n_hubs,
        left_out: selection.left_out,
        pairs: pairs.into_iter().map(|pair| claims.explain(session, &projection, pair)).collect(),
        has_more,
    })
}

/// Returns what pairs are to begin at: the node asked about, those of the kinds asked for, or all.
fn starts(
    session: &Session,
    projection: &Projection,
    about: Option<NodeId>,
    kinds: &[LabelId],
) -> Result<Option<Vec<u32>>, CliError> {
    if let Some(node) = about {
        let index = projection.index_of(node).ok_or_else(|| CliError::Usage {
            message: format!(
                "`{}` {}",
                session.facts().name(node),
                session.lang.pick("không có trong đồ thị được xét", "is not in the graph that is measured")
            ),
            expected: None,
            hint: Some(session.lang.pick("bộ lọc đã loại nút này", "a filter leaves it out").to_owned()),
        })?;
        return Ok(Some(vec![index]));
    }
    let is_wanted = |index: &u32| is_of_kind(session, projection.node(*index), kinds);
    let indexes = (0_u32..).take(projection.n_nodes());
    Ok((!kinds.is_empty()).then(|| indexes.filter(is_wanted).collect()))
}

fn candidates(
    session: &Session,
    algorithm: &'static Algorithm,
    projection: &Projection,
    starts: Vec<u32>,
    top: usize,
) -> Result<Vec<LinkCandidate>, CliError> {
    let top = top.clamp(1, MOST_PAIRS);
    let settings = algorithm.settings([("top", top as f64)]);
    let settings = settings.map_err(|error| setting_error(session, algorithm, &error))?.starting_at(starts);
    match measure::run(session, algorithm, projection, &settings, session.budget(usize::MAX))? {
        Answer::Pairs(pairs) => Ok(pairs),
        _ => Ok(Vec::new()),
    }
}

fn is_of_kind(session: &Session, node: NodeId, kinds: &[LabelId]) -> bool {
    kinds.is_empty() || session.graph().labels(node).iter().any(|label| kinds.contains(label))
}

/// Takes hubs and their claims out of a selection, but for the node asked about; returns how many hubs that are.
fn leave_hubs_out(session: &Session, selection: &mut Selection, about: Option<NodeId>) -> usize {
    let facts = session.facts();
    let is_out = |node| {
        about != Some(node) && session.schema().kinds.get(facts.kind(node)).is_some_and(|kind| kind.hub)
    };
    let n_nodes = selection.nodes.len();
    selection.nodes.retain(|node| !is_out(*node));
    selection.edges.retain(|(edge, _)| {
        session.graph().edge(*edge).is_some_and(|ends| !is_out(ends.source) && !is_out(ends.target))
    });
    n_nodes - selection.nodes.len()
}

/// The claims of a selection, by the nodes they tie.
struct Claims {
    by_node: BTreeMap<NodeId, BTreeMap<NodeId, Vec<EdgeId>>>,
}

impl Claims {
    fn new(session: &Session, selection: &Selection) -> Claims {
        let mut by_node: BTreeMap<NodeId, BTreeMap<NodeId, Vec<EdgeId>>> = BTreeMap::new();
        for (edge, _) in &selection.edges {
            let Some(ends) = session.graph().edge(*edge) else { continue };
            for (node, other) in [(ends.source, ends.target), (ends.target, ends.source)] {
                by_node.entry(node).or_default().entry(other).or_default().push(*edge);
            }
        }
        Claims { by_node }
    }

    /// Says what ties both of a pair to each neighbour that they share.
    fn explain(&self, session: &Session, projection: &Projection, pair: LinkCandidate) -> Suggested {
        let nodes = [pair.nodes.0, pair.nodes.1].map(|node| projection.node(node));
        let mut shared = Vec::new();
        if let [Some(one), Some(other)] = nodes.map(|node| self.by_node.get(&node)) {
            for (neighbor, claims) in one.iter().filter(|(neighbor, _)| !nodes.contains(neighbor)) {
                let theirs = other.get(neighbor).map(|theirs| claims.iter().chain(theirs).copied().collect());
                shared.extend(theirs.map(|claims| (*neighbor, claims)));
            }
        }
        let facts = session.facts();
        shared.sort_by(|(one, _), (other, _)| facts.name(*one).cmp(facts.name(*other)).then(one.cmp(other)));
        Suggested { nodes, score: pair.score, shared }
    }
}
