//! Whether a dated claim holds as of another date, or during a period, in three values.
//!
//! The rule. The date or period asked about covers all days from its first to its last; the question is
//! whether the claim holds at some moment among them. So a wider question never makes the answer less sure, and
//! for one day both questions are the same. They differ where one claim ends another: as of a date there is one
//! state of affairs, during a period there may be several in turn ([`Days::stretches`] tells them apart).
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
        self.holds_within(as_of.days())
    }

    /// Tells whether what is true at this date is true at some time within a period.
    ///
    /// The period is all days from the first to the last of `period`, which may be of any form: `2017/2020`, or
    /// a plain `2021` for the whole year. An open or unknown end is unbounded, and `?`, `~` and `%` are ignored.
    /// Widening the period never lowers the answer; during one day is as of that day.
    pub fn holds_during(&self, period: &Edtf) -> Holds {
        self.holds_within(period.days())
    }

    /// Tells whether what is true at this date is true at some moment among some days.
    pub fn holds_within(&self, asked: Days) -> Holds {
        match &self.parsed {
            edtf_core::Edtf::Date(date) => moment(date, asked),
            edtf_core::Edtf::DateTime(time) => moment(&time.date, asked),
            edtf_core::Edtf::Interval(interval) => throughout(interval, self.days(), asked),
            edtf_core::Edtf::Set(set) => members(set, asked),
        }
    }

    /// Returns the first and last day of the stretch on which it surely holds, each day of it.
    ///
    /// For an interval that is from the last possible start to the first possible end; for a plain date
    /// only a day qualifies, since a month or year does not say which of its days is meant. Nothing where
    /// no day is sure.
    pub fn sure_days(&self) -> Option<(Day, Day)> {
        let (first, last) = match &self.parsed {
            edtf_core::Edtf::Date(date) if is_sure(date) => (span_of(date).first, span_of(date).last),
            edtf_core::Edtf::DateTime(time) => (span_of(&time.date).first, span_of(&time.date).last),
            edtf_core::Edtf::Interval(interval) => {
                let stretch = last_start(&interval.start).zip(first_end(&interval.end))?;
                return Some(stretch).filter(|(first, last)| first <= last);
            }
            _ => return None,
        };
        (first == last).then_some((first, last))
    }

    /// Returns all days it can touch; an open or unknown end is unbounded, gaps in a set are filled.
    pub fn days(&self) -> Days {
        Days { first: self.earliest().unwrap_or(Day::MIN), last: self.latest().unwrap_or(Day::MAX) }
    }

    /// Returns the days from which on the answer of [`holds_at`](Self::holds_at) for a single day may be
    /// another than for the day before, in no order; some may repeat.
    fn turns(&self) -> Vec<Day> {
        let mut turns = Vec::new();
        let mut around = |days: Days| turns.extend([days.first, days.last.next()]);
        match &self.parsed {
            edtf_core::Edtf::Set(set) => set.elements.iter().map(element_span).for_each(&mut around),
            edtf_core::Edtf::Interval(Interval { start, end }) => {
                around(self.days());
                [start, end].into_iter().filter_map(sure_moment).for_each(&mut around);
                let sure = last_start(start).zip(first_end(end));
                if let Some((first, last)) = sure {
                    around(Days { first, last });
                }
            }
            _ => around(self.days()),
        }
        turns
    }
}

/// All days from the first to the last, both included; none if they are the wrong way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Days {
    /// Divides the days into stretches throughout which a date gives one answer.
    ///
    /// As of every day of a stretch, [`Edtf::holds_at`] of the date is what it is as of the stretch's first day.
    /// In time order; nothing where there are no days.
    pub fn stretches(self, date: &Edtf) -> Vec<Days> {
        if self.first > self.last {
            return Vec::new();
        }
        let turns = date.turns().into_iter();
        let mut starts: Vec<Day> = turns.filter(|day| self.first < *day && *day <= self.last).collect();
        starts.push(self.first);
        starts.sort_unstable();
        starts.dedup();
        let ends = starts.iter().skip(1).map(|start| start.previous()).chain([self.last]);
        starts.iter().zip(ends).map(|(&first, last)| Days { first, last }).collect()
    }

    fn overlaps(self, other: Days) -> bool {
        self.first.max(other.first) <= self.last.min(other.last)
    }

    fn covers(self, other: Days) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

impl From<Day> for Days {
    fn from(day: Day) -> Self {
        Days { first: day, last: day }
    }
}

/// Returns nothing for years that no [`Day`] can hold.
pub(super) fn date_span(date: &Date) -> Option<Days> {
    let bounds = edtf_core::Edtf::Date(*date).bounds();
    let (Bound::Date(first), Bound::Date(last)) = (bounds.earliest, bounds.latest) else { return None };
    Some(Days { first: Day::from_bound(first)?, last: Day::from_bound(last)? })
}

fn span_of(date: &Date) -> Days {
    date_span(date).unwrap_or(Days { first: Day::MIN, last: Day::MAX })
}

pub(super) fn is_sure(date: &Date) -> bool {
    !date.is_uncertain() && !date.is_approximate()
}

fn grade(possible: bool, certain: bool) -> Holds {
    match (possible, certain) {
        (false, _) => Holds::No,
        (true, false) => Holds::Possible,
        (true, true) => Holds::Certain,
    }
}

fn moment(date: &Date, asked: Days) -> Holds {
    let span = span_of(date);
    grade(asked.overlaps(span), is_sure(date) && asked.covers(span))
}

fn throughout(interval: &Interval, outer: Days, asked: Days) -> Holds {
    let starts_or_ends = [&interval.start, &interval.end]
        .into_iter()
        .filter_map(sure_moment)
        .any(|moment| asked.covers(moment));
    let core = last_start(&interval.start)
        .zip(first_end(&interval.end))
        .is_some_and(|(first, last)| first <= last && asked.overlaps(Days { first, last }));
    grade(asked.overlaps(outer), starts_or_ends || core)
}

/// Returns the days among which the end point surely lies.
fn sure_moment(end: &IntervalEndpoint) -> Option<Days> {
    match end {
        IntervalEndpoint::Date(date) if is_sure(date) => Some(span_of(date)),
        IntervalEndpoint::OnOrBefore(date) if is_sure(date) => {
            Some(Days { first: Day::MIN, ..span_of(date) })
        }
        IntervalEndpoint::OnOrAfter(date) if is_sure(date) => Some(Days { last: Day::MAX, ..span_of(date) }),
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

fn members(set: &Set, asked: Days) -> Holds {
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

fn element_span(element: &SetElement) -> Days {
    match element {
        SetElement::Date(date) => span_of(date),
        SetElement::OnOrBefore(date) => Days { first: Day::MIN, ..span_of(date) },
        SetElement::OnOrAfter(date) => Days { last: Day::MAX, ..span_of(date) },
        SetElement::Range(first, last) => Days { first: span_of(first).first, last: span_of(last).last },
    }
}

fn is_sure_element(element: &SetElement) -> bool {
    match element {
        SetElement::Date(date) | SetElement::OnOrBefore(date) | SetElement::OnOrAfter(date) => is_sure(date),
        SetElement::Range(first, last) => is_sure(first) && is_sure(last),
    }
}

/// Returns whether all days of at least one of the years, months or days that `element` stands for are asked about.
fn has_whole_member(element: &SetElement, asked: Days) -> bool {
    let all = element_span(element);
    let shared = Days { first: asked.first.max(all.first), last: asked.last.min(all.last) };
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
