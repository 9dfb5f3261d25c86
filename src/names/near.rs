//! "Did you mean": words that a typed one may stand for.

use strsim::osa_distance;

use super::fold;

/// Returns up to `limit` of the candidates that `word` may have been meant for, nearest first.
///
/// For words of any sort: kinds, types, flags, names. Case, marks and punctuation do not count. A candidate
/// is near if at most a third of the letters (3 at most) were added, left out, changed or swapped with the
/// next, or if it starts with the word (2 letters at least). Equally near ones keep their order. Nothing for
/// a word without letters or of more than 256 bytes.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<&'a str> {
    let key = fold(word);
    if !(1..=LONGEST).contains(&key.len()) {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| Some((nearness(&key, &fold(candidate))?, candidate)))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.truncate(limit);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The most letters that a slip changes.
const MOST: usize = 3;

/// The longest key compared, in bytes; distances take the product of two lengths.
pub(super) const LONGEST: usize = 256;

fn nearness(word: &str, candidate: &str) -> Option<usize> {
    let starts = word.len() > 1 && candidate.starts_with(word);
    whole_distance(word, candidate, most_slips(word, 3)).or(starts.then_some(MOST))
}

/// Returns the letters by which `asked` differs from a name or from as many words of it, spaces aside, or
/// nothing if they are more than `most` or too many for a slip. Both are keys.
///
/// A slip takes three letters of a whole name, and four of a part of one, which has more to be mixed up with.
pub(super) fn letter_distance(asked: &str, name: &str, most: usize) -> Option<usize> {
    let (of_whole, of_part) = (most.min(most_slips(asked, 3)), most.min(most_slips(asked, 4)));
    if name.is_empty() || asked.len() > LONGEST || letters_left(asked, name) > of_whole {
        return None;
    }
    let parts = runs(asked, name).skip(1).filter_map(|run| within(asked, run, of_part));
    parts.chain(whole_distance(asked, name, of_whole)).min()
}

fn whole_distance(asked: &str, name: &str, most: usize) -> Option<usize> {
    let n_letters = |key: &str| key.bytes().filter(|byte| *byte != b' ').count();
    if !is_length_near(n_letters(asked), n_letters(name), most) {
        return None;
    }
    within(&asked.replace(' ', ""), &name.replace(' ', ""), most)
}

fn within(a: &str, b: &str, most: usize) -> Option<usize> {
    if !is_length_near(a.len(), b.len(), most) || letters_apart(a, b) > 2 * most {
        return None;
    }
    Some(osa_distance(a, b)).filter(|distance| *distance <= most)
}

/// A letter takes up to four bytes.
const fn is_length_near(a: usize, b: usize, most: usize) -> bool {
    a.abs_diff(b) <= 4 * most
}

/// Returns the letters by which `asked` differs from the nearest as many words of a name.
pub(super) fn letters_to_run(asked: &str, name: &str) -> usize {
    runs(asked, name).map(|run| osa_distance(asked, run)).min().unwrap_or_default()
}

/// Returns the whole name and every run of as many words as `asked` has.
fn runs<'a>(asked: &str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let n_words = asked.split(' ').count();
    let starts: Vec<usize> = word_starts(name).collect();
    let n_runs = (starts.len() + 1).saturating_sub(n_words);
    let runs = (0..n_runs).map(move |first| {
        let end = starts.get(first + n_words).map_or(name.len(), |next| next - 1);
        &name[starts[first]..end]
    });
    std::iter::once(name).chain(runs)
}

pub(super) fn word_starts(name: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1))
}

fn most_slips(word: &str, letters_for_one: usize) -> usize {
    (word.chars().count() / letters_for_one).min(MOST)
}

/// Returns how many different letters of `asked` the name lacks: at most the distance to any part of it.
fn letters_left(asked: &str, name: &str) -> usize {
    (letter_set(asked) & !letter_set(name)).count_ones() as usize
}

/// Returns in how many letters the alphabets of two keys differ: at most twice their distance.
fn letters_apart(a: &str, b: &str) -> usize {
    (letter_set(a) ^ letter_set(b)).count_ones() as usize
}

fn letter_set(key: &str) -> u32 {
    key.bytes().filter(u8::is_ascii_alphabetic).fold(0, |set, byte| set | 1 << (byte & 31))
}
