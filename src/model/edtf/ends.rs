//! How well the beginning and the end of a date are known, for drawings.

use edtf_core::{Edtf as Parsed, IntervalEndpoint, SetElement};

use super::Edtf;
use super::holds::is_sure;

/// How well one end of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Within its calendar bounds.
    Sure,
    /// Marked as uncertain, approximate or both.
    Doubtful,
    /// There is none: `..`.
    Open,
    /// It is not known: an end left empty.
    Unknown,
}

impl Edtf {
    /// Returns how well the beginning and the end are known; both are the same for a date that is no interval.
    pub fn ends(&self) -> [End; 2] {
        match &self.parsed {
            Parsed::Interval(interval) => [endpoint(&interval.start), endpoint(&interval.end)],
            Parsed::Set(set) => {
                let sure = if self.is_qualified() { End::Doubtful } else { End::Sure };
                let is_open_at_start = |element: &SetElement| matches!(element, SetElement::OnOrBefore(_));
                let is_open_at_end = |element: &SetElement| matches!(element, SetElement::OnOrAfter(_));
                [
                    if set.elements.iter().any(is_open_at_start) { End::Open } else { sure },
                    if set.elements.iter().any(is_open_at_end) { End::Open } else { sure },
                ]
            }
            _ if self.is_qualified() => [End::Doubtful; 2],
            _ => [End::Sure; 2],
        }
    }
}

fn endpoint(end: &IntervalEndpoint) -> End {
    match end {
        IntervalEndpoint::Open => End::Open,
        IntervalEndpoint::Date(date) if is_sure(date) => End::Sure,
        IntervalEndpoint::Date(_) => End::Doubtful,
        // Before or after a date, however far: the date says no bound.
        IntervalEndpoint::Unknown | IntervalEndpoint::OnOrBefore(_) | IntervalEndpoint::OnOrAfter(_) => {
            End::Unknown
        }
    }
}
