//! Lays text out for a terminal: wrapping and columns, measured in columns as terminals count them.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::render::text::showable;

/// Wraps text at spaces; the first line begins with `first`, the others with as many spaces as `hang`.
///
/// `first` may carry styles: its width is given as `hang` columns or less. A word longer than a line is
/// broken between graphemes.
pub(super) fn wrapped(first: &str, hang: usize, text: &str, width: usize) -> Vec<String> {
    let room = width.saturating_sub(hang).max(10);
    let indent = " ".repeat(hang);
    let mut lines = Vec::new();
    for piece in fill(&showable(text), room) {
        let head = if lines.is_empty() { first } else { &indent };
        lines.push(format!("{head}{piece}").trim_end().to_owned());
    }
    lines
}

/// Breaks text into lines of at most `room` columns.
fn fill(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    let words = text.split_whitespace().flat_map(|word| pieces(word, room));
    for (word, glued) in words {
        let wide = word.width();
        let space = usize::from(used > 0 && !glued);
        if used > 0 && used + space + wide > room {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 && !glued {
                line.push(' ');
                used += 1;
            }
            line.push_str(&word);
        }
        used += wide;
    }
    lines
}

/// Cuts a word into pieces that fit a line; pieces after the first are glued to the one before.
fn pieces(word: &str, room: usize) -> Vec<(String, bool)> {
    if word.width() <= room {
        return vec![(word.to_owned(), false)];
    }
    let mut pieces: Vec<(String, bool)> = vec![(String::new(), false)];
    for grapheme in word.graphemes(true) {
        match pieces.last_mut() {
            Some((piece, _)) if piece.is_empty() || piece.width() + grapheme.width() <= room => {
                piece.push_str(grapheme);
            }
            _ => pieces.push((grapheme.to_owned(), true)),
        }
    }
    pieces
}

/// Lays rows out in columns, two spaces apart; the last column wraps, others are as wide as their widest cell.
///
/// A column other than the last takes at most a third of the width and is cut with `…` beyond it. The
/// head row is set apart by nothing but its place; it may be empty.
pub(super) fn table(head: &[&str], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let clean =
        |cells: &[String]| cells.iter().map(|cell| showable(cell).replace('\n', " ")).collect::<Vec<_>>();
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let all: Vec<Vec<String>> =
        std::iter::once(clean(&head)).chain(rows.iter().map(|row| clean(row))).collect();
    let n_columns = all.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| all.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> =
        (0..n_columns.saturating_sub(1)).map(|column| widest(column).unwrap_or(0).min(width / 3)).collect();
    let hang = widths.iter().map(|width| width + 2).sum();
    let skip_head = usize::from(head.is_empty());
    all.iter().skip(skip_head).flat_map(|row| table_row(row, &widths, hang, width)).collect()
}

fn table_row(row: &[String], widths: &[usize], hang: usize, width: usize) -> Vec<String> {
    let mut first = String::new();
    for (cell, column) in row.iter().zip(widths) {
        let cell = cut(cell, *column);
        first.push_str(&cell);
        first.push_str(&" ".repeat(column + 2 - cell.width()));
    }
    let last = row.get(widths.len()).map_or("", String::as_str);
    wrapped(&first, hang, last, width)
}

/// Cuts text to so many columns, ending in `…` where something is lost.
pub(super) fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        if kept.width() + grapheme.width() + 1 > room {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_by_columns_not_characters() {
        // Lao vowel signs take no column of their own.
        assert_eq!(fill("ວຽງຈັນ ວຽງຈັນ", 11), ["ວຽງຈັນ ວຽງຈັນ"]);
        assert_eq!(fill("một hai ba", 7), ["một hai", "ba"]);
        assert_eq!(fill("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("* ", 2, "aaaaaaaa bbbbbbbb", 12), ["* aaaaaaaa", "  bbbbbbbb"]);
    }

    #[test]
    fn tables_fit_the_width() {
        let rows = vec![vec!["Đinh Tiến Dũng".to_owned(), "một câu dài để xuống dòng".to_owned()]];
        let lines = table(&["tên", "lời"], &rows, 40);
        assert!(lines.iter().all(|line| line.width() <= 40), "{lines:?}");
        assert_eq!(lines[0], "tên             lời");
        assert_eq!(cut("Viêng Chăn", 6), "Viêng…");
    }
}
