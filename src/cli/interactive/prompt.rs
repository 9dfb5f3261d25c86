//! Reading from the terminal: history, several lines, completion.

use std::borrow::Cow;
use std::path::PathBuf;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use super::complete::Vocabulary;
use super::{Input, Shell, Standing, is_whole};
use crate::cli::error::CliError;
use crate::cli::ui::Ui;
use crate::graph::MemoryGraph;

/// How many statements are remembered.
const HISTORY: usize = 1_000;

/// The line that is being typed, and those before it.
pub(in crate::cli) struct Prompt {
    editor: Editor<Typing, FileHistory>,
    history: Option<PathBuf>,
}

struct Typing {
    vocabulary: Vocabulary,
}

impl Prompt {
    pub(in crate::cli) fn open(shell: &Shell) -> Result<Self, CliError> {
        let config = Config::builder()
            .max_history_size(HISTORY)
            .and_then(|builder| builder.history_ignore_dups(true))
            .map_err(wrong)?
            .history_ignore_space(true)
            .completion_type(CompletionType::List)
            .build();
        let mut editor = Editor::with_config(config).map_err(wrong)?;
        editor.set_helper(Some(Typing { vocabulary: Vocabulary::of(shell.asked.database().graph().as_ref()) }));
        let history = history_file();
        if let Some(file) = &history {
            // There is none at first.
            let _ = editor.load_history(file);
        }
        Ok(Prompt { editor, history })
    }

    /// Keeps the history for the next time.
    pub(in crate::cli) fn close(&mut self) {
        if let Some(file) = &self.history {
            let folder = file.parent().map(std::fs::create_dir_all);
            if folder.is_none_or(|made| made.is_ok()) {
                let _ = self.editor.save_history(file);
            }
        }
    }
}

impl Input for Prompt {
    fn read(&mut self, ui: &mut Ui, standing: Standing) -> Result<Option<String>, CliError> {
        let prompt = match standing {
            Standing::Alone => "hvgraph> ",
            Standing::Open => ui.pick("hvgraph (giao dịch)> ", "hvgraph (transaction)> "),
            Standing::Failed => ui.pick("hvgraph (giao dịch hỏng)> ", "hvgraph (failed transaction)> "),
        };
        loop {
            match self.editor.readline(prompt) {
                Ok(text) => {
                    if !text.trim().is_empty() {
                        // A history that cannot grow is no reason to stop.
                        let _ = self.editor.add_history_entry(text.trim_end());
                    }
                    return Ok(Some(text));
                }
                // Ctrl-C gives up what was typed.
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => return Ok(None),
                Err(error) => return Err(wrong(error)),
            }
        }
    }

    fn learn(&mut self, graph: &MemoryGraph) {
        if let Some(typing) = self.editor.helper_mut() {
            typing.vocabulary = Vocabulary::of(graph);
        }
    }
}

fn wrong(error: ReadlineError) -> CliError {
    CliError::Stdin(match error {
        ReadlineError::Io(error) => error,
        other => std::io::Error::other(other),
    })
}

/// Returns where the history is kept: `$HVGRAPH_HISTORY`, else by the rules for state files.
fn history_file() -> Option<PathBuf> {
    let var = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    var("HVGRAPH_HISTORY").or_else(|| {
        let state = var("XDG_STATE_HOME").or_else(|| var("HOME").map(|home| home.join(".local/state")));
        state.or_else(|| var("LOCALAPPDATA")).map(|folder| folder.join("hvgraph/history"))
    })
}

impl Completer for Typing {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let found = self.vocabulary.complete(line, pos);
        let pairs = found.words.into_iter().map(|word| Pair { display: word.clone(), replacement: word });
        Ok((found.start, pairs.collect()))
    }
}

impl Validator for Typing {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let is_done = is_whole(context.input());
        Ok(if is_done { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Hinter for Typing {
    type Hint = String;
}

impl Highlighter for Typing {
    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        Cow::Owned(crate::render::text::showable(candidate))
    }
}

impl Helper for Typing {}
