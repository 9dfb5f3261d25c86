//! What can be filtered, with counts; the same lists explain the signs and lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::moments::Moments;
use super::{Content, glyph, text, words};
use crate::graph::GraphView;
use crate::model::{Lang, Shape, Status};
use crate::render::compose::{kind_words, status_words};
use crate::render::paint::node_paint;
use crate::render::picture::Emphasis;

/// Returns the kinds of the nodes, by name, and how many nodes each has.
pub(super) fn kinds_used<'a, 'g: 'a, G: GraphView>(
    content: &'a Content<'a, 'g, G>,
) -> BTreeMap<&'a str, usize> {
    counts(content.selection.nodes.iter().map(|node| content.facts.kind(*node)))
}

/// Returns the types of the claims, by name, and how many claims each has.
pub(super) fn types_used<'a, 'g: 'a, G: GraphView>(
    content: &'a Content<'a, 'g, G>,
) -> BTreeMap<&'a str, usize> {
    counts(content.selection.edges.iter().map(|(edge, _)| content.facts.edge_type(*edge)))
}

fn counts<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// Returns shape and fill of a kind; `#RRGGBB`, whatever the schema says.
pub(super) fn sign<G: GraphView>(content: &Content<'_, '_, G>, kind: &str) -> (Shape, String) {
    let declared = content.schema.kinds.get(kind);
    let fill = declared.map_or("#FFFFFF", |declared| &declared.color);
    (declared.map_or(Shape::Ellipse, |declared| declared.shape), node_paint(fill, Emphasis::Normal).fill)
}

pub(super) fn kinds<G: GraphView>(content: &Content<'_, '_, G>) -> String {
    let mut rows = String::new();
    for (place, (kind, count)) in kinds_used(content).into_iter().enumerate() {
        let (shape, fill) = sign(content, kind);
        let sign = format!(
            "<svg class=\"sign\" viewBox=\"-12 -12 24 24\" aria-hidden=\"true\"><path d=\"{}\" fill=\"{fill}\"/></svg>",
            glyph::path(shape)
        );
        let label = text(kind_words(content.schema, kind, content.options.lang));
        rows.push_str(&row("kind", place, &sign, &label, count));
    }
    rows
}

pub(super) fn types<G: GraphView>(content: &Content<'_, '_, G>) -> String {
    let mut rows = String::new();
    for (place, (name, count)) in types_used(content).into_iter().enumerate() {
        let declared = content.schema.types.get(name);
        let label = text(declared.map_or(name, |declared| declared.label.in_lang(content.options.lang)));
        rows.push_str(&row("type", place, "", &label, count));
    }
    rows
}

pub(super) fn statuses<G: GraphView>(content: &Content<'_, '_, G>) -> String {
    let mut rows = String::new();
    for (place, status) in Status::ALL.into_iter().enumerate() {
        let count =
            content.selection.edges.iter().filter(|(edge, _)| content.facts.status(*edge) == status).count();
        if count > 0 {
            let line = format!(
                "<svg class=\"sign\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path class=\"line {}\" d=\"M1 12H23\"/></svg>",
                status.as_str()
            );
            rows.push_str(&row("status", place, &line, status_words(status, content.options.lang), count));
        }
    }
    rows
}

fn row(filter: &str, place: usize, sign: &str, label: &str, count: usize) -> String {
    format!(
        "<label><input type=\"checkbox\" checked=\"checked\" data-{filter}=\"{place}\"/>{sign}<span>{label}</span> \
         <span class=\"count\">{count}</span></label>\n"
    )
}

/// Returns the slider; words alone where no claim has a date.
pub(super) fn moment(moments: &Moments, lang: Lang) -> String {
    let word = |name| text(words::words(name, lang).unwrap_or_default());
    let Some((first, last)) = moments.stops.first().zip(moments.stops.last()) else {
        return format!("<p class=\"note\">{}</p>", word("no_dates"));
    };
    let mut html = String::new();
    let _ = write!(
        html,
        "<label class=\"wide\" for=\"moment\">{} <output id=\"moment-shown\" for=\"moment\">{}</output></label>\n\
         <input type=\"range\" id=\"moment\" min=\"0\" max=\"{}\" value=\"0\" step=\"1\"/>\n\
         <div class=\"ends\" aria-hidden=\"true\"><span>{}</span><span>{} – {}</span></div>\n\
         <label><input type=\"checkbox\" id=\"certain\"/><span>{}</span></label>\n",
        word("at_date"),
        word("any_time"),
        moments.stops.len(),
        word("any_time"),
        text(&first.describe(lang)),
        text(&last.describe(lang)),
        word("only_certain"),
    );
    html
}
