//! Writes the elements of an SVG document.

use std::fmt::Write as _;

use super::layered::Vector;
use super::measure::{Block, LINE};
use super::shape::{Part, parts};
use crate::model::Shape;
use crate::render::link::safe_link;
use crate::render::paint::{NodePaint, line_dashes};
use crate::render::picture::Line;
use crate::render::text::showable;
use crate::render::xml::xml_escape;

/// The fonts asked for, in this order.
pub(super) const FONTS: &str = "Noto Sans, Noto Sans Lao, DejaVu Sans, Arial, sans-serif";

/// An SVG document being written.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    text: String,
}

/// How lines of text stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    /// Their beginnings under each other.
    Start,
    /// Their middles under each other.
    Middle,
}

impl Canvas {
    /// Returns what has been written, inside a document of the given extent.
    pub(super) fn document(self, size: Vector, title: &str, description: &str, language: &str) -> String {
        let (width, height) = (number(size.x), number(size.y));
        let (title, description) = (escape(title), escape(description));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\" lang=\"{language}\" \
             font-family=\"{FONTS}\">\n<title id=\"title\">{title}</title>\n<desc id=\"desc\">{description}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#FFFFFF\"/>\n{}</svg>\n",
            self.text
        )
    }

    /// Writes a group that may lead somewhere and may say something when pointed at.
    pub(super) fn group(&mut self, url: Option<&str>, tooltip: &str, inside: impl FnOnce(&mut Canvas)) {
        let link = url.and_then(safe_link);
        match &link {
            Some(link) => self.line(format_args!("<a href=\"{}\">", xml_escape(link))),
            None => self.line(format_args!("<g>")),
        }
        if !tooltip.is_empty() {
            self.line(format_args!("<title>{}</title>", escape(tooltip)));
        }
        inside(self);
        self.line(format_args!("{}", if link.is_some() { "</a>" } else { "</g>" }));
    }

    /// Writes the outline of a node.
    pub(super) fn shape(
        &mut self,
        shape: Shape,
        center: Vector,
        size: Vector,
        paint: &NodePaint,
        frame: Line,
    ) {
        let style = format!(
            "fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"{}",
            paint.fill,
            paint.frame,
            number(paint.width),
            line_dashes(frame)
        );
        for part in parts(shape, size) {
            match part {
                Part::Ellipse(half) => self.line(format_args!(
                    "<ellipse cx=\"{}\" cy=\"{}\" rx=\"{}\" ry=\"{}\" {style}/>",
                    number(center.x),
                    number(center.y),
                    number(half.x),
                    number(half.y)
                )),
                Part::Rounded(size, radius) => {
                    let corner = Vector { x: center.x - size.x / 2.0, y: center.y - size.y / 2.0 };
                    self.rectangle(corner, size, radius, &style);
                }
                Part::Polygon(corners) => {
                    self.line(format_args!("<polygon points=\"{}\" {style}/>", points(&corners, center)));
                }
                Part::Line(corners) => self.line(format_args!(
                    "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>",
                    points(&corners, center),
                    paint.frame,
                    number(paint.width)
                )),
            }
        }
    }

    pub(super) fn rectangle(&mut self, corner: Vector, size: Vector, radius: f64, style: &str) {
        self.line(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" {style}/>",
            number(corner.x),
            number(corner.y),
            number(size.x),
            number(size.y),
            number(radius)
        ));
    }

    /// Writes a path with the given data; `style` holds its other attributes.
    pub(super) fn path(&mut self, data: &str, style: &str) {
        self.line(format_args!("<path d=\"{data}\" {style}/>"));
    }

    /// Writes lines of text whose middle (or left edge) is at `x` and whose upper edge is at `top`.
    pub(super) fn text(&mut self, block: &Block, x: f64, top: f64, anchor: Anchor, style: &str) {
        let anchor = if anchor == Anchor::Middle { " text-anchor=\"middle\"" } else { "" };
        for (number_of_line, line) in
            block.lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty())
        {
            let baseline = top + (number_of_line as f64 * LINE + 0.95) * block.font_size;
            self.line(format_args!(
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{anchor} {style}>{}</text>",
                number(x),
                number(baseline),
                number(block.font_size),
                escape(line)
            ));
        }
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{line}");
    }
}

fn escape(text: &str) -> String {
    xml_escape(&showable(text))
}

fn points(corners: &[Vector], center: Vector) -> String {
    let point = |corner: &Vector| format!("{},{}", number(center.x + corner.x), number(center.y + corner.y));
    corners.iter().map(point).collect::<Vec<_>>().join(" ")
}

/// Writes a number with at most one digit after the point, and no negative zero.
pub(super) fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths == 0.0 { "0".to_owned() } else { tenths.to_string() }
}

/// Returns path data that runs smoothly down through all points, upright at each.
pub(super) fn smooth(points: &[Vector]) -> String {
    let mut data = String::new();
    let points = without_straight_middles(points);
    for (position, point) in points.iter().enumerate() {
        let (x, y) = (number(point.x), number(point.y));
        let Some(last) = position.checked_sub(1).map(|last| points[last]) else {
            data = format!("M{x} {y}");
            continue;
        };
        let is_straight = (last.x - point.x).abs() < 0.5 || (last.y - point.y).abs() < 0.5;
        let _ = if is_straight {
            write!(data, " L{x} {y}")
        } else {
            let middle = number(f64::midpoint(last.y, point.y));
            write!(data, " C{} {middle} {x} {middle} {x} {y}", number(last.x))
        };
    }
    data
}

/// Returns path data that runs smoothly through all points from side to side, level at each.
pub(super) fn smooth_sideways(points: &[Vector]) -> String {
    let mut data = String::new();
    for (position, point) in points.iter().enumerate() {
        let (x, y) = (number(point.x), number(point.y));
        let Some(last) = position.checked_sub(1).map(|last| points[last]) else {
            data = format!("M{x} {y}");
            continue;
        };
        let middle = number(f64::midpoint(last.x, point.x));
        let _ = if (last.y - point.y).abs() < 0.5 {
            write!(data, " L{x} {y}")
        } else {
            write!(data, " C{middle} {} {middle} {y} {x} {y}", number(last.y))
        };
    }
    data
}

/// Leaves out the points that have the one before and the one after straight above and below them.
fn without_straight_middles(points: &[Vector]) -> Vec<Vector> {
    let is_near = |a: usize, b: usize| (points[a].x - points[b].x).abs() < 0.05;
    let is_kept =
        |&at: &usize| at == 0 || at + 1 == points.len() || !(is_near(at - 1, at) && is_near(at, at + 1));
    (0..points.len()).filter(is_kept).map(|at| points[at]).collect()
}
