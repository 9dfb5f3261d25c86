//! PageRank: where a random walk is found.
#![expect(clippy::inline_always, reason = "what is not inlined is compiled for narrow vectors")]

use std::ops::Range;

use super::catalog::{AnalysisError, Answer, Settings};
use super::flow::{Inflow, is_positive, lanes, share_out};
use super::iteration::Iteration;
use super::parallel::{self, cut};
use super::vectors::vectorized;
use super::{Budget, LimitReached};
use crate::graph::{Direction, Projection, Weights};

/// Where the walk goes on after a jump, and where it starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Restart<'a> {
    /// At any node, each as likely.
    Anywhere,
    /// At one of these nodes, given by dense index; each as likely, twice so where it is listed twice.
    Nodes(&'a [u32]),
    /// At a node in proportion to its share, given for each dense index; shares below 0 count as 0.
    Shares(&'a [f64]),
}

/// Runs [`pagerank`] with the settings of the catalogue.
pub(super) fn run(
    projection: &Projection,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let damping = settings.number("damping");
    let starts = settings.starts();
    let restart = if starts.is_empty() { Restart::Anywhere } else { Restart::Nodes(starts) };
    pagerank(projection, damping, restart, Iteration::of(settings), budget).map(Answer::NodeScores)
}

/// Returns the PageRank of each node, by dense index; the sum is 1.
///
/// With the probability `damping`, 0 to 1, the walk goes on along an arc, chosen in proportion to its weight, else it
/// jumps, as `restart` says: to any node, or to those to which the ranks are to be personal. Parallel edges add up, a
/// loop of an undirected projection is one arc. From a node without arcs, or with none of positive weight, the walk
/// always jumps. Nothing for an empty projection; where no node of a restart has a share, it is anywhere.
///
/// The ranks are those that a further step of the walk changes by no more than the tolerance, on average, and no rank
/// by more than a ten-millionth of what even jumps give a node where the graph is undirected. An undirected graph is solved by conjugate gradients,
/// which takes a fifth to two thirds of the steps of a walk; a directed one, or one with a weight below 0, is walked.
/// Cost `O(n + m)` a step, divided over the threads of the budget; memory 4 bytes an arc, 8 more with weights, and some
/// 60 a node.
///
/// # Errors
/// [`AnalysisError::NoConvergence`] after the last step, [`AnalysisError::Limit`] past the deadline.
///
/// # Source
/// Page, Brin, Motwani, Winograd 1999, "The PageRank citation ranking"; dangling nodes as in Langville, Meyer 2006;
/// conjugate gradients: Hestenes, Stiefel 1952.
pub fn pagerank(
    projection: &Projection,
    damping: f64,
    restart: Restart<'_>,
    iteration: Iteration,
    budget: &Budget,
) -> Result<Vec<f64>, AnalysisError> {
    if projection.n_nodes() == 0 {
        return Ok(Vec::new());
    }
    let walk = Walk::new(projection, damping, restart, budget)?;
    if walk.is_symmetric { walk.solved(iteration, budget) } else { walk.settled(iteration, budget) }
}

/// How little, of the least rank that a jump gives, a step may change a rank in a solution.
const LEAST_CHANGE: f64 = 1e-7;

/// Returns the PageRank of each node after so many steps of all at once, each node starting with an equal share: what
/// [`pagerank`] tends to, as LDBC Graphalytics defines it. Ties, loops, cost and memory as there.
///
/// # Errors
/// [`AnalysisError::Limit`] past the deadline.
///
/// # Source
/// Iosup et al. 2020, "The LDBC Graphalytics Benchmark", arXiv:2011.15028, section 2.3.3.
pub fn pagerank_after(
    projection: &Projection,
    damping: f64,
    n_steps: usize,
    budget: &Budget,
) -> Result<Vec<f64>, AnalysisError> {
    if projection.n_nodes() == 0 {
        return Ok(Vec::new());
    }
    let walk = Walk::new(projection, damping, Restart::Anywhere, budget)?;
    let mut handed_on = walk.start();
    let mut next = handed_on.clone();
    for _ in 0..n_steps {
        walk.step(&handed_on, &mut next, budget, |_, _| ())?;
        std::mem::swap(&mut handed_on, &mut next);
    }
    Ok(walk.ranks(handed_on))
}

/// A walk over a graph; all lists are by rank in the layout.
struct Walk {
    inflow: Inflow,
    damping: f64,
    jump: Jump,
    /// By what a node divides its rank among its arcs; 1 where no arc takes any.
    strength: Vec<f64>,
    /// The inverse.
    share: Vec<f64>,
    /// Nodes from which the walk always jumps.
    stuck: Vec<u32>,
    /// Whether what flows from a node to another flows back as well, none of it negative.
    is_symmetric: bool,
}

/// How likely a jump leads to a node.
enum Jump {
    Even(f64),
    Shares(Vec<f64>),
}

impl Walk {
    fn new(
        projection: &Projection,
        damping: f64,
        restart: Restart<'_>,
        budget: &Budget,
    ) -> Result<Walk, LimitReached> {
        let inflow = Inflow::new(projection, budget)?;
        let mut strength = strengths(projection, inflow.order(), budget);
        let mut stuck = Vec::new();
        for (rank, strength) in (0..).zip(&mut strength) {
            if strength.is_nan() || *strength <= 0.0 {
                *strength = 1.0;
                stuck.push(rank);
            }
        }
        let is_symmetric = projection.direction() == Direction::Both && is_positive(projection.weights());
        let share = parallel::list(strength.len(), budget, |rank| 1.0 / strength[rank]);
        let jump = Jump::new(&inflow, projection.n_nodes(), restart);
        Ok(Walk { inflow, damping, jump, strength, share, stuck, is_symmetric })
    }

    /// Returns what each arc of each node hands on in the first step.
    fn start(&self) -> Vec<f64> {
        match &self.jump {
            Jump::Even(even) => self.share.iter().map(|share| even * share).collect(),
            Jump::Shares(own) => own.iter().zip(&self.share).map(|(own, share)| own * share).collect(),
        }
    }

    /// Takes a step of all walkers: from what arcs handed on to what they hand on next. `look` is given parts of it and
    /// their ranks; what it returns comes in their order.
    fn step<R: Send>(
        &self,
        handed_on: &[f64],
        next: &mut [f64],
        budget: &Budget,
        look: impl Fn(Range<usize>, &[f64]) -> R + Sync,
    ) -> Result<Vec<R>, LimitReached> {
        let stuck: f64 = self.stuck.iter().map(|rank| handed_on[*rank as usize]).sum();
        let jumping = 1.0 - self.damping + self.damping * stuck;
        match &self.jump {
            Jump::Even(even) => self.inflow.pull(handed_on, next, budget, |ranks, sums| {
                for (slot, share) in sums.iter_mut().zip(&self.share[ranks.clone()]) {
                    *slot = (jumping * even + self.damping * *slot) * share;
                }
                look(ranks, sums)
            }),
            Jump::Shares(own) => self.inflow.pull(handed_on, next, budget, |ranks, sums| {
                let shares = self.share[ranks.clone()].iter().zip(&own[ranks.clone()]);
                for (slot, (share, own)) in sums.iter_mut().zip(shares) {
                    *slot = (jumping * own + self.damping * *slot) * share;
                }
                look(ranks, sums)
            }),
        }
    }

    /// Returns the ranks by dense index.
    fn ranks(&self, mut handed_on: Vec<f64>) -> Vec<f64> {
        for (slot, strength) in handed_on.iter_mut().zip(&self.strength) {
            *slot *= strength;
        }
        self.inflow.by_node(&handed_on)
    }

    /// Walks until little changes.
    fn settled(&self, iteration: Iteration, budget: &Budget) -> Result<Vec<f64>, AnalysisError> {
        let mut handed_on = self.start();
        let mut next = handed_on.clone();
        iteration.settle(handed_on.len(), || {
            let changes = self.step(&handed_on, &mut next, budget, |ranks, new| {
                let old = handed_on[ranks.clone()].iter().zip(&self.strength[ranks]);
                lanes(new.iter().zip(old).map(|(new, (old, strength))| (new - old).abs() * strength))
            })?;
            std::mem::swap(&mut handed_on, &mut next);
            Ok(changes.iter().sum())
        })?;
        Ok(self.ranks(handed_on))
    }

    /// Solves for what the walk tends to: `(S - d A) h = (1 - d) j` for what arcs hand on, with strengths `S`, arcs `A`
    /// and jumps `j`. What stuck nodes hand back to jumps makes all greater alike, so it is left out and the sum made 1.
    fn solved(&self, iteration: Iteration, budget: &Budget) -> Result<Vec<f64>, AnalysisError> {
        let n_nodes = self.share.len();
        let (mut gradient, mass) = self.first_gradient();
        let mut state = Descent::new(self, &gradient);
        let mut sums = vec![0.0; n_nodes];
        let least = LEAST_CHANGE * (1.0 - self.damping) / n_nodes as f64;
        if state.most > least || state.change > iteration.tolerance * n_nodes as f64 * mass {
            iteration.settle(n_nodes, || {
                let parts = self.inflow.pull(&state.direction, &mut sums, budget, |ranks, sums| {
                    let own = &state.direction[ranks.clone()];
                    for ((slot, own), strength) in sums.iter_mut().zip(own).zip(&self.strength[ranks]) {
                        *slot = strength * own - self.damping * *slot;
                    }
                    lanes(sums.iter().zip(own).map(|(sum, own)| sum * own))
                })?;
                state.step(self, &mut gradient, &sums, parts.iter().sum(), budget);
                Ok(if state.most > least { f64::INFINITY } else { state.change / mass })
            })?;
        }
        let mut ranks = self.ranks(state.handed_on);
        share_out(&mut ranks);
        Ok(ranks)
    }

    /// Returns what is wrong with an even start, and the sum of the solution.
    fn first_gradient(&self) -> (Vec<f64>, f64) {
        let even = 1.0 / self.strength.iter().sum::<f64>();
        let jumps = |rank: usize| match &self.jump {
            Jump::Even(even) => (1.0 - self.damping) * even,
            Jump::Shares(own) => (1.0 - self.damping) * own[rank],
        };
        let kept = 1.0 - self.damping;
        let mut gradient: Vec<f64> = self
            .strength
            .iter()
            .enumerate()
            .map(|(rank, strength)| jumps(rank) - kept * even * strength)
            .collect();
        let mut stuck = 0.0;
        for rank in &self.stuck {
            gradient[*rank as usize] = jumps(*rank as usize) - even;
            stuck += jumps(*rank as usize);
        }
        (gradient, (kept - stuck) / kept + stuck)
    }
}

/// Where conjugate gradients are.
struct Descent {
    handed_on: Vec<f64>,
    direction: Vec<f64>,
    /// The length of the gradient, in the measure of the strengths.
    length: f64,
    /// By how much a step of the walk would change all ranks, and the one most changed.
    change: f64,
    most: f64,
}

impl Descent {
    fn new(walk: &Walk, gradient: &[f64]) -> Descent {
        let even = 1.0 / walk.strength.iter().sum::<f64>();
        let direction: Vec<f64> = gradient.iter().zip(&walk.share).map(|(own, share)| own * share).collect();
        let length = lanes(gradient.iter().zip(&direction).map(|(own, direction)| own * direction));
        let change = lanes(gradient.iter().map(|own| own.abs()));
        let most = gradient.iter().fold(0.0, |most: f64, own| most.max(own.abs()));
        Descent { handed_on: vec![even; gradient.len()], direction, length, change, most }
    }

    /// Goes to the lowest point in the direction, whose product is `sums`, and turns to the next.
    fn step(&mut self, walk: &Walk, gradient: &mut [f64], sums: &[f64], bend: f64, budget: &Budget) {
        let far = if bend > 0.0 { self.length / bend } else { 0.0 };
        let before = self.length;
        let direction = &self.direction;
        let pieces = cut(&mut self.handed_on).zip(cut(gradient));
        let found = parallel::pieces(pieces, budget, |begin, (handed_on, gradient)| {
            let own = begin..begin + gradient.len();
            let along = (&direction[own.clone()], &sums[own.clone()], &walk.share[own]);
            vectorized(|| gone(handed_on, gradient, along, far))
        });
        (self.change, self.length, self.most) = found.into_iter().fold((0.0, 0.0, 0.0), |all, own| {
            (all.0 + own.0, all.1 + own.1, f64::max(all.2, own.2))
        });
        let turn = if before > 0.0 { self.length / before } else { 0.0 };
        let gradient = &*gradient;
        parallel::pieces(cut(&mut self.direction), budget, |begin, direction| {
            let own = begin..begin + direction.len();
            let steepest = gradient[own.clone()].iter().zip(&walk.share[own]);
            for (slot, (own, share)) in direction.iter_mut().zip(steepest) {
                *slot = own * share + turn * *slot;
            }
        });
    }
}

/// Goes so far along a direction, whose product and shares are given with it; returns by how much the ranks would still
/// change, the length of the gradient, and the greatest change.
#[inline(always)]
fn gone(
    handed_on: &mut [f64],
    gradient: &mut [f64],
    (direction, sums, shares): (&[f64], &[f64], &[f64]),
    far: f64,
) -> (f64, f64, f64) {
    for (slot, direction) in handed_on.iter_mut().zip(direction) {
        *slot += far * direction;
    }
    for (slot, sum) in gradient.iter_mut().zip(sums) {
        *slot -= far * sum;
    }
    let change = lanes(gradient.iter().map(|own| own.abs()));
    let length = lanes(gradient.iter().zip(shares).map(|(own, share)| own * own * share));
    let most = gradient.iter().fold(0.0, |most: f64, own| most.max(own.abs()));
    (change, length, most)
}

impl Jump {
    fn new(inflow: &Inflow, n_nodes: usize, restart: Restart<'_>) -> Jump {
        let mut shares = vec![0.0; n_nodes];
        match restart {
            Restart::Anywhere => {}
            Restart::Nodes(nodes) => nodes
                .iter()
                .filter(|node| (**node as usize) < n_nodes)
                .for_each(|node| shares[*node as usize] += 1.0),
            Restart::Shares(own) => shares.iter_mut().zip(own).for_each(|(slot, own)| *slot = own.max(0.0)),
        }
        let sum: f64 = shares.iter().sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return Jump::Even(1.0 / n_nodes as f64);
        }
        Jump::Shares(inflow.by_rank(&shares).into_iter().map(|share| share / sum).collect())
    }
}

/// Returns the sum of the weights of the arcs that lead away from each node.
fn strengths(projection: &Projection, order: &[u32], budget: &Budget) -> Vec<f64> {
    let topology = projection.outgoing();
    parallel::list(order.len(), budget, |rank| match projection.weights() {
        Weights::Unit => f64::from(topology.degree(order[rank])),
        weights => topology.range(order[rank]).map(|at| weights.at(at)).sum(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{
        assert_close, barbell, budget, clique, cycle, on_threads, path, small, star,
    };

    const TIGHT: Iteration = Iteration { iterations: 10_000, tolerance: 1e-14 };

    fn rank(projection: &Projection) -> Vec<f64> {
        pagerank(projection, 0.85, Restart::Anywhere, TIGHT, &budget()).expect("it settles")
    }

    #[test]
    fn closed_forms() {
        assert_close(&rank(&clique(4).undirected()), &[0.25; 4]);
        assert_close(&rank(&cycle(5).directed()), &[0.2; 5]);
        // The hub of a star has all that its n - 1 leaves hand on: r = j + d (1 - r), j = (1 - d) / n.
        let hub = (0.15 / 5.0 + 0.85) / 1.85;
        assert_close(&rank(&star(5).undirected())[..1], &[hub]);
        // 0 → 1, and 1 is stuck: r0 = j + d r1 / 2, r1 = r0 + d r0.
        let first = 1.0 / 2.85;
        assert_close(&rank(&path(2).directed()), &[first, 1.85 * first]);
    }

    #[test]
    fn too_few_steps_are_an_error() {
        let few = Iteration { iterations: 2, tolerance: 1e-14 };
        let outcome = pagerank(&star(5).directed(), 0.85, Restart::Anywhere, few, &budget());
        assert!(matches!(outcome, Err(AnalysisError::NoConvergence { iterations: 2, .. })));
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes_on_a_large_graph() {
        let mut random = crate::analysis::random::SplitMix64::new(5);
        let mut sample = path(40_000);
        for _ in 0..100_000 {
            let mut end = || u32::try_from(random.below(40_000)).unwrap_or(0);
            sample.edges.push((end(), end(), 1));
        }
        for projection in [sample.directed(), sample.undirected_weighted()] {
            let loose = Iteration { iterations: 100, tolerance: 1e-8 };
            let on = |n_threads| {
                pagerank(&projection, 0.85, Restart::Anywhere, loose, &on_threads(n_threads))
                    .expect("it settles")
            };
            let bits = |ranks: Vec<f64>| ranks.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            assert_eq!(bits(on(1)), bits(on(2)));
            assert_eq!(bits(on(1)), bits(on(8)));
        }
    }

    /// Takes steps by the definition, with jumps in proportion to `shares`.
    fn walked(projection: &Projection, shares: &[f64], n_steps: usize) -> Vec<f64> {
        let nodes = || (0_u32..).take(projection.n_nodes());
        let sum: f64 = shares.iter().sum();
        let mut ranks: Vec<f64> = shares.iter().map(|share| share / sum).collect();
        for _ in 0..n_steps {
            let mut next = vec![0.0; ranks.len()];
            let mut jumping = 0.15;
            for node in nodes() {
                let strength: f64 = projection.arcs(node).map(|arc| arc.weight).sum();
                let own = 0.85 * ranks[node as usize];
                jumping += if strength > 0.0 { 0.0 } else { own };
                for arc in projection.arcs(node) {
                    next[arc.target as usize] += own * arc.weight / strength;
                }
            }
            ranks = next.iter().zip(shares).map(|(flow, share)| flow + jumping * share / sum).collect();
        }
        ranks
    }

    #[test]
    fn long_rows_are_added_up_like_short_ones() {
        let mut sample = star(1_000);
        sample.edges.extend((1..1_000).map(|node| (node, 0, 3)));
        for projection in sample.projections() {
            let expected = walked(&projection, &[1.0; 1_000], 300);
            assert_close(&rank(&projection), &expected);
        }
    }

    #[test]
    fn ranks_are_personal() {
        let sample = barbell(4);
        for projection in sample.projections() {
            let of = |restart| pagerank(&projection, 0.85, restart, TIGHT, &budget()).expect("it settles");
            let mut shares = [0.0; 8];
            shares[1] = 1.0;
            assert_close(&of(Restart::Nodes(&[1])), &walked(&projection, &shares, 300));
            shares[6] = 3.0;
            assert_close(&of(Restart::Shares(&shares)), &walked(&projection, &shares, 300));
            assert_close(&of(Restart::Nodes(&[6, 1, 6, 6])), &walked(&projection, &shares, 300));
            assert_close(&of(Restart::Nodes(&[])), &of(Restart::Anywhere));
        }
    }

    proptest! {
        #[test]
        fn steps_are_as_defined(sample in small(12), n_steps in 0..6_usize) {
            for projection in sample.projections() {
                let shares = vec![1.0; sample.n_nodes as usize];
                let found = pagerank_after(&projection, 0.85, n_steps, &budget()).expect("in time");
                assert_close(&found, &walked(&projection, &shares, n_steps));
                assert_close(&rank(&projection), &walked(&projection, &shares, 300));
            }
        }

        #[test]
        fn the_sum_is_1_and_nobody_has_nothing(sample in small(12)) {
            for projection in sample.projections() {
                let ranks = rank(&projection);
                prop_assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                prop_assert!(ranks.iter().all(|rank| *rank >= 0.15 / f64::from(sample.n_nodes) - 1e-12));
            }
        }

        #[test]
        fn names_do_not_matter(sample in small(12), seed in 0_u64..99) {
            let (other, place) = sample.relabelled(seed);
            for (own, other) in sample.projections().iter().zip(other.projections()) {
                let (own, other) = (rank(own), rank(&other));
                for (node, score) in own.iter().enumerate() {
                    prop_assert!((score - other[place[node]]).abs() < 1e-9);
                }
            }
        }
    }
}
