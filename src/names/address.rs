//! Forms of address, which precede a name and are no part of it.

use super::fold;
use super::query::Query;

/// Vietnamese and English ones; of two that begin alike, the longer is first.
const FORMS: [&str; 24] = [
    "đồng chí",
    "đ c",
    "quý ông",
    "quý bà",
    "ngài",
    "ông",
    "bà",
    "anh",
    "chị",
    "cô",
    "chú",
    "bác",
    "tiến sĩ",
    "ts",
    "comrade",
    "madam",
    "madame",
    "miss",
    "mrs",
    "mr",
    "ms",
    "sir",
    "prof",
    "dr",
];

/// Returns what follows the forms of address at the beginning of a query, as an accent key.
///
/// A form is known with its marks, or without them in a query that has none. Nothing if there is no form, or
/// nothing else.
pub(super) fn rest(query: &Query) -> Option<String> {
    let typed = query.marked.as_ref().map_or(&query.plain.key, |marked| &marked.key);
    let mut rest = typed.as_str();
    while let Some(after) = after_form(rest, query.marked.is_none()) {
        rest = after;
    }
    (rest.len() < typed.len()).then(|| rest.to_owned())
}

fn after_form(text: &str, is_plain: bool) -> Option<&str> {
    FORMS.iter().find_map(|form| {
        let after = if is_plain { text.strip_prefix(fold(form).as_str()) } else { text.strip_prefix(form) };
        after?.strip_prefix(' ')
    })
}
