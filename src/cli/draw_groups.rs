//! Pictures of groups: a box for each, claims to other boxes cut short, or one node for each group.
//!
//! A drawing in which hundreds of lines run from box to box is read by nobody. Where there are many nodes, a claim
//! between two boxes is drawn in each of them, as a pale line to a number: that of the other box.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::draw::{Drawing, MAX_DRAWN, heading};
use super::error::CliError;
use super::filters::counted;
use super::grouping::{Group, Grouping};
use super::measure::projected;
use super::session::Session;
use crate::analysis::{LimitReached, Search, Walk, leiden, pagerank};
use crate::analysis::catalog::AnalysisError;
use crate::graph::{Direction, GraphView as _};
use crate::model::{EdgeId, NodeId, Shape};
use crate::render::compose::{ComposeOptions, EdgeLabels, claim_words, compose};
use crate::render::dot;
use crate::render::graphviz::Engine;
use crate::render::notes::{source_line, source_url};
use crate::render::picture::{
    Cluster, Emphasis, LegendEntry, Line, Note, Picture, PictureEdge, PictureNode,
};
use crate::render::selection::Selection;

/// Up to so many nodes lines may run from box to box.
const MOST_WITH_LINES: usize = 120;

/// The most groups that are drawn as one node each.
const MOST_CONDENSED: usize = 80;

/// How many nodes are drawn where only the most central ones are.
pub(super) const MOST_CENTRAL: usize = 100;

/// How many claims a line's tooltip tells.
const MOST_TOLD: usize = 12;

/// The most sources listed in a picture of condensed groups.
const MOST_SOURCES: usize = 40;

/// The kinds named in a box's heading.
const KINDS_NAMED: usize = 3;

/// The fill of a number that stands for another box: that of the boxes.
const BOX_FILL: &str = "#F6F6F3";

/// Says whether so many nodes are drawn as a sheet of boxes.
pub(super) fn is_sheet(n_nodes: usize) -> bool {
    n_nodes > MOST_WITH_LINES && n_nodes <= MAX_DRAWN
}

/// Draws a box around each group; groups of a graph that is too large become one node each.
pub(super) fn boxes(
    session: &Session,
    selection: &Selection,
    grouping: &Grouping<'_>,
    title: &str,
    remarks: &[String],
) -> Drawing {
    if selection.nodes.len() > MAX_DRAWN {
        return condensed(session, selection, grouping, title, remarks);
    }
    let picture = composed(session, selection, title, remarks, &|node| {
        let place = grouping.place(node).map(|place| &grouping.groups[place]);
        let is_central =
            place.is_some_and(|group| group.len() > 1 && group.members.first().is_some_and(|(first, _)| *first == node));
        if is_central { Emphasis::Strong } else { Emphasis::Normal }
    });
    let lines = if is_sheet(selection.nodes.len()) { Lines::Cut } else { Lines::Whole };
    Sheet::new(session, selection, grouping, picture, lines).drawing(session)
}

/// Draws a selection of many nodes as a sheet: a box for each community, hubs again in every box they are tied to.
///
/// # Errors
/// [`LimitReached::Time`].
pub(super) fn sheet(
    session: &Session,
    selection: &Selection,
    title: &str,
    focus: &[NodeId],
) -> Result<Drawing, LimitReached> {
    let lang = session.lang;
    let mut inner = selection.clone();
    super::commands::communities::leave_hubs_out(session, &mut inner);
    let projection = projected(session, &inner, Direction::Both);
    let search = Search { resolution: 1.0, seed: 1, iterations: 10 };
    let numbers = leiden(&projection, search, &session.budget(usize::MAX))?;
    let grouping = Grouping::new(session, &inner, &projection, &numbers);
    let remark = lang.pick(
        "Mỗi khung là một cộng đồng (Leiden, không tính nút chung); nút chung vẽ lại, nhạt màu, trong từng khung; → n: phát biểu nối với khung n",
        "Each box is a community (Leiden, hubs aside); hubs are drawn again, pale, in every box; → n: claims tied to box n",
    );
    let stress = |node| if focus.contains(&node) { Emphasis::Strong } else { Emphasis::Normal };
    let picture = composed(session, selection, title, &[remark.to_owned()], &stress);
    Ok(Sheet::new(session, selection, &grouping, picture, Lines::Cut).drawing(session))
}

fn composed(
    session: &Session,
    selection: &Selection,
    title: &str,
    remarks: &[String],
    emphasis: &dyn Fn(NodeId) -> Emphasis,
) -> Picture {
    let mut subtitle: Vec<String> = heading(session, selection, title).into_iter().skip(1).collect();
    subtitle.extend(remarks.iter().filter(|remark| !subtitle.contains(remark)).cloned().collect::<Vec<_>>());
    let options = ComposeOptions {
        title: title.to_owned(),
        subtitle,
        lang: session.lang,
        node_emphasis: emphasis,
        edge_emphasis: &|_| Emphasis::Normal,
        edge_labels: EdgeLabels::for_edges(selection.edges.len()),
    };
    compose(&session.facts(), session.schema(), selection, &options)
}

/// What becomes of a line from one box to another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    /// It is drawn.
    Whole,
    /// It is cut: in each box it leads to the number of the other.
    Cut,
}

/// A picture whose nodes are being put into boxes.
struct Sheet {
    picture: Picture,
    /// The box of each node; those of the last box are hubs, drawn again where they are needed.
    box_of: Vec<usize>,
    /// The first of two more boxes: for groups of one, and after it for nodes of no group.
    n_groups: usize,
    lines: Lines,
    names: Vec<String>,
    /// Nodes drawn beside those of the graph: by box and what they stand for.
    copies: BTreeMap<(usize, Other), usize>,
}

/// What a node that is drawn once more stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Other {
    Box(usize),
    Node(usize),
}

impl Sheet {
    fn new(
        session: &Session,
        selection: &Selection,
        grouping: &Grouping<'_>,
        picture: Picture,
        lines: Lines,
    ) -> Self {
        let n_groups = grouping.groups.iter().filter(|group| group.len() > 1).count();
        let places = selection.nodes.iter().map(|node| grouping.place(*node));
        let box_of = places.map(|place| place.map_or(n_groups + 1, |place| place.min(n_groups))).collect();
        let groups = &grouping.groups[..n_groups];
        let names = groups.iter().map(|group| group.short_name(session).to_owned()).collect();
        let mut sheet = Sheet { picture, box_of, n_groups, lines, names, copies: BTreeMap::new() };
        sheet.picture.clusters = groups.iter().zip(1..).map(|(group, n)| cluster(session, group, n)).collect();
        let alone = session.lang.pick("Nút không thuộc nhóm nào", "Nodes of no group");
        let hubs = session.lang.pick("Nút chung", "Hubs");
        sheet.picture.clusters.extend([alone, hubs].map(|label| Cluster { label: label.to_owned(), parent: None }));
        for (node, place) in sheet.picture.nodes.iter_mut().zip(&sheet.box_of) {
            node.cluster = Some(*place);
        }
        sheet
    }

    fn drawing(mut self, session: &Session) -> Drawing {
        let edges = std::mem::take(&mut self.picture.edges);
        let mut stubs = BTreeMap::new();
        for edge in edges {
            self.route(edge, &mut stubs);
        }
        self.picture.edges.extend(stubs.into_values());
        let engine = (self.lines == Lines::Cut).then_some(Engine::Fdp);
        let picture = without_empty_boxes(self.picture);
        Drawing { picture, direction: dot::Direction::Down, engine, limit: session.drawing_limit() }
    }

    /// Keeps a line inside its box, leads it to a hub's copy, or cuts it in two.
    fn route(&mut self, mut edge: PictureEdge, stubs: &mut BTreeMap<(usize, usize), PictureEdge>) {
        let (from, to) = (self.box_of[edge.from], self.box_of[edge.to]);
        let hubs = self.n_groups + 1;
        if from == to || self.lines == Lines::Whole {
            self.picture.edges.push(edge);
        } else if from == hubs {
            edge.from = self.copy_of(to, edge.from);
            self.picture.edges.push(edge);
        } else if to == hubs {
            edge.to = self.copy_of(from, edge.to);
            self.picture.edges.push(edge);
        } else {
            let (there, back) = (self.number(from, to), self.number(to, from));
            let leaving = PictureEdge { to: there, ..stub(&edge) };
            let coming = PictureEdge { from: back, ..stub(&edge) };
            add_stub(stubs, (edge.from, there), leaving);
            add_stub(stubs, (edge.to, back), coming);
        }
    }

    /// Returns the copy of a hub in a box.
    fn copy_of(&mut self, place: usize, hub: usize) -> usize {
        let hub_node = self.picture.nodes[hub].clone();
        let copy = PictureNode { cluster: Some(place), emphasis: Emphasis::Faded, ..hub_node };
        self.put((place, Other::Node(hub)), copy)
    }

    /// Returns the node that says in a box the number of another.
    fn number(&mut self, place: usize, other: usize) -> usize {
        let name = self.names.get(other).map(String::as_str);
        let is_numbered = name.is_some();
        let label = if is_numbered { format!("→ {}", other + 1) } else { "→".to_owned() };
        let tooltip = name.map_or_else(|| self.picture.clusters[other].label.clone(), |name| format!("{label} {name}"));
        let number = PictureNode {
            id: String::new(),
            label,
            tooltip,
            url: None,
            shape: Shape::Plaintext,
            fill: BOX_FILL.to_owned(),
            cluster: Some(place),
            emphasis: Emphasis::Faded,
            scale: 1.3,
            frame: Line::Solid,
        };
        self.put((place, Other::Box(other)), number)
    }

    fn put(&mut self, key: (usize, Other), node: PictureNode) -> usize {
        match self.copies.entry(key) {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(free) => {
                self.picture.nodes.push(node);
                *free.insert(self.picture.nodes.len() - 1)
            }
        }
    }
}

/// Returns a line that is cut, pale and without words.
fn stub(edge: &PictureEdge) -> PictureEdge {
    PictureEdge { label: String::new(), emphasis: Emphasis::Faded, ..edge.clone() }
}

/// Adds a cut line to those between the same node and number; they are one line that says them all.
fn add_stub(stubs: &mut BTreeMap<(usize, usize), PictureEdge>, key: (usize, usize), edge: PictureEdge) {
    match stubs.entry(key) {
        Entry::Vacant(free) => {
            free.insert(edge);
        }
        Entry::Occupied(mut found) => {
            let all = found.get_mut();
            all.tooltip = format!("{}\n{}", all.tooltip, edge.tooltip);
            all.line = all.line.min(edge.line);
            all.symmetric |= edge.symmetric || all.from != edge.from;
        }
    }
}

fn cluster(session: &Session, group: &Group<'_>, number: usize) -> Cluster {
    let label = format!(
        "{number} · {}\n{}\n{}",
        group.short_name(session),
        group.size_words(session),
        group.kind_words(session, KINDS_NAMED)
    );
    Cluster { label, parent: None }
}

/// Takes out boxes that hold no node.
fn without_empty_boxes(mut picture: Picture) -> Picture {
    let mut is_used = vec![false; picture.clusters.len()];
    for place in picture.nodes.iter().filter_map(|node| node.cluster) {
        is_used[place] = true;
    }
    let mut position = vec![0; is_used.len()];
    let mut next = 0;
    for (place, used) in is_used.iter().enumerate() {
        position[place] = next;
        next += usize::from(*used);
    }
    for node in &mut picture.nodes {
        node.cluster = node.cluster.map(|place| position[place]);
    }
    let mut used = is_used.into_iter();
    picture.clusters.retain(|_| used.next().unwrap_or(false));
    picture
}

/// Draws bridges, their ends, and a box around ends that hang together without any bridge.
pub(super) fn bridges(
    session: &Session,
    selection: &Selection,
    blocks: &Grouping<'_>,
    bridges: &[EdgeId],
    title: &str,
    remarks: &[String],
) -> Drawing {
    let mut drawn = selection.clone();
    drawn.edges.retain(|(edge, _)| bridges.contains(edge));
    let ends = drawn.edges.iter().filter_map(|(edge, _)| session.graph().edge(*edge));
    drawn.nodes = ends.flat_map(|ends| [ends.source, ends.target]).collect();
    drawn.nodes.sort_unstable();
    drawn.nodes.dedup();
    let mut picture = composed(session, &drawn, title, remarks, &|_| Emphasis::Normal);
    picture.clusters.clear();
    let mut boxes: BTreeMap<usize, usize> = BTreeMap::new();
    for (node, of) in picture.nodes.iter_mut().zip(&drawn.nodes) {
        let block = blocks.place(*of).filter(|block| blocks.groups[*block].len() > 1);
        node.cluster = block.map(|block| {
            *boxes.entry(block).or_insert_with(|| {
                picture.clusters.push(block_box(session, &blocks.groups[block]));
                picture.clusters.len() - 1
            })
        });
    }
    let direction = dot::Direction::Right;
    Drawing { picture, direction, engine: None, limit: session.drawing_limit() }
}

fn block_box(session: &Session, block: &Group<'_>) -> Cluster {
    let nodes = counted(block.len(), session.lang, "nút", ("node", "nodes"));
    let words = session.lang.pick("không có cầu bên trong", "without a bridge inside");
    Cluster { label: format!("{}: {nodes} {words}", block.short_name(session)), parent: None }
}

/// Draws one node for each group and one line for all claims between two of them.
pub(super) fn condensed(
    session: &Session,
    selection: &Selection,
    grouping: &Grouping<'_>,
    title: &str,
    remarks: &[String],
) -> Drawing {
    let n_drawn = grouping.groups.iter().take(MOST_CONDENSED).filter(|group| group.len() > 1).count();
    let groups = &grouping.groups[..n_drawn];
    let mut subtitle: Vec<String> = heading(session, selection, title).into_iter().skip(1).collect();
    subtitle.push(condensed_words(session, grouping, n_drawn));
    subtitle.extend(remarks.iter().filter(|remark| !subtitle.contains(remark)).cloned().collect::<Vec<_>>());
    let picture = Picture {
        title: title.to_owned(),
        subtitle,
        clusters: Vec::new(),
        nodes: groups.iter().zip(1..).map(|(group, number)| condensed_node(session, group, number)).collect(),
        edges: condensed_edges(session, groups),
        legend: legend(session, groups),
        sources: sources(session, selection),
        lang: session.lang,
    };
    let engine = Some(if n_drawn > 12 { Engine::Sfdp } else { Engine::Dot });
    Drawing { picture, direction: dot::Direction::Down, engine, limit: session.drawing_limit() }
}

fn condensed_words(session: &Session, grouping: &Grouping<'_>, n_drawn: usize) -> String {
    let lang = session.lang;
    let rest = &grouping.groups[n_drawn..];
    let n_left: usize = rest.iter().map(Group::len).sum();
    let rule = lang.pick(
        "Mỗi nút vẽ ở đây là một nhóm, hình và màu theo loại nhiều nhất; số trên đường: số phát biểu giữa hai nhóm",
        "Each node drawn is a group, shaped and coloured by its most frequent kind; numbers on lines: claims between two",
    );
    if rest.is_empty() {
        return rule.to_owned();
    }
    let groups = counted(rest.len(), lang, "nhóm nhỏ hơn", ("smaller group", "smaller groups"));
    let nodes = counted(n_left, lang, "nút", ("node", "nodes"));
    format!("{rule}. {}: {groups}, {nodes}", lang.pick("Không vẽ", "Not drawn"))
}

fn condensed_node(session: &Session, group: &Group<'_>, number: usize) -> PictureNode {
    let kind = group.kinds.first().and_then(|(kind, _)| session.schema().kinds.get(*kind));
    let facts = session.facts();
    let first = group.members.first().map(|(node, _)| *node);
    let names: Vec<&str> =
        group.members.iter().take(MOST_TOLD).map(|(node, _)| facts.name(*node)).collect();
    PictureNode {
        id: first.map_or_else(String::new, |node| facts.id(node).to_owned()),
        label: format!("{number} · {}\n{}", group.short_name(session), group.size_words(session)),
        tooltip: format!("{}\n{}", group.kind_words(session, usize::MAX), names.join("\n")),
        url: None,
        shape: kind.map_or(Shape::Ellipse, |kind| kind.shape),
        fill: kind.map_or_else(|| "#FFFFFF".to_owned(), |kind| kind.color.clone()),
        cluster: None,
        emphasis: Emphasis::Normal,
        scale: (group.len() as f64).log10().max(1.0).min(2.0),
        frame: Line::Solid,
    }
}

fn condensed_edges(session: &Session, groups: &[Group<'_>]) -> Vec<PictureEdge> {
    let mut edges = Vec::new();
    for (from, group) in groups.iter().enumerate() {
        for (to, claims) in group.ties.range(from + 1..groups.len()) {
            edges.push(PictureEdge {
                from,
                to: *to,
                label: claims.len().to_string(),
                tooltip: told(session, claims),
                url: None,
                line: Line::Solid,
                emphasis: Emphasis::Normal,
                symmetric: true,
                scale: (claims.len() as f64).sqrt().min(4.0),
            });
        }
    }
    edges
}

/// Returns the first of some claims in words, and how many more there are.
fn told(session: &Session, claims: &[EdgeId]) -> String {
    let facts = session.facts();
    let words =
        claims.iter().take(MOST_TOLD).map(|edge| claim_words(&facts, session.schema(), *edge, session.lang));
    let mut words: Vec<String> = words.collect();
    if claims.len() > MOST_TOLD {
        words.push(format!("{} {}", session.lang.pick("và thêm", "and more:"), claims.len() - MOST_TOLD));
    }
    words.join("\n")
}

fn legend(session: &Session, groups: &[Group<'_>]) -> Vec<LegendEntry> {
    let mut kinds: Vec<&str> = groups.iter().filter_map(|group| Some(group.kinds.first()?.0)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let known = kinds.into_iter().filter_map(|kind| session.schema().kinds.get(kind));
    let entry = |kind: &crate::model::NodeKind| LegendEntry {
        label: kind.label.in_lang(session.lang).to_owned(),
        shape: kind.shape,
        fill: kind.color.clone(),
        frame: Line::Solid,
    };
    known.map(entry).collect()
}

/// Returns the sources of all claims, or how many there are where a list would be too long.
fn sources(session: &Session, selection: &Selection) -> Vec<Note> {
    let facts = session.facts();
    let notes = super::answer::notes_of(session, selection.edges.iter().map(|(edge, _)| *edge));
    let n_sources = notes.entries().count();
    if n_sources > MOST_SOURCES {
        let words = session.lang.pick("nguồn; `hvgraph cite` liệt kê", "sources; `hvgraph cite` lists them");
        return vec![Note { text: format!("{n_sources} {words}"), url: None }];
    }
    let entries = notes.entries().map(|(mark, id, _)| Note {
        text: format!("[{mark}] {}", source_line(&facts, id, session.lang)),
        url: source_url(&facts, id),
    });
    entries.collect()
}

/// Draws a selection as one node for each of its communities.
///
/// # Errors
/// [`LimitReached::Time`].
pub(super) fn condensed_communities(
    session: &Session,
    selection: &Selection,
    title: &str,
) -> Result<Drawing, LimitReached> {
    let projection = projected(session, selection, Direction::Both);
    let search = Search { resolution: 1.0, seed: 1, iterations: 10 };
    let numbers = leiden(&projection, search, &session.budget(usize::MAX))?;
    let grouping = Grouping::new(session, selection, &projection, &numbers);
    let remark = session.lang.pick("Nhóm: cộng đồng (Leiden)", "Groups: communities (Leiden)");
    Ok(condensed(session, selection, &grouping, title, &[remark.to_owned()]))
}

/// Keeps the nodes of a selection that have the highest `PageRank`, and says so in words.
///
/// # Errors
/// [`CliError::Limit`], and [`CliError::TooLarge`] if the ranks do not settle.
pub(super) fn most_central(session: &Session, selection: &Selection) -> Result<(Selection, String), CliError> {
    let projection = projected(session, selection, Direction::Both);
    let walk = Walk { damping: 0.85, iterations: 1000, tolerance: 1e-9 };
    let ranks = pagerank(&projection, walk, &session.budget(usize::MAX)).map_err(|error| match error {
        AnalysisError::Limit(limit) => CliError::Limit(limit),
        other => CliError::TooLarge {
            message: other.to_string(),
            hint: "--reduce communities needs no ranks".to_owned(),
        },
    })?;
    let mut ranked: Vec<(NodeId, f64)> = projection.nodes().iter().copied().zip(ranks).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut nodes: Vec<NodeId> = ranked.iter().take(MOST_CENTRAL).map(|(node, _)| *node).collect();
    nodes.sort_unstable();
    let is_kept = |node: NodeId| nodes.binary_search(&node).is_ok();
    let mut kept = selection.clone();
    kept.edges.retain(|(edge, _)| {
        session.graph().edge(*edge).is_some_and(|ends| is_kept(ends.source) && is_kept(ends.target))
    });
    let lang = session.lang;
    let words = format!(
        "{} {} {} {}; {}: {}, {}",
        lang.pick("Chỉ vẽ", "Only the"),
        nodes.len(),
        lang.pick("nút có PageRank cao nhất trong số", "nodes of the highest PageRank, of"),
        selection.nodes.len(),
        lang.pick("không vẽ", "not drawn"),
        counted(selection.nodes.len() - nodes.len(), lang, "nút", ("node", "nodes")),
        counted(selection.edges.len() - kept.edges.len(), lang, "phát biểu", ("claim", "claims")),
    );
    kept.nodes = nodes;
    Ok((kept, words))
}
