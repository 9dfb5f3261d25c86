//! Whether a dated claim holds as of another date, in three values.
//!
//! The rule. The date asked about covers all days from its first to its last; the question is whether
//! the claim holds at some moment among them. So a wider question never makes the answer less sure.
//!
//! - A date that is no interval is one moment somewhere in its bounds: certain if all of them are asked about.
//! - An interval holds from its start to its end. Each of the two is a moment within its own bounds, so
//!   from the last possible start to the first possible end it holds for sure.
//! - `..` means no bound, which is sure. An end left empty is not known: beyond the known end all is possible.
//! - `?`, `~` and `%` take the certainty from what they mark and nothing else. They widen nothing, because
//!   EDTF gives them no width: outside its bounds a doubtful date still does not hold.

use edtf_core::{Bound, Date, Interval, IntervalEndpoint, Precision, Set, SetElement, SetKind};

use super::{Day, Edtf, days_in_month};

/// Whether something holds as of a date; later is surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holds {
    /// It does not hold on any of the days asked about.
    No,
    /// It may hold on some of them.
    Possible,
    /// It holds at some moment among them.
    Certain,
}

impl Edtf {
    /// Tells whether what is true at this date is true as of another one.
    ///
    /// `as_of` may be of any form; it asks about all days from its first to its last, with an open or
    /// unknown end unbounded, gaps in a set filled, and `?`, `~` and `%` ignored. Widening it never
    /// lowers the answer, and no date says no to itself.
    pub fn holds_at(&self, as_of: &Edtf) -> Holds {
        let asked = as_of.span();
        match &self.parsed {
            edtf_core::Edtf::Date(date) => moment(date, asked),
            edtf_core::Edtf::DateTime(time) => moment(&time.date, asked),
            edtf_core::Edtf::Interval(interval) => throughout(interval, self.span(), asked),
            edtf_core::Edtf::Set(set) => members(set, asked),
        }
    }

    fn span(&self) -> Span {
        Span { first: self.earliest().unwrap_or(Day::MIN), last: self.latest().unwrap_or(Day::MAX) }
    }
}

/// All days from the first to the last; empty if they are the wrong way round.
#[derive(Clone, Copy)]
pub(super) struct Span {
    first: Day,
    last: Day,
}

impl Span {
    fn overlaps(self, other: Span) -> bool {
        self.first.max(other.first) <= self.last.min(other.last)
    }

    fn covers(self, other: Span) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// Returns nothing for years that no [`Day`] can hold.
pub(super) fn date_span(date: &Date) -> Option<Span> {
    let bounds = edtf_core::Edtf::Date(*date).bounds();
    let (Bound::Date(first), Bound::Date(last)) = (bounds.earliest, bounds.latest) else { return None };
    Some(Span { first: Day::from_bound(first)?, last: Day::from_bound(last)? })
}

fn span_of(date: &Date) -> Span {
    date_span(date).unwrap_or(Span { first: Day::MIN, last: Day::MAX })
}

fn is_sure(date: &Date) -> bool {
    !date.is_uncertain() && !date.is_approximate()
}

fn grade(possible: bool, certain: bool) -> Holds {
    match (possible, certain) {
        (false, _) => Holds::No,
        (true, false) => Holds::Possible,
        (true, true) => Holds::Certain,
    }
}

fn moment(date: &Date, asked: Span) -> Holds {
    let span = span_of(date);
    grade(asked.overlaps(span), is_sure(date) && asked.covers(span))
}

fn throughout(interval: &Interval, outer: Span, asked: Span) -> Holds {
    let starts_or_ends = [&interval.start, &interval.end]
        .into_iter()
        .filter_map(sure_moment)
        .any(|moment| asked.covers(moment));
    let core = last_start(&interval.start)
        .zip(first_end(&interval.end))
        .is_some_and(|(first, last)| first <= last && asked.overlaps(Span { first, last }));
    grade(asked.overlaps(outer), starts_or_ends || core)
}

/// Returns the days among which the end point surely lies.
fn sure_moment(end: &IntervalEndpoint) -> Option<Span> {
    match end {
        IntervalEndpoint::Date(date) if is_sure(date) => Some(span_of(date)),
        IntervalEndpoint::OnOrBefore(date) if is_sure(date) => {
            Some(Span { first: Day::MIN, ..span_of(date) })
        }
        IntervalEndpoint::OnOrAfter(date) if is_sure(date) => Some(Span { last: Day::MAX, ..span_of(date) }),
        _ => None,
    }
}

/// Returns the first day on which it surely has begun, past the bounds of a doubtful start.
fn last_start(start: &IntervalEndpoint) -> Option<Day> {
    match start {
        IntervalEndpoint::Open => Some(Day::MIN),
        IntervalEndpoint::Unknown => None,
        IntervalEndpoint::Date(date)
        | IntervalEndpoint::OnOrBefore(date)
        | IntervalEndpoint::OnOrAfter(date) => {
            let last = span_of(date).last;
            Some(if is_sure(date) { last } else { last.next() })
        }
    }
}

/// Returns the last day on which it surely has not ended, before the bounds of a doubtful end.
fn first_end(end: &IntervalEndpoint) -> Option<Day> {
    match end {
        IntervalEndpoint::Open => Some(Day::MAX),
        IntervalEndpoint::Unknown => None,
        IntervalEndpoint::Date(date)
        | IntervalEndpoint::OnOrBefore(date)
        | IntervalEndpoint::OnOrAfter(date) => {
            let first = span_of(date).first;
            Some(if is_sure(date) { first } else { first.previous() })
        }
    }
}

fn members(set: &Set, asked: Span) -> Holds {
    let possible = set.elements.iter().any(|element| asked.overlaps(element_span(element)));
    let certain = match set.kind {
        SetKind::OneMember => {
            set.elements.iter().all(|element| is_sure_element(element) && asked.covers(element_span(element)))
        }
        SetKind::AllMembers => {
            set.elements.iter().any(|element| is_sure_element(element) && has_whole_member(element, asked))
        }
    };
    grade(possible, certain)
}

fn element_span(element: &SetElement) -> Span {
    match element {
        SetElement::Date(date) => span_of(date),
        SetElement::OnOrBefore(date) => Span { first: Day::MIN, ..span_of(date) },
        SetElement::OnOrAfter(date) => Span { last: Day::MAX, ..span_of(date) },
        SetElement::Range(first, last) => Span { first: span_of(first).first, last: span_of(last).last },
    }
}

fn is_sure_element(element: &SetElement) -> bool {
    match element {
        SetElement::Date(date) | SetElement::OnOrBefore(date) | SetElement::OnOrAfter(date) => is_sure(date),
        SetElement::Range(first, last) => is_sure(first) && is_sure(last),
    }
}

/// Returns whether all days of at least one of the years, months or days that `element` stands for are asked about.
fn has_whole_member(element: &SetElement, asked: Span) -> bool {
    let all = element_span(element);
    let shared = Span { first: asked.first.max(all.first), last: asked.last.min(all.last) };
    match element {
        SetElement::Date(_) => asked.covers(all),
        SetElement::OnOrBefore(date) | SetElement::OnOrAfter(date) | SetElement::Range(date, _) => {
            let last = match date.precision() {
                Precision::Day => shared.first,
                Precision::Month => last_of_first_month(shared.first),
                Precision::Year | Precision::Season => last_of_first_year(shared.first),
            };
            last <= shared.last
        }
    }
}

/// Returns the last day of the first month that starts on `day` or later.
fn last_of_first_month(day: Day) -> Day {
    let Day { year, month, .. } = if day.day == 1 { day } else { last_of_month(day).next() };
    last_of_month(Day { year, month, day: 1 })
}

fn last_of_month(day: Day) -> Day {
    Day { day: days_in_month(day.year, day.month), ..day }
}

/// Returns the last day of the first year that starts on `day` or later.
fn last_of_first_year(day: Day) -> Day {
    let late = i32::from((day.month, day.day) != (1, 1));
    Day { year: day.year.saturating_add(late), month: 12, day: 31 }
}
