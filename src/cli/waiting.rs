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

/// Runs an algorithm with a budget; on a terminal its name and how far it has come stand on stderr meanwhile.
pub(super) fn watched<T>(name: &str, budget: Budget, run: impl FnOnce(&Budget) -> T) -> T {
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
                show(&words(name, progress.share()));
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

fn words(name: &str, share: Option<f64>) -> String {
    share.map_or_else(|| format!("{name} …"), |share| format!("{name} {:.0} %", share * 100.0))
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
        assert_eq!(watched("x", budget, |budget| budget.n_threads().min(1)), 1);
        assert_eq!(words("pagerank", Some(0.456)), "pagerank 46 %");
        assert_eq!(words("leiden", None), "leiden …");
    }
}
