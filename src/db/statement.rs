//! From the text of a statement to something that runs, and running it.

use std::cell::RefCell;
use std::path::Path;

use super::procedures::Catalog;
use crate::graph::MemoryGraph;
use crate::model::temporal::Clock;
use crate::query::ast::{ClauseKind, Mode, Query, StatementKind};
use crate::query::bind::bind;
use crate::query::error::QueryError;
use crate::query::eval::Parameters;
use crate::query::exec::batch::Batch;
use crate::query::exec::{Effects, Limits, Procedures, Run, Store};
use crate::query::parser::parse;
use crate::query::plan::{Plan, plan, schema};
use crate::query::procedures::procedure_of;

/// A statement ready to run on any graph of about the size it was prepared for.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) mode: Mode,
    pub(super) plan: Plan,
    /// Whether it may be used again for the same text, whatever the parameters.
    pub(super) is_lasting: bool,
}

/// What came of running a statement.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) batches: Vec<Batch>,
    pub(super) effects: Effects,
    /// How many rows each operator passed on, by number.
    pub(super) rows_passed: Vec<u64>,
}

/// What a statement runs under.
#[derive(Debug)]
pub(super) struct Surroundings<'r> {
    pub(super) parameters: &'r Parameters,
    pub(super) catalog: &'r Catalog,
    pub(super) limits: Limits,
    pub(super) clock: Clock,
    pub(super) imports: Option<&'r Path>,
}

/// Prepares a statement.
pub(super) fn prepare(
    text: &str,
    graph: &MemoryGraph,
    catalog: &Catalog,
    parameters: &Parameters,
) -> Result<Prepared, QueryError> {
    let statement = parse(text)?;
    let query = match statement.kind {
        StatementKind::Query(query) => query,
        StatementKind::Schema(command) => {
            return Ok(Prepared { mode: statement.mode, plan: schema(command), is_lasting: true });
        }
        StatementKind::Show(show, _) => {
            let call = format!("CALL {}()", procedure_of(show));
            return Ok(Prepared { mode: statement.mode, ..prepare(&call, graph, catalog, parameters)? });
        }
    };
    let query = &query;
    let bound = bind(statement.mode, query, catalog, parameters)?;
    let is_lasting = !takes_arguments_from_parameters(query);
    Ok(Prepared { mode: statement.mode, plan: plan(bound, graph), is_lasting })
}

impl Prepared {
    /// Says whether running it may change the graph.
    pub(super) fn writes(&self) -> bool {
        self.plan.writes && self.mode != Mode::Explain
    }

    /// Runs the plan to its end.
    pub(super) fn run<S: Store>(
        &self,
        graph: &RefCell<S>,
        surroundings: Surroundings<'_>,
    ) -> Result<Outcome, QueryError>
    where
        Catalog: Procedures<S>,
    {
        let Surroundings { parameters, catalog, limits, clock, imports } = surroundings;
        let mut run = Run::new(&self.plan, graph, parameters, catalog, limits);
        run.clock = clock;
        run.schema = catalog.schema.as_deref();
        run.imports = imports;
        let mut batches = Vec::new();
        if self.mode != Mode::Explain {
            let mut cursor = run.cursor();
            while let Some(batch) = cursor.next_batch()? {
                if !self.plan.columns.is_empty() {
                    run.limits.hold(batch.n_bytes())?;
                    batches.push(batch);
                }
            }
        }
        Ok(Outcome { batches, effects: run.effects.get(), rows_passed: run.rows.take() })
    }
}

/// Says whether a procedure is called without its arguments, so that the names of the parameters matter.
fn takes_arguments_from_parameters(query: &Query) -> bool {
    let clauses = query.parts.iter().flat_map(|part| &part.clauses);
    clauses
        .into_iter()
        .any(|clause| matches!(&clause.kind, ClauseKind::Call(call) if call.arguments.is_none()))
}
