//! Bridges and articulation points: what a graph falls apart without.

use super::catalog::{AnalysisError, Answer, Settings};
use super::low_links::LowLinks;
use super::{Budget, LimitReached};
use crate::graph::Projection;
use crate::model::EdgeId;

/// Runs [`cuts`] for the catalogue and gives the bridges.
pub(super) fn run_bridges(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let cuts = cuts(projection, budget)?;
    Ok(Answer::Edges(cuts.bridges.iter().map(|bridge| bridge.edge).collect()))
}

/// Runs [`articulation_flags`] for the catalogue.
pub(super) fn run_points(
    projection: &Projection,
    _: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let flags = articulation_flags(projection, budget)?;
    Ok(Answer::Nodes((0..).zip(flags).filter_map(|(node, is_point)| is_point.then_some(node)).collect()))
}

/// Edges and nodes whose loss parts what was connected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cuts {
    /// By edge id.
    pub bridges: Vec<Bridge>,
    /// By dense index.
    pub points: Vec<ArticulationPoint>,
}

/// An edge that is the only way between two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bridge {
    /// The edge.
    pub edge: EdgeId,
    /// Its end (dense index) on one side, and how many nodes that side has.
    pub near: (u32, usize),
    /// Its end on the other side, and how many nodes that side has.
    pub far: (u32, usize),
}

/// A node without which its component falls apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticulationPoint {
    /// Its dense index.
    pub node: u32,
    /// How many nodes each part has that is left without it, the largest first; at least two parts.
    pub parts: Vec<usize>,
}

/// Finds all bridges and articulation points.
///
/// Edges count either way, also in a directed projection. One of several parallel edges is no bridge, a loop is none
/// and changes nothing; weights count nothing. Cost `O(n log n + m)` time, `O(n)` memory, no recursion.
///
/// # Errors
/// [`LimitReached::Time`].
///
/// # Source
/// Hopcroft, Tarjan 1973, "Algorithm 447: efficient algorithms for graph manipulation", Communications of the ACM
/// 16(6); bridges: Tarjan 1974, Information Processing Letters 2(6).
pub fn cuts(projection: &Projection, budget: &Budget) -> Result<Cuts, LimitReached> {
    let links = LowLinks::of(projection, budget)?;
    let mut size = vec![1_usize; links.node.len()];
    for (at, above) in links.above.iter().enumerate().rev() {
        if *above as usize != at {
            size[*above as usize] += size[at];
        }
    }
    let mut whole = size.clone();
    for (at, above) in links.steps() {
        whole[at as usize] = whole[above as usize];
    }
    let mut cuts = Cuts { bridges: bridges(projection, &links, &size, &whole), points: Vec::new() };
    let held = links.steps().filter(|(at, above)| links.is_held(*at, *above));
    let mut held: Vec<(u32, usize)> = held.map(|(at, above)| (above, size[at as usize])).collect();
    held.sort_unstable_by_key(|(above, _)| *above);
    for held in held.chunk_by(|a, b| a.0 == b.0) {
        let above = held[0].0 as usize;
        let mut parts: Vec<usize> = held.iter().map(|(_, size)| *size).collect();
        let rest = whole[above] - 1 - parts.iter().sum::<usize>();
        parts.extend((rest > 0).then_some(rest));
        parts.sort_unstable_by(|a, b| b.cmp(a));
        if parts.len() > 1 {
            cuts.points.push(ArticulationPoint { node: links.node[above], parts });
        }
    }
    cuts.points.sort_unstable_by_key(|point| point.node);
    Ok(cuts)
}

/// Returns the bridges by edge id; `size` has the nodes of each subtree, `whole` those of its component.
fn bridges(projection: &Projection, links: &LowLinks, size: &[usize], whole: &[usize]) -> Vec<Bridge> {
    let steps = links.steps().filter(|(at, above)| links.is_bridge(*at, *above));
    let bridge = |(at, above): (u32, u32)| {
        let (node, near) = (links.node[at as usize], links.node[above as usize]);
        let n_far = size[at as usize];
        let edge = edge_between(projection, node, near)?;
        Some(Bridge { edge, near: (near, whole[at as usize] - n_far), far: (node, n_far) })
    };
    let mut bridges: Vec<Bridge> = steps.filter_map(bridge).collect();
    bridges.sort_unstable_by_key(|bridge| bridge.edge);
    bridges
}

/// Returns an edge between two nodes, either way. Cost: the arcs of the first.
fn edge_between(projection: &Projection, node: u32, other: u32) -> Option<EdgeId> {
    let position = |targets: &[u32]| targets.iter().position(|target| *target == other);
    match position(projection.targets(node)) {
        Some(at) => projection.arc(node, at),
        None => projection.arc_into(node, position(projection.sources(node))?),
    }
    .map(|arc| arc.edge)
}

/// Returns how many bridges each node is an end of, by dense index. Definition as for [`cuts`]; cost `O(n + m)`.
///
/// # Errors
/// [`LimitReached::Time`].
pub fn bridge_counts(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let links = LowLinks::of(projection, budget)?;
    let mut counts = vec![0; links.node.len()];
    for (at, above) in links.steps().filter(|(at, above)| links.is_bridge(*at, *above)) {
        counts[links.node[at as usize] as usize] += 1;
        counts[links.node[above as usize] as usize] += 1;
    }
    Ok(counts)
}

/// Says of each node, by dense index, whether it is an articulation point. Definition as for [`cuts`]; cost `O(n + m)`.
///
/// # Errors
/// [`LimitReached::Time`].
pub fn articulation_flags(projection: &Projection, budget: &Budget) -> Result<Vec<bool>, LimitReached> {
    let links = LowLinks::of(projection, budget)?;
    let mut is_point = vec![false; links.node.len()];
    // The first subtree below a root goes along with it.
    let mut root_with_subtree = None;
    for (_, above) in links.steps().filter(|(at, above)| links.is_held(*at, *above)) {
        let is_root = links.above[above as usize] == above;
        if !is_root || root_with_subtree == Some(above) {
            is_point[links.node[above as usize] as usize] = true;
        } else {
            root_with_subtree = Some(above);
        }
    }
    Ok(is_point)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::components::weak_roots;
    use crate::analysis::samples::{Sample, barbell, budget, clique, cycle, grid, path, small, star};

    fn found(sample: &Sample) -> Cuts {
        cuts(&sample.undirected(), &budget()).expect("there is time")
    }

    fn n_parts(sample: &Sample) -> usize {
        let roots = weak_roots(&sample.undirected(), &budget()).expect("there is time");
        (0..).zip(&roots).filter(|(node, root)| node == *root).count()
    }

    /// The sample without some edges.
    fn without(sample: &Sample, is_lost: impl Fn(usize, &(u32, u32, u8)) -> bool) -> Sample {
        let edges = sample.edges.iter().enumerate().filter(|(at, edge)| !is_lost(*at, edge));
        Sample { n_nodes: sample.n_nodes, edges: edges.map(|(_, edge)| *edge).collect() }
    }

    #[test]
    fn closed_forms() {
        assert_eq!(found(&path(4)).bridges.len(), 3);
        assert_eq!(found(&path(4)).points, [(1, vec![2, 1]), (2, vec![2, 1])].map(point));
        assert_eq!(found(&star(4)).points, [(0, vec![1, 1, 1])].map(point));
        for whole in [cycle(5), clique(4), grid(3, 3)] {
            assert_eq!(found(&whole), Cuts::default());
        }
        let found = found(&barbell(3));
        assert_eq!(found.bridges, [Bridge { edge: EdgeId(6), near: (2, 3), far: (3, 3) }]);
        assert_eq!(found.points, [(2, vec![3, 2]), (3, vec![3, 2])].map(point));
    }

    fn point((node, parts): (u32, Vec<usize>)) -> ArticulationPoint {
        ArticulationPoint { node, parts }
    }

    #[test]
    fn parallel_edges_and_loops_are_no_bridges() {
        let sample = Sample { n_nodes: 3, edges: vec![(0, 1, 1), (1, 0, 1), (1, 2, 1), (2, 2, 1)] };
        for projection in sample.projections() {
            assert_eq!(bridge_counts(&projection, &budget()), Ok(vec![0, 1, 1]));
            assert_eq!(articulation_flags(&projection, &budget()), Ok(vec![false, true, false]));
        }
    }

    #[test]
    fn long_chains_are_no_problem() {
        let counts = bridge_counts(&path(200_000).directed(), &budget()).expect("there is time");
        assert_eq!((counts[0], counts[1], counts[199_999]), (1, 2, 1));
    }

    proptest! {
        #[test]
        fn losing_one_leaves_more_parts(sample in small(12)) {
            let whole = n_parts(&sample);
            let is_bridge: Vec<bool> =
                (0..sample.edges.len()).map(|lost| n_parts(&without(&sample, |at, _| at == lost)) > whole).collect();
            let is_point: Vec<bool> = (0..sample.n_nodes)
                .map(|lost| {
                    let rest = without(&sample, |_, edge| edge.0 == lost || edge.1 == lost);
                    let is_tied = sample.edges.iter().any(|edge| edge.0 != edge.1 && (edge.0 == lost || edge.1 == lost));
                    n_parts(&rest) > whole + usize::from(is_tied)
                })
                .collect();
            for projection in sample.projections() {
                let cuts = cuts(&projection, &budget()).expect("there is time");
                let bridges: Vec<usize> = cuts.bridges.iter().map(|bridge| bridge.edge.index()).collect();
                let expected: Vec<usize> = (0..is_bridge.len()).filter(|at| is_bridge[*at]).collect();
                prop_assert_eq!(&bridges, &expected);
                let mut counts = vec![0; sample.n_nodes as usize];
                for at in &bridges {
                    counts[sample.edges[*at].0 as usize] += 1;
                    counts[sample.edges[*at].1 as usize] += 1;
                }
                prop_assert_eq!(bridge_counts(&projection, &budget()), Ok(counts));
                prop_assert_eq!(articulation_flags(&projection, &budget()), Ok(is_point.clone()));
                let points: Vec<u32> = cuts.points.iter().map(|point| point.node).collect();
                let expected: Vec<u32> = (0..).zip(&is_point).filter(|(_, is)| **is).map(|(node, _)| node).collect();
                prop_assert_eq!(points, expected);
            }
        }
    }
}
