//! All texts that name a node, and the search for what a person typed among them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization as _;

use super::fold::fold_into;
use super::grading::{LOOSE_WORTH, worth};
use super::query::Query;
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
    node_numbers: OnceLock<Vec<usize>>,
}

#[derive(Debug)]
struct Stored {
    node: NodeId,
    origin: Origin,
    end: usize,
}

/// The fold keys of all entries; empty for ids.
#[derive(Debug)]
pub(super) struct Keys {
    text: String,
    ends: Vec<usize>,
}

/// An entry that matches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) index: usize,
    pub(super) how: How,
    /// What else its names say, in words, where nodes are compared by that.
    pub(super) cost: Option<usize>,
}

/// How many near names are suggested.
const MOST_SUGGESTED: usize = 5;

impl<'a> FromIterator<Entry<'a>> for NameIndex {
    fn from_iter<I: IntoIterator<Item = Entry<'a>>>(entries: I) -> Self {
        NameIndex::new(entries)
    }
}

impl NameIndex {
    /// Takes in all entries. Where matches are equally good, those of earlier entries come first.
    ///
    /// A rendering that holds several, divided by ` / `, is taken as so many.
    pub fn new<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> NameIndex {
        let mut index = NameIndex::default();
        for Entry { node, text, origin } in entries {
            let n_parts = if origin == Origin::Gloss { usize::MAX } else { 1 };
            for text in text.splitn(n_parts, " / ") {
                index.texts.push_str(text);
                index.entries.push(Stored { node, origin, end: index.texts.len() });
            }
        }
        index
    }

    /// Returns what `query` stands for. The first of these rules that any text satisfies decides:
    ///
    /// 1. an id to the letter;
    /// 2. a name or alias, the same text in NFC;
    /// 3. the same with other case, punctuation or place of a tone mark;
    /// 4. the same letters, with all marks left out or some (below);
    /// 5. an English rendering of ours, likewise;
    /// 6. an id typed with spaces or capitals, if no marks were typed;
    /// 7. the same letters, spaces ignored;
    /// 8. whole words of a name or alias, side by side;
    /// 9. the same with the last word begun, unless that makes one Vietnamese syllable of another;
    /// 10. words of a name or alias in any order, half of it or more;
    /// 11. all the words somewhere in the names, aliases and renderings of one node;
    /// 12. for names that are not Vietnamese, another spelling of the same sounds, if clearly the best;
    /// 13. after a form of address (ông, đồng chí, Mr), what the rest stands for;
    /// 14. a whole name of two words or more at the end, after a title, unless names of other nodes end with
    ///     it too (`Hà Nội`: then what is before it is no title).
    ///
    /// A name that contains the whole of another match only mentions it and is left out. Words in the middle
    /// or at the end of a long name, or of a phrase, fall under rule 11. There the node is taken whose name
    /// says least else, by two words at least, if two were typed: words that were not typed, words that only other names of the
    /// node have, and two more if it begins with a word that was not typed. Else all are candidates. A name
    /// that has the words here and there, and begins so or has over three others for each, is only suggested. A name that is a part of what was
    /// typed is a candidate if that begins with it, and the best match does not. Plurals of English words
    /// are the same words. Of a web address only the whole answers, or a part typed with its dot.
    ///
    /// Marks may be left out altogether, but once typed they count. A typed word that can stand in Vietnamese
    /// is written out: `Nguyễn Văn Phong` is not Nguyễn Văn Phóng, nor `tiên` tiến. If one cannot (`Tien`,
    /// `Kiem`, `Viêt`), marks were left out, and it and the words without any mark answer to names with more
    /// marks: `Đinh Tien Dung`. A mark that was typed and is not in the name always makes it another name.
    ///
    /// A query without letters or digits, or whose key passes 256 bytes, is only looked up to the letter.
    /// Linear in the texts.
    pub fn resolve(&self, query: &str) -> Resolution {
        if let Some(found) = self.only_exact(query) {
            return Resolution::One(found);
        }
        let query = Query::new(query);
        let mut matches = self.ranked(&query, self.named(&query), usize::MAX);
        match matches.len() {
            0 => Resolution::None { near: self.ranked(&query, self.near(&query), MOST_SUGGESTED) },
            1 => Resolution::One(matches.swap_remove(0)),
            _ => Resolution::Several(matches),
        }
    }

    /// Returns up to `limit` nodes that match in any way, best first; one match for each.
    ///
    /// Beside rules 1 to 11 of [`resolve`](Self::resolve) it knows beginnings of words and, after those,
    /// letters inside a word. All words of the query must be in the names of one node, with the marks typed.
    /// Only if nothing is found come other spellings of the same sounds, and if there are none, what
    /// [`Resolution::None`] suggests: the nodes with most of the words, and near spellings.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Match> {
        let query = Query::new(query);
        let mut hits = self.exact(&query.text);
        if query.is_comparable() {
            hits.extend(self.identified(&query));
            hits.extend(self.graded(&query).filter(|hit| hit.how < How::OtherMarks));
            hits.extend(self.with_all_words(&query));
            hits.extend(self.with_initials(&query));
            if hits.is_empty() {
                hits = self.alike_in_sound(&query);
            }
        }
        if hits.is_empty() {
            hits = self.similar(&query);
        }
        self.ranked(&query, hits, limit)
    }

    pub(super) fn text(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.entries[before].end);
        &self.texts[start..self.entries[index].end]
    }

    pub(super) fn keys(&self) -> &Keys {
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

    pub(super) fn n_texts(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn node(&self, index: usize) -> NodeId {
        self.entries[index].node
    }

    /// Returns the number of a text's node, counted from 0 by first texts.
    pub(super) fn node_number(&self, index: usize) -> usize {
        let numbers = self.node_numbers.get_or_init(|| {
            let mut known = HashMap::new();
            let nodes = self.entries.iter().map(|stored| stored.node);
            nodes
                .map(|node| {
                    let next = known.len();
                    *known.entry(node).or_insert(next)
                })
                .collect()
        });
        numbers[index]
    }

    pub(super) fn origin(&self, index: usize) -> Origin {
        self.entries[index].origin
    }

    /// Returns all entries that have a key, with it.
    pub(super) fn keyed(&self) -> impl Iterator<Item = (usize, &str)> + Clone {
        let keys = self.keys();
        (0..self.entries.len()).map(|index| (index, keys.get(index))).filter(|(_, key)| !key.is_empty())
    }

    /// Returns the best match of each node, best first, up to `most`.
    fn ranked(&self, query: &Query, hits: Vec<Hit>, most: usize) -> Vec<Match> {
        let mut scored: Vec<(f64, Hit)> = hits.into_iter().map(|hit| (self.score(hit, query), hit)).collect();
        scored.sort_by(|(a, hit), (b, other)| b.total_cmp(a).then(hit.index.cmp(&other.index)));
        let mut seen = HashSet::new();
        scored.retain(|(_, hit)| seen.insert(self.entries[hit.index].node));
        scored.into_iter().take(most).map(|(score, hit)| self.found(hit, score)).collect()
    }

    /// Returns the match of a text typed just as one node alone has it, before any key is made.
    fn only_exact(&self, query: &str) -> Option<Match> {
        let text: String = query.nfc().collect();
        let hits = self.exact(&text);
        let first = *hits.first()?;
        let node = |hit: &Hit| self.entries[hit.index].node;
        hits.iter().all(|hit| node(hit) == node(&first)).then(|| self.found(first, worth(first.how)))
    }

    fn found(&self, Hit { index, how, .. }: Hit, score: f64) -> Match {
        let Stored { node, origin, .. } = self.entries[index];
        Match { node, text: self.text(index).to_owned(), origin, how, score }
    }

    /// The kind of match decides; then, where nodes are compared by it, what else their names say, or else the origin of the text, the share of it that was typed, and, for a
    /// query without marks, whether it has none there either.
    fn score(&self, Hit { index, how, cost }: Hit, query: &Query) -> f64 {
        if let Some(cost) = cost {
            return worth(how).min(LOOSE_WORTH) * (0.9 + 0.1 / (1.0 + cost as f64));
        }
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
    pub(super) fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let range: Range<usize> = start..self.ends[index];
        &self.text[range]
    }
}
