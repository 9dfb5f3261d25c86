//! Rows that only differ in what nobody reads become one row that stands for several.
//!
//! Under an aggregation that counts rows, or passes over repeats, it does not matter which rows there are but only how many of
//! them are equal in what is still read. So the last hop to a node that nobody reads becomes a number ([`Op::CountHops`]), and
//! where columns go out of use, equal rows are combined ([`Op::Combine`]), each with its weight: `count(*)` becomes the
//! sum of the weights. Branches of a pattern that meet in one node multiply this way instead of being enumerated, and nodes
//! that are reached over many ways are expanded once. What a trail may not repeat stays exact, as the relationships that a
//! later hop has to differ from are columns that are read.
//!
//! Where repeats do not matter at all (`DISTINCT`, `min`, `max`, `EXISTS`), there are no weights, and of trails of any length only
//! the ends are looked for.

use std::collections::BTreeSet;

use super::prune::mentioned_at_any_depth;
use crate::model::{Span, Value};
use crate::query::ast::{Arrow, ComparisonOp, Negation};
use crate::query::bound::{BoundAggregate, BoundExpr, BoundKind, LabelTest, Slot, SlotInfo, SlotKind};
use crate::query::functions::{AggregateKind, aggregates};
use crate::query::plan::visit::{self, Seen};
use crate::query::plan::{EndTest, Hop, Op, Operator, Plan, Reach};

type Slots = BTreeSet<Slot>;

/// Weighs the rows under each aggregation and each `DISTINCT`.
pub(super) fn weigh(plan: &mut Plan) {
    let mut made = Made { slots: &mut plan.slots, n_operators: &mut plan.n_operators };
    consumers(&mut plan.root, &mut made);
    for subquery in plan.subqueries.iter_mut().flatten() {
        consumers(&mut subquery.root, &mut made);
        if subquery.is_test {
            let mut weighing = Weighing { made: &mut made, counts: false, weight: None, ends: Vec::new() };
            weighing.walk(&mut subquery.root, &Slots::new(), Place::Last);
        }
    }
}

/// Slots and operators of the plan, to make more.
struct Made<'p> {
    slots: &'p mut Vec<SlotInfo>,
    n_operators: &'p mut u32,
}

impl Made<'_> {
    fn slot(&mut self) -> Slot {
        #[expect(clippy::cast_possible_truncation, reason = "a query text is shorter than 4 GiB")]
        let slot = Slot(self.slots.len() as u32);
        self.slots.push(SlotInfo { name: "".into(), kind: SlotKind::Value });
        slot
    }

    fn operator(&mut self, op: Op, estimate: f64) -> Operator {
        let id = *self.n_operators;
        *self.n_operators += 1;
        Operator { id, op: Box::new(op), estimate, kept: None }
    }
}

fn consumers(of: &mut Operator, made: &mut Made<'_>) {
    match &mut *of.op {
        Op::Aggregate { input, keys, aggregates } => aggregate(input, keys, aggregates, made),
        Op::Distinct { input, slots } => {
            let needed = slots.iter().copied().collect();
            let mut weighing = Weighing { made, counts: false, weight: None, ends: Vec::new() };
            weighing.walk(input, &needed, Place::Last);
        }
        _ => {}
    }
    of.op.children_mut().into_iter().for_each(|child| consumers(child, made));
}

/// What an aggregate does with equal rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeats {
    /// It counts them.
    Rows,
    /// It counts them where its argument is not null.
    Values,
    /// It passes over them.
    Pass,
}

fn aggregate(
    input: &mut Operator,
    keys: &[(Slot, BoundExpr)],
    aggregates: &mut [(Slot, BoundAggregate)],
    made: &mut Made<'_>,
) {
    let matched = matched(input);
    let kinds: Option<Vec<Repeats>> = aggregates.iter().map(|(_, own)| repeats(own, &matched)).collect();
    let Some(kinds) = kinds else { return };
    let mut needed = Slots::new();
    for (_, key) in keys {
        needed.extend(visit::slots(key));
    }
    for ((_, own), kind) in aggregates.iter().zip(&kinds) {
        if *kind != Repeats::Rows {
            own.arguments.iter().for_each(|argument| needed.extend(visit::slots(argument)));
        }
    }
    let read = keys.iter().map(|(_, key)| key).chain(aggregates.iter().flat_map(|(_, own)| &own.arguments));
    if !read.into_iter().all(is_stable) {
        return;
    }
    let counts = kinds.iter().any(|kind| *kind != Repeats::Pass);
    let mut weighing = Weighing { made, counts, weight: None, ends: Vec::new() };
    weighing.walk(input, &needed, Place::Last);
    if let Some(weight) = weighing.weight {
        for ((_, own), kind) in aggregates.iter_mut().zip(kinds) {
            sum_up(own, kind, weight);
        }
    }
}

/// Returns what an aggregate does with equal rows; none where it does more than these.
fn repeats(of: &BoundAggregate, matched: &Slots) -> Option<Repeats> {
    let Some(function) = of.function else { return Some(Repeats::Rows) };
    match function.kind {
        _ if of.distinct => Some(Repeats::Pass),
        AggregateKind::Min | AggregateKind::Max => Some(Repeats::Pass),
        AggregateKind::Count => Some(match of.arguments.first().map(|argument| &argument.kind) {
            Some(BoundKind::Slot(slot)) if matched.contains(slot) => Repeats::Rows,
            _ => Repeats::Values,
        }),
        _ => None,
    }
}

/// Makes a count of rows the sum of their weights.
fn sum_up(of: &mut BoundAggregate, kind: Repeats, weight: Slot) {
    if kind == Repeats::Pass {
        return;
    }
    let expr = |kind| BoundExpr { kind, span: Span::default() };
    let weight = expr(BoundKind::Slot(weight));
    let argument = match of.arguments.pop() {
        Some(argument) if kind == Repeats::Values => expr(BoundKind::Case {
            operand: None,
            branches: vec![(expr(BoundKind::IsNull(Box::new(argument), Negation::Negated)), weight)],
            otherwise: Some(Box::new(expr(BoundKind::Literal(Value::Integer(0))))),
        }),
        _ => weight,
    };
    of.function = aggregates().iter().find(|function| function.kind == AggregateKind::Sum);
    of.arguments = vec![argument];
}

/// Returns the slots that the operators below fill with nodes and relationships, never with null.
fn matched(of: &Operator) -> Slots {
    let Some(input) = of.op.passes_on().filter(|_| is_stable_op(&of.op)) else { return Slots::new() };
    let mut slots = matched(input);
    if !matches!(*of.op, Op::Extend { .. }) {
        slots.extend(introduced(&of.op));
    }
    slots
}

/// Says whether an expression gives the same for the same row.
fn is_stable(expr: &BoundExpr) -> bool {
    let mut is_stable = true;
    visit::expr(expr, &mut |seen| {
        if let Seen::Call(function) = seen {
            is_stable &= !function.volatile;
        }
    });
    is_stable
}

fn is_stable_op(op: &Op) -> bool {
    let mut is_stable = true;
    visit::operator(op, &mut |seen| {
        if let Seen::Call(function) = seen {
            is_stable &= !function.volatile;
        }
    });
    is_stable
}

/// Where an operator stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In front of what its rows are weighed for.
    Last,
    /// In front of a condition on labels, behind which rows may as well be combined.
    BeforeLabels,
    /// Elsewhere.
    Between,
}

struct Weighing<'m, 'p> {
    made: &'m mut Made<'p>,
    /// Whether it matters how many rows are equal.
    counts: bool,
    /// Where weights are, once there are any.
    weight: Option<Slot>,
    /// Relationships with their ends, and whether these can be told apart.
    ends: Vec<(Slot, (Slot, Slot), bool)>,
}

impl Weighing<'_, '_> {
    /// Goes through operators that only match and filter; returns the columns that the operator passes on, those
    /// that are not needed perhaps among them.
    fn walk(&mut self, of: &mut Operator, needed: &Slots, place: Place) -> Slots {
        self.count_last(of, needed);
        let counts = self.counts;
        if !is_stable_op(&of.op) || of.op.passes_on().is_none() {
            // What is needed and not filled further on comes from here, or from the row around an inner query.
            let mut all = needed.clone();
            mentioned_at_any_depth(of, &mut all);
            return all;
        }
        let introduced = introduced(&of.op);
        let mut below: Slots = needed.difference(&introduced).copied().collect();
        below.extend(reads(&of.op));
        if let Op::Keep { slots, .. } = &*of.op {
            below.retain(|slot| slots.contains(slot));
        }
        let is_labels = matches!(*of.op, Op::FilterLabels { .. });
        let mut available = match of.op.passes_on_mut() {
            Some(input) => {
                let place = if is_labels { Place::BeforeLabels } else { Place::Between };
                self.walk(input, &below, place)
            }
            None => Slots::new(),
        };
        let mut repeats_rows = false;
        match &mut *of.op {
            Op::Keep { slots, .. } => {
                available.retain(|slot| slots.contains(slot));
                slots.extend(self.weight);
            }
            Op::ExpandPaths { hop, least, reach, .. } => {
                let is_list_read = hop.edge.is_some_and(|edge| needed.contains(&edge));
                repeats_rows = !is_list_read;
                if !counts && !is_list_read && *least <= 1 && hop.unlike.is_empty() {
                    *reach = Reach::Ends;
                    repeats_rows = false;
                }
            }
            _ => {}
        }
        available.extend(introduced);
        let hops: &[Hop] = match &*of.op {
            Op::Expand { hop, .. } | Op::ExpandInto { hop, .. } => std::slice::from_ref(hop),
            Op::Intersect { hops, .. } => hops,
            _ => &[],
        };
        let ends = hops
            .iter()
            .filter_map(|hop| Some((hop.edge?, (hop.from, hop.to), hop.direction != Arrow::Either)));
        self.ends.extend(ends);
        if place != Place::BeforeLabels {
            self.combine(of, &mut available, needed, (place, repeats_rows));
        }
        available
    }

    /// Combines rows behind an operator if columns go out of use there.
    fn combine(
        &mut self,
        of: &mut Operator,
        available: &mut Slots,
        needed: &Slots,
        (place, repeats_rows): (Place, bool),
    ) {
        let kind = |slot: &Slot| self.made.slots.get(slot.0 as usize).map(|info| info.kind);
        let is_edge = |slot: &Slot| matches!(kind(slot), Some(SlotKind::Edge | SlotKind::Edges));
        let is_known = |slot: &Slot| {
            self.ends.iter().any(|(edge, ends, is_directed)| {
                let (at, other) = if ends.0 == *slot { (ends.0, ends.1) } else { (ends.1, ends.0) };
                at == *slot && needed.contains(edge) && (*is_directed || needed.contains(&other))
            })
        };
        // A relationship that is read tells its ends, so that rows without them still differ.
        let goes_out_of_use = |slot: &Slot| !is_edge(slot) && !is_known(slot);
        let drops = repeats_rows || available.difference(needed).any(goes_out_of_use);
        let slots: Vec<Slot> = available.intersection(needed).copied().collect();
        let is_idle = place == Place::Last && slots.is_empty();
        if !drops || is_idle {
            return;
        }
        let weight = self.counts.then(|| self.weight());
        *available = slots.iter().copied().collect();
        let estimate = of.estimate.powf(0.8);
        let input = take(of);
        *of = self.made.operator(Op::Combine { input, slots, weight }, estimate);
    }

    fn weight(&mut self) -> Slot {
        *self.weight.get_or_insert_with(|| self.made.slot())
    }

    /// Counts the ends of a hop instead of passing them on, if nobody reads them.
    fn count_last(&mut self, of: &mut Operator, needed: &Slots) {
        let (mut last, mut n_conditions) = (&*of, 0);
        while let Op::FilterLabels { input, .. } | Op::Filter { input, .. } = &*last.op {
            last = input;
            n_conditions += 1;
        }
        let hops: &[Hop] = match &*last.op {
            Op::Expand { hop, .. } => std::slice::from_ref(hop),
            Op::Intersect { hops, .. } => hops,
            _ => return,
        };
        let to = hops[0].to;
        let is_read = |hop: &Hop| hop.edge.is_some_and(|edge| needed.contains(&edge));
        if needed.contains(&to) || hops.iter().any(is_read) {
            return;
        }
        let Some((labels, tests)) = self.conditions_on(of, to) else { return };
        let estimate = of.estimate;
        let mut last = take(of);
        for _ in 0..n_conditions {
            if let Op::FilterLabels { input, .. } | Op::Filter { input, .. } = *last.op {
                last = input;
            }
        }
        let (input, hops, distinct) = match *last.op {
            Op::Expand { input, hop } => (input, vec![hop], Vec::new()),
            Op::Intersect { input, hops, distinct } => (input, hops, distinct),
            _ => return,
        };
        let weight = self.counts.then(|| self.weight());
        let estimate = input.estimate.min(estimate);
        *of = self.made.operator(Op::CountHops { input, hops, distinct, labels, tests, weight }, estimate);
    }

    /// Returns the conditions behind a hop to a node, if all are on its labels, or compare a property of it with something of
    /// the row in front of the hop.
    fn conditions_on(&self, of: &Operator, to: Slot) -> Option<(Vec<LabelTest>, Vec<EndTest>)> {
        let (mut labels, mut tests) = (Vec::new(), Vec::new());
        let mut last = of;
        loop {
            last = match &*last.op {
                Op::FilterLabels { input, slot, test } if *slot == to => {
                    labels.push(test.clone());
                    input
                }
                Op::Filter { input, condition } => {
                    tests.push(self.end_test(condition, to)?);
                    input
                }
                Op::FilterLabels { .. } => return None,
                _ => break,
            };
        }
        labels.reverse();
        tests.reverse();
        Some((labels, tests))
    }

    fn end_test(&self, condition: &BoundExpr, to: Slot) -> Option<EndTest> {
        let BoundKind::Comparison(operands, operators) = &condition.kind else { return None };
        let ([left, right], [operator]) = (operands.as_slice(), operators.as_slice()) else { return None };
        let is_element = |slot: &Slot| {
            let kind = self.made.slots.get(slot.0 as usize).map(|info| info.kind);
            *slot != to && matches!(kind, Some(SlotKind::Node | SlotKind::Edge))
        };
        // Nothing else is sure not to fail, which it may not for a row whose hop arrives nowhere.
        let is_sure = |value: &BoundExpr| match &value.kind {
            BoundKind::Literal(_) => true,
            BoundKind::Property(base, _) => matches!(&base.kind, BoundKind::Slot(slot) if is_element(slot)),
            _ => false,
        };
        let key = |read: &BoundExpr| match &read.kind {
            BoundKind::Property(base, key) if base.kind == BoundKind::Slot(to) => Some(key.clone()),
            _ => None,
        };
        let written = condition.span;
        match (key(left), key(right)) {
            (Some(key), None) if is_sure(right) => {
                Some(EndTest { key, operator: *operator, value: right.clone(), written })
            }
            (None, Some(key)) if is_sure(left) => {
                Some(EndTest { key, operator: mirrored(*operator), value: left.clone(), written })
            }
            _ => None,
        }
    }
}

/// Returns the operator for exchanged sides.
fn mirrored(operator: ComparisonOp) -> ComparisonOp {
    match operator {
        ComparisonOp::Less => ComparisonOp::Greater,
        ComparisonOp::LessOrEqual => ComparisonOp::GreaterOrEqual,
        ComparisonOp::Greater => ComparisonOp::Less,
        ComparisonOp::GreaterOrEqual => ComparisonOp::LessOrEqual,
        ComparisonOp::Equal | ComparisonOp::NotEqual => operator,
    }
}

fn take(of: &mut Operator) -> Operator {
    let nothing = Operator { id: 0, op: Box::new(Op::Unit), estimate: 0.0, kept: None };
    std::mem::replace(of, nothing)
}

/// Returns the slots that an operator fills.
fn introduced(op: &Op) -> Slots {
    match op {
        Op::AllNodes { slot, .. } | Op::NodesWithLabel { slot, .. } | Op::NodesWithProperty { slot, .. } => {
            Slots::from([*slot])
        }
        Op::Expand { hop, .. } => hop.edge.into_iter().chain([hop.to]).collect(),
        Op::ExpandInto { hop, .. } => hop.edge.into_iter().collect(),
        Op::ExpandPaths { hop, into, .. } => hop.edge.into_iter().chain((!into).then_some(hop.to)).collect(),
        Op::Intersect { hops, .. } => {
            hops.iter().flat_map(|hop| hop.edge.into_iter().chain([hop.to])).collect()
        }
        Op::Extend { items, .. } => items.iter().map(|(slot, _)| *slot).collect(),
        _ => Slots::new(),
    }
}

/// Returns the slots that an operator reads, weights left out.
fn reads(op: &Op) -> Slots {
    let of_hop = |hop: &Hop| hop.unlike.iter().copied().chain([hop.from]).collect::<Vec<Slot>>();
    match op {
        Op::Expand { hop, .. } => of_hop(hop).into_iter().collect(),
        Op::ExpandInto { hop, .. } => of_hop(hop).into_iter().chain([hop.to]).collect(),
        Op::Intersect { hops, .. } => hops.iter().flat_map(of_hop).collect(),
        Op::CountHops { hops, tests, .. } => {
            let compared = tests.iter().flat_map(|test| visit::slots(&test.value));
            hops.iter().flat_map(of_hop).chain(compared).collect()
        }
        Op::Keep { .. } => Slots::new(),
        _ => {
            let mut slots = Slots::new();
            visit::operator(op, &mut |seen| {
                if let Seen::Slot(slot) = seen {
                    slots.insert(slot);
                }
            });
            let own = introduced(op);
            slots.retain(|slot| !own.contains(slot));
            if let Op::Extend { items, .. } = op {
                // A slot may be read to be filled anew.
                items.iter().for_each(|(_, expr)| slots.extend(visit::slots(expr)));
            }
            slots
        }
    }
}
