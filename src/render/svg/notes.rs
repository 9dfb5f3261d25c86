//! What stands around the graph: title, legend, sources.

use super::draw::{Anchor, Canvas, number};
use super::layered::Vector;
use super::measure::{Block, block};
use super::shape::{extent, text_drop};
use crate::render::link::safe_link;
use crate::render::paint::{LINE_GREY, node_paint};
use crate::render::picture::{Arrangement, Emphasis, Picture};
use crate::render::text::Room;

/// Space around everything.
pub(super) const MARGIN: f64 = 24.0;
/// The room a node's label has.
const NODE_ROOM: Room = Room { columns: 20, lines: 8 };
/// The room it has in columns, which are few and may be wide.
const COLUMN_ROOM: Room = Room { columns: 36, lines: 8 };
const SOURCE_COLUMN: f64 = 400.0;
const TITLE_ROOM: Room = Room { columns: 90, lines: 3 };
const SOURCE_ROOM: Room = Room { columns: 60, lines: 6 };

/// Returns the room that the labels of a picture's nodes have.
pub(super) fn node_room(picture: &Picture) -> Room {
    match picture.arrangement {
        Arrangement::Layers => NODE_ROOM,
        Arrangement::Columns => COLUMN_ROOM,
    }
}

/// Draws title and subtitle; returns where they end.
pub(super) fn heading(canvas: &mut Canvas, picture: &Picture) -> f64 {
    let mut y = MARGIN;
    let title = block(&picture.title, TITLE_ROOM, 18.0);
    canvas.text(&title, MARGIN, y, Anchor::Start, "fill=\"#000000\" font-weight=\"bold\"");
    y += title.extent.y;
    for line in &picture.subtitle {
        let line = block(line, TITLE_ROOM, 12.0);
        canvas.text(&line, MARGIN, y, Anchor::Start, "fill=\"#4D4D4D\"");
        y += line.extent.y;
    }
    y + 12.0
}

/// Draws one sample node for each kind; returns where they end.
pub(super) fn legend(canvas: &mut Canvas, picture: &Picture, top: f64, width: f64) -> f64 {
    if picture.legend.is_empty() {
        return top;
    }
    let mut corner =
        Vector { x: MARGIN, y: section(canvas, picture.lang.pick("Chú giải", "Legend"), top, width) };
    let mut tallest = 0.0;
    for entry in &picture.legend {
        let label = block(&entry.label, NODE_ROOM, 11.0);
        let size = extent(entry.shape, label.extent);
        if corner.x > MARGIN && corner.x + size.x > MARGIN + width {
            corner = Vector { x: MARGIN, y: corner.y + tallest + 10.0 };
            tallest = 0.0;
        }
        let center = Vector { x: corner.x + size.x / 2.0, y: corner.y + size.y / 2.0 };
        let paint = node_paint(&entry.fill, Emphasis::Normal);
        canvas.shape(entry.shape, center, size, &paint, entry.frame);
        let text_top = center.y - label.extent.y / 2.0 + text_drop(entry.shape);
        canvas.text(&label, center.x, text_top, Anchor::Middle, &format!("fill=\"{}\"", paint.text));
        corner.x += size.x + 16.0;
        tallest = f64::max(tallest, size.y);
    }
    corner.y + tallest + MARGIN
}

/// Draws the sources in columns; returns where they end.
pub(super) fn sources(canvas: &mut Canvas, picture: &Picture, top: f64, width: f64) -> f64 {
    if picture.sources.is_empty() {
        return top;
    }
    let top = section(canvas, picture.lang.pick("Nguồn", "Sources"), top, width);
    let notes: Vec<Block> = picture.sources.iter().map(|note| block(&note.text, SOURCE_ROOM, 10.0)).collect();
    let n_columns = (1..=notes.len()).rev().find(|&n| n as f64 * SOURCE_COLUMN <= width).unwrap_or(1);
    let per_column = notes.len().div_ceil(n_columns);
    let (mut corner, mut lowest) = (Vector { x: MARGIN, y: top }, top);
    for (position, (note, source)) in notes.iter().zip(&picture.sources).enumerate() {
        if position > 0 && position % per_column == 0 {
            corner = Vector { x: corner.x + SOURCE_COLUMN, y: top };
        }
        let style = if source.url.as_deref().and_then(safe_link).is_some() {
            "fill=\"#0B5394\""
        } else {
            "fill=\"#333333\""
        };
        canvas.group(source.url.as_deref(), "", |canvas| {
            canvas.text(note, corner.x, corner.y, Anchor::Start, style);
        });
        corner.y += note.extent.y + 4.0;
        lowest = f64::max(lowest, corner.y);
    }
    lowest + MARGIN / 2.0
}

/// Draws a rule and a heading; returns where they end.
fn section(canvas: &mut Canvas, heading: &str, top: f64, width: f64) -> f64 {
    let [left, right, y] = [MARGIN, MARGIN + width, top].map(number);
    canvas
        .path(&format!("M{left} {y} L{right} {y}"), &format!("stroke=\"{LINE_GREY}\" stroke-width=\"0.5\""));
    let heading = block(heading, TITLE_ROOM, 12.0);
    canvas.text(&heading, MARGIN, top + 6.0, Anchor::Start, "fill=\"#333333\" font-weight=\"bold\"");
    top + 6.0 + heading.extent.y + 6.0
}
