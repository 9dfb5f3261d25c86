//! Words of a query looked up among all the texts that name a node, in any order.

use super::marks::may_be;
use super::query::Query;
use super::syllable::is_syllable;
use super::web::has_web_address;
use super::{Origin, accent_key, fold};

/// A set of words of a query, one bit each.
type WordSet = u128;

/// The words of a query, each to be found on its own.
pub(super) struct WordSearch<'q> {
    query: &'q Query,
    words: Vec<&'q str>,
    marked: Option<Vec<&'q str>>,
    /// Whether a word begins with this byte.
    begins: [bool; 256],
}

/// A text to be searched.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) index: usize,
    /// The number of its node, counted from 0 by first texts.
    pub(super) node: usize,
    pub(super) origin: Origin,
    pub(super) stored: &'t str,
    /// The fold key.
    pub(super) key: &'t str,
}

/// What the names of a node have of a query.
pub(super) struct Covered {
    /// The text that says least else.
    pub(super) index: usize,
    /// Words of the query that some name of the node has.
    pub(super) n_words: usize,
    /// What that text says else, and lacks.
    pub(super) cost: usize,
    /// Whether that text has all the words that the names have together.
    pub(super) is_in_one: bool,
}

/// By how many words a name must say less than others to be clearly the best.
pub(super) const CLEAR: usize = 2;

impl<'q> WordSearch<'q> {
    /// Takes a query of at most 128 words.
    pub(super) fn new(query: &'q Query) -> Option<WordSearch<'q>> {
        let words: Vec<&str> = query.plain.key.split(' ').collect();
        let marked = query.marked.as_ref().map(|marked| marked.key.split(' ').collect());
        let mut begins = [false; 256];
        for first in words.iter().filter_map(|word| word.bytes().next()) {
            begins[usize::from(first)] = true;
        }
        (words.len() <= WordSet::BITS as usize).then_some(WordSearch { query, words, marked, begins })
    }

    pub(super) fn n_words(&self) -> usize {
        self.words.len()
    }

    /// Returns the nodes whose names have all the words, in order.
    pub(super) fn with_all<'t>(&self, texts: &(impl Iterator<Item = Text<'t>> + Clone)) -> Vec<Covered> {
        let of_nodes = self.words_of_nodes(texts.clone());
        self.with_at_least(self.n_words(), texts.clone(), &of_nodes, usize::MAX)
    }

    /// Returns the nodes whose names have most words, half of them or more, in order, from the first
    /// `n_texts` texts that may have so many.
    pub(super) fn with_most<'t>(
        &self,
        texts: &(impl Iterator<Item = Text<'t>> + Clone),
        n_texts: usize,
    ) -> Vec<Covered> {
        let of_nodes = self.words_of_nodes(texts.clone());
        let counts = (self.n_words().div_ceil(2)..=self.n_words()).rev();
        let mut nodes = counts.map(|n_words| self.with_at_least(n_words, texts.clone(), &of_nodes, n_texts));
        nodes.find(|nodes| !nodes.is_empty()).unwrap_or_default()
    }

    /// Returns what a text says beside the query: a word each, and as much as [`CLEAR`] if it
    /// [begins with something else](Self::begins_else).
    pub(super) fn cost(&self, text: Text<'_>) -> usize {
        let n_typed = self.plain_words(text.key).count_ones() as usize;
        let n_unused = text.key.split(' ').count() - n_typed;
        n_unused + if self.begins_else(text) { CLEAR } else { 0 }
    }

    /// Returns whether a name or alias begins with a word that was not typed.
    ///
    /// A Vietnamese name begins with what it is about; an English rendering does not.
    pub(super) fn begins_else(&self, Text { origin, stored, key, .. }: Text<'_>) -> bool {
        let first = key.split(' ').next().unwrap_or_default();
        let is_typed = || match &self.marked {
            _ if !self.words.iter().any(|typed| is_same_word(typed, first)) => false,
            None => true,
            Some(_) => {
                let accent = accent_key(stored);
                self.word_for(accent.split(' ').next().unwrap_or_default(), 0).is_some()
            }
        };
        origin != Origin::Gloss && !is_typed()
    }

    /// Returns the words that the names of each node have together, marks aside.
    fn words_of_nodes<'t>(&self, texts: impl Iterator<Item = Text<'t>>) -> Vec<WordSet> {
        let mut of_nodes = Vec::new();
        for text in texts {
            if of_nodes.len() <= text.node {
                of_nodes.resize(text.node + 1, 0);
            }
            of_nodes[text.node] |= self.plain_words(text.key);
        }
        of_nodes
    }

    fn with_at_least<'t>(
        &self,
        n_words: usize,
        texts: impl Iterator<Item = Text<'t>>,
        of_nodes: &[WordSet],
        n_texts: usize,
    ) -> Vec<Covered> {
        let may_have = |text: &Text<'_>| of_nodes[text.node].count_ones() as usize >= n_words;
        let mut found: Vec<(Text<'_>, WordSet)> = texts
            .filter(may_have)
            .map(|text| (text, self.true_words(text)))
            .filter(|(_, words)| *words != 0)
            .take(n_texts)
            .collect();
        found.sort_by_key(|(text, _)| text.node);
        let nodes = found.chunk_by(|(a, _), (b, _)| a.node == b.node);
        nodes.filter_map(|names| self.best(names)).filter(|node| node.n_words >= n_words).collect()
    }

    /// Returns the text of a node that does not begin with something else, if any, and says least else.
    fn best(&self, names: &[(Text<'_>, WordSet)]) -> Option<Covered> {
        let all = names.iter().fold(0, |all, (_, words)| all | words);
        let rated = names.iter().map(|(text, words)| {
            let n_lacking = (all & !words).count_ones() as usize;
            let n_words = all.count_ones() as usize;
            let cost = self.cost(*text) + n_lacking;
            let covered = Covered { index: text.index, n_words, cost, is_in_one: n_lacking == 0 };
            (self.begins_else(*text), covered)
        });
        rated.min_by_key(|(begins_else, covered)| (*begins_else, covered.cost)).map(|(_, covered)| covered)
    }

    fn plain_words(&self, key: &str) -> WordSet {
        let may_be_typed =
            |named: &&str| named.bytes().next().is_some_and(|byte| self.begins[usize::from(byte)]);
        key.split(' ').filter(may_be_typed).fold(0, |taken, named| {
            let mut words = self.words.iter().enumerate().filter(|(at, _)| taken & (1 << at) == 0);
            let found = words.find(|(_, typed)| is_same_word(typed, named));
            taken | found.map_or(0, |(at, _)| 1 << at)
        })
    }

    /// Returns the words that a text has with the marks typed, and not in a web address only.
    ///
    /// A rendering without marks (`Dinh Tien Dung`) does not tell which Dung it means.
    fn true_words(&self, Text { stored, key, .. }: Text<'_>) -> WordSet {
        if self.marked.is_none() && !has_web_address(stored) {
            return self.plain_words(key);
        }
        let accent = accent_key(&self.query.seen_of(stored));
        let is_plain = self.marked.is_some() && stored.is_ascii();
        let words = accent.split(' ').filter(|word| !is_plain || !is_syllable(word));
        words.fold(0, |taken, named| taken | self.word_for(named, taken).map_or(0, |at| 1 << at))
    }

    /// Returns the place of the first typed word that may be the named one, of those not taken.
    fn word_for(&self, named: &str, taken: WordSet) -> Option<usize> {
        let plain = fold(named);
        let has_marks_of = |at| {
            let marked = self.marked.as_ref().and_then(|words| words.get(at).copied());
            marked.is_none_or(|word| may_be(word, named, self.query.lacks_marks))
        };
        let mut words = self.words.iter().enumerate().filter(|(at, _)| taken & (1 << at) == 0);
        words
            .find(|(at, typed)| is_same_word(typed, &plain) && (**typed != plain || has_marks_of(*at)))
            .map(|(at, _)| at)
    }
}

/// Returns whether two words are one, but for the plural of an English one.
fn is_same_word(a: &str, b: &str) -> bool {
    if a.len() == b.len() {
        return a == b;
    }
    let (one, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    one.len() > 2 && many.len() <= one.len() + 2 && is_plural_of(one, many) && !is_syllable(one)
}

/// `Lao` is no singular: a Vietnamese syllable takes no ending.
fn is_plural_of(one: &str, many: &str) -> bool {
    match many.strip_prefix(one) {
        Some("s") => !one.ends_with('s'),
        Some("es") => one.ends_with(['s', 'x', 'h']),
        Some(_) => false,
        None => one.strip_suffix('y').is_some_and(|stem| many.strip_prefix(stem) == Some("ies")),
    }
}
