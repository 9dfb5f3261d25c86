//! `hvgraph export`.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use crate::cli::error::CliError;
use crate::cli::filters::FilterArgs;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::draw::Drawing;
use crate::cli::{Outcome, condense, draw, draw_groups, resolve};
use crate::graph::Direction;
use crate::model::NodeId;
use crate::render::dot::{is_bulk, write_bulk_dot};
use crate::render::graphviz::Engine;
use crate::render::json::write_node_link;
use crate::render::loss::Loss;
use crate::render::selection::{Reach, Selection};

/// Export the graph as DOT or JSON
///
/// With --json the document is node-link JSON, as `networkx.node_link_graph` reads it, with all properties,
/// aliases and citations.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph export --dot | dot -Tsvg > graph.svg\n  hvgraph export --dot --focus \"Hoàn Kiếm\" --depth 2 -o hoan-kiem.dot\n  hvgraph export --json -o graph.json"
)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    part: PartArgs,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Flags that choose the format.
#[derive(Debug, ClapArgs)]
#[group(multiple = false)]
struct FormatArgs {
    /// Write a Graphviz drawing
    #[arg(long, help_heading = "Formats")]
    dot: bool,
}

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Dot,
    Json,
}

impl FormatArgs {
    /// Returns the format asked for; `--json` is a flag of the whole program.
    fn chosen(&self, json: bool) -> Result<Format, CliError> {
        let flags = [(self.dot, "--dot", Format::Dot)];
        let chosen = flags.into_iter().find(|(given, _, _)| *given);
        match (chosen, json) {
            (Some((_, flag, _)), true) => Err(CliError::usage(format!("`{flag}` and `--json` together"))),
            (Some((_, _, format)), false) => Ok(format),
            (None, true) => Ok(Format::Json),
            (None, false) => Err(CliError::Usage {
                message: "no format".to_owned(),
                expected: Some("`--dot` or `--json`".to_owned()),
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
            Format::Json => true,
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
    /// Draw less of a graph that is too large, and say what was left out
    #[arg(long, value_enum, value_name = "HOW")]
    reduce: Option<Reduce>,
    /// Title of the picture
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

/// How to draw less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reduce {
    /// The 100 most central nodes, by page rank
    Top,
    /// One node for each community, one line for all claims between two
    Communities,
}

impl PartArgs {
    /// Says whether less than the whole part is to be drawn.
    pub(in crate::cli) fn is_reduced(&self) -> bool {
        self.reduce.is_some()
    }

    /// Draws the part, or less of it, with an engine or that which suits its size.
    pub(in crate::cli) fn drawing(
        &self,
        session: &Session,
        selection: &Selection,
        title: &str,
        focus: &[NodeId],
        engine: Option<Engine>,
    ) -> Result<Drawing, CliError> {
        let mut drawing = match self.reduce {
            None if engine.is_some() => draw::plain_selection(session, selection, title.to_owned(), focus),
            None => draw::selection(session, selection, title.to_owned(), focus),
            Some(Reduce::Top) => {
                let (kept, words) = condense::most_central(session, selection)?;
                let mut drawing = match engine {
                    Some(_) => draw::plain_selection(session, &kept, title.to_owned(), focus),
                    None => draw_groups::sheet(session, &kept, title, focus)?,
                };
                drawing.picture.subtitle.push(words);
                drawing
            }
            Some(Reduce::Communities) => condense::communities(session, selection, title)?,
        };
        drawing.engine = engine.or(drawing.engine);
        Ok(drawing)
    }

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
    let (selection, focus, title) =
        if format.is_data() { part_with_all(session, args)? } else { args.part.select(session)? };
    let loss = Loss::default();
    let is_drawn = format == Format::Dot && (!is_bulk(&selection) || args.part.is_reduced());
    let drawing = if is_drawn { Some(args.part.drawing(session, &selection, &title, &focus, None)?) } else { None };
    let mut write = |out: &mut dyn Write| match format {
        Format::Dot => {
            if let Some(drawing) = &drawing {
                return drawing.write_dot(out);
            }
            let heading = draw::heading(session, &selection, &title);
            write_bulk_dot(&session.facts(), session.schema(), &selection, &heading, session.lang, out)
        }
        Format::Json => write_node_link(&session.facts(), session.schema(), &selection, out),
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
