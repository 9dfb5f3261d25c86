//! Gaps of claims: one voice alone, no date.

use super::{Gap, GapKind, Gaps, Survey};
use crate::graph::{EdgeEnds, GraphView, node_role};
use crate::model::{EdgeId, NodeId, NodeRole};

pub(super) fn examine<G: GraphView>(survey: &Survey<'_, '_, G>, gaps: &mut Gaps) {
    for claim in survey.facts.graph().edges() {
        let Some(ends) = survey.facts.graph().edge(claim) else { continue };
        if !is_asked_about(survey, claim, ends, gaps) {
            continue;
        }
        gaps.claims.push(claim);
        gaps.ask(GapKind::SingleSource, single_source(survey, claim));
        let declared = survey.schema.types.get(survey.facts.edge_type(claim));
        if declared.is_none_or(|declared| !declared.timeless) {
            gaps.ask(GapKind::Undated, undated(survey, claim, ends));
        }
    }
}

fn is_asked_about<G: GraphView>(
    survey: &Survey<'_, '_, G>,
    claim: EdgeId,
    ends: EdgeEnds,
    gaps: &mut Gaps,
) -> bool {
    let (facts, filter) = (survey.facts, survey.filter);
    let ends = [ends.source, ends.target];
    let is_hidden = ends.iter().any(|node| filter.hides(survey.schema, facts, *node));
    if is_hidden || !ends.iter().any(|node| filter.wants_kind(facts, *node)) {
        gaps.left_out.end += 1;
        return false;
    }
    match filter.judge(survey.schema, facts, claim) {
        Ok(_) => true,
        Err(reason) => {
            gaps.left_out.count(reason);
            false
        }
    }
}

fn single_source<G: GraphView>(survey: &Survey<'_, '_, G>, claim: EdgeId) -> Option<Gap> {
    let is_single = survey.origins.of_claim(survey.facts, claim) <= 1;
    is_single.then(|| Gap::SingleSource { claim, n_sources: survey.facts.n_sources(claim) })
}

fn undated<G: GraphView>(survey: &Survey<'_, '_, G>, claim: EdgeId, ends: EdgeEnds) -> Option<Gap> {
    let facts = survey.facts;
    if facts.when(claim).is_some() || facts.attested(claim).is_some() {
        return None;
    }
    let is_event = |node: &NodeId| {
        node_role(survey.schema, facts, *node) == Some(NodeRole::Event) && facts.node_when(*node).is_some()
    };
    Some(Gap::Undated { claim, event: [ends.target, ends.source].into_iter().find(is_event) })
}
