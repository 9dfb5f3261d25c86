//! The console blocks of README.md print what the program prints.
//!
//! `UPDATE_README=1 cargo test --test it readme` writes the answers anew; read them before they are committed.

use crate::program::{repository, sealed, words};

/// Runs each command of a block and returns the block with its real answers.
///
/// A line `$ hvgraph …` is a command; a line `? N` after it names the exit status, which is 0 without one.
/// Standard output comes first, then standard error.
fn answered(block: &str) -> String {
    let mut answered = String::new();
    let mut lines = block.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ hvgraph ") else { continue };
        let status = lines.peek().and_then(|line| line.strip_prefix("? ")).map_or(0, |n| n.parse().unwrap());
        let run = sealed().args(words(command)).output().unwrap();
        assert_eq!(run.status.code(), Some(status), "$ hvgraph {command}");
        let expected_status = if status == 0 { String::new() } else { format!("? {status}\n") };
        let (out, err) = (String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap());
        answered.extend([line, "\n", &expected_status, &out, &err]);
    }
    answered
}

#[test]
fn console_blocks_print_what_the_program_prints() {
    let path = repository().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let mut real = String::new();
    let mut n_blocks = 0;
    let mut rest = readme.as_str();
    while let Some((before, after)) = rest.split_once("```console\n") {
        let (block, after) = after.split_once("```\n").unwrap();
        real.extend([before, "```console\n", &answered(block), "```\n"]);
        n_blocks += 1;
        rest = after;
    }
    real.push_str(rest);
    assert!(n_blocks >= 5, "README.md has only {n_blocks} console blocks");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, real).unwrap();
    } else {
        assert!(readme == real, "README.md is out of date; UPDATE_README=1 cargo test --test it readme");
    }
}
