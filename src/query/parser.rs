//! From tokens to the syntax tree: recursive descent, with precedence climbing for operators.
//!
//! Words are keywords only where the grammar wants one, so that most of them may be names too. Nesting is
//! limited by count, so that no text exhausts the stack.

mod clauses;
mod expressions;
mod patterns;
mod schema;
mod special;

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::ast::{Mode, Name, Query, SingleQuery, Statement, StatementKind, UnionKind};
use super::error::{Detail, QueryError};
use super::lexer::{Token, TokenKind, tokens};
use crate::model::Span;

/// How deep expressions, patterns and subqueries may nest.
const DEEPEST: usize = 100;

/// How many operators, keys or indexes may follow each other in one expression for nothing.
const FREE_LINKS: usize = 16;

/// How many more than that a statement may have in all: each makes the tree of an expression one level deeper.
const MOST_LINKS: usize = 500;

/// How many clauses, and queries of a `UNION`, there may be.
const MOST_PARTS: usize = 1_000;

/// How many nodes a `MATCH` may have.
const MOST_NODES: usize = 200;

/// Parses one statement; a semicolon may end it.
///
/// # Errors
/// [`Detail::UnexpectedSyntax`] and other syntax errors, at the first token that does not fit.
pub fn parse(text: &str) -> Result<Statement, QueryError> {
    let mut parser = Parser::new(text)?;
    let statement = parser.statement()?;
    parser.takes(";");
    if parser.is_end() { Ok(statement) } else { Err(parser.unexpected("the end of the query")) }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// How many operators followed each other beyond [`FREE_LINKS`].
    n_links: usize,
    /// Tokens at which no pattern begins, though a parenthesis stands there.
    no_pattern: BTreeSet<usize>,
    /// Whether `|` ends an expression, as it does in a comprehension.
    bar_ends: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Result<Self, QueryError> {
        Ok(Parser {
            text,
            tokens: tokens(text)?,
            at: 0,
            depth: 0,
            n_links: 0,
            no_pattern: BTreeSet::new(),
            bar_ends: false,
        })
    }

    fn statement(&mut self) -> Result<Statement, QueryError> {
        let mode = if self.takes_word("EXPLAIN") {
            Mode::Explain
        } else if self.takes_word("PROFILE") {
            Mode::Profile
        } else {
            Mode::Run
        };
        let kind = match self.schema_statement()? {
            Some(kind) => kind,
            None => StatementKind::Query(self.query()?),
        };
        Ok(Statement { mode, kind })
    }

    /// Parses queries put together by `UNION`.
    fn query(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.single_query()?];
        let mut unions = Vec::new();
        while self.is_word("UNION") {
            let start = self.span();
            self.at += 1;
            let kind = if self.takes_word("ALL") {
                UnionKind::All
            } else {
                self.takes_word("DISTINCT");
                UnionKind::Distinct
            };
            unions.push((kind, start.to(self.last_span())));
            parts.push(self.single_query()?);
            self.check_number(parts.len(), MOST_PARTS, "queries in a UNION")?;
        }
        Ok(Query { parts, unions })
    }

    fn single_query(&mut self) -> Result<SingleQuery, QueryError> {
        let start = self.span();
        let mut clauses = Vec::new();
        while let Some(clause) = self.clause()? {
            clauses.push(clause);
            self.check_number(clauses.len(), MOST_PARTS, "clauses")?;
        }
        if clauses.is_empty() {
            return Err(self.unexpected("a clause such as MATCH, CREATE or RETURN"));
        }
        Ok(SingleQuery { clauses, span: start.to(self.last_span()) })
    }

    fn kind(&self) -> &TokenKind {
        self.kind_after(0)
    }

    fn kind_after(&self, n_tokens: usize) -> &TokenKind {
        self.tokens.get(self.at + n_tokens).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn is_end(&self) -> bool {
        matches!(self.kind(), TokenKind::End)
    }

    /// Returns where the next token stands.
    fn span(&self) -> Span {
        self.tokens.get(self.at).or(self.tokens.last()).map_or_else(Span::default, |token| token.span)
    }

    /// Returns where the token before stands.
    fn last_span(&self) -> Span {
        self.tokens.get(self.at.saturating_sub(1)).map_or_else(Span::default, |token| token.span)
    }

    fn is(&self, sign: &str) -> bool {
        self.is_after(0, sign)
    }

    fn is_after(&self, n_tokens: usize, sign: &str) -> bool {
        matches!(self.kind_after(n_tokens), TokenKind::Sign(found) if *found == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        self.is_word_after(0, word)
    }

    fn is_word_after(&self, n_tokens: usize, word: &str) -> bool {
        matches!(self.kind_after(n_tokens), TokenKind::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn takes(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    /// Takes several words in a row, or none.
    fn takes_words(&mut self, words: &[&str]) -> bool {
        let found = (0..).zip(words).all(|(n_tokens, word)| self.is_word_after(n_tokens, word));
        self.at += if found { words.len() } else { 0 };
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), QueryError> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn expect_word(&mut self, word: &str) -> Result<(), QueryError> {
        if self.takes_word(word) { Ok(()) } else { Err(self.unexpected(word)) }
    }

    fn unexpected(&self, expected: &str) -> QueryError {
        let found = match self.kind() {
            TokenKind::End => "the end of the query".to_owned(),
            _ => format!("`{}`", self.span().of(self.text)),
        };
        let message = format!("unexpected {found}; expected {expected}");
        QueryError::syntax(Detail::UnexpectedSyntax, self.span(), message)
    }

    /// Reads a name: a word or back-quoted.
    fn name(&mut self, what: &str) -> Result<Name, QueryError> {
        let text = match self.kind() {
            TokenKind::Word(text) | TokenKind::Quoted(text) => text.clone(),
            _ => return Err(self.unexpected(what)),
        };
        let span = self.span();
        self.at += 1;
        Ok(Name { text, span })
    }

    fn is_name(&self) -> bool {
        matches!(self.kind(), TokenKind::Word(_) | TokenKind::Quoted(_))
    }

    /// Reads a name with dots: of a function or procedure.
    fn dotted_name(&mut self, what: &str) -> Result<Name, QueryError> {
        let first = self.name(what)?;
        let mut text = String::from(first.text.as_str());
        while self.is(".") {
            self.at += 1;
            let part = self.name(what)?;
            text.push('.');
            text.push_str(&part.text);
        }
        Ok(Name { text: SmolStr::from(text), span: first.span.to(self.last_span()) })
    }

    /// Reads items between commas.
    fn listed<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, QueryError>,
    ) -> Result<Vec<T>, QueryError> {
        let mut items = vec![item(self)?];
        while self.takes(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// Reads something one level deeper.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, QueryError>) -> Result<T, QueryError> {
        if self.depth >= DEEPEST {
            let message = format!("more than {DEEPEST} levels of nesting");
            return Err(QueryError::syntax(Detail::Other, self.span(), message));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Counts one more of what may follow each other; `n_before` of them stand before it.
    fn link(&mut self, n_before: usize) -> Result<(), QueryError> {
        self.n_links += usize::from(n_before >= FREE_LINKS);
        if self.n_links <= MOST_LINKS {
            return Ok(());
        }
        let message = format!("more than {MOST_LINKS} operators one after another");
        Err(QueryError::syntax(Detail::Other, self.span(), message)
            .with_hint("lists and parameters hold any number of values: `x IN $values`, `reduce(…)`"))
    }

    fn check_number(&self, number: usize, most: usize, what: &str) -> Result<(), QueryError> {
        if number <= most {
            return Ok(());
        }
        let message = format!("more than {most} {what}");
        Err(QueryError::syntax(Detail::Other, self.last_span(), message))
    }

    /// Tries to read something; goes back to where it stood if it does not fit.
    fn attempt<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, QueryError>) -> Option<T> {
        let (at, depth) = (self.at, self.depth);
        let result = inner(self).ok();
        if result.is_none() {
            (self.at, self.depth) = (at, depth);
        }
        result
    }

    /// Reads something in which `|` does or does not end an expression.
    fn with_bar<T>(
        &mut self,
        bar_ends: bool,
        inner: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        let before = std::mem::replace(&mut self.bar_ends, bar_ends);
        let result = inner(self);
        self.bar_ends = before;
        result
    }
}

#[cfg(test)]
mod tests;
