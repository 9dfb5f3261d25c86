//! Expressions with words of their own inside: `CASE`, `trim(… FROM …)`, `normalize(…, NFC)`.

use super::Parser;
use crate::model::{Span, Value};
use crate::query::ast::{BinaryOp, ComparisonOp, Expr, ExprKind, FunctionCall, Name};
use crate::query::error::QueryError;
use crate::query::lexer::TokenKind;

/// The variable that holds the operand of a `CASE` whose branches test it; no name that is written can be it.
const OPERAND: &str = " operand";

const COMPARISONS: [(&str, ComparisonOp); 6] = [
    ("=", ComparisonOp::Equal),
    ("<>", ComparisonOp::NotEqual),
    ("<=", ComparisonOp::LessOrEqual),
    (">=", ComparisonOp::GreaterOrEqual),
    ("<", ComparisonOp::Less),
    (">", ComparisonOp::Greater),
];

impl Parser<'_> {
    /// Parses `CASE`: with conditions, with an operand and values, or with an operand and tests of it (`WHEN > 0, IS NULL`).
    pub(super) fn case(&mut self) -> Result<ExprKind, QueryError> {
        self.expect_word("CASE")?;
        let start = self.at;
        let operand = if self.is_word("WHEN") { None } else { Some(self.enclosed()?) };
        let is_volatile = (start..self.at).any(|at| self.is_volatile(at));
        let (mut branches, mut has_tests) = (Vec::new(), false);
        while self.takes_word("WHEN") {
            let conditions = match &operand {
                None => vec![When::Value(self.enclosed()?)],
                Some(operand) => self.listed(|parser| parser.when(operand, is_volatile))?,
            };
            has_tests |= conditions.len() > 1 || matches!(conditions.as_slice(), [When::Test(_)]);
            self.expect_word("THEN")?;
            branches.push((conditions, self.enclosed()?));
        }
        if branches.is_empty() {
            return Err(self.unexpected("WHEN"));
        }
        let otherwise = if self.takes_word("ELSE") { Some(Box::new(self.enclosed()?)) } else { None };
        self.expect_word("END")?;
        let span = self.last_span();
        let (Some(operand), true) = (&operand, has_tests) else {
            let values = branches.into_iter().filter_map(|(conditions, result)| {
                conditions.into_iter().map(When::into_expr).next().map(|value| (value, result))
            });
            return Ok(ExprKind::Case {
                operand: operand.map(Box::new),
                branches: values.collect(),
                otherwise,
            });
        };
        let tested = if is_volatile { variable(span) } else { operand.clone() };
        let branches = branches.into_iter().filter_map(|(conditions, result)| {
            let tests = conditions.into_iter().map(|condition| condition.into_test(&tested));
            Some((tests.reduce(|left, right| binary(BinaryOp::Or, left, right))?, result))
        });
        let case = ExprKind::Case { operand: None, branches: branches.collect(), otherwise };
        Ok(if is_volatile { once(operand.clone(), Expr { kind: case, span }) } else { case })
    }

    /// Says whether a token names a function that gives another value each time.
    fn is_volatile(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|token| &token.kind) {
            Some(TokenKind::Word(word)) => {
                word.eq_ignore_ascii_case("rand") || word.eq_ignore_ascii_case("randomUUID")
            }
            _ => false,
        }
    }

    /// Parses a value, or a test of the operand.
    fn when(&mut self, operand: &Expr, is_volatile: bool) -> Result<When, QueryError> {
        let tested = || if is_volatile { variable(operand.span) } else { operand.clone() };
        if let Some((_, operator)) = COMPARISONS.iter().find(|(sign, _)| self.takes(sign)) {
            let right = self.enclosed()?;
            let span = operand.span.to(right.span);
            let kind = ExprKind::Comparison(vec![tested(), right], vec![*operator]);
            return Ok(When::Test(Expr { kind, span }));
        }
        // A variable may be called like a predicate; then what follows it is no expression.
        let is_name = self.is_after(1, ",") || self.is_word_after(1, "THEN") || self.is_after(1, ".");
        if self.is_predicate() && !is_name {
            return self.predicate_on(tested()).map(When::Test);
        }
        self.enclosed().map(When::Value)
    }

    /// Parses `([[BOTH | LEADING | TRAILING] [characters] FROM] text)`, or arguments between commas.
    pub(super) fn trim_arguments(&mut self, mut name: Name) -> Result<FunctionCall, QueryError> {
        self.expect("(")?;
        let side =
            ["BOTH", "LEADING", "TRAILING"].into_iter().find(|side| self.is_word(side) && self.is_operand(1));
        self.at += usize::from(side.is_some());
        match side {
            Some("LEADING") => name.text = "lTrim".into(),
            Some("TRAILING") => name.text = "rTrim".into(),
            _ => {}
        }
        let mut arguments = Vec::new();
        if side.is_some() && self.takes_word("FROM") {
            arguments.push(self.enclosed()?);
        } else if !self.is(")") {
            let first = self.enclosed()?;
            if side.is_some() || self.is_word("FROM") {
                self.expect_word("FROM")?;
                arguments.extend([self.enclosed()?, first]);
            } else {
                arguments.push(first);
                while self.takes(",") {
                    arguments.push(self.enclosed()?);
                }
            }
        }
        self.expect(")")?;
        Ok(FunctionCall { name, distinct: false, arguments })
    }

    /// Says whether an expression without a sign before it begins so many tokens on.
    fn is_operand(&self, n_tokens: usize) -> bool {
        matches!(
            self.kind_after(n_tokens),
            TokenKind::Word(_) | TokenKind::Quoted(_) | TokenKind::Text(_) | TokenKind::Parameter(_)
        )
    }

    /// Parses arguments of which the second may be a bare normal form.
    pub(super) fn normalize_arguments(&mut self, name: Name) -> Result<FunctionCall, QueryError> {
        let mut call = self.arguments(name)?;
        if let Some(form) = call.arguments.get_mut(1)
            && let ExprKind::Variable(word) = &form.kind
            && super::expressions::NORMAL_FORMS.iter().any(|own| word.eq_ignore_ascii_case(own))
        {
            form.kind = ExprKind::Literal(Value::from(word.to_ascii_uppercase()));
        }
        Ok(call)
    }
}

/// What a branch of a `CASE` asks.
enum When {
    /// Whether the operand equals a value, or a condition where there is no operand.
    Value(Expr),
    /// Something else of the operand.
    Test(Expr),
}

impl When {
    fn into_expr(self) -> Expr {
        let (When::Value(expr) | When::Test(expr)) = self;
        expr
    }

    fn into_test(self, operand: &Expr) -> Expr {
        match self {
            When::Test(test) => test,
            When::Value(value) => {
                let span = operand.span.to(value.span);
                let kind = ExprKind::Comparison(vec![operand.clone(), value], vec![ComparisonOp::Equal]);
                Expr { kind, span }
            }
        }
    }
}

fn variable(span: Span) -> Expr {
    Expr { kind: ExprKind::Variable(OPERAND.into()), span }
}

fn binary(operator: BinaryOp, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span }
}

/// Returns an expression that computes an operand once: `[operand IN [value] | result][0]`.
fn once(value: Expr, result: Expr) -> ExprKind {
    let span = value.span;
    let name = Name { text: OPERAND.into(), span };
    let list = Box::new(Expr { kind: ExprKind::List(vec![value]), span });
    let kind = ExprKind::ListComprehension { name, list, condition: None, result: Some(Box::new(result)) };
    let first = Expr { kind: ExprKind::Literal(Value::Integer(0)), span };
    ExprKind::Index(Box::new(Expr { kind, span }), Box::new(first))
}
