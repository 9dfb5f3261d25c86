//! What time it is for a statement.

use std::time::{SystemTime, UNIX_EPOCH};

use super::local_time::SECOND;
use super::zone::moment;
use super::{DateTime, TemporalError, Zone};

/// The clock that a statement sees: it stands still, so that `date()` is one day in all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    transaction: i128,
    statement: i128,
    is_running: bool,
}

/// Which time is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// When the transaction began.
    Transaction,
    /// When the statement began.
    Statement,
    /// When it is asked.
    Realtime,
}

impl Clock {
    /// Returns the clock of a transaction and its first statement that begin now.
    pub fn start() -> Clock {
        let now = system_time();
        Clock { transaction: now, statement: now, is_running: true }
    }

    /// Returns the clock of the next statement of the same transaction, which begins now.
    #[must_use]
    pub fn next_statement(self) -> Clock {
        let statement = if self.is_running { system_time() } else { self.statement };
        Clock { statement, ..self }
    }

    /// Returns a clock that always shows so many seconds, and nanoseconds after that, after the start of 1970 UTC.
    pub fn fixed(seconds: i64, nanoseconds: u32) -> Clock {
        let moment = moment(seconds, nanoseconds.into());
        Clock { transaction: moment, statement: moment, is_running: false }
    }

    /// Returns the time in a zone.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] for a fixed clock beyond the years of a date.
    pub fn read(&self, now: Now, zone: &Zone) -> Result<DateTime, TemporalError> {
        let moment = match now {
            Now::Transaction => self.transaction,
            Now::Realtime if self.is_running => system_time(),
            Now::Statement | Now::Realtime => self.statement,
        };
        DateTime::at(moment, zone)
    }
}

/// Returns nanoseconds since the start of 1970 UTC.
fn system_time() -> i128 {
    let nanoseconds = |length: std::time::Duration| {
        i128::from(length.as_secs()) * i128::from(SECOND) + i128::from(length.subsec_nanos())
    };
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => nanoseconds(since),
        Err(before) => -nanoseconds(before.duration()),
    }
}
