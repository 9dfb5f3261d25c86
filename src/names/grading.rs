//! How one text answers to a query, and what that is worth.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::near::{letter_distance, letters_to_run, word_starts};
use super::query::{Place, Query};
use super::{How, Origin, accent_key, fold, latin_key};

/// The rule of [`NameIndex::resolve`](super::NameIndex::resolve) under which nodes are compared by what
/// else their names say.
pub(super) const LOOSE_RULE: u8 = 11;

/// Two ASCII characters in a row begin their own NFC, which spares most texts the making of it.
pub(super) fn is_same_text(text: &str, nfc: &str) -> bool {
    let differs_at_once = match text.as_bytes() {
        [first, second, ..] => first.is_ascii() && second.is_ascii() && nfc.as_bytes().first() != Some(first),
        _ => false,
    };
    text == nfc || !differs_at_once && !text.is_ascii() && text.nfc().eq(nfc.chars())
}

/// Returns how a text matches without any slip, if it does.
pub(super) fn grade(query: &Query, text: &str, key: &str) -> Option<How> {
    let Some(place) = query.place_in(text, key) else { return longer(query, text, key) };
    if place == Place::Whole && is_same_text(text, &query.text) {
        return Some(How::Exact);
    }
    let Some(marked) = &query.marked else {
        return Some(how(place, || accent_key(text) == query.plain.key));
    };
    let accent = accent_key(text);
    match marked.place_in(&accent) {
        Some(marked) => Some(how(place.max(marked), || true)),
        None => half_marked(query, place, &accent)
            .or_else(|| (place <= Place::Mention).then_some(How::OtherMarks)),
    }
}

/// Returns how a name matches that has marks beyond those typed.
fn half_marked(query: &Query, place: Place, accent: &str) -> Option<How> {
    let place = if query.has_foreign_marks_only {
        place
    } else {
        place.max(query.marked.as_ref()?.place_in(&query.eased(accent))?)
    };
    Some(if place == Place::Whole { How::HalfMarked } else { how(place, || false) })
}

fn longer(query: &Query, text: &str, key: &str) -> Option<How> {
    let names_it = query.plain.has_within(key)
        && query.marked.as_ref().is_none_or(|marked| marked.has_within(&query.eased(&accent_key(text))));
    names_it.then_some(How::Longer)
}

fn how(place: Place, has_same_marks: impl Fn() -> bool) -> How {
    match place {
        Place::Whole if has_same_marks() => How::Written,
        Place::Whole => How::Unmarked,
        Place::Joined => How::Divided,
        Place::Run => How::Part,
        Place::Begun => How::Begun,
        Place::Words => How::Words,
        Place::Mention => How::Mention,
        Place::Among => How::Among,
        Place::Starts => How::Starts,
        Place::Inside => How::Inside,
    }
}

/// Returns the number of the rule of [`NameIndex::resolve`](super::NameIndex::resolve) that a match falls
/// under, if any.
pub(super) fn rule(how: How, origin: Origin) -> Option<u8> {
    let is_gloss = origin == Origin::Gloss;
    match how {
        How::Exact if !is_gloss => Some(2),
        How::Written if !is_gloss => Some(3),
        How::Unmarked | How::HalfMarked if !is_gloss => Some(4),
        How::Exact | How::Written | How::Unmarked | How::HalfMarked => Some(5),
        How::Id => Some(6),
        How::Divided => Some(7),
        How::Part | How::Begun | How::Words | How::Mention | How::Among if is_gloss => Some(LOOSE_RULE),
        How::Part => Some(8),
        How::Begun => Some(9),
        How::Words => Some(10),
        How::Mention | How::Among => Some(LOOSE_RULE),
        _ => None,
    }
}

/// Tells a text with a word of capitals alone, in which each letter counts.
pub(super) fn has_initials(text: &str) -> bool {
    text.split(' ').any(|word| word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase))
}

/// A near spelling must not differ in marks beside.
pub(super) fn marks_agree(query: &Query, text: &str) -> bool {
    query.marked.as_ref().is_none_or(|marked| {
        let (accent, plain) = (accent_key(text), fold(text));
        letters_to_run(&marked.key, &accent) <= letters_to_run(&query.plain.key, &plain)
    })
}

/// Returns how `text` may have been meant, when nothing matched, with at most so many letters wrong.
pub(super) fn suggest(query: &Query, text: &str, key: &str, most: usize) -> Option<How> {
    let graded = grade(query, text, key).filter(|how| !matches!(how, How::Among | How::Inside | How::Longer));
    if graded.is_some() {
        return graded;
    }
    if query.marked.is_some() && word_starts(key).nth(2).is_some() && query.plain.has_within(key) {
        return longer(query, text, key).is_none().then_some(How::OtherMarks);
    }
    let (asked, key) = match &query.latin {
        Some(latin) => (latin, Cow::Borrowed(key)),
        None if key.is_ascii() => return near(query, &query.plain.key, key, most),
        None => (&query.plain, Cow::Owned(latin_key(text))),
    };
    let place = asked.place_in(&key).filter(|place| *place <= Place::Begun);
    place.map(|_| How::Script).or_else(|| near(query, &asked.key, &key, most))
}

/// The same letters differ in marks, or else in what a web address runs together.
fn near(query: &Query, asked: &str, key: &str, most: usize) -> Option<How> {
    match letter_distance(asked, key, most)? {
        0 => query.marked.as_ref().map(|_| How::OtherMarks),
        letters => Some(How::Near { letters }),
    }
}

/// Returns how far off others may be that are listed beside the nearest.
pub(super) const fn next_to(nearest: usize) -> usize {
    if nearest == 0 { 0 } else { nearest + 1 }
}

/// Returns how many letters of a suggestion differ.
pub(super) const fn slips(how: How) -> usize {
    match how {
        How::Near { letters } | How::Sound { letters } => letters,
        _ => 0,
    }
}

/// What any match is worth at most where nodes are compared by what else their names say.
pub(super) const LOOSE_WORTH: f64 = 0.38;

pub(super) fn worth(how: How) -> f64 {
    let less = |letters: usize| 1.0 / (1.0 + letters as f64);
    match how {
        How::Exact => 1.0,
        How::Written => 0.89,
        How::Unmarked => 0.79,
        How::HalfMarked => 0.77,
        How::Id => 0.75,
        How::Divided => 0.7,
        How::Part => 0.62,
        How::Begun => 0.55,
        How::Words => 0.48,
        How::Mention => 0.42,
        How::Among | How::Spread => LOOSE_WORTH,
        How::Sound { letters } => 0.35 + 0.02 * less(letters),
        How::Addressed | How::Titled => 0.36,
        How::Starts => 0.35,
        How::Inside => 0.3,
        How::OtherMarks => 0.26,
        How::Initials => 0.32,
        How::Script => 0.22,
        How::Longer | How::SomeWords { .. } => 0.14,
        How::Near { letters } => 0.32 * less(letters),
    }
}
