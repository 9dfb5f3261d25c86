//! The command line: clap structs, one file a command, and the only place where errors become words.

mod answer;
mod caret;
mod commands;
mod condense;
mod draw;
mod draw_groups;
mod error;
mod faults;
mod filters;
mod grid;
mod gap_words;
mod imported;
mod grouping;
mod layout;
mod measure;
mod output;
mod page;
mod phrasebook;
mod reduce;
mod resolve;
mod session;
mod interactive;
mod ui;
mod values;
mod waiting;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use commands::{
    backup, bench, bridges, brokers, check, cite, communities, completions, components, counterparts, diff, doctor, dump, export, gaps, init, load, man, neighbors, path, predict, projection, query, rank, render, schema, search, shell, show, stats, tck, timeline,
};
use error::CliError;
use session::{Global, Session};
use ui::Ui;

use crate::render::text::showable;

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// There is an answer.
    Found,
    /// There is none.
    Nothing,
    /// The data set that was to be checked is not valid.
    Invalid,
    /// Something went wrong that has been told already; the exit status says what.
    Failed(u8),
}

/// A graph database that cites its sources
///
/// Without --data the bundled data set is used: who led, met, signed, hosted, gave and proposed what between
/// Hà Nội and Viêng Chăn (Vientiane), each statement with its article, paragraph and date.
///
/// Names are taken as people type them: with or without marks, in any case, by alias or in part.
///
/// Exit status: 0 found or done, 1 nothing found, 2 usage, 3 data set invalid, 4 name ambiguous, 5 limit or
/// timeout, 6 input or output.
#[derive(Debug, Parser)]
#[command(name = "hvgraph", version, max_term_width = 100, subcommand_required = true)]
struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    OnData(Box<DataCommand>),
    Check(check::Args),
    Diff(diff::Args),
    Schema(schema::Args),
    Doctor(doctor::Args),
    Completions(completions::Args),
    Man(man::Args),
    Tck(tck::Args),
    Init(init::Args),
    Load(load::Args),
    Dump(dump::Args),
    Backup(backup::Args),
    Bench(bench::Args),
}

/// Commands that answer from an open data set.
#[derive(Debug, Subcommand)]
enum DataCommand {
    Path(path::Args),
    Show(show::Args),
    Search(search::Args),
    Neighbors(neighbors::Args),
    Rank(rank::Args),
    Communities(communities::Args),
    Components(components::Args),
    Bridges(bridges::Args),
    Timeline(timeline::Args),
    Counterparts(counterparts::Args),
    Brokers(brokers::Args),
    Predict(predict::Args),
    Projection(projection::Args),
    Stats(stats::Args),
    Cite(cite::Args),
    Gaps(gaps::Args),
    Export(export::Args),
    Render(render::Args),
    Query(query::Args),
    Explain(query::ExplainArgs),
    Shell(shell::Args),
}

/// Runs the program with its arguments, the program's name first, and returns its exit status.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(usage) => return print_usage(&usage),
    };
    let mut ui = Ui::new(&args.global);
    let result = dispatch(&mut ui, args).and_then(|outcome| {
        ui.flush()?;
        Ok(outcome)
    });
    match result {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Invalid) => ExitCode::from(3),
        Ok(Outcome::Failed(status)) => ExitCode::from(status),
        Err(error) => error.report(&mut ui),
    }
}

/// Prints help, version or a usage error where each belongs.
fn print_usage(usage: &clap::Error) -> ExitCode {
    let text = usage.render().to_string();
    // A reader that hung up has seen all it wanted.
    let _ = match showable(&text) {
        // What was typed comes back in the message, and must not repaint the screen.
        shown if usage.use_stderr() && shown != text => io::stderr().write_all(shown.as_bytes()),
        _ => usage.print(),
    };
    ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2))
}

fn dispatch(ui: &mut Ui, args: Args) -> Result<Outcome, CliError> {
    let global = args.global;
    global.check_dates()?;
    match args.command {
        Command::Completions(args) => completions::run(ui, &args, &mut Args::command()),
        Command::Man(args) => man::run(ui, &args, &Args::command()),
        Command::Check(args) => check::run(ui, &args, &global),
        Command::Diff(args) => diff::run(ui, &args, &global),
        Command::Doctor(_) => doctor::run(ui, &global),
        Command::Schema(args) => schema::run(ui, &args, &global),
        Command::Tck(args) => tck::run(ui, &global, &args),
        Command::Init(args) => init::run(ui, &args),
        Command::Load(args) => load::run(ui, &args, &global),
        Command::Dump(args) => dump::run(ui, &args),
        Command::Backup(args) => backup::run(ui, &args),
        Command::Bench(args) => bench::run(ui, &args, &global),
        Command::OnData(command) => on_data(ui, Session::leaked(&global)?, &command),
    }
}

/// Runs a command that answers from an open data set, then says what the answer took for granted.
fn on_data(ui: &mut Ui, session: &'static Session, command: &DataCommand) -> Result<Outcome, CliError> {
    let outcome = match command {
        DataCommand::Path(args) => path::run(ui, session, args),
        DataCommand::Show(args) => show::run(ui, session, args),
        DataCommand::Search(args) => search::run(ui, session, args),
        DataCommand::Neighbors(args) => neighbors::run(ui, session, args),
        DataCommand::Rank(args) => rank::run(ui, session, args),
        DataCommand::Communities(args) => communities::run(ui, session, args),
        DataCommand::Components(args) => components::run(ui, session, args),
        DataCommand::Bridges(args) => bridges::run(ui, session, args),
        DataCommand::Timeline(args) => timeline::run(ui, session, args),
        DataCommand::Counterparts(args) => counterparts::run(ui, session, args),
        DataCommand::Brokers(args) => brokers::run(ui, session, args),
        DataCommand::Predict(args) => predict::run(ui, session, args),
        DataCommand::Projection(args) => projection::run(ui, session, args),
        DataCommand::Stats(args) => stats::run(ui, session, args),
        DataCommand::Cite(args) => cite::run(ui, session, args),
        DataCommand::Gaps(args) => gaps::run(ui, session, args),
        DataCommand::Export(args) => export::run(ui, session, args),
        DataCommand::Render(args) => render::run(ui, session, args),
        DataCommand::Query(args) => query::run(ui, session, args),
        DataCommand::Explain(args) => query::explain(ui, session, args),
        DataCommand::Shell(args) => shell::run(ui, session, args),
    };
    for remark in session.take_remarks() {
        ui.say(&remark);
    }
    outcome
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_arguments_are_well_declared() {
        Args::command().debug_assert();
    }

    proptest! {
        #[test]
        fn no_arguments_make_parsing_panic(
            command in "path|show|search|neighbors|timeline|export|render|check|x",
            args in prop::collection::vec("(--[a-z-]{0,12}(=.{0,12})?|-[a-z0-9]|.{0,12})", 0..6),
        ) {
            let args = ["hvgraph".to_owned(), command].into_iter().chain(args);
            if let Err(usage) = Args::try_parse_from(args) {
                prop_assert!(!usage.render().to_string().is_empty());
            }
        }

        #[test]
        fn dates_on_the_command_line_never_panic(text in "[0-9XO~?%/.\\-\\[\\]{}, ]{0,24}") {
            let parsed = Args::try_parse_from(["hvgraph", "stats", &format!("--as-of={text}")]);
            let global = parsed.map_err(|usage| TestCaseError::fail(usage.to_string()))?.global;
            let date = crate::model::Edtf::parse(&text);
            prop_assert_eq!(global.check_dates().is_ok(), date.is_ok_and(|date| !date.is_interval()));
        }
    }
}
