//! From a selection of a graph to a [`Picture`].

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::notes::{SourceNotes, date_words, known_sources, source_line, source_url};
use super::picture::{
    Arrangement, Cluster, Emphasis, LegendEntry, Line, Note, Picture, PictureEdge, PictureNode,
};
use super::selection::Selection;
use crate::graph::{Direction, Facts, GraphView, Types};
use crate::model::{EdgeId, Holds, Lang, NodeId, NodeKind, Role, Schema, Shape, Status};

/// What a picture says beside its nodes and edges, and what it stresses.
pub struct ComposeOptions<'a> {
    /// Stands at the top.
    pub title: String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// The language of labels.
    pub lang: Lang,
    /// How strongly a node is drawn.
    pub node_emphasis: &'a dyn Fn(NodeId) -> Emphasis,
    /// How strongly an edge is drawn.
    pub edge_emphasis: &'a dyn Fn(EdgeId) -> Emphasis,
    /// What edges say.
    pub edge_labels: EdgeLabels,
}

/// What is written on edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeLabels {
    /// Type, date and source numbers.
    Full,
    /// Type and source numbers.
    Short,
    /// Nothing; tooltips say it, and the claims from one node to another are one line.
    None,
}

impl EdgeLabels {
    /// Returns what stays legible with so many edges.
    pub fn for_edges(n_edges: usize) -> Self {
        match n_edges {
            0..=80 => EdgeLabels::Full,
            81..=160 => EdgeLabels::Short,
            _ => EdgeLabels::None,
        }
    }
}

/// Composes a picture. Cost `O(n log n + m log m)` of the selection.
pub fn compose<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    options: &ComposeOptions<'_>,
) -> Picture {
    let composer = Composer::new(facts, schema, selection, options);
    let (clusters, cluster_of) = composer.clusters();
    let mut subtitle = options.subtitle.clone();
    subtitle.extend(composer.line_words());
    Picture {
        title: options.title.clone(),
        subtitle,
        clusters,
        nodes: selection
            .nodes
            .iter()
            .map(|node| composer.node(*node, cluster_of.get(node).copied()))
            .collect(),
        edges: match options.edge_labels {
            EdgeLabels::None => composer.bundled_edges(),
            _ => selection.edges.iter().filter_map(|(edge, holds)| composer.edge(*edge, *holds)).collect(),
        },
        strip: None,
        legend: composer.legend(),
        sources: composer.sources(),
        lang: options.lang,
        arrangement: Arrangement::Layers,
    }
}

struct Composer<'a, 'g, G> {
    facts: &'a Facts<'g, G>,
    schema: &'a Schema,
    selection: &'a Selection,
    options: &'a ComposeOptions<'a>,
    notes: SourceNotes,
    position: BTreeMap<NodeId, usize>,
    /// Where each cited source can be read.
    urls: BTreeMap<String, String>,
}

impl<'a, 'g, G: GraphView> Composer<'a, 'g, G> {
    fn new(
        facts: &'a Facts<'g, G>,
        schema: &'a Schema,
        selection: &'a Selection,
        options: &'a ComposeOptions<'a>,
    ) -> Self {
        let notes = SourceNotes::new(
            known_sources(facts, schema),
            selection.edges.iter().flat_map(|(edge, _)| facts.citations(*edge)),
        );
        let position = selection.nodes.iter().copied().zip(0..).collect();
        let cited = notes.entries().map(|(_, id, _)| id.to_owned());
        let urls = cited.filter_map(|id| source_url(facts, &id).map(|url| (id, url))).collect();
        Composer { facts, schema, selection, options, notes, position, urls }
    }

    fn kind(&self, node: NodeId) -> Option<&'a NodeKind> {
        self.schema.kinds.get(self.facts.kind(node))
    }

    fn kind_label(&self, node: NodeId) -> &'a str
    where
        'g: 'a,
    {
        kind_words(self.schema, self.facts.kind(node), self.options.lang)
    }

    fn node(&self, node: NodeId, cluster: Option<usize>) -> PictureNode {
        let facts = self.facts;
        let when = facts.node_when(node).map(|when| date_words(when, self.options.lang));
        let name = facts.name(node);
        let label = match &when {
            Some(when) => format!("{name}\n{when}"),
            None => name.to_owned(),
        };
        let mut tooltip = format!("{}: {name}", self.kind_label(node));
        for extra in facts.gloss(node).map(str::to_owned).into_iter().chain(when) {
            tooltip = format!("{tooltip} · {extra}");
        }
        let citations: Vec<&str> = facts.node_citations(node).collect();
        if !citations.is_empty() {
            tooltip = format!("{tooltip} · {}", citations.join(", "));
        }
        PictureNode {
            id: facts.id(node).to_owned(),
            label,
            tooltip,
            url: None,
            shape: self.kind(node).map_or(Shape::Ellipse, |kind| kind.shape),
            fill: self.kind(node).map_or_else(|| "#FFFFFF".to_owned(), |kind| kind.color.clone()),
            cluster,
            emphasis: (self.options.node_emphasis)(node),
            scale: 1.0,
            frame: Line::Solid,
        }
    }

    fn edge(&self, edge: EdgeId, holds: Holds) -> Option<PictureEdge> {
        let ends = self.facts.graph().edge(edge)?;
        let declared = self.schema.types.get(self.facts.edge_type(edge));
        let lang = self.options.lang;
        let words = declared.map_or(self.facts.edge_type(edge), |edge_type| edge_type.label.in_lang(lang));
        let status = self.facts.status(edge);
        Some(PictureEdge {
            from: *self.position.get(&ends.source)?,
            to: *self.position.get(&ends.target)?,
            label: self.edge_label(edge, words),
            tooltip: claim_words(self.facts, self.schema, edge, lang),
            url: self.edge_url(edge),
            line: line(status, holds),
            emphasis: (self.options.edge_emphasis)(edge),
            symmetric: declared.is_some_and(|edge_type| edge_type.symmetric),
            scale: 1.0,
        })
    }

    /// Draws the claims from one node to another as one line whose tooltip says them all.
    fn bundled_edges(&self) -> Vec<PictureEdge> {
        let mut bundles: BTreeMap<(usize, usize), PictureEdge> = BTreeMap::new();
        for (edge, holds) in &self.selection.edges {
            let Some(line) = self.edge(*edge, *holds) else { continue };
            match bundles.entry((line.from, line.to)) {
                Entry::Vacant(place) => {
                    place.insert(line);
                }
                Entry::Occupied(mut place) => {
                    let bundle = place.get_mut();
                    bundle.tooltip.push('\n');
                    bundle.tooltip.push_str(&line.tooltip);
                    bundle.line = bundle.line.min(line.line);
                    bundle.symmetric &= line.symmetric;
                }
            }
        }
        bundles.into_values().collect()
    }

    fn edge_label(&self, edge: EdgeId, words: &str) -> String {
        let mark = self.notes.short_mark(self.facts.citations(edge));
        let date = self.facts.when(edge).map(|when| date_words(when, self.options.lang));
        match self.options.edge_labels {
            EdgeLabels::None => String::new(),
            EdgeLabels::Short => format!("{words} {mark}").trim_end().to_owned(),
            EdgeLabels::Full => {
                let date = date.map(|date| format!(" {date}")).unwrap_or_default();
                format!("{words}{date} {mark}").trim_end().to_owned()
            }
        }
    }

    fn edge_url(&self, edge: EdgeId) -> Option<String> {
        let first = self.facts.citations(edge).next()?;
        self.urls.get(first.rsplit_once('#').map_or(first, |(source, _)| source)).cloned()
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let used: BTreeSet<&str> = self.selection.nodes.iter().map(|node| self.facts.kind(*node)).collect();
        let used = used.into_iter().filter_map(|name| self.schema.kinds.get(name));
        let entries = used.map(|kind| LegendEntry {
            label: kind.label.in_lang(self.options.lang).to_owned(),
            shape: kind.shape,
            fill: kind.color.clone(),
            frame: Line::Solid,
        });
        entries.collect()
    }

    /// Says what broken lines mean, where there are any.
    fn line_words(&self) -> Option<String> {
        let lines = self.selection.edges.iter().map(|(edge, holds)| line(self.facts.status(*edge), *holds));
        let used: BTreeSet<Line> = lines.collect();
        let lang = self.options.lang;
        let dashed = lang
            .pick("nét đứt: suy ra hoặc chỉ có thể đúng", "dashed: inferred, or only possible at the date");
        let dotted = lang.pick("nét chấm: còn tranh luận hoặc bị phủ nhận", "dotted: disputed or denied");
        let words = [(Line::Dashed, dashed), (Line::Dotted, dotted)];
        let words: Vec<&str> =
            words.into_iter().filter(|(line, _)| used.contains(line)).map(|(_, w)| w).collect();
        let head = lang.pick("Đường", "Lines");
        (!words.is_empty()).then(|| format!("{head}: {}", words.join("; ")))
    }

    fn sources(&self) -> Vec<Note> {
        let entries = self.notes.entries();
        let notes = entries.map(|(mark, id, _)| Note {
            text: format!("[{mark}] {}", source_line(self.facts, id, self.options.lang)),
            url: source_url(self.facts, id),
        });
        notes.collect()
    }

    /// Makes a box for each hub (a country, a city) around what it contains, and places nodes in boxes.
    ///
    /// A node lies in the box of the nearest hub above it by containment. A node that nothing contains lies
    /// where the seats it holds lie, if these agree.
    fn clusters(&self) -> (Vec<Cluster>, BTreeMap<NodeId, usize>) {
        let home: BTreeMap<NodeId, NodeId> =
            self.selection.nodes.iter().filter_map(|node| Some((*node, self.home(*node)?))).collect();
        let mut hubs: BTreeSet<NodeId> = home.values().copied().collect();
        for hub in hubs.clone() {
            hubs.extend(self.hubs_above(hub));
        }
        let mut hubs: Vec<(usize, NodeId)> =
            hubs.into_iter().map(|hub| (self.hubs_above(hub).len(), hub)).collect();
        hubs.sort_unstable();
        let index: BTreeMap<NodeId, usize> = hubs.iter().map(|(_, hub)| *hub).zip(0..).collect();
        let clusters = hubs.iter().map(|(_, hub)| Cluster {
            label: self.facts.name(*hub).to_owned(),
            parent: self.hubs_above(*hub).first().and_then(|parent| index.get(parent).copied()),
        });
        let cluster_of = home.into_iter().filter_map(|(node, hub)| Some((node, *index.get(&hub)?)));
        (clusters.collect(), cluster_of.collect())
    }

    fn home(&self, node: NodeId) -> Option<NodeId> {
        if self.is_hub(node) && self.contains_something(node) {
            return Some(node);
        }
        self.hubs_above(node).first().copied().or_else(|| self.home_of_seats(node))
    }

    /// Returns the innermost of the hubs where a holder's seats lie, if the others are around it.
    fn home_of_seats(&self, holder: NodeId) -> Option<NodeId> {
        let seats = self.targets(holder, Role::Holding);
        let homes: BTreeSet<NodeId> =
            seats.into_iter().filter_map(|seat| self.hubs_above(seat).first().copied()).collect();
        let is_innermost = |home: &NodeId| {
            let around = self.hubs_above(*home);
            homes.iter().all(|other| other == home || around.contains(other))
        };
        homes.iter().copied().find(is_innermost)
    }

    fn is_hub(&self, node: NodeId) -> bool {
        self.kind(node).is_some_and(|kind| kind.hub)
    }

    fn contains_something(&self, hub: NodeId) -> bool {
        let below = self.facts.graph().expand(hub, Direction::Incoming, Types::All);
        below.into_iter().any(|hop| self.role(hop.edge) == Some(Role::Containment))
    }

    /// Returns the hubs that contain a node, nearest first; of several at one distance the lowest id first.
    fn hubs_above(&self, node: NodeId) -> Vec<NodeId> {
        let mut seen = BTreeSet::from([node]);
        let mut level = vec![node];
        let mut hubs = Vec::new();
        while !level.is_empty() {
            let above: BTreeSet<NodeId> =
                level.iter().flat_map(|node| self.targets(*node, Role::Containment)).collect();
            level = above.into_iter().filter(|node| seen.insert(*node)).collect();
            hubs.extend(level.iter().copied().filter(|node| self.is_hub(*node)));
        }
        hubs
    }

    fn targets(&self, node: NodeId, role: Role) -> Vec<NodeId> {
        let hops = self.facts.graph().expand(node, Direction::Outgoing, Types::All);
        hops.filter(|hop| self.role(hop.edge) == Some(role)).map(|hop| hop.neighbor).collect()
    }

    fn role(&self, edge: EdgeId) -> Option<Role> {
        self.schema.types.get(self.facts.edge_type(edge))?.role
    }
}

fn line(status: Status, holds: Holds) -> Line {
    match (status, holds) {
        (Status::Disputed | Status::Denied, _) => Line::Dotted,
        (Status::Inferred, _) | (_, Holds::Possible) => Line::Dashed,
        _ => Line::Solid,
    }
}

/// Returns a claim in words with its date, status and citations: `A holds B · attested 17/11/2021 · 002#3`.
pub fn claim_words<G: GraphView>(facts: &Facts<'_, G>, schema: &Schema, edge: EdgeId, lang: Lang) -> String {
    let Some(ends) = facts.graph().edge(edge) else { return String::new() };
    let declared = schema.types.get(facts.edge_type(edge));
    let words = declared.map_or(facts.edge_type(edge), |edge_type| edge_type.label.in_lang(lang));
    let mut parts = vec![format!("{} {words} {}", facts.name(ends.source), facts.name(ends.target))];
    parts.extend(facts.when(edge).map(|when| date_words(when, lang)));
    parts.extend(
        facts
            .attested(edge)
            .map(|date| format!("{} {}", lang.pick("được nêu tại", "attested"), date_words(date, lang))),
    );
    if facts.status(edge) != Status::Stated {
        parts.push(status_words(facts.status(edge), lang).to_owned());
    }
    let citations: Vec<&str> = facts.citations(edge).collect();
    if !citations.is_empty() {
        parts.push(citations.join(", "));
    }
    parts.join(" · ")
}

/// Returns what a kind is called; its name where the schema does not know it.
pub fn kind_words<'a>(schema: &'a Schema, kind: &'a str, lang: Lang) -> &'a str {
    schema.kinds.get(kind).map_or(kind, |declared| declared.label.in_lang(lang))
}

/// Returns what a status is called.
pub fn status_words(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Stated => lang.pick("được nêu", "stated"),
        Status::Inferred => lang.pick("suy ra", "inferred"),
        Status::Disputed => lang.pick("còn tranh luận", "disputed"),
        Status::Denied => lang.pick("bị phủ nhận", "denied"),
    }
}
