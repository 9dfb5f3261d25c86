//! `hv.counterparts` and `hv.path` with names: what the commands know, as rows that Cypher can use.

use insta::assert_snapshot;
use serde_json::{Value as Json, json};

use crate::program::hvgraph;

/// Returns class, ids of the ends, basis and rules of what a call yields.
fn rows(options: &str) -> Vec<Json> {
    let text = format!(
        "CALL hv.counterparts({options}) YIELD class, first, second, basis, why, across
         RETURN class, first.id, second.id, basis, [reason IN why | reason.rule], [body IN across | body.id]"
    );
    hvgraph(&["query", "--json", &text]).json(0)["rows"].as_array().unwrap().clone()
}

/// Returns the same of what the command answers.
fn told(arguments: &[&str]) -> Vec<Json> {
    let all = [&["counterparts", "--json"], arguments].concat();
    let answer = hvgraph(&all).json(0);
    let pair = |pair: &Json| {
        let rules: Vec<&Json> =
            pair["reasons"].as_array().unwrap().iter().map(|reason| &reason["rule"]).collect();
        json!([pair["class"], pair["ends"][0]["id"], pair["ends"][1]["id"], pair["basis"], rules, []])
    };
    let empty = |seat: &Json| {
        let ends = if seat["side"] == 0 { [&seat["id"], &Json::Null] } else { [&Json::Null, &seat["id"]] };
        json!([seat["class"], ends[0], ends[1], null, [], seat["counterparts_of_its_bodies"]])
    };
    let pairs = answer["pairs"].as_array().unwrap().iter().map(pair);
    pairs.chain(answer["without_counterpart"].as_array().unwrap().iter().map(empty)).collect()
}

#[test]
fn counterparts_are_what_the_command_answers() {
    let all = rows("");
    assert_eq!(all, told(&[]));
    assert!(all.iter().any(|row| row[1].is_null()) && all.iter().any(|row| row[2].is_null()));
    assert_eq!(rows("{all: true}"), told(&["--all"]));
    assert_eq!(rows("{of: 'thanh uy ha noi'}"), told(&["thanh uy ha noi"]));
    let offices = rows("{kinds: 'chức vụ', as_of: date('2021-11-17')}");
    assert_eq!(offices, told(&["--kind", "chức vụ", "--as-of", "2021-11-17"]));
    let types = rows("{types: ['MET', 'PAIRED_WITH'], during: '2017/2021', of: null}");
    assert_eq!(types, told(&["--type=MET", "--type=PAIRED_WITH", "--during=2017/2021"]));
    assert_ne!(types, all);
}

#[test]
fn counterparts_are_rows_that_cypher_uses() {
    let text = "CALL hv.counterparts() YIELD class, first, second, why, claims WHERE class = 'place' AND second IS NOT NULL
                RETURN first, second, why[0].rule AS rule, size(claims) AS claims ORDER BY first.name";
    assert_snapshot!(hvgraph(&["query", text]).ends(0).shown());
    let empty = "CALL hv.counterparts() YIELD first, second, across WHERE second IS NULL AND size(across) > 0
                 RETURN first.name AS seat, [body IN across | body.name] AS look_at ORDER BY seat LIMIT 2";
    assert_snapshot!(hvgraph(&["query", empty]).ends(0).shown());
}

#[test]
fn counterparts_say_what_is_wrong_with_a_call() {
    let calls = [
        "{of: 'bi thu thanh uy'}",
        "{kinds: 'Offise'}",
        "{types: 'NOPE'}",
        "{as_of: '17 Nov'}",
        "{as_of: '2017/2021'}",
        "{as_of: '2017', during: '2018'}",
        "{speed: 1}",
        "{all: 'yes'}",
    ];
    let said = calls.map(|options| {
        hvgraph(&["query", &format!("CALL hv.counterparts({options})")]).ends(2).stderr.clone()
    });
    assert_snapshot!(said.concat());
}

#[test]
fn counterparts_need_two_sides() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plain.hvdb");
    let file = file.to_str().unwrap();
    hvgraph(&["init", file]).ends(0);
    let run = hvgraph(&["--db", file, "query", "CALL hv.counterparts()"]);
    run.ends(2).warns("the graph has no two sides").warns("`hvgraph load` keeps the schema");
    hvgraph(&["load", file]).ends(0);
    let text = "CALL hv.counterparts() YIELD first RETURN count(*) > 0 AS found";
    hvgraph(&["--db", file, "query", text]).ends(0).says("true");
}

#[test]
fn paths_lead_from_names_and_ids_as_people_type_them() {
    let length = |from: &str, to: &str| {
        let text = format!("CALL hv.path({from}, {to}) YIELD path, length RETURN nodes(path)[0].id, length");
        hvgraph(&["query", "--json", &text]).json(0)["rows"].clone()
    };
    let expected = json!([["dinh-tien-dung", 1]]);
    for from in ["'dinh tien dung'", "'Đinh Tiến Dũng'", "'dinh-tien-dung'", "'ĐINH TIẾN DŨNG'"] {
        assert_eq!(length(from, "'anouphap'"), expected, "{from}");
    }
    let text = "MATCH (a {id: 'dinh-tien-dung'}) CALL hv.path(a, $to) YIELD length RETURN length";
    hvgraph(&["query", text, "--param", "to='anouphap'"]).ends(0).says("1");
}

#[test]
fn a_path_from_a_name_that_fits_several_or_none_says_which_there_are() {
    let calls = ["'bi thu thanh uy'", "'Dinh Tien Dunk'", "'zzzzzz'", "''", "17", "[1]", "$list"];
    let said = calls.map(|from| {
        let text = format!("CALL hv.path({from}, 'anouphap')");
        hvgraph(&["query", &text, "--param", "list=[1]"]).ends(2).stderr.clone()
    });
    assert_snapshot!(said.concat());
    hvgraph(&["query", "CALL hv.path(null, 'anouphap')"]).ends(1);
}

#[test]
fn a_path_finds_ids_that_are_numbers_where_no_data_set_is() {
    let text =
        "CREATE (:P {id: 7, name: 'An'})-[:R]->(:P {id: 8}); CALL hv.path(7, 8) YIELD length RETURN length;
                CALL hv.path('an', 8) YIELD length RETURN length + 10";
    hvgraph(&["query", text]).ends(0).says("1").says("11");
}

#[test]
fn procedures_are_shown_with_what_they_take_and_yield() {
    let text = "CALL dbms.procedures() YIELD name, signature, description WITH * WHERE name IN ['hv.counterparts', 'hv.path']
                RETURN signature + ': ' + description AS s";
    let json = hvgraph(&["query", "--json", text]).json(0);
    let lines: Vec<&str> =
        json["rows"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
    assert_snapshot!(lines.join("\n"));
    hvgraph(&["query", "SHOW PROCEDURES"]).ends(0).says("hv.counterparts([options])");
}
