//! Plans `MATCH`: where to start, which relationship to follow next, and where conditions are checked.
//!
//! Greedy: what ties bound nodes together comes first, then what leads from a bound node at the least cost; where
//! nothing is bound, the node that is thought to be found the least number of times. A condition is checked as soon as its slots
//! are filled.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::planner::Planner;
use super::{Hop, MOST_HOPS, Op, Operator, Reach, visit};
use crate::graph::GraphView;
use crate::model::Span;
use crate::query::ast::{Arrow, BinaryOp, ComparisonOp, Negation, Selector};
use crate::query::bound::{
    BoundEdge, BoundExpr, BoundGroup, BoundKind, BoundLink, BoundNode, BoundPattern, BoundProperties,
    LabelTest, Slot, SlotKind,
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

/// A label test of a node or relationship of this very match, which is never another value.
fn is_element(of: &BoundExpr, matching: &Matching<'_>) -> bool {
    match of.kind {
        BoundKind::Slot(slot) => {
            matching.nodes.iter().any(|node| node.slot == slot) && matching.introduced.contains(&slot)
        }
        _ => false,
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

    /// Returns the link to follow next among those with a filled end, if there is one.
    fn next_link(&self, matching: &Matching<'_>) -> Option<usize> {
        let cost = |link: &Link| {
            let ends = (matching.is_filled(link.from), matching.is_filled(link.to));
            match (&link.kind, ends) {
                (LinkKind::Edge(_), _) if matching.is_filled(link.edges) => Some(0.0),
                (LinkKind::Chosen(_), (true, true)) => Some(1000.0),
                (LinkKind::Chosen(_), (false, false)) => Some(100_000.0),
                (LinkKind::Chosen(_), _) => Some(10_000.0),
                (LinkKind::Shortest(_), (true, true)) => Some(50.0),
                (_, (false, false)) | (LinkKind::Shortest(_), _) => None,
                (LinkKind::Edge(edge), (true, true)) => Some(if edge.length.is_some() { 60.0 } else { 1.0 }),
                (LinkKind::Group(_), (true, true)) => Some(70.0),
                (_, (true, false)) => Some(1.0 + self.growth(matching, link, (link.from, link.to))),
                (_, (false, true)) => Some(1.0 + self.growth(matching, link, (link.to, link.from))),
            }
        };
        let costs = matching.links.iter().enumerate().filter_map(|(at, link)| Some((cost(link)?, at)));
        costs.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, at)| at)
    }

    /// Returns how many rows are thought to come of one when a link is followed, conditions included.
    fn growth(&self, matching: &Matching<'_>, link: &Link, (start, end): (Slot, Slot)) -> f64 {
        let (own, fits) = match &link.kind {
            LinkKind::Edge(edge) => {
                let (types, _) = plain_types(edge.types.as_ref());
                let degree = self.degree(matching, start, &types, edge.direction);
                // A type says much of the labels at its ends.
                let share = if types.is_empty() { self.share(matching, end) } else { 1.0 };
                match edge.length {
                    None => (degree, share),
                    Some((_, greatest)) => (degree.max(2.0).powf(greatest.unwrap_or(3).min(3) as f64), share),
                }
            }
            _ => (100.0, self.share(matching, end)),
        };
        let n_others = matching.links.iter().filter(|other| is_plain(matching, other, end)).count();
        let meets = if is_plain(matching, link, end) { 0.1_f64.powf(n_others as f64 - 1.0) } else { 1.0 };
        own * fits * meets * kept_share(matching, &[end, link.edges])
    }

    /// Returns how many relationships of some types a node of the pattern is thought to have.
    fn degree(&self, matching: &Matching<'_>, start: Slot, types: &[SmolStr], direction: Arrow) -> f64 {
        let symbols = self.graph.symbols();
        let of_type = |name: &SmolStr| symbols.edge_type(name).map_or(0, |own| self.graph.edge_count_of(own));
        let n_edges = match types {
            [] => self.graph.edge_count(),
            types => types.iter().map(of_type).sum(),
        };
        let n_ways = if direction == Arrow::Either { 2.0 } else { 1.0 };
        let mut labels = Vec::new();
        let own = matching.nodes.iter().filter(|node| node.slot == start);
        own.flat_map(|node| &node.labels).for_each(|test| certain(test, &mut labels));
        let counts = labels.iter().map(|label| self.n_with_label(label));
        let n_nodes = counts.fold(self.graph.node_count() as f64, f64::min);
        n_ways * n_edges as f64 / n_nodes.max(1.0)
    }

    /// Returns which share of all nodes is thought to have the labels of a node of the pattern.
    fn share(&self, matching: &Matching<'_>, slot: Slot) -> f64 {
        let labels = self.labels(matching, slot);
        let counts = labels.iter().map(|label| self.n_with_label(label));
        let all = (self.graph.node_count() as f64).max(1.0);
        counts.fold(all, f64::min) / all
    }

    /// Returns how many nodes are thought to fit a node of the pattern.
    fn scan_cost(&self, matching: &Matching<'_>, node: &BoundNode) -> f64 {
        let labels = self.labels(matching, node.slot);
        let counts = labels.iter().map(|label| self.n_with_label(label));
        let n_nodes = counts.fold(self.graph.node_count() as f64, f64::min);
        match seek(matching, node.slot) {
            Some((key, _)) => {
                let key = self.graph.symbols().key(&key);
                let is_indexed = key.is_none_or(|key| self.graph.is_indexed(key));
                if is_indexed { (n_nodes * 0.01).min(2.0) } else { n_nodes * 0.01 }
            }
            None => n_nodes * kept_share(matching, &[node.slot]),
        }
    }

    fn n_with_label(&self, label: &str) -> f64 {
        let label = self.graph.symbols().label(label);
        label.map_or(0.0, |label| self.graph.node_count_of(label) as f64)
    }

    /// Returns the labels that a node certainly has, the rarest first.
    fn labels<'a>(&self, matching: &'a Matching<'_>, slot: Slot) -> Vec<&'a SmolStr> {
        let mut labels = Vec::new();
        for own in &matching.pending {
            if let Condition::Labels(of, test) = &own.condition
                && *of == slot
            {
                certain(test, &mut labels);
            }
        }
        labels.sort_by(|a, b| self.n_with_label(a).total_cmp(&self.n_with_label(b)));
        labels
    }

    fn scan(&mut self, matching: &mut Matching<'_>, slot: Slot) {
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

    fn follow(&mut self, matching: &mut Matching<'_>, link: Link) {
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
    fn follow_meeting(&mut self, matching: &mut Matching<'_>, end: Slot, met: &[usize]) {
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
fn meeting(matching: &Matching<'_>, at: usize) -> Option<(Slot, Vec<usize>)> {
    let link = matching.links.get(at)?;
    let end = [link.from, link.to].into_iter().find(|end| is_plain(matching, link, *end))?;
    let others = matching.links.iter().enumerate().filter(|(_, other)| is_plain(matching, other, end));
    let met: Vec<usize> = others.map(|(at, _)| at).take(MOST_HOPS).collect();
    (met.len() > 1).then_some((end, met))
}

/// Says whether a link is a single relationship of one type from a filled node to a given one that is not filled.
fn is_plain(matching: &Matching<'_>, link: &Link, end: Slot) -> bool {
    let LinkKind::Edge(edge) = &link.kind else { return false };
    let start = if link.to == end { link.from } else { link.to };
    let is_there = link.from == end || link.to == end;
    let is_new = !matching.is_filled(end) && !matching.is_filled(edge.slot) && matching.is_filled(start);
    let (types, test) = plain_types(edge.types.as_ref());
    let n_mentions = matching.links.iter().filter(|other| other.edges == link.edges).count();
    is_there && is_new && n_mentions == 1 && edge.length.is_none() && types.len() == 1 && test.is_none()
}

/// Returns which share of rows is thought to fulfil the conditions that can be checked once more slots are filled.
fn kept_share(matching: &Matching<'_>, new: &[Slot]) -> f64 {
    let is_ready = |own: &&Pending| {
        own.needs.iter().any(|slot| new.contains(slot))
            && own.needs.iter().all(|slot| new.contains(slot) || matching.filled.contains(slot))
    };
    let share = |own: &Pending| match &own.condition {
        Condition::Labels(..) => 1.0,
        Condition::Expr(expr) if is_equality(expr) => 0.05,
        Condition::Expr(_) => 0.3,
    };
    matching.pending.iter().filter(is_ready).map(share).product()
}

fn is_equality(expr: &BoundExpr) -> bool {
    matches!(&expr.kind, BoundKind::Comparison(_, operators) if operators.as_slice() == [ComparisonOp::Equal])
}

/// Adds nodes, links, conditions and path of a pattern to what is to be done.
fn add_pattern(matching: &mut Matching<'_>, pattern: &BoundPattern, edges: &[Slot]) {
    let is_chosen = pattern.selector != Selector::All;
    let shortest = matches!(pattern.links.as_slice(), [BoundLink::Edge(_)]) && is_chosen;
    if is_chosen && !shortest && !pattern.links.is_empty() {
        let (from, to) = (pattern.nodes[0].slot, pattern.nodes[pattern.nodes.len() - 1].slot);
        matching.links.push(Link { from, to, edges: edges[0], kind: LinkKind::Chosen(pattern.clone()) });
        return;
    }
    for node in &pattern.nodes {
        if let Some(test) = &node.labels {
            matching.wait(Condition::Labels(node.slot, test.clone()), BTreeSet::from([node.slot]));
        }
        matching.nodes.push(node.clone());
        add_properties(matching, node.slot, &node.properties, node.span);
        if let Some(condition) = &node.condition {
            matching.wait_for(condition);
        }
    }
    for (at, (link, edges)) in pattern.links.iter().zip(edges).enumerate() {
        let (from, to) = (pattern.nodes[at].slot, pattern.nodes[at + 1].slot);
        let kind = match link {
            BoundLink::Edge(_) if shortest => LinkKind::Shortest(pattern.clone()),
            BoundLink::Edge(edge) => {
                if edge.length.is_none() {
                    add_properties(matching, edge.slot, &edge.properties, edge.span);
                    if let Some(condition) = &edge.condition {
                        matching.wait_for(condition);
                    }
                }
                LinkKind::Edge(edge.clone())
            }
            BoundLink::Group(group) => LinkKind::Group(group.clone()),
        };
        matching.links.push(Link { from, to, edges: *edges, kind });
    }
    if let Some(slot) = pattern.path.filter(|_| !shortest) {
        let mut parts = vec![pattern.nodes[0].slot];
        for (node, edges) in pattern.nodes[1..].iter().zip(edges) {
            parts.extend([*edges, node.slot]);
        }
        matching.paths.push(PathParts { slot, parts });
    }
}

fn add_properties(matching: &mut Matching<'_>, slot: Slot, properties: &BoundProperties, span: Span) {
    let BoundProperties::Entries(entries) = properties else { return };
    for condition in property_conditions(slot, entries, span) {
        matching.wait_for(&condition);
    }
}

/// Returns the conditions that properties in a pattern stand for.
pub(crate) fn property_conditions(
    slot: Slot,
    entries: &[(SmolStr, BoundExpr)],
    span: Span,
) -> impl Iterator<Item = BoundExpr> {
    entries.iter().map(move |(key, value)| {
        let of = BoundExpr { kind: BoundKind::Slot(slot), span };
        let read = BoundExpr { kind: BoundKind::Property(Box::new(of), key.clone()), span };
        let kind = BoundKind::Comparison(vec![read, value.clone()], vec![ComparisonOp::Equal]);
        BoundExpr { kind, span: value.span }
    })
}

/// Returns the parts of a conjunction.
fn conjuncts(expr: &BoundExpr) -> Vec<&BoundExpr> {
    match &expr.kind {
        BoundKind::Binary(BinaryOp::And, a, b) => {
            let mut parts = conjuncts(a);
            parts.extend(conjuncts(b));
            parts
        }
        _ => vec![expr],
    }
}

fn has_subquery(expr: &BoundExpr) -> bool {
    let mut found = false;
    visit::expr(expr, &mut |seen| found |= matches!(seen, visit::Seen::Subquery(_)));
    found
}

/// Collects the labels without which a test fails.
fn certain<'t>(test: &'t LabelTest, labels: &mut Vec<&'t SmolStr>) {
    match test {
        LabelTest::Name(name) => labels.push(name),
        LabelTest::And(tests) => tests.iter().for_each(|test| certain(test, labels)),
        _ => {}
    }
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
fn seek(matching: &Matching<'_>, slot: Slot) -> Option<(SmolStr, BoundExpr)> {
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

/// Returns types as names where the condition is a plain choice of them, else the condition to be checked.
pub(crate) fn plain_types(test: Option<&LabelTest>) -> (Vec<SmolStr>, Option<LabelTest>) {
    match test {
        None => (Vec::new(), None),
        Some(LabelTest::Name(name)) => (vec![name.clone()], None),
        Some(LabelTest::Or(tests)) => {
            let names = tests.iter().map(|test| match test {
                LabelTest::Name(name) => Some(name.clone()),
                _ => None,
            });
            match names.collect() {
                Some(names) => (names, None),
                None => (Vec::new(), test.cloned()),
            }
        }
        Some(test) => (Vec::new(), Some(test.clone())),
    }
}

fn reversed(direction: Arrow) -> Arrow {
    match direction {
        Arrow::Right => Arrow::Left,
        Arrow::Left => Arrow::Right,
        Arrow::Either => Arrow::Either,
    }
}
