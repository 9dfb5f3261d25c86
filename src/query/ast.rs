//! The syntax tree of a query, as it was written; every node knows its place in the text.
//!
//! Names are not resolved here and nothing is checked beyond what the grammar says; see `bind` for that.

use smol_str::SmolStr;

use crate::model::{Span, Value};

/// A whole statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Whether it is to be run, explained, or both.
    pub mode: Mode,
    /// What it does.
    pub kind: StatementKind,
}

/// What is done with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It is run.
    #[default]
    Run,
    /// `EXPLAIN`: its plan is shown.
    Explain,
    /// `PROFILE`: it is run and its plan shown with counts of rows.
    Profile,
}

/// The sorts of statements.
#[derive(Debug, Clone, PartialEq)]
pub enum StatementKind {
    /// A query that reads or writes the graph.
    Query(Query),
    /// `CREATE INDEX`, `DROP CONSTRAINT` and the like.
    Schema(SchemaCommand),
    /// `SHOW …`.
    Show(Show, Span),
}

/// Queries put together by `UNION`.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The parts, at least one.
    pub parts: Vec<SingleQuery>,
    /// What stands between them; one fewer than parts.
    pub unions: Vec<(UnionKind, Span)>,
}

/// Whether a union keeps equal rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnionKind {
    /// `UNION`: equal rows come once.
    Distinct,
    /// `UNION ALL`.
    All,
}

/// A sequence of clauses.
#[derive(Debug, Clone, PartialEq)]
pub struct SingleQuery {
    /// The clauses in written order; at least one.
    pub clauses: Vec<Clause>,
    /// From the first to the last.
    pub span: Span,
}

/// A clause with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// What it does.
    pub kind: ClauseKind,
    /// The whole clause.
    pub span: Span,
}

/// The sorts of clauses.
#[derive(Debug, Clone, PartialEq)]
pub enum ClauseKind {
    /// `[OPTIONAL] MATCH … [WHERE …]`.
    Match(Match),
    /// `UNWIND list AS name`.
    Unwind {
        /// What is taken apart.
        list: Expr,
        /// What each item is called.
        name: Name,
    },
    /// `WITH …`.
    With(Projection, Option<Expr>),
    /// `RETURN …`.
    Return(Projection),
    /// `FINISH`: all is done and nothing returned.
    Finish,
    /// `CREATE patterns`.
    Create(Vec<PatternPart>),
    /// `MERGE pattern [ON MATCH SET …] [ON CREATE SET …]`.
    Merge(Merge),
    /// `SET …`.
    Set(Vec<SetItem>),
    /// `REMOVE …`.
    Remove(Vec<RemoveItem>),
    /// `[DETACH] DELETE …`.
    Delete {
        /// Whether relationships go too.
        detach: bool,
        /// What is deleted.
        items: Vec<Expr>,
    },
    /// `[OPTIONAL] CALL procedure(…) [YIELD …]`.
    Call(Call),
    /// `CALL [(imports)] { … } [IN TRANSACTIONS OF n ROWS]`.
    Subquery(Subquery),
    /// `FOREACH (name IN list | clauses)`.
    Foreach {
        /// What each item is called.
        name: Name,
        /// What is gone through.
        list: Expr,
        /// What is done with each item; writing clauses only.
        clauses: Vec<Clause>,
    },
    /// `LOAD CSV [WITH HEADERS] FROM file AS name [FIELDTERMINATOR text]`.
    LoadCsv {
        /// Whether the first line names the fields.
        headers: bool,
        /// Which file.
        file: Expr,
        /// What each line is called.
        name: Name,
        /// What stands between fields.
        separator: Option<Expr>,
    },
}

/// A name as written, without back-quotes. Names are equal where their texts are, wherever they stand.
#[derive(Debug, Clone, Eq)]
pub struct Name {
    /// The name itself.
    pub text: SmolStr,
    /// Where it stands.
    pub span: Span,
}

/// `MATCH`.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Whether rows without a match stay, with nulls.
    pub optional: bool,
    /// The patterns between commas.
    pub patterns: Vec<PatternPart>,
    /// What must be true of a match.
    pub condition: Option<Expr>,
}

/// The body of `WITH` and `RETURN`.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// Whether equal rows come once.
    pub distinct: bool,
    /// Whether it begins with `*`.
    pub star: bool,
    /// The items after `*`, or all.
    pub items: Vec<ProjectionItem>,
    /// `ORDER BY`.
    pub order: Vec<SortItem>,
    /// `SKIP`.
    pub skip: Option<Expr>,
    /// `LIMIT`.
    pub limit: Option<Expr>,
    /// The whole body, without the keyword.
    pub span: Span,
}

/// One item of a projection.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectionItem {
    /// What is computed.
    pub expr: Expr,
    /// What it is called.
    pub alias: Option<Name>,
    /// The expression's text as written: the column's name where there is no alias.
    pub text: SmolStr,
}

/// One key of `ORDER BY`.
#[derive(Debug, Clone, PartialEq)]
pub struct SortItem {
    /// What is compared.
    pub expr: Expr,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// `MERGE`.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// What is to be found or made.
    pub pattern: PatternPart,
    /// What is set where it was found.
    pub on_match: Vec<SetItem>,
    /// What is set where it was made.
    pub on_create: Vec<SetItem>,
}

/// One item of `SET`.
#[derive(Debug, Clone, PartialEq)]
pub enum SetItem {
    /// `target.key = value`, also `target[key] = value`.
    Property {
        /// A [`ExprKind::Property`] or [`ExprKind::Index`].
        target: Expr,
        /// The new value.
        value: Expr,
    },
    /// `name = map`: all properties are replaced.
    Replace {
        /// The node or relationship.
        name: Name,
        /// The new properties: a map, node or relationship.
        value: Expr,
    },
    /// `name += map`: properties are added or changed.
    Merge {
        /// The node or relationship.
        name: Name,
        /// The new properties: a map, node or relationship.
        value: Expr,
    },
    /// `name:Label:Label`.
    Labels {
        /// The node.
        name: Name,
        /// The labels it gets.
        labels: Vec<Name>,
    },
}

/// One item of `REMOVE`.
#[derive(Debug, Clone, PartialEq)]
pub enum RemoveItem {
    /// `target.key`: an [`ExprKind::Property`] or [`ExprKind::Index`].
    Property(Expr),
    /// `name:Label:Label`.
    Labels {
        /// The node.
        name: Name,
        /// The labels it loses.
        labels: Vec<Name>,
    },
}

/// A call of a procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Whether rows for which it yields nothing stay, with nulls.
    pub optional: bool,
    /// Its name with dots.
    pub procedure: Name,
    /// Its arguments; none where no parentheses are written: then they are parameters of the same names.
    pub arguments: Option<Vec<Expr>>,
    /// `YIELD`: nothing, `*`, or columns.
    pub yields: Yield,
    /// `WHERE` after `YIELD`.
    pub condition: Option<Expr>,
}

/// Which columns of a procedure go on.
#[derive(Debug, Clone, PartialEq)]
pub enum Yield {
    /// No `YIELD`: all columns, and only where the call stands alone.
    Absent,
    /// `YIELD *`.
    All,
    /// `YIELD column [AS name], …`; `YIELD -` is an empty list.
    Items(Vec<(Name, Option<Name>)>),
}

/// `CALL { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Subquery {
    /// Whether rows for which it returns nothing stay, with nulls.
    pub optional: bool,
    /// `CALL (a, b) { … }` or `CALL (*) { … }`; none for the older form that imports by `WITH`.
    pub imports: Option<Imports>,
    /// What is run for each row.
    pub query: Query,
    /// `IN TRANSACTIONS [OF n ROWS]`.
    pub in_transactions: Option<Option<Expr>>,
}

/// Which variables a subquery sees.
#[derive(Debug, Clone, PartialEq)]
pub enum Imports {
    /// `(*)`.
    All,
    /// `(a, b)`.
    Names(Vec<Name>),
}

/// One pattern between commas.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternPart {
    /// `name = …`.
    pub name: Option<Name>,
    /// Which of the paths between the ends are taken.
    pub selector: Selector,
    /// The path.
    pub path: PathPattern,
    /// The whole part.
    pub span: Span,
}

/// Which of several matching paths are taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Selector {
    /// All.
    #[default]
    All,
    /// `shortestPath(…)`: one of the shortest.
    ShortestPath,
    /// `allShortestPaths(…)`: all of the shortest.
    AllShortestPaths,
    /// `ANY [k]`: so many for each pair of ends, whichever.
    Any(u32),
    /// `SHORTEST k` (`ANY SHORTEST` is `SHORTEST 1`): so many of the shortest for each pair of ends.
    Shortest(u32),
    /// `ALL SHORTEST`, `SHORTEST k GROUPS`: all paths of the k shortest lengths for each pair of ends.
    ShortestGroups(u32),
}

/// A chain of node patterns with something between each two of them.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPattern {
    /// The elements, in written order.
    pub elements: Vec<PathElement>,
    /// From the first to the last.
    pub span: Span,
}

/// A part of a path pattern.
///
/// In a well-formed pattern nodes and relationships take turns, with a node at both ends; a group stands between
/// nodes like a relationship does, and nodes missing beside it are anonymous (the parser adds them).
#[derive(Debug, Clone, PartialEq)]
pub enum PathElement {
    /// `(…)`.
    Node(NodePattern),
    /// `-[…]->`.
    Relationship(RelationshipPattern),
    /// `((…)-[…]->(…)) {m,n}`: a quantified path pattern.
    Group(GroupPattern),
}

/// `(name:Labels {map} WHERE condition)`.
#[derive(Debug, Clone, PartialEq)]
pub struct NodePattern {
    /// What it is called.
    pub name: Option<Name>,
    /// Which labels it must have.
    pub labels: Option<LabelExpr>,
    /// Which properties it must have: a map or a parameter.
    pub properties: Option<Expr>,
    /// What must be true of it.
    pub condition: Option<Expr>,
    /// With its parentheses.
    pub span: Span,
}

/// `-[name:TYPES *range {map} WHERE condition]->`.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationshipPattern {
    /// What it is called.
    pub name: Option<Name>,
    /// Which types it may have.
    pub types: Option<LabelExpr>,
    /// Which properties it must have: a map or a parameter.
    pub properties: Option<Expr>,
    /// What must be true of it.
    pub condition: Option<Expr>,
    /// Which way it points.
    pub direction: Arrow,
    /// How many relationships in a row it stands for.
    pub length: Option<Length>,
    /// With dashes and arrow heads.
    pub span: Span,
}

/// Which way a relationship points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrow {
    /// `-->`.
    Right,
    /// `<--`.
    Left,
    /// `--` or `<-->`.
    Either,
}

/// How many times something is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The least number; 1 for `*`, 0 for `*..3` is written `*0..3`.
    pub least: u64,
    /// The greatest number; none without bound.
    pub greatest: Option<u64>,
    /// Whether it was written as a quantifier (`{1,3}`, `+`, `*` after the arrow) and not inside the brackets.
    pub quantifier: bool,
    /// Where it is written.
    pub span: Span,
}

/// `((a)-[r]->(b) WHERE condition){m,n}`.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupPattern {
    /// What is repeated.
    pub path: PathPattern,
    /// What must be true of each repetition.
    pub condition: Option<Expr>,
    /// How often.
    pub length: Length,
    /// With parentheses and quantifier.
    pub span: Span,
}

/// Which labels or types something has.
#[derive(Debug, Clone, PartialEq)]
pub enum LabelExpr {
    /// A label.
    Name(Name),
    /// `%`: any label at all.
    Any(Span),
    /// `!a`.
    Not(Box<LabelExpr>),
    /// `a & b`, also `:a:b`.
    And(Vec<LabelExpr>),
    /// `a | b`.
    Or(Vec<LabelExpr>),
}

/// An expression with its place. Expressions are equal where they say the same, wherever they stand.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// The sorts of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// null, true, false, a number or text.
    Literal(Value),
    /// `$name`.
    Parameter(SmolStr),
    /// A variable.
    Variable(SmolStr),
    /// `expr.key`.
    Property(Box<Expr>, Name),
    /// `expr[index]`.
    Index(Box<Expr>, Box<Expr>),
    /// `expr[from..to]`.
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `{key: value}`, in written order.
    Map(Vec<(Name, Expr)>),
    /// `expr {.key, .*, key: value, name}`.
    MapProjection(Box<Expr>, Vec<MapItem>),
    /// An operator before an expression.
    Unary(UnaryOp, Box<Expr>),
    /// An operator between two expressions.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b <= c`: a conjunction of comparisons; one operator fewer than expressions, at least one.
    Comparison(Vec<Expr>, Vec<ComparisonOp>),
    /// `expr IS NULL`, `expr IS NOT NULL`.
    IsNull(Box<Expr>, Negation),
    /// `expr:Label`, as a condition.
    HasLabels(Box<Expr>, LabelExpr),
    /// `name(args)`; the name has dots where a namespace is written.
    Call(FunctionCall),
    /// `count(*)`.
    CountStar,
    /// `CASE [operand] WHEN … THEN … [ELSE …] END`.
    Case {
        /// What is compared with each `WHEN`; none where they are conditions.
        operand: Option<Box<Expr>>,
        /// The branches; at least one.
        branches: Vec<(Expr, Expr)>,
        /// What holds otherwise.
        otherwise: Option<Box<Expr>>,
    },
    /// `[name IN list WHERE condition | result]`.
    ListComprehension {
        /// What each item is called.
        name: Name,
        /// What is gone through.
        list: Box<Expr>,
        /// Which items are kept.
        condition: Option<Box<Expr>>,
        /// What becomes of each.
        result: Option<Box<Expr>>,
    },
    /// `[name = pattern WHERE condition | result]`.
    PatternComprehension {
        /// What the path is called.
        name: Option<Name>,
        /// The pattern.
        path: Box<PathPattern>,
        /// Which matches are kept.
        condition: Option<Box<Expr>>,
        /// What becomes of each.
        result: Box<Expr>,
    },
    /// `all(name IN list WHERE condition)` and its kin.
    Quantifier {
        /// Which.
        quantifier: Quantifier,
        /// What each item is called.
        name: Name,
        /// What is gone through.
        list: Box<Expr>,
        /// What must be true; none where it is left out, which only the binder refuses.
        condition: Option<Box<Expr>>,
    },
    /// `reduce(accumulator = start, name IN list | result)`.
    Reduce {
        /// What the running result is called.
        accumulator: Name,
        /// What it is at first.
        start: Box<Expr>,
        /// What each item is called.
        name: Name,
        /// What is gone through.
        list: Box<Expr>,
        /// What the running result becomes.
        result: Box<Expr>,
    },
    /// A pattern as a condition or argument: `(a)-->(b)`.
    Pattern(Box<PathPattern>),
    /// `shortestPath((a)-[*]-(b))` as an expression.
    ShortestPath(Box<PatternPart>),
    /// `EXISTS { … }`, `COUNT { … }`, `COLLECT { … }`.
    Subquery(SubqueryKind, Box<SubqueryBody>),
}

/// What is made of the rows of a subquery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubqueryKind {
    /// Whether there are any.
    Exists,
    /// How many there are.
    Count,
    /// The list of what they return.
    Collect,
}

/// What stands between the braces of a subquery expression.
#[derive(Debug, Clone, PartialEq)]
pub enum SubqueryBody {
    /// `patterns [WHERE condition]`, without `MATCH`.
    Pattern(Vec<PatternPart>, Option<Expr>),
    /// A whole query; the `RETURN` may be missing.
    Query(Query),
}

/// Whether something is turned round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Negation {
    /// As it is.
    Plain,
    /// `NOT`.
    Negated,
}

/// An item of a map projection.
#[derive(Debug, Clone, PartialEq)]
pub enum MapItem {
    /// `.key`.
    Property(Name),
    /// `.*`.
    All,
    /// `key: value`.
    Entry(Name, Expr),
    /// `name`: the variable under its own name.
    Variable(Name),
}

/// An operator before an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `NOT`.
    Not,
    /// `-`.
    Minus,
    /// `+`.
    Plus,
}

/// An operator between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `OR`.
    Or,
    /// `XOR`.
    Xor,
    /// `AND`.
    And,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `%`.
    Modulo,
    /// `^`.
    Power,
    /// `||`.
    Concatenate,
    /// `IN`.
    In,
    /// `STARTS WITH`.
    StartsWith,
    /// `ENDS WITH`.
    EndsWith,
    /// `CONTAINS`.
    Contains,
    /// `=~`.
    Matches,
}

/// An operator of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonOp {
    /// `=`.
    Equal,
    /// `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// How many items must meet a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// Every one.
    All,
    /// At least one.
    Any,
    /// Not one.
    None,
    /// Exactly one.
    Single,
}

/// A call of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionCall {
    /// Its name, with dots.
    pub name: Name,
    /// Whether equal arguments of an aggregation count once.
    pub distinct: bool,
    /// Its arguments.
    pub arguments: Vec<Expr>,
}

/// What a `SHOW` lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// `SHOW INDEXES`.
    Indexes,
    /// `SHOW CONSTRAINTS`.
    Constraints,
    /// `SHOW PROCEDURES`.
    Procedures,
    /// `SHOW FUNCTIONS`.
    Functions,
}

/// A change of indexes or constraints.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaCommand {
    /// What is done.
    pub action: SchemaAction,
    /// `IF NOT EXISTS`, `IF EXISTS`.
    pub lenient: bool,
    /// The whole command.
    pub span: Span,
}

/// The sorts of schema commands.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemaAction {
    /// `CREATE INDEX [name] FOR (n:Label) ON (n.key, …)`.
    CreateIndex(SchemaItem),
    /// `CREATE CONSTRAINT [name] FOR (n:Label) REQUIRE n.key IS UNIQUE`.
    CreateUnique(SchemaItem),
    /// `CREATE CONSTRAINT [name] FOR (n:Label) REQUIRE n.key IS NOT NULL`.
    CreateNotNull(SchemaItem),
    /// `DROP INDEX name`.
    DropIndex(Name),
    /// `DROP CONSTRAINT name`.
    DropConstraint(Name),
}

/// What an index or constraint is on.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaItem {
    /// What it is called.
    pub name: Option<Name>,
    /// Whether it is on relationships, not nodes.
    pub on_relationships: bool,
    /// The label or type.
    pub label: Name,
    /// The properties.
    pub keys: Vec<Name>,
}
