//! `:begin`, `:commit` and `:rollback`: several statements that stand or fall together.

use std::sync::Arc;

use super::{Input, Shell, Standing, Step, Talk};
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::db::{self, Answer, Transaction};
use crate::graph::MemoryGraph;
use crate::model::Value;
use crate::query::eval::Parameters;

/// How a transaction ended.
enum End {
    Commit,
    Rollback,
    /// The shell was left in the middle of it.
    Left,
}

/// Runs a statement. What it answers is seen in the graph as the transaction has made it, where that matters.
pub(super) fn run(
    transaction: &mut Transaction<'_>,
    text: &str,
    parameters: &Parameters,
) -> Result<Answer, db::Error> {
    let answer = transaction.run(text, parameters)?;
    let of_graph = |value: &Value| {
        matches!(
            value,
            Value::Node(_) | Value::Edge(_) | Value::Path(_) | Value::List(_) | Value::Map(_)
        )
    };
    let needs_graph = answer.rows().flatten().any(|value| of_graph(&value)) || !answer.unknown_names().is_empty();
    Ok(if needs_graph { answer.seen_in(transaction.graph()?) } else { answer })
}

/// Returns the graph as the transaction has made it.
pub(super) fn graph(transaction: &Transaction<'_>) -> Result<Arc<MemoryGraph>, CliError> {
    transaction.graph().map_err(|error| CliError::Query { text: ":schema".to_owned(), error })
}

impl Shell {
    /// Reads and runs statements as one transaction, until it ends.
    pub(super) fn transaction(
        &mut self,
        ui: &mut Ui,
        input: &mut dyn Input,
        talk: &mut Talk,
    ) -> Result<Step, CliError> {
        let asked = self.asked.clone();
        let mut end = None;
        let kept = asked.transact(|transaction| {
            let ended = self.inside(ui, input, transaction, talk);
            let is_kept = matches!(ended, Ok(End::Commit));
            end = Some(ended);
            if is_kept { Ok(()) } else { Err(db::Error::Aborted) }
        });
        // A result of the transaction holds a graph that is not the database's.
        self.last = None;
        match (end.transpose()?, kept) {
            (Some(End::Commit), Ok(())) => {
                let words = if self.session.keeps_writes() {
                    ui.pick("giao dịch đã được lưu", "transaction committed")
                } else {
                    ui.pick("giao dịch đã được giữ (chỉ trong bộ nhớ)", "transaction committed (in memory only)")
                };
                ui.line(&ui.dim(words))?;
                Ok(Step::Done)
            }
            (Some(End::Rollback), _) => {
                ui.line(&ui.dim(ui.pick("giao dịch đã bị bỏ, không giữ gì", "transaction rolled back, nothing is kept")))?;
                Ok(Step::Done)
            }
            (Some(End::Left), _) => {
                talk.last_error = Some(CliError::usage("").status());
                ui.say(ui.pick(
                    "giao dịch còn mở nên đã bị bỏ, không giữ gì; :commit giữ lại",
                    "the open transaction was rolled back, nothing is kept; :commit keeps it",
                ));
                Ok(Step::Quit)
            }
            (Some(End::Commit), Err(db::Error::Aborted)) => Err(CliError::usage(ui.pick(
                "giao dịch đã hỏng nên bị bỏ, không giữ gì",
                "the transaction had failed and was rolled back, nothing is kept",
            ))),
            (Some(End::Commit), Err(error)) => Err(CliError::Query { text: ":commit".to_owned(), error }),
            (None, kept) => {
                kept.map_err(|error| CliError::Query { text: ":begin".to_owned(), error })?;
                Ok(Step::Done)
            }
        }
    }

    fn inside(
        &mut self,
        ui: &mut Ui,
        input: &mut dyn Input,
        transaction: &mut Transaction<'_>,
        talk: &mut Talk,
    ) -> Result<End, CliError> {
        loop {
            let standing = if transaction.has_failed() { Standing::Failed } else { Standing::Open };
            let Some(text) = input.read(ui, standing)? else { return Ok(End::Left) };
            let had_failed = transaction.has_failed();
            let step = match self.run(ui, &text, &mut Some(transaction)) {
                Ok(Step::Begin) => {
                    let message = ui.pick("đang có một giao dịch mở", "a transaction is open already");
                    Err(CliError::usage(message))
                }
                other => other,
            };
            match talk.settled(ui, step)? {
                Step::Quit => return Ok(End::Left),
                Step::Commit => return Ok(End::Commit),
                Step::Rollback => return Ok(End::Rollback),
                Step::Done | Step::Begin => {}
            }
            if transaction.has_failed() && !had_failed {
                ui.say(ui.pick(
                    "giao dịch hỏng: chỉ còn có thể bỏ bằng :rollback",
                    "the transaction has failed: :rollback is all that is left",
                ));
            }
        }
    }
}
