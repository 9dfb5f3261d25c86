//! Text on its way into a picture: made harmless to look at, measured in columns, wrapped.
//!
//! Knows no format; [`super::dot`] and [`super::svg`] escape what comes out of here.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns `text` as it may be shown: NFC, with nothing in it that could repaint what is around it.
///
/// Line ends of any kind become `\n`, a tab becomes a space, U+0000 goes, every other control character and
/// every control of writing direction becomes visible as `\u{202E}`, and code points no text may hold become
/// U+FFFD. Applying it twice changes nothing more. O(n).
pub fn showable(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\0' => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push(' '),
            _ if char.is_control() || is_direction_control(char) => clean.extend(char.escape_unicode()),
            _ if is_noncharacter(char) => clean.push('\u{FFFD}'),
            _ => clean.push(char),
        }
    }
    clean.nfc().collect()
}

/// Says whether a character turns the direction of the writing around it.
pub(super) fn is_direction_control(char: char) -> bool {
    matches!(char, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_noncharacter(char: char) -> bool {
    matches!(char, '\u{FDD0}'..='\u{FDEF}') || (char as u32) & 0xFFFE == 0xFFFE
}

/// How many columns and lines a text may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Columns a line, as a terminal counts them.
    pub(super) columns: usize,
    /// Lines; a longer text ends in `…`.
    pub(super) lines: usize,
}

/// A text in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrapped {
    /// The lines, at least one.
    pub(super) lines: Vec<String>,
    /// Whether something was cut off at the end.
    pub(super) is_cut: bool,
}

/// Breaks `text` into lines that fit `room` and are about equally long.
///
/// Breaks at spaces, at U+200B and after hyphens and slashes; a word longer than a line is broken between
/// graphemes, never inside one. A grapheme wider than a line gets a line of its own.
pub(super) fn wrap(text: &str, room: Room) -> Wrapped {
    let text = showable(text);
    let mut lines = Vec::new();
    let mut is_cut = false;
    for paragraph in text.split('\n') {
        if lines.len() > room.lines {
            break;
        }
        lines.extend(wrap_evenly(paragraph, room));
    }
    if lines.len() > room.lines {
        is_cut = true;
        lines.truncate(room.lines.max(1));
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    Wrapped { lines, is_cut }
}

/// Fills lines greedily, then narrows them as far as their number stays the same.
fn wrap_evenly(paragraph: &str, room: Room) -> Vec<String> {
    if paragraph.len() <= room.columns {
        return vec![paragraph.trim().to_owned()];
    }
    let pieces = pieces(paragraph, room);
    let widest = fill(&pieces, room.columns);
    if widest.len() < 2 || widest.len() > room.lines {
        return widest;
    }
    let (mut low, mut high) = (1, room.columns);
    while low < high {
        let middle = usize::midpoint(low, high);
        if fill(&pieces, middle).len() == widest.len() { high = middle } else { low = middle + 1 }
    }
    fill(&pieces, high)
}

/// A stretch of text that stays on one line, and whether a space parts it from the one before.
struct Piece<'a> {
    text: &'a str,
    width: usize,
    after_space: bool,
}

/// Cuts a paragraph where it may be broken; stops when there is surely more than the room holds.
fn pieces(paragraph: &str, room: Room) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut columns = 0;
    for word in paragraph.split(|char: char| char.is_whitespace() && !matches!(char, '\u{A0}' | '\u{202F}')) {
        let mut after_space = true;
        for part in breakable(word) {
            for (text, width) in fitting(part, room.columns) {
                pieces.push(Piece { text, width, after_space });
                after_space = false;
                columns += width;
                if columns > (room.lines + 2) * 2 * room.columns {
                    return pieces;
                }
            }
        }
    }
    pieces
}

/// Cuts a word after U+200B, and after hyphens and slashes that a letter follows: a date stays whole.
fn breakable(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let end = rest.char_indices().zip(rest.chars().skip(1)).find_map(|((at, char), next)| {
            let is_end = char == '\u{200B}' || matches!(char, '-' | '/' | '–' | '—') && next.is_alphabetic();
            is_end.then(|| at + char.len_utf8())
        });
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// Cuts a word into about equal parts of at most `columns`, between graphemes.
fn fitting(word: &str, columns: usize) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = word;
    let width = word.width();
    let columns = width.div_ceil(width.div_ceil(columns.max(1)).max(1)).max(1);
    std::iter::from_fn(move || {
        let (mut end, mut width) = (0, 0);
        for grapheme in rest.graphemes(true) {
            let wider = width + grapheme.width();
            if end > 0 && wider > columns {
                break;
            }
            end += grapheme.len();
            width = wider;
        }
        let (part, after) = rest.split_at(end);
        rest = after;
        (!part.is_empty()).then_some((part, width))
    })
}

/// Puts pieces on lines of at most `columns` where that is possible.
fn fill(pieces: &[Piece<'_>], columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut width = 0;
    for piece in pieces {
        let space = usize::from(piece.after_space && width > 0);
        if width > 0 && width + space + piece.width > columns {
            lines.push(String::new());
            width = 0;
        }
        if let Some(line) = lines.last_mut() {
            if piece.after_space && width > 0 {
                line.push(' ');
                width += 1;
            }
            line.push_str(piece.text);
            width += piece.width;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NARROW: Room = Room { columns: 20, lines: 8 };

    #[test]
    fn breaks_into_even_lines() {
        let wrapped = wrap("Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Hà Nội", NARROW);
        assert_eq!(wrapped.lines, ["Ủy ban Mặt trận", "Tổ quốc Việt Nam", "thành phố Hà Nội"]);
    }

    #[test]
    fn breaks_lao_without_spaces_between_graphemes() {
        let wrapped = wrap("ນະຄອນຫຼວງວຽງຈັນສາທາລະນະລັດປະຊາທິປະໄຕປະຊາຊົນລາວ", NARROW);
        assert!(wrapped.lines.len() > 1);
        assert!(wrapped.lines.iter().all(|line| line.width() <= 20), "{wrapped:?}");
        let graphemes = |text: &str| text.graphemes(true).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            wrapped.lines.iter().flat_map(|line| graphemes(line)).collect::<Vec<_>>(),
            graphemes("ນະຄອນຫຼວງວຽງຈັນສາທາລະນະລັດປະຊາທິປະໄຕປະຊາຊົນລາວ"),
        );
    }

    #[test]
    fn says_what_it_cut() {
        let wrapped = wrap(&"ệ".repeat(21_845), NARROW);
        assert_eq!(wrapped.lines.len(), 8);
        assert!(wrapped.is_cut && wrapped.lines[7].ends_with('…'));
        assert!(!wrap("", NARROW).is_cut);
        assert_eq!(wrap("", NARROW).lines, [""]);
    }

    #[test]
    fn shows_what_would_hide() {
        assert_eq!(showable("a\u{202E}b\u{0}c\u{1B}d\te\r\nf"), "a\\u{202e}bc\\u{1b}d e\nf");
        assert_eq!(showable("Ha\u{300} No\u{323}\u{302}i"), "Hà Nội");
        assert_eq!(showable("\u{FFFE}\u{FFFF}\u{1FFFE}"), "\u{FFFD}\u{FFFD}\u{FFFD}");
    }

    proptest! {
        #[test]
        fn showing_twice_changes_nothing(text in any::<String>()) {
            prop_assert_eq!(showable(&showable(&text)), showable(&text));
        }

        #[test]
        fn wrapping_loses_only_spaces(text in "[a-zà-ỹກ-ໝ \\-\u{200B}]{0,120}") {
            let wrapped = wrap(&text, Room { columns: 12, lines: 1000 });
            // Not made showable again: a mark that began a word must not join the letter before the space.
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&wrapped.lines.concat()), squeeze(&showable(&text)));
            prop_assert!(wrapped.lines.iter().all(|line| line.width() <= 12));
        }
    }
}
