//! Expressions: names, static types, places of patterns and aggregations.

use smol_str::SmolStr;

use super::Binder;
use super::patterns::label_test;
use super::scope::Scope;
use super::types::Static;
use crate::model::{Span, Value};
use crate::query::ast::{
    BinaryOp, Expr, ExprKind, FunctionCall, MapItem, Name, Negation, SubqueryKind, UnaryOp,
};
use crate::query::bound::{BoundExpr, BoundKind, SubqueryMode};
use crate::query::error::{Detail, QueryError};
use crate::query::functions::{self, Type};

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Anywhere.
    Value,
    /// As a condition, where a pattern asks whether it is found.
    Predicate,
    /// As an argument of a procedure.
    Argument,
}

type Typed = Result<(BoundExpr, Static), QueryError>;

impl Binder<'_> {
    /// Binds an expression.
    pub(super) fn expr(
        &mut self,
        expr: &Expr,
        scope: &Scope,
        context: Context,
    ) -> Result<BoundExpr, QueryError> {
        self.typed(expr, scope, context).map(|(bound, _)| bound)
    }

    /// Binds a condition.
    pub(super) fn condition(
        &mut self,
        condition: Option<&Expr>,
        scope: &Scope,
    ) -> Result<Option<BoundExpr>, QueryError> {
        let Some(condition) = condition else { return Ok(None) };
        self.boolean(condition, scope, Context::Predicate).map(Some)
    }

    fn boolean(&mut self, expr: &Expr, scope: &Scope, context: Context) -> Result<BoundExpr, QueryError> {
        let (bound, known) = self.typed(expr, scope, context)?;
        if known.may_be_boolean() { Ok(bound) } else { Err(wrong_type(expr, &known, "a boolean")) }
    }

    /// Binds an expression and returns what is known of its values.
    pub(super) fn typed(&mut self, expr: &Expr, scope: &Scope, context: Context) -> Typed {
        if let Some(slot) = self.projected(expr, scope) {
            return Ok((BoundExpr { kind: BoundKind::Slot(slot), span: expr.span }, self.known(slot)));
        }
        let (kind, known) = self.kind_of(expr, scope, context)?;
        Ok((BoundExpr { kind, span: expr.span }, known))
    }

    fn boxed(&mut self, expr: &Expr, scope: &Scope) -> Result<Box<BoundExpr>, QueryError> {
        self.expr(expr, scope, Context::Value).map(Box::new)
    }

    fn kind_of(
        &mut self,
        expr: &Expr,
        scope: &Scope,
        context: Context,
    ) -> Result<(BoundKind, Static), QueryError> {
        match &expr.kind {
            ExprKind::Literal(value) => Ok((BoundKind::Literal(value.clone()), Static::of(value))),
            ExprKind::Parameter(name) => Ok((BoundKind::Parameter(name.clone()), Static::Any)),
            ExprKind::Variable(name) => {
                let resolved = self.variable(name, expr.span, scope)?;
                self.check_grouped(&resolved.0, name, expr.span)?;
                Ok(resolved)
            }
            ExprKind::Property(base, key) => self.property(base, key, scope),
            ExprKind::Index(base, index) => {
                let (bound, known) = self.typed(base, scope, Context::Value)?;
                Ok((BoundKind::Index(Box::new(bound), self.boxed(index, scope)?), known.item()))
            }
            ExprKind::Slice(base, from, to) => self.slice(base, from.as_deref(), to.as_deref(), scope),
            ExprKind::List(items) => self.list(items, scope),
            ExprKind::Map(entries) => {
                let bound = self.entries(entries, scope)?;
                Ok((BoundKind::Map(bound), Static::Map))
            }
            ExprKind::MapProjection(base, items) => self.map_projection(base, items, scope),
            ExprKind::Unary(operator, inner) => self.unary(*operator, inner, scope, context),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, scope, context),
            ExprKind::Comparison(terms, operators) => {
                let terms = terms.iter().map(|term| self.expr(term, scope, Context::Value));
                let terms = terms.collect::<Result<_, _>>()?;
                Ok((BoundKind::Comparison(terms, operators.clone()), Static::Boolean))
            }
            ExprKind::IsNull(inner, negation) => {
                Ok((BoundKind::IsNull(self.boxed(inner, scope)?, *negation), Static::Boolean))
            }
            ExprKind::HasLabels(inner, labels) => {
                let (bound, known) = self.typed(inner, scope, Context::Value)?;
                if !matches!(known, Static::Any | Static::Node | Static::Edge) {
                    return Err(wrong_type(inner, &known, "a node or relationship"));
                }
                Ok((BoundKind::HasLabels(Box::new(bound), label_test(labels)), Static::Boolean))
            }
            ExprKind::Call(call) => self.function(call, scope, expr),
            ExprKind::CountStar => self.aggregate(expr, None, false, &[], scope),
            ExprKind::Case { operand, branches, otherwise } => {
                self.case(operand.as_deref(), branches, otherwise.as_deref(), scope)
            }
            ExprKind::ListComprehension { .. } | ExprKind::Quantifier { .. } | ExprKind::Reduce { .. } => {
                self.over_list(expr, scope)
            }
            ExprKind::Pattern(path) => self.pattern_predicate(path, scope, context, expr.span),
            ExprKind::PatternComprehension { name, path, condition, result } => {
                self.pattern_comprehension(name.as_ref(), path, condition.as_deref(), result, scope)
            }
            ExprKind::ShortestPath(part) => self.shortest_path(part, scope),
            ExprKind::Subquery(kind, body) => self.subquery_expression(*kind, body, scope),
        }
    }

    fn property(
        &mut self,
        base: &Expr,
        key: &Name,
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        let (bound, known) = self.typed(base, scope, Context::Value)?;
        if !known.may_have_properties() {
            return Err(wrong_type(base, &known, "a node, relationship, map or temporal value"));
        }
        Ok((BoundKind::Property(Box::new(bound), key.text.clone()), Static::Any))
    }

    fn slice(
        &mut self,
        base: &Expr,
        from: Option<&Expr>,
        to: Option<&Expr>,
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        let (bound, known) = self.typed(base, scope, Context::Value)?;
        let from = from.map(|from| self.boxed(from, scope)).transpose()?;
        let to = to.map(|to| self.boxed(to, scope)).transpose()?;
        let known = if matches!(known, Static::List(_)) { known } else { Static::Any };
        Ok((BoundKind::Slice(Box::new(bound), from, to), known))
    }

    fn list(&mut self, items: &[Expr], scope: &Scope) -> Result<(BoundKind, Static), QueryError> {
        let mut bound = Vec::with_capacity(items.len());
        let mut item_type: Option<Static> = None;
        for item in items {
            let (item, known) = self.typed(item, scope, Context::Value)?;
            item_type = Some(item_type.map_or(known.clone(), |earlier| earlier.or(&known)));
            bound.push(item);
        }
        Ok((BoundKind::List(bound), Static::List(Box::new(item_type.unwrap_or(Static::Any)))))
    }

    fn entries(
        &mut self,
        entries: &[(Name, Expr)],
        scope: &Scope,
    ) -> Result<Vec<(SmolStr, BoundExpr)>, QueryError> {
        let mut bound = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            bound.push((key.text.clone(), self.expr(value, scope, Context::Value)?));
        }
        Ok(bound)
    }

    fn map_projection(
        &mut self,
        base: &Expr,
        items: &[MapItem],
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        let (bound, known) = self.typed(base, scope, Context::Value)?;
        if !known.may_have_properties() {
            return Err(wrong_type(base, &known, "a node, relationship or map"));
        }
        let mut all = false;
        let mut entries = Vec::new();
        for item in items {
            match item {
                MapItem::All => all = true,
                MapItem::Property(key) => {
                    let kind = BoundKind::Property(Box::new(bound.clone()), key.text.clone());
                    entries.push((key.text.clone(), BoundExpr { kind, span: key.span }));
                }
                MapItem::Entry(key, value) => {
                    entries.push((key.text.clone(), self.expr(value, scope, Context::Value)?));
                }
                MapItem::Variable(name) => {
                    let variable = Expr { kind: ExprKind::Variable(name.text.clone()), span: name.span };
                    entries.push((name.text.clone(), self.expr(&variable, scope, Context::Value)?));
                }
            }
        }
        Ok((BoundKind::MapProjection(Box::new(bound), all, entries), Static::Map))
    }

    fn unary(
        &mut self,
        operator: UnaryOp,
        inner: &Expr,
        scope: &Scope,
        context: Context,
    ) -> Result<(BoundKind, Static), QueryError> {
        if operator == UnaryOp::Not {
            let bound = self.boolean(inner, scope, context)?;
            return Ok((BoundKind::Unary(operator, Box::new(bound)), Static::Boolean));
        }
        let (bound, known) = self.typed(inner, scope, Context::Value)?;
        if !known.may_be_number() && known != Static::Duration {
            return Err(wrong_type(inner, &known, "a number"));
        }
        Ok((BoundKind::Unary(operator, Box::new(bound)), known))
    }

    fn binary(
        &mut self,
        operator: BinaryOp,
        left: &Expr,
        right: &Expr,
        scope: &Scope,
        context: Context,
    ) -> Result<(BoundKind, Static), QueryError> {
        if matches!(operator, BinaryOp::And | BinaryOp::Or | BinaryOp::Xor) {
            let (left, right) = (self.boolean(left, scope, context)?, self.boolean(right, scope, context)?);
            return Ok((BoundKind::Binary(operator, Box::new(left), Box::new(right)), Static::Boolean));
        }
        let (bound_left, known_left) = self.typed(left, scope, Context::Value)?;
        let (bound_right, known_right) = self.typed(right, scope, Context::Value)?;
        let known = match operator {
            BinaryOp::In => {
                if !matches!(known_right, Static::Any | Static::List(_)) {
                    return Err(wrong_type(right, &known_right, "a list"));
                }
                Static::Boolean
            }
            BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains | BinaryOp::Matches => {
                Static::Boolean
            }
            BinaryOp::Add | BinaryOp::Concatenate => sum_type(&known_left, &known_right),
            BinaryOp::Subtract => {
                for (expr, known) in [(left, &known_left), (right, &known_right)] {
                    if !may_be_subtracted(known) {
                        return Err(wrong_type(expr, known, "a number, temporal value or duration"));
                    }
                }
                number_type(&known_left, &known_right)
            }
            _ => {
                let with_duration = matches!(operator, BinaryOp::Multiply | BinaryOp::Divide);
                for (expr, known) in [(left, &known_left), (right, &known_right)] {
                    let fits = known.may_be_number() || (with_duration && *known == Static::Duration);
                    if !fits {
                        return Err(wrong_type(expr, known, "a number"));
                    }
                }
                let known = number_type(&known_left, &known_right);
                if operator == BinaryOp::Power && known != Static::Any { Static::Float } else { known }
            }
        };
        Ok((BoundKind::Binary(operator, Box::new(bound_left), Box::new(bound_right)), known))
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        scope: &Scope,
    ) -> Result<(BoundKind, Static), QueryError> {
        let context = if operand.is_some() { Context::Value } else { Context::Predicate };
        let operand = operand.map(|operand| self.boxed(operand, scope)).transpose()?;
        let mut known: Option<Static> = None;
        let mut bound = Vec::with_capacity(branches.len());
        for (condition, result) in branches {
            let condition = self.expr(condition, scope, context)?;
            let (result, result_type) = self.typed(result, scope, Context::Value)?;
            known = Some(known.map_or(result_type.clone(), |earlier| earlier.or(&result_type)));
            bound.push((condition, result));
        }
        let mut known = known.unwrap_or(Static::Any);
        let otherwise = match otherwise {
            None => None,
            Some(otherwise) => {
                let (otherwise, otherwise_type) = self.typed(otherwise, scope, Context::Value)?;
                known = known.or(&otherwise_type);
                Some(Box::new(otherwise))
            }
        };
        Ok((BoundKind::Case { operand, branches: bound, otherwise }, known))
    }

    /// Binds what goes through a list with a local variable.
    fn over_list(&mut self, expr: &Expr, scope: &Scope) -> Result<(BoundKind, Static), QueryError> {
        match &expr.kind {
            ExprKind::ListComprehension { name, list, condition, result } => {
                let (list, known) = self.any_list(list, scope)?;
                let (local, inner) = self.add_local(&name.text, known.item(), scope);
                let bound = self.without_aggregates(|binder| {
                    let condition = binder.condition(condition.as_deref(), &inner)?.map(Box::new);
                    let result = match result.as_deref() {
                        None => None,
                        Some(result) => Some(binder.typed(result, &inner, Context::Value)?),
                    };
                    Ok((condition, result))
                });
                self.drop_locals(1);
                let (condition, result) = bound?;
                let item = result.as_ref().map_or(known.item(), |(_, known)| known.clone());
                let result = result.map(|(result, _)| Box::new(result));
                let kind = BoundKind::ListComprehension { local, list: Box::new(list), condition, result };
                Ok((kind, Static::List(Box::new(item))))
            }
            ExprKind::Quantifier { quantifier, name, list, condition } => {
                let condition = condition.as_deref().ok_or_else(|| {
                    let message = "`WHERE` and a condition are missing";
                    QueryError::syntax(Detail::UnexpectedSyntax, expr.span, message)
                })?;
                let (list, known) = self.any_list(list, scope)?;
                let (local, inner) = self.add_local(&name.text, known.item(), scope);
                let condition =
                    self.without_aggregates(|binder| binder.boolean(condition, &inner, Context::Predicate));
                self.drop_locals(1);
                let (list, condition) = (Box::new(list), Box::new(condition?));
                let kind = BoundKind::Quantifier { quantifier: *quantifier, local, list, condition };
                Ok((kind, Static::Boolean))
            }
            ExprKind::Reduce { accumulator, start, name, list, result } => {
                let start = self.boxed(start, scope)?;
                let (list, known) = self.any_list(list, scope)?;
                let (accumulator, inner) = self.add_local(&accumulator.text, Static::Any, scope);
                let (local, inner) = self.add_local(&name.text, known.item(), &inner);
                let result = self.without_aggregates(|binder| binder.boxed(result, &inner));
                self.drop_locals(2);
                let kind =
                    BoundKind::Reduce { accumulator, start, local, list: Box::new(list), result: result? };
                Ok((kind, Static::Any))
            }
            _ => Err(QueryError::syntax(Detail::UnexpectedSyntax, expr.span, "no list to go through")),
        }
    }

    fn any_list(&mut self, list: &Expr, scope: &Scope) -> Typed {
        let (bound, known) = self.typed(list, scope, Context::Value)?;
        if matches!(known, Static::Any | Static::List(_)) {
            Ok((bound, known))
        } else {
            Err(wrong_type(list, &known, "a list"))
        }
    }

    fn function(
        &mut self,
        call: &FunctionCall,
        scope: &Scope,
        expr: &Expr,
    ) -> Result<(BoundKind, Static), QueryError> {
        let name = &call.name;
        if let Some(aggregate) = functions::find_aggregate(&name.text) {
            return self.aggregate(expr, Some(aggregate), call.distinct, &call.arguments, scope);
        }
        if name.text.eq_ignore_ascii_case("exists") && call.arguments.len() == 1 {
            return self.exists(&call.arguments[0], scope);
        }
        let function = functions::find(&name.text).ok_or_else(|| unknown_function(name))?;
        let most = if function.repeats { usize::MAX } else { function.arguments.len() };
        if call.arguments.len() < function.required || call.arguments.len() > most {
            let message = format!("`{}` does not take {} arguments", function.name, call.arguments.len());
            let names: Vec<&str> = function.arguments.iter().map(|argument| argument.name).collect();
            return Err(QueryError::syntax(Detail::InvalidNumberOfArguments, expr.span, message)
                .with_hint(format!("it is `{}({})`", function.name, names.join(", "))));
        }
        if function.volatile && self.is_aggregating_argument() {
            let message =
                format!("`{}` gives another value each time and cannot be aggregated", function.name);
            return Err(QueryError::syntax(Detail::NonConstantExpression, expr.span, message));
        }
        let last = function.arguments.last();
        let declared = function.arguments.iter().chain(last.into_iter().cycle());
        let mut bound = Vec::with_capacity(call.arguments.len());
        let mut first = Static::Any;
        for (position, (argument, declared)) in call.arguments.iter().zip(declared).enumerate() {
            let (argument_bound, known) = self.typed(argument, scope, Context::Value)?;
            if !declared.types.is_empty() && !declared.types.iter().any(|declared| known.may_be(*declared)) {
                return Err(wrong_type(argument, &known, &wanted(declared.types)));
            }
            if position == 0 {
                first = known;
            }
            bound.push(argument_bound);
        }
        Ok((BoundKind::Call(function, bound), gives(function, &first)))
    }

    /// Binds `exists(pattern)` and `exists(property)`.
    fn exists(&mut self, argument: &Expr, scope: &Scope) -> Result<(BoundKind, Static), QueryError> {
        if matches!(argument.kind, ExprKind::Pattern(_)) {
            return self.kind_of(argument, scope, Context::Predicate);
        }
        if !matches!(argument.kind, ExprKind::Property(..) | ExprKind::Index(..)) {
            let message = "`exists` asks for a property or a pattern";
            return Err(QueryError::syntax(Detail::InvalidArgumentExpression, argument.span, message));
        }
        let inner = self.boxed(argument, scope)?;
        Ok((BoundKind::IsNull(inner, Negation::Negated), Static::Boolean))
    }

    fn pattern_predicate(
        &mut self,
        path: &crate::query::ast::PathPattern,
        scope: &Scope,
        context: Context,
        span: Span,
    ) -> Result<(BoundKind, Static), QueryError> {
        if context != Context::Predicate {
            let message = "a pattern stands only where a condition does";
            return Err(QueryError::syntax(Detail::UnexpectedSyntax, span, message)
                .with_hint("`EXISTS { … }` and `COUNT { … }` may stand anywhere"));
        }
        let subquery = self.found(path, scope, SubqueryMode::Kind(SubqueryKind::Exists))?;
        Ok((BoundKind::Subquery(Box::new(subquery)), Static::Boolean))
    }
}

fn unknown_function(name: &Name) -> QueryError {
    let error =
        QueryError::syntax(Detail::UnknownFunction, name.span, format!("unknown function `{}`", name.text));
    let lower = name.text.to_lowercase();
    let functions = functions::functions().map(|function| function.name);
    let aggregates = functions::aggregates().iter().map(|aggregate| aggregate.name);
    let near = functions.chain(aggregates);
    let near = near.map(|own| (strsim::damerau_levenshtein(&own.to_lowercase(), &lower), own));
    match near.filter(|(distance, _)| *distance <= 2).min() {
        Some((_, near)) => error.with_hint(format!("did you mean `{near}`?")),
        None => error.with_hint("`SHOW FUNCTIONS` lists them"),
    }
}

/// Returns what a function gives; what only passes a list on keeps what is known of its items.
fn gives(function: &functions::Function, first: &Static) -> Static {
    let keeps = matches!(function.name, "tail" | "reverse");
    let takes_one = matches!(function.name, "head" | "last");
    match first {
        Static::List(_) if keeps => first.clone(),
        Static::List(item) if takes_one => (**item).clone(),
        _ => match function.name {
            "nodes" => Static::List(Box::new(Static::Node)),
            "relationships" => Static::List(Box::new(Static::Edge)),
            "labels" | "keys" => Static::List(Box::new(Static::String)),
            "range" => Static::List(Box::new(Static::Integer)),
            _ => Static::declared(function.gives),
        },
    }
}

fn wanted(types: &[Type]) -> String {
    let words: Vec<&str> = types.iter().map(|declared| Static::declared(*declared).words()).collect();
    words.join(" or ")
}

pub(super) fn wrong_type(expr: &Expr, known: &Static, wanted: &str) -> QueryError {
    let message = format!("this is {}; expected {wanted}", known.words());
    QueryError::syntax(Detail::InvalidArgumentType, expr.span, message)
}

fn sum_type(left: &Static, right: &Static) -> Static {
    match (left, right) {
        (Static::List(a), Static::List(b)) => Static::List(Box::new((**a).clone().or(b))),
        (Static::List(_), _) | (_, Static::List(_)) => Static::List(Box::new(Static::Any)),
        (Static::String, Static::String | Static::Integer | Static::Float)
        | (Static::Integer | Static::Float, Static::String) => Static::String,
        _ => number_type(left, right),
    }
}

fn number_type(left: &Static, right: &Static) -> Static {
    match (left, right) {
        (Static::Integer, Static::Integer) => Static::Integer,
        (Static::Integer | Static::Float, Static::Integer | Static::Float) => Static::Float,
        _ => Static::Any,
    }
}

fn may_be_subtracted(known: &Static) -> bool {
    !matches!(
        known,
        Static::Boolean
            | Static::String
            | Static::List(_)
            | Static::Map
            | Static::Node
            | Static::Edge
            | Static::Path
    )
}

/// Returns the number that a literal is, if it is one.
pub(super) fn literal(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Literal(value) => Some(value.clone()),
        ExprKind::Unary(UnaryOp::Minus, inner) => match literal(inner)? {
            Value::Float(number) => Some(Value::Float(-number)),
            Value::Integer(number) => number.checked_neg().map(Value::Integer),
            _ => None,
        },
        _ => None,
    }
}
