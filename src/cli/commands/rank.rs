//! `hvgraph rank`: [`ranking`] orders, [`report`] tells, [`picture`] draws, [`measures`] lists the catalogue.

mod measures;
mod picture;
mod ranking;
mod report;

use clap::Args as ClapArgs;

use self::ranking::{Asked, First, Ranking};
use crate::analysis::catalog::{Algorithm, Gives, Starts};
use crate::cli::Outcome;
use crate::cli::draw::{DrawArgs, MAX_DRAWN};
use crate::cli::error::CliError;
use crate::cli::measure::{MeasureArgs, MeasuredGraph};
use crate::cli::resolve;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::graph::{GraphView as _, LabelId};
use crate::render::selection::Selection;

/// Rank nodes, or claims, by a measure of how central they are
///
/// Without a measure all measures are listed. --kind chooses which nodes are shown; the graph that is measured stays
/// whole unless --among, --no-hubs or another filter makes it smaller.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph rank betweenness --kind Official\n  hvgraph rank degree,betweenness,pagerank --top 10\n  hvgraph rank edge-betweenness --no-hubs\n  hvgraph rank pagerank --from \"Hoàn Kiếm\"\n  hvgraph rank pagerank --explain --svg ranking.svg",
    after_long_help = measures::help()
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(in crate::cli) struct Args {
    /// What to rank by; of several the first decides and the others are shown beside it
    #[arg(value_name = "MEASURE", value_parser = measures::parse, value_delimiter = ',')]
    measures: Vec<&'static Algorithm>,
    /// List the measures, their definitions and parameters
    #[arg(long, conflicts_with = "measures")]
    list: bool,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Show the lowest scores first, as for brokers by constraint
    #[arg(long)]
    lowest: bool,
    /// Show the claims that tie each node to others, with their citations
    #[arg(long)]
    explain: bool,
    /// Measure only the graph of nodes of this kind (may be given again)
    #[arg(long, value_name = "KIND")]
    among: Vec<String>,
    /// Leave hubs (countries, cities) out of the graph
    #[arg(long)]
    no_hubs: bool,
    /// Start from this node: for `distance`, and for a `pagerank` of its own (may be given again)
    #[arg(long, value_name = "NAME")]
    from: Vec<String>,
    #[command(flatten)]
    graph: MeasureArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// What was ranked, and on which graph.
struct Ranked<'a> {
    session: &'a Session,
    args: &'a Args,
    selection: &'a Selection,
    /// How many hubs `--no-hubs` left out.
    n_hubs_out: usize,
    graph: MeasuredGraph<'a>,
    ranking: Ranking,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    if args.measures.is_empty() {
        measures::list(ui)?;
        return Ok(Outcome::Found);
    }
    check_measures(session, args)?;
    let starts = args.from.iter().map(|name| resolve::node(session, name));
    let starts = starts.collect::<Result<Vec<_>, _>>()?;
    args.graph.check_settings(session, &args.measures)?;
    let mut filter = args.graph.filter(session)?;
    let shown = std::mem::replace(&mut filter.kinds, kinds(session, &args.among)?);
    let mut selection = Selection::whole(&session.facts(), session.schema(), &filter);
    let n_hubs_out = if args.no_hubs { remove_hubs(session, &mut selection) } else { 0 };
    let graph = args.graph.on(session, &selection)?;
    let answers = args.measures.iter().map(|measure| graph.answer_from(measure, &starts));
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    let projection = graph.projection(args.measures[0].weights);
    let first = if args.lowest { First::Lowest } else { First::Greatest };
    let ranking = Ranking::new(session, projection, answers, &Asked { kinds: &shown, first });
    let ranked = Ranked { session, args, selection: &selection, n_hubs_out, graph, ranking };
    if args.draw.is_asked_for() && ranked.shown().len() > MAX_DRAWN {
        return Err(CliError::TooLarge {
            message: format!("a picture of {} ranks is too large to read", ranked.shown().len()),
            hint: format!("--top {MAX_DRAWN} and less can be drawn"),
        });
    }
    if !args.draw.draw(ui, || ranked.drawing())? {
        if ui.json { ui.document(&ranked.json())? } else { ranked.print(ui)? }
    }
    Ok(if ranked.ranking.rows.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// Checks that all measures rank the same, nodes or claims, and that there is one for the nodes to start from.
fn check_measures(session: &Session, args: &Args) -> Result<(), CliError> {
    let takes_none = args.measures.iter().find(|measure| measure.starts == Starts::None);
    if let Some(measure) = takes_none.filter(|_| !args.from.is_empty())
        && args.measures.iter().all(|measure| measure.starts == Starts::None)
    {
        return Err(CliError::Usage {
            message: format!(
                "`{}` {}",
                measure.name,
                session.lang.pick("không xuất phát từ nút đã chọn", "does not start from given nodes")
            ),
            expected: Some(measures::with_starts()),
            hint: None,
        });
    }
    let of = |gives| args.measures.iter().find(|measure| measure.gives == gives);
    match (of(Gives::NodeScores), of(Gives::EdgeScores)) {
        (Some(nodes), Some(claims)) => Err(CliError::Usage {
            message: format!("`{}` ranks nodes and `{}` claims", nodes.name, claims.name),
            expected: Some("measures that rank the same".to_owned()),
            hint: None,
        }),
        _ => Ok(()),
    }
}

fn kinds(session: &Session, words: &[String]) -> Result<Vec<LabelId>, CliError> {
    let mut labels = Vec::new();
    for word in words {
        let kind = resolve::kind(session, word).ok_or_else(|| resolve::unknown_kind(session, word))?;
        labels.extend(session.graph().symbols().label(kind));
    }
    Ok(labels)
}

/// Removes nodes of hub kinds and the claims that touch them; returns how many nodes there were.
fn remove_hubs(session: &Session, selection: &mut Selection) -> usize {
    let facts = session.facts();
    let is_hub = |node| session.schema().kinds.get(facts.kind(node)).is_some_and(|kind| kind.hub);
    let (n_nodes, n_edges) = (selection.nodes.len(), selection.edges.len());
    selection.nodes.retain(|node| !is_hub(*node));
    selection.edges.retain(|(edge, _)| {
        session.graph().edge(*edge).is_some_and(|ends| !is_hub(ends.source) && !is_hub(ends.target))
    });
    selection.left_out.end += n_edges - selection.edges.len();
    n_nodes - selection.nodes.len()
}
