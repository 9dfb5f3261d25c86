//! Goes on with a link or a node: the operators that fill its slots.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::conditions::{has_subquery, plain_types};
use super::{Condition, Link, LinkKind, Matching, Pending};
use crate::graph::GraphView;
use crate::query::ast::{Arrow, ComparisonOp, Selector};
use crate::query::bound::{
    BoundEdge, BoundExpr, BoundGroup, BoundKind, BoundLink, BoundPattern, LabelTest, Slot, SlotKind,
};
use crate::query::plan::planner::Planner;
use crate::query::plan::{Hop, MOST_HOPS, Op, Reach, visit};

impl<G: GraphView> Planner<'_, G> {
    pub(super) fn scan(&mut self, matching: &mut Matching<'_>, slot: Slot) {
        let label = self.labels(matching, slot).first().map(|label| (*label).clone());
        let n_nodes = label.as_ref().map_or(self.graph.node_count() as f64, |label| self.n_with_label(label));
        if let Some((key, value)) = seek(matching, slot) {
            // The condition itself stays, as equal numbers of two types are found together.
            self.wrap(matching, n_nodes * 0.01, |input| Op::NodesWithProperty {
                input,
                slot,
                label,
                key,
                value,
            });
        } else if let Some(label) = label {
            forget_label(matching, slot, &label);
            self.wrap(matching, n_nodes, |input| Op::NodesWithLabel { input, slot, label });
        } else {
            self.wrap(matching, n_nodes, |input| Op::AllNodes { input, slot });
        }
        matching.filled.insert(slot);
    }

    pub(super) fn follow(&mut self, matching: &mut Matching<'_>, link: Link) {
        let Link { from, to, edges, kind } = link;
        match kind {
            LinkKind::Edge(edge) => self.follow_edge(matching, (from, to), edge),
            LinkKind::Group(group) => self.follow_group(matching, (from, to), edges, *group),
            LinkKind::Shortest(pattern) => {
                let selector = pattern.selector.clone();
                let condition = matching.path_condition(&pattern, edges);
                matching.filled.extend([edges]);
                matching.filled.extend(pattern.path);
                matching.followed.push((edges, None));
                self.wrap(matching, 1.0, |input| Op::ShortestPaths { input, pattern, selector, condition });
            }
            LinkKind::Chosen(pattern) => self.choose(matching, &pattern),
        }
    }

    fn follow_edge(&mut self, matching: &mut Matching<'_>, (from, to): (Slot, Slot), edge: BoundEdge) {
        let (types, test) = plain_types(edge.types.as_ref());
        let is_filled = matching.is_filled(edge.slot);
        let bound = (matching.is_filled(from), matching.is_filled(to));
        let is_reversed = !is_filled && !bound.0;
        let (start, end) = if is_reversed { (to, from) } else { (from, to) };
        let direction = if is_reversed { reversed(edge.direction) } else { edge.direction };
        let own_types = (!types.is_empty()).then(|| types.clone());
        let unlike = matching.unlike(edge.slot, own_types.as_deref());
        if !matching.followed.iter().any(|(slot, _)| *slot == edge.slot) {
            matching.followed.push((edge.slot, own_types));
        }
        let slot = edge.slot;
        let hop = Hop { from: start, to: end, edge: Some(slot), direction, types, unlike };
        if edge.length.is_none()
            && let Some(test) = test
        {
            matching.wait(Condition::Labels(slot, test), BTreeSet::from([slot]));
        }
        let into = matching.is_filled(end);
        matching.filled.extend([from, to, slot]);
        let degree = self.degree(matching, start, &hop.types, direction);
        if is_filled {
            let many = edge.length.is_some();
            let length = edge.length;
            self.wrap(matching, 1.0, |input| Op::CheckEdge { input, hop, bound, many, length });
            return;
        }
        match edge.length {
            Some((least, greatest)) => {
                let factor = degree.powf(2.0);
                self.wrap(matching, factor, |input| Op::ExpandPaths {
                    input,
                    hop,
                    into,
                    least,
                    greatest,
                    is_reversed,
                    each: edge,
                    reach: Reach::Trails,
                });
            }
            None if into => self.wrap(matching, 0.1, |input| Op::ExpandInto { input, hop }),
            None => self.wrap(matching, degree, |input| Op::Expand { input, hop }),
        }
    }

    /// Follows several links to one node at once.
    pub(super) fn follow_meeting(&mut self, matching: &mut Matching<'_>, end: Slot, met: &[usize]) {
        let links: Vec<Link> = met.iter().rev().map(|at| matching.links.remove(*at)).collect();
        let mut hops: Vec<Hop> = Vec::with_capacity(links.len());
        let mut growth = f64::INFINITY;
        for link in links.into_iter().rev() {
            let LinkKind::Edge(edge) = link.kind else { continue };
            let (types, _) = plain_types(edge.types.as_ref());
            let (start, direction) = if link.to == end {
                (link.from, edge.direction)
            } else {
                (link.to, reversed(edge.direction))
            };
            growth = growth.min(self.degree(matching, start, &types, direction));
            let unlike = matching.unlike(edge.slot, Some(&types));
            hops.push(Hop { from: start, to: end, edge: Some(edge.slot), direction, types, unlike });
        }
        let pairs = (0..hops.len()).flat_map(|one| (0..one).map(move |other| (other, one)));
        let distinct = pairs.filter(|(one, other)| hops[*one].types == hops[*other].types).collect();
        for hop in &hops {
            matching.followed.extend(hop.edge.map(|edge| (edge, Some(hop.types.clone()))));
            matching.filled.extend(hop.edge);
        }
        matching.filled.insert(end);
        self.wrap(matching, growth * 0.1, |input| Op::Intersect { input, hops, distinct });
    }

    /// Finds all paths of a pattern and takes some for each pair of ends.
    fn choose(&mut self, matching: &mut Matching<'_>, pattern: &BoundPattern) {
        let mut own = BTreeSet::new();
        visit::pattern(pattern, &mut |seen| {
            if let visit::Seen::Slot(slot) = seen {
                own.insert(slot);
            }
        });
        let is_new = |slot: &Slot| matching.introduced.contains(slot) && !matching.filled.contains(slot);
        let mut introduced: Vec<Slot> = own.into_iter().filter(is_new).collect();
        let path = pattern.path.unwrap_or_else(|| self.fresh(SlotKind::Path));
        introduced.push(path);
        let all = BoundPattern { selector: Selector::All, path: Some(path), ..pattern.clone() };
        let leaf = self.argument();
        let inner = self.matches(leaf, &[all], None, &introduced);
        for link in &pattern.links {
            if let BoundLink::Edge(edge) = link {
                matching.followed.push((edge.slot, None));
            }
        }
        matching.filled.extend(introduced);
        let selector = pattern.selector.clone();
        self.wrap(matching, 10.0, |input| Op::ChoosePaths { input, inner, path, selector });
    }

    fn follow_group(
        &mut self,
        matching: &mut Matching<'_>,
        (from, to): (Slot, Slot),
        edges: Slot,
        group: BoundGroup,
    ) {
        let is_reversed = !matching.is_filled(from);
        let (start, end) = if is_reversed { (to, from) } else { (from, to) };
        let into = matching.is_filled(end);
        let unlike = matching.unlike(edges, None);
        matching.followed.push((edges, None));
        matching.filled.extend([from, to, edges]);
        matching.filled.extend(group.lists.iter().map(|(_, list)| *list));
        let ends = (start, end);
        self.wrap(matching, 10.0, |input| Op::ExpandGroup {
            input,
            ends,
            into,
            is_reversed,
            edges,
            group,
            unlike,
        });
    }
}

/// Returns the node that a link leads to with others that lead there, where all are single relationships of one type.
pub(super) fn meeting(matching: &Matching<'_>, at: usize) -> Option<(Slot, Vec<usize>)> {
    let link = matching.links.get(at)?;
    let end = [link.from, link.to].into_iter().find(|end| is_plain(matching, link, *end))?;
    let others = matching.links.iter().enumerate().filter(|(_, other)| is_plain(matching, other, end));
    let met: Vec<usize> = others.map(|(at, _)| at).take(MOST_HOPS).collect();
    (met.len() > 1).then_some((end, met))
}

/// Says whether a link is a single relationship of one type from a filled node to a given one that is not filled.
pub(super) fn is_plain(matching: &Matching<'_>, link: &Link, end: Slot) -> bool {
    let LinkKind::Edge(edge) = &link.kind else { return false };
    let start = if link.to == end { link.from } else { link.to };
    let is_there = link.from == end || link.to == end;
    let is_new = !matching.is_filled(end) && !matching.is_filled(edge.slot) && matching.is_filled(start);
    let (types, test) = plain_types(edge.types.as_ref());
    let n_mentions = matching.links.iter().filter(|other| other.edges == link.edges).count();
    is_there && is_new && n_mentions == 1 && edge.length.is_none() && types.len() == 1 && test.is_none()
}

/// Drops a condition that says only what a scan of the label says.
fn forget_label(matching: &mut Matching<'_>, slot: Slot, label: &SmolStr) {
    let says_it = |own: &Pending| match &own.condition {
        Condition::Labels(of, LabelTest::Name(name)) => *of == slot && name == label,
        _ => false,
    };
    matching.pending.retain(|own| !says_it(own));
}

/// Returns a property of the node that must equal a value known before the node is.
pub(super) fn seek(matching: &Matching<'_>, slot: Slot) -> Option<(SmolStr, BoundExpr)> {
    let of_pair = |read: &BoundExpr, value: &BoundExpr| {
        let BoundKind::Property(of, key) = &read.kind else { return None };
        if of.kind != BoundKind::Slot(slot) || has_subquery(value) {
            return None;
        }
        let known = visit::slots(value).into_iter().all(|slot| matching.is_filled(slot));
        known.then(|| (key.clone(), value.clone()))
    };
    matching.pending.iter().find_map(|own| {
        let Condition::Expr(expr) = &own.condition else { return None };
        let BoundKind::Comparison(operands, operators) = &expr.kind else { return None };
        match (operands.as_slice(), operators.as_slice()) {
            ([a, b], [ComparisonOp::Equal]) => of_pair(a, b).or_else(|| of_pair(b, a)),
            _ => None,
        }
    })
}

fn reversed(direction: Arrow) -> Arrow {
    match direction {
        Arrow::Right => Arrow::Left,
        Arrow::Left => Arrow::Right,
        Arrow::Either => Arrow::Either,
    }
}
