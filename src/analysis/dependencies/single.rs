//! The search of Brandes from one source, over flat rows.
#![expect(clippy::inline_always, reason = "what is not inlined is compiled for narrow vectors")]

use super::lengths::Of;
use crate::analysis::hop_rows::HopRows;
use crate::analysis::vectors::{Work, vectorized_work};
use crate::analysis::{Budget, LimitReached};
use crate::graph::Topology;

/// One search; its memory serves for the next.
///
/// Its loops choose without branches: whether a neighbour is new, or a step farther, cannot be guessed on a grid.
pub(super) struct Single {
    nodes: Vec<Node>,
    /// Nodes in the order in which they were reached, then one place to write what is not kept.
    order: Vec<u32>,
    /// The level of the source. It rises from search to search, so that levels of earlier ones are told from those
    /// of this one.
    base: u32,
}

/// What a search knows of a node.
#[derive(Debug, Clone, Copy)]
#[repr(align(16))]
struct Node {
    level: u32,
    /// How many shortest paths lead to the node; later, what it hands back for each of them.
    value: f64,
}

/// A search to be done. Processors with wide vectors can choose between numbers without a branch.
struct Task<'t> {
    single: &'t mut Single,
    rows: Topology<'t>,
    source: u32,
    of: Of,
    budget: &'t Budget,
    sums: &'t mut [f64],
}

impl Work for Task<'_> {
    type Output = Result<(), LimitReached>;

    #[inline(always)]
    fn done(self) -> Self::Output {
        let Task { single, rows, source, of, budget, sums } = self;
        let n_reached = single.search(rows, source, budget)?;
        let deepest = single.nodes[single.order[n_reached - 1] as usize].level;
        match of {
            Of::Nodes => single.accumulate(rows, n_reached, budget, sums)?,
            Of::Arcs => single.accumulate_on_arcs(rows, n_reached, budget, sums)?,
        }
        single.base = deepest + 1;
        Ok(())
    }
}

const UNREACHED: Node = Node { level: 0, value: 0.0 };
const NODES_A_CHECK: usize = 4096;

impl Single {
    pub(super) fn new(n_nodes: usize) -> Single {
        Single { nodes: vec![UNREACHED; n_nodes], order: vec![0; n_nodes + 1], base: 1 }
    }

    /// Adds what depends on each node or arc when paths start at a source.
    pub(super) fn run(
        &mut self,
        rows: &HopRows,
        source: u32,
        of: Of,
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<(), LimitReached> {
        if self.base as usize + self.order.len() >= u32::MAX as usize {
            self.nodes.fill(UNREACHED);
            self.base = 1;
        }
        vectorized_work(Task { single: self, rows: rows.outgoing(), source, of, budget, sums })
    }

    /// Counts paths; returns how many nodes were reached.
    #[inline(always)]
    fn search(&mut self, rows: Topology<'_>, source: u32, budget: &Budget) -> Result<usize, LimitReached> {
        let base = self.base;
        self.nodes[source as usize] = Node { level: base, value: 1.0 };
        self.order[0] = source;
        let (mut at, mut n_reached, mut is_finite) = (0_usize, 1_usize, true);
        while at < n_reached {
            if at.is_multiple_of(NODES_A_CHECK) {
                budget.check_time()?;
            }
            let node = self.order[at];
            at += 1;
            let Node { level, value } = self.nodes[node as usize];
            is_finite &= value.is_finite();
            for &target in rows.of(node) {
                let next = &mut self.nodes[target as usize];
                let is_new = next.level < base;
                let known = Node { level: if is_new { level + 1 } else { next.level }, value: kept(next.value, !is_new) };
                *next = Node { level: known.level, value: known.value + kept(value, known.level == level + 1) };
                self.order[n_reached] = target;
                n_reached += usize::from(is_new);
            }
        }
        if is_finite { Ok(n_reached) } else { Err(LimitReached::Paths) }
    }

    #[inline(always)]
    fn accumulate(
        &mut self,
        rows: Topology<'_>,
        n_reached: usize,
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<(), LimitReached> {
        for (at, &node) in self.order[..n_reached].iter().enumerate().skip(1).rev() {
            if at.is_multiple_of(NODES_A_CHECK) {
                budget.check_time()?;
            }
            let Node { level, value: n_paths } = self.nodes[node as usize];
            let mut share = 0.0;
            for &target in rows.of(node) {
                let next = &self.nodes[target as usize];
                share += kept(next.value, next.level == level + 1);
            }
            sums[node as usize] += n_paths * share;
            self.nodes[node as usize].value = share + 1.0 / n_paths;
        }
        Ok(())
    }

    #[inline(always)]
    fn accumulate_on_arcs(
        &mut self,
        rows: Topology<'_>,
        n_reached: usize,
        budget: &Budget,
        sums: &mut [f64],
    ) -> Result<(), LimitReached> {
        for (at, &node) in self.order[..n_reached].iter().enumerate().rev() {
            if at.is_multiple_of(NODES_A_CHECK) {
                budget.check_time()?;
            }
            let Node { level, value: n_paths } = self.nodes[node as usize];
            let mut share = 0.0;
            for (sum, &target) in sums[rows.range(node)].iter_mut().zip(rows.of(node)) {
                let next = &self.nodes[target as usize];
                let own = kept(next.value, next.level == level + 1);
                share += own;
                *sum += n_paths * own;
            }
            self.nodes[node as usize].value = share + 1.0 / n_paths;
        }
        Ok(())
    }
}

/// Returns a number if it is to be kept, else 0.
#[inline(always)]
fn kept(number: f64, is_kept: bool) -> f64 {
    if is_kept { number } else { 0.0 }
}
