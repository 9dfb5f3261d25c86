#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::*;

const SHORT: Duration = Duration::from_millis(400);
const LONG: Duration = Duration::from_secs(30);

/// A program that does what `script` says in place of Graphviz.
fn fake(script: &str) -> (TempDir, Graphviz) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("dot");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    (folder, Graphviz::at(program))
}

fn draw(graphviz: &Graphviz, dot: &str, limit: Duration) -> Result<Vec<u8>, GraphvizError> {
    // A file just written may be "busy" while another test starts a process (ETXTBSY).
    loop {
        match graphviz.draw(dot, Engine::Dot, Format::Svg, limit) {
            Err(GraphvizError::Io(error)) if error.kind() == io::ErrorKind::ExecutableFileBusy => {}
            result => return result,
        }
    }
}

#[test]
fn a_program_that_is_not_there() {
    let graphviz = Graphviz::at("/nowhere/dot");
    let error = draw(&graphviz, "digraph {}", SHORT).unwrap_err();
    insta::assert_snapshot!(error, @"Graphviz is not installed: no program `/nowhere/dot`");
}

#[test]
fn gets_the_text_and_fixed_arguments() {
    let (_folder, graphviz) = fake("echo \"$@\"; cat");
    let drawn = draw(&graphviz, "digraph {}", LONG).unwrap();
    assert_eq!(String::from_utf8(drawn).unwrap(), "-Kdot -Tsvg -q1\ndigraph {}");
}

#[test]
fn a_program_that_hangs_is_stopped() {
    let (_folder, graphviz) = fake("exec sleep 100");
    let start = Instant::now();
    let error = draw(&graphviz, &"x".repeat(1 << 20), SHORT).unwrap_err();
    assert!(matches!(error, GraphvizError::Timeout { .. }), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(20));
    insta::assert_snapshot!(error, @"Graphviz did not finish within 0.4 s");
}

#[test]
fn a_program_whose_child_holds_the_pipe_is_given_up() {
    let (_folder, graphviz) = fake("sleep 3 & echo drawn");
    let start = Instant::now();
    let error = draw(&graphviz, "", SHORT).unwrap_err();
    assert!(matches!(error, GraphvizError::Timeout { .. }), "{error:?}");
    assert!(start.elapsed() < Duration::from_millis(2500));
}

#[test]
fn a_program_that_closes_its_streams_and_hangs_is_stopped() {
    let (_folder, graphviz) = fake("exec >&- 2>&-; exec sleep 100");
    let error = draw(&graphviz, "", SHORT).unwrap_err();
    assert!(matches!(error, GraphvizError::Timeout { .. }), "{error:?}");
}

#[test]
fn a_program_that_fails_is_quoted() {
    let (_folder, graphviz) =
        fake("printf 'syntax error\\n\\033[31mnear line 1\\n3\\n4\\n5\\n6\\n' >&2; exit 3");
    let error = draw(&graphviz, &"x".repeat(1 << 20), LONG).unwrap_err();
    insta::assert_snapshot!(error, @r"
    Graphviz failed (exit status: 3): syntax error
    \u{1b}[31mnear line 1
    3
    4
    5
    ");
}

#[test]
fn a_program_that_ends_early_with_success_has_drawn() {
    let (_folder, graphviz) = fake("echo drawn");
    assert_eq!(draw(&graphviz, &"x".repeat(8 << 20), LONG).unwrap(), b"drawn\n");
}

#[test]
fn a_program_that_draws_nothing_has_failed() {
    let (_folder, graphviz) = fake("cat >/dev/null");
    let error = draw(&graphviz, "digraph {}", LONG).unwrap_err();
    assert!(matches!(error, GraphvizError::Failed { .. }), "{error:?}");
}

#[test]
fn a_flood_is_cut() {
    let (_folder, graphviz) = fake("exec yes");
    let error = draw(&graphviz.with_size_limit(1 << 20), "", LONG).unwrap_err();
    insta::assert_snapshot!(error, @"the drawing has more than 1048576 bytes");
}

#[test]
fn a_flood_of_complaints_does_not_block() {
    let (_folder, graphviz) = fake("yes | head -c 1000000 >&2; echo drawn");
    assert_eq!(draw(&graphviz, "", LONG).unwrap(), b"drawn\n");
}

#[test]
fn says_its_version() {
    let (_folder, graphviz) = fake("echo 'dot - graphviz version 9.9 (0)' >&2");
    let _ = draw(&graphviz, "", LONG);
    assert_eq!(graphviz.version(LONG).unwrap(), "dot - graphviz version 9.9 (0)");
}

#[test]
fn the_engine_follows_the_size() {
    assert_eq!(Engine::for_size(120), Engine::Dot);
    assert_eq!(Engine::for_size(121), Engine::Sfdp);
}
