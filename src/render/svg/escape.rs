//! The one way text gets into XML.

use unicode_normalization::UnicodeNormalization;

/// Returns `text` as it may stand in an XML element or a quoted attribute.
///
/// `&`, `<`, `>`, `"` and `'` become references, characters that XML 1.0 forbids become U+FFFD, and the whole is in
/// NFC. O(n).
pub fn xml_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.nfc() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'.. => escaped.push(char),
            _ => escaped.push('\u{FFFD}'),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_parser_reads_the_text_back(text in any::<String>()) {
            let xml = format!("<a b=\"{0}\">{0}</a>", xml_escape(&text));
            let document = roxmltree::Document::parse(&xml).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let is_forbidden = |char: char| char < ' ' && !"\t\n\r".contains(char) || "\u{FFFE}\u{FFFF}".contains(char);
            let expected: String = text.nfc().map(|char| if is_forbidden(char) { '\u{FFFD}' } else { char }).collect();
            let expected = expected.replace("\r\n", "\n").replace('\r', "\n");
            let element = document.root_element();
            prop_assert_eq!(element.text().unwrap_or_default(), &expected);
            let in_attribute = expected.replace(['\n', '\t'], " ");
            prop_assert_eq!(element.attribute("b"), Some(in_attribute.as_str()));
        }
    }
}
