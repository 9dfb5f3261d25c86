//! What a plan looks like: names of operators, their inputs, and what follows from them.

use super::{Op, Operator, Reach};

/// Lists the plans that an operator takes rows from or runs, the input first: `iter` to read them, `iter_mut` to change
/// them. A function cannot do both.
macro_rules! children_of {
    ($op:expr, $iter:ident) => {
        match $op {
            Op::Unit | Op::Argument | Op::Schema(_) => Vec::new(),
            Op::Optional { input, inner, .. }
            | Op::ChoosePaths { input, inner, .. }
            | Op::Apply { input, inner, .. }
            | Op::Foreach { input, inner, .. } => vec![input, inner],
            Op::Merge { input, find, .. } => vec![input, find],
            Op::Union { parts, .. } => parts.$iter().map(|(part, _)| part).collect(),
            Op::AllNodes { input, .. }
            | Op::NodesWithLabel { input, .. }
            | Op::NodesWithProperty { input, .. }
            | Op::Expand { input, .. }
            | Op::ExpandInto { input, .. }
            | Op::Intersect { input, .. }
            | Op::CountHops { input, .. }
            | Op::Combine { input, .. }
            | Op::ExpandPaths { input, .. }
            | Op::ExpandGroup { input, .. }
            | Op::CheckEdge { input, .. }
            | Op::ShortestPaths { input, .. }
            | Op::BuildPath { input, .. }
            | Op::Filter { input, .. }
            | Op::FilterLabels { input, .. }
            | Op::Extend { input, .. }
            | Op::Keep { input, .. }
            | Op::Aggregate { input, .. }
            | Op::Distinct { input, .. }
            | Op::Sort { input, .. }
            | Op::Skip { input, .. }
            | Op::Limit { input, .. }
            | Op::Unwind { input, .. }
            | Op::Eager { input }
            | Op::Call { input, .. }
            | Op::LoadCsv { input, .. }
            | Op::Create { input, .. }
            | Op::Set { input, .. }
            | Op::Remove { input, .. }
            | Op::Delete { input, .. } => vec![input],
        }
    };
}

impl Operator {
    /// Returns the plans that this operator takes rows from or runs, the input first.
    pub fn children(&self) -> Vec<&Operator> {
        self.op.children()
    }

    /// Says whether it or an operator below it writes.
    pub fn writes(&self) -> bool {
        let writes = matches!(
            *self.op,
            Op::Create { .. }
                | Op::Merge { .. }
                | Op::Schema(_)
                | Op::Set { .. }
                | Op::Remove { .. }
                | Op::Delete { .. }
                | Op::Foreach { .. }
        );
        writes || self.children().into_iter().any(Operator::writes)
    }

    /// Says whether an inner plan gives the same rows for many rows at once as for one after another: each of its rows
    /// comes from one row around it, in their order.
    pub fn takes_many_rows(&self) -> bool {
        let is_own = !matches!(
            *self.op,
            Op::Aggregate { .. }
                | Op::Distinct { .. }
                | Op::Sort { .. }
                | Op::Skip { .. }
                | Op::Limit { .. }
                | Op::Union { .. }
                | Op::Combine { .. }
                | Op::Unit
        );
        is_own && !self.writes() && self.children().into_iter().all(Operator::takes_many_rows)
    }
}

impl Op {
    /// Returns the plans that this operator takes rows from or runs, the input first.
    fn children(&self) -> Vec<&Operator> {
        children_of!(self, iter)
    }

    /// Returns them to be changed.
    pub(crate) fn children_mut(&mut self) -> Vec<&mut Operator> {
        children_of!(self, iter_mut)
    }

    /// Returns what an operator takes rows from that only matches, filters and computes, row by row.
    pub(crate) fn passes_on(&self) -> Option<&Operator> {
        match self {
            Op::AllNodes { input, .. }
            | Op::NodesWithLabel { input, .. }
            | Op::NodesWithProperty { input, .. }
            | Op::Expand { input, .. }
            | Op::ExpandInto { input, .. }
            | Op::Intersect { input, .. }
            | Op::CountHops { input, .. }
            | Op::ExpandPaths { input, .. }
            | Op::Filter { input, .. }
            | Op::FilterLabels { input, .. }
            | Op::Extend { input, .. }
            | Op::Keep { input, .. } => Some(input),
            _ => None,
        }
    }

    /// Returns it to be changed.
    pub(crate) fn passes_on_mut(&mut self) -> Option<&mut Operator> {
        self.passes_on()?;
        self.children_mut().into_iter().next()
    }

    /// Returns the operator's name as `EXPLAIN` prints it.
    pub const fn name(&self) -> &'static str {
        match self {
            Op::Unit => "Unit",
            Op::Argument => "Argument",
            Op::AllNodes { .. } => "AllNodes",
            Op::NodesWithLabel { .. } => "NodesWithLabel",
            Op::NodesWithProperty { .. } => "NodesWithProperty",
            Op::Expand { .. } => "Expand",
            Op::ExpandInto { .. } => "ExpandInto",
            Op::Intersect { .. } => "Intersect",
            Op::CountHops { .. } => "CountHops",
            Op::Combine { .. } => "Combine",
            Op::ExpandPaths { reach: Reach::Trails, .. } => "ExpandPaths",
            Op::ExpandPaths { reach: Reach::Ends, .. } => "Reach",
            Op::ExpandGroup { .. } => "ExpandGroup",
            Op::CheckEdge { .. } => "CheckEdge",
            Op::ShortestPaths { .. } => "ShortestPaths",
            Op::ChoosePaths { .. } => "ChoosePaths",
            Op::BuildPath { .. } => "BuildPath",
            Op::Filter { .. } => "Filter",
            Op::FilterLabels { .. } => "FilterLabels",
            Op::Extend { .. } => "Extend",
            Op::Keep { .. } => "Keep",
            Op::Aggregate { .. } => "Aggregate",
            Op::Distinct { .. } => "Distinct",
            Op::Sort { limit: None, .. } => "Sort",
            Op::Sort { limit: Some(_), .. } => "Top",
            Op::Skip { .. } => "Skip",
            Op::Limit { .. } => "Limit",
            Op::Unwind { .. } => "Unwind",
            Op::Optional { .. } => "Optional",
            Op::Apply { .. } => "Apply",
            Op::Union { .. } => "Union",
            Op::Eager { .. } => "Eager",
            Op::Call { .. } => "Call",
            Op::LoadCsv { .. } => "LoadCsv",
            Op::Schema(_) => "Schema",
            Op::Create { .. } => "Create",
            Op::Merge { .. } => "Merge",
            Op::Set { .. } => "Set",
            Op::Remove { .. } => "Remove",
            Op::Delete { .. } => "Delete",
            Op::Foreach { .. } => "Foreach",
        }
    }
}
