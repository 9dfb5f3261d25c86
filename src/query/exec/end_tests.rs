//! Comparisons of a property of nodes that are arrived at with what their row has, for many nodes at once.

use std::cmp::Ordering;
use std::sync::Arc;

use super::follow::{Following, Used};
use super::{Run, Store};
use crate::graph::{Dense, Direction, GraphView, NO_INTEGER, PropertyColumn};
use crate::model::{NodeId, Value};
use crate::query::ast::ComparisonOp;
use crate::query::error::QueryError;
use crate::query::eval::compares;
use crate::query::plan::EndTest;

/// Whole numbers of nodes: a column of the graph where it has one, else each looked up once.
pub(super) struct EndNumbers<'p> {
    test: &'p EndTest,
    column: Option<Arc<PropertyColumn>>,
    known: Vec<Known>,
    numbers: Vec<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Nothing,
    Number,
    /// It is no whole number, or null.
    Other,
}

impl<'p> EndNumbers<'p> {
    pub(super) fn new(test: &'p EndTest) -> Self {
        EndNumbers { test, column: None, known: Vec::new(), numbers: Vec::new() }
    }

    /// Finds the column, or makes room for all nodes; so many rows come next, each with about as many nodes.
    ///
    /// # Errors
    /// A limit on memory.
    pub(super) fn prepare<S: Store>(
        &mut self,
        run: &Run<'_, S>,
        graph: &S,
        n_rows: usize,
    ) -> Result<(), QueryError> {
        let n_reads = n_rows.saturating_mul(graph.edge_count() / graph.node_count().max(1) + 1);
        let key = graph.symbols().key(&self.test.key);
        self.column = key.and_then(|key| graph.node_column(key, n_reads));
        if self.integers().is_some() {
            return Ok(());
        }
        let n_nodes = graph.node_bound();
        if self.known.len() < n_nodes {
            run.limits.hold((n_nodes - self.known.len()) * (size_of::<Known>() + size_of::<i64>()))?;
            self.known.resize(n_nodes, Known::Nothing);
            self.numbers.resize(n_nodes, 0);
        }
        Ok(())
    }

    fn integers(&self) -> Option<&Dense<i64>> {
        match self.column.as_deref() {
            Some(PropertyColumn::Integers(numbers)) => Some(numbers),
            _ => None,
        }
    }

    /// Counts the relationships at a node, used ones left out, at whose ends the comparison with a number is true.
    pub(super) fn count<G: GraphView>(
        &mut self,
        graph: &G,
        from: (&Following, NodeId),
        value: i64,
        used: &Used<'_>,
    ) -> u64 {
        match self.test.operator {
            ComparisonOp::Equal => self.count_if(graph, from, value, used, |own| own == value),
            ComparisonOp::NotEqual => self.count_if(graph, from, value, used, |own| own != value),
            ComparisonOp::Less => self.count_if(graph, from, value, used, |own| own < value),
            ComparisonOp::LessOrEqual => self.count_if(graph, from, value, used, |own| own <= value),
            ComparisonOp::Greater => self.count_if(graph, from, value, used, |own| own > value),
            ComparisonOp::GreaterOrEqual => self.count_if(graph, from, value, used, |own| own >= value),
        }
    }

    /// Does so for one comparison, so that the loop has nothing to choose.
    fn count_if<G: GraphView>(
        &mut self,
        graph: &G,
        (following, from): (&Following, NodeId),
        value: i64,
        used: &Used<'_>,
        holds: impl Fn(i64) -> bool,
    ) -> u64 {
        let mut count = 0;
        if let (Some(numbers), Some([first, second])) = (self.integers(), following.lists(graph, from)) {
            let is_so = |node: NodeId| {
                let own = numbers.get(node.index());
                own != NO_INTEGER && holds(own)
            };
            let is_both = following.direction() == Direction::Both;
            for step in first {
                count += u64::from(is_so(step.neighbor) && !used.has(step.edge));
            }
            for step in second {
                let is_loop = is_both && step.neighbor == from;
                count += u64::from(is_so(step.neighbor) && !is_loop && !used.has(step.edge));
            }
            return count;
        }
        following.each(graph, from, |node, edge| {
            let at = node.index();
            let is_so = match self.known.get(at) {
                Some(Known::Number) => holds(self.numbers[at]),
                _ => self.holds(graph, node, &Value::Integer(value)),
            };
            count += u64::from(is_so && !used.has(edge));
        });
        count
    }

    /// Says whether the comparison of a node's property with a value is true.
    pub(super) fn holds<G: GraphView>(&mut self, graph: &G, node: NodeId, value: &Value) -> bool {
        let at = node.index();
        if let (Some(numbers), Value::Integer(value)) = (self.integers(), value) {
            let own = numbers.get(at);
            return own != NO_INTEGER && fits(self.test.operator, own.cmp(value));
        }
        if self.known.get(at) == Some(&Known::Nothing) {
            self.look_up(graph, node);
        }
        if let (Some(Known::Number), Value::Integer(value)) = (self.known.get(at), value) {
            return fits(self.test.operator, self.numbers[at].cmp(value));
        }
        let own = graph.property(node, &self.test.key).unwrap_or(&Value::Null);
        compares(self.test.operator, own, value) == Some(true)
    }

    fn look_up<G: GraphView>(&mut self, graph: &G, node: NodeId) {
        let at = node.index();
        self.known[at] = match graph.property(node, &self.test.key) {
            Some(Value::Integer(number)) => {
                self.numbers[at] = *number;
                Known::Number
            }
            _ => Known::Other,
        };
    }
}

fn fits(operator: ComparisonOp, ordering: Ordering) -> bool {
    match operator {
        ComparisonOp::Equal => ordering.is_eq(),
        ComparisonOp::NotEqual => ordering.is_ne(),
        ComparisonOp::Less => ordering.is_lt(),
        ComparisonOp::LessOrEqual => ordering.is_le(),
        ComparisonOp::Greater => ordering.is_gt(),
        ComparisonOp::GreaterOrEqual => ordering.is_ge(),
    }
}
