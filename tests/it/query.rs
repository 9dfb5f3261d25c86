//! `hvgraph query` and `hvgraph explain`.

use insta::assert_snapshot;

use crate::program::{hvgraph, regatta, run, sealed};

#[test]
fn rows_come_as_a_table_with_citation_marks_and_sources() {
    let run = regatta(&["query", "MATCH (a)-[r]->(b) RETURN a, r, b ORDER BY a.name, b.name LIMIT 3"]);
    assert_snapshot!(run.ends(0).shown());
}

#[test]
fn numbers_stand_right_and_values_show_their_types() {
    let text = "UNWIND [1, 20, null] AS n RETURN n, n * 1.0 AS f, ['a\\'b', {k: true}] AS list";
    assert_snapshot!(hvgraph(&["query", text]).ends(0).shown());
}

#[test]
fn a_narrow_terminal_gets_narrow_columns_or_lists() {
    let text =
        "MATCH p = (a)-[r]->(b) RETURN p, a.name AS name, type(r) AS type ORDER BY a.name, b.name LIMIT 1";
    let narrow = run(sealed().env("COLUMNS", "60"), &["--data=tests/data/regatta", "query", text]);
    assert!(narrow.stdout.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 60));
    assert_snapshot!(narrow.ends(0).shown());
    let many = "RETURN 1 AS one, 2 AS two, 3 AS three, 4 AS four, 'a long text that needs room' AS text, 'another one of those' AS more";
    assert_snapshot!(run(sealed().env("COLUMNS", "40"), &["query", many]).ends(0).shown());
}

#[test]
fn json_and_csv_have_all_of_every_value() {
    let text = "MATCH (a)-[r]->(b) RETURN r, [a.name, null] AS list ORDER BY a.name, b.name LIMIT 1";
    let json = regatta(&["query", "--json", text]).json(0);
    assert_eq!(json["columns"], serde_json::json!(["r", "list"]));
    assert!(json["rows"][0][0]["properties"]["citations"][0].is_string());
    let csv =
        hvgraph(&["query", "--csv", "RETURN 'a,\"b\"' AS x, null AS n, '' AS e, 1.0 AS f, [1, 'y'] AS l"]);
    assert_eq!(csv.ends(0).stdout, "x,n,e,f,l\n\"a,\"\"b\"\"\",,\"\",1.0,\"[1,\"\"y\"\"]\"\n");
}

#[test]
fn errors_point_at_the_place() {
    assert_snapshot!(hvgraph(&["query", "MATCH (n)\nRETURN m.name"]).ends(2).shown());
    assert_snapshot!(hvgraph(&["query", "MATCH (n RETURN n"]).ends(2).shown());
    let json = hvgraph(&["query", "--json", "RETURN x"]).json(2);
    assert_eq!(json["error"]["detail"], "UndefinedVariable");
    assert_eq!((&json["error"]["line"], &json["error"]["column"]), (&1.into(), &8.into()));
}

#[test]
fn the_exit_status_tells_rows_from_none_and_limits() {
    hvgraph(&["query", "MATCH (n:NoSuchKind) RETURN n"]).ends(1).warns("no node has the label `NoSuchKind`");
    hvgraph(&["query", "MATCH (n:Offical) RETURN n"]).ends(1).warns("did you mean `Official`");
    hvgraph(&["query", "RETURN $x", "--param", "x=[1,2]"]).ends(0).says("[1, 2]");
    hvgraph(&["query", "--max-rows=2", "UNWIND [1, 2, 3] AS x RETURN x"]).ends(5).warns("more than 2 rows");
    hvgraph(&["query", "--file", "/nonexistent"]).ends(6);
    hvgraph(&["query", "CREATE (:A)"]).ends(0).warns("1 node created");
    hvgraph(&["query", "--max-memory=1", "UNWIND range(1, 100000) AS x RETURN collect(x)"])
        .ends(5)
        .warns("more than 1 MiB");
}

#[test]
fn changes_of_indexes_and_constraints_are_told() {
    let index = "CREATE INDEX i FOR (n:Office) ON (n.since)";
    hvgraph(&["query", index]).ends(0).warns("1 index added");
    hvgraph(&["query", &format!("{index}; DROP INDEX i")]).ends(0).warns("1 index removed");
    let constraint = "CREATE CONSTRAINT c FOR (n:Office) REQUIRE n.id IS UNIQUE";
    hvgraph(&["--lang=vi", "query", constraint]).ends(0).warns("1 ràng buộc được thêm");
    hvgraph(&["query", &format!("{constraint}; DROP CONSTRAINT c")]).ends(0).warns("1 constraint removed");
}

#[test]
fn a_property_that_nothing_has_is_named() {
    let run = hvgraph(&["query", "MATCH (o:Office) WHERE o.nme = 'x' RETURN o"]);
    run.ends(1).warns("nothing has the property `nme`; did you mean `name`");
    let inner = "MATCH (o:Office) RETURN EXISTS { (o)--(p) WHERE p.titel IS NOT NULL } AS e LIMIT 1";
    hvgraph(&["query", inner]).ends(0).warns("nothing has the property `titel`");
    let made = hvgraph(&["query", "MATCH (o:Office) SET o.brandnew = 1 RETURN o.brandnew LIMIT 1"]);
    assert!(!made.ends(0).stderr.contains("brandnew"));
    let maps = hvgraph(&["query", "WITH {nme: 1} AS m RETURN m.nme"]);
    assert_eq!(maps.ends(0).stderr, "");
}

#[test]
fn explain_shows_the_plan_and_profile_counts_rows() {
    let text = "MATCH (a)-[r]->(b) WHERE a.name = 'x' RETURN b.name AS name ORDER BY name LIMIT 2";
    assert_snapshot!(regatta(&["explain", text]).ends(0).shown());
    let profile = regatta(&["query", &format!("PROFILE {text}")]);
    profile.ends(0).says("operator").says("rows");
}

#[test]
fn several_statements_run_one_after_another() {
    let run = hvgraph(&["query", "RETURN 1 AS x; RETURN ';' AS y;"]);
    run.ends(0).says("x").says(";");
    hvgraph(&["query", "--csv", "RETURN 1 AS x; RETURN 2 AS y"]).ends(2);
}
