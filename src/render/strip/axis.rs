//! An axis of years: years in which something begins or ends have room, long stretches without are shortened.

use std::collections::BTreeSet;

use crate::model::Day;

/// Points that the years of a short axis share.
const COMMON_WIDTH: f64 = 800.0;
/// Points of one year, least and most.
const YEAR_WIDTH: (f64, f64) = (16.0, 110.0);
/// Points of a shortened stretch.
const BREAK_WIDTH: f64 = 30.0;
/// More years than this without anything are shortened.
const LONGEST_EMPTY: i64 = 2;
/// Least points from one year's label to the next.
const LABEL_STEP: f64 = 36.0;

/// Maps days to points from the left end.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Axis {
    segments: Vec<Segment>,
}

/// A stretch of one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Segment {
    /// First year, and the year after the last.
    years: (i64, i64),
    /// Left and right end, in points.
    points: (f64, f64),
    is_break: bool,
}

impl Axis {
    /// Returns an axis that has every day of these years.
    pub(super) fn new(years: &BTreeSet<i32>) -> Self {
        let step = (COMMON_WIDTH / years.len().max(1) as f64).clamp(YEAR_WIDTH.0, YEAR_WIDTH.1);
        let mut axis = Axis::default();
        for year in years.iter().map(|year| i64::from(*year)) {
            let next = axis.segments.last().map_or(year, |last| last.years.1);
            if year - next > LONGEST_EMPTY {
                axis.push((next, year), BREAK_WIDTH, true);
            } else {
                (next..year).for_each(|empty| axis.push((empty, empty + 1), step, false));
            }
            axis.push((year, year + 1), step, false);
        }
        axis
    }

    fn push(&mut self, years: (i64, i64), width: f64, is_break: bool) {
        let left = self.width();
        self.segments.push(Segment { years, points: (left, left + width), is_break });
    }

    /// Returns how long it is, in points.
    pub(super) fn width(&self) -> f64 {
        self.segments.last().map_or(0.0, |last| last.points.1)
    }

    /// Returns the place of a day's beginning; what lies outside is at the nearer end.
    pub(super) fn place(&self, day: Day) -> f64 {
        let at = self.segments.partition_point(|segment| segment.years.1 <= i64::from(day.year));
        let Some(segment) = self.segments.get(at) else { return self.width() };
        let (first, end) = (segment.years.0 as f64, segment.years.1 as f64);
        let part = (in_years(day) - first) / (end - first);
        segment.points.0 + part.clamp(0.0, 1.0) * (segment.points.1 - segment.points.0)
    }

    /// Returns the beginnings of years, and the year where there is room to write it.
    pub(super) fn ticks(&self) -> Vec<(f64, Option<i64>)> {
        let mut free = f64::NEG_INFINITY;
        let years = self.segments.iter().filter(|segment| !segment.is_break);
        let ticks = years.map(|segment| {
            let left = segment.points.0;
            let has_room = left >= free;
            if has_room {
                free = left + LABEL_STEP;
            }
            (left, has_room.then_some(segment.years.0))
        });
        ticks.collect()
    }

    /// Returns the left and right ends of the shortened stretches.
    pub(super) fn breaks(&self) -> impl Iterator<Item = (f64, f64)> {
        self.segments.iter().filter(|segment| segment.is_break).map(|segment| segment.points)
    }
}

/// Returns a day as a year and a fraction; later days are greater.
fn in_years(day: Day) -> f64 {
    let months = f64::from(day.month - 1) + f64::from(day.day - 1) / 31.0;
    f64::from(day.year) + months / 12.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn long_stretches_without_anything_are_shortened() {
        let axis = Axis::new(&BTreeSet::from([1962, 2017, 2018, 2021]));
        assert_eq!(axis.breaks().count(), 1);
        let labels: Vec<i64> = axis.ticks().into_iter().filter_map(|(_, year)| year).collect();
        assert_eq!(labels, [1962, 2017, 2018, 2019, 2020, 2021]);
        assert_eq!(Axis::new(&BTreeSet::new()), Axis::default());
    }

    proptest! {
        #[test]
        fn later_days_are_never_farther_left(
            years in proptest::collection::btree_set(-9999..9999_i32, 1..40),
            one in (-9999..9999_i32, 1..=12_u8, 1..=31_u8),
            other in (-9999..9999_i32, 1..=12_u8, 1..=31_u8),
        ) {
            let axis = Axis::new(&years);
            let (one, other) = (day(one.0, one.1, one.2), day(other.0, other.1, other.2));
            let (first, last) = (one.min(other), one.max(other));
            prop_assert!(axis.place(first) <= axis.place(last));
            prop_assert!(axis.place(first) >= 0.0 && axis.place(last) <= axis.width());
            let labels: Vec<f64> =
                axis.ticks().into_iter().filter(|(_, year)| year.is_some()).map(|(at, _)| at).collect();
            prop_assert!(labels.windows(2).all(|pair| pair[1] - pair[0] >= LABEL_STEP));
        }
    }
}
