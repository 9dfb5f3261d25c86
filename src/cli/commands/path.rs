//! `hvgraph path`: [`search`] finds, [`report`] tells.

mod report;
mod search;

use clap::{Args as ClapArgs, ValueEnum};

use self::search::Search;
use crate::analysis::Reach;
use crate::cli::error::CliError;
use crate::cli::filters::FilterArgs;
use crate::cli::draw::DrawArgs;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, draw, resolve};
use crate::graph::LeftOut;
use crate::model::Path;

/// Show how two nodes are connected, each hop dated and cited
///
/// By default a country, a city or another kind that the schema marks as a hub does not serve as a stepping
/// stone unless it is an end point or nothing else connects the two; the answer says which rule was used.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph path \"Đinh Tiến Dũng\" \"Anouphap Tounalom\"\n  hvgraph path hoan-kiem chanthabuly -k 3\n  hvgraph path \"dinh tien dung\" sinlavong --as-of 2021 --svg path.svg"
)]
pub(in crate::cli) struct Args {
    /// Name to start from
    #[arg(value_name = "A")]
    from: String,
    /// Name to reach
    #[arg(value_name = "B")]
    to: String,
    /// Show all shortest paths
    #[arg(long, conflicts_with = "k")]
    all: bool,
    /// Show the K shortest paths that visit no node twice
    #[arg(short, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=1000))]
    k: Option<u32>,
    /// Allow at most so many hops
    #[arg(long, value_name = "N", default_value_t = 8)]
    max_hops: usize,
    /// Pass only through this kind, only along this claim type, or through this node (may be given again)
    #[arg(long, value_name = "WHAT")]
    via: Vec<String>,
    /// Do not pass through this kind or node, nor along this claim type (may be given again)
    #[arg(long, value_name = "WHAT")]
    avoid: Vec<String>,
    /// Let hubs (countries, cities) serve as stepping stones
    #[arg(long)]
    through_hubs: bool,
    /// Prefer well-attested hops to few hops
    #[arg(long, value_enum, value_name = "WEIGHT", default_value_t = WeightChoice::Hops)]
    weight: WeightChoice,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// What makes a path short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WeightChoice {
    /// Every hop counts 1
    Hops,
    /// A hop counts 1 divided by its sources; twice that if inferred, four times if disputed or denied
    Evidence,
}

/// Which rule let hubs in or kept them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HubRule {
    /// Hubs were no stepping stones.
    Avoided,
    /// Nothing else connects the two, so hubs were allowed.
    NothingElse,
    /// `--through-hubs`.
    Allowed,
}

/// Paths and how they were found.
struct Found {
    paths: Vec<(Path, f64)>,
    /// How many shortest paths there are in all, where they were counted.
    n_shortest: Option<u64>,
    rule: HubRule,
    reach: Reach,
    left_out: LeftOut,
    /// The length of the shortest path through hubs, where that is much shorter.
    shorter_through_hubs: Option<usize>,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let from = resolve::node(session, &args.from)?;
    let to = resolve::node(session, &args.to)?;
    let found = Search::new(session, args, from, to)?.run()?;
    let filter = args.filters.filter(session)?;
    if args.draw.draw(ui, || draw::paths(session, &filter, &found.list(), (from, to)))? {
        return Ok(found.outcome());
    }
    if ui.json {
        ui.document(&found.json(session, (from, to)))?;
    } else {
        found.print(ui, session, args, (from, to))?;
    }
    Ok(found.outcome())
}

impl Found {
    fn outcome(&self) -> Outcome {
        if self.paths.is_empty() { Outcome::Nothing } else { Outcome::Found }
    }
}
