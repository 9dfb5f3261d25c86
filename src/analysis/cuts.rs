//! Bridges and articulation points: what a graph falls apart without.

use super::catalog::{AnalysisError, Answer, Settings};
use super::{Budget, LimitReached};
use crate::graph::{Arc, Direction, Projection};
use crate::model::EdgeId;

/// Runs [`cuts`] for the catalogue and gives the bridges.
pub(super) fn run_bridges(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let cuts = cuts(projection, budget)?;
    Ok(Answer::Edges(cuts.bridges.iter().map(|bridge| bridge.edge).collect()))
}

/// Runs [`cuts`] for the catalogue and gives the articulation points.
pub(super) fn run_points(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let cuts = cuts(projection, budget)?;
    Ok(Answer::Nodes(cuts.points.iter().map(|point| point.node).collect()))
}

/// Edges and nodes whose loss parts what was connected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cuts {
    /// By edge id.
    pub bridges: Vec<Bridge>,
    /// By dense index.
    pub points: Vec<ArticulationPoint>,
}

/// An edge that is the only way between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bridge {
    /// The edge.
    pub edge: EdgeId,
    /// Its end (dense index) on one side, and how many nodes that side has.
    pub near: (u32, usize),
    /// Its end on the other side, and how many nodes that side has.
    pub far: (u32, usize),
}

/// A node without which its component falls apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticulationPoint {
    /// Its dense index.
    pub node: u32,
    /// How many nodes each part has that is left without it, the largest first; at least two parts.
    pub parts: Vec<usize>,
}

/// Finds all bridges and articulation points.
///
/// Edges count either way, also in a directed projection. One of several parallel edges is no bridge, a loop is none
/// and changes nothing; weights count nothing. Cost `O(n log n + m)` time, `O(n)` memory, no recursion.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Hopcroft, Tarjan 1973, "Algorithm 447: efficient algorithms for graph manipulation", Communications of the ACM
/// 16(6); bridges: Tarjan 1974, Information Processing Letters 2(6).
pub fn cuts(projection: &Projection, budget: &Budget) -> Result<Cuts, LimitReached> {
    let n_nodes = projection.n_nodes();
    let mut search = DepthFirst {
        projection,
        order: vec![UNSEEN; n_nodes],
        low: vec![UNSEEN; n_nodes],
        size: vec![1; n_nodes],
        next: vec![0; n_nodes],
        n_seen: 0,
        below: Vec::new(),
        bridges: Vec::new(),
    };
    let mut cuts = Cuts::default();
    for start in (0_u32..).take(n_nodes) {
        if search.order[start as usize] == UNSEEN {
            search.visit(start, budget)?;
            search.close(start, &mut cuts);
        }
    }
    cuts.bridges.sort_unstable_by_key(|bridge| bridge.edge);
    cuts.points.sort_unstable_by_key(|point| point.node);
    Ok(cuts)
}

const UNSEEN: u32 = u32::MAX;

/// A depth-first search over one component at a time: arrays by node, no recursion.
struct DepthFirst<'p> {
    projection: &'p Projection,
    /// When a node was first seen.
    order: Vec<u32>,
    /// The earliest node that its subtree reaches past the tree.
    low: Vec<u32>,
    /// How many nodes its subtree has.
    size: Vec<u32>,
    /// How many of its arcs have been followed.
    next: Vec<u32>,
    n_seen: u32,
    /// In the current component: a node, and the size of a subtree that only it holds.
    below: Vec<(u32, u32)>,
    /// In the current component: edge, upper and lower end.
    bridges: Vec<(EdgeId, u32, u32)>,
}

impl DepthFirst<'_> {
    fn visit(&mut self, start: u32, budget: &Budget) -> Result<(), LimitReached> {
        self.enter(start);
        let mut path: Vec<(u32, Option<EdgeId>)> = vec![(start, None)];
        let mut step = 0;
        while let Some(&(node, from)) = path.last() {
            step += 1;
            budget.step(step)?;
            let Some(arc) = self.next_arc(node) else {
                path.pop();
                if let (Some(edge), Some(&(above, _))) = (from, path.last()) {
                    self.leave(node, edge, above);
                }
                continue;
            };
            // The edge that led here leads back, but another one beside it is a second way.
            if arc.target == node || Some(arc.edge) == from {
                continue;
            }
            if self.order[arc.target as usize] == UNSEEN {
                self.enter(arc.target);
                path.push((arc.target, Some(arc.edge)));
            } else {
                self.low[node as usize] = self.low[node as usize].min(self.order[arc.target as usize]);
            }
        }
        Ok(())
    }

    /// Returns the next arc at a node that has not been followed, out of it and then into it.
    fn next_arc(&mut self, node: u32) -> Option<Arc> {
        let at = self.next[node as usize] as usize;
        self.next[node as usize] += 1;
        let n_out = self.projection.targets(node).len();
        if at < n_out {
            return self.projection.arc(node, at);
        }
        let is_directed = self.projection.direction() != Direction::Both;
        if is_directed { self.projection.arc_into(node, at - n_out) } else { None }
    }

    fn enter(&mut self, node: u32) {
        self.order[node as usize] = self.n_seen;
        self.low[node as usize] = self.n_seen;
        self.n_seen += 1;
    }

    /// Hands what a finished subtree reaches to the node above it.
    fn leave(&mut self, node: u32, edge: EdgeId, above: u32) {
        let low = self.low[node as usize];
        self.low[above as usize] = self.low[above as usize].min(low);
        self.size[above as usize] += self.size[node as usize];
        if low >= self.order[above as usize] {
            self.below.push((above, self.size[node as usize]));
        }
        if low > self.order[above as usize] {
            self.bridges.push((edge, above, node));
        }
    }

    /// Turns what was found in the component of `start` into cuts.
    fn close(&mut self, start: u32, cuts: &mut Cuts) {
        let whole = self.size[start as usize] as usize;
        for (edge, above, node) in self.bridges.drain(..) {
            let n_far = self.size[node as usize] as usize;
            cuts.bridges.push(Bridge { edge, near: (above, whole - n_far), far: (node, n_far) });
        }
        self.below.sort_unstable_by_key(|(node, size)| (*node, std::cmp::Reverse(*size)));
        for held in self.below.chunk_by(|a, b| a.0 == b.0) {
            let node = held[0].0;
            let mut parts: Vec<usize> = held.iter().map(|(_, size)| *size as usize).collect();
            let rest = whole - 1 - parts.iter().sum::<usize>();
            parts.extend((rest > 0).then_some(rest));
            parts.sort_unstable_by(|a, b| b.cmp(a));
            if parts.len() > 1 {
                cuts.points.push(ArticulationPoint { node, parts });
            }
        }
        self.below.clear();
    }
}
