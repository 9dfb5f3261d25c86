//! `hvgraph schema`.

use crate::program::{hvgraph, regatta, repository};

#[test]
fn kinds_and_types_in_words() {
    insta::assert_snapshot!(regatta(&["schema"]).shown());
    insta::assert_snapshot!(regatta(&["schema", "--lang", "vi"]).shown());
}

#[test]
fn json_is_the_schema_itself() {
    let printed = regatta(&["schema", "--json"]).json(0);
    let file = std::fs::read_to_string(repository().join("tests/data/regatta/schema.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(printed, file);
}

#[test]
fn the_json_schema_knows_this_data_sets_kinds() {
    let schema = regatta(&["schema", "--json-schema"]).json(0);
    let text = schema.to_string();
    assert!(text.contains("\"Rower\"") && !text.contains("\"Official\""));
}

#[test]
fn the_files_for_editors_are_what_the_program_prints() {
    for (file, flag) in
        [("dataset.schema.json", "--json-schema"), ("schema.schema.json", "--schema-json-schema")]
    {
        let kept = std::fs::read_to_string(repository().join("data").join(file)).unwrap();
        let printed = hvgraph(&["schema", flag]).stdout;
        assert!(kept == printed, "data/{file} is not what `hvgraph schema {flag}` prints; write it anew");
    }
}
