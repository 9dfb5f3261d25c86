//! Writes a strip of dated bars as nodes at fixed places, which `neato` leaves where they are.

use std::borrow::Cow;
use std::io::{self, Write};

use graphviz_rust::dot_structures::{Attribute, GraphAttributes, Id, Stmt};

use super::print::Printer;
use super::quote::quote_lines;
use super::statements::{FONTS, link, node_statement, plain, plain_id, quoted};
use crate::render::graphviz::Engine;
use crate::render::picture::Picture;
use crate::render::strip::{Item, Paint, Scene, Side, Strip, What, lay_out};
use crate::render::svg::measure::Vector;

/// Points of an inch, in which Graphviz reads sizes and places.
const INCH: f64 = 72.0;

/// Writes everything.
pub(super) fn write(picture: &Picture, strip: &Strip, out: &mut dyn Write) -> io::Result<()> {
    let scene = lay_out(picture, strip);
    let mut printer = Printer::begin(out)?;
    printer.statements(heading(picture).into_iter())?;
    let items = scene.items.iter().zip(1..);
    printer.statements(items.map(|(item, number)| statement(&scene, item, number)))?;
    printer.end()
}

fn heading(picture: &Picture) -> [Stmt; 2] {
    let graph = vec![
        plain("layout", Engine::Neato.name()),
        // Below zero neato takes all places as they are.
        plain("maxiter", "-1"),
        plain("notranslate", "true"),
        plain("splines", "false"),
        plain("overlap", "true"),
        plain("charset", "utf8"),
        plain("bgcolor", "white"),
        plain("pad", "0.1"),
        quoted("tooltip", &picture.title),
    ];
    let node = vec![
        quoted("fontname", FONTS),
        plain("fixedsize", "true"),
        plain("margin", "0"),
        quoted("label", ""),
        quoted("tooltip", " "),
    ];
    [GraphAttributes::Graph(graph), GraphAttributes::Node(node)].map(Stmt::GAttribute)
}

fn statement(scene: &Scene, item: &Item, number: usize) -> Stmt {
    let mut attributes = match &item.what {
        What::Box { corner, size, paint } => form("box", middle(*corner, *size), *size, paint),
        What::Diamond { center, size, paint } => form("diamond", *center, *size, paint),
        What::Arrow { tip, size, to, paint } => {
            let (x, turned) = if *to == Side::Left { (size.x / 2.0, "90") } else { (-size.x / 2.0, "270") };
            let mut placed = form("triangle", Vector { x: tip.x + x, y: tip.y }, *size, paint);
            placed.attributes.push(plain("orientation", turned));
            placed
        }
        What::Text { corner, block, ink } => {
            let lines = block.lines.iter().map(|line| Cow::Borrowed(line.as_str()));
            let attributes = vec![
                Attribute(plain_id("label"), Id::Escaped(quote_lines(lines, "\\l"))),
                plain("shape", "plaintext"),
                plain("fontsize", &block.font_size.to_string()),
                quoted("fontcolor", ink.color()),
            ];
            // Graphviz measures with fonts of its own; the lines begin at the left edge all the same.
            let size = Vector { x: block.extent.x * 1.1 + 4.0, y: block.extent.y + 6.0 };
            let center = Vector { x: corner.x + size.x / 2.0, y: corner.y + block.extent.y / 2.0 };
            Placed { attributes, center, size }
        }
    }
    .statement(scene.size);
    if !item.tooltip.is_empty() {
        attributes.push(quoted("tooltip", &item.tooltip));
    }
    attributes.extend(link(item.url.as_deref()));
    node_statement(format!("item{number}"), attributes)
}

/// A node's own attributes and where it goes.
struct Placed {
    attributes: Vec<Attribute>,
    center: Vector,
    size: Vector,
}

impl Placed {
    /// Adds place and size in inches; Graphviz counts from the lower edge.
    fn statement(mut self, page: Vector) -> Vec<Attribute> {
        let place = format!("{},{}!", inches(self.center.x), inches(page.y - self.center.y));
        self.attributes.push(quoted("pos", &place));
        self.attributes.push(plain("width", &inches(self.size.x)));
        self.attributes.push(plain("height", &inches(self.size.y)));
        self.attributes
    }
}

fn form(shape: &str, center: Vector, size: Vector, paint: &Paint) -> Placed {
    let mut attributes = vec![
        plain("shape", shape),
        quoted("style", style(size, paint)),
        quoted("fillcolor", &paint.fill),
        quoted("color", paint.frame.unwrap_or(&paint.fill)),
    ];
    if paint.frame.is_none() {
        attributes.push(plain("penwidth", "0"));
    }
    Placed { attributes, center, size }
}

/// Graphviz's dashes are longer than the sides of a small form; its dots are not.
fn style(size: Vector, paint: &Paint) -> &'static str {
    match paint.is_dashed {
        true if size.x < 30.0 => "filled,dotted",
        true => "filled,dashed",
        false => "filled",
    }
}

fn middle(corner: Vector, size: Vector) -> Vector {
    Vector { x: corner.x + size.x / 2.0, y: corner.y + size.y / 2.0 }
}

/// Writes points as inches with at most three digits after the point.
fn inches(points: f64) -> String {
    let thousandths = (points / INCH * 1000.0).round() / 1000.0;
    if thousandths == 0.0 { "0".to_owned() } else { thousandths.to_string() }
}
