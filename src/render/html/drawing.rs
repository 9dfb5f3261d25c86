//! The graph as SVG: one element a node and one a claim, placed and ready without any script.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::data::Block;
use super::{Content, controls, glyph, text, words};
use crate::graph::GraphView;
use crate::model::{EdgeId, Holds, NodeId};
use crate::render::layout::{Vector, lay_out};
use crate::render::text::{Room, wrap};

/// How a name is broken below its sign.
const ROOM: Room = Room { columns: 18, lines: 3 };

/// Width of a column and height of a line of names, in pixels.
const COLUMN: f64 = 6.7;
const LINE: f64 = 14.0;

/// Space kept free around a node and around the whole, in pixels.
const GAP: f64 = 10.0;
const MARGIN: f64 = 30.0;

/// How far parallel claims lie apart, and how far all of them may spread, in pixels.
const BETWEEN_PARALLEL: f64 = 18.0;
const PARALLEL_SPREAD: f64 = 90.0;

/// Where the nodes are and how large.
pub(super) struct Places {
    pub(super) middles: Vec<Vector>,
    /// How much larger than the plain sign each sign is.
    scales: Vec<f64>,
    labels: Vec<Vec<String>>,
    extent: Vector,
}

impl Places {
    /// Places the nodes of a selection, each in the room that its sign and its name below take.
    pub(super) fn of<G: GraphView>(content: &Content<'_, '_, G>) -> Places {
        let (nodes, edges) = (&content.selection.nodes, ends(content));
        let mut degrees = vec![0_usize; nodes.len()];
        for &(from, to) in &edges {
            degrees[from] += 1;
            degrees[to] += 1;
        }
        let focus = |node: &NodeId| content.options.focus.contains(node);
        let scales: Vec<f64> =
            nodes.iter().zip(&degrees).map(|(node, degree)| scale(*degree, focus(node))).collect();
        let labels: Vec<Vec<String>> =
            nodes.iter().map(|node| wrap(content.facts.name(*node), ROOM).lines).collect();
        let sizes: Vec<Vector> =
            labels.iter().zip(&scales).map(|(label, scale)| size(label, *scale)).collect();
        let middles = lay_out(&sizes, &edges);
        let extent = |part: fn(&Vector) -> f64| {
            let far = middles.iter().zip(&sizes).map(|(middle, size)| part(middle) + part(size) / 2.0);
            far.fold(0.0, f64::max) + 2.0 * MARGIN
        };
        let extent = Vector { x: extent(|vector| vector.x), y: extent(|vector| vector.y) };
        let signs = middles.iter().zip(&sizes).zip(&scales).map(|((middle, size), scale)| Vector {
            x: middle.x + MARGIN,
            y: middle.y + MARGIN - size.y / 2.0 + GAP / 2.0 + glyph::HALF * scale,
        });
        Places { middles: signs.collect(), scales, labels, extent }
    }
}

fn ends<G: GraphView>(content: &Content<'_, '_, G>) -> Vec<(usize, usize)> {
    let places: BTreeMap<NodeId, usize> = content.selection.nodes.iter().copied().zip(0..).collect();
    let ends = content.selection.edges.iter().filter_map(|(edge, _)| {
        let ends = content.facts.graph().edge(*edge)?;
        Some((*places.get(&ends.source)?, *places.get(&ends.target)?))
    });
    ends.collect()
}

/// Five sizes, so that a reader tells them apart.
fn scale(degree: usize, is_focus: bool) -> f64 {
    match degree {
        _ if is_focus => 1.9,
        0..4 => 0.8,
        4..10 => 1.0,
        10..25 => 1.3,
        25..60 => 1.6,
        _ => 1.9,
    }
}

/// Returns the room of a node: the sign, and the name below it.
fn size(label: &[String], scale: f64) -> Vector {
    let columns = label.iter().map(|line| line.width()).max().unwrap_or(0) as f64;
    let sign = 2.0 * glyph::HALF * scale;
    Vector { x: sign.max(columns * COLUMN) + GAP, y: sign + label.len() as f64 * LINE + GAP }
}

/// Draws the graph.
pub(super) fn svg<G: GraphView>(content: &Content<'_, '_, G>, data: &Block) -> String {
    let Places { extent, .. } = data.drawn;
    let mut svg = format!(
        "<svg id=\"graph\" viewBox=\"0 0 {} {}\" role=\"group\" aria-label=\"{}\" aria-describedby=\"keys\">\n",
        number(extent.x),
        number(extent.y),
        text(words::words("graph_name", content.options.lang).unwrap_or_default()),
    );
    svg.push_str(&signs(content));
    svg.push_str("<g id=\"claims\">\n");
    for (path, class) in claims(content, data) {
        let _ = writeln!(svg, "<path class=\"{class}\" d=\"{path}\"/>");
    }
    svg.push_str("</g>\n<g id=\"nodes\">\n");
    let kinds: BTreeMap<&str, usize> = controls::kinds_used(content).into_keys().zip(0..).collect();
    for (place, node) in content.selection.nodes.iter().enumerate() {
        let kind = kinds.get(content.facts.kind(*node)).copied().unwrap_or_default();
        svg.push_str(&node_element(&data.drawn, place, kind));
    }
    svg.push_str("</g>\n<g id=\"names\">\n");
    for place in 0..content.selection.nodes.len() {
        svg.push_str(&name_element(&data.drawn, place));
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// The sign of each kind, drawn once, and the heads of arrows.
fn signs<G: GraphView>(content: &Content<'_, '_, G>) -> String {
    let arrow = |id: &str, size: f64| {
        format!(
            "<marker id=\"{id}\" viewBox=\"-6 -6 12 12\" markerWidth=\"{size}\" markerHeight=\"{size}\" \
             orient=\"auto\"><path d=\"M-5-4L5 0L-5 4z\"/></marker>\n"
        )
    };
    let mut signs = format!("<defs>{}{}", arrow("arrow", 8.0), arrow("arrow-lit", 5.0));
    for (place, kind) in controls::kinds_used(content).into_keys().enumerate() {
        let (shape, fill) = controls::sign(content, kind);
        let _ = writeln!(signs, "<path id=\"sign-{place}\" d=\"{}\" fill=\"{fill}\"/>", glyph::path(shape));
    }
    signs.push_str("</defs>\n");
    signs
}

fn node_element(places: &Places, place: usize, kind: usize) -> String {
    let (middle, scale) = (pair(places.middles[place]), places.scales[place]);
    format!(
        "<g class=\"node\" transform=\"translate({middle})\"><g class=\"face\"><use href=\"#sign-{kind}\" \
         transform=\"scale({scale})\"/></g></g>\n"
    )
}

/// Names lie above all signs, each below its own until the script finds a better place.
fn name_element(places: &Places, place: usize) -> String {
    let middle = places.middles[place];
    let top = middle.y + glyph::HALF * places.scales[place] + LINE - 1.0;
    let mut lines = String::new();
    for (at, line) in places.labels[place].iter().enumerate() {
        let _ = write!(lines, "<tspan x=\"0\" y=\"{}\">{}</tspan>", number(at as f64 * LINE), text(line));
    }
    format!("<text transform=\"translate({} {})\">{lines}</text>\n", number(middle.x), number(top))
}

/// Returns path and class of each claim, in order.
fn claims<G: GraphView>(content: &Content<'_, '_, G>, data: &Block) -> Vec<(String, String)> {
    let ends = ends(content);
    let mut n_parallel: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &(from, to) in &ends {
        *n_parallel.entry((from.min(to), from.max(to))).or_default() += 1;
    }
    let mut n_drawn: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let lines = ends.iter().zip(&content.selection.edges).map(|(&(from, to), &(edge, holds))| {
        let pair = (from.min(to), from.max(to));
        let at = n_drawn.entry(pair).or_default();
        let path = line(&data.drawn, (from, to), *at, n_parallel[&pair]);
        *at += 1;
        (path, line_class(content, edge, holds))
    });
    lines.collect()
}

/// Says how a claim is drawn: by status, pale at a hub, without an arrow head if it says the same both ways.
fn line_class<G: GraphView>(content: &Content<'_, '_, G>, edge: EdgeId, holds: Holds) -> String {
    let (facts, schema) = (content.facts, content.schema);
    let is_hub = |node| schema.kinds.get(facts.kind(node)).is_some_and(|kind| kind.hub);
    let marks = [
        (schema.types.get(facts.edge_type(edge)).is_some_and(|declared| declared.symmetric), " mutual"),
        (holds == Holds::Possible, " possible"),
        (facts.graph().edge(edge).is_some_and(|ends| is_hub(ends.source) || is_hub(ends.target)), " at-hub"),
    ];
    let marks: Vec<&str> = marks.into_iter().filter(|(applies, _)| *applies).map(|(_, mark)| mark).collect();
    format!("line {}{}", facts.status(edge).as_str(), marks.concat())
}

/// Returns the path of the claim that is the `at`-th of `n` between its ends, with a corner in its middle, where the
/// arrow head sits.
fn line(places: &Places, (from, to): (usize, usize), at: usize, n: usize) -> String {
    let (start, end) = (places.middles[from], places.middles[to]);
    if from == to {
        return loop_line(start, glyph::HALF * places.scales[from], at);
    }
    let step = if n > 1 { BETWEEN_PARALLEL.min(PARALLEL_SPREAD / (n - 1) as f64) } else { 0.0 };
    // Seen from the end that comes first, so that claims of both directions part.
    let side = if from < to { 1.0 } else { -1.0 };
    let aside = (at as f64 - (n - 1) as f64 / 2.0) * step * side;
    let (x, y) = (end.x - start.x, end.y - start.y);
    let length = (x * x + y * y).sqrt().max(1e-6);
    let middle = Vector {
        x: f64::midpoint(start.x, end.x) - y / length * aside,
        y: f64::midpoint(start.y, end.y) + x / length * aside,
    };
    let (start, end, middle) = (pair(start), pair(end), (middle, pair(middle)));
    if aside == 0.0 {
        return format!("M{start}L{}L{end}", middle.1);
    }
    // The control point of the first half; the second mirrors it.
    let control = Vector {
        x: f64::midpoint(places.middles[from].x, middle.0.x) - y / length * aside / 2.0,
        y: f64::midpoint(places.middles[from].y, middle.0.y) + x / length * aside / 2.0,
    };
    format!("M{start}Q{} {}T{end}", pair(control), middle.1)
}

/// Draws a loop to the right above a node, the next one around it.
fn loop_line(place: Vector, half: f64, at: usize) -> String {
    let reach = half + 16.0 + 10.0 * at as f64;
    let top = Vector { x: place.x + reach * 0.7, y: place.y - reach * 1.2 };
    let out = Vector { x: place.x - reach * 0.2, y: place.y - reach * 1.2 };
    let back = Vector { x: place.x + reach * 1.5, y: place.y - reach * 1.2 };
    let side = Vector { x: place.x + reach * 1.3, y: place.y - reach * 0.1 };
    format!("M{0}C{1} {1} {2}C{3} {4} {0}", pair(place), pair(out), pair(top), pair(back), pair(side))
}

fn pair(point: Vector) -> String {
    format!("{} {}", number(point.x), number(point.y))
}

/// Writes a length to a tenth of a pixel.
fn number(length: f64) -> String {
    let text = format!("{length:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
