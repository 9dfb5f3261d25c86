//! Laws of the bundled data set: its files, its citations, and that it takes no prose from the articles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use hvgraph::dataset::{BUNDLED_FILES, Dataset, contradictions};
use hvgraph::graph::GraphView as _;
use serde_json::Value;

use crate::program::repository;

/// The most words in a row that a text of the data set may share with an article.
const MOST_WORDS: usize = 13;

/// Texts that may share more: names and titles as printed, which are facts.
const LONG_NAMES: [&str; 8] = [
    "10.000 bộ kit test xét nghiệm phát hiện kháng nguyên SARS-CoV-2",
    "Biên bản ghi nhớ hợp tác giữa 2 Thủ đô giai đoạn 2017 - 2020",
    "Bí thư Thành ủy, Chủ tịch Hội đồng nhân dân Thủ đô Viêng Chăn",
    "Thúc đẩy quan hệ hợp tác giữa Thủ đô Hà Nội và Thủ đô Viêng Chăn lên tầm cao mới",
    "Viện Nghiên cứu và Phát triển kinh tế - xã hội thủ đô Viêng Chăn",
    "Viện Nghiên cứu và Phát triển kinh tế xã hội Thủ đô Viêng Chăn",
    "Ủy viên Bộ Chính trị, Bí thư Thành ủy, Trưởng đoàn Đại biểu Quốc hội thành phố Hà Nội",
    "Vun đắp quan hệ hợp tác giữa Thủ đô của hai nước Việt Nam - Lào",
];

fn files() -> impl Iterator<Item = (&'static str, Value)> {
    BUNDLED_FILES.iter().map(|(name, text)| (*name, serde_json::from_str(text).unwrap()))
}

/// Returns the records of a list of all files, with the file's name.
fn records(list: &str) -> Vec<(&'static str, Value)> {
    let of_file = |(name, file): (&'static str, Value)| {
        let records = file[list].as_array().cloned().unwrap_or_default();
        records.into_iter().map(move |record| (name, record)).collect::<Vec<_>>()
    };
    files().filter(|(name, _)| *name != "schema.json").flat_map(of_file).collect()
}

/// Returns the lines of the articles by their ids; nothing, with a message, where they are not at hand.
///
/// The articles are no part of the project. They are looked for beside it, or where `HVGRAPH_ARTICLES` says.
fn articles() -> Option<BTreeMap<String, Vec<String>>> {
    let folder = std::env::var_os("HVGRAPH_ARTICLES")
        .map_or_else(|| repository().join("../shared/seeds"), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no articles in {}", folder.display());
        return None;
    };
    let mut articles = BTreeMap::new();
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some((id, _)) = name.split_once('_') else { continue };
        let lines = std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect();
        articles.insert(id.to_owned(), lines);
    }
    assert!(!articles.is_empty(), "no article in {}", folder.display());
    Some(articles)
}

#[test]
fn the_bundled_files_are_those_of_the_folder() {
    let mut names: Vec<String> = std::fs::read_dir(repository().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.strip_suffix(".json").is_some_and(|stem| !stem.ends_with(".schema")))
        .collect();
    names.sort();
    assert_eq!(BUNDLED_FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    for (name, text) in BUNDLED_FILES {
        assert!(std::fs::read_to_string(repository().join("data").join(name)).unwrap() == *text, "{name}");
    }
}

#[test]
fn the_folder_loads_like_the_bundled_set() {
    let (bundled, folder) = (Dataset::bundled().unwrap(), Dataset::open(&repository().join("data")).unwrap());
    assert_eq!(bundled.counts(), folder.counts());
    assert_eq!(bundled.schema(), folder.schema());
}

#[test]
fn nothing_contradicts_itself() {
    let dataset = Dataset::bundled().unwrap();
    assert_eq!(contradictions(dataset.schema(), dataset.graph()), []);
}

#[test]
fn every_file_names_the_json_schema_that_checks_it() {
    for (name, file) in files() {
        let expected = if name == "schema.json" { "schema.schema.json" } else { "dataset.schema.json" };
        assert_eq!(file["$schema"], expected, "{name}");
    }
}

#[test]
fn files_are_formatted_alike_so_that_changes_show() {
    for (name, text) in BUNDLED_FILES {
        let canonical = indented(text);
        let wrong =
            text.lines().zip(canonical.lines()).enumerate().find(|(_, (kept, wanted))| kept != wanted);
        assert!(wrong.is_none() && text.len() == canonical.len(), "data/{name}: {wrong:?}");
        assert!(
            !text.contains("\\u") && !text.contains("\\/") && !text.contains('\r'),
            "data/{name}: an escape that is not needed"
        );
    }
}

/// Writes JSON as Python's `json.dumps(x, ensure_ascii=False, indent=2)` does, keys in the order they have.
fn indented(text: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0);
    let (mut is_text, mut is_escaped) = (false, false);
    let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
    for c in text.chars() {
        if is_text {
            out.push(c);
            (is_text, is_escaped) = (is_escaped || c != '"', !is_escaped && c == '\\');
            continue;
        }
        match c {
            '{' | '[' => {
                depth += 1;
                out.push(c);
                out.push_str(&line(depth));
            }
            '}' | ']' => {
                depth -= 1;
                out.truncate(out.trim_end().len());
                if !out.ends_with(['{', '[']) {
                    out.push_str(&line(depth));
                }
                out.push(c);
            }
            ',' => {
                out.push(c);
                out.push_str(&line(depth));
            }
            ':' => out.push_str(": "),
            _ if c.is_whitespace() => {}
            _ => {
                is_text = c == '"';
                out.push(c);
            }
        }
    }
    out.push('\n');
    out
}

#[test]
fn the_format_is_known_to_the_formatter() {
    let text = "{\"a\":[],\"b\" : [1,{\"c\":\"x, \\\" {y\"}] , \"d\":{}}";
    assert_eq!(
        indented(text),
        "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {\n      \"c\": \"x, \\\" {y\"\n    }\n  ],\n  \"d\": {}\n}\n"
    );
}

#[test]
fn records_are_sorted_by_id() {
    for (name, file) in files().filter(|(name, _)| *name != "schema.json") {
        for list in ["sources", "nodes", "claims"] {
            let records = file[list].as_array().cloned().unwrap_or_default();
            let ids: Vec<&str> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
            assert!(
                ids.is_sorted(),
                "data/{name}: {list} are not sorted: {:?}",
                ids.windows(2).find(|pair| pair[0] > pair[1])
            );
        }
    }
}

#[test]
fn ids_are_plain() {
    for list in ["nodes", "claims"] {
        for (name, record) in records(list) {
            let id = record["id"].as_str().unwrap();
            let is_plain =
                id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            assert!(is_plain, "data/{name}: `{id}`");
        }
    }
}

/// Returns every citation with the id of the record that has it.
fn citations() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for list in ["nodes", "claims"] {
        for (_, record) in records(list) {
            let own = record["cite"].as_array().cloned().unwrap_or_default();
            let of_aliases = record["aliases"].as_array().cloned().unwrap_or_default();
            let of_aliases =
                of_aliases.iter().flat_map(|alias| alias["cite"].as_array().cloned().unwrap_or_default());
            for cite in own.into_iter().chain(of_aliases) {
                found.push((record["id"].as_str().unwrap().to_owned(), cite.as_str().unwrap().to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_claim_cites_a_source_that_is_there() {
    let sources: BTreeSet<String> =
        records("sources").iter().map(|(_, source)| source["id"].as_str().unwrap().to_owned()).collect();
    for (id, cite) in citations() {
        let (source, paragraph) = cite.split_once('#').unwrap();
        assert!(sources.contains(source), "{id} cites {cite}");
        assert!(paragraph.parse::<u32>().unwrap() > 0, "{id} cites {cite}");
    }
    for (name, claim) in records("claims") {
        assert!(!claim["cite"].as_array().unwrap().is_empty(), "data/{name}: {claim}");
    }
    let dataset = Dataset::bundled().unwrap();
    let facts = dataset.facts();
    assert!(dataset.graph().edges().all(|edge| facts.n_sources(edge) > 0));
}

#[test]
fn every_paragraph_cited_is_a_line_of_its_article() {
    let Some(articles) = articles() else { return };
    for (id, cite) in citations() {
        let (source, paragraph) = cite.split_once('#').unwrap();
        let line = articles[source].get(paragraph.parse::<usize>().unwrap() - 1);
        assert!(line.is_some_and(|line| !line.trim().is_empty()), "{id} cites {cite}, which is no paragraph");
    }
}

/// Names and aliases are facts only as printed: each is found in a paragraph that is cited for it.
#[test]
fn every_alias_is_printed_where_it_is_cited() {
    let Some(articles) = articles() else { return };
    let mut missing = Vec::new();
    for (_, node) in records("nodes") {
        for alias in node["aliases"].as_array().into_iter().flatten() {
            let name = words(alias["name"].as_str().unwrap()).join(" ");
            for cite in alias["cite"].as_array().unwrap() {
                let (source, paragraph) = cite.as_str().unwrap().split_once('#').unwrap();
                let line = &articles[source][paragraph.parse::<usize>().unwrap() - 1];
                if !words(line).join(" ").contains(&name) {
                    missing.push(format!("{}: `{}` is not in {cite}", node["id"], alias["name"]));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn no_text_takes_prose_from_an_article() {
    let Some(articles) = articles() else { return };
    let length = MOST_WORDS + 1;
    let printed: BTreeSet<Vec<String>> = articles
        .values()
        .flat_map(|lines| words(&lines.join(" ")).windows(length).map(<[String]>::to_vec).collect::<Vec<_>>())
        .collect();
    let mut taken = Vec::new();
    for (name, file) in files() {
        for text in texts(&file) {
            if words(text).windows(length).any(|run| printed.contains(run)) && !LONG_NAMES.contains(&text) {
                taken.push(format!("data/{name}: {text}"));
            }
        }
    }
    assert_eq!(taken, Vec::<String>::new());
}

/// Divides text into lower-case words without punctuation.
fn words(text: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization as _;
    let text: String = text.nfc().collect::<String>().to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(entries) => entries.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}
