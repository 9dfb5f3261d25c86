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
