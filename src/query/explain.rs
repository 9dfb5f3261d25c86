//! Plans in words, a line an operator.

use std::fmt::Write as _;

use super::ast::{Arrow, Selector, UnionKind};
use super::bound::{
    BoundEdge, BoundExpr, BoundLink, BoundNode, BoundPattern, BoundRemove, BoundSet, LabelTest, Slot,
};
use super::plan::{Hop, Op, Operator, Plan};

/// An operator of a plan in words.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    /// How deep it lies: 0 for the main line, one more for what is run for each row of another operator.
    pub depth: usize,
    /// Its name.
    pub operator: &'static str,
    /// What it works on.
    pub details: String,
    /// How many rows it was thought to pass on.
    pub estimate: f64,
    /// How many rows it has passed on, where the statement was run.
    pub rows: Option<u64>,
}

/// Puts a plan into words, the last operator first, each followed by what it takes rows from.
///
/// `text` is the statement's, for expressions as they are written.
pub fn lines(plan: &Plan, text: &str, rows: Option<&[u64]>) -> Vec<PlanLine> {
    let mut words = Words { plan, text, rows, lines: Vec::new() };
    words.operator(&plan.root, 0);
    for subquery in plan.subqueries.iter().flatten() {
        words.operator(&subquery.root, 1);
    }
    words.lines
}

struct Words<'p> {
    plan: &'p Plan,
    text: &'p str,
    rows: Option<&'p [u64]>,
    lines: Vec<PlanLine>,
}

impl Words<'_> {
    fn operator(&mut self, operator: &Operator, depth: usize) {
        self.lines.push(PlanLine {
            depth,
            operator: operator.op.name(),
            details: self.details(&operator.op),
            estimate: operator.estimate,
            rows: self.rows.and_then(|rows| rows.get(operator.id as usize).copied()),
        });
        let children = operator.children();
        if matches!(*operator.op, Op::Union { .. }) {
            return children.into_iter().for_each(|part| self.operator(part, depth + 1));
        }
        for inner in children.iter().skip(1) {
            self.operator(inner, depth + 1);
        }
        if let Some(input) = children.first() {
            self.operator(input, depth);
        }
    }

    fn details(&self, op: &Op) -> String {
        match op {
            Op::AllNodes { slot, .. } => self.slot(*slot),
            Op::NodesWithLabel { slot, label, .. } => format!("{}:{label}", self.slot(*slot)),
            Op::NodesWithProperty { slot, label, key, value, .. } => {
                let label = label.as_ref().map(|label| format!(":{label}")).unwrap_or_default();
                format!("{}{label} {{{key}: {}}}", self.slot(*slot), self.expr(value))
            }
            Op::Expand { hop, .. } | Op::ExpandInto { hop, .. } | Op::CheckEdge { hop, .. } => {
                self.hop(hop, "")
            }
            Op::Intersect { hops, .. } => self.hops(hops, &[]),
            Op::CountHops { hops, labels, tests, .. } => {
                let words = self.hops(hops, labels);
                tests.iter().fold(words, |words, test| format!("{words}, {}", test.written.of(self.text)))
            }
            Op::Combine { slots, .. } => self.slots(slots),
            Op::ExpandPaths { hop, least, greatest, .. } => self.hop(hop, &length(*least, *greatest)),
            Op::ExpandGroup { ends, group, .. } => {
                let inner = self.pattern(&group.pattern);
                let ends = (self.slot(ends.0), self.slot(ends.1));
                format!("({}) ({inner}){{{}}} ({})", ends.0, length(group.least, group.greatest), ends.1)
            }
            Op::ShortestPaths { pattern, selector, .. } => {
                format!("{} {}", selector_words(selector), self.pattern(pattern))
            }
            Op::ChoosePaths { path, selector, .. } => {
                format!("{} {}", selector_words(selector), self.slot(*path))
            }
            Op::Filter { condition, .. } => self.expr(condition),
            Op::FilterLabels { slot, test, .. } => format!("{}:{}", self.slot(*slot), label_words(test)),
            Op::Extend { items, .. } => self.items(items.iter().map(|(slot, expr)| (*slot, expr))),
            Op::Aggregate { keys, aggregates, .. } => {
                let keys = self.items(keys.iter().map(|(slot, expr)| (*slot, expr)));
                let spans = aggregates.iter().map(|(_, aggregate)| aggregate.span.of(self.text));
                let aggregates = spans.collect::<Vec<_>>().join(", ");
                if keys.is_empty() { aggregates } else { format!("{aggregates} by {keys}") }
            }
            Op::Sort { keys, limit, .. } => self.sort(keys, limit.as_ref()),
            Op::Skip { count, .. } | Op::Limit { count, .. } => self.expr(count),
            Op::Unwind { list, slot, .. } | Op::Foreach { list, slot, .. } => {
                format!("{} in {}", self.slot(*slot), self.expr(list))
            }
            Op::Keep { slots, .. } | Op::Distinct { slots, .. } | Op::BuildPath { parts: slots, .. } => {
                self.slots(slots)
            }
            Op::Union { kind, .. } => match kind {
                UnionKind::All => "all".to_owned(),
                UnionKind::Distinct => "distinct".to_owned(),
            },
            Op::Call { call, .. } => call.procedure.to_string(),
            Op::Schema(command) => command.span.of(self.text).to_owned(),
            Op::LoadCsv { file, slot, .. } => format!("{} from {}", self.slot(*slot), self.expr(file)),
            Op::Create { patterns, .. } => {
                patterns.iter().map(|pattern| self.pattern(pattern)).collect::<Vec<_>>().join(", ")
            }
            Op::Merge { pattern, .. } => self.pattern(pattern),
            Op::Set { items, .. } => items.iter().map(|item| self.set(item)).collect::<Vec<_>>().join(", "),
            Op::Remove { items, .. } => {
                items.iter().map(|item| self.remove(item)).collect::<Vec<_>>().join(", ")
            }
            Op::Delete { items, .. } => {
                items.iter().map(|item| self.expr(item)).collect::<Vec<_>>().join(", ")
            }
            Op::Unit | Op::Argument | Op::Optional { .. } | Op::Apply { .. } | Op::Eager { .. } => {
                String::new()
            }
        }
    }

    fn expr(&self, expr: &BoundExpr) -> String {
        let written = expr.span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ");
        if written.is_empty() { "…".to_owned() } else { written }
    }

    /// Returns what a slot is called; a number for what has no name.
    fn slot(&self, slot: Slot) -> String {
        let info = self.plan.slots.get(slot.0 as usize);
        match info.map(|info| info.name.as_str()).filter(|name| !name.is_empty()) {
            Some(name) => name.to_owned(),
            None => format!("_{}", slot.0),
        }
    }

    fn slots(&self, slots: &[Slot]) -> String {
        slots.iter().map(|slot| self.slot(*slot)).collect::<Vec<_>>().join(", ")
    }

    fn items<'e>(&self, items: impl Iterator<Item = (Slot, &'e BoundExpr)>) -> String {
        let words = items.map(|(slot, expr)| match (self.slot(slot), self.expr(expr)) {
            (name, written) if name == written => name,
            (name, written) => format!("{name} = {written}"),
        });
        words.collect::<Vec<_>>().join(", ")
    }

    fn sort(&self, keys: &[(BoundExpr, bool)], limit: Option<&BoundExpr>) -> String {
        let keys = keys
            .iter()
            .map(|(key, descending)| format!("{}{}", self.expr(key), if *descending { " DESC" } else { "" }));
        let mut words = keys.collect::<Vec<_>>().join(", ");
        if let Some(limit) = limit {
            // Writing to a string cannot fail.
            let _ = write!(words, " limit {}", self.expr(limit));
        }
        words
    }

    fn hop(&self, hop: &Hop, length: &str) -> String {
        let edge = hop.edge.map(|edge| self.slot(edge)).filter(|name| !name.starts_with('_'));
        let types = hop.types.iter().map(smol_str::SmolStr::as_str).collect::<Vec<_>>().join("|");
        let types = if types.is_empty() { types } else { format!(":{types}") };
        let length = if length.is_empty() { String::new() } else { format!("*{length}") };
        let middle = format!("{}{types}{length}", edge.unwrap_or_default());
        let link = arrow(hop.direction, &middle);
        format!("({}){link}({})", self.slot(hop.from), self.slot(hop.to))
    }

    fn hops(&self, hops: &[Hop], labels: &[LabelTest]) -> String {
        let hops = hops.iter().map(|hop| self.hop(hop, "")).collect::<Vec<_>>().join(", ");
        labels.iter().fold(hops, |words, test| format!("{words} :{}", label_words(test)))
    }

    fn pattern(&self, pattern: &BoundPattern) -> String {
        let mut words = String::new();
        for (at, node) in pattern.nodes.iter().enumerate() {
            words.push_str(&self.node(node));
            match pattern.links.get(at) {
                Some(BoundLink::Edge(edge)) => words.push_str(&self.edge(edge)),
                Some(BoundLink::Group(group)) => {
                    let inner = self.pattern(&group.pattern);
                    let _ = write!(words, " ({inner}){{{}}} ", length(group.least, group.greatest));
                }
                None => {}
            }
        }
        words
    }

    fn node(&self, node: &BoundNode) -> String {
        let name = self.slot(node.slot);
        let name = if name.starts_with('_') { "" } else { &name };
        let labels = node.labels.as_ref().map(|test| format!(":{}", label_words(test))).unwrap_or_default();
        format!("({name}{labels})")
    }

    fn edge(&self, edge: &BoundEdge) -> String {
        let name = self.slot(edge.slot);
        let name = if name.starts_with('_') { "" } else { &name };
        let types = edge.types.as_ref().map(|test| format!(":{}", label_words(test))).unwrap_or_default();
        let many = edge.length.map(|(least, greatest)| format!("*{}", length(least, greatest)));
        arrow(edge.direction, &format!("{name}{types}{}", many.unwrap_or_default()))
    }

    fn set(&self, item: &BoundSet) -> String {
        match item {
            BoundSet::Property { target, key, value } => {
                format!("{}[{}] = {}", self.expr(target), self.expr(key), self.expr(value))
            }
            BoundSet::Replace { slot, value } => format!("{} = {}", self.slot(*slot), self.expr(value)),
            BoundSet::Merge { slot, value } => format!("{} += {}", self.slot(*slot), self.expr(value)),
            BoundSet::Labels { slot, labels } => format!("{}:{}", self.slot(*slot), labels.join(":")),
        }
    }

    fn remove(&self, item: &BoundRemove) -> String {
        match item {
            BoundRemove::Property { target, key } => format!("{}[{}]", self.expr(target), self.expr(key)),
            BoundRemove::Labels { slot, labels } => format!("{}:{}", self.slot(*slot), labels.join(":")),
        }
    }
}

fn arrow(direction: Arrow, middle: &str) -> String {
    let middle = if middle.is_empty() { String::new() } else { format!("[{middle}]") };
    match direction {
        Arrow::Right => format!("-{middle}->"),
        Arrow::Left => format!("<-{middle}-"),
        Arrow::Either => format!("-{middle}-"),
    }
}

fn length(least: u64, greatest: Option<u64>) -> String {
    match greatest {
        Some(greatest) if greatest == least => least.to_string(),
        Some(greatest) => format!("{least}..{greatest}"),
        None => format!("{least}.."),
    }
}

fn selector_words(selector: &Selector) -> String {
    match selector {
        Selector::All => "all".to_owned(),
        Selector::ShortestPath => "shortest".to_owned(),
        Selector::AllShortestPaths => "all shortest".to_owned(),
        Selector::Any(count) => format!("any {count}"),
        Selector::Shortest(count) => format!("shortest {count}"),
        Selector::ShortestGroups(count) => format!("shortest {count} groups"),
    }
}

fn label_words(test: &LabelTest) -> String {
    let joined = |tests: &[LabelTest], sign| tests.iter().map(label_words).collect::<Vec<_>>().join(sign);
    match test {
        LabelTest::Name(name) => name.to_string(),
        LabelTest::Any => "%".to_owned(),
        LabelTest::Not(inner) => format!("!{}", label_words(inner)),
        LabelTest::And(tests) => format!("({})", joined(tests, "&")),
        LabelTest::Or(tests) => joined(tests, "|"),
    }
}
