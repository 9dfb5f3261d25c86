//! What a terminal shows while an algorithm runs: how far it has come, from the first second on.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use crate::analysis::{Budget, Progress};

/// Nothing is shown of what takes less.
const SHORT: Duration = Duration::from_secs(1);
/// How often the line changes.
const OFTEN: Duration = Duration::from_millis(200);

/// What is shown of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watched<'n> {
    /// What runs.
    pub(super) name: &'n str,
    /// How many bytes it takes at most, if that is known.
    pub(super) memory: Option<u64>,
}

/// Runs an algorithm with a budget; on a terminal its name, how far it has come and what memory it may take stand on
/// stderr meanwhile.
pub(super) fn watched<T>(what: Watched<'_>, budget: Budget, run: impl FnOnce(&Budget) -> T) -> T {
    if !io::stderr().is_terminal() {
        return run(&budget);
    }
    let progress = Arc::new(Progress::default());
    let budget = budget.watched_by(Arc::clone(&progress));
    thread::scope(|scope| {
        // The run is over when the sender is gone, also if it panics.
        let (running, over) = channel::<()>();
        scope.spawn(move || {
            let mut wait = SHORT;
            let mut is_shown = false;
            while over.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                (wait, is_shown) = (OFTEN, true);
                show(&words(what, progress.share()));
            }
            if is_shown {
                show("");
            }
        });
        let result = run(&budget);
        drop(running);
        result
    })
}

fn words(what: Watched<'_>, share: Option<f64>) -> String {
    let done = share.map_or_else(|| "…".to_owned(), |share| format!("{:.0} %", share * 100.0));
    let memory = what.memory.map(|bytes| bytes.div_ceil(1_000_000)).filter(|megabytes| *megabytes > 1);
    let memory = memory.map_or(String::new(), |megabytes| format!(" · ≤ {megabytes} MB"));
    format!("{} {done}{memory}", what.name)
}

/// Puts words in the place of the last ones.
fn show(words: &str) {
    let mut stderr = io::stderr();
    let _ = write!(stderr, "\r\u{1b}[K{words}").and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_comes_through_and_shares_are_told() {
        let budget = Budget::new(Duration::from_mins(1), usize::MAX);
        let what = |name, memory| Watched { name, memory };
        assert_eq!(watched(what("x", None), budget, |budget| budget.n_threads().min(1)), 1);
        assert_eq!(words(what("pagerank", Some(4_000)), Some(0.456)), "pagerank 46 %");
        assert_eq!(words(what("leiden", Some(12_000_001)), None), "leiden … · ≤ 13 MB");
    }
}
