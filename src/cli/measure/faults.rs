//! Why an algorithm of the catalogue was not run, or gave no answer.

use crate::analysis::LimitReached;
use crate::analysis::catalog::{Algorithm, AnalysisError};
use crate::cli::error::CliError;
use crate::cli::session::Session;

/// Refuses what would take more memory than there is, before it starts.
pub(super) fn check_memory(session: &Session, algorithm: &Algorithm, needed: u64) -> Result<(), CliError> {
    match available_memory() {
        Some(available) if needed > available => Err(CliError::TooLarge {
            message: format!(
                "`{}` {} {} MB; {} {} MB",
                algorithm.name,
                session.lang.pick("có thể cần đến", "may need"),
                needed / 1_000_000,
                session.lang.pick("máy còn", "there are"),
                available / 1_000_000,
            ),
            hint: session
                .lang
                .pick("bộ lọc như --type và --kind cho một đồ thị nhỏ hơn", "filters such as --type and --kind leave a smaller graph")
                .to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Returns how many bytes the system can still give; nothing where it does not say.
fn available_memory() -> Option<u64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = info.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Says what is wrong with a setting, or which limit was reached.
pub(in crate::cli) fn setting_error(session: &Session, algorithm: &Algorithm, error: &AnalysisError) -> CliError {
    let lang = session.lang;
    let takes = |name: &str| algorithm.parameters.iter().any(|parameter| parameter.name == name);
    match error {
        AnalysisError::Limit(limit @ LimitReached::Time(_)) if takes("sample") => CliError::TooLarge {
            message: limit.to_string(),
            hint: "--timeout SECONDS allows more, --set sample=100 estimates from 100 starting nodes"
                .to_owned(),
        },
        AnalysisError::Limit(limit @ LimitReached::Time(_)) => CliError::TooLarge {
            message: limit.to_string(),
            hint: "--timeout SECONDS allows more, filters such as --type and --min-sources leave a smaller graph"
                .to_owned(),
        },
        AnalysisError::Limit(limit) => CliError::Limit(*limit),
        AnalysisError::OutOfRange { allowed, .. } => CliError::Usage {
            message: error.to_string(),
            expected: Some(format!(
                "{} {} … {}: {}",
                if allowed.whole {
                    lang.pick("số nguyên", "a whole number")
                } else {
                    lang.pick("một số", "a number")
                },
                allowed.least,
                allowed.greatest,
                lang.pick(allowed.summary.0, allowed.summary.1)
            )),
            hint: None,
        },
        AnalysisError::NoStart(name) => CliError::Usage {
            message: format!("`{name}` {}", lang.pick("cần một nút để xuất phát", "needs a node to start from")),
            expected: Some("--from NAME".to_owned()),
            hint: None,
        },
        AnalysisError::UnknownParameter { .. } | AnalysisError::Start(_) | AnalysisError::Weight(_) => CliError::usage(error.to_string()),
        AnalysisError::NoConvergence { .. } => CliError::TooLarge {
            message: format!("`{}`: {error}", algorithm.name),
            hint: if takes("alpha") {
                "a smaller --set alpha=X converges; 0 chooses one that does".to_owned()
            } else {
                "--set iterations=N allows more steps, --set tolerance=X asks for less precision".to_owned()
            },
        },
    }
}
