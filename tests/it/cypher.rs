//! Cypher beyond openCypher's kit: cases as text files in `tests/cypher`, played against `hvgraph tck`.
//!
//! ```text
//! # What the case is about
//! > CREATE (:A {n: 1})          a statement before the query; more of them stand below each other
//! $ who = 'x'                   a parameter
//! ? MATCH (a)                   the query; further lines are set in by two spaces
//!   RETURN a.n
//! | a.n |                       the columns, then the rows, in order; after `any order` in any
//! | 1   |
//! ```
//! Instead of a table: `! SyntaxError UndefinedVariable`, an error with its detail, or `done`, nothing returned.

use std::path::Path;

use serde_json::{Map, Value as Json, json};

use crate::program::repository;
use crate::tck::cells::{Cell, Lists, is_same_bag};
use crate::tck::engine::Engine;
use crate::tck::gherkin::cells;

#[derive(Debug, Default)]
struct Case {
    title: String,
    set_up: Vec<String>,
    parameters: Map<String, Json>,
    query: String,
    expected: Expected,
}

#[derive(Debug, Default)]
enum Expected {
    #[default]
    Missing,
    Rows {
        table: Vec<Vec<String>>,
        in_order: bool,
    },
    Error(String),
    Nothing,
}

#[test]
fn all_cases_of_our_own_hold() {
    let mut engine = Engine::start();
    let mut wrong = Vec::new();
    let folder = repository().join("tests/cypher");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut n_cases = 0;
    for file in files {
        for case in cases(&file) {
            n_cases += 1;
            if let Err(reason) = play(&mut engine, &case) {
                let name = file.file_name().unwrap().display();
                wrong.push(format!("{name}: {}\n  {reason}", case.title));
            }
        }
    }
    assert!(n_cases > 0);
    assert!(wrong.is_empty(), "{} of {n_cases} cases:\n{}", wrong.len(), wrong.join("\n"));
}

fn cases(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut cases: Vec<Case> = Vec::new();
    let mut in_order = true;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(title) = line.strip_prefix("# ") {
            cases.push(Case { title: title.to_owned(), ..Case::default() });
            in_order = true;
            continue;
        }
        let case = cases.last_mut().unwrap_or_else(|| panic!("{}: no case yet: {line}", file.display()));
        match line.split_once(' ') {
            Some((">", statement)) => case.set_up.push(statement.to_owned()),
            Some(("$", parameter)) => {
                let (name, value) = parameter.split_once(" = ").unwrap();
                case.parameters.insert(name.to_owned(), Cell::read(value).to_json());
            }
            Some(("?", query)) => query.clone_into(&mut case.query),
            Some(("", _)) => case.query = format!("{}\n{}", case.query, line.trim_start()),
            Some(("!", error)) => case.expected = Expected::Error(error.to_owned()),
            Some(("any", "order")) => in_order = false,
            Some(("|", _)) => match &mut case.expected {
                Expected::Rows { table, .. } => table.push(cells(line)),
                other => *other = Expected::Rows { table: vec![cells(line)], in_order },
            },
            None if line == "done" => case.expected = Expected::Nothing,
            _ => panic!("{}: `{line}` says nothing", file.display()),
        }
    }
    cases
}

fn play(engine: &mut Engine, case: &Case) -> Result<(), String> {
    engine.ask(&json!({ "op": "reset" }))?;
    for statement in &case.set_up {
        let reply = engine.run(statement, &json!({}))?;
        if let Some(error) = reply.get("error") {
            return Err(format!("`{statement}`: {error}"));
        }
    }
    let reply = engine.run(&case.query, &Json::Object(case.parameters.clone()))?;
    let error = &reply["error"];
    let fits = match &case.expected {
        Expected::Missing => return Err("the case expects nothing".to_owned()),
        Expected::Error(wanted) => {
            let words = [&error["type"], &error["detail"]].map(|word| word.as_str().unwrap_or_default());
            words.join(" ").trim() == wanted
        }
        Expected::Nothing => reply["columns"] == json!([]),
        Expected::Rows { table, in_order } => has_rows(&reply, table, *in_order),
    };
    if fits { Ok(()) } else { Err(format!("{} gave {reply}", case.query)) }
}

fn has_rows(reply: &Json, table: &[Vec<String>], in_order: bool) -> bool {
    let Some(rows) = reply["rows"].as_array() else { return false };
    let wanted: Vec<Vec<Cell>> =
        table[1..].iter().map(|row| row.iter().map(|cell| Cell::read(cell)).collect()).collect();
    let is_same = |wanted: &Vec<Cell>, found: &Json| {
        let found = found.as_array().unwrap();
        wanted.len() == found.len() && wanted.iter().zip(found).all(|(a, b)| a.is(b, Lists::Ordered))
    };
    let same_rows = if in_order {
        wanted.len() == rows.len() && wanted.iter().zip(rows).all(|(a, b)| is_same(a, b))
    } else {
        is_same_bag(&wanted, rows, is_same)
    };
    reply["columns"] == json!(table[0]) && same_rows
}
