//! All shortest paths between two nodes, parallel edges apart.

use super::search::{Barred, UNREACHED, distances, path};
use super::{LimitReached, PathQuery, Reach};
use crate::graph::Projection;
use crate::model::{EdgeId, Path};

/// The shortest paths between two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortestPaths {
    /// The paths, by their edge ids; as many as were asked for.
    pub paths: Vec<Path>,
    /// How many there are in all, parallel edges counted apart; stops at `u64::MAX`.
    pub n_paths: u64,
    /// How far the search looked.
    pub reach: Reach,
}

/// Finds the shortest paths between two nodes by number of steps, at most `wanted` of them.
///
/// Paths over parallel edges are different paths. The source as its own target gives one path of no step.
/// With a directed projection paths follow arcs. The first paths by edge ids, compared step by step, are
/// returned, whatever the order in which the search met them.
/// Cost `O(n + m)` for the search and `O(length)` for each path.
///
/// # Errors
/// [`LimitReached`] when the time runs out, or when `wanted` is above the budget's number of results and so
/// many paths exist.
///
/// # Source
/// Breadth-first search; counting as in Brandes, "A faster algorithm for betweenness centrality" (2001),
/// section 3.
pub fn shortest_paths(
    graph: &Projection,
    query: &PathQuery<'_>,
    wanted: usize,
) -> Result<ShortestPaths, LimitReached> {
    let (from_source, reach) = distances(graph, query, &Barred::default())?;
    let length = from_source[query.target as usize];
    if length == UNREACHED {
        return Ok(ShortestPaths { paths: Vec::new(), n_paths: 0, reach });
    }
    let to_target = counts_to_target(graph, query, &from_source)?;
    let mut walk =
        Walk { graph, query, from_source: &from_source, to_target: &to_target, wanted, paths: Vec::new() };
    walk.run()?;
    Ok(ShortestPaths { paths: walk.paths, n_paths: to_target[query.source as usize], reach })
}

/// Counts, for every node on a shortest path, the ways from it to the target.
fn counts_to_target(
    graph: &Projection,
    query: &PathQuery<'_>,
    from_source: &[u32],
) -> Result<Vec<u64>, LimitReached> {
    let mut counts = vec![0_u64; graph.n_nodes()];
    counts[query.target as usize] = 1;
    let mut level = vec![query.target];
    let mut n_steps = 0;
    while !level.is_empty() {
        let mut before = Vec::new();
        for &node in &level {
            for arc in graph.arcs_into(node) {
                n_steps += 1;
                query.budget.step(n_steps)?;
                let previous = arc.target as usize;
                let is_before = from_source[previous] != UNREACHED
                    && from_source[previous] + 1 == from_source[node as usize];
                if is_before && query.may_leave(arc.target) {
                    if counts[previous] == 0 {
                        before.push(arc.target);
                    }
                    counts[previous] = counts[previous].saturating_add(counts[node as usize]);
                }
            }
        }
        level = before;
    }
    Ok(counts)
}

/// Walks the shortest paths depth first in edge order, without recursion.
struct Walk<'a> {
    graph: &'a Projection,
    query: &'a PathQuery<'a>,
    from_source: &'a [u32],
    to_target: &'a [u64],
    wanted: usize,
    paths: Vec<Path>,
}

impl Walk<'_> {
    fn run(&mut self) -> Result<(), LimitReached> {
        let mut nodes = vec![self.query.source];
        let mut edges: Vec<EdgeId> = Vec::new();
        let mut choices = vec![self.steps_from(self.query.source)];
        let mut n_steps = 0;
        while let Some(open) = choices.last_mut() {
            n_steps += 1;
            self.query.budget.step(n_steps)?;
            if nodes.last() == Some(&self.query.target) {
                self.query.budget.check_results(self.paths.len() + 1)?;
                self.paths.push(path(self.graph, &nodes, &edges));
                if self.paths.len() >= self.wanted {
                    return Ok(());
                }
                open.clear();
            }
            if let Some((edge, target)) = open.pop() {
                nodes.push(target);
                edges.push(edge);
                choices.push(self.steps_from(target));
            } else {
                choices.pop();
                nodes.pop();
                edges.pop();
            }
        }
        Ok(())
    }

    /// Returns the steps that lie on a shortest path, the one to take first last.
    fn steps_from(&self, node: u32) -> Vec<(EdgeId, u32)> {
        let depth = self.from_source[node as usize];
        let on_path = |target: u32| {
            self.to_target[target as usize] > 0 && self.from_source[target as usize] == depth + 1
        };
        let mut steps: Vec<(EdgeId, u32)> = Vec::new();
        if self.query.may_leave(node) {
            steps.extend(
                self.graph.arcs(node).filter(|arc| on_path(arc.target)).map(|arc| (arc.edge, arc.target)),
            );
        }
        steps.sort_unstable_by(|a, b| b.cmp(a));
        steps
    }
}
