//! Texts by number: each distinct text once, one behind the other.

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use memchr::memmem::Finder;
use std::hash::BuildHasher as _;

/// Distinct texts, numbered in the order in which they came.
///
/// Memory: the bytes of the texts, and about 12 bytes a text.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    text: String,
    /// Where each text ends; it begins where the one before it ends.
    ends: Vec<u32>,
    codes: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// What part of a text is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPart {
    /// How it begins.
    Start,
    /// What lies anywhere in it.
    Anywhere,
    /// How it ends.
    End,
}

impl TextPart {
    /// Says whether a text has `part` in this place; the empty text is everywhere.
    pub fn holds(self, text: &str, part: &str) -> bool {
        match self {
            TextPart::Start => text.starts_with(part),
            TextPart::Anywhere => text.contains(part),
            TextPart::End => text.ends_with(part),
        }
    }
}

impl Dictionary {
    /// Returns how many texts there are; every code is below it.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns a text by its code; the empty text for a code that was not given out.
    pub fn text(&self, code: u32) -> &str {
        text_of(&self.text, &self.ends, code)
    }

    /// Returns the code of a text that is there. Cost `O(length)`.
    pub fn code(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.codes.find(hash, |code| self.text(*code) == text).copied()
    }

    /// Returns the code of a text, giving it one if it is new; none where all texts together would pass 4 GiB.
    pub(super) fn insert(&mut self, text: &str) -> Option<u32> {
        let Dictionary { text: all, ends, codes, hasher } = self;
        let is_same = |code: &u32| text_of(all, ends, *code) == text;
        let hash_of = |code: &u32| hasher.hash_one(text_of(all, ends, *code));
        match codes.entry(hasher.hash_one(text), is_same, hash_of) {
            Entry::Occupied(place) => Some(*place.get()),
            Entry::Vacant(place) => {
                let end = u32::try_from(all.len() + text.len()).ok()?;
                let code = u32::try_from(ends.len()).ok()?;
                place.insert(code);
                all.push_str(text);
                ends.push(end);
                Some(code)
            }
        }
    }

    /// Says of each text, by code, whether it has `part` in a place. Cost `O(bytes)`, and a search through all texts at
    /// once rather than one after another.
    pub fn with_part(&self, place: TextPart, part: &str) -> Vec<bool> {
        if place != TextPart::Anywhere || part.is_empty() {
            #[expect(clippy::cast_possible_truncation, reason = "codes are numbers of 32 bits")]
            return (0..self.len() as u32).map(|code| place.holds(self.text(code), part)).collect();
        }
        let mut found = vec![false; self.len()];
        let finder = Finder::new(part);
        let all = self.text.as_bytes();
        let (mut at, mut code) = (0, 0);
        while let Some(next) = all.get(at..).and_then(|rest| finder.find(rest)) {
            let start = at + next;
            while self.ends[code] as usize <= start {
                code += 1;
            }
            let end = self.ends[code] as usize;
            // A hit may lie across two texts; what follows may still lie within the second.
            at = if start + part.len() <= end {
                found[code] = true;
                end
            } else {
                start + 1
            };
        }
        found
    }

    /// Returns how many bytes it takes, about.
    pub fn n_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.codes.capacity() * 5
    }
}

fn text_of<'t>(all: &'t str, ends: &[u32], code: u32) -> &'t str {
    let code = code as usize;
    let start = code.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(code).copied().unwrap_or(start);
    all.get(start as usize..end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The search through all texts at once finds what a search through each of them does.
        #[test]
        fn finds_what_each_text_has(texts in prop::collection::vec("[abđ]{0,4}", 0..20), part in "[abđ]{0,3}") {
            let mut dictionary = Dictionary::default();
            let codes: Vec<_> = texts.iter().map(|text| dictionary.insert(text)).collect();
            for (text, code) in texts.iter().zip(&codes) {
                prop_assert_eq!(dictionary.code(text), *code);
                prop_assert_eq!(code.map(|code| dictionary.text(code)), Some(text.as_str()));
            }
            for place in [TextPart::Start, TextPart::Anywhere, TextPart::End] {
                let found = dictionary.with_part(place, &part);
                for (text, code) in texts.iter().zip(&codes) {
                    let found = code.map(|code| found[code as usize]);
                    prop_assert_eq!(found, Some(place.holds(text, &part)), "{:?} {}", place, text);
                }
            }
        }
    }
}
