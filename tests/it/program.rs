//! Runs the program the way a user does, with nothing of the surroundings let in.

use std::path::Path;

use assert_cmd::Command;

/// The invented data set of `tests/data/regatta`, as the flag that opens it.
pub(crate) const REGATTA: &str = "--data=tests/data/regatta";

/// What a run of the program showed.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) command: String,
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Returns all a user sees of the run, for snapshots.
    pub(crate) fn shown(&self) -> String {
        let mut shown = format!("$ {}\n{}", self.command, self.stdout);
        if !self.stderr.is_empty() {
            shown = format!("{shown}--- stderr\n{}", self.stderr);
        }
        format!("{shown}--- exit {}\n", self.status)
    }

    /// Returns standard output as JSON, after checking that the run ended with `status`.
    #[track_caller]
    pub(crate) fn json(&self, status: i32) -> serde_json::Value {
        self.ends(status);
        match serde_json::from_str(&self.stdout) {
            Ok(json) => json,
            Err(error) => panic!("not JSON: {error}\n{}", self.shown()),
        }
    }

    /// Checks the exit status.
    #[track_caller]
    pub(crate) fn ends(&self, status: i32) -> &Self {
        assert_eq!(self.status, status, "{}", self.shown());
        self
    }

    /// Checks that standard output has a text.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.stdout.contains(text), "`{text}` is missing:\n{}", self.shown());
        self
    }

    /// Checks that standard output lacks a text.
    #[track_caller]
    pub(crate) fn does_not_say(&self, text: &str) -> &Self {
        assert!(!self.stdout.contains(text), "`{text}` is there:\n{}", self.shown());
        self
    }

    /// Checks that standard error has a text.
    #[track_caller]
    pub(crate) fn warns(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "`{text}` is missing from stderr:\n{}", self.shown());
        self
    }
}

/// Returns the program, ready to run in the repository's folder: no variable but a plain locale, 100 columns, no
/// colour and a home that does not exist; a `PATH` that leads nowhere, so that no
/// other program is found.
pub(crate) fn sealed() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hvgraph"));
    command.current_dir(repository()).env_clear();
    command.envs([("COLUMNS", "100"), ("LANG", "C"), ("NO_COLOR", "1")]);
    command.envs([("HOME", "/nonexistent"), ("PATH", "/nonexistent")]);
    command
}

/// Returns the repository's folder.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program with these arguments.
#[track_caller]
pub(crate) fn hvgraph(args: &[&str]) -> Run {
    run(&mut sealed(), args)
}

/// Runs the program on the invented data set.
#[track_caller]
pub(crate) fn regatta(args: &[&str]) -> Run {
    run(&mut sealed(), &[&[REGATTA], args].concat())
}

/// Runs the program on a folder; its place is not shown in snapshots.
#[track_caller]
pub(crate) fn on_folder(folder: &Path, args: &[&str]) -> Run {
    let place = folder.to_str().unwrap();
    let mut run = run(&mut sealed(), &[args, &["--data", place]].concat());
    for text in [&mut run.command, &mut run.stdout, &mut run.stderr] {
        *text = text.replace(place, "DIR");
    }
    run
}

/// Runs a command that is set up already.
#[track_caller]
pub(crate) fn run(command: &mut Command, args: &[&str]) -> Run {
    let output = command.args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let quoted = args.iter().filter(|arg| **arg != REGATTA).map(|arg| quote(arg)).collect::<Vec<_>>();
    let stderr = text(output.stderr);
    assert!(!stderr.contains("panicked at"), "{args:?} panicked:\n{stderr}");
    Run {
        command: format!("hvgraph {}", quoted.join(" ")),
        status: output.status.code().unwrap_or_else(|| panic!("{args:?} was killed: {}", output.status)),
        stdout: text(output.stdout),
        stderr,
    }
}

fn quote(arg: &str) -> String {
    if arg.is_empty() || arg.contains(char::is_whitespace) { format!("\"{arg}\"") } else { arg.to_owned() }
}

/// Returns the settings of property tests: so many cases, or as many as `PROPTEST_CASES` says.
pub(crate) fn cases(n_cases: u32) -> proptest::test_runner::Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    proptest::test_runner::Config {
        cases: asked.unwrap_or(n_cases),
        failure_persistence: None,
        ..Default::default()
    }
}

/// Divides a line as a shell does, as far as examples need it, up to a pipe or an arrow.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.trim().chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            ('|' | '>', None) => break,
            (' ', None) => words.push(String::new()),
            (c, _) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
