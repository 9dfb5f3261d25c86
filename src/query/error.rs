//! Why a query gave no answer.

use std::fmt;

use thiserror::Error;

use crate::model::Span;

/// Why a query gave no answer; the graph is as it was before.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{message}")]
pub struct QueryError {
    /// The class, in openCypher's words.
    pub kind: ErrorKind,
    /// Whether it was found before anything ran.
    pub phase: Phase,
    /// What exactly is wrong, in one word of openCypher's TCK; empty where it has none.
    pub detail: Detail,
    /// What is wrong, in words: lower case, names in backticks.
    pub message: String,
    /// Where in the text.
    pub span: Option<Span>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The classes of errors of openCypher, and one for limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is no query.
    SyntaxError,
    /// A parameter is missing.
    ParameterMissing,
    /// A value has the wrong type.
    TypeError,
    /// An argument is out of range.
    ArgumentError,
    /// An arithmetic operation has no result.
    ArithmeticError,
    /// A node, relationship or property is no longer there.
    EntityNotFound,
    /// A property cannot be read.
    PropertyNotFound,
    /// A label cannot be read.
    LabelNotFound,
    /// A rule of the graph would be broken: a node with relationships deleted.
    ConstraintVerificationFailed,
    /// A constraint would be broken by the result of the statement.
    ConstraintValidationFailed,
    /// Meaning rather than grammar is wrong.
    SemanticError,
    /// A procedure went wrong.
    ProcedureError,
    /// A limit of time, memory or rows was reached.
    Limit,
    /// It was stopped from outside.
    Interrupted,
}

/// When an error was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Before anything ran.
    CompileTime,
    /// While it ran.
    Runtime,
}

macro_rules! details {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What exactly is wrong, in the words of openCypher's TCK.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        #[expect(missing_docs, reason = "the names are openCypher's and say it")]
        pub enum Detail {
            /// No word of the TCK fits.
            #[default]
            Other,
            $($(#[$doc])* $name,)*
        }

        impl Detail {
            /// Returns the word; empty for [`Detail::Other`].
            pub const fn as_str(self) -> &'static str {
                match self {
                    Detail::Other => "",
                    $(Detail::$name => stringify!($name),)*
                }
            }
        }
    };
}

details! {
    AmbiguousAggregationExpression,
    ColumnNameConflict,
    CreateBlockedByConstraint,
    CreatingVarLength,
    DeleteConnectedNode,
    DeletedEntityAccess,
    DifferentColumnsInUnion,
    DivisionByZero,
    FloatingPointOverflow,
    IntegerOverflow,
    InvalidAggregation,
    InvalidArgumentExpression,
    InvalidArgumentPassingMode,
    InvalidArgumentType,
    InvalidArgumentValue,
    InvalidClauseComposition,
    InvalidDelete,
    InvalidNumberLiteral,
    InvalidNumberOfArguments,
    InvalidParameterUse,
    InvalidPropertyType,
    InvalidRelationshipPattern,
    InvalidUnicodeCharacter,
    InvalidUnicodeLiteral,
    InvalidValueType,
    ListElementAccess,
    MapElementAccessByNonString,
    MergeReadOwnWrites,
    MissingParameter,
    NegativeIntegerArgument,
    NestedAggregation,
    NoExpressionAlias,
    NonConstantExpression,
    NoSingleRelationshipType,
    NoVariablesInScope,
    NumberOutOfRange,
    ProcedureNotFound,
    PropertyAccessOnNonMap,
    RelationshipUniquenessViolation,
    RequiresDirectedRelationship,
    UndefinedVariable,
    UnexpectedParameter,
    UnexpectedSyntax,
    UnknownFunction,
    VariableAlreadyBound,
    VariableTypeConflict,
}

impl ErrorKind {
    /// Returns openCypher's word for the class.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorKind::SyntaxError => "SyntaxError",
            ErrorKind::ParameterMissing => "ParameterMissing",
            ErrorKind::TypeError => "TypeError",
            ErrorKind::ArgumentError => "ArgumentError",
            ErrorKind::ArithmeticError => "ArithmeticError",
            ErrorKind::EntityNotFound => "EntityNotFound",
            ErrorKind::PropertyNotFound => "PropertyNotFound",
            ErrorKind::LabelNotFound => "LabelNotFound",
            ErrorKind::ConstraintVerificationFailed => "ConstraintVerificationFailed",
            ErrorKind::ConstraintValidationFailed => "ConstraintValidationFailed",
            ErrorKind::SemanticError => "SemanticError",
            ErrorKind::ProcedureError => "ProcedureError",
            ErrorKind::Limit => "LimitReached",
            ErrorKind::Interrupted => "Interrupted",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phase::CompileTime => "compile time",
            Phase::Runtime => "runtime",
        })
    }
}

impl QueryError {
    /// Returns an error of the text, found before anything ran.
    pub fn syntax(detail: Detail, span: Span, message: impl Into<String>) -> Self {
        QueryError {
            kind: ErrorKind::SyntaxError,
            phase: Phase::CompileTime,
            detail,
            message: message.into(),
            span: Some(span),
            hint: None,
        }
    }

    /// Returns an error that came up while a query ran.
    pub fn runtime(kind: ErrorKind, detail: Detail, message: impl Into<String>) -> Self {
        QueryError { kind, phase: Phase::Runtime, detail, message: message.into(), span: None, hint: None }
    }

    /// Returns the error with a place, unless it has one.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// Returns the error with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
