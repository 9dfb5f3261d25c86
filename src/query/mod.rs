//! openCypher.

pub mod ast;
pub mod bound;
pub mod error;
pub mod functions;
mod lexer;
pub mod parser;
