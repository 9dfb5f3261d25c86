//! `hvgraph counterparts`: [`report`] tells as text and JSON, [`picture`] draws two columns.

mod json;
mod picture;
mod report;
mod words;

use std::collections::BTreeSet;

use clap::Args as ClapArgs;

use crate::cli::draw::DrawArgs;
use crate::cli::error::CliError;
use crate::cli::filters::FilterArgs;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, resolve};
use crate::dataset::counterparts::{Classes, Pair, Unpaired, counterparts, hops_of, near, unpaired};
use crate::graph::{Direction, Filter, GraphView as _, LeftOut};
use crate::model::{EdgeId, NodeId, Role, SideSpec};

/// Show who faces whom across the two sides, and why one may say so
///
/// Pairs that a source states come first. The others are inferred: they met or cooperate, bear the same name but for
/// the place, held such offices at one date, or stood alone for their sides in one event or agreement; each says by
/// which rule and on which claims. Seats without a counterpart are listed as empty. --kind chooses what is paired:
/// places, institutions, offices and persons by default.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph counterparts\n  hvgraph counterparts \"Thành ủy Hà Nội\"\n  hvgraph counterparts --kind Office --as-of 2021-11-17\n  hvgraph counterparts --stated --svg pairs.svg"
)]
pub(in crate::cli) struct Args {
    /// Only counterparts of this node, of what belongs to it, and of who holds it
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// Only pairs that a source states
    #[arg(long, conflicts_with = "inferred")]
    stated: bool,
    /// Only pairs that are inferred
    #[arg(long)]
    inferred: bool,
    /// Also pairs of which one was not alone for its side in what they shared
    #[arg(long)]
    all: bool,
    /// List empty seats on this side only
    #[arg(long, value_name = "SIDE")]
    side: Option<String>,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// What is to be told.
struct Answer<'s> {
    /// The node that was asked about.
    of: Option<NodeId>,
    sides: Option<&'s [SideSpec; 2]>,
    pairs: Vec<Pair<'s>>,
    unpaired: Vec<Unpaired<'s>>,
    filter: Filter,
    /// Weak pairs that are not shown.
    n_weak: usize,
    /// Pairs not shown because of `--stated` or `--inferred`.
    n_other: usize,
    /// Pairs and empty seats that have nothing to do with the node asked about.
    n_elsewhere: usize,
    /// Occasions with too many on either side to pair anybody.
    n_crowds: usize,
    /// Claims that the filter kept back.
    left_out: LeftOut,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let answer = Answer::new(session, args)?;
    if args.draw.draw(ui, || answer.drawing(session))? {
        return Ok(answer.outcome());
    }
    if ui.json {
        ui.document(&answer.json(session))?;
    } else {
        answer.print(ui, session)?;
    }
    Ok(answer.outcome())
}

impl<'s> Answer<'s> {
    fn new(session: &'s Session, args: &Args) -> Result<Self, CliError> {
        let (schema, facts) = (session.schema(), session.facts());
        let filter = args.filters.filter(session)?;
        let classes = match filter.kinds.as_slice() {
            [] => Classes::Usual,
            kinds => Classes::Kinds(kinds.to_vec()),
        };
        let of = resolve::asked(&args.name).map(|name| resolve::node(session, &name)).transpose()?;
        let side = args.side.as_deref().map(|word| side(session, word)).transpose()?;
        let found = counterparts(schema, &facts, &filter, &classes);
        let (mut pairs, weak): (Vec<_>, Vec<_>) =
            found.pairs.into_iter().partition(|pair| args.all || !pair.is_weak());
        let mut unpaired = unpaired(schema, &facts, &filter, &classes, &pairs);
        unpaired.retain(|empty| side.is_none_or(|side| empty.side == side));
        let n_all = pairs.len() + unpaired.len();
        if let Some(node) = of {
            let near = near(schema, &facts, &filter, node);
            pairs.retain(|pair| pair.ends.iter().any(|end| near.contains(end)));
            unpaired.retain(|empty| near.contains(&empty.node));
        }
        let n_elsewhere = n_all - pairs.len() - unpaired.len();
        let n_shown = pairs.len();
        pairs.retain(|pair| if pair.is_stated() { !args.inferred } else { !args.stated });
        Ok(Answer {
            of,
            sides: schema.sides.as_ref().map(|sides| &sides.pair),
            n_weak: weak.len(),
            n_other: n_shown - pairs.len(),
            n_elsewhere,
            pairs,
            unpaired,
            filter,
            n_crowds: found.n_crowds,
            left_out: found.left_out,
        })
    }

    fn outcome(&self) -> Outcome {
        if self.pairs.is_empty() { Outcome::Nothing } else { Outcome::Found }
    }

    /// Returns the claims that say who holds an office, as far as the filter lets through, the latest first.
    fn holdings(&self, session: &Session, office: NodeId) -> Vec<EdgeId> {
        let facts = session.facts();
        let mut held: Vec<EdgeId> = hops_of(session.schema(), &facts, office, Direction::Incoming, Role::Holding)
            .map(|(edge, _)| edge)
            .filter(|edge| self.filter.judge(session.schema(), &facts, *edge).is_ok())
            .collect();
        let date = |edge: EdgeId| {
            let text = facts.when(edge).or_else(|| facts.attested(edge));
            text.and_then(|text| crate::model::Edtf::parse(text).ok())
        };
        held.sort_by(|a, b| match (date(*a), date(*b)) {
            (Some(a), Some(b)) => b.cmp_in_time(&a),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        held
    }

    /// Says whether somebody is known to hold an office, be it at another date than asked for.
    fn is_ever_held(session: &Session, office: NodeId) -> bool {
        hops_of(session.schema(), &session.facts(), office, Direction::Incoming, Role::Holding).next().is_some()
    }

    /// Returns all claims that the pairs rest on, and those that say who holds what is shown.
    fn claims(&self, session: &Session) -> BTreeSet<EdgeId> {
        let reasons = self.pairs.iter().flat_map(|pair| &pair.reasons);
        let mut claims: BTreeSet<EdgeId> = reasons.flat_map(|reason| reason.claims.iter().copied()).collect();
        for node in self.nodes() {
            claims.extend(self.holdings(session, node));
        }
        claims
    }

    /// Returns all nodes shown, pair by pair, then the empty seats.
    fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let paired = self.pairs.iter().flat_map(|pair| pair.ends);
        paired.chain(self.unpaired.iter().map(|empty| empty.node))
    }
}

/// Finds a side by its label, a value of its property, or a name of one of its places.
fn side(session: &Session, word: &str) -> Result<usize, CliError> {
    let no_sides = || CliError::Usage {
        message: session.lang.pick("bộ dữ liệu không có hai bên", "the data set has no two sides").to_owned(),
        expected: Some(session.lang.pick("`sides` trong schema.json", "`sides` in its schema.json").to_owned()),
        hint: None,
    };
    let pair = session.schema().sides.as_ref().map(|sides| &sides.pair).ok_or_else(no_sides)?;
    let key = crate::names::fold(word);
    let facts = session.facts();
    let is_meant = |side: &SideSpec| {
        let labels = [side.label.vi.as_str(), side.label.en.as_str()];
        let mut words = labels.into_iter().chain(side.values.iter().chain(&side.places).map(String::as_str));
        let mut places = session.graph().nodes().filter(|node| side.places.iter().any(|id| id == facts.id(*node)));
        words.any(|known| crate::names::fold(known) == key)
            || places.any(|place| {
                let mut names = std::iter::once(facts.name(place)).chain(facts.aliases(place)).chain(facts.glosses(place));
                names.any(|name| crate::names::fold(name) == key)
            })
    };
    pair.iter().position(is_meant).ok_or_else(|| {
        let values: Vec<String> =
            pair.iter().flat_map(|side| &side.values).map(|value| format!("`{value}`")).collect();
        CliError::Usage {
            message: format!("{} `{word}`", session.lang.pick("không có bên nào tên", "unknown side")),
            expected: Some(format!("{} {}", session.lang.pick("một trong", "one of"), values.join(", "))),
            hint: None,
        }
    })
}
