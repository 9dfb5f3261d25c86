//! `hvgraph shell` without a terminal; the exit status is that of the last error.

use insta::assert_snapshot;

use crate::program::{Run, hvgraph, sealed};

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

/// Types into the shell on a database file.
fn typed_on(file: &str, text: &str) -> Run {
    let mut command = sealed();
    command.write_stdin(text);
    crate::program::run(&mut command, &["--db", file, "shell"])
}

#[test]
fn statements_of_a_transaction_stand_or_fall_together() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.hvdb");
    let file = file.to_str().unwrap();
    hvgraph(&["init", file]).ends(0);
    let count = || hvgraph(&["--db", file, "query", "--csv", "MATCH (n) RETURN count(*) AS n"]).stdout;
    let kept = typed_on(file, ":begin\nCREATE (:A {n: 1});\nMATCH (a:A) CREATE (a)-[:R]->(:B);\n:commit\n");
    kept.ends(0).says("transaction committed");
    assert_eq!(count(), "n\n2\n");
    let given_up =
        typed_on(file, ":begin\nMATCH (n) DETACH DELETE n;\n:rollback\nMATCH (n) RETURN count(*) + 40;\n");
    given_up.ends(0).says("rolled back").says("42");
    assert_eq!(count(), "n\n2\n");
    let failed =
        typed_on(file, ":begin\nCREATE (:C);\nRETURN 1 / 0;\nRETURN 2;\n:commit\nRETURN 'after' AS x;\n");
    failed.ends(2).says("after").warns(":rollback is all that is left").warns("nothing is kept");
    assert_eq!(count(), "n\n2\n");
    for text in [":begin\nCREATE (:C);\n", ":begin\nCREATE (:C);\n:quit\n"] {
        typed_on(file, text).ends(2).warns("the open transaction was rolled back");
        assert_eq!(count(), "n\n2\n");
    }
}

#[test]
fn a_transaction_sees_what_it_wrote() {
    let text = ":begin\nCREATE (:New {name: 'An'})-[:FRESH]->(:New {name: 'Bo'});\nMATCH p = (:New)-[:FRESH]->(n) RETURN p, n, n.name;\n:schema\n:dot\n:rollback\n:schema\n:dot\n";
    assert_snapshot!(typed(text).ends(2).shown());
}

#[test]
fn the_shell_says_where_a_command_of_transactions_does_not_fit() {
    typed(":commit\n").ends(2).warns("no transaction is open").warns(":begin opens one");
    typed(":rollback\n").ends(2).warns("no transaction is open");
    typed(":begin\n:begin\n:rollback\n").ends(2).warns("open already");
    typed(":comit\n").ends(2).warns("did you mean `:commit`?");
    typed(":help\n").ends(0).says(":begin").says(":rollback");
}

#[test]
fn the_shell_speaks_vietnamese() {
    let mut command = sealed();
    command.write_stdin(":help\n:nonsense\n:dot\n:commit\n:begin\nCREATE (:X);\nRETURN 1 / 0;\nRETURN 1;\n:rollback\n:begin\n");
    let run = crate::program::run(&mut command, &["--lang=vi", "--data=tests/data/regatta", "shell"]);
    assert_snapshot!(run.ends(2).shown());
}

#[test]
fn a_second_writer_cannot_begin() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.hvdb");
    let session = hvgraph::db::Session::new(&hvgraph::db::Database::create(&file).unwrap());
    session.run("CREATE (:A)", &hvgraph::query::eval::Parameters::new()).unwrap();
    let run = typed_on(file.to_str().unwrap(), ":begin\nMATCH (a:A) RETURN count(*) + 10 AS n;\n");
    run.ends(6).says("11").warns("another process has the database open for writing");
}
