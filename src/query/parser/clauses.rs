//! Clauses.

use super::{MOST_NODES, Parser};
use crate::query::ast::{
    Call, Clause, ClauseKind, Expr, ExprKind, Imports, LabelExpr, Match, Merge, Name, Projection,
    ProjectionItem, RemoveItem, SetItem, SortItem, Subquery, Yield,
};
use crate::query::error::QueryError;

impl Parser<'_> {
    /// Parses a clause if one begins here.
    pub(super) fn clause(&mut self) -> Result<Option<Clause>, QueryError> {
        let start = self.span();
        let kind = self.nested(Self::clause_kind)?;
        Ok(kind.map(|kind| Clause { kind, span: start.to(self.last_span()) }))
    }

    fn clause_kind(&mut self) -> Result<Option<ClauseKind>, QueryError> {
        let kind = if self.takes_word("MATCH") {
            self.match_clause(false)?
        } else if self.takes_words(&["OPTIONAL", "MATCH"]) {
            self.match_clause(true)?
        } else if self.takes_words(&["OPTIONAL", "CALL"]) {
            self.call_clause(true)?
        } else if self.takes_word("UNWIND") {
            let list = self.expression()?;
            self.expect_word("AS")?;
            ClauseKind::Unwind { list, name: self.name("a name")? }
        } else if self.takes_word("WITH") {
            let projection = self.projection()?;
            ClauseKind::With(projection, self.where_clause()?)
        } else if self.takes_word("RETURN") {
            ClauseKind::Return(self.projection()?)
        } else if self.takes_word("CREATE") {
            ClauseKind::Create(self.listed(Self::pattern_part)?)
        } else if self.takes_word("MERGE") {
            self.merge_clause()?
        } else if self.takes_word("SET") {
            ClauseKind::Set(self.listed(Self::set_item)?)
        } else if self.takes_word("REMOVE") {
            ClauseKind::Remove(self.listed(Self::remove_item)?)
        } else if self.takes_words(&["DETACH", "DELETE"]) {
            ClauseKind::Delete { detach: true, items: self.listed(Self::expression)? }
        } else if self.takes_words(&["NODETACH", "DELETE"]) || self.takes_word("DELETE") {
            ClauseKind::Delete { detach: false, items: self.listed(Self::expression)? }
        } else if self.takes_word("CALL") {
            self.call_clause(false)?
        } else if self.takes_word("FOREACH") {
            self.foreach_clause()?
        } else if self.takes_words(&["LOAD", "CSV"]) {
            self.load_csv_clause()?
        } else if self.takes_word("FINISH") {
            ClauseKind::Finish
        } else {
            return Ok(None);
        };
        Ok(Some(kind))
    }

    fn match_clause(&mut self, optional: bool) -> Result<ClauseKind, QueryError> {
        let mut n_nodes = 0;
        let patterns = self.listed(|parser| {
            let part = parser.pattern_part()?;
            n_nodes += part.path.elements.len() / 2 + 1;
            parser.check_number(n_nodes, MOST_NODES, "nodes in a MATCH")?;
            Ok(part)
        })?;
        Ok(ClauseKind::Match(Match { optional, patterns, condition: self.where_clause()? }))
    }

    fn projection(&mut self) -> Result<Projection, QueryError> {
        let start = self.span();
        let distinct = self.takes_word("DISTINCT");
        let star = self.takes("*");
        let has_items = !star || self.takes(",");
        let items = if has_items { self.listed(Self::projection_item)? } else { Vec::new() };
        let mut order = Vec::new();
        if self.takes_words(&["ORDER", "BY"]) {
            order = self.listed(Self::sort_item)?;
        }
        let skip = if self.takes_word("SKIP") || self.takes_word("OFFSET") {
            Some(self.expression()?)
        } else {
            None
        };
        let limit = if self.takes_word("LIMIT") { Some(self.expression()?) } else { None };
        Ok(Projection { distinct, star, items, order, skip, limit, span: start.to(self.last_span()) })
    }

    fn projection_item(&mut self) -> Result<ProjectionItem, QueryError> {
        let start = self.span();
        let expr = self.expression()?;
        let text = self.text_of(start, self.last_span());
        let alias = if self.takes_word("AS") { Some(self.name("the name of a column")?) } else { None };
        Ok(ProjectionItem { expr, alias, text })
    }

    fn sort_item(&mut self) -> Result<SortItem, QueryError> {
        let expr = self.expression()?;
        let descending = self.takes_word("DESC") || self.takes_word("DESCENDING");
        if !descending && !self.takes_word("ASC") {
            self.takes_word("ASCENDING");
        }
        Ok(SortItem { expr, descending })
    }

    fn merge_clause(&mut self) -> Result<ClauseKind, QueryError> {
        let pattern = self.pattern_part()?;
        let mut merge = Merge { pattern, on_match: Vec::new(), on_create: Vec::new() };
        while self.is_word("ON") {
            self.at += 1;
            let is_match = self.takes_word("MATCH");
            if !is_match {
                self.expect_word("CREATE")?;
            }
            self.expect_word("SET")?;
            let items = self.listed(Self::set_item)?;
            if is_match { merge.on_match.extend(items) } else { merge.on_create.extend(items) }
        }
        Ok(ClauseKind::Merge(merge))
    }

    fn set_item(&mut self) -> Result<SetItem, QueryError> {
        if self.is_name() && (self.is_after(1, ":") || self.is_word_after(1, "IS")) {
            let name = self.name("a variable")?;
            return Ok(SetItem::Labels { name, labels: self.label_names()? });
        }
        if self.is_name() && (self.is_after(1, "=") || self.is_after(1, "+=")) {
            let name = self.name("a variable")?;
            let merges = self.takes("+=");
            if !merges {
                self.expect("=")?;
            }
            let value = self.expression()?;
            return Ok(if merges {
                SetItem::Merge { name, value }
            } else {
                SetItem::Replace { name, value }
            });
        }
        let target = self.property_target()?;
        self.expect("=")?;
        Ok(SetItem::Property { target, value: self.expression()? })
    }

    /// Parses `expr.key` or `expr[key]`.
    fn property_target(&mut self) -> Result<Expr, QueryError> {
        let target = self.nested(Self::target)?;
        match target.kind {
            ExprKind::Property(..) | ExprKind::Index(..) => Ok(target),
            _ => Err(self.unexpected("a property, such as `n.name`")),
        }
    }

    fn label_names(&mut self) -> Result<Vec<Name>, QueryError> {
        if !self.takes_word("IS") {
            self.expect(":")?;
        }
        match self.label_or()? {
            LabelExpr::Name(name) => Ok(vec![name]),
            LabelExpr::And(labels) => labels
                .into_iter()
                .map(|label| match label {
                    LabelExpr::Name(name) => Ok(name),
                    _ => Err(self.unexpected("labels between colons")),
                })
                .collect(),
            _ => Err(self.unexpected("labels between colons")),
        }
    }

    fn remove_item(&mut self) -> Result<RemoveItem, QueryError> {
        if self.is_name() && self.is_after(1, ":") {
            let name = self.name("a variable")?;
            return Ok(RemoveItem::Labels { name, labels: self.label_names()? });
        }
        self.property_target().map(RemoveItem::Property)
    }

    fn call_clause(&mut self, optional: bool) -> Result<ClauseKind, QueryError> {
        if self.is("{") || (self.is("(")) {
            return self.subquery_clause(optional);
        }
        let procedure = self.dotted_name("the name of a procedure")?;
        let mut arguments = None;
        if self.takes("(") {
            arguments = Some(if self.is(")") { Vec::new() } else { self.listed(Self::expression)? });
            self.expect(")")?;
        }
        let yields = self.yields()?;
        let condition = if matches!(yields, Yield::Absent) { None } else { self.where_clause()? };
        Ok(ClauseKind::Call(Call { optional, procedure, arguments, yields, condition }))
    }

    fn yields(&mut self) -> Result<Yield, QueryError> {
        if !self.takes_word("YIELD") {
            return Ok(Yield::Absent);
        }
        if self.takes("*") {
            return Ok(Yield::All);
        }
        if self.takes("-") {
            return Ok(Yield::Items(Vec::new()));
        }
        let items = self.listed(|parser| {
            let column = parser.name("the name of a column")?;
            let alias = if parser.takes_word("AS") { Some(parser.name("a name")?) } else { None };
            Ok((column, alias))
        })?;
        Ok(Yield::Items(items))
    }

    fn subquery_clause(&mut self, optional: bool) -> Result<ClauseKind, QueryError> {
        let mut imports = None;
        if self.takes("(") {
            imports = Some(if self.takes("*") {
                Imports::All
            } else if self.is(")") {
                Imports::Names(Vec::new())
            } else {
                Imports::Names(self.listed(|parser| parser.name("a variable"))?)
            });
            self.expect(")")?;
        }
        self.expect("{")?;
        let query = self.query()?;
        self.expect("}")?;
        let mut in_transactions = None;
        if self.takes_words(&["IN", "TRANSACTIONS"]) {
            let mut size = None;
            if self.takes_word("OF") {
                size = Some(self.expression()?);
                if !self.takes_word("ROWS") {
                    self.expect_word("ROW")?;
                }
            }
            in_transactions = Some(size);
        }
        Ok(ClauseKind::Subquery(Subquery { optional, imports, query, in_transactions }))
    }

    fn foreach_clause(&mut self) -> Result<ClauseKind, QueryError> {
        self.expect("(")?;
        let name = self.name("a name")?;
        self.expect_word("IN")?;
        let list = self.with_bar(true, Self::expression)?;
        self.expect("|")?;
        let mut clauses = Vec::new();
        while let Some(clause) = self.clause()? {
            clauses.push(clause);
        }
        if clauses.is_empty() {
            return Err(self.unexpected("a writing clause such as SET or CREATE"));
        }
        self.expect(")")?;
        Ok(ClauseKind::Foreach { name, list, clauses })
    }

    fn load_csv_clause(&mut self) -> Result<ClauseKind, QueryError> {
        let headers = self.takes_words(&["WITH", "HEADERS"]);
        self.expect_word("FROM")?;
        let file = self.expression()?;
        self.expect_word("AS")?;
        let name = self.name("a name")?;
        let separator = if self.takes_word("FIELDTERMINATOR") { Some(self.expression()?) } else { None };
        Ok(ClauseKind::LoadCsv { headers, file, name, separator })
    }
}
