//! Statements about indexes and constraints, and `SHOW`.

use super::Parser;
use crate::query::ast::{Name, SchemaAction, SchemaCommand, SchemaItem, Show, StatementKind};
use crate::query::error::QueryError;

impl Parser<'_> {
    /// Parses a statement that is no query, if one begins here.
    pub(super) fn schema_statement(&mut self) -> Result<Option<StatementKind>, QueryError> {
        let start = self.span();
        if self.takes_word("SHOW") {
            let show = self.show()?;
            return Ok(Some(StatementKind::Show(show, start.to(self.last_span()))));
        }
        let is_drop = self.is_word("DROP");
        if !is_drop && !self.is_word("CREATE") {
            return Ok(None);
        }
        let skip = usize::from(self.is_word_after(1, "RANGE") || self.is_word_after(1, "TEXT"));
        let is_index = self.is_word_after(1 + skip, "INDEX");
        if !is_index && !self.is_word_after(1, "CONSTRAINT") {
            return Ok(None);
        }
        self.at += 2 + skip;
        let (action, lenient) = match (is_drop, is_index) {
            (true, _) => {
                let name = self.name("the name of an index or constraint")?;
                let lenient = self.takes_words(&["IF", "EXISTS"]);
                (
                    if is_index { SchemaAction::DropIndex(name) } else { SchemaAction::DropConstraint(name) },
                    lenient,
                )
            }
            (false, true) => {
                let (name, lenient) = self.schema_name()?;
                (SchemaAction::CreateIndex(self.index_item(name)?), lenient)
            }
            (false, false) => {
                let (name, lenient) = self.schema_name()?;
                (self.constraint(name)?, lenient)
            }
        };
        let span = start.to(self.last_span());
        Ok(Some(StatementKind::Schema(SchemaCommand { action, lenient, span })))
    }

    fn show(&mut self) -> Result<Show, QueryError> {
        self.takes_word("ALL");
        let shows = [
            ("INDEXES", Show::Indexes),
            ("INDEX", Show::Indexes),
            ("CONSTRAINTS", Show::Constraints),
            ("CONSTRAINT", Show::Constraints),
            ("PROCEDURES", Show::Procedures),
            ("PROCEDURE", Show::Procedures),
            ("FUNCTIONS", Show::Functions),
            ("FUNCTION", Show::Functions),
        ];
        let found = shows.iter().find(|(word, _)| self.is_word(word)).map(|(_, show)| *show);
        let show = found.ok_or_else(|| self.unexpected("INDEXES, CONSTRAINTS, PROCEDURES or FUNCTIONS"))?;
        self.at += 1;
        Ok(show)
    }

    fn schema_name(&mut self) -> Result<(Option<Name>, bool), QueryError> {
        let is_name = self.is_name() && !self.is_word("FOR") && !self.is_word("IF") && !self.is_word("ON");
        let name = if is_name { Some(self.name("a name")?) } else { None };
        Ok((name, self.takes_words(&["IF", "NOT", "EXISTS"])))
    }

    fn index_item(&mut self, name: Option<Name>) -> Result<SchemaItem, QueryError> {
        self.expect_word("FOR")?;
        let (variable, on_relationships, label) = self.schema_pattern()?;
        self.expect_word("ON")?;
        let keys = self.schema_keys(&variable)?;
        Ok(SchemaItem { name, on_relationships, label, keys })
    }

    fn constraint(&mut self, name: Option<Name>) -> Result<SchemaAction, QueryError> {
        self.expect_word("FOR")?;
        let (variable, on_relationships, label) = self.schema_pattern()?;
        self.expect_word("REQUIRE")?;
        let keys = self.schema_keys(&variable)?;
        self.expect_word("IS")?;
        let item = SchemaItem { name, on_relationships, label, keys };
        if self.takes_word("UNIQUE") {
            return Ok(SchemaAction::CreateUnique(item));
        }
        self.expect_word("NOT")?;
        self.expect_word("NULL")?;
        Ok(SchemaAction::CreateNotNull(item))
    }

    /// Parses `(n:Label)` or `()-[r:TYPE]-()`.
    fn schema_pattern(&mut self) -> Result<(Name, bool, Name), QueryError> {
        self.expect("(")?;
        let on_relationships = self.takes(")");
        if on_relationships {
            self.takes("<");
            self.expect("-")?;
            self.expect("[")?;
        }
        let variable = self.name("a variable")?;
        self.expect(":")?;
        let label = self.name("a label or type")?;
        if on_relationships {
            self.expect("]")?;
            self.expect("-")?;
            self.takes(">");
            self.expect("(")?;
        }
        self.expect(")")?;
        Ok((variable, on_relationships, label))
    }

    /// Parses `n.key` or `(n.key, …)`.
    fn schema_keys(&mut self, variable: &Name) -> Result<Vec<Name>, QueryError> {
        let key = |parser: &mut Self| {
            if !matches!(parser.kind(), crate::query::lexer::TokenKind::Word(text) | crate::query::lexer::TokenKind::Quoted(text) if *text == variable.text)
            {
                return Err(parser.unexpected(&format!("`{}.` and a property key", variable.text)));
            }
            parser.at += 1;
            parser.expect(".")?;
            parser.name("a property key")
        };
        if !self.takes("(") {
            return Ok(vec![key(self)?]);
        }
        let keys = self.listed(key)?;
        self.expect(")")?;
        Ok(keys)
    }
}
