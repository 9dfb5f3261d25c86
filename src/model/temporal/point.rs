//! What the five types that say when have in common: made from text, from maps, from each other, from the clock, and cut
//! to a unit.

use std::collections::BTreeMap;

use super::fields::{Field, Fields, Parts, zone_of};
use super::{
    Clock, Date, DateTime, LocalDateTime, LocalTime, Moment, Now, Offset, TemporalError, Time, Unit, Zone,
};
use crate::model::Value;

/// A type that says when: a day, a time of day, or both, with or without a zone.
pub trait PointInTime: Sized + Into<Value> {
    /// What one is called, with its article.
    const NAME: &'static str;
    /// Which parts it has.
    const PARTS: Parts;

    /// Reads a text; without a zone of its own it is in UTC.
    ///
    /// # Errors
    /// As the type's own `parse`.
    fn from_text(text: &str) -> Result<Self, TemporalError>;

    /// Takes its parts from a date and time; what it does not have is dropped.
    fn from_date_time(whole: &DateTime) -> Self;

    /// Returns one with the components of a map: numbers such as `year` and `hour`, `timezone`, and others to take parts
    /// from (`date`, `time`, `datetime`), whose parts the numbers change; nothing where a component is null.
    ///
    /// A zone that is given moves a time that had one, and is put to a time that had none. A map of a zone alone is the
    /// time at the start of the statement there.
    ///
    /// # Errors
    /// [`TemporalError::UnknownField`], [`WrongType`](TemporalError::WrongType), [`Missing`](TemporalError::Missing),
    /// [`Conflict`](TemporalError::Conflict), [`OutOfRange`](TemporalError::OutOfRange),
    /// [`NoPart`](TemporalError::NoPart), [`UnknownZone`](TemporalError::UnknownZone).
    fn from_map(map: &BTreeMap<String, Value>, clock: &Clock) -> Result<Option<Self>, TemporalError> {
        if let (1, Some(zone)) = (map.len(), map.get("timezone")) {
            return match zone {
                Value::Null => Ok(None),
                zone => Self::now(clock, Now::Statement, &zone_of(zone)?).map(Some),
            };
        }
        let Some(fields) = Fields::read(map, Self::PARTS, Self::NAME)? else { return Ok(None) };
        whole::<Self>(&fields, clock).map(|whole| Some(Self::from_date_time(&whole)))
    }

    /// Takes its parts from another one; a time of day that is missing is midnight, a zone is UTC.
    ///
    /// # Errors
    /// [`TemporalError::NoPart`].
    fn from_moment(moment: &Moment, clock: &Clock) -> Result<Self, TemporalError> {
        let fields = Fields::from(moment);
        whole::<Self>(&fields, clock).map(|whole| Self::from_date_time(&whole))
    }

    /// Returns what the clock shows in a zone.
    ///
    /// # Errors
    /// [`TemporalError::Overflow`] for a fixed clock beyond the years of a date.
    fn now(clock: &Clock, now: Now, zone: &Zone) -> Result<Self, TemporalError> {
        clock.read(now, zone).map(|whole| Self::from_date_time(&whole))
    }

    /// Cuts all parts below a unit to their first value, and then sets the components of a map; a zone is put to it.
    ///
    /// Nothing where a component is null.
    ///
    /// # Errors
    /// [`TemporalError::UnknownUnit`] for one that the type does not have; [`TemporalError::NoPart`]; those of
    /// [`from_map`](Self::from_map).
    fn truncated(
        unit: &str,
        moment: &Moment,
        map: &BTreeMap<String, Value>,
        clock: &Clock,
    ) -> Result<Option<Self>, TemporalError> {
        let parts = Self::PARTS;
        let unit = Unit::named(unit, parts)
            .ok_or_else(|| TemporalError::UnknownUnit { unit: unit.to_owned(), kind: Self::NAME })?;
        let Some(mut fields) = Fields::read(map, parts, Self::NAME)? else { return Ok(None) };
        let date = if parts.date { moment.require_date()? } else { Date::EPOCH };
        let time =
            if parts.date { moment.time().unwrap_or(LocalTime::MIDNIGHT) } else { moment.require_time()? };
        let (date, time) = unit.cut(date, time)?;
        keep_fraction(&mut fields, unit, time);
        let date = if parts.date { fields.to_date(Some(date))? } else { date };
        let time = if parts.time { fields.to_time(Some(time))? } else { time };
        let (zone, offset) = match fields.zone {
            Some(zone) => (Some(zone), None),
            None => (moment.zone(), moment.offset()),
        };
        let zone = zone_for::<Self>(zone, offset, clock).unwrap_or(Zone::UTC);
        let whole = DateTime::resolved(LocalDateTime { date, time }, &zone, offset)?;
        Ok(Some(Self::from_date_time(&whole)))
    }
}

/// Nanoseconds that are set after a cut to milliseconds are set behind those.
fn keep_fraction(fields: &mut Fields, unit: Unit, time: LocalTime) {
    let below = [Field::Millisecond, Field::Microsecond, Field::Nanosecond];
    if fields.first_of(&below).is_some() && matches!(unit, Unit::Millisecond | Unit::Microsecond) {
        fields.set_default(Field::Millisecond, time.nanosecond() / 1_000_000);
        if unit == Unit::Microsecond {
            fields.set_default(Field::Microsecond, time.nanosecond() / 1_000 % 1_000);
        }
    }
}

/// Puts together what a map says, as the most complete type.
fn whole<T: PointInTime>(fields: &Fields, clock: &Clock) -> Result<DateTime, TemporalError> {
    if let Some(whole) = from_epoch(fields)? {
        return Ok(whole);
    }
    let date = if T::PARTS.date { fields.to_date(base_date(fields)?)? } else { Date::EPOCH };
    let time = if T::PARTS.time { time_of_day(fields, T::PARTS)? } else { LocalTime::MIDNIGHT };
    let local = LocalDateTime { date, time };
    let source = fields.time.as_ref().or(fields.both.as_ref());
    let offset = source.and_then(Moment::offset);
    let own = zone_for::<T>(source.and_then(Moment::zone), offset, clock);
    let wanted = zone_for::<T>(fields.zone.clone(), None, clock);
    match (own, wanted) {
        (Some(own), Some(wanted)) => DateTime::resolved(local, &own, offset)?.in_zone(&wanted),
        (own, wanted) => DateTime::resolved(local, &own.or(wanted).unwrap_or(Zone::UTC), offset),
    }
}

/// Returns the zone; a type without days cannot follow the rules of a named one and takes the offset it has (then or now).
fn zone_for<T: PointInTime>(zone: Option<Zone>, offset: Option<Offset>, clock: &Clock) -> Option<Zone> {
    match zone {
        Some(Zone::Region(_)) if !T::PARTS.date => {
            let now = || clock.read(Now::Statement, zone.as_ref().unwrap_or(&Zone::UTC)).ok();
            offset.or_else(|| now().map(|now| now.offset())).map(Zone::Offset)
        }
        zone => zone,
    }
}

/// Returns the moment that `epochSeconds` or `epochMillis` say, with more nanoseconds if they are given.
fn from_epoch(fields: &Fields) -> Result<Option<DateTime>, TemporalError> {
    let (seconds, nanoseconds) = match (fields.get(Field::EpochSeconds), fields.get(Field::EpochMillis)) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => return Err(TemporalError::Conflict("epochSeconds", "epochMillis")),
        (Some(seconds), None) => (seconds, 0),
        (None, Some(millis)) => (millis.div_euclid(1_000), millis.rem_euclid(1_000) * 1_000_000),
    };
    let more = fields.get(Field::Nanosecond).unwrap_or(0);
    let nanoseconds =
        nanoseconds.checked_add(more).ok_or(TemporalError::Overflow { kind: DateTime::NAME })?;
    DateTime::from_epoch(seconds, nanoseconds, fields.zone.as_ref().unwrap_or(&Zone::UTC)).map(Some)
}

fn base_date(fields: &Fields) -> Result<Option<Date>, TemporalError> {
    fields.date.as_ref().or(fields.both.as_ref()).map(Moment::require_date).transpose()
}

fn time_of_day(fields: &Fields, parts: Parts) -> Result<LocalTime, TemporalError> {
    let base = match (&fields.time, &fields.both) {
        (Some(time), _) => Some(time.require_time()?),
        (None, Some(both)) if parts.date => Some(both.time().unwrap_or(LocalTime::MIDNIGHT)),
        (None, Some(both)) => Some(both.require_time()?),
        (None, None) => None,
    };
    if base.is_none() && !parts.date && fields.get(Field::Hour).is_none() {
        return Err(TemporalError::Missing("hour"));
    }
    fields.to_time(base)
}

impl PointInTime for Date {
    const NAME: &'static str = Date::KIND;
    const PARTS: Parts = Parts { date: true, time: false, zone: false };

    fn from_text(text: &str) -> Result<Self, TemporalError> {
        Date::parse(text)
    }

    fn from_date_time(whole: &DateTime) -> Self {
        whole.local().date
    }
}

impl PointInTime for LocalTime {
    const NAME: &'static str = LocalTime::KIND;
    const PARTS: Parts = Parts { date: false, time: true, zone: false };

    fn from_text(text: &str) -> Result<Self, TemporalError> {
        LocalTime::parse(text)
    }

    fn from_date_time(whole: &DateTime) -> Self {
        whole.local().time
    }
}

impl PointInTime for Time {
    const NAME: &'static str = Time::KIND;
    const PARTS: Parts = Parts { date: false, time: true, zone: true };

    fn from_text(text: &str) -> Result<Self, TemporalError> {
        Time::parse(text)
    }

    fn from_date_time(whole: &DateTime) -> Self {
        Time { local: whole.local().time, offset: whole.offset() }
    }
}

impl PointInTime for LocalDateTime {
    const NAME: &'static str = LocalDateTime::KIND;
    const PARTS: Parts = Parts { date: true, time: true, zone: false };

    fn from_text(text: &str) -> Result<Self, TemporalError> {
        LocalDateTime::parse(text)
    }

    fn from_date_time(whole: &DateTime) -> Self {
        whole.local()
    }
}

impl PointInTime for DateTime {
    const NAME: &'static str = DateTime::KIND;
    const PARTS: Parts = Parts { date: true, time: true, zone: true };

    fn from_text(text: &str) -> Result<Self, TemporalError> {
        DateTime::parse(text, &Zone::UTC)
    }

    fn from_date_time(whole: &DateTime) -> Self {
        whole.clone()
    }
}
