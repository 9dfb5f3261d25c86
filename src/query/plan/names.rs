//! The names in a plan that no graph element has: most empty answers come from a misspelt one.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Op, Operator, Plan};
use crate::graph::Symbols;
use crate::query::bound::LabelTest;

/// A name that a graph has never had.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnknownName {
    /// Of nodes.
    Label(SmolStr),
    /// Of relationships.
    Type(SmolStr),
    /// Of either: what a condition asks for.
    LabelOrType(SmolStr),
}

impl Plan {
    /// Returns the labels and types that the plan looks for and the graph has never had, in order.
    pub fn unknown_names(&self, symbols: &Symbols) -> BTreeSet<UnknownName> {
        let mut found = BTreeSet::new();
        let inner = self.subqueries.iter().flatten().map(|subquery| &subquery.root);
        for root in std::iter::once(&self.root).chain(inner) {
            collect(root, symbols, &mut found);
        }
        found
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
