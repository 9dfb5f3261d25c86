//! Counterparts as JSON.

use serde_json::{Value as Json, json};

use super::Answer;
use crate::cli::answer::{claim_json, node_json, notes_of, sources_json};
use crate::cli::filters::left_out_json;
use crate::cli::session::Session;
use crate::dataset::counterparts::{Pair, Reason, Rule};
use crate::model::{EdgeId, Edtf, Holds, NodeId};
use crate::render::json::SCHEMA_VERSION;

impl Answer<'_> {
    pub(super) fn json(&self, session: &Session) -> Json {
        let facts = session.facts();
        let sides = self.sides.map(|pair| pair.each_ref().map(|side| side.label.in_lang(session.lang)));
        let pairs: Vec<Json> = self.pairs.iter().map(|pair| self.pair_json(session, pair)).collect();
        let unpaired = self.unpaired.iter().map(|empty| {
            let mut json = self.end_json(session, empty.node);
            json["class"] = empty.class.name().into();
            json["side"] = empty.side.into();
            json["counterparts_of_its_bodies"] =
                empty.across.iter().map(|node| Json::from(facts.id(*node))).collect();
            json
        });
        let mut left_out = left_out_json(&self.left_out);
        left_out["weak_pairs"] = self.n_weak.into();
        left_out["pairs_of_other_basis"] = self.n_other.into();
        left_out["pairs_and_seats_elsewhere"] = self.n_elsewhere.into();
        left_out["crowded_occasions"] = self.n_crowds.into();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "counterparts",
            "of": self.of.map(|node| facts.id(node)),
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "sides": sides,
            "pairs": pairs,
            "without_counterpart": unpaired.collect::<Vec<Json>>(),
            "left_out": left_out,
            "sources": sources_json(session, &notes_of(session, self.claims(session))),
        })
    }

    fn pair_json(&self, session: &Session, pair: &Pair<'_>) -> Json {
        json!({
            "class": pair.class.name(),
            "basis": if pair.is_stated() { "stated" } else { "inferred" },
            "ends": pair.ends.map(|node| self.end_json(session, node)),
            "reasons": pair.reasons.iter().map(|reason| self.reason_json(session, reason)).collect::<Vec<Json>>(),
        })
    }

    fn end_json(&self, session: &Session, node: NodeId) -> Json {
        let mut json = node_json(session, node);
        let held = self.holdings(session, node);
        if !held.is_empty() {
            json["held_by"] = held.iter().map(|claim| self.shown_claim(session, *claim)).collect();
        }
        json
    }

    fn reason_json(&self, session: &Session, reason: &Reason) -> Json {
        let facts = session.facts();
        let claims = reason.claims.iter().map(|claim| self.shown_claim(session, *claim));
        let mut json = json!({ "rule": reason.rule.name(), "claims": claims.collect::<Vec<Json>>() });
        match reason.rule {
            Rule::Stated | Rule::Marked | Rule::Tied | Rule::SameFunction => {}
            Rule::Offices { seats } => json["offices"] = seats.map(|seat| facts.id(seat)).to_vec().into(),
            Rule::Agreement { at, n } | Rule::Event { at, n } | Rule::Field { at, n } => {
                json["at"] = node_json(session, at);
                json["counts_by_side"] = n.to_vec().into();
            }
        }
        json
    }

    fn shown_claim(&self, session: &Session, claim: EdgeId) -> Json {
        let holds = self.filter.judge(session.schema(), &session.facts(), claim).unwrap_or(Holds::Certain);
        claim_json(session, claim, holds)
    }
}
