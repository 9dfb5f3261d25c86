//! All texts that name a node, and the search for what a person typed among them.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use super::fold::fold_into;
use super::grading::{
    LOOSE_RULE, grade, has_initials, is_same_text, marks_agree, next_to, rule, slips, suggest, worth,
};
use super::near::letters_to_run;
use super::query::{Query, mentions};
use super::sound::Sound;
use super::{How, Match, Origin, accent_key};
use crate::model::NodeId;

/// A text that names a node.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The node.
    pub node: NodeId,
    /// The text as stored.
    pub text: &'a str,
    /// What the text is to the node.
    pub origin: Origin,
}

/// What a query stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// One node.
    One(Match),
    /// Several nodes alike, at least two, best first; one match for each.
    Several(Vec<Match>),
    /// No node.
    None {
        /// Up to five nodes that may have been meant, nearest first.
        near: Vec<Match>,
    },
}

/// The texts that name the nodes of a graph.
///
/// Building it copies the texts and nothing more. Fold keys are made once, when a query is not found to
/// the letter. Answers depend on the entries and their order alone.
#[derive(Debug, Default)]
pub struct NameIndex {
    texts: String,
    entries: Vec<Stored>,
    keys: OnceLock<Keys>,
}

#[derive(Debug)]
struct Stored {
    node: NodeId,
    origin: Origin,
    end: usize,
}

/// The fold keys of all entries; empty for ids.
#[derive(Debug)]
struct Keys {
    text: String,
    ends: Vec<usize>,
}

/// An entry that matches.
#[derive(Clone, Copy)]
struct Hit {
    index: usize,
    how: How,
}

/// How many near names are suggested.
const MOST_SUGGESTED: usize = 5;

/// Hits that are compared with each other; more are too many to choose from anyway.
const MOST_COMPARED: usize = 200;

impl<'a> FromIterator<Entry<'a>> for NameIndex {
    fn from_iter<I: IntoIterator<Item = Entry<'a>>>(entries: I) -> Self {
        NameIndex::new(entries)
    }
}

impl NameIndex {
    /// Takes in all entries. Where matches are equally good, those of earlier entries come first.
    pub fn new<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> NameIndex {
        let mut index = NameIndex::default();
        for Entry { node, text, origin } in entries {
            index.texts.push_str(text);
            index.entries.push(Stored { node, origin, end: index.texts.len() });
        }
        index
    }

    /// Returns what `query` stands for. The first of these rules that any text satisfies decides:
    ///
    /// 1. an id to the letter;
    /// 2. a name or alias, the same text in NFC;
    /// 3. the same with other case, punctuation or place of a tone mark;
    /// 4. the same letters, marks ignored;
    /// 5. an English rendering of ours, likewise;
    /// 6. the same letters, spaces ignored;
    /// 7. whole words of a name or alias, side by side;
    /// 8. the same with the last word begun, unless that makes one Vietnamese syllable of another;
    /// 9. words of a name or alias in any order;
    /// 10. whole words in a name of more than four words, side by side but not at its beginning;
    /// 11. words of an English rendering;
    /// 12. for names that are not Vietnamese, another spelling of the same sounds, if clearly the best.
    ///
    /// A name that contains the whole of another match only mentions it and is left out. Where rule 10 or
    /// 11 decides, names that are part of what was typed are as good, and make the answer several.
    ///
    /// Marks may be left out altogether, but once typed they count: from rule 4 on, a query with marks
    /// answers only to names that bear exactly these. A query without letters or digits, or whose key
    /// passes 256 bytes, is only looked up to the letter. Linear in the texts.
    pub fn resolve(&self, query: &str) -> Resolution {
        let query = Query::new(query);
        let mut hits = self.exact(&query);
        if hits.is_empty() && query.is_comparable() {
            hits = self.first_rule(&query);
            if hits.is_empty() {
                hits = self.alike_in_sound(&query);
            }
        }
        let mut matches = self.ranked(&query, hits, usize::MAX);
        match matches.len() {
            0 => Resolution::None { near: self.ranked(&query, self.near(&query), MOST_SUGGESTED) },
            1 => Resolution::One(matches.swap_remove(0)),
            _ => Resolution::Several(matches),
        }
    }

    /// Returns up to `limit` nodes that match in any way, best first; one match for each.
    ///
    /// Beside the rules of [`resolve`](Self::resolve) it knows beginnings of words, letters inside a name,
    /// other spellings of the same sounds for any name that has them, and, if nothing is found, what
    /// [`Resolution::None`] suggests.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Match> {
        let query = Query::new(query);
        let mut hits = self.exact(&query);
        if query.is_comparable() {
            hits.extend(self.graded(&query));
            hits.extend(self.alike_in_sound(&query));
        }
        if hits.is_empty() {
            hits = self.near(&query);
        }
        self.ranked(&query, hits, limit)
    }

    fn text(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.entries[before].end);
        &self.texts[start..self.entries[index].end]
    }

    fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| {
            let mut text = String::with_capacity(self.texts.len());
            let ends = (0..self.entries.len()).map(|index| {
                if self.entries[index].origin != Origin::Id {
                    fold_into(self.text(index), &mut text);
                }
                text.len()
            });
            let ends = ends.collect();
            Keys { text, ends }
        })
    }

    /// Returns all entries that have a key, with it.
    fn keyed(&self) -> impl Iterator<Item = (usize, &str)> {
        let keys = self.keys();
        (0..self.entries.len()).map(|index| (index, keys.get(index))).filter(|(_, key)| !key.is_empty())
    }

    /// Returns ids equal to the query, or else names and aliases.
    fn exact(&self, query: &Query) -> Vec<Hit> {
        let equal = |index: &usize| is_same_text(self.text(*index), &query.text);
        let (ids, names): (Vec<usize>, Vec<usize>) = (0..self.entries.len())
            .filter(|index| self.entries[*index].origin != Origin::Gloss)
            .filter(equal)
            .partition(|index| self.entries[*index].origin == Origin::Id);
        let found = if ids.is_empty() { names } else { ids };
        found.into_iter().map(|index| Hit { index, how: How::Exact }).collect()
    }

    /// Returns every match but near ones.
    fn graded(&self, query: &Query) -> impl Iterator<Item = Hit> {
        self.keyed().filter_map(|(index, key)| Some(Hit { index, how: grade(query, self.text(index), key)? }))
    }

    /// Returns the matches under the first rule that has any.
    fn first_rule(&self, query: &Query) -> Vec<Hit> {
        let mut first = u8::MAX;
        let (mut hits, mut longer) = (Vec::new(), Vec::new());
        for hit in self.graded(query) {
            if hit.how == How::Longer {
                longer.push(hit);
            }
            let Some(rule) = rule(hit.how, self.entries[hit.index].origin) else { continue };
            match rule.cmp(&first) {
                Ordering::Less => (first, hits) = (rule, vec![hit]),
                Ordering::Equal => hits.push(hit),
                Ordering::Greater => {}
            }
        }
        let mut hits = self.without_mentions(hits);
        if first >= LOOSE_RULE && !hits.is_empty() {
            hits.extend(longer);
        }
        hits
    }

    /// Drops hits whose text contains all of another hit's: the query stands for that one.
    fn without_mentions(&self, hits: Vec<Hit>) -> Vec<Hit> {
        if hits.len() > MOST_COMPARED {
            return hits;
        }
        let keys: Vec<String> = hits.iter().map(|hit| accent_key(self.text(hit.index))).collect();
        let is_mention = |key: &String| keys.iter().any(|other| mentions(key, other));
        hits.iter().zip(&keys).filter(|(_, key)| !is_mention(key)).map(|(hit, _)| *hit).collect()
    }

    /// Returns the names that sound most like the query: all with its very sound, or else all whose
    /// sound is at most one letter further from it than the nearest.
    fn alike_in_sound(&self, query: &Query) -> Vec<Hit> {
        let Some(sound) = Sound::of_query(&query.plain.key) else { return Vec::new() };
        let near: Vec<(usize, usize)> = self
            .keyed()
            .filter(|(index, _)| self.entries[*index].origin != Origin::Gloss)
            .filter_map(|(index, key)| Some((sound.distance_to(key)?, index)))
            .filter(|(_, index)| !has_initials(self.text(*index)) && marks_agree(query, self.text(*index)))
            .collect();
        let nearest = near.iter().map(|(distance, _)| *distance).min().unwrap_or_default();
        let most = next_to(nearest);
        let kept = near.into_iter().filter(|(distance, _)| *distance <= most);
        self.without_mentions(kept.map(|(_, index)| self.sound_hit(query, index)).collect())
    }

    fn sound_hit(&self, query: &Query, index: usize) -> Hit {
        let letters = letters_to_run(&query.plain.key, self.keys().get(index));
        Hit { index, how: How::Sound { letters } }
    }

    /// Returns what may have been meant when nothing matches.
    fn near(&self, query: &Query) -> Vec<Hit> {
        if !query.is_comparable() {
            return Vec::new();
        }
        let mut most = usize::MAX;
        let mut hits = Vec::new();
        for (index, key) in self.keyed() {
            let Some(how) = suggest(query, self.text(index), key, most) else { continue };
            most = most.min(next_to(slips(how)));
            hits.push(Hit { index, how });
        }
        hits.retain(|hit| slips(hit.how) <= most);
        self.without_mentions(hits)
    }

    /// Returns the best match of each node, best first, up to `most`.
    fn ranked(&self, query: &Query, hits: Vec<Hit>, most: usize) -> Vec<Match> {
        let mut scored: Vec<(f64, Hit)> = hits.into_iter().map(|hit| (self.score(hit, query), hit)).collect();
        scored.sort_by(|(a, hit), (b, other)| b.total_cmp(a).then(hit.index.cmp(&other.index)));
        let mut seen = HashSet::new();
        scored.retain(|(_, hit)| seen.insert(self.entries[hit.index].node));
        scored.into_iter().take(most).map(|(score, hit)| self.found(hit, score)).collect()
    }

    fn found(&self, Hit { index, how }: Hit, score: f64) -> Match {
        let Stored { node, origin, .. } = self.entries[index];
        Match { node, text: self.text(index).to_owned(), origin, how, score }
    }

    /// The kind of match decides; then the origin of the text, the share of it that was typed, and, for a
    /// query without marks, whether it has none there either.
    fn score(&self, Hit { index, how }: Hit, query: &Query) -> f64 {
        let (text, asked) = (self.text(index), query.plain.key.len());
        let covered = asked.min(text.len()) as f64 / asked.max(text.len()).max(1) as f64;
        let weight = match self.entries[index].origin {
            Origin::Id | Origin::Name => 1.0,
            Origin::Alias => 0.99,
            Origin::Gloss => 0.98,
        };
        let has_no_marks = || text.is_ascii() || query.plain.place_in(&accent_key(text)).is_some();
        let is_as_typed = how <= How::Words && query.marked.is_none() && has_no_marks();
        weight * worth(how) * (0.9 + 0.08 * covered + if is_as_typed { 0.02 } else { 0.0 })
    }
}

impl Keys {
    fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let range: Range<usize> = start..self.ends[index];
        &self.text[range]
    }
}
