//! The pictures in `output/` come back from the commands beside them.
//!
//! `UPDATE_GALLERY=1 cargo test --test it gallery` draws them anew; look at them before they are committed.

use crate::program::{repository, sealed};

/// Returns the files of `output/README.md` and the commands that made them.
fn pictures() -> Vec<(String, String)> {
    let list = std::fs::read_to_string(repository().join("output/README.md")).unwrap();
    let rows = list.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(".dot | `hvgraph "));
    rows.map(|(name, rest)| (format!("{name}.dot"), rest.trim_end_matches("` |").to_owned())).collect()
}

fn words(command: &str) -> Vec<String> {
    let quoted: Vec<&str> = command.split('"').collect();
    let parts = quoted
        .iter()
        .enumerate()
        .map(|(at, part)| if at % 2 == 1 { part.replace(' ', "\u{1}") } else { (*part).to_owned() });
    parts.collect::<String>().split_whitespace().map(|word| word.replace('\u{1}', " ")).collect()
}

#[test]
fn dot_files_come_back_byte_for_byte() {
    let pictures = pictures();
    assert!(pictures.len() >= 3, "output/README.md lists only {} pictures", pictures.len());
    for (name, command) in pictures {
        let run = sealed().args(words(&command)).output().unwrap();
        assert!(run.status.success(), "$ hvgraph {command}");
        let path = repository().join("output").join(&name);
        if std::env::var_os("UPDATE_GALLERY").is_some() {
            std::fs::write(&path, &run.stdout).unwrap();
        }
        let kept = std::fs::read(&path).unwrap();
        assert!(kept == run.stdout, "output/{name} is not what `hvgraph {command}` draws");
    }
}

#[test]
fn every_picture_is_drawn_and_is_well_formed() {
    for (name, _) in pictures() {
        let path = repository().join("output").join(name.replace(".dot", ".svg"));
        let svg = std::fs::read_to_string(&path).unwrap();
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(&svg, options).unwrap();
        assert_eq!(document.root_element().tag_name().name(), "svg");
        assert!(!svg.contains("<script"), "{name}");
    }
}
