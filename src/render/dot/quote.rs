//! The one way text gets into DOT.

use std::borrow::Cow;

use crate::render::text::showable;

/// Returns `text` as a quoted string of the DOT language that Graphviz shows as this very text.
///
/// `"`, `\` and newline are escaped, so that neither the string ends early nor Graphviz's own escapes (`\N`, `\l`)
/// are read in it; `&` becomes `&amp;`, for Graphviz resolves entities and some versions write `&` bare into SVG.
/// The text is in NFC, U+0000 is gone, other control characters and controls of writing direction are visible as
/// `\u{202e}` would be written in Rust. A very long text goes over several lines, each ended by a backslash. O(n).
pub fn dot_quote(text: &str) -> String {
    quote_lines(std::iter::once(Cow::Borrowed(text)), "\\n")
}

/// Quotes lines, each ended by `ending`: `\l` for left, `\n` for centred.
pub(super) fn quote_lines<'a>(lines: impl Iterator<Item = Cow<'a, str>>, ending: &str) -> String {
    let mut quoted = String::from("\"");
    for (position, line) in lines.enumerate() {
        if position > 0 {
            quoted.push_str(ending);
        }
        escape_into(&mut quoted, &showable(&line));
    }
    if ending == "\\l" {
        quoted.push_str(ending);
    }
    quoted.push('"');
    quoted
}

/// Graphviz 2.43 refuses a stretch of 16,384 bytes without a backslash as "missing endquote".
const LONGEST_STRETCH: usize = 8_192;

fn escape_into(quoted: &mut String, text: &str) {
    let mut stretch = quoted.len();
    for char in text.chars() {
        if quoted.len() - stretch > LONGEST_STRETCH {
            // The language reads a backslash before a line end as nothing.
            quoted.push_str("\\\n");
            stretch = quoted.len();
        }
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '&' => quoted.push_str("&amp;"),
            _ => quoted.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_go_over_several_lines() {
        let quoted = dot_quote(&"ệ".repeat(10_000));
        assert_eq!(quoted.matches("\\\n").count(), 3);
        assert!(quoted.lines().all(|line| line.len() < 8_200));
    }

    #[test]
    fn nothing_ends_the_string_early() {
        assert_eq!(dot_quote(r#"a" URL="javascript:alert(1)"#), r#""a\" URL=\"javascript:alert(1)""#);
        assert_eq!(dot_quote("a\\"), r#""a\\""#);
        assert_eq!(dot_quote("\\N\\G&#x1D4;\n"), r#""\\N\\G&amp;#x1D4;\n""#);
        assert_eq!(dot_quote("<b>x</b>"), r#""<b>x</b>""#);
        assert_eq!(dot_quote("Ha\u{300}\0"), r#""Hà""#);
        assert_eq!(dot_quote(""), r#""""#);
    }
}
