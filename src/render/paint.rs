//! Colours and strokes, the same in every drawing.

use super::picture::{Emphasis, Line, PictureEdge};

/// The grey of a plain line.
pub(super) const LINE_GREY: &str = "#5A5A5A";
/// The grey of a line or frame drawn pale.
pub(super) const PALE_GREY: &str = "#BDBDBD";
/// The grey of small text beside a line.
pub(super) const LABEL_GREY: &str = "#4D4D4D";
/// The grey of text drawn pale; still 4.5:1 on white (WCAG 2.1, 1.4.3).
pub(super) const PALE_TEXT: &str = "#767676";

/// An opaque colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rgb([u8; 3]);

impl Rgb {
    /// Reads `#RRGGBB`; anything else is white, so that no other text reaches a drawing.
    fn read(text: &str) -> Rgb {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let Some(number) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Rgb([255; 3]);
        };
        let [_, red, green, blue] = number.to_be_bytes();
        Rgb([red, green, blue])
    }

    fn paler(self) -> Rgb {
        Rgb(self.0.map(|part| 255 - (255 - part) / 4))
    }

    /// Returns the relative luminance, 0 to 1.
    ///
    /// # Source
    /// WCAG 2.1, definition of relative luminance.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn is_dark(self) -> bool {
        let luminance = self.luminance() + 0.05;
        1.05 / luminance > luminance / 0.05
    }

    fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02X}{green:02X}{blue:02X}")
    }
}

/// How a node is painted.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NodePaint {
    pub(super) fill: String,
    pub(super) text: &'static str,
    pub(super) frame: &'static str,
    /// Width of the frame in points.
    pub(super) width: f64,
}

/// Returns the paint of a node; text is black or white, whichever has more contrast on the fill.
pub(super) fn node_paint(fill: &str, emphasis: Emphasis) -> NodePaint {
    let fill = Rgb::read(fill);
    let text = if fill.is_dark() { "#FFFFFF" } else { "#000000" };
    match emphasis {
        Emphasis::Strong => NodePaint { fill: fill.hex(), text, frame: "#000000", width: 2.5 },
        Emphasis::Normal => NodePaint { fill: fill.hex(), text, frame: "#333333", width: 1.0 },
        Emphasis::Faded => {
            NodePaint { fill: fill.paler().hex(), text: "#444444", frame: PALE_GREY, width: 0.8 }
        }
    }
}

/// How an edge is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct EdgePaint {
    pub(super) line: &'static str,
    pub(super) text: &'static str,
    /// Width of the line in points.
    pub(super) width: f64,
    /// The Graphviz name of the line style.
    pub(super) style: &'static str,
}

/// Returns the paint of an edge.
pub(super) fn edge_paint(edge: &PictureEdge) -> EdgePaint {
    let (line, text, width) = match edge.emphasis {
        Emphasis::Strong => ("#000000", "#000000", 2.4),
        Emphasis::Normal => (LINE_GREY, LABEL_GREY, 1.1),
        Emphasis::Faded => (PALE_GREY, PALE_TEXT, 0.8),
    };
    EdgePaint { line, text, width: width * drawn_scale(edge.scale), style: line_style(edge.line) }
}

/// Returns the Graphviz name of a line style.
pub(super) fn line_style(line: Line) -> &'static str {
    match line {
        Line::Solid => "solid",
        Line::Dashed => "dashed",
        Line::Dotted => "dotted",
    }
}

/// Returns the SVG attribute of a line style, with a space before it.
pub(super) fn line_dashes(line: Line) -> &'static str {
    match line {
        Line::Solid => "",
        Line::Dashed => " stroke-dasharray=\"6 4\"",
        Line::Dotted => " stroke-dasharray=\"1.5 3\"",
    }
}

/// Returns the scale that something is drawn at: what was asked for, kept legible.
pub(super) fn drawn_scale(scale: f64) -> f64 {
    if scale.is_finite() { scale.clamp(0.5, 4.0) } else { 1.0 }
}

/// Says whether something of this scale is drawn like all that has none.
pub(super) fn is_plain(scale: f64) -> bool {
    (scale - 1.0).abs() < 0.005
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_out() {
        let text = |fill| node_paint(fill, Emphasis::Normal).text;
        assert_eq!(text("#0072B2"), "#FFFFFF");
        assert_eq!(text("#000000"), "#FFFFFF");
        assert_eq!(text("#56B4E9"), "#000000");
        assert_eq!(text("#D55E00"), "#000000");
        assert_eq!(text("#F0E442"), "#000000");
    }

    #[test]
    fn other_text_is_no_colour() {
        for text in ["", "red", "#12345", "#+12345", "\" URL=\"x", "#ééé"] {
            let fill = node_paint(text, Emphasis::Normal).fill;
            assert!(fill.len() == 7 && fill.starts_with('#'), "{fill}");
        }
    }
}
