//! Help texts, completions and man pages.

use crate::program::{Run, hvgraph, run, sealed, words};

const COMMANDS: &[&str] = &[
    "path",
    "show",
    "search",
    "neighbors",
    "rank",
    "communities",
    "components",
    "bridges",
    "timeline",
    "counterparts",
    "brokers",
    "predict",
    "projection",
    "stats",
    "cite",
    "gaps",
    "check",
    "diff",
    "schema",
    "export",
    "render",
    "query",
    "explain",
    "shell",
    "init",
    "load",
    "dump",
    "backup",
    "bench",
    "doctor",
    "completions",
    "man",
];

fn help(args: &[&str]) -> Run {
    let run = hvgraph(args);
    run.ends(0);
    assert!(run.stderr.is_empty(), "{}", run.shown());
    run
}

#[test]
fn the_program_lists_its_commands() {
    let run = help(&["--help"]);
    insta::assert_snapshot!(run.shown());
    for command in COMMANDS {
        run.says(&format!("\n  {command} "));
    }
    let listed =
        run.stdout.split("Commands:").nth(1).unwrap().lines().skip(1).take_while(|line| !line.is_empty());
    let listed =
        listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ") && !line.contains(" help "));
    assert_eq!(listed.count(), COMMANDS.len(), "a command is not tested here:\n{}", run.stdout);
}

#[test]
fn every_command_explains_itself() {
    for command in COMMANDS {
        insta::assert_snapshot!(format!("help_{command}"), help(&[command, "--help"]).shown());
        let short = help(&[command, "-h"]);
        assert!(short.stdout.contains("Usage: hvgraph"), "{}", short.shown());
    }
}

#[test]
fn examples_in_help_run() {
    for command in COMMANDS {
        let text = help(&[command, "--help"]).stdout;
        let examples = text.split("Examples:").nth(1).unwrap_or_default();
        for line in examples.lines().map(str::trim).filter(|line| line.starts_with("hvgraph ")) {
            // Files are not written here, and there is no data set or database of the user's own.
            if [" -o ", " --svg ", " --dir ", " --csv ", " --report ", " --file ", " my-data", " my.hvdb"]
                .iter()
                .any(|part| line.contains(part))
            {
                continue;
            }
            let args = words(line);
            let args: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
            let run = hvgraph(&args);
            assert_eq!(run.status, 0, "the example `{line}` fails:\n{}", run.shown());
        }
    }
}

#[test]
fn version_is_the_packages() {
    assert_eq!(help(&["--version"]).stdout, format!("hvgraph {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn no_command_and_an_unknown_one_are_usage_errors() {
    hvgraph(&[]).ends(2).warns("Usage: hvgraph");
    let run = hvgraph(&["pth"]);
    run.ends(2).warns("'path'");
}

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = help(&["completions", shell]);
        for command in COMMANDS {
            run.says(command);
        }
    }
    hvgraph(&["completions", "tcsh"]).ends(2).warns("bash");
}

#[test]
fn man_pages_are_roff() {
    let page = help(&["man"]);
    page.says(".TH hvgraph").says("SYNOPSIS");
    help(&["man", "path"]).says(".TH hvgraph-path").says("max\\-hops");
    hvgraph(&["man", "pth"]).ends(2).warns("hint: did you mean `path`?");
}

#[test]
fn man_pages_are_written_into_a_folder() {
    let folder = crate::folders::Folder::empty();
    let target = folder.file("man1");
    hvgraph(&["man", "--dir", target.to_str().unwrap()])
        .ends(0)
        .warns(&format!("{} pages in ", COMMANDS.len() + 1));
    for command in COMMANDS {
        let page = std::fs::read_to_string(target.join(format!("hvgraph-{command}.1"))).unwrap();
        assert!(page.contains(".TH"), "{command}");
    }
    assert!(target.join("hvgraph.1").exists());
}

#[test]
fn colour_comes_only_when_asked_for() {
    hvgraph(&["stats"]).ends(0).does_not_say("\u{1b}");
    hvgraph(&["stats", "--color", "always"]).ends(0).says("\u{1b}[1m");
    hvgraph(&["stats", "--color", "never"]).ends(0).does_not_say("\u{1b}");
    run(sealed().env_remove("NO_COLOR"), &["stats"]).ends(0).does_not_say("\u{1b}");
}

#[test]
fn the_locale_chooses_the_language() {
    run(sealed().env("LANG", "vi_VN.UTF-8"), &["stats"]).ends(0).says("nút");
    run(sealed().env("LC_ALL", "en_GB.UTF-8").env("LANG", "vi_VN.UTF-8"), &["stats"]).says("nodes");
    run(sealed().env("LC_ALL", "").env("LC_MESSAGES", "vi_VN"), &["stats"]).says("nút");
    run(sealed().env("LANG", "vi_VN.UTF-8"), &["stats", "--lang", "en"]).says("nodes");
}
