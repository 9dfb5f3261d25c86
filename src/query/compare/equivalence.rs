//! Equivalence: whether two values are one in groups and among distinct rows.

use std::hash::{Hash, Hasher};

use super::order;
use crate::model::Value;

/// Says whether two values fall into one group: as equality, but null is like null and NaN like NaN.
pub fn equivalent(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        _ => order(a, b).is_eq(),
    }
}

/// A value as a key of a hash table: equal where values are equivalent.
#[derive(Debug, Clone)]
pub struct Key(pub Value);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        equivalent(&self.0, &other.0)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_value(&self.0, state);
    }
}

/// Hashes a value so that equivalent values hash alike: a float that is a whole number hashes as that number, and all
/// NaN alike.
pub fn hash_value<H: Hasher>(value: &Value, state: &mut H) {
    match value {
        Value::Null => state.write_u8(0),
        Value::Boolean(flag) => state.write_u8(1 + u8::from(*flag)),
        Value::Integer(number) => hash_integer(*number, state),
        Value::Float(number) => hash_float(*number, state),
        Value::String(text) => {
            state.write_u8(4);
            text.hash(state);
        }
        Value::List(items) => {
            state.write_u8(5);
            state.write_usize(items.len());
            items.iter().for_each(|item| hash_value(item, state));
        }
        Value::Map(entries) => {
            state.write_u8(6);
            state.write_usize(entries.len());
            for (key, value) in entries.iter() {
                key.hash(state);
                hash_value(value, state);
            }
        }
        Value::Node(node) => {
            state.write_u8(7);
            state.write_u32(node.0);
        }
        Value::Edge(edge) => {
            state.write_u8(8);
            state.write_u32(edge.0);
        }
        Value::Path(path) => {
            state.write_u8(9);
            path.hash(state);
        }
        Value::Date(date) => tagged(10, date, state),
        Value::LocalTime(time) => tagged(11, time, state),
        Value::Time(time) => tagged(12, time, state),
        Value::LocalDateTime(time) => tagged(13, time, state),
        Value::DateTime(time) => tagged(14, time, state),
        Value::Duration(duration) => tagged(15, duration, state),
    }
}

fn tagged<T: Hash, H: Hasher>(tag: u8, value: &T, state: &mut H) {
    state.write_u8(tag);
    value.hash(state);
}

fn hash_integer<H: Hasher>(number: i64, state: &mut H) {
    state.write_u8(3);
    state.write_i64(number);
}

fn hash_float<H: Hasher>(number: f64, state: &mut H) {
    #[expect(clippy::cast_possible_truncation, reason = "only kept where it converts back unchanged")]
    let whole = number as i64;
    // -0.0 becomes 0 here. 2^63 saturates to a number that no float equals, which is the same for all of its kind.
    #[expect(clippy::float_cmp, reason = "exactness is the question")]
    let is_whole = whole as f64 == number;
    if is_whole {
        return hash_integer(whole, state);
    }
    state.write_u8(3);
    let number = if number.is_nan() { f64::NAN } else { number };
    state.write_u64(number.to_bits());
}
