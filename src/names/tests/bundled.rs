//! Laws over the names of the bundled data set, whatever it holds.

use serde_json::Value;

use super::*;
use crate::names::marks::lacks_marks;

#[test]
fn every_name_stands_for_its_node_however_it_is_typed() {
    let texts = texts();
    let index = index(&texts);
    for (node, origin, text) in texts.iter().filter(|text| text.1 != GLOSS) {
        for form in [text.clone(), text.nfd().collect(), text.to_uppercase(), fold(text)] {
            let found = resolved(&index, &form);
            assert!(found.iter().all(|found| found.how.is_whole()), "{form} finds {found:?}");
            let is_found = found.iter().any(|found| found.node.0 == *node);
            let is_name_of_others = *origin == ID || form != *text;
            assert!(is_found || is_name_of_others && !found.is_empty(), "{form} finds {found:?}");
        }
    }
}

/// The first law of the room, tried on every name of some words in capitals.
#[test]
fn another_tone_makes_another_name() {
    let texts = texts();
    let index = index(&texts);
    let proper = texts.iter().filter(|text| text.1 == NAME && is_proper(&text.2));
    let others: Vec<(u32, String)> = proper
        .flat_map(|(node, _, text)| with_other_tones(text).into_iter().map(|other| (*node, other)))
        .collect();
    assert!(others.len() > 100, "{}", others.len());
    for ((node, other), before) in others.iter().zip(["", "", "ông ", "", "Bí thư "].iter().cycle()) {
        let found = resolved(&index, &format!("{before}{other}"));
        assert!(!found.iter().any(|found| found.node.0 == *node), "{before}{other} finds {found:?}");
    }
}

fn is_proper(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let is_capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (2..=4).contains(&words.len()) && words.iter().all(is_capital)
}

/// Returns the name with each tone changed to any other, where that leaves every word written out.
fn with_other_tones(name: &str) -> Vec<String> {
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let letters: String = name.nfd().collect();
    let changed = letters.match_indices(TONES).flat_map(|(at, mark)| {
        let (before, after) = (&letters[..at], &letters[at + mark.len()..]);
        let others = TONES.iter().map(char::to_string).filter(move |tone| tone != mark);
        let others = others.chain([String::new()]);
        others.map(move |tone| format!("{before}{tone}{after}").nfc().collect::<String>())
    });
    changed.filter(|name| accent_key(name) != fold(name) && !lacks_marks(&accent_key(name))).collect()
}

fn resolved(index: &NameIndex, query: &str) -> Vec<Match> {
    match index.resolve(query) {
        Resolution::One(found) => vec![found],
        Resolution::Several(found) => found,
        Resolution::None { .. } => Vec::new(),
    }
}

/// Returns all names of all nodes, and their ids, as a data set hands them over.
fn texts() -> Vec<(u32, Origin, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let documents = files.iter().map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap());
    let nodes =
        documents.flat_map(|document: Value| document["nodes"].as_array().cloned().unwrap_or_default());
    (0..).zip(nodes).flat_map(|(number, node)| texts_of(number, &node)).collect()
}

fn texts_of(number: u32, node: &Value) -> Vec<(u32, Origin, String)> {
    let one = |origin, text: &Value| text.as_str().map(|text| (number, origin, text.to_owned()));
    let aliases = node["aliases"].as_array().cloned().unwrap_or_default();
    let aliases = aliases.iter().filter_map(|alias| one(ALIAS, &alias["name"]));
    let texts = [one(ID, &node["id"]), one(NAME, &node["name"])];
    texts.into_iter().flatten().chain(aliases).chain(one(GLOSS, &node["gloss"])).collect()
}

fn index(texts: &[(u32, Origin, String)]) -> NameIndex {
    texts.iter().map(|(node, origin, text)| Entry { node: NodeId(*node), text, origin: *origin }).collect()
}
