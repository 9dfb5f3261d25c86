//! `hvgraph load`.

use std::fs::File;
use std::io::{BufReader, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args as ClapArgs;
use serde_json::json;

use super::dump::{GRAPH, RULES, SCHEMA};
use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::filters::counted;
use crate::cli::session::Global;
use crate::cli::ui::Ui;
use crate::dataset::Dataset;
use crate::dataset::import::{Import, Rejected, load_csv, load_jsonl};
use crate::graph::{GraphView as _, MemoryGraph, Rule};
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;
use crate::render::typed_json::untyped;
use crate::storage::{Settings, Store, StorageError};

/// Load a data set or other data into a database file, which is made if need be
///
/// Without --csv or --jsonl the data set of --data is loaded, or the bundled one. All is loaded or nothing, unless
/// --skip-rejected leaves out the rows that cannot be.
///
/// Exit status 3 if rows were rejected and nothing was loaded.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph load my.hvdb --data my-data-set\n  hvgraph load my.hvdb --csv tables    (headers as for neo4j-admin: :ID, name, age:int, :LABEL)\n  hvgraph load my.hvdb --jsonl graph.jsonl"
)]
pub(in crate::cli) struct Args {
    /// The database file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Load all CSV files of this folder; their headers are those of neo4j-admin
    #[arg(long, value_name = "DIR", conflicts_with_all = ["jsonl", "data"])]
    csv: Option<PathBuf>,
    /// Load this file of JSON lines, or the folder of a dump
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    jsonl: Option<PathBuf>,
    /// Leave out rows that cannot be loaded
    #[arg(long)]
    skip_rejected: bool,
}

/// How many rejected rows are printed.
const MOST_SHOWN: usize = 100;

/// What is loaded into.
struct Target {
    store: Option<Store>,
    graph: MemoryGraph,
    settings: Settings,
}

/// What was loaded.
struct Loaded {
    graph: MemoryGraph,
    settings: Settings,
    n_nodes: u64,
    n_edges: u64,
    rejected: Vec<Rejected>,
}

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args, global: &Global) -> Result<Outcome, CliError> {
    let mut target = open(&args.file)?;
    let store = target.store.take();
    let loaded = match (&args.csv, &args.jsonl) {
        (Some(folder), _) => tables(ui, target, folder)?,
        (None, Some(file)) => lines(ui, target, file)?,
        (None, None) => data_set(&target, global)?,
    };
    let is_refused = !loaded.rejected.is_empty() && !args.skip_rejected;
    if !is_refused {
        match store {
            Some(mut store) => store.rewrite_with(&loaded.graph, loaded.settings.clone()),
            None => Store::create(&args.file, &loaded.graph, loaded.settings.clone()).map(drop),
        }
        .map_err(CliError::Storage)?;
    }
    report(ui, args, &loaded, is_refused)?;
    // Taking a large graph apart would only cost time.
    std::mem::forget(loaded);
    Ok(if is_refused { Outcome::Invalid } else { Outcome::Found })
}

fn open(file: &Path) -> Result<Target, CliError> {
    match Store::open(file) {
        Ok((store, graph)) => {
            let settings = store.settings().clone();
            Ok(Target { store: Some(store), graph, settings })
        }
        Err(StorageError::Missing(_)) => {
            Ok(Target { store: None, graph: MemoryGraph::new(), settings: Settings::new() })
        }
        Err(error) => Err(CliError::Storage(error)),
    }
}

fn data_set(target: &Target, global: &Global) -> Result<Loaded, CliError> {
    if target.graph.node_count() > 0 {
        let message = "a data set is loaded into an empty database, and this one holds something";
        return Err(CliError::usage(message));
    }
    let dataset = global.open()?;
    let schema = Dataset::schema_text(global.data.as_deref()).map_err(CliError::Dataset)?;
    let mut settings = target.settings.clone();
    settings.insert(SCHEMA.to_owned(), schema);
    let graph = dataset.graph().clone();
    let (n_nodes, n_edges) = (graph.node_count() as u64, graph.edge_count() as u64);
    Ok(Loaded { graph, settings, n_nodes, n_edges, rejected: Vec::new() })
}

fn tables(ui: &Ui, target: Target, folder: &Path) -> Result<Loaded, CliError> {
    let mut progress = Progress::new(ui);
    let mut tell = |n_rows| progress.tell(n_rows);
    let mut import = Import::new(target.graph, &mut tell);
    let done = load_csv(&mut import, folder);
    done.map_err(|(path, error)| CliError::Unreadable { path, error })?;
    let Import { graph, n_nodes, n_edges, rejected, .. } = import;
    Ok(Loaded { graph, settings: target.settings, n_nodes, n_edges, rejected })
}

fn lines(ui: &Ui, target: Target, file: &Path) -> Result<Loaded, CliError> {
    let is_dump = file.is_dir();
    let lines = if is_dump { file.join(GRAPH) } else { file.to_owned() };
    let unreadable = |error| CliError::Unreadable { path: lines.clone(), error };
    let mut reader = BufReader::with_capacity(1 << 18, File::open(&lines).map_err(unreadable)?);
    let mut progress = Progress::new(ui);
    let mut tell = |n_rows| progress.tell(n_rows);
    let mut import = Import::new(target.graph, &mut tell);
    load_jsonl(&mut import, &lines, &mut reader, &untyped).map_err(unreadable)?;
    let Import { mut graph, n_nodes, n_edges, rejected, .. } = import;
    let mut settings = target.settings;
    if is_dump {
        add_rest_of_dump(file, &mut graph, &mut settings)?;
    }
    Ok(Loaded { graph, settings, n_nodes, n_edges, rejected })
}

fn add_rest_of_dump(
    folder: &Path,
    graph: &mut MemoryGraph,
    settings: &mut Settings,
) -> Result<(), CliError> {
    if let Some(schema) = text(&folder.join(SCHEMA))? {
        settings.insert(SCHEMA.to_owned(), schema);
    }
    if let Some(rules) = text(&folder.join(RULES))? {
        let path = folder.join(RULES);
        let rules: Vec<Rule> = serde_json::from_str(&rules)
            .map_err(|error| CliError::Unreadable { path, error: error.into() })?;
        let known = graph.rules().to_vec();
        let new = rules.into_iter().filter(|rule| known.iter().all(|known| known.name != rule.name));
        let all = known.iter().cloned().chain(new).collect();
        graph.set_rules(all);
    }
    Ok(())
}

fn text(path: &Path) -> Result<Option<String>, CliError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CliError::Unreadable { path: path.to_owned(), error }),
    }
}

fn report(ui: &mut Ui, args: &Args, loaded: &Loaded, is_refused: bool) -> Result<(), CliError> {
    let n_rejected = loaded.rejected.len();
    let (n_nodes, n_edges) = if is_refused { (0, 0) } else { (loaded.n_nodes, loaded.n_edges) };
    if ui.json {
        let rejected: Vec<_> = loaded
            .rejected
            .iter()
            .map(|row| json!({ "file": row.file.display().to_string(), "line": row.line, "reason": row.reason }))
            .collect();
        return ui.document(&json!({
            "schema_version": SCHEMA_VERSION, "command": "load", "file": args.file.display().to_string(),
            "nodes": n_nodes, "relationships": n_edges, "rejected": rejected,
        }));
    }
    for row in loaded.rejected.iter().take(MOST_SHOWN) {
        let place = format!("{}:{}", row.file.display(), row.line);
        ui.say(&showable(&format!("{place}: {}", row.reason)));
    }
    if n_rejected > MOST_SHOWN {
        let more = ui.pick("dòng nữa; --json liệt kê hết", "more; --json lists all");
        ui.say(&format!("… {} {more}", n_rejected - MOST_SHOWN));
    }
    let file = showable(&args.file.display().to_string());
    let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let counts = [
        counted(count(n_nodes), ui.lang, "nút", ("node", "nodes")),
        counted(count(n_edges), ui.lang, "quan hệ", ("relationship", "relationships")),
        counted(n_rejected, ui.lang, "dòng bị loại", ("row rejected", "rows rejected")),
    ];
    ui.text(2, &format!("{file}: {}", counts.join(", ")))?;
    if is_refused {
        let hint = ui.pick(
            "gợi ý: --skip-rejected nạp phần còn lại",
            "hint: nothing was loaded; --skip-rejected loads the other rows",
        );
        ui.say(hint);
    }
    Ok(())
}

/// Tells on a terminal how far a load is, once it takes long.
struct Progress {
    start: Instant,
    last: Instant,
    is_shown: bool,
    words: &'static str,
}

const BEFORE_FIRST: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(200);

impl Progress {
    fn new(ui: &Ui) -> Progress {
        let is_shown = std::io::stderr().is_terminal() && !ui.json;
        let now = Instant::now();
        Progress { start: now, last: now, is_shown, words: ui.pick("dòng", "rows") }
    }

    fn tell(&mut self, n_rows: u64) {
        if self.is_shown && self.start.elapsed() > BEFORE_FIRST && self.last.elapsed() > BETWEEN {
            self.last = Instant::now();
            let _ = write!(std::io::stderr(), "\r{n_rows} {}…", self.words);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown && self.last > self.start {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}
