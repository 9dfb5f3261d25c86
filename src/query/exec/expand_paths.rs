//! Each row with each trail of relationships: a walk that uses no relationship twice.

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::compute::{self, Test};
use super::follow::{Following, is_used};
use super::{Execute, Run, Store};
use crate::graph::{Hop as Step, TypeId};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::bound::{BoundEdge, BoundExpr, BoundProperties, Slot};
use crate::query::error::QueryError;
use crate::query::plan::{Hop, plain_types, property_conditions};

/// How many steps are taken between two looks at the clock.
const STEPS_A_LOOK: usize = 4096;

/// How many bytes of long trails are passed on at once, about.
const BATCH_BYTES: usize = 1 << 20;

/// What must be true of each relationship of a row of them.
pub(super) struct Each {
    slot: Slot,
    conditions: Vec<BoundExpr>,
}

impl Each {
    pub(super) fn new(edge: &BoundEdge) -> Self {
        let mut conditions: Vec<BoundExpr> = match &edge.properties {
            BoundProperties::Entries(entries) => property_conditions(edge.slot, entries, edge.span).collect(),
            _ => Vec::new(),
        };
        conditions.extend(edge.condition.clone());
        Each { slot: edge.slot, conditions }
    }

    /// Says whether nothing has to be true.
    pub(super) fn is_free(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Says whether a relationship is one that may be followed from this row.
    pub(super) fn holds<S: Store>(
        &self,
        run: &Run<'_, S>,
        row: &mut Batch,
        edge: EdgeId,
    ) -> Result<bool, QueryError> {
        if self.conditions.is_empty() {
            return Ok(true);
        }
        row.set(self.slot, Column::Edges(vec![edge]));
        for condition in &self.conditions {
            if !compute::is_true(run, condition, row, 0)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// What is asked of trails.
#[derive(Clone, Copy)]
pub(super) struct Trails<'p> {
    pub(super) hop: &'p Hop,
    pub(super) into: bool,
    pub(super) least: u64,
    pub(super) greatest: Option<u64>,
    pub(super) is_reversed: bool,
    pub(super) each: &'p BoundEdge,
}

/// Each row with each trail, depth first.
pub(super) struct ExpandPaths<'p, S> {
    input: Source<'p, S>,
    of: Trails<'p>,
    each: Each,
    walk: Option<Walk>,
}

/// The state of the search: a row, and the trail so far.
struct Walk {
    rows: Batch,
    row: usize,
    is_begun: bool,
    /// The row alone, for conditions.
    scratch: Batch,
    trail: Vec<EdgeId>,
    /// Steps not yet taken, those of deeper levels behind.
    steps: Vec<Step>,
    /// Where the steps of each level begin.
    levels: Vec<usize>,
}

#[derive(Default)]
struct Found {
    rows: Vec<u32>,
    nodes: Vec<NodeId>,
    trails: Vec<Value>,
    /// How many bytes the trails take.
    n_bytes: usize,
}

impl<'p, S: Store> ExpandPaths<'p, S> {
    pub(super) fn new(input: Source<'p, S>, of: Trails<'p>) -> Self {
        ExpandPaths { input, of, each: Each::new(of.each), walk: None }
    }

    fn keep(&self, found: &mut Found, walk: &Walk, node: NodeId) {
        let n_edges = walk.trail.len() as u64;
        let is_there = !self.of.into || walk.rows.node(self.of.hop.to, walk.row) == Some(node);
        if n_edges < self.of.least || self.of.greatest.is_some_and(|greatest| n_edges > greatest) || !is_there
        {
            return;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
        found.rows.push(walk.row as u32);
        found.nodes.push(node);
        if self.of.hop.edge.is_some() {
            let edges = walk.trail.iter().map(|edge| Value::Edge(*edge));
            let trail = if self.of.is_reversed { edges.rev().collect() } else { edges.collect() };
            found.trails.push(Value::List(trail));
            found.n_bytes += walk.trail.len() * size_of::<Value>();
        }
    }

    fn may_go_on(&self, walk: &Walk) -> bool {
        self.of.greatest.is_none_or(|greatest| (walk.trail.len() as u64) < greatest)
    }

    /// Goes on until a batch is full or the rows are used up.
    fn search(&self, run: &Run<'_, S>, walk: &mut Walk) -> Result<Found, QueryError> {
        let graph = run.graph.borrow();
        let following = Following::new(&*graph, self.of.hop.direction, &self.of.hop.types);
        let (_, test) = plain_types(self.of.each.types.as_ref());
        let test: Option<Test<TypeId>> = test.map(|test| compute::type_test(&test, graph.symbols()));
        let mut found = Found::default();
        let mut n_steps: usize = 0;
        let is_full = |found: &Found| found.rows.len() >= BATCH_ROWS || found.n_bytes >= BATCH_BYTES;
        while !is_full(&found) && walk.row < walk.rows.n_rows() {
            n_steps += 1;
            if n_steps.is_multiple_of(STEPS_A_LOOK) {
                run.limits.check_time()?;
            }
            if !walk.is_begun {
                self.begin(&graph, &following, walk, &mut found);
                continue;
            }
            let Some(start) = walk.levels.last().copied() else {
                walk.row += 1;
                walk.is_begun = false;
                continue;
            };
            if walk.steps.len() == start {
                walk.levels.pop();
                walk.trail.pop();
                continue;
            }
            let Some(step) = walk.steps.pop() else { continue };
            let is_taken = walk.trail.contains(&step.edge)
                || is_used(&walk.rows, &self.of.hop.unlike, walk.row, step.edge)
                || test.as_ref().is_some_and(|test| !test.holds(&[step.edge_type]));
            if is_taken || !self.each.holds(run, &mut walk.scratch, step.edge)? {
                continue;
            }
            walk.trail.push(step.edge);
            self.keep(&mut found, walk, step.neighbor);
            if self.may_go_on(walk) {
                push_level(walk, &following, &*graph, step.neighbor);
            } else {
                walk.trail.pop();
            }
        }
        Ok(found)
    }

    fn begin(&self, graph: &S, following: &Following, walk: &mut Walk, found: &mut Found) {
        walk.is_begun = true;
        walk.trail.clear();
        walk.steps.clear();
        walk.levels.clear();
        let Some(from) = walk.rows.node(self.of.hop.from, walk.row) else { return };
        if !self.each.conditions.is_empty() {
            #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
            let row = walk.row as u32;
            walk.scratch = walk.rows.gather(&[row]);
        }
        self.keep(found, walk, from);
        let is_possible = self.of.greatest.is_none_or(|greatest| greatest >= self.of.least);
        if is_possible && self.may_go_on(walk) {
            push_level(walk, following, graph, from);
        }
    }
}

/// Notes the steps from a node, to be taken in order.
fn push_level<S: Store>(walk: &mut Walk, following: &Following, graph: &S, from: NodeId) {
    let start = walk.steps.len();
    walk.levels.push(start);
    walk.steps.extend(following.steps(graph, from));
    walk.steps[start..].reverse();
}

impl<S: Store> Execute<S> for ExpandPaths<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let mut walk = match self.walk.take() {
                Some(walk) => walk,
                None => match self.input.next(run)? {
                    None => return Ok(None),
                    Some(rows) => Walk {
                        rows,
                        row: 0,
                        is_begun: false,
                        scratch: Batch::default(),
                        trail: Vec::new(),
                        steps: Vec::new(),
                        levels: Vec::new(),
                    },
                },
            };
            let found = self.search(run, &mut walk)?;
            let mut batch = walk.rows.gather(&found.rows);
            if walk.row < walk.rows.n_rows() {
                self.walk = Some(walk);
            }
            if found.rows.is_empty() {
                continue;
            }
            if let Some(slot) = self.of.hop.edge {
                batch.set(slot, Column::Values(found.trails));
            }
            if !self.of.into {
                batch.set(self.of.hop.to, Column::Nodes(found.nodes));
            }
            return Ok(Some(batch));
        }
    }
}
