//! The search of Brandes from 16 sources at once, a lane of a vector each.

use crate::analysis::hop_rows::HopRows;
use crate::analysis::vectors::vectorized;
use crate::analysis::{Budget, LimitReached};
use crate::graph::Topology;

/// How many searches go on together.
pub(super) const LANES: usize = 16;

/// A search for each bit.
type Mask = u16;

/// A number for each search.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Numbers([f64; LANES]);

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

const MAX_LEVELS: usize = 64;
const NODES_A_CHECK: usize = 1024;

impl Lanes {
    pub(super) fn new(n_nodes: usize) -> Lanes {
        Lanes {
            n_paths: vec![Numbers([0.0; LANES]); n_nodes],
            shares: vec![Numbers([0.0; LANES]); n_nodes],
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
        vectorized(|| {
            self.start(sources);
            let Some(n_levels) = self.search(rows, budget)? else { return Ok(Outcome::TooLong) };
            self.check_paths()?;
            self.accumulate(rows, n_levels, budget, sums)?;
            Ok(Outcome::Done)
        })
    }

    fn start(&mut self, sources: &[u32]) {
        self.n_paths.fill(Numbers([0.0; LANES]));
        self.shares.fill(Numbers([0.0; LANES]));
        let all = sources.iter().enumerate().fold(0, |all, (lane, _)| all | 1 << lane);
        self.lacking.fill(all);
        let first = level(&mut self.levels, 0, self.lacking.len());
        for (lane, &source) in sources.iter().enumerate() {
            first.add(source, 1 << lane);
            self.lacking[source as usize] &= !(1 << lane);
            self.n_paths[source as usize].0[lane] = 1.0;
        }
    }

    /// Counts paths; returns how many levels there are.
    #[inline(always)]
    fn search(&mut self, rows: &HopRows, budget: &Budget) -> Result<Option<usize>, LimitReached> {
        let (push, pull) = (rows.outgoing(), rows.incoming());
        let mut n_lacking = pull.n_arcs();
        for depth in 1..MAX_LEVELS {
            level(&mut self.levels, depth, self.lacking.len());
            let [front, next] = &mut self.levels[depth - 1..=depth] else { return Ok(None) };
            if front.nodes.is_empty() {
                return Ok(Some(depth - 1));
            }
            if n_arcs(push, &front.nodes) * PUSH_COST < n_lacking {
                for (at, &node) in front.nodes.iter().enumerate() {
                    check(at, budget)?;
                    let numbers = self.n_paths[node as usize];
                    let own = front.masks[node as usize];
                    each_match(push.of(node), &self.lacking, own, |target, mask| {
                        self.n_paths[target as usize].add(&numbers, mask);
                        next.add(target, mask);
                    });
                }
            } else {
                n_lacking = 0;
                for (node, row) in (0_u32..).zip(pull.offsets.windows(2)) {
                    check(node as usize, budget)?;
                    let own = self.lacking[node as usize];
                    if own == 0 {
                        continue;
                    }
                    let (mut numbers, mut found) = (self.n_paths[node as usize], 0);
                    let row = &pull.targets[row[0] as usize..row[1] as usize];
                    each_match(row, &front.masks, own, |source, mask| {
                        numbers.add(&self.n_paths[source as usize], mask);
                        found |= mask;
                    });
                    if found != own {
                        n_lacking += row.len();
                    }
                    if found != 0 {
                        self.n_paths[node as usize] = numbers;
                        next.add(node, found);
                    }
                }
            }
            for node in &next.nodes {
                self.lacking[*node as usize] &= !next.masks[*node as usize];
            }
        }
        Ok(None)
    }

    fn check_paths(&self) -> Result<(), LimitReached> {
        let sums = self.n_paths.iter().map(|numbers| numbers.0.iter().sum::<f64>());
        if sums.sum::<f64>().is_finite() || self.is_finite() { Ok(()) } else { Err(LimitReached::Paths) }
    }

    fn is_finite(&self) -> bool {
        self.n_paths.iter().all(|numbers| numbers.0.iter().all(|number| number.is_finite()))
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
        for depth in (1..n_levels).rev() {
            let is_last = depth + 1 == n_levels;
            let none = Level { masks: Vec::new(), nodes: Vec::new() };
            let (own, next) = (&self.levels[depth], if is_last { &none } else { &self.levels[depth + 1] });
            let pushes = n_arcs(push, &next.nodes) * PUSH_COST < n_arcs(pull, &own.nodes);
            if pushes {
                for (at, &node) in next.nodes.iter().enumerate() {
                    check(at, budget)?;
                    let share = self.shares[node as usize];
                    let mask = next.masks[node as usize];
                    each_match(push.of(node), &own.masks, mask, |source, mask| {
                        self.shares[source as usize].add(&share, mask);
                    });
                }
            }
            for (at, &node) in own.nodes.iter().enumerate() {
                check(at, budget)?;
                let mask = own.masks[node as usize];
                let mut share = self.shares[node as usize];
                if !pushes {
                    each_match(pull.of(node), &next.masks, mask, |target, mask| {
                        share.add(&self.shares[target as usize], mask);
                    });
                }
                sums[node as usize] += share.settle(&self.n_paths[node as usize], mask);
                self.shares[node as usize] = share;
            }
        }
        Ok(())
    }
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

/// Calls `visit` with each of the nodes whose mask shares searches with another mask, and those.
///
/// The nodes are picked out before they are visited, without a branch that would be guessed wrong every other time.
#[inline(always)]
fn each_match(nodes: &[u32], masks: &[Mask], own: Mask, mut visit: impl FnMut(u32, Mask)) {
    let mut picked = [(0_u32, 0_u16); PICKED];
    for few in nodes.chunks(PICKED) {
        let mut n_picked = 0;
        for &node in few {
            let mask = masks[node as usize] & own;
            picked[n_picked % PICKED] = (node, mask);
            n_picked += usize::from(mask != 0);
        }
        for &(node, mask) in picked.iter().take(n_picked) {
            visit(node, mask);
        }
    }
}

const PICKED: usize = 128;

impl Numbers {
    /// Adds the numbers of some searches.
    #[inline(always)]
    fn add(&mut self, other: &Numbers, mask: Mask) {
        for (lane, (own, other)) in self.0.iter_mut().zip(&other.0).enumerate() {
            *own += if (mask >> lane) & 1 == 1 { *other } else { 0.0 };
        }
    }

    /// Turns what the nodes after a node hand back into what the node does, in some searches; returns how many nodes
    /// depend on it in them.
    #[inline(always)]
    fn settle(&mut self, n_paths: &Numbers, mask: Mask) -> f64 {
        let mut parts = [0.0; LANES];
        for (lane, ((own, n_paths), part)) in self.0.iter_mut().zip(&n_paths.0).zip(&mut parts).enumerate() {
            let is_in = (mask >> lane) & 1 == 1;
            *part = if is_in { *own * n_paths } else { 0.0 };
            *own += if is_in { 1.0 / n_paths } else { 0.0 };
        }
        parts.iter().sum()
    }
}
