//! Where in a text something stands, as people count.

use crate::model::Span;

/// A place in a text of several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextPlace<'t> {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The whole line.
    pub text: &'t str,
    /// The part of the line that is meant: bytes from its start. Empty at the end of the text.
    pub part: (usize, usize),
}

/// Finds where a span stands; of a span over several lines, the part on the first. Cost `O(n)`.
pub fn place(text: &str, span: Span) -> TextPlace<'_> {
    let mut start = span.range().start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let from = (start - line_start).min(line.len());
    let mut to = (span.range().end.max(start) - line_start).clamp(from, line.len());
    while !line.is_char_boundary(to) {
        to -= 1;
    }
    TextPlace {
        line: text[..line_start].matches('\n').count() + 1,
        column: line[..from].chars().count() + 1,
        text: line,
        part: (from, to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters() {
        let text = "MATCH (n)\r\nWHERE ô = n\nRETURN m";
        let at = |part: &str| {
            let start = u32::try_from(text.find(part).unwrap_or(text.len())).unwrap_or_default();
            place(text, Span { start, end: start + u32::try_from(part.len()).unwrap_or_default() })
        };
        let found = at("= n");
        assert_eq!((found.line, found.column, found.text, found.part), (2, 9, "WHERE ô = n", (9, 12)));
        assert_eq!((at("m").line, at("m").column), (3, 8));
        let all = place(text, Span { start: 0, end: 1000 });
        assert_eq!((all.line, all.part), (1, (0, 9)));
        let end = place(text, Span { start: 900, end: 901 });
        assert_eq!((end.line, end.column, end.part), (3, 9, (8, 8)));
    }
}
