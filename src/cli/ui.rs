//! Both streams: data on stdout, talk on stderr.

use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};

use super::error::CliError;
use super::layout::fitted;
use super::session::{ColorChoice, Global};
use crate::model::Lang;
use crate::render::text::showable;

/// The terminal as the commands see it.
pub(super) struct Ui {
    out: BufWriter<Stdout>,
    /// Columns of the terminal, or what text in a pipe is laid out for.
    pub(super) width: usize,
    pub(super) lang: Lang,
    pub(super) json: bool,
    color: bool,
}

const PIPE_WIDTH: usize = 100;
const MIN_WIDTH: usize = 40;

impl Ui {
    pub(super) fn new(global: &Global) -> Self {
        let stdout = io::stdout();
        let color = match global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                stdout.is_terminal() && !plain && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        Ui {
            width: terminal_width().max(MIN_WIDTH),
            lang: global.lang(),
            json: global.json,
            color,
            out: BufWriter::new(stdout),
        }
    }

    /// Returns stdout, for long or binary data.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Prints a line of data; the text may carry styles but no control characters of its own.
    pub(super) fn line(&mut self, line: &str) -> Result<(), CliError> {
        writeln!(self.out, "{line}").map_err(CliError::Stdout)
    }

    /// Prints a line for people, broken where the terminal ends; lines after the first begin with `hang` spaces.
    pub(super) fn text(&mut self, hang: usize, line: &str) -> Result<(), CliError> {
        fitted(line, hang, self.width).iter().try_for_each(|line| self.line(line))
    }

    /// Prints one JSON document.
    pub(super) fn document(&mut self, document: &serde_json::Value) -> Result<(), CliError> {
        self.line(&format!("{document:#}"))
    }

    /// Prints a line for people, on stderr.
    pub(super) fn say(&mut self, line: &str) {
        // Nobody is left to tell when stderr is closed.
        let _ = self.out.flush();
        let _ = writeln!(io::stderr(), "{line}");
    }

    pub(super) fn flush(&mut self) -> Result<(), CliError> {
        self.out.flush().map_err(CliError::Stdout)
    }

    /// Returns text in bold, harmless to print.
    pub(super) fn bold(&self, text: &str) -> String {
        self.styled("1", text)
    }

    /// Returns text in grey, harmless to print.
    pub(super) fn dim(&self, text: &str) -> String {
        self.styled("2", text)
    }

    fn styled(&self, code: &str, text: &str) -> String {
        let text = showable(text);
        if self.color && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text }
    }

    /// Returns the Vietnamese or the English wording.
    pub(super) fn pick(&self, vi: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(vi, en)
    }
}

fn terminal_width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.unwrap_or_else(|| {
        terminal_size::terminal_size().map_or(PIPE_WIDTH, |(width, _)| usize::from(width.0))
    })
}
