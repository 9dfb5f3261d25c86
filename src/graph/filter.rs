//! Chooses nodes and claims by kind, type, date, status and number of sources.

use super::{Direction, Facts, GraphView, LabelId, TypeId, Types};
use crate::model::{EdgeId, Edtf, Holds, NodeId, Role, Schema, Status};

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
    /// Only claims that surely hold as of the date.
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

    /// Says whether a node is of a kind asked for.
    pub fn wants_kind<G: GraphView>(&self, facts: &Facts<'_, G>, node: NodeId) -> bool {
        self.kinds.is_empty() || facts.graph().labels(node).iter().any(|label| self.kinds.contains(label))
    }

    /// Says whether an edge counts, and if it does, how surely it holds as of the date.
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
        let holds = self.as_of.as_ref().map_or(Holds::Certain, |date| holds_at(schema, facts, edge, date));
        let least = if self.only_certain { Holds::Certain } else { Holds::Possible };
        if holds < least { Err(Reason::Date) } else { Ok(holds) }
    }
}

/// Says whether a claim holds as of a date.
///
/// Its own date decides. Without one, what a source attests for a date is certain as of that date and
/// possible at all others, because an attested office is no term of office; but not where the seat is for one and
/// somebody else surely occupies it then or in between. A claim without any date is
/// certain where its type is timeless, else possible.
pub fn holds_at<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>, edge: EdgeId, as_of: &Edtf) -> Holds {
    let date = |text: Option<&str>| text.and_then(|text| Edtf::parse(text).ok());
    if let Some(when) = date(facts.when(edge)) {
        return when.holds_at(as_of);
    }
    let declared = schema.types.get(facts.edge_type(edge));
    let is_holding = declared.is_some_and(|declared| declared.role == Some(Role::Holding));
    if let Some(attested) = date(facts.attested(edge)) {
        let holds = attested.holds_at(as_of).max(Holds::Possible);
        let taken = holds == Holds::Possible && is_holding && is_taken(facts, edge, as_of);
        return if taken { Holds::No } else { holds };
    }
    if is_holding && is_taken(facts, edge, as_of) {
        return Holds::No;
    }
    if declared.is_some_and(|declared| declared.timeless) { Holds::Certain } else { Holds::Possible }
}

/// Says whether somebody else surely occupies the seat as of the date, or did so between it and the date of the
/// claim: who was succeeded does not come back unless a source says so.
fn is_taken<G: GraphView>(facts: &Facts<'_, G>, edge: EdgeId, as_of: &Edtf) -> bool {
    let Some(ends) = facts.graph().edge(edge) else { return false };
    if facts.has_many_seats(ends.target) {
        return false;
    }
    let own = facts.when(edge).or_else(|| facts.attested(edge)).and_then(|text| Edtf::parse(text).ok());
    let types = [ends.edge_type];
    let mut others = facts.graph().expand(ends.target, Direction::Incoming, Types::Only(&types));
    others.any(|hop| {
        let date = facts.when(hop.edge).or_else(|| facts.attested(hop.edge));
        let date = date.and_then(|text| Edtf::parse(text).ok());
        hop.neighbor != ends.source
            && date.is_some_and(|date| {
                date.holds_at(as_of) == Holds::Certain
                    || own.as_ref().is_some_and(|own| is_between(&date, own, as_of))
            })
    })
}

/// Says whether a date surely lies after one of two others and before the other.
fn is_between(date: &Edtf, one: &Edtf, other: &Edtf) -> bool {
    let before = |a: &Edtf, b: &Edtf| a.latest().zip(b.earliest()).is_some_and(|(a, b)| a < b);
    !date.is_qualified()
        && ((before(one, date) && before(date, other)) || (before(other, date) && before(date, one)))
}
