use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;

#[test]
fn messages_are_taken_apart_and_put_together() {
    let pairs = [
        ("unknown variable `m`", "không có biến `m`"),
        ("expected a number, temporal value or duration, found a list", "cần số, giá trị thời gian hoặc khoảng thời gian, nhưng gặp danh sách"),
        ("unexpected `RETURN`; expected `)`, labels, properties or WHERE", "không hiểu `RETURN` ở đây; cần `)`, nhãn, thuộc tính hoặc WHERE"),
        ("`a node` is a node; expected a node or relationship", "`a node` là nút; cần nút hoặc quan hệ"),
        ("`hour` is 25; expected 0 to 23", "`hour` là 25; cần từ 0 đến 23"),
        ("`x` is not a unit to which a date can be cut", "không thể cắt ngày đến đơn vị `x`"),
        ("more than 10 rows", "có hơn 10 dòng"),
        ("no node is called `zzz`", "không có nút nào tên `zzz`"),
        ("no node n3", "không có nút n3"),
        ("a.csv:3: the text is not UTF-8", "a.csv:3: văn bản không phải UTF-8"),
        ("nobody has said this", "nobody has said this"),
        ("", ""),
    ];
    for (english, expected) in pairs {
        assert_eq!(vietnamese(english), expected);
    }
}

#[test]
fn patterns_have_as_many_holes_in_both_languages() {
    for (english, other) in MESSAGES {
        let numbered = ["{1}", "{2}"].iter().filter(|hole| other.contains(**hole)).count();
        assert_eq!(english.matches(HOLE).count(), other.matches(HOLE).count() + numbered, "{english}");
        let filled = english.replace(HOLE, "7");
        let has_words = english.contains(|char: char| char.is_alphabetic());
        assert!(!has_words || vietnamese(&filled) != filled, "nothing is said in Vietnamese: {english}");
    }
}

/// Whatever the sources say where an error is made has a pattern, so that a new message is not forgotten here.
#[test]
fn every_message_of_the_engine_has_a_pattern() {
    let mut unknown = BTreeSet::new();
    let mut n_found = 0;
    for file in sources() {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for message in messages(code) {
            n_found += 1;
            // What a hole stands for is a name or a number here.
            let message = without_names(&message);
            // Names of arguments, and signs that are expected, are the same in all languages.
            let is_sentence = message.split('`').step_by(2).any(|part| part.trim().contains(' '));
            if is_sentence && vietnamese(&message) == message {
                unknown.insert(format!("{}: {message}", file.display()));
            }
        }
    }
    assert!(n_found > 150, "only {n_found} messages found");
    assert!(unknown.is_empty(), "{} without a pattern:\n{}", unknown.len(), unknown.into_iter().collect::<Vec<_>>().join("\n"));
}

fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.join("query"), root.join("db")];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.file_name().and_then(|name| name.to_str()) {
                Some("tests" | "tests.rs") => {}
                _ if path.is_dir() => open.push(path),
                _ => files.push(path),
            }
        }
    }
    files.sort();
    files
}

/// Returns the texts that errors are made with.
fn messages(code: &str) -> Vec<String> {
    let before = [
        "let message = ",
        "let message = format!(",
        "with_hint(",
        "with_hint(format!(",
        "argument_error(",
        "argument_error(format!(",
        "type_error(",
        "type_error(format!(",
        "wrong_argument(",
        "wrong_type(",
        "self.unexpected(start, ",
        "self.unexpected(",
        "self.name(",
    ];
    let packed: String = code.lines().map(str::trim).collect::<Vec<_>>().join(" ").replace("( ", "(");
    let mut found = Vec::new();
    for marker in before {
        for (at, _) in packed.match_indices(&format!("{marker}\"")) {
            let text = &packed[at + marker.len() + 1..];
            if let Some(end) = end_of_text(text) {
                found.push(text[..end].replace("\\ ", "").replace("\\\"", "\"").replace("\\\\", "\\"));
            }
        }
    }
    found
}

fn end_of_text(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, char) in text.char_indices() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(at),
            _ => {}
        }
    }
    None
}

/// Puts a number in place of each `{name}`.
fn without_names(message: &str) -> String {
    let message = message.replace("{{", "⟨").replace("}}", "⟩");
    let mut words = String::new();
    let mut rest = message.as_str();
    while let Some((before, inside)) = rest.split_once('{') {
        words.push_str(before);
        match inside.split_once('}') {
            Some((name, after)) if name.chars().all(|char| char.is_alphanumeric() || "_.".contains(char)) => {
                words.push('7');
                rest = after;
            }
            _ => {
                words.push('{');
                rest = inside;
            }
        }
    }
    (words + rest).replace('⟨', "{").replace('⟩', "}")
}
