//! Draws a ranking: size and colour by score.

use std::collections::{BTreeMap, BTreeSet};

use super::Ranked;
use super::ranking::{Item, Row};
use super::report::cells;
use crate::cli::draw::{Drawing, heading};
use crate::graph::GraphView as _;
use crate::model::{EdgeId, Holds, NodeId, Shape};
use crate::render::compose::{ComposeOptions, EdgeLabels, compose};
use crate::render::dot::Direction;
use crate::render::picture::{Emphasis, LegendEntry, Line, Picture};
use crate::render::ramp;
use crate::render::selection::Selection;

impl Ranked<'_> {
    /// Draws the shown nodes and the claims between them, or the shown claims and their ends.
    pub(super) fn drawing(&self) -> Drawing {
        let session = self.session;
        let selection = self.drawn();
        let title = self.title();
        let mut subtitle = heading(session, &selection, &title);
        subtitle.remove(0);
        let head = session.lang.pick("Định nghĩa", "Definition");
        subtitle.push(format!("{head}: {}", self.definition_alone(self.args.measures[0])));
        subtitle.push(self.graph.words(self.args.measures[0]));
        subtitle.extend(self.not_shown_words());
        subtitle.extend(self.left_out_words());
        let labels = match EdgeLabels::for_edges(selection.edges.len()) {
            // A line for each claim, since each has its own width.
            EdgeLabels::None if self.is_of_claims() => EdgeLabels::Short,
            labels => labels,
        };
        let options = ComposeOptions {
            title,
            subtitle,
            lang: session.lang,
            node_emphasis: &|_| Emphasis::Normal,
            edge_emphasis: &|_| Emphasis::Normal,
            edge_labels: labels,
        };
        let mut picture = compose(&session.facts(), session.schema(), &selection, &options);
        if self.is_of_claims() {
            self.widen_edges(&mut picture, &selection);
        } else {
            self.paint_nodes(&mut picture);
        }
        Drawing { picture, direction: Direction::Right, engine: None, limit: session.drawing_limit() }
    }

    fn title(&self) -> String {
        let lang = self.session.lang;
        let n = self.shown().len();
        let measure = self.args.measures[0];
        let label = lang.pick(measure.label.0, measure.label.1);
        let words = match (self.is_of_claims(), self.args.lowest) {
            (true, false) => lang.pick("phát biểu điểm cao nhất", "highest claims"),
            (true, true) => lang.pick("phát biểu điểm thấp nhất", "lowest claims"),
            (false, false) => lang.pick("nút điểm cao nhất", "highest nodes"),
            (false, true) => lang.pick("nút điểm thấp nhất", "lowest nodes"),
        };
        format!("{label}: {n} {words}")
    }

    /// Returns the ranked nodes, the greatest first, and the claims between them; or the claims, and their ends.
    fn drawn(&self) -> Selection {
        let items = || self.shown().iter().map(|row| row.item);
        let claims: BTreeSet<EdgeId> =
            items().filter_map(|item| if let Item::Claim(edge) = item { Some(edge) } else { None }).collect();
        let ends = |edge: EdgeId| self.session.graph().edge(edge);
        let mut nodes: Vec<NodeId> =
            items().filter_map(|item| if let Item::Node(node) = item { Some(node) } else { None }).collect();
        let known: BTreeSet<NodeId> = if claims.is_empty() {
            nodes.iter().copied().collect()
        } else {
            claims.iter().filter_map(|edge| ends(*edge)).flat_map(|ends| [ends.source, ends.target]).collect()
        };
        if !claims.is_empty() {
            nodes.extend(&known);
        }
        let is_drawn = |edge: EdgeId| {
            let is_between = || {
                ends(edge).is_some_and(|ends| known.contains(&ends.source) && known.contains(&ends.target))
            };
            if claims.is_empty() { is_between() } else { claims.contains(&edge) }
        };
        let edges: Vec<(EdgeId, Holds)> =
            self.selection.edges.iter().copied().filter(|(edge, _)| is_drawn(*edge)).collect();
        Selection { nodes, edges, ..Selection::default() }
    }

    fn greatest(&self) -> f64 {
        self.shown().iter().map(|row| row.scores[0]).fold(0.0, f64::max)
    }

    fn paint_nodes(&self, picture: &mut Picture) {
        let rows = self.shown();
        let scores = cells(rows.iter().map(|row| row.scores[0]), self.session.lang);
        for ((node, row), score) in picture.nodes.iter_mut().zip(rows).zip(&scores) {
            let share = ramp::share(row.scores[0], self.greatest());
            node.fill = ramp::color(share);
            node.scale = ramp::scale(share);
            node.label = format!("{}. {}\n{score}", row.rank, node.label);
        }
        for entry in &mut picture.legend {
            "#FFFFFF".clone_into(&mut entry.fill);
        }
        picture.legend.extend(self.scale());
    }

    /// Says what the colours mean: the greatest score, half of it, and nothing.
    fn scale(&self) -> Vec<LegendEntry> {
        let steps = [1.0, 0.5, 0.0];
        let words = cells(steps.iter().map(|step| step * self.greatest()), self.session.lang);
        let measure = self.args.measures[0];
        let label = self.session.lang.pick(measure.label.0, measure.label.1);
        let entries = steps.iter().zip(words).map(|(step, words)| LegendEntry {
            label: format!("{label} {words}"),
            shape: Shape::Box,
            fill: ramp::color(*step),
            frame: Line::Solid,
        });
        entries.collect()
    }

    fn widen_edges(&self, picture: &mut Picture, selection: &Selection) {
        let rows: BTreeMap<Item, &Row> = self.shown().iter().map(|row| (row.item, row)).collect();
        let scores = cells(self.shown().iter().map(|row| row.scores[0]), self.session.lang);
        let words: BTreeMap<Item, String> = self.shown().iter().map(|row| row.item).zip(scores).collect();
        for (line, (edge, _)) in picture.edges.iter_mut().zip(&selection.edges) {
            let item = Item::Claim(*edge);
            if let (Some(row), Some(score)) = (rows.get(&item), words.get(&item)) {
                let share = ramp::share(row.scores[0], self.greatest());
                line.scale = 0.7 + 2.5 * share;
                line.label = format!("{}. {} ({score})", row.rank, line.label);
            }
        }
        let widest = cells([self.greatest()].into_iter(), self.session.lang).concat();
        let words = self.session.lang.pick(
            "Đường càng đậm điểm càng cao; đậm nhất",
            "The wider the line the greater the score; widest",
        );
        picture.subtitle.push(format!("{words}: {widest}"));
    }
}
