//! Somebody else's data set, with kinds, types and properties of its own: every command works on it.

use crate::folders::Folder;
use crate::program::{Run, on_folder, regatta};

/// A call of every command that reads a data set, with arguments that find something.
pub(crate) const CALLS: [&[&str]; 34] = [
    &["path", "khoi-vi", "brandvik"],
    &["path", "khoi-vi", "brandvik", "--all"],
    &["path", "khoi-vi", "steinsee", "-k", "4", "--weight", "evidence"],
    &["path", "gio-nam", "mai-cheo-xanh"],
    &["path", "old-weir", "phon"],
    &["show", "steinsee"],
    &["show", "mist-2018"],
    &["show", "nam-sai"],
    &["show", "gazette"],
    &["search", "xanh"],
    &["search", "mist"],
    &["neighbors", "steinsee", "--depth", "3"],
    &["neighbors", "song-lang", "--as-of", "2018"],
    &["rank"],
    &["rank", "betweenness"],
    &["rank", "degree,pagerank", "--explain", "--top", "4"],
    &["rank", "edge-betweenness"],
    &["timeline"],
    &["timeline", "--claims"],
    &["timeline", "heron"],
    &["projection", "--of", "Boat", "--by", "Race"],
    &["stats"],
    &["cite"],
    &["gaps"],
    &["gaps", "heron"],
    &["check"],
    &["schema"],
    &["doctor"],
    &["communities"],
    &["communities", "--method", "label-propagation", "--without-hubs"],
    &["components", "--strong"],
    &["bridges"],
    &["bridges", "--dot"],
    &["export", "--dot"],
];

#[test]
fn every_command_works_in_both_languages() {
    for call in CALLS {
        for lang in ["vi", "en"] {
            let run = regatta(&[call, &["--lang", lang]].concat());
            let expected = i32::from(call[1..].contains(&"old-weir"));
            assert_eq!(run.status, expected, "{}", run.shown());
            assert!(!run.stdout.is_empty() && run.stdout.ends_with('\n'), "{}", run.shown());
            assert!(!run.stdout.ends_with("\n\n"), "an empty line at the end:\n{}", run.shown());
            let trailing = run.stdout.lines().any(|line| line.ends_with(' ') && !call.contains(&"--dot"));
            assert!(!trailing, "a line ends in a space:\n{}", run.shown());
        }
    }
}

#[test]
fn every_json_document_has_the_version_and_sorted_keys() {
    for call in CALLS.iter().filter(|call| !call.contains(&"--dot") && call[0] != "schema") {
        let run = regatta(&[call, &["--json"][..]].concat());
        let document = run.json(run.status);
        assert_eq!(document["schema_version"], 1, "{call:?}");
        assert_eq!(document["command"], call[0], "{call:?}");
    }
}

#[test]
fn the_engine_knows_no_kind_by_name() {
    // Every kind and type is renamed: answers differ in these names alone.
    let folder = Folder::copy_of("tests/data/regatta");
    let renamed = |text: &str| {
        let mut text = text.to_owned();
        for word in ["Boat", "Clipping", "Club", "Cup", "Post", "Race", "Rower", "Season", "Water"] {
            text = text.replace(&format!("\"{word}\""), &format!("\"{word}X\""));
        }
        for word in [
            "AWARDED_TO",
            "FOLLOWS",
            "HOLDS_POST",
            "IN_SEASON",
            "LIES_ON",
            "OWNS",
            "POST_OF",
            "RACED_IN",
            "REBUILT_FROM",
            "REPORTS",
            "RIVAL_OF",
            "ROWED_ON",
            "ROWS_FOR",
            "TRAINS_WITH",
        ] {
            text = text.replace(&format!("\"{word}\""), &format!("\"{word}_X\""));
        }
        // Labels are words for people and stay.
        text.replace("\"en\": \"BoatX\"", "\"en\": \"Boat\"")
            .lines()
            .map(|line| {
                if line.contains("\"en\": ") || line.contains("\"vi\": ") {
                    line.replace("X\"", "\"")
                } else {
                    line.to_owned()
                }
            })
            .collect::<Vec<_>>()
            .join("\n")
    };
    for file in ["schema.json", "nodes.json", "claims.json"] {
        let text = std::fs::read_to_string(folder.file(file)).unwrap();
        std::fs::write(folder.file(file), renamed(&text)).unwrap();
    }
    for call in
        CALLS.iter().filter(|call| ["path", "show", "neighbors", "timeline", "cite"].contains(&call[0]))
    {
        let (own, other): (Run, Run) = (regatta(call), on_folder(folder.path(), call));
        assert_eq!(own.stdout, other.stdout, "{call:?}");
    }
}
