//! `hvgraph projection`: [`gather`] collects who took part in what, [`report`] tells and draws.

mod gather;
mod report;

use clap::{Args as ClapArgs, ValueEnum};

use self::gather::Gathered;
use crate::analysis::{SharedOccasions, one_mode};
use crate::cli::Outcome;
use crate::cli::draw::DrawArgs;
use crate::cli::error::CliError;
use crate::cli::filters::FilterArgs;
use crate::cli::session::Session;
use crate::cli::ui::Ui;

/// Tie nodes of one kind by what they share of another: officials by events
///
/// Two nodes are tied if claims tie both directly to one occasion. With --through-offices a node also takes part
/// through what it holds or belongs to (an office, a delegation), unless a source rules out that it did so at the date
/// of the occasion or several may have held the one seat; such ties are marked. A pair weighs its number of occasions or, with --weight collaboration, the sum
/// of 1 / (n - 1) over them, n being how many took part (Newman 2001): a talk of two ties more than a crowd.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph projection\n  hvgraph projection --weight collaboration --through-offices\n  hvgraph projection --of Institution --by Agreement --dot | dot -Tsvg > bodies.svg"
)]
pub(in crate::cli) struct Args {
    /// Tie nodes of this kind (may be given again); persons by default
    #[arg(long, value_name = "KIND")]
    of: Vec<String>,
    /// By what they share of this kind (may be given again); events by default
    #[arg(long, value_name = "KIND")]
    by: Vec<String>,
    /// Only where claims of this type tie a node to the occasion (may be given again)
    #[arg(long, value_name = "TYPE")]
    via: Vec<String>,
    /// Also through offices held and delegations and groups belonged to
    #[arg(long)]
    through_offices: bool,
    /// What a pair weighs
    #[arg(long, value_enum, value_name = "WEIGHT", default_value_t = WeightChoice::Count)]
    weight: WeightChoice,
    /// Only pairs that share so many occasions
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    min_shared: u32,
    /// List so many pairs as text; all are drawn and in --json
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..))]
    top: u32,
    #[command(flatten)]
    filters: FilterArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// What a pair weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WeightChoice {
    /// How many occasions it shares
    Count,
    /// The sum of 1 / (n - 1) over these, n being how many took part
    Collaboration,
}

/// The most pairs on one occasion after another; above, the answer would be of no use and of no end.
const MOST_PAIRS: usize = 1_000_000;

/// The pairs and what they come from.
struct Answer {
    gathered: Gathered,
    /// The heaviest first, then by names.
    pairs: Vec<SharedOccasions>,
    weight: WeightChoice,
    /// Pairs with fewer occasions than asked for.
    n_few: usize,
    top: usize,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let gathered = Gathered::new(session, args)?;
    let mut pairs = one_mode(&gathered.memberships(), &session.budget(MOST_PAIRS))?;
    let n_all = pairs.len();
    pairs.retain(|pair| pair.occasions.len() >= args.min_shared as usize);
    let mut answer = Answer {
        n_few: n_all - pairs.len(),
        gathered,
        pairs,
        weight: args.weight,
        top: args.top as usize,
    };
    answer.sort(session);
    let outcome = if answer.pairs.is_empty() { Outcome::Nothing } else { Outcome::Found };
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

impl Answer {
    fn sort(&mut self, session: &Session) {
        let facts = session.facts();
        let mut pairs = std::mem::take(&mut self.pairs);
        let names = |pair: &SharedOccasions| self.ends(pair).map(|node| facts.name(node));
        pairs.sort_by(|a, b| {
            self.weight_of(b)
                .total_cmp(&self.weight_of(a))
                .then_with(|| names(a).cmp(&names(b)))
                .then(a.members.cmp(&b.members))
        });
        self.pairs = pairs;
    }

    fn weight_of(&self, pair: &SharedOccasions) -> f64 {
        match self.weight {
            WeightChoice::Count => pair.occasions.len() as f64,
            WeightChoice::Collaboration => pair.collaboration,
        }
    }

    /// Returns the two nodes of a pair.
    fn ends(&self, pair: &SharedOccasions) -> [crate::model::NodeId; 2] {
        [pair.members.0, pair.members.1].map(|member| self.gathered.members[member as usize])
    }
}
