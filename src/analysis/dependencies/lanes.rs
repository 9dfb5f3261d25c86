//! The search of Brandes from 16 sources at once, a lane of a vector each.

use crate::analysis::hop_rows::HopRows;
use crate::analysis::vectors::{Work, vectorized_work};
use crate::analysis::{Budget, LimitReached};
use crate::graph::Topology;

/// How many searches go on together.
pub(super) const LANES: usize = 16;

/// A search for each bit.
type Mask = u16;

/// A number for each search.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Numbers([[f64; 8]; LANES / 8]);

const ZEROS: Numbers = Numbers([[0.0; 8]; LANES / 8]);

/// Whether a batch was worked off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// It has more levels than pay; nothing was added.
    TooLong,
}

/// The searches of one batch; its memory serves for the next.
///
/// Which searches reach a node in a step is a mask, kept for each step. An arc is the last step of a shortest path in
/// the searches that two masks share: those at its source of a step and those at its target of the next. So the masks,
/// two bytes a node, tell which arcs matter before their numbers are read.
pub(super) struct Lanes {
    n_paths: Vec<Numbers>,
    /// What a node hands back for each path that leads to it.
    shares: Vec<Numbers>,
    /// Which searches lack a node.
    lacking: Vec<Mask>,
    levels: Vec<Level>,
}

/// A step of the searches.
struct Level {
    /// Which searches reach each node in it.
    masks: Vec<Mask>,
    /// Nodes that some do.
    nodes: Vec<u32>,
}

/// The searches of one batch, to be done.
struct Batch<'b> {
    lanes: &'b mut Lanes,
    rows: &'b HopRows,
    sources: &'b [u32],
    budget: &'b Budget,
    sums: &'b mut [f64],
}

impl Work for Batch<'_> {
    type Output = Result<Outcome, LimitReached>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Batch { lanes, rows, sources, budget, sums } = self;
        lanes.start(sources);
        let Some(n_levels) = lanes.search(rows, budget)? else { return Ok(Outcome::TooLong) };
        lanes.check_paths()?;
        lanes.accumulate(rows, n_levels, budget, sums)?;
        Ok(Outcome::Done)
    }
}

const MAX_LEVELS: usize = 64;
const NODES_A_CHECK: usize = 1024;

impl Lanes {
    pub(super) fn new(n_nodes: usize) -> Lanes {
        Lanes {
            n_paths: vec![ZEROS; n_nodes],
            shares: vec![ZEROS; n_nodes],
            lacking: vec![0; n_nodes],
            levels: Vec::new(),
        }
    }

    /// Adds what depends on each node when paths start at the sources, at most [`LANES`].
    pub(super) fn run(
        &mut self,
        rows: &HopRows,
        sources: &[u32],
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<Outcome, LimitReached> {
        vectorized_work(Batch { lanes: self, rows, sources, budget, sums })
    }

    fn start(&mut self, sources: &[u32]) {
        self.n_paths.fill(ZEROS);
        self.shares.fill(ZEROS);
        let all = sources.iter().enumerate().fold(0, |all, (lane, _)| all | 1 << lane);
        self.lacking.fill(all);
        let first = level(&mut self.levels, 0, self.lacking.len());
        for (lane, &source) in sources.iter().enumerate() {
            first.add(source, 1 << lane);
            self.lacking[source as usize] &= !(1 << lane);
            self.n_paths[source as usize].0[lane / 8][lane % 8] = 1.0;
        }
    }

    /// Counts paths; returns how many levels there are, unless they are too many.
    #[inline(always)]
    fn search(&mut self, rows: &HopRows, budget: &Budget) -> Result<Option<usize>, LimitReached> {
        let (push, pull) = (rows.outgoing(), rows.incoming());
        let mut n_lacking = pull.n_arcs();
        for depth in 1..MAX_LEVELS {
            level(&mut self.levels, depth, self.lacking.len());
            let front = &self.levels[depth - 1].nodes;
            if front.is_empty() {
                return Ok(Some(depth - 1));
            }
            if n_arcs(push, front) * PUSH_COST < n_lacking {
                self.push_paths(push, depth, budget)?;
            } else {
                n_lacking = self.pull_paths(pull, depth, budget)?;
            }
            let next = &self.levels[depth];
            for node in &next.nodes {
                self.lacking[*node as usize] &= !next.masks[*node as usize];
            }
        }
        Ok(None)
    }

    #[inline(always)]
    fn push_paths(&mut self, push: Topology<'_>, depth: usize, budget: &Budget) -> Result<(), LimitReached> {
        let [front, next] = &mut self.levels[depth - 1..=depth] else { return Ok(()) };
        let mut picked = Picked::new();
        for (at, &node) in front.nodes.iter().enumerate() {
            check(at, budget)?;
            let (numbers, own) = (self.n_paths[node as usize], front.masks[node as usize]);
            for few in push.of(node).chunks(PICKED) {
                for &(target, mask) in picked.pick(few, &self.lacking, own) {
                    let mut sum = self.n_paths[target as usize];
                    sum.add(&numbers, mask);
                    self.n_paths[target as usize] = sum;
                    next.add(target, mask);
                }
            }
        }
        Ok(())
    }

    /// Returns how many arcs lead to nodes that still lack searches.
    #[inline(always)]
    fn pull_paths(&mut self, pull: Topology<'_>, depth: usize, budget: &Budget) -> Result<usize, LimitReached> {
        let [front, next] = &mut self.levels[depth - 1..=depth] else { return Ok(0) };
        let mut picked = Picked::new();
        let mut n_lacking = 0;
        for (node, row) in (0_u32..).zip(pull.offsets.windows(2)) {
            check(node as usize, budget)?;
            let own = self.lacking[node as usize];
            if own == 0 {
                continue;
            }
            let (mut numbers, mut found) = (self.n_paths[node as usize], 0);
            for few in pull.targets[row[0] as usize..row[1] as usize].chunks(PICKED) {
                for &(source, mask) in picked.pick(few, &front.masks, own) {
                    numbers.add(&self.n_paths[source as usize], mask);
                    found |= mask;
                }
            }
            if found != own {
                n_lacking += (row[1] - row[0]) as usize;
            }
            if found != 0 {
                self.n_paths[node as usize] = numbers;
                next.add(node, found);
            }
        }
        Ok(n_lacking)
    }

    fn check_paths(&self) -> Result<(), LimitReached> {
        let sums = self.n_paths.iter().map(|numbers| numbers.0.iter().flatten().sum::<f64>());
        if sums.sum::<f64>().is_finite() || self.is_finite() { Ok(()) } else { Err(LimitReached::Paths) }
    }

    fn is_finite(&self) -> bool {
        self.n_paths.iter().all(|numbers| numbers.0.iter().flatten().all(|number| number.is_finite()))
    }

    /// Hands back what depends on nodes, the farthest first.
    #[inline(always)]
    fn accumulate(
        &mut self,
        rows: &HopRows,
        n_levels: usize,
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<(), LimitReached> {
        let (pull, push) = (rows.outgoing(), rows.incoming());
        let none = Level { masks: Vec::new(), nodes: Vec::new() };
        let mut picked = Picked::new();
        for depth in (1..n_levels).rev() {
            let is_last = depth + 1 == n_levels;
            let (own, next) = (&self.levels[depth], if is_last { &none } else { &self.levels[depth + 1] });
            let pushes = is_last || n_arcs(push, &next.nodes) * PUSH_COST < n_arcs(pull, &own.nodes);
            if pushes {
                push_shares(&mut self.shares, push, own, next, budget)?;
            }
            for (at, &node) in own.nodes.iter().enumerate() {
                check(at, budget)?;
                let mask = own.masks[node as usize];
                let mut share = self.shares[node as usize];
                if !pushes {
                    for few in pull.of(node).chunks(PICKED) {
                        for &(target, mask) in picked.pick(few, &next.masks, mask) {
                            share.add(&self.shares[target as usize], mask);
                        }
                    }
                }
                sums[node as usize] += share.settle(&self.n_paths[node as usize], mask);
                self.shares[node as usize] = share;
            }
        }
        Ok(())
    }
}

/// Hands the shares of a level back to the one before.
#[inline(always)]
fn push_shares(
    shares: &mut [Numbers],
    push: Topology<'_>,
    own: &Level,
    next: &Level,
    budget: &Budget,
) -> Result<(), LimitReached> {
    let mut picked = Picked::new();
    for (at, &node) in next.nodes.iter().enumerate() {
        check(at, budget)?;
        let (share, mask) = (shares[node as usize], next.masks[node as usize]);
        for few in push.of(node).chunks(PICKED) {
            for &(source, mask) in picked.pick(few, &own.masks, mask) {
                let mut sum = shares[source as usize];
                sum.add(&share, mask);
                shares[source as usize] = sum;
            }
        }
    }
    Ok(())
}

/// An arc to push over costs as much as so many to pull over.
const PUSH_COST: usize = 2;

fn n_arcs(rows: Topology<'_>, nodes: &[u32]) -> usize {
    nodes.iter().map(|node| rows.degree(*node) as usize).sum()
}

fn check(at: usize, budget: &Budget) -> Result<(), LimitReached> {
    if at.is_multiple_of(NODES_A_CHECK) { budget.check_time() } else { Ok(()) }
}

/// Returns an empty level at some depth.
fn level(levels: &mut Vec<Level>, depth: usize, n_nodes: usize) -> &mut Level {
    if levels.len() == depth {
        levels.push(Level { masks: vec![0; n_nodes], nodes: Vec::new() });
    }
    let level = &mut levels[depth];
    for node in level.nodes.drain(..) {
        level.masks[node as usize] = 0;
    }
    level
}

impl Level {
    #[inline(always)]
    fn add(&mut self, node: u32, mask: Mask) {
        let own = &mut self.masks[node as usize];
        if *own == 0 {
            self.nodes.push(node);
        }
        *own |= mask;
    }
}

/// Nodes whose masks share searches with another mask, and which.
///
/// They are picked out before they are visited, without a branch that would be guessed wrong every other time.
struct Picked([(u32, Mask); PICKED]);

const PICKED: usize = 128;

impl Picked {
    #[inline(always)]
    fn new() -> Picked {
        Picked([(0, 0); PICKED])
    }

    /// Picks from at most as many nodes as there is room for.
    #[inline(always)]
    fn pick(&mut self, nodes: &[u32], masks: &[Mask], own: Mask) -> &[(u32, Mask)] {
        let mut n_picked = 0;
        for &node in nodes {
            let mask = masks[node as usize] & own;
            self.0[n_picked % PICKED] = (node, mask);
            n_picked += usize::from(mask != 0);
        }
        &self.0[..n_picked.min(PICKED)]
    }
}

/// For each set of eight searches, all bits of theirs.
static KEPT: [[u64; 8]; 256] = kept();

const fn kept() -> [[u64; 8]; 256] {
    let mut kept = [[0; 8]; 256];
    let mut at = 0;
    while at < 8 * 256 {
        let (set, lane) = (at / 8, at % 8);
        kept[set][lane] = if (set >> lane) & 1 == 1 { u64::MAX } else { 0 };
        at += 1;
    }
    kept
}

/// Returns all bits of some searches, to be laid over their numbers: a choice by branches would stay one.
#[inline(always)]
fn lanes_of(mask: Mask) -> [&'static [u64; 8]; 2] {
    let [low, high] = mask.to_le_bytes();
    [&KEPT[low as usize], &KEPT[high as usize]]
}

#[inline(always)]
fn keep(number: f64, bits: u64) -> f64 {
    f64::from_bits(number.to_bits() & bits)
}

impl Numbers {
    /// Adds the numbers of some searches.
    #[inline(always)]
    fn add(&mut self, other: &Numbers, mask: Mask) {
        for ((own, other), lanes) in self.0.iter_mut().zip(&other.0).zip(lanes_of(mask)) {
            for ((own, other), lane) in own.iter_mut().zip(other).zip(lanes) {
                *own += keep(*other, *lane);
            }
        }
    }

    /// Turns what the nodes after a node hand back into what the node does, in some searches; returns how many nodes
    /// depend on it in them.
    #[inline(always)]
    fn settle(&mut self, n_paths: &Numbers, mask: Mask) -> f64 {
        let mut parts = [0.0; 8];
        for ((own, n_paths), lanes) in self.0.iter_mut().zip(&n_paths.0).zip(lanes_of(mask)) {
            for (((own, n_paths), lane), part) in own.iter_mut().zip(n_paths).zip(lanes).zip(&mut parts) {
                *part += keep(*own * n_paths, *lane);
                *own += keep(1.0 / n_paths, *lane);
            }
        }
        parts.iter().sum()
    }
}
