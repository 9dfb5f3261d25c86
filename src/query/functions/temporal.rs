//! Dates, times and durations.

use super::Function;

pub(super) static FUNCTIONS: &[Function] = &[];
