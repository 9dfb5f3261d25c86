//! The one way text gets into XML: into drawings, and into data that must come back as it was.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Returns `text` as it may stand in an XML element or a quoted attribute of a drawing.
///
/// `&`, `<`, `>`, `"` and `'` become references, characters that XML 1.0 forbids become U+FFFD, and the whole is in
/// NFC. O(n).
pub fn xml_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.nfc() {
        match char {
            '\t' | '\n' | '\r' => escaped.push(char),
            _ => push_escaped(char, &mut escaped),
        }
    }
    escaped
}

/// Returns `text` as it may stand in an XML element or a quoted attribute of a data file: a parser reads back the
/// very same characters, line ends and tabs in attributes included, but for those that XML forbids.
///
/// No normal form is applied. Characters for which [`is_xml_char`] is false become U+FFFD; the caller says so in
/// its [`Loss`](super::loss::Loss). O(n), and nothing is copied where nothing needs escaping.
pub fn xml_data(text: &str) -> Cow<'_, str> {
    // All bytes of characters beyond ASCII are above 0x7F; of those only U+FFFE and U+FFFF (EF BF BE, EF BF BF)
    // are forbidden.
    let is_plain = |byte: u8| byte >= b' ' && !b"&<>\"'\xEF".contains(&byte);
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for char in text.chars() {
        push_escaped(char, &mut escaped);
    }
    Cow::Owned(escaped)
}

/// Says whether XML 1.0 lets a document hold the character, be it as a reference.
pub fn is_xml_char(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

fn push_escaped(char: char, escaped: &mut String) {
    match char {
        '&' => escaped.push_str("&amp;"),
        '<' => escaped.push_str("&lt;"),
        '>' => escaped.push_str("&gt;"),
        '"' => escaped.push_str("&quot;"),
        '\'' => escaped.push_str("&#39;"),
        // Parsers turn these into spaces and line feeds where they stand as they are.
        '\t' => escaped.push_str("&#9;"),
        '\n' => escaped.push_str("&#10;"),
        '\r' => escaped.push_str("&#13;"),
        _ if is_xml_char(char) => escaped.push(char),
        _ => escaped.push('\u{FFFD}'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(xml: &str) -> Result<roxmltree::Document<'_>, TestCaseError> {
        roxmltree::Document::parse(xml).map_err(|error| TestCaseError::fail(error.to_string()))
    }

    fn allowed(char: char) -> char {
        let is_forbidden = char < ' ' && !"\t\n\r".contains(char) || "\u{FFFE}\u{FFFF}".contains(char);
        if is_forbidden { '\u{FFFD}' } else { char }
    }

    proptest! {
        #[test]
        fn a_parser_reads_the_text_back(text in any::<String>()) {
            let xml = format!("<a b=\"{0}\">{0}</a>", xml_escape(&text));
            let document = parsed(&xml)?;
            let expected: String = text.nfc().map(allowed).collect();
            let expected = expected.replace("\r\n", "\n").replace('\r', "\n");
            let element = document.root_element();
            prop_assert_eq!(element.text().unwrap_or_default(), &expected);
            let in_attribute = expected.replace(['\n', '\t'], " ");
            prop_assert_eq!(element.attribute("b"), Some(in_attribute.as_str()));
        }

        #[test]
        fn data_comes_back_to_the_letter(text in any::<String>(), hostile in "[\\x00-\\x1f\u{85}\u{2028}\u{fffd}-\u{ffff}&<>'\"]{0,8}") {
            let text = text + &hostile;
            let xml = format!("<a b=\"{0}\">{0}</a>", xml_data(&text));
            let document = parsed(&xml)?;
            let expected: String = text.chars().map(allowed).collect();
            let element = document.root_element();
            prop_assert_eq!(element.text().unwrap_or_default(), &expected);
            prop_assert_eq!(element.attribute("b"), Some(expected.as_str()));
            prop_assert_eq!(text.chars().all(is_xml_char), text == expected);
        }
    }
}
