//! Gaps of nodes: what is not recorded of a counterpart, a signing, a holder, a participant, a source.

use std::collections::BTreeSet;

use super::super::origins::contributors;
use super::{Gap, GapKind, Gaps, Survey};
use crate::graph::{Direction, GraphView, Hop, Side, Types, node_role, types_of_role};
use crate::model::{Edtf, NodeId, NodeRole, Role, keys};

pub(super) fn examine<G: GraphView>(survey: &Survey<'_, '_, G>, gaps: &mut Gaps) {
    let cited = cited_sources(survey);
    let pairable = pairable_kinds(survey);
    let mut events = Vec::new();
    for node in survey.facts.graph().nodes() {
        if !is_asked_about(survey, node, gaps) {
            continue;
        }
        if survey.is_source(node) {
            gaps.ask(GapKind::SourceUnknown, source_unknown(survey, node));
            let is_cited = cited.contains(survey.facts.id(node));
            gaps.ask(GapKind::Unused, (!is_cited).then_some(Gap::Unused { node }));
            continue;
        }
        // Whatever the filters say: that a name stands alone is a matter of the data set.
        let has_claim = survey.facts.graph().expand(node, Direction::Both, Types::All).next().is_some();
        gaps.ask(GapKind::Unused, (!has_claim).then_some(Gap::Unused { node }));
        if pairable.contains(survey.facts.kind(node)) {
            counterpart(survey, node, gaps);
        }
        match node_role(survey.schema, survey.facts, node) {
            Some(NodeRole::Agreement) => agreement(survey, node, gaps),
            Some(NodeRole::Office) => gaps.ask(GapKind::NoHolder, no_holder(survey, node)),
            Some(NodeRole::Event) => {
                events.push(node);
                if survey.schema.sides.is_some() {
                    gaps.ask(GapKind::OneSided, one_sided(survey, node));
                }
            }
            _ => {}
        }
    }
    empty_years(survey, &events, gaps);
}

fn is_asked_about<G: GraphView>(survey: &Survey<'_, '_, G>, node: NodeId, gaps: &mut Gaps) -> bool {
    if !survey.filter.wants_kind(survey.facts, node) {
        gaps.left_out.kind += 1;
    } else if !survey.is_source(node) && survey.filter.hides(survey.schema, survey.facts, node) {
        gaps.left_out.structural += 1;
    } else if survey.is_outside_date(node) {
        gaps.left_out.date += 1;
    } else {
        return true;
    }
    false
}

/// Returns the ids of sources that anything cites.
fn cited_sources<'g, G: GraphView>(survey: &Survey<'_, 'g, G>) -> BTreeSet<&'g str> {
    let facts = *survey.facts;
    let of_nodes = facts.graph().nodes().flat_map(move |node| {
        facts.node_citations(node).chain(facts.alias_citations(node).flatten())
    });
    let of_claims = facts.graph().edges().flat_map(move |edge| facts.citations(edge));
    of_nodes.chain(of_claims).filter_map(|cite| Some(cite.rsplit_once('#')?.0)).collect()
}

/// Returns the kinds that a type of the role `pairing` allows at an end.
fn pairable_kinds<'a, G>(survey: &Survey<'a, '_, G>) -> BTreeSet<&'a str> {
    let types = survey.schema.types.values().filter(|declared| declared.role == Some(Role::Pairing));
    types.flat_map(|declared| declared.from.iter().chain(&declared.to)).map(String::as_str).collect()
}

/// Asks about the counterpart of a node that stands on one side alone.
fn counterpart<G: GraphView>(survey: &Survey<'_, '_, G>, node: NodeId, gaps: &mut Gaps) {
    let Some(side @ (Side::First | Side::Second)) = survey.sides.side(node) else { return };
    let has_one = hops(survey, node, Direction::Both, Role::Pairing)
        .any(|hop| survey.sides.side(hop.neighbor).is_some_and(|other| other != side));
    gaps.ask(GapKind::NoCounterpart, (!has_one).then_some(Gap::NoCounterpart { node, side }));
}

fn agreement<G: GraphView>(survey: &Survey<'_, '_, G>, agreement: NodeId, gaps: &mut Gaps) {
    let has = |direction, role| hops(survey, agreement, direction, role).next().is_some();
    let no_signer = !has(Direction::Incoming, Role::Signing);
    let no_occasion = !has(Direction::Outgoing, Role::Occasion);
    let unsigned = (no_signer || no_occasion).then_some(Gap::NoSigning { agreement, no_signer, no_occasion });
    gaps.ask(GapKind::NoSigning, unsigned);
    gaps.ask(GapKind::NoFollowUp, no_follow_up(survey, agreement));
}

/// What follows must be of a kind with a role: that somebody spoke of an agreement is no follow-up.
fn no_follow_up<G: GraphView>(survey: &Survey<'_, '_, G>, agreement: NodeId) -> Option<Gap> {
    let ways = [
        (Direction::Incoming, Role::FollowUp),
        (Direction::Incoming, Role::Succession),
        (Direction::Outgoing, Role::Outcome),
    ];
    let mut following = ways.into_iter().flat_map(|(direction, role)| hops(survey, agreement, direction, role));
    let followed = following.any(|hop| node_role(survey.schema, survey.facts, hop.neighbor).is_some());
    (!followed).then_some(Gap::NoFollowUp { agreement })
}

fn no_holder<G: GraphView>(survey: &Survey<'_, '_, G>, office: NodeId) -> Option<Gap> {
    let held = hops(survey, office, Direction::Incoming, Role::Holding).next().is_some();
    (!held).then_some(Gap::NoHolder { office })
}

fn one_sided<G: GraphView>(survey: &Survey<'_, '_, G>, event: NodeId) -> Option<Gap> {
    let participants = hops(survey, event, Direction::Incoming, Role::Participation);
    let sides: BTreeSet<Side> = participants.filter_map(|hop| survey.sides.side(hop.neighbor)).collect();
    let lacks = |position| !sides.iter().any(|side| side.is_on(position));
    let missing = match (lacks(0), lacks(1)) {
        (true, true) => Side::Both,
        (true, false) => Side::First,
        (false, true) => Side::Second,
        (false, false) => return None,
    };
    Some(Gap::OneSided { event, missing })
}

fn source_unknown<G: GraphView>(survey: &Survey<'_, '_, G>, source: NodeId) -> Option<Gap> {
    let lacks = |key| survey.facts.graph().property(source, key).is_none();
    let no_date = lacks(keys::PUBLISHED);
    let no_author = lacks(keys::AUTHOR)
        && contributors(survey.schema.origins.as_ref(), survey.facts, source).is_empty();
    (no_date || no_author).then_some(Gap::SourceUnknown { source, no_date, no_author })
}

/// An event, and the first and last year in which it may have been.
type Spell = (i32, i32, NodeId);

/// Asks about the years between events; an event with an open or unknown end says nothing of other years.
fn empty_years<G: GraphView>(survey: &Survey<'_, '_, G>, events: &[NodeId], gaps: &mut Gaps) {
    let spell = |node: &NodeId| -> Option<Spell> {
        let date = Edtf::parse(survey.facts.node_when(*node)?).ok()?;
        Some((date.earliest()?.year, date.latest()?.year, *node))
    };
    let mut spells: Vec<Spell> = events.iter().filter_map(spell).collect();
    spells.sort_unstable();
    let mut spells = spells.into_iter();
    let Some(mut reached) = spells.next() else { return };
    for spell in spells {
        if spell.0 > reached.1.saturating_add(1) {
            let (first, last) = (reached.1 + 1, spell.0 - 1);
            let gap = Gap::EmptyYears { first, last, before: reached.2, after: spell.2 };
            gaps.found.push(gap);
        }
        if spell.1 > reached.1 {
            reached = spell;
        }
    }
}

/// Returns the claims of a role at a node that may fill a gap.
fn hops<G: GraphView>(
    survey: &Survey<'_, '_, G>,
    node: NodeId,
    direction: Direction,
    role: Role,
) -> impl Iterator<Item = Hop> {
    let types = types_of_role(survey.schema, survey.facts.graph(), role);
    let hops = survey.facts.graph().expand(node, direction, Types::Only(&types));
    let hops: Vec<Hop> = hops.filter(|hop| survey.counts(hop.edge)).collect();
    hops.into_iter()
}
