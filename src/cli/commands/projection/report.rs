//! A one-mode projection as text, JSON and picture.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::{Answer, WeightChoice};
use crate::analysis::SharedOccasions;
use crate::cli::answer::{claim_json, node_json, notes_of, print_formulas, print_remark, print_sources, sources_json};
use crate::cli::draw::{Drawing, asked_words, newest_source};
use crate::cli::error::CliError;
use crate::cli::filters::{counted, left_out_json, left_out_words};
use crate::cli::layout::{decimal, wrapped};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::model::{EdgeId, Edtf, Holds, NodeId};
use crate::render::compose::{ComposeOptions, EdgeLabels, claim_words, compose};
use crate::render::dot;
use crate::render::graphviz::Engine;
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::{SourceNotes, date_words};
use crate::render::picture::{Emphasis, Line, Picture, PictureEdge};
use crate::render::ramp;
use crate::render::selection::Selection;

/// Up to so many pairs, lines in a drawing say their weights and sources.
const MOST_LABELS: usize = 20;
/// From so many pairs on, a circle shows crowds better than layers do.
const MOST_LAYERED: usize = 21;
/// From so many on, the lines in a circle are a blot.
const MOST_IN_CIRCLES: usize = 1_000;

impl Answer {
    pub(super) fn json(&self, session: &Session) -> Json {
        let facts = session.facts();
        let members = self.gathered.members.iter().zip(self.gathered.n_occasions()).map(|(node, n_occasions)| {
            let mut json = node_json(session, *node);
            json["occasions"] = n_occasions.into();
            json
        });
        let members: Vec<Json> = members.collect();
        let pairs: Vec<Json> = self
            .pairs
            .iter()
            .map(|pair| {
                let occasions = pair.occasions.iter().map(|occasion| self.occasion_json(session, pair, *occasion));
                json!({
                    "nodes": self.ends(pair).map(|node| facts.id(node)),
                    "names": self.ends(pair).map(|node| facts.name(node)),
                    "count": pair.occasions.len(),
                    "collaboration": pair.collaboration,
                    "weight": self.weight_of(pair),
                    "occasions": occasions.collect::<Vec<Json>>(),
                })
            })
            .collect();
        let mut left_out = left_out_json(&self.gathered.left_out);
        left_out["pairs_with_fewer_occasions"] = self.n_few.into();
        left_out["seats_with_several_possible_holders"] = self.gathered.n_ambiguous.into();
        left_out["nodes_without_occasion"] = self.gathered.n_without[0].into();
        left_out["occasions_without_node"] = self.gathered.n_without[1].into();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "projection",
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "of": self.gathered.of,
            "by": self.gathered.by,
            "weight": match self.weight {
                WeightChoice::Count => "count",
                WeightChoice::Collaboration => "collaboration",
            },
            "nodes": members,
            "pairs": pairs,
            "left_out": left_out,
            "sources": sources_json(session, &notes_of(session, self.claims(&self.pairs))),
        })
    }

    fn occasion_json(&self, session: &Session, pair: &SharedOccasions, occasion: usize) -> Json {
        let mut json = node_json(session, self.gathered.occasions[occasion].0);
        json["participants"] = self.gathered.occasions[occasion].1.len().into();
        json["indirect"] = self.is_indirect(pair, occasion).into();
        let claims = self.claims_of(pair, occasion).into_iter();
        json["claims"] = claims.map(|claim| claim_json(session, claim, Holds::Certain)).collect();
        json
    }

    /// Returns the claims that tie both of a pair to an occasion.
    fn claims_of(&self, pair: &SharedOccasions, occasion: usize) -> BTreeSet<EdgeId> {
        let members = &self.gathered.occasions[occasion].1;
        let both = [pair.members.0, pair.members.1];
        both.iter().filter_map(|member| members.get(member)).flat_map(|part| part.claims.iter().copied()).collect()
    }

    fn is_indirect(&self, pair: &SharedOccasions, occasion: usize) -> bool {
        let members = &self.gathered.occasions[occasion].1;
        [pair.members.0, pair.members.1].iter().any(|member| members.get(member).is_some_and(|part| part.is_indirect))
    }

    fn claims(&self, pairs: &[SharedOccasions]) -> BTreeSet<EdgeId> {
        let shared = pairs.iter().flat_map(|pair| pair.occasions.iter().map(move |occasion| (pair, *occasion)));
        shared.flat_map(|(pair, occasion)| self.claims_of(pair, occasion)).collect()
    }

    pub(super) fn print(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        let shown = &self.pairs[..self.pairs.len().min(self.top)];
        let notes = notes_of(session, self.claims(shown));
        ui.text(2, &format!("{} {}", ui.bold(&self.title(session)), ui.dim(&format!("· {}", self.summary(session)))))?;
        for pair in shown {
            self.print_pair(ui, session, pair, &notes)?;
        }
        print_formulas(ui, session, self.claims(shown))?;
        print_sources(ui, session, &notes)?;
        ui.line("")?;
        let more = self.pairs.len() - shown.len();
        if more > 0 {
            print_remark(ui, &format!("{more} {}", ui.pick("cặp nữa (--top)", "more pairs (--top)")))?;
        }
        self.notes(session).iter().try_for_each(|line| print_remark(ui, line))
    }

    fn print_pair(&self, ui: &mut Ui, session: &Session, pair: &SharedOccasions, notes: &SourceNotes) -> Result<(), CliError> {
        let names = self.ends(pair).map(|node| ui.bold(session.facts().name(node)));
        ui.line("")?;
        ui.text(2, &format!("{} {}", names.join(" – "), ui.dim(&format!("· {}", self.weight_words(session, pair)))))?;
        for &occasion in &pair.occasions {
            let text = self.occasion_words(session, pair, occasion, notes);
            for line in wrapped(&ui.dim("  – "), 4, &text, ui.width) {
                ui.line(&line)?;
            }
        }
        Ok(())
    }

    fn occasion_words(&self, session: &Session, pair: &SharedOccasions, occasion: usize, notes: &SourceNotes) -> String {
        let (facts, lang) = (session.facts(), session.lang);
        let (node, members) = &self.gathered.occasions[occasion];
        let mut parts = vec![facts.name(*node).to_owned()];
        // Where the occasion has no date of its own, those of the claims serve.
        let claims = self.claims_of(pair, occasion);
        let said = claims.iter().filter_map(|claim| facts.when(*claim).or_else(|| facts.attested(*claim)));
        let said: BTreeSet<&str> = said.collect();
        let dates = facts.node_when(*node).map_or(said, |when| BTreeSet::from([when]));
        parts.extend(dates.into_iter().map(|date| date_words(date, lang)));
        parts.push(counted(members.len(), lang, "bên dự", ("participant", "participants")));
        if self.is_indirect(pair, occasion) {
            parts.push(lang.pick("qua chức vụ hoặc đoàn", "through an office or delegation").to_owned());
        }
        let mark = notes.mark(claims.iter().flat_map(|claim| facts.citations(*claim)));
        format!("{} {mark}", parts.join(" · ")).trim_end().to_owned()
    }

    fn weight_words(&self, session: &Session, pair: &SharedOccasions) -> String {
        let lang = session.lang;
        let count = counted(pair.occasions.len(), lang, "dịp chung", ("shared occasion", "shared occasions"));
        match self.weight {
            WeightChoice::Count => count,
            WeightChoice::Collaboration => format!("{} ({count})", decimal(pair.collaboration, 2, lang)),
        }
    }

    fn title(&self, session: &Session) -> String {
        let names = |kinds: &[String]| {
            let names: Vec<&str> = kinds.iter().map(|kind| session.kind_label(kind)).collect();
            names.join(", ")
        };
        let (of, by) = (names(&self.gathered.of), names(&self.gathered.by));
        format!("{of} {} {by}", session.lang.pick("nối qua", "tied by"))
    }

    fn summary(&self, session: &Session) -> String {
        let lang = session.lang;
        let pairs = counted(self.pairs.len(), lang, "cặp", ("pair", "pairs"));
        let members: BTreeSet<u32> = self.pairs.iter().flat_map(|pair| [pair.members.0, pair.members.1]).collect();
        let nodes = counted(members.len(), lang, "nút", ("node", "nodes"));
        let shared: BTreeSet<usize> = self.pairs.iter().flat_map(|pair| pair.occasions.iter().copied()).collect();
        let occasions = counted(shared.len(), lang, "dịp", ("occasion", "occasions"));
        format!("{pairs}, {nodes}, {occasions}")
    }

    /// Says what a weight is and what was left out.
    fn notes(&self, session: &Session) -> Vec<String> {
        let lang = session.lang;
        let mut lines = Vec::new();
        if self.weight == WeightChoice::Collaboration {
            let words = lang.pick(
                "Trọng số: tổng 1/(n − 1) trên các dịp chung, n là số bên dự",
                "Weight: the sum of 1 / (n - 1) over shared occasions, n being how many took part",
            );
            lines.push(words.to_owned());
        }
        lines.extend(asked_words(session));
        let [nodes, occasions] = self.gathered.n_without;
        let parts = [
            (self.n_few, "cặp có ít dịp chung hơn (--min-shared)", ("pair with fewer occasions (--min-shared)", "pairs with fewer occasions (--min-shared)")),
            (nodes, "nút không dự dịp nào", ("node without an occasion", "nodes without an occasion")),
            (
                self.gathered.n_ambiguous,
                "lần một chức vụ có thể do nhiều người giữ khi đó",
                ("seat that several may have held then", "seats that several may have held then"),
            ),
            (occasions, "dịp không rõ ai dự", ("occasion without such a node", "occasions without such a node")),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|(n, _, _)| *n > 0).map(|(n, vi, en)| counted(n, lang, vi, en)).collect();
        if !parts.is_empty() {
            lines.push(format!("{}: {}", lang.pick("Không nêu", "Not shown"), parts.join("; ")));
        }
        lines.extend(left_out_words(&self.gathered.left_out, lang));
        lines
    }

    /// Draws who is tied to whom, wider lines for heavier pairs.
    pub(super) fn drawing(&self, session: &Session) -> Drawing {
        let lang = session.lang;
        let nodes: BTreeSet<NodeId> = self.pairs.iter().flat_map(|pair| self.ends(pair)).collect();
        let claims = self.claims(&self.pairs).into_iter().map(|claim| (claim, Holds::Certain));
        let selection = Selection { nodes: nodes.into_iter().collect(), edges: claims.collect(), ..Selection::default() };
        let mut subtitle = vec![format!("{} · {}", session.schema().title.in_lang(lang), self.summary(session))];
        subtitle.extend(newest_source(session).filter(|_| !session.is_timed()));
        let words = lang.pick(
            "Đường càng đậm, trọng số càng lớn; nét đứt: chỉ qua chức vụ hoặc đoàn",
            "The wider a line, the heavier the pair; dashed: only through an office or delegation",
        );
        subtitle.push(words.to_owned());
        subtitle.extend(self.notes(session));
        let options = ComposeOptions {
            title: self.title(session),
            subtitle: subtitle.clone(),
            lang,
            node_emphasis: &|_| Emphasis::Normal,
            edge_emphasis: &|_| Emphasis::Normal,
            edge_labels: EdgeLabels::Short,
        };
        let picture = compose(&session.facts(), session.schema(), &selection, &options);
        let position: BTreeMap<NodeId, usize> = selection.nodes.iter().copied().zip(0..).collect();
        let notes = notes_of(session, self.claims(&self.pairs));
        let edges = self.pairs.iter().map(|pair| self.line(session, pair, (&position, &notes))).collect();
        let mut picture = Picture { subtitle, edges, ..picture };
        let is_circle = (MOST_LAYERED..MOST_IN_CIRCLES).contains(&self.pairs.len());
        if is_circle {
            // Circles keep nobody in a box, and one kind of node needs no legend.
            picture.clusters.clear();
            picture.nodes.iter_mut().for_each(|node| node.cluster = None);
            picture.legend.retain(|_| self.gathered.of.len() > 1);
        }
        let engine = is_circle.then_some(Engine::Circo);
        Drawing { picture, direction: dot::Direction::Down, engine, limit: session.drawing_limit() }
    }

    fn line(
        &self,
        session: &Session,
        pair: &SharedOccasions,
        (position, notes): (&BTreeMap<NodeId, usize>, &SourceNotes),
    ) -> PictureEdge {
        let facts = session.facts();
        let [from, to] = self.ends(pair).map(|node| position.get(&node).copied().unwrap_or_default());
        let claims = self.claims(std::slice::from_ref(pair));
        let weight = match self.weight {
            WeightChoice::Count => pair.occasions.len().to_string(),
            WeightChoice::Collaboration => decimal(pair.collaboration, 2, session.lang),
        };
        let mark = notes.short_mark(claims.iter().flat_map(|claim| facts.citations(*claim)));
        let words = claims.iter().map(|claim| claim_words(&facts, session.schema(), *claim, session.lang));
        let only_indirect = pair.occasions.iter().all(|occasion| self.is_indirect(pair, *occasion));
        let greatest = self.pairs.first().map_or(0.0, |pair| self.weight_of(pair));
        let least = self.pairs.last().map_or(0.0, |pair| self.weight_of(pair));
        let is_even = least >= greatest;
        PictureEdge {
            from,
            to,
            label: if self.pairs.len() <= MOST_LABELS { format!("{weight} {mark}") } else { String::new() },
            tooltip: words.collect::<Vec<_>>().join("\n"),
            url: None,
            line: if only_indirect { Line::Dashed } else { Line::Solid },
            emphasis: Emphasis::Normal,
            symmetric: true,
            scale: if is_even { 1.0 } else { 0.7 + 2.8 * ramp::share(self.weight_of(pair), greatest) },
        }
    }
}
