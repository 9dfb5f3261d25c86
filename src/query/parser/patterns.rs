//! Patterns: paths, nodes, relationships, labels.

use super::Parser;
use crate::model::Span;
use crate::query::ast::{
    Arrow, Expr, ExprKind, GroupPattern, LabelExpr, Length, NodePattern, PathElement, PathPattern,
    PatternPart, RelationshipPattern, Selector,
};
use crate::query::error::{Detail, QueryError};
use crate::query::lexer::TokenKind;

impl Parser<'_> {
    /// Parses one pattern between commas: `[name =] [selector] path`.
    pub(super) fn pattern_part(&mut self) -> Result<PatternPart, QueryError> {
        let start = self.span();
        let has_name = self.is_name() && self.is_after(1, "=");
        let name = if has_name { Some(self.name("the name of a path")?) } else { None };
        if has_name {
            self.expect("=")?;
        }
        if let Some(selector) = self.shortest_function() {
            let mut part = self.shortest_path(selector)?;
            part.name = name;
            part.span = start.to(self.last_span());
            return Ok(part);
        }
        let selector = self.selector()?;
        let path = self.nested(Self::path_pattern)?;
        Ok(PatternPart { name, selector, path, span: start.to(self.last_span()) })
    }

    /// Says which of the functions over a path begins here.
    pub(super) fn shortest_function(&self) -> Option<Selector> {
        let is_call = self.is_after(1, "(");
        match self.kind() {
            TokenKind::Word(word) if is_call && word.eq_ignore_ascii_case("shortestPath") => {
                Some(Selector::ShortestPath)
            }
            TokenKind::Word(word) if is_call && word.eq_ignore_ascii_case("allShortestPaths") => {
                Some(Selector::AllShortestPaths)
            }
            _ => None,
        }
    }

    /// Parses `shortestPath(…)` from its name on.
    pub(super) fn shortest_path(&mut self, selector: Selector) -> Result<PatternPart, QueryError> {
        let start = self.span();
        self.at += 1;
        self.expect("(")?;
        let path = self.nested(Self::path_pattern)?;
        self.expect(")")?;
        Ok(PatternPart { name: None, selector, path, span: start.to(self.last_span()) })
    }

    fn selector(&mut self) -> Result<Selector, QueryError> {
        if self.takes_words(&["ALL", "SHORTEST"]) {
            self.takes_path_word();
            return Ok(Selector::ShortestGroups(1));
        }
        if self.takes_words(&["ANY", "SHORTEST"]) {
            self.takes_path_word();
            return Ok(Selector::Shortest(1));
        }
        if self.takes_word("SHORTEST") {
            let count = self.small_count()?.unwrap_or(1);
            self.takes_path_word();
            let groups = self.takes_word("GROUPS") || self.takes_word("GROUP");
            return Ok(if groups { Selector::ShortestGroups(count) } else { Selector::Shortest(count) });
        }
        if self.is_word("ANY") {
            self.at += 1;
            let count = self.small_count()?.unwrap_or(1);
            self.takes_path_word();
            return Ok(Selector::Any(count));
        }
        if self.is_word("ALL")
            && (self.is_after(1, "(") || self.is_word_after(1, "PATHS") || self.is_word_after(1, "PATH"))
        {
            self.at += 1;
            self.takes_path_word();
        }
        Ok(Selector::All)
    }

    fn takes_path_word(&mut self) {
        if !self.takes_word("PATHS") {
            self.takes_word("PATH");
        }
    }

    fn small_count(&mut self) -> Result<Option<u32>, QueryError> {
        let TokenKind::Integer(count) = *self.kind() else { return Ok(None) };
        let count = u32::try_from(count).ok().filter(|count| *count > 0);
        let count = count.ok_or_else(|| self.unexpected("a number of paths, 1 or more"))?;
        self.at += 1;
        Ok(Some(count))
    }

    /// Parses a path: at least one node or group.
    pub(super) fn path_pattern(&mut self) -> Result<PathPattern, QueryError> {
        let start = self.span();
        let mut elements = Vec::new();
        self.path_factor(&mut elements)?;
        loop {
            if self.starts_relationship() {
                let relationship = self.relationship()?;
                elements.push(PathElement::Relationship(relationship));
                self.path_factor(&mut elements)?;
            } else if self.is("(")
                && (self.is_after(1, "(") || matches!(elements.last(), Some(PathElement::Group(_))))
            {
                self.path_factor(&mut elements)?;
            } else {
                break;
            }
        }
        if matches!(elements.last(), Some(PathElement::Group(_))) {
            elements.push(anonymous(self.last_span()));
        }
        Ok(PathPattern { elements, span: start.to(self.last_span()) })
    }

    /// Parses a node or a group; an anonymous node stands where two of another sort would meet.
    fn path_factor(&mut self, elements: &mut Vec<PathElement>) -> Result<(), QueryError> {
        if !(self.is("(") && self.is_after(1, "(")) {
            elements.push(PathElement::Node(self.node()?));
            return Ok(());
        }
        if !matches!(elements.last(), Some(PathElement::Node(_))) {
            elements.push(anonymous(self.span()));
        }
        let group = self.nested(Self::group)?;
        elements.push(PathElement::Group(group));
        Ok(())
    }

    fn group(&mut self) -> Result<GroupPattern, QueryError> {
        let start = self.span();
        self.expect("(")?;
        let path = self.path_pattern()?;
        let condition = self.where_clause()?;
        self.expect(")")?;
        let length =
            self.quantifier()?.ok_or_else(|| self.unexpected("a quantifier such as `{1,3}` or `+`"))?;
        Ok(GroupPattern { path, condition, length, span: start.to(self.last_span()) })
    }

    /// Parses `+`, `*`, `{n}`, `{m,n}` if one stands here.
    fn quantifier(&mut self) -> Result<Option<Length>, QueryError> {
        let start = self.span();
        let (least, greatest) = if self.takes("+") {
            (1, None)
        } else if self.takes("*") {
            (0, None)
        } else if self.is("{")
            && (matches!(self.kind_after(1), TokenKind::Integer(_)) || self.is_after(1, ","))
        {
            self.at += 1;
            let least = self.count();
            let range = self.takes(",");
            let greatest = if range { self.count() } else { least };
            self.expect("}")?;
            (least.unwrap_or(0), greatest)
        } else {
            return Ok(None);
        };
        Ok(Some(Length { least, greatest, quantifier: true, span: start.to(self.last_span()) }))
    }

    fn count(&mut self) -> Option<u64> {
        let TokenKind::Integer(count) = *self.kind() else { return None };
        self.at += 1;
        Some(count)
    }

    /// Parses a node pattern.
    pub(super) fn node(&mut self) -> Result<NodePattern, QueryError> {
        let start = self.span();
        self.expect("(")?;
        let is_where = self.is_word("WHERE") && !self.is_after(1, ")");
        let name = if self.is_name() && !is_where { Some(self.name("a name")?) } else { None };
        let labels = self.labels()?;
        let properties = self.properties()?;
        let condition = self.where_clause()?;
        if !self.takes(")") {
            return Err(self.unexpected("`)`, labels, properties or WHERE"));
        }
        Ok(NodePattern { name, labels, properties, condition, span: start.to(self.last_span()) })
    }

    /// Parses `:Label…` if it stands here.
    fn labels(&mut self) -> Result<Option<LabelExpr>, QueryError> {
        if self.takes(":")
            || (self.is_word("IS") && {
                self.at += 1;
                true
            })
        {
            return self.with_bar(false, Self::label_or).map(Some);
        }
        Ok(None)
    }

    /// Parses a map or parameter of properties if one stands here.
    fn properties(&mut self) -> Result<Option<Expr>, QueryError> {
        let is_parameter = matches!(self.kind(), TokenKind::Parameter(_));
        if self.is("{") || is_parameter {
            return self.nested(|parser| parser.with_bar(false, Parser::atom)).map(Some);
        }
        Ok(None)
    }

    /// Parses `WHERE condition` if it stands here.
    pub(super) fn where_clause(&mut self) -> Result<Option<Expr>, QueryError> {
        if self.takes_word("WHERE") { self.expression().map(Some) } else { Ok(None) }
    }

    /// Says whether a relationship pattern begins here.
    pub(super) fn starts_relationship(&self) -> bool {
        let dash = |n| self.is_after(n, "-") && (self.is_after(n + 1, "-") || self.is_after(n + 1, "["));
        dash(0) || (self.is("<") && dash(1))
    }

    fn relationship(&mut self) -> Result<RelationshipPattern, QueryError> {
        let start = self.span();
        let left = self.takes("<");
        self.expect("-")?;
        let mut relationship = RelationshipPattern {
            name: None,
            types: None,
            properties: None,
            condition: None,
            direction: Arrow::Either,
            length: None,
            span: start,
        };
        if self.takes("[") {
            self.relationship_body(&mut relationship)?;
            self.expect("]")?;
        }
        self.expect("-")?;
        let right = self.takes(">");
        relationship.direction = match (left, right) {
            (true, false) => Arrow::Left,
            (false, true) => Arrow::Right,
            _ => Arrow::Either,
        };
        if relationship.length.is_none() {
            relationship.length = self.quantifier()?;
        }
        relationship.span = start.to(self.last_span());
        Ok(relationship)
    }

    fn relationship_body(&mut self, relationship: &mut RelationshipPattern) -> Result<(), QueryError> {
        let is_where = self.is_word("WHERE") && !self.is_after(1, "]");
        if self.is_name() && !is_where {
            relationship.name = Some(self.name("a name")?);
        }
        relationship.types = self.labels()?;
        if self.is("*") {
            relationship.length = Some(self.length()?);
        }
        if self.is("..") {
            let message = "a length begins with `*`, as in `*1..3`";
            return Err(QueryError::syntax(Detail::InvalidRelationshipPattern, self.span(), message));
        }
        relationship.properties = self.properties()?;
        relationship.condition = self.where_clause()?;
        Ok(())
    }

    /// Parses `*`, `*n`, `*m..n`.
    fn length(&mut self) -> Result<Length, QueryError> {
        let start = self.span();
        self.expect("*")?;
        let first = self.count();
        let is_range = self.takes("..");
        let last = if is_range { self.count() } else { first };
        let span = start.to(self.last_span());
        let is_broken = matches!(self.kind(), TokenKind::Integer(_) | TokenKind::Float(_))
            || self.is("-")
            || self.is("..");
        if is_broken {
            let message = "a length is `*`, `*2`, `*1..3`, `*1..` or `*..3`, with whole numbers from 0 on";
            return Err(QueryError::syntax(
                Detail::InvalidRelationshipPattern,
                span.to(self.span()),
                message,
            ));
        }
        Ok(Length { least: first.unwrap_or(1), greatest: last, quantifier: false, span })
    }

    /// Parses labels: `|` binds least, then `&` and `:`, then `!`.
    pub(super) fn label_or(&mut self) -> Result<LabelExpr, QueryError> {
        let mut any = vec![self.label_and()?];
        while !self.bar_ends && self.is("|") {
            self.at += 1;
            // The older grammar repeats the colon: `:A|:B`.
            self.takes(":");
            any.push(self.label_and()?);
        }
        Ok(if any.len() == 1 { any.swap_remove(0) } else { LabelExpr::Or(any) })
    }

    fn label_and(&mut self) -> Result<LabelExpr, QueryError> {
        let mut all = vec![self.label_not()?];
        while self.takes("&") || self.takes(":") {
            all.push(self.label_not()?);
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { LabelExpr::And(all) })
    }

    fn label_not(&mut self) -> Result<LabelExpr, QueryError> {
        let span = self.span();
        if self.takes("!") {
            return self.nested(|parser| Ok(LabelExpr::Not(Box::new(parser.label_not()?))));
        }
        if self.takes("%") {
            return Ok(LabelExpr::Any(span));
        }
        if self.is("(") {
            return self.nested(|parser| {
                parser.at += 1;
                let inner = parser.with_bar(false, Parser::label_or)?;
                parser.expect(")")?;
                Ok(inner)
            });
        }
        self.name("a label or type").map(LabelExpr::Name)
    }

    /// Tries to parse a path of at least one relationship that begins at this parenthesis.
    pub(super) fn relationships_pattern(&mut self) -> Option<PathPattern> {
        if self.no_pattern.contains(&self.at) {
            return None;
        }
        let start = self.at;
        let path = self.attempt(|parser| {
            let path = parser.nested(Parser::path_pattern)?;
            let has_relationship = path.elements.len() > 1;
            if has_relationship { Ok(path) } else { Err(parser.unexpected("a relationship")) }
        });
        if path.is_none() {
            self.no_pattern.insert(start);
        }
        path
    }

    /// Tries to parse a pattern as an expression.
    pub(super) fn pattern_expression(&mut self) -> Option<Expr> {
        let start = self.span();
        let path = self.relationships_pattern()?;
        Some(Expr { kind: ExprKind::Pattern(Box::new(path)), span: start.to(self.last_span()) })
    }
}

fn anonymous(span: Span) -> PathElement {
    let span = Span { start: span.start, end: span.start };
    PathElement::Node(NodePattern { name: None, labels: None, properties: None, condition: None, span })
}
