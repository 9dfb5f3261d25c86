//! Pictures of less than there is: one node for each group, or the most central nodes. Both say what is left out.

use super::draw::{Drawing, heading};
use super::error::CliError;
use super::filters::counted;
use super::grouping::{Group, Grouping};
use super::measure::projected;
use super::session::Session;
use crate::analysis::catalog::AnalysisError;
use crate::analysis::{Iteration, LimitReached, Restart, Search, leiden, pagerank};
use crate::graph::{Direction, GraphView as _};
use crate::model::{EdgeId, NodeId, Shape};
use crate::render::compose::claim_words;
use crate::render::dot;
use crate::render::graphviz::Engine;
use crate::render::notes::{source_line, source_url};
use crate::render::picture::{Emphasis, LegendEntry, Line, Note, Picture, PictureEdge, PictureNode};
use crate::render::selection::Selection;

/// How many ties of each condensed group are drawn, its strongest.
const STRONGEST: usize = 3;

/// The most sources listed in a picture of condensed groups.
const MOST_SOURCES: usize = 40;

/// How many claims a line's tooltip tells.
const MOST_TOLD: usize = 12;

/// How many nodes are drawn where only the most central ones are.
const MOST_CENTRAL: usize = 100;

/// The most groups that are drawn as one node each.
const MOST_CONDENSED: usize = 40;

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
    let edges = condensed_edges(session, groups);
    subtitle.push(condensed_words(session, grouping, n_drawn));
    subtitle.extend(thinned_words(session, groups, edges.len()));
    subtitle.extend(remarks.iter().filter(|remark| !subtitle.contains(remark)).cloned().collect::<Vec<_>>());
    let picture = Picture {
        title: title.to_owned(),
        subtitle,
        nodes: groups.iter().zip(1..).map(|(group, number)| condensed_node(session, group, number)).collect(),
        edges,
        legend: legend(session, groups),
        sources: sources(session, selection),
        lang: session.lang,
        ..Picture::default()
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
    let names: Vec<&str> = group.members.iter().take(MOST_TOLD).map(|(node, _)| facts.name(*node)).collect();
    PictureNode {
        id: first.map_or_else(String::new, |node| facts.id(node).to_owned()),
        label: format!("{number} · {}\n{}", group.short_name(session), group.size_words(session)),
        tooltip: format!("{}\n{}", group.kind_words(session, usize::MAX), names.join("\n")),
        url: None,
        shape: kind.map_or(Shape::Ellipse, |kind| kind.shape),
        fill: kind.map_or_else(|| "#FFFFFF".to_owned(), |kind| kind.color.clone()),
        cluster: None,
        emphasis: Emphasis::Normal,
        scale: (group.len() as f64).log10().clamp(1.0, 2.0),
        frame: Line::Solid,
    }
}

/// Says how many lines are not drawn.
fn thinned_words(session: &Session, groups: &[Group<'_>], n_drawn: usize) -> Option<String> {
    let n_ties: usize =
        (0..groups.len()).map(|from| groups[from].ties.range(from + 1..groups.len()).count()).sum();
    let n_left = n_ties - n_drawn;
    let words = session.lang.pick(
        "Mỗi nhóm chỉ vẽ các đường mạnh nhất; không vẽ",
        "Only the strongest lines of each group; not drawn",
    );
    (n_left > 0).then(|| format!("{words}: {n_left}"))
}

/// Returns a line for each tie that is among the strongest of one of its groups.
fn condensed_edges(session: &Session, groups: &[Group<'_>]) -> Vec<PictureEdge> {
    let mut edges = Vec::new();
    let strongest: Vec<Vec<usize>> = groups.iter().map(|group| strongest(group, groups.len())).collect();
    for (from, group) in groups.iter().enumerate() {
        for (to, claims) in group.ties.range(from + 1..groups.len()) {
            if !strongest[from].contains(to) && !strongest[*to].contains(&from) {
                continue;
            }
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

/// Returns the groups drawn that a group is tied to most.
fn strongest(group: &Group<'_>, n_drawn: usize) -> Vec<usize> {
    let tied = group.tied_to().into_iter().map(|(other, _)| other);
    tied.filter(|other| *other < n_drawn).take(STRONGEST).collect()
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
pub(super) fn communities(
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
pub(super) fn most_central(
    session: &Session,
    selection: &Selection,
) -> Result<(Selection, String), CliError> {
    let projection = projected(session, selection, Direction::Both);
    let iteration = Iteration { iterations: 1000, tolerance: 1e-9 };
    let ranks = pagerank(&projection, 0.85, Restart::Anywhere, iteration, &session.budget(usize::MAX))
        .map_err(|error| match error {
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
