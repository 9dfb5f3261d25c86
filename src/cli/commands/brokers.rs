//! `hvgraph brokers`; [`report`] tells.

mod report;

use std::collections::BTreeSet;

use clap::Args as ClapArgs;

use crate::analysis::{Brokerage, betweenness_subset, brokerage};
use crate::cli::draw::DrawArgs;
use crate::cli::error::CliError;
use crate::cli::filters::FilterArgs;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, resolve};
use crate::graph::{Filter, GraphView as _, LeftOut, Projection, ProjectionSpec, Side, SideIndex};
use crate::model::{EdgeId, NodeId, SideSpec};
use crate::render::ramp;

/// Show who lies between the two sides
///
/// A node's score is the number of pairs of a node on one side and a node on the other whose shortest connection
/// passes through it, shares of equally short connections included (betweenness with sources and targets in subsets,
/// Brandes 2008). Beside it stand the open pairs of neighbours it joins, by role (Gould and Fernandez 1989):
/// coordinator (all of one side), consultant (two of one side, the broker not of it), gatekeeper (one of the broker's
/// side, one of the other), liaison (one of each side, the broker of neither). Hubs such as countries and cities are
/// no part of the network unless asked for; --kind chooses whom to list, not what connects.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph brokers\n  hvgraph brokers --kind Official --top 5\n  hvgraph brokers --ends Institution --svg brokers.svg"
)]
pub(in crate::cli) struct Args {
    /// List so many
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    top: u32,
    /// Only connections between nodes of this kind (may be given again)
    #[arg(long, value_name = "KIND")]
    ends: Vec<String>,
    /// Let hubs (countries, cities) connect and be listed
    #[arg(long)]
    through_hubs: bool,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// A node that lies between the sides.
struct Broker {
    node: NodeId,
    side: Option<Side>,
    score: f64,
    roles: Brokerage,
}

/// The ranking and how it came about.
struct Answer<'s> {
    sides: Option<&'s [SideSpec; 2]>,
    brokers: Vec<Broker>,
    /// How many have a score, those not listed included.
    n_brokers: usize,
    /// Nodes on the first side and on the second that connections begin and end at.
    n_ends: [usize; 2],
    n_pairs: u64,
    n_connected: u64,
    /// Nodes of hub kinds that are no part of the network.
    n_hubs: usize,
    left_out: LeftOut,
    network: Projection,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let answer = Answer::new(session, args)?;
    let outcome = if answer.brokers.is_empty() { Outcome::Nothing } else { Outcome::Found };
    if args.draw.draw(ui, || answer.drawing(session))? {
        return Ok(outcome);
    }
    if ui.json {
        ui.document(&answer.json(session))?;
    } else {
        answer.print(ui, session)?;
    }
    Ok(outcome)
}

impl<'s> Answer<'s> {
    fn new(session: &'s Session, args: &Args) -> Result<Self, CliError> {
        let filter = args.filters.filter(session)?;
        let ends = args.ends.iter().map(|word| {
            resolve::kind(session, word).ok_or_else(|| resolve::unknown_kind(session, word))
        });
        let ends: BTreeSet<&str> = ends.collect::<Result<_, CliError>>()?;
        let (network, n_hubs, left_out) = network(session, &filter, args.through_hubs);
        let facts = session.facts();
        let index = SideIndex::new(session.schema(), &facts);
        let on_side = |position: usize| {
            let own = if position == 0 { Side::First } else { Side::Second };
            let nodes = (0_u32..).zip(network.nodes()).filter(|(_, node)| index.side(**node) == Some(own));
            let nodes = nodes.filter(|(_, node)| ends.is_empty() || ends.contains(facts.kind(**node)));
            nodes.map(|(dense, _)| dense).collect::<Vec<u32>>()
        };
        let (first, second) = (on_side(0), on_side(1));
        // Ties have no direction, so the smaller side may as well be the sources.
        let (from, to) = if first.len() <= second.len() { (&first, &second) } else { (&second, &first) };
        let budget = session.budget(usize::MAX);
        let between = betweenness_subset(&network, from, to, &budget)?;
        let groups: Vec<Option<u8>> = network
            .nodes()
            .iter()
            .map(|node| match index.side(*node) {
                Some(Side::First) => Some(0),
                Some(Side::Second) => Some(1),
                Some(Side::Both) | None => None,
            })
            .collect();
        let roles = brokerage(&network, &groups, &budget)?;
        let mut brokers: Vec<Broker> = network
            .nodes()
            .iter()
            .zip(between.scores.iter().zip(roles))
            .filter(|(node, (score, _))| **score > 0.0 && filter.wants_kind(&facts, **node))
            .map(|(node, (score, roles))| Broker { node: *node, side: index.side(*node), score: *score, roles })
            .collect();
        brokers.sort_by(|a, b| {
            let names = || facts.name(a.node).cmp(facts.name(b.node)).then(a.node.cmp(&b.node));
            b.score.total_cmp(&a.score).then_with(names)
        });
        let n_brokers = brokers.len();
        brokers.truncate(args.top as usize);
        Ok(Answer {
            sides: session.schema().sides.as_ref().map(|sides| &sides.pair),
            brokers,
            n_brokers,
            n_ends: [first.len(), second.len()],
            n_pairs: first.len() as u64 * second.len() as u64,
            n_connected: between.n_pairs,
            n_hubs,
            left_out,
            network,
        })
    }

    /// Returns the claims that tie a node to others of the network.
    fn ties(&self, node: NodeId) -> impl Iterator<Item = EdgeId> {
        let arcs = self.network.index_of(node).map(|index| self.network.arcs(index));
        arcs.into_iter().flatten().map(|arc| arc.edge)
    }

    fn share(&self, broker: &Broker) -> f64 {
        ramp::share(broker.score, self.n_connected as f64)
    }
}

/// Projects what the filter lets through, hubs aside unless asked for; kinds choose whom to list, not what connects.
fn network(session: &Session, filter: &Filter, through_hubs: bool) -> (Projection, usize, LeftOut) {
    let (schema, facts) = (session.schema(), session.facts());
    let mut left_out = LeftOut::default();
    let mut n_hubs = 0;
    let mut keep_node = vec![false; session.graph().node_bound()];
    for node in session.graph().nodes() {
        let is_hub = schema.kinds.get(facts.kind(node)).is_some_and(|kind| kind.hub);
        if filter.hides(schema, &facts, node) {
            left_out.structural += 1;
        } else if filter.is_outside_time(&facts, node) {
            left_out.node_date += 1;
        } else if is_hub && !through_hubs {
            n_hubs += 1;
        } else {
            keep_node[node.index()] = true;
        }
    }
    let mut keep_edge = vec![false; session.graph().edge_bound()];
    for edge in session.graph().edges() {
        let Some(ends) = session.graph().edge(edge) else { continue };
        if !(keep_node[ends.source.index()] && keep_node[ends.target.index()]) {
            left_out.end += 1;
            continue;
        }
        match filter.judge(schema, &facts, edge) {
            Ok(_) => keep_edge[edge.index()] = true,
            Err(reason) => left_out.count(reason),
        }
    }
    let spec = ProjectionSpec::default()
        .nodes(move |node| keep_node[node.index()])
        .edges(move |edge| keep_edge[edge.index()]);
    (spec.build(session.graph()), n_hubs, left_out)
}
