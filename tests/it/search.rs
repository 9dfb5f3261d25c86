//! `hvgraph search`.

use crate::program::{hvgraph, regatta};

#[test]
fn matches_come_best_first_with_the_reason() {
    insta::assert_snapshot!(regatta(&["search", "mist race"]).shown());
    insta::assert_snapshot!(regatta(&["search", "mai cheo xanh"]).shown());
    insta::assert_snapshot!(regatta(&["search", "ເຮືອ"]).shown());
    insta::assert_snapshot!(regatta(&["search", "giai", "suong", "--lang", "vi"]).shown());
}

#[test]
fn words_may_be_given_apart() {
    assert_eq!(regatta(&["search", "mist", "race"]).stdout, regatta(&["search", "mist race"]).stdout);
}

#[test]
fn a_kind_and_a_limit_narrow_it() {
    regatta(&["search", "xanh", "--kind", "Club"])
        .ends(0)
        .says("Hội Mái Chèo Xanh")
        .does_not_say("Huấn luyện");
    let run = regatta(&["search", "mist", "--limit", "1"]);
    run.ends(0).says("2 more (--limit)");
    let answer = regatta(&["search", "mist", "--limit", "1", "--json"]).json(0);
    assert_eq!((answer["matches"].as_array().unwrap().len(), &answer["more"]), (1, &2.into()));
    regatta(&["search", "xanh", "--kind", "Ship"]).ends(2).warns("unknown kind `Ship`");
}

#[test]
fn nothing_found_ends_with_1() {
    regatta(&["search", "zzzz"]).ends(1).says("Nothing is named `zzzz`");
    assert_eq!(regatta(&["search", "zzzz", "--json"]).json(1)["matches"], serde_json::json!([]));
    regatta(&["search", ""]).ends(2).warns("no words to look for");
    regatta(&["search"]).ends(2);
}

#[test]
fn control_characters_of_the_question_do_not_come_back() {
    for typed in ["\u{1b}[31mzzzz", "zz\u{202e}zz", "zz\u{7}zz"] {
        let run = regatta(&["search", typed]);
        assert!(!run.stdout.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{:?}", run.stdout);
    }
}

#[test]
fn the_bundled_names_are_found_in_english_and_without_marks() {
    for text in ["youth union", "doi ngoai", "Vientiane"] {
        hvgraph(&["search", text]).ends(0);
    }
}
