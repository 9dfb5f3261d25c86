//! The properties of a selection as columns with one type each, for formats that want types declared.

use std::collections::BTreeMap;

use crate::graph::{KeyId, Properties};
use crate::model::Value;

/// The type that all values of a column fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnType {
    Boolean,
    Integer,
    Float,
    /// Whole and decimal numbers.
    Number,
    Text,
    /// Lists and maps.
    Nested,
    /// Values that only text can hold together.
    Mixed,
}

impl ColumnType {
    fn of(value: &Value) -> Option<ColumnType> {
        match value {
            Value::Null => None,
            Value::Boolean(_) => Some(ColumnType::Boolean),
            Value::Integer(_) => Some(ColumnType::Integer),
            Value::Float(_) => Some(ColumnType::Float),
            Value::String(_) => Some(ColumnType::Text),
            _ => Some(ColumnType::Nested),
        }
    }

    fn widened(self, other: ColumnType) -> ColumnType {
        let is_number = |one| matches!(one, ColumnType::Integer | ColumnType::Float | ColumnType::Number);
        match (self, other) {
            (one, same) if one == same => one,
            (one, other) if is_number(one) && is_number(other) => ColumnType::Number,
            _ => ColumnType::Mixed,
        }
    }
}

/// Returns the properties that any of these nodes or edges has, in key order, with their types.
///
/// Cost `O(p log k)` for `p` properties of `k` names.
pub(super) fn columns<'p>(all: impl Iterator<Item = &'p Properties>) -> BTreeMap<KeyId, ColumnType> {
    let mut columns = BTreeMap::new();
    for (key, value) in all.flat_map(Properties::iter) {
        let Some(found) = ColumnType::of(value) else { continue };
        columns.entry(key).and_modify(|kept: &mut ColumnType| *kept = kept.widened(found)).or_insert(found);
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_as_wide_as_its_values() {
        let properties = |value: Value| Properties::from_iter([(KeyId(0), value)]);
        let width = |values: [Value; 3]| {
            let all: Vec<Properties> = values.into_iter().map(properties).collect();
            columns(all.iter()).get(&KeyId(0)).copied()
        };
        let (one, half, yes, text) =
            (Value::Integer(1), Value::Float(0.5), Value::Boolean(true), Value::from("x"));
        assert_eq!(width([one.clone(), one.clone(), Value::Null]), Some(ColumnType::Integer));
        assert_eq!(width([one.clone(), half.clone(), one.clone()]), Some(ColumnType::Number));
        assert_eq!(width([half.clone(), half.clone(), half.clone()]), Some(ColumnType::Float));
        assert_eq!(width([one.clone(), half, text.clone()]), Some(ColumnType::Mixed));
        assert_eq!(width([yes.clone(), one, yes]), Some(ColumnType::Mixed));
        let list: Value = ["a"].into_iter().collect();
        assert_eq!(width([list.clone(), list.clone(), list.clone()]), Some(ColumnType::Nested));
        assert_eq!(width([list, text, Value::Null]), Some(ColumnType::Mixed));
        assert_eq!(width([Value::Null, Value::Null, Value::Null]), None);
    }
}
