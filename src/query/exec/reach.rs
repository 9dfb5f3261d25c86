//! Each row with each node that some trail ends at, once, however many trails do.
//!
//! Breadth first. A node other than the start that a walk of so many relationships leads to is also at the end of a trail no
//! longer: the shortest such walk is a path. A shortest directed way back to the start repeats nothing either. Undirected,
//! going back over the same relationship is a walk but no trail; there the shortest trail back to the start takes a relationship
//! whose ends were first reached by different relationships of the start (Itai, Rodeh 1978, "Finding a minimum
//! circuit in a graph").

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::compute::{self, Test};
use super::expand_paths::Each;
use super::follow::Following;
use super::{Execute, Run, Store};
use crate::graph::{Direction, Hop as Step, TypeId};
use crate::model::{EdgeId, NodeId};
use crate::query::bound::BoundEdge;
use crate::query::error::QueryError;
use crate::query::plan::{Hop, plain_types};

/// How many steps are taken between two looks at the clock.
const STEPS_A_LOOK: usize = 4096;

/// What is asked of trails; they have at least one relationship, or none.
#[derive(Clone, Copy)]
pub(super) struct Reached<'p> {
    pub(super) hop: &'p Hop,
    pub(super) into: bool,
    /// 0 or 1.
    pub(super) least: u64,
    pub(super) greatest: Option<u64>,
    pub(super) each: &'p BoundEdge,
}

/// Each row with each node that is reached.
pub(super) struct Reach<'p, S> {
    input: Source<'p, S>,
    of: Reached<'p>,
    each: Each,
    /// Rows at work, and which of them comes next.
    rows: Option<(Batch, usize)>,
}

/// How a node was first reached: in how many steps, and over which relationship of the start.
#[derive(Clone, Copy)]
struct First {
    depth: u64,
    branch: EdgeId,
}

/// The search from one node.
struct Search<'a, 'r, S> {
    run: &'a Run<'r, S>,
    graph: &'a S,
    following: &'a Following,
    test: Option<&'a Test<TypeId>>,
    each: &'a Each,
    scratch: Batch,
    n_steps: usize,
}

impl<'p, S: Store> Reach<'p, S> {
    pub(super) fn new(input: Source<'p, S>, of: Reached<'p>) -> Self {
        Reach { input, of, each: Each::new(of.each), rows: None }
    }

    /// Works through rows until a batch is full; returns it with the row that comes next.
    fn find(
        &self,
        run: &Run<'_, S>,
        batch: &Batch,
        start: usize,
    ) -> Result<(Option<Batch>, usize), QueryError> {
        let graph = run.graph.borrow();
        let following = Following::new(&*graph, self.of.hop.direction, &self.of.hop.types);
        let (_, test) = plain_types(self.of.each.types.as_ref());
        let test = test.map(|test| compute::type_test(&test, graph.symbols()));
        let (mut rows, mut nodes) = (Vec::new(), Vec::new());
        let mut next = batch.n_rows();
        for (row, number) in (0..batch.n_rows()).zip(0_u32..).skip(start) {
            if nodes.len() >= BATCH_ROWS {
                next = row;
                break;
            }
            let Some(from) = batch.node(self.of.hop.from, row) else { continue };
            let scratch = if self.each.is_free() { Batch::default() } else { batch.gather(&[number]) };
            let (following, test) = (&following, test.as_ref());
            let mut search =
                Search { run, graph: &*graph, following, test, each: &self.each, scratch, n_steps: 0 };
            let found = search.nodes(from, self.of.least, self.of.greatest.unwrap_or(u64::MAX))?;
            if self.of.into {
                let to = batch.node(self.of.hop.to, row);
                rows.extend(found.iter().filter(|node| Some(**node) == to).map(|_| number));
            } else {
                rows.extend(std::iter::repeat_n(number, found.len()));
                nodes.extend(found);
            }
        }
        let found = (!rows.is_empty()).then(|| {
            let mut found = batch.gather(&rows);
            if !self.of.into {
                found.set(self.of.hop.to, Column::Nodes(nodes));
            }
            found
        });
        Ok((found, next))
    }
}

impl<S: Store> Search<'_, '_, S> {
    /// Returns the nodes that are reached, the nearest first.
    fn nodes(&mut self, start: NodeId, least: u64, greatest: u64) -> Result<Vec<NodeId>, QueryError> {
        let mut firsts: HashMap<NodeId, First> = HashMap::new();
        let mut found = Vec::new();
        let mut is_start_found = least == 0;
        if is_start_found {
            found.push(start);
        }
        if greatest < least {
            return Ok(Vec::new());
        }
        let mut queue = vec![start];
        let mut next = 0;
        let mut steps: Vec<Step> = Vec::new();
        while let Some(node) = queue.get(next).copied() {
            next += 1;
            let own = firsts.get(&node).copied();
            let depth = own.map_or(0, |own| own.depth);
            if depth >= greatest {
                break;
            }
            steps.clear();
            steps.extend(self.following.steps(self.graph, node));
            for step in &steps {
                if !self.may_take(*step)? {
                    continue;
                }
                let branch = own.map_or(step.edge, |own| own.branch);
                if step.neighbor == start {
                    if !is_start_found && self.leads_back(node == start, own, step.edge) {
                        is_start_found = true;
                        found.push(start);
                    }
                    continue;
                }
                match firsts.entry(step.neighbor) {
                    Entry::Vacant(place) => {
                        place.insert(First { depth: depth + 1, branch });
                        found.push(step.neighbor);
                        queue.push(step.neighbor);
                        self.run.limits.hold(if found.len().is_multiple_of(1024) { 1024 * 32 } else { 0 })?;
                    }
                    Entry::Occupied(other) => {
                        let other = other.get();
                        let closes = self.following.direction() == Direction::Both
                            && other.branch != branch
                            && depth + other.depth < greatest;
                        if closes && !is_start_found {
                            is_start_found = true;
                            found.push(start);
                        }
                    }
                }
            }
        }
        self.run.limits.release(found.len() / 1024 * 1024 * 32);
        Ok(found)
    }

    /// Says whether a step to the start ends a trail: a loop, or not over the relationship that was taken first.
    fn leads_back(&self, is_loop: bool, own: Option<First>, edge: EdgeId) -> bool {
        is_loop || self.following.direction() != Direction::Both || own.is_some_and(|own| own.branch != edge)
    }

    fn may_take(&mut self, step: Step) -> Result<bool, QueryError> {
        self.n_steps += 1;
        if self.n_steps.is_multiple_of(STEPS_A_LOOK) {
            self.run.limits.check_time()?;
        }
        if self.test.is_some_and(|test| !test.holds(&[step.edge_type])) {
            return Ok(false);
        }
        self.each.holds(self.run, &mut self.scratch, step.edge)
    }
}

impl<S: Store> Execute<S> for Reach<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (rows, at) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(rows) => (rows, 0),
                    None => return Ok(None),
                },
            };
            let (found, next) = self.find(run, &rows, at)?;
            if next < rows.n_rows() {
                self.rows = Some((rows, next));
            }
            if found.is_some() {
                return Ok(found);
            }
            run.limits.check_time()?;
        }
    }
}
