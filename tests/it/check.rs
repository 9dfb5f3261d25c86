//! `hvgraph check`: every problem of a data set at once, each with its place, and nothing half loaded.

use serde_json::{Value, json};

use crate::folders::{Folder, claim, small_schema, source, thing};
use crate::program::{Run, hvgraph, on_folder, regatta};

fn check(folder: &Folder) -> Run {
    on_folder(folder.path(), &["check"])
}

/// Checks a folder whose records file has this text.
fn check_text(text: impl AsRef<[u8]>) -> Run {
    check(&Folder::small().with("a.json", text))
}

fn check_records(records: &Value) -> Run {
    check(&Folder::small().with_records("a.json", records))
}

/// Two sound things with the claims given.
fn check_claims(claims: &[Value]) -> Run {
    check_records(
        &json!({ "sources": [source()], "nodes": [thing("a", "Alpha"), thing("b", "Beta"), seat()], "claims": claims }),
    )
}

fn seat() -> Value {
    json!({ "id": "seat", "kind": "Seat", "name": "The seat", "cite": ["s1#1"] })
}

fn dated(mut claim: Value, when: &str) -> Value {
    claim["when"] = when.into();
    claim
}

#[test]
fn sound_data_sets_have_no_problems() {
    hvgraph(&["check"]).ends(0).says("0 problems, 0 contradictions");
    regatta(&["check"])
        .ends(0)
        .says("tests/data/regatta: 4 files, 3 sources, 23 nodes, 35 claims; 0 problems, 0 contradictions");
    hvgraph(&["check", "tests/data/regatta"]).ends(0).says("tests/data/regatta: 4 files");
    let answer = regatta(&["check", "--json"]).json(0);
    assert_eq!(
        answer["loaded"],
        json!({ "files": 4, "sources": 3, "nodes": 23, "claims": 35, "rejected": 0 })
    );
}

/// One file with a problem in nearly every line; the numbers in the snapshot are lines of this text.
pub(crate) const BROKEN: &str = r##"{
  "$schema": 4,
  "sources": [
    {"id": "s1", "title": "The only source", "published": "2O22-04", "url": "ftp://x.example"},
    {"id": "s2", "title": " ", "auther": "N. N."},
    {"id": "s3"}
  ],
  "nodes": [
    {"id": "a", "kind": "Thing", "name": "Alpha", "cite": ["s1#1"]},
    {"id": "b", "kind": "Think", "name": "Beta", "cite": ["s1#0", "s9#1", "s1", "#3"]},
    {"id": "c", "kind": "Thing", "name": "", "cite": []},
    {"id": "a", "kind": "Thing", "name": "Again", "cite": ["s1#2"]},
    {"id": "d", "kind": "Thing", "name": "Delta", "cite": ["s1#1"], "when": "2022-13", "status": "states"},
    {"id": "e", "kind": "Thing", "name": "Epsilon", "cite": ["s1#1"], "when": "2020/2010"},
    {"id": "f", "kind": "Thing", "name": "Zeta", "cite": ["s1#1"], "aliases": [{"name": "", "cite": []}]},
    {"id": "g", "kind": "Thing", "name": "Eta", "cite": ["s1#1"], "props": {
      "a_string": 1,
      "a_integer": 1.5,
      "a_number": "1",
      "a_boolean": "true",
      "a_date": "yesterday",
      "a_strings": ["x", 2],
      "a_node": "nobody",
      "a_url": "javascript:alert(1)",
      "a_strin": "x"
    }},
    {"id": "h", "kind": "Seat", "name": "Theta", "cite": ["s1#1"], "props": {"seats": "few"}},
    {"id": "i", "kind": "Thing", "name": "Iota", "cite": ["s1#1"], "derived": {"when": "a formula"}}
  ],
  "claims": [
    {"id": "c1", "type": "KNOWS", "from": "a", "to": "zz", "cite": ["s1#1"]},
    {"id": "c2", "type": "KNWOS", "from": "a", "to": "d", "cite": ["s1#1"]},
    {"id": "c3", "type": "HOLDS", "from": "h", "to": "a", "cite": ["s1#1"]},
    {"id": "c4", "type": "KNOWS", "from": "a", "to": "d"},
    {"id": "c4", "type": "KNOWS", "from": "a", "to": "d", "cite": ["s1#1"]},
    {"id": "c5", "type": "KNOWS", "from": "a", "to": "d", "cite": ["s1#1"], "attested": "1/2/2022", "props": {"weigth": 2}},
    {"id": "c6", "type": "KNOWS", "from": "a", "to": "d", "cite": ["s1#1"], "props": {"weight": "heavy"}}
  ]
}
"##;

#[test]
fn problems_of_shape_come_all_at_once() {
    insta::assert_snapshot!(check_text(BROKEN).shown());
}

#[test]
fn problems_of_content_come_all_at_once() {
    let run = check_text(broken_in_content());
    assert_eq!(run.status, 3);
    insta::assert_snapshot!(run.shown());
}

/// Without the problems of shape the file is read as records, and these are checked.
pub(crate) fn broken_in_content() -> String {
    BROKEN
        .replace("\"$schema\": 4,", "")
        .replace(", \"auther\": \"N. N.\"", "")
        .replace("{\"id\": \"s3\"}", "{\"id\": \"s3\", \"title\": \"T\"}")
}

#[test]
fn problems_as_json_have_file_line_and_column() {
    let answer =
        on_folder(Folder::small().with("a.json", broken_in_content()).path(), &["check", "--json"]).json(3);
    assert_eq!((&answer["valid"], &answer["contradictions"]), (&false.into(), &json!([])));
    let problems = answer["problems"].as_array().unwrap();
    assert!(problems.len() > 20, "{}", problems.len());
    for problem in problems {
        assert!(
            problem["line"].as_u64().unwrap() > 0 && problem["column"].as_u64().unwrap() > 0,
            "{problem}"
        );
        assert!(problem["file"].as_str().unwrap().ends_with("a.json"), "{problem}");
        assert!(!problem["found"].as_str().unwrap().is_empty());
    }
    // Other commands refuse the data set in the same words.
    let error =
        on_folder(Folder::small().with("a.json", broken_in_content()).path(), &["stats", "--json"]).json(3);
    assert_eq!(error["error"]["problems"].as_array().unwrap().len(), problems.len());
}

#[test]
fn nothing_is_half_loaded() {
    // One wrong record among sound ones refuses the whole data set, in every command.
    let folder = Folder::small()
        .with_records(
            "a.json",
            &json!({ "sources": [source()], "nodes": [thing("a", "Alpha"), thing("b", "Beta")] }),
        )
        .with_records(
            "b.json",
            &json!({ "claims": [claim("c1", "KNOWS", "a", "b"), claim("c2", "KNOWS", "a", "x")] }),
        );
    for args in [
        &["stats"][..],
        &["show", "a"],
        &["search", "Alpha"],
        &["path", "a", "b"],
        &["timeline"],
        &["cite"],
        &["neighbors", "a"],
        &["export", "--dot"],
        &["schema"],
    ] {
        let run = on_folder(folder.path(), args);
        run.ends(3).warns("1 problem; nothing was loaded").warns("unknown node `x`");
        assert!(run.stdout.is_empty(), "{}", run.shown());
    }
    let document = on_folder(folder.path(), &["export", "--json"]).json(3);
    assert_eq!((&document["nodes"], &document["error"]["class"]), (&Value::Null, &"dataset".into()));
}

#[test]
fn a_repeated_id_names_its_first_place_in_whatever_file() {
    let nodes = |name: &str| json!({ "nodes": [thing("twice", name)] });
    let folder = Folder::small()
        .with_records("a.json", &json!({ "sources": [source()] }))
        .with_records("b.json", &nodes("One"))
        .with_records("c.json", &nodes("Two"));
    insta::assert_snapshot!(check(&folder).shown());
    let run = check_records(&json!({ "sources": [source()], "nodes": [thing("s1", "S")] }));
    run.ends(3).warns("id `s1` is taken").warns("hint: first used at DIR/a.json:");
}

fn repeated_claim() -> Run {
    let claims = json!({ "claims": [claim("c1", "KNOWS", "a", "b")] });
    let folder = Folder::small()
        .with_records(
            "a.json",
            &json!({ "sources": [source()], "nodes": [thing("a", "A"), thing("b", "B")] }),
        )
        .with_records("b.json", &claims)
        .with_records("c.json", &claims);
    check(&folder)
}

#[test]
fn a_repeated_claim_is_refused() {
    repeated_claim().ends(3).warns("DIR/c.json:8:13: id `c1` is taken");
}

#[test]
fn a_repeated_claim_names_its_first_place() {
    repeated_claim().ends(3).warns("hint: first used at DIR/b.json:8:13");
}

#[test]
fn faults_of_the_schema() {
    let mut schema = small_schema();
    schema["version"] = 2.into();
    schema["source_kind"] = "Txt".into();
    schema["kinds"]["Thing"]["color"] = "green".into();
    schema["kinds"]["Thing"]["props"]["name"] =
        json!({ "type": "string", "label": { "vi": "x", "en": "x" } });
    schema["kinds"]["Thing"]["props"]["a_integer"]["values"] = json!(["1"]);
    schema["kinds"]["1st"] = schema["kinds"]["Hub"].clone();
    schema["types"]["KNOWS"]["from"] = json!(["Thing", "Thingy"]);
    schema["types"]["HAS SPACE"] = schema["types"]["IN"].clone();
    let text = serde_json::to_string_pretty(&schema).unwrap();
    insta::assert_snapshot!(check(&Folder::empty().with("schema.json", text)).shown());
}

#[test]
fn a_schema_of_the_wrong_shape() {
    let mut schema = small_schema();
    schema["kinds"]["Thing"]["shape"] = "blob".into();
    let run = check(&Folder::empty().with("schema.json", serde_json::to_string_pretty(&schema).unwrap()));
    run.ends(3).warns("schema.json:").warns("blob");
    for text in ["", "{", "[]", "null", "{}", "\"schema\""] {
        check(&Folder::empty().with("schema.json", text)).ends(3).warns("schema.json:1:");
    }
}

#[test]
fn folders_that_hold_no_data_set() {
    insta::assert_snapshot!(check(&Folder::empty()).shown());
    on_folder(Folder::empty().path(), &["stats"]).ends(3);
    hvgraph(&["check", "/nonexistent/folder"]).ends(6).warns("cannot read `/nonexistent/folder`");
    hvgraph(&["stats", "--data", "/nonexistent/folder"]).ends(6);
    hvgraph(&["check", "Cargo.toml"]).ends(3).warns("Cargo.toml:1:1: neither XML nor a JSON object");
    // A folder where a file should be cannot be read either.
    let folder = Folder::small();
    std::fs::create_dir(folder.file("sub.json")).unwrap();
    check(&folder).ends(6).warns("sub.json");
}

#[test]
#[cfg(unix)]
fn a_file_that_may_not_be_read_refuses_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::small().with("a.json", "{}");
    std::fs::set_permissions(folder.file("a.json"), std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(folder.file("a.json")).is_ok() {
        eprintln!("skipped: this user may read everything");
    } else {
        check(&folder).ends(6).warns("a.json");
    }
    // A link that leads nowhere is a file that cannot be read, for every user.
    let folder = Folder::small();
    std::os::unix::fs::symlink("/nonexistent", folder.file("link.json")).unwrap();
    check(&folder).ends(6).warns("link.json");
}

#[test]
fn a_schema_alone_is_an_empty_data_set() {
    let folder = Folder::small();
    check(&folder).ends(0).says("1 file, 0 sources, 0 nodes, 0 claims");
    on_folder(folder.path(), &["show", "x"]).ends(1).warns("the data set has no nodes");
    on_folder(folder.path(), &["stats"]).ends(0);
    on_folder(folder.path(), &["export", "--json"]).json(1);
    check_text("{}").ends(0).says("2 files");
}

#[test]
fn text_that_is_no_json() {
    for text in ["", " ", "{", "{\"nodes\": [}", "nodes: []", "{\"nodes\": []} x", "\u{0}"] {
        check_text(text).ends(3).warns("a.json:1:").warns("not JSON");
    }
    for (text, found) in [
        ("null", "expected an object"),
        ("{\"nodes\": {}}", "a list of records"),
        ("{\"nodes\": [1]}", "an object"),
        ("{\"node\": []}", "did you mean `nodes`?"),
    ] {
        check_text(text).ends(3).warns(found);
    }
}

#[test]
fn a_list_is_no_file() {
    check_text("[]").ends(3).warns("a.json:1:1");
}

#[test]
fn a_list_is_no_record() {
    // A list of values in the order of the fields was once read as a record.
    let node = json!(["a", "Thing", "A", null, [], ["s1#1"]]);
    let run = check_records(&json!({ "sources": [source()], "nodes": [node] }));
    run.ends(3).warns("a.json:3:5: found a list").warns("expected an object");
    check_records(&json!({ "sources": [["s1", "The only source"]] })).ends(3).warns("found a list");
    let mut node = thing("a", "A");
    node["aliases"] = json!([["Alias", ["s1#1"]]]);
    check_records(&json!({ "sources": [source()], "nodes": [node] })).ends(3).warns("found a list");
    let claim = json!(["c", "KNOWS", "a", "a", null, null, null, ["s1#1"]]);
    check_records(&json!({ "sources": [source()], "nodes": [thing("a", "A")], "claims": [claim] }))
        .ends(3)
        .warns("found a list");
}

#[test]
fn a_byte_order_mark_and_crlf_are_taken_as_they_come() {
    let records =
        serde_json::to_string_pretty(&json!({ "sources": [source()], "nodes": [thing("a", "Alpha")] }))
            .unwrap();
    check_text(format!("\u{feff}{records}")).ends(0).says("1 node,");
    check_text(records.replace('\n', "\r\n")).ends(0).says("1 node,");
    // Lines are counted the same.
    let wrong = records.replace("Thing", "Thin").replace('\n', "\r\n");
    check_text(&wrong).ends(3).warns("a.json:8:15");
    check_text(wrong.replace("\r\n", "\n")).ends(3).warns("a.json:8:15");
}

#[test]
fn a_name_in_nfd_is_kept_as_it_is_and_found() {
    let nfd = "Ha\u{300} No\u{323}\u{302}i";
    let folder =
        Folder::small().with_records("a.json", &json!({ "sources": [source()], "nodes": [thing("a", nfd)] }));
    check(&folder).ends(0);
    let shown = on_folder(folder.path(), &["show", "hà nội", "--json"]).json(0);
    assert_eq!(shown["node"]["name"], nfd);
}

#[test]
fn bytes_that_are_not_utf_8() {
    let run = check_text(b"{\n  \"nodes\": \"\xff\"}");
    run.ends(3).warns("a byte that is not UTF-8").warns("hint: save the file as UTF-8");
    check_text(b"\xff\xfe{\0}\0").ends(3).warns("a.json:1:1");
}

#[test]
fn the_place_of_a_byte_that_is_not_utf_8() {
    check_text(b"{\n  \"nodes\": \"\xff\"}").ends(3).warns("a.json:2:13");
}

#[test]
fn a_file_of_65_mib_is_refused_unread() {
    let folder = Folder::small();
    std::fs::File::create(folder.file("big.json")).unwrap().set_len(65 << 20).unwrap();
    check(&folder)
        .ends(3)
        .warns("big.json:1:1: the file has 68157440 bytes")
        .warns("expected at most 67108864 bytes a file")
        .warns("hint: divide");
}

#[test]
fn ten_thousand_brackets_are_refused_without_a_crash() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        for text in [
            deep.clone(),
            format!("{{\"nodes\": {deep}}}"),
            format!("{{\"claims\": [{deep}]}}"),
            format!(
                "{{\"nodes\": [{{\"id\": \"a\", \"kind\": \"Thing\", \"name\": \"A\", \"cite\": [], \"props\": {{\"a_string\": {deep}}}}}]}}"
            ),
            open.repeat(10_000),
        ] {
            check_text(text).ends(3);
        }
        check(&Folder::empty().with("schema.json", deep)).ends(3);
    }
}

#[test]
fn numbers_beyond_what_can_be_kept() {
    let with = |number: &str| {
        check_text(format!(
            "{{\"sources\": [{}], \"nodes\": [{{\"id\": \"a\", \"kind\": \"Thing\", \"name\": \"A\", \"cite\": [\"s1#1\"], \"props\": {number}}}]}}",
            source()
        ))
    };
    with("{\"a_number\": 1e999}").ends(3).warns("a.json:1:");
    with("{\"a_integer\": 9223372036854775808}").ends(3).warns("a_integer");
    with("{\"a_integer\": 9223372036854775807}").ends(0);
    with("{\"a_integer\": -9223372036854775808}").ends(0);
    with("{\"a_number\": 1e308}").ends(0);
    with("{\"a_number\": -0.0}").ends(0);
    with("{\"a_number\": NaN}").ends(3);
}

#[test]
fn huge_texts_are_loaded_and_cut_where_they_are_shown() {
    let name = "ệ".repeat(100_000);
    let folder = Folder::small()
        .with_records("a.json", &json!({ "sources": [source()], "nodes": [thing("a", &name)] }));
    check(&folder).ends(0);
    assert_eq!(
        on_folder(folder.path(), &["show", "a", "--json"]).json(0)["node"]["name"].as_str(),
        Some(name.as_str())
    );
    on_folder(folder.path(), &["search", "ệệệ"]).ends(0).says("…");
    let huge_id = "x".repeat(100_000);
    check_records(&json!({ "sources": [source()], "nodes": [thing(&huge_id, "A")], "claims": [claim("c", "KNOWS", &huge_id, &huge_id)] })).ends(0);
}

#[test]
fn keys_given_twice() {
    let run = check_text("{\"nodes\": [], \"nodes\": []}");
    run.ends(3).warns("a.json:1:15: `nodes` given twice");
    check_node_text("\"name\": \"B\"").ends(3).warns("`name` given twice");
    let claims = format!(
        "{{\"sources\": [{}], \"nodes\": [{}], \"claims\": [{{\"id\": \"c\", \"id\": \"d\", \"type\": \"KNOWS\", \"from\": \"a\", \"to\": \"a\", \"cite\": [\"s1#1\"]}}]}}",
        source(),
        thing("a", "A")
    );
    check_text(claims).ends(3).warns("`id` given twice");
}

/// Checks a node with more fields, some perhaps for the second time.
fn check_node_text(more: &str) -> Run {
    let node = r#"{"id": "a", "kind": "Thing", "name": "A", "cite": ["s1#1"]"#;
    check_text(format!("{{\"sources\": [{}], \"nodes\": [{node}, {more}}}]}}", source()))
}

#[test]
fn properties_given_twice() {
    check_node_text(r#""props": {"a_string": "x", "a_string": "y"}"#).ends(3).warns("`a_string` given twice");
    check_node_text(r#""derived": {"name": "x", "name": "y"}"#).ends(3).warns("`name` given twice");
}

#[test]
fn an_empty_title_is_one_problem() {
    let run = check_records(&json!({ "sources": [{ "id": "s1", "title": " " }] }));
    run.ends(3).warns("an empty `title`").warns("1 problem;");
}

#[test]
fn null_is_no_value() {
    let node = |field: &str| {
        let mut node = thing("a", "A");
        node[field] = Value::Null;
        check_records(&json!({ "sources": [source()], "nodes": [node] }))
    };
    for field in ["id", "kind", "name", "cite", "props"] {
        node(field).ends(3);
    }
    let mut with_prop = thing("a", "A");
    with_prop["props"] = json!({ "a_string": null });
    check_records(&json!({ "sources": [source()], "nodes": [with_prop] })).ends(3).warns("null");
}

#[test]
fn files_for_editors_are_not_data() {
    let folder = Folder::small()
        .with("dataset.schema.json", "not even JSON")
        .with(".hidden.json", "{")
        .with("notes.txt", "x");
    check(&folder).ends(0).says("1 file,");
}

#[test]
fn two_holders_of_one_seat() {
    let held = |id: &str, who: &str, when: &str| dated(claim(id, "HOLDS", who, "seat"), when);
    insta::assert_snapshot!(
        check_claims(&[held("h1", "a", "2010/2015"), held("h2", "b", "2014/2018")]).shown()
    );
    check_claims(&[held("h1", "a", "2010/2012"), held("h2", "b", "2014/2018")]).ends(0);
    // The end of the one and the start of the other may be the same year, or nobody knows which.
    check_claims(&[held("h1", "a", "2010/2014"), held("h2", "b", "2014/2018")]).ends(0);
    check_claims(&[held("h1", "a", "2010?"), held("h2", "b", "2010?")]).ends(0);
    check_claims(&[claim("h1", "HOLDS", "a", "seat"), claim("h2", "HOLDS", "b", "seat")]).ends(0);
    // The same holder twice is no contradiction.
    check_claims(&[held("h1", "a", "2010/2015"), held("h2", "a", "2014/2018")]).ends(0);
    // Marked as disputed it is settled.
    let mut disputed = held("h2", "b", "2014/2018");
    disputed["status"] = "disputed".into();
    check_claims(&[held("h1", "a", "2010/2015"), disputed]).ends(0);
    // A seat of many may have many.
    let mut many = seat();
    many["props"] = json!({ "seats": "many" });
    let records = json!({ "sources": [source()], "nodes": [thing("a", "A"), thing("b", "B"), many], "claims": [held("h1", "a", "2010/2015"), held("h2", "b", "2014/2018")] });
    check_records(&records).ends(0);
}

#[test]
fn a_successor_that_comes_first() {
    let at = |id: &str, when: &str| dated(thing(id, &id.to_uppercase()), when);
    let records = |a: &str, b: &str| json!({ "sources": [source()], "nodes": [at("a", a), at("b", b)], "claims": [claim("s", "AFTER", "a", "b")] });
    insta::assert_snapshot!(check_records(&records("2010", "2015")).shown());
    check_records(&records("2016", "2015")).ends(0);
    check_records(&records("2015", "2015")).ends(0);
    let mut settled = records("2010", "2015");
    settled["claims"][0]["status"] = "disputed".into();
    check_records(&settled).ends(0);
}

#[test]
fn a_thing_within_itself() {
    let circle = [claim("i1", "IN", "a", "b"), claim("i2", "IN", "b", "a")];
    insta::assert_snapshot!(check_claims(&circle).shown());
    check_claims(&[claim("i1", "IN", "a", "a")]).ends(3).says("lies within itself");
    check_claims(&circle[..1]).ends(0);
    let mut settled = circle;
    settled[1]["status"] = "denied".into();
    check_claims(&settled).ends(0);
}

#[test]
fn contradictions_are_loaded_and_reported_as_json() {
    let folder = Folder::small().with_records(
        "a.json",
        &json!({
            "sources": [source()], "nodes": [thing("a", "Alpha"), thing("b", "Beta")],
            "claims": [claim("i1", "IN", "a", "b"), claim("i2", "IN", "b", "a")],
        }),
    );
    let answer = on_folder(folder.path(), &["check", "--json"]).json(3);
    assert_eq!(answer["valid"], false);
    assert_eq!(answer["problems"], json!([]));
    assert_eq!(answer["contradictions"][0], json!({ "kind": "contained_in_itself", "node": "a" }));
    on_folder(folder.path(), &["path", "a", "b"]).ends(0);
}

#[test]
fn the_order_of_files_and_records_changes_nothing_but_ids() {
    let one = Folder::copy_of("tests/data/regatta");
    let other = Folder::copy_of("tests/data/regatta");
    for (old, new) in [("claims.json", "0.json"), ("sources.json", "zz.json")] {
        std::fs::rename(other.file(old), other.file(new)).unwrap();
    }
    for args in [
        &["path", "khoi-vi", "brandvik", "--all"][..],
        &["show", "steinsee"],
        &["timeline", "--claims"],
        &["stats"],
    ] {
        assert_eq!(on_folder(one.path(), args).shown(), on_folder(other.path(), args).shown());
    }
}

#[test]
fn a_long_chain_of_containment_is_checked_in_one_pass() {
    // Every node's own search up the chain made this the square of its length.
    let name = |at: usize| format!("n{at:06}");
    let n_nodes = 20_000;
    let nodes: Vec<_> = (0..n_nodes).map(|at| thing(&name(at), "Node")).collect();
    let mut claims: Vec<_> =
        (1..n_nodes).map(|at| claim(&format!("c{at}"), "IN", &name(at - 1), &name(at))).collect();
    let folder = |claims: &[Value]| {
        Folder::small()
            .with_records("a.json", &json!({ "sources": [source()], "nodes": nodes, "claims": claims }))
    };
    check(&folder(&claims)).ends(0);
    claims.push(claim("back", "IN", &name(n_nodes - 1), &name(7)));
    let answer = on_folder(folder(&claims).path(), &["check", "--json"]).json(3);
    assert_eq!(answer["contradictions"], json!([{ "kind": "contained_in_itself", "node": "n000007" }]));
}
