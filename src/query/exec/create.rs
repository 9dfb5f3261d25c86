//! `CREATE`.

use super::batch::{Batch, Column};
use super::build::Source;
use super::write::{self, NewProperties, Whole};
use super::{Execute, Run, Store, Writer, compute};
use crate::graph::{KeyId, LabelId, Properties, TypeId};
use crate::model::{EdgeId, NodeId, Path, Value};
use crate::query::ast::Arrow;
use crate::query::bound::{BoundEdge, BoundLink, BoundNode, BoundPattern, LabelTest, Slot};
use crate::query::error::{Detail, ErrorKind, QueryError};

/// Patterns made for each row.
pub(super) struct Create<'p, S> {
    input: Whole<'p, S>,
    patterns: &'p [BoundPattern],
}

impl<'p, S: Store> Create<'p, S> {
    pub(super) fn new(input: Source<'p, S>, patterns: &'p [BoundPattern]) -> Self {
        Create { input: Whole::new(input), patterns }
    }
}

impl<S: Store> Execute<S> for Create<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let patterns = self.patterns;
        self.input.next(run, |mut batches| {
            if batches.is_empty() {
                return Ok(batches);
            }
            let makers = write::with_writer(run, |writer| {
                Ok(patterns.iter().map(|pattern| Maker::new(writer, pattern)).collect::<Vec<_>>())
            })?;
            for batch in &mut batches {
                for maker in &makers {
                    maker.make(run, batch)?;
                }
            }
            Ok(batches)
        })
    }
}

/// Makes what a pattern says, with names looked up.
pub(super) struct Maker<'p> {
    pattern: &'p BoundPattern,
    nodes: Vec<NewNode<'p>>,
    edges: Vec<NewEdge<'p>>,
}

struct NewNode<'p> {
    slot: Slot,
    labels: Vec<LabelId>,
    properties: NewProperties<'p>,
}

struct NewEdge<'p> {
    of: &'p BoundEdge,
    edge_type: TypeId,
    ends: (Slot, Slot),
    properties: NewProperties<'p>,
}

impl<'p> Maker<'p> {
    /// Looks the names of a pattern up.
    pub(super) fn new(writer: &mut dyn Writer, pattern: &'p BoundPattern) -> Self {
        let nodes = pattern.nodes.iter().filter(|node| !node.bound);
        let nodes = nodes.map(|node| new_node(writer, node)).collect();
        let mut edges = Vec::new();
        for (link, ends) in pattern.links.iter().zip(pattern.nodes.windows(2)) {
            let BoundLink::Edge(of) = link else { continue };
            let ends = match of.direction {
                Arrow::Left => (ends[1].slot, ends[0].slot),
                _ => (ends[0].slot, ends[1].slot),
            };
            let Some(LabelTest::Name(name)) = &of.types else { continue };
            let edge_type = writer.symbols_mut().intern_type(name);
            let properties = NewProperties::new(writer, &of.properties);
            edges.push(NewEdge { of, edge_type, ends, properties });
        }
        Maker { pattern, nodes, edges }
    }

    /// Makes the pattern for each row, element by element, and fills its slots.
    pub(super) fn make<S: Store>(&self, run: &Run<'_, S>, batch: &mut Batch) -> Result<(), QueryError> {
        for node in &self.nodes {
            let properties = property_rows(run, &node.properties, batch)?;
            let labels = node.labels.as_slice();
            let (n_rows, mut n_properties) = (batch.n_rows() as u64, 0);
            let made = write::with_writer(run, |writer| {
                writer.reserve(batch.n_rows(), 0);
                let made = properties.map(|own| {
                    n_properties += own.len() as u64;
                    writer.add_node(labels, own)
                });
                made.collect::<Result<Vec<NodeId>, _>>().map_err(write::refused)
            })?;
            write::count(run, |effects| {
                effects.nodes_created += n_rows;
                effects.labels_added += n_rows * labels.len() as u64;
                effects.properties_set += n_properties;
            });
            batch.set(node.slot, Column::Nodes(made));
            run.limits.hold(batch.n_rows() * write::ELEMENT_BYTES)?;
            run.limits.check_time()?;
        }
        for edge in &self.edges {
            edge.make(run, batch)?;
        }
        if let Some(path) = self.pattern.path {
            let paths = (0..batch.n_rows()).map(|row| self.path(batch, row)).collect();
            batch.set(path, Column::Values(paths));
        }
        Ok(())
    }

    /// Makes the only relationship of the pattern for a row, without properties.
    pub(super) fn make_edge<S: Store>(
        &self,
        run: &Run<'_, S>,
        batch: &Batch,
        row: usize,
    ) -> Result<Option<EdgeId>, QueryError> {
        let Some(edge) = self.edges.first() else { return Ok(None) };
        let made =
            write::with_writer(run, |writer| edge.make_one(writer, (batch, row), Properties::default()))?;
        write::count(run, |effects| effects.relationships_created += 1);
        Ok(Some(made))
    }

    fn path(&self, batch: &Batch, row: usize) -> Value {
        let nodes = self.pattern.nodes.iter().map(|node| batch.node(node.slot, row));
        let edges = self.pattern.links.iter().map(|link| match link {
            BoundLink::Edge(edge) => batch.edge(edge.slot, row),
            BoundLink::Group(_) => None,
        });
        match (nodes.collect::<Option<Vec<_>>>(), edges.collect::<Option<Vec<_>>>()) {
            (Some(nodes), Some(edges)) => Value::Path(Path { edges, nodes }.into()),
            _ => Value::Null,
        }
    }

    /// Returns the first property of the pattern that is null in a row: its key and where it is written.
    pub(super) fn null_property<S: Store>(
        &self,
        run: &Run<'_, S>,
        batch: &Batch,
        row: usize,
    ) -> Result<Option<(KeyId, crate::model::Span)>, QueryError> {
        let of_nodes = self.nodes.iter().map(|node| &node.properties);
        for properties in of_nodes.chain(self.edges.iter().map(|edge| &edge.properties)) {
            let NewProperties::Entries(entries) = properties else { continue };
            for (key, expr) in entries {
                if compute::value(run, expr, batch, row)? == Value::Null {
                    return Ok(Some((*key, expr.span)));
                }
            }
        }
        Ok(None)
    }
}

fn new_node<'p>(writer: &mut dyn Writer, node: &'p BoundNode) -> NewNode<'p> {
    let labels = write::intern_labels(writer, write::label_names(node.labels.as_ref()));
    NewNode { slot: node.slot, labels, properties: NewProperties::new(writer, &node.properties) }
}

impl NewEdge<'_> {
    fn make<S: Store>(&self, run: &Run<'_, S>, batch: &mut Batch) -> Result<(), QueryError> {
        let properties = property_rows(run, &self.properties, batch)?;
        let mut made = Vec::with_capacity(batch.n_rows());
        let mut n_properties = 0;
        write::with_writer(run, |writer| {
            writer.reserve(0, batch.n_rows());
            for (row, own) in properties.enumerate() {
                n_properties += own.len() as u64;
                made.push(self.make_one(writer, (batch, row), own)?);
            }
            Ok(())
        })?;
        write::count(run, |effects| {
            effects.relationships_created += made.len() as u64;
            effects.properties_set += n_properties;
        });
        batch.set(self.of.slot, Column::Edges(made));
        run.limits.hold(batch.n_rows() * write::ELEMENT_BYTES)?;
        run.limits.check_time()
    }

    fn make_one(
        &self,
        writer: &mut dyn Writer,
        (batch, row): (&Batch, usize),
        properties: Properties,
    ) -> Result<EdgeId, QueryError> {
        let end = |slot| batch.node(slot, row).ok_or_else(|| self.missing_end());
        let (source, target) = (end(self.ends.0)?, end(self.ends.1)?);
        let edge = writer.add_edge(self.edge_type, source, target, properties);
        edge.map_err(|error| write::refused(error).at(self.of.span))
    }

    fn missing_end(&self) -> QueryError {
        let message = "an end of the relationship to be made is null";
        QueryError::runtime(ErrorKind::EntityNotFound, Detail::Other, message)
            .at(self.of.span)
            .with_hint("leave such rows out before: `WHERE n IS NOT NULL`")
    }
}

/// The properties to be made, row by row.
struct PropertyRows {
    n_rows: usize,
    row: usize,
    kind: Rows,
    entries: Vec<(KeyId, Value)>,
}

enum Rows {
    None,
    Columns(Vec<(KeyId, Vec<Value>)>),
    Maps(Vec<Vec<(KeyId, Value)>>),
}

impl Iterator for PropertyRows {
    type Item = Properties;

    fn next(&mut self) -> Option<Properties> {
        if self.row >= self.n_rows {
            return None;
        }
        let row = self.row;
        self.row += 1;
        match &mut self.kind {
            Rows::None => return Some(Properties::default()),
            Rows::Columns(columns) => {
                let own = columns.iter_mut().map(|(key, values)| (*key, std::mem::take(&mut values[row])));
                return Some(Properties::from_sorted(own));
            }
            Rows::Maps(maps) => self.entries.append(&mut maps[row]),
        }
        Some(Properties::drain_from(&mut self.entries))
    }
}

/// Computes properties for all rows, before any of them is made.
fn property_rows<S: Store>(
    run: &Run<'_, S>,
    properties: &NewProperties<'_>,
    batch: &Batch,
) -> Result<PropertyRows, QueryError> {
    let n_rows = batch.n_rows();
    let kind = match properties {
        NewProperties::None => Rows::None,
        NewProperties::Entries(entries) => {
            let mut columns = Vec::with_capacity(entries.len());
            for (key, expr) in entries {
                let values = compute::column(run, expr, batch)?.into_values(n_rows);
                values.iter().try_for_each(|value| write::check_storable(value, expr))?;
                run.limits.hold(values.iter().map(write::stored_bytes).sum())?;
                columns.push((*key, values));
            }
            columns.sort_by_key(|(key, _)| *key);
            // Of two values for one key the later one stays.
            columns.reverse();
            columns.dedup_by_key(|(key, _)| *key);
            columns.reverse();
            Rows::Columns(columns)
        }
        NewProperties::Map(map) => {
            let values = compute::column(run, map, batch)?.into_values(n_rows);
            let maps = values.iter().map(|value| write::properties_from(run, value, map));
            Rows::Maps(maps.collect::<Result<_, _>>()?)
        }
    };
    Ok(PropertyRows { n_rows, row: 0, kind, entries: Vec::new() })
}
