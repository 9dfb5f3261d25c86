//! The search of Brandes from 16 sources at once, a lane of a vector each.
#![expect(clippy::inline_always, reason = "what is not inlined is compiled for narrow vectors")]

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

/// The searches of one batch; its memory serves for the next.
///
/// Which searches reach a node in a step is a mask. An arc is the last step of a shortest path in the searches that two
/// masks share: those at its source of a step and those at its target of the next. So the masks, two bytes a node, tell
/// which arcs matter before their numbers are read.
pub(super) struct Lanes {
    n_paths: Vec<Numbers>,
    /// What a node hands back for each path that leads to it.
    shares: Vec<Numbers>,
    /// Which searches lack a node.
    lacking: Vec<Mask>,
    /// The masks of two steps, by node; empty between batches.
    near: Vec<Mask>,
    far: Vec<Mask>,
    /// Who is reached in each step, and by which searches.
    levels: Vec<Vec<(u32, Mask)>>,
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
    type Output = Result<(), LimitReached>;

    #[inline(always)]
    fn done(self) -> Self::Output {
        let Batch { lanes, rows, sources, budget, sums } = self;
        lanes.start(sources);
        let n_levels = lanes.search(rows, budget)?;
        lanes.check_paths()?;
        lanes.accumulate(rows, n_levels, budget, sums)
    }
}

const NODES_A_CHECK: usize = 1024;
/// An arc to push over costs as much as so many to pull over.
const PUSH_COST: usize = 2;

impl Lanes {
    pub(super) fn new(n_nodes: usize) -> Lanes {
        Lanes {
            n_paths: vec![ZEROS; n_nodes],
            shares: vec![ZEROS; n_nodes],
            lacking: vec![0; n_nodes],
            near: vec![0; n_nodes],
            far: vec![0; n_nodes],
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
    ) -> Result<(), LimitReached> {
        vectorized_work(Batch { lanes: self, rows, sources, budget, sums })
    }

    fn start(&mut self, sources: &[u32]) {
        self.n_paths.fill(ZEROS);
        self.shares.fill(ZEROS);
        let all = sources.iter().enumerate().fold(0, |all, (lane, _)| all | 1 << lane);
        self.lacking.fill(all);
        self.near.fill(0);
        self.far.fill(0);
        self.open(0);
        for (lane, &source) in sources.iter().enumerate() {
            reach(&mut self.far, &mut self.levels[0], source, 1 << lane);
            self.n_paths[source as usize].0[lane / 8][lane % 8] = 1.0;
        }
        self.close(0);
    }

    /// Counts paths; returns how many levels there are.
    #[inline(always)]
    fn search(&mut self, rows: &HopRows, budget: &Budget) -> Result<usize, LimitReached> {
        let (push, pull) = (rows.outgoing(), rows.incoming());
        let mut n_lacking = pull.n_arcs();
        let mut depth = 1;
        while !self.levels[depth - 1].is_empty() {
            self.open(depth);
            if n_arcs(push, &self.levels[depth - 1]) * PUSH_COST < n_lacking {
                self.push_paths(push, depth, budget)?;
            } else {
                n_lacking = self.pull_paths(pull, depth, budget)?;
            }
            for (node, _) in &self.levels[depth - 1] {
                self.near[*node as usize] = 0;
            }
            self.close(depth);
            depth += 1;
        }
        Ok(depth - 1)
    }

    /// Makes an empty level.
    fn open(&mut self, depth: usize) {
        match self.levels.get_mut(depth) {
            Some(level) => level.clear(),
            None => self.levels.push(Vec::new()),
        }
    }

    /// Notes who was reached in a level, and makes it the near one.
    fn close(&mut self, depth: usize) {
        for (node, mask) in &mut self.levels[depth] {
            *mask = self.far[*node as usize];
            self.lacking[*node as usize] &= !*mask;
        }
        std::mem::swap(&mut self.near, &mut self.far);
    }

    #[inline(always)]
    fn push_paths(&mut self, push: Topology<'_>, depth: usize, budget: &Budget) -> Result<(), LimitReached> {
        let [front, next] = &mut self.levels[depth - 1..=depth] else { return Ok(()) };
        let mut picked = Picked::new();
        for (at, &(node, own)) in front.iter().enumerate() {
            check(at, budget)?;
            let numbers = self.n_paths[node as usize];
            for few in push.of(node).chunks(PICKED) {
                for &(target, mask) in picked.pick(few, &self.lacking, own) {
                    let mut sum = self.n_paths[target as usize];
                    sum.add(&numbers, mask);
                    self.n_paths[target as usize] = sum;
                    reach(&mut self.far, next, target, mask);
                }
            }
        }
        Ok(())
    }

    /// Returns how many arcs lead to nodes that still lack searches.
    #[inline(always)]
    fn pull_paths(&mut self, pull: Topology<'_>, depth: usize, budget: &Budget) -> Result<usize, LimitReached> {
        let next = &mut self.levels[depth];
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
                for &(source, mask) in picked.pick(few, &self.near, own) {
                    numbers.add(&self.n_paths[source as usize], mask);
                    found |= mask;
                }
            }
            if found != own {
                n_lacking += (row[1] - row[0]) as usize;
            }
            if found != 0 {
                self.n_paths[node as usize] = numbers;
                reach(&mut self.far, next, node, found);
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
        let mut picked = Picked::new();
        let mut next: &[(u32, Mask)] = &[];
        for own in self.levels[..n_levels].iter().skip(1).rev() {
            for (node, mask) in own {
                self.near[*node as usize] = *mask;
            }
            let pushes = n_arcs(push, next) * PUSH_COST < n_arcs(pull, own);
            if pushes {
                push_shares(&mut self.shares, push, &self.near, next, budget)?;
            }
            for (at, &(node, mask)) in own.iter().enumerate() {
                check(at, budget)?;
                let mut share = self.shares[node as usize];
                if !pushes {
                    for few in pull.of(node).chunks(PICKED) {
                        for &(target, mask) in picked.pick(few, &self.far, mask) {
                            share.add(&self.shares[target as usize], mask);
                        }
                    }
                }
                sums[node as usize] += share.settle(&self.n_paths[node as usize], mask);
                self.shares[node as usize] = share;
            }
            for (node, _) in next {
                self.far[*node as usize] = 0;
            }
            std::mem::swap(&mut self.near, &mut self.far);
            next = own;
        }
        Ok(())
    }
}

/// Hands the shares of a level back to the one before, whose masks are given.
#[inline(always)]
fn push_shares(
    shares: &mut [Numbers],
    push: Topology<'_>,
    masks: &[Mask],
    level: &[(u32, Mask)],
    budget: &Budget,
) -> Result<(), LimitReached> {
    let mut picked = Picked::new();
    for (at, &(node, own)) in level.iter().enumerate() {
        check(at, budget)?;
        let share = shares[node as usize];
        for few in push.of(node).chunks(PICKED) {
            for &(source, mask) in picked.pick(few, masks, own) {
                let mut sum = shares[source as usize];
                sum.add(&share, mask);
                shares[source as usize] = sum;
            }
        }
    }
    Ok(())
}

/// Notes that searches reach a node; its mask in the list is filled in later.
#[inline(always)]
fn reach(masks: &mut [Mask], level: &mut Vec<(u32, Mask)>, node: u32, mask: Mask) {
    let own = &mut masks[node as usize];
    if *own == 0 {
        level.push((node, 0));
    }
    *own |= mask;
}

fn n_arcs(rows: Topology<'_>, level: &[(u32, Mask)]) -> usize {
    level.iter().map(|(node, _)| rows.degree(*node) as usize).sum()
}

fn check(at: usize, budget: &Budget) -> Result<(), LimitReached> {
    if at.is_multiple_of(NODES_A_CHECK) { budget.check_time() } else { Ok(()) }
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
