//! Rows with the path that their pattern took, in written order.

use std::sync::Arc;

use super::batch::{Batch, Column};
use super::build::Source;
use super::{Execute, Run, Store};
use crate::model::{EdgeId, Path, Value};
use crate::query::bound::Slot;
use crate::query::error::QueryError;

/// Rows with a path made of nodes and relationships.
pub(super) struct BuildPath<'p, S> {
    input: Source<'p, S>,
    slot: Slot,
    parts: &'p [Slot],
}

impl<'p, S: Store> BuildPath<'p, S> {
    pub(super) fn new(input: Source<'p, S>, slot: Slot, parts: &'p [Slot]) -> Self {
        BuildPath { input, slot, parts }
    }

    /// Returns the path of a row; none where a part of it is null.
    fn path(&self, graph: &S, batch: &Batch, row: usize) -> Option<Path> {
        let first = batch.node(*self.parts.first()?, row)?;
        let mut path = Path { edges: Vec::new(), nodes: vec![first] };
        for edges in self.parts.iter().skip(1).step_by(2) {
            match batch.value(*edges, row) {
                Value::Edge(edge) => go_on(graph, &mut path, edge)?,
                Value::List(items) => {
                    for item in items.iter() {
                        let Value::Edge(edge) = item else { return None };
                        go_on(graph, &mut path, *edge)?;
                    }
                }
                _ => return None,
            }
        }
        Some(path)
    }
}

fn go_on<S: Store>(graph: &S, path: &mut Path, edge: EdgeId) -> Option<()> {
    let at = *path.nodes.last()?;
    path.edges.push(edge);
    path.nodes.push(graph.edge(edge)?.other(at));
    Some(())
}

impl<S: Store> Execute<S> for BuildPath<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let Some(mut batch) = self.input.next(run)? else { return Ok(None) };
        let graph = run.graph.borrow();
        let path =
            |row| self.path(&graph, &batch, row).map_or(Value::Null, |path| Value::Path(Arc::new(path)));
        let paths = (0..batch.n_rows()).map(path).collect();
        batch.set(self.slot, Column::Values(paths));
        Ok(Some(batch))
    }
}
