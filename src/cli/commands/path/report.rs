//! Tells what was found, as text and as JSON.

use std::collections::BTreeSet;

use serde_json::json;

use super::search::shared_seats;
use super::{Args, Found, HubRule, WeightChoice};
use crate::cli::answer::{
    claim_details, claim_json, node_json, notes_of, print_formulas, print_remark, print_sources, sources_json,
    verb,
};
use crate::cli::error::CliError;
use crate::cli::filters::{left_out_json, left_out_words};
use crate::cli::layout::wrapped;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::graph::GraphView as _;
use crate::model::{Edtf, Lang, NodeId, Path};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;

impl Found {
    pub(super) fn list(&self) -> Vec<Path> {
        self.paths.iter().map(|(path, _)| path.clone()).collect()
    }

    fn rule_words(&self, ui: &Ui, session: &Session) -> String {
        let hubs = hub_kinds(session);
        match self.rule {
            HubRule::Avoided => format!(
                "{}: {hubs} {}",
                ui.pick("Quy tắc", "Rule"),
                ui.pick(
                    "không làm nút trung gian (--through-hubs bỏ quy tắc này)",
                    "are no stepping stones (--through-hubs lets them be)"
                )
            ),
            HubRule::NothingElse => format!(
                "{}: {} ({hubs})",
                ui.pick("Quy tắc", "Rule"),
                ui.pick(
                    "không có đường nào khác nên cho phép đi qua nút chung",
                    "nothing else connects the two, so hubs serve as stepping stones"
                )
            ),
            HubRule::Allowed => format!(
                "{}: {} ({hubs})",
                ui.pick("Quy tắc", "Rule"),
                ui.pick("cho phép đi qua nút chung", "hubs may serve as stepping stones")
            ),
        }
    }

    pub(super) fn print(
        &self,
        ui: &mut Ui,
        session: &Session,
        args: &Args,
        ends: (NodeId, NodeId),
    ) -> Result<(), CliError> {
        let facts = session.facts();
        let (from, to) = (ui.bold(facts.name(ends.0)), ui.bold(facts.name(ends.1)));
        if self.paths.is_empty() {
            return self.print_nothing(ui, session, args, &from, &to);
        }
        let hops = self.paths[0].0.len();
        ui.text(2, &format!("{from} → {to}: {}", self.summary(ui, hops)))?;
        let notes = notes_of(session, self.paths.iter().flat_map(|(path, _)| path.edges.iter().copied()));
        for (number, (path, weight)) in self.paths.iter().enumerate() {
            ui.line("")?;
            if self.paths.len() > 1 {
                let label = ui.pick("Đường", "Path");
                let weight = if args.weight == WeightChoice::Evidence {
                    format!(", {weight:.2}")
                } else {
                    String::new()
                };
                ui.line(&ui.bold(&format!(
                    "{label} {} ({}{weight})",
                    number + 1,
                    hop_words(ui, path.len())
                )))?;
            }
            print_path(ui, session, path, &notes)?;
        }
        print_formulas(ui, session, self.paths.iter().flat_map(|(path, _)| path.edges.iter().copied()))?;
        print_sources(ui, session, &notes)?;
        ui.line("")?;
        self.print_warnings(ui, session)?;
        print_remark(ui, &self.rule_words(ui, session))?;
        match left_out_words(&self.left_out, session.lang) {
            Some(words) => print_remark(ui, &words),
            None => Ok(()),
        }
    }

    /// Returns the seats by which the paths join holders of different dates.
    fn seats(&self, session: &Session) -> BTreeSet<NodeId> {
        self.paths.iter().flat_map(|(path, _)| shared_seats(session, path)).collect()
    }

    /// Says what a reader might take for more than it is.
    fn print_warnings(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        for seat in self.seats(session) {
            let words = ui.pick(
                "không nguồn nào cho thấy hai bên giữ chức này vào cùng một ngày",
                "no source shows the two in this seat at one date",
            );
            let head = ui.pick("Lưu ý", "Note");
            print_remark(ui, &format!("{head}: {}: {words}", session.facts().name(seat)))?;
        }
        if let Some(hops) = self.shorter_through_hubs {
            let words = ui.pick("Ngắn hơn nếu đi qua nút chung", "Shorter through hubs");
            print_remark(ui, &format!("{words}: {} (--through-hubs)", hop_words(ui, hops)))?;
        }
        Ok(())
    }

    fn summary(&self, ui: &Ui, hops: usize) -> String {
        let hops = hop_words(ui, hops);
        match self.n_shortest {
            Some(n) if n > self.paths.len() as u64 => {
                let more = ui.pick("đường ngắn nhất; --all in tất cả", "shortest paths; --all shows them");
                format!("{hops} ({n} {more})")
            }
            Some(_) if self.paths.len() == 1 => {
                format!("{hops} ({})", ui.pick("đường ngắn nhất duy nhất", "the only shortest path"))
            }
            _ if self.paths.len() == 1 => hops,
            _ => format!("{} {}", self.paths.len(), ui.pick("đường", "paths")),
        }
    }

    fn print_nothing(
        &self,
        ui: &mut Ui,
        session: &Session,
        args: &Args,
        from: &str,
        to: &str,
    ) -> Result<(), CliError> {
        let words = format!(
            "{} {from} {} {to} {} {}",
            ui.pick("Không có đường nào từ", "No path from"),
            ui.pick("đến", "to"),
            ui.pick("trong", "within"),
            hop_words(ui, args.max_hops)
        );
        ui.text(2, &words)?;
        let searched = format!(
            "{}: {} {} {} {}",
            ui.pick("Đã tìm", "Searched"),
            self.reach.n_nodes,
            ui.pick("nút, cách điểm đầu đến", "nodes, up to"),
            hop_words(ui, self.reach.hops),
            ui.pick("", "from the start"),
        );
        print_remark(ui, searched.trim_end())?;
        print_remark(ui, &self.rule_words(ui, session))?;
        if let Some(words) = left_out_words(&self.left_out, session.lang) {
            print_remark(ui, &words)?;
        }
        Ok(())
    }

    pub(super) fn json(&self, session: &Session, ends: (NodeId, NodeId)) -> serde_json::Value {
        let notes = notes_of(session, self.paths.iter().flat_map(|(path, _)| path.edges.iter().copied()));
        let paths: Vec<_> =
            self.paths.iter().map(|(path, weight)| path_json(session, path, *weight)).collect();
        let facts = session.facts();
        let seats: Vec<&str> = self.seats(session).into_iter().map(|seat| facts.id(seat)).collect();
        let rule = match self.rule {
            HubRule::Avoided => "hubs_avoided",
            HubRule::NothingElse => "hubs_allowed_nothing_else",
            HubRule::Allowed => "hubs_allowed",
        };
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "path",
            "from": node_json(session, ends.0),
            "to": node_json(session, ends.1),
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "rule": rule,
            "n_shortest_paths": self.n_shortest,
            "shorter_through_hubs": self.shorter_through_hubs,
            "seats_at_different_dates": seats,
            "paths": paths,
            "searched": { "nodes": self.reach.n_nodes, "hops": self.reach.hops },
            "left_out": left_out_json(&self.left_out),
            "sources": sources_json(session, &notes),
        })
    }
}

fn path_json(session: &Session, path: &Path, weight: f64) -> serde_json::Value {
    let nodes: Vec<_> = path.nodes.iter().map(|node| node_json(session, *node)).collect();
    let hops: Vec<_> = path
        .steps()
        .map(|(from, edge, _)| {
            let mut hop = claim_json(session, edge, session.holds(edge));
            let forwards = session.graph().edge(edge).is_some_and(|ends| ends.source == from);
            hop["forwards"] = forwards.into();
            hop
        })
        .collect();
    json!({ "length": path.len(), "weight": weight, "nodes": nodes, "hops": hops })
}

fn print_path(ui: &mut Ui, session: &Session, path: &Path, notes: &SourceNotes) -> Result<(), CliError> {
    let facts = session.facts();
    if let Some(node) = path.nodes.first() {
        print_node(ui, session, *node)?;
    }
    for (from, edge, to) in path.steps() {
        let mut parts = vec![verb(session, edge, from)];
        parts.extend(claim_details(session, edge, session.holds(edge)));
        let text = format!("{} {}", parts.join(" · "), notes.mark(facts.citations(edge)));
        for line in wrapped("    │ ", 6, &text, ui.width) {
            ui.line(&if line.starts_with("    │") {
                line
            } else {
                format!("    │ {}", line.trim_start())
            })?;
        }
        print_node(ui, session, to)?;
    }
    Ok(())
}

fn print_node(ui: &mut Ui, session: &Session, node: NodeId) -> Result<(), CliError> {
    let facts = session.facts();
    let kind = session.kind_label(facts.kind(node));
    let when = facts.node_when(node).map(|when| crate::render::notes::date_words(when, session.lang));
    let gloss = facts.gloss(node).filter(|_| session.lang == Lang::En).map(|gloss| format!("({gloss}) "));
    let details: Vec<&str> = std::iter::once(kind).chain(when.as_deref()).collect();
    let details = ui.dim(&format!("{}· {}", gloss.unwrap_or_default(), details.join(" · ")));
    ui.text(4, &format!("  {} {details}", ui.bold(facts.name(node))))
}

fn hop_words(ui: &Ui, hops: usize) -> String {
    let word = if hops == 1 { ui.pick("bước", "hop") } else { ui.pick("bước", "hops") };
    format!("{hops} {word}")
}

fn hub_kinds(session: &Session) -> String {
    let kinds = session.schema().kinds.iter().filter(|(_, kind)| kind.hub && !kind.structural);
    let labels: Vec<&str> = kinds.map(|(_, kind)| kind.label.in_lang(session.lang)).collect();
    if labels.is_empty() { "–".to_owned() } else { labels.join(", ") }
}
