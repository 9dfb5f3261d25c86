//! The statements of a picture, as graphviz-rust's types.

use std::borrow::Cow;
use std::io;

use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, GraphAttributes, Id, Node, NodeId, Stmt, Vertex,
};

use super::print::Printer;
use super::quote::quote_lines;
use super::{Direction, DotOptions, dot_quote};
use crate::model::Shape;
use crate::render::acyclic::layers;
use crate::render::clusters::parents;
use crate::render::graphviz::Engine;
use crate::render::link::safe_link;
use crate::render::paint::{PALE_GREY, drawn_scale, edge_paint, is_plain, line_style, node_paint};
use crate::render::picture::{Arrangement, Emphasis, Line, Picture, PictureEdge, PictureNode};
use crate::render::text::{Room, Wrapped, wrap};

/// Graphviz asks the system for the first of these that it has, and SVG names them all.
pub(super) const FONTS: &str = "Noto Sans,Noto Sans Lao,DejaVu Sans,sans-serif";
/// Above this many edges, labels stand in the tooltips, for they would cover the picture.
const MOST_EDGE_LABELS: usize = 400;

const NODE_ROOM: Room = Room { columns: 20, lines: 8 };
/// The room a label has in columns, which are few and may be wide.
const COLUMN_ROOM: Room = Room { columns: 36, lines: 8 };
const EDGE_ROOM: Room = Room { columns: 18, lines: 5 };
const CLUSTER_ROOM: Room = Room { columns: 40, lines: 5 };
const HEADING_ROOM: Room = Room { columns: 90, lines: 4 };
const SOURCE_ROOM: Room = Room { columns: 32, lines: 6 };
const WIDE_SOURCE_ROOM: Room = Room { columns: 80, lines: 4 };
/// Inches that [`SOURCE_ROOM`] takes in small print; the same for all, so that they line up on the left.
const SOURCE_WIDTH: &str = "2.6";

/// Turns the parts of one picture into statements.
pub(super) struct Statements<'a> {
    picture: &'a Picture,
    direction: Direction,
    engine: Engine,
    /// The box around each box, at most 32 deep.
    parents: Vec<Option<usize>>,
    /// Nodes of each box; those of none last.
    members: Vec<Vec<usize>>,
}

impl<'a> Statements<'a> {
    pub(super) fn new(picture: &'a Picture, options: &DotOptions) -> Self {
        let outside = picture.clusters.len();
        let mut members = vec![Vec::new(); outside + 1];
        for (position, node) in picture.nodes.iter().enumerate() {
            members[node.cluster.unwrap_or(outside).min(outside)].push(position);
        }
        Statements {
            picture,
            direction: options.direction,
            engine: options.engine.unwrap_or(Engine::for_size(picture.nodes.len())),
            parents: parents(&picture.clusters),
            members,
        }
    }

    /// The attributes of the whole graph and the defaults of nodes and edges.
    pub(super) fn heading(&self) -> impl Iterator<Item = Stmt> {
        let graph = GraphAttributes::Graph(self.graph_attributes());
        let node = GraphAttributes::Node(vec![
            quoted("fontname", FONTS),
            plain("fontsize", "11"),
            plain("style", "filled"),
            quoted("margin", "0.12,0.06"),
            plain("height", "0.36"),
        ]);
        let edge = GraphAttributes::Edge(vec![
            quoted("fontname", FONTS),
            plain("fontsize", "9"),
            plain("arrowsize", "0.7"),
        ]);
        [graph, node, edge].into_iter().map(Stmt::GAttribute)
    }

    fn graph_attributes(&self) -> Vec<Attribute> {
        let mut attributes = vec![
            plain("layout", self.engine.name()),
            plain("charset", "utf8"),
            quoted("fontname", FONTS),
            plain("fontsize", if self.engine == Engine::Fdp { "28" } else { "16" }),
            Attribute(plain_id("label"), Id::Escaped(self.title())),
            plain("labelloc", "t"),
            plain("labeljust", "l"),
            plain("bgcolor", "white"),
            plain("pad", "0.3"),
            quoted("tooltip", &self.picture.title),
        ];
        attributes.extend(self.engine_attributes());
        attributes
    }

    fn title(&self) -> String {
        let lines = std::iter::once(&self.picture.title).chain(&self.picture.subtitle);
        let lines = lines.flat_map(|line| wrap(line, HEADING_ROOM).lines);
        quote_lines(lines.map(Cow::Owned), "\\l")
    }

    fn engine_attributes(&self) -> Vec<Attribute> {
        match self.engine {
            Engine::Dot => vec![
                // The older ranking fails on labelled edges between boxes ("trouble in init_rank").
                plain("newrank", "true"),
                plain("rankdir", if self.direction == Direction::Right { "LR" } else { "TB" }),
                plain("nodesep", "0.25"),
                plain("ranksep", "0.5"),
            ],
            Engine::Fdp => vec![
                plain("overlap", "prism"),
                plain("overlap_scaling", "-3"),
                quoted("sep", "+6"),
                plain("K", "0.3"),
                // Boxes that no line joins are laid side by side.
                plain("pack", "20"),
                plain("packmode", "clust"),
                plain("splines", "line"),
                plain("outputorder", "edgesfirst"),
            ],
            Engine::Sfdp | Engine::Neato => vec![
                plain("overlap", "prism"),
                plain("overlap_scaling", "-3"),
                quoted("sep", "+6"),
                // Curves round the nodes take 40 s for 300 nodes and 500 edges, lines 1 s.
                plain("splines", "line"),
                plain("outputorder", "edgesfirst"),
            ],
            Engine::Circo | Engine::Twopi => {
                vec![plain("overlap", "false"), plain("splines", "line"), plain("outputorder", "edgesfirst")]
            }
        }
    }

    pub(super) fn parent(&self, cluster: usize) -> Option<usize> {
        self.parents[cluster]
    }

    /// The boxes in the order they are written: each right after its parent or its parent's other boxes.
    pub(super) fn cluster_order(&self) -> Vec<usize> {
        let mut inside = vec![Vec::new(); self.parents.len()];
        let mut stack = Vec::new();
        for (cluster, parent) in self.parents.iter().enumerate().rev() {
            match parent {
                Some(parent) => inside[*parent].push(cluster),
                None => stack.push(cluster),
            }
        }
        let mut order = Vec::with_capacity(self.parents.len());
        while let Some(cluster) = stack.pop() {
            order.push(cluster);
            stack.extend(&inside[cluster]);
        }
        order
    }

    pub(super) fn cluster_attributes(&self, cluster: usize) -> Stmt {
        cluster_attributes(&self.picture.clusters[cluster].label, self.heading_size())
    }

    /// The size of a box's heading: on a sheet of boxes one looks for these first.
    fn heading_size(&self) -> &'static str {
        if self.engine == Engine::Fdp { "16" } else { "12" }
    }

    /// The nodes of a box, or of none.
    pub(super) fn nodes_of(&self, cluster: Option<usize>) -> impl Iterator<Item = Stmt> {
        let members = &self.members[cluster.unwrap_or(self.picture.clusters.len())];
        let room = match self.picture.arrangement {
            Arrangement::Layers => NODE_ROOM,
            Arrangement::Columns => COLUMN_ROOM,
        };
        members.iter().map(move |&position| node(position, &self.picture.nodes[position], room))
    }

    pub(super) fn edges(&self) -> impl Iterator<Item = Stmt> {
        let n_nodes = self.picture.nodes.len();
        let is_labelled = self.engine == Engine::Dot || self.picture.edges.len() <= MOST_EDGE_LABELS;
        let edges = self.picture.edges.iter().filter(move |edge| edge.from < n_nodes && edge.to < n_nodes);
        edges.map(move |edge| self.edge(edge, is_labelled))
    }

    /// An edge; a hop of a path leads on in the layout even where its claim points back.
    fn edge(&self, edge: &PictureEdge, is_labelled: bool) -> Stmt {
        let (from, to) = (node_name(edge.from), node_name(edge.to));
        let is_turned =
            self.engine == Engine::Dot && edge.emphasis == Emphasis::Strong && edge.from > edge.to;
        let direction = match (edge.symmetric, is_turned) {
            (true, _) => Some("none"),
            (false, true) => Some("back"),
            (false, false) => None,
        };
        let mut attributes = edge_attributes(edge, is_labelled);
        attributes.extend(direction.map(|direction| plain("dir", direction)));
        if self.picture.arrangement == Arrangement::Columns {
            // What faces each other shall lie at one height.
            attributes.push(plain("weight", "9"));
        }
        if is_turned { edge_statement(to, from, attributes) } else { edge_statement(from, to, attributes) }
    }

    /// A box with one sample node for each kind.
    pub(super) fn write_legend(&self, printer: &mut Printer<'_>) -> io::Result<()> {
        if self.picture.legend.is_empty() {
            return Ok(());
        }
        printer.open("cluster_legend")?;
        printer.statement(&cluster_attributes(
            self.picture.lang.pick("Chú giải", "Legend"),
            self.heading_size(),
        ))?;
        for (position, entry) in self.picture.legend.iter().enumerate() {
            let paint = node_paint(&entry.fill, Emphasis::Normal);
            let label = wrap(&entry.label, NODE_ROOM);
            let mut attributes = vec![label_of(&label), quoted("tooltip", &entry.label)];
            attributes.extend(shape(entry.shape, &paint.fill, paint.frame, entry.frame));
            attributes.push(quoted("fontcolor", paint.text));
            printer.statement(&node_statement(format!("legend{}", position + 1), attributes))?;
        }
        // Nodes that no line joins are laid close together there.
        if self.engine != Engine::Fdp {
            printer.statements(self.rows("legend", self.picture.legend.len()))?;
        }
        printer.close()
    }

    /// A box with one node for each source, or one node for all where the engine would scatter them.
    pub(super) fn write_sources(&self, printer: &mut Printer<'_>) -> io::Result<()> {
        if self.picture.sources.is_empty() {
            return Ok(());
        }
        printer.open("cluster_sources")?;
        printer.statement(&cluster_attributes(
            self.picture.lang.pick("Nguồn", "Sources"),
            self.heading_size(),
        ))?;
        if self.engine == Engine::Dot {
            printer.statements(self.sources_one_by_one())?;
            printer.statements(self.rows("source", self.picture.sources.len()))?;
        } else {
            printer.statement(&self.sources_in_one())?;
        }
        printer.close()
    }

    fn sources_one_by_one(&self) -> impl Iterator<Item = Stmt> {
        self.picture.sources.iter().enumerate().map(|(position, note)| {
            let mut attributes = note_attributes(wrap(&note.text, SOURCE_ROOM).lines);
            attributes.push(plain("width", SOURCE_WIDTH));
            attributes.push(quoted("tooltip", &note.text));
            attributes.extend(link(note.url.as_deref()));
            node_statement(format!("source{}", position + 1), attributes)
        })
    }

    /// All sources as one text, under a heading where the engine draws no box with one.
    fn sources_in_one(&self) -> Stmt {
        let is_boxed = self.engine == Engine::Fdp;
        let lines = self.picture.sources.iter().flat_map(|note| wrap(&note.text, WIDE_SOURCE_ROOM).lines);
        let heading = self.picture.lang.pick("Nguồn", "Sources");
        let heading_line = (!is_boxed).then(|| heading.to_owned());
        let mut attributes = note_attributes(heading_line.into_iter().chain(lines).collect());
        if is_boxed {
            attributes.retain(|Attribute(name, _)| *name != plain_id("fontsize"));
            attributes.push(plain("fontsize", "12"));
        }
        attributes.push(quoted("tooltip", heading));
        node_statement("source1".to_owned(), attributes)
    }

    /// Invisible edges that line up `n` nodes in rows as long as the picture is deep.
    fn rows(&self, prefix: &str, n: usize) -> impl Iterator<Item = Stmt> {
        let ends = self.picture.edges.iter().map(|edge| (edge.from, edge.to));
        let depth = layers(self.picture.nodes.len(), ends).into_iter().max().unwrap_or(0) + 1;
        let row = depth.clamp(3, 12);
        (1..n).filter(move |position| position % row != 0).map(move |position| {
            let ends = (format!("{prefix}{position}"), format!("{prefix}{}", position + 1));
            edge_statement(ends.0, ends.1, vec![plain("style", "invis"), plain("weight", "100")])
        })
    }
}

fn cluster_attributes(label: &str, size: &str) -> Stmt {
    let label = wrap(label, CLUSTER_ROOM);
    // One line needs no mark for its end.
    let end = if label.lines.len() > 1 { "\\l" } else { "\\n" };
    let lines = label.lines.iter().map(|line| Cow::Borrowed(line.as_str()));
    Stmt::GAttribute(GraphAttributes::Graph(vec![
        Attribute(plain_id("label"), Id::Escaped(quote_lines(lines, end))),
        plain("fontsize", size),
        plain("labelloc", "t"),
        plain("labeljust", "l"),
        quoted("style", "rounded,filled"),
        quoted("fillcolor", "#F6F6F3"),
        quoted("color", PALE_GREY),
        plain("margin", "10"),
    ]))
}

/// Small text on nothing, its lines beginning under each other.
fn note_attributes(lines: Vec<String>) -> Vec<Attribute> {
    let label = quote_lines(lines.into_iter().map(Cow::Owned), "\\l");
    vec![
        Attribute(plain_id("label"), Id::Escaped(label)),
        plain("shape", "plaintext"),
        plain("style", "solid"),
        plain("fontsize", "9"),
    ]
}

fn node(position: usize, node: &PictureNode, room: Room) -> Stmt {
    let paint = node_paint(&node.fill, node.emphasis);
    let label = wrap(&node.label, room);
    let mut attributes =
        vec![label_of(&label), quoted("tooltip", &tooltip(&node.label, &node.tooltip, label.is_cut))];
    attributes.extend(shape(node.shape, &paint.fill, paint.frame, node.frame));
    attributes.push(quoted("fontcolor", paint.text));
    attributes.push(plain("penwidth", &paint.width.to_string()));
    attributes.extend(size(node.scale));
    attributes.extend(link(node.url.as_deref()));
    node_statement(node_name(position), attributes)
}

fn edge_attributes(edge: &PictureEdge, is_labelled: bool) -> Vec<Attribute> {
    let paint = edge_paint(edge);
    let label = wrap(&edge.label, EDGE_ROOM);
    let hides = label.is_cut || !is_labelled;
    let mut attributes = Vec::with_capacity(9);
    if is_labelled && !edge.label.is_empty() {
        attributes.push(label_of(&label));
        attributes.push(quoted("fontcolor", paint.text));
    }
    attributes.push(quoted("tooltip", &tooltip(&edge.label, &edge.tooltip, hides)));
    attributes.push(quoted("color", paint.line));
    attributes.push(plain("penwidth", &tidy(paint.width)));
    if paint.style != "solid" {
        attributes.push(plain("style", paint.style));
    }
    attributes.extend(link(edge.url.as_deref()));
    attributes
}

/// Returns what is shown when pointed at: the words given, and the label where it is not to be read in full.
fn tooltip<'a>(label: &'a str, words: &'a str, label_hides: bool) -> Cow<'a, str> {
    match (words.is_empty(), label_hides) {
        (true, _) => Cow::Borrowed(label),
        (false, _) if label.is_empty() => Cow::Borrowed(words),
        (false, false) => Cow::Borrowed(words),
        (false, true) => Cow::Owned(format!("{label}\n{words}")),
    }
}

/// The letters and the space around them of a node that is not of the plain size.
fn size(scale: f64) -> Vec<Attribute> {
    let scale = drawn_scale(scale);
    if is_plain(scale) {
        return Vec::new();
    }
    let margin = format!("{},{}", tidy(0.12 * scale), tidy(0.06 * scale));
    vec![
        plain("fontsize", &tidy(11.0 * scale)),
        quoted("margin", &margin),
        plain("height", &tidy(0.36 * scale)),
    ]
}

/// Writes a number with at most two digits after the point.
fn tidy(value: f64) -> String {
    ((value * 100.0).round() / 100.0).to_string()
}

fn shape(shape: Shape, fill: &str, frame: &str, line: Line) -> Vec<Attribute> {
    let (name, style) = match shape {
        Shape::Ellipse => ("ellipse", "filled"),
        Shape::Box => ("box", "filled"),
        Shape::Rounded => ("box", "rounded,filled"),
        Shape::Octagon => ("octagon", "filled"),
        Shape::Doubleoctagon => ("doubleoctagon", "filled"),
        Shape::Hexagon => ("hexagon", "filled"),
        Shape::Component => ("component", "filled"),
        Shape::Folder => ("folder", "filled"),
        Shape::Note => ("note", "filled"),
        Shape::House => ("house", "filled"),
        Shape::Tab => ("tab", "filled"),
        Shape::Diamond => ("diamond", "filled"),
        Shape::Parallelogram => ("parallelogram", "filled"),
        Shape::Cds => ("cds", "filled"),
        Shape::Cylinder => ("cylinder", "filled"),
        Shape::Trapezium => ("trapezium", "filled"),
        Shape::Plaintext => ("plaintext", "filled"),
    };
    let mut attributes = vec![plain("shape", name), quoted("fillcolor", fill), quoted("color", frame)];
    match (line_style(line), style) {
        ("solid", "filled") => {}
        ("solid", style) => attributes.push(quoted("style", style)),
        (line, style) => attributes.push(quoted("style", &format!("{style},{line}"))),
    }
    attributes
}

fn label_of(label: &Wrapped) -> Attribute {
    let lines = label.lines.iter().map(|line| Cow::Borrowed(line.as_str()));
    Attribute(plain_id("label"), Id::Escaped(quote_lines(lines, "\\n")))
}

pub(super) fn link(url: Option<&str>) -> Option<Attribute> {
    Some(quoted("URL", &safe_link(url?)?))
}

fn node_name(position: usize) -> String {
    format!("n{}", position + 1)
}

pub(super) fn node_statement(id: String, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Node(Node { id: NodeId(Id::Plain(id), None), attributes })
}

fn edge_statement(from: String, to: String, attributes: Vec<Attribute>) -> Stmt {
    let end = |id| Vertex::N(NodeId(Id::Plain(id), None));
    Stmt::Edge(Edge { ty: EdgeTy::Pair(end(from), end(to)), attributes })
}

/// An attribute whose value is text.
pub(super) fn quoted(name: &str, value: &str) -> Attribute {
    Attribute(plain_id(name), Id::Escaped(dot_quote(value)))
}

/// An attribute whose value is one of our own words or numbers.
pub(super) fn plain(name: &str, value: &str) -> Attribute {
    Attribute(plain_id(name), plain_id(value))
}

pub(super) fn plain_id(word: &str) -> Id {
    Id::Plain(word.to_owned())
}
