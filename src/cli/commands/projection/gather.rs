//! Who took part in what, directly and through what they hold or belong to.

use std::collections::{BTreeMap, BTreeSet};

use super::Args;
use crate::cli::error::CliError;
use crate::cli::resolve;
use crate::cli::session::Session;
use crate::graph::{Direction, Filter, GraphView as _, LeftOut, Types, holds_at};
use crate::model::{EdgeId, Edtf, Holds, NodeId, NodeRole, Role};

/// Why a node counts as having taken part in an occasion.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// The claims, in id order.
    pub(super) claims: BTreeSet<EdgeId>,
    /// Whether only what the node holds or belongs to took part.
    pub(super) is_indirect: bool,
}

/// The two-mode network.
pub(super) struct Gathered {
    pub(super) of: Vec<String>,
    pub(super) by: Vec<String>,
    /// Who took part in anything, by id.
    pub(super) members: Vec<NodeId>,
    /// The occasions with somebody, by id, each with its members by position and why.
    pub(super) occasions: Vec<(NodeId, BTreeMap<u32, Part>)>,
    /// Nodes of the kinds asked for that took part in nothing, and occasions that nobody took part in.
    pub(super) n_without: [usize; 2],
    /// How often a seat for one took part when, as far as sources say, several may have held it.
    pub(super) n_ambiguous: usize,
    pub(super) left_out: LeftOut,
}

struct Search<'a> {
    session: &'a Session,
    filter: Filter,
    of: BTreeSet<&'a str>,
    by: BTreeSet<&'a str>,
    via: BTreeSet<&'a str>,
    through_offices: bool,
}

impl Gathered {
    pub(super) fn new(session: &Session, args: &Args) -> Result<Self, CliError> {
        let via = args.via.iter().map(|word| {
            resolve::edge_type(session, word).ok_or_else(|| resolve::unknown_type(session, word))
        });
        let search = Search {
            session,
            filter: args.filters.filter(session)?,
            of: kinds(session, &args.of, NodeRole::Person, "--of")?,
            by: kinds(session, &args.by, NodeRole::Event, "--by")?,
            via: via.collect::<Result<_, CliError>>()?,
            through_offices: args.through_offices,
        };
        Ok(search.run())
    }

    /// Returns the members of each occasion.
    pub(super) fn memberships(&self) -> Vec<Vec<u32>> {
        self.occasions.iter().map(|(_, members)| members.keys().copied().collect()).collect()
    }

    /// Returns how many occasions each member took part in, by position.
    pub(super) fn n_occasions(&self) -> Vec<usize> {
        let mut counts = vec![0; self.members.len()];
        for member in self.occasions.iter().flat_map(|(_, members)| members.keys()) {
            counts[*member as usize] += 1;
        }
        counts
    }
}

/// Returns the kinds asked for, or those of a role.
fn kinds<'s>(
    session: &'s Session,
    words: &[String],
    role: NodeRole,
    flag: &str,
) -> Result<BTreeSet<&'s str>, CliError> {
    let named = words.iter().map(|word| {
        resolve::kind(session, word).ok_or_else(|| resolve::unknown_kind(session, word))
    });
    let named: BTreeSet<&str> = named.collect::<Result<_, CliError>>()?;
    if !named.is_empty() {
        return Ok(named);
    }
    let kinds = session.schema().kinds.iter();
    let of_role: BTreeSet<&str> =
        kinds.filter(|(_, kind)| kind.role == Some(role)).map(|(name, _)| name.as_str()).collect();
    if of_role.is_empty() {
        return Err(CliError::Usage {
            message: format!("no `{flag}`, and no kind of the schema has the role that it stands for"),
            expected: Some(format!("`{flag} KIND`")),
            hint: Some("`hvgraph schema` lists the kinds".to_owned()),
        });
    }
    Ok(of_role)
}

impl Search<'_> {
    fn run(&self) -> Gathered {
        let graph = self.session.graph();
        let facts = self.session.facts();
        let mut left_out = LeftOut::default();
        for edge in graph.edges() {
            if let Err(reason) = self.filter.judge(self.session.schema(), &facts, edge) {
                left_out.count(reason);
            }
        }
        let mut n_without = [0, 0];
        let mut n_ambiguous = 0;
        let mut parts: Vec<(NodeId, BTreeMap<NodeId, Part>)> = Vec::new();
        for occasion in graph.nodes().filter(|node| self.by.contains(facts.kind(*node))) {
            let members = self.members_of(occasion, &mut n_ambiguous);
            if members.is_empty() {
                n_without[1] += 1;
            } else {
                parts.push((occasion, members));
            }
        }
        let members: BTreeSet<NodeId> =
            parts.iter().flat_map(|(_, members)| members.keys().copied()).collect();
        n_without[0] = graph.nodes().filter(|node| self.is_member(*node) && !members.contains(node)).count();
        let position: BTreeMap<NodeId, u32> = members.iter().copied().zip(0..).collect();
        let occasions = parts.into_iter().map(|(occasion, members)| {
            (occasion, members.into_iter().map(|(node, part)| (position[&node], part)).collect())
        });
        Gathered {
            of: self.of.iter().map(|kind| (*kind).to_owned()).collect(),
            by: self.by.iter().map(|kind| (*kind).to_owned()).collect(),
            occasions: occasions.collect(),
            members: members.into_iter().collect(),
            n_without,
            n_ambiguous,
            left_out,
        }
    }

    fn is_member(&self, node: NodeId) -> bool {
        let facts = self.session.facts();
        self.of.contains(facts.kind(node)) && self.filter.wants_kind(&facts, node)
    }

    fn counts(&self, edge: EdgeId) -> bool {
        self.filter.judge(self.session.schema(), &self.session.facts(), edge).is_ok()
    }

    fn members_of(&self, occasion: NodeId, n_ambiguous: &mut usize) -> BTreeMap<NodeId, Part> {
        let facts = self.session.facts();
        let mut direct: BTreeMap<NodeId, Part> = BTreeMap::new();
        let mut indirect: BTreeMap<NodeId, Part> = BTreeMap::new();
        for hop in self.session.graph().expand(occasion, Direction::Both, Types::All) {
            let is_meant = self.via.is_empty() || self.via.contains(facts.edge_type(hop.edge));
            if hop.neighbor == occasion || !is_meant || !self.counts(hop.edge) {
                continue;
            }
            if self.is_member(hop.neighbor) {
                direct.entry(hop.neighbor).or_default().claims.insert(hop.edge);
            }
            if self.through_offices {
                let behind = self.behind(hop.neighbor, hop.edge, occasion);
                if self.is_ambiguous(hop.neighbor, &behind) {
                    *n_ambiguous += 1;
                    continue;
                }
                for (claim, member) in behind {
                    let part = indirect.entry(member).or_default();
                    part.claims.extend([hop.edge, claim]);
                    part.is_indirect = true;
                }
            }
        }
        // What is said of somebody directly needs no detour.
        for (member, part) in indirect {
            direct.entry(member).or_insert(part);
        }
        direct
    }

    /// Says whether a seat for one has several whom it may stand for: two holders of it did not meet in it.
    fn is_ambiguous(&self, what: NodeId, behind: &[(EdgeId, NodeId)]) -> bool {
        let (schema, facts) = (self.session.schema(), self.session.facts());
        let is_holding = |edge: EdgeId| {
            schema.types.get(facts.edge_type(edge)).is_some_and(|declared| declared.role == Some(Role::Holding))
        };
        let holders = behind.iter().filter(|(edge, _)| is_holding(*edge)).map(|(_, holder)| *holder);
        !facts.has_many_seats(what) && holders.collect::<BTreeSet<NodeId>>().len() > 1
    }

    /// Returns who holds or belongs to what took part, unless a source rules it out at the date.
    fn behind(&self, what: NodeId, part: EdgeId, occasion: NodeId) -> Vec<(EdgeId, NodeId)> {
        let (schema, facts) = (self.session.schema(), self.session.facts());
        let date = facts.when(part).or_else(|| facts.attested(part)).or_else(|| facts.node_when(occasion));
        let date = date.and_then(|date| Edtf::parse(date).ok());
        let hops = self.session.graph().expand(what, Direction::Incoming, Types::All);
        let stands_behind = |edge: EdgeId| {
            let role = schema.types.get(facts.edge_type(edge)).and_then(|declared| declared.role);
            matches!(role, Some(Role::Holding | Role::Membership))
        };
        let may_be = |edge: EdgeId| {
            date.as_ref().is_none_or(|date| holds_at(schema, &facts, edge, date) != Holds::No)
        };
        hops.filter(|hop| hop.neighbor != what && stands_behind(hop.edge) && self.counts(hop.edge))
            .filter(|hop| self.is_member(hop.neighbor) && may_be(hop.edge))
            .map(|hop| (hop.edge, hop.neighbor))
            .collect()
    }
}
