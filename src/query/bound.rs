//! A query whose names are resolved: what the binder makes and the planner reads.
//!
//! Every variable, named or not, has a [`Slot`] of its own, unique in the statement; a name that is declared again after
//! `WITH` is another slot. Slots are columns of the rows that operators pass on. What the binder has checked
//! (scopes, kinds of variables, types it can know, places of aggregations, numbers of arguments) holds here.

use smol_str::SmolStr;

use super::ast::{
    Arrow, BinaryOp, ComparisonOp, Mode, Negation, Quantifier, Selector, SubqueryKind, UnaryOp, UnionKind,
};
use super::functions::{Aggregate, Function};
use crate::model::{Span, Value};

/// A column of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

/// What a column holds, as far as it is known before anything runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// Nodes, or null.
    Node,
    /// Relationships, or null.
    Edge,
    /// Lists of relationships, or null.
    Edges,
    /// Paths, or null.
    Path,
    /// Any values.
    Value,
}

/// What is known of a slot.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotInfo {
    /// The variable's name; empty for what has none.
    pub name: SmolStr,
    /// What it holds.
    pub kind: SlotKind,
}

/// A whole statement that reads or writes the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundStatement {
    /// Whether it is to be run, explained, or both.
    pub mode: Mode,
    /// All slots, by number.
    pub slots: Vec<SlotInfo>,
    /// The query.
    pub query: BoundQuery,
    /// Whether a clause of it writes.
    pub writes: bool,
    /// How many queries inside expressions there are; their numbers are below it.
    pub n_subqueries: u32,
}

/// Queries put together by `UNION`; all parts have the same columns.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundQuery {
    /// The parts, at least one.
    pub parts: Vec<BoundPart>,
    /// What stands between them; one fewer than parts.
    pub unions: Vec<UnionKind>,
    /// The names of the columns returned; none where nothing is.
    pub columns: Vec<SmolStr>,
}

/// A sequence of clauses.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundPart {
    /// The clauses, in written order.
    pub clauses: Vec<BoundClause>,
    /// Where the columns returned are, in order; empty where nothing is returned.
    pub output: Vec<Slot>,
}

/// A clause.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundClause {
    /// `[OPTIONAL] MATCH`.
    Match(BoundMatch),
    /// `UNWIND`: a row for each item; none for null; one for what is no list.
    Unwind {
        /// What is taken apart.
        list: BoundExpr,
        /// Where each item goes.
        slot: Slot,
    },
    /// `WITH` or `RETURN`.
    Project(BoundProjection),
    /// `CREATE`.
    Create(Vec<BoundPattern>),
    /// `MERGE`.
    Merge {
        /// What is found or made; never a pattern with lengths.
        pattern: BoundPattern,
        /// What is set where it was found.
        on_match: Vec<BoundSet>,
        /// What is set where it was made.
        on_create: Vec<BoundSet>,
    },
    /// `SET`.
    Set(Vec<BoundSet>),
    /// `REMOVE`.
    Remove(Vec<BoundRemove>),
    /// `DELETE`.
    Delete {
        /// Whether relationships go too.
        detach: bool,
        /// What is deleted: nodes, relationships, paths; null is passed over.
        items: Vec<BoundExpr>,
    },
    /// `CALL procedure`.
    Call(BoundCall),
    /// `CALL { … }`.
    Subquery {
        /// Whether rows for which it returns nothing stay, with nulls.
        optional: bool,
        /// What is run for each row; its first clauses see the outer slots that they name.
        query: BoundQuery,
        /// Where the returned columns go; empty where it only writes: then each row goes on once.
        slots: Vec<Slot>,
        /// How many rows make a transaction.
        in_transactions: Option<BoundExpr>,
    },
    /// `FOREACH`.
    Foreach {
        /// Where each item goes.
        slot: Slot,
        /// What is gone through.
        list: BoundExpr,
        /// What is done with each item.
        clauses: Vec<BoundClause>,
    },
    /// `LOAD CSV`.
    LoadCsv {
        /// Whether the first line names the fields.
        headers: bool,
        /// Which file.
        file: BoundExpr,
        /// Where each line goes.
        slot: Slot,
        /// What stands between fields.
        separator: Option<BoundExpr>,
    },
}

/// `MATCH`.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundMatch {
    /// Whether rows without a match stay, with nulls in the new slots.
    pub optional: bool,
    /// The patterns; no relationship is used twice among all of them.
    pub patterns: Vec<BoundPattern>,
    /// What must be true of a match.
    pub condition: Option<BoundExpr>,
    /// The slots that are new here.
    pub introduced: Vec<Slot>,
}

/// A path to match or make.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundPattern {
    /// Where the path goes.
    pub path: Option<Slot>,
    /// Which of several matching paths are taken.
    pub selector: Selector,
    /// The nodes, one more than links.
    pub nodes: Vec<BoundNode>,
    /// What lies between them.
    pub links: Vec<BoundLink>,
}

/// A node of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundNode {
    /// Where it is.
    pub slot: Slot,
    /// Whether the slot is filled before this clause, or by an earlier mention in it.
    pub bound: bool,
    /// Which labels it has.
    pub labels: Option<LabelTest>,
    /// Which properties it has.
    pub properties: BoundProperties,
    /// What must be true of it.
    pub condition: Option<BoundExpr>,
    /// Where it is written.
    pub span: Span,
}

/// Properties asked for in a pattern.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum BoundProperties {
    /// None.
    #[default]
    None,
    /// Each key with its value.
    Entries(Vec<(SmolStr, BoundExpr)>),
    /// A map known only when the query runs: a parameter.
    Map(BoundExpr),
}

/// What lies between two nodes of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundLink {
    /// One relationship, or several in a row.
    Edge(BoundEdge),
    /// A quantified path pattern.
    Group(Box<BoundGroup>),
}

/// A relationship of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundEdge {
    /// Where it is: the relationship, or the list of them where there is a length.
    pub slot: Slot,
    /// Whether the slot is filled before this clause.
    pub bound: bool,
    /// Which types it may have; none for all.
    pub types: Option<LabelTest>,
    /// Which properties it has; each of them where there is a length.
    pub properties: BoundProperties,
    /// What must be true of it.
    pub condition: Option<BoundExpr>,
    /// Which way it points.
    pub direction: Arrow,
    /// How many relationships in a row: least and greatest.
    pub length: Option<(u64, Option<u64>)>,
    /// Where it is written.
    pub span: Span,
}

/// A quantified path pattern: outside it, its inner variables are lists, one item a repetition.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundGroup {
    /// What is repeated; the last node of a repetition is the first of the next.
    pub pattern: BoundPattern,
    /// What must be true of each repetition.
    pub condition: Option<BoundExpr>,
    /// The least number of repetitions.
    pub least: u64,
    /// The greatest number of repetitions.
    pub greatest: Option<u64>,
    /// Inner slots with the outer slots that hold their lists.
    pub lists: Vec<(Slot, Slot)>,
}

/// A condition on labels or on a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelTest {
    /// It is among them.
    Name(SmolStr),
    /// There is one at all.
    Any,
    /// The inner condition fails.
    Not(Box<LabelTest>),
    /// All hold.
    And(Vec<LabelTest>),
    /// One holds.
    Or(Vec<LabelTest>),
}

/// The body of `WITH` or `RETURN`.
///
/// Order of work: items (or groups and aggregates), distinct, sort, skip, limit, condition. Without aggregation and distinct,
/// sort keys and condition see the slots before it too; with them, only what `kept` and `items` hold.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundProjection {
    /// Old slots that go on as they are: those of `*`, and items that only repeat a variable under its name.
    pub kept: Vec<Slot>,
    /// New slots with what fills them.
    pub items: Vec<(Slot, BoundExpr)>,
    /// Grouping and aggregation, done before `items`, which then see its slots only.
    pub aggregation: Option<BoundAggregation>,
    /// Whether equal rows (of `kept` and `items`) come once.
    pub distinct: bool,
    /// Sort keys, and whether the greatest comes first.
    pub order: Vec<(BoundExpr, bool)>,
    /// How many rows are passed over.
    pub skip: Option<BoundExpr>,
    /// How many rows go on at most.
    pub limit: Option<BoundExpr>,
    /// What must be true of a row.
    pub condition: Option<BoundExpr>,
}

/// Grouping and aggregation.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundAggregation {
    /// Slots of the groups' keys with what fills them; without keys there is one group, of no rows too.
    pub keys: Vec<(Slot, BoundExpr)>,
    /// Slots of the aggregates with what is aggregated.
    pub aggregates: Vec<(Slot, BoundAggregate)>,
}

/// One aggregate.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundAggregate {
    /// Which; none for `count(*)`.
    pub function: Option<&'static Aggregate>,
    /// Whether equal values count once.
    pub distinct: bool,
    /// Its arguments.
    pub arguments: Vec<BoundExpr>,
    /// Where it is written.
    pub span: Span,
}

/// An item of `SET`.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundSet {
    /// One property.
    Property {
        /// The node or relationship; null is passed over.
        target: BoundExpr,
        /// Its key: text.
        key: BoundExpr,
        /// The new value; null removes.
        value: BoundExpr,
    },
    /// All properties.
    Replace {
        /// The node or relationship.
        slot: Slot,
        /// A map, node or relationship.
        value: BoundExpr,
    },
    /// Some properties.
    Merge {
        /// The node or relationship.
        slot: Slot,
        /// A map, node or relationship.
        value: BoundExpr,
    },
    /// Labels.
    Labels {
        /// The node.
        slot: Slot,
        /// The labels it gets.
        labels: Vec<SmolStr>,
    },
}

/// An item of `REMOVE`.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundRemove {
    /// One property.
    Property {
        /// The node or relationship.
        target: BoundExpr,
        /// Its key: text.
        key: BoundExpr,
    },
    /// Labels.
    Labels {
        /// The node.
        slot: Slot,
        /// The labels it loses.
        labels: Vec<SmolStr>,
    },
}

/// A call of a procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundCall {
    /// Whether rows for which it yields nothing stay, with nulls.
    pub optional: bool,
    /// The name of the procedure, known to exist.
    pub procedure: SmolStr,
    /// Its arguments, as many as it takes.
    pub arguments: Vec<BoundExpr>,
    /// The columns that go on, by position among the procedure's, and where.
    pub yields: Vec<(usize, Slot)>,
    /// What must be true of a row.
    pub condition: Option<BoundExpr>,
    /// Where it is written.
    pub span: Span,
}

/// An expression with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundExpr {
    /// What it says.
    pub kind: BoundKind,
    /// Where it stands.
    pub span: Span,
}

/// The sorts of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundKind {
    /// A value.
    Literal(Value),
    /// A parameter; that it is missing shows when the query runs.
    Parameter(SmolStr),
    /// A column of the row.
    Slot(Slot),
    /// A variable of a comprehension, quantifier or reduction, counted from the outermost inwards.
    Local(u32),
    /// `expr.key`: of a node, relationship, map or temporal value.
    Property(Box<BoundExpr>, SmolStr),
    /// `expr[index]`.
    Index(Box<BoundExpr>, Box<BoundExpr>),
    /// `expr[from..to]`.
    Slice(Box<BoundExpr>, Option<Box<BoundExpr>>, Option<Box<BoundExpr>>),
    /// A list.
    List(Vec<BoundExpr>),
    /// A map; of equal keys the last wins.
    Map(Vec<(SmolStr, BoundExpr)>),
    /// A map projection: whether `.*` is in it, and entries in written order.
    MapProjection(Box<BoundExpr>, bool, Vec<(SmolStr, BoundExpr)>),
    /// An operator before an expression.
    Unary(UnaryOp, Box<BoundExpr>),
    /// An operator between two expressions.
    Binary(BinaryOp, Box<BoundExpr>, Box<BoundExpr>),
    /// A conjunction of comparisons.
    Comparison(Vec<BoundExpr>, Vec<ComparisonOp>),
    /// `IS [NOT] NULL`.
    IsNull(Box<BoundExpr>, Negation),
    /// Labels of a node or type of a relationship.
    HasLabels(Box<BoundExpr>, LabelTest),
    /// A function.
    Call(&'static Function, Vec<BoundExpr>),
    /// `CASE`.
    Case {
        /// What is compared with each `WHEN`.
        operand: Option<Box<BoundExpr>>,
        /// The branches.
        branches: Vec<(BoundExpr, BoundExpr)>,
        /// What holds otherwise; null where it is not written.
        otherwise: Option<Box<BoundExpr>>,
    },
    /// `[local IN list WHERE condition | result]`.
    ListComprehension {
        /// The variable.
        local: u32,
        /// What is gone through.
        list: Box<BoundExpr>,
        /// Which items are kept.
        condition: Option<Box<BoundExpr>>,
        /// What becomes of each.
        result: Option<Box<BoundExpr>>,
    },
    /// `all(local IN list WHERE condition)` and its kin.
    Quantifier {
        /// Which.
        quantifier: Quantifier,
        /// The variable.
        local: u32,
        /// What is gone through.
        list: Box<BoundExpr>,
        /// What must be true.
        condition: Box<BoundExpr>,
    },
    /// `reduce(accumulator = start, local IN list | result)`.
    Reduce {
        /// The running result.
        accumulator: u32,
        /// What it is at first.
        start: Box<BoundExpr>,
        /// The variable.
        local: u32,
        /// What is gone through.
        list: Box<BoundExpr>,
        /// What the running result becomes.
        result: Box<BoundExpr>,
    },
    /// Something made of the rows of an inner query.
    Subquery(Box<BoundSubquery>),
}

/// A query inside an expression: `EXISTS`, `COUNT`, `COLLECT`, a pattern as a condition, a pattern comprehension,
/// `shortestPath` as an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundSubquery {
    /// Its number in the statement; a copy of the expression has the same.
    pub number: u32,
    /// What is made of its rows. [`SubqueryKind::Collect`] lists its only output column.
    pub kind: SubqueryMode,
    /// The query; it sees the slots of the row around it.
    pub query: BoundQuery,
    /// Locals around it that it uses, with the slots it reads them from.
    pub imports: Vec<(u32, Slot)>,
}

/// What is made of the rows of an inner query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubqueryMode {
    /// As written.
    Kind(SubqueryKind),
    /// The output of its first row; null without one.
    First,
}
