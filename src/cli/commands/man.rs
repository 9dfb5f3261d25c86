//! `hvgraph man`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::output::write_file;
use crate::cli::ui::Ui;
use crate::render::text::showable;

/// Print the manual page, or write the pages of all commands into a folder
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  hvgraph man | man -l -\n  hvgraph man --dir ~/.local/share/man/man1")]
pub(in crate::cli) struct Args {
    /// Page of this command instead of the program's
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    page: Option<String>,
    /// Write one file a page into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args, command: &clap::Command) -> Result<Outcome, CliError> {
    // Only a built command hands the flags of the whole program down to its parts.
    let mut command = command.clone();
    command.build();
    if let Some(folder) = &args.dir {
        write_pages(ui, folder, &command)?;
        return Ok(Outcome::Found);
    }
    let page = match &args.page {
        None => command,
        Some(name) => {
            let names: Vec<&str> = parts(&command).map(clap::Command::get_name).collect();
            let found =
                parts(&command).find(|part| part.get_name() == name).ok_or_else(|| CliError::Usage {
                    message: format!("no command `{name}`"),
                    expected: Some(format!("one of {}", names.join(", "))),
                    hint: crate::names::did_you_mean(name, names.iter().copied(), 1)
                        .first()
                        .map(|near| format!("did you mean `{near}`?")),
                })?;
            named(found)
        }
    };
    ui.out().write_all(&roff(&page)?).map_err(CliError::Stdout)?;
    Ok(Outcome::Found)
}

fn write_pages(ui: &mut Ui, folder: &std::path::Path, command: &clap::Command) -> Result<(), CliError> {
    std::fs::create_dir_all(folder).map_err(|error| CliError::File { path: folder.to_owned(), error })?;
    let pages = std::iter::once(command.clone()).chain(parts(command).map(named));
    let mut n_pages = 0;
    for page in pages {
        let text = roff(&page)?;
        let file = folder.join(format!("{}.1", page.get_name()));
        write_file(&file, &mut |out| out.write_all(&text))?;
        n_pages += 1;
    }
    ui.say(&format!("{n_pages} pages in {}", showable(&folder.display().to_string())));
    Ok(())
}

/// Returns the commands that have pages; `help` comes from clap and has none, hidden ones are not for people.
fn parts(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|part| part.get_name() != "help" && !part.is_hide_set())
}

/// Gives a command's page the name that `man` finds it by: `hvgraph-path`.
fn named(command: &clap::Command) -> clap::Command {
    // clap keeps names for as long as the program runs; there is one page for each command, once.
    let name: &'static str = format!("hvgraph-{}", command.get_name()).leak();
    command.clone().name(name)
}

fn roff(command: &clap::Command) -> Result<Vec<u8>, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(CliError::Stdout)?;
    Ok(page)
}
