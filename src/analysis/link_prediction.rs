//! How likely two nodes that are not tied are to be tied, by the neighbours that they share.

use super::parallel::Chunked;
use super::simple::{Parallel, SimpleGraph};
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection};

/// How a pair of nodes is scored; `N(u)` are the neighbours of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkScore {
    /// How many neighbours they share: `|N(u) ∩ N(v)|`.
    CommonNeighbors,
    /// The share of their neighbours that both have, 0 to 1: `|N(u) ∩ N(v)| / |N(u) ∪ N(v)|`; 0 without neighbours.
    Jaccard,
    /// Shared neighbours, those with few ties counting more: the sum of `1 / ln |N(w)|`.
    AdamicAdar,
    /// Shared neighbours, those with few ties counting more: the sum of `1 / |N(w)|`.
    ResourceAllocation,
    /// The product of how many neighbours they have: `|N(u)| · |N(v)|`.
    PreferentialAttachment,
}

/// A pair of nodes that are not tied, the lower first, and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkCandidate {
    /// Dense indexes of the two.
    pub nodes: (u32, u32),
    /// How likely a tie between them is; only its order means something.
    pub score: f64,
}

/// The neighbours of all nodes, to score pairs by.
///
/// Neighbours of a node are those that an arc leads to or comes from, whatever its direction: each once, and without the
/// node itself. Weights count for nothing. On graphs without loops scores are those of `NetworkX`. Memory 12 bytes an
/// arc; answers do not depend on the number of threads.
///
/// # Source
/// Liben-Nowell, Kleinberg 2007, "The link-prediction problem for social networks", JASIST 58(7); Adamic, Adar 2003,
/// Social Networks 25(3); Zhou, Lü, Zhang 2009, European Physical Journal B 71, for resource allocation.
#[derive(Debug)]
pub struct LinkPrediction {
    graph: SimpleGraph,
}

impl LinkPrediction {
    /// Collects the neighbours of all nodes. Cost `O(n + m)`.
    pub fn new(projection: &Projection) -> Self {
        let graph = SimpleGraph::outgoing(projection, Parallel::Least);
        let graph = if projection.direction() == Direction::Both { graph } else { graph.mutual() };
        LinkPrediction { graph }
    }

    /// Returns the score of a pair of different nodes, tied or not. Cost `O(|N(u)| + |N(v)|)`.
    ///
    /// # Panics
    /// If a node is not below the projection's number of nodes.
    pub fn score(&self, one: u32, other: u32, score: LinkScore) -> f64 {
        let (mut own, mut theirs) = (self.graph.targets(one), self.graph.targets(other));
        let mut sum = 0.0;
        while let ([first, rest @ ..], [second, others @ ..]) = (own, theirs) {
            if first == second {
                sum += self.worth(*first, score);
            }
            (own, theirs) = (if first <= second { rest } else { own }, if second <= first { others } else { theirs });
        }
        self.of_shared((one, other), sum, score)
    }

    /// Returns the nodes that share a neighbour with a node and are not tied to it, those with the highest score first,
    /// of equals the one with the lowest index. Cost as many steps as the neighbours of its neighbours.
    ///
    /// # Panics
    /// If the node is not below the projection's number of nodes.
    pub fn candidates(&self, node: u32, score: LinkScore) -> Vec<LinkCandidate> {
        let mut found = Vec::new();
        Scratch::new(self.graph.n_nodes()).collect(self, node, score, |_| true, &mut found);
        found.sort_by(best_first);
        found
    }

    /// Returns the best pairs of the graph that share a neighbour and are not tied, so many at most, those with the
    /// highest score first, of equals the one with the lowest indexes.
    ///
    /// Cost the sum of squared degrees, divided over the threads of the budget. Memory `O(n + k)` a thread.
    ///
    /// # Errors
    /// [`LimitReached::Results`] for more pairs than the budget has results; [`LimitReached::Time`] past the deadline.
    pub fn top(
        &self,
        n_wanted: usize,
        score: LinkScore,
        budget: &Budget,
    ) -> Result<Vec<LinkCandidate>, LimitReached> {
        budget.check_results(n_wanted)?;
        let chunked = Chunked {
            scratch: &|| Scratch::new(self.graph.n_nodes()),
            job: &|scratch: &mut Scratch, chunk| {
                let mut best = Vec::new();
                for node in chunk {
                    let node = u32::try_from(node).unwrap_or(u32::MAX);
                    budget.check_time()?;
                    scratch.collect(self, node, score, |other| other > node, &mut best);
                    keep_best(&mut best, n_wanted, n_wanted.max(1 << 16));
                }
                keep_best(&mut best, n_wanted, 0);
                Ok(best)
            },
        };
        let mut best = Vec::new();
        chunked.run(self.graph.n_nodes(), budget, &mut |part: Vec<LinkCandidate>| {
            best.extend(part);
            keep_best(&mut best, n_wanted, n_wanted);
        })?;
        keep_best(&mut best, n_wanted, 0);
        Ok(best)
    }

    /// Returns what a shared neighbour adds.
    fn worth(&self, shared: u32, score: LinkScore) -> f64 {
        let degree = self.graph.degree(shared) as f64;
        match score {
            LinkScore::CommonNeighbors | LinkScore::Jaccard | LinkScore::PreferentialAttachment => 1.0,
            LinkScore::AdamicAdar => 1.0 / degree.ln(),
            LinkScore::ResourceAllocation => 1.0 / degree,
        }
    }

    /// Returns the score of a pair from what its shared neighbours add up to.
    fn of_shared(&self, nodes: (u32, u32), sum: f64, score: LinkScore) -> f64 {
        let (one, other) = (self.graph.degree(nodes.0) as f64, self.graph.degree(nodes.1) as f64);
        match score {
            LinkScore::CommonNeighbors | LinkScore::AdamicAdar | LinkScore::ResourceAllocation => sum,
            LinkScore::Jaccard => if one + other > 0.0 { sum / (one + other - sum) } else { 0.0 },
            LinkScore::PreferentialAttachment => one * other,
        }
    }
}

/// What shared neighbours add up to at each node; its memory serves for the next.
struct Scratch {
    sums: Vec<f64>,
    is_met: Vec<bool>,
    met: Vec<u32>,
}

impl Scratch {
    fn new(n_nodes: usize) -> Self {
        Scratch { sums: vec![0.0; n_nodes], is_met: vec![false; n_nodes], met: Vec::new() }
    }

    /// Adds the wanted candidates of a node, in no order.
    fn collect(
        &mut self,
        links: &LinkPrediction,
        node: u32,
        score: LinkScore,
        is_wanted: impl Fn(u32) -> bool,
        found: &mut Vec<LinkCandidate>,
    ) {
        let neighbors = links.graph.targets(node);
        for &shared in neighbors {
            let worth = links.worth(shared, score);
            for &other in links.graph.targets(shared).iter().filter(|other| is_wanted(**other)) {
                self.sums[other as usize] += worth;
                if !std::mem::replace(&mut self.is_met[other as usize], true) {
                    self.met.push(other);
                }
            }
        }
        for other in self.met.drain(..) {
            self.is_met[other as usize] = false;
            let sum = std::mem::take(&mut self.sums[other as usize]);
            if other != node && neighbors.binary_search(&other).is_err() {
                let nodes = (node.min(other), node.max(other));
                found.push(LinkCandidate { nodes, score: links.of_shared(nodes, sum, score) });
            }
        }
    }
}

fn best_first(one: &LinkCandidate, other: &LinkCandidate) -> std::cmp::Ordering {
    other.score.total_cmp(&one.score).then(one.nodes.cmp(&other.nodes))
}

/// Keeps so many candidates at most, the best first, once there are more than can wait.
fn keep_best(found: &mut Vec<LinkCandidate>, n_wanted: usize, n_waiting: usize) {
    if found.len() > n_wanted.saturating_add(n_waiting) || n_waiting == 0 {
        found.sort_by(best_first);
        found.truncate(n_wanted);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{budget, clique, on_threads, path, small, star};

    const SCORES: [LinkScore; 5] = [
        LinkScore::CommonNeighbors,
        LinkScore::Jaccard,
        LinkScore::AdamicAdar,
        LinkScore::ResourceAllocation,
        LinkScore::PreferentialAttachment,
    ];

    /// The score as it is defined, on sets.
    fn defined(rows: &[BTreeSet<u32>], one: u32, other: u32, score: LinkScore) -> f64 {
        let (own, theirs) = (&rows[one as usize], &rows[other as usize]);
        let shared = || own.intersection(theirs).map(|node| rows[*node as usize].len() as f64);
        match score {
            LinkScore::CommonNeighbors => shared().count() as f64,
            LinkScore::Jaccard if own.is_empty() && theirs.is_empty() => 0.0,
            LinkScore::Jaccard => shared().count() as f64 / own.union(theirs).count() as f64,
            LinkScore::AdamicAdar => shared().map(|degree| 1.0 / degree.ln()).sum(),
            LinkScore::ResourceAllocation => shared().map(|degree| 1.0 / degree).sum(),
            LinkScore::PreferentialAttachment => (own.len() * theirs.len()) as f64,
        }
    }

    #[test]
    fn closed_forms() {
        let links = LinkPrediction::new(&star(6).undirected());
        let of = |score| links.score(1, 2, score);
        let found = SCORES.map(of);
        let expected = [1.0, 1.0, 1.0 / 5.0_f64.ln(), 0.2, 1.0];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        assert_eq!(links.candidates(0, LinkScore::Jaccard), []);
        assert_eq!(links.candidates(3, LinkScore::Jaccard).len(), 4);
        let none = LinkPrediction::new(&clique(4).undirected());
        assert_eq!(none.top(9, LinkScore::Jaccard, &budget()), Ok(Vec::new()));
        // Direction does not matter: 0 → 1 → 2 → 3.
        let path = LinkPrediction::new(&path(4).directed());
        let pairs: Vec<_> = path.candidates(1, LinkScore::CommonNeighbors).iter().map(|own| own.nodes).collect();
        assert_eq!(pairs, [(1, 3)]);
    }

    proptest! {
        #[test]
        fn scores_and_ranks_are_those_of_the_definition(sample in small(14), n_wanted in 0_usize..9) {
            let mut rows = vec![BTreeSet::new(); sample.n_nodes as usize];
            for (source, target, _) in sample.edges.iter().filter(|(source, target, _)| source != target) {
                rows[*source as usize].insert(*target);
                rows[*target as usize].insert(*source);
            }
            let nodes = || 0..sample.n_nodes;
            for projection in sample.projections() {
                let links = LinkPrediction::new(&projection);
                for score in SCORES {
                    let mut expected = Vec::new();
                    let pairs = nodes().flat_map(|one| nodes().map(move |other| (one, other)));
                    for (one, other) in pairs.filter(|(one, other)| one != other) {
                        let defined = defined(&rows, one, other, score);
                        prop_assert!((links.score(one, other, score) - defined).abs() < 1e-9);
                        let is_near = !rows[one as usize].is_disjoint(&rows[other as usize]);
                        if one < other && is_near && !rows[one as usize].contains(&other) {
                            expected.push((one, other));
                        }
                    }
                    let all = links.top(usize::MAX >> 1, score, &budget()).expect("in time");
                    let mut pairs: Vec<_> = all.iter().map(|own| own.nodes).collect();
                    pairs.sort_unstable();
                    prop_assert_eq!(&pairs, &expected);
                    prop_assert!(all.is_sorted_by(|a, b| best_first(a, b).is_lt()));
                    for own in &all {
                        prop_assert!((own.score - defined(&rows, own.nodes.0, own.nodes.1, score)).abs() < 1e-9);
                    }
                    for n_threads in [1, 2, 8] {
                        let best = links.top(n_wanted, score, &on_threads(n_threads)).expect("in time");
                        prop_assert_eq!(&best[..], &all[..n_wanted.min(all.len())]);
                    }
                    for node in nodes() {
                        let n_pairs = expected.iter().filter(|pair| pair.0 == node || pair.1 == node).count();
                        prop_assert_eq!(links.candidates(node, score).len(), n_pairs);
                    }
                }
            }
        }
    }
}
