//! Lays text out for a terminal: wrapping and columns, measured in columns as terminals count them.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::model::Lang;
use crate::render::text::showable;

/// Writes a number with so many decimals, as the language does.
pub(super) fn decimal(number: f64, n_decimals: usize, lang: Lang) -> String {
    let text = format!("{number:.n_decimals$}");
    if lang == Lang::Vi { text.replace('.', ",") } else { text }
}

/// Writes a whole number whole and others with four decimals.
pub(super) fn number(number: f64, lang: Lang) -> String {
    if number.fract() == 0.0 { number.to_string() } else { decimal(number, 4, lang) }
}

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

/// Breaks a line that may carry styles at its spaces; lines after the first begin with `hang` spaces.
///
/// Spaces at the beginning stay. A style that is open where the line breaks is closed there and opened again.
/// The text is printed as it is, so it must be harmless already.
pub(super) fn fitted(line: &str, hang: usize, width: usize) -> Vec<String> {
    if visible_width(line) <= width {
        return vec![line.to_owned()];
    }
    let start = line.len() - line.trim_start_matches(' ').len();
    let mut lines = vec![" ".repeat(start)];
    let (mut used, mut is_empty, mut style) = (start, true, String::new());
    let room = width.saturating_sub(hang.max(start)).max(10);
    for (word, glued) in line.split_whitespace().flat_map(|word| styled_pieces(word, room)) {
        let space = usize::from(!is_empty && !glued);
        let wide = visible_width(&word);
        if !is_empty && used + space + wide > width {
            if let Some(last) = lines.last_mut().filter(|_| !style.is_empty()) {
                last.push_str(STYLE_END);
            }
            lines.push(format!("{}{style}", " ".repeat(hang)));
            used = hang;
        } else if let Some(last) = lines.last_mut().filter(|_| space > 0) {
            last.push(' ');
            used += 1;
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(&word);
        }
        used += wide;
        is_empty = false;
        style = style_after(style, &word);
    }
    lines
}

const STYLE_END: &str = "\u{1b}[0m";

/// Divides text into styles (`ESC [ … m`) and the text between them.
fn runs(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_style = rest.starts_with("\u{1b}[");
        let end = if is_style { rest.find('m').map(|at| at + 1) } else { rest.find("\u{1b}[") };
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!run.is_empty()).then_some((is_style, run))
    })
}

fn visible_width(text: &str) -> usize {
    runs(text).filter(|(is_style, _)| !is_style).map(|(_, run)| run.width()).sum()
}

fn style_after(style: String, text: &str) -> String {
    let last = runs(text).filter(|(is_style, _)| *is_style).last();
    last.map_or(style, |(_, last)| if last == STYLE_END { String::new() } else { last.to_owned() })
}

/// Cuts a word that may carry styles into pieces that fit a line.
fn styled_pieces(word: &str, room: usize) -> Vec<(String, bool)> {
    if visible_width(word) <= room {
        return vec![(word.to_owned(), false)];
    }
    let cut = |(is_style, run): (bool, &str)| {
        if is_style { vec![(run.to_owned(), true)] } else { pieces(run, room) }
    };
    let mut cut: Vec<(String, bool)> = runs(word).flat_map(cut).collect();
    for (at, (_, glued)) in cut.iter_mut().enumerate() {
        *glued = at > 0;
    }
    cut
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
/// A column other than the last takes at most a third of the width, or less where the last would have less
/// than a quarter, and is cut with `…` beyond it. The head row is set apart by nothing but its place; it may be empty.
pub(super) fn table(head: &[&str], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let clean =
        |cells: &[String]| cells.iter().map(|cell| showable(cell).replace('\n', " ")).collect::<Vec<_>>();
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let all: Vec<Vec<String>> =
        std::iter::once(clean(&head)).chain(rows.iter().map(|row| clean(row))).collect();
    let n_columns = all.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| all.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> =
        (0..n_columns.saturating_sub(1)).map(|column| widest(column).unwrap_or(0)).collect();
    let cap = cap(&widths, width);
    let widths: Vec<usize> = widths.into_iter().map(|column| column.min(cap)).collect();
    let hang = widths.iter().map(|width| width + 2).sum();
    let skip_head = usize::from(head.is_empty());
    all.iter().skip(skip_head).flat_map(|row| table_row(row, &widths, hang, width)).collect()
}

/// Returns the most columns a column may take so that the last has a quarter of the width, and ten at least.
fn cap(widths: &[usize], width: usize) -> usize {
    let taken = |cap: usize| widths.iter().map(|column| column.min(&cap) + 2).sum::<usize>();
    let last = (width / 4).max(10);
    (1..=width / 3).rev().find(|cap| taken(*cap) + last <= width).unwrap_or(1)
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
    fn styles_take_no_columns_and_go_on_in_the_next_line() {
        let line = "  \u{1b}[1mĐinh Tiến Dũng\u{1b}[0m \u{1b}[2m· Quan chức\u{1b}[0m";
        assert_eq!(fitted(line, 4, 40), [line]);
        let lines = fitted(line, 4, 14);
        let expected = [
            "  \u{1b}[1mĐinh Tiến\u{1b}[0m",
            "    \u{1b}[1mDũng\u{1b}[0m \u{1b}[2m·\u{1b}[0m",
            "    \u{1b}[2mQuan chức\u{1b}[0m",
        ];
        assert_eq!(lines, expected);
        assert_eq!(fitted("abcdefghijklmnop", 2, 12), ["abcdefghij", "  klmnop"]);
        assert_eq!(fitted("", 2, 12), [""]);
    }

    #[test]
    fn tables_of_many_columns_fit_a_narrow_width() {
        let rows = vec![vec![
            "a".repeat(20),
            "b".repeat(20),
            "c".repeat(20),
            "một câu dài để xuống dòng".to_owned(),
        ]];
        let lines = table(&[], &rows, 40);
        assert!(lines.iter().all(|line| line.width() <= 40), "{lines:?}");
    }

    #[test]
    fn tables_fit_the_width() {
        let rows = vec![vec!["Đinh Tiến Dũng".to_owned(), "một câu dài để xuống dòng".to_owned()]];
        let lines = table(&["tên", "lời"], &rows, 40);
        assert!(lines.iter().all(|line| line.width() <= 40), "{lines:?}");
        assert_eq!(lines[0], "tên            lời");
        assert_eq!(cut("Viêng Chăn", 6), "Viêng…");
    }
}
