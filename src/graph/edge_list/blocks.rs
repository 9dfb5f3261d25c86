//! Edges on their way from a file into rows.
//!
//! Edges are held in blocks. Files are often sorted by source: a block then keeps each source once with the number of
//! its edges, and an edge takes little more than 4 bytes. Blocks are freed as soon as their edges stand in the rows.

use std::sync::OnceLock;
use std::thread;

use crate::graph::rows::{Rows, Weights, sum_up};

/// How many edges a block holds.
const BLOCK: usize = 1 << 16;

/// Some edges, in the order of the file.
#[derive(Debug, Default)]
struct Block {
    sources: Vec<u32>,
    /// How many edges in a row have each source; nothing: one each.
    runs: Option<Vec<u32>>,
    targets: Vec<u32>,
    weights: Weights,
}

/// Takes edges in, and counts the arcs of each node.
#[derive(Debug)]
pub(super) struct Blocks {
    full: Vec<Block>,
    /// The source of the edges of each run; the last run goes on.
    sources: Vec<u32>,
    runs: Vec<u32>,
    /// How many arcs of each run are counted at its source.
    n_arcs_of_runs: Vec<u32>,
    run: Run,
    n_loops_of_run: u32,
    targets: Vec<u32>,
    weights: Weights,
    counts: Vec<u32>,
    n_edges: usize,
    is_directed: bool,
    /// Whether edges came in such an order that rows need no sorting.
    is_sorted: bool,
    last: u64,
    first: Option<u64>,
}

/// Edges in a row with the same source.
#[derive(Debug, Default, Clone, Copy)]
struct Run {
    source: u32,
    length: u32,
}

impl Blocks {
    pub(super) fn new(is_directed: bool) -> Self {
        Blocks {
            full: Vec::new(),
            sources: Vec::new(),
            runs: Vec::new(),
            n_arcs_of_runs: Vec::new(),
            run: Run::default(),
            n_loops_of_run: 0,
            targets: Vec::new(),
            weights: Weights::Unit,
            counts: Vec::new(),
            n_edges: 0,
            is_directed,
            is_sorted: true,
            last: 0,
            first: None,
        }
    }

    /// Takes an edge in.
    #[inline]
    pub(super) fn push(&mut self, source: u32, target: u32) {
        let edge = u64::from(source) << 32 | u64::from(target);
        self.is_sorted &= edge >= self.last && (self.is_directed || source <= target);
        self.last = edge;
        if source != self.run.source || self.run.length == 0 {
            self.begin_run(source);
        }
        self.run.length += 1;
        self.n_loops_of_run += u32::from(source == target);
        self.targets.push(target);
        if self.targets.len() == BLOCK {
            self.seal();
        }
    }

    #[inline]
    fn begin_run(&mut self, source: u32) {
        self.end_run();
        self.run = Run { source, length: 0 };
    }

    #[inline]
    fn end_run(&mut self) {
        let Run { source, length } = self.run;
        if length > 0 {
            self.sources.push(source);
            self.runs.push(length);
            // A loop of an undirected graph is counted at its target.
            let n_loops = if self.is_directed { 0 } else { self.n_loops_of_run };
            self.n_arcs_of_runs.push(length - n_loops);
            (self.run.length, self.n_loops_of_run) = (0, 0);
        }
    }

    /// Takes the weight of the next edge in, before [`push`](Self::push); all edges have one, or none.
    #[inline]
    pub(super) fn push_whole(&mut self, weight: u32) {
        match &mut self.weights {
            Weights::Whole(weights) => weights.push(weight),
            Weights::Real(weights) => weights.push(f64::from(weight)),
            Weights::Unit => self.weights = Weights::Whole(vec![weight]),
        }
    }

    /// As [`push_whole`](Self::push_whole), for a weight that may be any number.
    pub(super) fn push_real(&mut self, weight: f64) {
        match &mut self.weights {
            Weights::Real(weights) => weights.push(weight),
            Weights::Whole(weights) => {
                let mut real: Vec<f64> = weights.iter().copied().map(f64::from).collect();
                real.push(weight);
                self.weights = Weights::Real(real);
            }
            Weights::Unit => self.weights = Weights::Real(vec![weight]),
        }
    }

    /// Closes a block. Arcs are counted here, as a loop that does nothing else waits less for memory.
    fn seal(&mut self) {
        self.end_run();
        self.count_arcs();
        let mut block = Block {
            targets: std::mem::take(&mut self.targets),
            weights: std::mem::take(&mut self.weights),
            ..Block::default()
        };
        if self.runs.len() * 2 < block.targets.len() {
            block.sources.clone_from(&self.sources);
            block.runs = Some(self.runs.clone());
        } else {
            let runs = self.sources.iter().zip(&self.runs);
            block.sources = Vec::with_capacity(block.targets.len());
            for (source, length) in runs {
                block.sources.extend(std::iter::repeat_n(*source, *length as usize));
            }
        }
        if let (None, Some(source), Some(target)) = (self.first, block.sources.first(), block.targets.first()) {
            self.first = Some(u64::from(*source) << 32 | u64::from(*target));
        }
        self.n_edges += block.targets.len();
        self.sources.clear();
        self.runs.clear();
        self.n_arcs_of_runs.clear();
        self.targets.reserve(BLOCK);
        self.full.push(block);
    }

    fn count_arcs(&mut self) {
        let highest = self.sources.iter().chain(&self.targets).copied().max().map_or(0, |node| node as usize + 1);
        if highest > self.counts.len() {
            self.counts.resize(highest.next_power_of_two(), 0);
        }
        let counts = &mut self.counts;
        for (source, n_arcs) in self.sources.iter().zip(&self.n_arcs_of_runs) {
            counts[*source as usize] += n_arcs;
        }
        if !self.is_directed {
            for target in &self.targets {
                counts[*target as usize] += 1;
            }
        }
    }

    /// Returns how many arcs each node has, for nodes up to the highest that was seen.
    pub(super) fn counts(&self) -> &[u32] {
        let highest = self.counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        &self.counts[..highest]
    }
}

/// Edges that were read in parts, in the order of the file.
pub(super) struct Parts {
    blocks: Vec<Block>,
    counts: Vec<u32>,
    pub(super) n_edges: usize,
    is_directed: bool,
    is_sorted: bool,
    highest: Option<u32>,
}

impl Parts {
    pub(super) fn of(parts: Vec<Blocks>, is_directed: bool) -> Self {
        let mut whole = Parts {
            blocks: Vec::new(),
            counts: Vec::new(),
            n_edges: 0,
            is_directed,
            is_sorted: true,
            highest: None,
        };
        let mut last = 0;
        for mut part in parts {
            part.seal();
            whole.n_edges += part.n_edges;
            if let Some(first) = part.first {
                whole.is_sorted &= part.is_sorted && first >= last;
                last = part.last;
            }
            if is_directed {
                // A node without an arc of its own has no count.
                let targets = part.full.iter().flat_map(|block| &block.targets);
                whole.highest = whole.highest.max(targets.copied().max());
            }
            whole.blocks.append(&mut part.full);
            let length = part.counts().len();
            part.counts.truncate(length);
            if whole.counts.is_empty() {
                whole.counts = part.counts;
            } else {
                whole.counts.resize(whole.counts.len().max(length), 0);
                for (sum, count) in whole.counts.iter_mut().zip(part.counts) {
                    *sum += count;
                }
            }
        }
        let n_nodes = whole.counts.len().max(whole.highest.map_or(0, |highest| highest as usize + 1));
        whole.counts.resize(n_nodes, 0);
        whole
    }

    /// Returns how many arcs there are.
    pub(super) fn n_arcs(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }

    /// Says whether an edge ends in every node.
    pub(super) fn are_all_used(&self) -> bool {
        self.counts.iter().all(|count| *count > 0) || (self.is_directed && self.are_used().iter().all(|used| *used))
    }

    /// Says of each node whether an edge ends in it.
    pub(super) fn are_used(&self) -> Vec<bool> {
        let mut used: Vec<bool> = self.counts.iter().map(|count| *count > 0).collect();
        if self.is_directed {
            for target in self.blocks.iter().flat_map(|block| &block.targets) {
                used[*target as usize] = true;
            }
        }
        used
    }

    /// Renames nodes: each to what `names` holds at its place; there are `n_nodes` names.
    pub(super) fn rename(&mut self, names: &[u32], n_nodes: usize) {
        for block in &mut self.blocks {
            for node in block.sources.iter_mut().chain(&mut block.targets) {
                *node = names[*node as usize];
            }
        }
        let mut counts = vec![0; n_nodes];
        for (own, name) in self.counts.iter().zip(names) {
            if let Some(count) = counts.get_mut(*name as usize) {
                *count = *own;
            }
        }
        self.counts = counts;
        self.is_sorted &= names.is_sorted();
    }

    /// Sorts the edges into rows by counting; each row by target, then as in the file.
    ///
    /// There must be less than 2³² arcs.
    pub(super) fn rows(mut self, n_threads: usize) -> Rows {
        let weights = self.same_weights();
        let n_nodes = self.counts.len();
        let mut offsets = Vec::with_capacity(n_nodes + 1);
        offsets.push(0);
        offsets.append(&mut self.counts);
        sum_up(&mut offsets);
        let n_arcs = offsets.last().map_or(0, |last| *last as usize);
        let mut targets = vec![0_u32; n_arcs];
        let weights = match weights {
            Kind::Unit => {
                self.fill(&offsets, &mut targets, &mut vec![(); n_arcs], &|_, _| (), n_threads);
                Weights::Unit
            }
            Kind::Whole => {
                let mut own = vec![0_u32; n_arcs];
                let weight = |block: &Block, at: usize| match &block.weights {
                    Weights::Whole(weights) => weights[at],
                    Weights::Unit | Weights::Real(_) => 1,
                };
                self.fill(&offsets, &mut targets, &mut own, &weight, n_threads);
                Weights::Whole(own)
            }
            Kind::Real => {
                let mut own = vec![0.0_f64; n_arcs];
                self.fill(&offsets, &mut targets, &mut own, &|block, at| block.weights.at(at), n_threads);
                Weights::Real(own)
            }
        };
        Rows { offsets, targets, weights, edges: OnceLock::new(), is_symmetric: !self.is_directed }
    }

    fn same_weights(&self) -> Kind {
        let kinds = self.blocks.iter().filter(|block| !block.targets.is_empty());
        kinds.map(|block| block.weights.kind()).max().unwrap_or(Kind::Unit)
    }

    fn fill<W: Copy + Send + Default>(
        &mut self,
        offsets: &[u32],
        targets: &mut [u32],
        weights: &mut [W],
        weight: &(dyn Fn(&Block, usize) -> W + Sync),
        n_threads: usize,
    ) {
        let (is_directed, is_sorted) = (self.is_directed, self.is_sorted);
        if n_threads < 2 {
            let mut part = RowsPart::of(offsets, 0, offsets.len() - 1, targets, weights);
            for block in self.blocks.drain(..) {
                part.take(&block, is_directed, weight);
            }
            if !is_sorted {
                part.sort();
            }
            return;
        }
        let blocks = &self.blocks;
        thread::scope(|scope| {
            let mut rest = (targets, weights);
            let mut first = 0;
            let n_arcs = offsets.last().map_or(0, |last| *last as usize);
            for thread in 1..=n_threads {
                let aim = n_arcs / n_threads * thread;
                let after = offsets.partition_point(|offset| (*offset as usize) < aim);
                let after = if thread == n_threads { offsets.len() - 1 } else { after.max(first).min(offsets.len() - 1) };
                let length = (offsets[after] - offsets[first]) as usize;
                let (own, others) = rest.0.split_at_mut(length);
                let (own_weights, other_weights) = rest.1.split_at_mut(length);
                rest = (others, other_weights);
                let mut part = RowsPart::of(offsets, first, after, own, own_weights);
                first = after;
                scope.spawn(move || {
                    for block in blocks {
                        part.take(block, is_directed, weight);
                    }
                    if !is_sorted {
                        part.sort();
                    }
                });
            }
        });
        self.blocks.clear();
    }
}

/// What weights there are; a higher kind holds the lower ones as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Unit,
    Whole,
    Real,
}

impl Weights {
    fn kind(&self) -> Kind {
        match self {
            Weights::Unit => Kind::Unit,
            Weights::Whole(_) => Kind::Whole,
            Weights::Real(_) => Kind::Real,
        }
    }
}

/// The rows of some nodes, being filled.
struct RowsPart<'p, W> {
    first: u32,
    /// Where the next arc of each node goes, and where those of the last one end.
    next: Vec<u32>,
    begins: &'p [u32],
    targets: &'p mut [u32],
    weights: &'p mut [W],
}

impl<'p, W: Copy + Default> RowsPart<'p, W> {
    fn of(
        offsets: &'p [u32],
        first: usize,
        after: usize,
        targets: &'p mut [u32],
        weights: &'p mut [W],
    ) -> Self {
        let begins = &offsets[first..=after];
        let base = begins.first().copied().unwrap_or(0);
        let next = begins[..after - first].iter().map(|begin| begin - base).collect();
        RowsPart { first: u32::try_from(first).unwrap_or(u32::MAX), next, begins, targets, weights }
    }

    fn take(&mut self, block: &Block, is_directed: bool, weight: &(dyn Fn(&Block, usize) -> W + Sync)) {
        let mut edge = |at: usize, source: u32, target: u32| {
            let weight = if size_of::<W>() == 0 { W::default() } else { weight(block, at) };
            self.put(source, target, weight);
            if !is_directed && source != target {
                self.put(target, source, weight);
            }
        };
        match &block.runs {
            None => {
                for (at, (source, target)) in block.sources.iter().zip(&block.targets).enumerate() {
                    edge(at, *source, *target);
                }
            }
            Some(runs) => {
                let mut at = 0;
                for (source, length) in block.sources.iter().zip(runs) {
                    for target in &block.targets[at..at + *length as usize] {
                        edge(at, *source, *target);
                        at += 1;
                    }
                }
            }
        }
    }

    #[inline]
    fn put(&mut self, node: u32, target: u32, weight: W) {
        let Some(slot) = self.next.get_mut(node.wrapping_sub(self.first) as usize) else { return };
        let at = *slot as usize;
        *slot += 1;
        self.targets[at] = target;
        if size_of::<W>() > 0 {
            self.weights[at] = weight;
        }
    }

    /// Sorts rows that are not sorted already.
    fn sort(&mut self) {
        let base = self.begins.first().copied().unwrap_or(0);
        let mut pairs = Vec::new();
        for ends in self.begins.windows(2) {
            let row = (ends[0] - base) as usize..(ends[1] - base) as usize;
            let targets = &mut self.targets[row.clone()];
            if targets.is_sorted() {
                continue;
            }
            if size_of::<W>() == 0 {
                targets.sort_unstable();
                continue;
            }
            pairs.clear();
            pairs.extend(targets.iter().copied().zip(self.weights[row.clone()].iter().copied()));
            pairs.sort_by_key(|(target, _)| *target);
            for ((target, weight), (to, to_weight)) in pairs.iter().zip(targets.iter_mut().zip(&mut self.weights[row])) {
                (*to, *to_weight) = (*target, *weight);
            }
        }
    }
}
