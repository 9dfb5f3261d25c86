//! The rules of [`NameIndex`], each a pass over its texts.

use std::cmp::Ordering;

use super::grading::{
    LOOSE_RULE, grade, has_initials, is_same_text, marks_agree, next_to, rule, slips, suggest,
};
use super::index::{Hit, NameIndex};
use super::near::{letters_to_run, word_starts};
use super::query::{Query, mentions};
use super::sound::Sound;
use super::web::has_web_address;
use super::words::{CLEAR, Covered, Text, WordSearch};
use super::{How, Origin, accent_key, address, fold};

/// Hits that are compared with each other; more are too many to choose from anyway.
const MOST_COMPARED: usize = 200;

/// Texts that are looked at for words in common with a query that names nothing.
const MOST_LISTED: usize = 1_000;

/// How many other words a name may have for each that was typed, if they stand here and there in it.
const MOST_ELSE: usize = 3;

const fn hit(index: usize, how: How) -> Hit {
    Hit { index, how, cost: None }
}

impl NameIndex {
    /// Returns what a query stands for, under the first rule that any text satisfies.
    pub(super) fn named(&self, query: &Query) -> Vec<Hit> {
        let exact = self.exact(&query.text);
        if !exact.is_empty() || !query.is_comparable() {
            return exact;
        }
        let rules = [NameIndex::by_names, NameIndex::alike_in_sound, NameIndex::addressed, NameIndex::titled];
        rules.iter().map(|rule| rule(self, query)).find(|hits| !hits.is_empty()).unwrap_or_default()
    }

    /// Returns ids equal to the query, or else names and aliases.
    pub(super) fn exact(&self, query: &str) -> Vec<Hit> {
        let equal = |index: &usize| is_same_text(self.text(*index), query);
        let (ids, names): (Vec<usize>, Vec<usize>) = (0..self.n_texts())
            .filter(|index| self.origin(*index) != Origin::Gloss)
            .filter(equal)
            .partition(|index| self.origin(*index) == Origin::Id);
        let found = if ids.is_empty() { names } else { ids };
        found.into_iter().map(|index| hit(index, How::Exact)).collect()
    }

    /// Returns ids equal to a query without marks but for case and what divides their words.
    pub(super) fn identified(&self, query: &Query) -> impl Iterator<Item = Hit> {
        let key = query.plain.key.as_bytes();
        let may_be = move |id: &str| {
            let ends =
                |text: &[u8]| Some((text.first()?.to_ascii_lowercase(), text.last()?.to_ascii_lowercase()));
            id.len() == key.len() && ends(id.as_bytes()) == ends(key)
        };
        (0..self.n_texts())
            .filter(|index| query.marked.is_none() && self.origin(*index) == Origin::Id)
            .filter(move |index| may_be(self.text(*index)) && fold(self.text(*index)) == query.plain.key)
            .map(|index| hit(index, How::Id))
    }

    /// Returns every match but near ones.
    pub(super) fn graded(&self, query: &Query) -> impl Iterator<Item = Hit> {
        self.keyed().filter_map(|(index, key)| Some(hit(index, grade(query, self.text(index), key)?)))
    }

    /// Returns the matches under the first rule that has any, of those that take names word by word.
    fn by_names(&self, query: &Query) -> Vec<Hit> {
        let mut first = u8::MAX;
        let (mut hits, mut longer) = (Vec::new(), Vec::new());
        for hit in self.graded(query).chain(self.identified(query)) {
            if hit.how == How::Longer {
                longer.push(hit);
            }
            let Some(rule) = rule(hit.how, self.origin(hit.index)) else { continue };
            match rule.cmp(&first) {
                Ordering::Less => (first, hits) = (rule, vec![hit]),
                Ordering::Equal => hits.push(hit),
                Ordering::Greater => {}
            }
        }
        if first < LOOSE_RULE {
            return self.without_mentions(hits);
        }
        if hits.len() <= MOST_COMPARED {
            hits.extend(self.with_all_words(query));
        }
        self.clearly_best(query, hits, &longer)
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

    /// Returns the nodes that have all words of the query in their names together.
    pub(super) fn with_all_words(&self, query: &Query) -> Vec<Hit> {
        let Some(search) = WordSearch::new(query) else { return Vec::new() };
        let nodes = search.with_all(&self.whole_texts());
        let how = |node: &Covered| if node.is_in_one { How::Among } else { How::Spread };
        nodes.iter().map(|node| Hit { index: node.index, how: how(node), cost: Some(node.cost) }).collect()
    }

    fn whole_texts(&self) -> impl Iterator<Item = Text<'_>> + Clone {
        self.keyed().map(|(index, _)| self.whole_text(index))
    }

    fn whole_text(&self, index: usize) -> Text<'_> {
        let (node, origin, stored) = (self.node_number(index), self.origin(index), self.text(index));
        Text { index, node, origin, stored, key: self.keys().get(index) }
    }

    /// Returns the one node whose names say least else, or all if none is clearly best.
    ///
    /// Only the best of those is held against a name that what was typed begins with.
    fn clearly_best(&self, query: &Query, hits: Vec<Hit>, longer: &[Hit]) -> Vec<Hit> {
        if hits.len() > MOST_COMPARED {
            return hits;
        }
        let Some(search) = WordSearch::new(query) else { return Vec::new() };
        let mut hits = self.without_mentions(self.meant(&search, hits));
        hits.sort_by_key(|hit| hit.cost);
        let Some(&best) = hits.first() else { return hits };
        let margin = if search.n_words() > 1 { CLEAR } else { usize::MAX };
        let is_as_good = |hit: &&Hit| hit.cost < best.cost.map(|cost| cost.saturating_add(margin));
        if hits.iter().filter(is_as_good).any(|hit| self.node(hit.index) != self.node(best.index)) {
            return hits;
        }
        hits.truncate(1);
        if search.begins_else(self.whole_text(best.index)) {
            hits.extend(longer.iter().filter(|hit| self.is_most_of(query, hit.index)));
        }
        hits
    }

    /// Returns the hits with what else they say, but for names that have the words here and there only, and
    /// either begin with another or say far more.
    fn meant(&self, search: &WordSearch<'_>, hits: Vec<Hit>) -> Vec<Hit> {
        let text = |hit: &Hit| self.whole_text(hit.index);
        let cost = |hit: &Hit| hit.cost.unwrap_or_else(|| search.cost(text(hit)));
        let costed = hits.into_iter().map(|hit| Hit { cost: Some(cost(&hit)), ..hit });
        let is_far =
            |hit: &Hit| hit.cost > Some(MOST_ELSE * search.n_words()) || search.begins_else(text(hit));
        costed.filter(|hit| hit.how < How::Among || !is_far(hit)).collect()
    }

    /// Returns whether a name begins what was typed, and is half of it or more.
    fn is_most_of(&self, query: &Query, index: usize) -> bool {
        let name = self.keys().get(index);
        query.plain.key.starts_with(name) && 2 * name.len() >= query.plain.key.len()
    }

    /// Returns the names that sound most like the query: all with its very sound, or else all whose
    /// sound is at most one letter further from it than the nearest.
    pub(super) fn alike_in_sound(&self, query: &Query) -> Vec<Hit> {
        let Some(sound) = Sound::of_query(&query.plain.key) else { return Vec::new() };
        let is_comparable =
            |text: &str| !has_initials(text) && !has_web_address(text) && marks_agree(query, text);
        let near: Vec<(usize, usize)> = self
            .keyed()
            .filter(|(index, _)| self.origin(*index) != Origin::Gloss)
            .filter_map(|(index, key)| Some((sound.distance_to(key)?, index)))
            .filter(|(_, index)| is_comparable(self.text(*index)))
            .collect();
        let nearest = near.iter().map(|(distance, _)| *distance).min().unwrap_or_default();
        let most = next_to(nearest);
        let kept = near.into_iter().filter(|(distance, _)| *distance <= most);
        self.without_mentions(kept.map(|(_, index)| self.sound_hit(query, index)).collect())
    }

    fn sound_hit(&self, query: &Query, index: usize) -> Hit {
        let letters = letters_to_run(&query.plain.key, self.keys().get(index));
        hit(index, How::Sound { letters })
    }

    /// Returns what the query stands for without the forms of address before it.
    fn addressed(&self, query: &Query) -> Vec<Hit> {
        let Some(rest) = address::rest(query) else { return Vec::new() };
        let hits = self.named(&Query::new(&rest));
        hits.into_iter().map(|hit| Hit { how: How::Addressed, ..hit }).collect()
    }

    /// Returns the longest name that ends the query, unless it ends other names too.
    fn titled(&self, query: &Query) -> Vec<Hit> {
        let key = &query.plain.key;
        let at_end = |name: &str| key.strip_suffix(name).is_some_and(|before| before.ends_with(' '));
        let names: Vec<(usize, &str)> = self
            .keyed()
            .filter(|(index, name)| {
                name.contains(' ') && at_end(name) && self.origin(*index) != Origin::Gloss
            })
            .collect();
        let Some(longest) = names.iter().map(|(_, name)| *name).max_by_key(|name| name.len()) else {
            return Vec::new();
        };
        let of_whole =
            names.iter().filter(|(index, name)| *name == longest && self.ends_it(query, *index, name));
        let hits: Vec<Hit> = of_whole.map(|(index, _)| hit(*index, How::Titled)).collect();
        if self.ends_other_names(longest, &hits) { Vec::new() } else { hits }
    }

    /// Returns whether the end of the query is the whole of a name, marks included.
    fn ends_it(&self, query: &Query, index: usize, name: &str) -> bool {
        let Some(marked) = &query.marked else { return true };
        let n_before = query.plain.n_words().saturating_sub(word_starts(name).count());
        let end = word_starts(&marked.key).nth(n_before).map_or("", |at| &marked.key[at..]);
        grade(&Query::new(end), self.text(index), name).is_some_and(|how| how.is_whole())
    }

    fn ends_other_names(&self, name: &str, hits: &[Hit]) -> bool {
        let is_own = |index| hits.iter().any(|hit| self.node(hit.index) == self.node(index));
        self.keyed()
            .filter(|(index, _)| self.origin(*index) != Origin::Gloss)
            .filter(|(_, other)| other.strip_suffix(name).is_some_and(|before| before.ends_with(' ')))
            .any(|(index, _)| !is_own(index))
    }

    /// Returns what may have been meant when nothing matches.
    pub(super) fn near(&self, query: &Query) -> Vec<Hit> {
        self.near_if(query, |_| true)
    }

    /// Returns what is shown of near names to who searches: not other words for one word.
    pub(super) fn similar(&self, query: &Query) -> Vec<Hit> {
        self.near_if(query, |hit| match hit.how {
            How::OtherMarks => query.plain.n_words() > 1,
            How::Near { .. } => marks_agree(query, self.text(hit.index)),
            _ => true,
        })
    }

    /// Of near spellings, only those with at most a slip stand beside names with several of the words.
    fn near_if(&self, query: &Query, is_shown: impl Fn(&Hit) -> bool) -> Vec<Hit> {
        if !query.is_comparable() {
            return Vec::new();
        }
        let mut hits = self.without_mentions(self.nearly_spelled(query));
        let covered = self.with_most_words(query);
        let has_several = covered.iter().any(|hit| !matches!(hit.how, How::SomeWords { words: 1 }));
        hits.retain(|hit| covered.is_empty() || slips(hit.how) < if has_several { 2 } else { 3 });
        hits.retain(is_shown);
        if has_several || hits.is_empty() {
            hits.extend(covered);
        }
        hits.extend(self.with_initials(query));
        hits
    }

    fn nearly_spelled(&self, query: &Query) -> Vec<Hit> {
        let mut most = usize::MAX;
        let mut hits = Vec::new();
        for (index, key) in self.keyed() {
            let Some(how) = suggest(query, self.text(index), key, most) else { continue };
            most = most.min(next_to(slips(how)));
            hits.push(hit(index, how));
        }
        hits.retain(|hit| slips(hit.how) <= most);
        hits
    }

    /// Returns the nodes with most words of the query, half of them or more.
    fn with_most_words(&self, query: &Query) -> Vec<Hit> {
        let Some(search) = WordSearch::new(query).filter(|search| search.n_words() > 1) else {
            return Vec::new();
        };
        let nodes = search.with_most(&self.whole_texts(), MOST_LISTED);
        nodes.iter().map(NameIndex::covered_hit).collect()
    }

    fn covered_hit(node: &Covered) -> Hit {
        let is_whole = node.is_in_one && node.cost == 0 && node.n_words > 1;
        let how = if is_whole { How::Longer } else { How::SomeWords { words: node.n_words } };
        Hit { index: node.index, how, cost: Some(node.cost) }
    }

    /// Returns the names, aliases and renderings whose words begin with the capitals typed, and no others.
    pub(super) fn with_initials(&self, query: &Query) -> Vec<Hit> {
        let letters = query.plain.key.as_str();
        let are_capitals = query.text.chars().all(|letter| letter.is_alphabetic() && letter.is_uppercase());
        if !are_capitals || letters.len() < 2 {
            return Vec::new();
        }
        let is_spelled =
            |key: &str| key.split(' ').filter_map(|word| word.chars().next()).eq(letters.chars());
        self.keyed().filter(|(_, key)| is_spelled(key)).map(|(index, _)| hit(index, How::Initials)).collect()
    }
}
