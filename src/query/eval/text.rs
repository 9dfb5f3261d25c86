//! Operators of texts, regular expressions among them.

use std::cell::RefCell;

use regex::Regex;
use smol_str::SmolStr;

use super::logic;
use crate::model::Value;
use crate::query::error::{Detail, ErrorKind, QueryError};

/// How many compiled expressions are kept.
const KEPT: usize = 16;

/// How many bytes a compiled expression may take.
const MAX_COMPILED_BYTES: usize = 4 << 20;

thread_local! {
    /// Expressions compiled lately, the last used at the end.
    static COMPILED: RefCell<Vec<(SmolStr, Regex)>> = const { RefCell::new(Vec::new()) };
}

/// Compares two texts; unknown where one of the values is no text.
pub(super) fn compare(text: &Value, part: &Value, holds: impl FnOnce(&str, &str) -> bool) -> Value {
    match (text, part) {
        (Value::String(text), Value::String(part)) => Value::Boolean(holds(text, part)),
        _ => Value::Null,
    }
}

/// Says whether a regular expression covers a whole text; unknown where one of the values is no text.
pub(super) fn matches(text: &Value, pattern: &Value) -> Result<Value, QueryError> {
    let (Value::String(text), Value::String(pattern)) = (text, pattern) else { return Ok(Value::Null) };
    COMPILED.with_borrow_mut(|compiled| {
        match compiled.iter().position(|(own, _)| own == pattern) {
            Some(place) if place + 1 == compiled.len() => {}
            Some(place) => compiled[place..].rotate_left(1),
            None => {
                let regex = whole(pattern)?;
                if compiled.len() >= KEPT {
                    compiled.remove(0);
                }
                compiled.push((pattern.clone(), regex));
            }
        }
        let last = compiled.last();
        Ok(logic::value(last.map(|(_, regex)| regex.is_match(text))))
    })
}

/// Compiles a regular expression that must cover a whole text.
///
/// # Errors
/// A syntax error, found while the query runs, for what is no regular expression or grows too large.
pub(super) fn whole(pattern: &str) -> Result<Regex, QueryError> {
    let anchored = format!(r"\A(?:{pattern})\z");
    let built = regex::RegexBuilder::new(&anchored).size_limit(MAX_COMPILED_BYTES).build();
    built.map_err(|error| {
        let reason = match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            other => {
                let text = other.to_string();
                let last = text.lines().last().unwrap_or_default().trim();
                last.strip_prefix("error: ").unwrap_or(last).to_owned()
            }
        };
        let message = format!("`{pattern}` is no regular expression: {reason}");
        QueryError::runtime(ErrorKind::SyntaxError, Detail::InvalidArgumentValue, message)
    })
}
