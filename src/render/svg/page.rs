//! Puts a picture on a page: title, the graph, legend, sources.

use super::columns::{self, Columns};
use super::draw::{Anchor, Canvas, number, smooth, smooth_sideways};
use super::layered::Vector;
use super::measure::{Block, block};
use super::nest::{Arranged, Nested, NestedEdge, Route, arrange};
use super::notes::{MARGIN, heading, legend, node_room, sources};
use super::shape::{extent, reach, text_drop};
use crate::render::clusters::parents;
use crate::render::paint::{PALE_GREY, drawn_scale, edge_paint, line_dashes, node_paint};
use crate::render::picture::{Arrangement, Emphasis, Picture, PictureEdge, PictureNode};
use crate::render::text::Room;

const LEAST_WIDTH: f64 = 640.0;
const LOOP: f64 = 26.0;
/// Above this many edges, labels stand in the tooltips, for they would blow up the picture.
const MOST_EDGE_LABELS: usize = 400;

const EDGE_ROOM: Room = Room { columns: 18, lines: 5 };
const CLUSTER_ROOM: Room = Room { columns: 40, lines: 5 };

/// Draws everything.
pub(super) fn page(picture: &Picture) -> String {
    let measured = Measured::new(picture);
    let (arranged, sideways) = match picture.arrangement {
        Arrangement::Layers => (arrange(&measured.nested(picture)), None),
        Arrangement::Columns => {
            let (arranged, ways) = columns::arrange(&measured.columns(picture));
            (arranged, Some(ways))
        }
    };
    let width = f64::max(arranged.size.x, LEAST_WIDTH);
    let mut canvas = Canvas::default();
    let mut y = heading(&mut canvas, picture);
    let corner = Vector { x: MARGIN + (width - arranged.size.x) / 2.0, y };
    Graph { picture, measured: &measured, arranged: &arranged, sideways: sideways.as_deref(), corner }
        .draw(&mut canvas);
    y += arranged.size.y + MARGIN;
    y = legend(&mut canvas, picture, y, width);
    y = sources(&mut canvas, picture, y, width);
    let size = Vector { x: width + 2.0 * MARGIN, y };
    canvas.document(size, &picture.title, &picture.subtitle.join("\n"), picture.lang.code())
}

/// All texts of the graph, wrapped and measured.
struct Measured {
    nodes: Vec<Block>,
    sizes: Vec<Vector>,
    edges: Vec<Block>,
    clusters: Vec<Block>,
    /// Edges between two nodes of the picture, which are not one.
    between: Vec<usize>,
    /// Loops at each node.
    loops: Vec<Vec<usize>>,
}

impl Measured {
    fn new(picture: &Picture) -> Measured {
        let label =
            |node: &PictureNode| block(&node.label, node_room(picture), 12.0 * drawn_scale(node.scale));
        let nodes: Vec<Block> = picture.nodes.iter().map(label).collect();
        let sizes = picture.nodes.iter().zip(&nodes).map(|(node, block)| node_size(node, block)).collect();
        let has_labels = picture.edges.len() <= MOST_EDGE_LABELS;
        let label = |edge: &PictureEdge| block(if has_labels { &edge.label } else { "" }, EDGE_ROOM, 9.5);
        let n_nodes = picture.nodes.len();
        let (mut between, mut loops) = (Vec::new(), vec![Vec::new(); n_nodes]);
        for (position, edge) in picture.edges.iter().enumerate() {
            match (edge.from < n_nodes && edge.to < n_nodes, edge.from == edge.to) {
                (true, true) => loops[edge.from].push(position),
                (true, false) => between.push(position),
                (false, _) => {}
            }
        }
        Measured {
            nodes,
            sizes,
            edges: picture.edges.iter().map(label).collect(),
            clusters: picture
                .clusters
                .iter()
                .map(|cluster| block(&cluster.label, CLUSTER_ROOM, 13.0))
                .collect(),
            between,
            loops,
        }
    }

    fn nested(&self, picture: &Picture) -> Nested {
        let edge = |&position: &usize| {
            let edge = &picture.edges[position];
            // A hop of a path leads on even where its claim points back.
            let is_back = edge.emphasis == Emphasis::Strong && edge.from > edge.to;
            let (first, second) = if is_back { (edge.to, edge.from) } else { (edge.from, edge.to) };
            NestedEdge { first, second, label: padded(self.edges[position].extent) }
        };
        let n_clusters = picture.clusters.len();
        Nested {
            parents: parents(&picture.clusters),
            headings: self.clusters.iter().map(|block| block.extent).collect(),
            nodes: (0..self.sizes.len()).map(|node| self.room(node)).collect(),
            around: picture
                .nodes
                .iter()
                .map(|node| node.cluster.filter(|&cluster| cluster < n_clusters))
                .collect(),
            edges: self.between.iter().map(edge).collect(),
        }
    }

    fn columns(&self, picture: &Picture) -> Columns {
        let edge = |&position: &usize| {
            let edge = &picture.edges[position];
            (edge.from, edge.to, padded(self.edges[position].extent))
        };
        Columns {
            nodes: (0..self.sizes.len()).map(|node| self.room(node)).collect(),
            is_right: picture.nodes.iter().map(|node| node.cluster != Some(0)).collect(),
            edges: self.between.iter().map(edge).collect(),
            headings: self.clusters.iter().map(|block| block.extent).take(2).collect(),
        }
    }

    /// The extent of a node and its loops, which lie to its right; as much is left free to its left.
    fn room(&self, node: usize) -> Vector {
        let size = self.sizes[node];
        let labels = self.loops[node].iter().map(|&edge| self.edges[edge].extent);
        let n_loops = self.loops[node].len();
        if n_loops == 0 {
            return size;
        }
        let widest = labels.clone().map(|label| label.x).fold(0.0, f64::max);
        let tallest = labels.map(|label| label.y + 4.0).sum();
        Vector {
            x: size.x + 2.0 * (LOOP + n_loops as f64 * 7.0 + widest),
            y: size.y.max(tallest).max(14.0 + n_loops as f64 * 8.0),
        }
    }
}

/// The extent of a node around its label.
fn node_size(node: &PictureNode, label: &Block) -> Vector {
    let scale = drawn_scale(node.scale);
    let plain = Vector { x: label.extent.x / scale, y: label.extent.y / scale };
    let size = extent(node.shape, plain);
    Vector { x: size.x * scale, y: size.y * scale }
}

fn padded(label: Vector) -> Vector {
    if label.x > 0.0 { Vector { x: label.x + 6.0, y: label.y } } else { label }
}

/// The graph with its place on the page.
struct Graph<'a> {
    picture: &'a Picture,
    measured: &'a Measured,
    arranged: &'a Arranged,
    /// The way of each edge between two columns.
    sideways: Option<&'a [Vec<Vector>]>,
    corner: Vector,
}

impl Graph<'_> {
    fn draw(&self, canvas: &mut Canvas) {
        for cluster in 0..self.arranged.boxes.len() {
            self.draw_cluster(canvas, cluster);
        }
        let ways = match self.sideways {
            None => self.ways(),
            Some(ways) => ways.iter().map(|way| way.iter().map(|point| self.at(*point)).collect()).collect(),
        };
        for emphasis in [Emphasis::Faded, Emphasis::Normal, Emphasis::Strong] {
            for (number_of_edge, &position) in self.measured.between.iter().enumerate() {
                if self.picture.edges[position].emphasis == emphasis {
                    self.draw_edge(canvas, number_of_edge, ways[number_of_edge].clone());
                }
            }
        }
        for cluster in 0..self.arranged.boxes.len() {
            self.draw_cluster_label(canvas, cluster);
        }
        for node in 0..self.picture.nodes.len() {
            self.draw_node(canvas, node);
        }
        for (route, &position) in self.arranged.routes.iter().zip(&self.measured.between) {
            self.draw_label(canvas, position, self.at(route.label), Anchor::Middle);
        }
    }

    fn at(&self, point: Vector) -> Vector {
        Vector { x: point.x + self.corner.x, y: point.y + self.corner.y }
    }

    fn draw_cluster(&self, canvas: &mut Canvas, cluster: usize) {
        let (corner, size) = self.arranged.boxes[cluster];
        let corner = self.at(corner);
        let style = format!("fill=\"#F6F6F3\" stroke=\"{PALE_GREY}\"");
        canvas.rectangle(corner, size, 10.0, &style);
    }

    fn draw_cluster_label(&self, canvas: &mut Canvas, cluster: usize) {
        let corner = self.at(self.arranged.boxes[cluster].0);
        let style = format!("fill=\"#333333\" {}", halo("#F6F6F3"));
        canvas.text(&self.measured.clusters[cluster], corner.x + 12.0, corner.y + 6.0, Anchor::Start, &style);
    }

    fn draw_node(&self, canvas: &mut Canvas, node: usize) {
        let (center, size) = (self.at(self.arranged.nodes[node]), self.measured.sizes[node]);
        for (number_of_loop, &edge) in self.measured.loops[node].iter().enumerate() {
            self.draw_loop(canvas, edge, center, size, number_of_loop);
        }
        let picture = &self.picture.nodes[node];
        let paint = node_paint(&picture.fill, picture.emphasis);
        let label = &self.measured.nodes[node];
        canvas.group(
            picture.url.as_deref(),
            &tooltip(&picture.label, &picture.tooltip, label.is_cut),
            |canvas| {
                canvas.shape(picture.shape, center, size, &paint, picture.frame);
                let top = center.y - label.extent.y / 2.0 + text_drop(picture.shape);
                canvas.text(label, center.x, top, Anchor::Middle, &format!("fill=\"{}\"", paint.text));
            },
        );
    }

    fn draw_loop(
        &self,
        canvas: &mut Canvas,
        position: usize,
        center: Vector,
        size: Vector,
        number_of_loop: usize,
    ) {
        let edge = &self.picture.edges[position];
        let reach = LOOP + number_of_loop as f64 * 7.0;
        let half = 7.0 + number_of_loop as f64 * 4.0;
        let side = center.x + size.x / 2.0 - 4.0;
        let [x, far, top, bottom] = [side, side + reach, center.y - half, center.y + half].map(number);
        let data = format!("M{x} {top} C{far} {top} {far} {bottom} {x} {bottom}");
        canvas.group(edge.url.as_deref(), &tooltip(&edge.label, &edge.tooltip, true), |canvas| {
            canvas.path(&data, &stroke(edge));
        });
        let labels = &self.measured.loops[self.picture.edges[position].from];
        let heights = labels.iter().map(|&edge| self.measured.edges[edge].extent.y + 4.0);
        let (before, all): (f64, f64) = (heights.clone().take(number_of_loop).sum(), heights.sum());
        let x = side + LOOP + labels.len() as f64 * 7.0 - 4.0;
        let y = center.y - all / 2.0 + before + self.measured.edges[position].extent.y / 2.0;
        self.draw_label(canvas, position, Vector { x, y }, Anchor::Start);
    }

    /// The points of each edge from the upper node's outline to the lower node's.
    fn ways(&self) -> Vec<Vec<Vector>> {
        let mut ways: Vec<Vec<Vector>> = self
            .arranged
            .routes
            .iter()
            .map(|route| route.points.iter().map(|&point| self.at(point)).collect())
            .collect();
        let n_nodes = self.picture.nodes.len();
        let (mut leaving, mut coming) = (vec![Vec::new(); n_nodes], vec![Vec::new(); n_nodes]);
        for (number_of_edge, route) in self.arranged.routes.iter().enumerate() {
            let (upper, lower) = self.ends(number_of_edge, route);
            leaving[upper].push(number_of_edge);
            coming[lower].push(number_of_edge);
        }
        for node in 0..n_nodes {
            self.attach(node, &leaving[node], true, &mut ways);
            self.attach(node, &coming[node], false, &mut ways);
        }
        ways
    }

    fn ends(&self, number_of_edge: usize, route: &Route) -> (usize, usize) {
        let edge = &self.picture.edges[self.measured.between[number_of_edge]];
        let is_back = edge.emphasis == Emphasis::Strong && edge.from > edge.to;
        if route.is_forward == is_back { (edge.to, edge.from) } else { (edge.from, edge.to) }
    }

    /// Spreads the edges at one side of a node along its outline, in the order in which they come in.
    fn attach(&self, node: usize, edges: &[usize], is_below: bool, ways: &mut [Vec<Vector>]) {
        let (center, size) = (self.at(self.arranged.nodes[node]), self.measured.sizes[node]);
        let mut edges = edges.to_vec();
        let near = |way: &[Vector]| {
            if is_below { way.first() } else { way.last() }.map_or(center.x, |point| point.x)
        };
        edges.sort_by(|&a, &b| near(&ways[a]).total_cmp(&near(&ways[b])));
        let step = f64::min(18.0, size.x * 0.7 / edges.len().max(1) as f64);
        let shape = self.picture.nodes[node].shape;
        for (place, &edge) in edges.iter().enumerate() {
            let x = (place as f64 - (edges.len() as f64 - 1.0) / 2.0) * step;
            let y = reach(shape, size, x, is_below);
            let point = Vector { x: center.x + x, y: if is_below { center.y + y } else { center.y - y } };
            if is_below { ways[edge].insert(0, point) } else { ways[edge].push(point) }
        }
    }

    fn draw_edge(&self, canvas: &mut Canvas, number_of_edge: usize, mut way: Vec<Vector>) {
        let position = self.measured.between[number_of_edge];
        let edge = &self.picture.edges[position];
        let label = &self.measured.edges[position];
        let hides = label.is_cut || label.extent.x == 0.0;
        let head = match self.sideways {
            Some(_) if edge.symmetric => None,
            Some(_) => arrow_sideways(&mut way, edge_paint(edge).width),
            None => {
                let is_down = self.ends(number_of_edge, &self.arranged.routes[number_of_edge]).1 == edge.to;
                let tip = if is_down { way.last_mut() } else { way.first_mut() };
                tip.filter(|_| !edge.symmetric).map(|tip| arrow(tip, is_down, edge_paint(edge).width))
            }
        };
        let line = if self.sideways.is_some() { smooth_sideways(&way) } else { smooth(&way) };
        canvas.group(edge.url.as_deref(), &tooltip(&edge.label, &edge.tooltip, hides), |canvas| {
            canvas.path(&line, &stroke(edge));
            if let Some(head) = head {
                canvas.path(&head, &format!("fill=\"{}\"", edge_paint(edge).line));
            }
        });
    }

    fn draw_label(&self, canvas: &mut Canvas, position: usize, center: Vector, anchor: Anchor) {
        let label = &self.measured.edges[position];
        let style =
            format!("fill=\"{}\" {}", edge_paint(&self.picture.edges[position]).text, halo("#FFFFFF"));
        if label.extent.x > 0.0 {
            let left = if anchor == Anchor::Middle { center.x - label.extent.x / 2.0 } else { center.x };
            let corner = Vector { x: left, y: center.y - label.extent.y / 2.0 };
            canvas.rectangle(corner, label.extent, 2.0, "fill=\"#FFFFFF\" fill-opacity=\"0.75\"");
            canvas.text(label, center.x, center.y - label.extent.y / 2.0, anchor, &style);
        }
    }
}

/// Returns the attributes that keep lines off text.
fn halo(color: &str) -> String {
    format!("stroke=\"{color}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"")
}

/// Returns the path of an arrow head and moves the end of the line back to its base.
fn arrow(tip: &mut Vector, is_down: bool, width: f64) -> String {
    let (length, half) = (5.5 + 1.5 * width, 2.2 + width);
    let base = if is_down { tip.y - length } else { tip.y + length };
    let [x, y, left, right, end] = [tip.x, tip.y, tip.x - half, tip.x + half, base].map(number);
    tip.y = base;
    format!("M{x} {y} L{left} {end} L{right} {end} Z")
}

/// Returns the path of an arrow head at the end of a way between columns and moves the end back to its base.
fn arrow_sideways(way: &mut [Vector], width: f64) -> Option<String> {
    let [.., before, tip] = way else { return None };
    // The way reaches under the node; the head must not.
    let ahead = if tip.x >= before.x { 1.0 } else { -1.0 };
    tip.x -= ahead * columns::INSET;
    let (length, half) = (5.5 + 1.5 * width, 2.2 + width);
    let base = tip.x - ahead * length;
    let [x, y, upper, lower, end] = [tip.x, tip.y, tip.y - half, tip.y + half, base].map(number);
    tip.x = base;
    Some(format!("M{x} {y} L{end} {upper} L{end} {lower} Z"))
}

fn stroke(edge: &PictureEdge) -> String {
    let paint = edge_paint(edge);
    let dashes = line_dashes(edge.line);
    format!("fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{dashes}", paint.line, number(paint.width))
}

fn tooltip(label: &str, words: &str, label_hides: bool) -> String {
    match (words.is_empty(), label_hides) {
        (true, _) => label.to_owned(),
        (false, false) => words.to_owned(),
        (false, true) => format!("{label}\n{words}"),
    }
}
