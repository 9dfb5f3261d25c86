//! How large values may become: a list in a list in a list, each twice, takes few bytes but has more items than can
//! ever be compared or printed.

use super::Subqueries;
use crate::model::Value;
use crate::query::error::{Detail, ErrorKind, QueryError};

/// How deep lists and maps may be inside each other.
const DEEPEST: usize = 250;

/// Texts and lists below this size need no look.
const SMALL: usize = 1 << 14;

/// Returns a value that was put together, once there is room for it.
///
/// # Errors
/// [`ErrorKind::Limit`] where it is too large or nested too deep.
pub(super) fn checked<G>(value: Value, subqueries: &dyn Subqueries<G>) -> Result<Value, QueryError> {
    let n_bytes = match &value {
        Value::String(text) => text.len(),
        Value::List(items) if !items.iter().any(holds_values) => size_of_val(&**items),
        Value::List(_) | Value::Map(_) => measured(&value, subqueries)?,
        _ => 0,
    };
    if n_bytes > SMALL {
        subqueries.make_room(n_bytes)?;
    }
    Ok(value)
}

/// Returns how many bytes a text or list takes if it is large, else 0.
pub(super) fn bytes_of_large(value: &Value) -> usize {
    let n_bytes = match value {
        Value::String(text) => text.len(),
        Value::List(items) => size_of_val(&**items),
        _ => 0,
    };
    if n_bytes > SMALL { n_bytes } else { 0 }
}

const fn holds_values(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}

/// Returns how many bytes a value would take if nothing in it was shared. Stops as soon as there is no room.
fn measured<G>(value: &Value, subqueries: &dyn Subqueries<G>) -> Result<usize, QueryError> {
    let mut measure = Measure { n_bytes: 0, unchecked: 0, subqueries };
    measure.add(value, 0)?;
    Ok(measure.n_bytes)
}

struct Measure<'s, G> {
    n_bytes: usize,
    unchecked: usize,
    subqueries: &'s dyn Subqueries<G>,
}

impl<G> Measure<'_, G> {
    fn add(&mut self, value: &Value, depth: usize) -> Result<(), QueryError> {
        if depth > DEEPEST {
            let message = format!("lists and maps are more than {DEEPEST} deep inside each other");
            return Err(QueryError::runtime(ErrorKind::Limit, Detail::Other, message));
        }
        let own = match value {
            Value::List(items) => size_of_val(&**items),
            Value::Map(entries) => entries.len() * 2 * size_of::<Value>(),
            _ => return Ok(()),
        };
        self.n_bytes += own;
        self.unchecked += own + size_of::<Value>();
        if self.unchecked > SMALL {
            self.unchecked = 0;
            self.subqueries.check_time()?;
            self.subqueries.make_room(self.n_bytes)?;
        }
        match value {
            Value::List(items) => items.iter().try_for_each(|item| self.add(item, depth + 1)),
            Value::Map(entries) => entries.values().try_for_each(|item| self.add(item, depth + 1)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::graph::MemoryGraph;
    use crate::query::bound::BoundSubquery;
    use crate::query::eval::Scope;

    /// Room for so many bytes.
    struct Room(usize);

    impl Subqueries<MemoryGraph> for Room {
        fn subquery(&mut self, _: &BoundSubquery, _: &Scope<'_, MemoryGraph>) -> Result<Value, QueryError> {
            Ok(Value::Null)
        }

        fn make_room(&self, n_bytes: usize) -> Result<(), QueryError> {
            let error = || QueryError::runtime(ErrorKind::Limit, Detail::Other, "no room");
            if n_bytes <= self.0 { Ok(()) } else { Err(error()) }
        }
    }

    fn pair(value: &Value) -> Value {
        Value::List([value.clone(), value.clone()].into())
    }

    #[test]
    fn what_is_shared_counts_each_time() {
        let room = Room(1 << 20);
        let mut value = Value::Integer(1);
        let mut n_levels = 0;
        let error = loop {
            match checked(pair(&value), &room) {
                Ok(larger) => value = larger,
                Err(error) => break error,
            }
            n_levels += 1;
        };
        assert_eq!(error.kind, ErrorKind::Limit);
        assert!((10..20).contains(&n_levels), "{n_levels}");
    }

    #[test]
    fn depth_is_bounded_and_small_values_are_not_asked_about() {
        let mut value = Value::Integer(1);
        for _ in 0..DEEPEST {
            value = checked(Value::List([value].into()), &Room(0)).unwrap();
        }
        let deeper = Value::List([Value::List([value].into())].into());
        assert!(checked(deeper, &Room(usize::MAX)).is_err());
        assert!(checked(Value::from("a".repeat(SMALL + 1)), &Room(SMALL)).is_err());
    }
}
