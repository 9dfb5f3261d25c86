//! Several statements in one text.

/// A statement of a script, and whether a semicolon ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptPart<'t> {
    /// The statement, without the semicolon and blanks around it; never empty.
    pub text: &'t str,
    /// Whether a semicolon ends it; only the last may lack one.
    pub is_ended: bool,
}

/// Cuts a text at semicolons outside of quotes and comments; parts of blanks and comments alone are left out.
/// Cost `O(n)`.
pub fn statements(text: &str) -> Vec<ScriptPart<'_>> {
    let mut parts = Vec::new();
    let (mut start, mut at, mut has_words) = (0, 0, false);
    while let Some(char) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match char {
            ';' => {
                if has_words {
                    parts.push(ScriptPart { text: text[start..at].trim(), is_ended: true });
                }
                (start, has_words) = (at + 1, false);
                1
            }
            '\'' | '"' | '`' => {
                has_words = true;
                quoted(rest, char)
            }
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            _ => {
                has_words |= !char.is_whitespace();
                char.len_utf8()
            }
        };
    }
    if has_words {
        parts.push(ScriptPart { text: text[start..].trim(), is_ended: false });
    }
    parts
}

/// Returns how long a text in quotes is; to the end where they are not closed.
fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' if quote != '`' => is_escaped = true,
            _ if char == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cuts_outside_of_quotes_and_comments() {
        let text = "RETURN ';', \"a\\\";\" ; // a; b\n/* ; */ MATCH (`x;`) ;;\n RETURN 'open; ";
        let parts = statements(text);
        let texts: Vec<&str> = parts.iter().map(|part| part.text).collect();
        let expected = ["RETURN ';', \"a\\\";\"", "// a; b\n/* ; */ MATCH (`x;`)", "RETURN 'open;"];
        assert_eq!(texts, expected);
        assert_eq!(parts.iter().map(|part| part.is_ended).collect::<Vec<_>>(), [true, true, false]);
        assert!(statements(" ; // nothing").is_empty());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a;'\"`/*\\\\ \nô]{0,40}") {
            prop_assert!(statements(&text).iter().all(|part| !part.text.is_empty()));
        }
    }
}
