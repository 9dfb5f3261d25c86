//! Operators at work, made from operators of a plan.

use std::rc::Rc;

use super::batch::Batch;
use super::{Execute, Run, Store};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::plan::{Op, Operator};

/// An operator at work that borrows from its plan.
pub(super) type Source<'p, S> = Box<dyn Execute<S> + 'p>;

/// Makes operators that work; `argument` is what [`Op::Argument`] passes on.
pub(super) fn build<'p, S: Store + 'p>(operator: &'p Operator, argument: &Rc<Batch>) -> Source<'p, S> {
    let source = |input| build(input, argument);
    let inner: Source<'p, S> = match &*operator.op {
        Op::Unit => Box::new(super::argument::Argument::unit()),
        Op::Argument => Box::new(super::argument::Argument::new(Rc::clone(argument))),
        Op::AllNodes { input, slot } => Box::new(super::scan::Scan::all(source(input), *slot)),
        Op::NodesWithLabel { input, slot, label } => {
            Box::new(super::scan::Scan::labelled(source(input), *slot, label))
        }
        Op::Filter { input, condition } => Box::new(super::filter::Filter::new(source(input), condition)),
        Op::FilterLabels { input, slot, test } => {
            Box::new(super::filter::FilterLabels::new(source(input), *slot, test))
        }
        Op::Extend { input, items } => Box::new(super::project::Extend::new(source(input), items)),
        Op::Keep { input, slots } => Box::new(super::project::Keep::new(source(input), slots)),
        _ => Box::new(NotBuilt(operator)),
    };
    Box::new(Counted { id: operator.id as usize, inner })
}

/// Counts the rows that an operator passes on.
struct Counted<'p, S> {
    id: usize,
    inner: Source<'p, S>,
}

impl<S> Execute<S> for Counted<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        run.limits.check_time()?;
        let batch = self.inner.next(run)?;
        if let Some(batch) = &batch
            && let Some(rows) = run.rows.borrow_mut().get_mut(self.id)
        {
            *rows += batch.n_rows() as u64;
        }
        Ok(batch)
    }
}

struct NotBuilt<'p>(&'p Operator);

impl<S> Execute<S> for NotBuilt<'_> {
    fn next(&mut self, _: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let message = format!("the operator {} is not there", self.0.op.name());
        Err(QueryError::runtime(ErrorKind::SemanticError, Detail::Other, message))
    }
}
