//! Tells a ranking, as text and as JSON.

use serde_json::{Map, Value as Json, json};
use unicode_width::UnicodeWidthStr as _;

use super::Ranked;
use super::ranking::{Item, Row};
use crate::analysis::catalog::{Algorithm, Gives};
use crate::cli::answer::{
    claim_details, claim_json, node_json, notes_of, print_formulas, print_remark, print_sources, shown_name,
    sources_json, verb,
};
use crate::cli::draw::time_words;
use crate::cli::error::CliError;
use crate::cli::filters::{counted, left_out_json, left_out_words};
use crate::cli::layout::wrapped;
use crate::cli::ui::Ui;
use crate::graph::{Direction, GraphView as _, Types};
use crate::model::{EdgeId, Edtf, Holds, Lang, NodeId};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;

/// With `--explain` at most so many claims of a node are printed.
const MAX_EXPLAINED: usize = 8;

impl Ranked<'_> {
    /// Returns the rows that are shown.
    pub(super) fn shown(&self) -> &[Row] {
        &self.ranking.rows[..self.args.top.min(self.ranking.rows.len())]
    }

    /// Says whether claims are ranked, not nodes.
    pub(super) fn is_of_claims(&self) -> bool {
        self.args.measures.iter().any(|measure| measure.gives == Gives::EdgeScores)
    }

    fn label(&self, measure: &Algorithm) -> &'static str {
        self.session.lang.pick(measure.label.0, measure.label.1)
    }

    /// Returns what is ranked by: `Degree, Betweenness`.
    pub(super) fn heading(&self) -> String {
        let labels: Vec<&str> = self.args.measures.iter().map(|measure| self.label(measure)).collect();
        labels.join(", ")
    }

    /// Returns what a measure is called, what it measures and where its definition is from.
    fn definition(&self, measure: &Algorithm) -> String {
        format!("{}: {}", self.label(measure), self.definition_alone(measure))
    }

    /// Returns what a measure measures and where its definition is from.
    pub(super) fn definition_alone(&self, measure: &Algorithm) -> String {
        let summary = self.session.lang.pick(measure.summary.0, measure.summary.1);
        format!("{summary} ({})", measure.source)
    }

    /// Says what the answer does not show: lower ranks, other kinds, nodes without a score.
    pub(super) fn not_shown_words(&self) -> Option<String> {
        let lang = self.session.lang;
        let (noun_vi, nouns) = if self.is_of_claims() {
            ("phát biểu", ("claim", "claims"))
        } else {
            ("nút", ("node", "nodes"))
        };
        let count = |n| counted(n, lang, noun_vi, nouns);
        let parts = [
            (
                self.ranking.rows.len() - self.shown().len(),
                lang.pick("xếp dưới (--top)", "ranked lower (--top)"),
            ),
            (self.ranking.n_not_shown, lang.pick("thuộc loại khác (--kind)", "of other kinds (--kind)")),
            (
                self.ranking.n_undefined,
                lang.pick("không có điểm vì không xác định", "without a score, as it is not defined"),
            ),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, words)| format!("{} {words}", count(n)))
            .collect();
        let head = lang.pick("Có tính nhưng không hiện", "Measured but not shown");
        (!parts.is_empty()).then(|| format!("{head}: {}", parts.join(", ")))
    }

    /// Says what the graph leaves out.
    pub(super) fn left_out_words(&self) -> Option<String> {
        let lang = self.session.lang;
        let hubs =
            counted(self.n_hubs_out, lang, "nút chung (--no-hubs)", ("hub (--no-hubs)", "hubs (--no-hubs)"));
        match (left_out_words(&self.selection.left_out, lang), self.n_hubs_out) {
            (words, 0) => words,
            (Some(words), _) => Some(format!("{words}; {hubs}")),
            (None, _) => Some(format!("{}: {hubs}", lang.pick("Không tính đến", "Left out"))),
        }
    }

    /// Returns the claims of the measured graph that touch a node, by type, then id.
    fn claims(&self, node: NodeId) -> impl Iterator<Item = (EdgeId, NodeId, Holds)> {
        let edges = &self.selection.edges;
        let hops = self.session.graph().expand(node, Direction::Both, Types::All);
        hops.filter_map(|hop| {
            let at = edges.binary_search_by_key(&hop.edge, |(edge, _)| *edge).ok()?;
            Some((hop.edge, hop.neighbor, edges[at].1))
        })
    }

    fn holds(&self, edge: EdgeId) -> Holds {
        let edges = &self.selection.edges;
        edges.binary_search_by_key(&edge, |(edge, _)| *edge).map_or(Holds::No, |at| edges[at].1)
    }

    /// Returns the claims whose sources the answer lists; of each node at most so many.
    fn cited(&self, most: usize) -> Vec<EdgeId> {
        let claims = |row: &Row| match row.item {
            Item::Claim(edge) => vec![edge],
            Item::Node(node) if self.args.explain => {
                self.claims(node).take(most).map(|(edge, _, _)| edge).collect()
            }
            Item::Node(_) => Vec::new(),
        };
        self.shown().iter().flat_map(claims).collect()
    }

    pub(super) fn json(&self) -> Json {
        let session = self.session;
        let cited = self.cited(usize::MAX);
        let measures: Vec<Json> =
            self.args.measures.iter().map(|measure| self.measure_json(measure)).collect();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "rank",
            "measures": measures,
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "graph": self.graph.json(),
            "ranking": self.shown().iter().map(|row| self.row_json(row)).collect::<Vec<_>>(),
            "n_ranked": self.ranking.rows.len(),
            "n_undefined": self.ranking.n_undefined,
            "n_of_other_kinds": self.ranking.n_not_shown,
            "left_out": left_out_json(&self.selection.left_out),
            "n_hubs_left_out": self.n_hubs_out,
            "sources": sources_json(session, &notes_of(session, cited)),
        })
    }

    fn measure_json(&self, measure: &'static Algorithm) -> Json {
        let settings = self.args.graph.settings(self.session, measure);
        let settings: Map<String, Json> = measure
            .parameters
            .iter()
            .map(|parameter| {
                let value =
                    settings.as_ref().map_or(parameter.default, |settings| settings.number(parameter.name));
                (parameter.name.to_owned(), json!(value))
            })
            .collect();
        json!({
            "name": measure.name,
            "label": self.label(measure),
            "definition": self.session.lang.pick(measure.summary.0, measure.summary.1),
            "source": measure.source,
            "settings": settings,
        })
    }

    fn row_json(&self, row: &Row) -> Json {
        let session = self.session;
        let scores = self.args.measures.iter().zip(&row.scores);
        let scores: Map<String, Json> =
            scores.map(|(measure, score)| (measure.name.to_owned(), json!(score))).collect();
        let mut json = json!({ "rank": row.rank, "scores": scores });
        match row.item {
            Item::Node(node) => {
                json["node"] = node_json(session, node);
                if self.args.explain {
                    json["claims"] =
                        self.claims(node).map(|(edge, _, holds)| claim_json(session, edge, holds)).collect();
                }
            }
            Item::Claim(edge) => json["claim"] = claim_json(session, edge, self.holds(edge)),
        }
        json
    }

    pub(super) fn print(&self, ui: &mut Ui) -> Result<(), CliError> {
        ui.text(2, &ui.bold(&self.heading()))?;
        ui.line("")?;
        let notes = notes_of(self.session, self.cited(MAX_EXPLAINED));
        self.print_rows(ui, &notes)?;
        print_formulas(ui, self.session, self.cited(MAX_EXPLAINED))?;
        print_sources(ui, self.session, &notes)?;
        ui.line("")?;
        let mut remarks: Vec<String> =
            self.args.measures.iter().map(|measure| self.definition(measure)).collect();
        remarks.extend(time_words(self.session, self.graph.selection));
        remarks.push(self.graph.words(self.weighing()));
        remarks.extend(self.not_shown_words());
        remarks.extend(self.left_out_words());
        remarks.iter().try_for_each(|remark| print_remark(ui, remark))
    }

    /// Returns the measure to which weights mean most, for the words about them.
    pub(super) fn weighing(&self) -> &'static Algorithm {
        let rank = |measure: &&&'static Algorithm| std::cmp::Reverse(measure.weights as u8);
        self.args.measures.iter().min_by_key(rank).copied().unwrap_or(self.args.measures[0])
    }

    fn print_rows(&self, ui: &mut Ui, notes: &SourceNotes) -> Result<(), CliError> {
        let rows = self.shown();
        let columns: Vec<Vec<String>> = (0..self.args.measures.len())
            .map(|at| cells(rows.iter().map(|row| row.scores[at]), ui.lang))
            .collect();
        let rank_width = rows.last().map_or(1, |row| row.rank.to_string().len());
        let name = |at: usize| self.args.measures[at].name;
        let is_headed = columns.len() > 1;
        let widths: Vec<usize> = columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let widest = column.iter().map(|cell| cell.width()).max().unwrap_or(0);
                if is_headed { widest.max(name(at).len()) } else { widest }
            })
            .collect();
        let hang = rank_width + 2 + widths.iter().map(|width| width + 2).sum::<usize>();
        let is_stacked = hang * 5 > ui.width * 3;
        if is_headed && !is_stacked {
            let cells = widths.iter().enumerate().map(|(at, width)| format!("{:>width$}  ", name(at)));
            let line = format!("{}{}", " ".repeat(rank_width + 2), cells.collect::<String>());
            ui.line(&ui.dim(line.trim_end()))?;
        }
        for (at, row) in rows.iter().enumerate() {
            let rank = format!("{:>rank_width$}  ", row.rank);
            if is_stacked {
                self.print_item(ui, &rank, row, notes)?;
                for (column, cells) in columns.iter().enumerate() {
                    let text = format!("{} {}", name(column), cells[at]);
                    for line in wrapped(&" ".repeat(rank.len()), rank.len(), &text, ui.width) {
                        ui.line(&line)?;
                    }
                }
            } else {
                let cells = columns.iter().zip(&widths).map(|(cells, width)| {
                    format!("{}{}  ", " ".repeat(width - cells[at].width()), cells[at])
                });
                self.print_item(ui, &format!("{rank}{}", cells.collect::<String>()), row, notes)?;
            }
            if let Item::Node(node) = row.item
                && self.args.explain
            {
                self.print_claims(ui, node, rank.len() + 2, notes)?;
            }
        }
        Ok(())
    }

    fn print_item(&self, ui: &mut Ui, first: &str, row: &Row, notes: &SourceNotes) -> Result<(), CliError> {
        let session = self.session;
        let facts = session.facts();
        let text = match row.item {
            Item::Node(node) => {
                format!("{} · {}", shown_name(session, node), session.kind_label(facts.kind(node)))
            }
            Item::Claim(edge) => match session.graph().edge(edge) {
                Some(ends) => {
                    let claim = self.claim_words((edge, ends.target, self.holds(edge)), ends.source, notes);
                    format!("{} {claim}", facts.name(ends.source))
                }
                None => String::new(),
            },
        };
        wrapped(first, first.width(), &text, ui.width).iter().try_for_each(|line| ui.line(line))
    }

    /// Returns a claim as it reads from one of its ends: verb, other end, details, mark.
    fn claim_words(
        &self,
        (edge, other, holds): (EdgeId, NodeId, Holds),
        from: NodeId,
        notes: &SourceNotes,
    ) -> String {
        let facts = self.session.facts();
        let mut parts = vec![format!("{} {}", verb(self.session, edge, from), facts.name(other))];
        parts.extend(claim_details(self.session, edge, holds));
        let text = format!("{} {}", parts.join(" · "), notes.mark(facts.citations(edge)));
        text.trim_end().to_owned()
    }

    fn print_claims(
        &self,
        ui: &mut Ui,
        node: NodeId,
        indent: usize,
        notes: &SourceNotes,
    ) -> Result<(), CliError> {
        let first = " ".repeat(indent);
        for claim in self.claims(node).take(MAX_EXPLAINED) {
            let text = self.claim_words(claim, node, notes);
            for line in wrapped(&first, indent + 2, &text, ui.width) {
                ui.line(&line)?;
            }
        }
        let n_more = self.claims(node).count().saturating_sub(MAX_EXPLAINED);
        if n_more > 0 {
            let words = counted(n_more, ui.lang, "phát biểu nữa", ("more claim", "more claims"));
            let text = format!("… {words}: hvgraph show {}", self.session.facts().id(node));
            for line in wrapped(&first, indent + 2, &text, ui.width) {
                ui.line(&line)?;
            }
        }
        Ok(())
    }
}

/// Writes scores with the same number of digits after the point: none where all are whole, else so many that
/// the greatest has at least four digits that count.
pub(super) fn cells(scores: impl Iterator<Item = f64> + Clone, lang: Lang) -> Vec<String> {
    let defined = scores.clone().filter(|score| score.is_finite());
    let is_whole = |score: f64| (score - score.round()).abs() < 1e-9;
    let greatest = defined.clone().fold(0.0, |greatest: f64, score| greatest.max(score.abs()));
    let n_digits = if defined.clone().all(is_whole) {
        0
    } else {
        (4..12).find(|n| greatest * 10_f64.powi(*n) >= 1000.0).map_or(12, |n| n.unsigned_abs() as usize)
    };
    let cell = |score: f64| match score {
        score if score.is_nan() => "–".to_owned(),
        score => format!("{score:.n_digits$}").replace('.', lang.pick(",", ".")),
    };
    scores.map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_the_digits_they_need() {
        let cells = |scores: &[f64], lang| cells(scores.iter().copied(), lang);
        assert_eq!(cells(&[3.0, 12.0], Lang::En), ["3", "12"]);
        assert_eq!(cells(&[0.5, f64::NAN], Lang::Vi), ["0,5000", "–"]);
        assert_eq!(cells(&[0.000_012_345_6, 0.0], Lang::En), ["0.00001235", "0.00000000"]);
        assert_eq!(cells(&[], Lang::En), Vec::<String>::new());
    }
}
