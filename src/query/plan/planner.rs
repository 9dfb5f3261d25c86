//! From clauses to operators.

use std::collections::BTreeSet;

use super::visit::{self, Seen};
use super::{Op, Operator, Plan, SubqueryPlan};
use crate::graph::GraphView;
use crate::query::ast::{BinaryOp, SubqueryKind, UnionKind};
use crate::query::bound::{
    BoundClause, BoundExpr, BoundKind, BoundPart, BoundProjection, BoundQuery, BoundStatement, BoundSubquery,
    Slot, SlotInfo, SlotKind, SubqueryMode,
};
use crate::query::optimize::optimize;

/// Plans a statement; the graph gives the statistics that the order of work is chosen by.
pub fn plan<G: GraphView>(statement: BoundStatement, graph: &G) -> Plan {
    let BoundStatement { slots, query, writes, n_subqueries, .. } = statement;
    let mut subqueries = vec![None; n_subqueries as usize];
    let mut planner = Planner { graph, slots, next_id: 0 };
    let mut inner = Vec::new();
    visit::query(&query, &mut |seen| {
        if let Seen::Subquery(subquery) = seen {
            inner.push(subquery);
        }
    });
    for subquery in inner {
        if let Some(place @ None) = subqueries.get_mut(subquery.number as usize) {
            *place = Some(planner.subquery(subquery));
        }
    }
    let columns = query.columns.clone();
    let leaf = planner.operator(Op::Unit, 1.0);
    let (root, output) = planner.query(&query, &leaf);
    let mut plan = Plan {
        slots: planner.slots,
        root,
        columns: columns.into_iter().zip(output).collect(),
        writes,
        n_operators: planner.next_id,
        subqueries,
    };
    optimize(&mut plan);
    plan
}

/// What makes a plan.
pub(super) struct Planner<'g, G> {
    pub(super) graph: &'g G,
    slots: Vec<SlotInfo>,
    next_id: u32,
}

impl<G: GraphView> Planner<'_, G> {
    /// Gives an operator its number.
    pub(super) fn operator(&mut self, op: Op, estimate: f64) -> Operator {
        let id = self.next_id;
        self.next_id += 1;
        Operator { id, op: Box::new(op), estimate, kept: None }
    }

    /// Makes a slot that no variable has.
    pub(super) fn fresh(&mut self, kind: SlotKind) -> Slot {
        #[expect(clippy::cast_possible_truncation, reason = "a query text is shorter than 4 GiB")]
        let slot = Slot(self.slots.len() as u32);
        self.slots.push(SlotInfo { name: "".into(), kind });
        slot
    }

    pub(super) fn argument(&mut self) -> Operator {
        self.operator(Op::Argument, 1.0)
    }

    fn subquery(&mut self, subquery: &BoundSubquery) -> SubqueryPlan {
        let mut mentioned = BTreeSet::new();
        visit::query(&subquery.query, &mut |seen| {
            if let Seen::Slot(slot) = seen {
                mentioned.insert(slot);
            }
        });
        let leaf = self.argument();
        let (root, output) = self.query(&subquery.query, &leaf);
        let is_test = matches!(subquery.kind, SubqueryMode::Kind(SubqueryKind::Exists));
        SubqueryPlan { root, output, arguments: mentioned.into_iter().collect(), is_test }
    }

    /// Plans a query whose rows begin at `leaf`; returns where its columns are.
    pub(super) fn query(&mut self, query: &BoundQuery, leaf: &Operator) -> (Operator, Vec<Slot>) {
        let mut parts = Vec::with_capacity(query.parts.len());
        for part in &query.parts {
            let leaf = self.operator((*leaf.op).clone(), leaf.estimate);
            parts.push((self.part(part, leaf), part.output.clone()));
        }
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return only;
        }
        let estimate = parts.iter().map(|(part, _)| part.estimate).sum();
        let slots: Vec<Slot> = (0..query.columns.len()).map(|column| self.common(&parts, column)).collect();
        let kind = query.unions.first().copied().unwrap_or(UnionKind::All);
        (self.operator(Op::Union { parts, slots: slots.clone(), kind }, estimate), slots)
    }

    fn common(&mut self, parts: &[(Operator, Vec<Slot>)], column: usize) -> Slot {
        let kind = |slot: &Slot| self.slots.get(slot.0 as usize).map(|info| info.kind);
        let mut kinds = parts.iter().map(|(_, slots)| slots.get(column).and_then(kind));
        let first = kinds.next().flatten().unwrap_or(SlotKind::Value);
        let is_common = kinds.all(|kind| kind == Some(first));
        self.fresh(if is_common { first } else { SlotKind::Value })
    }

    fn part(&mut self, part: &BoundPart, leaf: Operator) -> Operator {
        part.clauses.iter().fold(leaf, |input, clause| self.clause(input, clause))
    }

    pub(super) fn clause(&mut self, input: Operator, clause: &BoundClause) -> Operator {
        let estimate = input.estimate;
        match clause {
            BoundClause::Match(found) if found.optional => {
                let leaf = self.argument();
                let inner = self.matches(leaf, &found.patterns, found.condition.as_ref(), &found.introduced);
                let estimate = estimate * inner.estimate.max(1.0);
                let introduced = found.introduced.clone();
                self.operator(Op::Optional { input, inner, introduced }, estimate)
            }
            BoundClause::Match(found) => {
                self.matches(input, &found.patterns, found.condition.as_ref(), &found.introduced)
            }
            BoundClause::Unwind { list, slot } => {
                let op = Op::Unwind { input, list: list.clone(), slot: *slot };
                self.operator(op, estimate * 10.0)
            }
            BoundClause::Project(projection) => self.projection(input, projection),
            BoundClause::Call(call) => self.operator(Op::Call { input, call: call.clone() }, estimate * 10.0),
            BoundClause::Subquery { optional, query, slots, in_transactions: _ } => {
                self.apply(input, *optional, query, slots)
            }
            BoundClause::LoadCsv { headers, file, slot, separator } => {
                let (file, separator) = (file.clone(), separator.clone());
                let op = Op::LoadCsv { input, headers: *headers, file, slot: *slot, separator };
                self.operator(op, estimate * 1000.0)
            }
            _ => self.write(input, clause),
        }
    }

    fn apply(&mut self, input: Operator, optional: bool, query: &BoundQuery, slots: &[Slot]) -> Operator {
        let leaf = self.argument();
        let (inner, columns) = self.query(query, &leaf);
        let writes = inner.writes();
        let batched = inner.takes_many_rows();
        let outputs = columns.into_iter().zip(slots.iter().copied()).collect();
        let estimate = input.estimate * inner.estimate.max(1.0);
        let input = if writes { self.eager(input) } else { input };
        let applied = self.operator(Op::Apply { input, inner, outputs, optional, batched }, estimate);
        if writes { self.eager(applied) } else { applied }
    }

    pub(super) fn eager(&mut self, input: Operator) -> Operator {
        let estimate = input.estimate;
        self.operator(Op::Eager { input }, estimate)
    }

    fn projection(&mut self, mut input: Operator, of: &BoundProjection) -> Operator {
        if let Some(aggregation) = &of.aggregation {
            let estimate = if aggregation.keys.is_empty() { 1.0 } else { input.estimate.sqrt() };
            let (keys, aggregates) = (aggregation.keys.clone(), aggregation.aggregates.clone());
            input = self.operator(Op::Aggregate { input, keys, aggregates }, estimate);
        }
        let estimate = input.estimate;
        if !of.items.is_empty() {
            input = self.operator(Op::Extend { input, items: of.items.clone() }, estimate);
        }
        let mut slots = of.kept.clone();
        slots.extend(of.items.iter().map(|(slot, _)| *slot));
        if let Some(aggregation) = &of.aggregation {
            slots.extend(aggregation.keys.iter().map(|(slot, _)| *slot));
            slots.extend(aggregation.aggregates.iter().map(|(slot, _)| *slot));
        }
        slots.sort_unstable();
        slots.dedup();
        // Groups differ in their keys, all of which go on.
        if of.distinct && of.aggregation.is_none() {
            input = self.operator(Op::Distinct { input, slots: slots.clone() }, estimate);
        }
        input = self.in_order(input, of);
        if let Some(condition) = &of.condition {
            input = self.operator(Op::Filter { input, condition: condition.clone() }, estimate * 0.5);
        }
        let estimate = input.estimate;
        self.operator(Op::Keep { input, slots }, estimate)
    }

    fn in_order(&mut self, mut input: Operator, of: &BoundProjection) -> Operator {
        let estimate = input.estimate;
        if !of.order.is_empty() {
            let limit = of.limit.as_ref().map(|limit| match &of.skip {
                None => limit.clone(),
                Some(skip) => sum(skip, limit),
            });
            input = self.operator(Op::Sort { input, keys: of.order.clone(), limit }, estimate);
        }
        if let Some(count) = &of.skip {
            input = self.operator(Op::Skip { input, count: count.clone() }, estimate);
        }
        if let Some(count) = &of.limit {
            let exhausts = input.writes();
            let limit = match &count.kind {
                BoundKind::Literal(value) => value.as_f64().unwrap_or(estimate).min(estimate),
                _ => estimate,
            };
            input = self.operator(Op::Limit { input, count: count.clone(), exhausts }, limit);
        }
        input
    }
}

fn sum(a: &BoundExpr, b: &BoundExpr) -> BoundExpr {
    let kind = BoundKind::Binary(BinaryOp::Add, Box::new(a.clone()), Box::new(b.clone()));
    BoundExpr { kind, span: b.span }
}
