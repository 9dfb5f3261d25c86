//! `hvgraph export`.

mod tables;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::cli::error::CliError;
use crate::cli::filters::FilterArgs;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::draw::Drawing;
use crate::cli::reduce::{ReduceArgs, Reduced, Room};
use crate::cli::{Outcome, condense, draw, draw_groups, page, resolve};
use crate::graph::Direction;
use crate::model::{Lang, NodeId};
use crate::render::compose::EdgeLabels;
use crate::render::csv::CsvForm;
use crate::render::cypher::write_cypher;
use crate::render::dot::{MOST_COMPOSED, is_bulk, write_bulk_dot};
use crate::render::ftm::write_ftm;
use crate::render::gexf::write_gexf;
use crate::render::graphml::write_graphml;
use crate::render::graphviz::Engine;
use crate::render::json::write_node_link;
use crate::render::loss::Loss;
use crate::render::mermaid::{self, MermaidTooLarge, to_mermaid};
use crate::render::selection::{Reach, Selection};
use crate::render::{kgx, neo4j};

/// Export the graph for other programs, or as a page for a browser
///
/// With --html the page has the graph to move and zoom, a search, filters, a time slider, a path finder, every claim
/// with its sources, a list and a table; it is one file that can be sent to a colleague.
///
/// With --json the document is node-link JSON, as `networkx.node_link_graph` reads it, with all properties,
/// aliases and citations. GraphML and CSV hold as much: --data reads all three back. What a format cannot hold is
/// named on standard error.
///
/// CSV is for people unless --raw is given: it begins with a byte order mark, so that a spreadsheet takes it for UTF-8, and a
/// text that begins like a formula (= + - @) gets a ' before it, so that a spreadsheet does not run it. Numbers stay as they are.
///
/// What --neo4j writes is read by `neo4j-admin database import full --nodes=DIR/nodes.csv
/// --relationships=DIR/relationships.csv --array-delimiter=U+001F --multiline-fields=true neo4j`.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph export --dot | dot -Tsvg > graph.svg\n  hvgraph export --dot --focus \"Hoàn Kiếm\" --depth 2 -o hoan-kiem.dot\n  hvgraph export --html -o graph.html\n  hvgraph export --json -o graph.json\n  hvgraph export --graphml -o graph.graphml\n  hvgraph --data graph.graphml export --csv tables\n  hvgraph export --gexf -o graph.gexf\n  hvgraph export --mermaid --focus \"Hoàn Kiếm\""
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
#[expect(clippy::struct_excessive_bools, reason = "one flag a format, of which one is given")]
struct FormatArgs {
    /// Write a Graphviz drawing
    #[arg(long, help_heading = "Formats")]
    dot: bool,
    /// Write one page to explore in a browser, with all evidence, that needs no network
    #[arg(long, help_heading = "Formats")]
    html: bool,
    /// Write a Mermaid flowchart, for Markdown pages
    #[arg(long, help_heading = "Formats")]
    mermaid: bool,
    /// Write GraphML, for NetworkX, Gephi, igraph, yEd and Neo4j
    #[arg(long, help_heading = "Formats")]
    graphml: bool,
    /// Write GEXF 1.3, for Gephi and NetworkX
    #[arg(long, help_heading = "Formats")]
    gexf: bool,
    /// Write nodes.csv, claims.csv, sources.csv and schema.json into this folder
    #[arg(long, value_name = "DIR", help_heading = "Formats", conflicts_with = "output")]
    csv: Option<PathBuf>,
    /// Write a Cypher script that makes the graph in an empty database
    #[arg(long, help_heading = "Formats")]
    cypher: bool,
    /// Write nodes.csv and relationships.csv for `neo4j-admin database import` into this folder
    #[arg(long, value_name = "DIR", help_heading = "Formats", conflicts_with = "output")]
    neo4j: Option<PathBuf>,
    /// Write nodes.jsonl and edges.jsonl (KGX, Biolink) into this folder
    #[arg(long, value_name = "DIR", help_heading = "Formats", conflicts_with = "output")]
    kgx: Option<PathBuf>,
    /// Write FollowTheMoney statements as JSON Lines
    #[arg(long, help_heading = "Formats")]
    ftm: bool,
}

/// A format to export to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Format {
    Dot,
    Html,
    Mermaid,
    Graphml,
    Gexf,
    Csv(PathBuf),
    Cypher,
    Neo4j(PathBuf),
    Kgx(PathBuf),
    Ftm,
    Json,
}

impl FormatArgs {
    /// Returns the format asked for; `--json` is a flag of the whole program.
    fn chosen(&self, json: bool, lang: Lang) -> Result<Format, CliError> {
        let flags = [
            ("--dot", self.dot.then_some(Format::Dot)),
            ("--html", self.html.then_some(Format::Html)),
            ("--mermaid", self.mermaid.then_some(Format::Mermaid)),
            ("--graphml", self.graphml.then_some(Format::Graphml)),
            ("--gexf", self.gexf.then_some(Format::Gexf)),
            ("--csv", self.csv.clone().map(Format::Csv)),
            ("--cypher", self.cypher.then_some(Format::Cypher)),
            ("--neo4j", self.neo4j.clone().map(Format::Neo4j)),
            ("--kgx", self.kgx.clone().map(Format::Kgx)),
            ("--ftm", self.ftm.then_some(Format::Ftm)),
        ];
        let names = flags.each_ref().map(|(flag, _)| format!("`{flag}`")).join(", ");
        let chosen = flags.into_iter().find_map(|(flag, format)| Some((flag, format?)));
        match (chosen, json) {
            (Some((flag, _)), true) => {
                let (and, together) = (lang.pick("và", "and"), lang.pick("cùng một lúc", "together"));
                Err(CliError::usage(format!("`{flag}` {and} `--json` {together}")))
            }
            (Some((_, format)), false) => Ok(format),
            (None, true) => Ok(Format::Json),
            (None, false) => Err(CliError::Usage {
                message: lang.pick("chưa chọn định dạng", "no format").to_owned(),
                expected: Some(format!("{names} {} `--json`", lang.pick("hoặc", "or"))),
                hint: Some(
                    lang.pick(
                        "`hvgraph render -o FILE.svg` vẽ thành hình",
                        "`hvgraph render -o FILE.svg` draws a picture",
                    )
                    .to_owned(),
                ),
            }),
        }
    }
}

impl Format {
    /// Says whether the format is for data, not for looking at, and so holds everything unless a part is asked for.
    fn is_data(&self) -> bool {
        match self {
            Format::Dot | Format::Html | Format::Mermaid => false,
            Format::Graphml
            | Format::Gexf
            | Format::Csv(_)
            | Format::Cypher
            | Format::Neo4j(_)
            | Format::Kgx(_)
            | Format::Ftm
            | Format::Json => true,
        }
    }

    /// Says whether the format is for databases, where a citation is only of use with its source.
    fn wants_sources(&self) -> bool {
        matches!(self, Format::Cypher | Format::Neo4j(_) | Format::Kgx(_) | Format::Ftm)
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
    #[command(flatten)]
    pub(in crate::cli) reduce: ReduceArgs,
    /// Title of the picture
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

impl PartArgs {
    /// Draws the part, or less of it where there is no room for all, with an engine or that which suits its size.
    pub(in crate::cli) fn drawing(
        &self,
        session: &Session,
        (selection, focus): (&Selection, &[NodeId]),
        title: &str,
        engine: Option<Engine>,
        room: Room,
    ) -> Result<Drawing, CliError> {
        let whole = |selection| match engine {
            Some(_) => draw::plain_selection(session, selection, title.to_owned(), focus),
            None => draw::selection(session, selection, title.to_owned(), focus),
        };
        let mut drawing = match self.reduce.apply(session, selection, focus, room)? {
            Reduced::Whole => whole(selection),
            Reduced::Part(kept, words) => {
                let mut drawing = match engine {
                    None if kept.nodes.len() <= draw::MAX_DRAWN => draw_groups::sheet(session, &kept, title, focus)?,
                    _ => whole(&kept),
                };
                drawing.picture.subtitle.push(words);
                drawing
            }
            Reduced::Communities => condense::communities(session, selection, title)?,
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
    let format = args.format.chosen(ui.json, session.lang)?;
    if args.raw && !matches!(format, Format::Csv(_)) {
        let (without, dir) = (session.lang.pick("mà không có", "without"), "`--csv DIR`");
        return Err(CliError::usage(format!("`--raw` {without} {dir}")));
    }
    let (mut selection, focus, title) =
        if format.is_data() { part_with_all(session, args)? } else { args.part.select(session)? };
    if format.wants_sources() {
        selection.add_cited_sources(&session.facts());
    }
    let is_drawn = format == Format::Dot && !(is_bulk(&selection) && args.part.reduce.is_whole());
    let drawing = if is_drawn { Some(args.part.drawing(session, (&selection, &focus), &title, None, bulk_room())?) } else { None };
    let mut note = None;
    if format == Format::Html {
        (selection, note) = for_page(session, args, selection, &focus)?;
    }
    let mut loss = Loss::default();
    match &format {
        Format::Csv(folder) => {
            let form = if args.raw { CsvForm::Programs } else { CsvForm::People };
            tables::write_tables(session, &selection, form, folder, &mut loss)?;
        }
        Format::Neo4j(folder) => write_neo4j(session, &selection, folder, &mut loss)?,
        Format::Kgx(folder) => write_kgx(session, &selection, folder, &mut loss)?,
        Format::Mermaid => {
            let diagram = mermaid_text(session, &selection, title, &focus, &mut loss)?;
            write_one(ui, args, &mut |out| out.write_all(diagram.as_bytes()))?;
        }
        Format::Dot if is_drawn => {
            write_one(ui, args, &mut |out| drawing.as_ref().map_or(Ok(()), |drawing| drawing.write_dot(out)))?;
        }
        format => write_one(ui, args, &mut |out| {
            // A file that fails to be written is not written again, so nothing is noted twice.
            write_stream(session, format, &selection, (&title, &focus, note.as_deref()), out, &mut loss)
        })?,
    }
    say_loss(ui, session, &loss);
    Ok(if selection.nodes.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// Returns how much is drawn with all that a picture has.
fn bulk_room() -> Room {
    Room { nodes: MOST_COMPOSED.0, claims: MOST_COMPOSED.1 }
}

/// Returns what a page shows of a selection, and what it leaves out in words.
fn for_page(
    session: &Session,
    args: &Args,
    selection: Selection,
    focus: &[NodeId],
) -> Result<(Selection, Option<String>), CliError> {
    let (selection, note) = match args.part.reduce.apply(session, &selection, focus, page::ROOM)? {
        Reduced::Whole => (selection, None),
        Reduced::Part(kept, words) => (kept, Some(words)),
        Reduced::Communities => {
            let (one, other) = ("`--html`", "`--reduce communities`");
            let (and, together) = (session.lang.pick("và", "and"), session.lang.pick("cùng một lúc", "together"));
            return Err(CliError::Usage {
                message: format!("{one} {and} {other} {together}"),
                expected: Some("`--reduce top`, `--reduce ego`".to_owned()),
                hint: Some("`hvgraph render --reduce communities -o FILE.svg`".to_owned()),
            });
        }
    };
    page::check_size(&selection)?;
    Ok((selection, note))
}

/// Writes one document to the file asked for or to standard output.
fn write_one(
    ui: &mut Ui,
    args: &Args,
    write: &mut dyn FnMut(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), CliError> {
    match &args.output {
        Some(file) => write_file(file, write),
        None => write(ui.out()).map_err(CliError::Stdout),
    }
}

/// Writes a format that is one document.
fn write_stream(
    session: &Session,
    format: &Format,
    selection: &Selection,
    (title, focus, note): (&str, &[NodeId], Option<&str>),
    out: &mut dyn Write,
    loss: &mut Loss,
) -> std::io::Result<()> {
    let (facts, schema, lang) = (session.facts(), session.schema(), session.lang);
    match format {
        Format::Dot => {
            let heading = draw::heading(session, selection, title);
            write_bulk_dot(&facts, schema, selection, &heading, lang, out)
        }
        Format::Html => out.write_all(page::compose(session, selection, title, focus, note).as_bytes()),
        Format::Graphml => write_graphml(&facts, schema, selection, out, loss),
        Format::Gexf => write_gexf(&facts, schema, selection, lang, out, loss),
        Format::Cypher => write_cypher(&facts, schema, selection, lang, out, loss),
        Format::Ftm => write_ftm(&facts, schema, selection, out, loss),
        Format::Json => write_node_link(&facts, schema, selection, out),
        // These are written elsewhere: into a folder, or after their size is known.
        Format::Csv(_) | Format::Neo4j(_) | Format::Kgx(_) | Format::Mermaid => Ok(()),
    }
}

fn write_neo4j(
    session: &Session,
    selection: &Selection,
    folder: &Path,
    loss: &mut Loss,
) -> Result<(), CliError> {
    let facts = session.facts();
    write_in(folder, "nodes.csv", &mut |out| neo4j::write_nodes(&facts, selection, out, loss))?;
    write_in(folder, "relationships.csv", &mut |out| neo4j::write_relationships(&facts, selection, out, loss))
}

fn write_kgx(
    session: &Session,
    selection: &Selection,
    folder: &Path,
    loss: &mut Loss,
) -> Result<(), CliError> {
    let (facts, schema) = (session.facts(), session.schema());
    write_in(folder, "nodes.jsonl", &mut |out| kgx::write_nodes(&facts, schema, selection, out, loss))?;
    write_in(folder, "edges.jsonl", &mut |out| kgx::write_edges(&facts, schema, selection, out, loss))
}

/// Writes a file into a folder, which is made where it is missing.
fn write_in(
    folder: &Path,
    name: &str,
    write: &mut dyn FnMut(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), CliError> {
    let failed = |error| CliError::File { path: folder.to_owned(), error };
    std::fs::create_dir_all(folder).map_err(failed)?;
    write_file(&folder.join(name), write)
}

fn mermaid_text(
    session: &Session,
    selection: &Selection,
    title: String,
    focus: &[NodeId],
    loss: &mut Loss,
) -> Result<String, CliError> {
    let too_large = |error: MermaidTooLarge| CliError::TooLarge {
        message: error.to_string(),
        hint: "--focus NAME --depth N or --kind KIND export less".to_owned(),
    };
    if selection.edges.len() > mermaid::MOST_EDGES {
        return Err(too_large(MermaidTooLarge::Edges(selection.edges.len())));
    }
    let drawing = draw::labelled(session, selection, title, focus, EdgeLabels::Full);
    to_mermaid(&drawing.picture, loss).map_err(too_large)
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
