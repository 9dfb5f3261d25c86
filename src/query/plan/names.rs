//! The names in a plan that no graph element has: most empty answers come from a misspelt one.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::visit::{self, Seen};
use super::{Op, Operator, Plan};
use crate::graph::Symbols;
use crate::query::bound::{LabelTest, Slot, SlotKind};

/// A name that a graph has never had.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnknownName {
    /// Of nodes.
    Label(SmolStr),
    /// Of relationships.
    Type(SmolStr),
    /// Of either: what a condition asks for.
    LabelOrType(SmolStr),
    /// Of a property that is read.
    Key(SmolStr),
}

impl Plan {
    /// Returns the labels, types and keys of properties that the plan looks for and the graph has never had, in order.
    ///
    /// A key that the plan itself writes is not among them.
    pub fn unknown_names(&self, symbols: &Symbols) -> BTreeSet<UnknownName> {
        let mut found = BTreeSet::new();
        let inner = self.subqueries.iter().flatten().map(|subquery| &subquery.root);
        for root in std::iter::once(&self.root).chain(inner) {
            collect(root, symbols, &mut found);
        }
        let mut read = BTreeSet::new();
        self.keys_read(&mut read);
        found.extend(read.into_iter().filter(|key| symbols.key(key).is_none()).map(UnknownName::Key));
        found
    }

    /// Collects the keys of properties of nodes and relationships that are read.
    fn keys_read(&self, found: &mut BTreeSet<SmolStr>) {
        let inner = self.subqueries.iter().flatten().map(|subquery| &subquery.root);
        let mut roots: Vec<&Operator> = std::iter::once(&self.root).chain(inner).collect();
        while let Some(operator) = roots.pop() {
            if let Op::NodesWithProperty { key, .. } = &*operator.op {
                found.insert(key.clone());
            }
            visit::operator(&operator.op, &mut |seen| {
                if let Seen::Property(slot, key) = seen
                    && self.is_element(slot)
                {
                    found.insert(key.clone());
                }
            });
            roots.extend(operator.children());
        }
    }

    fn is_element(&self, slot: Slot) -> bool {
        let kind = self.slots.get(slot.0 as usize).map(|info| info.kind);
        matches!(kind, Some(SlotKind::Node | SlotKind::Edge))
    }
}

fn collect(operator: &Operator, symbols: &Symbols, found: &mut BTreeSet<UnknownName>) {
    let mut label = |name: &SmolStr| {
        if symbols.label(name).is_none() {
            found.insert(UnknownName::Label(name.clone()));
        }
    };
    match &*operator.op {
        Op::NodesWithLabel { label: name, .. } | Op::NodesWithProperty { label: Some(name), .. } => {
            label(name);
        }
        Op::Expand { hop, .. } | Op::ExpandInto { hop, .. } | Op::ExpandPaths { hop, .. } => {
            let unknown = hop.types.iter().filter(|name| symbols.edge_type(name).is_none());
            found.extend(unknown.cloned().map(UnknownName::Type));
        }
        Op::FilterLabels { test, .. } => tested(test, symbols, found),
        _ => {}
    }
    for child in operator.children() {
        collect(child, symbols, found);
    }
}

fn tested(test: &LabelTest, symbols: &Symbols, found: &mut BTreeSet<UnknownName>) {
    match test {
        LabelTest::Name(name) if symbols.label(name).is_none() && symbols.edge_type(name).is_none() => {
            found.insert(UnknownName::LabelOrType(name.clone()));
        }
        // What must not be there may well be unknown.
        LabelTest::Name(_) | LabelTest::Any | LabelTest::Not(_) => {}
        LabelTest::And(tests) | LabelTest::Or(tests) => {
            for test in tests {
                tested(test, symbols, found);
            }
        }
    }
}
