//! Counterparts as a picture: one side on the left, the other on the right, empty seats as broken frames.

use std::collections::{BTreeMap, BTreeSet};

use super::report::nobody;
use super::words::{rule_words, short_rule_words};
use super::Answer;
use crate::cli::answer::notes_of;
use crate::cli::draw::{Drawing, newest_source};
use crate::cli::filters::counted;
use crate::cli::session::Session;
use crate::dataset::counterparts::{Pair, Rule};
use crate::graph::GraphView as _;
use crate::model::{Holds, NodeId, NodeRole, Shape};
use crate::render::compose::{ComposeOptions, EdgeLabels, claim_words, compose};
use crate::render::dot::Direction;
use crate::render::graphviz::Engine;
use crate::render::notes::{SourceNotes, date_words};
use crate::render::picture::{
    Arrangement, Cluster, Emphasis, LegendEntry, Line, Picture, PictureEdge, PictureNode,
};
use crate::render::selection::Selection;

/// The most holders written into an office.
const MOST_HOLDERS: usize = 3;
/// The fill of a seat that nobody is known to fill.
const EMPTY_FILL: &str = "#FFFFFF";

impl Answer<'_> {
    pub(super) fn drawing(&self, session: &Session) -> Drawing {
        let mut picture = self.composed(session);
        let labels = self.sides.map(|pair| pair.each_ref().map(|side| side.label.in_lang(session.lang).to_owned()));
        let labels = labels.unwrap_or_default();
        picture.clusters = labels.map(|label| Cluster { label, parent: None }).into();
        picture.arrangement = Arrangement::Columns;
        picture.edges.clear();
        let notes = notes_of(session, self.claims(session));
        let mut position: BTreeMap<NodeId, usize> = BTreeMap::new();
        let on_the_right = self.on_the_right();
        let drawn: Vec<NodeId> = self.drawn().collect();
        for (at, (node, picture)) in drawn.iter().zip(&mut picture.nodes).enumerate() {
            position.insert(*node, at);
            picture.cluster = Some(usize::from(on_the_right.contains(node)));
            picture.label = self.label(session, *node, &picture.label);
        }
        for pair in &self.pairs {
            let [from, to] = pair.ends.map(|end| position.get(&end).copied().unwrap_or_default());
            picture.edges.push(line(session, pair, &notes, (from, to)));
        }
        self.add_empty_seats(session, &mut picture, &position);
        Drawing {
            picture,
            direction: Direction::Right,
            engine: Some(Engine::Dot),
            limit: session.drawing_limit(),
        }
    }

    /// Composes the nodes, the legend and the sources.
    fn composed(&self, session: &Session) -> Picture {
        let edges = self.claims(session).into_iter().map(|claim| (claim, Holds::Certain)).collect();
        let selection = Selection { nodes: self.drawn().collect(), edges, ..Selection::default() };
        let lang = session.lang;
        let title = lang.pick("Đối tác tương ứng giữa hai phía", "Counterparts across the two sides");
        let title = match self.of {
            Some(node) => format!("{title}: {}", session.facts().name(node)),
            None => title.to_owned(),
        };
        let options = ComposeOptions {
            title,
            subtitle: self.subtitle(session),
            lang,
            node_emphasis: &|_| Emphasis::Normal,
            edge_emphasis: &|_| Emphasis::Normal,
            edge_labels: EdgeLabels::Short,
        };
        let picture = compose(&session.facts(), session.schema(), &selection, &options);
        // What lines mean in other pictures is not what they mean here.
        Picture { subtitle: self.subtitle(session), ..picture }
    }

    fn subtitle(&self, session: &Session) -> Vec<String> {
        let lang = session.lang;
        let n_stated = self.pairs.iter().filter(|pair| pair.is_stated()).count();
        let stated = counted(n_stated, lang, "cặp được nêu", ("stated pair", "stated pairs"));
        let n_inferred = self.pairs.len() - n_stated;
        let inferred = counted(n_inferred, lang, "cặp suy ra", ("inferred pair", "inferred pairs"));
        let title = session.schema().title.in_lang(lang);
        let mut lines = vec![format!("{title} · {stated}, {inferred}")];
        if !session.is_timed() {
            lines.extend(newest_source(session));
        }
        lines.push(
            lang.pick(
                "Nét liền: nguồn nêu; nét đứt: suy ra theo quy tắc ghi trên đường; khung đứt: chưa rõ đối tác",
                "Solid: a source states the pair; dashed: inferred by the rule on the line; dashed frame: no counterpart known",
            )
            .to_owned(),
        );
        lines.extend(self.left_out_lines(session));
        lines
    }

    /// Returns each node once: pairs in their order, then empty seats.
    fn drawn(&self) -> impl Iterator<Item = NodeId> {
        let mut seen = BTreeSet::new();
        self.nodes().filter(move |node| seen.insert(*node))
    }

    /// Returns the nodes that stand on the right.
    fn on_the_right(&self) -> BTreeSet<NodeId> {
        let paired = self.pairs.iter().map(|pair| pair.ends[1]);
        paired.chain(self.unpaired.iter().filter(|empty| empty.side == 1).map(|empty| empty.node)).collect()
    }

    /// Returns the name of a node, and under an office who holds it.
    fn label(&self, session: &Session, node: NodeId, name: &str) -> String {
        let facts = session.facts();
        let held = self.holdings(session, node);
        let role = session.schema().kinds.get(facts.kind(node)).and_then(|kind| kind.role);
        if held.is_empty() {
            let is_office = role == Some(NodeRole::Office);
            return if is_office { format!("{name}\n{}", nobody(session, node)) } else { name.to_owned() };
        }
        let mut lines = vec![name.to_owned()];
        lines.extend(held.iter().take(MOST_HOLDERS).map(|claim| {
            let holder = session.graph().edge(*claim).map_or("", |ends| facts.name(ends.source));
            let date = facts.when(*claim).or_else(|| facts.attested(*claim));
            date.map_or_else(
                || holder.to_owned(),
                |date| format!("{holder} {}", date_words(date, session.lang)),
            )
        }));
        if held.len() > MOST_HOLDERS {
            lines.push(format!("+ {}", held.len() - MOST_HOLDERS));
        }
        lines.join("\n")
    }

    fn add_empty_seats(&self, session: &Session, picture: &mut Picture, position: &BTreeMap<NodeId, usize>) {
        if self.unpaired.is_empty() {
            return;
        }
        let lang = session.lang;
        for empty in &self.unpaired {
            let Some(&own) = position.get(&empty.node) else { continue };
            let label = lang.pick("chưa rõ", "not known");
            let seat = picture.nodes.len();
            picture.nodes.push(PictureNode {
                id: String::new(),
                label: label.to_owned(),
                tooltip: format!("{}: {label}", session.facts().name(empty.node)),
                url: None,
                shape: Shape::Box,
                fill: EMPTY_FILL.to_owned(),
                cluster: Some(1 - empty.side),
                emphasis: Emphasis::Normal,
                scale: 1.0,
                frame: Line::Dashed,
            });
            let (from, to) = if empty.side == 0 { (own, seat) } else { (seat, own) };
            picture.edges.push(PictureEdge {
                from,
                to,
                label: String::new(),
                tooltip: lang.pick("chưa rõ đối tác", "no counterpart known").to_owned(),
                url: None,
                line: Line::Dotted,
                emphasis: Emphasis::Faded,
                symmetric: true,
                scale: 1.0,
            });
        }
        picture.legend.push(LegendEntry {
            label: lang.pick("Chưa rõ đối tác", "No counterpart known").to_owned(),
            shape: Shape::Box,
            fill: EMPTY_FILL.to_owned(),
            frame: Line::Dashed,
        });
    }
}

/// Draws a pair as a line that says by which rule and on which sources.
fn line(session: &Session, pair: &Pair<'_>, notes: &SourceNotes, (from, to): (usize, usize)) -> PictureEdge {
    let facts = session.facts();
    let strongest = pair.reasons.first();
    let claims = || pair.reasons.iter().flat_map(|reason| reason.claims.iter().copied());
    let mark = notes.short_mark(claims().flat_map(|claim| facts.citations(claim)));
    let words = strongest.map_or("", |reason| short_rule_words(session, reason.rule));
    let all: Vec<String> = pair
        .reasons
        .iter()
        .map(|reason| {
            let claims = reason.claims.iter().map(|claim| claim_words(&facts, session.schema(), *claim, session.lang));
            format!("{}: {}", rule_words(session, reason.rule), claims.collect::<Vec<_>>().join("; "))
        })
        .collect();
    PictureEdge {
        from,
        to,
        label: format!("{words} {mark}").trim_end().to_owned(),
        tooltip: all.join("\n"),
        url: None,
        line: match strongest.map(|reason| reason.rule) {
            Some(Rule::Stated) => Line::Solid,
            _ => Line::Dashed,
        },
        emphasis: Emphasis::Normal,
        symmetric: true,
        scale: if pair.is_stated() { 1.6 } else { 1.0 },
    }
}
