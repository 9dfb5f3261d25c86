//! Functions of strings. Positions and lengths count characters (Unicode scalar values), not bytes.

use unicode_normalization::UnicodeNormalization;

use super::list::count;
use super::{Argument, Function, Type, argument, wrong_argument};
use crate::model::Value;
use crate::query::error::{Detail, ErrorKind, QueryError};

const STRING: &[Type] = &[Type::String];
const TEXT: &[Argument] = &[argument("text", STRING)];
const TRIMMED: &[Argument] = &[argument("text", STRING), argument("characters", STRING)];
const SIDE: &[Argument] = &[argument("text", STRING), argument("length", &[Type::Integer])];

pub(super) static FUNCTIONS: &[Function] = &[
    Function::pure("left", SIDE, Type::String, left, "the first characters of a string"),
    Function::pure("right", SIDE, Type::String, right, "the last characters of a string"),
    Function::pure(
        "substring",
        const {
            &[
                argument("text", STRING),
                argument("start", &[Type::Integer]),
                argument("length", &[Type::Integer]),
            ]
        },
        Type::String,
        substring,
        "a part of a string, from a position counted from 0",
    )
    .requires(2),
    Function::pure(
        "replace",
        &[argument("text", STRING), argument("search", STRING), argument("replacement", STRING)],
        Type::String,
        replace,
        "a string in which each occurrence of another is replaced",
    ),
    Function::pure(
        "split",
        &[argument("text", STRING), argument("separators", &[Type::String, Type::List])],
        Type::List,
        split,
        "the parts of a string between separators",
    ),
    Function::pure(
        "normalize",
        &[argument("text", STRING), argument("form", STRING)],
        Type::String,
        normalize,
        "a string in a Unicode normal form: NFC, NFD, NFKC, NFKD",
    )
    .requires(1),
    Function::pure(
        "isNormalized",
        &[argument("text", STRING), argument("form", STRING)],
        Type::Boolean,
        is_normalized,
        "whether a string is in a Unicode normal form",
    )
    .requires(1),
    upper("toUpper"),
    lower("toLower"),
    upper("upper"),
    lower("lower"),
    characters("char_length"),
    characters("character_length"),
    trim(
        "trim",
        |arguments| trimmed(arguments, Ends::Both),
        "a string without white space, or characters given, at both ends",
    ),
    trim(
        "btrim",
        |arguments| trimmed(arguments, Ends::Both),
        "a string without white space, or characters given, at both ends",
    ),
    trim(
        "lTrim",
        |arguments| trimmed(arguments, Ends::Start),
        "a string without white space, or characters given, at its start",
    ),
    trim(
        "rTrim",
        |arguments| trimmed(arguments, Ends::End),
        "a string without white space, or characters given, at its end",
    ),
];

const fn upper(name: &'static str) -> Function {
    let body = |arguments: &[Value]| of_text(&arguments[0], |text| Value::from(text.to_uppercase()));
    Function::pure(name, TEXT, Type::String, body, "a string in capitals")
}

const fn lower(name: &'static str) -> Function {
    let body = |arguments: &[Value]| of_text(&arguments[0], |text| Value::from(text.to_lowercase()));
    Function::pure(name, TEXT, Type::String, body, "a string in small letters")
}

const fn characters(name: &'static str) -> Function {
    let body = |arguments: &[Value]| of_text(&arguments[0], |text| count(text.chars().count()));
    Function::pure(name, TEXT, Type::Integer, body, "how many characters a string has")
}

const fn trim(
    name: &'static str,
    body: fn(&[Value]) -> Result<Value, QueryError>,
    summary: &'static str,
) -> Function {
    Function::pure(name, TRIMMED, Type::String, body, summary).requires(1)
}

#[derive(Clone, Copy)]
enum Ends {
    Both,
    Start,
    End,
}

fn trimmed(arguments: &[Value], ends: Ends) -> Result<Value, QueryError> {
    let Some(text) = string(&arguments[0])? else { return Ok(Value::Null) };
    let characters = match arguments.get(1).map(string).transpose()? {
        Some(None) => return Ok(Value::Null),
        Some(characters) => characters,
        None => None,
    };
    let is_cut = |own: char| match characters {
        Some(characters) => characters.contains(own),
        None => own.is_whitespace(),
    };
    let start = if matches!(ends, Ends::End) { text } else { text.trim_start_matches(is_cut) };
    Ok(Value::from(if matches!(ends, Ends::Start) { start } else { start.trim_end_matches(is_cut) }))
}

/// Returns a text; none for null.
fn string(value: &Value) -> Result<Option<&str>, QueryError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other => Err(wrong_argument("a string", other)),
    }
}

fn of_text(value: &Value, then: impl FnOnce(&str) -> Value) -> Result<Value, QueryError> {
    Ok(string(value)?.map_or(Value::Null, then))
}

/// Returns a number of characters; none for null.
fn length(value: &Value) -> Result<Option<usize>, QueryError> {
    match value {
        Value::Null => Ok(None),
        Value::Integer(number) if *number < 0 => {
            let message = format!("expected a number of characters, found {number}");
            Err(QueryError::runtime(ErrorKind::ArgumentError, Detail::NumberOutOfRange, message))
        }
        Value::Integer(number) => Ok(Some(usize::try_from(*number).unwrap_or(usize::MAX))),
        other => Err(wrong_argument("an integer", other)),
    }
}

/// Returns the byte at which a character starts; the end of the text behind its last.
fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte)
}

fn left(arguments: &[Value]) -> Result<Value, QueryError> {
    match (string(&arguments[0])?, length(&arguments[1])?) {
        (Some(text), Some(length)) => Ok(Value::from(&text[..byte_of(text, length)])),
        _ => Ok(Value::Null),
    }
}

fn right(arguments: &[Value]) -> Result<Value, QueryError> {
    match (string(&arguments[0])?, length(&arguments[1])?) {
        (Some(text), Some(length)) => {
            let skipped = text.chars().count().saturating_sub(length);
            Ok(Value::from(&text[byte_of(text, skipped)..]))
        }
        _ => Ok(Value::Null),
    }
}

fn substring(arguments: &[Value]) -> Result<Value, QueryError> {
    let (Some(text), Some(start)) = (string(&arguments[0])?, length(&arguments[1])?) else {
        return Ok(Value::Null);
    };
    let rest = &text[byte_of(text, start)..];
    match arguments.get(2).map(length).transpose()? {
        None => Ok(Value::from(rest)),
        Some(None) => Ok(Value::Null),
        Some(Some(length)) => Ok(Value::from(&rest[..byte_of(rest, length)])),
    }
}

fn replace(arguments: &[Value]) -> Result<Value, QueryError> {
    let texts = (string(&arguments[0])?, string(&arguments[1])?, string(&arguments[2])?);
    let (Some(text), Some(search), Some(replacement)) = texts else { return Ok(Value::Null) };
    if replacement.len() > search.len() && !text.is_empty() {
        let n_found = text.matches(search).count();
        check_length(text.len().saturating_add(n_found.saturating_mul(replacement.len())), LONGEST)?;
    }
    Ok(Value::from(text.replace(search, replacement)))
}

/// The longest text that `replace` makes, in bytes.
const LONGEST: usize = 1 << 26;

/// The longest text that `split` cuts into characters, in bytes.
const MOST_PARTS: usize = 1 << 21;

fn check_length(n_bytes: usize, most: usize) -> Result<(), QueryError> {
    if n_bytes <= most {
        return Ok(());
    }
    let message = format!("a text of {n_bytes} bytes; at most {most} are made here");
    Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, message))
}

fn split(arguments: &[Value]) -> Result<Value, QueryError> {
    let Some(text) = string(&arguments[0])? else { return Ok(Value::Null) };
    let separators = match &arguments[1] {
        Value::Null => return Ok(Value::Null),
        Value::List(separators) => separators.iter().map(string).collect::<Result<Option<Vec<_>>, _>>()?,
        one => string(one)?.map(|one| vec![one]),
    };
    let Some(separators) = separators else { return Ok(Value::Null) };
    if separators.iter().any(|separator| separator.is_empty()) && !text.is_empty() {
        check_length(text.len(), MOST_PARTS)?;
        return Ok(text.chars().map(|one| Value::from(one.to_string())).collect());
    }
    Ok(Value::List(parts(text, &separators).into()))
}

/// Cuts at the separators; where several begin at one place, the first given counts.
fn parts(text: &str, separators: &[&str]) -> Vec<Value> {
    let mut parts = Vec::new();
    let (mut start, mut place) = (0, 0);
    while place < text.len() {
        let rest = &text[place..];
        let found =
            separators.iter().find(|separator| !separator.is_empty() && rest.starts_with(**separator));
        if let Some(separator) = found {
            parts.push(Value::from(&text[start..place]));
            place += separator.len();
            start = place;
        } else {
            place += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    parts.push(Value::from(&text[start..]));
    parts
}

fn normalize(arguments: &[Value]) -> Result<Value, QueryError> {
    Ok(normal_form(arguments)?.map_or(Value::Null, |(_, normal)| Value::from(normal)))
}

fn is_normalized(arguments: &[Value]) -> Result<Value, QueryError> {
    Ok(normal_form(arguments)?.map_or(Value::Null, |(text, normal)| Value::Boolean(text == normal)))
}

/// Returns a text with its normal form; none for null.
fn normal_form(arguments: &[Value]) -> Result<Option<(&str, String)>, QueryError> {
    let Some(text) = string(&arguments[0])? else { return Ok(None) };
    let Some(form) = arguments.get(1).map_or(Ok(Some("NFC")), string)? else { return Ok(None) };
    let normal = match form.to_ascii_uppercase().as_str() {
        "NFC" => text.nfc().collect(),
        "NFD" => text.nfd().collect(),
        "NFKC" => text.nfkc().collect(),
        "NFKD" => text.nfkd().collect(),
        _ => {
            let message = format!("`{form}` is no Unicode normal form; expected NFC, NFD, NFKC or NFKD");
            return Err(QueryError::runtime(ErrorKind::ArgumentError, Detail::InvalidArgumentValue, message));
        }
    };
    Ok(Some((text, normal)))
}
