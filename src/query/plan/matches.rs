//! Plans `MATCH`: where to start, which relationship to follow next, and where conditions are checked.
//!
//! Greedy: what ties bound nodes together comes first, then what leads from a bound node at the least cost; where
//! nothing is bound, the node that is thought to be found the least number of times. A condition is checked as soon as its slots
//! are filled.
//!
//! [`conditions`] takes patterns apart, [`cost`] says what comes next, [`follow`] makes the operators for it.

mod conditions;
mod cost;
mod follow;

use std::collections::BTreeSet;

use smol_str::SmolStr;

use self::conditions::{add_pattern, conjuncts, has_subquery, is_element};
pub(crate) use self::conditions::{plain_types, property_conditions};
use self::follow::meeting;
use super::planner::Planner;
use super::{Op, Operator, visit};
use crate::graph::GraphView;
use crate::model::Span;
use crate::query::ast::{BinaryOp, Negation, Selector};
use crate::query::bound::{
    BoundEdge, BoundExpr, BoundGroup, BoundKind, BoundLink, BoundNode, BoundPattern, LabelTest, Slot,
    SlotKind,
};

/// A condition that waits for slots.
struct Pending {
    needs: BTreeSet<Slot>,
    condition: Condition,
}

enum Condition {
    Expr(BoundExpr),
    Labels(Slot, LabelTest),
}

/// What lies between two nodes and is not followed yet.
struct Link {
    from: Slot,
    to: Slot,
    /// The relationship, or the list of them.
    edges: Slot,
    kind: LinkKind,
}

enum LinkKind {
    Edge(BoundEdge),
    Group(Box<BoundGroup>),
    Shortest(BoundPattern),
    /// A pattern of several links of which only some paths are taken.
    Chosen(BoundPattern),
}

/// A path that waits for its parts.
struct PathParts {
    slot: Slot,
    parts: Vec<Slot>,
}

/// A match that is being planned.
struct Matching<'m> {
    input: Operator,
    /// Slots of the match that are filled already.
    filled: BTreeSet<Slot>,
    /// Slots that the match fills.
    introduced: &'m BTreeSet<Slot>,
    pending: Vec<Pending>,
    links: Vec<Link>,
    nodes: Vec<BoundNode>,
    paths: Vec<PathParts>,
    /// Relationships followed already, with their types; none for any.
    followed: Vec<(Slot, Option<Vec<SmolStr>>)>,
}

impl Matching<'_> {
    fn is_filled(&self, slot: Slot) -> bool {
        !self.introduced.contains(&slot) || self.filled.contains(&slot)
    }

    fn wait(&mut self, condition: Condition, mentioned: BTreeSet<Slot>) {
        let needs = mentioned.into_iter().filter(|slot| self.introduced.contains(slot)).collect();
        self.pending.push(Pending { needs, condition });
    }

    fn wait_for(&mut self, expr: &BoundExpr) {
        for part in conjuncts(expr) {
            let mentioned = visit::slots(part);
            match &part.kind {
                BoundKind::HasLabels(of, test)
                    if matches!(of.kind, BoundKind::Slot(_)) && is_element(of, self) =>
                {
                    let BoundKind::Slot(slot) = of.kind else { continue };
                    self.wait(Condition::Labels(slot, test.clone()), mentioned);
                }
                _ => self.wait(Condition::Expr(part.clone()), mentioned),
            }
        }
    }

    /// Takes the conditions that `shortestPath` looks at while it searches: those on the path and its relationships.
    fn path_condition(&mut self, pattern: &BoundPattern, edges: Slot) -> Option<BoundExpr> {
        if !matches!(pattern.selector, Selector::ShortestPath | Selector::AllShortestPaths) {
            return None;
        }
        let is_own = |slot: &Slot| *slot == edges || Some(*slot) == pattern.path;
        let filled = &self.filled;
        let taken = self.pending.extract_if(.., |own| {
            matches!(own.condition, Condition::Expr(_))
                && own.needs.iter().any(is_own)
                && own.needs.iter().all(|slot| is_own(slot) || filled.contains(slot))
        });
        let exprs = taken.filter_map(|own| match own.condition {
            Condition::Expr(expr) => Some(expr),
            Condition::Labels(..) => None,
        });
        exprs.reduce(|a, b| {
            let span = a.span;
            BoundExpr { kind: BoundKind::Binary(BinaryOp::And, Box::new(a), Box::new(b)), span }
        })
    }

    /// Returns the relationships followed already that may be the same as one of these types.
    fn unlike(&self, edges: Slot, types: Option<&[SmolStr]>) -> Vec<Slot> {
        let may_be_same = |other: &Option<Vec<SmolStr>>| match (types, other) {
            (Some(own), Some(other)) => own.iter().any(|name| other.contains(name)),
            _ => true,
        };
        let others = self.followed.iter().filter(|(slot, other)| *slot != edges && may_be_same(other));
        others.map(|(slot, _)| *slot).collect()
    }
}

impl<G: GraphView> Planner<'_, G> {
    /// Plans the patterns of a clause over rows of an input.
    pub(super) fn matches(
        &mut self,
        input: Operator,
        patterns: &[BoundPattern],
        condition: Option<&BoundExpr>,
        introduced: &[Slot],
    ) -> Operator {
        let mut slots: BTreeSet<Slot> = introduced.iter().copied().collect();
        let outlines: Vec<Vec<Slot>> =
            patterns.iter().map(|pattern| self.link_slots(pattern, &mut slots)).collect();
        let mut matching = Matching {
            input,
            filled: BTreeSet::new(),
            introduced: &slots,
            pending: Vec::new(),
            links: Vec::new(),
            nodes: Vec::new(),
            paths: Vec::new(),
            followed: Vec::new(),
        };
        for (pattern, edges) in patterns.iter().zip(&outlines) {
            add_pattern(&mut matching, pattern, edges);
        }
        if let Some(condition) = condition {
            matching.wait_for(condition);
        }
        self.settle(&mut matching);
        self.require_nodes(&mut matching);
        while self.step(&mut matching) {
            self.settle(&mut matching);
        }
        matching.input
    }

    /// Returns where the relationships of each link are; groups get a list of their own.
    fn link_slots(&mut self, pattern: &BoundPattern, slots: &mut BTreeSet<Slot>) -> Vec<Slot> {
        let of_link = |link: &BoundLink| match link {
            BoundLink::Edge(edge) => edge.slot,
            BoundLink::Group(_) => {
                let slot = self.fresh(SlotKind::Edges);
                slots.insert(slot);
                slot
            }
        };
        pattern.links.iter().map(of_link).collect()
    }

    /// A node from before that stands alone has to be one at all.
    fn require_nodes(&mut self, matching: &mut Matching<'_>) {
        let alone: Vec<Slot> = matching
            .nodes
            .iter()
            .filter(|node| !matching.introduced.contains(&node.slot))
            .filter(|node| !matching.links.iter().any(|link| link.from == node.slot || link.to == node.slot))
            .map(|node| node.slot)
            .collect();
        for slot in alone {
            let of = BoundExpr { kind: BoundKind::Slot(slot), span: Span::default() };
            let kind = BoundKind::IsNull(Box::new(of), Negation::Negated);
            let condition = BoundExpr { kind, span: Span::default() };
            self.wrap(matching, 1.0, |input| Op::Filter { input, condition });
        }
    }

    fn wrap(&mut self, matching: &mut Matching<'_>, factor: f64, op: impl FnOnce(Operator) -> Op) {
        let estimate = matching.input.estimate * factor;
        let nothing = Operator { id: 0, op: Box::new(Op::Unit), estimate: 0.0, kept: None };
        let input = std::mem::replace(&mut matching.input, nothing);
        matching.input = self.operator(op(input), estimate);
    }

    /// Checks conditions and builds paths whose slots are filled.
    fn settle(&mut self, matching: &mut Matching<'_>) {
        let paths = std::mem::take(&mut matching.paths);
        for path in paths {
            if path.parts.iter().all(|slot| matching.is_filled(*slot)) {
                matching.filled.insert(path.slot);
                let PathParts { slot, parts } = path;
                self.wrap(matching, 1.0, |input| Op::BuildPath { input, slot, parts });
            } else {
                matching.paths.push(path);
            }
        }
        let pending = std::mem::take(&mut matching.pending);
        let (mut ready, waiting): (Vec<_>, Vec<_>) =
            pending.into_iter().partition(|own| own.needs.iter().all(|slot| matching.filled.contains(slot)));
        matching.pending = waiting;
        // Cheap conditions first; inner queries last.
        ready.sort_by_key(|own| match &own.condition {
            Condition::Labels(..) => 0,
            Condition::Expr(expr) => 1 + u8::from(has_subquery(expr)),
        });
        for own in ready {
            match own.condition {
                Condition::Labels(slot, test) => {
                    self.wrap(matching, 0.3, |input| Op::FilterLabels { input, slot, test });
                }
                Condition::Expr(condition) => {
                    self.wrap(matching, 0.3, |input| Op::Filter { input, condition });
                }
            }
        }
    }

    /// Plans one more link or node; says whether there was one.
    fn step(&mut self, matching: &mut Matching<'_>) -> bool {
        if let Some(at) = self.next_link(matching) {
            if let Some((end, met)) = meeting(matching, at) {
                self.follow_meeting(matching, end, &met);
            } else {
                let link = matching.links.remove(at);
                self.follow(matching, link);
            }
            return true;
        }
        let free = matching.nodes.iter().filter(|node| !matching.is_filled(node.slot));
        let costs = free.map(|node| (self.scan_cost(matching, node), node.slot));
        let Some((_, slot)) = costs.min_by(|(a, _), (b, _)| a.total_cmp(b)) else { return false };
        self.scan(matching, slot);
        true
    }
}
