//! What an expression or a query mentions: slots and inner queries, at any depth.

#![expect(clippy::needless_for_each, reason = "a line for each thing that is mentioned")]

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Hop, Op};
use crate::query::bound::{
    BoundClause, BoundExpr, BoundKind, BoundLink, BoundPattern, BoundProjection, BoundProperties, BoundQuery,
    BoundRemove, BoundSet, BoundSubquery, Slot,
};
use crate::query::functions::Function;

/// Something mentioned.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seen<'e> {
    /// A slot that is read, or filled by an inner query.
    Slot(Slot),
    /// An inner query; what it mentions comes next.
    Subquery(&'e BoundSubquery),
    /// A function that is called; what it mentions comes next.
    Call(&'static Function),
    /// A property of what is in a slot; the slot comes next.
    Property(Slot, &'e SmolStr),
}

/// Shows everything that an expression mentions, inner queries included.
pub(crate) fn expr<'e>(of: &'e BoundExpr, see: &mut dyn FnMut(Seen<'e>)) {
    match &of.kind {
        BoundKind::Slot(slot) => see(Seen::Slot(*slot)),
        BoundKind::Subquery(subquery) => {
            see(Seen::Subquery(subquery));
            for (_, slot) in &subquery.imports {
                see(Seen::Slot(*slot));
            }
            query(&subquery.query, see);
        }
        BoundKind::Call(function, arguments) => {
            see(Seen::Call(function));
            arguments.iter().for_each(|argument| expr(argument, see));
        }
        BoundKind::Property(base, key) => {
            if let BoundKind::Slot(slot) = &base.kind {
                see(Seen::Property(*slot, key));
            }
            expr(base, see);
        }
        _ => each_child(of, &mut |child| expr(child, see)),
    }
}

/// Returns the slots that an expression mentions.
pub(crate) fn slots(of: &BoundExpr) -> BTreeSet<Slot> {
    let mut slots = BTreeSet::new();
    expr(of, &mut |seen| {
        if let Seen::Slot(slot) = seen {
            slots.insert(slot);
        }
    });
    slots
}

/// Calls a function for each expression directly inside another.
pub(crate) fn each_child<'e>(of: &'e BoundExpr, call: &mut dyn FnMut(&'e BoundExpr)) {
    match &of.kind {
        BoundKind::Literal(_)
        | BoundKind::Parameter(_)
        | BoundKind::Slot(_)
        | BoundKind::Local(_)
        | BoundKind::Subquery(_) => {}
        BoundKind::Property(inner, _)
        | BoundKind::Unary(_, inner)
        | BoundKind::IsNull(inner, _)
        | BoundKind::HasLabels(inner, _) => call(inner),
        BoundKind::Index(a, b) | BoundKind::Binary(_, a, b) => {
            call(a);
            call(b);
        }
        BoundKind::Slice(base, from, to) => {
            call(base);
            for part in from.iter().chain(to) {
                call(part);
            }
        }
        BoundKind::List(items) | BoundKind::Comparison(items, _) | BoundKind::Call(_, items) => {
            items.iter().for_each(call);
        }
        BoundKind::Map(entries) => {
            for (_, value) in entries {
                call(value);
            }
        }
        BoundKind::MapProjection(base, _, entries) => {
            call(base);
            for (_, value) in entries {
                call(value);
            }
        }
        BoundKind::Case { operand, branches, otherwise } => {
            if let Some(part) = operand {
                call(part);
            }
            for (when, then) in branches {
                call(when);
                call(then);
            }
            if let Some(part) = otherwise {
                call(part);
            }
        }
        BoundKind::ListComprehension { list, condition, result, .. } => {
            call(list);
            for part in condition.iter().chain(result) {
                call(part);
            }
        }
        BoundKind::Quantifier { list, condition, .. } => {
            call(list);
            call(condition);
        }
        BoundKind::Reduce { start, list, result, .. } => {
            call(start);
            call(list);
            call(result);
        }
    }
}

/// Shows everything that a query mentions.
pub(crate) fn query<'e>(of: &'e BoundQuery, see: &mut dyn FnMut(Seen<'e>)) {
    for part in &of.parts {
        part.clauses.iter().for_each(|own| clause(own, see));
        part.output.iter().for_each(|slot| see(Seen::Slot(*slot)));
    }
}

/// Shows everything that a clause mentions.
pub(crate) fn clause<'e>(of: &'e BoundClause, see: &mut dyn FnMut(Seen<'e>)) {
    match of {
        BoundClause::Match(found) => {
            found.patterns.iter().for_each(|own| pattern(own, see));
            found.condition.iter().for_each(|own| expr(own, see));
        }
        BoundClause::Unwind { list, slot } => {
            expr(list, see);
            see(Seen::Slot(*slot));
        }
        BoundClause::Project(own) => projection(own, see),
        BoundClause::Create(patterns) => patterns.iter().for_each(|own| pattern(own, see)),
        BoundClause::Merge { pattern: own, on_match, on_create } => {
            pattern(own, see);
            on_match.iter().chain(on_create).for_each(|item| set(item, see));
        }
        BoundClause::Set(items) => items.iter().for_each(|item| set(item, see)),
        BoundClause::Remove(items) => items.iter().for_each(|item| remove(item, see)),
        BoundClause::Delete { items, .. } => items.iter().for_each(|item| expr(item, see)),
        BoundClause::Call(call) => {
            call.arguments.iter().chain(&call.condition).for_each(|own| expr(own, see));
            call.yields.iter().for_each(|(_, slot)| see(Seen::Slot(*slot)));
        }
        BoundClause::Subquery { query: own, slots, in_transactions, .. } => {
            query(own, see);
            slots.iter().for_each(|slot| see(Seen::Slot(*slot)));
            in_transactions.iter().for_each(|own| expr(own, see));
        }
        BoundClause::Foreach { slot, list, clauses } => {
            see(Seen::Slot(*slot));
            expr(list, see);
            clauses.iter().for_each(|own| clause(own, see));
        }
        BoundClause::LoadCsv { file, slot, separator, .. } => {
            expr(file, see);
            see(Seen::Slot(*slot));
            separator.iter().for_each(|own| expr(own, see));
        }
    }
}

fn projection<'e>(of: &'e BoundProjection, see: &mut dyn FnMut(Seen<'e>)) {
    of.kept.iter().for_each(|slot| see(Seen::Slot(*slot)));
    let aggregation = of.aggregation.as_ref();
    let keys = aggregation.into_iter().flat_map(|own| &own.keys);
    for (slot, own) in of.items.iter().chain(keys) {
        see(Seen::Slot(*slot));
        expr(own, see);
    }
    for (slot, aggregate) in aggregation.into_iter().flat_map(|own| &own.aggregates) {
        see(Seen::Slot(*slot));
        aggregate.arguments.iter().for_each(|own| expr(own, see));
    }
    of.order.iter().for_each(|(own, _)| expr(own, see));
    [&of.skip, &of.limit, &of.condition].into_iter().flatten().for_each(|own| expr(own, see));
}

/// Shows everything that a pattern mentions.
pub(crate) fn pattern<'e>(of: &'e BoundPattern, see: &mut dyn FnMut(Seen<'e>)) {
    of.path.iter().for_each(|slot| see(Seen::Slot(*slot)));
    for node in &of.nodes {
        see(Seen::Slot(node.slot));
        properties(&node.properties, see);
        node.condition.iter().for_each(|own| expr(own, see));
    }
    for link in &of.links {
        match link {
            BoundLink::Edge(edge) => {
                see(Seen::Slot(edge.slot));
                properties(&edge.properties, see);
                edge.condition.iter().for_each(|own| expr(own, see));
            }
            BoundLink::Group(group) => {
                pattern(&group.pattern, see);
                group.condition.iter().for_each(|own| expr(own, see));
                group.lists.iter().for_each(|(_, list)| see(Seen::Slot(*list)));
            }
        }
    }
}

fn properties<'e>(of: &'e BoundProperties, see: &mut dyn FnMut(Seen<'e>)) {
    match of {
        BoundProperties::None => {}
        BoundProperties::Entries(entries) => entries.iter().for_each(|(_, own)| expr(own, see)),
        BoundProperties::Map(own) => expr(own, see),
    }
}

fn set<'e>(of: &'e BoundSet, see: &mut dyn FnMut(Seen<'e>)) {
    match of {
        BoundSet::Property { target, key, value } => {
            [target, key, value].into_iter().for_each(|own| expr(own, see));
        }
        BoundSet::Replace { slot, value } | BoundSet::Merge { slot, value } => {
            see(Seen::Slot(*slot));
            expr(value, see);
        }
        BoundSet::Labels { slot, .. } => see(Seen::Slot(*slot)),
    }
}

fn remove<'e>(of: &'e BoundRemove, see: &mut dyn FnMut(Seen<'e>)) {
    match of {
        BoundRemove::Property { target, key } => {
            [target, key].into_iter().for_each(|own| expr(own, see));
        }
        BoundRemove::Labels { slot, .. } => see(Seen::Slot(*slot)),
    }
}

/// Shows what an operator itself mentions, without its inputs and inner plans.
pub(crate) fn operator<'e>(of: &'e Op, see: &mut dyn FnMut(Seen<'e>)) {
    match of {
        Op::Unit | Op::Argument | Op::Eager { .. } | Op::Schema(_) => {}
        Op::AllNodes { slot, .. } | Op::NodesWithLabel { slot, .. } | Op::FilterLabels { slot, .. } => {
            see(Seen::Slot(*slot));
        }
        Op::NodesWithProperty { slot, value, .. } => {
            see(Seen::Slot(*slot));
            expr(value, see);
        }
        Op::Expand { hop: own, .. } | Op::ExpandInto { hop: own, .. } | Op::CheckEdge { hop: own, .. } => {
            hop(own, see);
        }
        Op::Intersect { hops, .. } => hops.iter().for_each(|own| hop(own, see)),
        Op::CountHops { hops, weight, tests, .. } => {
            // Where the hops arrive is no column.
            tests.iter().for_each(|test| expr(&test.value, see));
            let slots = hops.iter().flat_map(|own| own.unlike.iter().chain([&own.from]));
            slots.chain(weight).for_each(|slot| see(Seen::Slot(*slot)));
        }
        Op::Combine { slots, weight, .. } => {
            slots.iter().chain(weight).for_each(|slot| see(Seen::Slot(*slot)));
        }
        Op::ExpandPaths { hop: own, each, .. } => {
            hop(own, see);
            properties(&each.properties, see);
            each.condition.iter().for_each(|own| expr(own, see));
        }
        Op::ExpandGroup { ends, edges, group, unlike, .. } => {
            [ends.0, ends.1, *edges]
                .into_iter()
                .chain(unlike.iter().copied())
                .for_each(|slot| see(Seen::Slot(slot)));
            pattern(&group.pattern, see);
            group.condition.iter().for_each(|own| expr(own, see));
            group.lists.iter().for_each(|(_, list)| see(Seen::Slot(*list)));
        }
        Op::ShortestPaths { pattern: own, condition, .. } => {
            pattern(own, see);
            condition.iter().for_each(|own| expr(own, see));
        }
        Op::ChoosePaths { path, .. } => see(Seen::Slot(*path)),
        Op::BuildPath { slot, parts, .. } => {
            parts.iter().chain([slot]).for_each(|slot| see(Seen::Slot(*slot)));
        }
        Op::Filter { condition, .. } => expr(condition, see),
        Op::Extend { items, .. } => {
            for (slot, own) in items {
                see(Seen::Slot(*slot));
                expr(own, see);
            }
        }
        Op::Keep { slots, .. } | Op::Distinct { slots, .. } | Op::Optional { introduced: slots, .. } => {
            slots.iter().for_each(|slot| see(Seen::Slot(*slot)));
        }
        Op::Aggregate { keys, aggregates, .. } => {
            for (slot, own) in keys {
                see(Seen::Slot(*slot));
                expr(own, see);
            }
            for (slot, own) in aggregates {
                see(Seen::Slot(*slot));
                own.arguments.iter().for_each(|own| expr(own, see));
            }
        }
        Op::Sort { keys, limit, .. } => {
            keys.iter().map(|(own, _)| own).chain(limit).for_each(|own| expr(own, see));
        }
        Op::Skip { count, .. } | Op::Limit { count, .. } => expr(count, see),
        Op::Unwind { list, slot, .. } | Op::Foreach { list, slot, .. } => {
            see(Seen::Slot(*slot));
            expr(list, see);
        }
        Op::Apply { outputs, .. } => {
            for (inner, outer) in outputs {
                see(Seen::Slot(*inner));
                see(Seen::Slot(*outer));
            }
        }
        Op::Union { parts, slots, .. } => {
            let own = parts.iter().flat_map(|(_, slots)| slots);
            own.chain(slots).for_each(|slot| see(Seen::Slot(*slot)));
        }
        Op::Call { call, .. } => {
            call.arguments.iter().chain(&call.condition).for_each(|own| expr(own, see));
            call.yields.iter().for_each(|(_, slot)| see(Seen::Slot(*slot)));
        }
        Op::LoadCsv { file, slot, separator, .. } => {
            see(Seen::Slot(*slot));
            [file].into_iter().chain(separator).for_each(|own| expr(own, see));
        }
        Op::Create { patterns, .. } => patterns.iter().for_each(|own| pattern(own, see)),
        Op::Merge { pattern: own, on_match, on_create, .. } => {
            pattern(own, see);
            on_match.iter().chain(on_create).for_each(|item| set(item, see));
        }
        Op::Set { items, .. } => items.iter().for_each(|item| set(item, see)),
        Op::Remove { items, .. } => items.iter().for_each(|item| remove(item, see)),
        Op::Delete { items, .. } => items.iter().for_each(|item| expr(item, see)),
    }
}

fn hop<'e>(of: &'e Hop, see: &mut dyn FnMut(Seen<'e>)) {
    let slots = [of.from, of.to].into_iter().chain(of.edge).chain(of.unlike.iter().copied());
    slots.for_each(|slot| see(Seen::Slot(slot)));
}
