//! Statements that were prepared before, by their text.

use std::sync::Arc;

use hashbrown::HashMap;

use super::statement::Prepared;

/// How many statements are kept.
const MOST: usize = 512;

/// Statements ready to run.
#[derive(Debug, Default)]
pub(super) struct PlanCache {
    by_text: HashMap<Box<str>, Entry>,
    /// Counts uses, so that the oldest is known.
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    prepared: Arc<Prepared>,
    last_used: u64,
    /// How large the graph was when the plan was chosen.
    size: u32,
}

impl PlanCache {
    /// Returns a statement that was planned for a graph of about this size.
    pub(super) fn get(&mut self, text: &str, n_elements: usize) -> Option<Arc<Prepared>> {
        self.clock += 1;
        let entry = self.by_text.get_mut(text).filter(|entry| entry.size == size(n_elements))?;
        entry.last_used = self.clock;
        Some(Arc::clone(&entry.prepared))
    }

    /// Keeps a statement; where there are too many, the half not used for longest goes.
    pub(super) fn insert(&mut self, text: &str, n_elements: usize, prepared: Arc<Prepared>) {
        if self.by_text.len() >= MOST {
            let mut uses: Vec<u64> = self.by_text.values().map(|entry| entry.last_used).collect();
            uses.sort_unstable();
            let oldest_kept = uses[uses.len() / 2];
            self.by_text.retain(|_, entry| entry.last_used >= oldest_kept);
        }
        let entry = Entry { prepared, last_used: self.clock, size: size(n_elements) };
        self.by_text.insert(text.into(), entry);
    }

    pub(super) fn clear(&mut self) {
        self.by_text.clear();
    }
}

/// Returns the order of magnitude, to the power of four: plans are chosen anew when a graph has grown that much.
fn size(n_elements: usize) -> u32 {
    n_elements.checked_ilog2().map_or(0, |log| log / 2 + 1)
}
