//! The `hvgraph` binary; everything is in [`hvgraph::cli`].

use std::process::ExitCode;
use std::thread;

/// Room for statements of many clauses; only what is used is taken.
const STACK_BYTES: usize = 256 << 20;

fn main() -> ExitCode {
    let run = || hvgraph::cli::run(std::env::args_os());
    match thread::Builder::new().name("hvgraph".to_owned()).stack_size(STACK_BYTES).spawn(run) {
        Ok(running) => running.join().unwrap_or(ExitCode::FAILURE),
        Err(_) => run(),
    }
}
