//! The rules, one a function: each goes over the data set once and collects reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::function::PlaceNames;
use super::{Board, Class, MOST_PAIRS, Pair, Reason, Rule};
use crate::graph::{Direction, GraphView, holds_at};
use crate::model::{EdgeId, Edtf, Holds, NodeId, NodeRole, Role};

/// The nodes of each class and side that something brings together, with the claims that bring each.
type Gathering<'s> = BTreeMap<Class<'s>, [BTreeMap<NodeId, Vec<EdgeId>>; 2]>;

/// The reasons found so far.
pub(super) struct Finder<'b, 'a, 's, 'g, G> {
    board: &'b Board<'a, 's, 'g, G>,
    reasons: BTreeMap<(Class<'s>, [NodeId; 2]), BTreeMap<Rule, BTreeSet<EdgeId>>>,
    pub(super) n_crowds: usize,
}

impl<'b, 'a, 's, 'g, G: GraphView> Finder<'b, 'a, 's, 'g, G> {
    pub(super) fn new(board: &'b Board<'a, 's, 'g, G>) -> Self {
        Finder { board, reasons: BTreeMap::new(), n_crowds: 0 }
    }

    /// Returns the pairs found, by class and ends.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair<'s>> {
        self.reasons.iter().map(|((class, ends), reasons)| {
            let reasons = reasons
                .iter()
                .map(|(rule, claims)| Reason { rule: *rule, claims: claims.iter().copied().collect() });
            Pair { class: *class, ends: *ends, reasons: reasons.collect() }
        })
    }

    fn add(&mut self, (class, ends): (Class<'s>, [NodeId; 2]), rule: Rule, claims: impl IntoIterator<Item = EdgeId>) {
        self.reasons.entry((class, ends)).or_default().entry(rule).or_default().extend(claims);
    }

    /// Claims between the two themselves.
    pub(super) fn direct(&mut self) {
        let board = self.board;
        for edge in board.facts.graph().edges().filter(|edge| board.counts[edge.index()]) {
            let Some(ends) = board.facts.graph().edge(edge) else { continue };
            let faced = board.faced(ends.source, ends.target);
            if let (Some(faced), Some(rule)) = (faced, board.direct_rule(edge)) {
                self.add(faced, rule, [edge]);
            }
        }
    }

    /// The same name but for the place. It rests on the claims that say where each of the two belongs.
    pub(super) fn functions(&mut self) {
        let board = self.board;
        let places = PlaceNames::new(board.schema, board.facts);
        let mut bearers: BTreeMap<(Class<'s>, String), [Vec<NodeId>; 2]> = BTreeMap::new();
        for node in board.facts.graph().nodes() {
            let Some((class, side)) = board.place(node) else { continue };
            if matches!(class, Class::Role(NodeRole::Person | NodeRole::Place)) {
                continue;
            }
            for function in places.functions(board.facts, node) {
                bearers.entry((class, function)).or_default()[side].push(node);
            }
        }
        for ((class, _), sides) in bearers {
            if let [[one], [other]] = [sides[0].as_slice(), sides[1].as_slice()] {
                let claims = [*one, *other].into_iter().flat_map(|node| board.targets(node, Role::Containment));
                let claims: Vec<EdgeId> = claims.map(|(edge, _)| edge).collect();
                self.add((class, [*one, *other]), Rule::SameFunction, claims);
            }
        }
    }

    /// Events, agreements and subject matters that both have a part in.
    pub(super) fn occasions(&mut self) {
        let board = self.board;
        for at in board.facts.graph().nodes() {
            match board.node_role(at) {
                Some(NodeRole::Event) => {
                    let sides = self.gather(at, Direction::Incoming, |role| role == Some(Role::Participation));
                    self.face(&sides, |n| Rule::Event { at, n });
                }
                Some(NodeRole::Agreement) => {
                    let binds = |role| matches!(role, Some(Role::Party | Role::Signing));
                    let sides = self.gather(at, Direction::Incoming, binds);
                    self.face(&sides, |n| Rule::Agreement { at, n });
                }
                Some(NodeRole::Field) => {
                    let sides = self.gather(at, Direction::Both, |_| true);
                    self.face(&sides, |n| Rule::Field { at, n });
                }
                _ => {}
            }
        }
    }

    fn gather(&self, at: NodeId, direction: Direction, wants: impl Fn(Option<Role>) -> bool) -> Gathering<'s> {
        let mut gathering = Gathering::new();
        for (edge, node) in self.board.claims(at, direction).filter(|(edge, _)| wants(self.board.role(*edge))) {
            if let Some((class, side)) = self.board.place(node) {
                gathering.entry(class).or_default()[side].entry(node).or_default().push(edge);
            }
        }
        gathering
    }

    /// Pairs all of one side with all of the other, unless they are too many.
    fn face(&mut self, gathering: &Gathering<'s>, rule: impl Fn([usize; 2]) -> Rule) {
        for (class, [ones, others]) in gathering {
            let n = [ones.len(), others.len()];
            if n[0].saturating_mul(n[1]) > MOST_PAIRS {
                self.n_crowds += 1;
                continue;
            }
            for (one, its) in ones {
                for (other, theirs) in others {
                    let claims = its.iter().chain(theirs).copied();
                    self.add((*class, [*one, *other]), rule(n), claims);
                }
            }
        }
    }

    /// Holders of offices that are counterparts, by what was found before.
    pub(super) fn holders(&mut self) {
        let is_strong = |reasons: &BTreeMap<Rule, BTreeSet<EdgeId>>| reasons.keys().any(|rule| !rule.is_weak());
        let seats: Vec<[NodeId; 2]> = self
            .reasons
            .iter()
            .filter(|((class, _), reasons)| *class == Class::Role(NodeRole::Office) && is_strong(reasons))
            .map(|((_, seats), _)| *seats)
            // One of many members says little about who faces whom.
            .filter(|seats| !seats.iter().any(|seat| self.board.facts.has_many_seats(*seat)))
            .collect();
        for seats in seats {
            let [ones, others] = seats.map(|seat| self.holdings(seat));
            if ones.len().saturating_mul(others.len()) > MOST_PAIRS {
                self.n_crowds += 1;
                continue;
            }
            for &(one, holder) in &ones {
                for &(other, faced) in &others {
                    if let Some(faced) = self.board.faced(holder, faced).filter(|_| self.may_coincide(one, other)) {
                        self.add(faced, Rule::Offices { seats }, [one, other]);
                    }
                }
            }
        }
    }

    /// Returns the holding claims of a seat, with the holders.
    fn holdings(&self, seat: NodeId) -> Vec<(EdgeId, NodeId)> {
        let claims = self.board.claims(seat, Direction::Incoming);
        claims.filter(|(edge, _)| self.board.role(*edge) == Some(Role::Holding)).collect()
    }

    /// Says whether one of two claims may hold at the date of the other, as far as sources say.
    fn may_coincide(&self, one: EdgeId, other: EdgeId) -> bool {
        let (schema, facts) = (self.board.schema, self.board.facts);
        let date = |edge| facts.when(edge).or_else(|| facts.attested(edge)).and_then(|text| Edtf::parse(text).ok());
        let holds = |edge, at: Option<Edtf>| {
            at.is_none_or(|date| holds_at(schema, facts, edge, &date) != Holds::No)
        };
        holds(one, date(other)) && holds(other, date(one))
    }
}
