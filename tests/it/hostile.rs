//! Hostile names through every command and every writer: nothing a name says becomes a command to a terminal,
//! an attribute of a drawing or a field of a record.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::export::Dot;
use crate::folders::Folder;
use crate::program::{Run, on_folder};

/// Names as a web page, a spreadsheet or a prankster may bring them.
pub(crate) fn names() -> Vec<String> {
    let plain = [
        "\"",
        "\\",
        "\\N",
        "\\\"",
        "ends in a backslash\\",
        "two\nlines",
        "two\r\nlines\tand a tab",
        "]]>",
        "</script><script>alert(1)</script>",
        "<b>bold</b>",
        "=HYPERLINK(\"http://x.example\",\"x\")",
        "@SUM(1)",
        "javascript:alert(1)",
        "node",
        "digraph { a -> b }",
        "x\"]; evil [label=\"y",
        "x\" URL=\"javascript:alert(1)",
        ":",
        ";",
        "&amp; &lt; &#34; &",
        "--",
        "-- -o",
        "back\u{8}space \u{7}bell \u{1b}[31mred\u{1b}[0m \u{9b}31m",
        "\u{202e}gnp.exe",
        "\u{2066}isolated\u{2069} \u{200f}rtl",
        "nul \u{0} inside",
        "\u{7f} delete \u{85} next line \u{2028} line \u{2029} paragraph",
        "Ha\u{300} No\u{323}\u{302}i",
        "ນະຄອນຫຼວງວຽງຈັນ",
        "zero\u{200b}width\u{200d}joiner",
        "\u{fffe}\u{ffff}\u{fdd0}",
        "😀👩‍👩‍👧‍👦",
        "%s%n %d {0} $(id) `id`",
        "{braces} \\textbf{x} $x$ ~ ^ % # _",
        "../../etc/passwd",
    ];
    let mut names: Vec<String> = plain.map(str::to_owned).into();
    names.push("ệ".repeat(21_845));
    names
}

/// A data set that has each name as name, alias, gloss, note, property, title, author and in an address.
pub(crate) fn hostile() -> &'static Folder {
    static FOLDER: OnceLock<Folder> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let mut nodes = Vec::new();
        let mut sources = Vec::new();
        let mut claims = Vec::new();
        let names = names();
        for (at, name) in names.iter().enumerate() {
            let clean: String = name.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(500).collect();
            let source = format!("s{at:02}");
            sources.push(json!({
                "id": source, "title": name, "author": name, "publisher": name, "note": name, "lang": name,
                "url": format!("https://x.example/?q={clean}"), "published": "2020",
            }));
            let cite = json!([format!("{source}#1")]);
            nodes.push(json!({
                "id": format!("n{at:02}"), "kind": "Thing", "name": name, "gloss": name, "note": name, "cite": cite,
                "aliases": [{ "name": name, "cite": cite }], "when": "2020",
                "props": { "a_string": name, "a_strings": [name, name], "a_url": format!("http://x.example/{clean}") },
                "derived": { "when": name },
            }));
            claims.push(json!({
                "id": format!("c{at:02}"), "type": "KNOWS", "from": format!("n{at:02}"), "to": format!("n{:02}", (at + 1) % names.len()),
                "cite": cite, "note": name, "when": "2020", "derived": { "when": name },
            }));
        }
        // Ids are names too.
        nodes.push(json!({ "id": "\u{1b}[2J\u{202e}\"]; x", "kind": "Thing", "name": "Id", "cite": ["s00#1"] }));
        claims.push(json!({ "id": "\u{1b}]0;x\u{7}\"", "type": "KNOWS", "from": "n00", "to": "\u{1b}[2J\u{202e}\"]; x", "cite": ["s00#1"] }));
        Folder::small().with_records("a.json", &json!({ "sources": sources, "nodes": nodes, "claims": claims }))
    })
}

fn on_hostile(args: &[&str]) -> Run {
    on_folder(hostile().path(), args)
}

/// Calls of every command, with each hostile node in turn where a command takes one.
fn calls() -> Vec<Vec<String>> {
    let fixed: [&[&str]; 14] = [
        &["stats"],
        &["check"],
        &["gaps", "--all"],
        &["gaps", "n00"],
        &["cite"],
        &["schema"],
        &["timeline"],
        &["timeline", "--claims"],
        &["doctor"],
        &["search", "e"],
        &["search", "script"],
        &["neighbors", "n00", "--depth", "3"],
        &["path", "n00", "n07"],
        &["path", "n33", "n03", "--all"],
    ];
    let mut calls: Vec<Vec<String>> =
        fixed.iter().map(|call| call.iter().map(|&arg| arg.to_owned()).collect()).collect();
    for at in 0..names().len() {
        calls.push(vec!["show".to_owned(), format!("n{at:02}")]);
        calls.push(vec!["show".to_owned(), format!("s{at:02}")]);
    }
    calls
}

fn is_raw_control(c: char) -> bool {
    let is_bidi =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\n') || is_bidi || matches!(c, '\u{2028}' | '\u{2029}')
}

#[track_caller]
fn assert_harmless(text: &str, what: &str) {
    if let Some(at) = text.find(is_raw_control) {
        let around: String =
            text[..at].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what}: {:?} after {around:?}", text[at..].chars().next().unwrap());
    }
}

#[test]
fn no_control_reaches_the_terminal() {
    for (call, lang) in calls().iter().zip(["vi", "en", "en", "vi"].into_iter().cycle()) {
        let call: Vec<&str> = call.iter().map(String::as_str).collect();
        let run = on_hostile(&[&call[..], &["--lang", lang]].concat());
        run.ends(0);
        assert_harmless(&run.stdout, &run.command);
        assert_harmless(&run.stderr, &run.command);
    }
}

#[test]
fn no_control_comes_back_in_an_error() {
    for name in names().iter().filter(|name| !name.contains('\0') && name.len() < 10_000) {
        for args in [
            &["show", "--", name][..],
            &["path", "--", name, name],
            &["search", "--", name],
            &["cite", "--", name],
            &["neighbors", "--", name],
        ] {
            let args: Vec<&str> = args.to_vec();
            let mut all = vec!["--data", hostile().path().to_str().unwrap()];
            all.extend(args);
            let run = crate::program::hvgraph(&all);
            assert_harmless(&run.stdout, &run.command);
            assert_harmless(&run.stderr, &run.command);
        }
    }
}

#[test]
fn no_control_comes_back_in_a_usage_error() {
    for name in ["\u{1b}[31mred", "\u{202e}gnp.exe", "bell\u{7}"] {
        for args in [
            &["show", "n00", "--kind", name][..],
            &["show", "n00", "--type", name],
            &["render", "-o", name],
            &["stats", "--as-of", name],
            &["check", name],
            &["export", "--dot", "-o", &format!("/nonexistent/{name}")],
            &["man", name],
            &[name],
            &["path", "a", "b", name],
            &["cite", "--format", name],
        ] {
            let run = crate::program::hvgraph(args);
            assert_harmless(&run.stderr, &run.command);
        }
    }
}

#[test]
fn json_gives_every_name_back_to_the_letter() {
    let names = names();
    let graph = on_hostile(&["export", "--json"]).json(0);
    for node in graph["nodes"].as_array().unwrap() {
        let id = node["id"].as_str().unwrap();
        if let Some(at) = id.strip_prefix('n').and_then(|at| at.parse::<usize>().ok()) {
            assert_eq!(node["name"].as_str(), Some(names[at].as_str()));
            assert_eq!(node["a_strings"][1].as_str(), Some(names[at].as_str()));
            assert_eq!(node["aliases"][0].as_str(), Some(names[at].as_str()));
        }
    }
    for call in calls().iter().filter(|call| call[0] != "schema") {
        let call: Vec<&str> = call.iter().map(String::as_str).collect();
        let run = on_hostile(&[&call[..], &["--json"]].concat());
        let document = run.json(0);
        if let (["show", id], Some(at)) =
            (&call[..], call.get(1).and_then(|id| id.get(1..)?.parse::<usize>().ok()))
        {
            assert_eq!(document["node"]["name"].as_str(), Some(names[at].as_str()), "{id}");
        }
    }
}

#[test]
fn dot_has_no_other_attribute_and_no_other_node() {
    let mut drawings = vec![
        on_hostile(&["export", "--dot"]),
        on_hostile(&["export", "--dot", "--structural"]),
        on_hostile(&["timeline", "--dot"]),
        on_hostile(&["path", "n00", "n07", "--dot"]),
        on_hostile(&["communities", "--dot"]),
        on_hostile(&["bridges", "--top", "50", "--dot"]),
        on_hostile(&["export", "--dot", "--reduce", "communities"]),
        on_hostile(&["export", "--dot", "--reduce", "top"]),
    ];
    drawings.extend((0..names().len()).map(|at| on_hostile(&["show", &format!("n{at:02}"), "--dot"])));
    let allowed: BTreeSet<&str> = [
        "label",
        "tooltip",
        "shape",
        "fillcolor",
        "color",
        "fontcolor",
        "penwidth",
        "style",
        "URL",
        "dir",
        "weight",
        "fontsize",
        "width",
        "margin",
        "height",
        "arrowhead",
        "arrowtail",
        "constraint",
        "edgetooltip",
        "labeltooltip",
        "edgeURL",
        "headURL",
        "group",
        "target",
        "xlabel",
        "class",
        "id",
        "peripheries",
        "arrowsize",
        "minlen",
        "decorate",
        "labelURL",
        "headtooltip",
        "tailtooltip",
        "pos",
        "orientation",
    ]
    .into();
    for run in drawings {
        run.ends(0);
        assert_harmless(&run.stdout, &run.command);
        let dot = Dot::read(&run.stdout);
        for (name, attributes) in &dot.nodes {
            let is_own = ["n", "legend", "source", "item"].iter().any(|prefix| {
                name.strip_prefix(prefix)
                    .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
            });
            assert!(is_own, "a node named `{name}`");
            check_attributes(attributes, &allowed);
        }
        for (_, attributes) in &dot.edges {
            check_attributes(attributes, &allowed);
        }
    }
}

fn check_attributes(attributes: &std::collections::BTreeMap<String, String>, allowed: &BTreeSet<&str>) {
    for (key, value) in attributes {
        assert!(allowed.contains(key.as_str()), "attribute `{key}` = `{value}`");
        if key.ends_with("URL") {
            assert!(
                value.starts_with("http://x.example") || value.starts_with("https://x.example"),
                "{value}"
            );
            assert!(!value.contains(['"', '<', '>', ' ', '\\']), "{value}");
        }
    }
}

#[test]
fn reports_have_no_other_element_and_no_other_link() {
    let target = Folder::empty();
    let (html, markdown) = (target.file("report.html"), target.file("report.md"));
    for at in 0..names().len() {
        for file in [&html, &markdown] {
            on_hostile(&["show", &format!("n{at:02}"), "--report", file.to_str().unwrap()]).ends(0);
            assert_harmless(&std::fs::read_to_string(file).unwrap(), &format!("the report of n{at:02}"));
        }
        check_html(&std::fs::read_to_string(&html).unwrap());
        check_markdown(&std::fs::read_to_string(&markdown).unwrap());
    }
}

fn check_html(html: &str) {
    // The head has void elements that XML would want closed; the body has none.
    let body = html.split("<body>").nth(1).unwrap().split("</body>").next().unwrap();
    let document = roxmltree::Document::parse(body.trim()).unwrap();
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let known = ["main", "section", "h1", "h2", "h3", "p", "dl", "dt", "dd", "ul", "li", "a", "span"];
        assert!(known.contains(&element.tag_name().name()), "{}", element.tag_name().name());
        for attribute in element.attributes() {
            assert!(["class", "id", "href", "rel"].contains(&attribute.name()), "{}", attribute.name());
            let is_link = attribute.name() == "href";
            let is_safe =
                ["#source-", "https://x.example/"].iter().any(|start| attribute.value().starts_with(start));
            assert!(!is_link || is_safe, "{}", attribute.value());
        }
    }
    assert_eq!(html.matches("<meta").count(), 4);
    assert!(html.contains("default-src 'none'"));
}

fn check_markdown(markdown: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for event in Parser::new_ext(
        markdown,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES,
    ) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("https://x.example/"), "{dest_url}");
            }
            Event::Start(Tag::Heading { .. } | Tag::List(_) | Tag::Item | Tag::Paragraph | Tag::Strong)
            | Event::End(_)
            | Event::Text(_) => {}
            other => panic!("{other:?} in {markdown}"),
        }
    }
}

#[test]
fn bibtex_entries_have_their_own_fields_only() {
    let run = on_hostile(&["cite", "--format", "bibtex"]);
    run.ends(0);
    assert_harmless(&run.stdout, "bibtex");
    let mut n_entries = 0;
    for entry in run.stdout.split("\n\n") {
        n_entries += 1;
        let mut lines = entry.trim_end().lines();
        let head = lines.next().unwrap();
        assert!(head.starts_with("@online{small-s") && head.ends_with(','), "{head}");
        for line in lines.by_ref() {
            if line == "}" {
                break;
            }
            let field = line.trim_start().split(" = {").next().unwrap();
            assert!(["title", "author", "publisher", "date", "url", "langid"].contains(&field), "{line}");
            assert!(line.starts_with("  ") && line.trim_end_matches(',').ends_with('}'), "{line}");
        }
        assert_eq!(lines.next(), None, "{entry}");
        assert_eq!(depth(entry), Some(0), "unbalanced braces: {entry}");
    }
    assert_eq!(n_entries, names().len());
}

/// Returns how many braces stay open, or nothing if one closes too many; escaped braces do not count.
fn depth(entry: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut chars = entry.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    Some(depth)
}

#[test]
fn csl_gives_every_title_back() {
    let run = on_hostile(&["cite", "--format", "csl-json"]);
    let items: Value = serde_json::from_str(&run.ends(0).stdout).unwrap();
    let titles: Vec<&str> =
        items.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!(titles, names());
}

#[test]
fn ris_has_one_line_a_tag() {
    let run = on_hostile(&["cite", "--format", "ris"]);
    let lines: Vec<&str> = run.ends(0).stdout.split("\r\n").collect();
    assert_eq!(lines.iter().filter(|line| **line == "TY  - ELEC").count(), names().len());
    assert_eq!(lines.iter().filter(|line| **line == "ER  - ").count(), names().len());
    for line in lines {
        let tags = ["TY", "TI", "AU", "PB", "PY", "DA", "UR", "LA", "ID", "ER"];
        assert!(line.is_empty() || tags.iter().any(|tag| line.starts_with(&format!("{tag}  - "))), "{line}");
        assert_harmless(line, "ris");
    }
}

#[test]
fn gexf_gives_every_name_back() {
    let run = on_hostile(&["export", "--gexf"]);
    let document = roxmltree::Document::parse(&run.ends(0).stdout).unwrap();
    let forbidden = |c: char| c < ' ' && !"\t\n\r".contains(c) || "\u{FFFE}\u{FFFF}".contains(c);
    let labels: BTreeSet<&str> = document.descendants().filter_map(|node| node.attribute("label")).collect();
    for name in names() {
        let expected: String = name.chars().map(|c| if forbidden(c) { '\u{FFFD}' } else { c }).collect();
        assert!(labels.contains(expected.as_str()), "{name:?}");
    }
    run.warns("`name`: characters that XML forbids replaced by U+FFFD");
}

#[test]
fn a_row_for_neo4j_stays_a_row() {
    let target = Folder::empty();
    on_hostile(&["export", "--neo4j", target.path().to_str().unwrap()]).ends(0);
    for (file, n_rows) in [("nodes.csv", 2 * names().len() + 1), ("relationships.csv", names().len() + 1)] {
        let mut reader = csv::Reader::from_path(target.file(file)).unwrap();
        let name = reader.headers().unwrap().iter().position(|column| column == "name:string");
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), n_rows, "{file}");
        if let Some(name) = name {
            let found: BTreeSet<&str> = rows.iter().map(|row| &row[name]).collect();
            assert!(names().iter().all(|name| found.contains(name.as_str())));
        }
    }
}

#[test]
fn a_script_has_no_other_statement() {
    let run = on_hostile(&["export", "--cypher"]);
    assert_harmless(&run.ends(0).stdout, "cypher");
    for line in run.stdout.lines() {
        let own =
            ["// ", "UNWIND [", "  {id: '", "  {source: '", "] AS row", "CREATE (", "SET ", "MATCH (a:"];
        let is_end = line.is_empty() || line == " ] AS row";
        assert!(is_end || own.iter().any(|start| line.starts_with(start)), "{line}");
    }
}

#[test]
fn json_lines_are_whole() {
    let target = Folder::empty();
    on_hostile(&["export", "--kgx", target.path().to_str().unwrap()]).ends(0);
    let nodes = std::fs::read_to_string(target.file("nodes.jsonl")).unwrap();
    let nodes: Vec<Value> = nodes.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: BTreeSet<&str> = nodes.iter().map(|node| node["name"].as_str().unwrap()).collect();
    assert!(names().iter().all(|name| found.contains(name.as_str())));
    let statements = on_hostile(&["export", "--ftm"]);
    let plain = |id: &str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    for line in statements.ends(0).stdout.lines() {
        let statement: Value = serde_json::from_str(line).unwrap();
        assert!(plain(statement["entity_id"].as_str().unwrap()), "{line}");
    }
}

#[test]
fn a_flowchart_has_no_other_statement() {
    // A name of 64 KiB makes the whole too long for Mermaid, so a part without it is drawn.
    on_hostile(&["export", "--mermaid"]).ends(5).warns("Mermaid reads at most 50000");
    for at in 1..names().len() - 2 {
        let run = on_hostile(&["export", "--mermaid", "--focus", &format!("n{at:02}")]);
        assert_harmless(&run.ends(0).stdout, &run.command);
        for line in run.stdout.lines().skip(3) {
            let is_node = line.starts_with('n') && line.as_bytes()[1].is_ascii_digit();
            let own = ["flowchart TB", "linkStyle ", "classDef ", "class ", "%% "];
            assert!(is_node || own.iter().any(|start| line.starts_with(start)), "{line}");
            assert!(line.matches('"').count() <= 2 && !line.contains("%%{"), "{line}");
        }
    }
}

#[test]
fn with_graphviz_the_picture_is_well_formed() {
    let Some(path) =
        std::env::var_os("PATH").filter(|_| std::process::Command::new("dot").arg("-V").output().is_ok())
    else {
        eprintln!("skipped: Graphviz is not installed");
        return;
    };
    let target = Folder::empty();
    let file = target.file("hostile.svg");
    let data = hostile().path().to_str().unwrap();
    let args = ["render", "--data", data, "-o", file.to_str().unwrap()];
    crate::program::run(crate::program::sealed().env("PATH", path), &args).ends(0);
    let svg = std::fs::read_to_string(file).unwrap();
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(&svg, options).unwrap();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(!["script", "foreignObject", "image", "iframe"].contains(&node.tag_name().name()));
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
            assert!(
                attribute.name() != "href" || attribute.value().starts_with("http"),
                "{}",
                attribute.value()
            );
        }
    }
}
