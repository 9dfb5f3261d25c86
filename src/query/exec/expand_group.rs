//! Each row with each way to repeat a part of a pattern.

use super::batch::{Batch, Column};
use super::build::Source;
use super::compute::{self, Test};
use super::expand_paths::Each;
use super::follow::{Following, is_used};
use super::{Execute, Run, Store};
use crate::graph::{LabelId, TypeId};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::ast::Arrow;
use crate::query::bound::{BoundEdge, BoundExpr, BoundGroup, BoundLink, BoundProperties, LabelTest, Slot};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::plan::{plain_types, property_conditions};

/// How many relationships a repeated pattern takes at most, so that the search does not exhaust the stack.
const LONGEST: usize = 1000;

/// What is asked of repetitions.
#[derive(Clone, Copy)]
pub(super) struct Repetitions<'p> {
    pub(super) ends: (Slot, Slot),
    pub(super) into: bool,
    pub(super) is_reversed: bool,
    pub(super) edges: Slot,
    pub(super) group: &'p BoundGroup,
    pub(super) unlike: &'p [Slot],
}

/// Each row with each way to repeat a part; all ways of one batch of rows come at once.
pub(super) struct ExpandGroup<'p, S> {
    input: Source<'p, S>,
    of: Repetitions<'p>,
    /// The nodes of a repetition in the order they are visited.
    nodes: Vec<Node<'p>>,
    /// The relationships between them.
    links: Vec<Link>,
    conditions: Vec<&'p BoundExpr>,
}

struct Node<'p> {
    slot: Slot,
    labels: Option<&'p LabelTest>,
    conditions: Vec<BoundExpr>,
}

struct Link {
    slot: Slot,
    direction: Arrow,
    types: Option<LabelTest>,
    each: Each,
}

impl<'p, S: Store> ExpandGroup<'p, S> {
    pub(super) fn new(input: Source<'p, S>, of: Repetitions<'p>) -> Self {
        let pattern = &of.group.pattern;
        let mut nodes: Vec<Node<'p>> = pattern
            .nodes
            .iter()
            .map(|node| {
                let mut conditions: Vec<BoundExpr> = match &node.properties {
                    BoundProperties::Entries(entries) => {
                        property_conditions(node.slot, entries, node.span).collect()
                    }
                    _ => Vec::new(),
                };
                conditions.extend(node.condition.clone());
                Node { slot: node.slot, labels: node.labels.as_ref(), conditions }
            })
            .collect();
        let edges = pattern.links.iter().filter_map(|link| match link {
            BoundLink::Edge(edge) => Some(edge),
            BoundLink::Group(_) => None,
        });
        let mut links: Vec<Link> = edges.map(|edge| Link::new(edge, of.is_reversed)).collect();
        if of.is_reversed {
            nodes.reverse();
            links.reverse();
        }
        ExpandGroup { input, of, nodes, links, conditions: of.group.condition.iter().collect() }
    }

    fn check_supported(&self) -> Result<(), QueryError> {
        let is_plain = |link: &BoundLink| matches!(link, BoundLink::Edge(edge) if edge.length.is_none());
        if self.of.group.pattern.links.iter().all(is_plain) {
            return Ok(());
        }
        let message = "a repeated pattern cannot have repetitions inside";
        Err(QueryError::runtime(ErrorKind::SemanticError, Detail::Other, message))
    }
}

impl Link {
    fn new(edge: &BoundEdge, is_reversed: bool) -> Self {
        let direction = match (edge.direction, is_reversed) {
            (Arrow::Right, true) => Arrow::Left,
            (Arrow::Left, true) => Arrow::Right,
            (direction, _) => direction,
        };
        Link { slot: edge.slot, direction, types: edge.types.clone(), each: Each::new(edge) }
    }
}

/// The search from one row.
struct Search<'a, 'p, 'r, S> {
    run: &'a Run<'r, S>,
    graph: &'a S,
    of: Repetitions<'p>,
    expand: &'a ExpandGroup<'p, S>,
    following: &'a [(Following, Option<Test<TypeId>>)],
    labels: &'a [Option<Test<LabelId>>],
    rows: &'a Batch,
    row: usize,
    scratch: Batch,
    edges: Vec<EdgeId>,
    /// The nodes of all repetitions, those where two meet twice.
    nodes: Vec<NodeId>,
    found: Found,
}

#[derive(Default)]
struct Found {
    rows: Vec<u32>,
    nodes: Vec<NodeId>,
    edges: Vec<Value>,
    lists: Vec<Vec<Value>>,
    /// How many bytes they hold, as counted by the limits.
    n_bytes: usize,
}

impl<S: Store> Search<'_, '_, '_, S> {
    /// Keeps what is found so far, and repeats once more.
    fn repeat(&mut self, at: NodeId, n_times: u64) -> Result<(), QueryError> {
        self.run.limits.check_time()?;
        if self.edges.len() > LONGEST {
            let message = format!("a repeated pattern takes more than {LONGEST} relationships");
            return Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, message));
        }
        if n_times >= self.of.group.least {
            self.keep(at)?;
        }
        if self.of.group.greatest.is_some_and(|greatest| n_times >= greatest) {
            return Ok(());
        }
        for node in &self.expand.nodes {
            if matches!(self.rows.column(node.slot), Column::Absent) {
                self.scratch.take(node.slot);
            }
        }
        self.visit(at, 0, n_times)
    }

    /// Stands at a node of a repetition and goes on to the next.
    fn visit(&mut self, at: NodeId, position: usize, n_times: u64) -> Result<(), QueryError> {
        if !self.node_fits(at, position)? {
            return Ok(());
        }
        self.nodes.push(at);
        let result = self.leave(at, position, n_times);
        self.nodes.pop();
        result
    }

    fn leave(&mut self, at: NodeId, position: usize, n_times: u64) -> Result<(), QueryError> {
        let expand = self.expand;
        let Some(link) = expand.links.get(position) else {
            for condition in &expand.conditions {
                if !compute::is_true(self.run, condition, &self.scratch, 0)? {
                    return Ok(());
                }
            }
            // The scratch row is filled anew by deeper repetitions; the conditions are checked by then.
            return self.repeat(at, n_times + 1);
        };
        let (following, test) = &self.following[position];
        for step in following.steps(self.graph, at) {
            let is_taken = self.edges.contains(&step.edge)
                || is_used(self.rows, self.of.unlike, self.row, step.edge)
                || test.as_ref().is_some_and(|test| !test.holds(&[step.edge_type]));
            if is_taken || !link.each.holds(self.run, &mut self.scratch, step.edge)? {
                continue;
            }
            // Deeper repetitions overwrite the scratch row.
            let saved = self.scratch.clone();
            self.scratch.set(link.slot, Column::Edges(vec![step.edge]));
            self.edges.push(step.edge);
            let result = self.visit(step.neighbor, position + 1, n_times);
            self.edges.pop();
            self.scratch = saved;
            result?;
        }
        Ok(())
    }

    fn node_fits(&mut self, at: NodeId, position: usize) -> Result<bool, QueryError> {
        let expand = self.expand;
        let Some(node) = expand.nodes.get(position) else { return Ok(false) };
        if self.labels[position].as_ref().is_some_and(|test| !test.holds(self.graph.labels(at))) {
            return Ok(false);
        }
        // A variable that stands twice, or outside too, is one node.
        if self.scratch.node(node.slot, 0).is_some_and(|other| other != at) {
            return Ok(false);
        }
        self.scratch.set(node.slot, Column::Nodes(vec![at]));
        for condition in &node.conditions {
            if !compute::is_true(self.run, condition, &self.scratch, 0)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn keep(&mut self, at: NodeId) -> Result<(), QueryError> {
        if self.of.into && self.rows.node(self.of.ends.1, self.row) != Some(at) {
            return Ok(());
        }
        let n_values = (self.edges.len() + 2) * (self.of.group.lists.len() + 1);
        self.run.limits.hold(n_values * size_of::<Value>())?;
        self.found.n_bytes += n_values * size_of::<Value>();
        #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
        self.found.rows.push(self.row as u32);
        self.found.nodes.push(at);
        self.found
            .edges
            .push(in_order(self.edges.iter().map(|edge| Value::Edge(*edge)), self.of.is_reversed));
        let group = self.of.group;
        for ((inner, _), list) in group.lists.iter().zip(&mut self.found.lists) {
            let at_node = self.expand.nodes.iter().position(|node| node.slot == *inner);
            let value = if let Some(position) = at_node {
                let own = self.nodes.iter().skip(position).step_by(self.expand.nodes.len());
                in_order(own.map(|node| Value::Node(*node)), self.of.is_reversed)
            } else {
                let position = self.expand.links.iter().position(|link| link.slot == *inner);
                let n_links = self.expand.links.len().max(1);
                let own = self.edges.iter().skip(position.unwrap_or(0)).step_by(n_links);
                in_order(own.map(|edge| Value::Edge(*edge)), self.of.is_reversed)
            };
            list.push(value);
        }
        Ok(())
    }
}

fn in_order(values: impl DoubleEndedIterator<Item = Value>, is_reversed: bool) -> Value {
    if is_reversed { Value::List(values.rev().collect()) } else { Value::List(values.collect()) }
}

impl<S: Store> Execute<S> for ExpandGroup<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        self.check_supported()?;
        while let Some(rows) = self.input.next(run)? {
            let graph = run.graph.borrow();
            let following: Vec<_> = self
                .links
                .iter()
                .map(|link| {
                    let (types, test) = plain_types(link.types.as_ref());
                    let test = test.map(|test| compute::type_test(&test, graph.symbols()));
                    (Following::new(&*graph, link.direction, &types), test)
                })
                .collect();
            let labels: Vec<_> = self
                .nodes
                .iter()
                .map(|node| node.labels.map(|test| compute::label_test(test, graph.symbols())))
                .collect();
            let lists = vec![Vec::new(); self.of.group.lists.len()];
            let mut found = Found { lists, ..Found::default() };
            for (row, number) in (0..rows.n_rows()).zip(0_u32..) {
                let Some(from) = rows.node(self.of.ends.0, row) else { continue };
                let mut search = Search {
                    run,
                    graph: &*graph,
                    of: self.of,
                    expand: self,
                    following: &following,
                    labels: &labels,
                    rows: &rows,
                    row,
                    scratch: rows.gather(&[number]),
                    edges: Vec::new(),
                    nodes: Vec::new(),
                    found,
                };
                search.repeat(from, 0)?;
                found = search.found;
            }
            if found.rows.is_empty() {
                continue;
            }
            run.limits.release(found.n_bytes);
            let mut batch = rows.gather(&found.rows);
            batch.set(self.of.edges, Column::Values(found.edges));
            for ((_, slot), list) in self.of.group.lists.iter().zip(found.lists) {
                batch.set(*slot, Column::Values(list));
            }
            if !self.of.into {
                batch.set(self.of.ends.1, Column::Nodes(found.nodes));
            }
            return Ok(Some(batch));
        }
        Ok(None)
    }
}
