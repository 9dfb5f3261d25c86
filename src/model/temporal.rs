//! Dates, times and durations as openCypher has them: six types, to the nanosecond, years ±999,999,999.
//!
//! Pure functions of values; what time it is is handed in as a [`Clock`]. Each type is written as ISO 8601 writes it, in
//! one canonical way, and reads that text back. The rules of named zones come from the bundled IANA database.
//!
//! | type | is | text |
//! |---|---|---|
//! | [`Date`] | a day | `1984-10-11` |
//! | [`LocalTime`] | a time of day | `12:31:14.645` |
//! | [`Time`] | a time of day with an offset | `12:31:14.645+01:00` |
//! | [`LocalDateTime`] | both without a zone | `1984-10-11T12:31:14.645` |
//! | [`DateTime`] | both with an offset or named zone | `1984-10-11T12:31:14.645+01:00[Europe/Stockholm]` |
//! | [`Duration`] | months, days and seconds apart | `P1Y2M3DT4H5M6.7S` |
//!
//! Dates of claims, which may be uncertain, are [`Edtf`](super::Edtf), not these.

mod arithmetic;
mod between;
mod clock;
mod component;
mod date;
mod date_time;
mod duration;
mod duration_parts;
mod error;
mod fields;
mod local_date_time;
mod local_time;
mod moment;
mod point;
mod text;
mod time;
mod unit;
mod zone;

use unit::Unit;

pub use arithmetic::{divided, minus, plus, times};
pub use between::{Measure, between};
pub use clock::{Clock, Now};
pub use component::{canonical_text, component};
pub use date::Date;
pub use date_time::DateTime;
pub use duration::{Duration, SECONDS_OF_MONTH};
pub use error::TemporalError;
pub use fields::Parts;
pub use local_date_time::LocalDateTime;
pub use local_time::LocalTime;
pub use moment::Moment;
pub use point::PointInTime;
pub use time::Time;
pub use zone::{Offset, Region, Zone};

#[cfg(test)]
mod tests;
