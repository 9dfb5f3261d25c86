//! A picture as data: what the DOT writer and the embedded SVG drawer both draw.
//!
//! Built from a graph by `render::compose`; holds no ids of the graph, only positions in its own lists.
//! All text is plain and unescaped; each writer escapes for its own format.

use super::strip::Strip;
use crate::model::{Lang, Shape};

/// Everything a drawing shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Picture {
    /// Stands at the top.
    pub title: String,
    /// Lines under the title: date the picture speaks for, rule used, what was left out.
    pub subtitle: Vec<String>,
    /// Boxes that hold nodes; a cluster may lie inside another that comes before it.
    pub clusters: Vec<Cluster>,
    /// The nodes, in a stable order. A strong edge is laid out as leading from the earlier node to the later, so
    /// that a path whose nodes come in its order reads one way, whichever way its claims point.
    pub nodes: Vec<PictureNode>,
    /// The edges, in a stable order; parallel edges and loops stay apart.
    pub edges: Vec<PictureEdge>,
    /// A strip of dated bars; where there is one, it is drawn in place of clusters, nodes and edges.
    pub strip: Option<Strip>,
    /// One entry for each kind that occurs.
    pub legend: Vec<LegendEntry>,
    /// Numbered sources: `[1] 002 …`, with a link where the source has one.
    pub sources: Vec<Note>,
    /// The language of the fixed words (legend, sources).
    pub lang: Lang,
    /// Where nodes stand.
    pub arrangement: Arrangement,
}

/// Where the nodes of a picture stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// In layers, as the edges lead.
    #[default]
    Layers,
    /// The nodes of the first box in a column on the left and all others in one on the right, each column in the
    /// order of the nodes; edges between the columns have room for their labels.
    Columns,
}

/// A box around nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cluster {
    /// Stands at the top of the box.
    pub label: String,
    /// Position of the box around this one in [`Picture::clusters`].
    pub parent: Option<usize>,
}

/// A drawn node.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureNode {
    /// The node's id in the data set, for deep links; not drawn.
    pub id: String,
    /// The name.
    pub label: String,
    /// Shown when pointed at.
    pub tooltip: String,
    /// Opened on a click; only http, https and mailto links are written.
    pub url: Option<String>,
    /// Shape by kind.
    pub shape: Shape,
    /// Fill colour, `#RRGGBB`.
    pub fill: String,
    /// Position in [`Picture::clusters`].
    pub cluster: Option<usize>,
    /// How strongly it is drawn.
    pub emphasis: Emphasis,
    /// How large it is drawn, as a multiple of the plain size; drawn as at least 0.5 and at most 4, and as 1
    /// where it is no number.
    pub scale: f64,
    /// The style of its frame: broken for a place that nobody is known to fill.
    pub frame: Line,
}

/// A drawn edge.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureEdge {
    /// Position of the source in [`Picture::nodes`].
    pub from: usize,
    /// Position of the target in [`Picture::nodes`].
    pub to: usize,
    /// The type, with date and source numbers: `holds 2022 [1]`.
    pub label: String,
    /// The claim and its citations in words, shown when pointed at.
    pub tooltip: String,
    /// Opened on a click; only http, https and mailto links are written.
    pub url: Option<String>,
    /// Line style by status and certainty.
    pub line: Line,
    /// How strongly it is drawn.
    pub emphasis: Emphasis,
    /// Whether it has no arrow head.
    pub symmetric: bool,
    /// How wide its line is, as a multiple of the plain width; drawn within the limits of
    /// [`PictureNode::scale`].
    pub scale: f64,
}

/// How strongly something is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// The thing itself, for example a hop of the path.
    Strong,
    /// Plain.
    #[default]
    Normal,
    /// Context, drawn pale.
    Faded,
}

/// The style of a line, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Line {
    /// Stated by a source.
    #[default]
    Solid,
    /// Inferred, or only possibly true at the date.
    Dashed,
    /// Disputed or denied.
    Dotted,
}

/// A line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendEntry {
    /// What the kind is called.
    pub label: String,
    /// Its shape.
    pub shape: Shape,
    /// Its fill colour, `#RRGGBB`.
    pub fill: String,
    /// The style of its frame.
    pub frame: Line,
}

/// A line of the list of sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The text, its number included.
    pub text: String,
    /// Where it leads.
    pub url: Option<String>,
}
