//! `hvgraph completions`.

use clap::Args as ClapArgs;
use clap_complete::Shell;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::ui::Ui;

/// Print completions for a shell
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph completions bash > /etc/bash_completion.d/hvgraph\n  hvgraph completions zsh > ~/.zfunc/_hvgraph\n  hvgraph completions fish > ~/.config/fish/completions/hvgraph.fish"
)]
pub(in crate::cli) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(in crate::cli) fn run(
    ui: &mut Ui,
    args: &Args,
    command: &mut clap::Command,
) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "hvgraph", &mut script);
    ui.out().write_all(&script).map_err(CliError::Stdout)?;
    Ok(Outcome::Found)
}
