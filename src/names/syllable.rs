//! Tells Vietnamese names from others by their syllables, and syllables written out from those without
//! some of their marks.

use unicode_normalization::UnicodeNormalization;

use super::fold;

/// Returns whether every word of the fold key could be a Vietnamese syllable.
///
/// Vietnamese writes each syllable as a word, and of those only some thousands exist, so a name of
/// another language hardly ever passes as a whole (but Lao `Keo` does, and so does `Viêng Chăn`).
/// `fold_key` is what [`fold`](super::fold()) returns; false for an empty one.
///
/// Initials and rhymes are those of the standard orthography with marks dropped, loans such as `xoong` included.
/// Of the 7,814 words of five Vietnamese news articles, all that fail are foreign words and initials.
pub fn is_vietnamese(fold_key: &str) -> bool {
    !fold_key.is_empty() && fold_key.split(' ').all(is_syllable)
}

/// Longest first, so that `ngh` is tried before `ng` and `n`.
const INITIALS: [&str; 27] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "g", "h", "k", "l",
    "m", "n", "p", "r", "s", "t", "v", "x", "",
];

/// In alphabetical order, for binary search.
const RHYMES: [&str; 115] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "ech", "em",
    "en", "eng", "enh", "eo", "ep", "et", "eu", "i", "ia", "ich", "iec", "iem", "ien", "ieng", "iep", "iet",
    "ieu", "im", "in", "inh", "ip", "it", "iu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang",
    "oanh", "oao", "oap", "oat", "oay", "oc", "oe", "oec", "oem", "oen", "oeng", "oeo", "oet", "oi", "om",
    "on", "ong", "ooc", "oong", "op", "ot", "u", "ua", "uan", "uang", "uat", "uay", "uc", "ue", "uech",
    "uenh", "ui", "um", "un", "ung", "uo", "uoc", "uoi", "uom", "uon", "uong", "uop", "uot", "uou", "up",
    "ut", "uu", "uy", "uya", "uych", "uyen", "uyet", "uynh", "uyp", "uyt", "uyu", "y", "ych", "yem", "yen",
    "yeng", "yet", "yeu", "yn", "ynh", "yp", "yt",
];

/// Rhymes that exist with `ê`, `ô`, `ơ`, `ư` or `â` only, in alphabetical order.
const MARKED_RHYMES: [&str; 32] = [
    "enh", "eu", "iec", "iem", "ien", "ieng", "iep", "iet", "ieu", "uan", "uang", "uat", "uay", "ue", "uech",
    "uenh", "uo", "uoc", "uoi", "uom", "uon", "uong", "uop", "uot", "uou", "uu", "uyen", "uyet", "yem",
    "yen", "yet", "yeu",
];

pub(super) fn is_syllable(word: &str) -> bool {
    rhymes(word).next().is_some()
}

/// Returns whether a word of an accent key is a Vietnamese syllable to which no mark is lacking.
///
/// `Tien` and `Kiem` lack one, since `ien` and `iem` are no rhymes, and so does `Viêt`, since before a final
/// stop a syllable bears one of two tones. `Dung` lacks none: it is a name, and not that of a man called
/// Dũng.
pub(super) fn is_written_out(word: &str) -> bool {
    let has = |marks: &[char]| word.nfd().any(|mark| marks.contains(&mark));
    let has_stop_tone = has(&['\u{301}', '\u{323}']);
    let has_shape = has(&['\u{302}', '\u{306}', '\u{31b}']);
    rhymes(&fold(word)).any(|rhyme| {
        (has_stop_tone || !rhyme.ends_with(['c', 'p', 't']) && !rhyme.ends_with("ch"))
            && (has_shape || MARKED_RHYMES.binary_search(&rhyme).is_err())
    })
}

/// Returns what may be the rhyme of a word, for each way to divide it.
fn rhymes(word: &str) -> impl Iterator<Item = &str> {
    INITIALS.iter().filter_map(move |initial| {
        let rhyme = word.strip_prefix(initial)?;
        let is_rhyme = RHYMES.binary_search(&rhyme).is_ok() || *initial == "gi" && rhyme.is_empty();
        is_rhyme.then_some(rhyme)
    })
}
