//! What a task costs: time on the wall, time of the processors, memory.

use std::fs;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

/// A task is repeated up to so often while it is short.
const MOST_REPEATS: usize = 15;
/// Short tasks are repeated until they have taken so long together.
const LONG_ENOUGH: Duration = Duration::from_secs(1);

/// Seconds of one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seconds {
    pub(crate) wall: f64,
    /// Of all threads together.
    pub(crate) cpu: f64,
}

/// Says how long something took.
pub(crate) fn timed<T>(run: impl FnOnce() -> T) -> (T, Seconds) {
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    let result = run();
    let seconds = Seconds { wall: wall.elapsed().as_secs_f64(), cpu: cpu.elapsed().as_secs_f64() };
    (result, seconds)
}

/// Runs something once if asked for that, else so many times, and on to 15 times while all take less than a second.
///
/// # Errors
/// The first error.
pub(crate) fn repeated<E>(repeats: usize, mut run: impl FnMut() -> Result<Seconds, E>) -> Result<Vec<Seconds>, E> {
    let start = Instant::now();
    let mut all = Vec::new();
    let goes_on = |n_runs: usize| repeats > 1 && n_runs < MOST_REPEATS && start.elapsed() < LONG_ENOUGH;
    while all.len() < repeats.max(1) || goes_on(all.len()) {
        all.push(run()?);
    }
    Ok(all)
}

/// Returns the most memory that the process has had so far, in MB of 10^6 bytes; nothing where the system does not say.
pub(crate) fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}
