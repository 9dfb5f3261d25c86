//! The rooms of `src/`: a room imports only rooms that the table lets it import.
//!
//! Paths count wherever they stand in code, be it a `use`, an expression or a type, in product code and in
//! test code alike: a unit test that reaches up makes the room impossible to move just as its code would.
//! Comments and text in quotes do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::folders::Folder;
use crate::program::repository;

/// Room, and the rooms it may import besides itself: section 3 of the design.
const ROOMS: [(&str, &str); 13] = [
    ("model", ""),
    ("names", "model"),
    ("graph", "model"),
    ("dataset", "model names graph"),
    ("storage", "model graph"),
    ("analysis", "model graph"),
    ("query", "model graph analysis"),
    ("render", "model graph"),
    ("db", "model names graph dataset storage analysis query"),
    ("server", "model names graph dataset storage analysis query render db ingest cluster"),
    ("ingest", "model names graph dataset storage analysis query render db"),
    ("cluster", "model names graph dataset storage analysis query render db"),
    ("cli", "model names graph dataset storage analysis query render db server ingest cluster"),
];

/// Files of `src/` that are no room.
const ROOTS: [&str; 2] = ["lib", "main"];

#[test]
fn rooms_import_only_what_they_may() {
    assert_eq!(violations(&repository().join("src")), Vec::<String>::new());
}

#[test]
fn an_upward_import_is_caught_however_it_is_written() {
    let planted = [
        ("use crate::cli::Ui;", "model imports cli"),
        ("use crate::{graph, names::fold};", "model imports graph; model imports names"),
        ("use crate::{\n    // why\n    dataset::{Dataset, Fault},\n    model,\n};", "model imports dataset"),
        ("fn f() -> crate::render::text::Room { todo() }", "model imports render"),
        ("#[cfg(test)]\nmod tests { use crate::analysis::Budget; }", "model imports analysis"),
        ("use super::super::names::fold;", "model imports names"),
        ("use hvgraph::names::fold;", "model imports names"),
        ("use crate::names as n;", "model imports names"),
        ("use crate as root;\nuse crate::*;", "model imports * ; model imports root as another name"),
        ("// use crate::cli::Ui;\nconst X: &str = \"crate::cli\";\nuse crate::model::Value;", ""),
    ];
    for (code, expected) in planted {
        let folder = Folder::empty();
        std::fs::create_dir_all(folder.file("model/edtf")).unwrap();
        std::fs::write(folder.file("model/edtf/planted.rs"), code).unwrap();
        let found: Vec<String> = violations(folder.path())
            .into_iter()
            .map(|found| found.split_once(": ").unwrap().1.to_owned())
            .collect();
        let expected: Vec<&str> = expected.split(';').map(str::trim).filter(|one| !one.is_empty()).collect();
        assert_eq!(found, expected, "{code}");
    }
}

#[test]
fn a_room_that_is_not_in_the_table_is_caught() {
    let folder = Folder::empty().with("helpers.rs", "").with("lib.rs", "pub mod helpers;");
    std::fs::create_dir(folder.file("utils")).unwrap();
    assert_eq!(
        violations(folder.path()),
        ["helpers.rs: no room of the table", "utils: no room of the table"]
    );
}

#[test]
fn the_table_has_no_circle() {
    let allowed: BTreeMap<&str, &str> = ROOMS.into();
    for (room, may) in ROOMS {
        for other in may.split_whitespace() {
            let back = allowed[other].split_whitespace().any(|back| back == room);
            assert!(!back, "{room} and {other} may import each other");
        }
    }
}

/// Returns `file: room imports other` for every import the table forbids, and what is missing from the table.
fn violations(src: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(src).unwrap().map(Result::unwrap).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let file_name = entry.file_name().into_string().unwrap();
        let room = file_name.strip_suffix(".rs").unwrap_or(&file_name);
        if ROOTS.contains(&room) {
            continue;
        }
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            found.push(format!("{file_name}: no room of the table"));
            continue;
        };
        let mut files = Vec::new();
        rust_files(&entry.path(), &mut files);
        for file in files {
            let code = std::fs::read_to_string(&file).unwrap();
            let place = file.strip_prefix(src).unwrap().display().to_string();
            let depth = place.matches('/').count();
            for other in imports(&code, depth) {
                if other != room && !allowed.split_whitespace().any(|one| one == other) {
                    found.push(format!("{place}: {room} imports {other}"));
                }
            }
        }
    }
    found
}

fn rust_files(path: &Path, files: &mut Vec<std::path::PathBuf>) {
    if path.is_dir() {
        let mut inside: Vec<_> =
            std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        inside.sort();
        for path in inside {
            rust_files(&path, files);
        }
    } else if path.extension().is_some_and(|ending| ending == "rs") {
        files.push(path.to_owned());
    }
}

/// Returns the first name of every path of the crate in a file that lies `depth` folders below `src/`.
fn imports(code: &str, depth: usize) -> BTreeSet<String> {
    let tokens = tokens(code);
    let mut found = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        let follows_path = at > 0 && tokens[at - 1] == "::";
        if follows_path {
            continue;
        }
        match token.as_str() {
            "crate" | "hvgraph" if tokens.get(at + 1).is_some_and(|next| next == "::") => {
                found.extend(heads(&tokens[at + 2..]));
            }
            "crate" if tokens.get(at + 1).is_some_and(|next| next == "as") => {
                found.insert(format!("{} as another name", tokens[at + 2]));
            }
            "super" => {
                let n_supers = tokens[at..].chunks(2).take_while(|pair| pair[0] == "super").count();
                // `mod tests {` inside a file adds a level; counting it out would excuse too much, so a
                // path counts as soon as it could leave the room.
                if n_supers >= depth.max(1) && n_supers > 1 {
                    let rest = heads(&tokens[at + 2 * n_supers..]);
                    let rooms = ROOMS.iter().map(|(name, _)| *name);
                    found.extend(rest.into_iter().filter(|head| rooms.clone().any(|room| room == head)));
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns the first names of a path or of a group of paths.
fn heads(tokens: &[String]) -> Vec<String> {
    match tokens.first().map(String::as_str) {
        Some("{") => {
            let mut heads = Vec::new();
            let (mut depth, mut is_head) = (0, false);
            for token in tokens {
                match token.as_str() {
                    "{" => {
                        depth += 1;
                        is_head = depth == 1;
                    }
                    "}" if depth == 1 => return heads,
                    "}" => depth -= 1,
                    "," => is_head = depth == 1,
                    name if is_head => {
                        heads.push(name.to_owned());
                        is_head = false;
                    }
                    _ => {}
                }
            }
            heads
        }
        Some(name) => vec![name.to_owned()],
        None => Vec::new(),
    }
}

/// Cuts code into names and signs, without comments and text in quotes.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = raw_text(rest) {
            length
        } else if first == '"' {
            plain_text(rest)
        } else if first == '\'' {
            // A character in quotes; a lifetime has no second quote near it.
            let ends = rest
                .char_indices()
                .skip(2)
                .take(10)
                .find(|(at, c)| *c == '\'' && (*at > 2 || !rest.starts_with("'\\")));
            let is_char =
                rest.starts_with("'\\") || ends.is_some_and(|(at, _)| rest[1..at].chars().count() == 1);
            if is_char { ends.map_or(1, |(at, _)| at + 1) } else { 1 }
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

fn raw_text(rest: &str) -> Option<usize> {
    let hashes = rest.strip_prefix('r').or_else(|| rest.strip_prefix("br"))?;
    let n_hashes = hashes.bytes().take_while(|byte| *byte == b'#').count();
    hashes[n_hashes..].starts_with('"').then_some(())?;
    let start = rest.len() - hashes.len() + n_hashes + 1;
    let end = format!("\"{}", "#".repeat(n_hashes));
    Some(rest[start..].find(&end).map_or(rest.len(), |at| start + at + end.len()))
}

fn plain_text(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
