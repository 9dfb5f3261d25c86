//! Exports for other programs: what is written is whole, in the form those programs read, with its citations.
//!
//! `tests/networkx_reads.py` reads GEXF with NetworkX itself.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::folders::{Folder, claim, small_schema, source, thing};
use crate::program::{REGATTA, Run, hvgraph, on_folder, regatta};

const ONE_DOCUMENT: [&str; 4] = ["--gexf", "--cypher", "--ftm", "--mermaid"];

/// Returns the records of a node-link export by id.
fn exported(args: &[&str]) -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
    let graph = hvgraph(&[args, &["export", "--json"]].concat()).json(0);
    let by_id = |list: &str, key: &str| {
        let list = graph[list].as_array().unwrap().iter();
        list.map(|record| (record[key].as_str().unwrap().to_owned(), record.clone())).collect()
    };
    (by_id("nodes", "id"), by_id("edges", "key"))
}

/// Writes a folder format and returns the two files.
fn folder(args: &[&str], flag: &str, files: [&str; 2]) -> ([String; 2], Run) {
    let target = Folder::empty();
    let run = hvgraph(&[args, &["export", flag, target.path().to_str().unwrap()]].concat());
    run.ends(0);
    (files.map(|file| std::fs::read_to_string(target.file(file)).unwrap()), run)
}

#[test]
fn the_same_data_set_gives_the_same_bytes() {
    for flag in ONE_DOCUMENT {
        let run = regatta(&["export", flag]);
        run.ends(0);
        assert!(run.stdout.ends_with('\n') && !run.stdout.contains('\0'), "{}", run.shown());
        assert_eq!(run.stdout, regatta(&["export", flag]).stdout);
        let target = Folder::empty();
        let file = target.file("x");
        regatta(&["export", flag, "-o", file.to_str().unwrap()]).ends(0);
        assert_eq!(std::fs::read_to_string(file).unwrap(), run.stdout);
    }
    for (flag, files) in
        [("--neo4j", ["nodes.csv", "relationships.csv"]), ("--kgx", ["nodes.jsonl", "edges.jsonl"])]
    {
        assert_eq!(folder(&[REGATTA], flag, files).0, folder(&[REGATTA], flag, files).0);
    }
}

#[test]
fn formats_are_as_reviewed() {
    for flag in ONE_DOCUMENT {
        let run = regatta(&["export", flag, "--focus", "heron"]);
        insta::assert_snapshot!(format!("heron{}", flag.replace('-', "_")), run.shown());
    }
    let neo4j = folder(&[REGATTA], "--neo4j", ["nodes.csv", "relationships.csv"]);
    let head = |text: &str| text.lines().take(3).collect::<Vec<_>>().join("\n").replace('\u{1f}', "<US>");
    insta::assert_snapshot!(
        "neo4j",
        format!("{}\n\n{}\n\n{}", head(&neo4j.0[0]), head(&neo4j.0[1]), neo4j.1.stderr)
    );
    let kgx = folder(&[REGATTA], "--kgx", ["nodes.jsonl", "edges.jsonl"]);
    insta::assert_snapshot!("kgx", format!("{}\n\n{}\n\n{}", head(&kgx.0[0]), head(&kgx.0[1]), kgx.1.stderr));
}

#[test]
fn losses_are_named_in_the_language_asked_for() {
    regatta(&["export", "--gexf", "--lang", "en"])
        .ends(0)
        .warns("This format could not hold:")
        .warns("written as directed");
    regatta(&["export", "--gexf", "--lang", "vi"])
        .ends(0)
        .warns("Định dạng này không giữ được:")
        .warns("ghi thành một chiều");
    regatta(&["export", "--ftm"]).ends(0).warns("a denied claim, left out (1)");
}

#[test]
fn one_format_at_a_time_and_a_folder_is_no_file() {
    regatta(&["export", "--gexf", "--cypher"]).ends(2);
    regatta(&["export", "--gexf", "--json"]).ends(2).warns("`--gexf` and `--json` together");
    regatta(&["export", "--neo4j", "/nonexistent/x/y", "-o", "z"]).ends(2);
    regatta(&["export", "--kgx", "/proc/x"]).ends(6).warns("cannot write `/proc/x`");
    let taken = Folder::empty().with("file", "x");
    regatta(&["export", "--neo4j", taken.file("file").to_str().unwrap()]).ends(6);
    assert_eq!(std::fs::read_to_string(taken.file("file")).unwrap(), "x");
}

#[test]
fn gexf_holds_every_node_and_edge_with_typed_values_and_bounds() {
    for data in [&[REGATTA][..], &[]] {
        let (nodes, edges) = exported(data);
        let run = hvgraph(&[data, &["export", "--gexf"]].concat());
        let document = roxmltree::Document::parse(&run.stdout).unwrap();
        let all = |name: &'static str| {
            document.descendants().filter(move |node| node.has_tag_name(("http://gexf.net/1.3", name)))
        };
        let titles = |class: &str| -> BTreeMap<String, String> {
            let list = all("attributes").find(|list| list.attribute("class") == Some(class)).unwrap();
            let list = list.children().filter(roxmltree::Node::is_element);
            list.map(|a| (a.attribute("title").unwrap().to_owned(), a.attribute("type").unwrap().to_owned()))
                .collect()
        };
        for class in ["node", "edge"] {
            let lower: BTreeSet<String> =
                titles(class).keys().map(String::as_str).map(str::to_lowercase).collect();
            assert_eq!(lower.len(), titles(class).len());
            assert!(!lower.contains("pid") && !lower.contains("id") && !lower.contains("label"), "{lower:?}");
            assert_eq!(titles(class)["citations"], "liststring");
        }
        let values = |element: roxmltree::Node<'_, '_>| -> BTreeMap<String, String> {
            let list =
                element.descendants().filter(|node| node.has_tag_name(("http://gexf.net/1.3", "attvalue")));
            list.map(|v| (v.attribute("for").unwrap().to_owned(), v.attribute("value").unwrap().to_owned()))
                .collect()
        };
        assert_eq!(all("node").count(), nodes.len());
        for node in all("node") {
            let expected = &nodes[node.attribute("id").unwrap()];
            assert_eq!(node.attribute("label"), expected["name"].as_str());
            let found = values(node);
            assert_eq!(expected["kind"], found["kind"]);
            assert_eq!(expected.get("citations").map(Value::to_string), found.get("citations").cloned());
        }
        assert_eq!(all("edge").count(), edges.len());
        let mut n_bounds = 0;
        for edge in all("edge") {
            let expected = &edges[edge.attribute("id").unwrap()];
            let found = values(edge);
            assert_eq!(expected["source"], edge.attribute("source").unwrap());
            assert_eq!(expected["target"], edge.attribute("target").unwrap());
            assert_eq!(expected["type"], edge.attribute("kind").unwrap());
            assert_eq!(expected["type"], found["type"]);
            assert_eq!(expected["citations"].to_string(), found["citations"]);
            assert_eq!(expected["when"].as_str(), found.get("when").map(String::as_str));
            let bounds = [edge.attribute("start"), edge.attribute("end")];
            n_bounds += bounds.iter().flatten().count();
            assert!(bounds == [None, None] || expected["when"].is_string(), "{expected}");
        }
        assert!(n_bounds > 0);
    }
}

#[test]
fn gexf_gives_dates_as_bounds_and_open_ends_as_nothing() {
    let dates = [
        ("a", "2022-04", Some("2022-04-01"), Some("2022-04-30")),
        ("b", "1998/..", Some("1998-01-01"), None),
        ("c", "../1998-02", None, Some("1998-02-28")),
        ("d", "2017-11-25?", Some("2017-11-25"), Some("2017-11-25")),
        ("e", "[2023..2025]", Some("2023-01-01"), Some("2025-12-31")),
        ("f", "-0043", None, None),
    ];
    let claims = dates.map(|(id, when, _, _)| {
        let mut claim = claim(id, "KNOWS", "x", "y");
        claim["when"] = when.into();
        claim
    });
    let records = serde_json::json!({
        "sources": [source()], "nodes": [thing("x", "X"), thing("y", "Y")], "claims": claims,
    });
    let folder = Folder::small().with_records("a.json", &records);
    let run = on_folder(folder.path(), &["export", "--gexf"]);
    run.ends(0).says("mode=\"dynamic\"").says("timeformat=\"date\"");
    run.warns("`when`: uncertain, or several dates: start and end are the outermost bounds (2)");
    run.warns("`when`: outside the years 1–9999: no start and end (1)");
    let document = roxmltree::Document::parse(&run.stdout).unwrap();
    for (id, when, start, end) in dates {
        let edge = document
            .descendants()
            .find(|node| node.attribute("id") == Some(id) && node.tag_name().name() == "edge")
            .unwrap();
        assert_eq!((edge.attribute("start"), edge.attribute("end")), (start, end), "{when}");
    }
}

#[test]
fn gexf_renames_what_other_programs_give_a_meaning() {
    let mut schema = small_schema();
    for name in ["pid", "PID", "start", "weight"] {
        schema["kinds"]["Thing"]["props"][name] =
            serde_json::json!({ "type": "string", "label": { "vi": name, "en": name } });
    }
    let mut node = thing("x", "X");
    node["props"] = serde_json::json!({ "pid": "1", "PID": "2", "start": "3", "weight": "4" });
    let records = serde_json::json!({ "sources": [source()], "nodes": [node] });
    let folder = Folder::empty().with("schema.json", schema.to_string()).with_records("a.json", &records);
    let run = on_folder(folder.path(), &["export", "--gexf"]);
    for title in ["PID_", "pid__", "start_", "weight_"] {
        run.says(&format!("title=\"{title}\""));
    }
    run.warns("`pid`: renamed, for the name means something else in GEXF (1)");
}

fn csv_records(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    // Not flexible: a row with another number of fields than the header is an error.
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (header, rows.collect())
}

#[test]
fn neo4j_headers_and_rows_agree_and_every_end_exists() {
    for data in [&[REGATTA][..], &[]] {
        let (nodes, edges) = exported(data);
        let (files, _) = folder(data, "--neo4j", ["nodes.csv", "relationships.csv"]);
        let (header, rows) = csv_records(&files[0]);
        assert_eq!(header[..2], ["id:ID", ":LABEL"]);
        let ids: BTreeSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!((ids.len(), rows.len()), (nodes.len(), nodes.len()));
        let name = header.iter().position(|column| column == "name:string").unwrap();
        for row in &rows {
            assert_eq!(nodes[&row[0]]["kind"], row[1].as_str());
            assert_eq!(nodes[&row[0]]["name"], row[name].as_str());
        }
        let (header, rows) = csv_records(&files[1]);
        assert_eq!(header[..4], [":START_ID", ":END_ID", ":TYPE", "id:string"]);
        let kinds = ["string", "string[]", "long", "double", "boolean"];
        assert!(
            header[4..].iter().all(|column| kinds.contains(&column.rsplit_once(':').unwrap().1)),
            "{header:?}"
        );
        let cited = header.iter().position(|column| column == "citations:string[]").unwrap();
        assert_eq!(rows.len(), edges.len());
        for row in &rows {
            assert!(ids.contains(row[0].as_str()) && ids.contains(row[1].as_str()), "{row:?}");
            let expected = &edges[&row[3]];
            assert_eq!(
                (&expected["source"], &expected["type"]),
                (&row[0].as_str().into(), &row[2].as_str().into())
            );
            let citations: Vec<&str> = row[cited].split('\u{1f}').collect();
            assert_eq!(expected["citations"], serde_json::json!(citations));
        }
    }
    let help = hvgraph(&["export", "--help"]);
    help.says("--array-delimiter=U+001F").says("--multiline-fields=true");
}

#[test]
fn cypher_makes_every_node_and_edge_once() {
    for data in [&[REGATTA][..], &[]] {
        let (nodes, edges) = exported(data);
        let script = hvgraph(&[data, &["export", "--cypher"]].concat()).stdout;
        let rows = |start: &str| script.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(rows("  {id: '"), nodes.len());
        assert_eq!(rows("  {source: '"), edges.len());
        let statements = script.matches("UNWIND [").count();
        assert_eq!(
            script.lines().filter(|line| line.ends_with(';') && !line.starts_with("//")).count(),
            statements
        );
        for id in nodes.keys() {
            assert_eq!(script.matches(&format!("  {{id: '{id}', ")).count(), 1, "{id}");
        }
        for edge in edges.values() {
            let start = format!(
                "  {{source: '{}', target: '{}', properties: {{id: '{}', ",
                edge["source"].as_str().unwrap(),
                edge["target"].as_str().unwrap(),
                edge["key"].as_str().unwrap()
            );
            let line =
                script.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("{start}"));
            let citations: Vec<String> = edge["citations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| format!("'{}'", c.as_str().unwrap()))
                .collect();
            assert!(line.contains(&format!("citations: [{}]", citations.join(", "))), "{line}");
        }
    }
}

#[test]
fn kgx_keeps_everything_and_says_how_it_is_known() {
    let (nodes, edges) = exported(&[REGATTA]);
    let (files, _) = folder(&[REGATTA], "--kgx", ["nodes.jsonl", "edges.jsonl"]);
    let records =
        |text: &str| -> Vec<Value> { text.lines().map(|line| serde_json::from_str(line).unwrap()).collect() };
    let prefix = "regatta:";
    let (kgx_nodes, kgx_edges) = (records(&files[0]), records(&files[1]));
    assert_eq!((kgx_nodes.len(), kgx_edges.len()), (nodes.len(), edges.len()));
    for record in &kgx_nodes {
        let expected = &nodes[record["id"].as_str().unwrap().strip_prefix(prefix).unwrap()];
        for (key, value) in expected.as_object().unwrap().iter().filter(|(key, _)| *key != "id") {
            assert_eq!(&record[key], value, "{key} of {}", record["id"]);
        }
        assert_eq!(record["category"], serde_json::json!(["biolink:NamedThing"]));
    }
    for record in &kgx_edges {
        let expected = &edges[record["id"].as_str().unwrap().strip_prefix(prefix).unwrap()];
        for key in ["citations", "status", "when", "attested", "note", "derived"] {
            assert_eq!(record[key], expected[key], "{key} of {}", record["id"]);
        }
        assert_eq!(record["original_predicate"], expected["type"]);
        assert_eq!(record["subject"], format!("{prefix}{}", expected["source"].as_str().unwrap()));
        assert!(!record["publications"].as_array().unwrap().is_empty());
        let level =
            if expected["status"] == "inferred" { "logical_entailment" } else { "knowledge_assertion" };
        assert_eq!(record["knowledge_level"], level);
        assert_eq!(record["negated"] == true, expected["status"] == "denied");
    }
}

#[test]
fn statements_lead_from_every_claim_to_its_sources() {
    for data in [&[REGATTA][..], &[]] {
        let (nodes, edges) = exported(data);
        let run = hvgraph(&[data, &["export", "--ftm"]].concat());
        let mut entities: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut ids = BTreeSet::new();
        for line in run.ends(0).stdout.lines() {
            let statement: Value = serde_json::from_str(line).unwrap();
            assert!(ids.insert(statement["id"].as_str().unwrap().to_owned()), "twice: {line}");
            entities.entry(statement["entity_id"].as_str().unwrap().to_owned()).or_default().push(statement);
        }
        let n_kept = edges.values().filter(|edge| edge["status"] != "denied").count();
        assert_eq!(entities.len(), nodes.len() + n_kept);
        let has =
            |statements: &[Value], prop: &str| statements.iter().any(|statement| statement["prop"] == prop);
        for (id, statements) in &entities {
            for proof in statements.iter().filter(|statement| statement["prop"] == "proof") {
                assert!(entities.contains_key(proof["value"].as_str().unwrap()), "{id}: {proof}");
            }
            let is_link = has(statements, "recordId");
            assert!(
                !is_link || (has(statements, "proof") && statements.iter().all(|s| s["origin"].is_string())),
                "{id}"
            );
            assert!(is_link || has(statements, "name"), "{id}");
        }
    }
}

#[test]
fn the_schema_says_what_kinds_and_types_become() {
    let mut schema = small_schema();
    schema["kinds"]["Thing"]["ftm"] = "Person".into();
    schema["kinds"]["Seat"]["ftm"] = "Position".into();
    schema["kinds"]["Hub"]["ftm"] = "Throne".into();
    schema["types"]["HOLDS"]["ftm"] = "Occupancy".into();
    schema["types"]["KNOWS"]["ftm"] = "Occupancy".into();
    let seat = serde_json::json!({ "id": "seat", "kind": "Seat", "name": "Seat", "cite": ["s1#1"] });
    let hub = serde_json::json!({ "id": "hub", "kind": "Hub", "name": "Hub", "cite": ["s1#1"] });
    let mut held = claim("held", "HOLDS", "x", "seat");
    held["when"] = "2017-05/2020?".into();
    let records = serde_json::json!({
        "sources": [source()], "nodes": [thing("x", "X"), seat, hub], "claims": [held, claim("known", "KNOWS", "x", "hub")],
    });
    let folder = Folder::empty().with("schema.json", schema.to_string()).with_records("a.json", &records);
    let run = on_folder(folder.path(), &["export", "--ftm"]);
    let said = |entity: &str, prop: &str| -> Vec<(String, String)> {
        let lines = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let lines = lines.filter(|line| line["entity_id"] == entity && line["prop"] == prop);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        lines.map(|line| (text(&line["schema"]), text(&line["value"]))).collect()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(said("small-n-x", "name"), [pair("Person", "X")]);
    assert_eq!(said("small-c-held", "holder"), [pair("Occupancy", "small-n-x")]);
    assert_eq!(said("small-c-held", "startDate"), [pair("Occupancy", "2017-05")]);
    assert_eq!(said("small-c-held", "endDate"), [pair("Occupancy", "2020")]);
    assert_eq!(said("small-c-held", "description"), [pair("Occupancy", "when: 2017-05/2020?")]);
    assert_eq!(said("small-c-known", "subject"), [pair("UnknownLink", "small-n-x")]);
    assert_eq!(said("small-n-hub", "name"), [pair("Thing", "Hub")]);
    assert_eq!(said("small-n-s1", "name"), [pair("Document", "The only source")]);
    run.warns("`Throne`: no schema of FollowTheMoney that can be written (1)");
    run.warns("`KNOWS`: its ends do not fit the schema, written as UnknownLink (1)");
}

#[test]
fn databases_get_the_sources_of_a_part() {
    for flag in ["--cypher", "--ftm"] {
        regatta(&["export", flag, "--focus", "heron"]).ends(0).says("The Weir Gazette");
    }
    let (files, _) = folder(&[REGATTA, "--as-of=2018"], "--neo4j", ["nodes.csv", "relationships.csv"]);
    assert!(files[0].contains("The Weir Gazette"));
}

#[test]
fn mermaid_draws_every_claim_or_refuses() {
    let (_, edges) = exported(&[REGATTA]);
    let run =
        regatta(&["export", "--mermaid", "--structural", "--status", "stated,inferred,disputed,denied"]);
    let links = run.stdout.lines().filter(|line| line.starts_with('n') && line.contains("|\""));
    let links: Vec<&str> = links.collect();
    assert_eq!(links.len(), edges.len());
    assert!(links.iter().all(|link| link.contains("#91;")), "{links:?}");
    run.says("title: \"Regattas of the Quiet River\"")
        .says("%% Legend: ")
        .says("%% Source: ")
        .says("classDef k1 fill:#");
    let large = hvgraph(&["export", "--mermaid"]);
    large.ends(5).warns("Mermaid draws at most 500").warns("hint: --focus NAME --depth N");
    assert_eq!(large.stdout, "");
}
