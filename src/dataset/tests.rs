//! Laws of loading on damaged text.

#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

const SCHEMA: &str = r##"{"version": 1, "name": "t", "title": {"vi": "t", "en": "t"}, "source_kind": "Source",
 "kinds": {"Source": {"label": {"vi": "s", "en": "s"}, "shape": "note", "color": "#999999"},
           "Thing": {"label": {"vi": "t", "en": "t"}, "shape": "box", "color": "#009E73",
                     "props": {"size": {"type": "integer", "label": {"vi": "s", "en": "s"}}}}},
 "types": {"TIES": {"label": {"vi": "t", "en": "t"}, "reverse": {"vi": "t", "en": "t"},
                    "from": ["Thing"], "to": ["Thing"]}}}"##;

const RECORDS: &str = r#"{
  "sources": [{"id": "s", "title": "Một nguồn", "published": "2020-01"}],
  "nodes": [
    {"id": "a", "kind": "Thing", "name": "Á", "aliases": [{"name": "A", "cite": ["s#1"]}], "cite": ["s#1"]},
    {"id": "b", "kind": "Thing", "name": "B\u0301", "cite": ["s#2"], "props": {"size": 3}}
  ],
  "claims": [
    {"id": "c", "type": "TIES", "from": "a", "to": "b", "when": "2017/2020", "cite": ["s#3"],
     "derived": {"when": "2020 - 3"}},
    {"id": "d", "type": "TIES", "from": "b", "to": "b", "status": "inferred", "cite": ["s#3", "s#4"]}
  ]
}"#;

/// Loads the records and checks what holds of every answer: loaded whole, or every problem has its place.
fn load(records: &str) -> Result<(), TestCaseError> {
    match Dataset::from_texts(&[("schema.json", SCHEMA), ("a.json", records)]) {
        Ok(dataset) => {
            let counts = dataset.counts();
            prop_assert_eq!(dataset.graph().node_count(), counts.n_nodes + counts.n_sources);
            prop_assert_eq!(dataset.graph().edge_count(), counts.n_claims);
        }
        Err(DatasetError::Problems(problems)) => {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                let line = records.split('\n').nth(problem.place.line - 1);
                prop_assert!(line.is_some(), "{}", problem.place);
                prop_assert!(problem.place.column <= line.unwrap_or_default().chars().count() + 1);
                prop_assert!(!problem.fault.to_string().is_empty());
            }
        }
        Err(other) => prop_assert!(false, "{other}"),
    }
    Ok(())
}

#[test]
fn the_undamaged_records_load() {
    load(RECORDS).unwrap();
    assert!(Dataset::from_texts(&[("schema.json", SCHEMA), ("a.json", RECORDS)]).is_ok());
    assert!(matches!(Dataset::from_texts(&[("a.json", RECORDS)]), Err(DatasetError::NoSchema { .. })));
}

proptest! {
    #[test]
    fn cut_records_load_whole_or_not_at_all(at in 0..RECORDS.len()) {
        load(&RECORDS[..RECORDS.floor_char_boundary(at)])?;
    }

    #[test]
    fn changed_records_load_whole_or_not_at_all(at in 0..RECORDS.len(), n in 0_usize..8, with in "[\"{}\\[\\],:0-9a-z\\\\#é ]{0,6}") {
        let (start, end) = (RECORDS.floor_char_boundary(at), RECORDS.ceil_char_boundary((at + n).min(RECORDS.len())));
        load(&format!("{}{with}{}", &RECORDS[..start], &RECORDS[end..]))?;
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        load(&text)?;
    }
}
