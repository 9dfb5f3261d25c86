//! What the query engine says, in Vietnamese.
//!
//! The engine builds its messages and hints in English where it finds something wrong, as [`QueryError`]s say. Here
//! they are taken apart again by the patterns of [`phrases`], and put together in Vietnamese. Names, values and pieces of a query
//! stand as they are; a message without a pattern stays English. A test holds the patterns against the messages of the
//! source, so that none is forgotten.
//!
//! [`QueryError`]: crate::query::error::QueryError

mod phrases;

use self::phrases::{MESSAGES, TERMS};

/// What stands in a pattern for what differs from message to message.
const HOLE: &str = "{}";

/// Returns a message or hint in Vietnamese; as it is where no pattern fits.
pub(super) fn vietnamese(message: &str) -> String {
    said(message).or_else(|| term(message)).unwrap_or_else(|| message.to_owned())
}

/// Translates a whole message by the pattern that fits and says most itself.
fn said(message: &str) -> Option<String> {
    let fitting = MESSAGES.iter().filter_map(|(english, vietnamese)| {
        let parts = taken_apart(message, english)?;
        let n_own = english.len() - HOLE.len() * parts.len();
        Some((n_own, vietnamese, parts))
    });
    let (_, vietnamese, parts) = fitting.max_by_key(|(n_own, _, _)| *n_own)?;
    Some(put_together(vietnamese, &parts))
}

/// Returns what stands in the holes of a pattern; nothing if it does not fit. What stands in back-quotes or single quotes is
/// marked as not to be translated.
fn taken_apart<'m>(message: &'m str, pattern: &str) -> Option<Vec<(&'m str, bool)>> {
    let mut literals = pattern.split(HOLE);
    let mut before = literals.next()?;
    let mut rest = message.strip_prefix(before)?;
    let mut parts = Vec::new();
    let mut literals = literals.peekable();
    while let Some(literal) = literals.next() {
        let end = match literals.peek() {
            Some(_) if literal.is_empty() => return None,
            Some(_) => rest.find(literal)?,
            None => rest.strip_suffix(literal)?.len(),
        };
        parts.push((&rest[..end], !before.ends_with(['`', '\''])));
        rest = &rest[end + literal.len()..];
        before = literal;
    }
    rest.is_empty().then_some(parts)
}

/// Fills the holes of a pattern, in the order of the parts; `{2}` stands for the second of them.
fn put_together(pattern: &str, parts: &[(&str, bool)]) -> String {
    let mut words = String::new();
    let mut next = 0;
    let mut rest = pattern;
    while let Some(start) = rest.find('{') {
        words.push_str(&rest[..start]);
        let inside = &rest[start + 1..];
        let (number, after) = inside.split_once('}').unwrap_or((inside, ""));
        let at = match number.parse::<usize>() {
            Ok(number) => number.saturating_sub(1),
            Err(_) if number.is_empty() => next,
            // Braces that are meant as such.
            Err(_) => {
                words.push_str(&rest[start..=start + 1 + number.len()]);
                rest = after;
                continue;
            }
        };
        next = at + 1;
        if let Some((part, is_words)) = parts.get(at) {
            words.push_str(&if *is_words { vietnamese(part) } else { (*part).to_owned() });
        }
        rest = after;
    }
    words + rest
}

/// Translates the name of a thing, or several joined by commas and `or`.
fn term(words: &str) -> Option<String> {
    if let Some(known) = known(words) {
        return Some(known.to_owned());
    }
    let (most, last) = words.rsplit_once(" or ")?;
    let most: Option<Vec<&str>> = most.split(", ").flat_map(|part| part.split(" or ")).map(known).collect();
    Some(format!("{} hoặc {}", most?.join(", "), known(last)?))
}

fn known(words: &str) -> Option<&'static str> {
    let bare = words.strip_prefix("a ").or_else(|| words.strip_prefix("an ")).unwrap_or(words);
    let bare = bare.strip_prefix("the ").unwrap_or(bare);
    TERMS.iter().find(|(english, _)| *english == bare).map(|(_, vietnamese)| *vietnamese)
}

#[cfg(test)]
mod tests;
