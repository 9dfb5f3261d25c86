//! openCypher.

pub mod ast;
pub mod error;
mod lexer;
pub mod parser;
