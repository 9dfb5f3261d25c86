//! Each row with the shortest paths between two nodes.
//!
//! One shortest path: breadth first from both ends, the smaller frontier first (Pohl 1971), `O(b^(d/2))` steps for
//! branching `b` and distance `d`. Several: distances to the end, breadth first backwards, then trails of each length in
//! turn, depth first, leaving out steps from which the end is too far.

use std::sync::Arc;

use hashbrown::HashMap;

use super::batch::{Batch, Column};
use super::build::Source;
use super::compute::{self, Test};
use super::expand_paths::Each;
use super::follow::Following;
use super::{Execute, Run, Store};
use crate::graph::{Hop as Step, TypeId};
use crate::model::{EdgeId, NodeId, Path, Value};
use crate::query::ast::{Arrow, Selector};
use crate::query::bound::{BoundEdge, BoundExpr, BoundLink, BoundPattern, Slot};
use crate::query::error::QueryError;
use crate::query::plan::plain_types;

/// How many steps are taken between two looks at the clock.
const STEPS_A_LOOK: usize = 4096;

/// Each row with the chosen paths between its ends.
pub(super) struct ShortestPaths<'p, S> {
    input: Source<'p, S>,
    pattern: &'p BoundPattern,
    selector: &'p Selector,
    condition: Option<&'p BoundExpr>,
    each: Option<Each>,
    rows: Option<(Batch, usize)>,
}

/// How many paths are wanted for each pair of ends, and of how many lengths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) n_paths: usize,
    pub(super) n_lengths: usize,
}

impl Wanted {
    pub(super) fn of(selector: &Selector) -> Self {
        let (n_paths, n_lengths) = match selector {
            Selector::All => (usize::MAX, usize::MAX),
            Selector::ShortestPath => (1, 1),
            Selector::AllShortestPaths => (usize::MAX, 1),
            Selector::Any(count) | Selector::Shortest(count) => (*count as usize, usize::MAX),
            Selector::ShortestGroups(count) => (usize::MAX, *count as usize),
        };
        Wanted { n_paths, n_lengths }
    }
}

impl<'p, S: Store> ShortestPaths<'p, S> {
    pub(super) fn new(
        input: Source<'p, S>,
        pattern: &'p BoundPattern,
        selector: &'p Selector,
        condition: Option<&'p BoundExpr>,
    ) -> Self {
        let each = edge(pattern).map(Each::new);
        ShortestPaths { input, pattern, selector, condition, each, rows: None }
    }

    /// Returns one row with its paths.
    fn one(&self, run: &Run<'_, S>, rows: &Batch, row: usize) -> Result<Batch, QueryError> {
        #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
        let number = row as u32;
        let (Some(edge), Some(each)) = (edge(self.pattern), &self.each) else {
            return Ok(rows.gather(&[]));
        };
        let ends = (self.pattern.nodes.first(), self.pattern.nodes.last());
        let (Some(from), Some(to)) = ends else { return Ok(rows.gather(&[])) };
        let (Some(from), Some(to)) = (rows.node(from.slot, row), rows.node(to.slot, row)) else {
            return Ok(rows.gather(&[]));
        };
        let graph = run.graph.borrow();
        let mut search = Search::new(run, &*graph, edge, each, rows.gather(&[number]));
        let (least, greatest) = edge.length.unwrap_or((1, Some(1)));
        let bounds = (least, greatest.unwrap_or(u64::MAX));
        let wanted = Wanted::of(self.selector);
        let mut found = Vec::new();
        if self.condition.is_none() && wanted.n_paths == 1 && least <= 1 {
            found.extend(search.shortest(from, to, bounds)?);
        } else {
            let accepts = |path: &Path| match self.condition {
                None => Ok(true),
                Some(condition) => {
                    let batch = self.with_paths(rows, number, std::slice::from_ref(path), edge.slot);
                    compute::is_true(run, condition, &batch, 0)
                }
            };
            search.several(from, to, bounds, wanted, &mut found, &accepts)?;
        }
        Ok(self.with_paths(rows, number, &found, edge.slot))
    }

    fn with_paths(&self, rows: &Batch, row: u32, paths: &[Path], edges: Slot) -> Batch {
        let mut batch = rows.gather(&vec![row; paths.len()]);
        let is_single = edge(self.pattern).is_some_and(|edge| edge.length.is_none());
        let list = |path: &Path| match path.edges.first() {
            Some(edge) if is_single => Value::Edge(*edge),
            _ => Value::List(path.edges.iter().map(|edge| Value::Edge(*edge)).collect()),
        };
        batch.set(edges, Column::Values(paths.iter().map(list).collect()));
        if let Some(slot) = self.pattern.path {
            let paths = paths.iter().map(|path| Value::Path(Arc::new(path.clone())));
            batch.set(slot, Column::Values(paths.collect()));
        }
        batch
    }
}

fn edge(pattern: &BoundPattern) -> Option<&BoundEdge> {
    match pattern.links.first() {
        Some(BoundLink::Edge(edge)) => Some(edge),
        _ => None,
    }
}

/// The search for one row.
struct Search<'a, 'r, S> {
    run: &'a Run<'r, S>,
    graph: &'a S,
    forwards: Following,
    backwards: Following,
    test: Option<Test<TypeId>>,
    each: &'a Each,
    scratch: Batch,
    n_steps: usize,
}

/// What is known of nodes reached from one end: the step that reached each.
struct Side {
    reached: HashMap<NodeId, Option<(EdgeId, NodeId)>>,
    frontier: Vec<NodeId>,
    depth: u64,
}

impl Side {
    fn new(start: NodeId) -> Self {
        Side { reached: HashMap::from_iter([(start, None)]), frontier: vec![start], depth: 0 }
    }

    /// Returns the steps from the start to a node.
    fn way(&self, mut node: NodeId) -> Vec<(EdgeId, NodeId)> {
        let mut way = Vec::new();
        while let Some(Some((edge, before))) = self.reached.get(&node) {
            way.push((*edge, node));
            node = *before;
        }
        way.reverse();
        way
    }
}

impl<'a, 'r, S: Store> Search<'a, 'r, S> {
    fn new(run: &'a Run<'r, S>, graph: &'a S, edge: &BoundEdge, each: &'a Each, scratch: Batch) -> Self {
        let (types, test) = plain_types(edge.types.as_ref());
        let reversed = match edge.direction {
            Arrow::Right => Arrow::Left,
            Arrow::Left => Arrow::Right,
            Arrow::Either => Arrow::Either,
        };
        Search {
            run,
            graph,
            forwards: Following::new(graph, edge.direction, &types),
            backwards: Following::new(graph, reversed, &types),
            test: test.map(|test| compute::type_test(&test, graph.symbols())),
            each,
            scratch,
            n_steps: 0,
        }
    }

    /// Says whether a step may be taken.
    fn may_take(&mut self, step: Step) -> Result<bool, QueryError> {
        self.n_steps += 1;
        if self.n_steps.is_multiple_of(STEPS_A_LOOK) {
            self.run.limits.check_time()?;
        }
        if self.test.as_ref().is_some_and(|test| !test.holds(&[step.edge_type])) {
            return Ok(false);
        }
        self.each.holds(self.run, &mut self.scratch, step.edge)
    }

    /// Returns a shortest path within bounds on its length, the least of which is 0 or 1.
    fn shortest(
        &mut self,
        from: NodeId,
        to: NodeId,
        (least, greatest): (u64, u64),
    ) -> Result<Option<Path>, QueryError> {
        if from == to {
            return if least == 0 {
                Ok(Some(Path { edges: Vec::new(), nodes: vec![from] }))
            } else {
                self.shortest_round(from, greatest)
            };
        }
        let (mut ahead, mut back) = (Side::new(from), Side::new(to));
        while !ahead.frontier.is_empty() && !back.frontier.is_empty() && ahead.depth + back.depth < greatest {
            let is_ahead = ahead.frontier.len() <= back.frontier.len();
            let meeting = if is_ahead {
                self.grow(&mut ahead, &back, true)?
            } else {
                self.grow(&mut back, &ahead, false)?
            };
            if let Some(node) = meeting {
                return Ok(Some(joined(from, to, &ahead, &back, node)));
            }
        }
        Ok(None)
    }

    /// Takes one more step from each node of a frontier; returns a node where both sides meet.
    fn grow(&mut self, side: &mut Side, other: &Side, is_ahead: bool) -> Result<Option<NodeId>, QueryError> {
        side.depth += 1;
        for node in std::mem::take(&mut side.frontier) {
            let following = if is_ahead { &self.forwards } else { &self.backwards };
            let steps: Vec<Step> = following.steps(self.graph, node).collect();
            for step in steps {
                if side.reached.contains_key(&step.neighbor) || !self.may_take(step)? {
                    continue;
                }
                side.reached.insert(step.neighbor, Some((step.edge, node)));
                if other.reached.contains_key(&step.neighbor) {
                    return Ok(Some(step.neighbor));
                }
                side.frontier.push(step.neighbor);
            }
        }
        Ok(None)
    }

    /// Returns a shortest way round that leads from a node back to it.
    fn shortest_round(&mut self, from: NodeId, greatest: u64) -> Result<Option<Path>, QueryError> {
        let mut found = Vec::new();
        let wanted = Wanted { n_paths: 1, n_lengths: 1 };
        self.several(from, from, (1, greatest), wanted, &mut found, &|_| Ok(true))?;
        Ok(found.pop())
    }

    /// Finds trails, the shortest first.
    fn several(
        &mut self,
        from: NodeId,
        to: NodeId,
        (least, greatest): (u64, u64),
        wanted: Wanted,
        found: &mut Vec<Path>,
        accepts: &dyn Fn(&Path) -> Result<bool, QueryError>,
    ) -> Result<(), QueryError> {
        let distances = self.distances(to, greatest)?;
        let Some(nearest) = distances.get(&from).copied() else { return Ok(()) };
        let (mut length, mut n_lengths) = (least.max(nearest), 0);
        while length <= greatest && n_lengths < wanted.n_lengths && found.len() < wanted.n_paths {
            let n_found = found.len();
            let mut trails = Trails {
                to,
                length,
                n_paths: wanted.n_paths,
                distances: &distances,
                path: Path { edges: Vec::new(), nodes: vec![from] },
                is_cut: false,
                found: &mut *found,
                accepts,
            };
            self.trails(&mut trails, from)?;
            let is_cut = trails.is_cut;
            n_lengths += usize::from(found.len() > n_found);
            if !is_cut {
                break;
            }
            length += 1;
        }
        Ok(())
    }

    /// Returns how far nodes are from the end, breadth first.
    fn distances(&mut self, to: NodeId, greatest: u64) -> Result<HashMap<NodeId, u64>, QueryError> {
        let mut distances: HashMap<NodeId, u64> = HashMap::from_iter([(to, 0)]);
        let (mut frontier, mut depth) = (vec![to], 0);
        while !frontier.is_empty() && depth < greatest {
            depth += 1;
            let mut next = Vec::new();
            for node in frontier {
                let steps: Vec<Step> = self.backwards.steps(self.graph, node).collect();
                for step in steps {
                    if !distances.contains_key(&step.neighbor) && self.may_take(step)? {
                        distances.insert(step.neighbor, depth);
                        next.push(step.neighbor);
                    }
                }
            }
            frontier = next;
        }
        Ok(distances)
    }

    /// Finds all trails of one length, depth first.
    fn trails(&mut self, trails: &mut Trails<'_>, from: NodeId) -> Result<(), QueryError> {
        if trails.length == 0 {
            trails.is_cut = true;
            return self.keep(trails, from);
        }
        let mut levels: Vec<Vec<Step>> = vec![self.forwards.steps(self.graph, from).collect()];
        levels[0].reverse();
        while let Some(level) = levels.last_mut() {
            let Some(step) = level.pop() else {
                levels.pop();
                trails.path.edges.pop();
                if !levels.is_empty() {
                    trails.path.nodes.pop();
                }
                continue;
            };
            let left = trails.length - trails.path.edges.len() as u64 - 1;
            let Some(distance) = trails.distances.get(&step.neighbor).copied() else { continue };
            trails.is_cut |= distance > left;
            if distance > left || trails.path.edges.contains(&step.edge) || !self.may_take(step)? {
                continue;
            }
            trails.path.edges.push(step.edge);
            trails.path.nodes.push(step.neighbor);
            if left == 0 {
                trails.is_cut = true;
                self.keep(trails, step.neighbor)?;
                trails.path.edges.pop();
                trails.path.nodes.pop();
                if trails.found.len() >= trails.n_paths {
                    return Ok(());
                }
            } else {
                let mut steps: Vec<Step> = self.forwards.steps(self.graph, step.neighbor).collect();
                steps.reverse();
                levels.push(steps);
            }
        }
        Ok(())
    }

    fn keep(&self, trails: &mut Trails<'_>, at: NodeId) -> Result<(), QueryError> {
        if at == trails.to && (trails.accepts)(&trails.path)? {
            self.run.limits.hold(trails.path.edges.len() * 8 + size_of::<Path>())?;
            trails.found.push(trails.path.clone());
        }
        Ok(())
    }
}

/// The search for trails of one length.
struct Trails<'t> {
    to: NodeId,
    length: u64,
    n_paths: usize,
    distances: &'t HashMap<NodeId, u64>,
    path: Path,
    /// Whether there may be longer trails.
    is_cut: bool,
    found: &'t mut Vec<Path>,
    accepts: &'t dyn Fn(&Path) -> Result<bool, QueryError>,
}

fn joined(from: NodeId, to: NodeId, ahead: &Side, back: &Side, meeting: NodeId) -> Path {
    let mut path = Path { edges: Vec::new(), nodes: vec![from] };
    for (edge, node) in ahead.way(meeting) {
        path.edges.push(edge);
        path.nodes.push(node);
    }
    let mut rest = back.way(meeting);
    rest.reverse();
    let ends = rest.iter().skip(1).map(|(_, node)| *node).chain([to]);
    for ((edge, _), node) in rest.iter().zip(ends) {
        path.edges.push(*edge);
        path.nodes.push(node);
    }
    path
}

impl<S: Store> Execute<S> for ShortestPaths<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (rows, row) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(rows) => (rows, 0),
                    None => return Ok(None),
                },
            };
            let found = self.one(run, &rows, row)?;
            if row + 1 < rows.n_rows() {
                self.rows = Some((rows, row + 1));
            }
            if found.n_rows() > 0 {
                return Ok(Some(found));
            }
            run.limits.check_time()?;
        }
    }
}
