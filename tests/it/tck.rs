//! openCypher's technology compatibility kit, played against `hvgraph tck`.
//!
//! The kit is not part of the project: it is looked for in `$HVGRAPH_TCK`, else in `../shared/tck`, and the test says so where it
//! is not there. A scenario passes with the right rows, side effects, error type and phase. `tck/skipped.txt`
//! names those that do not, each with a reason, and the test fails where one of them passes.
//! `HVGRAPH_TCK_SELECT=clauses/match` plays a part only.

pub(crate) mod cells;
pub(crate) mod engine;
pub(crate) mod gherkin;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value as Json, json};

use self::cells::{Cell, Lists, is_same_bag};
use self::engine::{Engine, Look};
use self::gherkin::{Scenario, Step, scenarios};
use crate::program::repository;

/// Scenarios that do not pass, one a line: what it is called, a tab, why.
const SKIPPED: &str = include_str!("tck/skipped.txt");

#[test]
fn all_scenarios_of_the_kit_pass_but_those_that_are_skipped_for_a_reason() {
    let Some(kit) = kit() else {
        eprintln!("skipped: no kit in ../shared/tck, and HVGRAPH_TCK is not set");
        return;
    };
    let skipped: BTreeMap<&str, &str> = SKIPPED
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once('\t').expect("a name, a tab, a reason"))
        .collect();
    let selected = std::env::var("HVGRAPH_TCK_SELECT").unwrap_or_default();
    let mut scenarios = all_scenarios(&kit);
    scenarios.retain(|scenario| !scenario.is_ignored && scenario.id.starts_with(&selected));
    let results = play_all(&scenarios, &graphs(&kit));
    let mut wrong = Vec::new();
    for (id, result) in &results {
        match (result, skipped.contains_key(id.as_str())) {
            (Err(reason), false) => wrong.push(format!("{id}\t{reason}")),
            (Ok(()), true) => wrong.push(format!("{id}\tpasses and must not be skipped any more")),
            _ => {}
        }
    }
    if selected.is_empty() {
        let gone = skipped.keys().filter(|id| !results.contains_key(**id));
        wrong.extend(gone.map(|id| format!("{id}\tis skipped but not in the kit")));
    }
    let n_passed = results.values().filter(|result| result.is_ok()).count();
    eprintln!("{n_passed} of {} scenarios pass", results.len());
    assert!(wrong.is_empty(), "{} scenarios:\n{}", wrong.len(), wrong.join("\n"));
}

fn kit() -> Option<PathBuf> {
    let kit =
        std::env::var_os("HVGRAPH_TCK").map_or_else(|| repository().join("../shared/tck"), PathBuf::from);
    kit.join("features").is_dir().then_some(kit)
}

fn all_scenarios(kit: &Path) -> Vec<Scenario> {
    let root = kit.join("features");
    let mut files = Vec::new();
    find_files(&root, "feature", &mut files);
    let read = files.iter().flat_map(|file| {
        let name = file.strip_prefix(&root).unwrap().with_extension("");
        scenarios(&name.to_str().unwrap().replace('\\', "/"), &std::fs::read_to_string(file).unwrap())
    });
    read.collect()
}

/// Returns the statements that make each named graph.
fn graphs(kit: &Path) -> BTreeMap<String, Vec<String>> {
    let mut files = Vec::new();
    find_files(&kit.join("graphs"), "cypher", &mut files);
    let graph = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).unwrap();
        let statements = text.split(';').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        (file.file_stem().unwrap().to_str().unwrap().to_owned(), statements.collect())
    };
    files.iter().map(graph).collect()
}

fn find_files(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) {
    let mut inside: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            find_files(&path, extension, files);
        } else if path.extension().is_some_and(|own| own == extension) {
            files.push(path);
        }
    }
}

type Results = BTreeMap<String, Result<(), String>>;

fn play_all(scenarios: &[Scenario], graphs: &BTreeMap<String, Vec<String>>) -> Results {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Results::new());
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                let mut engine = Engine::start();
                while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = Play::new(&mut engine, graphs).scenario(scenario);
                    results.lock().unwrap().insert(scenario.id.clone(), result);
                }
            });
        }
    });
    results.into_inner().unwrap()
}

/// A scenario being played.
struct Play<'p> {
    engine: &'p mut Engine,
    graphs: &'p BTreeMap<String, Vec<String>>,
    parameters: Json,
    before: Look,
    reply: Json,
}

impl<'p> Play<'p> {
    fn new(engine: &'p mut Engine, graphs: &'p BTreeMap<String, Vec<String>>) -> Self {
        Play { engine, graphs, parameters: json!({}), before: Look::default(), reply: Json::Null }
    }

    fn scenario(mut self, scenario: &Scenario) -> Result<(), String> {
        self.engine.ask(&json!({ "op": "reset" }))?;
        scenario.steps.iter().try_for_each(|step| self.step(step))
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        let text = step.text.as_str();
        match text {
            "an empty graph" | "any graph" => Ok(()),
            "having executed:" | "after having executed:" => self.set_up(step.doc.as_deref().unwrap()),
            "parameters are:" | "parameter values are:" => {
                let entries = step.table.iter().map(|row| (row[0].clone(), Cell::read(&row[1]).to_json()));
                self.parameters = Json::Object(entries.collect());
                Ok(())
            }
            "executing query:" | "executing control query:" => {
                if !text.contains("control") {
                    self.before = self.engine.look()?;
                }
                self.reply = self.engine.run(step.doc.as_deref().unwrap(), &self.parameters)?;
                Ok(())
            }
            "no side effects" | "the side effects should be:" => self.effects(step),
            "the result should be empty" => match self.rows()? {
                [] => Ok(()),
                rows => Err(format!("{} rows, not none", rows.len())),
            },
            _ if text.starts_with("the result should be") => self.result(step),
            _ if text.starts_with("there exists a procedure ") => self.procedure(step),
            _ if text.contains(" should be raised at ") => self.error(text),
            _ => match text.strip_prefix("the ").and_then(|rest| rest.strip_suffix(" graph")) {
                Some(name) => self.graphs[name].clone().iter().try_for_each(|query| self.set_up(query)),
                None => panic!("unknown step `{text}`"),
            },
        }
    }

    fn set_up(&mut self, query: &str) -> Result<(), String> {
        let reply = self.engine.run(query, &json!({}))?;
        reply.get("error").map_or(Ok(()), |error| Err(format!("setting up: {}", error["message"])))
    }

    fn rows(&self) -> Result<&[Json], String> {
        match self.reply["rows"].as_array() {
            Some(rows) => Ok(rows),
            None => Err(format!("an error, not rows: {}", self.reply["error"])),
        }
    }

    fn result(&self, step: &Step) -> Result<(), String> {
        let rows = self.rows()?;
        let lists = if step.text.contains("ignoring") { Lists::Unordered } else { Lists::Ordered };
        let (head, body) = step.table.split_first().unwrap();
        if *head != self.reply["columns"].as_array().map_or(&[][..], Vec::as_slice) {
            return Err(format!("columns {}, not {head:?}", self.reply["columns"]));
        }
        let wanted: Vec<Vec<Cell>> =
            body.iter().map(|row| row.iter().map(|cell| Cell::read(cell)).collect()).collect();
        let is_same = |wanted: &Vec<Cell>, found: &Json| {
            let found = found.as_array().unwrap();
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(a, b)| a.is(b, lists))
        };
        let fits = if step.text.contains("in order") {
            wanted.len() == rows.len() && wanted.iter().zip(rows).all(|(a, b)| is_same(a, b))
        } else {
            is_same_bag(&wanted, rows, is_same)
        };
        if fits { Ok(()) } else { Err(format!("rows {}, not {body:?}", self.reply["rows"])) }
    }

    fn effects(&mut self, step: &Step) -> Result<(), String> {
        self.rows()?;
        let wanted: BTreeMap<String, usize> =
            step.table.iter().map(|row| (row[0].clone(), row[1].parse().unwrap())).collect();
        let found = self.before.effects(&self.engine.look()?);
        if wanted == found { Ok(()) } else { Err(format!("side effects {found:?}, not {wanted:?}")) }
    }

    /// Checks `a SyntaxError should be raised at compile time: UndefinedVariable`; the detail is not asked for.
    fn error(&mut self, text: &str) -> Result<(), String> {
        let (kind, rest) = text.split_once(" should be raised at ").unwrap();
        let kind = kind.split_once(' ').unwrap().1;
        let phase = rest.split_once(':').unwrap().0;
        let error = &self.reply["error"];
        if error.is_null() {
            return Err(format!("rows, not the error {kind}"));
        }
        let same_phase = phase == "any time" || error["phase"] == phase;
        if error["type"] != kind || !same_phase {
            return Err(format!("the error {error}, not {kind} at {phase}"));
        }
        let effects = self.before.effects(&self.engine.look()?);
        if effects.is_empty() { Ok(()) } else { Err(format!("an error with side effects {effects:?}")) }
    }

    fn procedure(&mut self, step: &Step) -> Result<(), String> {
        let declared = step.text.trim_start_matches("there exists a procedure ").trim_end_matches([' ', ':']);
        let (name, rest) = declared.split_once('(').unwrap();
        let (inputs, outputs) = rest.split_once(") :: (").unwrap();
        let (head, body) = match step.table.split_first() {
            Some((head, body)) => (head.clone(), body),
            None => (Vec::new(), &[][..]),
        };
        let cell = |cell: &String| Cell::read(cell).to_json();
        let rows: Vec<Json> = body.iter().map(|row| row.iter().map(cell).collect()).collect();
        let request = json!({
            "op": "procedure", "name": name, "columns": head, "rows": rows,
            "inputs": fields(inputs), "outputs": fields(outputs.trim_end_matches(')')),
        });
        let reply = self.engine.ask(&request)?;
        reply.get("error").map_or(Ok(()), |error| Err(format!("procedure: {}", error["message"])))
    }
}

fn fields(declared: &str) -> Vec<Json> {
    let field = |field: &str| {
        let (name, kind) = field.split_once("::").unwrap();
        let kind = kind.trim();
        json!({ "name": name.trim(), "type": kind.trim_end_matches('?'), "nullable": kind.ends_with('?') })
    };
    declared.split(',').filter(|field| !field.trim().is_empty()).map(field).collect()
}
