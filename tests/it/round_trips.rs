//! Data formats: what is exported is loaded back equal, with every citation, and a format says what it could not hold.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::folders::{Folder, claim, source, thing};
use crate::hostile::{hostile, names};
use crate::program::{Run, cases, hvgraph, on_folder, repository};

/// Exports a data set in a format into a folder and returns where it lies and what was said.
fn exported(data: &[&str], format: &str, target: &Folder) -> (String, Run) {
    let name = format.trim_start_matches("--").replace(' ', "-");
    let place = target.file(&name).to_str().unwrap().to_owned();
    let run = match format {
        "--csv" => hvgraph(&[data, &["export", "--csv", &place]].concat()),
        "--csv --raw" => hvgraph(&[data, &["export", "--raw", "--csv", &place]].concat()),
        _ => hvgraph(&[data, &["export", format, "-o", &place]].concat()),
    };
    (place, run)
}

const FORMATS: [&str; 4] = ["--json", "--graphml", "--csv", "--csv --raw"];

#[test]
fn every_data_format_is_loaded_back_equal() {
    let hostile = hostile().path().to_str().unwrap();
    for data in [&[][..], &["--data", "tests/data/regatta"], &["--data", hostile]] {
        let original = hvgraph(&[data, &["export", "--json"]].concat());
        original.ends(0);
        let target = Folder::empty();
        for format in FORMATS.iter().filter(|format| **format != "--graphml" || data != ["--data", hostile]) {
            let (place, run) = exported(data, format, &target);
            run.ends(0);
            assert_eq!(run.stdout, "");
            let again = hvgraph(&["--data", &place, "export", "--json"]);
            assert_eq!(again.stderr, "", "{format} {data:?}");
            assert!(again.stdout == original.stdout, "{format} of {data:?} came back otherwise");
        }
    }
}

#[test]
fn a_part_is_loaded_back_with_a_word_on_what_it_cites() {
    for format in FORMATS {
        let target = Folder::empty();
        let place = target.file("part").to_str().unwrap().to_owned();
        let mut args = vec!["--data", "tests/data/regatta", "export", "--focus", "steinsee"];
        args.extend(format.split(' '));
        if !format.starts_with("--csv") {
            args.push("-o");
        } else if format.ends_with("--raw") {
            let at = args.len() - 2;
            args.swap(at, at + 1);
        }
        hvgraph(&[&args[..], &[&place]].concat()).ends(0);
        let part = hvgraph(&["--data", &place, "stats", "--json"]);
        part.ends(0).warns("cited or named, but not in the file: `gazette`");
        assert!(part.json(0)["claims"].as_u64().unwrap() > 3, "{}", part.shown());
    }
}

#[test]
fn graphml_says_what_xml_cannot_hold() {
    let hostile = hostile().path().to_str().unwrap();
    let target = Folder::empty();
    let (place, run) = exported(&["--data", hostile], "--graphml", &target);
    insta::assert_snapshot!(run.shown().replace(&place, "FILE").replace(hostile, "DIR"));
    // All else comes back to the letter.
    let again = hvgraph(&["--data", &place, "export", "--json"]);
    let forbidden = |c: char| (c < ' ' && !"\t\n\r".contains(c)) || "\u{fffe}\u{ffff}".contains(c);
    let cleaned = |text: &str| text.replace(forbidden, "\u{fffd}");
    let kept: BTreeSet<String> = again.json(0)["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect();
    for name in names() {
        assert!(kept.contains(&cleaned(&name)), "{name:?}");
    }
}

#[test]
fn ids_that_xml_cannot_hold_stay_apart() {
    let nodes = ["a\u{1}", "a\u{2}", "a\u{fffd}"].map(|id| thing(id, "A"));
    let records = json!({ "sources": [source()], "nodes": nodes,
        "claims": [claim("c\u{1}", "KNOWS", "a\u{1}", "a\u{2}"), claim("c\u{2}", "KNOWS", "a\u{2}", "a\u{fffd}")] });
    let folder = Folder::small().with_records("a.json", &records);
    let run = on_folder(folder.path(), &["export", "--graphml"]);
    run.ends(0)
        .warns("`id`: characters that XML forbids, replaced by U+FFFD (4)")
        .warns("given a number (3)");
    let file = Folder::empty().with("x.graphml", &run.stdout);
    let graph = hvgraph(&["--data", file.file("x.graphml").to_str().unwrap(), "export", "--json"]).json(0);
    let ends: Vec<_> =
        graph["edges"].as_array().unwrap().iter().map(|e| (&e["source"], &e["target"])).collect();
    assert_eq!(ends.len(), 2);
    assert_eq!(ends[0].1, ends[1].0, "{ends:?}");
    assert_ne!(ends[0].0, ends[1].1, "{ends:?}");
}

#[test]
fn graphml_declares_what_it_uses() {
    for data in [&[][..], &["--data", "tests/data/regatta"]] {
        let run = hvgraph(&[data, &["export", "--graphml"]].concat());
        run.ends(0);
        let document = roxmltree::Document::parse(&run.stdout).unwrap();
        let namespace = "http://graphml.graphdrawing.org/xmlns";
        let named = |tag: &'static str| {
            document.descendants().filter(move |node| node.has_tag_name((namespace, tag)))
        };
        let keys: BTreeSet<_> = named("key").map(|key| key.attribute("id").unwrap()).collect();
        assert!(named("data").all(|data| keys.contains(data.attribute("key").unwrap())));
        let graph = hvgraph(&[data, &["export", "--json"]].concat()).json(0);
        assert_eq!(named("node").count(), graph["nodes"].as_array().unwrap().len());
        assert_eq!(named("edge").count(), graph["edges"].as_array().unwrap().len());
        let citations = named("key").find(|key| {
            key.attribute("attr.name") == Some("citations") && key.attribute("for") == Some("edge")
        });
        let citations = citations.unwrap().attribute("id").unwrap();
        for edge in named("edge") {
            let cited = edge.children().find(|data| data.attribute("key") == Some(citations)).unwrap();
            let cited: Vec<String> = serde_json::from_str(cited.text().unwrap()).unwrap();
            assert!(!cited.is_empty() && cited.iter().all(|one| one.contains('#')), "{cited:?}");
        }
    }
}

#[test]
fn numbers_of_two_sorts_are_named_and_come_back() {
    let mut claims =
        [claim("c1", "KNOWS", "a", "b"), claim("c2", "KNOWS", "a", "b"), claim("c3", "KNOWS", "b", "b")];
    for (claim, weight) in claims.iter_mut().zip([json!(2), json!(0.1), json!(-1e300)]) {
        claim["props"] = json!({ "weight": weight });
    }
    let records =
        json!({ "sources": [source()], "nodes": [thing("a", "A"), thing("b", "B")], "claims": claims });
    let folder = Folder::small().with_records("a.json", &records);
    let run = on_folder(folder.path(), &["export", "--graphml"]);
    run.ends(0).warns("`weight`: both whole and decimal numbers, declared as double (1)");
    on_folder(folder.path(), &["export", "--graphml", "--lang", "vi"]).warns("Định dạng này không giữ được:");
    let file = Folder::empty().with("x.graphml", &run.stdout);
    let again = hvgraph(&["--data", file.file("x.graphml").to_str().unwrap(), "export", "--json"]);
    assert_eq!(again.stdout, on_folder(folder.path(), &["export", "--json"]).stdout);
}

/// The rows of a CSV file, cut without the program's own reader.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let (mut rows, mut row, mut cell, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(cell.is_empty() && row.is_empty() && !is_quoted);
    rows
}

#[test]
fn csv_for_people_runs_no_formula_and_for_programs_changes_nothing() {
    let data = hostile().path().to_str().unwrap();
    let target = Folder::empty();
    let (people, _) = exported(&["--data", data], "--csv", &target);
    let (programs, _) = exported(&["--data", data], "--csv --raw", &target);
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n'];
    let mut n_defused = 0;
    for table in ["nodes.csv", "claims.csv", "sources.csv"] {
        let path = Path::new(&people).join(table);
        assert!(std::fs::read(&path).unwrap().starts_with("\u{feff}".as_bytes()));
        for cell in rows(&path).iter().flatten() {
            assert!(!cell.starts_with(starts), "{table}: {cell:?}");
            n_defused += usize::from(cell.starts_with("'="));
        }
    }
    assert!(n_defused > 5);
    let path = Path::new(&programs).join("nodes.csv");
    assert!(!std::fs::read(&path).unwrap().starts_with("\u{feff}".as_bytes()));
    let rows = rows(&path);
    let column = rows[0].iter().position(|name| name == "name").unwrap();
    let kept: Vec<&str> = rows[1..].iter().map(|row| row[column].as_str()).collect();
    for name in names() {
        assert!(kept.contains(&name.as_str()), "{name:?}");
    }
}

#[test]
fn csv_rows_have_names_dates_status_and_sources() {
    let target = Folder::empty();
    let (place, _) = exported(&["--data", "tests/data/regatta", "--lang", "vi"], "--csv", &target);
    let head = |name: &str| std::fs::read_to_string(Path::new(&place).join(name)).unwrap();
    let first = |name: &str| head(name).lines().take(4).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(
        ["nodes.csv", "claims.csv", "sources.csv"]
            .map(|name| format!("{name}\n{}\n", first(name)))
            .join("\n")
    );
    let claims = rows(&Path::new(&place).join("claims.csv"));
    let column = |name: &str| claims[0].iter().position(|column| column == name).unwrap();
    for row in &claims[1..] {
        for name in ["source.name", "target.name", "status", "citations", "sources.titles"] {
            assert!(!row[column(name)].is_empty(), "{name} of {row:?}");
        }
    }
}

#[test]
fn csv_does_not_write_over_a_data_set() {
    let folder = Folder::copy_of("tests/data/regatta");
    let run = hvgraph(&["export", "--csv", folder.path().to_str().unwrap()]);
    run.ends(2).warns("has `claims.json`, which no export wrote");
    let schema = |folder: &Path| std::fs::read(folder.join("schema.json")).unwrap();
    assert_eq!(schema(folder.path()), schema(&repository().join("tests/data/regatta")));
    let target = Folder::empty();
    exported(&[], "--csv", &target).1.ends(0);
    exported(&["--data", "tests/data/regatta"], "--csv", &target).1.ends(0);
}

#[test]
fn formats_that_exclude_each_other_are_usage_errors() {
    hvgraph(&["export"]).ends(2).warns("no format").warns("`--graphml`");
    hvgraph(&["export", "--dot", "--graphml"]).ends(2).warns("cannot be used with");
    hvgraph(&["export", "--json", "--graphml"]).ends(2).warns("`--graphml` and `--json` together");
    hvgraph(&["export", "--csv", "/nonexistent", "-o", "y"]).ends(2).warns("cannot be used with");
    hvgraph(&["export", "--graphml", "--raw"]).ends(2).warns("--csv");
}

/// A property of every type, or none.
fn any_props() -> impl Strategy<Value = Value> {
    let text = prop_oneof!["[a-c]{0,2}", "['=\\-+@\"; \\[\\],\n\r\t]{0,4}", any::<String>()];
    let number = prop_oneof![any::<i64>().prop_map(|n| json!(n)), (-1e18..1e18).prop_map(|n: f64| json!(n))];
    let optional = (
        prop::option::of(text.clone()),
        prop::option::of(any::<i64>()),
        prop::option::of(number),
        prop::option::of(any::<bool>()),
        prop::option::of(prop::collection::vec(text, 0..3)),
    );
    optional.prop_map(|(string, integer, number, boolean, strings)| {
        let mut props = json!({});
        for (name, value) in [
            ("a_string", string.map(Value::from)),
            ("a_integer", integer.map(Value::from)),
            ("a_number", number),
            ("a_boolean", boolean.map(Value::from)),
            ("a_strings", strings.map(Value::from)),
        ] {
            if let Some(value) = value {
                props[name] = value;
            }
        }
        props
    })
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn any_values_come_back_from_csv_and_json_and_all_that_xml_allows_from_graphml(
        all in prop::collection::vec(any_props(), 1..6),
    ) {
        let nodes: Vec<Value> = all.iter().enumerate().map(|(at, props)| {
            let mut node = thing(&format!("n{at}"), "N");
            node["props"] = props.clone();
            node
        }).collect();
        let records = json!({ "sources": [source()], "nodes": nodes, "claims": [claim("c", "KNOWS", "n0", "n0")] });
        let folder = Folder::small().with_records("a.json", &records);
        let data = ["--data", folder.path().to_str().unwrap()];
        let original = hvgraph(&[&data[..], &["export", "--json"]].concat());
        let target = Folder::empty();
        for format in FORMATS {
            let (place, run) = exported(&data, format, &target);
            let again = hvgraph(&["--data", &place, "export", "--json"]);
            let has_lost = run.stderr.contains("characters that XML forbids");
            prop_assert!(has_lost || again.stdout == original.stdout, "{}:\n{}\n{}", format, original.stdout, again.shown());
        }
    }
}
