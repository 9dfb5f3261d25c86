//! `REMOVE`.

use smol_str::SmolStr;

use super::batch::Batch;
use super::build::Source;
use super::set::{Key, set_property};
use super::write::{self, Whole};
use super::{Execute, Run, Store, compute};
use crate::graph::LabelId;
use crate::model::{NodeId, Value};
use crate::query::bound::{BoundExpr, BoundRemove, Slot};
use crate::query::error::QueryError;

/// Properties and labels taken away for each row.
pub(super) struct Remove<'p, S> {
    input: Whole<'p, S>,
    items: &'p [BoundRemove],
}

enum Item<'p> {
    Property { target: &'p BoundExpr, key: Key<'p> },
    Labels { slot: Slot, labels: Vec<LabelId> },
}

impl<'p, S: Store> Remove<'p, S> {
    pub(super) fn new(input: Source<'p, S>, items: &'p [BoundRemove]) -> Self {
        Remove { input: Whole::new(input), items }
    }
}

impl<S: Store> Execute<S> for Remove<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let items = self.items;
        self.input.next(run, |batches| {
            let items = items.iter().map(|item| prepared(run, item)).collect::<Result<Vec<_>, _>>()?;
            for batch in &batches {
                run.limits.check_time()?;
                for row in 0..batch.n_rows() {
                    items.iter().try_for_each(|item| remove(run, item, batch, row))?;
                }
            }
            Ok(batches)
        })
    }
}

/// Looks names up; labels that were never used are on no node.
fn prepared<'p, S: Store>(run: &Run<'_, S>, item: &'p BoundRemove) -> Result<Item<'p>, QueryError> {
    Ok(match item {
        BoundRemove::Property { target, key } => Item::Property { target, key: Key::new(run, key)? },
        BoundRemove::Labels { slot, labels } => {
            let graph = run.graph.borrow();
            let labels = labels.iter().map(SmolStr::as_str);
            let labels = labels.filter_map(|label| graph.symbols().label(label)).collect();
            Item::Labels { slot: *slot, labels }
        }
    })
}

fn remove<S: Store>(run: &Run<'_, S>, item: &Item<'_>, batch: &Batch, row: usize) -> Result<(), QueryError> {
    match item {
        Item::Property { target, key } => {
            let element = compute::value(run, target, batch, row)?;
            if element == Value::Null {
                return Ok(());
            }
            let key = key.id(run, batch, row)?;
            set_property(run, &element, key, Value::Null, target)
        }
        Item::Labels { slot, labels } => match batch.node(*slot, row) {
            Some(node) => remove_labels(run, node, labels),
            None => Ok(()),
        },
    }
}

fn remove_labels<S: Store>(run: &Run<'_, S>, node: NodeId, labels: &[LabelId]) -> Result<(), QueryError> {
    let mut n_removed = 0;
    for label in labels.iter().copied() {
        if run.graph.borrow().labels(node).contains(&label) {
            write::with_writer(run, |writer| writer.remove_label(node, label).map_err(write::refused))?;
            n_removed += 1;
        }
    }
    write::count(run, |effects| effects.labels_removed += n_removed);
    Ok(())
}
