//! What was typed, prepared once, and where it stands in a name.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::marks::{lacks_marks, may_be, without_foreign_marks};
use super::near::{LONGEST, word_starts};
use super::syllable::is_syllable;
use super::web::{has_web_address, without_web_addresses};
use super::{accent_key, fold, latin_key};

/// A typed name in all the forms it is compared in.
pub(super) struct Query {
    /// As typed, in NFC.
    pub(super) text: String,
    /// Without marks.
    pub(super) plain: Spelling,
    /// With marks, if any were typed.
    pub(super) marked: Option<Spelling>,
    /// Whether a typed word [lacks marks](lacks_marks).
    pub(super) lacks_marks: bool,
    /// Whether all marks typed are foreign to Vietnamese.
    pub(super) has_foreign_marks_only: bool,
    /// In Latin letters, if typed in others.
    pub(super) latin: Option<Spelling>,
}

/// One form of a query, divided.
pub(super) struct Spelling {
    pub(super) key: String,
    words: Vec<String>,
    joined: String,
}

/// Where a query stands in a name, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// It is the whole name.
    Whole,
    /// It is the whole name, spaces aside.
    Joined,
    /// Its words stand in the name one after the other.
    Run,
    /// The same, with the last one only begun.
    Begun,
    /// Its words make up half of the name or more.
    Words,
    /// Its words stand side by side in a long name or a phrase, not at its beginning.
    Mention,
    /// Its words make up less than half of the name.
    Among,
    /// Each begins another word of the name.
    Starts,
    /// It stands somewhere inside.
    Inside,
}

impl Query {
    pub(super) fn new(text: &str) -> Query {
        let (plain, accent) = (fold(text), accent_key(text));
        let latin = if plain.is_ascii() { None } else { Some(Spelling::new(latin_key(text))) };
        let lacks_marks = lacks_marks(&accent);
        let has_foreign_marks_only = accent != plain && without_foreign_marks(&accent) == plain;
        let marked = (accent != plain).then(|| Spelling::new(accent));
        let (text, plain) = (text.nfc().collect(), Spelling::new(plain));
        Query { text, plain, marked, lacks_marks, has_foreign_marks_only, latin }
    }

    /// Returns where the query stands in a name, with all its marks.
    ///
    /// Of a web address only the whole answers, or a part typed with its dot.
    pub(super) fn place_in(&self, text: &str, key: &str) -> Option<Place> {
        let place = self.plain.place_in(key)?;
        if place <= Place::Joined {
            return Some(place);
        }
        match self.seen_of(text) {
            Cow::Borrowed(_) => Some(self.demoted(place, text, key)),
            Cow::Owned(seen) => self.plain.place_in(&fold(&seen)).map(|place| place.max(Place::Run)),
        }
    }

    /// Returns what of a text is compared with the query word by word.
    pub(super) fn seen_of<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if has_web_address(&self.text) { Cow::Borrowed(text) } else { without_web_addresses(text) }
    }

    /// Common words at the end of a phrase (`hai bên` in `doanh nghiệp hai bên`) only modify it.
    fn demoted(&self, place: Place, text: &str, key: &str) -> Place {
        let is_end_of_phrase = place == Place::Run && !key.starts_with(&self.plain.key);
        if is_end_of_phrase && !self.is_capital_in(text) { Place::Mention } else { place }
    }

    fn is_capital_in(&self, text: &str) -> bool {
        let first = self.plain.words.first();
        text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
            .filter(|word| first.is_some_and(|first| *first == fold(word)))
            .any(|word| !word.chars().next().is_some_and(char::is_lowercase))
    }

    /// Returns the accent key of a name with marks taken off that the query may [lack](may_be).
    pub(super) fn eased(&self, accent: &str) -> String {
        let Some(marked) = &self.marked else { return accent.to_owned() };
        let typed = |named: &str| {
            let plain = fold(named);
            let at = self.plain.words.iter().position(|word| *word == plain)?;
            marked.words.get(at).filter(|word| may_be(word, named, self.lacks_marks))
        };
        let words: Vec<&str> =
            accent.split(' ').map(|named| typed(named).map_or(named, String::as_str)).collect();
        words.join(" ")
    }

    /// Returns whether it has letters to compare, and not so many that nobody typed them as a name.
    pub(super) fn is_comparable(&self) -> bool {
        (1..=LONGEST).contains(&self.plain.key.len())
    }
}

impl Spelling {
    fn new(key: String) -> Spelling {
        let words = key.split(' ').map(str::to_owned).collect();
        Spelling { words, joined: key.replace(' ', ""), key }
    }

    /// Returns the best place of the query in the name whose key is `name`.
    pub(super) fn place_in(&self, name: &str) -> Option<Place> {
        if self.key == name {
            return Some(Place::Whole);
        }
        if self.is_joined(name) {
            return Some(Place::Joined);
        }
        if !self.words.iter().all(|word| name.contains(word.as_str())) {
            return None;
        }
        self.run_in(name).or_else(|| self.words_in(name))
    }

    pub(super) fn n_words(&self) -> usize {
        self.words.len()
    }

    /// Returns whether the words of `name` stand in the query side by side, and are more than a short one.
    pub(super) fn has_within(&self, name: &str) -> bool {
        name.len() < self.key.len()
            && self.key.contains(name)
            && (name.contains(' ') || 2 * name.len() >= self.key.len())
            && mentions(&self.key, name)
    }

    fn is_joined(&self, name: &str) -> bool {
        name.len() >= self.joined.len() && name.bytes().filter(|byte| *byte != b' ').eq(self.joined.bytes())
    }

    fn run_in(&self, name: &str) -> Option<Place> {
        let is_long = word_starts(name).nth(MOST_WORDS_OF_A_PERSON).is_some();
        runs_from_word_starts(&self.key, name)
            .map(|rest| match word_end(rest) {
                end if self.is_other_syllable_with(end) => Place::Starts,
                _ if is_long && rest.len() + self.key.len() < name.len() => Place::Mention,
                "" => Place::Run,
                _ => Place::Begun,
            })
            .min()
    }

    /// Returns whether the last word and the longer one it begins are two Vietnamese syllables: then it was
    /// written out and names another man (Hà, Hải).
    fn is_other_syllable_with(&self, end: &str) -> bool {
        !end.is_empty()
            && self.words.last().is_some_and(|last| is_syllable(last) && is_syllable(&format!("{last}{end}")))
    }

    fn words_in(&self, name: &str) -> Option<Place> {
        let words: Vec<&str> = name.split(' ').collect();
        if self.words.len() > 1 && self.takes_a_word_each(&words, |word, asked| word == asked) {
            let is_most_of_it = 2 * self.words.len() >= words.len();
            Some(if is_most_of_it { Place::Words } else { Place::Among })
        } else if self.takes_a_word_each(&words, |word, asked| word.starts_with(asked)) {
            Some(Place::Starts)
        } else {
            name.contains(&self.key).then_some(Place::Inside)
        }
    }

    fn takes_a_word_each(&self, words: &[&str], is_match: impl Fn(&str, &str) -> bool) -> bool {
        let mut left = words.to_vec();
        self.words.iter().all(|asked| {
            let taken = left.iter().position(|word| is_match(word, asked));
            taken.map(|index| left.swap_remove(index)).is_some()
        })
    }
}

/// A longer name is a title or a description, which begins with what it is about.
const MOST_WORDS_OF_A_PERSON: usize = 4;

/// Returns whether the words of `part` stand side by side in `name`, and not alone.
pub(super) fn mentions(name: &str, part: &str) -> bool {
    part.len() < name.len() && runs_from_word_starts(part, name).any(|rest| word_end(rest).is_empty())
}

/// Returns what follows `run` at each place in `text` where it begins with a word.
fn runs_from_word_starts<'a>(run: &str, text: &'a str) -> impl Iterator<Item = &'a str> {
    word_starts(text).filter_map(move |at| text[at..].strip_prefix(run))
}

/// Returns what is left of the word at the start of `rest`.
fn word_end(rest: &str) -> &str {
    rest.split(' ').next().unwrap_or_default()
}
