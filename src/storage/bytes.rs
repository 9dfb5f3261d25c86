//! Numbers, text and values as bytes, and back.
//!
//! | what | bytes |
//! |---|---|
//! | count, id, length | base 128, lowest 7 bits first, the high bit set on all bytes but the last |
//! | signed number | zigzag (0, -1, 1, -2 … become 0, 1, 2, 3 …), then as above |
//! | text | length in bytes, then UTF-8 |
//! | value | a tag of one byte, then what the tag says |
//!
//! | tag | value | then |
//! |---|---|---|
//! | 0, 1, 2 | null, false, true | |
//! | 3 | integer | signed number |
//! | 4 | float | IEEE 754, 8 bytes, lowest first |
//! | 5 | string | text |
//! | 6 | list | count, values |
//! | 7 | map | count, then key as text and value, in key order |
//! | 8 | date | signed number: days from 1970-01-01 |
//! | 9 | local time | nanosecond of the day |
//! | 10 | time | nanosecond of the day; signed number: seconds east of UTC |
//! | 11 | local date and time | as 8, as 9 |
//! | 12 | date and time | as 8, as 9, offset as in 10, name of the region as text, empty if none |
//! | 13 | duration | signed numbers: months, days, seconds; nanoseconds |

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::StorageError;
use crate::model::Value;
use crate::model::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Offset, Region, Time};

/// How many lists and maps may lie in each other.
const MOST_LEVELS: usize = 512;

pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

pub(super) fn put_count(out: &mut Vec<u8>, count: usize) {
    put_number(out, count as u64);
}

fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_number(out, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_count(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

pub(super) fn put_value(out: &mut Vec<u8>, value: &Value) -> Result<(), StorageError> {
    put_nested(out, value, MOST_LEVELS)
}

fn put_nested(out: &mut Vec<u8>, value: &Value, levels: usize) -> Result<(), StorageError> {
    let inner = || levels.checked_sub(1).ok_or(StorageError::NotStorable("so many lists in each other"));
    match value {
        Value::Null => out.push(0),
        Value::Boolean(flag) => out.push(1 + u8::from(*flag)),
        Value::Integer(number) => {
            out.push(3);
            put_signed(out, *number);
        }
        Value::Float(number) => {
            out.push(4);
            out.extend_from_slice(&number.to_bits().to_le_bytes());
        }
        Value::String(text) => {
            out.push(5);
            put_text(out, text);
        }
        Value::List(items) => {
            out.push(6);
            put_count(out, items.len());
            items.iter().try_for_each(|item| put_nested(out, item, inner()?))?;
        }
        Value::Map(entries) => {
            out.push(7);
            put_count(out, entries.len());
            for (key, value) in entries.iter() {
                put_text(out, key);
                put_nested(out, value, inner()?)?;
            }
        }
        Value::Node(_) => return Err(StorageError::NotStorable("a node")),
        Value::Edge(_) => return Err(StorageError::NotStorable("a relationship")),
        Value::Path(_) => return Err(StorageError::NotStorable("a path")),
        temporal => put_temporal(out, temporal),
    }
    Ok(())
}

fn put_temporal(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Date(date) => {
            out.push(8);
            put_signed(out, date.epoch_day());
        }
        Value::LocalTime(time) => {
            out.push(9);
            put_time(out, *time);
        }
        Value::Time(time) => {
            out.push(10);
            put_time(out, time.local);
            put_signed(out, time.offset.seconds());
        }
        Value::LocalDateTime(local) => {
            out.push(11);
            put_local(out, *local);
        }
        Value::DateTime(moment) => {
            out.push(12);
            put_local(out, moment.local());
            put_signed(out, moment.offset().seconds());
            put_text(out, moment.region().map_or("", Region::name));
        }
        Value::Duration(duration) => {
            out.push(13);
            put_signed(out, duration.months());
            put_signed(out, duration.days());
            put_signed(out, duration.seconds());
            put_number(out, u64::from(duration.nanoseconds()));
        }
        _ => unreachable!("all other values are written elsewhere"),
    }
}

fn put_time(out: &mut Vec<u8>, time: LocalTime) {
    put_number(out, time.nanosecond_of_day().cast_unsigned());
}

fn put_local(out: &mut Vec<u8>, local: LocalDateTime) {
    put_signed(out, local.date.epoch_day());
    put_time(out, local.time);
}

/// Bytes that mean nothing: what was expected instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Garbled(pub(super) &'static str);

/// Bytes that are taken from the front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Garbled> {
        let (first, rest) = self.0.split_first().ok_or(Garbled("more bytes"))?;
        self.0 = rest;
        Ok(*first)
    }

    pub(super) fn number(&mut self) -> Result<u64, Garbled> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                break;
            }
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Garbled("a number of 64 bits"))
    }

    pub(super) fn small(&mut self) -> Result<u32, Garbled> {
        u32::try_from(self.number()?).map_err(|_| Garbled("a number of 32 bits"))
    }

    pub(super) fn signed(&mut self) -> Result<i64, Garbled> {
        let zigzag = self.number()?;
        Ok((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed())
    }

    /// Returns how many things follow, each of at least one byte.
    pub(super) fn count(&mut self) -> Result<usize, Garbled> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if count > self.0.len() { Err(Garbled("more bytes")) } else { Ok(count) }
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Garbled> {
        let length = self.count()?;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| Garbled("UTF-8"))
    }

    pub(super) fn value(&mut self) -> Result<Value, Garbled> {
        self.nested(MOST_LEVELS)
    }

    fn nested(&mut self, levels: usize) -> Result<Value, Garbled> {
        Ok(match self.byte()? {
            0 => Value::Null,
            1 => Value::Boolean(false),
            2 => Value::Boolean(true),
            3 => Value::Integer(self.signed()?),
            4 => {
                let (bits, rest) = self.0.split_first_chunk::<8>().ok_or(Garbled("8 bytes"))?;
                self.0 = rest;
                Value::Float(f64::from_bits(u64::from_le_bytes(*bits)))
            }
            5 => Value::String(SmolStr::new(self.text()?)),
            6 => {
                let inner = levels.checked_sub(1).ok_or(Garbled("fewer lists in each other"))?;
                let items = (0..self.count()?).map(|_| self.nested(inner));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            7 => {
                let inner = levels.checked_sub(1).ok_or(Garbled("fewer maps in each other"))?;
                let entries = (0..self.count()?).map(|_| Ok((self.text()?.to_owned(), self.nested(inner)?)));
                Value::Map(Arc::new(entries.collect::<Result<BTreeMap<_, _>, _>>()?))
            }
            8 => Value::Date(self.date()?),
            9 => Value::LocalTime(self.time()?),
            10 => Value::Time(Time { local: self.time()?, offset: self.offset()? }),
            11 => Value::LocalDateTime(self.local()?),
            12 => Value::DateTime(Arc::new(self.date_time()?)),
            13 => Value::Duration(Arc::new(self.duration()?)),
            _ => return Err(Garbled("the tag of a value")),
        })
    }

    fn date(&mut self) -> Result<Date, Garbled> {
        Date::from_epoch_day(self.signed()?).map_err(|_| Garbled("a day"))
    }

    fn time(&mut self) -> Result<LocalTime, Garbled> {
        let nanosecond = i64::try_from(self.number()?).unwrap_or(i64::MAX);
        LocalTime::from_nanosecond_of_day(nanosecond).map_err(|_| Garbled("a time of day"))
    }

    fn offset(&mut self) -> Result<Offset, Garbled> {
        Offset::new(self.signed()?).map_err(|_| Garbled("an offset"))
    }

    fn local(&mut self) -> Result<LocalDateTime, Garbled> {
        Ok(LocalDateTime { date: self.date()?, time: self.time()? })
    }

    fn date_time(&mut self) -> Result<DateTime, Garbled> {
        let (local, offset) = (self.local()?, self.offset()?);
        let region = match self.text()? {
            "" => None,
            name => Some(Region::find(name).map_err(|_| Garbled("the name of a time zone"))?),
        };
        Ok(DateTime::from_parts(local, offset, region))
    }

    fn duration(&mut self) -> Result<Duration, Garbled> {
        let (months, days, seconds) = (self.signed()?, self.signed()?, self.signed()?);
        let nanoseconds = i64::from(self.small()?);
        Duration::new(months, days, seconds, nanoseconds).map_err(|_| Garbled("a duration"))
    }
}
