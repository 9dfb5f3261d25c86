//! Keys under which different writings of one name are equal. Search only: nothing shown is ever folded.

use std::sync::LazyLock;

use any_ascii::any_ascii_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the fold key: lower case, no marks on Latin letters, one space for what separates words.
///
/// Marks of other scripts stay, since without them Lao and Thai words are different words. Compatibility
/// forms are resolved, control and zero-width characters dropped, and all punctuation and symbols
/// separate words. Equal for all Unicode forms of one text, and folding a key again changes nothing.
/// Empty if the text has no letter or digit. Linear; Latin text takes no allocation but the key.
///
/// # Examples
///
/// ```
/// use hvgraph::names::fold;
/// assert_eq!(fold("ĐINH  Tiến-Dũng"), "dinh tien dung");
/// assert_eq!(fold("ວຽງຈັນ"), "ວຽງຈັນ");
/// ```
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    fold_into(text, &mut key);
    key
}

/// Appends the fold key of `text` to `keys`.
pub(super) fn fold_into(text: &str, keys: &mut String) {
    let start = keys.len();
    if !fold_latin(text, keys) {
        keys.truncate(start);
        keys.extend(separate(text, Marks::OtherScripts).nfc());
    }
}

/// Returns the fold key of `text` as read in Latin letters, whatever its script.
///
/// Transliteration loses much (Lao above all) and follows no official table, so it serves to search
/// and suggest, never to resolve.
pub fn latin_key(text: &str) -> String {
    let mut latin = String::with_capacity(text.len());
    for c in text.nfc() {
        if is_latin(c) || !c.is_alphanumeric() && !is_combining_mark(c) {
            latin.push(c);
        } else {
            latin.push_str(any_ascii_char(c));
        }
    }
    fold(&latin)
}

/// Returns the key that keeps marks: names are equal under it if only case, Unicode form, punctuation
/// or the place of a Vietnamese tone mark differs.
///
/// The place differs between two accepted spellings in open `oa`, `oe` and `uy` (hòa, hoà). The Icelandic
/// and African look-alikes of Đ count as Đ. Folding it gives the fold key.
pub fn accent_key(text: &str) -> String {
    if text.is_ascii() {
        return fold(text);
    }
    quick_accent_key(text).unwrap_or_else(|| slow_accent_key(text))
}

fn slow_accent_key(text: &str) -> String {
    let mut letters: Vec<char> = separate(text, Marks::All).nfd().collect();
    settle_tones(&mut letters);
    letters.into_iter().nfc().collect()
}

/// Returns the accent key of text in composed Latin letters whose tones are in place.
fn quick_accent_key(text: &str) -> Option<String> {
    let (latin, accents): (&LatinTable, &AccentTable) = (&LATIN, &ACCENTS);
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        let letter = match c {
            '\u{80}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => accents[latin_slot(c)],
            '\u{300}'..='\u{36F}' => return None,
            _ => match latin_class(c, latin) {
                Class::Letter(letter) => char::from(letter),
                Class::Space => ' ',
                Class::Dropped => continue,
                Class::Other => return None,
            },
        };
        match letter {
            '\0' => return None,
            ' ' if key.is_empty() || key.ends_with(' ') => {}
            _ => key.push(letter),
        }
    }
    key.truncate(key.trim_end().len());
    (!key.split(' ').any(has_early_tone)).then_some(key)
}

fn has_early_tone(word: &str) -> bool {
    let mut letters = word.chars().rev();
    match letters.next() {
        Some('a' | 'e') => letters.next().is_some_and(|letter| "òóõỏọ".contains(letter)),
        Some('y') => letters.next().is_some_and(|letter| "ùúũủụ".contains(letter)),
        _ => false,
    }
}

type AccentTable = [char; 0x350];

/// What each Latin character is in an accent key, NUL where it is not just one.
static ACCENTS: LazyLock<AccentTable> = LazyLock::new(|| {
    let mut table = ['\0'; 0x350];
    for c in ('\u{80}'..='\u{24F}').chain('\u{1E00}'..='\u{1EFF}') {
        let key: Vec<char> = slow_accent_key(&format!("x{c}x")).chars().collect();
        if let ['x', letter, 'x'] = key[..] {
            table[latin_slot(c)] = letter;
        }
    }
    table
});

/// Folds text of Latin letters; returns whether it could, leaving a partial key if not.
fn fold_latin(text: &str, keys: &mut String) -> bool {
    let table: &LatinTable = &LATIN;
    let start = keys.len();
    let mut is_after_space = false;
    for c in text.chars() {
        let letter = match latin_class(c, table) {
            Class::Letter(letter) => letter,
            Class::Space => {
                is_after_space = keys.len() > start;
                continue;
            }
            Class::Dropped => continue,
            Class::Other => return false,
        };
        if is_after_space {
            keys.push(' ');
            is_after_space = false;
        }
        keys.push(char::from(letter));
    }
    true
}

enum Class {
    Letter(u8),
    Space,
    Dropped,
    Other,
}

fn latin_class(c: char, table: &LatinTable) -> Class {
    match c {
        'a'..='z' | '0'..='9' => Class::Letter(c as u8),
        'A'..='Z' => Class::Letter(c as u8 + 32),
        '\u{80}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => match table[latin_slot(c)] {
            0 => Class::Other,
            b' ' => Class::Space,
            letter => Class::Letter(letter),
        },
        '\u{300}'..='\u{36F}' => Class::Dropped,
        '\u{2010}'..='\u{2027}' => Class::Space,
        _ if is_dropped(c) => Class::Dropped,
        _ if c.is_ascii() => Class::Space,
        _ => Class::Other,
    }
}

const fn latin_slot(c: char) -> usize {
    let code = c as usize;
    if code < 0x250 { code } else { code - 0x1E00 + 0x250 }
}

type LatinTable = [u8; 0x350];

/// The letter, digit or space each Latin character folds to, 0 where it is not just one.
static LATIN: LazyLock<LatinTable> = LazyLock::new(|| {
    let mut table = [0; 0x350];
    for c in ('\u{80}'..='\u{24F}').chain('\u{1E00}'..='\u{1EFF}') {
        if let &[b'x', letter, b'x'] = separate(&format!("x{c}x"), Marks::OtherScripts).as_bytes() {
            table[latin_slot(c)] = letter;
        }
    }
    table
});

#[derive(Clone, Copy, PartialEq)]
enum Marks {
    All,
    OtherScripts,
}

#[derive(Clone, Copy, PartialEq)]
enum Base {
    None,
    Latin,
    Other,
}

/// Returns the words of `text` in lower case, decomposed, with one space between them.
///
/// A mark without a letter before it is dropped, whatever `marks` says.
fn separate(text: &str, marks: Marks) -> String {
    let mut words = String::with_capacity(text.len());
    let mut base = Base::None;
    let mut is_after_space = false;
    for c in text.nfkd().filter(|c| !is_dropped(*c)) {
        if is_combining_mark(c) {
            if base == Base::Other || base == Base::Latin && marks == Marks::All {
                words.push(c);
            }
            continue;
        }
        for lower in c.to_lowercase() {
            if !is_letter(lower) {
                (base, is_after_space) = (Base::None, !words.is_empty());
                continue;
            }
            if std::mem::take(&mut is_after_space) {
                words.push(' ');
            }
            base = if is_latin(lower) { Base::Latin } else { Base::Other };
            push_letter(lower, marks, &mut words);
        }
    }
    words
}

/// Pushes one lower-case letter or digit, reduced if marks go and no decomposition reduces it.
fn push_letter(letter: char, marks: Marks, words: &mut String) {
    match (letter, marks) {
        ('ς', _) => words.push('σ'),
        ('đ' | 'ð' | 'ɖ', Marks::All) => words.push('đ'),
        ('đ' | 'ð' | 'ɖ', Marks::OtherScripts) => words.push('d'),
        (_, Marks::OtherScripts) if is_latin(letter) && !letter.is_ascii() => push_latin(letter, words),
        _ => words.push(letter),
    }
}

/// Pushes the letters that a ligature, stroked letter or small capital stands for: `ß`, `ł`, `ᴄ`.
fn push_latin(letter: char, words: &mut String) {
    let before = words.len();
    words.extend(
        any_ascii_char(letter).chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()),
    );
    if words.len() == before {
        words.push(letter);
    }
}

/// Modifier letters such as `ʼ` count as the quotes they look like.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{2B9}'..='\u{2FF}')
}

fn is_latin(c: char) -> bool {
    let range = matches!(c, '\0'..='\u{2AF}' | '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1EFF}'
        | '\u{2C60}'..='\u{2C7F}' | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}');
    range && c.is_alphanumeric()
}

/// Tells control characters that are no white space, and characters without width.
fn is_dropped(c: char) -> bool {
    match c {
        '\0'..='\u{AC}' => c.is_control() && !c.is_whitespace(),
        _ => matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'),
    }
}

/// Moves the tone mark of a word that ends in `oa`, `oe` or `uy` to its last letter.
fn settle_tones(letters: &mut [char]) {
    for end in 3..=letters.len() {
        let is_word_end = letters.get(end).is_none_or(|next| *next == ' ');
        if let ([.., first, tone, last], true) = (&mut letters[..end], is_word_end)
            && matches!((*first, *last), ('o', 'a' | 'e') | ('u', 'y'))
            && matches!(*tone, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
        {
            std::mem::swap(tone, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_quick_way_agrees_with_the_slow_one(text in "[\\x00-\u{36f}Ḁ-ỿ\u{2000}-\u{2070}a-zA-Z]{0,16}") {
            let slow: String = separate(&text, Marks::OtherScripts).nfc().collect();
            prop_assert_eq!(fold(&text), slow);
        }

        #[test]
        fn the_quick_accent_key_agrees_with_the_slow_one(text in "[ \\-.a-zA-ZÀ-ÿĐđŁłƠơƯưẠ-ỹ\u{2010}-\u{2070}oaeuyòóùú]{0,16}") {
            if let Some(quick) = quick_accent_key(&text) {
                prop_assert_eq!(quick, slow_accent_key(&text));
            }
        }
    }

    #[test]
    fn the_quick_way_agrees_on_every_character() {
        for c in '\0'..='\u{2FFF}' {
            let text = format!("a{c}b");
            assert_eq!(fold(&text), separate(&text, Marks::OtherScripts).nfc().collect::<String>(), "{c:?}");
            assert_eq!(accent_key(&text), slow_accent_key(&text), "{c:?}");
        }
    }
}
