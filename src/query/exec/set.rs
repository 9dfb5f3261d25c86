//! `SET`, and what `MERGE` sets.

use smol_str::SmolStr;

use super::batch::{Batch, Column, NO_EDGE, NO_NODE};
use super::build::Source;
use super::write::{self, Whole};
use super::{Execute, Run, Store, compute};
use crate::graph::{KeyId, LabelId, Properties};
use crate::model::Value;
use crate::query::bound::{BoundExpr, BoundKind, BoundSet, Slot};
use crate::query::error::QueryError;
use crate::query::functions::Body;

/// How many rows are written between two looks at the clock.
const ROWS_A_LOOK: usize = 1024;

/// Properties and labels set, row by row; a later item sees what an earlier one set.
pub(super) struct Set<'p, S> {
    input: Whole<'p, S>,
    items: &'p [BoundSet],
}

impl<'p, S: Store> Set<'p, S> {
    pub(super) fn new(input: Source<'p, S>, items: &'p [BoundSet]) -> Self {
        Set { input: Whole::new(input), items }
    }
}

impl<S: Store> Execute<S> for Set<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let items = self.items;
        self.input.next(run, |batches| {
            if batches.is_empty() {
                return Ok(batches);
            }
            let setter = Setter::new(run, items)?;
            let columns = Columns::new(&setter.items);
            for batch in &batches {
                if let Some(columns) = &columns
                    && columns.set(run, batch)?
                {
                    continue;
                }
                for row in 0..batch.n_rows() {
                    if row % ROWS_A_LOOK == 0 {
                        run.limits.check_time()?;
                    }
                    setter.set(run, batch, row)?;
                }
            }
            Ok(batches)
        })
    }
}

/// Properties whose values do not depend on what is set, so that those of many rows are computed before any is set.
struct Columns<'p>(Vec<SetColumn<'p>>);

struct SetColumn<'p> {
    target: &'p BoundExpr,
    slot: Slot,
    key: KeyId,
    value: &'p BoundExpr,
}

impl<'p> Columns<'p> {
    fn new(items: &[Item<'p>]) -> Option<Self> {
        let column = |item: &Item<'p>| match item {
            Item::Property { target, key: Key::Known(id), value, .. } => match target.kind {
                BoundKind::Slot(slot) => Some(SetColumn { target, slot, key: *id, value }),
                _ => None,
            },
            _ => None,
        };
        let columns: Vec<SetColumn<'p>> = items.iter().map(column).collect::<Option<_>>()?;
        let name = |item: &Item<'p>| if let Item::Property { name, .. } = item { *name } else { None };
        let set: Vec<&str> = items.iter().filter_map(name).collect();
        columns.iter().all(|column| is_apart_from(column.value, &set)).then_some(Columns(columns))
    }

    /// Sets everything for all rows; not where a target may be null, as its value may not be computed then.
    fn set<S: Store>(&self, run: &Run<'_, S>, batch: &Batch) -> Result<bool, QueryError> {
        let is_full = |column: &SetColumn<'p>| match batch.column(column.slot) {
            Column::Nodes(nodes) => !nodes.contains(&NO_NODE),
            Column::Edges(edges) => !edges.contains(&NO_EDGE),
            _ => false,
        };
        if !self.0.iter().all(is_full) {
            return Ok(false);
        }
        let mut values = Vec::with_capacity(self.0.len());
        for column in &self.0 {
            let own = compute::column(run, column.value, batch)?.into_values(batch.n_rows());
            own.iter().try_for_each(|value| write::check_storable(value, column.target))?;
            values.push(own);
        }
        write::with_writer(run, |writer| {
            for row in 0..batch.n_rows() {
                for (column, values) in self.0.iter().zip(&mut values) {
                    let value = std::mem::take(&mut values[row]);
                    let set = match batch.column(column.slot) {
                        Column::Nodes(nodes) => writer.set_property(nodes[row], column.key, value),
                        Column::Edges(edges) => writer.set_edge_property(edges[row], column.key, value),
                        _ => Ok(()),
                    };
                    set.map_err(|error| write::refused(error).at(column.target.span))?;
                }
            }
            Ok(())
        })?;
        let n_set = (batch.n_rows() * self.0.len()) as u64;
        write::count(run, |effects| effects.properties_set += n_set);
        Ok(true)
    }
}

/// Says whether an expression reads no property of these names, so that setting them does not change it.
fn is_apart_from(expr: &BoundExpr, keys: &[&str]) -> bool {
    let all = |exprs: &[BoundExpr]| exprs.iter().all(|expr| is_apart_from(expr, keys));
    match &expr.kind {
        BoundKind::Literal(_) | BoundKind::Parameter(_) | BoundKind::Slot(_) => true,
        BoundKind::Property(base, key) => !keys.contains(&key.as_str()) && is_apart_from(base, keys),
        BoundKind::Unary(_, inner) | BoundKind::IsNull(inner, _) => is_apart_from(inner, keys),
        BoundKind::Binary(_, left, right) => is_apart_from(left, keys) && is_apart_from(right, keys),
        BoundKind::Comparison(items, _) | BoundKind::List(items) => all(items),
        BoundKind::Call(function, arguments) => matches!(function.body, Body::Pure(_)) && all(arguments),
        BoundKind::Case { operand, branches, otherwise } => {
            let is_apart = |expr: &Option<Box<BoundExpr>>| expr.iter().all(|expr| is_apart_from(expr, keys));
            let mut branches = branches.iter();
            is_apart(operand)
                && is_apart(otherwise)
                && branches.all(|(when, then)| is_apart_from(when, keys) && is_apart_from(then, keys))
        }
        _ => false,
    }
}

/// Sets what items say, with names looked up.
pub(super) struct Setter<'p> {
    items: Vec<Item<'p>>,
}

enum Item<'p> {
    Property { target: &'p BoundExpr, key: Key<'p>, name: Option<&'p str>, value: &'p BoundExpr },
    Properties { slot: Slot, value: &'p BoundExpr, replaces: bool },
    Labels { slot: Slot, labels: Vec<LabelId> },
}

/// A property's key.
pub(super) enum Key<'p> {
    Known(KeyId),
    Computed(&'p BoundExpr),
}

impl<'p> Key<'p> {
    /// Looks the key up where it is written as text; a new one gets an id.
    pub(super) fn new<S: Store>(run: &Run<'_, S>, key: &'p BoundExpr) -> Result<Self, QueryError> {
        match &key.kind {
            BoundKind::Literal(Value::String(name)) => Ok(Key::Known(intern(run, name)?)),
            _ => Ok(Key::Computed(key)),
        }
    }

    pub(super) fn id<S: Store>(
        &self,
        run: &Run<'_, S>,
        batch: &Batch,
        row: usize,
    ) -> Result<KeyId, QueryError> {
        match self {
            Key::Known(id) => Ok(*id),
            Key::Computed(expr) => match compute::value(run, expr, batch, row)? {
                Value::String(name) => intern(run, &name),
                value => Err(write::wrong_type(&value, "the name of a property", expr)),
            },
        }
    }
}

/// Returns a key that is written as text.
fn key_name(key: &BoundExpr) -> Option<&str> {
    match &key.kind {
        BoundKind::Literal(Value::String(name)) => Some(name),
        _ => None,
    }
}

fn intern<S: Store>(run: &Run<'_, S>, name: &SmolStr) -> Result<KeyId, QueryError> {
    write::with_writer(run, |writer| Ok(writer.symbols_mut().intern_key(name)))
}

impl<'p> Setter<'p> {
    /// Looks names up.
    pub(super) fn new<S: Store>(run: &Run<'_, S>, items: &'p [BoundSet]) -> Result<Self, QueryError> {
        let prepared = |item: &'p BoundSet| {
            Ok(match item {
                BoundSet::Property { target, key, value } => {
                    Item::Property { target, key: Key::new(run, key)?, name: key_name(key), value }
                }
                BoundSet::Replace { slot, value } => Item::Properties { slot: *slot, value, replaces: true },
                BoundSet::Merge { slot, value } => Item::Properties { slot: *slot, value, replaces: false },
                BoundSet::Labels { slot, labels } => {
                    let names = labels.iter().map(SmolStr::as_str);
                    let labels = write::with_writer(run, |writer| Ok(write::intern_labels(writer, names)))?;
                    Item::Labels { slot: *slot, labels }
                }
            })
        };
        Ok(Setter { items: items.iter().map(prepared).collect::<Result<_, QueryError>>()? })
    }

    /// Sets everything for one row.
    pub(super) fn set<S: Store>(
        &self,
        run: &Run<'_, S>,
        batch: &Batch,
        row: usize,
    ) -> Result<(), QueryError> {
        for item in &self.items {
            match item {
                Item::Property { target, key, value, .. } => {
                    let element = compute::value(run, target, batch, row)?;
                    if element == Value::Null {
                        continue;
                    }
                    let value = compute::value(run, value, batch, row)?;
                    write::check_storable(&value, target)?;
                    run.limits.hold(write::stored_bytes(&value))?;
                    let key = key.id(run, batch, row)?;
                    set_property(run, &element, key, value, target)?;
                }
                Item::Properties { slot, value, replaces } => {
                    let element = batch.value(*slot, row);
                    if element != Value::Null {
                        set_properties(run, &element, *replaces, (value, batch, row))?;
                    }
                }
                Item::Labels { slot, labels } => add_labels(run, &batch.value(*slot, row), labels)?,
            }
        }
        Ok(())
    }
}

/// Sets a property of a node or relationship, or removes it where the value is null.
pub(super) fn set_property<S: Store>(
    run: &Run<'_, S>,
    element: &Value,
    key: KeyId,
    value: Value,
    of: &BoundExpr,
) -> Result<(), QueryError> {
    write::with_writer(run, |writer| {
        let set = match element {
            Value::Node(node) => writer.set_property(*node, key, value),
            Value::Edge(edge) => writer.set_edge_property(*edge, key, value),
            element => return Err(write::wrong_type(element, "a node or relationship", of)),
        };
        set.map_err(|error| write::refused(error).at(of.span))
    })?;
    write::count(run, |effects| effects.properties_set += 1);
    Ok(())
}

/// Sets all properties, or those of a map, from a map, node or relationship.
fn set_properties<S: Store>(
    run: &Run<'_, S>,
    element: &Value,
    replaces: bool,
    (value, batch, row): (&BoundExpr, &Batch, usize),
) -> Result<(), QueryError> {
    let new = compute::value(run, value, batch, row)?;
    let mut entries = write::properties_from(run, &new, value)?;
    let n_set = entries.len() as u64;
    if !replaces && n_set > 0 {
        return entries.into_iter().try_for_each(|(key, own)| set_property(run, element, key, own, value));
    }
    let properties = if replaces {
        Properties::drain_from(&mut entries)
    } else {
        let graph = run.graph.borrow();
        match element {
            Value::Node(node) => graph.properties(*node).clone(),
            Value::Edge(edge) => graph.edge_properties(*edge).clone(),
            _ => Properties::default(),
        }
    };
    write::with_writer(run, |writer| {
        let set = match element {
            Value::Node(node) => writer.set_properties(*node, properties),
            Value::Edge(edge) => writer.set_edge_properties(*edge, properties),
            element => return Err(write::wrong_type(element, "a node or relationship", value)),
        };
        set.map_err(|error| write::refused(error).at(value.span))
    })?;
    write::count(run, |effects| effects.properties_set += n_set);
    Ok(())
}

fn add_labels<S: Store>(run: &Run<'_, S>, node: &Value, labels: &[LabelId]) -> Result<(), QueryError> {
    let Value::Node(node) = *node else { return Ok(()) };
    let mut n_added = 0;
    for label in labels.iter().copied() {
        if !run.graph.borrow().labels(node).contains(&label) {
            write::with_writer(run, |writer| writer.add_label(node, label).map_err(write::refused))?;
            n_added += 1;
        }
    }
    write::count(run, |effects| effects.labels_added += n_added);
    Ok(())
}
