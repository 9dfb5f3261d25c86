//! Draws a strip of dated bars.

use super::draw::{Anchor, Canvas, number};
use super::measure::Vector;
use crate::render::picture::Picture;
use crate::render::strip::{Ink, Paint, Side, Strip, What, lay_out};

/// Draws everything.
pub(super) fn page(picture: &Picture, strip: &Strip) -> String {
    let scene = lay_out(picture, strip);
    let mut canvas = Canvas::default();
    for item in &scene.items {
        if item.tooltip.is_empty() && item.url.is_none() {
            draw(&mut canvas, &item.what);
        } else {
            canvas.group(item.url.as_deref(), &item.tooltip, |canvas| draw(canvas, &item.what));
        }
    }
    canvas.document(scene.size, &picture.title, &picture.subtitle.join("\n"), picture.lang.code())
}

fn draw(canvas: &mut Canvas, what: &What) {
    match what {
        What::Box { corner, size, paint } => canvas.rectangle(*corner, *size, 0.0, &style(paint)),
        What::Diamond { center, size, paint } => {
            let (w, h) = (size.x / 2.0, size.y / 2.0);
            polygon(canvas, *center, &[(0.0, -h), (w, 0.0), (0.0, h), (-w, 0.0)], paint);
        }
        What::Arrow { tip, size, to, paint } => {
            let (back, h) = (if *to == Side::Left { size.x } else { -size.x }, size.y / 2.0);
            polygon(canvas, *tip, &[(0.0, 0.0), (back, -h), (back, h)], paint);
        }
        What::Text { corner, block, ink } => {
            let weight = if *ink == Ink::Heading { " font-weight=\"bold\"" } else { "" };
            let style = format!("fill=\"{}\"{weight}", ink.color());
            canvas.text(block, corner.x, corner.y, Anchor::Start, &style);
        }
    }
}

fn polygon(canvas: &mut Canvas, origin: Vector, corners: &[(f64, f64)], paint: &Paint) {
    let corner = |(x, y): &(f64, f64)| format!("{} {}", number(origin.x + x), number(origin.y + y));
    let corners: Vec<String> = corners.iter().map(corner).collect();
    canvas.path(&format!("M{} Z", corners.join(" L")), &style(paint));
}

fn style(paint: &Paint) -> String {
    let frame = paint.frame.map(|color| format!(" stroke=\"{color}\"")).unwrap_or_default();
    let dashes = if paint.is_dashed { " stroke-dasharray=\"3 2\"" } else { "" };
    format!("fill=\"{}\"{frame}{dashes}", paint.fill)
}
