//! Operators at work, made from operators of a plan.

use std::rc::Rc;

use super::batch::Batch;
use super::count_hops::Counting;
use super::expand::{Arrives, Expand};
use super::expand_group::Repetitions;
use super::expand_paths::Trails;
use super::load_csv::LoadedCsv;
use super::merge::Merged;
use super::reach::Reached;
use super::seek::Sought;
use super::{Execute, Run, Store};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::plan::{Op, Operator, Reach};

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
            Box::new(super::filter::FilterLabels::new(source(input), *slot, test, input))
        }
        Op::Extend { input, items } => Box::new(super::project::Extend::new(source(input), items)),
        Op::Keep { input, slots } => Box::new(super::project::Keep::new(source(input), slots)),
        op => build_more(op, operator, argument),
    };
    Box::new(Counted { operator, inner })
}

fn build_more<'p, S: Store + 'p>(op: &'p Op, operator: &'p Operator, argument: &Rc<Batch>) -> Source<'p, S> {
    let source = |input| build(input, argument);
    match op {
        Op::NodesWithProperty { input, slot, label, key, value } => {
            let sought = Sought { slot: *slot, label: label.as_deref(), key, value };
            Box::new(super::seek::Seek::new(source(input), sought))
        }
        Op::Expand { input, hop } => Box::new(Expand::new(source(input), hop, Arrives::Anywhere)),
        Op::ExpandInto { input, hop } => Box::new(Expand::new(source(input), hop, Arrives::There)),
        Op::Intersect { input, hops, distinct } => {
            Box::new(super::intersect::Intersect::new(source(input), hops, distinct))
        }
        Op::CountHops { input, hops, distinct, labels, tests, weight } => {
            let counted = Counting { hops, distinct, labels, tests, weight: *weight };
            Box::new(super::count_hops::CountHops::new(source(input), counted))
        }
        Op::Combine { input, slots, weight } => {
            Box::new(super::combine::Combine::new(source(input), slots, *weight))
        }
        Op::ExpandPaths { input, reach: Reach::Ends, hop, into, least, greatest, each, .. } => {
            let reached = Reached { hop, into: *into, least: *least, greatest: *greatest, each };
            Box::new(super::reach::Reach::new(source(input), reached))
        }
        Op::ExpandPaths { input, hop, into, least, greatest, is_reversed, each, reach: Reach::Trails } => {
            let (least, greatest, is_reversed) = (*least, *greatest, *is_reversed);
            let trails = Trails { hop, into: *into, least, greatest, is_reversed, each };
            Box::new(super::expand_paths::ExpandPaths::new(source(input), trails))
        }
        Op::ExpandGroup { input, ends, into, is_reversed, edges, group, unlike } => {
            let (into, is_reversed) = (*into, *is_reversed);
            let repetitions = Repetitions { ends: *ends, into, is_reversed, edges: *edges, group, unlike };
            Box::new(super::expand_group::ExpandGroup::new(source(input), repetitions))
        }
        Op::CheckEdge { input, hop, bound, many: _, length } => {
            Box::new(super::check_edge::CheckEdge::new(source(input), hop, *bound, *length))
        }
        Op::ShortestPaths { input, pattern, selector, condition } => {
            let condition = condition.as_ref();
            Box::new(super::shortest::ShortestPaths::new(source(input), pattern, selector, condition))
        }
        Op::ChoosePaths { input, inner, path, selector } => {
            Box::new(super::choose_paths::ChoosePaths::new(source(input), inner, *path, selector))
        }
        Op::BuildPath { input, slot, parts } => {
            Box::new(super::build_path::BuildPath::new(source(input), *slot, parts))
        }
        Op::Aggregate { input, keys, aggregates } => {
            Box::new(super::aggregate::Aggregate::new(source(input), keys, aggregates))
        }
        Op::Distinct { input, slots } => Box::new(super::distinct::Distinct::new(source(input), slots)),
        Op::Sort { input, keys, limit } => {
            Box::new(super::sort::Sort::new(source(input), keys, limit.as_ref()))
        }
        Op::Skip { input, count } => Box::new(super::slice::Skip::new(source(input), count)),
        Op::Limit { input, count, exhausts } => {
            Box::new(super::slice::Limit::new(source(input), count, *exhausts))
        }
        Op::Unwind { input, list, slot } => Box::new(super::unwind::Unwind::new(source(input), list, *slot)),
        Op::Optional { input, inner, introduced } => {
            Box::new(super::optional::Optional::new(source(input), inner, introduced))
        }
        Op::Apply { input, inner, outputs, optional, batched } => {
            Box::new(super::apply::Apply::new(source(input), inner, outputs, *optional, *batched))
        }
        Op::Union { parts, slots, kind } => {
            let parts = parts.iter().map(|(part, own)| (source(part), own.as_slice())).collect();
            Box::new(super::union::Union::new(parts, slots, *kind))
        }
        Op::Eager { input } => Box::new(super::eager::Eager::new(source(input))),
        Op::LoadCsv { input, headers, file, slot, separator } => {
            let of = LoadedCsv { headers: *headers, file, slot: *slot, separator: separator.as_ref() };
            Box::new(super::load_csv::LoadCsv::new(source(input), of))
        }
        Op::Call { input, call } => Box::new(super::call::Call::new(source(input), call)),
        op => build_write(op, operator, argument),
    }
}

fn build_write<'p, S: Store + 'p>(op: &'p Op, operator: &'p Operator, argument: &Rc<Batch>) -> Source<'p, S> {
    let source = |input| build(input, argument);
    match op {
        Op::Schema(command) => Box::new(super::schema::Schema(command)),
        Op::Create { input, patterns } => Box::new(super::create::Create::new(source(input), patterns)),
        Op::Merge { input, find, pattern, on_match, on_create } => {
            let merged = Merged { find, pattern, on_match, on_create };
            Box::new(super::merge::Merge::new(source(input), merged))
        }
        Op::Set { input, items } => Box::new(super::set::Set::new(source(input), items)),
        Op::Remove { input, items } => Box::new(super::remove::Remove::new(source(input), items)),
        Op::Delete { input, detach, items } => {
            Box::new(super::delete::Delete::new(source(input), *detach, items))
        }
        Op::Foreach { input, list, slot, inner } => {
            Box::new(super::foreach::Foreach::new(source(input), list, *slot, inner))
        }
        _ => Box::new(NotBuilt(operator)),
    }
}

/// Counts the rows that an operator passes on, and drops columns that nobody reads.
struct Counted<'p, S> {
    operator: &'p Operator,
    inner: Source<'p, S>,
}

impl<S> Execute<S> for Counted<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        run.limits.check_time()?;
        let mut batch = self.inner.next(run)?;
        if let Some(batch) = &batch
            && let Some(rows) = run.rows.borrow_mut().get_mut(self.operator.id as usize)
        {
            *rows += batch.n_rows() as u64;
        }
        if let (Some(batch), Some(kept)) = (&mut batch, &self.operator.kept) {
            batch.keep(kept);
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
