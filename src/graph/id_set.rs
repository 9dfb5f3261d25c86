//! Sets of ids.

/// A set of ids as bits, from 0 to the largest. Asking and adding cost `O(1)`.
#[derive(Debug, Clone, Default)]
pub(super) struct IdSet {
    words: Vec<u64>,
    n_ids: usize,
    /// The words from here to there are all that may have bits.
    filled: std::ops::Range<usize>,
}

impl IdSet {
    pub(super) fn is_empty(&self) -> bool {
        self.n_ids == 0
    }

    pub(super) fn len(&self) -> usize {
        self.n_ids
    }

    pub(super) fn contains(&self, id: u32) -> bool {
        let word = self.words.get(id as usize / 64);
        word.is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// Adds an id; ids are below `bound`.
    pub(super) fn insert(&mut self, id: u32, bound: usize) {
        let at = id as usize / 64;
        if self.words.len() <= at {
            // At once, as memory that is asked for zeroed costs nothing until it is touched.
            let mut words = vec![0; bound.div_ceil(64).max(at + 1)];
            words[..self.words.len()].copy_from_slice(&self.words);
            self.words = words;
        }
        let bit = 1 << (id % 64);
        self.n_ids += usize::from(self.words[at] & bit == 0);
        self.words[at] |= bit;
        self.filled = if self.filled.is_empty() {
            at..at + 1
        } else {
            self.filled.start.min(at)..self.filled.end.max(at + 1)
        };
    }

    /// Returns the ids in ascending order.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = u32> {
        let words = self.filled.clone().map(|at| (at, self.words[at])).filter(|(_, word)| *word != 0);
        words.flat_map(|(at, word)| {
            let first = u32::try_from(at * 64).unwrap_or(u32::MAX);
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set(ids in prop::collection::vec(0..500_u32, 0..60)) {
            let mut set = IdSet::default();
            let twin: BTreeSet<u32> = ids.iter().copied().collect();
            ids.iter().for_each(|id| set.insert(*id, 300));
            prop_assert_eq!(set.len(), twin.len());
            prop_assert_eq!(set.is_empty(), twin.is_empty());
            prop_assert!((0..600).all(|id| set.contains(id) == twin.contains(&id)));
            prop_assert!(set.iter().eq(twin.iter().copied()));
            prop_assert!(set.iter().rev().eq(twin.iter().rev().copied()));
        }
    }
}
