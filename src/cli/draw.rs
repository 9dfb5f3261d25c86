//! From answers to pictures, and from pictures to files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path as FilePath, PathBuf};
use std::time::Duration;

use itertools::Itertools as _;

use super::draw_groups;
use super::error::CliError;
use super::faults::{graphviz_words, svg_words};
use super::filters::{counted, left_out_words};
use super::output::write_file;
use super::reduce::Room;
use super::session::Session;
use super::ui::Ui;
use crate::graph::{Direction, Filter, GraphView as _, Types};
use crate::model::{EdgeId, Edtf, Holds, Lang, NodeId, Path, keys};
use crate::render::compose::{ComposeOptions, EdgeLabels, compose};
use crate::render::dot::{self, DotOptions, MOST_COMPOSED, write_dot};
use crate::render::graphviz::{Engine, Format, Graphviz, GraphvizError};
use crate::render::picture::{Emphasis, Picture};
use crate::render::selection::Selection;
use crate::render::svg::to_svg;

/// Flags of a command that can draw its answer.
#[derive(Debug, clap::Args)]
pub(super) struct DrawArgs {
    /// Print a Graphviz drawing of the answer
    #[arg(long, conflicts_with = "json")]
    dot: bool,
    /// Draw the answer into an SVG, PNG or PDF file, beside printing it
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

impl DrawArgs {
    /// Says whether there is anything to draw.
    pub(super) fn is_asked_for(&self) -> bool {
        self.dot || self.svg.is_some()
    }

    /// Draws as the flags ask; says whether the drawing is the answer, so that nothing else is to be printed.
    pub(super) fn draw(&self, ui: &mut Ui, drawing: impl Fn() -> Drawing) -> Result<bool, CliError> {
        if let Some(file) = &self.svg {
            drawing().to_file(ui, file)?;
        }
        if self.dot {
            drawing().write_dot(ui.out()).map_err(CliError::Stdout)?;
        }
        Ok(self.dot)
    }
}

/// The most nodes drawn around a path.
const MAX_CONTEXT: usize = 10;

/// Above so many nodes a picture is not drawn unless it is asked for.
pub(super) const MAX_DRAWN: usize = 300;

/// What is drawn without being asked to draw less.
pub(super) const ROOM: Room = Room { nodes: MAX_DRAWN, claims: MOST_COMPOSED.1 };

/// A picture and how it wants to be drawn.
pub(super) struct Drawing {
    pub(super) picture: Picture,
    pub(super) direction: dot::Direction,
    pub(super) engine: Option<Engine>,
    /// How long Graphviz may draw.
    pub(super) limit: Duration,
}

impl Drawing {
    fn options(&self) -> DotOptions {
        DotOptions { direction: self.direction, engine: self.engine }
    }

    /// Writes the drawing as DOT.
    pub(super) fn write_dot(&self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        write_dot(&self.picture, &self.options(), out)
    }

    /// Draws into a file whose ending says the format: with Graphviz if there is one, else with the
    /// embedded drawer, which knows SVG. One line on stderr says which.
    pub(super) fn to_file(&self, ui: &mut Ui, file: &FilePath) -> Result<(), CliError> {
        let format = format_of(file, ui.lang)?;
        let bytes = match Graphviz::find() {
            Some(graphviz) => self.with_graphviz(ui, &graphviz, format)?,
            None if format == Format::Svg => {
                let install = install_hint(ui);
                ui.say(&format!(
                    "{}; {install}",
                    ui.pick("Vẽ bằng bộ vẽ có sẵn", "drawn with the built-in drawer")
                ));
                self.embedded(ui.lang)?.into_bytes()
            }
            None => {
                return Err(CliError::Drawing {
                    message: format!(
                        "`{}` {}",
                        file.display(),
                        ui.pick("cần Graphviz, mà máy chưa cài", "needs Graphviz, which is not installed")
                    ),
                    hint: Some(format!(
                        "{}; {}",
                        install_hint(ui),
                        ui.pick("tệp .svg không cần Graphviz", "an .svg file needs no Graphviz")
                    )),
                });
            }
        };
        write_file(file, &mut |out| out.write_all(&bytes))
    }

    fn with_graphviz(&self, ui: &mut Ui, graphviz: &Graphviz, format: Format) -> Result<Vec<u8>, CliError> {
        let engine = self.engine.unwrap_or_else(|| Engine::for_size(self.picture.nodes.len()));
        let dot = dot::to_dot(&self.picture, &self.options());
        match graphviz.draw(&dot, engine, format, self.limit) {
            Ok(bytes) => {
                ui.say(&format!("{} Graphviz ({})", ui.pick("Vẽ bằng", "drawn with"), engine.name()));
                Ok(bytes)
            }
            Err(error @ GraphvizError::Timeout { .. }) if format == Format::Svg => {
                let failed = graphviz_words(&error, ui.lang);
                ui.say(&format!("{failed}; {}", ui.pick("dùng bộ vẽ có sẵn", "using the built-in drawer")));
                Ok(self.embedded(ui.lang)?.into_bytes())
            }
            Err(error) => Err(CliError::Drawing {
                message: graphviz_words(&error, ui.lang),
                hint: Some(
                    ui.pick(
                        "--focus NAME --depth N hoặc --kind KIND vẽ ít hơn; --layout sfdp nhanh hơn",
                        "--focus NAME --depth N or --kind KIND draw less; --layout sfdp is faster",
                    )
                    .to_owned(),
                ),
            }),
        }
    }

    fn embedded(&self, lang: Lang) -> Result<String, CliError> {
        to_svg(&self.picture).map_err(|error| {
            let (message, hint) = svg_words(error, lang);
            CliError::TooLarge { message, hint }
        })
    }
}

fn install_hint(ui: &Ui) -> &'static str {
    ui.pick(
        "cài Graphviz để có hình đẹp hơn (apt install graphviz, brew install graphviz, winget install graphviz)",
        "install Graphviz for finer pictures (apt install graphviz, brew install graphviz, winget install graphviz)",
    )
}

fn format_of(file: &FilePath, lang: Lang) -> Result<Format, CliError> {
    let ending = file.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    match ending.as_deref() {
        Some("svg") => Ok(Format::Svg),
        Some("png") => Ok(Format::Png),
        Some("pdf") => Ok(Format::Pdf),
        _ => Err(CliError::Usage {
            message: format!(
                "`{}` {}",
                file.display(),
                lang.pick("không cho biết định dạng", "does not say its format")
            ),
            expected: Some(
                lang.pick(
                    "tên kết thúc bằng .svg, .png hoặc .pdf",
                    "a name that ends in .svg, .png or .pdf",
                )
                .to_owned(),
            ),
            hint: None,
        }),
    }
}

/// Composes the picture of a selection: many nodes as a sheet of boxes, unless finding them takes too long.
pub(super) fn selection(
    session: &Session,
    selection: &Selection,
    title: String,
    focus: &[NodeId],
) -> Drawing {
    if draw_groups::is_sheet(selection)
        && let Ok(sheet) = draw_groups::sheet(session, selection, &title, focus)
    {
        return sheet;
    }
    plain_selection(session, selection, title, focus)
}

/// Composes the picture of a selection, boxes around what countries and cities contain.
pub(super) fn plain_selection(
    session: &Session,
    selection: &Selection,
    title: String,
    focus: &[NodeId],
) -> Drawing {
    labelled(session, selection, title, focus, EdgeLabels::for_edges(selection.edges.len()))
}

/// Composes the picture of a selection whose edges say what is asked for.
pub(super) fn labelled(
    session: &Session,
    selection: &Selection,
    title: String,
    focus: &[NodeId],
    edge_labels: EdgeLabels,
) -> Drawing {
    let stress = |node| if focus.contains(&node) { Emphasis::Strong } else { Emphasis::Normal };
    let options = ComposeOptions {
        subtitle: subtitle(session, selection, &title, None),
        title,
        lang: session.lang,
        node_emphasis: &stress,
        edge_emphasis: &|_| Emphasis::Normal,
        edge_labels,
    };
    let picture = compose(&session.facts(), session.schema(), selection, &options);
    Drawing { picture, direction: dot::Direction::Down, engine: None, limit: session.drawing_limit() }
}

/// Returns the lines at the top of a selection's picture.
pub(super) fn heading(session: &Session, selection: &Selection, title: &str) -> Vec<String> {
    let mut lines = vec![title.to_owned()];
    lines.extend(subtitle(session, selection, title, None));
    lines
}

/// Composes the picture of paths, their surroundings pale.
pub(super) fn paths(session: &Session, filter: &Filter, paths: &[Path], ends: (NodeId, NodeId)) -> Drawing {
    let facts = session.facts();
    let mut on_path: BTreeSet<NodeId> = paths.iter().flat_map(|path| path.nodes.iter().copied()).collect();
    on_path.extend([ends.0, ends.1]);
    let hops: BTreeSet<EdgeId> = paths.iter().flat_map(|path| path.edges.iter().copied()).collect();
    let (context, n_more) = context(session, filter, &on_path);
    // Drawers lay a path out in the order of its nodes.
    let ordered: Vec<NodeId> = paths
        .iter()
        .flat_map(|path| path.nodes.iter())
        .chain(&on_path)
        .chain(&context)
        .copied()
        .unique()
        .collect();
    let nodes: BTreeSet<NodeId> = ordered.iter().copied().collect();
    let edges = session.graph().edges().filter_map(|edge| {
        let ends = session.graph().edge(edge)?;
        let inside = nodes.contains(&ends.source) && nodes.contains(&ends.target);
        let touches = on_path.contains(&ends.source) || on_path.contains(&ends.target);
        let holds = filter.judge(session.schema(), &facts, edge).ok()?;
        (hops.contains(&edge) || (inside && touches)).then_some((edge, holds))
    });
    let selection = Selection {
        edges: one_context_edge_a_pair(session, edges.collect(), &hops),
        nodes: ordered,
        ..Selection::default()
    };
    let to = session.lang.pick("đến", "to");
    let more = n_more.map(|n| {
        format!(
            "{} {n} {}",
            session.lang.pick("Không vẽ", "Not drawn:"),
            session.lang.pick("nút lân cận khác", "more neighbours")
        )
    });
    let options = ComposeOptions {
        title: format!("{} {to} {}", facts.name(ends.0), facts.name(ends.1)),
        subtitle: subtitle(session, &selection, "", more),
        lang: session.lang,
        node_emphasis: &|node| if on_path.contains(&node) { Emphasis::Strong } else { Emphasis::Faded },
        edge_emphasis: &|edge| if hops.contains(&edge) { Emphasis::Strong } else { Emphasis::Faded },
        edge_labels: EdgeLabels::Full,
    };
    let mut picture = compose(&facts, session.schema(), &selection, &options);
    for edge in picture.edges.iter_mut().filter(|edge| edge.emphasis == Emphasis::Faded) {
        edge.label.clear();
    }
    Drawing {
        picture,
        direction: dot::Direction::Right,
        engine: Some(Engine::Dot),
        limit: session.drawing_limit(),
    }
}

/// Returns the neighbours of a path that touch it most, hubs and structural kinds aside, and how many more
/// there are.
fn context(session: &Session, filter: &Filter, on_path: &BTreeSet<NodeId>) -> (Vec<NodeId>, Option<usize>) {
    let facts = session.facts();
    let mut touches: BTreeMap<NodeId, usize> = BTreeMap::new();
    for &node in on_path {
        let is_hub = session.schema().kinds.get(facts.kind(node)).is_some_and(|kind| kind.hub);
        if is_hub {
            continue;
        }
        for hop in session.graph().expand(node, Direction::Both, Types::All) {
            let neighbor = hop.neighbor;
            let is_hub = session.schema().kinds.get(facts.kind(neighbor)).is_some_and(|kind| kind.hub);
            let shown = !is_hub
                && !filter.hides(session.schema(), &facts, neighbor)
                && filter.judge(session.schema(), &facts, hop.edge).is_ok();
            if shown && !on_path.contains(&neighbor) {
                *touches.entry(neighbor).or_default() += 1;
            }
        }
    }
    let mut ranked: Vec<(std::cmp::Reverse<usize>, NodeId)> =
        touches.into_iter().map(|(node, n)| (std::cmp::Reverse(n), node)).collect();
    ranked.sort_unstable();
    let more = ranked.len().checked_sub(MAX_CONTEXT).filter(|n| *n > 0);
    (ranked.into_iter().take(MAX_CONTEXT).map(|(_, node)| node).collect(), more)
}

/// Keeps all hops, and one edge between two nodes elsewhere: the surroundings only say that there is a tie.
fn one_context_edge_a_pair(
    session: &Session,
    edges: Vec<(EdgeId, crate::model::Holds)>,
    hops: &BTreeSet<EdgeId>,
) -> Vec<(EdgeId, crate::model::Holds)> {
    let pair = |edge| {
        session.graph().edge(edge).map(|ends| (ends.source.min(ends.target), ends.source.max(ends.target)))
    };
    let mut seen: BTreeSet<_> = hops.iter().filter_map(|edge| pair(*edge)).collect();
    edges
        .into_iter()
        .filter(|(edge, _)| hops.contains(edge) || pair(*edge).is_some_and(|p| seen.insert(p)))
        .collect()
}

/// Names the newest date that a source prints, and how many print none: the date of a picture that speaks for no other.
pub(super) fn newest_source(session: &Session) -> Option<String> {
    let (facts, lang) = (session.facts(), session.lang);
    let nodes = session.graph().nodes().filter(|node| facts.kind(*node) == session.schema().source_kind);
    let published = nodes.map(|node| session.graph().property(node, keys::PUBLISHED)?.as_str());
    let dates: Vec<Option<Edtf>> =
        published.map(|text| text.and_then(|text| Edtf::parse(text).ok())).collect();
    let newest = dates.iter().flatten().max_by(|a, b| Edtf::cmp_in_time(a, b))?.describe(lang);
    let n_undated = dates.iter().filter(|date| date.is_none()).count();
    let head = lang.pick("Nguồn có ghi ngày mới nhất:", "Newest dated source:");
    if n_undated == 0 {
        return Some(format!("{head} {newest}"));
    }
    let (of, none) = (lang.pick("trong số", "of"), lang.pick("nguồn không ghi ngày", "sources print no date"));
    Some(format!("{head} {newest}; {n_undated} {of} {} {none}", dates.len()))
}

/// Says which date or period was asked for, if one was.
pub(super) fn asked_words(session: &Session) -> Option<String> {
    let lang = session.lang;
    let words = |head: &str, date: &Edtf| format!("{head} {}", date.describe(lang));
    let as_of = session.as_of.as_ref().map(|date| words(lang.pick("Tại thời điểm", "As of"), date));
    let during = session.during.as_ref();
    as_of.or_else(|| during.map(|date| words(lang.pick("Trong giai đoạn", "At some time during"), date)))
}

/// Says which date or period was asked for, and how many claims without any date count as possible then.
pub(super) fn time_words(session: &Session, selection: &Selection) -> Option<String> {
    let asked = asked_words(session)?;
    let facts = session.facts();
    let is_undated = |edge: EdgeId| facts.when(edge).is_none() && facts.attested(edge).is_none();
    let possible = selection.edges.iter().filter(|(edge, holds)| *holds == Holds::Possible && is_undated(*edge));
    let undated = counted(
        possible.count(),
        session.lang,
        "phát biểu không ghi ngày được coi là có thể đúng",
        ("claim without a date counts as possible", "claims without a date count as possible"),
    );
    Some(format!("{asked}; {undated}"))
}

/// Returns the lines under a title: the date the picture speaks for, counts, what was left out.
pub(super) fn subtitle(
    session: &Session, selection: &Selection, heading: &str, more: Option<String>) -> Vec<String> {
    let lang = session.lang;
    let nodes = counted(selection.nodes.len(), lang, "nút", ("node", "nodes"));
    let claims = counted(selection.edges.len(), lang, "phát biểu", ("claim", "claims"));
    let title = Some(session.schema().title.in_lang(lang)).filter(|title| *title != heading);
    let parts: Vec<String> = title.map(str::to_owned).into_iter().chain([format!("{nodes}, {claims}")]).collect();
    let mut lines = vec![parts.join(" · ")];
    lines.extend(time_words(session, selection).or_else(|| newest_source(session)));
    lines.extend(left_out_words(&selection.left_out, lang));
    lines.extend(more);
    lines
}
