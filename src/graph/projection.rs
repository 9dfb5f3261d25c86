//! The dense form of a graph that analyses run on.

use std::sync::OnceLock;

use super::rows::{Rows, Topology, Weights, sum_up};
use super::{Direction, GraphView};
use crate::model::{EdgeId, NodeId};

/// Chooses what a [`Projection`] holds.
///
/// Without any choice it holds all nodes and edges, undirected and without weights.
pub struct ProjectionSpec<'a> {
    direction: Direction,
    node: Box<dyn Fn(NodeId) -> bool + 'a>,
    edge: Box<dyn Fn(EdgeId) -> bool + 'a>,
    weight: Option<Box<dyn Fn(EdgeId) -> f64 + 'a>>,
}

impl Default for ProjectionSpec<'_> {
    fn default() -> Self {
        ProjectionSpec {
            direction: Direction::Both,
            node: Box::new(|_| true),
            edge: Box::new(|_| true),
            weight: None,
        }
    }
}

impl<'a> ProjectionSpec<'a> {
    /// Follows edges forwards, backwards, or both ways (the default: an undirected graph).
    #[must_use]
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// Keeps only nodes that pass the test: a label, a date, a status, a filter of the user's.
    #[must_use]
    pub fn nodes(mut self, test: impl Fn(NodeId) -> bool + 'a) -> Self {
        self.node = Box::new(test);
        self
    }

    /// Keeps only edges that pass the test, between kept nodes.
    #[must_use]
    pub fn edges(mut self, test: impl Fn(EdgeId) -> bool + 'a) -> Self {
        self.edge = Box::new(test);
        self
    }

    /// Gives every edge a weight.
    #[must_use]
    pub fn weight(mut self, weight: impl Fn(EdgeId) -> f64 + 'a) -> Self {
        self.weight = Some(Box::new(weight));
        self
    }

    /// Builds the projection. Cost `O(n + m)` time; memory 8 bytes a node, 8 bytes an arc (16 with
    /// weights), two arcs an edge where it is undirected.
    pub fn build(&self, graph: &impl GraphView) -> Projection {
        Projection::build(graph, self)
    }
}

/// A graph in compressed sparse rows, with dense node indexes in id order unless they are
/// [renumbered](Self::renumbered).
///
/// Parallel edges and loops are kept; an arc knows its edge. In an undirected projection an edge gives an
/// arc at both ends and a loop gives one. Arcs of a node are in edge id order.
///
/// It comes from a graph by a [`ProjectionSpec`], or from a list of edges by [`of_edges`](Self::of_edges) or an
/// [edge list file](super::edge_list). Memory: 4 bytes a node and 4 bytes an arc, and 4 (whole numbers) or 8 bytes an
/// arc for weights; from a graph 8 bytes a node and 4 bytes an arc more, for ids. Arcs into the nodes of a directed
/// projection take the same again, when first asked for.
#[derive(Debug, Clone)]
pub struct Projection {
    direction: Direction,
    nodes: Nodes,
    rows: Rows,
    reversed: OnceLock<Rows>,
    n_edges: usize,
}

/// Which nodes were kept.
#[derive(Debug, Clone)]
pub(super) enum Nodes {
    /// These; and the dense index of each id.
    Some { nodes: Vec<NodeId>, dense: Vec<u32> },
    /// So many, whose dense indexes are their ids; listed when first asked for.
    All(usize, OnceLock<Vec<NodeId>>),
}

/// One way to go from a node of a projection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arc {
    /// Dense index of the node it leads to.
    pub target: u32,
    /// The edge it stands for.
    pub edge: EdgeId,
    /// Its weight; 1 without weights.
    pub weight: f64,
}

/// Stands for no dense index.
pub(super) const ABSENT: u32 = u32::MAX;

impl Projection {
    fn build(graph: &impl GraphView, spec: &ProjectionSpec<'_>) -> Self {
        let nodes: Vec<NodeId> = graph.nodes().filter(|node| (spec.node)(*node)).collect();
        let mut dense = vec![ABSENT; graph.node_bound()];
        for (index, node) in (0_u32..).zip(&nodes) {
            dense[node.index()] = index;
        }
        let mut list = EdgeList::default();
        for edge in graph.edges().filter(|edge| (spec.edge)(*edge)) {
            let Some(ends) = graph.edge(edge) else { continue };
            let (source, target) = (dense[ends.source.index()], dense[ends.target.index()]);
            if source != ABSENT && target != ABSENT {
                list.ends.push((source, target));
                list.edges.push(edge);
            }
        }
        if let Some(weight) = &spec.weight {
            list.weights = list.edges.iter().map(|edge| weight(*edge)).collect();
        }
        let rows = list.rows(nodes.len(), spec.direction);
        let n_edges = list.edges.len();
        let nodes = Nodes::Some { nodes, dense };
        Projection { direction: spec.direction, nodes, rows, reversed: OnceLock::new(), n_edges }
    }

    /// Returns the projection of a list of edges, numbered in their order, with a weight for each, or none for any.
    ///
    /// Nodes are numbers below `n_nodes`; an edge with another end is left out, as is one without its weight. Cost
    /// `O(n + m)`.
    pub fn of_edges(
        n_nodes: u32,
        edges: &[(u32, u32)],
        weights: Option<&[f64]>,
        direction: Direction,
    ) -> Projection {
        let mut list = EdgeList::default();
        for (number, &(source, target)) in (0..).zip(edges) {
            let weight = weights.map(|weights| weights.get(number as usize));
            if source >= n_nodes || target >= n_nodes || weight == Some(None) {
                continue;
            }
            list.ends.push((source, target));
            list.edges.push(EdgeId(number));
            list.weights.extend(weight.flatten());
        }
        let rows = list.rows(n_nodes as usize, direction);
        Projection::of_rows(direction, rows, list.edges.len())
    }

    /// Returns the projection of rows whose nodes are all there are.
    pub(super) fn of_rows(direction: Direction, rows: Rows, n_edges: usize) -> Projection {
        let nodes = Nodes::All(rows.offsets.len().saturating_sub(1), OnceLock::new());
        Projection { direction, nodes, rows, reversed: OnceLock::new(), n_edges }
    }

    /// Returns the same graph with other rows for its nodes.
    pub(super) fn with_rows(&self, nodes: Nodes, rows: Rows) -> Projection {
        Projection { direction: self.direction, nodes, rows, reversed: OnceLock::new(), n_edges: self.n_edges }
    }

    /// Returns the undirected projection of rows that hold each edge at both of its ends, ascending by target, without
    /// loops and parallel edges; edges are numbered by their lower ends, those of one by the higher.
    pub(crate) fn of_symmetric_rows(offsets: Vec<u32>, targets: Vec<u32>, weights: Vec<f64>) -> Projection {
        let n_edges = targets.len() / 2;
        let (weights, edges) = (Weights::Real(weights), OnceLock::new());
        Projection::of_rows(Direction::Both, Rows { offsets, targets, weights, edges, is_symmetric: true }, n_edges)
    }

    /// Returns the same graph, each arc weighing 1.
    #[must_use]
    pub fn without_weights(mut self) -> Projection {
        self.rows.weights = Weights::Unit;
        self.reversed = OnceLock::new();
        self
    }

    pub(super) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Returns how many nodes there are; dense indexes are below it.
    pub fn n_nodes(&self) -> usize {
        match &self.nodes {
            Nodes::Some { nodes, .. } => nodes.len(),
            Nodes::All(n_nodes, _) => *n_nodes,
        }
    }

    /// Returns how many edges were kept, each counted once.
    pub fn n_edges(&self) -> usize {
        self.n_edges
    }

    /// Returns how edges are followed.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Says whether edges were given weights; without them each has weight 1.
    pub fn is_weighted(&self) -> bool {
        self.rows.weights != Weights::Unit
    }

    /// Returns the arcs that lead away from nodes, as plain slices.
    pub fn outgoing(&self) -> Topology<'_> {
        self.rows.topology()
    }

    /// Returns the arcs that lead to nodes, as plain slices; targets are then where they come from.
    ///
    /// Built on first use for a directed projection; cost `O(n + m)` then.
    pub fn incoming(&self) -> Topology<'_> {
        self.rows_into().topology()
    }

    /// Returns the arcs that lead to nodes if they need not be built first.
    pub fn incoming_if_built(&self) -> Option<Topology<'_>> {
        match self.direction {
            Direction::Both => Some(self.rows.topology()),
            _ => self.reversed.get().map(Rows::topology),
        }
    }

    /// Returns the weights of the arcs of [`outgoing`](Self::outgoing).
    pub fn weights(&self) -> &Weights {
        &self.rows.weights
    }

    /// Returns the weights of the arcs of [`incoming`](Self::incoming).
    pub fn weights_into(&self) -> &Weights {
        &self.rows_into().weights
    }

    /// Returns the node at a dense index.
    ///
    /// # Panics
    /// If the index is not below [`n_nodes`](Self::n_nodes).
    pub fn node(&self, index: u32) -> NodeId {
        match &self.nodes {
            Nodes::Some { nodes, .. } => nodes[index as usize],
            Nodes::All(n_nodes, _) => {
                assert!((index as usize) < *n_nodes, "no node {index} among {n_nodes}");
                NodeId(index)
            }
        }
    }

    /// Returns all nodes in dense order, which is id order.
    pub fn nodes(&self) -> &[NodeId] {
        match &self.nodes {
            Nodes::Some { nodes, .. } => nodes,
            Nodes::All(n_nodes, listed) => {
                listed.get_or_init(|| (0..).take(*n_nodes).map(NodeId).collect())
            }
        }
    }

    /// Returns the dense index of a node, if it was kept.
    pub fn index_of(&self, node: NodeId) -> Option<u32> {
        match &self.nodes {
            Nodes::Some { dense, .. } => dense.get(node.index()).copied().filter(|index| *index != ABSENT),
            Nodes::All(n_nodes, _) => (node.index() < *n_nodes).then_some(node.0),
        }
    }

    /// Returns the arcs that lead away from a node, in edge id order.
    ///
    /// # Panics
    /// If the index is not below [`n_nodes`](Self::n_nodes).
    pub fn arcs(&self, index: u32) -> impl DoubleEndedIterator<Item = Arc> + ExactSizeIterator + Clone {
        self.rows.arcs(index, self.rows.edges())
    }

    /// Returns the arc at a position among those that lead away from a node, in `O(1)`; none past the last.
    ///
    /// # Panics
    /// If the index is not below [`n_nodes`](Self::n_nodes).
    pub fn arc(&self, index: u32, position: usize) -> Option<Arc> {
        self.rows.arc(index, position, self.rows.edges())
    }

    /// Returns the arc at a position among those that lead to a node, in `O(1)`; none past the last.
    ///
    /// # Panics
    /// If the index is not below [`n_nodes`](Self::n_nodes).
    pub fn arc_into(&self, index: u32, position: usize) -> Option<Arc> {
        self.rows_into().arc(index, position, self.edges_into())
    }

    /// Returns the neighbours a node leads to, one for each arc, as a slice.
    ///
    /// # Panics
    /// If the index is not below [`n_nodes`](Self::n_nodes).
    pub fn targets(&self, index: u32) -> &[u32] {
        self.outgoing().of(index)
    }

    /// Returns the neighbours that lead to a node, one for each arc, as a slice.
    ///
    /// Built on first use for a directed projection, as for [`arcs_into`](Self::arcs_into).
    ///
    /// # Panics
    /// If the index is not below [`n_nodes`](Self::n_nodes).
    pub fn sources(&self, index: u32) -> &[u32] {
        self.incoming().of(index)
    }

    /// Returns the arcs that lead to a node; `target` is then where they come from.
    ///
    /// Built on first use for a directed projection; cost `O(n + m)` then.
    ///
    /// # Panics
    /// If the index is not below [`n_nodes`](Self::n_nodes).
    pub fn arcs_into(&self, index: u32) -> impl DoubleEndedIterator<Item = Arc> + ExactSizeIterator + Clone {
        self.rows_into().arcs(index, self.edges_into())
    }

    fn rows_into(&self) -> &Rows {
        if self.direction == Direction::Both {
            return &self.rows;
        }
        self.reversed.get_or_init(|| self.rows.reversed())
    }

    /// Returns the edge of each arc that leads to a node.
    fn edges_into(&self) -> &[EdgeId] {
        match self.direction {
            Direction::Both => self.rows.edges(),
            _ => self.rows_into().edges_of_reversed(&self.rows),
        }
    }
}

/// Kept edges before they are sorted into rows.
#[derive(Default)]
struct EdgeList {
    ends: Vec<(u32, u32)>,
    edges: Vec<EdgeId>,
    weights: Vec<f64>,
}

impl EdgeList {
    /// Sorts the edges into rows by counting, stably, so that each row stays in edge order.
    fn rows(&self, n_nodes: usize, direction: Direction) -> Rows {
        let arcs = self.ends.iter().zip(0..).flat_map(|(&(source, target), at)| {
            let there = (direction != Direction::Incoming).then_some((source, target, at));
            let back = direction == Direction::Incoming || (direction == Direction::Both && source != target);
            there.into_iter().chain(back.then_some((target, source, at)))
        });
        self.sort(n_nodes, arcs)
    }

    fn sort(&self, n_nodes: usize, arcs: impl Iterator<Item = (u32, u32, usize)> + Clone) -> Rows {
        let mut offsets = vec![0_u32; n_nodes + 1];
        for (source, _, _) in arcs.clone() {
            offsets[source as usize + 1] += 1;
        }
        sum_up(&mut offsets);
        let n_arcs = offsets[n_nodes] as usize;
        let (mut targets, mut edges) = (vec![0; n_arcs], vec![EdgeId(0); n_arcs]);
        let mut weights = if self.weights.is_empty() { Vec::new() } else { vec![0.0; n_arcs] };
        let mut next = offsets.clone();
        for (source, target, edge) in arcs {
            let at = next[source as usize] as usize;
            next[source as usize] += 1;
            targets[at] = target;
            edges[at] = self.edges[edge];
            if let Some(weight) = self.weights.get(edge) {
                weights[at] = *weight;
            }
        }
        let weights = if weights.is_empty() { Weights::Unit } else { Weights::Real(weights) };
        Rows { offsets, targets, weights, edges: OnceLock::from(edges), is_symmetric: false }
    }
}
