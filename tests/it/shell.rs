//! `hvgraph shell` without a terminal; the exit status is that of the last error.

use insta::assert_snapshot;

use crate::program::{Run, sealed};

fn typed(text: &str) -> Run {
    let mut command = sealed();
    command.write_stdin(text);
    crate::program::run(&mut command, &["--data=tests/data/regatta", "shell"])
}

#[test]
fn statements_and_commands_come_from_a_pipe() {
    let text = "RETURN 1 AS x,\n  2 AS y;\n:param who = \"x\"\nRETURN $who AS w; CREATE (:A);\nMATCH (a:A) RETURN count(*) AS n;\n:params\n:schema\n";
    assert_snapshot!(typed(text).ends(0).shown());
}

#[test]
fn an_error_does_not_stop_what_comes_after_it() {
    let run = typed("RETURN x;\nRETURN 7 AS seven;\n");
    run.ends(2).says("seven").warns("unknown variable `x`");
}

#[test]
fn the_last_result_can_be_drawn() {
    let run = typed("MATCH p = (a)-->(b) RETURN p LIMIT 1;\n:dot\n:quit\nRETURN 'not run' AS n;\n");
    run.ends(0).says("digraph").does_not_say("not run");
    typed(":dot\n").ends(2).warns("no result to draw");
    typed(":nonsense\n").ends(2).warns("unknown command `:nonsense`");
}
