//! A plan: a tree of operators as data, before anything runs.
//!
//! Each operator takes rows from its input and passes rows on. [`Operator`] is what `EXPLAIN` prints and what the executor
//! builds its operators from. The input of the first operator of an inner plan is [`Op::Argument`]: the row or rows around it.

mod matches;
mod names;
mod planner;
mod shape;
pub(crate) mod visit;
mod writes;

use smol_str::SmolStr;

pub(crate) use matches::{plain_types, property_conditions};
pub use names::UnknownName;
pub use planner::plan;
pub use writes::schema;

use super::ast::{Arrow, ComparisonOp, SchemaCommand, Selector, UnionKind};
use super::bound::{
    BoundAggregate, BoundCall, BoundEdge, BoundExpr, BoundGroup, BoundPattern, BoundRemove, BoundSet,
    LabelTest, Slot, SlotInfo,
};
use crate::model::Span;

/// A statement ready to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// All slots, by number.
    pub slots: Vec<SlotInfo>,
    /// The last operator.
    pub root: Operator,
    /// The columns returned, with their names; none where nothing is returned.
    pub columns: Vec<(SmolStr, Slot)>,
    /// Whether it writes.
    pub writes: bool,
    /// How many operators there are; their numbers are below it.
    pub n_operators: u32,
    /// Queries inside expressions, by their number.
    pub subqueries: Vec<Option<SubqueryPlan>>,
}

/// A query inside an expression, ready to run for one row.
#[derive(Debug, Clone, PartialEq)]
pub struct SubqueryPlan {
    /// The last operator; the first is [`Op::Argument`].
    pub root: Operator,
    /// Where its columns are.
    pub output: Vec<Slot>,
    /// The slots of the row around it that it reads.
    pub arguments: Vec<Slot>,
    /// Whether it only matters that there is a row at all.
    pub is_test: bool,
}

/// An operator with its inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    /// Its number in the plan, for counters.
    pub id: u32,
    /// What it does.
    pub op: Box<Op>,
    /// How many rows it is thought to pass on; for `EXPLAIN`.
    pub estimate: f64,
    /// The columns that matter further on, where others are dropped.
    pub kept: Option<Vec<Slot>>,
}

/// Which labels an expand or scan follows, and where a value of a seek comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// Where it starts; bound.
    pub from: Slot,
    /// Where it arrives.
    pub to: Slot,
    /// Where the relationship goes; none where nobody asks for it.
    pub edge: Option<Slot>,
    /// Which way, seen from `from`.
    pub direction: Arrow,
    /// Which types, as names; empty for all.
    pub types: Vec<SmolStr>,
    /// Relationships (single or lists) of the same MATCH that it must differ from.
    pub unlike: Vec<Slot>,
}

/// A comparison of a property of a node that a hop arrives at.
#[derive(Debug, Clone, PartialEq)]
pub struct EndTest {
    /// The property, on the left.
    pub key: SmolStr,
    /// How it is compared.
    pub operator: ComparisonOp,
    /// What it is compared with: something that reads the row in front of the hop and cannot fail.
    pub value: BoundExpr,
    /// The comparison as it is written.
    pub written: Span,
}

/// How many hops an [`Op::Intersect`] follows at most.
pub const MOST_HOPS: usize = 4;

/// What of the trails between two nodes matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Each of them.
    Trails,
    /// Only at which nodes they end.
    Ends,
}

/// The sorts of operators.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// One row without columns.
    Unit,
    /// The rows of the query around.
    Argument,
    /// Each row with each node.
    AllNodes {
        /// Where rows come from.
        input: Operator,
        /// Where the node goes.
        slot: Slot,
    },
    /// Each row with each node that has a label.
    NodesWithLabel {
        /// Where rows come from.
        input: Operator,
        /// Where the node goes.
        slot: Slot,
        /// The label.
        label: SmolStr,
    },
    /// Each row with each node whose property equals a value.
    NodesWithProperty {
        /// Where rows come from.
        input: Operator,
        /// Where the node goes.
        slot: Slot,
        /// The label it has, if one is asked for.
        label: Option<SmolStr>,
        /// The property.
        key: SmolStr,
        /// The value; null finds nothing.
        value: BoundExpr,
    },
    /// Each row with each relationship at a node.
    Expand {
        /// Where rows come from.
        input: Operator,
        /// What is followed; `to` is new.
        hop: Hop,
    },
    /// Each row with each relationship between two bound nodes.
    ExpandInto {
        /// Where rows come from.
        input: Operator,
        /// What is followed; `to` is bound.
        hop: Hop,
    },
    /// Each row with each node that all of several hops arrive at, once for each choice of relationships.
    Intersect {
        /// Where rows come from.
        input: Operator,
        /// What is followed, at least two, each of one type; all have the same `to`, which is new.
        hops: Vec<Hop>,
        /// Pairs of hops that may not take the same relationship; what they must differ from besides is in each.
        distinct: Vec<(usize, usize)>,
    },
    /// Each row for which hops arrive somewhere; their ends and relationships are counted and not kept.
    CountHops {
        /// Where rows come from.
        input: Operator,
        /// What is followed: one hop, or several that arrive at the same node.
        hops: Vec<Hop>,
        /// Pairs of hops that may not take the same relationship.
        distinct: Vec<(usize, usize)>,
        /// What must be true of the node's labels.
        labels: Vec<LabelTest>,
        /// What must be true of its properties.
        tests: Vec<EndTest>,
        /// How many rows a row stands for: multiplied by the number of ways; none where only their being there matters.
        weight: Option<Slot>,
    },
    /// Rows that differ in some columns; only these stay.
    Combine {
        /// Where rows come from.
        input: Operator,
        /// The columns.
        slots: Vec<Slot>,
        /// How many rows a row stands for: summed up; none where it does not matter. Some equal rows may be left.
        weight: Option<Slot>,
    },
    /// Each row with each trail of relationships; the edge's slot gets their list.
    ExpandPaths {
        /// Where rows come from.
        input: Operator,
        /// What is followed.
        hop: Hop,
        /// Whether `to` is bound already.
        into: bool,
        /// The least number of relationships.
        least: u64,
        /// The greatest.
        greatest: Option<u64>,
        /// Whether it is followed from its written end to its start.
        is_reversed: bool,
        /// What must be true of each relationship: types, properties, condition.
        each: BoundEdge,
        /// What of the trails matters.
        reach: Reach,
    },
    /// Each row with each way to repeat a part of a pattern.
    ExpandGroup {
        /// Where rows come from.
        input: Operator,
        /// Where it starts, bound, and where it arrives.
        ends: (Slot, Slot),
        /// Whether the second end is bound already.
        into: bool,
        /// Whether it is followed from its written end to its start.
        is_reversed: bool,
        /// Where the list of all relationships goes.
        edges: Slot,
        /// What is repeated.
        group: BoundGroup,
        /// Relationships (single or lists) of the same MATCH that it must differ from.
        unlike: Vec<Slot>,
    },
    /// Each row for which a bound relationship (or list of them) fits between its nodes.
    CheckEdge {
        /// Where rows come from.
        input: Operator,
        /// What must fit; `bound` nodes are compared, others filled.
        hop: Hop,
        /// Which of the nodes are bound already: from, to.
        bound: (bool, bool),
        /// Whether the slot holds a list.
        many: bool,
        /// How many relationships the list must have.
        length: Option<(u64, Option<u64>)>,
    },
    /// Each row with the chosen paths between its ends.
    ShortestPaths {
        /// Where rows come from; both ends are bound.
        input: Operator,
        /// The pattern.
        pattern: BoundPattern,
        /// Which paths.
        selector: Selector,
        /// A condition on whole paths, where it can be checked while searching.
        condition: Option<BoundExpr>,
    },
    /// Each row with some of the paths that the inner plan finds for it, for each pair of ends.
    ChoosePaths {
        /// Where rows come from.
        input: Operator,
        /// What finds all paths; begins with [`Op::Argument`].
        inner: Operator,
        /// Where it puts the path.
        path: Slot,
        /// Which paths.
        selector: Selector,
    },
    /// Each row with the path that its pattern took.
    BuildPath {
        /// Where rows come from.
        input: Operator,
        /// Where the path goes.
        slot: Slot,
        /// Nodes and relationships (single or lists) in written order.
        parts: Vec<Slot>,
    },
    /// Rows for which a condition is true.
    Filter {
        /// Where rows come from.
        input: Operator,
        /// The condition.
        condition: BoundExpr,
    },
    /// Rows whose node has labels, or whose relationship has a type.
    FilterLabels {
        /// Where rows come from.
        input: Operator,
        /// The node or relationship.
        slot: Slot,
        /// The condition.
        test: LabelTest,
    },
    /// Rows with new columns; old columns stay.
    Extend {
        /// Where rows come from.
        input: Operator,
        /// New slots with what fills them.
        items: Vec<(Slot, BoundExpr)>,
    },
    /// Rows with only these columns.
    Keep {
        /// Where rows come from.
        input: Operator,
        /// The slots that stay.
        slots: Vec<Slot>,
    },
    /// Groups with their aggregates.
    Aggregate {
        /// Where rows come from.
        input: Operator,
        /// Keys; without keys there is one group, of no rows too.
        keys: Vec<(Slot, BoundExpr)>,
        /// Aggregates.
        aggregates: Vec<(Slot, BoundAggregate)>,
    },
    /// Rows that differ in these columns.
    Distinct {
        /// Where rows come from.
        input: Operator,
        /// The columns.
        slots: Vec<Slot>,
    },
    /// Rows in order; only so many of them where a limit is given.
    Sort {
        /// Where rows come from.
        input: Operator,
        /// Keys, and whether the greatest comes first.
        keys: Vec<(BoundExpr, bool)>,
        /// How many are wanted at most, skipped ones included.
        limit: Option<BoundExpr>,
    },
    /// Rows after the first so many.
    Skip {
        /// Where rows come from.
        input: Operator,
        /// How many are passed over.
        count: BoundExpr,
    },
    /// The first so many rows; where the input writes, it runs to its end all the same.
    Limit {
        /// Where rows come from.
        input: Operator,
        /// How many.
        count: BoundExpr,
        /// Whether the input writes.
        exhausts: bool,
    },
    /// A row for each item of a list.
    Unwind {
        /// Where rows come from.
        input: Operator,
        /// The list.
        list: BoundExpr,
        /// Where each item goes.
        slot: Slot,
    },
    /// The rows of the inner plan for each row; the row itself, with nulls, where there are none.
    Optional {
        /// Where rows come from.
        input: Operator,
        /// What is run for each row; begins with [`Op::Argument`].
        inner: Operator,
        /// The slots that become null.
        introduced: Vec<Slot>,
    },
    /// The rows of the inner plan for each row.
    Apply {
        /// Where rows come from.
        input: Operator,
        /// What is run for each row; begins with [`Op::Argument`].
        inner: Operator,
        /// Columns of the inner plan with the slots they go to; empty where it only writes: then each row goes on once.
        outputs: Vec<(Slot, Slot)>,
        /// Whether a row for which there is nothing stays.
        optional: bool,
        /// Whether the inner plan may be given many rows at once: it groups, sorts and limits nothing.
        batched: bool,
    },
    /// The rows of one plan, then those of another.
    Union {
        /// The plans, with the slot of each output column.
        parts: Vec<(Operator, Vec<Slot>)>,
        /// Where the columns go.
        slots: Vec<Slot>,
        /// Whether equal rows come once.
        kind: UnionKind,
    },
    /// All rows of the input, before any goes on: between clauses that read and clauses that write.
    Eager {
        /// Where rows come from.
        input: Operator,
    },
    /// Rows that a procedure yields.
    Call {
        /// Where rows come from.
        input: Operator,
        /// The call.
        call: BoundCall,
    },
    /// Lines of a CSV file.
    LoadCsv {
        /// Where rows come from.
        input: Operator,
        /// Whether the first line names the fields.
        headers: bool,
        /// Which file.
        file: BoundExpr,
        /// Where each line goes.
        slot: Slot,
        /// What stands between fields.
        separator: Option<BoundExpr>,
    },
    /// An index or constraint declared or dropped; no rows.
    Schema(SchemaCommand),
    /// Patterns made for each row.
    Create {
        /// Where rows come from.
        input: Operator,
        /// The patterns.
        patterns: Vec<BoundPattern>,
    },
    /// A pattern found or made for each row.
    Merge {
        /// Where rows come from.
        input: Operator,
        /// What finds it; begins with [`Op::Argument`].
        find: Operator,
        /// The pattern.
        pattern: BoundPattern,
        /// What is set where it was found.
        on_match: Vec<BoundSet>,
        /// What is set where it was made.
        on_create: Vec<BoundSet>,
    },
    /// Properties and labels set for each row.
    Set {
        /// Where rows come from.
        input: Operator,
        /// What is set.
        items: Vec<BoundSet>,
    },
    /// Properties and labels taken away for each row.
    Remove {
        /// Where rows come from.
        input: Operator,
        /// What is taken away.
        items: Vec<BoundRemove>,
    },
    /// Nodes and relationships deleted.
    Delete {
        /// Where rows come from.
        input: Operator,
        /// Whether relationships go with their nodes.
        detach: bool,
        /// What is deleted.
        items: Vec<BoundExpr>,
    },
    /// The inner plan run for each item of a list; each row goes on once.
    Foreach {
        /// Where rows come from.
        input: Operator,
        /// The list.
        list: BoundExpr,
        /// Where each item goes.
        slot: Slot,
        /// What is run; begins with [`Op::Argument`].
        inner: Operator,
    },
}
