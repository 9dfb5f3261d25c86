#![expect(clippy::unwrap_used, reason = "tests")]

use super::parse;
use crate::query::error::Detail;

#[test]
fn nested_lists_are_parsed_in_linear_time() {
    let lists = |n| format!("RETURN {}1{}", "[".repeat(n), "]".repeat(n));
    assert!(parse(&lists(40)).is_ok());
    assert_eq!(parse(&lists(5_000)).unwrap_err().detail, Detail::Other);
    let patterns = format!("MATCH (a) WHERE {}a{} RETURN 1", "(".repeat(30), ")".repeat(30));
    assert!(parse(&patterns).is_ok());
}

#[test]
fn every_error_has_a_place() {
    for text in [
        "",
        "MATCH",
        "RETURN 1 2",
        "RETURN 'a",
        "RETURN 1 + ",
        "MATCH (a)-[:X*1-2]->(b) RETURN a",
        "RETURN 3x",
        "—",
    ] {
        assert!(parse(text).unwrap_err().span.is_some(), "{text}");
    }
}
