//! `--lang vi`: what goes wrong is told in Vietnamese; only names, data and flags stay as they are.

use serde_json::json;

use crate::check::{BROKEN, broken_in_content};
use crate::folders::{Folder, small_schema};
use crate::program::{Run, on_folder, regatta, repository, run, sealed};

/// Words that only an English sentence has.
const ENGLISH: [&str; 24] = [
    "the", "is", "not", "of", "expected", "hint", "error", "found", "unknown", "must", "missing", "one",
    "cannot", "with", "problem", "problems", "no", "and", "string", "list", "object", "did", "needs",
    "nothing",
];

/// Asserts that nothing but names is English.
fn is_vietnamese(run: &Run) {
    // Names stand in backticks, or in lines of their own where they are candidates.
    let is_name = |line: &str| line.starts_with("  ") && !line.starts_with("  cần ");
    let lines: Vec<&str> = run.stderr.lines().filter(|line| !is_name(line)).collect();
    let plain = lines.join("\n").split('`').step_by(2).collect::<Vec<_>>().join(" ");
    for word in plain.split(|c: char| !c.is_alphanumeric()) {
        assert!(!ENGLISH.contains(&word), "`{word}` in\n{}", run.shown());
    }
    assert!(!run.stderr.is_empty(), "{}", run.shown());
}

#[test]
fn errors_are_told_in_vietnamese() {
    let calls: [&[&str]; 20] = [
        &["show", "zzzzqq"],
        &["show", "steinse"],
        &["show", "mist"],
        &["show", " "],
        &["stats", "--as-of", "2021-02-30"],
        &["stats", "--as-of", "2017/2020"],
        &["stats", "--during", "17/11/2021"],
        &["stats", "--during", "2021-13"],
        &["path", "khoi-vi", "brandvik", "--certain"],
        &["path", "khoi-vi", "brandvik", "--avoid", "khoi-vi"],
        &["path", "khoi-vi", "brandvik", "--via", "phon", "--avoid", "phon"],
        &["timeline", "--kind", "Bote"],
        &["timeline", "--type", "Foo"],
        &["search", ""],
        &["export"],
        &["export", "--dot", "--json"],
        &["render", "-o", "picture.tiff"],
        &["render", "-o", "/no/such/folder/picture.svg"],
        &["man", "pth"],
        &["check", "/no/such/folder"],
    ];
    for call in calls {
        let run = regatta(&[call, &["--lang", "vi"]].concat());
        assert_ne!(run.status, 0, "{}", run.shown());
        run.warns("lỗi: ");
        is_vietnamese(&run);
    }
}

#[test]
fn the_locale_is_enough() {
    let data = repository().join("tests/data/regatta");
    let args = ["show", "zzzzqq", "--data", data.to_str().unwrap()];
    is_vietnamese(&run(sealed().env("LANG", "vi_VN.UTF-8"), &args));
}

#[test]
fn problems_of_a_data_set_are_told_in_vietnamese() {
    let vietnamese = |folder: &Folder| {
        let run = on_folder(folder.path(), &["check", "--lang", "vi"]);
        run.ends(3);
        is_vietnamese(&run);
        run.shown()
    };
    insta::assert_snapshot!(vietnamese(&Folder::small().with("a.json", BROKEN)));
    insta::assert_snapshot!(vietnamese(&Folder::small().with("a.json", broken_in_content())));
    for text in ["{", "{\"nodes\": [}", "[]", "{\"nodes\": 4}", "{\"nodes\": [4]}", "\u{0}", "{} {}"] {
        vietnamese(&Folder::small().with("a.json", text));
    }
    let mut schema = small_schema();
    schema["version"] = 7.into();
    schema["kinds"]["Thing"]["color"] = "red".into();
    schema["types"]["KNOWS"]["to"] = json!(["Thing", "Thin"]);
    schema["types"]["KNOWS"]["props"]["as_of"] =
        json!({ "type": "integer", "values": ["a"], "label": { "vi": "x", "en": "x" } });
    schema["types"]["2 be"] = schema["types"]["KNOWS"].clone();
    vietnamese(&Folder::empty().with("schema.json", schema.to_string()));
}

/// Statements that go wrong, one for each common kind of mistake.
const WRONG: [&str; 26] = [
    "MATCH (n RETURN n",
    "MATCH (n)",
    "RETRUN 1",
    "RETURN 'x",
    "MATCH (person) RETURN persn.name",
    "RETURN toUper('a')",
    "CALL hv.pagerak()",
    "CALL hv.pagerank() YIELD nod RETURN nod",
    "RETURN 1 + true",
    "RETURN [1, 2] + 1 - 'a'",
    "UNWIND [1, 'a'] AS x RETURN abs(x)",
    "RETURN 9223372036854775807 + 1",
    "RETURN 1 / 0",
    "RETURN date('2021-02-30')",
    "RETURN $missing",
    "MATCH (n:Club) WHERE count(n) > 1 RETURN n",
    "MATCH (n) RETURN n.name, n.name",
    "CREATE (n:A:B)-[r]->(m)",
    "MATCH (n:Club) DELETE n",
    "CREATE (:A {list: [{x: 1}]})",
    "CREATE CONSTRAINT c FOR (n:Club) REQUIRE n.nothing IS NOT NULL",
    "LOAD CSV FROM 'file:///x.csv' AS row RETURN row",
    "CALL hv.path('zzz', 'mist')",
    "CALL hv.counterparts()",
    "UNWIND range(1, 100) AS x RETURN x SKIP -1",
    "UNWIND range(1, 100) AS x RETURN x",
];

#[test]
fn errors_of_statements_are_told_in_both_languages() {
    let told = |lang: &str| {
        let runs = WRONG.map(|text| {
            let run = regatta(&[lang, "query", "--max-rows=50", text]);
            assert!(run.status > 1, "{}", run.shown());
            run
        });
        runs.map(|run| run.stderr.clone()).join("\n")
    };
    insta::assert_snapshot!("errors_of_statements_in_english", told("--lang=en"));
    insta::assert_snapshot!("errors_of_statements_in_vietnamese", told("--lang=vi"));
    for text in WRONG {
        is_vietnamese(&regatta(&["--lang=vi", "query", "--max-rows=50", text]));
    }
}

/// A program reads class, phase and detail, which are the same in every language.
#[test]
fn json_of_an_error_has_the_message_in_the_language_and_all_else_as_ever() {
    let error =
        |lang: &str| regatta(&[lang, "--json", "query", "RETURN toUper('a')"]).json(2)["error"].clone();
    let (english, vietnamese) = (error("--lang=en"), error("--lang=vi"));
    assert_eq!(vietnamese["message"], "không có hàm `toUper`");
    assert_eq!(vietnamese["hint"], "có phải ý bạn là `toUpper`?");
    for field in ["type", "phase", "detail", "line", "column", "class", "status"] {
        assert_eq!(english[field], vietnamese[field], "{field}");
    }
}

#[test]
fn errors_of_database_files_are_told_in_both_languages() {
    let folder = Folder::empty().with("not.hvdb", "{}").with("newer.hvdb", "").with("cut.hvdb", "");
    let path = |name: &str| folder.file(name).to_str().unwrap().to_owned();
    let file = path("a.hvdb");
    run(&mut sealed(), &["init", &file]).ends(0);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(folder.file("cut.hvdb"), &bytes[..bytes.len() / 2]).unwrap();
    let session =
        hvgraph::db::Session::new(&hvgraph::db::Database::open(folder.file("a.hvdb").as_path()).unwrap());
    session.run("CREATE (:A)", &hvgraph::query::eval::Parameters::new()).unwrap();
    let told = |lang: &str| {
        let calls: [&[&str]; 5] = [
            &["stats", "--db", &path("missing.hvdb")],
            &["init", &file],
            &["stats", "--db", &path("not.hvdb")],
            &["stats", "--db", &path("cut.hvdb")],
            &["query", "--db", &file, "CREATE (:B)"],
        ];
        let runs = calls.map(|call| run(&mut sealed(), &[&[lang], call].concat()));
        runs.map(|run| run.stderr.replace(folder.path().to_str().unwrap(), "FOLDER")).join("\n")
    };
    insta::assert_snapshot!("errors_of_files_in_english", told("--lang=en"));
    insta::assert_snapshot!("errors_of_files_in_vietnamese", told("--lang=vi"));
    is_vietnamese(&run(&mut sealed(), &["--lang=vi", "stats", "--db", &path("cut.hvdb")]));
}
