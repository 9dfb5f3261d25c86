//! The `hvgraph` binary; everything is in [`hvgraph::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    hvgraph::cli::run(std::env::args_os())
}
