//! Who faces whom across the two sides of a data set, and why one may say so.
//!
//! A pair is two nodes of one class (the role of their kinds, or the kind itself), one on each side, with at least
//! one [`Reason`]. Sources state few pairs; the others are inferred by the rules of [`Rule`], each of which names the
//! claims that it rests on. No rule knows a kind, a type or a word: they read the roles of the schema, and the names
//! of the places that are the sides.

mod evidence;
mod function;
mod near;

use std::collections::{BTreeMap, BTreeSet};

use self::evidence::Finder;
pub use self::near::{hops_of, near};
use crate::graph::{Direction, Facts, Filter, GraphView, LabelId, LeftOut, Side, SideIndex, Types};
use crate::model::{EdgeId, NodeId, NodeRole, Role, Schema, Status};

/// The most pairs that one occasion, one function or one pair of offices may give; what would give more says nothing
/// of any of them.
const MOST_PAIRS: usize = 64;

/// What may have counterparts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Classes {
    /// Places, institutions, offices and persons.
    Usual,
    /// Nodes of these kinds.
    Kinds(Vec<LabelId>),
}

/// What kind of counterpart a node can have: one of its own class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class<'s> {
    /// Kinds with this role.
    Role(NodeRole),
    /// A kind without a role.
    Kind(&'s str),
}

/// The counterparts in a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterparts<'s> {
    /// The pairs by class (places, institutions, offices, persons, others); in a class stated before inferred, then
    /// by the strongest rule, then by the number of reasons, most first, then by names.
    pub pairs: Vec<Pair<'s>>,
    /// How many occasions had too many on either side to pair anybody.
    pub n_crowds: usize,
    /// Claims that the filter kept back.
    pub left_out: LeftOut,
}

/// Two nodes that face each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair<'s> {
    /// Their class.
    pub class: Class<'s>,
    /// One of each side, in the order of the schema's sides.
    pub ends: [NodeId; 2],
    /// Why, the strongest first; never empty.
    pub reasons: Vec<Reason>,
}

/// Why two nodes are counterparts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// By which rule.
    pub rule: Rule,
    /// The claims it rests on.
    pub claims: Vec<EdgeId>,
}

/// What makes two nodes counterparts, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A claim of a pairing type says so.
    Stated,
    /// A claim of a pairing type that is marked as inferred or disputed says so.
    Marked,
    /// A symmetric claim of another type ties the two: they met, they cooperate.
    Tied,
    /// Their names are the same once the names of the sides are taken out, and no other node of the class has it.
    SameFunction,
    /// They hold or held offices that are counterparts and for one holder each, and no source rules out that they did
    /// so at one date.
    Offices {
        /// The offices, one of each side.
        seats: [NodeId; 2],
    },
    /// Each was bound by or signed one agreement, for its side.
    Agreement {
        /// The agreement.
        at: NodeId,
        /// How many of the class each side had in it.
        n: [usize; 2],
    },
    /// Each took part in one event, for its side.
    Event {
        /// The event.
        at: NodeId,
        /// How many of the class each side had there.
        n: [usize; 2],
    },
    /// Each is tied to one subject matter.
    Field {
        /// The subject matter.
        at: NodeId,
        /// How many of the class each side has there.
        n: [usize; 2],
    },
}

impl Class<'_> {
    /// Returns the name of the role, such as `office`, or of the kind.
    pub fn name(self) -> String {
        match self {
            Class::Role(role) => {
                let json = serde_json::to_value(role).ok();
                json.and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default()
            }
            Class::Kind(kind) => kind.to_owned(),
        }
    }
}

impl Rule {
    /// Returns its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Rule::Stated => "stated",
            Rule::Marked => "marked_inferred",
            Rule::Tied => "tied_directly",
            Rule::SameFunction => "same_function",
            Rule::Offices { .. } => "held_paired_offices",
            Rule::Agreement { .. } => "same_agreement",
            Rule::Event { .. } => "same_event",
            Rule::Field { .. } => "same_field",
        }
    }

    /// Says whether the rule, by itself, tells little: somebody else of the class was there as well.
    pub fn is_weak(self) -> bool {
        match self {
            Rule::Agreement { n, .. } | Rule::Event { n, .. } | Rule::Field { n, .. } => n != [1, 1],
            Rule::Stated | Rule::Marked | Rule::Tied | Rule::SameFunction | Rule::Offices { .. } => false,
        }
    }
}

impl Pair<'_> {
    /// Says whether a source states the pair.
    pub fn is_stated(&self) -> bool {
        self.reasons.iter().any(|reason| reason.rule == Rule::Stated)
    }

    /// Says whether all its reasons are weak.
    pub fn is_weak(&self) -> bool {
        self.reasons.iter().all(|reason| reason.rule.is_weak())
    }
}

/// A node without a counterpart.
#[derive(Debug, Clone, PartialEq)]
pub struct Unpaired<'s> {
    /// The node.
    pub node: NodeId,
    /// Its class.
    pub class: Class<'s>,
    /// On which side it is: 0 or 1.
    pub side: usize,
    /// Counterparts of the bodies it belongs to, hubs aside: where its own would be looked for.
    pub across: Vec<NodeId>,
}

/// Finds the counterparts in a data set; none where its schema declares no sides.
///
/// Claims and nodes count as the filter says, but for its kinds, which `classes` are in place of. Nodes that stand
/// on both sides or on none have no counterpart. Parallel claims are evidence side by side; a loop is none.
/// Weak pairs are among the pairs. Cost `O(n log n + m log m)` time, `O(n + m)` memory.
pub fn counterparts<'s, G: GraphView>(
    schema: &'s Schema,
    facts: &Facts<'_, G>,
    filter: &Filter,
    classes: &Classes,
) -> Counterparts<'s> {
    let board = Board::new(schema, facts, filter, classes);
    let mut finder = Finder::new(&board);
    finder.direct();
    finder.functions();
    finder.occasions();
    finder.holders();
    let mut pairs: Vec<Pair<'s>> = finder.pairs().collect();
    pairs.sort_by(|a, b| {
        let key = |pair: &Pair<'s>| (order(pair.class), !pair.is_stated(), pair.is_weak());
        let strongest = |pair: &Pair<'s>| pair.reasons.first().map(|reason| rank(reason.rule));
        let names = |pair: &Pair<'s>| pair.ends.map(|node| facts.name(node));
        key(a)
            .cmp(&key(b))
            .then_with(|| strongest(a).cmp(&strongest(b)))
            .then_with(|| b.reasons.len().cmp(&a.reasons.len()))
            .then_with(|| names(a).cmp(&names(b)))
            .then_with(|| a.ends.cmp(&b.ends))
    });
    Counterparts { pairs, n_crowds: finder.n_crowds, left_out: board.left_out }
}

/// Finds nodes without a counterpart among `pairs`: of the usual classes only offices and institutions and places,
/// since nobody says that persons should have one. By class, side and name.
pub fn unpaired<'s, G: GraphView>(
    schema: &'s Schema,
    facts: &Facts<'_, G>,
    filter: &Filter,
    classes: &Classes,
    pairs: &[Pair<'_>],
) -> Vec<Unpaired<'s>> {
    let board = Board::new(schema, facts, filter, classes);
    let mut across: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    for pair in pairs {
        let [one, other] = pair.ends;
        across.entry(one).or_default().insert(other);
        across.entry(other).or_default().insert(one);
    }
    let mut found: Vec<Unpaired<'s>> = Vec::new();
    for node in facts.graph().nodes().filter(|node| !across.contains_key(node)) {
        let Some((class, side)) = board.place(node) else { continue };
        let is_person = *classes == Classes::Usual && class == Class::Role(NodeRole::Person);
        if !is_person {
            // A city is no body: everything in it would face the other city.
            let bodies = board.targets(node, Role::Containment).map(|hop| hop.1);
            let bodies = bodies.filter(|body| !board.is_hub(*body));
            let across = bodies.filter_map(|body| across.get(&body)).flatten().copied().collect();
            found.push(Unpaired { node, class, side, across });
        }
    }
    found.sort_by(|a, b| {
        (order(a.class), a.side, facts.name(a.node), a.node).cmp(&(
            order(b.class),
            b.side,
            facts.name(b.node),
            b.node,
        ))
    });
    found
}

/// The order in which classes are shown.
fn order(class: Class<'_>) -> (usize, Class<'_>) {
    let place = match class {
        Class::Role(NodeRole::Place) => 0,
        Class::Role(NodeRole::Institution) => 1,
        Class::Role(NodeRole::Office) => 2,
        Class::Role(NodeRole::Person) => 3,
        Class::Role(_) | Class::Kind(_) => 4,
    };
    (place, class)
}

/// The rank of a rule whatever it is about.
fn rank(rule: Rule) -> usize {
    match rule {
        Rule::Stated => 0,
        Rule::Marked => 1,
        Rule::Tied => 2,
        Rule::SameFunction => 3,
        Rule::Offices { .. } => 4,
        Rule::Agreement { .. } => 5,
        Rule::Event { .. } => 6,
        Rule::Field { .. } => 7,
    }
}

/// The data set as the rules see it: who is on which side, and which claims count.
struct Board<'a, 's, 'g, G> {
    schema: &'s Schema,
    facts: &'a Facts<'g, G>,
    places: Vec<Option<(Class<'s>, usize)>>,
    counts: Vec<bool>,
    left_out: LeftOut,
}

impl<'a, 's, 'g, G: GraphView> Board<'a, 's, 'g, G> {
    fn new(schema: &'s Schema, facts: &'a Facts<'g, G>, filter: &Filter, classes: &Classes) -> Self {
        let graph = facts.graph();
        let sides = SideIndex::new(schema, facts);
        let mut board = Board {
            schema,
            facts,
            places: vec![None; graph.node_bound()],
            counts: vec![false; graph.edge_bound()],
            left_out: LeftOut::default(),
        };
        for node in graph.nodes().filter(|node| !filter.hides(schema, facts, *node)) {
            let side = match sides.side(node) {
                Some(Side::First) => 0,
                Some(Side::Second) => 1,
                Some(Side::Both) | None => continue,
            };
            board.places[node.index()] = board.class(node, classes).map(|class| (class, side));
        }
        for edge in graph.edges() {
            match filter.judge(schema, facts, edge) {
                Ok(_) => board.counts[edge.index()] = true,
                Err(reason) => board.left_out.count(reason),
            }
        }
        board
    }

    fn class(&self, node: NodeId, classes: &Classes) -> Option<Class<'s>> {
        let (name, kind) = self.schema.kinds.get_key_value(self.facts.kind(node))?;
        let is_wanted = match classes {
            Classes::Usual => matches!(
                kind.role,
                Some(NodeRole::Place | NodeRole::Institution | NodeRole::Office | NodeRole::Person)
            ),
            Classes::Kinds(kinds) => self.facts.graph().labels(node).iter().any(|label| kinds.contains(label)),
        };
        is_wanted.then(|| kind.role.map_or(Class::Kind(name.as_str()), Class::Role))
    }

    /// Returns the class and side of a node that can have a counterpart.
    fn place(&self, node: NodeId) -> Option<(Class<'s>, usize)> {
        self.places.get(node.index()).copied().flatten()
    }

    /// Returns two nodes in the order of the sides, if they are of one class and of different sides.
    fn faced(&self, one: NodeId, other: NodeId) -> Option<(Class<'s>, [NodeId; 2])> {
        let ((class, side), (other_class, other_side)) = (self.place(one)?, self.place(other)?);
        match (class == other_class, side, other_side) {
            (true, 0, 1) => Some((class, [one, other])),
            (true, 1, 0) => Some((class, [other, one])),
            _ => None,
        }
    }

    fn role(&self, edge: EdgeId) -> Option<Role> {
        self.schema.types.get(self.facts.edge_type(edge))?.role
    }

    fn is_hub(&self, node: NodeId) -> bool {
        self.schema.kinds.get(self.facts.kind(node)).is_some_and(|kind| kind.hub)
    }

    fn node_role(&self, node: NodeId) -> Option<NodeRole> {
        self.schema.kinds.get(self.facts.kind(node))?.role
    }

    /// Returns the claims that count at a node, with the node at their other end.
    fn claims(&self, node: NodeId, direction: Direction) -> impl Iterator<Item = (EdgeId, NodeId)> {
        let hops = self.facts.graph().expand(node, direction, Types::All);
        hops.filter(|hop| self.counts[hop.edge.index()]).map(|hop| (hop.edge, hop.neighbor))
    }

    /// Returns the claims of a role that lead from a node, with their targets.
    fn targets(&self, node: NodeId, role: Role) -> impl Iterator<Item = (EdgeId, NodeId)> {
        self.claims(node, Direction::Outgoing).filter(move |(edge, _)| self.role(*edge) == Some(role))
    }

    /// Returns the rule of a claim that ties two nodes directly.
    fn direct_rule(&self, edge: EdgeId) -> Option<Rule> {
        let declared = self.schema.types.get(self.facts.edge_type(edge))?;
        match (declared.role, declared.symmetric, self.facts.status(edge)) {
            (Some(Role::Pairing), _, Status::Stated) => Some(Rule::Stated),
            (Some(Role::Pairing), _, Status::Inferred | Status::Disputed) => Some(Rule::Marked),
            (_, true, status) if status != Status::Denied => Some(Rule::Tied),
            // What a source denies is no evidence, even where denied claims were asked for.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
