//! `hvgraph export`.

mod tables;

use std::io::Write;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::cli::error::CliError;
use crate::cli::filters::FilterArgs;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, draw, resolve};
use crate::graph::Direction;
use crate::model::NodeId;
use crate::render::csv::CsvForm;
use crate::render::dot::{is_bulk, write_bulk_dot};
use crate::render::graphml::write_graphml;
use crate::render::json::write_node_link;
use crate::render::loss::Loss;
use crate::render::selection::{Reach, Selection};

/// Export the graph as DOT, GraphML, CSV or JSON
///
/// With --json the document is node-link JSON, as `networkx.node_link_graph` reads it, with all properties,
/// aliases and citations. GraphML and CSV hold as much: --data reads all three back.
///
/// CSV is for people unless --raw is given: it begins with a byte order mark, so that a spreadsheet takes it for UTF-8, and a
/// text that begins like a formula (= + - @) gets a ' before it, so that a spreadsheet does not run it. Numbers stay as they are.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph export --dot | dot -Tsvg > graph.svg\n  hvgraph export --dot --focus \"Hoàn Kiếm\" --depth 2 -o hoan-kiem.dot\n  hvgraph export --json -o graph.json\n  hvgraph export --graphml -o graph.graphml\n  hvgraph --data graph.graphml export --csv tables"
)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    part: PartArgs,
    /// With --csv: for programs; no byte order mark, and no `'` before what a spreadsheet takes for a formula
    #[arg(long, help_heading = "Formats")]
    raw: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", conflicts_with = "csv")]
    output: Option<PathBuf>,
}

/// Flags that choose the format.
#[derive(Debug, ClapArgs)]
#[group(multiple = false)]
struct FormatArgs {
    /// Write a Graphviz drawing
    #[arg(long, help_heading = "Formats")]
    dot: bool,
    /// Write GraphML, for NetworkX, Gephi, igraph, yEd and Neo4j
    #[arg(long, help_heading = "Formats")]
    graphml: bool,
    /// Write nodes.csv, claims.csv, sources.csv and schema.json into this folder
    #[arg(long, value_name = "DIR", help_heading = "Formats")]
    csv: Option<PathBuf>,
}

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Dot,
    Graphml,
    Csv,
    Json,
}

impl FormatArgs {
    /// Returns the format asked for; `--json` is a flag of the whole program.
    fn chosen(&self, json: bool) -> Result<Format, CliError> {
        let flags = [
            (self.dot, "--dot", Format::Dot),
            (self.graphml, "--graphml", Format::Graphml),
            (self.csv.is_some(), "--csv", Format::Csv),
        ];
        let chosen = flags.into_iter().find(|(given, _, _)| *given);
        match (chosen, json) {
            (Some((_, flag, _)), true) => Err(CliError::usage(format!("`{flag}` and `--json` together"))),
            (Some((_, _, format)), false) => Ok(format),
            (None, true) => Ok(Format::Json),
            (None, false) => Err(CliError::Usage {
                message: "no format".to_owned(),
                expected: Some("`--dot`, `--graphml`, `--csv DIR` or `--json`".to_owned()),
                hint: Some("`hvgraph render -o FILE.svg` draws a picture".to_owned()),
            }),
        }
    }
}

impl Format {
    /// Says whether the format is for data, not for looking at, and so holds everything unless a part is asked for.
    fn is_data(self) -> bool {
        match self {
            Format::Dot => false,
            Format::Graphml | Format::Csv | Format::Json => true,
        }
    }
}

/// Flags that choose a part of the graph.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct PartArgs {
    /// Only what lies around this node (may be given again)
    #[arg(long, value_name = "NAME")]
    focus: Vec<String>,
    /// With --focus: at most so many steps away
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    depth: usize,
    /// With --focus: also go on from hubs (countries, cities)
    #[arg(long, requires = "focus")]
    through_hubs: bool,
    #[command(flatten)]
    filters: FilterArgs,
    /// Title of the picture
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

impl PartArgs {
    /// Selects the part and names it.
    pub(in crate::cli) fn select(
        &self,
        session: &Session,
    ) -> Result<(Selection, Vec<NodeId>, String), CliError> {
        let filter = self.filters.filter(session)?;
        let focus =
            self.focus.iter().map(|name| resolve::node(session, name)).collect::<Result<Vec<_>, _>>()?;
        let facts = session.facts();
        let selection = if focus.is_empty() {
            Selection::whole(&facts, session.schema(), &filter)
        } else {
            let reach =
                Reach { depth: self.depth, direction: Direction::Both, through_hubs: self.through_hubs };
            Selection::around(&facts, session.schema(), &filter, &focus, reach)
        };
        let names: Vec<&str> = focus.iter().map(|node| facts.name(*node)).collect();
        let own = if names.is_empty() {
            session.schema().title.in_lang(session.lang).to_owned()
        } else {
            names.join(", ")
        };
        Ok((selection, focus, self.title.clone().unwrap_or(own)))
    }
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let format = args.format.chosen(ui.json)?;
    if args.raw && format != Format::Csv {
        return Err(CliError::usage("`--raw` without `--csv DIR`"));
    }
    let (selection, focus, title) =
        if format.is_data() { part_with_all(session, args)? } else { args.part.select(session)? };
    let mut loss = Loss::default();
    if let Some(folder) = &args.format.csv {
        let form = if args.raw { CsvForm::Programs } else { CsvForm::People };
        tables::write_tables(session, &selection, form, folder, &mut loss)?;
        say_loss(ui, session, &loss);
        return Ok(if selection.nodes.is_empty() { Outcome::Nothing } else { Outcome::Found });
    }
    let mut write = |out: &mut dyn Write| match format {
        Format::Dot if is_bulk(&selection) => {
            let heading = draw::heading(session, &selection, &title);
            write_bulk_dot(&session.facts(), session.schema(), &selection, &heading, session.lang, out)
        }
        Format::Dot => draw::selection(session, &selection, title.clone(), &focus).write_dot(out),
        Format::Graphml => write_graphml(&session.facts(), session.schema(), &selection, out, &mut loss),
        Format::Json | Format::Csv => write_node_link(&session.facts(), session.schema(), &selection, out),
    };
    match &args.output {
        Some(file) => write_file(file, &mut write)?,
        None => write(ui.out()).map_err(CliError::Stdout)?,
    }
    say_loss(ui, session, &loss);
    Ok(if selection.nodes.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// Says on stderr what the format could not hold; nothing if it held everything.
fn say_loss(ui: &mut Ui, session: &Session, loss: &Loss) {
    if !loss.is_empty() {
        ui.say(ui.pick("Định dạng này không giữ được:", "This format could not hold:"));
    }
    for line in loss.lines(session.lang) {
        ui.say(&format!("  {line}"));
    }
}

/// Data is whole unless a part is asked for: structural kinds and denied claims are in.
fn part_with_all(session: &Session, args: &Args) -> Result<(Selection, Vec<NodeId>, String), CliError> {
    let filters = &args.part.filters;
    let plain = args.part.focus.is_empty() && filters.kinds.is_empty();
    if !plain {
        return args.part.select(session);
    }
    let mut filter = filters.filter(session)?;
    filter.with_structural = true;
    if filters.status.is_empty() {
        filter.statuses = crate::model::Status::ALL.to_vec();
    }
    let selection = Selection::whole(&session.facts(), session.schema(), &filter);
    Ok((selection, Vec::new(), String::new()))
}
