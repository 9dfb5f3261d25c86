//! `hvgraph render`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::export::PartArgs;
use crate::cli::error::CliError;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, draw};
use crate::model::Lang;
use crate::render::dot::is_bulk;
use crate::render::graphviz::Engine;

/// Draw the graph into an SVG, PNG or PDF file
///
/// Draws with Graphviz where it is installed. Without it SVG files are drawn with the built-in drawer.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph render -o graph.svg\n  hvgraph render --focus \"Hoàn Kiếm\" --depth 2 -o hoan-kiem.png\n  hvgraph render --kind Official --kind Office -o officials.pdf --layout neato"
)]
pub(in crate::cli) struct Args {
    /// File to draw; its ending says the format: .svg, .png or .pdf
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Graphviz engine; dot up to 120 nodes by default, and fdp with a box for each community above
    #[arg(long, value_enum, value_name = "ENGINE")]
    layout: Option<Layout>,
    #[command(flatten)]
    part: PartArgs,
}

/// A Graphviz engine as a flag.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Layout {
    /// Layers
    Dot,
    /// Springs, for small graphs
    Neato,
    /// Springs with clusters
    Fdp,
    /// Springs, for large graphs
    Sfdp,
    /// Circles
    Circo,
    /// Rings around a centre
    Twopi,
}

impl From<Layout> for Engine {
    fn from(layout: Layout) -> Self {
        match layout {
            Layout::Dot => Engine::Dot,
            Layout::Neato => Engine::Neato,
            Layout::Fdp => Engine::Fdp,
            Layout::Sfdp => Engine::Sfdp,
            Layout::Circo => Engine::Circo,
            Layout::Twopi => Engine::Twopi,
        }
    }
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let (selection, focus, title) = args.part.select(session)?;
    if selection.nodes.is_empty() {
        ui.say(ui.pick("Không có gì để vẽ", "nothing to draw"));
        return Ok(Outcome::Nothing);
    }
    if args.part.reduce.is_whole() && is_bulk(&selection) {
        return Err(CliError::TooLarge {
            message: too_many_nodes(selection.nodes.len(), selection.edges.len(), ui.lang),
            hint: ui
                .pick(
                    "bỏ `--reduce none` để vẽ ít hơn; `hvgraph export --dot --reduce none` ghi tất cả ra tệp",
                    "without `--reduce none` less is drawn; `hvgraph export --dot --reduce none` writes all of it",
                )
                .to_owned(),
        });
    }
    let engine = args.layout.map(Engine::from);
    args.part.drawing(session, (&selection, &focus), &title, engine, draw::ROOM)?.to_file(ui, &args.output)?;
    Ok(Outcome::Found)
}

fn too_many_nodes(n_nodes: usize, n_claims: usize, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("{n_nodes} nút và {n_claims} phát biểu là quá nhiều để vẽ"),
        Lang::En => format!("{n_nodes} nodes and {n_claims} claims are too many to be drawn"),
    }
}
