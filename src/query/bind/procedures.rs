//! Calls of procedures.

use smol_str::SmolStr;

use super::Binder;
use super::clauses::Place;
use super::expressions::Context;
use super::scope::Scope;
use super::types::Static;
use crate::query::ast::{Call, Expr, ExprKind, Name, Yield};
use crate::query::bound::{BoundCall, BoundClause, BoundExpr, Slot, SlotKind};
use crate::query::error::{Detail, ErrorKind, Phase, QueryError};
use crate::query::functions::Type;

/// What procedures there are.
pub trait Signatures {
    /// Finds a procedure by its name.
    fn procedure(&self, name: &str) -> Option<ProcedureSignature>;

    /// Finds a name that may have been meant where there is no such procedure.
    fn near(&self, name: &str) -> Option<String> {
        let _ = name;
        None
    }
}

/// What a procedure takes and yields.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcedureSignature {
    /// Its name.
    pub name: SmolStr,
    /// Names of arguments, and the types each may have; empty for any.
    pub inputs: Vec<(SmolStr, Vec<Type>)>,
    /// How many of the arguments may be left out at the end.
    pub n_optional: usize,
    /// Names and types of the columns it yields.
    pub outputs: Vec<(SmolStr, Type)>,
    /// What it does, in one sentence.
    pub summary: String,
}

impl Binder<'_> {
    /// Binds a call; `alone` says that it is the whole query, and the columns that it returns are told then.
    pub(super) fn call(
        &mut self,
        call: &Call,
        scope: &mut Scope,
        place: Place,
        alone: bool,
    ) -> Result<(BoundClause, Vec<(SmolStr, Slot)>), QueryError> {
        let span = call.procedure.span;
        let signature =
            self.signatures.procedure(&call.procedure.text).ok_or_else(|| self.not_found(&call.procedure))?;
        let standalone = alone && place == Place::Statement;
        let arguments = self.call_arguments(call, &signature, scope, standalone)?;
        let columns = yielded(call, &signature, scope, standalone)?;
        let mut yields = Vec::new();
        let mut returned = Vec::new();
        for (position, name) in columns {
            let known = Static::declared(signature.outputs[position].1);
            let kind = match known {
                Static::Node => SlotKind::Node,
                Static::Edge => SlotKind::Edge,
                _ => SlotKind::Value,
            };
            let slot = self.slot(name.text.clone(), kind, known);
            yields.push((position, slot));
            scope.add_slot(name.text.clone(), slot);
            returned.push((name.text, slot));
        }
        let condition = self.condition(call.condition.as_ref(), scope)?;
        let bound = BoundCall {
            optional: call.optional,
            procedure: signature.name,
            arguments,
            yields,
            condition,
            span,
        };
        Ok((BoundClause::Call(bound), returned))
    }

    fn not_found(&self, name: &Name) -> QueryError {
        let message = format!("unknown procedure `{}`", name.text);
        let hint = match self.signatures.near(&name.text) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`SHOW PROCEDURES` lists them".to_owned(),
        };
        QueryError {
            kind: ErrorKind::ProcedureError,
            phase: Phase::CompileTime,
            ..QueryError::syntax(Detail::ProcedureNotFound, name.span, message)
        }
        .with_hint(hint)
    }

    fn call_arguments(
        &mut self,
        call: &Call,
        signature: &ProcedureSignature,
        scope: &Scope,
        standalone: bool,
    ) -> Result<Vec<BoundExpr>, QueryError> {
        let span = call.procedure.span;
        let Some(arguments) = &call.arguments else {
            if !standalone && !signature.inputs.is_empty() {
                let message = "arguments are taken from parameters only where the call stands alone";
                return Err(QueryError::syntax(Detail::InvalidArgumentPassingMode, span, message));
            }
            return self.implicit_arguments(call, signature);
        };
        let least = signature.inputs.len() - signature.n_optional.min(signature.inputs.len());
        if arguments.len() < least || arguments.len() > signature.inputs.len() {
            let message = format!(
                "`{}` takes {} arguments, not {}",
                signature.name,
                signature.inputs.len(),
                arguments.len()
            );
            return Err(QueryError::syntax(Detail::InvalidNumberOfArguments, span, message));
        }
        let mut bound = Vec::with_capacity(arguments.len());
        for (argument, (name, types)) in arguments.iter().zip(&signature.inputs) {
            let (expr, known) = self.typed(argument, scope, Context::Argument)?;
            if !types.is_empty() && !types.iter().any(|declared| known.may_be(*declared)) {
                let message = format!("argument `{name}` of `{}` is {}", signature.name, known.words());
                return Err(QueryError::syntax(Detail::InvalidArgumentType, argument.span, message));
            }
            bound.push(expr);
        }
        Ok(bound)
    }

    fn implicit_arguments(
        &mut self,
        call: &Call,
        signature: &ProcedureSignature,
    ) -> Result<Vec<BoundExpr>, QueryError> {
        let mut bound = Vec::new();
        let required = signature.inputs.len() - signature.n_optional.min(signature.inputs.len());
        for (position, (name, _)) in signature.inputs.iter().enumerate() {
            if !self.parameters.contains_key(name) {
                if position >= required {
                    break;
                }
                let message = format!("parameter `{name}` is missing");
                return Err(QueryError {
                    kind: ErrorKind::ParameterMissing,
                    ..QueryError::syntax(Detail::MissingParameter, call.procedure.span, message)
                });
            }
            let kind = ExprKind::Parameter(name.clone());
            let argument = Expr { kind, span: call.procedure.span };
            bound.push(self.typed(&argument, &Scope::default(), Context::Argument)?.0);
        }
        Ok(bound)
    }
}

/// Returns the columns that go on, by position, and what they are called.
fn yielded(
    call: &Call,
    signature: &ProcedureSignature,
    scope: &Scope,
    standalone: bool,
) -> Result<Vec<(usize, Name)>, QueryError> {
    let span = call.procedure.span;
    let all = || {
        let names = signature.outputs.iter().map(|(name, _)| Name { text: name.clone(), span });
        names.enumerate().collect::<Vec<_>>()
    };
    let items = match &call.yields {
        Yield::Absent | Yield::All if standalone => return Ok(all()),
        Yield::Absent => return Ok(Vec::new()),
        Yield::All => {
            let message = "`YIELD *` is for calls that stand alone; name the columns";
            return Err(QueryError::syntax(Detail::UnexpectedSyntax, span, message));
        }
        Yield::Items(items) => items,
    };
    let mut yields: Vec<(usize, Name)> = Vec::new();
    for (column, alias) in items {
        let position = signature.outputs.iter().position(|(name, _)| *name == column.text);
        let position = position.ok_or_else(|| {
            let message = format!("`{}` yields no `{}`", signature.name, column.text);
            let names: Vec<String> = signature.outputs.iter().map(|(name, _)| format!("`{name}`")).collect();
            QueryError::syntax(Detail::UndefinedVariable, column.span, message)
                .with_hint(format!("it yields {}", names.join(", ")))
        })?;
        let name = alias.as_ref().unwrap_or(column);
        if scope.get(&name.text).is_some() || yields.iter().any(|(_, earlier)| earlier == name) {
            let message = format!("`{}` is taken", name.text);
            return Err(QueryError::syntax(Detail::VariableAlreadyBound, name.span, message));
        }
        yields.push((position, name.clone()));
    }
    Ok(yields)
}
