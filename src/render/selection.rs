//! The part of a graph that a picture or export shows.

use std::collections::BTreeMap;

use super::notes::source_node;
use super::record::cited_sources;
use crate::graph::{Direction, Facts, Filter, GraphView, LeftOut, Types};
use crate::model::{EdgeId, Holds, NodeId, Schema};

/// Chosen nodes and edges, in id order, and what was left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// The nodes, by id.
    pub nodes: Vec<NodeId>,
    /// The edges between them, by id, and how surely each holds as of the date asked for.
    pub edges: Vec<(EdgeId, Holds)>,
    /// What was left out.
    pub left_out: LeftOut,
    /// Steps from the focus, by node; empty without a focus.
    pub distance: BTreeMap<NodeId, usize>,
}

impl Selection {
    /// Selects all nodes and edges that a filter lets through. Cost `O(n + m)`.
    pub fn whole<G: GraphView>(facts: &Facts<'_, G>, schema: &Schema, filter: &Filter) -> Self {
        let mut left_out = LeftOut::default();
        let mut kept = vec![false; facts.graph().node_bound()];
        for node in facts.graph().nodes() {
            if filter.hides(schema, facts, node) {
                left_out.structural += 1;
            } else if !filter.wants_kind(facts, node) {
                left_out.kind += 1;
            } else if filter.is_outside_time(facts, node) {
                left_out.node_date += 1;
            } else {
                kept[node.index()] = true;
            }
        }
        let nodes = facts.graph().nodes().filter(|node| kept[node.index()]).collect();
        let edges = edges_between(facts, schema, filter, &kept, &mut left_out, Scope::Whole);
        Selection { nodes, edges, left_out, distance: BTreeMap::new() }
    }

    /// Selects what lies within `depth` steps of some nodes, over edges that a filter lets through.
    ///
    /// The focus itself is always kept, whatever its kind. Nodes of hub kinds are shown but not passed
    /// through, unless `through_hubs` or they are the focus. All edges between kept nodes are kept.
    pub fn around<G: GraphView>(
        facts: &Facts<'_, G>,
        schema: &Schema,
        filter: &Filter,
        focus: &[NodeId],
        reach: Reach,
    ) -> Self {
        let distance = distances(facts, schema, filter, focus, reach);
        let mut kept = vec![false; facts.graph().node_bound()];
        for node in distance.keys() {
            kept[node.index()] = true;
        }
        let mut left_out = LeftOut::default();
        let edges = edges_between(facts, schema, filter, &kept, &mut left_out, Scope::Around);
        for node in facts.graph().nodes().filter(|node| !kept[node.index()]) {
            if filter.hides(schema, facts, node) {
                left_out.structural += 1;
            } else if !filter.wants_kind(facts, node) {
                left_out.kind += 1;
            } else if filter.is_outside_time(facts, node) {
                left_out.node_date += 1;
            } else {
                left_out.far += 1;
            }
        }
        Selection { nodes: distance.keys().copied().collect(), edges, left_out, distance }
    }

    /// Adds the nodes of all sources that selected nodes and edges cite, so that no citation leads nowhere.
    pub fn add_cited_sources<G: GraphView>(&mut self, facts: &Facts<'_, G>) {
        let sources: Vec<NodeId> =
            cited_sources(facts, self).into_iter().filter_map(|id| source_node(facts, id)).collect();
        self.nodes.extend(sources);
        self.nodes.sort_unstable();
        self.nodes.dedup();
    }
}

/// How far to go from a focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The most steps.
    pub depth: usize,
    /// Which way to follow edges.
    pub direction: Direction,
    /// Whether to go on from nodes of hub kinds.
    pub through_hubs: bool,
}

fn distances<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    filter: &Filter,
    focus: &[NodeId],
    reach: Reach,
) -> BTreeMap<NodeId, usize> {
    let mut distance: BTreeMap<NodeId, usize> = focus.iter().map(|node| (*node, 0)).collect();
    let mut level = focus.to_vec();
    for depth in 1..=reach.depth {
        let mut next = Vec::new();
        for &node in &level {
            let is_hub = schema.kinds.get(facts.kind(node)).is_some_and(|kind| kind.hub);
            if is_hub && depth > 1 && !reach.through_hubs {
                continue;
            }
            for hop in facts.graph().expand(node, reach.direction, Types::All) {
                let neighbor = hop.neighbor;
                let wanted = !filter.hides(schema, facts, neighbor)
                    && filter.wants_kind(facts, neighbor)
                    && !filter.is_outside_time(facts, neighbor);
                if wanted
                    && !distance.contains_key(&neighbor)
                    && filter.judge(schema, facts, hop.edge).is_ok()
                {
                    distance.insert(neighbor, depth);
                    next.push(neighbor);
                }
            }
        }
        level = next;
    }
    distance
}

/// Whether all edges of the graph are in question, or only those that touch what was kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Whole,
    Around,
}

fn edges_between<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    filter: &Filter,
    kept: &[bool],
    left_out: &mut LeftOut,
    scope: Scope,
) -> Vec<(EdgeId, Holds)> {
    let mut edges = Vec::new();
    for edge in facts.graph().edges() {
        let Some(ends) = facts.graph().edge(edge) else { continue };
        let (source, target) = (kept[ends.source.index()], kept[ends.target.index()]);
        if !(source && target) {
            left_out.end += usize::from(scope == Scope::Whole || source || target);
            continue;
        }
        match filter.judge(schema, facts, edge) {
            Ok(holds) => edges.push((edge, holds)),
            Err(reason) => left_out.count(reason),
        }
    }
    edges
}
