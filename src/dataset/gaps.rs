//! What is missing or thin in a data set.
//!
//! A gap is no error: the data set is silent, or one voice alone speaks. What counts as an agreement, an event or a
//! pairing is said by the schema's roles; where it declares none, the kinds of gaps that need them do not occur.

mod claims;
mod nodes;

use std::collections::BTreeMap;

use super::OriginIndex;
use crate::graph::{Facts, Filter, GraphView, LeftOut, Side, SideIndex};
use crate::model::{EdgeId, NodeId, Schema};

/// One thing that a data set does not say, or says with one voice alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Gap {
    /// A node of a kind that can have a counterpart has none recorded on the other side.
    NoCounterpart {
        /// The node.
        node: NodeId,
        /// Where it stands: on the first or the second side.
        side: Side,
    },
    /// An agreement of which it is not recorded who signed it, or on what occasion.
    NoSigning {
        /// The agreement.
        agreement: NodeId,
        /// Whether nobody is recorded as having signed it.
        no_signer: bool,
        /// Whether no occasion is recorded.
        no_occasion: bool,
    },
    /// An agreement that nothing recorded carries out, builds on, succeeds or looks back on.
    NoFollowUp {
        /// The agreement.
        agreement: NodeId,
    },
    /// Years without any event, between two events.
    EmptyYears {
        /// The first such year.
        first: i32,
        /// The last such year.
        last: i32,
        /// The event before, that which lasts longest.
        before: NodeId,
        /// The event after.
        after: NodeId,
    },
    /// An office of which no holder is named.
    NoHolder {
        /// The office.
        office: NodeId,
    },
    /// An event without recorded participants from a side.
    OneSided {
        /// The event.
        event: NodeId,
        /// The side without participants; both where none at all are recorded.
        missing: Side,
    },
    /// A source of which the date or the author is not known.
    SourceUnknown {
        /// The source.
        source: NodeId,
        /// Whether it has no date.
        no_date: bool,
        /// Whether neither an author nor anybody else is known to stand behind it.
        no_author: bool,
    },
    /// A node that no claim is about, whatever the filter, or a source that nothing cites.
    Unused {
        /// The node or source.
        node: NodeId,
    },
    /// A claim that one independent source alone attests.
    SingleSource {
        /// The claim.
        claim: EdgeId,
        /// How many sources it cites: more than one if they have a common origin.
        n_sources: usize,
    },
    /// A claim that has no date, though its type is not timeless.
    Undated {
        /// The claim.
        claim: EdgeId,
        /// The dated event that it touches, whose date is probably its own.
        event: Option<NodeId>,
    },
}

/// The sorts of gaps, in the order in which they are reported: first what is about nodes, then about claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the `Gap` of that name")]
pub enum GapKind {
    NoCounterpart,
    NoSigning,
    NoFollowUp,
    EmptyYears,
    NoHolder,
    OneSided,
    SourceUnknown,
    Unused,
    SingleSource,
    Undated,
}

impl GapKind {
    /// All sorts, in order.
    pub const ALL: [GapKind; 10] = [
        GapKind::NoCounterpart,
        GapKind::NoSigning,
        GapKind::NoFollowUp,
        GapKind::EmptyYears,
        GapKind::NoHolder,
        GapKind::OneSided,
        GapKind::SourceUnknown,
        GapKind::Unused,
        GapKind::SingleSource,
        GapKind::Undated,
    ];

    /// Returns the name used in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            GapKind::NoCounterpart => "no-counterpart",
            GapKind::NoSigning => "no-signing",
            GapKind::NoFollowUp => "no-follow-up",
            GapKind::EmptyYears => "empty-years",
            GapKind::NoHolder => "no-holder",
            GapKind::OneSided => "one-sided",
            GapKind::SourceUnknown => "source-unknown",
            GapKind::Unused => "unused",
            GapKind::SingleSource => "single-source",
            GapKind::Undated => "undated",
        }
    }

    /// Says whether gaps of this sort are about claims, not nodes.
    pub const fn is_about_claims(self) -> bool {
        matches!(self, GapKind::SingleSource | GapKind::Undated)
    }
}

impl Gap {
    /// Returns its sort.
    pub const fn kind(&self) -> GapKind {
        match self {
            Gap::NoCounterpart { .. } => GapKind::NoCounterpart,
            Gap::NoSigning { .. } => GapKind::NoSigning,
            Gap::NoFollowUp { .. } => GapKind::NoFollowUp,
            Gap::EmptyYears { .. } => GapKind::EmptyYears,
            Gap::NoHolder { .. } => GapKind::NoHolder,
            Gap::OneSided { .. } => GapKind::OneSided,
            Gap::SourceUnknown { .. } => GapKind::SourceUnknown,
            Gap::Unused { .. } => GapKind::Unused,
            Gap::SingleSource { .. } => GapKind::SingleSource,
            Gap::Undated { .. } => GapKind::Undated,
        }
    }

    /// Returns the node it is about; none for claims and years.
    pub const fn node(&self) -> Option<NodeId> {
        match *self {
            Gap::NoCounterpart { node, .. } | Gap::Unused { node } => Some(node),
            Gap::NoSigning { agreement, .. } | Gap::NoFollowUp { agreement } => Some(agreement),
            Gap::NoHolder { office } => Some(office),
            Gap::OneSided { event, .. } => Some(event),
            Gap::SourceUnknown { source, .. } => Some(source),
            Gap::EmptyYears { .. } | Gap::SingleSource { .. } | Gap::Undated { .. } => None,
        }
    }

    /// Returns the claim it is about; none for nodes and years.
    pub const fn claim(&self) -> Option<EdgeId> {
        match *self {
            Gap::SingleSource { claim, .. } | Gap::Undated { claim, .. } => Some(claim),
            _ => None,
        }
    }

    /// Says whether it is about a node or about a claim at that node.
    pub fn touches(&self, graph: &impl GraphView, node: NodeId) -> bool {
        let ends = self.claim().and_then(|claim| graph.edge(claim));
        self.node() == Some(node) || ends.is_some_and(|ends| ends.source == node || ends.target == node)
    }
}

/// What is missing or thin in what a filter lets through.
#[derive(Debug, Default)]
pub struct Gaps {
    /// The gaps, by sort, then id; empty years in time.
    pub found: Vec<Gap>,
    /// How many nodes or claims were asked about each sort that could be asked about.
    pub n_asked: BTreeMap<GapKind, usize>,
    /// The claims that were asked about, by id.
    pub claims: Vec<EdgeId>,
    /// What the filter kept back.
    pub left_out: LeftOut,
}

impl Gaps {
    /// Looks for gaps in what a filter lets through.
    ///
    /// Only nodes of kinds asked for are examined, and claims with an end of such a kind. What a node lacks is
    /// looked for among all claims with a status, date and number of sources asked for, of whatever type; types asked for
    /// choose the claims that are examined, and then no nodes are. Structural kinds stay out unless
    /// asked for, sources aside. Cost `O((n + m) log(n + m))`.
    pub fn find<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>, filter: &Filter) -> Self {
        let mut gaps = Gaps::default();
        let survey = Survey::new(schema, facts, filter);
        if filter.types.is_empty() {
            nodes::examine(&survey, &mut gaps);
        }
        claims::examine(&survey, &mut gaps);
        gaps.found.sort_by_cached_key(|gap| (gap.kind(), *gap));
        gaps
    }

    /// Returns the gaps of a sort.
    pub fn of_kind(&self, kind: GapKind) -> impl Iterator<Item = &Gap> {
        self.found.iter().filter(move |gap| gap.kind() == kind)
    }

    fn ask(&mut self, kind: GapKind, gap: Option<Gap>) {
        *self.n_asked.entry(kind).or_default() += 1;
        self.found.extend(gap);
    }
}

/// What all questions need.
struct Survey<'a, 'g, G> {
    schema: &'a Schema,
    facts: &'a Facts<'g, G>,
    filter: &'a Filter,
    /// The filter without its types: what may fill a gap.
    evidence: Filter,
    sides: SideIndex,
    origins: OriginIndex,
}

impl<'a, 'g, G: GraphView> Survey<'a, 'g, G> {
    fn new(schema: &'a Schema, facts: &'a Facts<'g, G>, filter: &'a Filter) -> Self {
        Survey {
            schema,
            facts,
            filter,
            evidence: Filter { types: Vec::new(), ..filter.clone() },
            sides: SideIndex::new(schema, facts),
            origins: OriginIndex::new(schema, facts),
        }
    }

    fn is_source(&self, node: NodeId) -> bool {
        self.facts.kind(node) == self.schema.source_kind
    }

    /// Says whether a claim may fill a gap.
    fn counts(&self, claim: EdgeId) -> bool {
        self.evidence.judge(self.schema, self.facts, claim).is_ok()
    }

    /// Says whether a node lies outside the date asked for.
    fn is_outside_date(&self, node: NodeId) -> bool {
        self.filter.is_outside_time(self.facts, node)
    }
}
