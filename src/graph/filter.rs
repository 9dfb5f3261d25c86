//! Chooses nodes and claims by kind, type, date, status and number of sources.

use super::{Direction, Facts, GraphView, LabelId, TypeId, Types};
use crate::model::{Days, EdgeId, Edtf, Holds, NodeId, Role, Schema, Status};

/// What an answer takes into account.
///
/// Edges of a graph that is not a data set have no date, are `stated` and pass every filter but those on
/// kind and type.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Only nodes of these kinds; all if empty.
    pub kinds: Vec<LabelId>,
    /// Only edges of these types; all if empty.
    pub types: Vec<TypeId>,
    /// Only claims that hold, or may hold, as of this date.
    pub as_of: Option<Edtf>,
    /// Only claims that hold, or may hold, at some time within this period.
    pub during: Option<Edtf>,
    /// Only claims that surely hold as of the date, or during the period.
    pub only_certain: bool,
    /// Only claims with one of these statuses.
    pub statuses: Vec<Status>,
    /// Only claims that so many different sources attest.
    pub min_sources: usize,
    /// Whether nodes of structural kinds count.
    pub with_structural: bool,
}

impl Default for Filter {
    /// Everything but structural kinds and claims that a source denies.
    fn default() -> Self {
        Filter {
            kinds: Vec::new(),
            types: Vec::new(),
            as_of: None,
            during: None,
            only_certain: false,
            statuses: vec![Status::Stated, Status::Inferred, Status::Disputed],
            min_sources: 0,
            with_structural: false,
        }
    }
}

/// How many nodes and edges a filter kept back, by the first reason that applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Nodes of structural kinds.
    pub structural: usize,
    /// Nodes of other kinds than asked for.
    pub kind: usize,
    /// Edges of other types than asked for.
    pub edge_type: usize,
    /// Claims that do not hold, or not surely, as of the date.
    pub date: usize,
    /// Claims that do not hold, or not surely, during the period.
    pub period: usize,
    /// Nodes whose own date lies, or may lie, outside the date or period.
    pub node_date: usize,
    /// Claims with another status.
    pub status: usize,
    /// Claims with too few sources.
    pub sources: usize,
    /// Edges of which an end was left out.
    pub end: usize,
    /// Nodes farther from the focus than asked for.
    pub far: usize,
}

/// Why a filter keeps an edge back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Its type was not asked for.
    EdgeType,
    /// It does not hold, or not surely, as of the date.
    Date,
    /// It does not hold, or not surely, during the period.
    Period,
    /// Its status was not asked for.
    Status,
    /// It has too few sources.
    Sources,
}

impl LeftOut {
    /// Says whether nothing was left out.
    pub fn is_empty(&self) -> bool {
        *self == LeftOut::default()
    }

    /// Counts an edge.
    pub fn count(&mut self, reason: Reason) {
        let counter = match reason {
            Reason::EdgeType => &mut self.edge_type,
            Reason::Date => &mut self.date,
            Reason::Period => &mut self.period,
            Reason::Status => &mut self.status,
            Reason::Sources => &mut self.sources,
        };
        *counter += 1;
    }
}

impl Filter {
    /// Says whether a node is of a structural kind and so stays out.
    pub fn hides<G: GraphView>(&self, schema: &Schema, facts: &Facts<'_, G>, node: NodeId) -> bool {
        !self.with_structural && schema.kinds.get(facts.kind(node)).is_some_and(|kind| kind.structural)
    }

    /// Says whether a node's own date rules it out at the date or during the period asked for; with
    /// [`only_certain`](Self::only_certain), also where it is only possible. A node without a date is never out.
    pub fn is_outside_time<G: GraphView>(&self, facts: &Facts<'_, G>, node: NodeId) -> bool {
        if self.as_of.is_none() && self.during.is_none() {
            return false;
        }
        let Some(date) = facts.node_when(node).and_then(|text| Edtf::parse(text).ok()) else { return false };
        let at = self.as_of.as_ref().map(|as_of| date.holds_at(as_of));
        let during = self.during.as_ref().map(|period| date.holds_during(period));
        let least = if self.only_certain { Holds::Certain } else { Holds::Possible };
        at.or(during).is_some_and(|holds| holds < least)
    }

    /// Says whether a node is of a kind asked for.
    pub fn wants_kind<G: GraphView>(&self, facts: &Facts<'_, G>, node: NodeId) -> bool {
        self.kinds.is_empty() || facts.graph().labels(node).iter().any(|label| self.kinds.contains(label))
    }

    /// Says whether an edge counts, and if it does, how surely it holds as of the date or during the period.
    ///
    /// # Errors
    /// The [`Reason`] why it does not.
    pub fn judge<G: GraphView>(
        &self,
        schema: &Schema,
        facts: &Facts<'_, G>,
        edge: EdgeId,
    ) -> Result<Holds, Reason> {
        if !self.types.is_empty() {
            let ends = facts.graph().edge(edge).ok_or(Reason::EdgeType)?;
            if !self.types.contains(&ends.edge_type) {
                return Err(Reason::EdgeType);
            }
        }
        if !self.statuses.contains(&facts.status(edge)) {
            return Err(Reason::Status);
        }
        if self.min_sources > 1 && facts.n_sources(edge) < self.min_sources {
            return Err(Reason::Sources);
        }
        self.judge_in_time(|date| holds_at(schema, facts, edge, date), |period| {
            holds_during(schema, facts, edge, period)
        })
    }

    /// Says whether something with a date of its own, such as an event, counts, and how surely.
    ///
    /// # Errors
    /// The [`Reason`] why it does not.
    pub fn judge_date(&self, date: &Edtf) -> Result<Holds, Reason> {
        self.judge_in_time(|as_of| date.holds_at(as_of), |period| date.holds_during(period))
    }

    /// Asks as of the date and during the period, where there are any; the less sure answer counts.
    fn judge_in_time(
        &self,
        at: impl Fn(&Edtf) -> Holds,
        during: impl Fn(&Edtf) -> Holds,
    ) -> Result<Holds, Reason> {
        let least = if self.only_certain { Holds::Certain } else { Holds::Possible };
        let at = self.as_of.as_ref().map_or(Holds::Certain, at);
        let during = self.during.as_ref().map_or(Holds::Certain, during);
        if at < least {
            Err(Reason::Date)
        } else if during < least {
            Err(Reason::Period)
        } else {
            Ok(at.min(during))
        }
    }
}

/// Says whether a claim holds as of a date.
///
/// Its own date decides. Without one, what a source attests for a date is certain as of that date and
/// possible at all others, because an attested office is no term of office; but not where the seat is for one and
/// somebody else surely occupies it then or in between. A claim without any date is
/// certain where its type is timeless, else possible.
pub fn holds_at<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>, edge: EdgeId, as_of: &Edtf) -> Holds {
    let claim = Claim::of(schema, facts, edge);
    if let Some(when) = &claim.when {
        return when.holds_at(as_of);
    }
    claim.without_term(|attested| attested.holds_at(as_of), || Seat::of(facts, &claim).is_taken(as_of.days()))
}

/// Says whether a claim holds at some time within a period.
///
/// As [`holds_at`] for a single day, and never less sure for a longer period. A date, however coarse, has one state
/// of affairs; a period may see several in turn: of two holders of a seat for one, attested in 2017 and in 2021, the
/// first is out as of 2021 but possible during 2021, because nobody says when the second came.
/// So an attested or undated holder is out only where somebody else surely has the seat on every day
/// of the period. Cost `O(h log h)` for h holders of the seat; `O(1)` for other claims.
pub fn holds_during<G: GraphView>(
    schema: &Schema,
    facts: &Facts<'_, G>,
    edge: EdgeId,
    period: &Edtf,
) -> Holds {
    let claim = Claim::of(schema, facts, edge);
    if let Some(when) = &claim.when {
        return when.holds_during(period);
    }
    claim.without_term(
        |attested| attested.holds_during(period),
        || Seat::of(facts, &claim).is_taken_throughout(period.days()),
    )
}

/// What decides when a claim holds.
struct Claim {
    edge: EdgeId,
    when: Option<Edtf>,
    attested: Option<Edtf>,
    is_holding: bool,
    is_timeless: bool,
}

impl Claim {
    fn of<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>, edge: EdgeId) -> Self {
        let declared = schema.types.get(facts.edge_type(edge));
        let when = parsed(facts.when(edge));
        Claim {
            edge,
            attested: if when.is_none() { parsed(facts.attested(edge)) } else { None },
            when,
            is_holding: declared.is_some_and(|declared| declared.role == Some(Role::Holding)),
            is_timeless: declared.is_some_and(|declared| declared.timeless),
        }
    }

    /// Grades a claim that has no date of its own; `is_taken` is asked only where it matters.
    fn without_term(&self, asked: impl Fn(&Edtf) -> Holds, is_taken: impl Fn() -> bool) -> Holds {
        let holds = match &self.attested {
            Some(attested) => asked(attested).max(Holds::Possible),
            None if self.is_timeless => Holds::Certain,
            None => Holds::Possible,
        };
        let may_be_taken = self.is_holding && (self.attested.is_none() || holds == Holds::Possible);
        if may_be_taken && is_taken() { Holds::No } else { holds }
    }
}

fn parsed(text: Option<&str>) -> Option<Edtf> {
    text.and_then(|text| Edtf::parse(text).ok())
}

/// The seat that a claim says somebody holds.
struct Seat {
    /// The date for which the claim is attested.
    own: Option<Edtf>,
    /// The dates of the other holders of a seat for one; none of a seat for many.
    others: Vec<Edtf>,
}

impl Seat {
    fn of<G: GraphView>(facts: &Facts<'_, G>, claim: &Claim) -> Self {
        let ends = facts.graph().edge(claim.edge).filter(|ends| !facts.has_many_seats(ends.target));
        let types: Vec<_> = ends.iter().map(|ends| ends.edge_type).collect();
        let others = ends.into_iter().flat_map(|ends| {
            let holders = facts.graph().expand(ends.target, Direction::Incoming, Types::Only(&types));
            holders.filter(move |hop| hop.neighbor != ends.source)
        });
        let others = others.filter_map(|hop| parsed(facts.when(hop.edge).or_else(|| facts.attested(hop.edge))));
        Seat { own: claim.attested.clone(), others: others.collect() }
    }

    /// Says whether somebody else surely occupies the seat on those days, or did so between them and the date of
    /// the claim: who was succeeded does not come back unless a source says so.
    fn is_taken(&self, asked: Days) -> bool {
        self.others.iter().any(|date| self.is_taken_by(date, asked))
    }

    fn is_taken_by(&self, other: &Edtf, asked: Days) -> bool {
        let is_there = other.holds_within(asked) == Holds::Certain;
        is_there || self.own.as_ref().is_some_and(|own| is_between(other, own.days(), asked))
    }

    /// Says whether the seat is [taken](Self::is_taken) as of every day of a period.
    fn is_taken_throughout(&self, period: Days) -> bool {
        let stretches = self.others.iter().flat_map(|date| {
            let taken = period.stretches(date).into_iter();
            taken.filter(|stretch| self.is_taken_by(date, stretch.first.into()))
        });
        let mut taken: Vec<Days> = stretches.collect();
        taken.sort_unstable_by_key(|days| (days.first, days.last));
        let mut free = period.first;
        for days in taken {
            if days.first > free {
                return false;
            }
            if days.last >= period.last {
                return true;
            }
            free = free.max(days.last.next());
        }
        false
    }
}

/// Says whether a date surely lies after one of two stretches of days and before the other.
fn is_between(date: &Edtf, one: Days, other: Days) -> bool {
    let days = date.days();
    let is_inside = |from: Days, to: Days| from.last < days.first && days.last < to.first;
    !date.is_qualified() && (is_inside(one, other) || is_inside(other, one))
}
