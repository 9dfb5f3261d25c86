//! The ranking as text, JSON and picture.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{Answer, Broker};
use crate::cli::answer::{node_json, notes_of, print_remark, print_sources, sources_json};
use crate::cli::draw::{Drawing, asked_words, newest_source};
use crate::cli::error::CliError;
use crate::cli::filters::{left_out_json, left_out_words};
use crate::cli::layout::{decimal, table, wrapped};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::graph::{GraphView as _, Side};
use crate::model::{EdgeId, Edtf, Holds, NodeId};
use crate::render::compose::{ComposeOptions, EdgeLabels, compose};
use crate::render::dot;
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;
use crate::render::picture::Emphasis;
use crate::render::ramp;
use crate::render::selection::Selection;

impl Answer<'_> {
    pub(super) fn json(&self, session: &Session) -> Json {
        let brokers = self.brokers.iter().enumerate().map(|(at, broker)| {
            let mut json = node_json(session, broker.node);
            json["rank"] = (at + 1).into();
            json["side"] = side_json(broker.side);
            json["betweenness"] = broker.score.into();
            json["share_of_connected_pairs"] = self.share(broker).into();
            json["roles"] = json!({
                "coordinator": broker.roles.coordinator,
                "consultant": broker.roles.consultant,
                "gatekeeper": broker.roles.gatekeeper,
                "representative": broker.roles.gatekeeper,
                "liaison": broker.roles.liaison,
            });
            json["claims"] = self.ties(broker.node).map(|edge| Json::from(session.facts().claim_id(edge))).collect();
            json
        });
        let brokers: Vec<Json> = brokers.collect();
        let ties = self.brokers.iter().flat_map(|broker| self.ties(broker.node));
        let mut left_out = left_out_json(&self.left_out);
        left_out["hub_nodes"] = self.n_hubs.into();
        left_out["brokers_not_listed"] = (self.n_brokers - self.brokers.len()).into();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "brokers",
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "sides": self.sides.map(|pair| pair.each_ref().map(|side| side.label.in_lang(session.lang))),
            "ends_by_side": self.n_ends.to_vec(),
            "pairs": self.n_pairs,
            "connected_pairs": self.n_connected,
            "network": { "nodes": self.network.n_nodes(), "claims": self.network.n_edges() },
            "brokers": brokers,
            "left_out": left_out,
            "sources": sources_json(session, &notes_of(session, ties)),
        })
    }

    pub(super) fn print(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        let Some(sides) = self.sides else {
            let words = "Bộ dữ liệu không khai báo hai phía (`sides` trong schema.json).";
            return ui.text(2, ui.pick(words, "The data set declares no two sides (`sides` in schema.json)."));
        };
        let labels = sides.each_ref().map(|side| side.label.in_lang(session.lang));
        let head = ui.pick("Ai ở giữa", "Between");
        ui.text(2, &format!("{} {}", ui.bold(head), ui.bold(&labels.join(" ↔ "))))?;
        ui.text(2, &ui.dim(&self.summary(ui)))?;
        ui.line("")?;
        if self.brokers.is_empty() {
            ui.text(2, ui.pick("Không có nút nào ở giữa hai phía.", "No node lies between the two sides."))?;
        } else {
            self.print_table(ui, session)?;
        }
        let notes = notes_of(session, self.brokers.iter().flat_map(|broker| self.ties(broker.node)));
        print_sources(ui, session, &notes)?;
        ui.line("")?;
        self.notes(session).iter().try_for_each(|line| print_remark(ui, line))
    }

    fn summary(&self, ui: &Ui) -> String {
        let [first, second] = self.n_ends;
        format!(
            "{} {first} × {second} = {}; {} {}",
            ui.pick("Số cặp nút, mỗi phía một nút:", "Pairs of one node on each side:"),
            self.n_pairs,
            self.n_connected,
            ui.pick("cặp có đường nối", "of them connected"),
        )
    }

    fn print_table(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        let facts = session.facts();
        let notes = notes_of(session, self.brokers.iter().flat_map(|broker| self.ties(broker.node)));
        if ui.width < TABLE {
            return self.print_list(ui, session, &notes);
        }
        let head = [
            "#",
            ui.pick("tỉ lệ", "share"),
            ui.pick("điểm", "score"),
            ui.pick("điều phối", "coordinator"),
            ui.pick("tư vấn", "consultant"),
            ui.pick("cửa ngõ", "gatekeeper"),
            ui.pick("liên lạc", "liaison"),
            ui.pick("nút", "node"),
        ];
        let rows: Vec<Vec<String>> = self
            .brokers
            .iter()
            .enumerate()
            .map(|(at, broker)| {
                let roles = &broker.roles;
                let counts = [roles.coordinator, roles.consultant, roles.gatekeeper, roles.liaison];
                let mark = notes.short_mark(self.ties(broker.node).flat_map(|edge| facts.citations(edge)));
                let mut row = vec![(at + 1).to_string(), self.share_words(broker, session), decimal(broker.score, 1, session.lang)];
                row.extend(counts.map(|n| n.to_string()));
                row.push(format!("{} {mark}", self.described(session, broker)).trim_end().to_owned());
                row
            })
            .collect();
        table(&head, &rows, ui.width).iter().try_for_each(|line| ui.line(line))
    }

    fn print_list(&self, ui: &mut Ui, session: &Session, notes: &SourceNotes) -> Result<(), CliError> {
        let facts = session.facts();
        for (at, broker) in self.brokers.iter().enumerate() {
            let mark = notes.short_mark(self.ties(broker.node).flat_map(|edge| facts.citations(edge)));
            let roles = &broker.roles;
            let words = [
                (roles.coordinator, ui.pick("điều phối", "coordinator")),
                (roles.consultant, ui.pick("tư vấn", "consultant")),
                (roles.gatekeeper, ui.pick("cửa ngõ", "gatekeeper")),
                (roles.liaison, ui.pick("liên lạc", "liaison")),
            ];
            let words = words.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{word} {n}"));
            let score = format!("{} ({})", self.share_words(broker, session), decimal(broker.score, 1, session.lang));
            let parts: Vec<String> = std::iter::once(score).chain(words).collect();
            ui.text(4, &format!("{}. {}", at + 1, ui.bold(&self.described(session, broker))))?;
            for line in wrapped("    ", 4, &format!("{} {mark}", parts.join(" · ")), ui.width) {
                ui.line(&line)?;
            }
        }
        Ok(())
    }

    fn share_words(&self, broker: &Broker, session: &Session) -> String {
        format!("{} %", decimal(self.share(broker) * 100.0, 1, session.lang))
    }

    fn described(&self, session: &Session, broker: &Broker) -> String {
        let facts = session.facts();
        let side = match (broker.side, self.sides) {
            (Some(Side::First), Some([first, _])) => first.label.in_lang(session.lang),
            (Some(Side::Second), Some([_, second])) => second.label.in_lang(session.lang),
            (Some(Side::Both), _) => session.lang.pick("cả hai phía", "both sides"),
            _ => session.lang.pick("không thuộc phía nào", "of neither side"),
        };
        format!("{} · {} · {side}", facts.name(broker.node), session.kind_label(facts.kind(broker.node)))
    }

    /// Says what the figures are and what was left out.
    fn notes(&self, session: &Session) -> Vec<String> {
        let lang = session.lang;
        let mut lines = vec![
            lang.pick(
                "Điểm: số cặp có đường nối ngắn nhất đi qua nút, chia đều giữa các đường ngắn bằng nhau; tỉ lệ: phần của mọi cặp có đường nối.",
                "Score: pairs whose shortest connection passes through the node, shared among equally short ones; share: of all connected pairs.",
            )
            .to_owned(),
            lang.pick(
                "Vai trò: số cặp nút kề không nối với nhau; cửa ngõ cũng là đại diện, vì quan hệ không có hướng.",
                "Roles: pairs of neighbours that are not tied to each other; a gatekeeper is a representative too, for ties have no direction.",
            )
            .to_owned(),
        ];
        lines.extend(asked_words(session));
        let more = self.n_brokers - self.brokers.len();
        if more > 0 {
            lines.push(format!("{more} {}", lang.pick("nút nữa ở giữa hai phía (--top)", "more nodes lie between the sides (--top)")));
        }
        if self.n_hubs > 0 {
            lines.push(format!("{}: {} {}", lang.pick("Không tính đến", "Left out"), self.n_hubs, lang.pick("nút chung (--through-hubs)", "hubs (--through-hubs)")));
        }
        lines.extend(left_out_words(&self.left_out, lang));
        lines
    }

    /// Draws the ranking: size and colour by score, with the claims among those listed and what they tie to.
    pub(super) fn drawing(&self, session: &Session) -> Drawing {
        let facts = session.facts();
        let listed: BTreeSet<NodeId> = self.brokers.iter().map(|broker| broker.node).collect();
        let edges: BTreeSet<EdgeId> = listed.iter().flat_map(|node| self.ties(*node)).collect();
        let edges = edges.into_iter().filter(|edge| {
            let ends = session.graph().edge(*edge);
            ends.is_some_and(|ends| listed.contains(&ends.source) && listed.contains(&ends.target))
        });
        let selection = Selection {
            nodes: listed.iter().copied().collect(),
            edges: edges.map(|edge| (edge, Holds::Certain)).collect(),
            ..Selection::default()
        };
        let lang = session.lang;
        let mut subtitle = vec![session.schema().title.in_lang(lang).to_owned()];
        subtitle.extend(newest_source(session).filter(|_| !session.is_timed()));
        subtitle.push(lang.pick("Càng to và sẫm, điểm càng cao", "The larger and darker, the higher the score").to_owned());
        subtitle.extend(self.notes(session));
        let options = ComposeOptions {
            title: lang.pick("Ai ở giữa hai phía", "Who lies between the two sides").to_owned(),
            subtitle,
            lang,
            node_emphasis: &|_| Emphasis::Normal,
            edge_emphasis: &|_| Emphasis::Normal,
            edge_labels: EdgeLabels::Short,
        };
        let mut picture = compose(&facts, session.schema(), &selection, &options);
        let greatest = self.brokers.first().map_or(0.0, |broker| broker.score);
        for (node, drawn) in selection.nodes.iter().zip(&mut picture.nodes) {
            let Some(broker) = self.brokers.iter().find(|broker| broker.node == *node) else { continue };
            let share = ramp::share(broker.score, greatest);
            drawn.fill = ramp::color(share);
            drawn.scale = ramp::scale(share);
            drawn.label = format!("{}\n{}", drawn.label, self.share_words(broker, session));
        }
        for entry in &mut picture.legend {
            entry.fill = ramp::color(0.0);
        }
        Drawing { picture, direction: dot::Direction::Down, engine: None, limit: session.drawing_limit() }
    }
}

/// From so many columns on, the ranking is a table.
const TABLE: usize = 100;

fn side_json(side: Option<Side>) -> Json {
    match side {
        Some(Side::First) => 0.into(),
        Some(Side::Second) => 1.into(),
        Some(Side::Both) => "both".into(),
        None => Json::Null,
    }
}
