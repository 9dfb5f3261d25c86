//! `hvgraph shell`.

use std::io::{BufRead as _, IsTerminal as _};
use std::sync::atomic::Ordering;

use clap::Args as ClapArgs;

use super::query::Bounds;
use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::session::Session;
use crate::cli::interactive::{Input, Prompt, Shell, Standing, is_whole};
use crate::cli::ui::Ui;
use crate::graph::MemoryGraph;

/// Ask in Cypher, statement by statement
///
/// A statement ends with a semicolon and may take several lines; Tab completes keywords, labels, types, properties and
/// names. :begin, :commit and :rollback make several statements one transaction; :help lists all commands of the shell.
/// Ctrl-C stops a running statement, Ctrl-D leaves.
///
/// Without a terminal the statements are read from standard input.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  echo \"MATCH (o:Office) RETURN count(*);\" | hvgraph shell")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    bounds: Bounds,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &'static Session, args: &Args) -> Result<Outcome, CliError> {
    let shell = Shell::new(session, args.bounds.applied_to(session.options()));
    if std::io::stdin().is_terminal() { talk(ui, shell) } else { listen(ui, shell) }
}

/// Reads from a terminal.
fn talk(ui: &mut Ui, mut shell: Shell) -> Result<Outcome, CliError> {
    let interrupt = shell.interrupt();
    // Without a handler Ctrl-C ends the program, as it does everywhere else.
    let _ = ctrlc::set_handler(move || interrupt.store(true, Ordering::Relaxed));
    ui.line(&ui.dim(ui.pick(
        "Mỗi câu lệnh kết thúc bằng dấu chấm phẩy; :help để xem trợ giúp, Ctrl-D để thoát.",
        "A statement ends with a semicolon; :help for help, Ctrl-D to leave.",
    )))?;
    ui.flush()?;
    let mut prompt = Prompt::open(&shell)?;
    let talked = shell.converse(ui, &mut prompt);
    prompt.close();
    talked.map(|_| Outcome::Found)
}

/// Reads from a pipe or file; an error does not stop what comes after it, but the last one is the outcome.
fn listen(ui: &mut Ui, mut shell: Shell) -> Result<Outcome, CliError> {
    let status = shell.converse(ui, &mut Piped)?;
    Ok(status.map_or(Outcome::Found, Outcome::Failed))
}

/// Standard input that is no terminal.
struct Piped;

impl Input for Piped {
    fn read(&mut self, _: &mut Ui, _: Standing) -> Result<Option<String>, CliError> {
        let mut text = String::new();
        let mut input = std::io::stdin().lock();
        while input.read_line(&mut text).map_err(CliError::Stdin)? > 0 {
            if is_whole(&text) && !text.trim().is_empty() {
                return Ok(Some(text));
            }
        }
        Ok(Some(text).filter(|text| !text.trim().is_empty()))
    }

    fn learn(&mut self, _: &MemoryGraph) {}
}
