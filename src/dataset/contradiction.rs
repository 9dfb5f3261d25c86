//! Claims that cannot all be true.

use std::collections::{BTreeMap, BTreeSet};

use itertools::Itertools as _;
use petgraph::Graph;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::NodeIndex;

use crate::graph::{Facts, GraphView};
use crate::model::{Day, EdgeId, Edtf, NodeId, Role, Schema, Status};

/// Claims of a data set that cannot all be true; each stays in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contradiction {
    /// Two holders of one seat at one date.
    TwoHolders {
        /// What is held.
        seat: NodeId,
        /// The claims, in id order.
        claims: [EdgeId; 2],
    },
    /// What succeeds begins before what it succeeds.
    SuccessorFirst {
        /// The succession claim.
        claim: EdgeId,
        /// What comes after.
        later: NodeId,
        /// What comes before.
        earlier: NodeId,
    },
    /// Something lies, by however many steps, within itself.
    ContainedInItself {
        /// The lowest node of the circle.
        node: NodeId,
    },
}

/// Returns all contradictions, by sort, then id.
///
/// Two holders contradict each other only if both surely hold at one date. A claim marked `disputed` or
/// `denied` contradicts nothing, so that marking all but one settles the matter. Cost `O(n + m)`, and the square of
/// the number of holders of one seat.
pub fn contradictions(schema: &Schema, graph: &impl GraphView) -> Vec<Contradiction> {
    let facts = Facts::new(graph);
    let of_role = |role| {
        graph.edges().filter(move |edge| {
            let settled = matches!(facts.status(*edge), Status::Disputed | Status::Denied);
            let declared = schema.types.get(facts.edge_type(*edge));
            !settled && declared.is_some_and(|edge_type| edge_type.role == Some(role))
        })
    };
    let mut found = two_holders(&facts, of_role(Role::Holding));
    found.extend(of_role(Role::Succession).filter_map(|edge| successor_first(&facts, edge)));
    found.extend(circles(graph, of_role(Role::Containment)));
    found
}

/// A holding claim, its holder, and the days on which it surely holds.
type Tenure = (EdgeId, NodeId, (Day, Day));

fn two_holders<G: GraphView>(
    facts: &Facts<'_, G>,
    claims: impl Iterator<Item = EdgeId>,
) -> Vec<Contradiction> {
    let mut by_seat: BTreeMap<NodeId, Vec<Tenure>> = BTreeMap::new();
    for claim in claims {
        let Some(ends) = facts.graph().edge(claim) else { continue };
        let shared = facts.has_many_seats(ends.target);
        let date = facts.when(claim).or_else(|| facts.attested(claim));
        let days = date.and_then(|text| Edtf::parse(text).ok()?.sure_days());
        if let (false, Some(days)) = (shared, days) {
            by_seat.entry(ends.target).or_default().push((claim, ends.source, days));
        }
    }
    let mut found = Vec::new();
    for (seat, claims) in by_seat {
        let pairs = claims.iter().array_combinations();
        let clashing = pairs.filter(|[(_, a, a_days), (_, b, b_days)]| {
            a != b && a_days.0.max(b_days.0) <= a_days.1.min(b_days.1)
        });
        found.extend(clashing.map(|[a, b]| Contradiction::TwoHolders { seat, claims: [a.0, b.0] }));
    }
    found
}

fn successor_first<G: GraphView>(facts: &Facts<'_, G>, claim: EdgeId) -> Option<Contradiction> {
    let ends = facts.graph().edge(claim)?;
    let start = |node| Edtf::parse(facts.node_when(node)?).ok()?.earliest();
    let (later, earlier) = (ends.source, ends.target);
    (start(later)? < start(earlier)?).then_some(Contradiction::SuccessorFirst { claim, later, earlier })
}

/// Returns the lowest node of each circle of containment claims.
///
/// What lies within itself by any number of steps is a strongly connected component of more than one node,
/// or a node with a claim to itself.
fn circles<G: GraphView>(graph: &G, claims: impl Iterator<Item = EdgeId>) -> Vec<Contradiction> {
    let ends: Vec<_> = claims.filter_map(|claim| graph.edge(claim)).collect();
    let nodes: BTreeSet<NodeId> = ends.iter().flat_map(|ends| [ends.source, ends.target]).collect();
    let mut above = Graph::<NodeId, ()>::with_capacity(nodes.len(), ends.len());
    let slots: BTreeMap<NodeId, NodeIndex> =
        nodes.into_iter().map(|node| (node, above.add_node(node))).collect();
    let mut in_itself: BTreeSet<NodeId> = BTreeSet::new();
    for ends in ends {
        above.add_edge(slots[&ends.source], slots[&ends.target], ());
        in_itself.extend((ends.source == ends.target).then_some(ends.source));
    }
    // Not Tarjan's, which petgraph writes with recursion: a chain may be as long as the data set.
    let components = kosaraju_scc(&above);
    let circles = components.into_iter().filter_map(|component| {
        let lowest = component.iter().map(|slot| above[*slot]).min()?;
        (component.len() > 1 || in_itself.contains(&lowest)).then_some(lowest)
    });
    let lowest: BTreeSet<NodeId> = circles.collect();
    lowest.into_iter().map(|node| Contradiction::ContainedInItself { node }).collect()
}
