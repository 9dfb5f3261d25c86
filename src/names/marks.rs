//! Whether the marks that were typed are those of a name.
//!
//! Without a tone mark a Vietnamese word has a tone too, so a word that can stand as it was typed is taken
//! for written out: `Phong` is not Phóng, `tiên` not tiến. Only a word that cannot (`Tien`, `Kiem`, `Viêt`)
//! shows that marks were left out. Beside such a word, words without any mark may lack theirs as well:
//! `Đinh Tien Dung` is Đinh Tiến Dũng, and `Đinh Tiến Dung` another man. No mark that was typed is ever
//! passed over, but those of other languages (`Hanoï`).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fold;
use super::syllable::{is_syllable, is_written_out};

/// Returns whether an accent key has a Vietnamese word that lacks marks.
pub(super) fn lacks_marks(accent: &str) -> bool {
    accent.split(' ').any(|word| is_syllable(&fold(word)) && !is_written_out(word))
}

/// Drops the marks that Vietnamese does not use from Latin letters of an accent key.
pub(super) fn without_foreign_marks(accent: &str) -> String {
    let mut is_latin = false;
    let kept = accent.nfd().filter(|c| {
        if is_combining_mark(*c) {
            return !is_latin || is_vietnamese_mark(*c);
        }
        is_latin = c.is_ascii_alphabetic();
        true
    });
    kept.nfc().collect()
}

/// Returns whether a typed word may be the named one, both of accent keys and of the same letters.
///
/// `others_lack` tells that a word beside it [lacks marks](lacks_marks).
pub(super) fn may_be(typed: &str, named: &str, others_lack: bool) -> bool {
    if typed == named {
        return true;
    }
    let plain = fold(typed);
    match (is_syllable(&plain), plain == typed) {
        (true, true) => others_lack,
        (true, false) => !is_written_out(typed) && has_its_marks(typed, named),
        (false, _) => has_its_marks(typed, named),
    }
}

/// Returns whether each letter of `named` bears the marks of that of `typed`, at least.
fn has_its_marks(typed: &str, named: &str) -> bool {
    let (typed, named) = (letters(&without_foreign_marks(typed)), letters(named));
    typed.len() == named.len()
        && typed.iter().zip(&named).all(|(asked, given)| asked.chars().all(|mark| given.contains(mark)))
}

/// Returns each letter with its marks; `đ` is a marked `d`.
fn letters(word: &str) -> Vec<String> {
    let mut letters: Vec<String> = Vec::new();
    for c in word.nfd() {
        match (letters.last_mut(), c) {
            (Some(letter), mark) if is_combining_mark(mark) => letter.push(mark),
            (_, 'đ') => letters.push("dđ".to_owned()),
            _ => letters.push(c.to_string()),
        }
    }
    letters
}

const fn is_vietnamese_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{303}' | '\u{306}' | '\u{309}' | '\u{31b}' | '\u{323}')
}
