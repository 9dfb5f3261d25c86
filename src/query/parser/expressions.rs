//! Expressions.

use smol_str::SmolStr;

use super::Parser;
use crate::model::{Span, Value};
use crate::query::ast::{
    BinaryOp, ComparisonOp, Expr, ExprKind, FunctionCall, MapItem, Name, Negation, Quantifier, SubqueryBody,
    SubqueryKind, UnaryOp,
};
use crate::query::error::{Detail, QueryError};
use crate::query::functions::{TYPE_WORDS, ValueType};
use crate::query::lexer::TokenKind;

/// How tightly an operator binds; the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    Xor,
    And,
    Not,
    Comparison,
    Predicate,
    Sum,
    Product,
    Power,
    Unary,
}

type Parsed = Result<Expr, QueryError>;

/// The normal forms of Unicode.
pub(super) const NORMAL_FORMS: [&str; 4] = ["NFC", "NFD", "NFKC", "NFKD"];

fn joined(operator: BinaryOp, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span }
}

/// Says whether a type takes another in `<…>`.
fn takes_inner(word: &str) -> bool {
    matches!(word, "LIST" | "ARRAY" | "ANY" | "VALUE")
}

impl Parser<'_> {
    /// Parses an expression.
    pub(super) fn expression(&mut self) -> Parsed {
        self.nested(|parser| parser.binary(Level::Or))
    }

    /// Parses an expression in which `|` is an operator of labels again.
    pub(super) fn enclosed(&mut self) -> Parsed {
        self.with_bar(false, Self::expression)
    }

    /// Parses operators of a level and all that bind more tightly.
    fn binary(&mut self, level: Level) -> Parsed {
        match level {
            Level::Or => self.connected("OR", BinaryOp::Or, Level::Xor),
            Level::Xor => self.connected("XOR", BinaryOp::Xor, Level::And),
            Level::And => self.connected("AND", BinaryOp::And, Level::Not),
            Level::Not => self.negation(),
            Level::Comparison => self.comparison(),
            Level::Predicate => self.predicate(),
            Level::Sum => {
                let signs = [("+", BinaryOp::Add), ("-", BinaryOp::Subtract), ("||", BinaryOp::Concatenate)];
                self.left(&signs, Level::Product)
            }
            Level::Product => {
                let signs = [("*", BinaryOp::Multiply), ("/", BinaryOp::Divide), ("%", BinaryOp::Modulo)];
                self.left(&signs, Level::Power)
            }
            Level::Power => self.left(&[("^", BinaryOp::Power)], Level::Unary),
            Level::Unary => self.unary(),
        }
    }

    /// Parses conditions between connectives, any number of them: as all connectives are associative, the tree is
    /// as flat as it can be. Conditions keep their order.
    fn connected(&mut self, word: &str, operator: BinaryOp, tighter: Level) -> Parsed {
        let mut terms = vec![self.binary(tighter)?];
        while self.takes_word(word) {
            terms.push(self.binary(tighter)?);
        }
        while terms.len() > 2 {
            let mut pairs = Vec::with_capacity(terms.len().div_ceil(2));
            let mut rest = terms.into_iter();
            while let Some(left) = rest.next() {
                pairs.push(match rest.next() {
                    Some(right) => joined(operator, left, right),
                    None => left,
                });
            }
            terms = pairs;
        }
        let mut terms = terms.into_iter();
        match (terms.next(), terms.next()) {
            (Some(left), Some(right)) => Ok(joined(operator, left, right)),
            (Some(only), None) => Ok(only),
            (None, _) => Err(self.unexpected("an expression")),
        }
    }

    /// Parses left-associative operators.
    fn left(&mut self, operators: &[(&str, BinaryOp)], tighter: Level) -> Parsed {
        let mut expr = self.binary(tighter)?;
        let mut n_links = 0;
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| self.is(sign)) {
            self.link(n_links)?;
            n_links += 1;
            self.at += 1;
            let right = self.binary(tighter)?;
            expr = joined(*operator, expr, right);
        }
        Ok(expr)
    }

    fn negation(&mut self) -> Parsed {
        let start = self.span();
        if !self.takes_word("NOT") {
            return self.binary(Level::Comparison);
        }
        let inner = self.nested(Self::negation)?;
        let span = start.to(inner.span);
        Ok(Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(inner)), span })
    }

    fn comparison(&mut self) -> Parsed {
        const OPERATORS: [(&str, ComparisonOp); 6] = [
            ("=", ComparisonOp::Equal),
            ("<>", ComparisonOp::NotEqual),
            ("<", ComparisonOp::Less),
            ("<=", ComparisonOp::LessOrEqual),
            (">", ComparisonOp::Greater),
            (">=", ComparisonOp::GreaterOrEqual),
        ];
        let first = self.binary(Level::Predicate)?;
        let (mut terms, mut operators) = (vec![first], Vec::new());
        while let Some((_, operator)) = OPERATORS.iter().find(|(sign, _)| self.is(sign)) {
            self.at += 1;
            operators.push(*operator);
            terms.push(self.binary(Level::Predicate)?);
        }
        if operators.is_empty() {
            return Ok(terms.swap_remove(0));
        }
        let span = terms[0].span.to(terms[terms.len() - 1].span);
        Ok(Expr { kind: ExprKind::Comparison(terms, operators), span })
    }

    /// Parses predicates on texts, lists and null, which chain to the left.
    fn predicate(&mut self) -> Parsed {
        let mut expr = self.binary(Level::Sum)?;
        let mut n_links = 0;
        while self.is_predicate() {
            self.link(n_links)?;
            n_links += 1;
            expr = self.predicate_on(expr)?;
        }
        Ok(expr)
    }

    /// Says whether the rest of a predicate stands here.
    pub(super) fn is_predicate(&self) -> bool {
        let is_word = |word| self.is_word(word);
        self.is("=~")
            || is_word("IN")
            || is_word("CONTAINS")
            || ((is_word("STARTS") || is_word("ENDS")) && self.is_word_after(1, "WITH"))
            || self.is_test()
    }

    /// Says whether `IS` stands here with something that it may test.
    fn is_test(&self) -> bool {
        let is_word = |word| self.is_word_after(1, word);
        self.is_word("IS")
            && (is_word("NULL")
                || is_word("NOT")
                || is_word("TYPED")
                || is_word("NORMALIZED")
                || NORMAL_FORMS.iter().any(|form| is_word(form) && self.is_word_after(2, "NORMALIZED"))
                || self.is_after(1, ":") && self.is_after(2, ":"))
    }

    /// Parses what a predicate says of an expression.
    pub(super) fn predicate_on(&mut self, expr: Expr) -> Parsed {
        if self.is_word("IS") {
            return self.test(expr);
        }
        let operator = if self.takes("=~") {
            BinaryOp::Matches
        } else if self.takes_word("IN") {
            BinaryOp::In
        } else if self.takes_word("CONTAINS") {
            BinaryOp::Contains
        } else if self.takes_words(&["STARTS", "WITH"]) {
            BinaryOp::StartsWith
        } else {
            self.expect_word("ENDS")?;
            self.expect_word("WITH")?;
            BinaryOp::EndsWith
        };
        let right = self.binary(Level::Sum)?;
        Ok(joined(operator, expr, right))
    }

    /// Parses `IS [NOT] NULL`, `IS [NOT] :: TYPE`, `IS [NOT] NFC NORMALIZED`.
    fn test(&mut self, expr: Expr) -> Parsed {
        let start = expr.span;
        self.expect_word("IS")?;
        let negated = self.takes_word("NOT");
        if self.takes_word("NULL") {
            let negation = if negated { Negation::Negated } else { Negation::Plain };
            let kind = ExprKind::IsNull(Box::new(expr), negation);
            return Ok(Expr { kind, span: start.to(self.last_span()) });
        }
        let form = NORMAL_FORMS.iter().find(|form| self.takes_word(form)).copied();
        let test = if form.is_some() || self.is_word("NORMALIZED") {
            self.expect_word("NORMALIZED")?;
            self.call("isNormalized", vec![expr, self.text_literal(form.unwrap_or("NFC"))], start)
        } else {
            if !self.takes_word("TYPED") {
                self.expect(":")?;
                self.expect(":")?;
            }
            let of_type = self.value_type()?;
            self.call("hv.isTyped", vec![expr, of_type], start)
        };
        if !negated {
            return Ok(test);
        }
        let span = test.span;
        Ok(Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(test)), span })
    }

    /// Parses a type of values into the text that `hv.isTyped` takes.
    fn value_type(&mut self) -> Parsed {
        let start = self.span();
        let (mut words, mut n_open) = (Vec::<String>::new(), 0_usize);
        loop {
            let word = match self.kind() {
                TokenKind::Word(word) if TYPE_WORDS.iter().any(|own| word.eq_ignore_ascii_case(own)) => {
                    word.to_ascii_uppercase()
                }
                TokenKind::Word(word)
                    if word.eq_ignore_ascii_case("NOT") && self.is_word_after(1, "NULL") =>
                {
                    "NOT".to_owned()
                }
                TokenKind::Sign("<") if words.last().is_some_and(|last| takes_inner(last)) => {
                    n_open += 1;
                    "<".to_owned()
                }
                TokenKind::Sign(">") if n_open > 0 => {
                    n_open -= 1;
                    ">".to_owned()
                }
                TokenKind::Sign("|") if !words.is_empty() && (n_open > 0 || !self.bar_ends) => "|".to_owned(),
                _ => break,
            };
            words.push(word);
            self.at += 1;
        }
        let span = start.to(self.last_span());
        let text = words.join(" ");
        if ValueType::parse(&text).is_none() {
            return Err(if words.is_empty() {
                self.unexpected("a type such as INTEGER or LIST<STRING NOT NULL>")
            } else {
                let message = format!("`{}` is no type of values", span.of(self.text));
                QueryError::syntax(Detail::UnexpectedSyntax, span, message)
                    .with_hint("`valueType(x)` tells the type of a value")
            });
        }
        Ok(Expr { kind: ExprKind::Literal(Value::from(text)), span })
    }

    /// Returns the call of a function that stands behind other words.
    fn call(&self, name: &str, arguments: Vec<Expr>, start: Span) -> Expr {
        let span = start.to(self.last_span());
        let name = Name { text: name.into(), span };
        Expr { kind: ExprKind::Call(FunctionCall { name, distinct: false, arguments }), span }
    }

    fn text_literal(&self, text: &str) -> Expr {
        Expr { kind: ExprKind::Literal(Value::from(text)), span: self.last_span() }
    }

    fn unary(&mut self) -> Parsed {
        let start = self.span();
        let operator = if self.takes("-") {
            UnaryOp::Minus
        } else if self.takes("+") {
            UnaryOp::Plus
        } else {
            return self.postfix();
        };
        if let (UnaryOp::Minus, TokenKind::Integer(number)) = (operator, self.kind().clone()) {
            // The least number has no positive twin.
            let number = 0_i64.checked_sub_unsigned(number);
            if let Some(number) = number {
                self.at += 1;
                let literal = Expr {
                    kind: ExprKind::Literal(Value::Integer(number)),
                    span: start.to(self.last_span()),
                };
                return self.postfix_of(literal);
            }
        }
        let inner = self.nested(Self::unary)?;
        let span = start.to(inner.span);
        Ok(Expr { kind: ExprKind::Unary(operator, Box::new(inner)), span })
    }

    fn postfix(&mut self) -> Parsed {
        let atom = self.atom()?;
        self.postfix_of(atom)
    }

    /// Parses what may follow an atom: `.key`, `[…]`, `{…}`, `:Label`.
    fn postfix_of(&mut self, mut expr: Expr) -> Parsed {
        let mut n_links = 0;
        loop {
            let start = expr.span;
            let kind = if self.is(".") {
                self.at += 1;
                let key = self.name("a property key")?;
                ExprKind::Property(Box::new(expr), key)
            } else if self.is("[") {
                self.at += 1;
                self.index_or_slice(expr)?
            } else if self.is("{") && matches!(expr.kind, ExprKind::Variable(_)) {
                ExprKind::MapProjection(Box::new(expr), self.map_projection()?)
            } else if self.is(":") && self.is_label_test() {
                self.at += 1;
                ExprKind::HasLabels(Box::new(expr), self.label_or()?)
            } else {
                return Ok(expr);
            };
            self.link(n_links)?;
            n_links += 1;
            expr = Expr { kind, span: start.to(self.last_span()) };
        }
    }

    fn is_label_test(&self) -> bool {
        matches!(self.kind_after(1), TokenKind::Word(_) | TokenKind::Quoted(_))
            || self.is_after(1, "!")
            || self.is_after(1, "%")
            || self.is_after(1, "(")
    }

    fn index_or_slice(&mut self, expr: Expr) -> Result<ExprKind, QueryError> {
        let base = Box::new(expr);
        let from = if self.is("..") { None } else { Some(Box::new(self.enclosed()?)) };
        if self.takes("..") {
            let to = if self.is("]") { None } else { Some(Box::new(self.enclosed()?)) };
            self.expect("]")?;
            return Ok(ExprKind::Slice(base, from, to));
        }
        self.expect("]")?;
        match from {
            Some(index) => Ok(ExprKind::Index(base, index)),
            None => Err(self.unexpected("an index")),
        }
    }

    fn map_projection(&mut self) -> Result<Vec<MapItem>, QueryError> {
        self.expect("{")?;
        if self.takes("}") {
            return Ok(Vec::new());
        }
        let items = self.listed(|parser| {
            if parser.takes(".") {
                if parser.takes("*") {
                    return Ok(MapItem::All);
                }
                return parser.name("a property key").map(MapItem::Property);
            }
            let name = parser.name("a key or variable")?;
            if parser.takes(":") {
                Ok(MapItem::Entry(name, parser.enclosed()?))
            } else {
                Ok(MapItem::Variable(name))
            }
        })?;
        self.expect("}")?;
        Ok(items)
    }

    /// Parses an expression without operators around it.
    pub(super) fn atom(&mut self) -> Parsed {
        let start = self.span();
        let literal = match self.kind().clone() {
            TokenKind::Integer(number) => Value::Integer(i64::try_from(number).map_err(|_| {
                QueryError::syntax(Detail::IntegerOverflow, start, format!("`{number}` does not fit 64 bits"))
            })?),
            TokenKind::Float(number) => Value::Float(number),
            TokenKind::Text(text) => Value::String(text),
            TokenKind::Parameter(name) => {
                self.at += 1;
                return Ok(Expr { kind: ExprKind::Parameter(name), span: start });
            }
            TokenKind::Sign("(") => return self.parenthesis(),
            TokenKind::Sign("[") => return self.nested(Self::bracket),
            TokenKind::Sign("{") => return self.nested(Self::map),
            TokenKind::Word(word) => return self.word_atom(&word),
            TokenKind::Quoted(_) => return self.name_atom(),
            _ => return Err(self.unexpected("an expression")),
        };
        self.at += 1;
        Ok(Expr { kind: ExprKind::Literal(literal), span: start })
    }

    fn parenthesis(&mut self) -> Parsed {
        if let Some(pattern) = self.pattern_expression() {
            return Ok(pattern);
        }
        self.expect("(")?;
        let inner = self.enclosed()?;
        self.expect(")")?;
        Ok(inner)
    }

    /// Parses a list or a comprehension.
    fn bracket(&mut self) -> Parsed {
        let start = self.span();
        self.expect("[")?;
        let kind = match self.pattern_comprehension()? {
            Some(kind) => kind,
            None if self.is_name() && self.is_word_after(1, "IN") => self.list_comprehension()?,
            None if self.is("]") => ExprKind::List(Vec::new()),
            None => ExprKind::List(self.listed(Self::enclosed)?),
        };
        self.expect("]")?;
        Ok(Expr { kind, span: start.to(self.last_span()) })
    }

    fn pattern_comprehension(&mut self) -> Result<Option<ExprKind>, QueryError> {
        let is_named = self.is_name() && self.is_after(1, "=") && self.is_after(2, "(");
        if !is_named && !self.is("(") {
            return Ok(None);
        }
        let start = self.at;
        let name = if is_named { Some(self.name("the name of a path")?) } else { None };
        self.at += usize::from(is_named);
        let path = self.relationships_pattern();
        let Some(path) = path.filter(|_| self.is("|") || self.is_word("WHERE")) else {
            self.at = start;
            return Ok(None);
        };
        let condition = self.with_bar(true, Self::where_clause)?.map(Box::new);
        self.expect("|")?;
        let result = Box::new(self.enclosed()?);
        Ok(Some(ExprKind::PatternComprehension { name, path: Box::new(path), condition, result }))
    }

    fn list_comprehension(&mut self) -> Result<ExprKind, QueryError> {
        let (name, list) = self.name_in_list()?;
        let condition = self.with_bar(true, Self::where_clause)?.map(Box::new);
        let result = if self.takes("|") { Some(Box::new(self.enclosed()?)) } else { None };
        Ok(ExprKind::ListComprehension { name, list, condition, result })
    }

    /// Parses `name IN list`, before `WHERE` or `|`.
    fn name_in_list(&mut self) -> Result<(Name, Box<Expr>), QueryError> {
        let name = self.name("a name")?;
        self.expect_word("IN")?;
        let list = self.with_bar(true, Self::expression)?;
        Ok((name, Box::new(list)))
    }

    /// Parses a map.
    pub(super) fn map(&mut self) -> Parsed {
        let start = self.span();
        self.expect("{")?;
        let mut entries = Vec::new();
        if !self.is("}") {
            entries = self.listed(|parser| {
                let key = parser.name("a key")?;
                parser.expect(":")?;
                Ok((key, parser.enclosed()?))
            })?;
        }
        self.expect("}")?;
        Ok(Expr { kind: ExprKind::Map(entries), span: start.to(self.last_span()) })
    }

    fn word_atom(&mut self, word: &SmolStr) -> Parsed {
        let start = self.span();
        let upper = word.to_ascii_uppercase();
        let literal = match upper.as_str() {
            "TRUE" => Some(Value::Boolean(true)),
            "FALSE" => Some(Value::Boolean(false)),
            "NULL" => Some(Value::Null),
            "INF" | "INFINITY" if !self.is_after(1, "(") => None,
            _ => None,
        };
        if let Some(literal) = literal.filter(|_| !self.is_after(1, "(")) {
            self.at += 1;
            return Ok(Expr { kind: ExprKind::Literal(literal), span: start });
        }
        let special = match upper.as_str() {
            "CASE" if !self.is_after(1, ".") => Some(self.nested(Self::case)?),
            "COUNT" if self.is_after(1, "(") && self.is_after(2, "*") && self.is_after(3, ")") => {
                self.at += 4;
                Some(ExprKind::CountStar)
            }
            "EXISTS" if self.is_after(1, "{") => Some(self.nested(|p| p.subquery(SubqueryKind::Exists))?),
            "COUNT" if self.is_after(1, "{") => Some(self.nested(|p| p.subquery(SubqueryKind::Count))?),
            "COLLECT" if self.is_after(1, "{") => Some(self.nested(|p| p.subquery(SubqueryKind::Collect))?),
            "ALL" | "ANY" | "NONE" | "SINGLE" if self.is_after(1, "(") && self.is_word_after(3, "IN") => {
                Some(self.quantifier_expression(&upper)?)
            }
            "REDUCE" if self.is_after(1, "(") && self.is_after(3, "=") => Some(self.nested(Self::reduce)?),
            "SHORTESTPATH" | "ALLSHORTESTPATHS" if self.is_after(1, "(") => match self.shortest_function() {
                Some(selector) => Some(ExprKind::ShortestPath(Box::new(self.shortest_path(selector)?))),
                None => None,
            },
            _ => None,
        };
        match special {
            Some(kind) => Ok(Expr { kind, span: start.to(self.last_span()) }),
            None => self.name_atom(),
        }
    }

    /// Parses a variable or a function call.
    fn name_atom(&mut self) -> Parsed {
        let start = self.span();
        let mut n_dotted = 0;
        while self.is_after(2 * n_dotted + 1, ".") && self.is_name_at(2 * n_dotted + 2) {
            n_dotted += 1;
        }
        if !self.is_after(2 * n_dotted + 1, "(") {
            let name = self.name("an expression")?;
            return Ok(Expr { kind: ExprKind::Variable(name.text), span: start });
        }
        let name = self.dotted_name("the name of a function")?;
        let call = self.nested(|parser| match name.text.as_str() {
            text if text.eq_ignore_ascii_case("trim") => parser.trim_arguments(name),
            text if text.eq_ignore_ascii_case("normalize") => parser.normalize_arguments(name),
            _ => parser.arguments(name),
        })?;
        Ok(Expr { kind: ExprKind::Call(call), span: start.to(self.last_span()) })
    }

    fn is_name_at(&self, n_tokens: usize) -> bool {
        matches!(self.kind_after(n_tokens), TokenKind::Word(_) | TokenKind::Quoted(_))
    }

    pub(super) fn arguments(&mut self, name: Name) -> Result<FunctionCall, QueryError> {
        self.expect("(")?;
        let distinct = self.takes_word("DISTINCT");
        let arguments = if self.is(")") { Vec::new() } else { self.listed(Self::enclosed)? };
        self.expect(")")?;
        Ok(FunctionCall { name, distinct, arguments })
    }

    fn quantifier_expression(&mut self, word: &str) -> Result<ExprKind, QueryError> {
        let quantifier = match word {
            "ALL" => Quantifier::All,
            "ANY" => Quantifier::Any,
            "NONE" => Quantifier::None,
            _ => Quantifier::Single,
        };
        self.at += 1;
        self.expect("(")?;
        let name = self.name("a name")?;
        self.expect_word("IN")?;
        let list = Box::new(self.enclosed()?);
        let condition = self.with_bar(false, Self::where_clause)?.map(Box::new);
        self.expect(")")?;
        Ok(ExprKind::Quantifier { quantifier, name, list, condition })
    }

    fn reduce(&mut self) -> Result<ExprKind, QueryError> {
        self.at += 1;
        self.expect("(")?;
        let accumulator = self.name("the name of the running result")?;
        self.expect("=")?;
        let start = Box::new(self.enclosed()?);
        self.expect(",")?;
        let (name, list) = self.name_in_list()?;
        self.expect("|")?;
        let result = Box::new(self.enclosed()?);
        self.expect(")")?;
        Ok(ExprKind::Reduce { accumulator, start, name, list, result })
    }

    fn subquery(&mut self, kind: SubqueryKind) -> Result<ExprKind, QueryError> {
        self.at += 1;
        self.expect("{")?;
        let body = self.with_bar(false, |parser| {
            if parser.is("(")
                || (parser.is_name() && parser.is_after(1, "="))
                || parser.shortest_function().is_some()
            {
                let patterns = parser.listed(Parser::pattern_part)?;
                return Ok(SubqueryBody::Pattern(patterns, parser.where_clause()?));
            }
            parser.query().map(SubqueryBody::Query)
        })?;
        self.expect("}")?;
        Ok(ExprKind::Subquery(kind, Box::new(body)))
    }

    /// Returns the text between two places.
    pub(super) fn text_of(&self, start: Span, end: Span) -> SmolStr {
        start.to(end).of(self.text).into()
    }
}

impl Parser<'_> {
    /// Parses what `SET` or `REMOVE` is about: an atom with `.key` and `[key]` after it.
    pub(super) fn target(&mut self) -> Parsed {
        self.postfix()
    }
}
