//! Mermaid flowcharts, for Markdown pages that draw them.
//!
//! Names stand in quoted labels only; identifiers are `n1`, `c1`, `k1`. Mermaid refuses what is too large and cannot be
//! told otherwise on the pages of others, so this writer refuses it first.
//!
//! # Source
//! Mermaid, "Flowcharts" and "Configuration" (`maxEdges`, `maxTextSize`), <https://mermaid.js.org>.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use thiserror::Error;

use super::loss::{Loss, Why};
use super::paint::node_paint;
use super::picture::{Emphasis, Line, Picture, PictureEdge, PictureNode};
use super::text::showable;
use crate::model::Shape;

/// The most edges that Mermaid draws unless told otherwise.
pub const MOST_EDGES: usize = 500;

/// The longest text that Mermaid reads unless told otherwise, in UTF-16 code units.
pub const LONGEST_TEXT: usize = 50_000;

const NO_SHAPE: Why =
    ("hình vẽ của nút được thay bằng hình gần giống", "shape of a node replaced by a similar one");
const NO_TOOLTIP: Why = ("không ghi chú thích khi trỏ vào", "not written: what is shown when pointed at");

/// Says that a picture is larger than Mermaid draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MermaidTooLarge {
    /// There are too many edges.
    #[error("{0} claims; Mermaid draws at most {MOST_EDGES}")]
    Edges(usize),
    /// The text is too long.
    #[error("a diagram of {0} characters; Mermaid reads at most {LONGEST_TEXT}")]
    Text(usize),
}

/// Returns a picture as a Mermaid flowchart, with `\n` line ends.
///
/// Title and boxes are drawn; subtitle, legend and sources are comments at the end. Each kind has a class with its
/// colour and a shape. Solid lines are stated, dashed ones inferred or only possible, dotted ones disputed or
/// denied; a line without an arrow head is symmetric. Parallel edges and loops stay apart. O(n + m).
///
/// # Errors
/// [`MermaidTooLarge`] where Mermaid would show an error in place of the picture.
pub fn to_mermaid(picture: &Picture, loss: &mut Loss) -> Result<String, MermaidTooLarge> {
    if picture.edges.len() > MOST_EDGES {
        return Err(MermaidTooLarge::Edges(picture.edges.len()));
    }
    let classes = classes(picture);
    let mut text = String::new();
    // A JSON string is a string of YAML too; a page around the diagram may not be ended by it.
    let title = serde_json::Value::from(showable(&picture.title)).to_string();
    let title = title.replace('<', "\\u003c").replace('`', "\\u0060");
    let _ = write!(text, "---\ntitle: {title}\n---\nflowchart TB\n");
    write_boxes(picture, &classes, &mut text);
    for (position, edge) in picture.edges.iter().enumerate() {
        write_edge(position, edge, &mut text);
    }
    for ((fill, _), class) in &classes {
        let paint = node_paint(fill, Emphasis::Normal);
        let _ = writeln!(
            text,
            "classDef {class} fill:{},stroke:{},color:{}",
            paint.fill, paint.frame, paint.text
        );
    }
    write_focus(picture, &mut text);
    write_comments(picture, &mut text);
    let length = text.encode_utf16().count();
    if length > LONGEST_TEXT {
        return Err(MermaidTooLarge::Text(length));
    }
    note_losses(picture, loss);
    Ok(text)
}

/// A name for each combination of colour and shape that occurs, by colour.
type Classes = BTreeMap<(String, Shape), String>;

fn classes(picture: &Picture) -> Classes {
    let mut classes: Classes =
        picture.nodes.iter().map(|node| ((node.fill.clone(), node.shape), String::new())).collect();
    for (class, number) in classes.values_mut().zip(1..) {
        *class = format!("k{number}");
    }
    classes
}

/// Writes nodes inside their boxes, then those outside; a box may stand inside one that comes before it.
fn write_boxes(picture: &Picture, classes: &Classes, text: &mut String) {
    let parent = |at: usize| picture.clusters[at].parent.filter(|parent| *parent < at);
    let mut open: Vec<usize> = Vec::new();
    for at in box_order(picture) {
        while open.last().is_some_and(|last| Some(*last) != parent(at)) {
            open.pop();
            text.push_str("end\n");
        }
        let _ = writeln!(text, "subgraph c{}[\"{}\"]", at + 1, label(&picture.clusters[at].label));
        open.push(at);
        write_nodes(picture, Some(at), classes, text);
    }
    for _ in open {
        text.push_str("end\n");
    }
    write_nodes(picture, None, classes, text);
}

/// Returns the boxes with each directly after the one around it or what that holds.
fn box_order(picture: &Picture) -> Vec<usize> {
    let mut inside: Vec<Vec<usize>> = vec![Vec::new(); picture.clusters.len()];
    let mut waiting = Vec::new();
    for at in (0..picture.clusters.len()).rev() {
        match picture.clusters[at].parent.filter(|parent| *parent < at) {
            Some(parent) => inside[parent].push(at),
            None => waiting.push(at),
        }
    }
    let mut order = Vec::new();
    while let Some(at) = waiting.pop() {
        order.push(at);
        waiting.extend(&inside[at]);
    }
    order
}

fn write_nodes(picture: &Picture, cluster: Option<usize>, classes: &Classes, text: &mut String) {
    let own = |node: &PictureNode| node.cluster.filter(|at| *at < picture.clusters.len()) == cluster;
    for (position, node) in picture.nodes.iter().enumerate().filter(|(_, node)| own(node)) {
        let (open, close) = brackets(node.shape);
        let class = classes.get(&(node.fill.clone(), node.shape)).map_or("", String::as_str);
        let _ = writeln!(text, "n{}{open}\"{}\"{close}:::{class}", position + 1, label(&node.label));
    }
}

fn write_edge(position: usize, edge: &PictureEdge, text: &mut String) {
    let (plain, headless) = match (edge.line, edge.emphasis) {
        (Line::Solid, Emphasis::Strong) => ("==>", "==="),
        (Line::Solid, _) => ("-->", "---"),
        (Line::Dashed | Line::Dotted, _) => ("-.->", "-.-"),
    };
    let line = if edge.symmetric { headless } else { plain };
    let words = label(&edge.label);
    let words = if words.is_empty() { words } else { format!("|\"{words}\"|") };
    let _ = writeln!(text, "n{} {line}{words} n{}", edge.from + 1, edge.to + 1);
    match edge.line {
        Line::Solid => {}
        Line::Dashed => drop(writeln!(text, "linkStyle {position} stroke-dasharray:7 4")),
        Line::Dotted => drop(writeln!(text, "linkStyle {position} stroke-dasharray:1 4")),
    }
}

/// Marks the nodes that the picture is about.
fn write_focus(picture: &Picture, text: &mut String) {
    let strong = picture.nodes.iter().enumerate().filter(|(_, node)| node.emphasis == Emphasis::Strong);
    let strong: Vec<String> = strong.map(|(position, _)| format!("n{}", position + 1)).collect();
    if !strong.is_empty() {
        let _ = writeln!(
            text,
            "classDef focus stroke:#000000,stroke-width:4px\nclass {} focus",
            strong.join(",")
        );
    }
}

fn write_comments(picture: &Picture, text: &mut String) {
    for line in &picture.subtitle {
        let _ = writeln!(text, "%% {}", label(line));
    }
    let lang = picture.lang;
    for entry in &picture.legend {
        let fill = node_paint(&entry.fill, Emphasis::Normal).fill;
        let name = shape_name(entry.shape);
        let _ =
            writeln!(text, "%% {}: {} = {name} {fill}", lang.pick("Chú giải", "Legend"), label(&entry.label));
    }
    for note in &picture.sources {
        let url = note.url.as_deref().map(|url| format!(" {}", label(url))).unwrap_or_default();
        let _ = writeln!(text, "%% {}: {}{url}", lang.pick("Nguồn", "Source"), label(&note.text));
    }
}

fn note_losses(picture: &Picture, loss: &mut Loss) {
    for _ in picture.nodes.iter().filter(|node| !is_kept(node.shape)) {
        loss.note("shape", NO_SHAPE);
    }
    let tooltips =
        picture.nodes.iter().map(|node| &node.tooltip).chain(picture.edges.iter().map(|edge| &edge.tooltip));
    for _ in tooltips.filter(|tooltip| !tooltip.is_empty()) {
        loss.note("tooltip", NO_TOOLTIP);
    }
}

/// Returns what stands around the label of a node.
fn brackets(shape: Shape) -> (&'static str, &'static str) {
    match shape_name(shape) {
        "stadium" => ("([", "])"),
        "rounded" => ("(", ")"),
        "hexagon" => ("{{", "}}"),
        "subroutine" => ("[[", "]]"),
        "cylinder" => ("[(", ")]"),
        "circle" => ("((", "))"),
        "double circle" => ("(((", ")))"),
        "flag" => (">", "]"),
        "diamond" => ("{", "}"),
        "parallelogram" => ("[/", "/]"),
        "parallelogram alt" => ("[\\", "\\]"),
        "trapezoid" => ("[/", "\\]"),
        "trapezoid alt" => ("[\\", "/]"),
        _ => ("[", "]"),
    }
}

/// Returns Mermaid's name of the shape nearest to one of ours.
fn shape_name(shape: Shape) -> &'static str {
    match shape {
        Shape::Ellipse => "stadium",
        Shape::Box | Shape::Plaintext => "rectangle",
        Shape::Rounded => "rounded",
        Shape::Hexagon => "hexagon",
        Shape::Octagon => "circle",
        Shape::Doubleoctagon => "double circle",
        Shape::Component => "subroutine",
        Shape::Folder | Shape::Tab | Shape::Cds => "flag",
        Shape::Note => "parallelogram alt",
        Shape::House => "trapezoid alt",
        Shape::Diamond => "diamond",
        Shape::Parallelogram => "parallelogram",
        Shape::Cylinder => "cylinder",
        Shape::Trapezium => "trapezoid",
    }
}

fn is_kept(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::Box
            | Shape::Rounded
            | Shape::Hexagon
            | Shape::Component
            | Shape::Diamond
            | Shape::Parallelogram
            | Shape::Cylinder
            | Shape::Trapezium
    )
}

/// Returns text as it may stand in a quoted label or a comment.
///
/// What Mermaid, Markdown or HTML could read as a sign becomes an entity code, `#quot;` or `#124;`, whatever the place;
/// letters, digits, spaces and `, . - / ( ) '` stay, but a line that would begin a list (`1.`, `-`) gets its sign
/// encoded too. Line ends become `<br/>`. Applied once. O(n).
fn label(text: &str) -> String {
    let lines = showable(text);
    let lines: Vec<String> = lines.split('\n').map(|line| escape_line(line.trim())).collect();
    lines.join("<br/>")
}

fn escape_line(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let n_digits = line.chars().take_while(char::is_ascii_digit).count();
    for (position, c) in line.chars().enumerate() {
        let begins_list =
            (position == 0 && c == '-') || (position > 0 && position == n_digits && ".)".contains(c));
        match c {
            '"' => escaped.push_str("#quot;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            // Two of them begin a formula.
            '$' if escaped.ends_with("#36;") => escaped.push_str("\u{200B}#36;"),
            _ if begins_list || (c.is_ascii_punctuation() && !",.-/()'".contains(c)) => {
                let _ = write!(escaped, "#{};", u32::from(c));
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;
    use crate::render::samples;

    /// Decodes entity codes as Mermaid and then a browser do.
    fn decode(label: &str) -> String {
        let mut text = String::new();
        let mut rest = label;
        while let Some(at) = rest.find('#') {
            text.push_str(&rest[..at]);
            let end = at + rest[at..].find(';').unwrap();
            let c = match &rest[at + 1..end] {
                "quot" => '"',
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                number => char::from_u32(number.parse().unwrap()).unwrap(),
            };
            text.push(c);
            rest = &rest[end + 1..];
        }
        text.push_str(rest);
        text
    }

    proptest! {
        #[test]
        fn a_line_reads_back_and_holds_no_sign(text in "[^\n]{0,40}") {
            let line = showable(&text).replace('\n', " ");
            let escaped = escape_line(&line);
            let parted = line.replace("$$", "$\u{200B}$").replace("$$", "$\u{200B}$");
            prop_assert_eq!(decode(&escaped), parted);
            let bare: String = escaped.replace("#quot;", "").replace("#lt;", "").replace("#gt;", "").replace("#amp;", "");
            prop_assert!(!bare.contains(['"', '<', '>', '&', '|', '[', ']', '{', '}', '`', '%', ':', '\\', '*', '_']), "{escaped}");
        }
    }

    #[test]
    fn hostile_names_write_no_statement_of_their_own() {
        let plain = to_mermaid(&samples::with_text_everywhere("x"), &mut Loss::default()).unwrap();
        for name in samples::hostile_names().iter().filter(|name| name.len() < 1000) {
            let text = to_mermaid(&samples::with_text_everywhere(name), &mut Loss::default()).unwrap();
            assert_eq!(text.lines().count(), plain.lines().count(), "{name:?}:\n{text}");
            assert!(!text.contains("%%{") && !text.contains("<script"), "{text}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let crowd = samples::crowd(20, MOST_EDGES + 1, 0);
        assert_eq!(to_mermaid(&crowd, &mut Loss::default()), Err(MermaidTooLarge::Edges(MOST_EDGES + 1)));
        let long = samples::with_text_everywhere(&"ệ".repeat(LONGEST_TEXT));
        assert!(matches!(to_mermaid(&long, &mut Loss::default()), Err(MermaidTooLarge::Text(_))));
    }

    #[test]
    fn a_line_that_begins_like_a_list_stays_text() {
        assert_eq!(label("1. a\n- b"), "1#46; a<br/>#45; b");
        assert_eq!(label("2021-11-17 (x)"), "2021-11-17 (x)");
    }

    #[test]
    fn boxes_open_and_close() {
        let text = to_mermaid(&samples::path(), &mut Loss::default()).unwrap();
        assert_eq!(text.matches("subgraph ").count(), text.lines().filter(|line| *line == "end").count());
        assert_eq!(text.matches("subgraph ").count(), samples::path().clusters.len());
    }
}
