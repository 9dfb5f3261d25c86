//! Web addresses and numbers in a name: one word each, whatever dots and commas divide them.

use std::borrow::Cow;

/// Returns whether a text has such a word.
pub(super) fn has_web_address(text: &str) -> bool {
    text.contains(['.', ',']) && text.split_whitespace().any(is_web_address)
}

/// Returns the text without those words.
pub(super) fn without_web_addresses(text: &str) -> Cow<'_, str> {
    if !has_web_address(text) {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_web_address(word)).collect();
    Cow::Owned(words.join(" "))
}

/// `Hanoi.gov.vn`, `10.000` and `10,000`, but not `TP.HCM`.
fn is_web_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_dot = |byte: &u8| matches!(byte, b'.' | b',');
    let is_number = word.bytes().any(|byte| is_dot(&byte))
        && word.bytes().all(|byte| byte.is_ascii_digit() || is_dot(&byte));
    let is_domain = word.is_ascii()
        && word
            .rsplit_once('.')
            .is_some_and(|(_, last)| last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_lowercase()));
    is_number || is_domain
}
