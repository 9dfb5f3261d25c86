//! What algorithms need of memory, told before they start.

use crate::graph::{Direction, Projection};

/// What an algorithm takes at most, beside the projection: its scratch space and its answer, on one thread.
///
/// It is in proportion to nodes and arcs, with the shares that the shape of the kernel's arrays gives, rounded up: a
/// vector that grows may take twice what it holds. Where arcs have directions they count twice, as those into nodes
/// are made when first asked for and ties are held both ways.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    pub(super) bytes_per_node: u64,
    pub(super) bytes_per_arc: u64,
}

/// What small tables take, whatever the graph.
const FIXED: u64 = 16 << 10;

impl Need {
    /// Returns the bytes needed for a projection.
    pub(super) fn bytes(self, projection: &Projection) -> u64 {
        let n_nodes = projection.n_nodes() as u64;
        let n_arcs = projection.outgoing().n_arcs() as u64;
        let times = if projection.direction() == Direction::Both { 1 } else { 2 };
        let of_nodes = self.bytes_per_node.saturating_mul(n_nodes + 1);
        let of_arcs = self.bytes_per_arc.saturating_mul(times * n_arcs);
        of_nodes.saturating_add(of_arcs).saturating_add(FIXED)
    }
}

#[cfg(test)]
#[expect(unsafe_code, reason = "an allocator that counts; it hands all calls on to the system's")]
mod tests {
    use std::alloc::{GlobalAlloc, Layout, System};
    use std::cell::Cell;

    use super::super::{Starts, algorithms};
    use crate::analysis::random::SplitMix64;
    use crate::analysis::samples::{Sample, on_threads};
    use crate::graph::Projection;

    /// Counts what each thread holds.
    struct Counting;

    thread_local! {
        static HELD: Cell<isize> = const { Cell::new(0) };
        static MOST_HELD: Cell<isize> = const { Cell::new(0) };
    }

    fn count(bytes: isize) {
        let held = HELD.get() + bytes;
        HELD.set(held);
        MOST_HELD.set(MOST_HELD.get().max(held));
    }

    // SAFETY: all is done by the system's allocator, as it was asked for.
    unsafe impl GlobalAlloc for Counting {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            count(layout.size().cast_signed());
            // SAFETY: the caller's promise is handed on.
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
            count(-layout.size().cast_signed());
            // SAFETY: the caller's promise is handed on.
            unsafe { System.dealloc(at, layout) }
        }

        unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            // Both are there while one is copied to the other.
            count(size.cast_signed());
            count(-layout.size().cast_signed());
            // SAFETY: the caller's promise is handed on.
            unsafe { System.realloc(at, layout, size) }
        }
    }

    #[global_allocator]
    static COUNTING: Counting = Counting;

    /// A graph with hubs, loops and parallel edges.
    fn sample(n_nodes: u32, n_edges: u32) -> Sample {
        let mut random = SplitMix64::new(5);
        let mut node = || {
            let (one, other) = (random.below(n_nodes as usize), random.below(n_nodes as usize));
            u32::try_from(one.min(other)).expect("below 2^32")
        };
        let edges = (0..n_edges).map(|number| (node(), node(), u8::try_from(number % 5 + 1).expect("small")));
        Sample { n_nodes, edges: edges.collect() }
    }

    fn most_held(projection: &Projection, at: usize) -> u64 {
        let algorithm = &algorithms()[at];
        let starts = if algorithm.starts == Starts::Required { vec![0] } else { Vec::new() };
        let settings = algorithm.settings([]).expect("no setting is needed").starting_at(starts);
        let projection = projection.clone();
        let before = HELD.get();
        MOST_HELD.set(before);
        // There may be no answer, as of an eigenvector without cycles; what was tried took memory too.
        drop(algorithm.run(&projection, &settings, &on_threads(1)));
        u64::try_from(MOST_HELD.get() - before).expect("the most is not less than before")
    }

    #[test]
    fn no_algorithm_takes_more_than_it_says_nor_far_less() {
        let mut wrong = Vec::new();
        for sample in [sample(600, 300), sample(200, 3000)] {
            for (shape, projection) in sample.projections().iter().enumerate() {
                for (at, algorithm) in algorithms().iter().enumerate() {
                    let (found, said) = (most_held(projection, at), algorithm.memory(projection));
                    // What is not defined there takes nothing.
                    if found > said || found > 0 && said > 40 * found + 65_536 {
                        wrong.push(format!("{} {shape} {}: {found}, not {said}", algorithm.name, sample.n_nodes));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
