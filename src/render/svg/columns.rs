//! Lays out two columns that face each other, with the labels of their edges in a lane of their own between them.
//!
//! What hangs together is one stripe across both columns, as tall as the tallest of its nodes on the left, its nodes
//! on the right and its labels; so nothing overlaps, and lines cross only inside a stripe.

use super::layered::Vector;
use super::nest::{Arranged, Route};

/// Space between two nodes of a column, and between two stripes.
const GAP: f64 = 14.0;
/// Space between two labels.
const LABEL_GAP: f64 = 4.0;
/// Space between a column and the lane of the labels.
const LANE: f64 = 46.0;
/// Space inside the frame of a box.
const PADDING: f64 = 14.0;
/// How far apart lines leave a node at most.
const STEP: f64 = 12.0;
/// How far a line without an arrow head reaches under its node, so that it meets every outline.
pub(super) const INSET: f64 = 14.0;

/// Two columns to be laid out.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// The extent of each node.
    pub(super) nodes: Vec<Vector>,
    /// Whether each node stands in the column on the right.
    pub(super) is_right: Vec<bool>,
    /// The ends of each edge and the extent of its label; no end is beyond the nodes.
    pub(super) edges: Vec<(usize, usize, Vector)>,
    /// The extents of the labels of the boxes around the columns; no box without one.
    pub(super) headings: Vec<Vector>,
}

/// Everything in its place; each way leads from an edge's first node past its label to its second.
pub(super) fn arrange(columns: &Columns) -> (Arranged, Vec<Vec<Vector>>) {
    let mut placed = Placed::new(columns);
    for stripe in stripes(columns) {
        placed.add(&stripe);
    }
    placed.finish()
}

/// Nodes and edges that hang together, each in order.
#[derive(Debug, Default)]
struct Stripe {
    left: Vec<usize>,
    right: Vec<usize>,
    edges: Vec<usize>,
}

/// Returns the stripes in the order of their first nodes.
fn stripes(columns: &Columns) -> Vec<Stripe> {
    let mut around = vec![Vec::new(); columns.nodes.len()];
    for (edge, &(from, to, _)) in columns.edges.iter().enumerate() {
        around[from].push((edge, to));
        around[to].push((edge, from));
    }
    let mut seen = vec![false; columns.nodes.len()];
    let mut found = Vec::new();
    for start in 0..columns.nodes.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let (mut members, mut edges, mut open) = (vec![start], Vec::new(), vec![start]);
        while let Some(node) = open.pop() {
            for &(edge, other) in &around[node] {
                edges.push(edge);
                if !std::mem::replace(&mut seen[other], true) {
                    members.push(other);
                    open.push(other);
                }
            }
        }
        members.sort_unstable();
        edges.sort_unstable();
        edges.dedup();
        let (right, left) = members.into_iter().partition(|node| columns.is_right[*node]);
        found.push(Stripe { left, right, edges });
    }
    found
}

struct Placed<'a> {
    columns: &'a Columns,
    /// The middles of the two columns and of the lane, from left to right: left, lane, right.
    middles: [f64; 3],
    size: Vector,
    top: f64,
    heading: f64,
    nodes: Vec<Vector>,
    labels: Vec<Vector>,
}

impl<'a> Placed<'a> {
    fn new(columns: &'a Columns) -> Self {
        let widest = |is_right: bool| {
            let own = columns.nodes.iter().zip(&columns.is_right).filter(|(_, right)| **right == is_right);
            let heading = columns.headings.get(usize::from(is_right)).map_or(0.0, |heading| heading.x);
            own.map(|(size, _)| size.x).fold(heading, f64::max)
        };
        let lane = columns.edges.iter().map(|(_, _, label)| label.x).fold(0.0, f64::max) + 2.0 * LANE;
        let (left, right) = (widest(false), widest(true));
        let frame = if columns.headings.is_empty() { 0.0 } else { PADDING };
        let heading = columns.headings.iter().map(|heading| heading.y).fold(0.0, f64::max);
        let x =
            [frame + left / 2.0, 2.0 * frame + left + lane / 2.0, 3.0 * frame + left + lane + right / 2.0];
        Placed {
            columns,
            middles: x,
            size: Vector { x: 4.0 * frame + left + lane + right, y: 0.0 },
            top: frame + heading,
            heading,
            nodes: vec![Vector::default(); columns.nodes.len()],
            labels: vec![Vector::default(); columns.edges.len()],
        }
    }

    fn add(&mut self, stripe: &Stripe) {
        let nodes = &self.columns.nodes;
        let heights = |members: &[usize]| {
            let sum: f64 = members.iter().map(|node| nodes[*node].y + GAP).sum();
            (sum - GAP).max(0.0)
        };
        let label = |edge: &usize| self.columns.edges[*edge].2.y;
        let labels: f64 = stripe.edges.iter().map(|edge| label(edge) + LABEL_GAP).sum();
        let height = heights(&stripe.left).max(heights(&stripe.right)).max(labels);
        for (members, middle) in [(&stripe.left, self.middles[0]), (&stripe.right, self.middles[2])] {
            let mut y = self.top + (height - heights(members)) / 2.0;
            for &node in members {
                self.nodes[node] = Vector { x: middle, y: y + nodes[node].y / 2.0 };
                y += nodes[node].y + GAP;
            }
        }
        let mut order = stripe.edges.clone();
        let between = |edge: &usize| {
            let (from, to, _) = self.columns.edges[*edge];
            f64::midpoint(self.nodes[from].y, self.nodes[to].y)
        };
        order.sort_by(|a, b| between(a).total_cmp(&between(b)).then(a.cmp(b)));
        let mut y = self.top + (height - labels) / 2.0;
        for edge in order {
            let own = label(&edge) + LABEL_GAP;
            self.labels[edge] = Vector { x: self.middles[1], y: y + own / 2.0 };
            y += own;
        }
        self.top += height + GAP;
    }

    fn finish(mut self) -> (Arranged, Vec<Vec<Vector>>) {
        let frame = if self.columns.headings.is_empty() { 0.0 } else { PADDING };
        self.size.y = self.top - GAP + frame;
        let ways = self.ways();
        let route = |label: &Vector| Route { is_forward: true, points: Vec::new(), label: *label };
        let boxes = (0..self.columns.headings.len().min(2)).map(|column| {
            let (middle, half) = if column == 0 {
                (self.middles[0], self.middles[0])
            } else {
                (self.middles[2], self.size.x - self.middles[2])
            };
            (Vector { x: middle - half, y: 0.0 }, Vector { x: 2.0 * half, y: self.size.y })
        });
        let arranged = Arranged {
            size: Vector { x: self.size.x, y: self.size.y.max(self.heading) },
            boxes: boxes.collect(),
            routes: self.labels.iter().map(route).collect(),
            nodes: self.nodes,
        };
        (arranged, ways)
    }

    /// Leads each edge to its label and on; lines at one node spread in the order of their labels.
    fn ways(&self) -> Vec<Vec<Vector>> {
        let mut at_node: Vec<Vec<(f64, usize)>> = vec![Vec::new(); self.nodes.len()];
        for (edge, &(from, to, _)) in self.columns.edges.iter().enumerate() {
            at_node[from].push((self.labels[edge].y, edge));
            at_node[to].push((self.labels[edge].y, edge));
        }
        for lines in &mut at_node {
            lines.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        let end = |node: usize, edge: usize| {
            let lines = &at_node[node];
            let place = lines.iter().position(|line| line.1 == edge).unwrap_or(0);
            let step = f64::min(STEP, self.columns.nodes[node].y * 0.6 / lines.len() as f64);
            let shift = (place as f64 - (lines.len() as f64 - 1.0) / 2.0) * step;
            let half = self.columns.nodes[node].x / 2.0 - INSET;
            let half = if self.columns.is_right[node] { -half } else { half };
            Vector { x: self.nodes[node].x + half, y: self.nodes[node].y + shift }
        };
        let ways = self.columns.edges.iter().enumerate().map(|(edge, &(from, to, label))| {
            let half = |node: usize| {
                let half = label.x / 2.0 + 4.0;
                Vector {
                    x: self.labels[edge].x + if self.columns.is_right[node] { half } else { -half },
                    y: self.labels[edge].y,
                }
            };
            vec![end(from, edge), half(from), half(to), end(to, edge)]
        });
        ways.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn boxes_and_labels_never_overlap(
            nodes in prop::collection::vec((20.0..200.0_f64, 10.0..90.0_f64, any::<bool>()), 1..25),
            ends in prop::collection::vec((0..25_usize, 0..25_usize, 1.0..80.0_f64, 8.0..40.0_f64), 0..40),
        ) {
            let n = nodes.len();
            let columns = Columns {
                nodes: nodes.iter().map(|&(x, y, _)| Vector { x, y }).collect(),
                is_right: nodes.iter().map(|node| node.2).collect(),
                edges: ends.iter().map(|&(a, b, x, y)| (a % n, b % n, Vector { x, y })).collect(),
                headings: vec![Vector { x: 60.0, y: 16.0 }; 2],
            };
            let (arranged, ways) = arrange(&columns);
            prop_assert_eq!(ways.len(), columns.edges.len());
            let labels = arranged.routes.iter().map(|route| route.label).zip(columns.edges.iter().map(|edge| edge.2));
            let all: Vec<(Vector, Vector)> =
                arranged.nodes.iter().copied().zip(columns.nodes.iter().copied()).chain(labels).collect();
            for (at, (center, size)) in all.iter().enumerate() {
                for (other, other_size) in &all[..at] {
                    let apart_x = (center.x - other.x).abs() + 0.01 >= f64::midpoint(size.x, other_size.x);
                    let apart_y = (center.y - other.y).abs() + 0.01 >= f64::midpoint(size.y, other_size.y);
                    prop_assert!(apart_x || apart_y);
                }
                prop_assert!(center.x + 0.01 >= size.x / 2.0 && center.x + size.x / 2.0 <= arranged.size.x + 0.01);
                prop_assert!(center.y + 0.01 >= size.y / 2.0 && center.y + size.y / 2.0 <= arranged.size.y + 0.01);
            }
        }
    }
}
