//! Plans clauses that write. Each of their operators works on all rows of its input before it passes any on.

use super::planner::Planner;
use super::{Op, Operator, Plan};
use crate::graph::GraphView;
use crate::query::ast::SchemaCommand;
use crate::query::bound::{BoundClause, BoundPattern, Slot};

/// Plans a change of indexes and constraints.
pub fn schema(command: SchemaCommand) -> Plan {
    let root = Operator { id: 0, op: Box::new(Op::Schema(command)), estimate: 0.0, kept: None };
    let (slots, columns, subqueries) = (Vec::new(), Vec::new(), Vec::new());
    Plan { slots, root, columns, writes: true, n_operators: 1, subqueries }
}

impl<G: GraphView> Planner<'_, G> {
    pub(super) fn write(&mut self, input: Operator, clause: &BoundClause) -> Operator {
        let estimate = input.estimate;
        let op = match clause {
            BoundClause::Create(patterns) => Op::Create { input, patterns: patterns.clone() },
            BoundClause::Merge { pattern, on_match, on_create } => {
                let leaf = self.argument();
                let introduced = introduced(pattern);
                let find = self.matches(leaf, std::slice::from_ref(pattern), None, &introduced);
                let (on_match, on_create) = (on_match.clone(), on_create.clone());
                Op::Merge { input, find, pattern: pattern.clone(), on_match, on_create }
            }
            BoundClause::Set(items) => Op::Set { input, items: items.clone() },
            BoundClause::Remove(items) => Op::Remove { input, items: items.clone() },
            BoundClause::Delete { detach, items } => {
                Op::Delete { input, detach: *detach, items: items.clone() }
            }
            BoundClause::Foreach { slot, list, clauses } => {
                let leaf = self.argument();
                let inner = clauses.iter().fold(leaf, |input, clause| self.clause(input, clause));
                Op::Foreach { input, list: list.clone(), slot: *slot, inner }
            }
            _ => return input,
        };
        self.operator(op, estimate)
    }
}

/// Returns the slots that a pattern to be merged fills.
fn introduced(pattern: &BoundPattern) -> Vec<Slot> {
    let nodes = pattern.nodes.iter().filter(|node| !node.bound).map(|node| node.slot);
    let links = pattern.links.iter().filter_map(|link| match link {
        crate::query::bound::BoundLink::Edge(edge) if !edge.bound => Some(edge.slot),
        _ => None,
    });
    nodes.chain(links).chain(pattern.path).collect()
}
