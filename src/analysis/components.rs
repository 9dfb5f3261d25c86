//! Weak and strong components.

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::numbered;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// Runs [`weak_components`] for the catalogue.
pub(super) fn run_weak(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::Groups(weak_components(projection, budget)?))
}

/// Runs [`strong_components`] for the catalogue.
pub(super) fn run_strong(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    Ok(Answer::Groups(strong_components(projection, budget)?))
}

/// Returns the component of each node, by dense index; the largest is 0, of equals the one with the lowest node.
///
/// Two nodes are in one component if edges, followed either way, lead from one to the other. Loops, parallel edges
/// and weights change nothing. Cost `O(n log n + m)` (union-find with path halving), no recursion.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Tarjan 1975, "Efficiency of a good but not linear set union algorithm", Journal of the ACM 22(2).
pub fn weak_components(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let n_nodes = projection.n_nodes();
    let mut parent: Vec<u32> = (0_u32..).take(n_nodes).collect();
    for node in (0_u32..).take(n_nodes) {
        budget.step(node as usize)?;
        for &target in projection.targets(node) {
            let (a, b) = (root(&mut parent, node), root(&mut parent, target));
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    let roots: Vec<u32> = (0_u32..).take(n_nodes).map(|node| root(&mut parent, node)).collect();
    Ok(numbered(&roots))
}

/// Returns the lowest node joined with this one so far.
fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        let above = parent[parent[node as usize] as usize];
        parent[node as usize] = above;
        node = above;
    }
    node
}

/// Returns the strong component of each node, by dense index; the largest is 0, of equals the one with the lowest node.
///
/// Two nodes are in one strong component if edges lead from one to the other and back, in the projection's direction;
/// in an undirected projection these are the weak components. Loops, parallel edges and weights change
/// nothing. Cost `O(n log n + m)`, no recursion: a chain of any length is no problem.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Tarjan 1972, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1(2).
pub fn strong_components(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    if projection.direction() == Direction::Both {
        return weak_components(projection, budget);
    }
    let n_nodes = projection.n_nodes();
    let mut search = Strong {
        order: vec![UNSEEN; n_nodes],
        low: vec![UNSEEN; n_nodes],
        component: vec![UNSEEN; n_nodes],
        next: vec![0; n_nodes],
        open: Vec::new(),
        n_seen: 0,
    };
    for start in (0_u32..).take(n_nodes) {
        if search.order[start as usize] == UNSEEN {
            search.visit(projection, start, budget)?;
        }
    }
    Ok(numbered(&search.component))
}

const UNSEEN: u32 = u32::MAX;

/// The state of Tarjan's search: arrays by node, no recursion.
struct Strong {
    /// When a node was first seen.
    order: Vec<u32>,
    /// The earliest open node it reaches.
    low: Vec<u32>,
    component: Vec<u32>,
    /// How many of its arcs have been followed.
    next: Vec<u32>,
    /// Seen nodes whose component is not known yet.
    open: Vec<u32>,
    n_seen: u32,
}

impl Strong {
    fn visit(&mut self, projection: &Projection, start: u32, budget: &Budget) -> Result<(), LimitReached> {
        let mut path = vec![start];
        self.enter(start);
        let mut step = 0;
        while let Some(&node) = path.last() {
            step += 1;
            budget.step(step)?;
            let at = self.next[node as usize];
            let Some(&target) = projection.targets(node).get(at as usize) else {
                path.pop();
                self.leave(node, path.last().copied());
                continue;
            };
            self.next[node as usize] = at + 1;
            if self.order[target as usize] == UNSEEN {
                self.enter(target);
                path.push(target);
            } else if self.component[target as usize] == UNSEEN {
                self.low[node as usize] = self.low[node as usize].min(self.order[target as usize]);
            }
        }
        Ok(())
    }

    fn enter(&mut self, node: u32) {
        self.order[node as usize] = self.n_seen;
        self.low[node as usize] = self.n_seen;
        self.n_seen += 1;
        self.open.push(node);
    }

    /// Closes the component that begins at a node, if one does, and tells the node it was reached from.
    fn leave(&mut self, node: u32, from: Option<u32>) {
        let low = self.low[node as usize];
        if low == self.order[node as usize] {
            while let Some(member) = self.open.pop() {
                self.component[member as usize] = node;
                if member == node {
                    break;
                }
            }
        }
        if let Some(from) = from {
            self.low[from as usize] = self.low[from as usize].min(low);
        }
    }
}
