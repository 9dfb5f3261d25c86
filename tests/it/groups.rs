//! Communities, components, bridges and articulation points: closed forms, published values, laws by brute force.

use std::collections::BTreeSet;
use std::time::Duration;

use hvgraph::analysis::{
    Budget, LimitReached, Search, cuts, label_propagation, leiden, louvain, modularity, n_groups,
    strong_components, weak_components,
};
use hvgraph::graph::{Direction, Projection, ProjectionSpec};
use proptest::prelude::*;

use crate::paths::graph;
use crate::program;

fn budget() -> Budget {
    Budget::new(Duration::from_mins(1), 1_000_000)
}

fn undirected(n_nodes: u32, edges: impl IntoIterator<Item = (u32, u32)>) -> Projection {
    ProjectionSpec::default().build(&graph(n_nodes, edges))
}

fn search(resolution: f64) -> Search {
    Search { resolution, seed: 1, iterations: 10 }
}

fn found_by_leiden(projection: &Projection, resolution: f64) -> Vec<u32> {
    leiden(projection, search(resolution), &budget()).unwrap()
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-12
}

/// Cliques of `size` nodes, each joined to the next by one edge; the last to the first.
fn ring_of_cliques(n_cliques: u32, size: u32) -> Projection {
    let inside = (0..n_cliques).flat_map(move |clique| {
        let pairs = (0..size).flat_map(move |a| (a + 1..size).map(move |b| (a, b)));
        pairs.map(move |(a, b)| (clique * size + a, clique * size + b))
    });
    let between = (0..n_cliques).map(move |clique| (clique * size, (clique + 1) % n_cliques * size + 1));
    undirected(n_cliques * size, inside.chain(between))
}

/// Two cliques of five, joined by one edge.
fn barbell() -> Projection {
    let cliques = [0, 5]
        .into_iter()
        .flat_map(|start| (start..start + 5).flat_map(move |a| (a + 1..start + 5).map(move |b| (a, b))));
    undirected(10, cliques.chain([(4, 5)]))
}

#[test]
fn a_ring_of_cliques_shows_the_resolution_limit() {
    // Fortunato, Barthélemy 2007: with 30 cliques of 5, pairs of cliques have modularity 0.888, single ones 0.876.
    let ring = ring_of_cliques(30, 5);
    let pairs: Vec<u32> = (0..150).map(|node| node / 10).collect();
    let single: Vec<u32> = (0..150).map(|node| node / 5).collect();
    assert!((modularity(&ring, &pairs, 1.0) - 0.888).abs() < 5e-4);
    assert!((modularity(&ring, &single, 1.0) - 0.876).abs() < 5e-4);
    for groups in [found_by_leiden(&ring, 1.0), louvain(&ring, 1.0, 1, &budget()).unwrap()] {
        assert!(modularity(&ring, &groups, 1.0) > 0.885, "{groups:?}");
        assert!(n_groups(&groups) < 20, "{groups:?}");
    }
    for groups in [found_by_leiden(&ring, 2.0), louvain(&ring, 2.0, 1, &budget()).unwrap()] {
        assert_eq!(groups, single);
    }
}

#[test]
fn a_small_ring_of_cliques_is_divided_into_its_cliques() {
    let ring = ring_of_cliques(6, 6);
    let cliques: Vec<u32> = (0..36).map(|node| node / 6).collect();
    for seed in 0..20 {
        let by_leiden = leiden(&ring, Search { seed, ..search(1.0) }, &budget()).unwrap();
        assert_eq!(by_leiden, cliques, "seed {seed}");
        assert_eq!(louvain(&ring, 1.0, seed, &budget()).unwrap(), cliques, "seed {seed}");
    }
    // Each clique has 15 edges of its own and 2 half ones; 96 edges in all.
    assert!(near(modularity(&ring, &cliques, 1.0), 90.0 / 96.0 - 1.0 / 6.0));
}

#[test]
fn a_barbell_has_two_communities_and_one_bridge() {
    let barbell = barbell();
    let halves: Vec<u32> = (0..10).map(|node| node / 5).collect();
    assert_eq!(found_by_leiden(&barbell, 1.0), halves);
    assert_eq!(louvain(&barbell, 1.0, 1, &budget()).unwrap(), halves);
    assert!(near(modularity(&barbell, &halves, 1.0), 20.0 / 21.0 - 0.5));
    let cuts = cuts(&barbell, &budget()).unwrap();
    let bridges: Vec<_> = cuts.bridges.iter().map(|bridge| (bridge.near, bridge.far)).collect();
    assert_eq!(bridges, [((4, 5), (5, 5))]);
    let points: Vec<_> = cuts.points.iter().map(|point| (point.node, point.parts.clone())).collect();
    assert_eq!(points, [(4, vec![5, 4]), (5, vec![5, 4])]);
}

/// Who met outside the club: Zachary 1977, Journal of Anthropological Research 33(4), without weights.
const KARATE_CLUB: [(u32, u32); 78] = [
    (0, 1),
    (0, 2),
    (0, 3),
    (0, 4),
    (0, 5),
    (0, 6),
    (0, 7),
    (0, 8),
    (0, 10),
    (0, 11),
    (0, 12),
    (0, 13),
    (0, 17),
    (0, 19),
    (0, 21),
    (0, 31),
    (1, 2),
    (1, 3),
    (1, 7),
    (1, 13),
    (1, 17),
    (1, 19),
    (1, 21),
    (1, 30),
    (2, 3),
    (2, 7),
    (2, 8),
    (2, 9),
    (2, 13),
    (2, 27),
    (2, 28),
    (2, 32),
    (3, 7),
    (3, 12),
    (3, 13),
    (4, 6),
    (4, 10),
    (5, 6),
    (5, 10),
    (5, 16),
    (6, 16),
    (8, 30),
    (8, 32),
    (8, 33),
    (9, 33),
    (13, 33),
    (14, 32),
    (14, 33),
    (15, 32),
    (15, 33),
    (18, 32),
    (18, 33),
    (19, 33),
    (20, 32),
    (20, 33),
    (22, 32),
    (22, 33),
    (23, 25),
    (23, 27),
    (23, 29),
    (23, 32),
    (23, 33),
    (24, 25),
    (24, 27),
    (24, 31),
    (25, 31),
    (26, 29),
    (26, 33),
    (27, 33),
    (28, 31),
    (28, 33),
    (29, 32),
    (29, 33),
    (30, 32),
    (30, 33),
    (31, 32),
    (31, 33),
    (32, 33),
];

#[test]
fn the_karate_club_has_its_known_optimum() {
    // The best modularity, 0.41979 with four communities, was proved by Brandes and others in 2008.
    let club = undirected(34, KARATE_CLUB);
    let best = (0..20).map(|seed| {
        let groups = leiden(&club, Search { seed, ..search(1.0) }, &budget()).unwrap();
        (modularity(&club, &groups, 1.0), n_groups(&groups))
    });
    let best: Vec<(f64, usize)> = best.collect();
    assert!(best.iter().all(|(found, _)| *found < 0.4198), "{best:?}");
    let n_best = best.iter().filter(|(found, n)| (found - 0.41979).abs() < 1e-5 && *n == 4).count();
    assert!(n_best >= 15, "{best:?}");
}

#[test]
fn a_chain_of_100_000_hops_needs_no_recursion() {
    let n_nodes = 100_001;
    let edges = || (0..n_nodes - 1).map(|node| (node, node + 1));
    let chain = undirected(n_nodes, edges());
    assert_eq!(n_groups(&weak_components(&chain, &budget()).unwrap()), 1);
    let cuts = cuts(&chain, &budget()).unwrap();
    assert_eq!((cuts.bridges.len(), cuts.points.len()), (100_000, 99_999));
    let middle = &cuts.points[49_999];
    assert_eq!((middle.node, middle.parts.clone()), (50_000, vec![50_000, 50_000]));
    let arrows = ProjectionSpec::default().direction(Direction::Outgoing).build(&graph(n_nodes, edges()));
    assert_eq!(n_groups(&strong_components(&arrows, &budget()).unwrap()), 100_001);
    assert_eq!(n_groups(&weak_components(&arrows, &budget()).unwrap()), 1);
    let circle = graph(n_nodes, edges().chain([(n_nodes - 1, 0)]));
    let circle = ProjectionSpec::default().direction(Direction::Incoming).build(&circle);
    assert_eq!(n_groups(&strong_components(&circle, &budget()).unwrap()), 1);
    assert!(modularity(&chain, &found_by_leiden(&chain, 1.0), 1.0) > 0.98);
}

#[test]
fn a_star_of_10_000_leaves_is_one_community() {
    let star = undirected(10_001, (1..10_001).map(|leaf| (0, leaf)));
    assert_eq!(n_groups(&found_by_leiden(&star, 1.0)), 1);
    assert_eq!(n_groups(&louvain(&star, 1.0, 1, &budget()).unwrap()), 1);
    assert_eq!(n_groups(&label_propagation(&star, 1, 100, &budget()).unwrap().unwrap()), 1);
    let cuts = cuts(&star, &budget()).unwrap();
    assert_eq!(cuts.bridges.len(), 10_000);
    assert_eq!(cuts.points[0].parts, vec![1; 10_000]);
}

#[test]
fn parallel_edges_are_no_bridges() {
    let found = |edges: &[(u32, u32)]| {
        let projection = undirected(3, edges.iter().copied());
        cuts(&projection, &budget()).unwrap().bridges.len()
    };
    assert_eq!(found(&[(0, 1), (1, 2)]), 2);
    assert_eq!(found(&[(0, 1), (1, 0), (1, 2), (2, 2)]), 1);
    assert_eq!(found(&[(0, 1), (0, 1), (1, 2), (1, 2)]), 0);
}

#[test]
fn labels_stay_in_their_cliques_and_a_limit_is_no_answer() {
    let ring = ring_of_cliques(8, 6);
    let cliques: Vec<u32> = (0..48).map(|node| node / 6).collect();
    assert_eq!(label_propagation(&ring, 3, 100, &budget()).unwrap(), Some(cliques));
    assert_eq!(label_propagation(&ring, 3, 1, &budget()).unwrap(), None);
}

#[test]
fn time_that_ran_out_is_an_error() {
    let chain = undirected(5000, (0..4999).map(|node| (node, node + 1)));
    let over = Budget::new(Duration::ZERO, 1);
    let limit = LimitReached::Time(Duration::ZERO);
    assert_eq!(leiden(&chain, search(1.0), &over), Err(limit));
    assert_eq!(louvain(&chain, 1.0, 1, &over), Err(limit));
    assert_eq!(label_propagation(&chain, 1, 9, &over), Err(limit));
    assert_eq!(weak_components(&chain, &over), Err(limit));
    assert_eq!(cuts(&chain, &over), Err(limit));
}

#[test]
fn nothing_and_no_ties_are_fine() {
    for n_nodes in [0, 1, 3] {
        let lonely = undirected(n_nodes, []);
        let alone: Vec<u32> = (0..n_nodes).collect();
        assert_eq!(found_by_leiden(&lonely, 1.0), alone);
        assert_eq!(louvain(&lonely, 1.0, 1, &budget()).unwrap(), alone);
        assert_eq!(label_propagation(&lonely, 1, 9, &budget()).unwrap(), Some(alone.clone()));
        assert_eq!(weak_components(&lonely, &budget()).unwrap(), alone);
        assert!(near(modularity(&lonely, &alone, 1.0), 0.0));
    }
    // A weight that is no positive number ties nothing.
    let odd = ProjectionSpec::default().weight(|_| f64::NAN).build(&graph(2, [(0, 1)]));
    assert_eq!(found_by_leiden(&odd, 1.0), [0, 1]);
}

/// A small multigraph with loops and weights, read one way or both.
#[derive(Debug, Clone)]
struct Small {
    n_nodes: u32,
    edges: Vec<(u32, u32, u8)>,
    direction: Direction,
}

fn small() -> impl Strategy<Value = Small> {
    (1..12_u32).prop_flat_map(|n_nodes| {
        let edges = prop::collection::vec((0..n_nodes, 0..n_nodes, 1..5_u8), 0..24);
        let direction =
            prop_oneof![Just(Direction::Both), Just(Direction::Outgoing), Just(Direction::Incoming)];
        (edges, direction).prop_map(move |(edges, direction)| Small { n_nodes, edges, direction })
    })
}

impl Small {
    fn projection(&self) -> Projection {
        self.without(usize::MAX)
    }

    /// The graph without the edge at a position.
    fn without(&self, position: usize) -> Projection {
        let graph = graph(self.n_nodes, self.edges.iter().map(|(from, to, _)| (*from, *to)));
        let spec = ProjectionSpec::default().direction(self.direction);
        let spec = spec.edges(|edge| edge.index() != position);
        spec.weight(|edge| f64::from(self.edges[edge.index()].2)).build(&graph)
    }

    fn reaches(&self, from: u32, way: Direction, barred: Option<u32>) -> BTreeSet<u32> {
        let mut seen = BTreeSet::from([from]);
        loop {
            let mut next = seen.clone();
            for (source, target, _) in &self.edges {
                let steps = [(source, target, Direction::Incoming), (target, source, Direction::Outgoing)];
                for (here, there, opposite) in steps {
                    if way != opposite && seen.contains(here) && Some(*there) != barred {
                        next.insert(*there);
                    }
                }
            }
            if next == seen {
                return seen;
            }
            seen = next;
        }
    }

    /// Modularity by its definition, over all pairs of nodes.
    fn modularity(&self, groups: &[u32], resolution: f64) -> f64 {
        let n = self.n_nodes as usize;
        let mut matrix = vec![vec![0.0; n]; n];
        for &(from, to, weight) in &self.edges {
            matrix[from as usize][to as usize] += f64::from(weight);
            if self.direction == Direction::Both {
                matrix[to as usize][from as usize] += f64::from(weight);
            }
        }
        let out = |node: usize| matrix[node].iter().sum::<f64>();
        let into = |node: usize| matrix.iter().map(|row| row[node]).sum::<f64>();
        let all: f64 = (0..n).map(out).sum();
        let pairs = (0..n).flat_map(|a| (0..n).map(move |b| (a, b)));
        let inside = pairs.filter(|(a, b)| groups[*a] == groups[*b]);
        let sum: f64 = inside.map(|(a, b)| matrix[a][b] - resolution * out(a) * into(b) / all).sum();
        if all > 0.0 { sum / all } else { 0.0 }
    }
}

/// Says whether groups are numbered as promised: by size, then by lowest node, without gaps.
fn is_numbered(groups: &[u32]) -> bool {
    let n_groups = n_groups(groups);
    let key = |group: usize| {
        let members: Vec<usize> = (0..groups.len()).filter(|node| groups[*node] as usize == group).collect();
        (std::cmp::Reverse(members.len()), members.first().copied())
    };
    let keys: Vec<_> = (0..n_groups).map(key).collect();
    keys.iter().all(|(size, _)| size.0 > 0) && keys.is_sorted()
}

proptest! {
    #![proptest_config(program::cases(400))]

    #[test]
    fn modularity_is_what_its_definition_says(
        small in small(),
        groups in prop::collection::vec(0..4_u32, 12),
        resolution in 0.0..3.0_f64,
    ) {
        let found = modularity(&small.projection(), &groups, resolution);
        prop_assert!((found - small.modularity(&groups, resolution)).abs() < 1e-12);
    }

    #[test]
    fn communities_are_connected_numbered_and_better_than_none(
        small in small(),
        seed in 0..50_u64,
        resolution in 0.0..3.0_f64,
    ) {
        let projection = small.projection();
        let alone: Vec<u32> = (0..small.n_nodes).collect();
        let least = modularity(&projection, &alone, resolution) - 1e-9;
        let by_leiden = leiden(&projection, Search { resolution, seed, iterations: 10 }, &budget()).unwrap();
        let by_louvain = louvain(&projection, resolution, seed, &budget()).unwrap();
        let by_labels = label_propagation(&projection, seed, 1000, &budget()).unwrap().unwrap();
        for groups in [&by_leiden, &by_louvain] {
            prop_assert!(modularity(&projection, groups, resolution) >= least, "{groups:?}");
        }
        for groups in [&by_leiden, &by_louvain, &by_labels] {
            prop_assert!(is_numbered(groups), "{groups:?}");
        }
        for groups in [&by_leiden, &by_labels] {
            let inside = Small {
                edges: small.edges.iter().copied().filter(|(from, to, _)| groups[*from as usize] == groups[*to as usize]).collect(),
                ..small.clone()
            };
            prop_assert_eq!(&weak_components(&inside.projection(), &budget()).unwrap(), groups);
        }
        prop_assert_eq!(leiden(&projection, Search { resolution, seed, iterations: 10 }, &budget()).unwrap(), by_leiden);
    }

    #[test]
    fn no_node_would_rather_be_elsewhere(small in small(), seed in 0..50_u64) {
        let projection = small.projection();
        let groups = leiden(&projection, Search { resolution: 1.0, seed, iterations: 1000 }, &budget()).unwrap();
        let found = modularity(&projection, &groups, 1.0);
        for node in 0..groups.len() {
            for other in 0..small.n_nodes {
                let mut moved = groups.clone();
                moved[node] = other;
                prop_assert!(modularity(&projection, &moved, 1.0) <= found + 1e-9, "{node} to {other} of {groups:?}");
            }
        }
    }

    #[test]
    fn components_are_what_can_be_reached(small in small()) {
        let projection = small.projection();
        let (weak, strong) = (weak_components(&projection, &budget()).unwrap(), strong_components(&projection, &budget()).unwrap());
        prop_assert!(is_numbered(&weak) && is_numbered(&strong));
        for a in 0..small.n_nodes {
            let around = small.reaches(a, Direction::Both, None);
            let after = small.reaches(a, small.direction, None);
            for b in 0..small.n_nodes {
                prop_assert_eq!(weak[a as usize] == weak[b as usize], around.contains(&b));
                let both = after.contains(&b) && small.reaches(b, small.direction, None).contains(&a);
                prop_assert_eq!(strong[a as usize] == strong[b as usize], both);
            }
        }
    }

    #[test]
    fn cuts_part_what_was_connected(small in small()) {
        let projection = small.projection();
        let cuts = cuts(&projection, &budget()).unwrap();
        let n_components = n_groups(&weak_components(&projection, &budget()).unwrap());
        let bridges: BTreeSet<usize> = cuts.bridges.iter().map(|bridge| bridge.edge.index()).collect();
        for edge in 0..small.edges.len() {
            let apart = weak_components(&small.without(edge), &budget()).unwrap();
            prop_assert_eq!(n_groups(&apart) > n_components, bridges.contains(&edge));
            if let Some(bridge) = cuts.bridges.iter().find(|bridge| bridge.edge.index() == edge) {
                for (end, n_nodes) in [bridge.near, bridge.far] {
                    prop_assert_eq!(apart.iter().filter(|group| **group == apart[end as usize]).count(), n_nodes);
                }
            }
        }
        for node in 0..small.n_nodes {
            let whole = small.reaches(node, Direction::Both, None);
            let mut left: BTreeSet<u32> = whole.iter().copied().filter(|other| *other != node).collect();
            let mut parts = Vec::new();
            while let Some(first) = left.first().copied() {
                let part = small.reaches(first, Direction::Both, Some(node));
                left.retain(|other| !part.contains(other));
                parts.push(part.len());
            }
            parts.sort_unstable_by(|a, b| b.cmp(a));
            let found = cuts.points.iter().find(|point| point.node == node).map(|point| point.parts.clone());
            prop_assert_eq!(found, (parts.len() > 1).then_some(parts));
        }
    }
}
