//! Suggested pairs as text, JSON and picture.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{Suggested, Suggestions};
use crate::cli::answer::{
    claim_json, node_json, notes_of, print_formulas, print_remark, print_sources, sources_json, verb,
};
use crate::cli::draw::{self, Drawing, asked_words};
use crate::cli::error::CliError;
use crate::cli::filters::{counted, left_out_json, left_out_words};
use crate::cli::layout::{number, wrapped};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::model::{EdgeId, Edtf, Lang, NodeId};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;
use crate::render::picture::{Emphasis, Line, PictureEdge};
use crate::render::selection::Selection;

/// How many shared neighbours of a pair are named.
const N_NAMED: usize = 5;

impl Suggestions {
    pub(super) fn json(&self, session: &Session) -> Json {
        let pairs = self.pairs.iter().map(|pair| {
            let shared = pair.shared.iter().map(|(node, claims)| {
                let mut json = node_json(session, *node);
                let claims = claims.iter().map(|claim| claim_json(session, *claim, session.holds(*claim)));
                json["claims"] = claims.collect();
                json
            });
            json!({
                "nodes": pair.nodes.map(|node| node_json(session, node)),
                "score": pair.score,
                "shared": shared.collect::<Vec<Json>>(),
            })
        });
        let mut left_out = left_out_json(&self.left_out);
        left_out["hubs"] = self.n_hubs.into();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "predict",
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "by": self.algorithm.name,
            "about": self.about.map(|node| session.facts().id(node)),
            "graph": { "n_nodes": self.size.0, "n_claims": self.size.1 },
            "pairs": pairs.collect::<Vec<Json>>(),
            "has_more": self.has_more,
            "left_out": left_out,
            "sources": sources_json(session, &notes_of(session, self.claims())),
        })
    }

    fn claims(&self) -> BTreeSet<EdgeId> {
        self.pairs.iter().flat_map(|pair| &pair.shared).flat_map(|(_, claims)| claims).copied().collect()
    }

    pub(super) fn print(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        let lang = session.lang;
        let pairs = counted(self.pairs.len(), lang, "cặp", ("pair", "pairs"));
        let label = lang.pick(self.algorithm.label.0, self.algorithm.label.1);
        ui.text(2, &format!("{} {}", ui.bold(&self.title(session)), ui.dim(&format!("· {pairs} · {label}"))))?;
        let notes = notes_of(session, self.claims());
        for pair in &self.pairs {
            pair.print(ui, session, &notes)?;
        }
        print_formulas(ui, session, self.claims())?;
        print_sources(ui, session, &notes)?;
        ui.line("")?;
        self.remarks(session).iter().try_for_each(|line| print_remark(ui, line))
    }

    fn title(&self, session: &Session) -> String {
        let lang = session.lang;
        let title = lang.pick("Có thể có mối nối mà chưa nguồn nào nêu", "May be tied, though no source says so");
        match self.about {
            Some(node) => format!("{}: {title}", session.facts().name(node)),
            None => title.to_owned(),
        }
    }

    fn remarks(&self, session: &Session) -> Vec<String> {
        let lang = session.lang;
        let mut lines = vec![
            lang.pick(
                "Gợi ý nơi cần tìm thêm, không phải điều đã được xác nhận.",
                "A suggestion of where to look, not a finding.",
            )
            .to_owned(),
            format!(
                "{}: {}",
                lang.pick("Xếp theo", "Ordered by"),
                lang.pick(self.algorithm.summary.0, self.algorithm.summary.1)
            ),
        ];
        if self.has_more {
            lines.push(lang.pick("Còn cặp khác (--top)", "There are more pairs (--top)").to_owned());
        }
        if self.n_hubs > 0 {
            let hubs = counted(self.n_hubs, lang, "nút chung", ("hub", "hubs"));
            lines.push(format!("{}: {hubs} (--through-hubs)", lang.pick("Không tính", "Not counted")));
        }
        lines.extend(asked_words(session));
        lines.extend(left_out_words(&self.left_out, lang));
        lines
    }

    /// Returns how many nodes a picture has.
    pub(super) fn n_drawn(&self) -> usize {
        self.nodes().len()
    }

    fn nodes(&self) -> BTreeSet<NodeId> {
        let ends = self.pairs.iter().flat_map(|pair| pair.nodes);
        let shared = self.pairs.iter().flat_map(|pair| &pair.shared).map(|(node, _)| *node);
        ends.chain(shared).collect()
    }

    /// Draws what ties the two of each pair to what they share, and a dotted line for the pair itself.
    pub(super) fn drawing(&self, session: &Session) -> Drawing {
        let nodes: Vec<NodeId> = self.nodes().into_iter().collect();
        let edges = self.claims().into_iter().map(|claim| (claim, session.holds(claim))).collect();
        let selection = Selection { nodes, edges, ..Selection::default() };
        let ends: Vec<NodeId> = self.pairs.iter().flat_map(|pair| pair.nodes).collect();
        let mut drawing = draw::plain_selection(session, &selection, self.title(session), &ends);
        let lang = session.lang;
        let words = lang.pick("Nét chấm: cặp được gợi ý, kèm điểm", "Dotted: a pair that is suggested, with its score");
        drawing.picture.subtitle.push(words.to_owned());
        drawing.picture.subtitle.extend(self.remarks(session));
        let ids: Vec<String> = drawing.picture.nodes.iter().map(|node| node.id.clone()).collect();
        let place = |node: NodeId| ids.iter().position(|id| id == session.facts().id(node));
        for pair in &self.pairs {
            let (Some(from), Some(to)) = (place(pair.nodes[0]), place(pair.nodes[1])) else { continue };
            drawing.picture.edges.push(pair.line(from, to, lang));
        }
        drawing
    }
}

impl Suggested {
    fn print(&self, ui: &mut Ui, session: &Session, notes: &SourceNotes) -> Result<(), CliError> {
        let lang = session.lang;
        let names = self.nodes.map(|node| ui.bold(session.facts().name(node)));
        let shared = counted(self.shared.len(), lang, "nút kề chung", ("shared neighbour", "shared neighbours"));
        ui.line("")?;
        let score = ui.dim(&format!("· {} · {shared}", number(self.score, lang)));
        ui.text(2, &format!("{} – {} {score}", names[0], names[1]))?;
        for (node, claims) in self.shared.iter().take(N_NAMED) {
            for line in wrapped(&ui.dim("  – "), 4, &neighbor_words(session, *node, claims, notes), ui.width) {
                ui.line(&line)?;
            }
        }
        let more = self.shared.len().saturating_sub(N_NAMED);
        if more > 0 {
            ui.line(&ui.dim(&format!("  – {} {more}", lang.pick("và còn", "and more:"))))?;
        }
        Ok(())
    }

    fn line(&self, from: usize, to: usize, lang: Lang) -> PictureEdge {
        PictureEdge {
            from,
            to,
            label: format!("? {}", number(self.score, lang)),
            tooltip: lang.pick("cặp được gợi ý; chưa nguồn nào nêu", "a suggested pair; no source says so").to_owned(),
            url: None,
            line: Line::Dotted,
            emphasis: Emphasis::Strong,
            symmetric: true,
            scale: 1.0,
        }
    }
}

/// Says what ties a shared neighbour to both: `Name: verb, verb [1]`.
fn neighbor_words(session: &Session, node: NodeId, claims: &[EdgeId], notes: &SourceNotes) -> String {
    let facts = session.facts();
    let mut verbs: Vec<String> = Vec::new();
    for claim in claims {
        let words = verb(session, *claim, node);
        if !verbs.contains(&words) {
            verbs.push(words);
        }
    }
    let mark = notes.mark(claims.iter().flat_map(|claim| facts.citations(*claim)));
    format!("{}: {} {mark}", facts.name(node), verbs.join(", ")).trim_end().to_owned()
}
