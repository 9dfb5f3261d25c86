//! No line of text is wider than the terminal, however narrow it is.

use unicode_width::UnicodeWidthStr as _;

use crate::fixture::CALLS;
use crate::program::{REGATTA, run, sealed};

const BUNDLED: [&[&str]; 23] = [
    &["communities"],
    &["components"],
    &["bridges"],
    &["path", "Đinh Tiến Dũng", "Anouphap Tounalom"],
    &["path", "hoan-kiem", "chanthabuly", "-k", "3"],
    &["path", "zzzz", "chanthabuly"],
    &["show", "hoan-kiem"],
    &["show", "ha-noi", "--structural"],
    &["show", "002"],
    &["search", "Hà Nội"],
    &["search", "zzzzzzzzzzzzzzzz zzzzzzzzzzzzzzzzzzzzz zzzzzzzzzzzzzzzz zzzzzzzzzzzzzzz"],
    &["neighbors", "hoan-kiem", "--depth", "2"],
    &["timeline", "--claims"],
    &["rank"],
    &["rank", "degree,betweenness,pagerank,constraint", "--top", "5"],
    &["rank", "edge-betweenness", "--top", "5"],
    &["stats"],
    &["cite"],
    &["counterparts", "--all"],
    &["counterparts", "--as-of", "2021-11-17"],
    &["brokers", "--top", "40"],
    &["projection", "--through-offices", "--weight", "collaboration"],
    &["schema"],
];

/// Returns `command at columns: line` of the first line too wide in each run.
fn too_wide(calls: &[(&[&str], &[&str])]) -> Vec<String> {
    let mut found = Vec::new();
    for columns in [40, 80, 200] {
        for (data, call) in calls {
            for lang in ["vi", "en"] {
                let args = [*data, *call, &["--lang", lang]].concat();
                let run = run(sealed().env("COLUMNS", columns.to_string()), &args);
                let line = run.stdout.lines().find(|line| line.width() > columns);
                found.extend(line.map(|line| format!("{} at {columns}: {line}", run.command)));
            }
        }
    }
    found
}

/// Calls whose text is laid out; drawings are not, and addresses stay whole so that they can be clicked.
fn laid_out<'a>(calls: &'a [&'a [&'a str]]) -> impl Iterator<Item = &'a [&'a str]> {
    calls.iter().copied().filter(|call| !call.contains(&"--dot"))
}

#[test]
fn on_the_invented_data_set() {
    let calls: Vec<(&[&str], &[&str])> = laid_out(&CALLS).map(|call| (&[REGATTA][..], call)).collect();
    assert_eq!(too_wide(&calls), Vec::<String>::new());
}

#[test]
fn on_the_bundled_data_set() {
    let calls: Vec<(&[&str], &[&str])> = laid_out(&BUNDLED).map(|call| (&[][..], call)).collect();
    assert_eq!(too_wide(&calls), Vec::<String>::new());
}

#[test]
fn help_fits_too() {
    for columns in [40, 80, 200] {
        for command in ["path", "check", "export"] {
            let help = run(sealed().env("COLUMNS", columns.to_string()), &[command, "-h"]);
            // Examples are commands to copy and stay whole.
            let text = help.stdout.split("Examples:").next().unwrap();
            let wide: Vec<&str> = text.lines().filter(|line| line.width() > columns.max(60)).collect();
            assert_eq!(wide, Vec::<&str>::new(), "{}", help.command);
        }
    }
}

#[test]
fn a_terminal_of_no_columns_is_taken_as_one_of_40() {
    for columns in ["0", "1", "39"] {
        let narrow = run(sealed().env("COLUMNS", columns), &[REGATTA, "show", "steinsee"]);
        let forty = run(sealed().env("COLUMNS", "40"), &[REGATTA, "show", "steinsee"]);
        assert_eq!(narrow.stdout, forty.stdout);
    }
    let nonsense = run(sealed().env("COLUMNS", "wide"), &[REGATTA, "show", "steinsee"]);
    assert_eq!(nonsense.stdout, run(sealed().env("COLUMNS", "100"), &[REGATTA, "show", "steinsee"]).stdout);
}
