//! Indexes and constraints that a graph declares, by name.

use serde::{Deserialize, Serialize};

/// An index or constraint of a graph. Rules of a graph have different names.
///
/// A graph keeps the index that a rule asks for; that constraints hold is the business of who writes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rule {
    /// What it is called.
    pub name: String,
    /// What it asks for.
    pub kind: RuleKind,
    /// What it is on.
    pub on: RuleTarget,
    /// The label or type.
    pub label: String,
    /// The properties, at least one.
    pub keys: Vec<String>,
}

/// What a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Properties are found quickly.
    Index,
    /// No two have the same values; null is like nothing.
    Unique,
    /// All properties are there.
    NotNull,
}

impl RuleKind {
    /// Says whether it only makes finding quick.
    pub fn is_index(self) -> bool {
        self == RuleKind::Index
    }

    /// Says whether it forbids something.
    pub fn is_constraint(self) -> bool {
        !self.is_index()
    }
}

/// What a rule is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleTarget {
    /// Nodes with the label.
    Nodes,
    /// Relationships of the type.
    Edges,
}
