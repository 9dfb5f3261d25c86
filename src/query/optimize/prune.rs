//! Columns that nobody reads any more do not travel on, and relationships that nobody asks for are not noted.

use std::collections::BTreeSet;

use crate::query::bound::Slot;
use crate::query::plan::visit::{self, Seen};
use crate::query::plan::{Op, Operator, Plan};

type Slots = BTreeSet<Slot>;

/// Notes at each operator in front of one that copies rows which columns still matter there.
pub(super) fn prune(plan: &mut Plan) {
    let needed = plan.columns.iter().map(|(_, slot)| *slot).collect();
    operator(&mut plan.root, &needed);
    for subquery in plan.subqueries.iter_mut().flatten() {
        let needed = subquery.output.iter().copied().collect();
        operator(&mut subquery.root, &needed);
    }
}

/// Prunes an operator of which some columns are needed above; returns the columns that it may pass on.
fn operator(of: &mut Operator, needed: &Slots) -> Slots {
    forget_edge(&mut of.op, needed);
    let below = needed_below(of, needed);
    let mut passed = Slots::new();
    match &mut *of.op {
        Op::Union { parts, .. } => {
            for (part, output) in parts {
                operator(part, &output.iter().copied().collect());
            }
        }
        Op::Optional { input, inner, .. } | Op::ChoosePaths { input, inner, .. } => {
            passed = operator(input, &below);
            operator(inner, &below);
        }
        Op::Apply { input, inner, outputs, .. } => {
            passed = operator(input, &below);
            operator(inner, &outputs.iter().map(|(own, _)| *own).collect());
        }
        // What a clause that writes runs inside is left alone.
        _ => {
            if let Some(input) = input_mut(&mut of.op) {
                passed = operator(input, &below);
            }
        }
    }
    if copies(&of.op)
        && !passed.is_subset(&below)
        && let Some(input) = input_mut(&mut of.op)
    {
        input.kept = Some(below.iter().copied().collect());
        passed = below;
    }
    passed.extend(mentioned(of));
    passed
}

/// Returns the columns that the input has to have.
pub(super) fn needed_below(of: &Operator, needed: &Slots) -> Slots {
    let mut below = match &*of.op {
        // What is computed anew hides all that was before.
        Op::Aggregate { .. } | Op::Combine { .. } => Slots::new(),
        Op::Keep { slots, .. } => {
            return slots.iter().copied().filter(|slot| needed.contains(slot)).collect();
        }
        _ => needed.clone(),
    };
    below.extend(mentioned(of));
    if !matches!(*of.op, Op::Union { .. }) {
        for inner in of.children().into_iter().skip(1) {
            mentioned_at_any_depth(inner, &mut below);
        }
    }
    below
}

pub(super) fn mentioned(of: &Operator) -> Slots {
    let mut slots = Slots::new();
    visit::operator(&of.op, &mut |seen| {
        if let Seen::Slot(slot) = seen {
            slots.insert(slot);
        }
    });
    slots
}

pub(super) fn mentioned_at_any_depth(of: &Operator, slots: &mut Slots) {
    slots.extend(mentioned(of));
    for child in of.children() {
        mentioned_at_any_depth(child, slots);
    }
}

/// Says whether an operator copies the rows of its input.
fn copies(op: &Op) -> bool {
    matches!(
        op,
        Op::AllNodes { .. }
            | Op::NodesWithLabel { .. }
            | Op::NodesWithProperty { .. }
            | Op::Expand { .. }
            | Op::ExpandInto { .. }
            | Op::Intersect { .. }
            | Op::CountHops { .. }
            | Op::ExpandPaths { .. }
            | Op::ExpandGroup { .. }
            | Op::Unwind { .. }
            | Op::Sort { .. }
            | Op::Optional { .. }
    )
}

fn forget_edge(op: &mut Op, needed: &Slots) {
    if let Op::Intersect { hops, .. } = op {
        for hop in hops {
            hop.edge = hop.edge.filter(|edge| needed.contains(edge));
        }
        return;
    }
    if let Op::Expand { hop, .. } | Op::ExpandInto { hop, .. } | Op::ExpandPaths { hop, .. } = op
        && hop.edge.is_some_and(|edge| !needed.contains(&edge))
    {
        hop.edge = None;
    }
}

fn input_mut(op: &mut Op) -> Option<&mut Operator> {
    op.children_mut().into_iter().next()
}
