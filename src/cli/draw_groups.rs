//! Pictures of groups: a box for each, claims to other boxes cut short, or one node for each group.
//!
//! A drawing in which hundreds of lines run from box to box is read by nobody. Where there are many nodes, a claim
//! between two boxes is drawn in each of them, as a pale line to a number: that of the other box.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::condense;
use super::draw::{Drawing, MAX_DRAWN, heading};
use super::filters::counted;
use super::grouping::{Group, Grouping};
use super::measure::projected;
use super::session::Session;
use crate::analysis::{LimitReached, Search, leiden};
use crate::graph::{Direction, GraphView as _};
use crate::model::{EdgeId, NodeId, Shape};
use crate::render::compose::{ComposeOptions, EdgeLabels, compose};
use crate::render::dot;
use crate::render::graphviz::Engine;
use crate::render::picture::{
    Cluster, Emphasis, Line, Picture, PictureEdge, PictureNode,
};
use crate::render::selection::Selection;

/// Up to so many nodes lines may run from box to box.
const MOST_WITH_LINES: usize = 120;

/// Up to so many claims lines may run from box to box.
const MOST_LINES: usize = 400;

/// The most bridges drawn, those that part most.
const MOST_BRIDGES: usize = MAX_DRAWN / 2;

/// The kinds named in a box's heading.
const KINDS_NAMED: usize = 3;

/// The fill of a number that stands for another box: that of the boxes.
const BOX_FILL: &str = "#F6F6F3";

/// Says whether a selection is drawn as a sheet of boxes: it has many nodes, or lines that would cover each other.
pub(super) fn is_sheet(selection: &Selection) -> bool {
    let is_crowded = selection.nodes.len() > MOST_WITH_LINES || selection.edges.len() > MOST_LINES;
    is_crowded && selection.nodes.len() <= MAX_DRAWN
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
        return condense::condensed(session, selection, grouping, title, remarks);
    }
    let lines = if is_sheet(selection) { Lines::Cut } else { Lines::Whole };
    let labels = match lines {
        Lines::Cut => EdgeLabels::None,
        Lines::Whole => EdgeLabels::for_edges(selection.edges.len()),
    };
    let stress = |node| {
        let place = grouping.place(node).map(|place| &grouping.groups[place]);
        let is_central =
            place.is_some_and(|group| group.len() > 1 && group.members.first().is_some_and(|(first, _)| *first == node));
        if is_central { Emphasis::Strong } else { Emphasis::Normal }
    };
    let picture = composed(session, selection, title, remarks, &stress, labels);
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
    let picture = composed(session, selection, title, &[remark.to_owned()], &stress, EdgeLabels::None);
    Ok(Sheet::new(session, selection, &grouping, picture, Lines::Cut).drawing(session))
}

fn composed(
    session: &Session,
    selection: &Selection,
    title: &str,
    remarks: &[String],
    emphasis: &dyn Fn(NodeId) -> Emphasis,
    edge_labels: EdgeLabels,
) -> Picture {
    let mut subtitle: Vec<String> = heading(session, selection, title).into_iter().skip(1).collect();
    subtitle.extend(remarks.iter().filter(|remark| !subtitle.contains(remark)).cloned().collect::<Vec<_>>());
    let options = ComposeOptions {
        title: title.to_owned(),
        subtitle,
        lang: session.lang,
        node_emphasis: emphasis,
        edge_emphasis: &|_| Emphasis::Normal,
        edge_labels,
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
    let mut bridges: Vec<EdgeId> = bridges.iter().take(MOST_BRIDGES).copied().collect();
    bridges.sort_unstable();
    let mut drawn = selection.clone();
    drawn.edges.retain(|(edge, _)| bridges.binary_search(edge).is_ok());
    let ends = drawn.edges.iter().filter_map(|(edge, _)| session.graph().edge(*edge));
    drawn.nodes = ends.flat_map(|ends| [ends.source, ends.target]).collect();
    drawn.nodes.sort_unstable();
    drawn.nodes.dedup();
    let labels = EdgeLabels::for_edges(bridges.len());
    let words = session.lang.pick("Chỉ vẽ các cầu tách nhiều nút nhất", "Drawn are the bridges that part most");
    let mut remarks = remarks.to_vec();
    remarks.push(format!("{words}: {}", bridges.len()));
    let mut picture = composed(session, &drawn, title, &remarks, &|_| Emphasis::Normal, labels);
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
