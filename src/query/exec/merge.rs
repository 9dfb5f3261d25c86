//! `MERGE`.

use std::rc::Rc;

use super::batch::{Batch, Column};
use super::build::{Source, build};
use super::create::Maker;
use super::set::Setter;
use super::write::{self, Whole};
use super::{Execute, Run, Store};
use crate::graph::{Direction, Types};
use crate::model::EdgeId;
use crate::query::ast::Arrow;
use crate::query::bound::{BoundEdge, BoundLink, BoundPattern, BoundProperties, BoundSet, LabelTest, Slot};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::plan::Operator;

/// How many rows are merged between two looks at the clock.
const ROWS_A_LOOK: usize = 1024;

/// What is merged.
#[derive(Clone, Copy)]
pub(super) struct Merged<'p> {
    pub(super) find: &'p Operator,
    pub(super) pattern: &'p BoundPattern,
    pub(super) on_match: &'p [BoundSet],
    pub(super) on_create: &'p [BoundSet],
}

/// A pattern found, or else made as a whole, for each row in turn: a row sees what the rows before it made.
pub(super) struct Merge<'p, S> {
    input: Whole<'p, S>,
    of: Merged<'p>,
}

impl<'p, S: Store + 'p> Merge<'p, S> {
    pub(super) fn new(input: Source<'p, S>, of: Merged<'p>) -> Self {
        Merge { input: Whole::new(input), of }
    }
}

impl<S: Store> Execute<S> for Merge<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let of = self.of;
        self.input.next(run, |batches| {
            if batches.is_empty() {
                return Ok(batches);
            }
            let maker = write::with_writer(run, |writer| Ok(Maker::new(writer, of.pattern)))?;
            if let Some(tie) = Tie::new(&of) {
                return batches.into_iter().map(|batch| tie.merge(run, batch, &maker)).collect();
            }
            let on_match = Setter::new(run, of.on_match)?;
            let on_create = Setter::new(run, of.on_create)?;
            let work = Work { of, maker, on_match, on_create };
            batches.into_iter().map(|batch| work.merge(run, &batch)).collect()
        })
    }
}

struct Work<'p> {
    of: Merged<'p>,
    maker: Maker<'p>,
    on_match: Setter<'p>,
    on_create: Setter<'p>,
}

impl Work<'_> {
    fn merge<S: Store>(&self, run: &Run<'_, S>, batch: &Batch) -> Result<Batch, QueryError> {
        let mut merged = Batch::new(0, batch.n_slots());
        merged.set_origins(batch.origins().map(|_| Vec::new()));
        for (row, number) in (0..batch.n_rows()).zip(0_u32..) {
            run.limits.check_time()?;
            self.check_nulls(run, batch, row)?;
            let one = batch.gather(&[number]);
            if !self.find(run, &one, &mut merged)? {
                let mut one = one;
                self.maker.make(run, &mut one)?;
                self.on_create.set(run, &one, 0)?;
                merged.append(one);
            }
        }
        Ok(merged)
    }

    /// Adds what is found for a row; says whether there is any.
    fn find<S: Store>(&self, run: &Run<'_, S>, one: &Batch, merged: &mut Batch) -> Result<bool, QueryError> {
        let mut rows = Vec::new();
        let mut source = build(self.of.find, &Rc::new(one.clone()));
        while let Some(batch) = source.next(run)? {
            rows.push(batch);
        }
        for batch in &rows {
            (0..batch.n_rows()).try_for_each(|row| self.on_match.set(run, batch, row))?;
        }
        let is_found = !rows.is_empty();
        for batch in rows {
            merged.append(batch);
        }
        Ok(is_found)
    }

    fn check_nulls<S: Store>(&self, run: &Run<'_, S>, batch: &Batch, row: usize) -> Result<(), QueryError> {
        let Some((key, span)) = self.maker.null_property(run, batch, row)? else { return Ok(()) };
        let graph = run.graph.borrow();
        let message = format!("property `{}` to be merged is null", graph.symbols().key_name(key));
        Err(QueryError::runtime(ErrorKind::SemanticError, Detail::MergeReadOwnWrites, message).at(span))
    }
}

/// A pattern that is one plain relationship between bound nodes, looked up without a plan of its own.
struct Tie<'p> {
    edge: &'p BoundEdge,
    ends: (Slot, Slot),
    direction: Direction,
    type_name: &'p str,
}

impl<'p> Tie<'p> {
    fn new(of: &Merged<'p>) -> Option<Self> {
        let pattern = of.pattern;
        let ([from, to], [BoundLink::Edge(edge)]) = (&*pattern.nodes, &*pattern.links) else { return None };
        let Some(LabelTest::Name(type_name)) = &edge.types else { return None };
        let is_plain = from.bound
            && to.bound
            && from.labels.is_none()
            && to.labels.is_none()
            && from.properties == BoundProperties::None
            && to.properties == BoundProperties::None
            && edge.properties == BoundProperties::None
            && pattern.path.is_none()
            && of.on_match.is_empty()
            && of.on_create.is_empty();
        let direction = match edge.direction {
            Arrow::Right => Direction::Outgoing,
            Arrow::Left => Direction::Incoming,
            Arrow::Either => Direction::Both,
        };
        is_plain.then_some(Tie { edge, ends: (from.slot, to.slot), direction, type_name })
    }

    fn merge<S: Store>(
        &self,
        run: &Run<'_, S>,
        batch: Batch,
        maker: &Maker<'_>,
    ) -> Result<Batch, QueryError> {
        let (mut rows, mut edges) = (Vec::with_capacity(batch.n_rows()), Vec::with_capacity(batch.n_rows()));
        for (row, number) in (0..batch.n_rows()).zip(0_u32..) {
            if row % ROWS_A_LOOK == 0 {
                run.limits.check_time()?;
            }
            let n_known = edges.len();
            self.find(run, &batch, row, &mut edges);
            if edges.len() == n_known {
                edges.extend(maker.make_edge(run, &batch, row)?);
            }
            rows.resize(edges.len(), number);
        }
        let is_same = rows.len() == batch.n_rows();
        let mut merged = if is_same { batch } else { batch.gather(&rows) };
        merged.set(self.edge.slot, Column::Edges(edges));
        Ok(merged)
    }

    fn find<S: Store>(&self, run: &Run<'_, S>, batch: &Batch, row: usize, edges: &mut Vec<EdgeId>) {
        let (Some(from), Some(to)) = (batch.node(self.ends.0, row), batch.node(self.ends.1, row)) else {
            return;
        };
        let graph = run.graph.borrow();
        let Some(edge_type) = graph.symbols().edge_type(self.type_name) else { return };
        if !graph.contains_node(from) || !graph.contains_node(to) {
            return;
        }
        let types = [edge_type];
        let hops = graph.expand(from, self.direction, Types::Only(&types));
        edges.extend(hops.filter(|hop| hop.neighbor == to).map(|hop| hop.edge));
    }
}
