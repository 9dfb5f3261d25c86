//! `hvgraph bench`.

mod clock;
mod run;

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::{Value as Json, json};

use self::clock::Seconds;
use self::run::{BenchError, Order, Task, digest, write_values};
use crate::analysis::catalog::{self, AnalysisError};
use crate::analysis::workload::{self, Choices, Values};
use crate::cli::Outcome;
use crate::cli::error::{CliError, did_you_mean_words};
use crate::cli::filters::counted;
use crate::cli::layout::wrapped;
use crate::cli::output::write_file;
use crate::cli::session::Global;
use crate::cli::ui::Ui;
use crate::graph::edge_list::{Format, write_cache};
use crate::names::did_you_mean;
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::showable;

/// How long one run may take unless the user says otherwise.
const RUN_LIMIT: Duration = Duration::from_hours(1);

/// Run an algorithm on a list of edges and say what it costs
///
/// Reads the graph straight into the form that algorithms run on, without names, claims or citations: tens of millions
/// of edges fit a laptop. Prints the seconds of loading and of each repeat, on the wall and of the processors, the
/// memory at the peak, and a digest of the result, which is the same on any number of threads.
///
/// Algorithms are those of `hvgraph rank` and the tasks that benchmarks of graph programs agree on; `--list` tells them.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  hvgraph bench --graph edges.tsv --algorithm pagerank --threads 2\n  hvgraph bench --graph example-directed.e --directed --algorithm sssp --sources 1 --output distances.tsv")]
#[expect(clippy::struct_excessive_bools, reason = "flags")]
pub(in crate::cli) struct Args {
    /// The graph: `source TAB target [TAB weight]` a line, an LDBC Graphalytics .v/.e pair, or a cache
    #[arg(long, value_name = "FILE", required_unless_present = "list")]
    graph: Option<PathBuf>,
    /// What the file holds; by its name and first bytes otherwise
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FormatChoice>,
    /// What to run
    #[arg(long, value_name = "NAME", required_unless_present_any = ["list", "write_cache"])]
    algorithm: Option<String>,
    /// Edges lead from source to target
    #[arg(long)]
    directed: bool,
    /// Edges have no direction (the default)
    #[arg(long, conflicts_with = "directed")]
    undirected: bool,
    /// Read weights even where the algorithm can do without
    #[arg(long)]
    weighted: bool,
    /// Number vertices by their degree while the graph is read: memory answers faster then
    ///
    /// Results are told by vertex all the same. Tasks that break ties by the order of vertices, such as `cdlp`, break them
    /// by degree then.
    #[arg(long, conflicts_with = "write_cache")]
    by_degree: bool,
    /// Use so many threads; all processors by default. The result is the same
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,
    /// Repeat so often; short runs are repeated up to 15 times within a second, but 1 is once
    #[arg(long, value_name = "N", default_value_t = 3)]
    repeat: usize,
    /// Vertices to start from, as the file calls them
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    sources: Vec<String>,
    /// How many rounds, where the number is fixed: 20 for pagerank, 10 for cdlp by default
    #[arg(long, value_name = "N")]
    iterations: Option<usize>,
    /// PageRank: with which probability the walk goes on, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.85)]
    damping: f64,
    /// What draws are made with
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Set a parameter of an algorithm of `hvgraph rank`: NAME=NUMBER (may be given again)
    #[arg(long = "set", value_name = "NAME=NUMBER", value_parser = crate::cli::measure::parse_setting)]
    settings: Vec<(String, f64)>,
    /// Write a vertex and its value a line
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the graph in the form it has in memory, to be read again in a fraction of the time
    #[arg(long, value_name = "FILE")]
    write_cache: Option<PathBuf>,
    /// List what can be run
    #[arg(long)]
    list: bool,
}

/// A format as a flag.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatChoice {
    /// An edge a line
    Edges,
    /// LDBC Graphalytics: NAME.v and NAME.e
    Graphalytics,
    /// A vertex and its neighbours a line
    Adjacency,
    /// As written by --write-cache
    Cache,
}

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args, global: &Global) -> Result<Outcome, CliError> {
    let (Some(graph), false) = (&args.graph, args.list) else { return list(ui) };
    let name = args.algorithm.as_deref().unwrap_or("wcc");
    let order = Order {
        graph,
        format: args.format.map_or_else(|| Format::of(graph), FormatChoice::format),
        is_directed: args.directed,
        task: task(name, &args.settings, ui)?,
        is_weighted: args.weighted,
        is_by_degree: args.by_degree,
        choices: Choices {
            sources: Vec::new(),
            iterations: args.iterations.unwrap_or(if name == "cdlp" { 10 } else { 20 }),
            damping: damping(args.damping)?,
            seed: args.seed,
        },
        sources: &args.sources,
        n_threads: args.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN),
        repeats: args.repeat,
        timeout: global.timeout.map_or(RUN_LIMIT, |seconds| Duration::from_secs(seconds.into())),
    };
    let outcome = run::run(&order).map_err(|error| cli_error(error, ui))?;
    if let Some(path) = &args.write_cache {
        write_cache(&outcome.graph, path).map_err(CliError::EdgeList)?;
    }
    if let Some(path) = &args.output {
        write_file(path, &mut |out| write_values(&outcome, out))?;
    }
    if ui.json { ui.line(&as_json(name, &order, &outcome).to_string())? } else { report(ui, name, &order, &outcome)? }
    Ok(Outcome::Found)
}

impl FormatChoice {
    fn format(self) -> Format {
        match self {
            FormatChoice::Edges => Format::Edges,
            FormatChoice::Graphalytics => Format::Graphalytics,
            FormatChoice::Adjacency => Format::Adjacency,
            FormatChoice::Cache => Format::Cache,
        }
    }
}

/// Finds what a name means: a task of benchmarks, or an algorithm of the catalogue, also as Cypher calls it.
fn task(name: &str, settings: &[(String, f64)], ui: &Ui) -> Result<Task, CliError> {
    if let Some(workload) = workload::find(name) {
        if let Some((setting, _)) = settings.first() {
            let message = ui.pick("không có tham số", "has no parameter");
            return Err(CliError::Usage {
                message: format!("`{name}` {message} `{setting}`"),
                expected: None,
                hint: catalog::find(name).map(|_| format!("`hv.{name}` = `hvgraph rank {name}`")),
            });
        }
        return Ok(Task::Workload(workload));
    }
    let own = name.strip_prefix("hv.").unwrap_or(name).replace('_', "-");
    let algorithm = catalog::find(&own).ok_or_else(|| unknown(name, ui))?;
    let set = settings.iter().map(|(name, value)| (name.as_str(), *value));
    let settings = algorithm.settings(set).map_err(|error| CliError::usage(error.to_string()))?;
    Ok(Task::Measure(algorithm, settings))
}

fn unknown(name: &str, ui: &Ui) -> CliError {
    let names = workload::workloads().map(|own| own.name).chain(catalog::algorithms().iter().map(|own| own.name));
    let names: Vec<&str> = names.collect();
    let near = did_you_mean(name, names.iter().copied(), 1).into_iter().next();
    CliError::Usage {
        message: format!("{} `{name}`", ui.pick("không có thuật toán", "there is no algorithm")),
        expected: Some(ui.pick("một tên mà --list kể ra", "one that --list tells").to_owned()),
        hint: near.map(|near| did_you_mean_words(near, ui.lang)),
    }
}

fn damping(damping: f64) -> Result<f64, CliError> {
    if (0.0..1.0).contains(&damping) { Ok(damping) } else { Err(CliError::usage(format!("--damping {damping}: 0 ≤ P < 1"))) }
}

fn cli_error(error: BenchError, ui: &Ui) -> CliError {
    let sources = |message: String| CliError::Usage { message, expected: Some("--sources A,B,…".to_owned()), hint: None };
    match error {
        BenchError::Graph(error) => CliError::EdgeList(error),
        BenchError::Analysis(AnalysisError::Limit(limit)) => CliError::Limit(limit),
        BenchError::NoSource(name) | BenchError::Analysis(AnalysisError::NoStart(name)) => {
            sources(format!("`{name}` {}", ui.pick("cần ít nhất một đỉnh xuất phát", "needs at least one source")))
        }
        BenchError::NoSuchVertex(vertex) => {
            sources(format!("{} `{vertex}`", ui.pick("đồ thị không có đỉnh", "the graph has no vertex")))
        }
        BenchError::Analysis(AnalysisError::Start(name)) => CliError::usage(format!(
            "`{name}` {}",
            ui.pick("không xuất phát từ đỉnh đã chọn; bỏ --sources", "does not start from given vertices; leave out --sources")
        )),
        BenchError::Analysis(error) => {
            CliError::TooLarge { message: error.to_string(), hint: "--iterations N, --set NAME=NUMBER".to_owned() }
        }
    }
}

fn list(ui: &mut Ui) -> Result<Outcome, CliError> {
    let tasks = workload::workloads().map(|own| (own.name.to_owned(), own.summary));
    let lang = ui.lang;
    let measures = catalog::algorithms().iter().map(|own| (format!("hv.{}", own.name), lang.pick(own.summary.0, own.summary.1)));
    if ui.json {
        let all: Vec<Json> = tasks.chain(measures).map(|(name, summary)| json!({ "name": name, "summary": summary })).collect();
        ui.document(&json!({ "schema_version": SCHEMA_VERSION, "command": "bench", "algorithms": all }))?;
    } else {
        for (name, summary) in tasks.chain(measures) {
            for line in wrapped(&format!("{name:<26}"), 26, summary, ui.width) {
                ui.line(&line)?;
            }
        }
    }
    Ok(Outcome::Found)
}

fn as_json(name: &str, order: &Order<'_>, outcome: &run::Outcome) -> Json {
    json!({
        "schema_version": SCHEMA_VERSION,
        "command": "bench",
        "graph": order.graph.display().to_string(),
        "directed": order.is_directed,
        "algorithm": name,
        "threads": order.n_threads,
        "n_nodes": outcome.n_nodes,
        "n_edges": outcome.n_edges,
        "load_s": outcome.load.wall.min(outcome.load.cpu),
        "load_wall_s": outcome.load.wall,
        "load_cpu_s": outcome.load.cpu,
        "kernel_s": outcome.kernel.iter().map(|run| run.wall).collect::<Vec<_>>(),
        "cpu_s": outcome.kernel.iter().map(|run| run.cpu).collect::<Vec<_>>(),
        "rss_load_mb": outcome.memory[0],
        "rss_mb": outcome.memory[1],
        "estimate_mb": outcome.estimate.map(|bytes| bytes as f64 / 1e6),
        "result_digest": digest(&outcome.values),
    })
}

fn report(ui: &mut Ui, name: &str, order: &Order<'_>, outcome: &run::Outcome) -> Result<(), CliError> {
    let lang = ui.lang;
    let counts = [
        counted(outcome.n_nodes, lang, "nút", ("node", "nodes")),
        counted(outcome.n_edges, lang, "cạnh", ("edge", "edges")),
        if order.is_directed { lang.pick("có hướng", "directed") } else { lang.pick("vô hướng", "undirected") }.to_owned(),
    ];
    ui.text(2, &format!("{}: {}", showable(&order.graph.display().to_string()), counts.join(", ")))?;
    let memory = |at: usize| outcome.memory[at].map_or(String::new(), |own| format!(", {own:.0} MB"));
    let load = ui.pick("nạp", "load");
    ui.line(&format!("{load:<20}{}{}", cost(outcome.load, ui), memory(0)))?;
    let fastest = outcome.kernel.iter().copied().min_by(|one, other| one.cpu.total_cmp(&other.cpu));
    let fastest = fastest.unwrap_or(Seconds { wall: 0.0, cpu: 0.0 });
    let threads = counted(order.n_threads.get(), lang, "luồng", ("thread", "threads"));
    let runs = counted(outcome.kernel.len(), lang, "lần chạy", ("run", "runs"));
    let of = ui.pick("nhanh nhất trong", "fastest of");
    let spent = format!("{}{}, {of} {runs}, {threads}", cost(fastest, ui), memory(1));
    for line in wrapped(&format!("{name:<20}"), 20, &spent, ui.width) {
        ui.line(&line)?;
    }
    let word = ui.pick("kết quả", "result");
    let number = match &outcome.values {
        Values::Single(number) => format!("{number}  "),
        Values::Number(number) if !number.is_nan() => format!("{number}  "),
        _ => String::new(),
    };
    ui.line(&format!("{word:<20}{number}{}", digest(&outcome.values)))
}

fn cost(seconds: Seconds, ui: &Ui) -> String {
    format!("{:.6} s ({} {:.6} s)", seconds.wall, ui.pick("bộ xử lý", "processors"), seconds.cpu)
}
