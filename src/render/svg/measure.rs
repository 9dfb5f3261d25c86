//! Widths of text without a font: a small table, generous enough for the widest of the usual fonts.

use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

pub(in crate::render) use super::layered::Vector;
use crate::render::text::{Room, Wrapped, wrap};

/// Height of a line as a multiple of the font size.
pub(super) const LINE: f64 = 1.25;

/// A text in lines of a size, measured.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::render) struct Block {
    pub(in crate::render) lines: Vec<String>,
    pub(in crate::render) font_size: f64,
    pub(in crate::render) extent: Vector,
    pub(in crate::render) is_cut: bool,
}

/// Wraps and measures a text; an empty one takes no space.
pub(in crate::render) fn block(text: &str, room: Room, font_size: f64) -> Block {
    let Wrapped { lines, is_cut } = wrap(text, room);
    let x = lines.iter().map(|line| width(line) * font_size).fold(0.0, f64::max);
    let y = if x > 0.0 { lines.len() as f64 * LINE * font_size } else { 0.0 };
    Block { lines, font_size, extent: Vector { x, y }, is_cut }
}

/// Returns the width of a line as a multiple of the font size.
pub(super) fn width(line: &str) -> f64 {
    line.nfd().map(char_width).sum()
}

/// Widths of `DejaVu Sans`, the widest in the font list, in classes.
fn char_width(char: char) -> f64 {
    match char {
        'i' | 'j' | 'l' | 'I' | '|' | '.' | ',' | ':' | ';' | '\'' | '!' | ' ' | 'ı' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | '"' | 'J' => 0.42,
        'm' | 'M' | 'w' | 'W' | '@' | '%' | '—' | '…' => 1.0,
        'A'..='Z' | 'Đ' | 'Œ' | 'Æ' | '+' | '=' | '<' | '>' | '~' | '#' | '&' | '→' => 0.8,
        '!'..='~' | 'đ' => 0.64,
        _ => match char.width().unwrap_or(0) {
            0 => 0.0,
            1 => 0.7,
            _ => 1.1,
        },
    }
}
