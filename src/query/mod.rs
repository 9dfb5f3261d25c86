//! openCypher: from text to rows, in stages that each have a type of their own.
//!
//! | stage | module | from → to |
//! |---|---|---|
//! | lexer | `lexer` | text → tokens |
//! | parser | [`parser`] | tokens → [`ast`], every node with its place |
//! | binder | [`bind`](mod@bind) | [`ast`] → [`bound`]: scopes, kinds of variables, static types, aggregation; all compile-time errors |
//! | planner | `plan`, `optimize` | [`bound`] → a tree of logical operators, improved by passes, one file each |
//! | executor | [`exec`] | plan → rows, in [batches](exec::batch) of columns; one operator a file |
//! | evaluator | [`eval`] | [`bound`] expressions → values, row by row |
//!
//! [`functions`] says what functions there are, [`error`] what can go wrong, in the words of openCypher's TCK.
//! [`explain`] puts plans into words, [`place`](mod@place) finds lines and columns, [`script`] cuts a text into statements.
//! [`compare`](mod@compare) keeps the four notions of comparing values apart, [`aggregate`] sums rows up.

pub mod aggregate;
pub mod ast;
pub mod bind;
pub mod bound;
pub mod compare;
pub mod error;
pub mod eval;
pub mod exec;
pub mod explain;
pub mod functions;
mod lexer;
pub mod optimize;
pub mod parser;
pub mod place;
pub mod plan;
pub mod procedures;
pub mod script;
