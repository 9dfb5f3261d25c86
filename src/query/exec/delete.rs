//! `DELETE` and `DETACH DELETE`.

use super::batch::{Batch, Column, NO_EDGE, NO_NODE};
use super::build::Source;
use super::write::{self, Whole};
use super::{Execute, Run, Store, compute};
use crate::graph::{Direction, Types};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::bound::BoundExpr;
use crate::query::error::{Detail, ErrorKind, QueryError};

/// Nodes and relationships deleted: all that any row names, relationships first. What is gone already is passed over.
///
/// A node may keep relationships until the statement ends; [`check_ends`] sees to it that none is left then.
pub(super) struct Delete<'p, S> {
    input: Whole<'p, S>,
    detach: bool,
    items: &'p [BoundExpr],
}

impl<'p, S: Store> Delete<'p, S> {
    pub(super) fn new(input: Source<'p, S>, detach: bool, items: &'p [BoundExpr]) -> Self {
        Delete { input: Whole::new(input), detach, items }
    }
}

impl<S: Store> Execute<S> for Delete<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let (detach, items) = (self.detach, self.items);
        self.input.next(run, |batches| {
            let mut doomed = Doomed::default();
            for batch in &batches {
                for item in items {
                    doomed.take_column(&compute::column(run, item, batch)?, item)?;
                }
            }
            doomed.delete(run, detach)?;
            Ok(batches)
        })
    }
}

/// What is to be deleted; may hold repeats.
#[derive(Default)]
struct Doomed {
    nodes: Vec<NodeId>,
    edges: Vec<EdgeId>,
}

impl Doomed {
    fn take_column(&mut self, column: &Column, of: &BoundExpr) -> Result<(), QueryError> {
        match column {
            Column::Absent => {}
            Column::Nodes(nodes) => self.nodes.extend(nodes.iter().filter(|node| **node != NO_NODE)),
            Column::Edges(edges) => self.edges.extend(edges.iter().filter(|edge| **edge != NO_EDGE)),
            Column::Values(values) => values.iter().try_for_each(|value| self.take(value, of))?,
            column => {
                let n_values = column.n_values().unwrap_or(0);
                (0..n_values).try_for_each(|row| self.take(&column.value(row), of))?;
            }
        }
        Ok(())
    }

    fn take(&mut self, value: &Value, of: &BoundExpr) -> Result<(), QueryError> {
        match value {
            Value::Null => {}
            Value::Node(node) => self.nodes.push(*node),
            Value::Edge(edge) => self.edges.push(*edge),
            Value::Path(path) => {
                self.nodes.extend(&path.nodes);
                self.edges.extend(&path.edges);
            }
            Value::List(items) => items.iter().try_for_each(|item| self.take(item, of))?,
            value => return Err(write::wrong_type(value, "a node, relationship or path", of)),
        }
        Ok(())
    }

    fn delete<S: Store>(mut self, run: &Run<'_, S>, detach: bool) -> Result<(), QueryError> {
        sort(&mut self.nodes);
        {
            let graph = run.graph.borrow();
            self.nodes.retain(|node| graph.contains_node(*node));
            if detach {
                for node in &self.nodes {
                    let hops = graph.expand(*node, Direction::Both, Types::All);
                    self.edges.extend(hops.map(|hop| hop.edge));
                }
            }
            sort(&mut self.edges);
            self.edges.retain(|edge| graph.edge(*edge).is_some());
        }
        run.limits.check_time()?;
        write::with_writer(run, |writer| {
            self.edges.iter().try_for_each(|edge| writer.remove_edge(*edge)).map_err(write::refused)?;
            self.nodes.iter().try_for_each(|node| writer.condemn_node(*node)).map_err(write::refused)
        })?;
        write::count(run, |effects| {
            effects.nodes_deleted += self.nodes.len() as u64;
            effects.relationships_deleted += self.edges.len() as u64;
        });
        Ok(())
    }
}

fn sort<I: Ord>(ids: &mut Vec<I>) {
    ids.sort_unstable();
    ids.dedup();
}

/// Checks at the end of a statement that no deleted node has relationships.
///
/// # Errors
/// [`ErrorKind::ConstraintVerificationFailed`].
pub(super) fn check_ends<S: Store>(run: &Run<'_, S>) -> Result<(), QueryError> {
    let mut graph = run.graph.borrow_mut();
    let Some((node, n_edges)) = graph.writer().and_then(|writer| writer.dangling()) else { return Ok(()) };
    let message = format!("node {node} is deleted but still has {n_edges} relationships");
    Err(QueryError::runtime(ErrorKind::ConstraintVerificationFailed, Detail::DeleteConnectedNode, message)
        .with_hint("`DETACH DELETE` deletes them too"))
}
