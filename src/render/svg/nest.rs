//! Lays out boxes inside boxes: each box on its own, from the innermost out, as one item of the box around it.
//!
//! An edge between two boxes is led out of the one through its own layers, then through those of the box around both,
//! then into the other, so it passes no node on its way.

use super::layered::{Ends, Link, Placed, Vector, place};
use crate::render::acyclic::layers;

/// Space inside the frame of a box.
const PADDING: f64 = 12.0;

/// A node, a box or an edge to be laid out.
#[derive(Debug, Clone, Default)]
pub(super) struct Nested {
    /// The box around each box, always one before it.
    pub(super) parents: Vec<Option<usize>>,
    /// The extent of each box's label.
    pub(super) headings: Vec<Vector>,
    /// The extent of each node.
    pub(super) nodes: Vec<Vector>,
    /// The box around each node.
    pub(super) around: Vec<Option<usize>>,
    /// The edges, none of them a loop.
    pub(super) edges: Vec<NestedEdge>,
}

/// An edge to be led.
#[derive(Debug, Clone)]
pub(super) struct NestedEdge {
    /// The node that should lie above, if that is possible.
    pub(super) first: usize,
    /// The node that should lie below.
    pub(super) second: usize,
    /// The extent of the label.
    pub(super) label: Vector,
}

/// Everything in its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Arranged {
    /// The extent of the whole.
    pub(super) size: Vector,
    /// The middle of each node.
    pub(super) nodes: Vec<Vector>,
    /// The upper left corner and extent of each box.
    pub(super) boxes: Vec<(Vector, Vector)>,
    /// The way of each edge.
    pub(super) routes: Vec<Route>,
}

/// The way of an edge.
#[derive(Debug, Clone, Default)]
pub(super) struct Route {
    /// Whether it begins at the edge's first node; otherwise it begins at the second.
    pub(super) is_forward: bool,
    /// The points between the nodes, from top to bottom.
    pub(super) points: Vec<Vector>,
    /// The middle of the label.
    pub(super) label: Vector,
}

/// What one box holds: nodes, then boxes, with the links between them and to its edges.
#[derive(Debug, Default)]
struct Level {
    nodes: Vec<usize>,
    boxes: Vec<usize>,
    links: Vec<Link>,
    /// The edge of each link.
    edges: Vec<usize>,
    placed: Placed,
}

/// The level and item of a node, then of each box around it.
type Chain = Vec<(usize, usize)>;

/// One stretch of an edge: level and position of the link there.
type Stretch = (usize, usize);

struct Nest<'a> {
    nested: &'a Nested,
    /// One for each box, and one for the whole.
    levels: Vec<Level>,
    /// The item that each node and each box is in the level around it.
    node_items: Vec<usize>,
    box_items: Vec<usize>,
    /// The stretches of each edge from top to bottom; the one that holds the label.
    stretches: Vec<(Vec<Stretch>, Stretch)>,
    is_forward: Vec<bool>,
}

/// Lays out the whole.
pub(super) fn arrange(nested: &Nested) -> Arranged {
    let mut nest = Nest::new(nested);
    nest.lead_edges();
    let whole = nested.parents.len();
    for level in (0..whole).rev().chain([whole]) {
        nest.place(level);
    }
    nest.arranged()
}

impl<'a> Nest<'a> {
    fn new(nested: &'a Nested) -> Self {
        let whole = nested.parents.len();
        let mut levels: Vec<Level> = (0..=whole).map(|_| Level::default()).collect();
        let mut node_items = Vec::new();
        for (node, around) in nested.around.iter().enumerate() {
            let level = &mut levels[around.unwrap_or(whole)];
            node_items.push(level.nodes.len());
            level.nodes.push(node);
        }
        let mut box_items = Vec::new();
        for (inner, parent) in nested.parents.iter().enumerate() {
            let level = &mut levels[parent.unwrap_or(whole)];
            box_items.push(level.nodes.len() + level.boxes.len());
            level.boxes.push(inner);
        }
        let is_forward = vec![true; nested.edges.len()];
        Nest { nested, levels, node_items, box_items, stretches: Vec::new(), is_forward }
    }

    /// The level and item of a node, then of each box around it, outwards.
    fn chain(&self, node: usize) -> Chain {
        let whole = self.nested.parents.len();
        let mut around = self.nested.around[node];
        let mut chain = vec![(around.unwrap_or(whole), self.node_items[node])];
        while let Some(inner) = around {
            around = self.nested.parents[inner];
            chain.push((around.unwrap_or(whole), self.box_items[inner]));
        }
        chain
    }

    /// Cuts every edge into stretches and decides which end lies above.
    fn lead_edges(&mut self) {
        let mut meetings = Vec::with_capacity(self.nested.edges.len());
        for edge in &self.nested.edges {
            let (mut first, mut second) = (self.chain(edge.first), self.chain(edge.second));
            while first.len() > 1
                && second.len() > 1
                && first[first.len() - 2].0 == second[second.len() - 2].0
            {
                first.pop();
                second.pop();
            }
            meetings.push((first, second));
        }
        let orders = self.orders(&meetings);
        for (edge, (first, second)) in meetings.into_iter().enumerate() {
            let (level, one) = first[first.len() - 1];
            let other = second[second.len() - 1].1;
            let is_forward = orders[level][one] < orders[level][other];
            self.is_forward[edge] = is_forward;
            let (upper, lower) = if is_forward { (first, second) } else { (second, first) };
            self.cut(edge, &upper, &lower);
        }
    }

    /// For each level, the layer of each item if cycles are broken.
    fn orders(&self, meetings: &[(Chain, Chain)]) -> Vec<Vec<usize>> {
        let mut pairs = vec![Vec::new(); self.levels.len()];
        for (first, second) in meetings {
            let (level, one) = first[first.len() - 1];
            pairs[level].push((one, second[second.len() - 1].1));
        }
        let sizes = self.levels.iter().map(|level| level.nodes.len() + level.boxes.len());
        sizes.zip(pairs).map(|(n_items, pairs)| layers(n_items, pairs)).collect()
    }

    fn cut(&mut self, edge: usize, upper: &[(usize, usize)], lower: &[(usize, usize)]) {
        let mut stretches = Vec::with_capacity(upper.len() + lower.len());
        for &(level, item) in &upper[..upper.len() - 1] {
            stretches.push(self.add(level, edge, Ends::ToBottom(item), Vector::default()));
        }
        let ends = Ends::Between { upper: upper[upper.len() - 1].1, lower: lower[lower.len() - 1].1 };
        let middle = self.add(upper[upper.len() - 1].0, edge, ends, self.nested.edges[edge].label);
        stretches.push(middle);
        for &(level, item) in lower[..lower.len() - 1].iter().rev() {
            stretches.push(self.add(level, edge, Ends::ToTop(item), Vector::default()));
        }
        self.stretches.push((stretches, middle));
    }

    fn add(&mut self, level: usize, edge: usize, ends: Ends, label: Vector) -> Stretch {
        let inside = &mut self.levels[level];
        inside.links.push(Link { ends, offsets: [0.0; 2], label });
        inside.edges.push(edge);
        (level, inside.links.len() - 1)
    }

    /// Places the items of a level whose boxes have been placed.
    fn place(&mut self, level: usize) {
        let inner = &self.levels[level];
        let nodes = inner.nodes.iter().map(|&node| self.nested.nodes[node]);
        let boxes = inner.boxes.iter().map(|&inner| widened(self.box_size(inner)));
        let sizes: Vec<Vector> = nodes.chain(boxes).collect();
        let mut links = inner.links.clone();
        for (position, link) in links.iter_mut().enumerate() {
            link.offsets = self.offsets(level, position);
        }
        let placed = place(&sizes, &links);
        self.levels[level].links = links;
        self.levels[level].placed = placed;
    }

    fn box_size(&self, inner: usize) -> Vector {
        let content = self.levels[inner].placed.size;
        let heading = self.nested.headings[inner];
        Vector { x: f64::max(content.x, heading.x) + 2.0 * PADDING, y: content.y + heading.y + 2.0 * PADDING }
    }

    /// Where inside a box its content begins.
    fn content_corner(&self, inner: usize) -> Vector {
        let slack = self.box_size(inner).x - self.levels[inner].placed.size.x;
        Vector { x: slack / 2.0, y: PADDING + self.nested.headings[inner].y }
    }

    /// How far from the middle of its upper and lower item a link leaves and comes in.
    fn offsets(&self, level: usize, position: usize) -> [f64; 2] {
        let edge = self.levels[level].edges[position];
        let stretches = &self.stretches[edge].0;
        let here = stretches.iter().position(|&stretch| stretch == (level, position)).unwrap_or(0);
        let before = here.checked_sub(1).map(|before| stretches[before]);
        let after = stretches.get(here + 1).copied();
        let offset = |stretch: Option<Stretch>, is_bottom: bool| {
            let Some((inner, link)) = stretch.filter(|&(inner, _)| self.is_inside(inner, level)) else {
                return 0.0;
            };
            let route = &self.levels[inner].placed.routes[link];
            let end = if is_bottom { route.last() } else { route.first() };
            let x = end.map_or(0.0, |end| end.x);
            self.content_corner(inner).x + x - self.box_size(inner).x / 2.0
        };
        [offset(before, true), offset(after, false)]
    }

    fn is_inside(&self, inner: usize, level: usize) -> bool {
        inner < self.nested.parents.len()
            && self.nested.parents[inner].unwrap_or(self.nested.parents.len()) == level
    }

    /// Adds up the places of the levels, from the outside in.
    fn arranged(&self) -> Arranged {
        let whole = self.nested.parents.len();
        let mut corners = vec![Vector::default(); whole + 1];
        let mut boxes = Vec::with_capacity(whole);
        for inner in 0..whole {
            let around = self.nested.parents[inner].unwrap_or(whole);
            let size = self.box_size(inner);
            let center = plus(corners[around], self.levels[around].placed.centers[self.box_items[inner]]);
            let corner = Vector { x: center.x - size.x / 2.0, y: center.y - size.y / 2.0 };
            corners[inner] = plus(corner, self.content_corner(inner));
            boxes.push((corner, size));
        }
        let nodes = self.nested.around.iter().zip(&self.node_items).map(|(around, &item)| {
            let level = around.unwrap_or(whole);
            plus(corners[level], self.levels[level].placed.centers[item])
        });
        let routes = self.stretches.iter().zip(&self.is_forward).map(|((stretches, middle), &is_forward)| {
            let points = stretches.iter().flat_map(|&(level, link)| {
                self.levels[level].placed.routes[link]
                    .iter()
                    .map(|&point| plus(corners[level], point))
                    .collect::<Vec<_>>()
            });
            let label = plus(corners[middle.0], self.levels[middle.0].placed.labels[middle.1]);
            Route { is_forward, points: points.collect(), label }
        });
        Arranged {
            size: self.levels[whole].placed.size,
            nodes: nodes.collect(),
            boxes,
            routes: routes.collect(),
        }
    }
}

/// Adds space for the links that pass beside a box, which would otherwise look like its frame.
fn widened(size: Vector) -> Vector {
    Vector { x: size.x + 2.0 * PADDING, y: size.y }
}

fn plus(a: Vector, b: Vector) -> Vector {
    Vector { x: a.x + b.x, y: a.y + b.y }
}
