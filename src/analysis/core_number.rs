//! Core number: how deep in the dense part of the graph a node lies.

use std::sync::atomic::{AtomicU32, Ordering};

use super::catalog::{AnalysisError, Answer, Settings};
use super::neighbors::Neighbors;
use super::{Budget, LimitReached, parallel};
use crate::graph::{Direction, Projection, Topology};

/// Runs [`core_numbers`].
pub(super) fn run(projection: &Projection, _: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    let numbers = core_numbers(projection, budget)?;
    Ok(Answer::NodeScores(numbers.into_iter().map(f64::from).collect()))
}

/// Returns the core number of each node, by dense index: the greatest `k` so that the node is in a part of the graph in
/// which every node has `k` neighbours.
///
/// On the simple graph underneath: loops, parallel edges and weights do not count. In a directed projection a
/// neighbour counts twice if edges lead both ways. Cost `O(n + m)`, and on several threads `O(n)` more for each number
/// that is one's; memory 12 bytes a node. A node's number does not depend on who takes it away, or when.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Batagelj, Zaveršnik 2003, "An O(m) algorithm for cores decomposition of networks", arXiv:cs/0310049; on several
/// threads Kabir, Madduri 2017, "Parallel k-core decomposition on multicore platforms", IPDPS workshops (PKC).
pub fn core_numbers(projection: &Projection, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let out = Neighbors::of(projection.outgoing(), budget)?;
    let into = match projection.direction() {
        Direction::Both => None,
        _ => Some(Neighbors::of(projection.incoming(), budget)?),
    };
    let degrees =
        |rows: Topology<'_>| rows.offsets.windows(2).map(|ends| ends[1] - ends[0]).collect::<Vec<_>>();
    let Some(into) = into else {
        let rows = out.topology();
        return numbers(degrees(rows), rows.n_arcs(), |node| rows.of(node).iter(), budget);
    };
    let (out, into) = (out.topology(), into.topology());
    let both = degrees(out).into_iter().zip(degrees(into)).map(|(out, into)| out + into).collect();
    let n_arcs = out.n_arcs() + into.n_arcs();
    numbers(both, n_arcs, |node| out.of(node).iter().chain(into.of(node)), budget)
}

/// Below so many arcs a second thread costs more than it does.
const ENOUGH_FOR_THREADS: usize = 1 << 18;

/// Nodes that a thread looks at together.
const CHUNK: usize = 1 << 12;

/// Nodes that a thread is given to take away together.
const FEW: usize = 128;

/// Nodes that a thread takes away before it shares what is left to do.
const MANY: usize = 1 << 12;

fn numbers<'r, I: Iterator<Item = &'r u32>>(
    degrees: Vec<u32>,
    n_arcs: usize,
    neighbors: impl Fn(u32) -> I + Sync,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    if budget.n_threads() < 2 || n_arcs < ENOUGH_FOR_THREADS {
        return peeled(degrees, neighbors, budget);
    }
    peeled_together(degrees, neighbors, budget)
}

/// As [`peeled`], on several threads: all nodes that are due at a number are taken away before the next.
fn peeled_together<'r, I: Iterator<Item = &'r u32>>(
    left: Vec<u32>,
    neighbors: impl Fn(u32) -> I + Sync,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut kept: Vec<u32> = (0..).take(left.len()).collect();
    let left: Vec<AtomicU32> = left.into_iter().map(AtomicU32::new).collect();
    let mut core = 0;
    while !kept.is_empty() {
        let on = budget.threads_if(kept.len() > CHUNK);
        let sorted = parallel::ranges(kept.len(), CHUNK, &on, |range| Ok(sort(&kept[range], &left, core)))?;
        kept = sorted.iter().flat_map(|part| &part.kept).copied().collect();
        let mut due: Vec<u32> = sorted.iter().flat_map(|part| &part.due).copied().collect();
        if due.is_empty() {
            core = sorted.iter().map(|part| part.least).min().unwrap_or(u32::MAX);
            continue;
        }
        while !due.is_empty() {
            let on = budget.threads_if(due.len() > FEW);
            let rest = parallel::ranges(due.len(), FEW, &on, |range| {
                Ok(take_away(due[range].to_vec(), &left, core, &neighbors))
            })?;
            due = rest.concat();
        }
        core += 1;
    }
    Ok(left.into_iter().map(AtomicU32::into_inner).collect())
}

/// What becomes of nodes at a number.
struct Sorted {
    due: Vec<u32>,
    kept: Vec<u32>,
    /// The fewest neighbours that one of those kept has.
    least: u32,
}

fn sort(nodes: &[u32], left: &[AtomicU32], core: u32) -> Sorted {
    let mut sorted = Sorted { due: Vec::new(), kept: Vec::with_capacity(nodes.len()), least: u32::MAX };
    for node in nodes {
        let own = left[*node as usize].load(Ordering::Relaxed);
        if own > core {
            sorted.kept.push(*node);
            sorted.least = sorted.least.min(own);
        } else if own == core {
            sorted.due.push(*node);
        }
    }
    sorted
}

/// Takes nodes away, and those that have too few neighbours then; returns what it leaves to others.
fn take_away<'r, I: Iterator<Item = &'r u32>>(
    mut due: Vec<u32>,
    left: &[AtomicU32],
    core: u32,
    neighbors: impl Fn(u32) -> I,
) -> Vec<u32> {
    let mut n_taken = 0;
    while let Some(node) = due.pop() {
        for neighbor in neighbors(node) {
            let slot = &left[*neighbor as usize];
            let fewer = |own: u32| (own > core).then(|| own - 1);
            // Only one takes away the last neighbour too many.
            if slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer) == Ok(core + 1) {
                due.push(*neighbor);
            }
        }
        n_taken += 1;
        if n_taken >= MANY {
            break;
        }
    }
    due
}

/// On one thread, takes nodes of too few neighbours away, again and again; `left` has how many neighbours each has left, and in the
/// end its core number.
fn peeled<'r, I: Iterator<Item = &'r u32>>(
    mut left: Vec<u32>,
    neighbors: impl Fn(u32) -> I,
    budget: &Budget,
) -> Result<Vec<u32>, LimitReached> {
    let mut kept: Vec<u32> = (0..).take(left.len()).collect();
    // Nodes to take away, and room for one that is not.
    let mut due = vec![0; left.len() + 1];
    let mut core = 0;
    while !kept.is_empty() {
        let (mut n_due, mut least) = (0, u32::MAX);
        kept.retain(|node| {
            let own = left[*node as usize];
            due[n_due] = *node;
            n_due += usize::from(own == core);
            least = if own > core { least.min(own) } else { least };
            own > core
        });
        if n_due == 0 {
            core = least;
            continue;
        }
        let mut at = 0;
        while at < n_due {
            budget.step(at)?;
            for neighbor in neighbors(due[at]) {
                let slot = &mut left[*neighbor as usize];
                due[n_due] = *neighbor;
                n_due += usize::from(*slot == core + 1);
                *slot -= u32::from(*slot > core);
            }
            at += 1;
        }
        core += 1;
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::random::SplitMix64;
    use crate::analysis::samples::{Sample, barbell, budget, clique, cycle, grid, on_threads, path, small, star};
    use crate::analysis::simple::{Parallel, SimpleGraph};

    fn cores(projection: &Projection) -> Vec<u32> {
        core_numbers(projection, &budget()).expect("in time")
    }

    #[test]
    fn closed_forms() {
        assert_eq!(cores(&clique(5).undirected()), [4; 5]);
        assert_eq!(cores(&cycle(5).undirected()), [2; 5]);
        assert_eq!(cores(&path(3).undirected()), [1; 3]);
        assert_eq!(cores(&star(4).undirected()), [1; 4]);
        assert_eq!(cores(&grid(3, 3).undirected()), [2; 9]);
        assert_eq!(cores(&barbell(4).undirected()), [3; 8]);
        assert_eq!(cores(&path(1).undirected()), [0]);
    }

    #[test]
    fn loops_and_parallel_edges_do_not_count_and_both_ways_count_twice() {
        let mut sample = path(2);
        sample.edges.extend([(0, 1, 1), (0, 0, 1)]);
        assert_eq!(cores(&sample.undirected()), [1; 2]);
        sample.edges.push((1, 0, 1));
        assert_eq!(cores(&sample.undirected()), [1; 2]);
        assert_eq!(cores(&sample.directed()), [2; 2]);
    }

    #[test]
    fn any_number_of_threads_peels_the_same() {
        let mut random = SplitMix64::new(11);
        let mut node = |n_nodes: usize| u32::try_from(random.below(n_nodes)).expect("small");
        let n_nodes = 20_000;
        // Hubs are met more often.
        let edges = (0..ENOUGH_FOR_THREADS).map(|_| {
            let shift = node(8);
            (node(n_nodes >> shift), node(n_nodes), 1)
        });
        let edges = edges.collect();
        let sample = Sample { n_nodes: 20_000, edges };
        for projection in [sample.undirected(), sample.directed()] {
            let on = |n_threads| core_numbers(&projection, &on_threads(n_threads)).expect("in time");
            let one = on(1);
            assert!(one.iter().max() > Some(&10));
            assert_eq!((&one, &one), (&on(2), &on(8)));
        }
    }

    proptest! {
        #[test]
        fn threads_peel_as_one_does(sample in small(30)) {
            let projection = sample.undirected();
            let rows = Neighbors::of(projection.outgoing(), &budget()).expect("in time");
            let rows = rows.topology();
            let degrees = (0..sample.n_nodes).map(|node| rows.degree(node)).collect();
            let found = peeled_together(degrees, |node| rows.of(node).iter(), &on_threads(2));
            prop_assert_eq!(found.as_ref(), Ok(&cores(&projection)));
        }

        /// By the definition: strip nodes of too few neighbours until none is left to strip.
        #[test]
        fn cores_are_what_stripping_leaves(sample in small(12)) {
            let projection = sample.undirected();
            let graph = SimpleGraph::outgoing(&projection, Parallel::Least);
            let found = cores(&projection);
            for core in 1..=12 {
                let mut kept: Vec<bool> = vec![true; found.len()];
                while let Some(node) = (0_u32..).take(found.len()).find(|node| {
                    let neighbors = graph.targets(*node).iter().filter(|target| kept[**target as usize]);
                    kept[*node as usize] && neighbors.count() < core
                }) {
                    kept[node as usize] = false;
                }
                let expected: Vec<bool> = found.iter().map(|found| *found as usize >= core).collect();
                prop_assert_eq!(kept, expected);
            }
        }
    }
}
